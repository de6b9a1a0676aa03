-- Agencies, residences, buildings, dwellings, parking places.
INSERT INTO agency (id, landlord_id, code, name, street, postal_code, town, phone, opening_hours)
SELECT i, 1, 'A' || i, 'Agence de ' || t.town, '1 rue de la Gare', t.postal_code, t.town,
       '04000000' || lpad(i::text, 2, '0'), 'du lundi au vendredi, 9 h - 12 h et 14 h - 17 h'
FROM generate_series(1, 20) i JOIN bench.town t ON t.id = i * 5;

-- Neighbouring towns share an agency; one town in twenty is looked after by two.
INSERT INTO residence (id, landlord_id, agency_id, code, name, postal_code, town, sls_zone, in_qpv, in_zrr)
SELECT i, 1, 1 + i % 20, 'R' || lpad(i::text, 5, '0'),
       n.name || CASE WHEN i > 40 THEN ' ' || (i / 40 + 1) ELSE '' END, t.postal_code, t.town,
       '2', i % 5 = 0, i % 17 = 0
FROM generate_series(1, $residences) i
JOIN bench.residence_name n ON n.id = 1 + i % 40
JOIN bench.town t ON t.id = 1 + ((i % 20) * 6 + floor(bench.draw(i, 1) * 6)::int) % 118;

INSERT INTO building (id, landlord_id, residence_id, code, street, postal_code, town, has_lift)
SELECT (r.id - 1) * 3 + b, 1, r.id, chr(64 + b),
       (1 + floor(bench.draw(r.id, 3) * 90)::int + 2 * b) || ' ' || s.name, r.postal_code, r.town, b < 3
FROM residence r CROSS JOIN generate_series(1, 3) b
JOIN bench.street s ON s.id = 1 + floor(bench.draw(r.id, 2) * 540)::int;

INSERT INTO premises (id, landlord_id, building_id, reference, kind, financing, rooms, living_area, staircase,
                      floor, door, under_agreement)
SELECT i, 1, 1 + i % ($residences * 3), lpad((100000 + i)::text, 7, '0'), 'DWELLING',
       (ARRAY['PLUS', 'PLUS', 'PLUS', 'PLAI', 'HLMO', 'PLS'])[1 + i % 6],
       1 + floor(bench.draw(i, 4) * 5)::int, 25 + floor(bench.draw(i, 4) * 5)::int * 17 + floor(bench.draw(i, 5) * 9),
       CASE WHEN i % 4 = 0 THEN 'A' WHEN i % 4 = 1 THEN 'B' END,
       (i / ($residences * 3)) / 3, ((i / ($residences * 3)) / 3 * 100 + i / ($residences * 3) % 3 + 1)::text, true
FROM generate_series(1::bigint, $dwellings) i;

-- Who lives where: the former ones had a dwelling before who has it now.
CREATE UNLOGGED TABLE bench.home AS
SELECT c AS customer_id,
       CASE WHEN c <= $dwellings THEN c ELSE (c - $dwellings) * 7 END AS premises_id, c > $dwellings AS former
FROM generate_series(1::bigint, $customers) c;

INSERT INTO premises (id, landlord_id, building_id, reference, kind, door, under_agreement)
SELECT $dwellings + k, 1, p.building_id, lpad((100000 + $dwellings + k)::text, 7, '0'),
       CASE WHEN k % 4 = 0 THEN 'GARAGE' ELSE 'PARKING' END, (1 + k % 60)::text, false
FROM generate_series(1::bigint, $parkings) k
JOIN bench.home h ON h.customer_id = 1 + (k - 1) * 3
JOIN premises p ON p.id = h.premises_id
