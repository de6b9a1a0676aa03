-- Anomalies of the accesses to the portal, for managers: what is counted and what is listed are one text, so that a
-- figure is always the length of its list. `:landlord` is the landlord, $1 the thresholds.

-- A member of staff by a number: the manager is not told whom, the data protection officer may be asked (R5.13).
CREATE FUNCTION public.desk_number(p_staff bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$ SELECT 1000 + (p_staff * 7919 + 4242) % 8999 $$;
COMMENT ON FUNCTION public.desk_number(bigint) IS 'Number by which the anomalies speak of a member of staff.';

CREATE FUNCTION public.desk_of_number(p_number bigint) RETURNS TABLE (login text, full_name text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF public.my_role() IS DISTINCT FROM 'DPO' THEN
        PERFORM public.refuse('DPO_ONLY', 'Seul le délégué à la protection des données sait de quel poste il s’agit : '
            || 'donnez-lui ce numéro.');
    END IF;
    PERFORM public.access_line('DESK_ASKED', 'desk:' || p_number, NULL, NULL, NULL, NULL, NULL, '{}');
    RETURN QUERY
    SELECT s.login, s.full_name FROM public.staff s
    WHERE public.desk_number(s.id) = p_number AND EXISTS (
        SELECT FROM public.staff_landlord l WHERE l.staff_id = s.id AND l.landlord_id = ANY (public.my_landlords()))
    ORDER BY s.login;
END $$;
COMMENT ON FUNCTION public.desk_of_number(bigint) IS 'Who is behind the number of an anomaly; the DPO only, and traced.';

CREATE FUNCTION public.watch_text(p_kind text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT replace(CASE p_kind
    WHEN 'SHARED_EMAIL' THEN $text$
    WITH keys AS MATERIALIZED (
        SELECT DISTINCT c.value_key AS key
        FROM public.shared_contact s JOIN public.contact c ON c.id = s.contact_id
        WHERE s.landlord_id = :landlord AND c.channel = 'EMAIL'
          AND c.valid_from <= {today} AND (c.valid_to IS NULL OR c.valid_to > {today})
    ), uses AS MATERIALIZED (
        SELECT k.key, u.account_id, u.customer_id, min(u.at) AS at
        FROM keys k CROSS JOIN LATERAL (
            SELECT a.id AS account_id, a.customer_id, greatest(a.created_at, c.recorded_at) AS at
            FROM public.contact c JOIN public.portal_account a ON a.person_id = c.person_id AND a.closed_at IS NULL
            WHERE c.landlord_id = :landlord AND c.value_key = k.key AND c.channel = 'EMAIL'
              AND c.valid_from <= {today} AND (c.valid_to IS NULL OR c.valid_to > {today})
            UNION ALL
            SELECT a.id, a.customer_id, a.created_at FROM public.portal_account a
            WHERE a.landlord_id = :landlord AND a.login_key = k.key AND a.closed_at IS NULL) AS u
        GROUP BY k.key, u.account_id, u.customer_id
    ), shared AS (
        SELECT u.key, count(*) AS accounts, max(u.at) AS at, array_agg(DISTINCT u.customer_id) AS customers
        FROM uses u GROUP BY u.key HAVING count(*) > 1
    )
    SELECT DISTINCT ON (u.account_id) u.account_id, u.customer_id, s.at AS since, NULL::bigint AS place,
           jsonb_build_object('accounts', s.accounts, 'customers', s.customers[1:6]) AS facts
    FROM uses u JOIN shared s ON s.key = u.key ORDER BY u.account_id, s.accounts DESC, s.at DESC$text$
    WHEN 'RESIDENCE_BURST' THEN public.watch_bursts('RESIDENCE')
    WHEN 'DESK_BURST' THEN public.watch_bursts('DESK')
    WHEN 'DORMANT' THEN $text$
    SELECT a.id AS account_id, a.customer_id, coalesce(a.last_sign_in_at, a.activated_at, a.created_at) AS since,
           NULL::bigint AS place, jsonb_build_object('never', a.last_sign_in_at IS NULL) AS facts
    FROM public.portal_account a
    WHERE a.landlord_id = :landlord AND a.state IN ('ACTIVE', 'LOCKED_TEMPORARY')
      AND coalesce(a.last_sign_in_at, a.activated_at, a.created_at)
          <= now() - make_interval(months => ($1->>'dormant_months')::int)
      -- A lock that has run out counts as none.
      AND (a.state = 'ACTIVE' OR NOT EXISTS (SELECT FROM public.account_lock k
            WHERE k.account_id = a.id AND k.ended_at IS NULL AND (k.until IS NULL OR k.until > now())))$text$
    WHEN 'UNLOCK_AFTER_CHANGE' THEN $text$
    WITH acts AS MATERIALIZED (
        SELECT e.id, e.customer_id, e.account_id, e.kind, e.occurred_at AS at FROM public.portal_event e
        WHERE e.landlord_id = :landlord AND e.occurred_at <= now()
          AND e.occurred_at > now() - make_interval(days => ($1->>'act_days')::int)
          AND e.kind IN ('UNLOCKED', 'ACTIVATION_ASKED', 'SUSPENSION_LIFTED', 'RESET_ASKED', 'RESET_SENT')
          -- What the portal unlocks or activates by itself is nobody's act; who asks for a reset may be anybody.
          AND (e.staff_id IS NOT NULL OR e.kind IN ('RESET_ASKED', 'RESET_SENT'))
          AND NOT EXISTS (SELECT FROM public.portal_act t
                          WHERE t.command_id = e.command_id AND t.undone_at IS NOT NULL OFFSET 0)
    ), known AS MATERIALIZED (
        SELECT k.person_id, k.recorded_at AS at FROM public.contact k
        WHERE k.landlord_id = :landlord AND k.recorded_at
            > now() - make_interval(days => ($1->>'act_days')::int + ($1->>'contact_days')::int + 1)
    ), changes AS (
        SELECT t.*, r.decided_at AS changed FROM acts t JOIN public.change_request r ON r.customer_id = t.customer_id
         WHERE r.kind = 'SECURITY_CONTACT' AND r.state = 'APPROVED'
        UNION ALL
        SELECT t.*, k.at FROM acts t JOIN public.customer c ON c.id = t.customer_id
          JOIN known k ON k.person_id = c.main_person_id
        UNION ALL
        SELECT t.*, k.at FROM acts t JOIN public.portal_account a ON a.id = t.account_id
          JOIN known k ON k.person_id = a.person_id
        UNION ALL
        SELECT t.*, k.at FROM acts t JOIN public.lease l ON l.customer_id = t.customer_id
          JOIN public.lease_holder h ON h.lease_id = l.id JOIN known k ON k.person_id = h.person_id
    )
    SELECT DISTINCT ON (w.customer_id) w.account_id, w.customer_id, w.at AS since, NULL::bigint AS place,
           jsonb_build_object('act', w.kind, 'changed', w.changed) AS facts
    FROM changes w
    WHERE w.changed <= w.at AND w.changed >= w.at - make_interval(days => ($1->>'contact_days')::int)
    ORDER BY w.customer_id, w.at DESC, w.id DESC, w.changed DESC$text$
    WHEN 'LEASE_ENDED' THEN $text$
    SELECT a.id AS account_id, a.customer_id, (l.valid_to::timestamp AT TIME ZONE 'Europe/Paris') AS since,
           NULL::bigint AS place, '{}'::jsonb AS facts
    FROM public.lease l JOIN public.portal_account a ON a.customer_id = l.customer_id AND a.closed_at IS NULL
    WHERE l.landlord_id = :landlord AND l.valid_to IS NOT NULL
      AND (l.valid_to::timestamp AT TIME ZONE 'Europe/Paris')
          <= (({today} - ($1->>'grace_days')::int)::timestamp AT TIME ZONE 'Europe/Paris')
      -- The last lease of the file. OFFSET: asked of the few open accounts, and not of every lease.
      AND NOT EXISTS (SELECT FROM public.lease m WHERE m.customer_id = a.customer_id
          AND (m.valid_to IS NULL OR (m.valid_to, m.id) > (l.valid_to, l.id)) OFFSET 0)$text$
    WHEN 'DECEASED' THEN $text$
    SELECT a.id AS account_id, a.customer_id, (p.deceased_on::timestamp AT TIME ZONE 'Europe/Paris') AS since,
           NULL::bigint AS place, '{}'::jsonb AS facts
    FROM public.person p JOIN public.portal_account a ON a.person_id = p.id AND a.closed_at IS NULL
    WHERE p.landlord_id = :landlord AND p.deceased_on <= {today}$text$
    END, '{today}', $today$(now() AT TIME ZONE 'Europe/Paris')::date$today$)
$$;
COMMENT ON FUNCTION public.watch_text(text) IS 'Text of the statement of a kind of anomaly; null for another word.';

-- Some things are anomalies only after a while: a figure of the week counts from then.
CREATE FUNCTION public.watch_delay(p_kind text, p_limits jsonb) RETURNS interval
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE p_kind WHEN 'DORMANT' THEN make_interval(months => (p_limits ->> 'dormant_months')::int)
                       WHEN 'LEASE_ENDED' THEN make_interval(days => (p_limits ->> 'grace_days')::int)
                       ELSE interval '0' END
$$;
COMMENT ON FUNCTION public.watch_delay(text, jsonb) IS 'How long before a fact becomes an anomaly of this kind.';

-- Whose rows: the landlords of who signed in, or the one he names. Managers only (R5.13, R7.8).
CREATE FUNCTION public.watch_scope(p_landlord text) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF public.my_role() IS DISTINCT FROM 'MANAGER' THEN
        PERFORM public.refuse('MANAGER_ONLY', 'Seul un responsable lit les anomalies des comptes : adressez-vous au vôtre.');
    END IF;
    RETURN ARRAY(SELECT l.id FROM public.landlord l WHERE l.id = ANY (public.my_landlords())
                    AND (p_landlord IS NULL OR l.code = p_landlord) ORDER BY l.id);
END $$;
COMMENT ON FUNCTION public.watch_scope(text) IS 'Landlords whose anomalies a manager reads.';

-- A landlord written in the text, and not a parameter: the planner knows how many rows he has.
CREATE FUNCTION public.watch_rows(p_kind text, p_landlords bigint[], p_end text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT string_agg(format('(SELECT q.*, %s::bigint AS landlord_id FROM (%s) AS q %s)', one.id,
                             replace(public.watch_text(p_kind), ':landlord', one.id::text), p_end), ' UNION ALL ')
    FROM unnest(CASE WHEN p_landlords = '{}' THEN ARRAY[0] ELSE p_landlords END) AS one (id)
$$;
COMMENT ON FUNCTION public.watch_rows(text, bigint[], text) IS 'Text of the rows of a kind over some landlords.';

CREATE FUNCTION public.portal_watch_figures(p_kinds text[], p_landlord text, p_limits jsonb)
    RETURNS TABLE (kind text, files bigint, fresh bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    landlords CONSTANT bigint[] := public.watch_scope(p_landlord);
    one text;
BEGIN
    PERFORM public.access_line('ANOMALIES_COUNTED', 'portal', CASE WHEN cardinality(landlords) = 1 THEN landlords[1] END,
        NULL, NULL, NULL, NULL, jsonb_build_object('kinds', p_kinds));
    FOREACH one IN ARRAY p_kinds LOOP
        kind := one;
        EXECUTE format('SELECT count(*), count(*) FILTER (WHERE w.since > now() - make_interval(days => 7) - $2)'
            ' FROM (%s) AS w', public.watch_rows(one, landlords, ''))
            INTO files, fresh USING p_limits, public.watch_delay(one, p_limits);
        RETURN NEXT;
    END LOOP;
END $$;
COMMENT ON FUNCTION public.portal_watch_figures(text[], text, jsonb)
    IS 'How many lines each list of anomalies has, and how many of them arose within seven days; managers only, traced.';

CREATE FUNCTION public.portal_watch_list(p_kind text, p_landlord text, p_limits jsonb, p_skip integer, p_most integer)
    RETURNS TABLE (customer_id bigint, account_id bigint, since timestamptz, landlord_code text, client_ref text,
                   civility text, birth_name text, usage_name text, first_names text, place text, others text[],
                   facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    landlords CONSTANT bigint[] := public.watch_scope(p_landlord);
    skipped CONSTANT integer := greatest(p_skip, 0);
    most CONSTANT integer := least(greatest(p_most, 0), 500);
BEGIN
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
        USING p_limits, skipped, most, p_kind;
END $$;
COMMENT ON FUNCTION public.portal_watch_list(text, text, jsonb, integer, integer)
    IS 'A page of the files of one kind of anomaly, the latest first; managers only, traced.';
