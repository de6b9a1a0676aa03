-- Accounts, events, calls and contacts of one landlord, beside those of the training set. One tenant in a thousand
-- shares his e-mail, one in ten sleeps, one in fifty has left, one in five hundred has died.
CREATE TEMP TABLE house AS
SELECT l.id AS landlord, a.id AS agency, current_setting('bench.accounts')::int AS accounts,
       current_setting('bench.events')::int AS events
FROM landlord l JOIN agency a ON a.landlord_id = l.id WHERE l.code = 'logirem' ORDER BY a.id LIMIT 1;
DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['person','customer','residence','building','premises','lease','lease_holder','contact',
                             'portal_account','portal_event','phone_call','account_lock'] LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', t);
    END LOOP;
END $$;
CREATE TEMP TABLE base AS SELECT (SELECT max(id) FROM person) AS person, (SELECT max(id) FROM customer) AS customer,
    (SELECT max(id) FROM residence) AS residence, (SELECT max(id) FROM building) AS building,
    (SELECT max(id) FROM premises) AS premises, (SELECT max(id) FROM lease) AS lease,
    (SELECT max(id) FROM portal_account) AS account;
INSERT INTO residence (id, landlord_id, agency_id, code, name, postal_code, town, sls_zone, in_qpv, in_zrr)
OVERRIDING SYSTEM VALUE
SELECT b.residence + n, h.landlord, h.agency, 'W' || n, 'Résidence ' || n, '13001', 'Marseille', '2', false, false
FROM house h, base b, generate_series(1, greatest(h.accounts / 150, 1)) n;
INSERT INTO building (id, landlord_id, residence_id, code, street, postal_code, town, has_lift)
OVERRIDING SYSTEM VALUE
SELECT b.building + n, h.landlord, b.residence + n, 'B', n || ' rue du Port', '13001', 'Marseille', true
FROM house h, base b, generate_series(1, greatest(h.accounts / 150, 1)) n;
INSERT INTO premises (id, landlord_id, building_id, reference, kind, financing, rooms, living_area, under_agreement)
OVERRIDING SYSTEM VALUE
SELECT b.premises + n, h.landlord, b.building + 1 + n % greatest(h.accounts / 150, 1), 'W' || n, 'DWELLING', 'PLUS', 3,
       65, true
FROM house h, base b, generate_series(1, h.accounts) n;
INSERT INTO person (id, landlord_id, party_number, party_key, civility, birth_name, first_names, deceased_on)
OVERRIDING SYSTEM VALUE
SELECT b.person + n, h.landlord, '7' || lpad(n::text, 9, '0'), '7' || lpad(n::text, 9, '0'), 'MME', 'Nom' || n, 'Anne',
       CASE WHEN n % 500 = 0 THEN current_date - n % 900 END
FROM house h, base b, generate_series(1, h.accounts) n;
INSERT INTO customer (id, landlord_id, client_ref, client_ref_key, main_person_id, agency_id)
OVERRIDING SYSTEM VALUE
SELECT b.customer + n, h.landlord, '9' || lpad(n::text, 9, '0'), '9' || lpad(n::text, 9, '0'), b.person + n, h.agency
FROM house h, base b, generate_series(1, h.accounts) n;
INSERT INTO lease (id, landlord_id, agency_id, customer_id, premises_id, number, number_key, term_mode, due_day,
                   insurance_required, valid_from, valid_to)
OVERRIDING SYSTEM VALUE
SELECT b.lease + n, h.landlord, h.agency, b.customer + n, b.premises + n, 'W' || n, 'W' || n, 'END', 10, true,
       date '2012-01-01', CASE WHEN n % 10 = 3 THEN current_date - n % 1500 END
FROM house h, base b, generate_series(1, h.accounts) n;
INSERT INTO lease_holder (landlord_id, lease_id, person_id, title, valid_from)
SELECT h.landlord, b.lease + n, b.person + n, 'MAIN_HOLDER', date '2012-01-01'
FROM house h, base b, generate_series(1, h.accounts) n;
INSERT INTO contact (landlord_id, person_id, channel, role, value, value_key, source, usable_for_security_from,
                     valid_from, recorded_at)
SELECT h.landlord, b.person + n, 'EMAIL', 'LOGIN', k.mail, k.mail, 'IMPORT', k.at, k.at::date, k.at
FROM house h, base b, generate_series(1, h.accounts) n,
     LATERAL (SELECT 'w' || CASE WHEN n % 1000 < 2 THEN n / 1000 * 1000 ELSE n END || '@example.fr' AS mail,
                     now() - make_interval(days => 3 + n % 2500) AS at) k;
INSERT INTO contact (landlord_id, person_id, channel, role, value, value_key, source, usable_for_security_from,
                     valid_from, recorded_at)
SELECT h.landlord, b.person + n, 'MOBILE', 'NOTICE', '0612345678', '+336' || lpad(n::text, 8, '0'), 'IMPORT', now(),
       date '2015-01-01', now() - interval '5 years'
FROM house h, base b, generate_series(1, h.accounts) n;
-- Nine in ten of those who left have been closed.
INSERT INTO portal_account (id, landlord_id, customer_id, person_id, login, login_key, state, created_at, activated_at,
                            last_sign_in_at, closed_at)
OVERRIDING SYSTEM VALUE
SELECT b.account + n, h.landlord, b.customer + n, b.person + n, k.login, k.login,
       CASE WHEN k.gone THEN 'CLOSED' WHEN n % 40 = 5 THEN 'PENDING_ACTIVATION' ELSE 'ACTIVE' END,
       now() - interval '4 years', now() - interval '4 years',
       now() - CASE WHEN n % 10 = 7 THEN make_interval(days => 340 + n % 700) ELSE make_interval(days => n % 60) END,
       CASE WHEN k.gone THEN now() - interval '3 days' END
FROM house h, base b, generate_series(1, h.accounts) n,
     LATERAL (SELECT CASE WHEN n % 3 = 0 THEN '9' || lpad(n::text, 9, '0') ELSE 'login' || n || '@example.fr' END AS login,
                     n % 10 = 3 AND n % 100 <> 13 AS gone) k;
-- Over two years, three in ten a failure; a tenant's come together, as he tries again.
INSERT INTO portal_event (landlord_id, customer_id, account_id, kind, occurred_at, detail)
SELECT h.landlord, b.customer + k.who, b.account + k.who, k.kind, k.at,
       CASE WHEN k.kind = 'SIGN_IN_FAILED' THEN '{"failed": "PASSWORD"}'::jsonb ELSE '{}'::jsonb END
FROM house h, base b, generate_series(1, h.events) n,
     LATERAL (SELECT 1 + (n / 3::bigint * 7919) % h.accounts AS who,
                     CASE WHEN n / 3 % 10 < 3 THEN 'SIGN_IN_FAILED' WHEN n / 3 % 100 = 55 THEN 'RESET_ASKED'
                          ELSE 'SIGNED_IN' END AS kind,
                     now() - interval '730 days' * ((n / 3 * 104729::bigint) % 1000003) / 1000003.0
                         - make_interval(secs => n % 3 * 20) AS at) k;
-- Twelve attacks a week on a residence.
INSERT INTO portal_event (landlord_id, customer_id, account_id, kind, occurred_at, detail)
SELECT h.landlord, b.customer + c.n, b.account + c.n, 'SIGN_IN_FAILED',
       now() - make_interval(days => 1 + a % 6, mins => a * 11 + t), '{"failed": "PASSWORD"}'
FROM house h, base b, generate_series(1, 12) a, generate_series(1, 40) t,
     LATERAL (SELECT a * 3 - 1 + (t % 20) * greatest(h.accounts / 150, 1) AS n) c
WHERE c.n BETWEEN 1 AND h.accounts;
-- Desks, and forty calls a day each over two months.
CREATE TEMP TABLE desks AS
SELECT array_agg(s.id) AS ids FROM staff s WHERE s.role IN ('FRONT_DESK', 'ADVISER', 'ACCOUNTING', 'MANAGER');
INSERT INTO phone_call (landlord_id, staff_id, customer_id, place, started_at, ended_at, level)
SELECT h.landlord, d.ids[1 + n % cardinality(d.ids)], b.customer + 1 + (n * 6151::bigint) % h.accounts, 'PHONE', k.at,
       k.at + interval '4 minutes', 'L2'
FROM house h, base b, desks d, generate_series(1, greatest(h.accounts / 3, 1)) n,
     LATERAL (SELECT now() - interval '60 days' * ((n * 7907::bigint) % 100003) / 100003.0 AS at) k;
INSERT INTO portal_event (landlord_id, customer_id, account_id, kind, occurred_at, staff_id)
SELECT h.landlord, p.customer_id, b.account + p.customer_id - b.customer, 'UNLOCKED', p.started_at + interval '2 minutes',
       p.staff_id
FROM house h, base b, phone_call p WHERE p.landlord_id = h.landlord AND p.customer_id > b.customer AND p.id % 20 = 0;
ANALYZE contact, portal_account;
SELECT refill_shared_contacts();
DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['person','customer','residence','building','premises','lease','lease_holder','contact',
                             'portal_account','portal_event','phone_call','account_lock'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', t);
    END LOOP;
END $$;
