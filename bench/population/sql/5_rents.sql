-- The rent and the habits of each lease, which every month of its account follows.
CREATE UNLOGGED TABLE bench.rent AS
SELECT l.id AS lease_id, l.customer_id, date_trunc('month', l.valid_from)::date AS first_month,
       (date_trunc('month', coalesce(l.valid_to - 1, date '$day')) - interval '1 month' * o.months)::date AS from_month,
       coalesce(date_trunc('month', l.valid_to - 1)::date, date '$day') AS last_month,
       l.number, o.rent, o.charges, o.aid, o.rent + o.charges AS called, o.habit,
       CASE WHEN o.means < 0.40 THEN 'DIRECT_DEBIT' WHEN o.means < 0.65 THEN 'CARD' WHEN o.means < 0.8 THEN 'CHEQUE'
            WHEN o.means < 0.9 THEN 'TRANSFER' WHEN o.means < 0.95 THEN 'TIP_SEPA' ELSE 'EFFICASH' END AS means
FROM lease l
CROSS JOIN LATERAL (
    SELECT CASE WHEN l.id > $customers THEN 20 + floor(bench.draw(l.id, 20) * 30)::numeric
                ELSE 230 + floor(bench.draw(l.id, 20) * 26000)::numeric / 100 END AS rent,
           CASE WHEN l.id > $customers THEN 0
                ELSE 45 + floor(bench.draw(l.id, 21) * 9000)::numeric / 100 END AS charges,
           CASE WHEN l.id > $customers OR bench.draw(l.id, 22) > 0.45 THEN 0
                ELSE 90 + floor(bench.draw(l.id, 23) * 13000)::numeric / 100 END AS aid,
           -- With aid three postings a month, without it two: 40 a lease, and some for those that began since.
           CASE WHEN l.id > $customers THEN 22 WHEN bench.draw(l.id, 22) > 0.45 THEN 21 ELSE 14 END AS months,
           CASE WHEN bench.draw(l.id, 24) < 0.86 THEN 'FULL' WHEN bench.draw(l.id, 24) < 0.94 THEN 'PART'
                ELSE 'LATE' END AS habit,
           bench.draw(l.customer_id, 25) AS means) o
