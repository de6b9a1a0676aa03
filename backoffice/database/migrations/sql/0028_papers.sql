-- Papers: received, asked for, read, examined (R6.5–R6.7). Nobody selects bytes: who reads them has first
-- written down that he does, in a transaction that is over.

-- The customer that a tenant or a member of staff writes for, kept: the portal treats every tenant alike (R5.14).
CREATE FUNCTION public.customer_written_for(p_customer bigint) RETURNS public.customer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whom public.customer;
BEGIN
    SELECT c.* INTO whom FROM public.customer c
    WHERE c.id = p_customer AND (public.sees_customer(c.id)
        OR public.my_role() = 'PORTAL' AND c.landlord_id = ANY (public.my_landlords()))
    FOR UPDATE OF c;
    IF whom.id IS NULL THEN
        PERFORM public.refuse('NOT_MY_CUSTOMER',
            'Ce client n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche.');
    ELSIF public.in_my_household(whom.id) THEN
        PERFORM public.refuse('OWN_HOUSEHOLD',
            'Ce dossier est celui de votre foyer : laissez un collègue le traiter.');
    END IF;
    RETURN whom;
END $$;
COMMENT ON FUNCTION public.customer_written_for(bigint) IS 'The customer for whom something is received, locked.';

CREATE FUNCTION public.receive_document(p_item bigint, p_kind text, p_channel text, p_name text, p_content bytea)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    item public.work_item;
    made bigint;
BEGIN
    -- The customer before the item, as everywhere.
    PERFORM public.customer_written_for((SELECT w.customer_id FROM public.work_item w WHERE w.id = p_item));
    SELECT w.* INTO item FROM public.work_item w WHERE w.id = p_item FOR UPDATE;
    IF item.status NOT IN ('OPEN', 'WAITING') THEN
        PERFORM public.refuse('ITEM_SETTLED',
            'Cette demande est déjà réglée : faites-en une nouvelle pour cette pièce.');
    ELSIF p_content IS NULL OR octet_length(p_content) > 50000000 THEN
        PERFORM public.refuse('TOO_HEAVY', 'Ce fichier dépasse 50 Mo : envoyez-en un plus léger.');
    ELSIF p_name IS NULL OR p_kind IS NULL OR p_channel IS NULL THEN
        PERFORM public.refuse('DOCUMENT_UNNAMED', 'Dites le nom et la nature de la pièce, puis recommencez.');
    END IF;
    INSERT INTO public.document (landlord_id, customer_id, lease_id, work_item_id, kind, channel, given_name,
                                 size_bytes, sha256, received_at)
    VALUES (item.landlord_id, item.customer_id, item.lease_id, item.id, p_kind, p_channel, left(p_name, 255),
            octet_length(p_content), encode(sha256(p_content), 'hex'), clock_timestamp())
    RETURNING id INTO made;
    INSERT INTO public.document_content (landlord_id, document_id, content)
    VALUES (item.landlord_id, made, p_content);
    -- What was asked has come; and whoever read the item before sees another one now.
    UPDATE public.work_item SET status = 'OPEN', version = version + 1 WHERE id = item.id;
    IF item.status = 'WAITING' THEN
        INSERT INTO public.work_decision (landlord_id, work_item_id, rank, decision, reason)
        SELECT item.landlord_id, item.id, coalesce(max(d.rank), 0) + 1, 'REOPENED', 'DOCUMENT_RECEIVED'
        FROM public.work_decision d WHERE d.work_item_id = item.id;
    END IF;
    RETURN made;
END $$;
COMMENT ON FUNCTION public.receive_document(bigint, text, text, text, bytea) IS 'Keeps a file sent for an item of work; an item that waited for it is open again.';

-- The file, if its customer is one that he sees and may act on.
CREATE FUNCTION public.document_seen(p_document bigint) RETURNS public.document
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.document;
BEGIN
    SELECT d.* INTO found FROM public.document d WHERE d.id = p_document;
    IF found.id IS NULL OR NOT public.sees_customer(found.customer_id) THEN
        PERFORM public.refuse('DOCUMENT_UNKNOWN',
            'Cette pièce n’existe plus ou n’est pas de vos agences : relancez la file.');
    ELSIF public.in_my_household(found.customer_id) THEN
        PERFORM public.refuse('OWN_HOUSEHOLD',
            'Ce dossier est celui de votre foyer : laissez un collègue le traiter.');
    ELSIF found.state = 'ERASED' THEN
        PERFORM public.refuse('DOCUMENT_ERASED',
            'Cette pièce a été effacée à la fin de sa durée de conservation.');
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION public.document_seen(bigint) IS 'A file that who signed in sees, or a refusal.';

CREATE FUNCTION public.ask_document(p_document bigint, p_use text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    found public.document := public.document_seen(p_document);
    made bigint;
BEGIN
    IF p_use IN ('PRINTED', 'SAVED') AND me.role NOT IN ('ADVISER', 'ACCOUNTING', 'MANAGER') THEN
        PERFORM public.refuse('MAY_NOT_TAKE_OUT',
            'Imprimer ou enregistrer une pièce demande un conseiller ou un responsable : demandez-le-lui.');
    END IF;
    INSERT INTO public.document_opening (landlord_id, document_id, customer_id, staff_id, use, made_in)
    VALUES (found.landlord_id, found.id, found.customer_id, me.id, p_use, pg_current_xact_id()::text::bigint)
    RETURNING id INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION public.ask_document(bigint, text) IS 'Writes down who opens a file and what for; to be committed before its bytes are read (R6.6).';

CREATE FUNCTION public.document_bytes(p_opening bigint) RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked public.document_opening;
    bytes bytea;
BEGIN
    SELECT o.* INTO asked FROM public.document_opening o
    WHERE o.id = p_opening AND o.staff_id = public.my_staff_id()
      AND o.made_in IS DISTINCT FROM pg_current_xact_id_if_assigned()::text::bigint
      AND o.recorded_at > clock_timestamp() - interval '10 minutes';
    IF asked.id IS NULL THEN
        PERFORM public.refuse('NOT_ASKED', 'L’ouverture de cette pièce n’est plus valable : rouvrez-la.');
    END IF;
    PERFORM public.document_seen(asked.document_id);
    SELECT c.content INTO bytes FROM public.document_content c WHERE c.document_id = asked.document_id;
    RETURN bytes;
END $$;
COMMENT ON FUNCTION public.document_bytes(bigint) IS 'The bytes of a file asked for in an earlier transaction, for ten minutes, to its author alone (R6.6).';

CREATE FUNCTION public.examine_document(
    p_document bigint, p_media text, p_pages integer, p_state text, p_refusal text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    paper public.document := public.document_seen(p_document);
BEGIN
    PERFORM public.proof_staff();
    IF p_state NOT IN ('CLEAN', 'QUARANTINED', 'UNREADABLE') THEN
        PERFORM public.refuse('DOCUMENT_STATE', 'Un fichier examiné est lisible, à regarder avec prudence ou illisible.');
    END IF;
    -- Once: two desks that examine the same file find the same.
    UPDATE public.document d SET media_type = p_media, pages = p_pages, state = p_state, refusal = p_refusal,
        examined_at = clock_timestamp(), version = d.version + 1
    WHERE d.id = paper.id AND d.state = 'RECEIVED';
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION public.examine_document(bigint, text, integer, text, text) IS 'Notes once what the content of a file is; false when it was noted before.';

-- Never whose: that would tell an adviser of a file which is not his (R6.5).
CREATE FUNCTION public.document_elsewhere(p_document bigint)
RETURNS TABLE (same_customer bigint, other_customers bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    found public.document := public.document_seen(p_document);
BEGIN
    RETURN QUERY SELECT count(*) FILTER (WHERE d.customer_id = found.customer_id AND d.id <> found.id),
        count(DISTINCT d.customer_id) FILTER (WHERE d.customer_id <> found.customer_id)
    FROM public.document d
    WHERE d.landlord_id = ANY (public.my_landlords()) AND d.sha256 = found.sha256;
END $$;
COMMENT ON FUNCTION public.document_elsewhere(bigint) IS 'How many times the same file was sent, by this customer and by how many others (R6.5).';

-- What a decision says of the files of its item; taking it back leaves them readable.
CREATE FUNCTION public.mark_documents(p_item bigint, p_state text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.document d SET state = p_state, version = d.version + 1
    WHERE d.work_item_id = p_item AND d.state IN ('CLEAN', 'ACCEPTED', 'REJECTED') AND d.state <> p_state
$$;
COMMENT ON FUNCTION public.mark_documents(bigint, text) IS 'Marks the readable files of an item as decided.';
