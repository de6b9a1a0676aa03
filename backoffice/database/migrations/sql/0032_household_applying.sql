-- One step of a plan after the other; each says how it is taken back.

-- Of this household already, or somebody on file whom the decider sees.
CREATE FUNCTION public.household_person(p_step jsonb, p_made bigint, p_contract public.lease) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted bigint := (p_step ->> 'person_id')::bigint;
BEGIN
    IF wanted = 0 THEN
        wanted := p_made;
    ELSIF NOT EXISTS (
        SELECT FROM public.person p
        WHERE p.id = wanted AND p.landlord_id = p_contract.landlord_id
          AND NOT EXISTS (SELECT FROM public.person_merge g WHERE g.merged_id = p.id AND g.undone_at IS NULL)
          AND (public.household_names(p.id, p_contract)
            OR NOT starts_with(p_step ->> 'op', 'SET_') AND public.sees_person(p.id)))
    THEN
        wanted := NULL;
    END IF;
    IF wanted IS NULL THEN
        PERFORM public.household_wrong('Cette personne n’est pas de ce foyer : choisissez-la dans la liste.');
    END IF;
    RETURN wanted;
END $$;
COMMENT ON FUNCTION public.household_person(jsonb, bigint, public.lease) IS 'The person whom a step is about.';

-- A period within the lease, which no other row of the same person crosses.
CREATE FUNCTION public.household_refuse_period(p_from date, p_to date, p_contract public.lease, p_crossed boolean)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_from IS NULL OR p_from < p_contract.valid_from OR p_from > public.proof_day() + 366 OR p_to <= p_from
        OR p_contract.valid_to IS NOT NULL AND (p_to IS NULL OR p_to > p_contract.valid_to) OR p_crossed THEN
        PERFORM public.refuse('DATE_INCONSISTENT',
            'Les dates de ce changement en croisent d’autres, ou sortent du bail : vérifiez la date.');
    END IF;
END $$;
COMMENT ON FUNCTION public.household_refuse_period(date, date, public.lease, boolean) IS 'Refuses a period outside the lease, or that crosses another one.';

CREATE FUNCTION public.household_do_title(p_step jsonb, p_made bigint, p_contract public.lease) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held public.lease_holder;
    who bigint;
    since date := (p_step ->> 'since')::date;
    until date := (p_step ->> 'until')::date;
    made bigint;
BEGIN
    IF p_step ->> 'op' = 'END_HOLDING' THEN
        SELECT h.* INTO held FROM public.lease_holder h
        WHERE h.id = (p_step ->> 'id')::bigint AND h.lease_id = p_contract.id FOR UPDATE;
        PERFORM public.household_refuse_period(held.valid_from, (p_step ->> 'on')::date,
                                               p_contract, held.valid_to < (p_step ->> 'on')::date);
        UPDATE public.lease_holder h SET valid_to = (p_step ->> 'on')::date, version = h.version + 1
        WHERE h.id = held.id;
        RETURN jsonb_build_object('undo', 'HOLDING_TO', 'id', held.id, 'valid_to', held.valid_to);
    END IF;
    who := public.household_person(p_step, p_made, p_contract);
    PERFORM public.household_refuse_period(since, until, p_contract, EXISTS (
        SELECT FROM public.lease_holder h WHERE h.lease_id = p_contract.id AND h.person_id = who
          AND daterange(h.valid_from, h.valid_to) && daterange(since, until)));
    INSERT INTO public.lease_holder (landlord_id, lease_id, person_id, title, valid_from, valid_to)
    VALUES (p_contract.landlord_id, p_contract.id, who, p_step ->> 'title', since, until) RETURNING id INTO made;
    RETURN jsonb_build_object('undo', 'NO_HOLDING', 'id', made);
END $$;
COMMENT ON FUNCTION public.household_do_title(jsonb, bigint, public.lease) IS 'Ends or begins a title.';

CREATE FUNCTION public.household_do_stay(p_step jsonb, p_made bigint, p_contract public.lease) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    stays public.household_member;
    who bigint;
    since date := (p_step ->> 'since')::date;
    until date := (p_step ->> 'until')::date;
    made bigint;
BEGIN
    IF p_step ->> 'op' = 'END_LIVING' THEN
        SELECT m.* INTO stays FROM public.household_member m
        WHERE m.id = (p_step ->> 'id')::bigint AND m.lease_id = p_contract.id FOR UPDATE;
        PERFORM public.household_refuse_period(stays.valid_from, (p_step ->> 'on')::date,
                                               p_contract, stays.valid_to < (p_step ->> 'on')::date);
        UPDATE public.household_member m SET valid_to = (p_step ->> 'on')::date, version = m.version + 1
        WHERE m.id = stays.id;
        RETURN jsonb_build_object('undo', 'LIVING_TO', 'id', stays.id, 'valid_to', stays.valid_to);
    END IF;
    who := public.household_person(p_step, p_made, p_contract);
    PERFORM public.household_refuse_period(since, until, p_contract, EXISTS (
        SELECT FROM public.household_member m WHERE m.lease_id = p_contract.id AND m.person_id = who
          AND daterange(m.valid_from, m.valid_to) && daterange(since, until)));
    INSERT INTO public.household_member (landlord_id, lease_id, person_id, relation, valid_from, valid_to)
    VALUES (p_contract.landlord_id, p_contract.id, who, p_step ->> 'relation', since, until) RETURNING id INTO made;
    RETURN jsonb_build_object('undo', 'NO_LIVING', 'id', made);
END $$;
COMMENT ON FUNCTION public.household_do_stay(jsonb, bigint, public.lease) IS 'Ends or begins a stay.';

-- Entered without keys yet: they are written once he is of the household, so that nobody else finds him meanwhile.
CREATE FUNCTION public.household_new_person(p_step jsonb, p_contract public.lease, p_seen bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made bigint := nextval(pg_get_serial_sequence('public.person', 'id'));
    born date := (p_step ->> 'birth_date')::date;
    last text := btrim(p_step ->> 'birth_name');
    firsts text := btrim(p_step ->> 'first_names');
    usage text := nullif(btrim(p_step ->> 'usage_name'), '');
BEGIN
    IF coalesce(last, '') = '' OR coalesce(firsts, '') = '' OR p_step ->> 'civility' NOT IN ('MME', 'M')
        OR born > public.proof_day() OR born < DATE '1880-01-01' THEN
        PERFORM public.refuse('WRONG_PERSON',
            'Il manque un nom, un prénom ou une date de naissance possible : complétez la fiche.');
    END IF;
    PERFORM public.lock_creations(p_contract.landlord_id);
    PERFORM public.refuse_same_person(p_contract.landlord_id,
        ARRAY(SELECT k.key FROM public.name_keys(last, usage, firsts) k WHERE k.part = 'WHOLE'),
        ARRAY(SELECT k.key FROM public.name_keys(last, usage, firsts) k WHERE k.part = 'FIRST'),
        born, coalesce(p_seen, '{}'));
    INSERT INTO public.person (id, landlord_id, party_number, party_key, civility, birth_name, usage_name,
                               first_names, birth_date)
    OVERRIDING SYSTEM VALUE
    VALUES (made, p_contract.landlord_id, 'N' || made, 'N' || made, p_step ->> 'civility', last, usage, firsts, born);
    RETURN made;
END $$;
COMMENT ON FUNCTION public.household_new_person(jsonb, public.lease, bigint[]) IS 'Enters somebody who joins a household.';

CREATE FUNCTION public.household_write_keys(p_person bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    keys jsonb;
BEGIN
    SELECT jsonb_agg(jsonb_build_array(k.key, k.part)) INTO keys
    FROM public.person p CROSS JOIN LATERAL public.name_keys(p.birth_name, p.usage_name, p.first_names) k
    WHERE p.id = p_person;
    -- The new ones before the old ones go: he is found at every instant.
    PERFORM public.write_name_keys(p_person, keys);
    DELETE FROM public.person_name_key k WHERE k.person_id = p_person
        AND NOT keys @> jsonb_build_array(jsonb_build_array(k.key, k.part));
END $$;
COMMENT ON FUNCTION public.household_write_keys(bigint) IS 'The keys of a person are those of the names in force.';

CREATE FUNCTION public.household_do_person(p_step jsonb, p_contract public.lease) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who bigint := public.household_person(p_step, NULL, p_contract);
    old public.person;
    account public.portal_account;
    closed jsonb := '[]';
BEGIN
    SELECT p.* INTO old FROM public.person p WHERE p.id = who FOR UPDATE;
    IF p_step ->> 'op' = 'SET_NAMES' THEN
        IF coalesce(btrim(p_step ->> 'birth_name'), '') = '' OR coalesce(btrim(p_step ->> 'first_names'), '') = '' THEN
            PERFORM public.refuse('WRONG_PERSON', 'Il manque un nom ou un prénom : complétez la fiche.');
        END IF;
        UPDATE public.person p SET birth_name = btrim(p_step ->> 'birth_name'),
            usage_name = nullif(btrim(p_step ->> 'usage_name'), ''), first_names = btrim(p_step ->> 'first_names'),
            version = p.version + 1
        WHERE p.id = who;
        PERFORM public.household_write_keys(who);
    ELSIF p_step ->> 'op' = 'SET_CONFIDENTIAL' THEN
        UPDATE public.person p SET confidential_address = true, version = p.version + 1 WHERE p.id = who;
    ELSE
        UPDATE public.person p SET deceased_on = (p_step ->> 'on')::date, version = p.version + 1 WHERE p.id = who;
        FOR account IN SELECT a.* FROM public.portal_account a
            WHERE a.person_id = who AND a.closed_at IS NULL FOR UPDATE
        LOOP
            closed := closed || jsonb_build_object('id', account.id, 'state', account.state,
                                                   'failed_attempts', account.failed_attempts);
            PERFORM public.access_set_state(account, 'CLOSED');
        END LOOP;
    END IF;
    RETURN jsonb_build_object('undo', 'PERSON', 'id', who, 'birth_name', old.birth_name, 'usage_name', old.usage_name,
        'first_names', old.first_names, 'deceased_on', old.deceased_on, 'confidential', old.confidential_address,
        'named', p_step ->> 'op' = 'SET_NAMES', 'accounts', closed);
END $$;
COMMENT ON FUNCTION public.household_do_person(jsonb, public.lease) IS 'Names, death or withheld address of a person.';

-- What hangs on the file: who is reached, mandates, electronic papers, representatives, the lease itself.
CREATE FUNCTION public.household_do_file(p_step jsonb, p_made bigint, p_contract public.lease) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    old jsonb;
    made bigint;
BEGIN
    IF p_step ->> 'op' = 'SET_MAIN' THEN
        SELECT to_jsonb(c.main_person_id) INTO old FROM public.customer c WHERE c.id = p_contract.customer_id;
        made := public.household_person(p_step, p_made, p_contract);
        UPDATE public.customer c SET main_person_id = made, version = c.version + 1 WHERE c.id = p_contract.customer_id;
        RETURN jsonb_build_object('undo', 'MAIN', 'id', p_contract.customer_id, 'person_id', old);
    ELSIF p_step ->> 'op' = 'STOP_DEBITS' THEN
        WITH stopped AS (
            UPDATE public.mandate d SET state = 'SUSPENDED', version = d.version + 1
            WHERE d.lease_id = p_contract.id AND d.state = 'ACTIVE' RETURNING d.id)
        SELECT coalesce(jsonb_agg(id), '[]') INTO old FROM stopped;
        RETURN jsonb_build_object('undo', 'DEBITS', 'ids', old);
    ELSIF p_step ->> 'op' = 'STOP_E_DELIVERY' THEN
        WITH ended AS (
            UPDATE public.e_delivery_consent e SET revoked_at = clock_timestamp(), version = e.version + 1
            WHERE e.lease_id = p_contract.id AND e.revoked_at IS NULL RETURNING e.id)
        SELECT coalesce(jsonb_agg(id), '[]') INTO old FROM ended;
        RETURN jsonb_build_object('undo', 'E_DELIVERY', 'ids', old);
    ELSIF p_step ->> 'op' = 'ADD_SPEAKING' THEN
        made := public.add_representative(p_contract.customer_id, p_step ->> 'kind', p_step ->> 'full_name',
            p_step ->> 'scope', 'JUDGMENT', public.proof_day(), (p_step ->> 'since')::date,
            (p_step ->> 'until')::date, false);
        RETURN jsonb_build_object('undo', 'NO_SPEAKING', 'id', made);
    END IF;
    RETURN public.household_end_lease(p_contract, (p_step ->> 'on')::date);
END $$;
COMMENT ON FUNCTION public.household_do_file(jsonb, bigint, public.lease) IS 'Who is reached, debits, electronic papers, representative, end of the lease.';

CREATE FUNCTION public.household_end_lease(p_contract public.lease, p_on date) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    titles jsonb;
    stays jsonb;
BEGIN
    IF p_on <= p_contract.valid_from OR p_contract.valid_to <= p_on
        OR EXISTS (SELECT FROM public.lease_holder h WHERE h.lease_id = p_contract.id AND h.valid_from >= p_on)
        OR EXISTS (SELECT FROM public.household_member m WHERE m.lease_id = p_contract.id AND m.valid_from >= p_on) THEN
        PERFORM public.refuse('DATE_INCONSISTENT', 'Le foyer a changé après ce jour : le bail ne peut pas y finir.');
    END IF;
    SELECT coalesce(jsonb_agg(jsonb_build_array(h.id, h.valid_to)), '[]') INTO titles FROM public.lease_holder h
    WHERE h.lease_id = p_contract.id AND (h.valid_to IS NULL OR h.valid_to > p_on);
    SELECT coalesce(jsonb_agg(jsonb_build_array(m.id, m.valid_to)), '[]') INTO stays FROM public.household_member m
    WHERE m.lease_id = p_contract.id AND (m.valid_to IS NULL OR m.valid_to > p_on);
    UPDATE public.lease_holder h SET valid_to = p_on, version = h.version + 1
    WHERE h.lease_id = p_contract.id AND (h.valid_to IS NULL OR h.valid_to > p_on);
    UPDATE public.household_member m SET valid_to = p_on, version = m.version + 1
    WHERE m.lease_id = p_contract.id AND (m.valid_to IS NULL OR m.valid_to > p_on);
    UPDATE public.lease l SET valid_to = p_on, version = l.version + 1 WHERE l.id = p_contract.id;
    RETURN jsonb_build_object('undo', 'LEASE', 'id', p_contract.id, 'valid_to', p_contract.valid_to,
                              'titles', titles, 'stays', stays);
END $$;
COMMENT ON FUNCTION public.household_end_lease(public.lease, date) IS 'Ends a lease by law, with its titles and stays (R3.18).';

CREATE FUNCTION public.household_apply(p_plan jsonb, p_contract public.lease) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    step jsonb;
    done jsonb := '[]';
    made bigint;
BEGIN
    FOR step IN SELECT o.value FROM jsonb_array_elements(p_plan -> 'operations') WITH ORDINALITY o ORDER BY o.ordinality
    LOOP
        CASE
            WHEN step ->> 'op' = 'ADD_PERSON' AND made IS NULL THEN
                made := public.household_new_person(step, p_contract, ARRAY(
                    SELECT s.value::bigint FROM jsonb_array_elements_text(coalesce(p_plan -> 'unlike', '[]')) s));
                done := jsonb_build_object('undo', 'NO_PERSON', 'id', made) || done;
            WHEN step ->> 'op' IN ('END_HOLDING', 'ADD_HOLDING') THEN
                done := public.household_do_title(step, made, p_contract) || done;
            WHEN step ->> 'op' IN ('END_LIVING', 'ADD_LIVING') THEN
                done := public.household_do_stay(step, made, p_contract) || done;
            WHEN step ->> 'op' IN ('SET_NAMES', 'SET_DECEASED', 'SET_CONFIDENTIAL') THEN
                done := public.household_do_person(step, p_contract) || done;
            ELSE
                done := public.household_do_file(step, made, p_contract) || done;
        END CASE;
    END LOOP;
    IF made IS NOT NULL THEN
        PERFORM public.household_write_keys(made);
        PERFORM public.access_line('PERSON_CREATED', 'person:' || made, p_contract.landlord_id, p_contract.customer_id,
            NULL, NULL, NULL, jsonb_build_object('kind', 'HOUSEHOLD', 'unlike', coalesce(p_plan -> 'unlike', '[]')));
    END IF;
    RETURN done;
END $$;
COMMENT ON FUNCTION public.household_apply(jsonb, public.lease) IS 'Does a plan; answers how it is taken back, the last step first.';
