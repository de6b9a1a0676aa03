-- Whatever thresholds are sent, the figures are figures: one that is missing is ours, one out of bounds the bound.
CREATE FUNCTION public.watch_limits(p_limits jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_object_agg(k.name, CASE WHEN jsonb_typeof(p_limits -> k.name) = 'number'
        THEN least(k.most, greatest(k.fewest, trunc((p_limits ->> k.name)::numeric)))::integer ELSE k.ours END)
    -- As WatchLimits of rules/portal/watch.py, compared by a test.
    FROM (VALUES
        ('burst_failures', 1, 10, 100000), ('burst_tenants', 1, 3, 100000), ('burst_minutes', 1, 60, 1440),
        ('burst_days', 1, 7, 92), ('burst_times', 1, 5, 1000), ('habit_days', 1, 28, 366),
        ('habit_hours', 1, 392, 8784), ('desk_days', 1, 30, 366), ('dormant_months', 1, 12, 240),
        ('contact_days', 0, 7, 366), ('act_days', 1, 30, 366), ('grace_days', 0, 30, 3660)
    ) AS k (name, fewest, ours, most)
$$;
COMMENT ON FUNCTION public.watch_limits(jsonb) IS 'Every threshold of the anomalies, within bounds; ours for one that is no number.';

CREATE FUNCTION public.refuse_watch_kinds(p_kinds text[]) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_kinds IS NULL OR cardinality(p_kinds) > 50
        OR EXISTS (SELECT FROM unnest(p_kinds) AS one (kind) WHERE public.watch_text(one.kind) IS NULL) THEN
        PERFORM public.refuse('UNKNOWN_KIND', 'Cette sorte d’anomalie n’existe pas : choisissez-en une de la liste.');
    END IF;
END $$;
COMMENT ON FUNCTION public.refuse_watch_kinds(text[]) IS 'Refuses a kind of anomaly that is none.';

CREATE OR REPLACE FUNCTION public.portal_watch_figures(p_kinds text[], p_landlord text, p_limits jsonb)
    RETURNS TABLE (kind text, files bigint, fresh bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    landlords CONSTANT bigint[] := public.watch_scope(p_landlord);
    limits CONSTANT jsonb := public.watch_limits(p_limits);
    one text;
BEGIN
    PERFORM public.refuse_watch_kinds(p_kinds);
    PERFORM public.access_line('ANOMALIES_COUNTED', 'portal', CASE WHEN cardinality(landlords) = 1 THEN landlords[1] END,
        NULL, NULL, NULL, NULL, jsonb_build_object('kinds', p_kinds));
    FOREACH one IN ARRAY p_kinds LOOP
        kind := one;
        EXECUTE format('SELECT count(*), count(*) FILTER (WHERE w.since > now() - make_interval(days => 7) - $2)'
            ' FROM (%s) AS w', public.watch_rows(one, landlords, ''))
            INTO files, fresh USING limits, public.watch_delay(one, limits);
        RETURN NEXT;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION public.portal_watch_list(
    p_kind text, p_landlord text, p_limits jsonb, p_skip integer, p_most integer)
    RETURNS TABLE (customer_id bigint, account_id bigint, since timestamptz, landlord_code text, client_ref text,
                   civility text, birth_name text, usage_name text, first_names text, place text, others text[],
                   facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    landlords CONSTANT bigint[] := public.watch_scope(p_landlord);
    limits CONSTANT jsonb := public.watch_limits(p_limits);
    skipped CONSTANT integer := least(greatest(p_skip, 0), 10000000);
    most CONSTANT integer := least(greatest(p_most, 0), 500);
BEGIN
    PERFORM public.refuse_watch_kinds(ARRAY[p_kind]);
    PERFORM public.access_line('ANOMALIES_LISTED', p_kind, CASE WHEN cardinality(landlords) = 1 THEN landlords[1] END,
        NULL, NULL, NULL, NULL, jsonb_build_object('skipped', skipped, 'most', most));
    RETURN QUERY EXECUTE format(
        'SELECT w.customer_id, w.account_id, w.since, o.code, c.client_ref, p.civility, p.birth_name, p.usage_name,
                p.first_names,
                CASE $4 WHEN ''RESIDENCE_BURST'' THEN (SELECT r.name FROM public.residence r WHERE r.id = w.place)
                        WHEN ''DESK_BURST'' THEN public.desk_number(w.place)::text END,
                ARRAY(SELECT t.client_ref FROM public.customer t
                       WHERE t.id = ANY (ARRAY(SELECT y::bigint FROM jsonb_array_elements_text(w.facts -> ''customers'') AS y))
                         AND t.id <> w.customer_id ORDER BY t.id),
                w.facts - ''customers''
           FROM (SELECT l.* FROM (%s) AS l
                  ORDER BY l.since DESC, l.customer_id, l.account_id, l.place LIMIT $3 OFFSET $2) AS w
           JOIN public.landlord o ON o.id = w.landlord_id
           JOIN public.customer c ON c.id = w.customer_id
           JOIN public.person p ON p.id = c.main_person_id
          ORDER BY w.since DESC, w.customer_id, w.account_id, w.place',
        public.watch_rows(p_kind, landlords, 'ORDER BY q.since DESC, q.customer_id, q.account_id, q.place LIMIT $2 + $3'))
        USING limits, skipped, most, p_kind;
END $$;

CREATE OR REPLACE FUNCTION public.desk_of_number(p_number bigint) RETURNS TABLE (login text, full_name text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF public.my_role() IS DISTINCT FROM 'DPO' THEN
        PERFORM public.refuse('DPO_ONLY', 'Seul le délégué à la protection des données sait de quel poste il s’agit : '
            || 'donnez-lui ce numéro.');
    ELSIF p_number IS NULL THEN
        PERFORM public.refuse('NO_DESK', 'Donnez le numéro du poste, tel que le montre la liste.');
    END IF;
    PERFORM public.access_line('DESK_ASKED', 'desk:' || p_number, NULL, NULL, NULL, NULL, NULL, '{}');
    RETURN QUERY
    SELECT s.login, s.full_name FROM public.staff s
    WHERE public.desk_number(s.id) = p_number AND EXISTS (
        SELECT FROM public.staff_landlord l WHERE l.staff_id = s.id AND l.landlord_id = ANY (public.my_landlords()))
    ORDER BY s.login;
END $$;

-- What triggers kept as shared stays so when it no longer is: read again from all contacts, where rows differ.
CREATE OR REPLACE FUNCTION public.refill_shared_contacts() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.mend_shared_contacts();
END $$;

CREATE FUNCTION public.mend_shared_contacts() RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH twins AS (
        SELECT c.landlord_id, c.value_key FROM public.contact c WHERE c.channel = 'EMAIL'
        GROUP BY c.landlord_id, c.value_key HAVING min(c.person_id) <> max(c.person_id)
    ), several AS (
        SELECT a.person_id FROM public.portal_account a WHERE a.closed_at IS NULL
        GROUP BY a.person_id HAVING count(*) > 1
    ), shared AS MATERIALIZED (
        SELECT c.id, c.landlord_id FROM public.contact c
          JOIN twins t ON t.landlord_id = c.landlord_id AND t.value_key = c.value_key WHERE c.channel = 'EMAIL'
        UNION
        SELECT c.id, c.landlord_id FROM public.contact c
          JOIN public.portal_account a ON a.landlord_id = c.landlord_id AND a.login_key = c.value_key
           AND a.closed_at IS NULL AND a.person_id <> c.person_id WHERE c.channel = 'EMAIL'
        UNION
        SELECT c.id, c.landlord_id FROM public.contact c
          JOIN several s ON s.person_id = c.person_id WHERE c.channel = 'EMAIL'
    ), gone AS (
        DELETE FROM public.shared_contact w WHERE NOT EXISTS (SELECT FROM shared s WHERE s.id = w.contact_id)
        RETURNING 1
    ), added AS (
        INSERT INTO public.shared_contact (contact_id, landlord_id) SELECT s.id, s.landlord_id FROM shared s
        ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT ((SELECT count(*) FROM gone) + (SELECT count(*) FROM added))::integer
$$;
COMMENT ON FUNCTION public.mend_shared_contacts() IS 'Write shared_contact again where it differs; how many rows did.';

-- The courier's: once a day, whoever asks how often. Nothing when it was done today.
CREATE FUNCTION public.mend_shared_contacts_daily() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Two couriers at once wait here, and the second finds it done.
    INSERT INTO public.database_property AS p (key, value)
    VALUES ('shared_contacts_mended', to_jsonb(public.service_day()))
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = p.version + 1
    WHERE p.value <> excluded.value;
    RETURN CASE WHEN FOUND THEN public.mend_shared_contacts() END;
END $$;
COMMENT ON FUNCTION public.mend_shared_contacts_daily() IS 'Mend the e-mails of several, once a day; null when it was done.';
