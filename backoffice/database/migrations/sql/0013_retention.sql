-- Judging and erasing (R5.10, R5.23). Every function runs as the owner: reserved files are judged like the
-- others, and what comes out is numbers and days, never a name.

CREATE FUNCTION public.retention_right(p_landlord bigint, p_roles text[]) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM public.staff s JOIN public.staff_landlord l ON l.staff_id = s.id
        WHERE s.login = session_user AND l.landlord_id = p_landlord AND s.role = ANY (p_roles)
          AND s.valid_from <= public.service_day() AND (s.valid_to IS NULL OR s.valid_to > public.service_day())
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'NOT_DPO',
            DETAIL = 'La conservation des données relève du délégué à la protection des données de ce bailleur : '
                  || 'adressez-vous à lui.';
    END IF;
END $$;

-- The day a term that starts on p_from ends, by the rule in force on p_day.
CREATE FUNCTION public.retention_end(p_code text, p_from date, p_day date) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE r.unit
        WHEN 'DAY' THEN p_from + r.count
        WHEN 'MONTH' THEN (p_from + make_interval(months => r.count))::date
        WHEN 'CIVIL_YEAR' THEN make_date(extract(year FROM p_from)::int + r.count + 1, 1, 1)
    END
    FROM public.retention_rule r WHERE r.code = p_code AND r.valid_from <= p_day
    ORDER BY r.valid_from DESC LIMIT 1
$$;

-- One plan for all files and another for one file: a plan that serves both would read every lease.
-- What the rules need to know of the files of a landlord that nobody holds any more, left before p_left_before;
-- or of the one file asked, whatever it is.
CREATE FUNCTION public.retention_files(p_landlord bigint, p_day date, p_left_before date, p_customer bigint)
RETURNS TABLE (customer_id bigint, is_named boolean, lives_here boolean, left_on date, balance numeric,
               last_posting_on date, last_entry_on date, open_requests bigint, hold text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    PERFORM public.retention_right(p_landlord, ARRAY['DPO', 'ADMINISTRATOR']);
    RETURN QUERY
    WITH held AS (
        SELECT l.customer_id AS customer, bool_or(l.valid_to IS NULL OR l.valid_to > p_day) AS lives,
               max(l.valid_to) AS until, array_agg(l.id) AS leases
        FROM public.lease l
        WHERE l.landlord_id = p_landlord AND (p_customer IS NULL OR l.customer_id = p_customer)
        GROUP BY l.customer_id
    )
    SELECT held.customer, person.party_key <> 'EFFACE', held.lives, held.until,
           -- Of whoever lives here nothing is judged, and nothing is told to who runs an erasure.
           CASE WHEN held.lives THEN 0 ELSE coalesce(money.owed, 0) END,
           CASE WHEN NOT held.lives THEN money.last_on END,
           CASE WHEN NOT held.lives THEN greatest(money.last_on, notices.last_on, papers.last_on, cards.last_on) END,
           (SELECT count(*) FROM public.service_request s
             WHERE s.customer_id = held.customer AND s.state NOT IN ('DONE', 'CLOSED'))
         + (SELECT count(*) FROM public.work_item w
             WHERE w.customer_id = held.customer AND w.status NOT IN ('DONE', 'CANCELLED'))
         + (SELECT count(*) FROM public.change_request g
             WHERE g.customer_id = held.customer AND g.state = 'PROPOSED')
         + (SELECT count(*) FROM public.receipt_request q
             WHERE q.lease_id = ANY (held.leases) AND q.state IN ('REQUESTED', 'CHECKING'))
         + (SELECT count(*) FROM public.subject_request d
             WHERE d.customer_id = held.customer AND d.state = 'RECEIVED'),
           (SELECT min(h.kind) FROM public.retention_hold h
             WHERE h.customer_id = held.customer AND h.lifted_at IS NULL)
    FROM held
    JOIN public.customer c ON c.id = held.customer
    JOIN public.person ON person.id = c.main_person_id
    CROSS JOIN LATERAL (SELECT sum(p.debit - p.credit) AS owed, max(p.posted_on) AS last_on
        FROM public.posting p WHERE p.lease_id = ANY (held.leases)) AS money
    CROSS JOIN LATERAL (SELECT max(n.issued_on) AS last_on
        FROM public.rent_notice n WHERE n.lease_id = ANY (held.leases)) AS notices
    CROSS JOIN LATERAL (SELECT max(r.issued_on) AS last_on
        FROM public.receipt r WHERE r.lease_id = ANY (held.leases)) AS papers
    CROSS JOIN LATERAL (SELECT max((o.requested_at AT TIME ZONE 'Europe/Paris')::date) AS last_on
        FROM public.online_payment o WHERE o.customer_id = held.customer) AS cards
    WHERE p_customer IS NOT NULL OR (NOT held.lives AND held.until < p_left_before);
END $$;

-- Insurance papers that are decided, ended before p_ended_before or refused before p_refused_before.
CREATE FUNCTION public.retention_papers(p_landlord bigint, p_ended_before date, p_refused_before date, p_key bigint)
RETURNS TABLE (paper_id bigint, customer_id bigint, ended_on date, refused_on date, has_detail boolean, hold text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    PERFORM public.retention_right(p_landlord, ARRAY['DPO', 'ADMINISTRATOR']);
    RETURN QUERY
    SELECT i.id, l.customer_id, facts.ended, facts.refused, facts.detailed,
           (SELECT min(h.kind) FROM public.retention_hold h
             WHERE h.customer_id = l.customer_id AND h.lifted_at IS NULL)
    FROM public.insurance_submission i
    JOIN public.lease l ON l.id = i.lease_id
    CROSS JOIN LATERAL (SELECT
        coalesce(i.covered_until, i.declared_to, (i.submitted_at AT TIME ZONE 'Europe/Paris')::date) AS ended,
        CASE WHEN i.state = 'REJECTED'
             THEN (coalesce(i.decided_at, i.submitted_at) AT TIME ZONE 'Europe/Paris')::date END AS refused,
        i.insurer IS NOT NULL OR i.declared_from IS NOT NULL OR i.declared_to IS NOT NULL AS detailed) AS facts
    WHERE i.landlord_id = p_landlord AND i.state <> 'SUBMITTED' AND (p_key IS NULL OR i.id = p_key)
      AND (p_key IS NOT NULL OR facts.ended < p_ended_before
           OR (facts.refused < p_refused_before AND facts.detailed));
END $$;

-- Portal accounts of customers who hold no lease any more.
CREATE FUNCTION public.retention_accounts(p_landlord bigint, p_day date, p_key bigint)
RETURNS TABLE (account_id bigint, customer_id bigint, lives_here boolean, left_on date, active_on date,
               erasure_asked_on date, open_requests bigint, hold text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    PERFORM public.retention_right(p_landlord, ARRAY['DPO', 'ADMINISTRATOR']);
    RETURN QUERY
    SELECT a.id, a.customer_id, held.lives, held.until,
           (greatest(a.created_at, a.activated_at, a.last_sign_in_at) AT TIME ZONE 'Europe/Paris')::date,
           (SELECT min(d.closed_on) FROM public.subject_request d
             WHERE d.customer_id = a.customer_id AND d.person_id = a.person_id
               AND d.kind = 'ERASURE' AND d.state = 'ANSWERED'),
           (SELECT count(*) FROM public.subject_request d
             WHERE d.customer_id = a.customer_id AND d.state = 'RECEIVED'),
           (SELECT min(h.kind) FROM public.retention_hold h
             WHERE h.customer_id = a.customer_id AND h.lifted_at IS NULL)
    FROM public.portal_account a
    CROSS JOIN LATERAL (SELECT bool_or(l.valid_to IS NULL OR l.valid_to > p_day) AS lives,
                               max(l.valid_to) AS until
        FROM public.lease l WHERE l.customer_id = a.customer_id) AS held
    WHERE a.landlord_id = p_landlord AND (p_key IS NULL OR a.id = p_key) AND held.until IS NOT NULL
      AND (p_key IS NOT NULL OR NOT held.lives);
END $$;

-- Why the record may not be erased on p_day; null when it may. The program judges the same when it prepares a
-- run; this judgement is the one that counts, on the facts of the instant of erasure.
CREATE FUNCTION public.retention_verdict(p_landlord bigint, p_customer bigint, p_rule text, p_key bigint, p_day date)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    f record;
    due date;
BEGIN
    IF p_rule IN ('R5.10a', 'R5.10b') THEN
        SELECT * INTO f FROM public.retention_files(p_landlord, p_day, NULL, p_customer);
        IF NOT FOUND THEN RETURN 'GONE'; END IF;
        IF f.hold IS NOT NULL THEN RETURN f.hold; END IF;
        IF f.lives_here THEN RETURN 'LIVES_HERE'; END IF;
        IF f.open_requests > 0 THEN RETURN 'OPEN_REQUEST'; END IF;
        due := greatest(f.left_on, f.last_posting_on);
        IF f.balance <> 0 THEN
            due := public.retention_end('R5.10g', f.last_posting_on, p_day);
            IF p_day < due THEN RETURN 'ARREARS'; END IF;
            due := greatest(f.left_on, due);
        END IF;
        due := public.retention_end('R5.10a', due, p_day);
        IF p_rule = 'R5.10a' AND NOT f.is_named THEN RETURN 'GONE'; END IF;
        IF p_rule = 'R5.10b' THEN
            due := greatest(due, public.retention_end('R5.10b', greatest(f.left_on, f.last_entry_on), p_day));
        END IF;
    ELSIF p_rule IN ('R5.10d', 'R5.10e') THEN
        SELECT * INTO f FROM public.retention_papers(p_landlord, NULL, NULL, p_key);
        IF NOT FOUND OR f.customer_id <> p_customer THEN RETURN 'GONE'; END IF;
        IF f.hold IS NOT NULL THEN RETURN f.hold; END IF;
        due := public.retention_end('R5.10d', f.ended_on, p_day);
        IF p_rule = 'R5.10e' THEN
            IF NOT f.has_detail THEN RETURN 'GONE'; END IF;
            due := public.retention_end('R5.10e', f.refused_on, p_day);
        END IF;
    ELSIF p_rule = 'R5.10k' THEN
        SELECT * INTO f FROM public.retention_accounts(p_landlord, p_day, p_key);
        IF NOT FOUND OR f.customer_id <> p_customer THEN RETURN 'GONE'; END IF;
        IF f.hold IS NOT NULL THEN RETURN f.hold; END IF;
        IF f.lives_here THEN RETURN 'LIVES_HERE'; END IF;
        IF f.open_requests > 0 THEN RETURN 'OPEN_REQUEST'; END IF;
        due := public.retention_end('R5.10k', greatest(f.left_on, f.active_on), p_day);
        -- Asked by the person himself: as soon as he has left.
        IF f.erasure_asked_on IS NOT NULL THEN
            due := least(due, greatest(f.left_on, f.erasure_asked_on));
        END IF;
    END IF;
    RETURN CASE WHEN due IS NULL OR due > p_day THEN 'NOT_DUE' END;
END $$;

-- What is approved is what was shown: nothing is added to a run once it is approved.
CREATE FUNCTION public.retention_item_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added a JOIN public.retention_run r ON r.id = a.run_id
        WHERE r.state <> 'PREPARED' OR r.landlord_id <> a.landlord_id
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'RUN_CLOSED',
            DETAIL = 'Une simulation approuvée ne change plus : préparez-en une autre.';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER retention_item_added AFTER INSERT ON public.retention_item
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.retention_item_added();

CREATE FUNCTION public.approve_retention(p_run bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    run public.retention_run;
BEGIN
    SELECT * INTO run FROM public.retention_run r WHERE r.id = p_run FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'NO_RUN',
            DETAIL = 'Cette simulation n’existe pas : relancez « backoffice retention dry-run ».';
    END IF;
    PERFORM public.retention_right(run.landlord_id, ARRAY['DPO']);
    IF run.state IN ('APPROVED', 'ERASED') THEN RETURN; END IF;
    IF run.state <> 'PREPARED' THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'RUN_REPLACED',
            DETAIL = 'Une simulation plus récente remplace celle-ci : approuvez la dernière.';
    END IF;
    IF run.as_of > (now() AT TIME ZONE 'Europe/Paris')::date THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'RUN_IN_FUTURE',
            DETAIL = 'Cette simulation porte sur un jour à venir : elle se lit, mais ne s’approuve pas ; '
                  || 'préparez-en une à la date du jour.';
    END IF;
    UPDATE public.retention_run SET state = 'APPROVED', approved_by = session_user, approved_at = now()
     WHERE id = p_run;
    INSERT INTO public.audit_entry (landlord_id, act, subject, detail)
    VALUES (run.landlord_id, 'RETENTION_APPROVED', 'retention_run/' || p_run, jsonb_build_object('as_of', run.as_of));
END $$;

-- Who is still in another file is no longer seen by the agency of the file that is gone.
CREATE FUNCTION public.retention_leave_agencies(p_persons bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.person_agency a
     WHERE a.person_id = ANY (p_persons)
       AND NOT EXISTS (SELECT 1 FROM public.lease l JOIN public.customer c ON c.id = l.customer_id
                        WHERE c.main_person_id = a.person_id AND l.agency_id = a.agency_id)
       AND NOT EXISTS (SELECT 1 FROM public.lease l JOIN public.lease_holder h ON h.lease_id = l.id
                        WHERE h.person_id = a.person_id AND l.agency_id = a.agency_id)
       AND NOT EXISTS (SELECT 1 FROM public.lease l JOIN public.household_member m ON m.lease_id = l.id
                        WHERE m.person_id = a.person_id AND l.agency_id = a.agency_id);
    DELETE FROM public.person_name_key k
     WHERE k.person_id = ANY (p_persons) AND k.agency_id <> 0
       AND EXISTS (SELECT 1 FROM public.person_agency a WHERE a.person_id = k.person_id)
       AND NOT EXISTS (SELECT 1 FROM public.person_agency a
                        WHERE a.person_id = k.person_id AND a.agency_id = k.agency_id);
END $$;

-- Whoever leaves no trace elsewhere goes with his contacts and keys; a person of another file stays as he is.
CREATE FUNCTION public.retention_erase_persons(p_persons bigint[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone bigint[];
    done jsonb := '{}';
    n bigint;
BEGIN
    -- Locked before judged: a colleague who is adding one of them to another file is waited for.
    PERFORM 1 FROM public.person p WHERE p.id = ANY (p_persons) ORDER BY p.id FOR UPDATE;
    SELECT array_agg(p.id) INTO gone FROM public.person p
     WHERE p.id = ANY (p_persons) AND p.party_key <> 'EFFACE'
       AND NOT EXISTS (SELECT 1 FROM public.customer x WHERE x.main_person_id = p.id)
       AND NOT EXISTS (SELECT 1 FROM public.lease_holder x WHERE x.person_id = p.id)
       AND NOT EXISTS (SELECT 1 FROM public.household_member x WHERE x.person_id = p.id)
       AND NOT EXISTS (SELECT 1 FROM public.portal_account x WHERE x.person_id = p.id)
       AND NOT EXISTS (SELECT 1 FROM public.outbox_message x WHERE x.person_id = p.id)
       AND NOT EXISTS (SELECT 1 FROM public.subject_request x WHERE x.person_id = p.id);
    UPDATE public.staff SET person_id = NULL, version = version + 1 WHERE person_id = ANY (gone);
    DELETE FROM public.contact WHERE person_id = ANY (gone);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('contact', n);
    DELETE FROM public.person_name_key WHERE person_id = ANY (gone);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('person_name_key', n);
    DELETE FROM public.person_agency WHERE person_id = ANY (gone);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('person_agency', n);
    DELETE FROM public.person WHERE id = ANY (gone);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('person', n);
    PERFORM public.retention_leave_agencies(p_persons);
    RETURN done;
END $$;

CREATE FUNCTION public.retention_erase_account(p_account bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    done jsonb := '{}';
    n bigint;
BEGIN
    DELETE FROM public.portal_event WHERE account_id = p_account;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('portal_event', n);
    DELETE FROM public.account_lock WHERE account_id = p_account;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('account_lock', n);
    DELETE FROM public.portal_account WHERE id = p_account;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('portal_account', n);
    RETURN done;
END $$;

-- R5.10a: everything of the file but its accounts, which stay ten years under the customer's number, unnamed.
CREATE FUNCTION public.retention_erase_file(p_customer bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    landlord bigint;
    nobody bigint;
    persons bigint[];
    leases bigint[];
    done jsonb := '{}';
    n bigint;
BEGIN
    SELECT c.landlord_id INTO landlord FROM public.customer c WHERE c.id = p_customer;
    SELECT array_agg(l.id) INTO leases FROM public.lease l WHERE l.customer_id = p_customer;
    SELECT array_agg(DISTINCT one) INTO persons FROM (
        SELECT c.main_person_id FROM public.customer c WHERE c.id = p_customer
        UNION SELECT person_id FROM public.lease_holder WHERE lease_id = ANY (leases)
        UNION SELECT person_id FROM public.household_member WHERE lease_id = ANY (leases)
        UNION SELECT person_id FROM public.portal_account WHERE customer_id = p_customer
        UNION SELECT person_id FROM public.outbox_message WHERE customer_id = p_customer
        UNION SELECT person_id FROM public.subject_request WHERE customer_id = p_customer
    ) AS tied (one);
    DELETE FROM public.presence WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('presence', n);
    DELETE FROM public.caller_code_try WHERE code_id IN
        (SELECT k.id FROM public.caller_code k WHERE k.customer_id = p_customer);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('caller_code_try', n);
    DELETE FROM public.caller_code WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('caller_code', n);
    DELETE FROM public.control_draw WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('control_draw', n);
    DELETE FROM public.iban_reveal WHERE bank_detail_id IN
        (SELECT b.id FROM public.bank_detail b WHERE b.customer_id = p_customer);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('iban_reveal', n);
    DELETE FROM public.bank_detail WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('bank_detail', n);
    DELETE FROM public.change_request WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('change_request', n);
    DELETE FROM public.supervisor_alert WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('supervisor_alert', n);
    DELETE FROM public.outbox_message WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('outbox_message', n);
    DELETE FROM public.portal_event WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('portal_event', n);
    DELETE FROM public.account_lock WHERE account_id IN
        (SELECT a.id FROM public.portal_account a WHERE a.customer_id = p_customer);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('account_lock', n);
    DELETE FROM public.portal_account WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('portal_account', n);
    DELETE FROM public.registration_block WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('registration_block', n);
    DELETE FROM public.subject_request WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('subject_request', n);
    DELETE FROM public.retention_hold WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('retention_hold', n);
    DELETE FROM public.service_request WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('service_request', n);
    DELETE FROM public.insurance_submission WHERE lease_id = ANY (leases);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('insurance_submission', n);
    DELETE FROM public.work_decision WHERE work_item_id IN
        (SELECT w.id FROM public.work_item w WHERE w.customer_id = p_customer);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('work_decision', n);
    DELETE FROM public.work_item WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('work_item', n);
    DELETE FROM public.receipt_request WHERE lease_id = ANY (leases);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('receipt_request', n);
    DELETE FROM public.e_delivery_consent WHERE lease_id = ANY (leases);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('e_delivery_consent', n);
    UPDATE public.receipt SET call_id = NULL, version = version + 1
     WHERE lease_id = ANY (leases) AND call_id IS NOT NULL;
    DELETE FROM public.caller_check WHERE call_id IN
        (SELECT p.id FROM public.phone_call p WHERE p.customer_id = p_customer);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('caller_check', n);
    DELETE FROM public.phone_call WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('phone_call', n);
    DELETE FROM public.household_member WHERE lease_id = ANY (leases);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('household_member', n);
    DELETE FROM public.lease_holder WHERE lease_id = ANY (leases);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('lease_holder', n);
    UPDATE public.online_payment
       SET payer_email = NULL, card_last4 = NULL, buyer_reference = NULL, version = version + 1
     WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('online_payment', n);
    UPDATE public.posting SET designation = 'Effacé' WHERE lease_id = ANY (leases) AND designation IS NOT NULL;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('posting', n);
    -- One person without a name stands for all those erased at this landlord.
    INSERT INTO public.person (landlord_id, party_number, party_key, civility, birth_name, first_names)
    VALUES (landlord, 'EFFACE', 'EFFACE', 'M', 'Effacé', 'Dossier') ON CONFLICT (landlord_id, party_key) DO NOTHING;
    SELECT p.id INTO nobody FROM public.person p WHERE p.landlord_id = landlord AND p.party_key = 'EFFACE';
    UPDATE public.customer SET main_person_id = nobody, billing_address = NULL, version = version + 1
     WHERE id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('customer', n);
    RETURN done || public.retention_erase_persons(persons);
END $$;

-- R5.10b: the accounts, the papers, and what still bore the customer's number.
CREATE FUNCTION public.retention_erase_accounts(p_customer bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    leases bigint[];
    done jsonb := '{}';
    n bigint;
BEGIN
    SELECT array_agg(l.id) INTO leases FROM public.lease l WHERE l.customer_id = p_customer;
    DELETE FROM public.receipt_duplicate WHERE receipt_id IN
        (SELECT r.id FROM public.receipt r WHERE r.lease_id = ANY (leases));
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('receipt_duplicate', n);
    DELETE FROM public.receipt WHERE lease_id = ANY (leases);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('receipt', n);
    DELETE FROM public.posting WHERE lease_id = ANY (leases);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('posting', n);
    DELETE FROM public.online_payment WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('online_payment', n);
    DELETE FROM public.rent_notice_line WHERE rent_notice_id IN
        (SELECT r.id FROM public.rent_notice r WHERE r.lease_id = ANY (leases));
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('rent_notice_line', n);
    DELETE FROM public.rent_notice WHERE lease_id = ANY (leases);
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('rent_notice', n);
    DELETE FROM public.lease WHERE customer_id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('lease', n);
    DELETE FROM public.customer WHERE id = p_customer;
    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object('customer', n);
    RETURN done;
END $$;

CREATE FUNCTION public.retention_erase_item(p_rule text, p_customer bigint, p_key bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_rule = 'R5.10a' THEN RETURN public.retention_erase_file(p_customer); END IF;
    IF p_rule = 'R5.10b' THEN RETURN public.retention_erase_accounts(p_customer); END IF;
    IF p_rule = 'R5.10k' THEN RETURN public.retention_erase_account(p_key); END IF;
    IF p_rule = 'R5.10d' THEN
        DELETE FROM public.insurance_submission WHERE id = p_key;
    ELSE
        UPDATE public.insurance_submission
           SET insurer = NULL, declared_from = NULL, declared_to = NULL, version = version + 1 WHERE id = p_key;
    END IF;
    RETURN jsonb_build_object('insurance_submission', 1);
END $$;

-- The trace of an erasure says which rows went, not what was in them: they would live on in it. The setting
-- spares every other write the look-up; alone it opens nothing, only erase_customer marks its transaction.
CREATE FUNCTION public.retention_unvalued() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.retention_item i WHERE i.erasing = pg_current_xact_id()::text::bigint) THEN
        NEW.old_values := NULL;
        NEW.new_values := NULL;
        NEW.reason := 'RETENTION';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER unvalued_when_erasing BEFORE INSERT ON public.audit_entry
    FOR EACH ROW WHEN (current_setting('guichet.erasing', true) = 'on')
    EXECUTE FUNCTION public.retention_unvalued();

-- One customer of an approved run, whole or not at all: the caller's transaction is the step.
-- Returns how many items were erased and how many were kept after all.
CREATE FUNCTION public.erase_customer(p_run bigint, p_customer bigint)
RETURNS TABLE (erased integer, kept integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    run public.retention_run;
    item public.retention_item;
    today date := (now() AT TIME ZONE 'Europe/Paris')::date;
    why text;
    done jsonb;
BEGIN
    erased := 0;
    kept := 0;
    SELECT * INTO run FROM public.retention_run r WHERE r.id = p_run FOR SHARE;
    IF NOT FOUND OR run.state <> 'APPROVED' THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'RUN_NOT_APPROVED',
            DETAIL = 'Rien n’est effacé sans l’accord du délégué à la protection des données : '
                  || 'faites approuver la simulation.';
    END IF;
    PERFORM public.retention_right(run.landlord_id, ARRAY['DPO', 'ADMINISTRATOR']);
    -- The same order as any writer of the file: its customer, then its leases.
    PERFORM 1 FROM public.customer c WHERE c.id = p_customer AND c.landlord_id = run.landlord_id FOR UPDATE;
    PERFORM 1 FROM public.lease l WHERE l.customer_id = p_customer ORDER BY l.id FOR UPDATE;
    UPDATE public.retention_item SET erasing = pg_current_xact_id()::text::bigint
     WHERE run_id = p_run AND customer_id = p_customer AND state = 'DUE';
    PERFORM set_config('guichet.erasing', 'on', true);
    FOR item IN
        SELECT * FROM public.retention_item i
        WHERE i.run_id = p_run AND i.customer_id = p_customer AND i.state = 'DUE'
        ORDER BY i.rule_code, i.id FOR UPDATE
    LOOP
        why := public.retention_verdict(run.landlord_id, p_customer, item.rule_code, item.row_key,
                                        least(run.as_of, today));
        IF why IS NULL THEN
            done := public.retention_erase_item(item.rule_code, p_customer, item.row_key);
            UPDATE public.retention_item SET state = 'ERASED', erased = done, done_at = now() WHERE id = item.id;
            erased := erased + 1;
        ELSE
            UPDATE public.retention_item SET state = 'SKIPPED', reason = why, done_at = now() WHERE id = item.id;
            kept := kept + 1;
        END IF;
    END LOOP;
    PERFORM set_config('guichet.erasing', 'off', true);
    UPDATE public.retention_item SET erasing = NULL
     WHERE run_id = p_run AND customer_id = p_customer AND erasing IS NOT NULL;
    IF erased > 0 THEN
        INSERT INTO public.audit_entry (landlord_id, act, customer_id, subject, detail)
        VALUES (run.landlord_id, 'FILE_ERASED', p_customer, 'retention_run/' || p_run,
                jsonb_build_object('items', erased));
    END IF;
    RETURN NEXT;
END $$;

-- The run is over when nothing of it is left to erase. Commands older than a year are never sent again.
CREATE FUNCTION public.close_retention(p_run bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    run public.retention_run;
BEGIN
    SELECT * INTO run FROM public.retention_run r WHERE r.id = p_run FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM public.retention_right(run.landlord_id, ARRAY['DPO', 'ADMINISTRATOR']);
    IF run.state <> 'APPROVED' THEN RETURN run.state = 'ERASED'; END IF;
    IF EXISTS (SELECT 1 FROM public.retention_item i WHERE i.run_id = p_run AND i.state = 'DUE') THEN
        RETURN false;
    END IF;
    DELETE FROM public.command_done WHERE done_at < now() - interval '1 year';
    UPDATE public.retention_run SET state = 'ERASED', finished_at = now() WHERE id = p_run;
    INSERT INTO public.audit_entry (landlord_id, act, subject)
    VALUES (run.landlord_id, 'RETENTION_ERASED', 'retention_run/' || p_run);
    RETURN true;
END $$;

-- Who looked at a file or acted on it, by month and sort of act: no name of a member of staff.
CREATE FUNCTION public.subject_access_log(p_customer bigint)
RETURNS TABLE (month date, act text, times bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    landlord bigint;
BEGIN
    SELECT c.landlord_id INTO landlord FROM public.customer c WHERE c.id = p_customer;
    PERFORM public.retention_right(landlord, ARRAY['DPO', 'MANAGER']);
    RETURN QUERY
    SELECT date_trunc('month', e.recorded_at AT TIME ZONE 'Europe/Paris')::date, e.act, count(*)
    FROM public.audit_entry e WHERE e.customer_id = p_customer
    GROUP BY 1, 2 ORDER BY 1, 2;
END $$;

SELECT public.trace_table(name) FROM unnest(ARRAY[
    'retention_rule', 'retention_run', 'retention_hold', 'subject_request'
]) AS name;
SELECT public.trace_table('retention_certificate', digested => '{content}');

REVOKE EXECUTE ON FUNCTION
    public.retention_right(bigint, text[]), public.retention_end(text, date, date),
    public.retention_files(bigint, date, date, bigint), public.retention_papers(bigint, date, date, bigint),
    public.retention_accounts(bigint, date, bigint),
    public.retention_verdict(bigint, bigint, text, bigint, date), public.retention_item_added(),
    public.approve_retention(bigint),
    public.retention_leave_agencies(bigint[]), public.retention_erase_persons(bigint[]),
    public.retention_erase_account(bigint),
    public.retention_erase_file(bigint), public.retention_erase_accounts(bigint),
    public.retention_erase_item(text, bigint, bigint), public.retention_unvalued(), public.erase_customer(bigint, bigint),
    public.close_retention(bigint), public.subject_access_log(bigint)
FROM PUBLIC;
