-- Call-backs promised: each has a date and an owner; kept, missed or handed over, by those whose it is.

CREATE FUNCTION proof_owner(house bigint, owner bigint, agency bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := public.proof_day();
BEGIN
    IF num_nonnulls(owner, agency) <> 1
       OR owner IS NOT NULL AND NOT EXISTS (
           SELECT FROM public.staff s JOIN public.staff_landlord l ON l.staff_id = s.id
           WHERE s.id = owner AND l.landlord_id = house AND s.role IN ('FRONT_DESK', 'ADVISER', 'ACCOUNTING', 'MANAGER')
             AND s.valid_from <= today AND (s.valid_to IS NULL OR s.valid_to > today))
       OR agency IS NOT NULL AND NOT EXISTS (
           SELECT FROM public.agency a WHERE a.id = agency AND a.landlord_id = house) THEN
        PERFORM public.proof_refuse('NO_OWNER',
            'Dites qui rappellera : vous, un collègue en service chez ce bailleur, ou une de ses agences.');
    END IF;
END $$;

CREATE FUNCTION promise_call_back(
    customer bigint, call bigint, reason text, due_at timestamptz, owner bigint DEFAULT NULL, agency bigint DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer;
    mine public.phone_call;
    made bigint;
BEGIN
    IF customer IS NOT NULL THEN
        whom := public.proof_customer(customer);
    END IF;
    IF call IS NOT NULL THEN
        mine := public.proof_line(call, me);
    END IF;
    IF whom.id IS NULL AND mine.customer_id IS NOT NULL THEN
        -- The number of somebody who has a file is shown with his file alone.
        whom := public.proof_customer(mine.customer_id);
    END IF;
    IF whom.id IS NULL AND mine.caller_number IS NULL THEN
        PERFORM public.proof_refuse('NOBODY_TO_CALL',
            'On ne sait qui rappeler : ouvrez le dossier de la personne, ou notez le numéro qui appelle.');
    ELSIF mine.customer_id <> whom.id THEN
        PERFORM public.proof_refuse('CALLER_NOT_VERIFIED', format(
            'L’appel n° %s concerne un autre locataire : concluez-le d’abord.', call));
    ELSIF due_at IS NULL OR due_at <= clock_timestamp() OR due_at > clock_timestamp() + interval '90 days' THEN
        PERFORM public.proof_refuse('WRONG_DUE', 'Donnez une date et une heure à venir, dans les 90 jours.');
    END IF;
    PERFORM public.proof_owner(coalesce(whom.landlord_id, mine.landlord_id), owner, agency);
    INSERT INTO public.promised_call_back
        (landlord_id, customer_id, call_id, number, reason, due_at, owner_id, agency_id, promised_by)
    VALUES (coalesce(whom.landlord_id, mine.landlord_id), whom.id, mine.id,
            CASE WHEN whom.id IS NULL THEN mine.caller_number END, reason, due_at, owner, agency, me.id)
    RETURNING id INTO made;
    RETURN made;
END $$;

-- A promise that is mine to settle: I own it, or my agency does, or I am a manager of its landlord.
CREATE FUNCTION proof_promise(wanted bigint, seen integer, me public.staff) RETURNS public.promised_call_back
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.promised_call_back;
BEGIN
    SELECT p.* INTO found FROM public.promised_call_back p WHERE p.id = wanted FOR UPDATE;
    IF found.id IS NULL OR NOT found.landlord_id = ANY (public.my_landlords())
       OR found.customer_id IS NOT NULL AND NOT public.sees_customer(found.customer_id)
       OR NOT coalesce(found.owner_id = me.id, false) AND me.role <> 'MANAGER'
          AND NOT coalesce(found.agency_id IN (SELECT public.work_agencies()), false) THEN
        PERFORM public.proof_refuse('NOT_MY_CALL_BACK', 'Ce rappel n’est pas le vôtre : relisez la liste.');
    ELSIF found.state <> 'OPEN' OR found.version IS DISTINCT FROM seen THEN
        PERFORM public.proof_refuse('CALL_BACK_STALE', 'Un collègue a déjà repris ou réglé ce rappel : relisez la liste.');
    END IF;
    RETURN found;
END $$;

CREATE FUNCTION settle_call_back(promise bigint, seen integer, state text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    found public.promised_call_back := public.proof_promise(promise, seen, me);
BEGIN
    IF state IS NULL OR state NOT IN ('KEPT', 'MISSED') THEN
        PERFORM public.proof_refuse('WRONG_STATE', 'Dites si le rappel est tenu ou manqué.');
    END IF;
    UPDATE public.promised_call_back AS p
    SET state = settle_call_back.state, settled_at = clock_timestamp(), settled_by = me.id, number = NULL,
        version = p.version + 1
    WHERE p.id = found.id;
END $$;

CREATE FUNCTION hand_over_call_back(
    promise bigint, seen integer, owner bigint DEFAULT NULL, agency bigint DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.promised_call_back := public.proof_promise(promise, seen, public.proof_staff());
BEGIN
    PERFORM public.proof_owner(found.landlord_id, owner, agency);
    UPDATE public.promised_call_back AS p
    SET owner_id = hand_over_call_back.owner, agency_id = hand_over_call_back.agency, version = p.version + 1
    WHERE p.id = found.id;
END $$;

SELECT trace_table('representative', hidden => '{full_name}'), trace_table('contact_event'),
       trace_table('promised_call_back', hidden => '{number}');
SELECT public.keep_all_versions();

-- Erasing a file takes these with it: what points at a call goes before the calls, the papers after them.
DO $$
DECLARE
    body text := pg_get_functiondef('public.retention_erase_file(bigint)'::regprocedure);
    before text := body;
    -- Noted before the line was said to be his, or to be another's: it must not keep his call alive.
    loosened text := '    UPDATE public.%1$s SET call_id = NULL WHERE customer_id <> p_customer'
        || E'\n     AND call_id IN (SELECT c.id FROM public.phone_call c WHERE c.customer_id = p_customer);\n';
    erased text := '    DELETE FROM public.%1$s WHERE customer_id = p_customer OR customer_id IS NULL'
        || E'\n     AND call_id IN (SELECT c.id FROM public.phone_call c WHERE c.customer_id = p_customer);'
        || E'\n    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object(''%1$s'', n);\n';
    anchor text;
BEGIN
    anchor := '    DELETE FROM public.caller_check ';
    body := replace(body, anchor,
        format(loosened || erased, 'contact_event') || format(loosened || erased, 'promised_call_back') || anchor);
    anchor := '    DELETE FROM public.household_member ';
    body := replace(body, anchor, '    DELETE FROM public.representative WHERE customer_id = p_customer;'
        || E'\n    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object(''representative'', n);\n' || anchor);
    IF length(body) < length(before) + 400 THEN
        RAISE EXCEPTION 'the function that erases a file has another shape';
    END IF;
    EXECUTE body;
END $$;
