-- One member of staff of each job, and one whom row security will not hold; the adviser works
-- for one agency in twenty, the caretaker for three buildings.
INSERT INTO staff (id, login, full_name, role, valid_from)
SELECT k.id, k.login, k.full_name, k.role, date '2018-01-01'
FROM (VALUES
    (1, 'conseil.bench', 'Claire Conseil', 'ADVISER'), (2, 'accueil.bench', 'Aline Accueil', 'FRONT_DESK'),
    (3, 'responsable.bench', 'Rémi Responsable', 'MANAGER'), (4, 'gardien.bench', 'Gilles Gardien', 'CARETAKER'),
    (5, 'quittancement.bench', 'Quentin Quittance', 'ACCOUNTING'), (6, 'dpo.bench', 'Delphine Données', 'DPO'),
    (7, 'admin.bench', 'Adrien Admin', 'ADMINISTRATOR'), (8, 'portail.bench', 'Portail', 'PORTAL'),
    (9, 'progiciel.bench', 'Reprise', 'ERP_FEED'), (10, 'facteur.bench', 'Messages', 'COURIER'),
    (11, 'rapports.bench', 'Rapports', 'REPORT_READER'), (12, 'libre.bench', 'Sans Filtre', 'FRONT_DESK')) k (id, login, full_name, role);

-- As many have left as a landlord of this size has seen: looking up who signed in is not a walk of one page.
INSERT INTO staff (id, login, full_name, role, valid_from, valid_to)
SELECT 12 + i, 'ancien' || i || '.bench', 'Ancien Agent ' || i, 'ADVISER', date '2010-01-01', date '$day' - 30
FROM generate_series(1, $persons / 500) i;

INSERT INTO staff_landlord (staff_id, landlord_id) SELECT id, 1 FROM staff;

INSERT INTO staff_agency (staff_id, agency_id)
SELECT s.id, a.id FROM staff s CROSS JOIN agency a WHERE s.role NOT IN ('ADVISER', 'CARETAKER') OR a.id = CASE WHEN s.id <= 12 THEN 7 ELSE 1 + s.id % 20 END;

INSERT INTO staff_building (staff_id, building_id)
SELECT 4, b.id FROM building b JOIN residence r ON r.id = b.residence_id WHERE r.agency_id = 7 ORDER BY b.id LIMIT 3
