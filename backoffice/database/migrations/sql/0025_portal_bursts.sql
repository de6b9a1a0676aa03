-- The texts below are written for one landlord, `:landlord`; $1 holds the thresholds.

-- Where a failure happened: the residence of a lease of that day, or the desk of an earlier call.
CREATE FUNCTION public.watch_places(p_by text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE p_by WHEN 'RESIDENCE' THEN
        'SELECT f.*, w.place FROM recent f JOIN (
            SELECT d.customer_id, d.day, r.place FROM (SELECT DISTINCT f.customer_id, f.day FROM recent f) AS d
            CROSS JOIN LATERAL (
                SELECT DISTINCT b.residence_id AS place FROM public.lease l
                  JOIN public.premises p ON p.id = l.premises_id JOIN public.building b ON b.id = p.building_id
                 WHERE l.customer_id = d.customer_id AND l.valid_from <= d.day
                   AND (l.valid_to IS NULL OR l.valid_to > d.day)) AS r
            ) AS w ON w.customer_id = f.customer_id AND w.day = f.day'
    ELSE
        'SELECT f.*, w.place FROM recent f CROSS JOIN LATERAL (
            SELECT DISTINCT p.staff_id AS place FROM public.phone_call p WHERE p.customer_id = f.customer_id
               AND p.started_at <= f.at AND p.started_at > f.at - make_interval(days => ($1->>''desk_days'')::int)) AS w'
    END
$$;
COMMENT ON FUNCTION public.watch_places(text) IS 'The places of a failure: residence of the lease, or desk of a call.';

CREATE FUNCTION public.watch_members(p_by text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE p_by WHEN 'RESIDENCE' THEN
        'SELECT l.customer_id FROM public.building b JOIN public.premises r ON r.building_id = b.id
           JOIN public.lease l ON l.premises_id = r.id WHERE b.residence_id = c.place'
    ELSE
        'SELECT p.customer_id FROM public.phone_call p WHERE p.staff_id = c.place AND p.customer_id IS NOT NULL
            AND p.started_at > now() - make_interval(days => ($1->>''habit_days'')::int + ($1->>''desk_days'')::int)'
    END
$$;
COMMENT ON FUNCTION public.watch_members(text) IS 'The customers of a place, whose failures are its habit.';

-- Each failure adds one to the hour that follows it, and its tenant one until he fails again or the hour is over.
CREATE FUNCTION public.watch_bursts(p_by text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT replace(replace(replace($text$
    WITH recent AS MATERIALIZED (
        SELECT e.id, e.customer_id, e.account_id, e.occurred_at AS at,
               (e.occurred_at AT TIME ZONE 'Europe/Paris')::date AS day
        FROM public.portal_event e
        WHERE e.landlord_id = :landlord AND {failures} AND e.occurred_at <= now()
          AND e.occurred_at > now() - make_interval(days => ($1->>'burst_days')::int)
    ), placed AS MATERIALIZED (
        {places}
    ), failed AS MATERIALIZED (
        SELECT f.* FROM placed f WHERE f.place IN (
            SELECT o.place FROM placed o GROUP BY o.place HAVING count(*) >= ($1->>'burst_failures')::int)
    ), spans AS (
        SELECT f.*, f.at + make_interval(mins => ($1->>'burst_minutes')::int) AS over,
               lead(f.at) OVER (PARTITION BY f.place, f.customer_id ORDER BY f.at, f.id) AS again
        FROM failed f
    ), marks AS (
        SELECT s.place, s.at, 1 AS tries, 1 AS tenants FROM spans s
        UNION ALL SELECT s.place, s.over + interval '1 microsecond', -1, 0 FROM spans s
        UNION ALL SELECT s.place, least(s.again, s.over + interval '1 microsecond'), 0, -1 FROM spans s
    ), levels AS (
        SELECT DISTINCT m.place, m.at, sum(m.tries) OVER upto AS tries, sum(m.tenants) OVER upto AS tenants
        FROM marks m WINDOW upto AS (PARTITION BY m.place ORDER BY m.at)
    ), high AS (
        SELECT l.place, l.at, l.tries FROM levels l
        WHERE l.tries >= ($1->>'burst_failures')::int AND l.tenants >= ($1->>'burst_tenants')::int
    ), habits AS MATERIALIZED (
        SELECT c.place, ($1->>'burst_times')::numeric / ($1->>'habit_hours')::int * (
            SELECT count(*) FROM (SELECT DISTINCT m.customer_id FROM ({members}) AS m) AS w
              JOIN public.portal_event e ON e.customer_id = w.customer_id AND {failures}
               AND e.occurred_at <= now() - make_interval(days => ($1->>'burst_days')::int)
               AND e.occurred_at > now()
                   - make_interval(days => ($1->>'burst_days')::int + ($1->>'habit_days')::int)) AS enough
        FROM (SELECT DISTINCT h.place FROM high h) AS c
    ), peaks AS (
        SELECT h.place, h.at FROM high h JOIN habits b ON b.place = h.place WHERE h.tries >= b.enough
    ), next AS (
        SELECT w.*, min(w.peak) OVER (PARTITION BY w.place ORDER BY w.at DESC) AS following
        FROM (SELECT f.id, f.customer_id, f.account_id, f.at, f.place, NULL::timestamptz AS peak FROM failed f
               WHERE f.place IN (SELECT p.place FROM peaks p)
              UNION ALL SELECT NULL, NULL, NULL, p.at, p.place, p.at FROM peaks p) AS w
    ), inside AS (
        SELECT n.*, CASE WHEN n.at - lag(n.at) OVER (PARTITION BY n.place ORDER BY n.at, n.id)
                          <= make_interval(mins => ($1->>'burst_minutes')::int) THEN 0 ELSE 1 END AS starts
        FROM next n
        WHERE n.id IS NOT NULL AND n.following <= n.at + make_interval(mins => ($1->>'burst_minutes')::int)
    ), numbered AS (
        SELECT i.*, sum(i.starts) OVER (PARTITION BY i.place ORDER BY i.at, i.id) AS burst FROM inside i
    ), bursts AS (
        SELECT n.place, n.burst, count(*) AS tries, count(DISTINCT n.customer_id) AS tenants,
               min(n.at) AS first, max(n.at) AS last FROM numbered n GROUP BY n.place, n.burst
    ), latest AS (
        SELECT DISTINCT ON (n.place, n.customer_id) n.place, n.burst, n.customer_id, n.account_id
        FROM numbered n ORDER BY n.place, n.customer_id, n.burst DESC, n.account_id
    )
    SELECT t.account_id, t.customer_id, b.last AS since, t.place,
           jsonb_build_object('tries', b.tries, 'tenants', b.tenants, 'from', b.first, 'to', b.last) AS facts
    FROM latest t JOIN bursts b ON b.place = t.place AND b.burst = t.burst$text$,
        '{failures}', $failures$e.kind IN ('REGISTRATION_FAILED', 'SIGN_IN_FAILED', 'RECREATION_FAILED',
            'ACTIVATION_FAILED', 'RESET_FAILED') AND (e.detail ->> 'failed') IS DISTINCT FROM 'REFUSED_NOW'$failures$),
        '{places}', public.watch_places(p_by)), '{members}', public.watch_members(p_by))
$$;
COMMENT ON FUNCTION public.watch_bursts(text) IS 'Text of the statement of the bursts of failures by place.';
