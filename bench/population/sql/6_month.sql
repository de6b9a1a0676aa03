-- One month of every account: the notice of the last months with its lines, card payments, postings.
INSERT INTO rent_notice (id, landlord_id, lease_id, number, number_key, barcode, period_from, period_to, issued_on,
                         due_on, previous_balance)
SELECT $rank * $leases + r.lease_id, 1, r.lease_id,
       to_char(date '$month', 'YYYY') || ' 00000001 ' || (10000000 + $rank * $leases + r.lease_id),
       to_char(date '$month', 'YYYY') || '00000001' || (10000000 + $rank * $leases + r.lease_id),
       to_char(date '$month', 'YYYYMM') || '01' || (10000000 + $rank * $leases + r.lease_id),
       date '$month', date '$next', date '$next' - 1, date '$next' + 9,
       CASE r.habit WHEN 'FULL' THEN 0 ELSE round((r.called - r.aid) / 2, 2) END
FROM bench.rent r
WHERE $printed AND date '$month' BETWEEN greatest(r.first_month, r.from_month) AND r.last_month;

INSERT INTO rent_notice_line (landlord_id, rent_notice_id, position, kind, label, amount)
SELECT 1, n.id, k.position, k.kind, k.label, k.amount
FROM rent_notice n JOIN bench.rent r ON r.lease_id = n.lease_id
CROSS JOIN LATERAL (VALUES
    (1, CASE WHEN r.charges = 0 THEN 'ANNEX_RENT' ELSE 'RENT' END,
     CASE WHEN r.charges = 0 THEN 'Loyer stationnement' ELSE 'Loyer' END, r.rent),
    (2, 'CHARGES', 'Provision charges générales', r.charges),
    (3, 'HOUSING_AID', 'APL versée au bailleur', -r.aid)) k (position, kind, label, amount)
WHERE $printed AND n.id > $rank * $leases AND n.id <= ($rank + 1) * $leases AND k.amount <> 0;

INSERT INTO online_payment (id, landlord_id, customer_id, lease_id, order_reference, order_key, transaction_number,
                            buyer_reference, amount, requested_at, state, card_last4, authorisation)
SELECT $rank * $leases + r.lease_id, 1, r.customer_id, r.lease_id,
       lpad(($rank * $leases + r.lease_id + 4000000)::text, 8, '0'), ($rank * $leases + r.lease_id + 4000000)::text,
       (600000000 + $rank * $leases + r.lease_id)::text, (70000 + r.customer_id)::text,
       CASE r.habit WHEN 'FULL' THEN r.called - r.aid ELSE round((r.called - r.aid) * 0.6, 2) END,
       date '$next' + time '08:00' + interval '1 minute' * (r.lease_id % 600), 'POSTED',
       lpad((r.lease_id * 37 % 10000)::text, 4, '0'), to_hex(r.lease_id * 7919 % 16777215)
FROM bench.rent r
WHERE $printed AND r.means = 'CARD' AND (r.habit <> 'LATE' OR $rank % 2 = 0)
  AND date '$next' + (2 + r.lease_id % 12)::int <= date '$day'
  AND date '$month' BETWEEN greatest(r.first_month, r.from_month) AND r.last_month;

INSERT INTO posting (landlord_id, lease_id, posted_on, label, kind, means, debit, credit, period_from, period_to,
                     rent_notice_id, online_payment_id, cleared_on, recorded_at)
SELECT 1, r.lease_id, k.on_day, k.label, k.kind, k.means, k.debit, k.credit, k.period_from, k.period_to, k.notice,
       k.card, k.cleared, k.on_day + time '06:00'
FROM bench.rent r
CROSS JOIN LATERAL (VALUES
    (date '$next' - 1, 'CALL', NULL::text, 'Facture $called', r.called, 0::numeric, date '$month', date '$next',
     CASE WHEN $printed THEN $rank * $leases + r.lease_id END, NULL::bigint, NULL::date),
    (date '$next' - 1, 'HOUSING_AID', NULL, 'APL $short', 0, r.aid, date '$month', date '$next', NULL, NULL,
     date '$next' - 1),
    (date '$next' + (2 + r.lease_id % 12)::int, 'PAYMENT', r.means,
     CASE r.means WHEN 'DIRECT_DEBIT' THEN 'Prel. auto' WHEN 'CARD' THEN 'REGLEMENT PAR CARTE BANCAIRE'
                  WHEN 'CHEQUE' THEN 'Chèque bancaire' WHEN 'TRANSFER' THEN 'VIREMENT' WHEN 'TIP_SEPA' THEN 'TIP SEPA'
                  ELSE 'EFFICASH LA POSTE' END,
     0, CASE r.habit WHEN 'FULL' THEN r.called - r.aid
                     WHEN 'PART' THEN round((r.called - r.aid) * 0.6, 2)
                     ELSE round((r.called - r.aid) * 0.6, 2) * (1 - $rank % 2) END, NULL, NULL, NULL,
     CASE WHEN $printed AND r.means = 'CARD' THEN $rank * $leases + r.lease_id END,
     date '$next' + (2 + r.lease_id % 12)::int + CASE WHEN r.means = 'CHEQUE' THEN 6 ELSE 0 END)
    ) k (on_day, kind, means, label, debit, credit, period_from, period_to, notice, card, cleared)
WHERE date '$month' BETWEEN greatest(r.first_month, r.from_month) AND r.last_month
  AND k.debit + k.credit > 0 AND k.on_day <= date '$day'
