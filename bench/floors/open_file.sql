-- Everything that the first screen of a tenant's file tells, as one value.
SELECT json_build_object(
    'customer', (SELECT row_to_json(c) FROM customer c WHERE c.id = $1),
    'person', (SELECT row_to_json(p) FROM person p JOIN customer c ON c.main_person_id = p.id WHERE c.id = $1),
    'contacts', (SELECT json_agg(row_to_json(k)) FROM contact k JOIN customer c ON c.main_person_id = k.person_id
                 WHERE c.id = $1),
    'leases', (SELECT json_agg(json_build_array(l.id, l.number, l.valid_from, l.valid_to, l.insurance_required,
                                                l.due_day, l.term_mode, d.kind, d.rooms, d.living_area, d.financing,
                                                d.staircase, d.floor, d.door, b.street, b.postal_code, b.town, r.name,
                                                a.name))
               FROM lease l JOIN premises d ON d.id = l.premises_id JOIN building b ON b.id = d.building_id
               JOIN residence r ON r.id = b.residence_id JOIN agency a ON a.id = l.agency_id
               WHERE l.customer_id = $1),
    'holders', (SELECT json_agg(json_build_array(h.lease_id, p.civility, p.birth_name, p.usage_name, p.first_names))
                FROM lease l JOIN lease_holder h ON h.lease_id = l.id JOIN person p ON p.id = h.person_id
                WHERE l.customer_id = $1),
    'household', (SELECT json_agg(json_build_array(m.relation, m.valid_from, m.valid_to, p.birth_name, p.usage_name,
                                                   p.first_names, p.birth_date))
                  FROM lease l JOIN household_member m ON m.lease_id = l.id JOIN person p ON p.id = m.person_id
                  WHERE l.customer_id = $1),
    'postings', (SELECT json_agg(json_build_array(o.id, o.lease_id, o.posted_on, o.label, o.kind, o.means, o.debit,
                                                  o.credit, o.period_from, o.period_to, o.designated_period,
                                                  o.rent_notice_id, o.rejects_id, o.cleared_on)
                                 ORDER BY o.posted_on, o.id)
                 FROM lease l JOIN posting o ON o.lease_id = l.id WHERE l.customer_id = $1),
    'notices', (SELECT json_agg(json_build_array(n.id, n.period_from, n.due_on, i.kind, i.label, i.amount))
                FROM lease l JOIN rent_notice n ON n.lease_id = l.id
                LEFT JOIN rent_notice_line i ON i.rent_notice_id = n.id WHERE l.customer_id = $1),
    'receipts', (SELECT json_agg(json_build_array(q.number, q.kind, q.state, q.period_from, q.issued_at, s.full_name))
                 FROM lease l JOIN receipt q ON q.lease_id = l.id LEFT JOIN staff s ON s.id = q.staff_id
                 WHERE l.customer_id = $1),
    'asked', (SELECT json_agg(json_build_array(q.period, q.state, q.requested_at))
              FROM lease l JOIN receipt_request q ON q.lease_id = l.id WHERE l.customer_id = $1),
    'portal', (SELECT json_agg(json_build_array(a.id, a.state, a.login, a.last_sign_in_at, k.cause, k.until))
               FROM portal_account a LEFT JOIN account_lock k ON k.account_id = a.id AND k.ended_at IS NULL
               WHERE a.customer_id = $1),
    'events', (SELECT json_agg(json_build_array(e.kind, e.occurred_at) ORDER BY e.occurred_at DESC)
               FROM portal_event e WHERE e.customer_id = $1 AND e.occurred_at > now() - interval '7 days'),
    'block', (SELECT json_agg(row_to_json(k)) FROM registration_block k WHERE k.customer_id = $1),
    'insurance', (SELECT json_agg(json_build_array(s.state, s.covered_until, s.rejection, s.submitted_at))
                  FROM lease l JOIN insurance_submission s ON s.lease_id = l.id WHERE l.customer_id = $1),
    'requests', (SELECT json_agg(json_build_array(s.kind, s.summary, s.state, s.opened_at, s.due_on))
                 FROM service_request s WHERE s.customer_id = $1),
    'call', (SELECT json_agg(json_build_array(k.id, k.started_at, k.level)) FROM phone_call k
             WHERE k.customer_id = $1 AND k.ended_at IS NULL))
