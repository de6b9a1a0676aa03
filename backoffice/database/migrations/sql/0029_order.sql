-- The order of a queue, asked by its list, by « suivant » and by « précédent »: one function says it.

-- Every household of who signed in: he acts on none of them.
CREATE FUNCTION public.my_households() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me bigint := (SELECT s.person_id FROM public.staff s WHERE s.id = public.my_staff_id());
BEGIN
    IF me IS NULL THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        SELECT c.id FROM public.customer c WHERE c.main_person_id = me
        UNION SELECT l.customer_id FROM public.lease_holder h JOIN public.lease l ON l.id = h.lease_id
              WHERE h.person_id = me
        UNION SELECT l.customer_id FROM public.household_member m JOIN public.lease l ON l.id = m.lease_id
              WHERE m.person_id = me);
END $$;
COMMENT ON FUNCTION public.my_households() IS 'The customers of whose household who signed in is or was.';

-- What I passed on since midnight in Paris.
CREATE FUNCTION public.my_skips() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT DISTINCT s.work_item_id FROM public.work_skip s
        WHERE s.staff_id = public.my_staff_id()
          AND s.skipped_at >= public.service_day()::timestamp AT TIME ZONE 'Europe/Paris');
END $$;
COMMENT ON FUNCTION public.my_skips() IS 'The items that who signed in passed on today.';

CREATE FUNCTION public.my_done_today() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT DISTINCT d.work_item_id FROM public.work_decision d
        WHERE d.staff_id = public.my_staff_id()
          AND d.decided_at >= public.service_day()::timestamp AT TIME ZONE 'Europe/Paris');
END $$;
COMMENT ON FUNCTION public.my_done_today() IS 'The items that who signed in decided today.';

-- The agencies to look in: mine, narrowed by the filter.
CREATE FUNCTION public.queue_agencies(p_filter jsonb) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(mine.id), '{}')
    FROM public.work_agencies() AS mine (id) JOIN public.agency a ON a.id = mine.id
    WHERE (p_filter -> 'agencies' IS NULL OR to_jsonb(mine.id) <@ (p_filter -> 'agencies'))
      AND (p_filter -> 'landlords' IS NULL OR to_jsonb(a.landlord_id) <@ (p_filter -> 'landlords'))
$$;
COMMENT ON FUNCTION public.queue_agencies(jsonb) IS 'The agencies of a filter among mine.';

-- The conditions of a filter on « w », as text; its values stay parameters.
CREATE FUNCTION public.queue_conditions(p_filter jsonb, p_free boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told text := '';
BEGIN
    IF coalesce((p_filter ->> 'late')::boolean, false) THEN
        told := told || ' AND w.due_at < $3';
    END IF;
    IF p_filter ->> 'channel' IS NOT NULL THEN
        told := told || ' AND ($4 ->> ''channel'') IN (
            SELECT i.channel FROM public.insurance_submission i WHERE i.work_item_id = w.id
            UNION ALL SELECT c.channel FROM public.change_submission c WHERE c.work_item_id = w.id)';
    END IF;
    IF p_filter ->> 'detail' IS NOT NULL THEN
        told := told || ' AND EXISTS (SELECT FROM public.change_submission c
            WHERE c.work_item_id = w.id AND c.event = $4 ->> ''detail'')';
    END IF;
    IF coalesce((p_filter ->> 'passed_on')::boolean, false) THEN
        told := told || ' AND (SELECT count(DISTINCT s.staff_id) FROM public.work_skip s
            WHERE s.work_item_id = w.id) >= 3';
    END IF;
    IF p_free OR coalesce((p_filter ->> 'free')::boolean, false) THEN
        told := told || ' AND (w.claimed_until IS NULL OR w.claimed_until <= $3)';
    END IF;
    IF p_free THEN
        told := told || ' AND w.customer_id <> ALL ($5)';
    END IF;
    RETURN told;
END $$;
COMMENT ON FUNCTION public.queue_conditions(jsonb, boolean) IS 'The conditions of a filter, in SQL.';

-- The columns of a sort; « name » is read only where it is asked.
CREATE FUNCTION public.queue_key(p_sort text, p_name text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_sort NOT IN ('DUE', 'RECEIVED', 'RECENT', 'NAME') THEN
        PERFORM public.refuse('UNKNOWN_SORT', 'Ce tri n’existe pas : triez par échéance, par arrivée ou par nom.');
    END IF;
    RETURN CASE p_sort WHEN 'DUE' THEN ARRAY['w.due_at', 'w.priority', 'w.id']
        WHEN 'NAME' THEN ARRAY[p_name, 'w.id'] ELSE ARRAY['w.received_at', 'w.id'] END;
END $$;
COMMENT ON FUNCTION public.queue_key(text, text) IS 'What a sort compares.';

-- In order, after (or before) an item if one is named. « p_free »: only what could be claimed now. « p_skipped »:
-- only what I passed on today (true), only the rest (false). « p_done »: what I decided today is in the list too.
CREATE FUNCTION public.work_ordered(
    p_kinds text[], p_filter jsonb, p_sort text, p_from bigint, p_back boolean, p_free boolean, p_skipped boolean,
    p_done boolean, p_most integer)
RETURNS TABLE (item bigint, kind text, customer bigint, status text, held boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- As a French list is sorted, where no French collation is: without accents, case, hyphens and apostrophes.
    -- Written out: a function would be called for every item of the queue.
    name_of constant text := 'translate(upper(coalesce(nullif(btrim(p.usage_name), ''''), p.birth_name)),
        ''ÀÂÄÃÅÇÉÈÊËÎÏÌÍÑÔÖÒÓÕÛÜÙÚŸ’''''- '', ''AAAAACEEEEIIIINOOOOOUUUUY'') COLLATE "C"';
    people constant text := ' JOIN public.customer n ON n.id = w.customer_id
        JOIN public.person p ON p.id = n.main_person_id';
    source text := 'public.work_item w' || CASE p_sort WHEN 'NAME' THEN people ELSE '' END;
    way text := CASE WHEN coalesce(p_back, false) <> (p_sort = 'RECENT') THEN ' DESC' ELSE '' END;
    inner_key text[] := public.queue_key(p_sort, name_of);
    outer_key text[] := public.queue_key(p_sort, 'w.name');
    seen constant text := ' AND EXISTS (SELECT FROM public.customer c WHERE c.id = w.customer_id
        AND (NOT c.reserved OR $6 = ''MANAGER'') AND ($6 <> ''ADVISER'' OR c.agency_id = ANY ($7)))';
    columns text := format('w.id, w.kind, w.customer_id, w.status, w.due_at, w.priority, w.received_at,
        w.claimed_by, w.claimed_until, %s AS name', CASE p_sort WHEN 'NAME' THEN name_of ELSE 'NULL::text' END);
    wanted text := public.queue_conditions(p_filter, p_free) || seen;
    start public.work_item;
    start_name text;
    passed bigint[] := public.my_skips();
BEGIN
    IF p_skipped AND passed = '{}' THEN
        RETURN;
    END IF;
    IF p_from IS NOT NULL THEN
        SELECT w.* INTO start FROM public.work_item w WHERE w.id = p_from;
        EXECUTE format('SELECT %s FROM public.work_item w %s WHERE w.id = $1', name_of, people)
            INTO start_name USING p_from;
        wanted := wanted || format(' AND (%s) %s (%s)', array_to_string(inner_key, ', '),
            CASE way WHEN '' THEN '>' ELSE '<' END,
            CASE p_sort WHEN 'DUE' THEN '$8, $9, $11' WHEN 'NAME' THEN '$12, $11' ELSE '$10, $11' END);
    END IF;
    IF p_skipped IS NOT NULL THEN
        wanted := wanted || CASE WHEN p_skipped THEN ' AND w.id = ANY ($13)' ELSE ' AND w.id <> ALL ($13)' END;
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT w.id, w.kind, w.customer_id, w.status,
                coalesce(w.claimed_until > $3 AND w.claimed_by <> $14, false)
         FROM (SELECT w.* FROM unnest($1) AS a (id) CROSS JOIN unnest($2) AS k (kind) CROSS JOIN LATERAL (
                   SELECT %1$s FROM %5$s
                   WHERE w.agency_id = a.id AND w.kind = k.kind AND w.status = ''OPEN'' %2$s
                   ORDER BY %3$s LIMIT $15) w
               UNION ALL SELECT %1$s FROM %5$s
                   WHERE w.id = ANY ($16) AND w.agency_id = ANY ($1) AND w.kind = ANY ($2)
                     AND w.status <> ''OPEN'' %2$s) w
         ORDER BY %4$s LIMIT $15',
        columns, wanted, array_to_string(inner_key, way || ', ') || way, array_to_string(outer_key, way || ', ') || way,
        source)
    USING public.queue_agencies(p_filter), p_kinds, clock_timestamp(), p_filter, public.my_households(),
        public.my_role(), public.my_agencies(), start.due_at, start.priority, start.received_at, start.id,
        start_name,
        passed, public.my_staff_id(), p_most,
        CASE WHEN p_done THEN public.my_done_today() ELSE '{}'::bigint[] END;
END $$;
COMMENT ON FUNCTION public.work_ordered(text[], jsonb, text, bigint, boolean, boolean, boolean, boolean, integer) IS 'The items of a queue in order, of a filter and a sort.';

-- The list: what I passed on today comes last, for me alone.
CREATE FUNCTION public.work_listed(p_kinds text[], p_filter jsonb, p_sort text, p_most integer)
RETURNS TABLE (item bigint, rank integer, skipped boolean, skips integer, skip_reason text, channel text, detail text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM public.work_staff();
    RETURN QUERY
    WITH listed AS (
        SELECT o.item, o.late, row_number() OVER ()::integer AS place FROM (
            SELECT w.item, false AS late FROM public.work_ordered(
                p_kinds, p_filter, p_sort, NULL, false, false, false, false, p_most) w
            UNION ALL SELECT w.item, true FROM public.work_ordered(
                p_kinds, p_filter, p_sort, NULL, false, false, true, false, p_most) w) o
        LIMIT p_most)
    SELECT l.item, l.place, l.late, coalesce(s.staff, 0), s.reason, coalesce(c.channel, i.channel), c.event
    FROM listed l
    LEFT JOIN LATERAL (SELECT count(DISTINCT k.staff_id)::integer AS staff,
                              (array_agg(k.reason ORDER BY k.skipped_at DESC))[1] AS reason
                       FROM public.work_skip k WHERE k.work_item_id = l.item) s ON true
    LEFT JOIN public.change_submission c ON c.work_item_id = l.item
    LEFT JOIN public.insurance_submission i ON i.work_item_id = l.item
    ORDER BY l.place;
END $$;
COMMENT ON FUNCTION public.work_listed(text[], jsonb, text, integer) IS 'The list of a queue, with who many passed an item on.';

-- The neighbour of an item in the order of the list; what colleagues hold is passed over and counted. Backwards,
-- what I decided today is there too.
CREATE FUNCTION public.work_neighbour(p_item bigint, p_back boolean, p_kinds text[], p_filter jsonb, p_sort text)
RETURNS TABLE (item bigint, kind text, customer bigint, status text, passed integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place bigint := p_item;
    one record;
    seen integer;
    most integer := 8;
    passed_over integer := 0;
BEGIN
    PERFORM public.work_staff();
    LOOP
        seen := 0;
        FOR one IN SELECT * FROM public.work_ordered(p_kinds, p_filter, p_sort, place, p_back, false,
            CASE WHEN p_back THEN NULL ELSE false END, p_back, most) LOOP
            seen := seen + 1;
            place := one.item;
            IF NOT one.held AND NOT public.in_my_household(one.customer) THEN
                RETURN QUERY SELECT one.item, one.kind, one.customer, one.status, passed_over;
                RETURN;
            END IF;
            passed_over := passed_over + 1;
        END LOOP;
        EXIT WHEN seen < most;
        most := least(most * 4, 200);
    END LOOP;
END $$;
COMMENT ON FUNCTION public.work_neighbour(bigint, boolean, text[], jsonb, text) IS 'The next or the former item of a list.';
