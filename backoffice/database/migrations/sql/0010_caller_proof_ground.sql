-- The ground of what callers must prove: who acts, on whom, in which call, at which level.
-- Every function here belongs to the owner and is run by no client: others call them.

CREATE FUNCTION proof_refuse(code text, sentence text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = code, DETAIL = sentence;
END $$;

-- The wall clock, not now(): a transaction left open must not freeze an expiry or the day.
CREATE FUNCTION proof_day() RETURNS date
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT (clock_timestamp() AT TIME ZONE 'Europe/Paris')::date
$$;

CREATE FUNCTION proof_instant(instant timestamptz) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT to_char(instant AT TIME ZONE 'Europe/Paris', 'DD/MM/YYYY "à" HH24 "h" MI')
$$;

-- The member of staff signed in: session_user, since current_user is the owner in here.
CREATE FUNCTION proof_staff() RETURNS public.staff
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.staff;
    today date := public.proof_day();
BEGIN
    SELECT s.* INTO found FROM public.staff s
    WHERE s.login = session_user AND s.valid_from <= today AND (s.valid_to IS NULL OR s.valid_to > today);
    IF found.id IS NULL THEN
        PERFORM public.proof_refuse('NOT_STAFF', format(
            'Le compte de base « %s » n’est rattaché à aucun agent en service : '
            'demandez à l’administrateur de le rattacher.', session_user));
    END IF;
    RETURN found;
END $$;

-- A customer whom row policies show to this member of staff, kept until the end of the transaction: acts on
-- one customer follow each other.
CREATE FUNCTION proof_customer(wanted bigint) RETURNS public.customer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.customer;
BEGIN
    SELECT c.* INTO found FROM public.customer c
    WHERE c.id = wanted AND public.sees_customer(wanted)
    FOR UPDATE OF c;
    IF found.id IS NULL THEN
        PERFORM public.proof_refuse('NOT_MY_CUSTOMER',
            'Ce client n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche.');
    END IF;
    RETURN found;
END $$;

-- This agent's own open call; a call of another day's shift is over even if nobody concluded it.
CREATE FUNCTION proof_call(wanted bigint, staff public.staff) RETURNS public.phone_call
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked public.phone_call;
    found public.phone_call;
    wrong text;
BEGIN
    SELECT c.* INTO asked FROM public.phone_call c WHERE c.id = wanted;
    IF asked.id IS NULL OR asked.customer_id IS NULL THEN
        wrong := format('Il n’y a pas d’appel n° %s : ouvrez un appel pour ce locataire.', wanted);
    ELSIF asked.staff_id <> staff.id THEN
        wrong := format('L’appel n° %s est celui d’un collègue : ouvrez le vôtre.', wanted);
    ELSE
        -- The customer first, as everywhere: two acts on one customer wait and never cross.
        PERFORM public.proof_customer(asked.customer_id);
        SELECT c.* INTO found FROM public.phone_call c WHERE c.id = wanted FOR UPDATE;
        IF found.ended_at IS NOT NULL OR found.started_at < clock_timestamp() - interval '12 hours' THEN
            wrong := format(
                'L’appel n° %s est terminé : la vérification ne vaut plus, recommencez-la.', wanted);
        END IF;
    END IF;
    IF wrong IS NOT NULL THEN
        PERFORM public.proof_refuse('CALLER_NOT_VERIFIED', wrong);
    END IF;
    RETURN found;
END $$;

-- Wrong control answers given today for a customer, in any call, by any agent (R4.23).
CREATE FUNCTION wrong_answers_today(wanted bigint, apart_from bigint DEFAULT NULL) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(sum(k.wrong_answers), 0)
    FROM public.caller_check k JOIN public.phone_call c ON c.id = k.call_id
    WHERE c.customer_id = wanted AND (apart_from IS NULL OR c.id <> apart_from)
      AND k.recorded_at >= public.proof_day()::timestamp AT TIME ZONE 'Europe/Paris'
$$;

CREATE FUNCTION proof_refuse_barred(wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF public.wrong_answers_today(wanted) >= 2 THEN
        PERFORM public.proof_refuse('CALLER_NOT_VERIFIED',
            'Deux réponses fausses ont été données aujourd’hui pour ce client : plus rien ne peut être fait '
            'avant demain, ni au téléphone ni au guichet. Prenez un message pour un responsable.');
    END IF;
END $$;

-- The level that methods passed reach, with so many wrong answers (R4.20, R4.23): the same rule as
-- rules/caller.py, compared by a test on every combination.
CREATE FUNCTION level_reached(passed text[], wrong bigint) RETURNS text
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN wrong >= 2 THEN 'L0'
        WHEN passed && ARRAY['COUNTER_ID', 'SIGNED_LETTER'] THEN 'L3'
        WHEN NOT passed @> ARRAY['IDENTIFIERS'] THEN 'L0'
        WHEN passed @> ARRAY['CODE', 'CALL_BACK'] THEN 'L3'
        WHEN passed && ARRAY['TWO_ANSWERS', 'CALL_BACK', 'CODE'] THEN 'L2'
        ELSE 'L1'
    END
$$;

CREATE FUNCTION level_of_call(wanted bigint) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT public.level_reached(
        coalesce(array_agg(k.method) FILTER (WHERE k.outcome = 'PASSED'), '{}'),
        coalesce(sum(k.wrong_answers), 0) + public.wrong_answers_today(c.customer_id, c.id))
    FROM public.phone_call c LEFT JOIN public.caller_check k ON k.call_id = c.id
    WHERE c.id = wanted GROUP BY c.id
$$;

-- The level proved for an act on a customer: in this agent's open call for this very customer, or by a
-- paper seen at the counter; refused when two wrong answers bar every channel.
CREATE FUNCTION proof_level(wanted public.customer, call bigint, at_counter boolean, staff public.staff)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    proof public.phone_call;
BEGIN
    PERFORM public.proof_refuse_barred(wanted.id);
    IF call IS NULL THEN
        RETURN CASE WHEN at_counter THEN 'L3' ELSE 'L0' END;
    END IF;
    proof := public.proof_call(call, staff);
    IF proof.customer_id <> wanted.id THEN
        PERFORM public.proof_refuse('CALLER_NOT_VERIFIED', format(
            'L’appel n° %s concerne un autre locataire : vérifiez l’appelant pour celui-ci.', call));
    END IF;
    RETURN public.level_of_call(call);
END $$;

-- Nobody acts on a household that he belongs to, or has belonged to.
CREATE FUNCTION proof_refuse_own_household(wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF public.in_my_household(wanted) THEN
        PERFORM public.proof_refuse('OWN_HOUSEHOLD',
            'Vous ne pouvez pas agir sur votre propre dossier : demandez à un collègue.');
    END IF;
END $$;

-- Until when a contact of the main person is in cooling-off, if one is (R4.24).
CREATE FUNCTION proof_cooling_until(person bigint) RETURNS timestamptz
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT max(c.usable_for_security_from) FROM public.contact c
    WHERE c.person_id = person AND c.valid_to IS NULL AND c.usable_for_security_from > clock_timestamp()
$$;

-- Hours of cooling-off, a dated parameter of the landlord; 24 when it says nothing (R4.24). One at least:
-- whoever writes parameters must not do away with the second person.
CREATE FUNCTION proof_cooldown(landlord bigint) RETURNS interval
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT greatest(1, coalesce((
        SELECT (p.value #>> '{}')::integer FROM public.landlord_parameter p
        WHERE p.landlord_id = landlord AND p.key = 'security_cooldown_hours'
          AND p.valid_from <= public.proof_day()
        ORDER BY p.valid_from DESC LIMIT 1), 24)) * interval '1 hour'
$$;
