-- Professions and contacts decided; the ground of the three kinds.

-- The contract pays a rent surcharge: its last notice has a line of it (R3.32).
CREATE FUNCTION public.pays_sls(p_lease bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.lease l JOIN public.rent_notice_line n ON n.kind = 'SLS'
          AND n.rent_notice_id = (SELECT o.id FROM public.rent_notice o WHERE o.lease_id = l.id
                             ORDER BY o.period_from DESC, o.id DESC LIMIT 1)
        WHERE l.id = p_lease AND public.sees_customer(l.customer_id))
$$;
COMMENT ON FUNCTION public.pays_sls(bigint) IS 'Whether a contract pays the rent surcharge, by its last notice.';

-- The customer of an item of one of these kinds, kept: always before the item itself.
CREATE FUNCTION public.change_customer(p_item bigint, p_kind text) RETURNS public.customer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted bigint := (SELECT w.customer_id FROM public.work_item w WHERE w.id = p_item AND w.kind = p_kind);
BEGIN
    IF wanted IS NULL OR NOT public.sees_customer(wanted) THEN
        PERFORM public.refuse('ITEM_UNKNOWN',
            'Cette demande n’existe pas ou n’est pas de vos agences : relancez la file.');
    END IF;
    RETURN public.proof_customer(wanted);
END $$;
COMMENT ON FUNCTION public.change_customer(bigint, text) IS 'The customer of a change of profession, contact or account, locked.';

CREATE FUNCTION public.change_note(
    p_item bigint, whom public.customer, me public.staff, p_command uuid, p_decision text, p_approval boolean,
    p_before jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.change_effect
        (landlord_id, customer_id, work_item_id, command_id, staff_id, decision, was_approval, before)
    VALUES (whom.landlord_id, whom.id, p_item, p_command, me.id, p_decision, p_approval, coalesce(p_before, '{}'))
$$;
COMMENT ON FUNCTION public.change_note(bigint, public.customer, public.staff, uuid, text, boolean, jsonb) IS 'Keeps what a decision did.';

CREATE FUNCTION public.change_tell(whom public.customer, p_template text, p_told jsonb, p_command uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF jsonb_typeof(p_told) IS DISTINCT FROM 'object' THEN
        RETURN 0;
    END IF;
    RETURN public.tell_tenant(whom.id, p_template, p_told ->> 'subject', p_told ->> 'body', p_told ->> 'short', p_command);
END $$;
COMMENT ON FUNCTION public.change_tell(public.customer, text, jsonb, uuid) IS 'Tells the tenant of a decision, when there is something to tell.';

-- The notices of a change leave with what else the decision tells: an undo takes them all back.
CREATE FUNCTION public.change_tell_contacts(
    whom public.customer, p_change bigint, p_what text, p_apart bigint, p_command uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.proof_tell_change(whom, p_change, p_what, p_apart);
    UPDATE public.outbox_message m SET command_id = p_command, not_before = public.decision_leaves(whom.landlord_id)
    WHERE m.customer_id = whom.id AND m.template = 'CHANGE_NOTICE' AND m.command_id IS NULL AND m.state = 'WAITING'
      AND starts_with(m.subject, format('Dossier n° %s : ', p_change));
END $$;
COMMENT ON FUNCTION public.change_tell_contacts(public.customer, bigint, text, bigint, uuid) IS 'Tells every contact on file of a change, when its decision leaves (R4.25).';

CREATE FUNCTION public.change_has_paper(p_item bigint, p_kinds text[], p_seen jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(p_seen, '[]') ?| p_kinds OR EXISTS (
        SELECT FROM public.document d WHERE d.work_item_id = p_item AND d.kind = ANY (p_kinds)
          AND d.state IN ('RECEIVED', 'CLEAN', 'ACCEPTED'))
$$;
COMMENT ON FUNCTION public.change_has_paper(bigint, text[], jsonb) IS 'Whether one of these papers came, or was seen in the original.';

-- One’s own last decision on an item, as it was kept; locked.
CREATE FUNCTION public.change_last(p_item bigint, whom public.customer) RETURNS public.change_effect
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.* FROM public.change_effect e
    WHERE e.work_item_id = p_item AND e.customer_id = whom.id AND e.command_id = (
        SELECT d.command_id FROM public.work_decision d WHERE d.work_item_id = p_item ORDER BY d.rank DESC LIMIT 1)
    FOR UPDATE
$$;
COMMENT ON FUNCTION public.change_last(bigint, public.customer) IS 'What the last decision on an item did.';

CREATE FUNCTION public.change_too_late() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refuse('TOO_LATE_TO_UNDO',
        'Ce que cette décision a fait a changé depuis : rouvrez le dossier avec un motif.');
END $$;
COMMENT ON FUNCTION public.change_too_late() IS 'Refuses to undo what others built on.';

CREATE FUNCTION public.change_undone(p_effect bigint, me public.staff) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.change_effect e SET undone_at = clock_timestamp(), undone_by = me.id, version = e.version + 1
    WHERE e.id = p_effect
$$;
COMMENT ON FUNCTION public.change_undone(bigint, public.staff) IS 'Says that a decision was undone.';

-- As rules/changes/professional.py; compared by a test.
CREATE FUNCTION public.professional_proofs(p_status text) RETURNS text[]
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN p_status IN ('EMPLOYED_PERMANENT', 'EMPLOYED_FIXED_TERM', 'INTERIM', 'APPRENTICE')
            THEN ARRAY['EMPLOYMENT_CONTRACT', 'EMPLOYER_STATEMENT']
        WHEN p_status = 'JOB_SEEKER' THEN ARRAY['JOB_SEEKER_NOTICE']
        WHEN p_status = 'RETIRED' THEN ARRAY['PENSION_NOTICE']
        WHEN p_status = 'SELF_EMPLOYED' THEN ARRAY['COMPANY_EXTRACT']
        WHEN p_status = 'STUDENT' THEN ARRAY['SCHOOL_CERTIFICATE']
        WHEN p_status = 'DISABLED_BENEFIT' THEN ARRAY['BENEFIT_NOTICE']
        WHEN p_status = 'SICK_OR_PARENTAL_LEAVE' THEN ARRAY['EMPLOYER_STATEMENT', 'STATEMENT']
        WHEN p_status = 'AT_HOME' THEN ARRAY['STATEMENT']
        WHEN p_status = 'OTHER' THEN ARRAY['STATEMENT', 'TAX_NOTICE'] END
$$;
COMMENT ON FUNCTION public.professional_proofs(text) IS 'The papers of which one proves a situation (R3.31).';

CREATE FUNCTION public.professional_accept(
    asked public.change_submission, whom public.customer, me public.staff, p_plan jsonb, p_on date, p_command uuid)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who bigint := coalesce(asked.person_id, whom.main_person_id);
    earlier public.professional_status;
    made bigint;
BEGIN
    -- Two files may have one person: he is kept.
    PERFORM FROM public.person p WHERE p.id = who FOR UPDATE;
    IF NOT public.change_has_paper(asked.work_item_id, public.professional_proofs(asked.event), p_plan -> 'seen') THEN
        PERFORM public.refuse('DOCUMENT_MISSING', 'Il manque une pièce qui prouve cette situation : demandez-la.');
    END IF;
    SELECT s.* INTO earlier FROM public.professional_status s
    WHERE s.person_id = who AND s.landlord_id = whom.landlord_id ORDER BY s.valid_from DESC, s.id DESC LIMIT 1 FOR UPDATE;
    IF p_on IS NULL OR p_on > public.proof_day() + 366 OR p_on <= earlier.valid_from THEN
        PERFORM public.refuse('DATE_INCONSISTENT',
            'La date en croise une autre, ou ne peut pas être juste : vérifiez-la.');
    END IF;
    UPDATE public.professional_status s SET valid_to = p_on, version = s.version + 1
    WHERE s.id = earlier.id AND (s.valid_to IS NULL OR s.valid_to > p_on);
    INSERT INTO public.professional_status
        (landlord_id, customer_id, person_id, status, employer, valid_from, work_item_id, staff_id)
    VALUES (whom.landlord_id, whom.id, who, asked.event, nullif(p_plan ->> 'employer', ''), p_on, asked.work_item_id, me.id)
    RETURNING id INTO made;
    IF public.pays_sls(asked.lease_id) THEN
        PERFORM public.add_follow_up(whom.id, asked.lease_id, asked.work_item_id, 'REVIEW_SLS',
                                     public.proof_day() + 30, p_command);
    END IF;
    RETURN jsonb_build_object('status', made, 'earlier', earlier.id, 'to', earlier.valid_to);
END $$;
COMMENT ON FUNCTION public.professional_accept(public.change_submission, public.customer, public.staff, jsonb, date, uuid) IS 'Begins a situation, ends the one before, leaves the review of the surcharge.';

CREATE FUNCTION public.decide_professional(
    p_item bigint, p_version integer, p_decision text, p_reason text, p_plan jsonb, p_effective date, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.change_customer(p_item, 'PROFESSIONAL');
    asked public.change_submission;
    kept jsonb;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT s.* INTO asked FROM public.change_submission s WHERE s.work_item_id = p_item;
    RETURN QUERY SELECT * FROM public.settle_change(p_item, p_version, p_decision, p_reason, p_effective, p_command);
    IF p_decision = 'ACCEPTED' THEN
        kept := public.professional_accept(asked, whom, me, p_plan, p_effective, p_command);
    END IF;
    PERFORM public.change_note(p_item, whom, me, p_command, p_decision, false, kept);
    PERFORM public.change_tell(whom, 'DECISION_PROFESSIONAL_' || p_decision, p_plan -> 'told', p_command);
END $$;
COMMENT ON FUNCTION public.decide_professional(bigint, integer, text, text, jsonb, date, uuid) IS 'Decides a change of profession, does it and tells the tenant.';

CREATE FUNCTION public.undo_professional(p_item bigint, p_version integer, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.change_customer(p_item, 'PROFESSIONAL');
    done public.change_effect;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    done := public.change_last(p_item, whom);
    RETURN QUERY SELECT * FROM public.undo_decision(p_item, p_version, p_command);
    IF done.before ? 'status' THEN
        DELETE FROM public.professional_status s
        WHERE s.id = (done.before ->> 'status')::bigint AND s.valid_to IS NULL AND s.version = 1;
        IF NOT FOUND THEN
            PERFORM public.change_too_late();
        END IF;
        UPDATE public.professional_status s SET valid_to = (done.before ->> 'to')::date, version = s.version + 1
        WHERE s.id = (done.before ->> 'earlier')::bigint;
    END IF;
    PERFORM public.change_undone(done.id, me);
END $$;
COMMENT ON FUNCTION public.undo_professional(bigint, integer, uuid) IS 'Undoes one’s own last decision on a profession.';

-- A contact ended; it is told a last time, serves until the delay of a new one is over, then is hidden (R3.44).
CREATE FUNCTION public.contact_remove(
    asked public.contact_submission, whom public.customer, me public.staff, p_command uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    old public.contact;
    usable timestamptz := clock_timestamp() + public.proof_cooldown(whom.landlord_id);
    change bigint;
BEGIN
    SELECT c.* INTO old FROM public.contact c
    WHERE c.id = asked.replaces_id AND c.person_id = whom.main_person_id AND c.valid_to IS NULL FOR UPDATE;
    IF old.id IS NULL THEN
        PERFORM public.refuse('ALREADY_RECORDED', 'Ce contact n’est plus au dossier : refusez la demande.');
    ELSIF old.channel IN ('EMAIL', 'MOBILE') AND NOT EXISTS (
        SELECT FROM public.contact c WHERE c.person_id = whom.main_person_id AND c.id <> old.id
          AND c.channel IN ('EMAIL', 'MOBILE') AND c.valid_to IS NULL
          AND c.usable_for_security_from <= clock_timestamp()) THEN
        PERFORM public.refuse('LAST_CONTACT', 'C’est le dernier contact du dossier : demandez-en un autre d’abord.');
    END IF;
    change := public.proof_add_change('SECURITY_CONTACT', whom, me, jsonb_build_object('channel', old.channel,
        'masked', public.proof_masked(old.channel, old.value_key)), NULL, NULL, asked.submission_id);
    PERFORM public.change_tell_contacts(whom, change, format('un contact (%s) a été retiré',
        public.proof_masked(old.channel, old.value_key)), NULL, p_command);
    UPDATE public.contact c SET valid_to = (usable AT TIME ZONE 'Europe/Paris')::date + 1, version = c.version + 1
    WHERE c.id = old.id;
    UPDATE public.change_request r SET state = 'APPROVED', decided_at = clock_timestamp(), replaced_id = old.id,
        version = r.version + 1
    WHERE r.id = change;
    RETURN change;
END $$;
COMMENT ON FUNCTION public.contact_remove(public.contact_submission, public.customer, public.staff, uuid) IS 'Ends a contact after a last message to it.';

CREATE FUNCTION public.contact_accept(
    asked public.change_submission, whom public.customer, me public.staff, p_command uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted public.contact_submission;
    made public.change_request;
BEGIN
    SELECT k.* INTO wanted FROM public.contact_submission k WHERE k.submission_id = asked.id FOR UPDATE;
    IF asked.entered_by = me.id OR public.proof_same_person(asked.entered_by, me) THEN
        PERFORM public.refuse('SECOND_PERSON', 'Vous avez saisi cette demande : une autre personne doit la décider.');
    ELSIF wanted.submission_id IS NULL THEN
        PERFORM public.refuse('CHANGE_SHAPE', 'Cette demande ne porte aucun contact : refusez-la.');
    ELSIF wanted.blocked_at IS NOT NULL THEN
        PERFORM public.refuse('OBJECTED', 'Le locataire s’est opposé depuis un ancien contact : refusez la demande.');
    ELSIF (public.proof_account(whom.id)).state = 'SUSPENDED_FRAUD' THEN
        PERFORM public.refuse('FRAUD_SUSPENSION',
            'Le compte en ligne est suspendu pour fraude : attendez un responsable.');
    ELSIF asked.event IN ('NEW_EMAIL', 'NEW_MOBILE') AND wanted.confirmed_at IS NULL THEN
        PERFORM public.refuse('NOT_CONFIRMED',
            'Le nouveau contact n’a pas confirmé par le code reçu : attendez-le, ou refusez la demande.');
    ELSIF asked.event = 'BILLING_ADDRESS' THEN
        UPDATE public.customer c SET billing_address = wanted.value, version = c.version + 1 WHERE c.id = whom.id;
        RETURN jsonb_build_object('address', whom.billing_address, 'version', whom.version + 1);
    ELSIF asked.event = 'REMOVE_CONTACT' THEN
        RETURN jsonb_build_object('change', public.contact_remove(wanted, whom, me, p_command), 'removed', wanted.replaces_id);
    END IF;
    made := public.proof_add_contact(whom, me, jsonb_strip_nulls(jsonb_build_object('channel', wanted.channel,
        'value', wanted.value, 'value_key', wanted.value_key, 'replaces', wanted.replaces_id)), NULL, NULL, asked.id);
    PERFORM public.change_tell_contacts(whom, made.id, format('un nouveau contact (%s) a été enregistré',
        made.proposed ->> 'masked'), made.contact_id, p_command);
    RETURN jsonb_build_object('change', made.id);
END $$;
COMMENT ON FUNCTION public.contact_accept(public.change_submission, public.customer, public.staff, uuid) IS 'Does what an accepted change of contact says.';

CREATE FUNCTION public.decide_contact(
    p_item bigint, p_version integer, p_decision text, p_reason text, p_plan jsonb, p_effective date, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.change_customer(p_item, 'CONTACT');
    asked public.change_submission;
    kept jsonb;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT s.* INTO asked FROM public.change_submission s WHERE s.work_item_id = p_item;
    RETURN QUERY SELECT * FROM public.settle_change(p_item, p_version, p_decision, p_reason, p_effective, p_command);
    IF p_decision = 'ACCEPTED' THEN
        kept := public.contact_accept(asked, whom, me, p_command);
    END IF;
    PERFORM public.change_note(p_item, whom, me, p_command, p_decision, false, kept);
    PERFORM public.change_tell(whom, 'DECISION_CONTACT_' || p_decision, p_plan -> 'told', p_command);
END $$;
COMMENT ON FUNCTION public.decide_contact(bigint, integer, text, text, jsonb, date, uuid) IS 'Decides a change of contact, does it and tells the tenant.';

CREATE FUNCTION public.undo_contact(p_item bigint, p_version integer, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.change_customer(p_item, 'CONTACT');
    done public.change_effect;
    made public.change_request;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    done := public.change_last(p_item, whom);
    RETURN QUERY SELECT * FROM public.undo_decision(p_item, p_version, p_command);
    IF done.before ? 'change' THEN
        SELECT r.* INTO made FROM public.change_request r WHERE r.id = (done.before ->> 'change')::bigint FOR UPDATE;
        IF made.state <> 'APPROVED' OR made.objected_at IS NOT NULL THEN
            PERFORM public.change_too_late();
        END IF;
        PERFORM public.access_give_back_contact(made.id);
    ELSIF done.before ? 'address' THEN
        UPDATE public.customer c SET billing_address = done.before ->> 'address', version = c.version + 1
        WHERE c.id = whom.id AND c.version = (done.before ->> 'version')::integer;
        IF NOT FOUND THEN
            PERFORM public.change_too_late();
        END IF;
    END IF;
    PERFORM public.change_undone(done.id, me);
END $$;
COMMENT ON FUNCTION public.undo_contact(bigint, integer, uuid) IS 'Undoes one’s own last decision on a contact.';

-- The door of all items decides none of these: it would be accepted and nothing would have changed.
CREATE FUNCTION public.refuse_bare_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.work_item w
               WHERE w.id = NEW.work_item_id AND w.kind IN ('PROFESSIONAL', 'CONTACT', 'BANK')
                 AND (EXISTS (SELECT FROM public.change_submission c WHERE c.work_item_id = w.id)
                   OR EXISTS (SELECT FROM public.bank_submission b WHERE b.approval_item_id = w.id)))
        AND EXISTS (SELECT FROM public.staff s WHERE s.login = session_user)
        AND NOT EXISTS (SELECT FROM public.change_effect e
                        WHERE e.command_id = NEW.command_id AND e.work_item_id = NEW.work_item_id) THEN
        PERFORM public.refuse('CHANGE_DECISION',
            'Ce changement se décide sur sa page : ouvrez-la, lisez ses conséquences, puis décidez.');
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.refuse_bare_change() IS 'Refuses a decision on a change that changed nothing.';

CREATE CONSTRAINT TRIGGER refuse_bare_change AFTER INSERT ON public.work_decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.decision IN ('ACCEPTED', 'REJECTED', 'ASKED', 'CANCELLED'))
    EXECUTE FUNCTION public.refuse_bare_change();
