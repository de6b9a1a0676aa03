-- Who has a file open: one row per screen, kept alive every 30 seconds, gone after 90.

-- Say that this file is on my screen, and learn who else has it open.
CREATE FUNCTION public.here(p_customer bigint) RETURNS TABLE (full_name text, since timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me bigint := public.work_staff();
    moment timestamptz := clock_timestamp();
BEGIN
    INSERT INTO public.presence AS p (landlord_id, customer_id, staff_id, since, seen_at)
    SELECT c.landlord_id, c.id, me, moment, moment FROM public.customer c
    WHERE c.id = p_customer AND public.sees_customer(c.id)
    ON CONFLICT (customer_id, staff_id) DO UPDATE SET seen_at = moment,
        since = CASE WHEN p.seen_at > moment - interval '90 seconds' THEN p.since ELSE moment END;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- What my earlier screens left behind when they were killed.
    DELETE FROM public.presence p WHERE p.staff_id = me AND p.seen_at < moment - interval '90 seconds';
    RETURN QUERY SELECT s.full_name, p.since FROM public.presence p
        JOIN public.staff s ON s.id = p.staff_id
        WHERE p.customer_id = p_customer AND p.staff_id <> me
            AND p.seen_at > moment - interval '90 seconds'
        ORDER BY p.since, s.full_name;
END
$$;

CREATE FUNCTION public.gone(p_customer bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM public.presence p
    WHERE p.customer_id = p_customer AND p.staff_id = public.work_staff()
$$;

-- For a list: which of these files a colleague has open.
CREATE FUNCTION public.present_among(p_customers bigint[])
RETURNS TABLE (customer_id bigint, full_name text, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.customer_id, s.full_name, p.since FROM public.presence p
    JOIN public.staff s ON s.id = p.staff_id
    WHERE p.customer_id = ANY (p_customers) AND p.staff_id <> public.work_staff()
        AND public.sees_customer(p.customer_id)
        AND p.seen_at > clock_timestamp() - interval '90 seconds'
    ORDER BY p.customer_id, p.since, s.full_name
$$;
