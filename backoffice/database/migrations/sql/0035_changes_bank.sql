-- An account: the first person sees the paper, the second approves; debits stopped, paused or moved (R3.50–R3.58).

-- What stands against an account at both steps: a doubt on who asks, or a contact that has just changed.
CREATE FUNCTION public.bank_refuse_doubt(
    asked public.change_submission, whom public.customer, me public.staff) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    cooling timestamptz := public.proof_cooling_until(whom.main_person_id);
BEGIN
    IF asked.entered_by = me.id OR public.proof_same_person(asked.entered_by, me) THEN
        PERFORM public.refuse('SECOND_PERSON', 'Vous avez saisi cette demande : une autre personne doit la décider.');
    ELSIF (public.proof_account(whom.id)).state = 'SUSPENDED_FRAUD' THEN
        PERFORM public.refuse('FRAUD_SUSPENSION',
            'Le compte en ligne est suspendu pour suspicion de fraude : refusez la demande, '
            'ou attendez que le doute soit levé.');
    ELSIF cooling IS NOT NULL THEN
        PERFORM public.refuse('COOLING_OFF', format(
            'Un contact de ce locataire vient de changer : revenez-y à partir du %s.', public.proof_instant(cooling)));
    END IF;
END $$;
COMMENT ON FUNCTION public.bank_refuse_doubt(public.change_submission, public.customer, public.staff) IS 'Refuses an account asked in doubtful circumstances.';

-- The first person: the paper is there, the reference is right; nothing is debited yet.
CREATE FUNCTION public.bank_propose(
    asked public.change_submission, whom public.customer, me public.staff, p_plan jsonb, p_command uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET client_min_messages = error
SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off AS $$
DECLARE
    wanted public.bank_submission;
    third boolean := coalesce((p_plan ->> 'third_party')::boolean, false);
    rum text := p_plan ->> 'reference';
    checked text := coalesce(p_plan ->> 'iban_check', 'NONE');
    item public.work_item;
    change bigint;
    second bigint;
BEGIN
    SELECT b.* INTO wanted FROM public.bank_submission b WHERE b.submission_id = asked.id FOR UPDATE;
    IF wanted.submission_id IS NULL THEN
        PERFORM public.refuse('CHANGE_SHAPE', 'Cette demande ne porte aucun compte : refusez-la.');
    ELSIF EXISTS (SELECT FROM public.change_request r WHERE r.id = wanted.change_id AND r.state IN ('PROPOSED', 'APPROVED')) THEN
        PERFORM public.refuse('CHANGE_DECIDED', 'Ce compte est déjà accepté ou à approuver : classez la demande sans suite.');
    ELSIF NOT public.change_has_paper(asked.work_item_id, ARRAY['BANK_DETAILS'], p_plan -> 'seen') THEN
        PERFORM public.refuse('DOCUMENT_MISSING', 'Il manque le relevé d’identité bancaire : demandez-le.');
    ELSIF (third OR wanted.debit_day IS NOT NULL) AND (wanted.signed_on IS NULL
        OR NOT public.change_has_paper(asked.work_item_id, ARRAY['MANDATE'], p_plan -> 'seen')) THEN
        PERFORM public.refuse('MANDATE_MISSING', 'Il manque le mandat daté et signé : demandez-le.');
    ELSIF third AND wanted.debit_day IS NULL OR checked = 'NO_MATCH' THEN
        PERFORM public.refuse('NAME_MISMATCH', 'Ce compte n’est pas au nom d’un titulaire : refusez la demande.');
    ELSIF wanted.debit_day IS NOT NULL AND (rum IS NULL OR rum !~ '^[A-Za-z0-9/?:().,''+-]{1,35}$') THEN
        PERFORM public.refuse('WRONG_RUM',
            'La référence du mandat a 35 caractères au plus, sans espace : corrigez-la.');
    ELSIF wanted.signed_on > public.proof_day() THEN
        PERFORM public.refuse('DATE_INCONSISTENT', 'Le mandat est signé d’un jour à venir : demandez-en un autre.');
    ELSIF EXISTS (SELECT FROM public.mandate m WHERE m.landlord_id = whom.landlord_id
                  AND m.reference_key = upper(regexp_replace(rum, '[^A-Za-z0-9]', '', 'g'))) THEN
        PERFORM public.refuse('RUM_TAKEN', 'Cette référence de mandat sert déjà : donnez-en une autre.');
    END IF;
    change := public.proof_add_change('BANK_DETAILS', whom, me, jsonb_strip_nulls(jsonb_build_object(
        'holder_name', wanted.holder_name, 'iban_masked', wanted.iban_masked,
        'mandate_reference', CASE WHEN third THEN rum END)), NULL, NULL, asked.id);
    INSERT INTO public.bank_detail (landlord_id, customer_id, change_id, state, holder_name, iban, iban_masked,
                                    is_third_party, mandate_reference, iban_check, lease_id)
    VALUES (whom.landlord_id, whom.id, change, 'PROPOSED', wanted.holder_name, wanted.iban, wanted.iban_masked,
            third, CASE WHEN third THEN rum END, checked, asked.lease_id);
    SELECT w.* INTO item FROM public.work_item w WHERE w.id = asked.work_item_id;
    INSERT INTO public.work_item
        (landlord_id, kind, agency_id, customer_id, lease_id, received_at, due_at, priority)
    VALUES (item.landlord_id, 'BANK', item.agency_id, whom.id, asked.lease_id, clock_timestamp(),
            public.work_due(whom.landlord_id, 'BANK', clock_timestamp()), 1)
    RETURNING id INTO second;
    UPDATE public.bank_submission b SET change_id = change, approval_item_id = second, reference = rum,
        version = b.version + 1
    WHERE b.submission_id = asked.id;
    IF checked = 'PARTIAL' THEN
        PERFORM public.add_follow_up(whom.id, asked.lease_id, asked.work_item_id, 'CHECK_IBAN',
                                     public.proof_day() + 3, p_command);
    END IF;
    RETURN jsonb_build_object('change', change, 'second', second);
END $$;
COMMENT ON FUNCTION public.bank_propose(public.change_submission, public.customer, public.staff, jsonb, uuid) IS 'The first person’s yes to an account: proposed to a second one.';

-- The second person: the account serves after the cooling-off, the mandate from the next cycle on.
CREATE FUNCTION public.bank_approve(
    asked public.change_submission, wanted public.bank_submission, whom public.customer, me public.staff, p_plan jsonb,
    p_command uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    change public.change_request;
    account public.bank_detail;
    usable timestamptz := clock_timestamp() + public.proof_cooldown(whom.landlord_id);
    first_on date := (p_plan ->> 'first_debit')::date;
    ended jsonb;
    stopped jsonb := '[]';
    mandated bigint;
BEGIN
    SELECT r.* INTO change FROM public.change_request r WHERE r.id = wanted.change_id FOR UPDATE;
    PERFORM public.proof_refuse_decider(change, me);
    SELECT b.* INTO account FROM public.bank_detail b WHERE b.change_id = change.id FOR UPDATE;
    IF wanted.debit_day IS NOT NULL AND (first_on IS NULL OR extract(day FROM first_on) <> wanted.debit_day
        OR first_on <= (usable AT TIME ZONE 'Europe/Paris')::date OR first_on > public.proof_day() + 366
        OR first_on < (date_trunc('month', public.proof_day()) + interval '1 month')::date) THEN
        PERFORM public.refuse('DATE_INCONSISTENT',
            'Le premier prélèvement tombe trop tôt : il attend le prochain terme et la fin du délai de sécurité.');
    END IF;
    -- Each contract apart: another contract goes on with its own account (R3.57).
    WITH before AS (
        SELECT b.id, b.ended_at FROM public.bank_detail b
        WHERE b.customer_id = whom.id AND b.state = 'ACTIVE' AND (b.ended_at IS NULL OR b.ended_at > usable)
          AND (b.lease_id = asked.lease_id OR b.lease_id IS NULL AND 1 = (
              SELECT count(*) FROM public.lease l WHERE l.customer_id = whom.id
                AND (l.valid_to IS NULL OR l.valid_to > public.proof_day()))) FOR UPDATE),
    after AS (
        UPDATE public.bank_detail b SET ended_at = usable, version = b.version + 1
        FROM before WHERE b.id = before.id RETURNING b.id, before.ended_at)
    SELECT coalesce(jsonb_agg(jsonb_build_array(a.id, a.ended_at)), '[]') INTO ended FROM after a;
    UPDATE public.bank_detail b SET state = 'ACTIVE', effective_at = usable, version = b.version + 1
    WHERE b.id = account.id;
    IF wanted.debit_day IS NOT NULL THEN
        WITH before AS (
            SELECT m.id, m.ends_on FROM public.mandate m
            WHERE m.lease_id = asked.lease_id AND m.state IN ('ACTIVE', 'SUSPENDED')
              AND (m.ends_on IS NULL OR m.ends_on > first_on) FOR UPDATE),
        after AS (
            UPDATE public.mandate m SET ends_on = first_on, version = m.version + 1
            FROM before WHERE m.id = before.id RETURNING m.id, before.ends_on)
        SELECT coalesce(jsonb_agg(jsonb_build_array(a.id, a.ends_on)), '[]') INTO stopped FROM after a;
        INSERT INTO public.mandate
            (landlord_id, lease_id, reference, reference_key, signed_on, state, debit_day, starts_on)
        VALUES (whom.landlord_id, asked.lease_id, wanted.reference,
                upper(regexp_replace(wanted.reference, '[^A-Za-z0-9]', '', 'g')), wanted.signed_on, 'ACTIVE',
                wanted.debit_day, first_on)
        RETURNING id INTO mandated;
        UPDATE public.bank_submission b SET mandate_id = mandated, version = b.version + 1
        WHERE b.submission_id = asked.id;
    END IF;
    UPDATE public.change_request r SET state = 'APPROVED', decided_by = me.id, decided_at = clock_timestamp(),
        effective_at = usable, version = r.version + 1
    WHERE r.id = change.id;
    UPDATE public.change_submission s SET effective_on = coalesce(first_on, (usable AT TIME ZONE 'Europe/Paris')::date),
        version = s.version + 1
    WHERE s.id = asked.id AND s.state = 'ACCEPTED';
    PERFORM public.change_tell_contacts(whom, change.id, format(
        'de nouvelles coordonnées bancaires (%s) ont été enregistrées', wanted.iban_masked), NULL, p_command);
    RETURN jsonb_build_object('change', change.id, 'seen', change.version + 1, 'account', account.id,
                              'mandate', mandated, 'ended', ended, 'stopped', stopped);
END $$;
COMMENT ON FUNCTION public.bank_approve(public.change_submission, public.bank_submission, public.customer, public.staff, jsonb, uuid) IS 'The second person’s yes to an account, with its mandate.';

-- Nothing is ever debited on an account refused, at either step (R3.58).
CREATE FUNCTION public.bank_refuse(
    asked public.change_submission, wanted public.bank_submission, me public.staff, p_decision text, p_reason text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    change public.change_request;
BEGIN
    SELECT r.* INTO change FROM public.change_request r WHERE r.id = wanted.change_id FOR UPDATE;
    IF change.state IS DISTINCT FROM 'PROPOSED' THEN
        RETURN;
    END IF;
    PERFORM public.proof_refuse_decider(change, me);
    UPDATE public.change_request r SET state = 'REFUSED', decided_by = me.id, decided_at = clock_timestamp(),
        version = r.version + 1, refusal = CASE
            WHEN p_reason = 'FRAUD_SUSPECTED' THEN 'FRAUD_SUSPECTED'
            WHEN p_reason IN ('DOCUMENT_MISSING', 'MANDATE_MISSING') THEN 'DOCUMENT_MISSING'
            WHEN p_reason = 'IBAN_INVALID' THEN 'WRONGLY_ENTERED' ELSE 'NOT_JUSTIFIED' END
    WHERE r.id = change.id;
    UPDATE public.bank_detail b SET state = 'REFUSED', version = b.version + 1
    WHERE b.change_id = change.id AND b.state = 'PROPOSED';
    UPDATE public.change_submission s SET version = s.version + 1, effective_on = NULL,
        state = CASE p_decision WHEN 'REJECTED' THEN 'REJECTED' ELSE 'WITHDRAWN' END,
        rejection = CASE p_decision WHEN 'REJECTED' THEN p_reason END
    WHERE s.id = asked.id AND s.state = 'ACCEPTED';
END $$;
COMMENT ON FUNCTION public.bank_refuse(public.change_submission, public.bank_submission, public.staff, text, text) IS 'The second person’s no to an account.';

-- The end, the pause, the day of the debits of one contract: at once, one person is enough (R3.52, R3.56).
CREATE FUNCTION public.bank_set_debit(
    asked public.change_submission, whom public.customer, p_command uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.mandate;
    today date := public.proof_day();
    wanted integer := (asked.asked ->> 'debit_day')::integer;
BEGIN
    SELECT d.* INTO m FROM public.mandate d
    WHERE d.lease_id = asked.lease_id AND d.state IN ('ACTIVE', 'SUSPENDED') AND (d.ends_on IS NULL OR d.ends_on > today)
    ORDER BY d.starts_on DESC NULLS LAST, d.signed_on DESC, d.id DESC LIMIT 1 FOR UPDATE;
    IF m.id IS NULL THEN
        PERFORM public.refuse('NO_MANDATE', 'Ce contrat n’a pas de mandat en vigueur : refusez la demande.');
    ELSIF asked.event = 'RESUME_DEBIT' AND (m.state <> 'SUSPENDED'
            OR today >= (greatest(m.signed_on, m.last_used_on, (SELECT max(p.posted_on) FROM public.posting p
                WHERE p.lease_id = m.lease_id AND p.means = 'DIRECT_DEBIT')) + interval '36 months')::date)
        OR asked.event = 'SUSPEND_DEBIT' AND m.state <> 'ACTIVE'
        OR asked.event = 'DEBIT_DAY' AND (wanted IS NULL OR wanted NOT BETWEEN 1 AND 28 OR wanted = m.debit_day) THEN
        PERFORM public.refuse('ALREADY_RECORDED', 'Ce mandat ne le permet pas, ou rien ne change : refusez la demande.');
    END IF;
    UPDATE public.mandate d SET version = d.version + 1,
        state = CASE asked.event WHEN 'REVOKE_MANDATE' THEN 'REVOKED' WHEN 'SUSPEND_DEBIT' THEN 'SUSPENDED' ELSE 'ACTIVE' END,
        revoked_on = CASE asked.event WHEN 'REVOKE_MANDATE' THEN today END,
        debit_day = CASE asked.event WHEN 'DEBIT_DAY' THEN wanted ELSE d.debit_day END
    WHERE d.id = m.id;
    IF asked.event IN ('REVOKE_MANDATE', 'SUSPEND_DEBIT') THEN
        PERFORM public.add_follow_up(whom.id, asked.lease_id, asked.work_item_id, 'STOP_DEBIT', today + 1, p_command);
    END IF;
    RETURN jsonb_build_object('debit', m.id, 'seen', m.version + 1, 'state', m.state, 'day', m.debit_day);
END $$;
COMMENT ON FUNCTION public.bank_set_debit(public.change_submission, public.customer, uuid) IS 'Ends, suspends, resumes or moves the debits of a contract.';

CREATE FUNCTION public.bank_do(
    p_item bigint, asked public.change_submission, wanted public.bank_submission, whom public.customer, me public.staff,
    p_decision text, p_reason text, p_plan jsonb, p_command uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    second boolean := p_item IS NOT DISTINCT FROM wanted.approval_item_id;
BEGIN
    IF p_decision = 'ACCEPTED' AND asked.event <> 'NEW_ACCOUNT' THEN
        IF asked.entered_by = me.id OR public.proof_same_person(asked.entered_by, me) THEN
            PERFORM public.refuse('SECOND_PERSON',
                'Vous avez saisi cette demande : une autre personne doit la décider.');
        END IF;
        RETURN public.bank_set_debit(asked, whom, p_command);
    ELSIF p_decision = 'ACCEPTED' THEN
        PERFORM public.bank_refuse_doubt(asked, whom, me);
        IF second THEN
            RETURN public.bank_approve(asked, wanted, whom, me, p_plan, p_command);
        END IF;
        RETURN public.bank_propose(asked, whom, me, p_plan, p_command);
    ELSIF second THEN
        IF p_decision = 'ASKED' THEN
            PERFORM public.refuse('ASK_FIRST_PERSON',
                'Une pièce se demande sur la première demande : refusez ce compte avec son motif.');
        END IF;
        PERFORM public.bank_refuse(asked, wanted, me, p_decision, p_reason);
    END IF;
    -- Whoever has a doubt has the tenant called, at the number that is known (R3.58).
    IF p_reason IN ('FRAUD_SUSPECTED', 'TO_BE_CONFIRMED') THEN
        PERFORM public.add_follow_up(whom.id, asked.lease_id, p_item, 'CALL_KNOWN_NUMBER', public.proof_day() + 1,
                                     p_command);
    END IF;
    RETURN jsonb_build_object('refused', wanted.change_id);
END $$;
COMMENT ON FUNCTION public.bank_do(bigint, public.change_submission, public.bank_submission, public.customer, public.staff, text, text, jsonb, uuid) IS 'Does what a decision on an account says, by who decides.';

CREATE FUNCTION public.decide_bank(
    p_item bigint, p_version integer, p_decision text, p_reason text, p_plan jsonb, p_effective date, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.change_customer(p_item, 'BANK');
    wanted public.bank_submission;
    asked public.change_submission;
    kept jsonb;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT b.* INTO wanted FROM public.bank_submission b
    WHERE b.approval_item_id = p_item OR b.submission_id = (
        SELECT c.id FROM public.change_submission c WHERE c.work_item_id = p_item)
    FOR UPDATE;
    SELECT s.* INTO asked FROM public.change_submission s
    WHERE s.id = wanted.submission_id OR s.work_item_id = p_item;
    IF p_item IS NOT DISTINCT FROM wanted.approval_item_id THEN
        RETURN QUERY SELECT * FROM public.decide_item(p_item, p_version, p_decision, p_reason, p_command);
    ELSE
        RETURN QUERY SELECT * FROM public.settle_change(p_item, p_version, p_decision, p_reason, p_effective, p_command);
    END IF;
    kept := public.bank_do(p_item, asked, wanted, whom, me, p_decision, p_reason, p_plan, p_command);
    PERFORM public.change_note(p_item, whom, me, p_command, p_decision,
        p_item IS NOT DISTINCT FROM wanted.approval_item_id, kept);
    PERFORM public.change_tell(whom, 'DECISION_BANK_' || CASE p_reason WHEN 'FRAUD_SUSPECTED' THEN 'FRAUD_ANSWER'
                                                         ELSE p_decision END, p_plan -> 'told', p_command);
END $$;
COMMENT ON FUNCTION public.decide_bank(bigint, integer, text, text, jsonb, date, uuid) IS 'Decides an account or its debits: the first person, or the second.';

CREATE FUNCTION public.bank_take_back_first(p_change bigint, p_second bigint, me public.staff, whom public.customer, p_command uuid)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    item public.work_item;
BEGIN
    SELECT w.* INTO item FROM public.work_item w WHERE w.id = p_second FOR UPDATE;
    IF item.status <> 'OPEN' OR item.claimed_by <> me.id AND item.claimed_until > clock_timestamp() OR NOT EXISTS (
        SELECT FROM public.change_request r WHERE r.id = p_change AND r.state = 'PROPOSED') THEN
        PERFORM public.refuse('TOO_LATE_TO_UNDO',
            'La seconde personne a ce compte en main ou l’a décidé : voyez avec elle.');
    END IF;
    UPDATE public.change_request r SET state = 'WITHDRAWN', decided_at = clock_timestamp(), version = r.version + 1
    WHERE r.id = p_change;
    UPDATE public.bank_detail b SET state = 'REFUSED', version = b.version + 1 WHERE b.change_id = p_change;
    PERFORM public.change_note(p_second, whom, me, p_command, 'CANCELLED', true, NULL);
    PERFORM public.add_decision(item, me.id, 'CANCELLED', 'FIRST_DECISION_UNDONE', p_command, 'CANCELLED');
    UPDATE public.bank_submission b SET change_id = NULL, approval_item_id = NULL, version = b.version + 1
    WHERE b.change_id = p_change;
END $$;
COMMENT ON FUNCTION public.bank_take_back_first(bigint, bigint, public.staff, public.customer, uuid) IS 'Takes back the first yes to an account, as long as nobody has looked at it.';

CREATE FUNCTION public.bank_take_back_second(p_before jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    one jsonb;
BEGIN
    UPDATE public.change_request r SET state = 'PROPOSED', decided_by = NULL, decided_at = NULL, effective_at = NULL,
        version = r.version + 1
    WHERE r.id = (p_before ->> 'change')::bigint AND r.state = 'APPROVED' AND r.objected_at IS NULL
      AND r.version = (p_before ->> 'seen')::integer;
    IF NOT FOUND THEN
        PERFORM public.change_too_late();
    END IF;
    UPDATE public.bank_submission b SET mandate_id = NULL, version = b.version + 1
    WHERE b.change_id = (p_before ->> 'change')::bigint;
    DELETE FROM public.mandate m WHERE m.id = (p_before ->> 'mandate')::bigint;
    FOR one IN SELECT v FROM jsonb_array_elements(p_before -> 'stopped') v LOOP
        UPDATE public.mandate m SET ends_on = (one ->> 1)::date, version = m.version + 1 WHERE m.id = (one ->> 0)::bigint;
    END LOOP;
    FOR one IN SELECT v FROM jsonb_array_elements(p_before -> 'ended') v LOOP
        UPDATE public.bank_detail b SET ended_at = (one ->> 1)::timestamptz, version = b.version + 1
        WHERE b.id = (one ->> 0)::bigint;
    END LOOP;
    UPDATE public.bank_detail b SET state = 'PROPOSED', effective_at = NULL, version = b.version + 1
    WHERE b.id = (p_before ->> 'account')::bigint;
    UPDATE public.change_submission s SET effective_on = NULL, version = s.version + 1
    FROM public.bank_submission b WHERE s.id = b.submission_id AND b.change_id = (p_before ->> 'change')::bigint;
END $$;
COMMENT ON FUNCTION public.bank_take_back_second(jsonb) IS 'Takes back the second yes to an account: proposed again.';

CREATE FUNCTION public.undo_bank(p_item bigint, p_version integer, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.change_customer(p_item, 'BANK');
    done public.change_effect;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    done := public.change_last(p_item, whom);
    RETURN QUERY SELECT * FROM public.undo_decision(p_item, p_version, p_command);
    IF done.before ? 'second' THEN
        PERFORM public.bank_take_back_first((done.before ->> 'change')::bigint, (done.before ->> 'second')::bigint, me,
                                            whom, p_command);
    ELSIF done.before ? 'account' THEN
        PERFORM public.bank_take_back_second(done.before);
    ELSIF done.before ? 'debit' THEN
        UPDATE public.mandate m SET state = done.before ->> 'state', debit_day = (done.before ->> 'day')::integer,
            revoked_on = NULL, version = m.version + 1
        WHERE m.id = (done.before ->> 'debit')::bigint AND m.version = (done.before ->> 'seen')::integer;
        IF NOT FOUND THEN
            PERFORM public.change_too_late();
        END IF;
    ELSIF done.was_approval AND done.decision IN ('REJECTED', 'CANCELLED') THEN
        -- Refused for good: who asked is told to begin again, the account never served.
        PERFORM public.bank_propose_again((done.before ->> 'refused')::bigint);
    END IF;
    PERFORM public.change_undone(done.id, me);
END $$;
COMMENT ON FUNCTION public.undo_bank(bigint, integer, uuid) IS 'Undoes one’s own last decision on an account or its debits.';

CREATE FUNCTION public.bank_propose_again(p_change bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.change_request r SET state = 'PROPOSED', decided_by = NULL, decided_at = NULL, refusal = NULL,
        version = r.version + 1
    WHERE r.id = p_change AND r.state = 'REFUSED' AND r.objected_at IS NULL;
    IF NOT FOUND THEN
        PERFORM public.change_too_late();
    END IF;
    UPDATE public.bank_detail b SET state = 'PROPOSED', ended_at = NULL, version = b.version + 1
    WHERE b.change_id = p_change AND b.state = 'REFUSED';
    UPDATE public.change_submission s SET state = 'ACCEPTED', rejection = NULL, version = s.version + 1
    FROM public.bank_submission b
    WHERE b.change_id = p_change AND s.id = b.submission_id AND s.state IN ('REJECTED', 'WITHDRAWN');
END $$;
COMMENT ON FUNCTION public.bank_propose_again(bigint) IS 'Puts an account refused by mistake before its second person again.';
