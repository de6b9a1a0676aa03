-- Claims are leases, taken and given back by these functions alone: no client may write the columns.

CREATE FUNCTION public.work_staff() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me bigint := public.my_staff_id();
BEGIN
    IF me IS NULL THEN
        PERFORM public.refuse('NOT_STAFF',
            'Votre compte n’est rattaché à aucun agent en service : demandez à l’administrateur de le rattacher.');
    END IF;
    RETURN me;
END
$$;

-- An adviser works for his agencies, the others for every agency of their landlords.
CREATE FUNCTION public.work_agencies() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF public.my_role() = 'ADVISER' THEN
        RETURN QUERY SELECT unnest(public.my_agencies());
    ELSE
        RETURN QUERY SELECT a.id FROM public.agency a WHERE a.landlord_id = ANY (public.my_landlords());
    END IF;
END
$$;

-- A claim is never longer than a quarter of an hour, whoever asks.
CREATE FUNCTION public.claim_end(p_seconds integer) RETURNS timestamptz
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT clock_timestamp() + make_interval(secs => least(greatest(coalesce(p_seconds, 300), 1), 900))
$$;

-- The item, locked, if its file is one that he sees and may act on.
CREATE FUNCTION public.work_locked(p_item bigint) RETURNS public.work_item
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    item public.work_item;
BEGIN
    SELECT w.* INTO item FROM public.work_item w WHERE w.id = p_item FOR UPDATE;
    IF NOT FOUND OR NOT public.sees_customer(item.customer_id) THEN
        PERFORM public.refuse('ITEM_UNKNOWN',
            'Ce dossier n’existe pas ou n’est pas de vos agences : relancez la file.');
    END IF;
    IF public.in_my_household(item.customer_id) THEN
        PERFORM public.refuse('OWN_HOUSEHOLD',
            'Ce dossier est celui de votre foyer : laissez un collègue le traiter.');
    END IF;
    RETURN item;
END
$$;

-- Say who holds or has decided an item: the sentence of every refusal about claims.
CREATE FUNCTION public.work_lost(p_item public.work_item, p_staff bigint) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    other text;
    hour text;
BEGIN
    IF p_item.status <> 'OPEN' THEN
        SELECT coalesce(s.full_name, 'Un autre service'),
            to_char(d.decided_at AT TIME ZONE 'Europe/Paris', 'FMHH24 "h" MI') INTO other, hour
        FROM public.work_decision d LEFT JOIN public.staff s ON s.id = d.staff_id
        WHERE d.work_item_id = p_item.id ORDER BY d.rank DESC LIMIT 1;
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'ITEM_DECIDED', DETAIL = format(
            '%s a déjà traité ce dossier à %s : prenez le suivant.',
            coalesce(other, 'Un collègue'), coalesce(hour, 'l’instant'));
    ELSIF p_item.claimed_by <> p_staff AND p_item.claimed_until > clock_timestamp() THEN
        SELECT s.full_name INTO other FROM public.staff s WHERE s.id = p_item.claimed_by;
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'CLAIM_TAKEN', DETAIL = format(
            '%s traite ce dossier en ce moment : prenez le suivant.', other);
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'CLAIM_EXPIRED', DETAIL =
        'Votre réservation de ce dossier a expiré : reprenez-le, puis recommencez.';
END
$$;

CREATE FUNCTION public.claim_next(p_kind text, p_seconds integer)
RETURNS TABLE (id bigint, kind text, customer_id bigint, lease_id bigint, received_at timestamptz,
               due_at timestamptz, version integer, claimed_until timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me bigint := public.work_staff();
    moment timestamptz := clock_timestamp();
    queue record;
    taken bigint;
BEGIN
    -- The first free item of each agency is one step down an index, whatever the length of the queues.
    FOR queue IN
        SELECT mine.agency_id FROM public.work_agencies() AS mine (agency_id)
        CROSS JOIN LATERAL (
            SELECT w.due_at, w.priority, w.id FROM public.work_item w
            WHERE w.agency_id = mine.agency_id AND w.kind = p_kind AND w.status = 'OPEN'
                AND (w.claimed_until IS NULL OR w.claimed_until <= moment)
            ORDER BY w.due_at, w.priority, w.id LIMIT 1
        ) AS head
        ORDER BY head.due_at, head.priority, head.id
    LOOP
        -- The functions come last: they are asked of the items at the head of the queue alone.
        SELECT w.id INTO taken FROM public.work_item w
        WHERE w.agency_id = queue.agency_id AND w.kind = p_kind AND w.status = 'OPEN'
            AND (w.claimed_until IS NULL OR w.claimed_until <= moment)
            AND public.sees_customer(w.customer_id) AND NOT public.in_my_household(w.customer_id)
        ORDER BY w.due_at, w.priority, w.id LIMIT 1 FOR UPDATE SKIP LOCKED;
        IF FOUND THEN
            RETURN QUERY UPDATE public.work_item w
                SET claimed_by = me, claimed_until = public.claim_end(p_seconds)
                WHERE w.id = taken
                RETURNING w.id, w.kind, w.customer_id, w.lease_id, w.received_at, w.due_at, w.version,
                          w.claimed_until;
            RETURN;
        END IF;
    END LOOP;
END
$$;

-- A chosen item, also to take up again one's own after the laptop slept.
CREATE FUNCTION public.claim_item(p_item bigint, p_seconds integer)
RETURNS TABLE (id bigint, kind text, customer_id bigint, lease_id bigint, received_at timestamptz,
               due_at timestamptz, version integer, claimed_until timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me bigint := public.work_staff();
    item public.work_item := public.work_locked(p_item);
BEGIN
    IF item.status <> 'OPEN' OR (item.claimed_by <> me AND item.claimed_until > clock_timestamp()) THEN
        PERFORM public.work_lost(item, me);
    END IF;
    RETURN QUERY UPDATE public.work_item w
        SET claimed_by = me, claimed_until = public.claim_end(p_seconds)
        WHERE w.id = p_item
        RETURNING w.id, w.kind, w.customer_id, w.lease_id, w.received_at, w.due_at, w.version,
                  w.claimed_until;
END
$$;

CREATE FUNCTION public.renew_claim(p_item bigint, p_seconds integer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me bigint := public.work_staff();
    item public.work_item := public.work_locked(p_item);
    until timestamptz;
BEGIN
    IF item.claimed_by IS DISTINCT FROM me OR item.claimed_until <= clock_timestamp() THEN
        PERFORM public.work_lost(item, me);
    END IF;
    UPDATE public.work_item w SET claimed_until = greatest(w.claimed_until, public.claim_end(p_seconds))
    WHERE w.id = p_item RETURNING w.claimed_until INTO until;
    RETURN until;
END
$$;

-- True when he held it; a claim that was already lost is nothing to complain about.
CREATE FUNCTION public.release_claim(p_item bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.work_item w SET claimed_by = NULL, claimed_until = NULL
    WHERE w.id = p_item AND w.claimed_by = public.work_staff();
    RETURN FOUND;
END
$$;

-- Open items of his agencies, by queue, and those past their date.
CREATE FUNCTION public.work_counts()
RETURNS TABLE (kind text, open_items bigint, late_items bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT w.kind, count(*), count(*) FILTER (WHERE w.due_at < now())
    FROM public.work_agencies() AS mine (agency_id)
    JOIN public.work_item w ON w.agency_id = mine.agency_id AND w.status = 'OPEN'
    GROUP BY w.kind
$$;
