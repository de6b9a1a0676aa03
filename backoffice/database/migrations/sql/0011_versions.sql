-- A version that counts every save, whoever writes. A client says which version it saw by writing the next
-- one; the owner's functions hold the row's lock while they work, and are counted for.

CREATE FUNCTION public.keep_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.version = OLD.version + 1 THEN
        RETURN NEW;
    END IF;
    -- current_user is the owner inside the owner's functions, the login everywhere else.
    IF NEW.version = OLD.version
        AND pg_has_role(current_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE')
    THEN
        NEW.version := OLD.version + 1;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'VERSION', DETAIL =
        'Un collègue a enregistré ce dossier entre-temps : rouvrez-le pour voir sa version, puis recommencez.';
END
$$;

-- Gives its trigger to every table with a version that lacks it: a migration that adds one calls this.
CREATE FUNCTION public.keep_all_versions() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept record;
BEGIN
    FOR kept IN
        SELECT c.relname FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'version' AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            AND NOT EXISTS (
                SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'keep_version')
    LOOP
        EXECUTE format(
            'CREATE TRIGGER keep_version BEFORE UPDATE ON public.%I '
            'FOR EACH ROW EXECUTE FUNCTION public.keep_version()', kept.relname);
    END LOOP;
END
$$;

-- A claim is no save: who renews his while he reads must not make his own decision stale.
CREATE TRIGGER keep_version BEFORE UPDATE ON public.work_item FOR EACH ROW
    WHEN (OLD.version <> NEW.version
        OR (OLD.status, OLD.kind, OLD.agency_id, OLD.customer_id, OLD.lease_id, OLD.received_at,
            OLD.due_at, OLD.priority, OLD.landlord_id)
        IS DISTINCT FROM (NEW.status, NEW.kind, NEW.agency_id, NEW.customer_id, NEW.lease_id,
            NEW.received_at, NEW.due_at, NEW.priority, NEW.landlord_id))
    EXECUTE FUNCTION public.keep_version();

SELECT public.keep_all_versions();

-- Who saved a row last and when, for the colleague who comes second; the trace itself is not his to read.
CREATE FUNCTION public.last_save(p_table text, p_key text)
RETURNS TABLE (full_name text, saved_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM public.work_staff();
    RETURN QUERY SELECT coalesce(s.full_name, 'Un autre programme'), e.recorded_at
        FROM public.audit_entry e LEFT JOIN public.staff s ON s.login = e.login
        WHERE e.table_name = p_table AND e.row_key = p_key AND e.act = 'UPDATE'
            AND (e.landlord_id IS NULL OR e.landlord_id = ANY (public.my_landlords()))
            AND (e.customer_id IS NULL OR public.sees_customer(e.customer_id))
        ORDER BY e.id DESC LIMIT 1;
END
$$;

SELECT public.trace_table('work_item'), public.trace_table('work_decision');
