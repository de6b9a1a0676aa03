-- Reasons and texts: a save ends the row in force and adds one, on the faith of the row that was read.

CREATE FUNCTION public.refuse_other_text(p_standing bigint, p_seen bigint) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_standing IS DISTINCT FROM p_seen THEN
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'TEXT_CHANGED', DETAIL =
            'Un collègue a changé ce texte entre-temps : rouvrez-le pour voir sa version, puis recommencez.';
    END IF;
END $$;
COMMENT ON FUNCTION public.refuse_other_text(bigint, bigint) IS 'Refuses to write over a text that was not read.';

-- The manager, of a landlord of his; one save of the landlord’s texts at a time.
CREATE FUNCTION public.text_writer(p_landlord bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
BEGIN
    IF me.role <> 'MANAGER' OR NOT p_landlord = ANY (public.my_landlords()) THEN
        PERFORM public.refuse('NOT_A_MANAGER', 'Les textes et les motifs sont écrits par le responsable : demandez-lui.');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('guichet.texts', p_landlord));
    RETURN me.id;
END $$;
COMMENT ON FUNCTION public.text_writer(bigint) IS 'Who writes the texts of a landlord, or a refusal.';

CREATE FUNCTION public.save_refusal_reason(
    p_landlord bigint, p_kind text, p_code text, p_label text, p_text text, p_rank integer, p_active boolean,
    p_seen bigint)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me bigint := public.text_writer(p_landlord);
    standing bigint;
    moment timestamptz := clock_timestamp();
    made bigint;
BEGIN
    SELECT r.id INTO standing FROM public.refusal_reason r
    WHERE r.landlord_id = p_landlord AND r.kind = p_kind AND r.code = p_code AND r.to_at IS NULL FOR UPDATE;
    PERFORM public.refuse_other_text(standing, p_seen);
    IF coalesce(btrim(p_label), '') = '' OR coalesce(btrim(p_text), '') = '' THEN
        PERFORM public.refuse('TEXT_EMPTY', 'Un motif a un nom et un texte pour le locataire : complétez-les.');
    END IF;
    UPDATE public.refusal_reason r SET to_at = moment WHERE r.id = standing;
    INSERT INTO public.refusal_reason
        (landlord_id, kind, code, label, tenant_text, rank, active, from_at, staff_id)
    VALUES (p_landlord, p_kind, p_code, btrim(p_label), btrim(p_text), p_rank, p_active, moment, me)
    RETURNING id INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION public.save_refusal_reason(bigint, text, text, text, text, integer, boolean, bigint) IS 'Words a reason anew from now on.';

CREATE FUNCTION public.save_text_block(
    p_landlord bigint, p_code text, p_channel text, p_subject text, p_body text, p_seen bigint)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me bigint := public.text_writer(p_landlord);
    standing bigint;
    moment timestamptz := clock_timestamp();
    made bigint;
BEGIN
    SELECT t.id INTO standing FROM public.text_block t
    WHERE t.landlord_id = p_landlord AND t.code = p_code AND t.channel = p_channel AND t.to_at IS NULL FOR UPDATE;
    PERFORM public.refuse_other_text(standing, p_seen);
    UPDATE public.text_block t SET to_at = moment WHERE t.id = standing;
    -- Without a body the text of the program is in force again.
    IF coalesce(btrim(p_body), '') = '' THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.text_block (landlord_id, code, channel, subject, body, from_at, staff_id)
    VALUES (p_landlord, p_code, p_channel, coalesce(p_subject, ''), p_body, moment, me)
    RETURNING id INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION public.save_text_block(bigint, text, text, text, text, bigint) IS 'Writes a text anew from now on; without a body, ours is in force again.';

-- A letter is numbered under the lock of its customer; the same command on the same letter makes it once.
CREATE FUNCTION public.keep_letter(
    p_customer bigint, p_person bigint, p_lease bigint, p_item bigint, p_code text, p_number text, p_sheet jsonb,
    p_content bytea, p_pages integer, p_command uuid)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.proof_customer(p_customer);
    made bigint;
BEGIN
    IF public.in_my_household(whom.id) THEN
        PERFORM public.refuse('OWN_HOUSEHOLD',
            'Ce dossier est celui de votre foyer : laissez un collègue le traiter.');
    ELSIF NOT EXISTS (SELECT FROM public.person p WHERE p.id = p_person AND p.landlord_id = whom.landlord_id
                        AND p.deceased_on IS NULL) THEN
        PERFORM public.refuse('NOBODY_TO_WRITE_TO', 'Aucune lettre ne part à cette personne : choisissez un titulaire.');
    ELSIF p_lease IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.lease l WHERE l.id = p_lease AND l.customer_id = whom.id) THEN
        PERFORM public.refuse('NO_LEASE', 'Ce client n’a pas ce contrat : vérifiez le numéro.');
    ELSIF substring(p_content FROM 1 FOR 5) IS DISTINCT FROM '\x255044462d'::bytea THEN
        PERFORM public.refuse('LETTER_SHAPE', 'Cette lettre n’est pas un PDF : recommencez.');
    END IF;
    INSERT INTO public.letter (landlord_id, customer_id, person_id, lease_id, work_item_id, code, number, sheet,
                               content, sha256, pages, made_by, command_id)
    VALUES (whom.landlord_id, whom.id, p_person, p_lease, p_item, p_code, p_number, p_sheet, p_content,
            encode(sha256(p_content), 'hex'), p_pages, me.id, p_command)
    RETURNING id INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION public.keep_letter(bigint, bigint, bigint, bigint, text, text, jsonb, bytea, integer, uuid) IS 'Keeps a letter as it was issued.';

-- The next number of a customer’s letters in a month, printed on the letter before it is kept.
CREATE FUNCTION public.next_letter_number(p_customer bigint, p_lease bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whom public.customer := public.proof_customer(p_customer);
    stem text;
BEGIN
    SELECT concat(coalesce((SELECT l.number FROM public.lease l WHERE l.id = p_lease AND l.customer_id = whom.id),
                           whom.client_ref), '-', to_char(public.proof_day(), 'YYYYMM'), '-L') INTO stem;
    -- The customer is kept: nobody else takes this number.
    RETURN stem || (1 + (SELECT count(*) FROM public.letter l
                         WHERE l.customer_id = whom.id AND starts_with(l.number, stem)))::text;
END $$;
COMMENT ON FUNCTION public.next_letter_number(bigint, bigint) IS 'The number of the next letter of a customer: contract, month, rank.';

CREATE FUNCTION public.post_letter(p_letter bigint, p_version integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.letter;
BEGIN
    PERFORM public.proof_staff();
    SELECT l.* INTO found FROM public.letter l WHERE l.id = p_letter FOR UPDATE;
    IF found.id IS NULL OR NOT public.sees_customer(found.customer_id) THEN
        PERFORM public.refuse('LETTER_UNKNOWN', 'Cette lettre n’existe plus ou n’est pas de vos agences : relisez la liste.');
    ELSIF found.state <> 'MADE' OR found.version IS DISTINCT FROM p_version THEN
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'LETTER_CHANGED', DETAIL =
            'Cette lettre a déjà été postée ou annulée : relisez la liste.';
    END IF;
    UPDATE public.letter l SET state = 'POSTED', posted_at = clock_timestamp(), version = l.version + 1
    WHERE l.id = found.id;
    RETURN found.version + 1;
END $$;
COMMENT ON FUNCTION public.post_letter(bigint, integer) IS 'Says that a letter was posted.';
