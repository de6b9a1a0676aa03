-- What the triggers derive row by row, all at once: agencies of persons, reserved persons, their name keys.
INSERT INTO person_agency (landlord_id, person_id, agency_id)
SELECT 1, n.person_id, c.agency_id
FROM (SELECT id AS person_id, id AS customer_id FROM customer
      UNION ALL SELECT person_id, customer_id FROM bench.household) n
JOIN customer c ON c.id = n.customer_id;

UPDATE person SET reserved = true WHERE id IN (
    SELECT c.main_person_id FROM customer c WHERE c.reserved
    UNION
    SELECT h.person_id FROM lease_holder h JOIN lease l ON l.id = h.lease_id JOIN customer c ON c.id = l.customer_id
    WHERE c.reserved AND (h.valid_to IS NULL OR h.valid_to > date '$day')
    UNION
    SELECT m.person_id FROM household_member m JOIN lease l ON l.id = m.lease_id JOIN customer c ON c.id = l.customer_id
    WHERE c.reserved AND (m.valid_to IS NULL OR m.valid_to > date '$day'));

INSERT INTO person_name_key (landlord_id, person_id, key, part, agency_id, reserved)
SELECT 1, k.person_id, k.key, k.part, a.agency_id, p.reserved
FROM bench.name_key k JOIN person_agency a ON a.person_id = k.person_id JOIN person p ON p.id = k.person_id
