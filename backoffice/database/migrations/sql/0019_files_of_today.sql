-- The files that the login has opened today, in Paris: its own lines of the trace, and nothing but keys.

CREATE FUNCTION public.files_of_today(p_most integer) RETURNS TABLE (customer_id bigint, opened_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT opened.customer_id, opened.opened_at
    FROM (SELECT a.customer_id, max(a.recorded_at) AS opened_at
          FROM public.audit_entry a
          WHERE a.act = 'TENANT_OPENED' AND a.login = session_user AND a.recorded_at >= public.access_day()
            AND a.customer_id IS NOT NULL
          GROUP BY a.customer_id) AS opened
    WHERE public.sees_customer(opened.customer_id)
    ORDER BY opened.opened_at DESC, opened.customer_id
    LIMIT least(greatest(p_most, 0), 100)
$$;
COMMENT ON FUNCTION public.files_of_today(integer)
    IS 'The files that I opened today and may still see, the latest first; see services/access/today.py.';
