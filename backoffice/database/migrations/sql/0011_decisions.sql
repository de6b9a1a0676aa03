-- A decision is a row, never overwritten; only who holds the claim at that very instant may decide. An
-- expired claim is refused even when nobody has taken the item since: what its holder saw may be old.

CREATE FUNCTION public.add_decision(
    p_item public.work_item, p_staff bigint, p_decision text, p_reason text, p_command uuid, p_status text)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    next integer;
    again boolean := p_decision = 'UNDONE';
BEGIN
    SELECT coalesce(max(d.rank), 0) + 1 INTO next FROM public.work_decision d
    WHERE d.work_item_id = p_item.id;
    INSERT INTO public.work_decision
        (landlord_id, work_item_id, rank, decision, reason, staff_id, command_id)
    VALUES (p_item.landlord_id, p_item.id, next, p_decision, p_reason, p_staff, p_command);
    -- Who undoes his decision goes on with the item: it stays his.
    RETURN QUERY UPDATE public.work_item w SET status = p_status, version = w.version + 1,
        claimed_by = CASE WHEN again THEN p_staff END,
        claimed_until = CASE WHEN again THEN public.claim_end(NULL) END
    WHERE w.id = p_item.id RETURNING next, w.status, w.version;
END
$$;

-- What an earlier sending of the same command decided on this item; nothing if it never did.
CREATE FUNCTION public.decided_by(p_item bigint, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT d.rank, w.status, w.version FROM public.work_decision d
    JOIN public.work_item w ON w.id = d.work_item_id
    WHERE d.work_item_id = p_item AND d.command_id = p_command
$$;

CREATE FUNCTION public.refuse_other_version(p_item public.work_item, p_version integer) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_item.version IS DISTINCT FROM p_version THEN
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'ITEM_CHANGED', DETAIL =
            'Ce dossier a changé depuis que vous l’avez ouvert : rouvrez-le, puis recommencez.';
    END IF;
END
$$;

CREATE FUNCTION public.decide_item(
    p_item bigint, p_version integer, p_decision text, p_reason text, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me bigint := public.work_staff();
    item public.work_item := public.work_locked(p_item);
    next text := CASE p_decision WHEN 'ACCEPTED' THEN 'DONE' WHEN 'REJECTED' THEN 'DONE'
        WHEN 'ASKED' THEN 'WAITING' WHEN 'CANCELLED' THEN 'CANCELLED' END;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    IF item.status <> 'OPEN' OR item.claimed_by IS DISTINCT FROM me
        OR item.claimed_until <= clock_timestamp() THEN
        PERFORM public.work_lost(item, me);
    END IF;
    PERFORM public.refuse_other_version(item, p_version);
    IF next IS NULL THEN
        PERFORM public.refuse('UNKNOWN_DECISION',
            'Cette décision n’existe pas : acceptez, refusez, demandez une pièce ou classez sans suite.');
    END IF;
    IF p_decision <> 'ACCEPTED' AND p_reason IS NULL THEN
        PERFORM public.refuse('REASON_REQUIRED',
            'Cette décision demande un motif : choisissez-le dans la liste.');
    END IF;
    RETURN QUERY SELECT * FROM public.add_decision(item, me, p_decision, p_reason, p_command, next);
END
$$;

-- One's own last decision, within ten minutes: what the tenant is told leaves later than that.
CREATE FUNCTION public.undo_item(p_item bigint, p_version integer, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me bigint := public.work_staff();
    item public.work_item := public.work_locked(p_item);
    last public.work_decision;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    PERFORM public.refuse_other_version(item, p_version);
    SELECT d.* INTO last FROM public.work_decision d
    WHERE d.work_item_id = p_item ORDER BY d.rank DESC LIMIT 1;
    IF item.status = 'OPEN' OR last.staff_id IS DISTINCT FROM me
        OR last.decided_at <= clock_timestamp() - interval '10 minutes' THEN
        PERFORM public.refuse('TOO_LATE_TO_UNDO',
            'Seule votre dernière décision s’annule, dans les dix minutes : rouvrez le dossier avec un motif.');
    END IF;
    RETURN QUERY SELECT * FROM public.add_decision(item, me, 'UNDONE', NULL, p_command, 'OPEN');
END
$$;

CREATE FUNCTION public.reopen_item(p_item bigint, p_version integer, p_reason text, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me bigint := public.work_staff();
    item public.work_item := public.work_locked(p_item);
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    PERFORM public.refuse_other_version(item, p_version);
    IF item.status = 'OPEN' THEN
        PERFORM public.refuse('ALREADY_OPEN',
            'Ce dossier est déjà à traiter : prenez-le dans la file.');
    END IF;
    IF p_reason IS NULL THEN
        PERFORM public.refuse('REASON_REQUIRED',
            'Rouvrir un dossier demande un motif : choisissez-le dans la liste.');
    END IF;
    RETURN QUERY SELECT * FROM public.add_decision(item, me, 'REOPENED', p_reason, p_command, 'OPEN');
END
$$;
