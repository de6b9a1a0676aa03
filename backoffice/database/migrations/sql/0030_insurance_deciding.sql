-- Decisions on certificates: everything checked again here, then the contracts, the tasks and the message,
-- all in one transaction (R2.7–R2.11, R2.17).

-- The customer of an item, kept: always before the item itself.
CREATE FUNCTION public.insurance_customer(p_item bigint) RETURNS public.customer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted bigint := (SELECT w.customer_id FROM public.work_item w WHERE w.id = p_item AND w.kind = 'INSURANCE');
BEGIN
    IF wanted IS NULL OR NOT public.sees_customer(wanted) THEN
        PERFORM public.refuse('ITEM_UNKNOWN',
            'Cette attestation n’existe pas ou n’est pas de vos agences : relancez la file.');
    END IF;
    RETURN public.proof_customer(wanted);
END $$;
COMMENT ON FUNCTION public.insurance_customer(bigint) IS 'The customer of a certificate’s item, locked.';

-- The checklist of R2.8 as R2.9 wants it.
CREATE FUNCTION public.insurance_refuse_checks(p_checks jsonb) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told integer;
    blocked text;
    bare text;
BEGIN
    SELECT count(DISTINCT k.code) FILTER (WHERE k.code ~ '^C([1-9]|10)$'),
           string_agg(k.code, ', ') FILTER (WHERE k.code IN ('C1', 'C2', 'C3', 'C4', 'C5', 'C10')
                                                  AND k.given IS DISTINCT FROM 'YES'),
           string_agg(k.code, ', ') FILTER (WHERE k.given = 'NO' AND k.note IS NULL)
    INTO told, blocked, bare
    FROM jsonb_to_recordset(coalesce(p_checks, '[]')) AS k (code text, given text, note text);
    IF told <> 10 OR jsonb_array_length(p_checks) <> 10 THEN
        PERFORM public.refuse('CHECKS_MISSING', 'Vérifiez les dix points, C1 à C10, chacun une fois.');
    ELSIF blocked IS NOT NULL THEN
        PERFORM public.refuse('CHECK_BLOCKS', format(
            '%s : il faut « oui » pour accepter. Refusez, ou vérifiez de nouveau.', blocked));
    ELSIF bare IS NOT NULL THEN
        PERFORM public.refuse('NOTE_REQUIRED', format(
            '%s dit non : choisissez pourquoi vous acceptez.', bare));
    END IF;
END $$;
COMMENT ON FUNCTION public.insurance_refuse_checks(jsonb) IS 'Refuses to accept a certificate whose checklist does not allow it (R2.9).';

-- The period of C4, and the end of R2.9; what came before is the cover of the contract without this paper.
CREATE FUNCTION public.insurance_refuse_period(p_paper public.insurance_submission, p_from date, p_until date)
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := public.proof_day();
    previous date := (SELECT max(s.covered_until) FROM public.insurance_submission s
                      WHERE s.lease_id = p_paper.lease_id AND s.state = 'ACCEPTED' AND s.id <> p_paper.id);
BEGIN
    IF p_until IS NULL OR p_from > p_until THEN
        PERFORM public.refuse('PERIOD_MISSING',
            'La période de validité manque ou finit avant de commencer : corrigez-la, ou refusez (dates absentes).');
    ELSIF p_until < today THEN
        PERFORM public.refuse('EXPIRED', format(
            'Cette attestation a pris fin le %s : refusez-la (périmée).', to_char(p_until, 'DD/MM/YYYY')));
    ELSIF p_from > today AND (previous IS NULL OR previous < today) THEN
        PERFORM public.refuse('NOT_YET_VALID', format(
            'Cette attestation commence le %s et rien ne couvre d’ici là : refusez-la (pas encore en vigueur).',
            to_char(p_from, 'DD/MM/YYYY')));
    ELSIF p_from > today AND p_from > previous + 1 THEN
        PERFORM public.refuse('GAP', format(
            'Rien ne couvre du %s au %s : demandez une attestation sans trou.',
            to_char(previous + 1, 'DD/MM/YYYY'), to_char(p_from - 1, 'DD/MM/YYYY')));
    END IF;
END $$;
COMMENT ON FUNCTION public.insurance_refuse_period(public.insurance_submission, date, date) IS 'Refuses to accept a certificate whose period does not allow it (R2.8 C4, R2.9).';

CREATE FUNCTION public.insurance_refuse_decision(
    p_paper public.insurance_submission, p_customer bigint, p_decision text, p_reason text, p_details jsonb)
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := public.proof_day();
BEGIN
    IF p_decision = 'ACCEPTED' THEN
        PERFORM public.insurance_refuse_checks(p_details -> 'checks');
        PERFORM public.insurance_refuse_period(
            p_paper, (p_details ->> 'covered_from')::date, (p_details ->> 'covered_until')::date);
        IF EXISTS (SELECT FROM jsonb_array_elements_text(coalesce(p_details -> 'leases', '[]')) AS named (id)
                   WHERE NOT EXISTS (SELECT FROM public.lease l WHERE l.id = named.id::bigint
                       AND l.customer_id = p_customer AND l.valid_from <= today
                       AND (l.valid_to IS NULL OR l.valid_to > today))) THEN
            PERFORM public.refuse('WRONG_CONTRACT',
                'Un contrat coché n’est pas un contrat en cours de ce locataire : rouvrez le dossier.');
        END IF;
    ELSIF p_decision = 'REJECTED' AND p_reason NOT IN (
        'NOT_AN_ATTESTATION', 'NAME_MISMATCH', 'ADDRESS_MISMATCH', 'EXPIRED', 'NOT_YET_VALID', 'PERIOD_MISSING',
        'COVER_MISSING', 'WRONG_CONTRACT', 'OWNER_STATUS', 'ILLEGIBLE', 'INCOMPLETE', 'UNREADABLE_FILE',
        'DUPLICATE') THEN
        PERFORM public.refuse('NO_REASON', 'Choisissez dans la liste pourquoi cette attestation est refusée.');
    ELSIF p_decision NOT IN ('REJECTED', 'ASKED') THEN
        PERFORM public.refuse('UNKNOWN_DECISION',
            'Acceptez, refusez ou demandez ; une attestation ne se classe pas sans réponse.');
    END IF;
END $$;
COMMENT ON FUNCTION public.insurance_refuse_decision(public.insurance_submission, bigint, text, text, jsonb) IS 'Refuses a decision that the rules do not allow.';

-- What the decision is about to change, as it stands: the papers of the contracts, this one first.
CREATE FUNCTION public.insurance_before(p_paper bigint) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', s.id, 'state', s.state, 'from', s.covered_from, 'until', s.covered_until, 'rejection', s.rejection,
        'at', s.decided_at, 'staff', s.staff_id, 'policy', s.policy_number) ORDER BY s.id), '[]')
    FROM public.insurance_submission s WHERE s.id = p_paper OR s.accepted_with_id = p_paper
$$;
COMMENT ON FUNCTION public.insurance_before(bigint) IS 'What stands of a paper and of the contracts accepted with it.';

-- One paper for several contracts (R2.4, R2.5): each has its own row; those no longer named follow the refusal.
CREATE FUNCTION public.insurance_write(
    p_paper public.insurance_submission, p_staff bigint, p_decision text, p_reason text, p_details jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    named bigint[] := ARRAY(SELECT DISTINCT x::bigint FROM jsonb_array_elements_text(
        coalesce(p_details -> 'leases', '[]')) AS x WHERE x::bigint <> p_paper.lease_id);
    accepts boolean := p_decision = 'ACCEPTED';
    starts date := CASE WHEN accepts THEN (p_details ->> 'covered_from')::date END;
    ends date := CASE WHEN accepts THEN (p_details ->> 'covered_until')::date END;
    number text := CASE WHEN accepts THEN left(nullif(btrim(p_details ->> 'policy_number'), ''), 60) END;
BEGIN
    UPDATE public.insurance_submission s SET
        state = one.state, covered_from = CASE WHEN one.state = 'ACCEPTED' THEN starts END,
        covered_until = CASE WHEN one.state = 'ACCEPTED' THEN ends END,
        rejection = CASE WHEN one.state = 'REJECTED' THEN coalesce(p_reason, 'WRONG_CONTRACT') END,
        policy_number = CASE WHEN one.state = 'ACCEPTED' THEN number END,
        decided_at = clock_timestamp(), staff_id = p_staff, version = s.version + 1
    FROM (SELECT k.id, CASE WHEN accepts AND (k.id = p_paper.id OR k.lease_id = ANY (named))
                            THEN 'ACCEPTED' ELSE 'REJECTED' END AS state
          FROM public.insurance_submission k WHERE k.id = p_paper.id OR k.accepted_with_id = p_paper.id) one
    WHERE s.id = one.id;
    IF accepts THEN
        INSERT INTO public.insurance_submission (landlord_id, lease_id, channel, submitted_at, declared_from,
            declared_to, declared_exact, insurer, state, covered_from, covered_until, policy_number, decided_at,
            staff_id, accepted_with_id)
        SELECT p_paper.landlord_id, l, p_paper.channel, p_paper.submitted_at, p_paper.declared_from,
            p_paper.declared_to, p_paper.declared_exact, p_paper.insurer, 'ACCEPTED', starts, ends, number,
            clock_timestamp(), p_staff, p_paper.id
        FROM unnest(named) AS l
        WHERE NOT EXISTS (SELECT FROM public.insurance_submission k
                          WHERE k.accepted_with_id = p_paper.id AND k.lease_id = l);
    END IF;
END $$;
COMMENT ON FUNCTION public.insurance_write(public.insurance_submission, bigint, text, text, jsonb) IS 'Writes a decision on a paper and on the contracts that it covers.';

CREATE FUNCTION public.decide_insurance(
    p_item bigint, p_version integer, p_decision text, p_reason text, p_details jsonb, p_template text,
    p_subject text, p_body text, p_short text, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    whom public.customer := public.insurance_customer(p_item);
    paper public.insurance_submission;
    settled record;
    before jsonb;
    made bigint;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT s.* INTO STRICT paper FROM public.insurance_submission s WHERE s.work_item_id = p_item FOR UPDATE;
    SELECT d.* INTO settled FROM public.decide_item(p_item, p_version, p_decision, p_reason, p_command) d;
    PERFORM public.insurance_refuse_decision(paper, whom.id, p_decision, p_reason, p_details);
    IF p_template <> 'DECISION_INSURANCE_' || p_decision THEN
        PERFORM public.refuse('UNFILLED_TEXT', 'Ce message ne dit pas cette décision : recommencez.');
    END IF;
    -- What an acceptance ends is ended by the trigger of the papers, whatever their door, in the name of this.
    PERFORM set_config('guichet.command', p_command::text, true);
    before := public.insurance_before(paper.id);
    IF p_decision <> 'ASKED' THEN
        PERFORM public.insurance_write(paper, public.my_staff_id(), p_decision, p_reason, p_details);
        PERFORM public.mark_documents(p_item, p_decision);
    ELSIF p_reason = 'TO_BE_CONFIRMED_WITH_INSURER' THEN
        PERFORM public.add_follow_up(whom.id, paper.lease_id, p_item, 'CONFIRM_WITH_INSURER',
            public.proof_day() + 3, p_command);
    END IF;
    INSERT INTO public.insurance_decision (landlord_id, work_item_id, submission_id, rank, command_id, decision,
                                           covered_from, covered_until, before)
    VALUES (whom.landlord_id, p_item, paper.id, settled.rank, p_command, p_decision,
            (p_details ->> 'covered_from')::date,
            CASE WHEN p_decision = 'ACCEPTED' THEN (p_details ->> 'covered_until')::date END, before)
    RETURNING id INTO made;
    INSERT INTO public.insurance_check (landlord_id, decision_id, code, proposed, given, note)
    SELECT whom.landlord_id, made, k.code, k.proposed, k.given, k.note
    FROM jsonb_to_recordset(coalesce(p_details -> 'checks', '[]'))
        AS k (code text, proposed text, given text, note text);
    PERFORM public.tell_tenant(whom.id, p_template, p_subject, p_body, p_short, p_command);
    RETURN QUERY SELECT settled.rank, settled.status, settled.version;
END $$;
COMMENT ON FUNCTION public.decide_insurance(bigint, integer, text, text, jsonb, text, text, text, text, uuid) IS 'Accepts a certificate, refuses it, or asks; tells the tenant, leaves the tasks (R2.8–R2.11, R2.17).';

-- Each paper as it was, unless somebody decided it since; those that the decision made go.
CREATE FUNCTION public.insurance_restore(p_paper bigint, p_before jsonb, p_command uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    route record;
BEGIN
    DELETE FROM public.insurance_submission s WHERE s.accepted_with_id = p_paper
      AND s.id <> ALL (SELECT (one ->> 'id')::bigint FROM jsonb_array_elements(p_before) AS one);
    UPDATE public.insurance_submission s SET state = one.state, covered_from = one."from",
        covered_until = one.until, rejection = one.rejection, decided_at = one.at, staff_id = one.staff,
        policy_number = one.policy, version = s.version + 1
    FROM jsonb_to_recordset(p_before) AS one (id bigint, state text, "from" date, until date, rejection text,
                                              at timestamptz, staff bigint, policy text)
    WHERE s.id = one.id;
    FOR route IN SELECT r.id, r.lease_id FROM public.insurance_route r WHERE r.closed_by = p_command FOR UPDATE
    LOOP
        IF EXISTS (SELECT FROM public.insurance_route o WHERE o.lease_id = route.lease_id AND o.closed_at IS NULL) THEN
            PERFORM public.refuse('TOO_LATE_TO_UNDO',
                'Une autre suite a été donnée à ce défaut d’assurance : rouvrez le dossier avec un motif.');
        END IF;
        UPDATE public.insurance_route r SET closed_at = NULL, closed_by = NULL WHERE r.id = route.id;
    END LOOP;
END $$;
COMMENT ON FUNCTION public.insurance_restore(bigint, jsonb, uuid) IS 'Puts papers and routes back as a decision found them.';

CREATE FUNCTION public.undo_insurance(p_item bigint, p_version integer, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    whom public.customer := public.insurance_customer(p_item);
    last public.insurance_decision;
    settled record;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT d.* INTO last FROM public.insurance_decision d
    WHERE d.work_item_id = p_item ORDER BY d.rank DESC LIMIT 1;
    SELECT u.* INTO settled FROM public.undo_decision(p_item, p_version, p_command) u;
    IF last.id IS NULL OR last.rank <> settled.rank - 1 THEN
        PERFORM public.refuse('TOO_LATE_TO_UNDO', 'Cette attestation n’a pas de décision à annuler.');
    END IF;
    IF last.decision <> 'ASKED' THEN
        PERFORM public.insurance_restore(last.submission_id, last.before, last.command_id);
    END IF;
    INSERT INTO public.insurance_decision (landlord_id, work_item_id, submission_id, rank, command_id, decision, before)
    VALUES (whom.landlord_id, p_item, last.submission_id, settled.rank, p_command, 'UNDONE', '[]');
    RETURN QUERY SELECT settled.rank, settled.status, settled.version;
END $$;
COMMENT ON FUNCTION public.undo_insurance(bigint, integer, uuid) IS 'Takes back one’s own last decision on a certificate, before its message leaves.';

-- By whatever door a certificate is accepted, the default is over and a policy taken out has to end (R2.17).
CREATE FUNCTION public.end_insurance_default() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    command uuid := nullif(current_setting('guichet.command', true), '')::uuid;
    today date := public.proof_day();
BEGIN
    IF NEW.covered_until < today THEN
        RETURN NULL;
    END IF;
    UPDATE public.insurance_route r SET closed_at = clock_timestamp(), closed_by = command
    WHERE r.lease_id = NEW.lease_id AND r.closed_at IS NULL;
    IF EXISTS (SELECT FROM public.on_behalf_policy p WHERE p.lease_id = NEW.lease_id AND p.ends_on > today)
        AND NOT EXISTS (SELECT FROM public.follow_up f WHERE f.lease_id = NEW.lease_id
                          AND f.kind = 'END_ON_BEHALF_POLICY' AND f.state = 'OPEN') THEN
        PERFORM public.add_follow_up(l.customer_id, l.id, NEW.work_item_id, 'END_ON_BEHALF_POLICY', today + 2, command)
        FROM public.lease l WHERE l.id = NEW.lease_id;
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.end_insurance_default() IS 'Ends the default of a lease whose certificate is accepted.';

CREATE TRIGGER end_insurance_default AFTER INSERT OR UPDATE OF state ON public.insurance_submission
    FOR EACH ROW WHEN (NEW.state = 'ACCEPTED') EXECUTE FUNCTION public.end_insurance_default();

-- The door of all items decides no certificate: nobody would be covered, nor told.
CREATE FUNCTION public.refuse_bare_insurance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.work_item w WHERE w.id = NEW.work_item_id AND w.kind = 'INSURANCE')
        AND EXISTS (SELECT FROM public.staff s WHERE s.login = session_user)
        AND NOT EXISTS (SELECT FROM public.insurance_decision d
                        WHERE d.work_item_id = NEW.work_item_id AND d.command_id = NEW.command_id)
        AND NOT (NEW.reason IS NOT DISTINCT FROM 'SETTLED_ELSEWHERE' AND EXISTS (
            SELECT FROM public.insurance_submission s
            WHERE s.work_item_id = NEW.work_item_id AND s.state <> 'SUBMITTED')) THEN
        PERFORM public.refuse('INSURANCE_DECISION',
            'Une attestation se décide sur sa page : vérifiez-la, puis acceptez ou refusez avec un motif.');
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.refuse_bare_insurance() IS 'Refuses a decision on a certificate that neither covered nor told.';

CREATE CONSTRAINT TRIGGER refuse_bare_insurance AFTER INSERT ON public.work_decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.decision IN ('ACCEPTED', 'REJECTED', 'ASKED', 'CANCELLED', 'UNDONE'))
    EXECUTE FUNCTION public.refuse_bare_insurance();
