-- A change of household decided, and taken back as long as nobody built on it (R3.4, R3.26).

-- The customer of an item, kept: always before the item itself.
CREATE FUNCTION public.household_customer(p_item bigint) RETURNS public.customer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted bigint;
BEGIN
    SELECT s.customer_id INTO wanted FROM public.change_submission s
    WHERE s.work_item_id = p_item AND s.kind = 'HOUSEHOLD';
    IF wanted IS NULL OR NOT public.sees_customer(wanted) THEN
        PERFORM public.refuse('ITEM_UNKNOWN',
            'Cette demande n’existe pas ou n’est pas de vos agences : relancez la file.');
    END IF;
    RETURN public.proof_customer(wanted);
END $$;
COMMENT ON FUNCTION public.household_customer(bigint) IS 'The customer of a change of household, locked.';

-- Nobody is written to after violence, nor is somebody told of his own death (R3.17, R3.18).
CREATE FUNCTION public.household_tell(
    p_asked public.change_submission, p_decision text, p_told jsonb, p_plan jsonb, p_command uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF jsonb_typeof(p_told) IS DISTINCT FROM 'object' OR p_decision = 'CANCELLED' OR p_asked.event = 'VIOLENCE'
        OR p_asked.event = 'DEATH' AND p_decision <> 'ACCEPTED' AND EXISTS (
            SELECT FROM public.customer c
            WHERE c.id = p_asked.customer_id AND to_jsonb(c.main_person_id) = p_asked.asked -> 'person_id') THEN
        RETURN;
    END IF;
    PERFORM public.tell_tenant(p_asked.customer_id, 'DECISION_HOUSEHOLD_' || p_decision, p_told ->> 'subject',
                               p_told ->> 'body', p_told ->> 'short', p_command);
END $$;
COMMENT ON FUNCTION public.household_tell(public.change_submission, text, jsonb, jsonb, uuid) IS 'Tells the tenant of a decision, when he may be told.';

CREATE FUNCTION public.household_accept(
    p_asked public.change_submission, p_plan jsonb, p_effective date, p_command uuid, p_me public.staff) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    contract public.lease;
    journal jsonb;
    task jsonb;
BEGIN
    SELECT l.* INTO contract FROM public.lease l
    WHERE l.id = p_asked.lease_id AND l.customer_id = p_asked.customer_id FOR UPDATE;
    PERFORM public.household_refuse_plan(p_asked, p_plan, p_effective, contract, p_me);
    journal := public.household_apply(p_plan, contract);
    PERFORM public.household_refuse_result(contract.id, p_effective);
    FOR task IN SELECT t FROM jsonb_array_elements(coalesce(p_plan -> 'follow_ups', '[]')) t
    LOOP
        PERFORM public.add_follow_up(p_asked.customer_id, contract.id, p_asked.work_item_id, task ->> 'kind',
                                     (task ->> 'due_on')::date, p_command);
    END LOOP;
    INSERT INTO public.household_change
        (landlord_id, customer_id, lease_id, work_item_id, command_id, event, effective_on, entered_at, staff_id, plan,
         before, stamp, solidarity_person_id, solidarity_until, separated_since, pacs_declared_on,
         co_title_requested_on)
    VALUES (p_asked.landlord_id, p_asked.customer_id, contract.id, p_asked.work_item_id, p_command, p_asked.event,
            p_effective, clock_timestamp(), p_me.id, p_plan - 'told', journal, public.household_stamp(contract.id),
            public.household_bound(p_plan, journal), (p_plan #>> '{solidarity,until}')::date,
            (p_plan ->> 'separated_since')::date, (p_plan ->> 'pacs_declared_on')::date,
            (p_plan ->> 'co_title_requested_on')::date);
END $$;
COMMENT ON FUNCTION public.household_accept(public.change_submission, jsonb, date, uuid, public.staff) IS 'Does what an accepted change of household says, and keeps how it is taken back.';

-- Who answers for the rent: a person of the plan, the newcomer under his new key.
CREATE FUNCTION public.household_bound(p_plan jsonb, p_journal jsonb) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.id FROM public.person p WHERE p.id = CASE p_plan #>> '{solidarity,person_id}'
        WHEN '0' THEN (SELECT (j ->> 'id')::bigint FROM jsonb_array_elements(p_journal) j WHERE j ->> 'undo' = 'NO_PERSON')
        ELSE (p_plan #>> '{solidarity,person_id}')::bigint END
$$;
COMMENT ON FUNCTION public.household_bound(jsonb, jsonb) IS 'The person whose solidarity a plan tells.';

CREATE FUNCTION public.decide_household(
    p_item bigint, p_version integer, p_decision text, p_reason text, p_plan jsonb, p_effective date, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.household_customer(p_item);
    asked public.change_submission;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT s.* INTO asked FROM public.change_submission s
    WHERE s.work_item_id = p_item AND s.customer_id = whom.id;
    RETURN QUERY SELECT * FROM public.settle_change(p_item, p_version, p_decision, p_reason, p_effective, p_command);
    IF asked.event IN ('VIOLENCE', 'ABANDONMENT') AND me.role <> 'MANAGER' THEN
        PERFORM public.refuse('MANAGER_ONLY',
            'Ce changement se décide par un responsable : passez le dossier, il le prendra.');
    END IF;
    IF p_decision = 'ACCEPTED' THEN
        PERFORM public.household_accept(asked, p_plan, p_effective, p_command, me);
    END IF;
    PERFORM public.household_tell(asked, p_decision, p_plan -> 'told', p_plan, p_command);
END $$;
COMMENT ON FUNCTION public.decide_household(bigint, integer, text, text, jsonb, date, uuid) IS 'Decides a change of household, does it, leaves its tasks and tells the tenant.';

CREATE FUNCTION public.household_restore(p_step jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted bigint := (p_step ->> 'id')::bigint;
    one jsonb;
BEGIN
    CASE p_step ->> 'undo'
        WHEN 'HOLDING_TO' THEN
            UPDATE public.lease_holder h SET valid_to = (p_step ->> 'valid_to')::date, version = h.version + 1
            WHERE h.id = wanted;
        WHEN 'NO_HOLDING' THEN
            DELETE FROM public.lease_holder h WHERE h.id = wanted;
        WHEN 'LIVING_TO' THEN
            UPDATE public.household_member m SET valid_to = (p_step ->> 'valid_to')::date, version = m.version + 1
            WHERE m.id = wanted;
        WHEN 'NO_LIVING' THEN
            DELETE FROM public.household_member m WHERE m.id = wanted;
        WHEN 'PERSON' THEN
            PERFORM public.household_restore_person(p_step);
        WHEN 'MAIN' THEN
            UPDATE public.customer c SET main_person_id = (p_step ->> 'person_id')::bigint, version = c.version + 1
            WHERE c.id = wanted;
        WHEN 'DEBITS' THEN
            UPDATE public.mandate d SET state = 'ACTIVE', version = d.version + 1
            WHERE d.id IN (SELECT i::bigint FROM jsonb_array_elements_text(p_step -> 'ids') i);
        WHEN 'E_DELIVERY' THEN
            UPDATE public.e_delivery_consent e SET revoked_at = NULL, version = e.version + 1
            WHERE e.id IN (SELECT i::bigint FROM jsonb_array_elements_text(p_step -> 'ids') i);
        WHEN 'NO_SPEAKING' THEN
            -- Ended as any paper: whoever called meanwhile is told so.
            PERFORM public.end_representative(wanted, (
                SELECT r.version FROM public.representative r WHERE r.id = wanted));
        WHEN 'LEASE' THEN
            UPDATE public.lease l SET valid_to = (p_step ->> 'valid_to')::date, version = l.version + 1
            WHERE l.id = wanted;
            FOR one IN SELECT t FROM jsonb_array_elements(p_step -> 'titles') t LOOP
                UPDATE public.lease_holder h SET valid_to = (one ->> 1)::date, version = h.version + 1
                WHERE h.id = (one ->> 0)::bigint;
            END LOOP;
            FOR one IN SELECT t FROM jsonb_array_elements(p_step -> 'stays') t LOOP
                UPDATE public.household_member m SET valid_to = (one ->> 1)::date, version = m.version + 1
                WHERE m.id = (one ->> 0)::bigint;
            END LOOP;
        WHEN 'NO_PERSON' THEN
            -- Entered by the decision alone: nothing else names him.
            DELETE FROM public.person_name_key k WHERE k.person_id = wanted;
            DELETE FROM public.person_agency a WHERE a.person_id = wanted;
            DELETE FROM public.person p WHERE p.id = wanted;
    END CASE;
END $$;
COMMENT ON FUNCTION public.household_restore(jsonb) IS 'Takes one step of a change of household back.';

CREATE FUNCTION public.household_restore_person(p_step jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    one jsonb;
BEGIN
    UPDATE public.person p SET birth_name = p_step ->> 'birth_name', usage_name = p_step ->> 'usage_name',
        first_names = p_step ->> 'first_names', deceased_on = (p_step ->> 'deceased_on')::date,
        confidential_address = (p_step ->> 'confidential')::boolean, version = p.version + 1
    WHERE p.id = (p_step ->> 'id')::bigint;
    IF (p_step ->> 'named')::boolean THEN
        PERFORM public.household_write_keys((p_step ->> 'id')::bigint);
    END IF;
    FOR one IN SELECT a FROM jsonb_array_elements(p_step -> 'accounts') a
    LOOP
        UPDATE public.portal_account a SET state = one ->> 'state', closed_at = NULL,
            failed_attempts = (one ->> 'failed_attempts')::integer, version = a.version + 1
        WHERE a.id = (one ->> 'id')::bigint AND NOT EXISTS (
            SELECT FROM public.portal_account b
            WHERE b.landlord_id = a.landlord_id AND b.login_key = a.login_key AND b.closed_at IS NULL);
    END LOOP;
END $$;
COMMENT ON FUNCTION public.household_restore_person(jsonb) IS 'Puts back the names, the life or the address of a person, and his online accounts.';

CREATE FUNCTION public.undo_household(p_item bigint, p_version integer, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.household_customer(p_item);
    done public.household_change;
    step jsonb;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT h.* INTO done FROM public.household_change h
    WHERE h.customer_id = whom.id AND h.command_id = (
        SELECT d.command_id FROM public.work_decision d WHERE d.work_item_id = p_item ORDER BY d.rank DESC LIMIT 1)
    FOR UPDATE;
    RETURN QUERY SELECT * FROM public.undo_decision(p_item, p_version, p_command);
    IF done.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM FROM public.lease l WHERE l.id = done.lease_id FOR UPDATE;
    IF done.stamp IS DISTINCT FROM public.household_stamp(done.lease_id) THEN
        PERFORM public.refuse('TOO_LATE_TO_UNDO',
            'Le foyer a changé depuis cette décision : rouvrez le dossier avec un motif.');
    END IF;
    FOR step IN SELECT j.value FROM jsonb_array_elements(done.before) WITH ORDINALITY j ORDER BY j.ordinality
    LOOP
        -- Who answered for the rent may go with the change that brought him.
        IF step ->> 'undo' = 'NO_PERSON' THEN
            UPDATE public.household_change h SET solidarity_person_id = NULL, solidarity_until = NULL
            WHERE h.id = done.id;
        END IF;
        PERFORM public.household_restore(step);
    END LOOP;
    UPDATE public.household_change h SET undone_at = clock_timestamp(), undone_by = me.id, version = h.version + 1
    WHERE h.id = done.id;
    -- A row taken away tells no trigger whose file it was.
    PERFORM public.refresh_files(ARRAY[whom.id]);
END $$;
COMMENT ON FUNCTION public.undo_household(bigint, integer, uuid) IS 'Undoes one’s own last decision on a household, if nobody built on it.';

-- The door of all items decides no change of household: it would be accepted and nothing would have changed.
CREATE FUNCTION public.refuse_bare_household() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked public.change_submission;
BEGIN
    SELECT s.* INTO asked FROM public.change_submission s
    WHERE s.work_item_id = NEW.work_item_id AND s.kind = 'HOUSEHOLD';
    IF asked.id IS NOT NULL AND EXISTS (SELECT FROM public.staff s WHERE s.login = session_user)
        AND NOT EXISTS (SELECT FROM public.work_decision d
                        WHERE d.work_item_id = NEW.work_item_id AND d.rank > NEW.rank)
        AND NOT (CASE NEW.decision
            WHEN 'ACCEPTED' THEN EXISTS (
                SELECT FROM public.household_change h WHERE h.command_id = NEW.command_id AND h.undone_at IS NULL)
            WHEN 'REJECTED' THEN asked.state = 'REJECTED'
            WHEN 'ASKED' THEN asked.state = 'WAITING_DOCUMENT'
            ELSE asked.state = 'WITHDRAWN' END) THEN
        PERFORM public.refuse('HOUSEHOLD_DECISION',
            'Un changement de foyer se décide sur sa page : ouvrez-la, lisez ses conséquences, puis décidez.');
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.refuse_bare_household() IS 'Refuses a decision on a household that changed nothing.';

CREATE CONSTRAINT TRIGGER refuse_bare_household AFTER INSERT ON public.work_decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.decision IN ('ACCEPTED', 'REJECTED', 'ASKED', 'CANCELLED'))
    EXECUTE FUNCTION public.refuse_bare_household();
