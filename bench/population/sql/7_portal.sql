-- What tenants did on the portal and at the desk: accounts, certificates, requests, receipts, calls.
INSERT INTO portal_account (id, landlord_id, customer_id, person_id, login, login_key, state, failed_attempts,
                            created_at, activation_expires_at, activated_at, last_sign_in_at, closed_at)
SELECT c.id, 1, c.id, c.main_person_id, c.client_ref, c.client_ref_key, k.state,
       CASE k.state WHEN 'LOCKED_TEMPORARY' THEN 5 ELSE c.id % 3 END, timestamptz '$day 09:00+01' - interval '400 days',
       CASE k.state WHEN 'PENDING_ACTIVATION' THEN timestamptz '$day 09:00+01' END,
       CASE WHEN k.state <> 'PENDING_ACTIVATION' THEN timestamptz '$day 09:00+01' - interval '399 days' END,
       CASE WHEN k.state <> 'PENDING_ACTIVATION'
            THEN timestamptz '$day 09:00+01' - interval '1 hour' * (1 + c.id % 700) END,
       CASE k.state WHEN 'CLOSED' THEN timestamptz '$day 09:00+01' - interval '30 days' END
FROM customer c
CROSS JOIN LATERAL (SELECT CASE WHEN c.id % 100 < 3 THEN 'LOCKED_TEMPORARY' WHEN c.id % 100 < 6 THEN 'PENDING_ACTIVATION'
                                WHEN c.id % 100 < 8 THEN 'CLOSED' ELSE 'ACTIVE' END AS state) k
WHERE bench.draw(c.id, 30) < 0.6;

INSERT INTO account_lock (landlord_id, account_id, cause, failures, locked_at, until)
SELECT 1, id, 'WRONG_PASSWORDS', 5, timestamptz '$day 09:00+01', timestamptz '$day 10:00+01'
FROM portal_account WHERE state = 'LOCKED_TEMPORARY';

INSERT INTO portal_event (landlord_id, customer_id, account_id, kind, occurred_at)
SELECT 1, a.customer_id, a.id,
       (ARRAY['REGISTERED', 'ACTIVATED', 'SIGNED_IN', 'SIGN_IN_FAILED', 'SIGNED_IN', 'SIGNED_IN'])[k],
       timestamptz '$day 08:00+01' - interval '1 day' * (7 - k) * (1 + a.id % 40) - interval '1 minute' * (a.id % 500)
FROM portal_account a CROSS JOIN generate_series(1, 6) k;

INSERT INTO work_item (id, landlord_id, kind, agency_id, customer_id, lease_id, received_at, due_at)
SELECT l.id, 1, 'INSURANCE', l.agency_id, l.customer_id, l.id,
       timestamptz '$day 09:00+01' - interval '1 hour' * (l.id % 200), timestamptz '$day 09:00+01' + interval '3 days'
FROM lease l WHERE l.id <= $customers AND l.valid_to IS NULL AND l.id % 33 = 0;

INSERT INTO insurance_submission (landlord_id, lease_id, channel, submitted_at, declared_from, declared_to,
                                  declared_exact, insurer, state, covered_until, rejection, decided_at, work_item_id)
SELECT 1, l.id, 'PORTAL', timestamptz '$day 09:00+01' - interval '1 day' * (1 + l.id % 300), date '$day' - (l.id % 300)::int,
       date '$day' - (l.id % 300)::int + 365, true,
       (ARRAY['MAIF', 'MACIF', 'Matmut', 'AXA', 'Groupama', 'GMF', 'Allianz'])[1 + l.id % 7], k.state,
       CASE k.state WHEN 'ACCEPTED' THEN date '$day' - (l.id % 300)::int + 365 END,
       CASE k.state WHEN 'REJECTED' THEN 'UNREADABLE' END,
       CASE WHEN k.state <> 'SUBMITTED' THEN timestamptz '$day 09:00+01' END,
       CASE k.state WHEN 'SUBMITTED' THEN l.id END
FROM lease l
CROSS JOIN LATERAL (SELECT CASE WHEN l.id % 33 = 0 AND l.valid_to IS NULL THEN 'SUBMITTED' WHEN l.id % 50 = 1 THEN 'REJECTED'
                                ELSE 'ACCEPTED' END AS state) k
WHERE l.id <= $customers AND (k.state <> 'ACCEPTED' OR bench.draw(l.id, 31) < 0.92);

INSERT INTO service_request (landlord_id, customer_id, lease_id, kind, summary, channel, state, opened_at, due_on,
                             closed_at)
SELECT 1, c.id, c.id, CASE WHEN k = 1 THEN 'TECHNICAL' ELSE 'ADMINISTRATIVE' END,
       (ARRAY['Fuite sous évier', 'Chaudière en panne', 'Volet bloqué', 'Porte du hall', 'Demande de travaux'])[1 + (c.id + k) % 5],
       (ARRAY['PORTAL', 'PHONE', 'COUNTER'])[1 + c.id % 3], CASE WHEN o.open THEN 'IN_PROGRESS' ELSE 'CLOSED' END,
       timestamptz '$day 09:00+01' - interval '1 day' * (3 + c.id % 400) * k, date '$day' + 5,
       CASE WHEN NOT o.open THEN timestamptz '$day 09:00+01' - interval '1 day' END
FROM customer c CROSS JOIN generate_series(1, 2) k
CROSS JOIN LATERAL (SELECT k = 1 AND c.id % 4 = 0 AS open) o
WHERE bench.draw(c.id, 32) < 0.35 AND c.id <= $dwellings;

INSERT INTO phone_call (id, landlord_id, staff_id, customer_id, place, caller_number, started_at, ended_at, level, summary)
SELECT c.id, 1, 2, c.id, 'PHONE', NULL, timestamptz '$day 08:00+01' - interval '1 hour' * (20 + c.id % 9000),
       timestamptz '$day 08:00+01' - interval '1 hour' * (20 + c.id % 9000) + interval '4 minutes',
       CASE WHEN c.id % 2 = 0 THEN 'L2' ELSE 'L1' END, 'Explication du solde'
FROM customer c WHERE bench.draw(c.id, 33) < 0.5;

INSERT INTO caller_check (landlord_id, call_id, method, outcome, questions, staff_id, recorded_at)
SELECT 1, p.id, CASE p.level WHEN 'L2' THEN 'TWO_ANSWERS' ELSE 'IDENTIFIERS' END, 'PASSED',
       CASE p.level WHEN 'L2' THEN ARRAY['ENTRY_YEAR', 'INSURER'] ELSE ARRAY[]::text[] END, 2, p.ended_at
FROM phone_call p;

INSERT INTO receipt (landlord_id, lease_id, number, kind, sequence, state, period_from, period_to, called, housing_aid,
                     paid, refund_due, subject_to_clearing, issued_on, issued_at, staff_id, delivery, sheet, content,
                     sha256)
SELECT 1, r.lease_id, r.number || '-' || to_char(n.period_from, 'YYYYMM') || '-Q1', 'QUITTANCE', 1, 'ISSUED',
       n.period_from, n.period_to, r.called, r.aid, r.called - r.aid, 0, false, n.due_on + 8,
       (n.due_on + 8) + time '11:00', 2, 'EMAIL', jsonb_build_object(
           'number', r.number || '-' || to_char(n.period_from, 'YYYYMM') || '-Q1', 'kind', 'QUITTANCE', 'landlord',
           jsonb_build_object('name', o.name, 'legal_form', o.legal_form, 'street', o.street, 'postal_code',
                              o.postal_code, 'town', o.town, 'siren', o.siren, 'phone', o.phone, 'email', o.email),
           'party', jsonb_build_object(
               'holders', jsonb_build_array(p.birth_name), 'addressees', jsonb_build_array(p.birth_name), 'recipient',
               jsonb_build_array(p.birth_name, o.street, o.town), 'contract_number', r.number, 'client_ref_label',
               'Client', 'client_ref', (1000000 + r.customer_id)::text, 'premises_label', 'Logement', 'premises',
               jsonb_build_array('Logement')),
           'period_from', n.period_from, 'period_to', n.period_to, 'issued_on', n.due_on + 8, 'lines',
           jsonb_build_array(
               jsonb_build_object('kind', 'RENT', 'label', 'Loyer', 'amount', r.rent::text),
               jsonb_build_object('kind', 'CHARGES', 'label', 'Provision charges générales', 'amount', r.charges::text)),
           'called', r.called::text, 'housing_aid', r.aid::text, 'paid', (r.called - r.aid)::text, 'refund_due', '0',
           'payments', jsonb_build_array(jsonb_build_object(
               'posting_id', 0, 'on', n.due_on, 'means', r.means, 'amount', (r.called - r.aid)::text, 'cleared', true)),
           'subject_to_clearing', false, 'aid_awaited', false, 'replaces', jsonb_build_array(), 'earlier_balance', '0',
           'preview', false), '\x25504446', sha256('\x25504446')
FROM bench.rent r JOIN rent_notice n ON n.lease_id = r.lease_id JOIN person p ON p.id = r.customer_id
CROSS JOIN landlord o
WHERE r.habit = 'FULL' AND r.lease_id <= $customers AND r.lease_id % 9 = 0 AND n.due_on + 8 <= date '$day';

INSERT INTO outbox_message (landlord_id, customer_id, person_id, channel, address, template, subject, body, not_before,
                            state, sent_at, recorded_at)
SELECT 1, c.id, c.main_person_id, 'EMAIL', 'locataire@example.fr', 'RECEIPT', 'Votre quittance', 'Votre quittance est prête.',
       timestamptz '$day 09:00+01' - interval '9 days', 'SENT', timestamptz '$day 09:00+01' - interval '9 days',
       timestamptz '$day 09:00+01' - interval '9 days'
FROM customer c WHERE c.id % 5 = 0;

INSERT INTO mandate (landlord_id, lease_id, reference, reference_key, signed_on, state, debit_day)
SELECT 1, r.lease_id, 'BENCH' || lpad(r.lease_id::text, 12, '0'), 'BENCH' || lpad(r.lease_id::text, 12, '0'),
       greatest(l.valid_from, date '$day' - 1500), CASE WHEN l.valid_to IS NULL THEN 'ACTIVE' ELSE 'REVOKED' END, 10
FROM bench.rent r JOIN lease l ON l.id = r.lease_id WHERE r.means = 'DIRECT_DEBIT'
