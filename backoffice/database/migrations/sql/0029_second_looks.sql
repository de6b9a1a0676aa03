-- One decision in so many is looked at by a second person. It is drawn by the server’s strong random source once
-- the decision is written, and shown to everybody but its author: he can neither foresee nor learn it.

CREATE FUNCTION public.second_look_every(p_landlord bigint) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.landlord_parameter;
BEGIN
    SELECT p.* INTO found FROM public.landlord_parameter p
    WHERE p.landlord_id = p_landlord AND p.key = 'second_look_every' AND p.valid_from <= public.proof_day()
    ORDER BY p.valid_from DESC LIMIT 1;
    -- Without a row, ours; written as nothing: never.
    RETURN CASE WHEN found.id IS NULL THEN 20
        WHEN found.value #>> '{}' ~ '^[1-9][0-9]{0,3}$' THEN (found.value #>> '{}')::integer END;
END $$;
COMMENT ON FUNCTION public.second_look_every(bigint) IS 'One decision in how many is looked at again; null for none.';

CREATE FUNCTION public.is_drawn(p_every integer) RETURNS boolean
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    -- Of a random UUID the first 48 bits are all random.
    SELECT p_every IS NOT NULL
        AND ('x' || left(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::bigint % p_every = 0
$$;
COMMENT ON FUNCTION public.is_drawn(integer) IS 'One chance in so many, that nobody foresees.';

CREATE FUNCTION public.draw_second_look() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.second_look (landlord_id, decision_id, work_item_id, kind, drawn_at)
    SELECT NEW.landlord_id, NEW.id, w.id, w.kind, NEW.decided_at FROM public.work_item w
    WHERE w.id = NEW.work_item_id AND public.is_drawn(public.second_look_every(NEW.landlord_id));
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.draw_second_look() IS 'Draws whether a decision is looked at again.';

CREATE TRIGGER draw_second_look AFTER INSERT ON public.work_decision FOR EACH ROW
    WHEN (NEW.staff_id IS NOT NULL AND NEW.decision IN ('ACCEPTED', 'REJECTED'))
    EXECUTE FUNCTION public.draw_second_look();

-- Those that I may look at: files that I see, not my own household, not decided by me under any login; one that was
-- undone is none.
CREATE FUNCTION public.second_looks(p_kinds text[], p_most integer)
RETURNS TABLE (look bigint, version integer, item bigint, kind text, customer bigint, decision text, reason text,
               decided_at timestamptz, item_version integer, item_status text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me public.staff := public.proof_staff();
BEGIN
    RETURN QUERY
    SELECT l.id, l.version, w.id, w.kind, w.customer_id, d.decision, d.reason, d.decided_at, w.version, w.status
    FROM public.second_look l
    JOIN public.work_decision d ON d.id = l.decision_id
    JOIN public.work_item w ON w.id = l.work_item_id
    WHERE l.verdict IS NULL AND l.landlord_id = ANY (public.my_landlords()) AND w.kind = ANY (p_kinds)
      AND d.staff_id <> me.id AND NOT coalesce(public.proof_same_person(d.staff_id, me), false)
      AND NOT EXISTS (SELECT FROM public.work_decision u WHERE u.work_item_id = d.work_item_id
                        AND u.rank = d.rank + 1 AND u.decision = 'UNDONE')
      AND w.customer_id <> ALL (public.my_households()) AND public.sees_customer(w.customer_id)
    ORDER BY l.drawn_at, l.id LIMIT p_most;
END $$;
COMMENT ON FUNCTION public.second_looks(text[], integer) IS 'The decisions drawn that who signed in may look at.';

CREATE FUNCTION public.give_second_look(p_look bigint, p_version integer, p_verdict text, p_reason text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    found public.second_look;
    decided public.work_decision;
    whom bigint;
BEGIN
    SELECT l.* INTO found FROM public.second_look l WHERE l.id = p_look FOR UPDATE;
    SELECT d.* INTO decided FROM public.work_decision d WHERE d.id = found.decision_id;
    SELECT w.customer_id INTO whom FROM public.work_item w WHERE w.id = found.work_item_id;
    IF found.id IS NULL OR NOT public.sees_customer(whom)
        OR decided.staff_id = me.id OR public.proof_same_person(decided.staff_id, me) THEN
        -- To its author it does not exist.
        PERFORM public.refuse('LOOK_UNKNOWN', 'Cette relecture n’existe pas ou n’est pas pour vous : relisez la liste.');
    ELSIF public.in_my_household(whom) THEN
        PERFORM public.refuse('OWN_HOUSEHOLD',
            'Ce dossier est celui de votre foyer : laissez un collègue le traiter.');
    ELSIF found.verdict IS NOT NULL OR found.version IS DISTINCT FROM p_version THEN
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'LOOK_DONE', DETAIL =
            'Un collègue a déjà relu cette décision : prenez la suivante.';
    ELSIF p_verdict IS NULL OR p_verdict NOT IN ('AGREED', 'DISAGREED')
        OR (p_verdict = 'DISAGREED') <> (p_reason IS NOT NULL) THEN
        PERFORM public.refuse('REASON_REQUIRED', 'Dites si vous êtes d’accord ; sinon, choisissez pourquoi dans la liste.');
    END IF;
    UPDATE public.second_look l SET verdict = p_verdict, reason = p_reason, looked_by = me.id,
        looked_at = clock_timestamp(), version = l.version + 1
    WHERE l.id = found.id;
END $$;
COMMENT ON FUNCTION public.give_second_look(bigint, integer, text, text) IS 'Says what the second person found; changes nothing of the decision.';

-- By queue and month, of a landlord or of all mine: never by agent (R5.13).
CREATE FUNCTION public.second_look_rates(p_from date, p_to date)
RETURNS TABLE (kind text, month date, looked integer, disagreed integer, waiting integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM public.proof_staff();
    RETURN QUERY
    SELECT l.kind, date_trunc('month', l.drawn_at AT TIME ZONE 'Europe/Paris')::date,
           count(*) FILTER (WHERE l.verdict IS NOT NULL)::integer,
           count(*) FILTER (WHERE l.verdict = 'DISAGREED')::integer,
           count(*) FILTER (WHERE l.verdict IS NULL)::integer
    FROM public.second_look l JOIN public.work_decision d ON d.id = l.decision_id
    WHERE l.landlord_id = ANY (public.my_landlords())
      AND l.drawn_at >= p_from::timestamp AT TIME ZONE 'Europe/Paris'
      AND l.drawn_at < p_to::timestamp AT TIME ZONE 'Europe/Paris'
      AND NOT EXISTS (SELECT FROM public.work_decision u WHERE u.work_item_id = d.work_item_id
                        AND u.rank = d.rank + 1 AND u.decision = 'UNDONE')
    GROUP BY 1, 2 ORDER BY 2, 1;
END $$;
COMMENT ON FUNCTION public.second_look_rates(date, date) IS 'How many decisions were looked at again and found wrong, by queue and month.';
