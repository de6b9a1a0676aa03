-- « Suivant »: the next free item of a filter, with the family it travels with; all of it, or another one.

-- Locks the item and its family for who asks: their keys, the item first; null when a colleague has some of it.
-- Two who ask at once never take half each: the family is asked for under one key.
CREATE FUNCTION public.work_family(p_item bigint, p_wait boolean) RETURNS SETOF public.work_item
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    item public.work_item;
    family constant text[] := ARRAY['HOUSEHOLD', 'SURVEY'];
    locked bigint[];
BEGIN
    SELECT w.* INTO item FROM public.work_item w WHERE w.id = p_item;
    IF item.kind <> ALL (family) OR item.id IS NULL THEN
        IF p_wait THEN
            RETURN QUERY SELECT w.* FROM public.work_item w WHERE w.id = p_item FOR UPDATE;
        ELSE
            RETURN QUERY SELECT w.* FROM public.work_item w WHERE w.id = p_item FOR UPDATE SKIP LOCKED;
        END IF;
        RETURN;
    END IF;
    IF p_wait THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('guichet.family', item.customer_id));
        RETURN QUERY SELECT w.* FROM public.work_item w
            WHERE w.customer_id = item.customer_id AND w.kind = ANY (family) AND (w.status = 'OPEN' OR w.id = p_item)
            ORDER BY w.id FOR UPDATE;
        RETURN;
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtextextended('guichet.family', item.customer_id)) THEN
        RETURN;
    END IF;
    SELECT array_agg(w.id) INTO locked FROM (
        SELECT o.id FROM public.work_item o
        WHERE o.customer_id = item.customer_id AND o.kind = ANY (family) AND o.status = 'OPEN'
        ORDER BY o.id FOR UPDATE SKIP LOCKED) w;
    IF cardinality(locked) = (SELECT count(*) FROM public.work_item o WHERE o.customer_id = item.customer_id
                              AND o.kind = ANY (family) AND o.status = 'OPEN') THEN
        RETURN QUERY SELECT w.* FROM public.work_item w WHERE w.id = ANY (locked);
    END IF;
END $$;
COMMENT ON FUNCTION public.work_family(bigint, boolean) IS 'An item and the open items that travel with it, locked.';

CREATE FUNCTION public.claim_together(p_items bigint[], p_first bigint, p_staff bigint, p_seconds integer)
RETURNS TABLE (id bigint, kind text, customer_id bigint, lease_id bigint, received_at timestamptz,
               due_at timestamptz, version integer, claimed_until timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    until timestamptz := public.claim_end(p_seconds);
BEGIN
    RETURN QUERY
    WITH taken AS (
        UPDATE public.work_item w SET claimed_by = p_staff, claimed_until = until
        WHERE w.id = ANY (p_items) AND w.status = 'OPEN' RETURNING w.*)
    SELECT t.id, t.kind, t.customer_id, t.lease_id, t.received_at, t.due_at, t.version, t.claimed_until
    FROM taken t ORDER BY t.id <> p_first, t.due_at, t.id;
END $$;
COMMENT ON FUNCTION public.claim_together(bigint[], bigint, bigint, integer) IS 'Claims locked items to the same instant.';

CREATE FUNCTION public.claim_following(
    p_kinds text[], p_filter jsonb, p_sort text, p_after bigint, p_seconds integer)
RETURNS TABLE (id bigint, kind text, customer_id bigint, lease_id bigint, received_at timestamptz,
               due_at timestamptz, version integer, claimed_until timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me bigint := public.work_staff();
    place bigint;
    most integer;
    seen integer;
    one record;
    family bigint[];
BEGIN
    -- After the item named, then from the head, then what I passed on today.
    FOR turn IN CASE WHEN p_after IS NULL THEN 2 ELSE 1 END .. 3 LOOP
        place := CASE turn WHEN 1 THEN p_after END;
        most := 8;
        LOOP
            seen := 0;
            FOR one IN SELECT o.* FROM public.work_ordered(
                p_kinds, p_filter, p_sort, place, false, true, turn = 3, false, most) o LOOP
                seen := seen + 1;
                place := one.item;
                CONTINUE WHEN one.item IS NOT DISTINCT FROM p_after;
                SELECT array_agg(w.id) INTO family FROM public.work_family(one.item, false) w
                HAVING bool_and(w.status = 'OPEN' AND (w.claimed_until IS NULL OR w.claimed_until <= clock_timestamp()
                                                       OR w.claimed_by = me AND w.id <> one.item));
                IF one.item = ANY (family) THEN
                    RETURN QUERY SELECT * FROM public.claim_together(family, one.item, me, p_seconds);
                    RETURN;
                END IF;
            END LOOP;
            EXIT WHEN seen < most;
            most := least(most * 4, 200);
        END LOOP;
    END LOOP;
END $$;
COMMENT ON FUNCTION public.claim_following(text[], jsonb, text, bigint, integer) IS 'Claims the next free item of a filter and sort, with its family.';

-- A chosen item with its family, also to take up again one’s own after the laptop slept.
CREATE FUNCTION public.claim_family(p_item bigint, p_seconds integer)
RETURNS TABLE (id bigint, kind text, customer_id bigint, lease_id bigint, received_at timestamptz,
               due_at timestamptz, version integer, claimed_until timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me bigint := public.work_staff();
    one public.work_item;
    family bigint[];
BEGIN
    FOR one IN SELECT w.* FROM public.work_family(p_item, true) w ORDER BY w.id <> p_item LOOP
        IF one.id = p_item THEN
            one := public.work_locked(p_item);
        END IF;
        IF one.status <> 'OPEN' OR one.claimed_by <> me AND one.claimed_until > clock_timestamp() THEN
            PERFORM public.work_lost(one, me);
        END IF;
        family := family || one.id;
    END LOOP;
    IF family IS NULL THEN
        PERFORM public.work_locked(p_item);
    END IF;
    RETURN QUERY SELECT * FROM public.claim_together(family, p_item, me, p_seconds);
END $$;
COMMENT ON FUNCTION public.claim_family(bigint, integer) IS 'Claims a chosen item with its family, or says who has it.';

-- What I hold of the family of an item, that item among it.
CREATE FUNCTION public.held_family(p_item bigint, p_staff bigint) RETURNS bigint[]
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(o.id), '{}') FROM public.work_item w
    JOIN public.work_item o ON o.customer_id = w.customer_id AND o.claimed_by = p_staff
        AND (o.id = w.id OR w.kind IN ('HOUSEHOLD', 'SURVEY') AND o.kind IN ('HOUSEHOLD', 'SURVEY'))
    WHERE w.id = p_item
$$;
COMMENT ON FUNCTION public.held_family(bigint, bigint) IS 'The items of a family that somebody holds.';

CREATE FUNCTION public.renew_family(p_item bigint, p_seconds integer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me bigint := public.work_staff();
    until timestamptz := public.renew_claim(p_item, p_seconds);
BEGIN
    UPDATE public.work_item w SET claimed_until = greatest(w.claimed_until, until)
    WHERE w.id = ANY (public.held_family(p_item, me)) AND w.claimed_until > clock_timestamp();
    RETURN until;
END $$;
COMMENT ON FUNCTION public.renew_family(bigint, integer) IS 'Keeps an item and the family held with it.';

CREATE FUNCTION public.release_family(p_item bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me bigint := public.work_staff();
BEGIN
    UPDATE public.work_item w SET claimed_by = NULL, claimed_until = NULL
    WHERE w.id = ANY (public.held_family(p_item, me)) AND w.claimed_by = me;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION public.release_family(bigint) IS 'Gives back an item and the family held with it.';

-- Passed on: last for me until the morrow, free for the others; all that travels together.
CREATE FUNCTION public.skip_item(p_item bigint, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me bigint := public.work_staff();
    item public.work_item := public.work_locked(p_item);
BEGIN
    IF item.status <> 'OPEN' OR item.claimed_by <> me AND item.claimed_until > clock_timestamp() THEN
        PERFORM public.work_lost(item, me);
    END IF;
    INSERT INTO public.work_skip (landlord_id, work_item_id, staff_id, reason, skipped_at)
    SELECT w.landlord_id, w.id, me, p_reason, clock_timestamp() FROM public.work_item w
    WHERE w.status = 'OPEN' AND (w.id = p_item OR w.id = ANY (public.held_family(p_item, me)));
    PERFORM public.release_family(p_item);
END $$;
COMMENT ON FUNCTION public.skip_item(bigint, text) IS 'Passes an item on with a reason, and gives it back.';
