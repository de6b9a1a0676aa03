-- What a login may take in an hour and in a day, and what a reason adds for one hour.

-- plpgsql rather than SQL: it keeps its plans, and an opening calls each of these.

CREATE FUNCTION public.access_me() RETURNS public.staff
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT s FROM public.staff s WHERE s.id = public.my_staff_id());
END
$$;
COMMENT ON FUNCTION public.access_me() IS 'The member of staff signed in, if he is in service.';

CREATE FUNCTION public.access_day() RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN date_trunc('day', now() AT TIME ZONE 'Europe/Paris') AT TIME ZONE 'Europe/Paris';
END
$$;
COMMENT ON FUNCTION public.access_day() IS 'The beginning of the day, in Paris.';

CREATE FUNCTION public.access_line(
    p_act text, p_subject text, p_landlord bigint, p_customer bigint,
    p_reason text, p_purpose text, p_call bigint, p_detail jsonb
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.audit_entry
        (act, subject, landlord_id, staff_id, customer_id, reason, purpose, call_id, detail)
    VALUES (p_act, p_subject, p_landlord, public.my_staff_id(), p_customer, p_reason, p_purpose, p_call, p_detail);
END
$$;
COMMENT ON FUNCTION public.access_line(text, text, bigint, bigint, text, text, bigint, jsonb)
    IS 'One line in the trace, in the name of the login.';

CREATE FUNCTION public.access_only_here() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Not TG_RELID: that is the partition, which belongs to whoever made it.
    IF NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = 'public.audit_entry'::regclass),
                       'USAGE') THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'ACT_RESERVED',
            DETAIL = 'Cette ligne de la trace n’est écrite que par la base : ouvrez le dossier, elle s’écrira.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION public.access_only_here()
    IS 'Openings, searches, exports and readings of the trace are told by the functions alone: no client forges one.';

CREATE TRIGGER openings_only_here BEFORE INSERT ON public.audit_entry FOR EACH ROW
    WHEN (NEW.act IN ('TENANT_OPENED', 'OPENING_DENIED', 'SEARCHED', 'SEARCH_DENIED', 'EXPORTED', 'EXPORT_DENIED',
                      'GLASS_BROKEN', 'TRACE_READ'))
    EXECUTE FUNCTION public.access_only_here();

CREATE FUNCTION public.access_limits(p_kind text, p_role text) RETURNS public.access_quota
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT q FROM public.access_quota q
        WHERE q.role = p_role AND q.kind = p_kind
          AND q.valid_from <= (now() AT TIME ZONE 'Europe/Paris')::date
        ORDER BY q.valid_from DESC LIMIT 1);
END
$$;
COMMENT ON FUNCTION public.access_limits(text, text) IS 'The quota in force today.';

CREATE FUNCTION public.access_left(p_kind text, p_role text) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    limits public.access_quota := public.access_limits(p_kind, p_role);
    in_hour integer;
    in_day integer;
BEGIN
    SELECT coalesce(sum(taken) FILTER (WHERE hour = date_trunc('hour', now(), 'UTC')), 0), coalesce(sum(taken), 0)
    INTO in_hour, in_day
    FROM public.access_use
    WHERE login = session_user AND kind = p_kind AND hour >= public.access_day();
    -- A role without a quota takes nothing.
    RETURN least(coalesce(limits.per_hour, 0) - in_hour, coalesce(limits.per_day, 0) - in_day);
END
$$;
COMMENT ON FUNCTION public.access_left(text, text)
    IS 'How many more the login may take now; below zero when the quota was passed with a reason.';

CREATE FUNCTION public.access_glass_left(p_kind text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(sum(extra - used), 0)::integer FROM public.access_glass
    WHERE login = session_user AND kind = p_kind AND ends_at > now()
$$;
COMMENT ON FUNCTION public.access_glass_left(text) IS 'How many more the reasons given still allow.';

CREATE FUNCTION public.access_take(p_kind text, p_role text, OUT granted boolean, OUT remaining integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- The hour of UTC: that of the session would begin anew with each time zone that a client sets.
    -- The row of the hour is locked first: two sessions of one login are counted one after the other.
    INSERT INTO public.access_use AS u (login, kind, hour, taken)
    VALUES (session_user, p_kind, date_trunc('hour', now(), 'UTC'), 1)
    ON CONFLICT (login, kind, hour) DO UPDATE SET taken = u.taken + 1;
    remaining := public.access_left(p_kind, p_role);
    granted := remaining >= 0;
    IF granted THEN
        RETURN;
    END IF;
    UPDATE public.access_glass SET used = used + 1
    WHERE id = (
        SELECT g.id FROM public.access_glass g
        WHERE g.login = session_user AND g.kind = p_kind AND g.ends_at > now() AND g.used < g.extra
        ORDER BY g.id LIMIT 1
    );
    granted := FOUND;
    IF granted THEN
        remaining := public.access_glass_left(p_kind);
    ELSE
        UPDATE public.access_use SET taken = taken - 1
        WHERE login = session_user AND kind = p_kind AND hour = date_trunc('hour', now(), 'UTC');
        remaining := 0;
    END IF;
END
$$;
COMMENT ON FUNCTION public.access_take(text, text)
    IS 'Count one more, on the quota or on a reason given; granted is false when neither has any left.';

CREATE FUNCTION public.my_allowances(OUT kind text, OUT remaining integer, OUT extra integer, OUT times integer)
RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT k.kind, greatest(public.access_left(k.kind, me.role), 0) + public.access_glass_left(k.kind), q.extra,
           greatest(q.extra_times - (SELECT count(*) FROM public.access_glass g
                                     WHERE g.login = session_user AND g.kind = k.kind
                                       AND g.recorded_at >= public.access_day()), 0)::integer
    FROM public.access_me() me
    CROSS JOIN (VALUES ('OPENING'), ('SEARCH'), ('EXPORT')) AS k (kind)
    CROSS JOIN LATERAL public.access_limits(k.kind, me.role) q
$$;
COMMENT ON FUNCTION public.my_allowances()
    IS 'What the login may still take now, what a reason would add, how many reasons the day still has.';

CREATE FUNCTION public.break_glass(p_kind text, p_reason text, p_words text, p_customer bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me public.staff := public.access_me();
    limits public.access_quota := public.access_limits(p_kind, me.role);
    words text := btrim(regexp_replace(p_words, '\s+', ' ', 'g'));
    given bigint;
    given_today integer;
BEGIN
    IF me.id IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'NOT_STAFF',
            DETAIL = 'Ce compte n’est rattaché à aucun agent en service : demandez à l’administrateur de le rattacher.';
    END IF;
    IF coalesce(char_length(words), 0) NOT BETWEEN 1 AND 200 THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'WORDS_MISSING',
            DETAIL = 'Dites en une ligne pourquoi (200 caractères au plus).';
    END IF;
    -- One at a time: a reason given twice in a hurry is one reason.
    PERFORM pg_advisory_xact_lock(hashtextextended('access_glass ' || session_user, 0));
    IF public.access_left(p_kind, me.role) > 0 OR public.access_glass_left(p_kind) > 0 THEN
        RETURN 0;
    END IF;
    SELECT count(*) INTO given_today FROM public.access_glass
    WHERE login = session_user AND kind = p_kind AND recorded_at >= public.access_day();
    IF given_today >= coalesce(limits.extra_times, 0) THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'GLASS_SPENT',
            DETAIL = 'Votre quota ne peut plus être dépassé aujourd’hui : voyez avec votre responsable.';
    END IF;
    INSERT INTO public.access_glass (staff_id, kind, reason, words, extra, ends_at)
    VALUES (me.id, p_kind, p_reason, words, limits.extra, now() + interval '1 hour')
    RETURNING id INTO given;
    PERFORM public.access_tell(given, p_customer);
    RETURN limits.extra;
END
$$;
COMMENT ON FUNCTION public.break_glass(text, text, text, bigint)
    IS 'Pass a quota with a reason, for one hour; answers how many more (0: some were left).';

CREATE FUNCTION public.access_tell(p_glass bigint, p_customer bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me public.staff := public.access_me();
    glass public.access_glass;
    landlord bigint;
    about bigint;
BEGIN
    SELECT * INTO STRICT glass FROM public.access_glass WHERE id = p_glass;
    SELECT c.id, c.landlord_id INTO about, landlord FROM public.customer c
    WHERE c.id = p_customer AND public.sees_customer(c.id);
    PERFORM public.access_line('GLASS_BROKEN', 'access_glass:' || p_glass, landlord, about, glass.reason,
        NULL, NULL, jsonb_build_object('kind', glass.kind, 'extra', glass.extra));
    -- About no file, it is told to the managers of every landlord that he works for.
    INSERT INTO public.supervisor_alert (landlord_id, kind, customer_id, sentence)
    SELECT l.landlord_id, 'BREAK_GLASS', about,
           me.full_name || ' a dépassé son quota (' || CASE glass.kind
               WHEN 'OPENING' THEN 'ouvertures de dossiers' WHEN 'SEARCH' THEN 'recherches' ELSE 'exports' END
           || ', ' || glass.extra || ' de plus pendant une heure) : ' || glass.words
    FROM public.staff_landlord l
    WHERE l.staff_id = me.id AND l.landlord_id = coalesce(landlord, l.landlord_id);
END
$$;
COMMENT ON FUNCTION public.access_tell(bigint, bigint)
    IS 'The line in the trace and the alert to the managers of a quota passed with a reason.';

SELECT trace_table('access_quota');
