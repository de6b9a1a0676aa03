-- A new portal: everybody makes his profile again (portals.md 4.1). An administrator marks the accounts opened
-- before a day, in pages committed one by one: each page locks its own rows, never the table.

CREATE FUNCTION public.recreation_staff(p_landlord bigint, p_roles text[]) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me bigint;
BEGIN
    SELECT s.id INTO me FROM public.staff s JOIN public.staff_landlord l ON l.staff_id = s.id
    WHERE s.login = session_user AND l.landlord_id = p_landlord AND s.role = ANY (p_roles)
      AND s.valid_from <= public.service_day() AND (s.valid_to IS NULL OR s.valid_to > public.service_day());
    IF me IS NULL THEN
        PERFORM public.refuse('NOT_ADMINISTRATOR',
            'Les profils à recréer relèvent de l’administrateur de ce bailleur : adressez-vous à lui.');
    END IF;
    RETURN me;
END $$;
COMMENT ON FUNCTION public.recreation_staff(bigint, text[]) IS 'Who is signed in, if he has this role at this landlord.';

CREATE FUNCTION public.refuse_recreation_day(p_before date) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_before IS NULL OR p_before NOT BETWEEN '2000-01-01' AND public.service_day() THEN
        PERFORM public.refuse('RECREATION_DATE',
            'Donnez le jour d’ouverture du nouveau portail : aujourd’hui ou un jour passé.');
    END IF;
END $$;
COMMENT ON FUNCTION public.refuse_recreation_day(date) IS 'Refuses a day to come: accounts of the new portal would be marked.';

-- Opened before the day, and not made again since: who has registered on the new portal is left alone.
CREATE FUNCTION public.count_to_recreate(p_landlord bigint, p_before date) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    opened CONSTANT timestamptz := p_before::timestamp AT TIME ZONE 'Europe/Paris';
BEGIN
    PERFORM public.recreation_staff(p_landlord, ARRAY['ADMINISTRATOR', 'MANAGER']);
    PERFORM public.refuse_recreation_day(p_before);
    RETURN (SELECT count(*) FROM public.portal_account a
            WHERE a.landlord_id = p_landlord AND a.closed_at IS NULL AND a.recreate_since IS NULL
              AND a.created_at < opened
              AND NOT EXISTS (
                  SELECT FROM public.portal_event e
                  WHERE e.customer_id = a.customer_id AND e.occurred_at >= opened
                    AND e.account_id = a.id AND e.kind = 'REGISTERED'));
END $$;
COMMENT ON FUNCTION public.count_to_recreate(bigint, date) IS 'How many accounts marking would reach; a number alone.';

CREATE FUNCTION public.recreation_left(p_landlord bigint) RETURNS TABLE (marked_at timestamptz, waiting bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.recreation_staff(p_landlord, ARRAY['ADMINISTRATOR', 'MANAGER']);
    RETURN QUERY
        SELECT a.recreate_since, count(*) FROM public.portal_account a
        WHERE a.landlord_id = p_landlord AND a.recreate_since IS NOT NULL AND a.closed_at IS NULL
        GROUP BY a.recreate_since;
END $$;
COMMENT ON FUNCTION public.recreation_left(bigint) IS 'How many profiles of each marking are still to be made again.';

-- The accounts of the next page. One that somebody is changing is passed over, then waited for at the end.
CREATE FUNCTION public.recreation_page(p_run public.portal_recreation, p_page integer) RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    opened CONSTANT timestamptz := p_run.opened_before::timestamp AT TIME ZONE 'Europe/Paris';
    wait boolean;
    found bigint[];
BEGIN
    FOREACH wait IN ARRAY ARRAY[false, true] LOOP
        EXECUTE format(
            'SELECT array_agg(id) FROM (SELECT a.id FROM public.portal_account a '
            'WHERE a.id > $1 AND a.landlord_id = $2 AND a.closed_at IS NULL AND a.recreate_since IS NULL '
            'AND a.created_at < $3 AND NOT EXISTS (SELECT FROM public.portal_event e '
            'WHERE e.customer_id = a.customer_id AND e.occurred_at >= $3 AND e.account_id = a.id '
            'AND e.kind = ''REGISTERED'') ORDER BY a.id LIMIT $4 FOR UPDATE OF a %s) picked',
            CASE WHEN wait THEN '' ELSE 'SKIP LOCKED' END)
        INTO found USING CASE WHEN wait THEN 0 ELSE p_run.reached END, p_run.landlord_id, opened, p_page;
        EXIT WHEN found IS NOT NULL;
    END LOOP;
    RETURN coalesce(found, '{}');
END $$;
COMMENT ON FUNCTION public.recreation_page(public.portal_recreation, integer) IS 'Locks and names the accounts of the next page.';

CREATE FUNCTION public.mark_to_recreate(p_landlord bigint, p_before date, p_command uuid, p_page integer DEFAULT 10000)
RETURNS TABLE (marked integer, finished boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me CONSTANT bigint := public.recreation_staff(p_landlord, ARRAY['ADMINISTRATOR']);
    run public.portal_recreation;
    picked bigint[];
BEGIN
    PERFORM public.refuse_recreation_day(p_before);
    INSERT INTO public.portal_recreation (landlord_id, opened_before, command_id, staff_id, marked_at)
    VALUES (p_landlord, p_before, p_command, me, clock_timestamp())
    ON CONFLICT (command_id) DO NOTHING;
    SELECT r.* INTO run FROM public.portal_recreation r WHERE r.command_id = p_command FOR UPDATE;
    IF (run.landlord_id, run.opened_before) IS DISTINCT FROM (p_landlord, p_before) THEN
        PERFORM public.refuse('COMMAND_REUSED',
            'L’identifiant de commande a déjà servi à un autre marquage : donnez-en un nouveau.');
    ELSIF run.undone_at IS NOT NULL THEN
        PERFORM public.refuse('RECREATION_UNDONE', 'Ce marquage a été annulé : recommencez-en un nouveau.');
    ELSIF run.finished_at IS NULL THEN
        picked := public.recreation_page(run, greatest(1, least(p_page, 10000)));
        UPDATE public.portal_account AS a SET recreate_since = run.marked_at, version = a.version + 1
        WHERE a.id = ANY (picked);
        INSERT INTO public.portal_event
            (landlord_id, customer_id, account_id, kind, occurred_at, staff_id, command_id)
        SELECT a.landlord_id, a.customer_id, a.id, 'RECREATION_DUE', clock_timestamp(), me, p_command
        FROM public.portal_account a WHERE a.id = ANY (picked);
        UPDATE public.portal_recreation AS r
        SET marked = r.marked + cardinality(picked), version = r.version + 1,
            reached = greatest(r.reached, (SELECT max(one) FROM unnest(picked) AS one)),
            finished_at = CASE WHEN cardinality(picked) = 0 THEN clock_timestamp() END
        WHERE r.id = run.id RETURNING r.* INTO run;
    END IF;
    RETURN QUERY SELECT run.marked, run.finished_at IS NOT NULL;
END $$;
COMMENT ON FUNCTION public.mark_to_recreate(bigint, date, uuid, integer) IS
    'Marks one page of accounts as to be made again; call it with the same command until finished.';

CREATE FUNCTION public.unmark_to_recreate(p_command uuid, p_page integer DEFAULT 10000)
RETURNS TABLE (unmarked integer, finished boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    run public.portal_recreation;
    me bigint;
    picked bigint[];
BEGIN
    SELECT r.* INTO run FROM public.portal_recreation r WHERE r.command_id = p_command FOR UPDATE;
    me := public.recreation_staff(run.landlord_id, ARRAY['ADMINISTRATOR']);
    IF run.undone_at IS NULL THEN
        IF (run.marked_at AT TIME ZONE 'Europe/Paris')::date <> public.service_day() THEN
            PERFORM public.refuse('TOO_LATE_TO_UNDO',
                'Un marquage s’annule le jour même : les locataires ont commencé à recréer leur profil.');
        END IF;
        UPDATE public.portal_recreation AS r
        SET undone_at = clock_timestamp(), undone_by = me, version = r.version + 1,
            finished_at = coalesce(r.finished_at, clock_timestamp())
        WHERE r.id = run.id;
    END IF;
    -- Who has made his profile again meanwhile is no longer marked, and stays as he is.
    SELECT coalesce(array_agg(id), '{}') INTO picked FROM (
        SELECT a.id FROM public.portal_account a
        WHERE a.landlord_id = run.landlord_id AND a.recreate_since = run.marked_at
        ORDER BY a.id LIMIT greatest(1, least(p_page, 10000)) FOR UPDATE) AS page;
    UPDATE public.portal_account AS a SET recreate_since = NULL, version = a.version + 1
    WHERE a.id = ANY (picked);
    INSERT INTO public.portal_event
        (landlord_id, customer_id, account_id, kind, occurred_at, staff_id, command_id)
    SELECT a.landlord_id, a.customer_id, a.id, 'ACT_UNDONE', clock_timestamp(), me, p_command
    FROM public.portal_account a WHERE a.id = ANY (picked);
    RETURN QUERY SELECT cardinality(picked), cardinality(picked) = 0;
END $$;
COMMENT ON FUNCTION public.unmark_to_recreate(uuid, integer) IS
    'Takes a page of marks back, the same day; call it until finished.';

SELECT public.trace_table('portal_recreation');
SELECT public.keep_all_versions();
