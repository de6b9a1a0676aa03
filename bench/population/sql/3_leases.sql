-- Customers, their leases, who holds them and who lives there.
INSERT INTO customer (id, landlord_id, client_ref, client_ref_key, main_person_id, agency_id, reserved)
SELECT h.customer_id, 1, (1000000 + h.customer_id)::text, (1000000 + h.customer_id)::text, h.customer_id,
       r.agency_id, p.confidential_address
FROM bench.home h
JOIN person p ON p.id = h.customer_id
JOIN premises d ON d.id = h.premises_id
JOIN building b ON b.id = d.building_id
JOIN residence r ON r.id = b.residence_id;

-- A dwelling that had somebody before was taken within the last four years.
INSERT INTO lease (id, landlord_id, agency_id, customer_id, premises_id, number, number_key, term_mode, due_day,
                   insurance_required, valid_from, valid_to)
SELECT h.customer_id, 1, c.agency_id, h.customer_id, h.premises_id, (500000 + h.customer_id) || '/0',
       (500000 + h.customer_id) || '/0', 'END', 10, true,
       CASE WHEN h.former THEN k.taken - 400 - floor(bench.draw(h.customer_id, 8) * 5000)::int ELSE k.taken END,
       CASE WHEN h.former THEN k.taken - 5 END
FROM bench.home h
JOIN customer c ON c.id = h.customer_id
CROSS JOIN LATERAL (
    SELECT date '$day' - 20 - CASE
               WHEN h.premises_id % 7 = 0 AND h.premises_id <= $former * 7
                   THEN floor(bench.draw(h.premises_id, 7) * 1450)::int
               ELSE floor(bench.draw(h.premises_id, 7) * 9000)::int END AS taken) k;

INSERT INTO lease (id, landlord_id, agency_id, customer_id, premises_id, number, number_key, term_mode, due_day,
                   insurance_required, valid_from, valid_to)
SELECT $customers + k, 1, l.agency_id, l.customer_id, $dwellings + k, 'L/' || (2000000 + k), (2000000 + k)::text,
       'END', 10, false, l.valid_from + 30, l.valid_to
FROM generate_series(1::bigint, $parkings) k
JOIN lease l ON l.id = 1 + (k - 1) * 3
WHERE l.id <= $customers;

INSERT INTO lease_holder (landlord_id, lease_id, person_id, title, valid_from, valid_to)
SELECT 1, id, customer_id, 'MAIN_HOLDER', valid_from, valid_to FROM lease
UNION ALL
SELECT 1, l.id, h.person_id, 'CO_HOLDER', l.valid_from, l.valid_to
FROM bench.household h JOIN lease l ON l.id = h.customer_id WHERE h.relation = 'CO_HOLDER';

INSERT INTO household_member (landlord_id, lease_id, person_id, relation, valid_from, valid_to)
SELECT 1, id, customer_id, 'HOLDER', valid_from, valid_to FROM lease WHERE id <= $customers
UNION ALL
SELECT 1, l.id, h.person_id, CASE h.relation WHEN 'CO_HOLDER' THEN 'SPOUSE' ELSE h.relation END, l.valid_from,
       CASE WHEN h.relation <> 'CO_HOLDER' AND l.valid_to IS NULL AND h.person_id % 9 = 0
                 AND l.valid_from < date '$day' - 100
            THEN l.valid_from + 60 ELSE l.valid_to END
FROM bench.household h JOIN lease l ON l.id = h.customer_id;

INSERT INTO e_delivery_consent (landlord_id, lease_id, channel, given_at, given_by, evidence, recorded_at)
SELECT 1, id, 'PORTAL', valid_from + time '10:00', 'locataire', 'portail', valid_from + time '10:00'
FROM lease WHERE id <= $customers AND id % 10 < 3
