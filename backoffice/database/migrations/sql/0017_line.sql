-- The line: a call timed from the first ring, before anybody knows whose it is; what was seen and said in it.

CREATE FUNCTION open_line(place text, caller_number text DEFAULT NULL, landlord bigint DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    house bigint;
    running public.phone_call;
    made bigint;
BEGIN
    IF place IS NULL OR place NOT IN ('PHONE', 'COUNTER') THEN
        PERFORM public.proof_refuse('WRONG_PLACE', 'Dites où est la personne : au téléphone ou au guichet.');
    ELSIF caller_number !~ '^\+?[0-9]{2,20}$' THEN
        PERFORM public.proof_refuse('WRONG_NUMBER', 'Le numéro qui appelle ne se lit pas : laissez-le vide.');
    END IF;
    SELECT l.landlord_id INTO house FROM public.staff_landlord l
    WHERE l.staff_id = me.id AND (landlord IS NULL OR l.landlord_id = landlord) ORDER BY l.landlord_id LIMIT 1;
    IF house IS NULL THEN
        PERFORM public.proof_refuse('NOT_MY_LANDLORD', 'Vous ne travaillez pas pour ce bailleur : choisissez-en un autre.');
    END IF;
    -- One unknown caller at a time; the same ring told twice is one call. Two windows wait for each other.
    PERFORM s.id FROM public.staff s WHERE s.id = me.id FOR UPDATE;
    SELECT c.* INTO running FROM public.phone_call c
    WHERE c.staff_id = me.id AND c.customer_id IS NULL AND c.ended_at IS NULL
    ORDER BY c.started_at DESC LIMIT 1;
    IF running.id IS NOT NULL AND running.place = open_line.place AND running.caller IS NULL
       AND running.caller_number IS NOT DISTINCT FROM open_line.caller_number
       AND running.started_at > clock_timestamp() - interval '12 hours' THEN
        RETURN running.id;
    END IF;
    UPDATE public.phone_call AS c
    SET ended_at = greatest(clock_timestamp(), c.started_at), caller_number = NULL, version = c.version + 1
    WHERE c.staff_id = me.id AND c.customer_id IS NULL AND c.ended_at IS NULL;
    INSERT INTO public.phone_call (landlord_id, staff_id, place, caller_number, started_at, level)
    VALUES (house, me.id, open_line.place, open_line.caller_number, clock_timestamp(), 'L0')
    RETURNING id INTO made;
    RETURN made;
END $$;

-- Whose call it is: said once, or again as long as nothing was checked. Another call that I had open for him ends.
CREATE FUNCTION bind_call(call bigint, customer bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.proof_customer(bind_call.customer);
    mine public.phone_call := public.proof_line(bind_call.call, me);
BEGIN
    IF mine.customer_id = whom.id THEN
        RETURN mine.id;
    ELSIF mine.customer_id IS NOT NULL AND public.proof_is_begun(mine.id) THEN
        PERFORM public.proof_refuse('CALL_BOUND',
            'Cet appel est déjà vérifié pour un autre dossier : concluez-le (F12), puis ouvrez-en un autre.');
    END IF;
    UPDATE public.phone_call AS c
    SET ended_at = greatest(clock_timestamp(), c.started_at), version = c.version + 1
    WHERE c.staff_id = me.id AND c.customer_id = whom.id AND c.ended_at IS NULL AND c.id <> mine.id;
    UPDATE public.phone_call AS c
    SET customer_id = whom.id, landlord_id = whom.landlord_id, level = 'L0',
        -- Who speaks was said of another file; a third party stays one.
        caller = CASE WHEN c.caller IN ('THIRD_PARTY', 'AUTHORITY') THEN c.caller END,
        representative_id = NULL, version = c.version + 1
    WHERE c.id = mine.id;
    RETURN mine.id;
END $$;

-- The programs of before ask for the holder and no one else: their calls are the holder's.
CREATE OR REPLACE FUNCTION start_call(customer bigint, place text, caller_number text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.proof_customer(start_call.customer);
    running public.phone_call;
    made bigint;
BEGIN
    IF start_call.place IS NULL OR start_call.place NOT IN ('PHONE', 'COUNTER') THEN
        PERFORM public.proof_refuse('WRONG_PLACE', 'Dites où est la personne : au téléphone ou au guichet.');
    END IF;
    IF start_call.caller_number !~ '^\+?[0-9]{2,20}$' THEN
        PERFORM public.proof_refuse('WRONG_NUMBER', 'Le numéro qui appelle ne se lit pas : laissez-le vide.');
    END IF;
    -- The customer is kept: of two windows that start at once, the second finds the call of the first.
    SELECT c.* INTO running FROM public.phone_call c
    WHERE c.staff_id = me.id AND c.customer_id = whom.id AND c.ended_at IS NULL FOR UPDATE;
    IF running.id IS NOT NULL AND running.place = start_call.place
       AND running.started_at > clock_timestamp() - interval '12 hours' THEN
        UPDATE public.phone_call AS c SET caller = 'HOLDER', version = c.version + 1
        WHERE c.id = running.id AND c.caller IS NULL;
        RETURN running.id;
    END IF;
    UPDATE public.phone_call SET ended_at = greatest(clock_timestamp(), started_at), version = version + 1
    WHERE id = running.id;
    INSERT INTO public.phone_call
        (landlord_id, staff_id, customer_id, place, caller_number, started_at, level, caller)
    VALUES (whom.landlord_id, me.id, whom.id, start_call.place, start_call.caller_number,
            clock_timestamp(), 'L0', 'HOLDER')
    RETURNING id INTO made;
    RETURN made;
END $$;

CREATE OR REPLACE FUNCTION proof_visit(whom public.customer, me public.staff, words text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    at timestamptz := clock_timestamp();
    visit bigint;
BEGIN
    INSERT INTO public.phone_call
        (landlord_id, staff_id, customer_id, place, started_at, ended_at, level, summary, caller)
    VALUES (whom.landlord_id, me.id, whom.id, 'COUNTER', at, at, 'L3', words, 'HOLDER') RETURNING id INTO visit;
    INSERT INTO public.caller_check (landlord_id, call_id, method, outcome, staff_id, recorded_at)
    VALUES (whom.landlord_id, visit, 'COUNTER_ID', 'PASSED', me.id, at);
    RETURN visit;
END $$;

CREATE OR REPLACE FUNCTION end_call(call bigint, summary text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    done bigint;
BEGIN
    -- A call forgotten since yesterday may still be concluded: it is only worth nothing.
    UPDATE public.phone_call AS c
    SET ended_at = greatest(clock_timestamp(), c.started_at),
        summary = nullif(btrim(end_call.summary), ''), version = c.version + 1,
        -- The number of somebody who has no file is nobody's to keep.
        caller_number = CASE WHEN c.customer_id IS NOT NULL THEN c.caller_number END
    WHERE c.id = end_call.call AND c.staff_id = me.id AND c.ended_at IS NULL RETURNING c.id INTO done;
    IF done IS NULL THEN
        PERFORM public.proof_refuse('CALL_ENDED', 'Cet appel est déjà conclu : ouvrez-en un autre.');
    END IF;
    -- A code that nobody gave must not travel any more.
    UPDATE public.caller_code SET ended_at = clock_timestamp() WHERE call_id = done AND ended_at IS NULL;
    PERFORM public.forget_codes();
END $$;

-- What the call was about, coded; also of a call that was just concluded in the same minute.
CREATE FUNCTION note_reason(call bigint, reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine public.phone_call := public.proof_line(call, public.proof_staff());
BEGIN
    UPDATE public.phone_call AS c SET reason = note_reason.reason, version = c.version + 1 WHERE c.id = mine.id;
END $$;

-- The signs that the agent hears, all at once; those read in the data are kept beside them (R4.26).
CREATE FUNCTION note_signs(call bigint, heard text[]) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine public.phone_call := public.proof_line(call, public.proof_staff());
    kept text[];
BEGIN
    IF NOT coalesce(heard <@ ARRAY['URGENCY', 'NAME_DROPPING', 'REFUSES_CALL_BACK', 'NUMBER_SUPPLIED'], false) THEN
        PERFORM public.proof_refuse('WRONG_SIGN', 'Cochez un signe d’alerte de la liste.');
    END IF;
    SELECT coalesce(array_agg(DISTINCT sign ORDER BY sign), '{}') INTO kept
    FROM unnest(heard || public.signs_shown(mine)) AS sign;
    UPDATE public.phone_call AS c SET signs = kept, version = c.version + 1 WHERE c.id = mine.id AND c.signs <> kept;
    RETURN kept;
END $$;

-- What the data shows: recoveries in seven days, a contact in its cooling-off, a device seen before its loss was
-- said and signing in since, a number that calls and is not on file.
CREATE FUNCTION signs_shown(call public.phone_call) RETURNS text[]
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(sign ORDER BY sign), '{}') FROM (
        SELECT 'MANY_RECOVERIES' WHERE 2 <= (
            SELECT count(*) FROM public.portal_event e
            WHERE e.customer_id = call.customer_id AND e.kind IN ('UNLOCKED', 'REGISTRATION_RELEASED', 'RESET_SENT')
              AND e.occurred_at > clock_timestamp() - interval '7 days') + (
            SELECT count(DISTINCT k.call_id) FROM public.caller_code k
            WHERE k.customer_id = call.customer_id AND k.call_id <> call.id
              AND k.made_at > clock_timestamp() - interval '7 days')
        UNION ALL
        SELECT 'CONTACT_COOLING' FROM public.customer c
        WHERE c.id = call.customer_id AND public.proof_cooling_until(c.main_person_id) IS NOT NULL
        UNION ALL
        SELECT 'LOST_DEVICE' WHERE EXISTS (
            SELECT FROM public.portal_event lost
            JOIN public.portal_event since ON since.customer_id = lost.customer_id AND since.kind = 'SIGNED_IN'
             AND since.occurred_at > lost.occurred_at
            JOIN public.portal_event earlier ON earlier.customer_id = lost.customer_id AND earlier.kind = 'SIGNED_IN'
             AND earlier.occurred_at < lost.occurred_at
             AND earlier.detail ->> 'device' = since.detail ->> 'device'
            WHERE lost.customer_id = call.customer_id AND lost.kind = 'UNLOCKED'
              AND lost.detail ->> 'reason' IN ('NEW_DEVICE', 'TAKEOVER_SUSPECTED')
              AND lost.occurred_at > clock_timestamp() - interval '30 days')
        UNION ALL
        SELECT 'NUMBER_UNKNOWN' WHERE call.place = 'PHONE' AND call.customer_id IS NOT NULL
          AND call.caller_number IS NOT NULL AND NOT EXISTS (
            SELECT FROM public.customer c JOIN public.contact k ON k.person_id = c.main_person_id
            WHERE c.id = call.customer_id AND k.value_key = call.caller_number AND k.valid_to IS NULL)
    ) AS shown (sign)
$$;

-- The same for a screen, of my own call.
CREATE FUNCTION call_signs(call bigint) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine public.phone_call := public.proof_line(call, public.proof_staff());
BEGIN
    RETURN ARRAY(SELECT DISTINCT sign FROM unnest(mine.signs || public.signs_shown(mine)) AS sign ORDER BY sign);
END $$;

-- A supervisor is told of this call, once.
CREATE FUNCTION alert_supervisor(call bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    mine public.phone_call := public.proof_line(call, me);
    shown text[] := ARRAY(SELECT DISTINCT sign FROM unnest(mine.signs || public.signs_shown(mine)) AS sign ORDER BY sign);
BEGIN
    IF mine.alerted_at IS NOT NULL THEN
        RETURN false;
    END IF;
    UPDATE public.phone_call AS c SET signs = shown, alerted_at = clock_timestamp(), version = c.version + 1
    WHERE c.id = mine.id;
    INSERT INTO public.supervisor_alert (landlord_id, kind, customer_id, sentence)
    VALUES (mine.landlord_id, 'WARNING_SIGNS', mine.customer_id, format(
        'Appel n° %s pris par %s le %s : %s signe(s) d’alerte.', mine.id, me.full_name,
        public.proof_instant(mine.started_at), cardinality(shown)));
    RETURN true;
END $$;
