-- What a plan may do: judged again here, whoever made it (R3.10–R3.24).

CREATE FUNCTION public.household_wrong(p_sentence text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refuse('WRONG_PLAN', p_sentence);
END $$;
COMMENT ON FUNCTION public.household_wrong(text) IS 'Refuses a plan that its event does not allow.';

-- The steps that each event may take; what moves who holds the lease is listed apart.
CREATE FUNCTION public.household_allows(p_event text, p_op text) RETURNS boolean
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT p_op = ANY (CASE p_event
        WHEN 'MARRIAGE' THEN ARRAY['ADD_PERSON', 'ADD_HOLDING', 'ADD_LIVING', 'END_LIVING']
        WHEN 'PACS' THEN ARRAY['ADD_PERSON', 'ADD_HOLDING', 'ADD_LIVING', 'END_LIVING']
        WHEN 'NEW_PARTNER' THEN ARRAY['ADD_PERSON', 'ADD_HOLDING', 'ADD_LIVING', 'END_LIVING']
        WHEN 'SEPARATION' THEN ARRAY[]::text[]
        WHEN 'DIVORCE' THEN ARRAY['ADD_HOLDING', 'END_HOLDING', 'ADD_LIVING', 'END_LIVING', 'SET_MAIN']
        WHEN 'PACS_ENDED' THEN ARRAY['ADD_HOLDING', 'END_HOLDING', 'ADD_LIVING', 'END_LIVING', 'SET_MAIN']
        WHEN 'HOLDER_LEAVES' THEN ARRAY['ADD_HOLDING', 'END_HOLDING', 'ADD_LIVING', 'END_LIVING', 'SET_MAIN']
        WHEN 'VIOLENCE' THEN ARRAY['SET_CONFIDENTIAL']
        WHEN 'DEATH' THEN ARRAY['SET_DECEASED', 'STOP_DEBITS', 'STOP_E_DELIVERY', 'END_LEASE', 'ADD_HOLDING',
                                'END_HOLDING', 'ADD_LIVING', 'END_LIVING', 'SET_MAIN']
        WHEN 'ABANDONMENT' THEN ARRAY['ADD_HOLDING', 'END_HOLDING', 'ADD_LIVING', 'END_LIVING', 'SET_MAIN']
        WHEN 'CHILD' THEN ARRAY['ADD_PERSON', 'ADD_LIVING']
        WHEN 'ADULT_ARRIVES' THEN ARRAY['ADD_PERSON', 'ADD_LIVING']
        WHEN 'OCCUPANT_LEAVES' THEN ARRAY['END_LIVING']
        WHEN 'NAME_CHANGE' THEN ARRAY['SET_NAMES']
        WHEN 'GUARDIANSHIP' THEN ARRAY['ADD_SPEAKING']
    END)
$$;
COMMENT ON FUNCTION public.household_allows(text, text) IS 'Whether an event may take this step.';

-- Whether a manager alone decides: events that are his, titles given to who had none, a lease that ends.
CREATE FUNCTION public.household_is_managers(p_event text, p_operations jsonb, p_lease bigint, p_effective date)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT p_event IN ('VIOLENCE', 'ABANDONMENT') OR EXISTS (
        SELECT FROM jsonb_array_elements(p_operations) o
        WHERE o ->> 'op' IN ('END_LEASE', 'SET_CONFIDENTIAL')
           OR o ->> 'op' = 'ADD_HOLDING' AND p_event IN ('NEW_PARTNER', 'PACS_ENDED')
           OR o ->> 'op' = 'END_HOLDING' AND p_event = 'PACS_ENDED'
           -- A death gives the lease by itself to who holds it already; to anybody else it is a transfer.
           OR o ->> 'op' = 'ADD_HOLDING' AND p_event = 'DEATH' AND NOT EXISTS (
                SELECT FROM public.lease_holder h
                WHERE h.lease_id = p_lease AND h.person_id = (o ->> 'person_id')::bigint
                  AND h.valid_from <= p_effective AND (h.valid_to IS NULL OR h.valid_to > p_effective)))
$$;
COMMENT ON FUNCTION public.household_is_managers(text, jsonb, bigint, date) IS 'Whether a plan is for a manager (R3.17–R3.19).';

CREATE FUNCTION public.household_refuse_plan(
    p_asked public.change_submission, p_plan jsonb, p_effective date, p_contract public.lease, p_me public.staff)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    operations jsonb := p_plan -> 'operations';
BEGIN
    IF jsonb_typeof(operations) IS DISTINCT FROM 'array' OR p_effective IS NULL
        OR jsonb_array_length(operations) > 40
        OR EXISTS (SELECT FROM jsonb_array_elements(operations) o
                   WHERE public.household_allows(p_asked.event, o ->> 'op') IS NOT TRUE) THEN
        PERFORM public.household_wrong('Cette décision ne convient pas à cet événement : rouvrez le formulaire.');
    END IF;
    IF p_plan ->> 'stamp' IS DISTINCT FROM public.household_stamp(p_contract.id) THEN
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'HOUSEHOLD_CHANGED', DETAIL =
            'Ce foyer a changé depuis que vous l’avez lu : relisez ses conséquences, puis recommencez.';
    END IF;
    IF p_me.role <> 'MANAGER'
        AND public.household_is_managers(p_asked.event, operations, p_contract.id, p_effective) THEN
        PERFORM public.refuse('MANAGER_ONLY',
            'Ce changement se décide par un responsable : passez le dossier, il le prendra.');
    ELSIF p_asked.entered_by = p_me.id AND EXISTS (
        SELECT FROM jsonb_array_elements(operations) o
        WHERE o ->> 'op' IN ('ADD_HOLDING', 'END_HOLDING', 'END_LEASE')) THEN
        PERFORM public.refuse('SECOND_PERSON',
            'Vous avez saisi cette demande : un collègue décide qui tient le bail.');
    END IF;
    IF p_effective > public.proof_day() + (CASE p_asked.event WHEN 'VIOLENCE' THEN 1 ELSE 0 END)
        AND p_asked.event NOT IN ('NEW_PARTNER', 'HOLDER_LEAVES', 'ADULT_ARRIVES', 'OCCUPANT_LEAVES')
        OR EXISTS (SELECT FROM jsonb_array_elements(operations) o
                   WHERE o ->> 'op' = 'SET_DECEASED' AND (o ->> 'on')::date IS DISTINCT FROM p_effective) THEN
        PERFORM public.refuse('DATE_INCONSISTENT',
            'Cette date n’est pas encore arrivée, ou n’est pas celle de l’événement : relisez-la sur la pièce.');
    END IF;
    PERFORM public.household_refuse_outsiders(p_asked.event, operations, p_contract);
    IF p_asked.event = 'MARRIAGE' AND EXISTS (
            SELECT FROM jsonb_array_elements(operations) o
            WHERE o ->> 'op' = 'ADD_HOLDING' AND o ->> 'title' <> 'SPOUSE_BY_LAW')
        OR p_asked.event IN ('PACS', 'NEW_PARTNER') AND EXISTS (
            SELECT FROM jsonb_array_elements(operations) o
            WHERE o ->> 'op' = 'ADD_HOLDING' AND o ->> 'title' <> 'CO_HOLDER') THEN
        PERFORM public.household_wrong('Ce titre ne convient pas à cet événement : rouvrez le formulaire.');
    END IF;
END $$;
COMMENT ON FUNCTION public.household_refuse_plan(public.change_submission, jsonb, date, public.lease, public.staff) IS 'Refuses a plan that its event, its day, its author or its decider does not allow.';

-- Whoever takes a lease over was of the household; whoever is written to holds the lease.
CREATE FUNCTION public.household_refuse_outsiders(p_event text, p_operations jsonb, p_contract public.lease)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_event NOT IN ('MARRIAGE', 'PACS', 'NEW_PARTNER') AND EXISTS (
            SELECT FROM jsonb_array_elements(p_operations) o
            WHERE o ->> 'op' = 'ADD_HOLDING' AND NOT public.household_names((o ->> 'person_id')::bigint, p_contract))
        OR EXISTS (
            SELECT FROM jsonb_array_elements(p_operations) o
            WHERE o ->> 'op' = 'SET_MAIN'
              AND NOT EXISTS (SELECT FROM jsonb_array_elements(p_operations) h
                              WHERE h ->> 'op' = 'ADD_HOLDING' AND h ->> 'person_id' = o ->> 'person_id')
              AND NOT EXISTS (SELECT FROM public.lease_holder h
                              WHERE h.lease_id = p_contract.id AND h.person_id = (o ->> 'person_id')::bigint)) THEN
        PERFORM public.household_wrong('Cette personne n’est pas de ce foyer : choisissez-la dans la liste.');
    END IF;
END $$;
COMMENT ON FUNCTION public.household_refuse_outsiders(text, jsonb, public.lease) IS 'Refuses to hand a lease or a file to somebody of another household.';

CREATE FUNCTION public.household_names(p_person bigint, p_contract public.lease) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.lease_holder h WHERE h.lease_id = p_contract.id AND h.person_id = p_person)
        OR EXISTS (SELECT FROM public.household_member m WHERE m.lease_id = p_contract.id AND m.person_id = p_person)
        OR EXISTS (SELECT FROM public.customer c WHERE c.id = p_contract.customer_id AND c.main_person_id = p_person)
$$;
COMMENT ON FUNCTION public.household_names(bigint, public.lease) IS 'Whether a lease names this person, past or present.';

-- At every day from the change on, one main holder at most and a holder at least; titles and stays within the lease.
CREATE FUNCTION public.household_refuse_result(p_contract bigint, p_effective date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    contract public.lease;
    wrong date;
BEGIN
    SELECT l.* INTO contract FROM public.lease l WHERE l.id = p_contract;
    SELECT min(d.day) INTO wrong FROM (
        SELECT greatest(p_effective, contract.valid_from) AS day
        UNION SELECT h.valid_to FROM public.lease_holder h WHERE h.lease_id = contract.id AND h.valid_to >= p_effective
        UNION SELECT h.valid_from FROM public.lease_holder h
              WHERE h.lease_id = contract.id AND h.valid_from >= p_effective) d
    WHERE (contract.valid_to IS NULL OR d.day < contract.valid_to)
      AND (NOT EXISTS (SELECT FROM public.lease_holder h WHERE h.lease_id = contract.id
                         AND h.valid_from <= d.day AND (h.valid_to IS NULL OR h.valid_to > d.day))
        OR 1 < (SELECT count(*) FROM public.lease_holder h WHERE h.lease_id = contract.id
                  AND h.title = 'MAIN_HOLDER' AND h.valid_from <= d.day AND (h.valid_to IS NULL OR h.valid_to > d.day)));
    IF wrong IS NOT NULL THEN
        PERFORM public.refuse('LAST_HOLDER', format(
            'Le %s, ce bail n’aurait plus un titulaire et un seul : vérifiez la date et la personne.',
            to_char(wrong, 'DD/MM/YYYY')));
    END IF;
END $$;
COMMENT ON FUNCTION public.household_refuse_result(bigint, date) IS 'Refuses a change after which nobody, or two main holders, would hold the lease.';
