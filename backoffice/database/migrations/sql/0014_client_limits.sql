-- The administrator chooses which versions of the program may connect; the trace keeps who and when.
CREATE FUNCTION public.set_client_limits(oldest text, newest text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    low text := coalesce(oldest, (SELECT value #>> '{}' FROM public.database_property WHERE key = 'client_min'));
    high text := coalesce(newest, (SELECT value #>> '{}' FROM public.database_property WHERE key = 'client_max'));
    -- 1.2.0rc1 is 1.2: the zeros that end a version, and what follows its numbers, are left out.
    release CONSTANT text := '^([0-9]{1,6}(\.[0-9]{1,6}){0,5}?)(\.0+)*([^0-9.].*)?$';
BEGIN
    IF low IS NULL OR high IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'CLIENT_LIMITS_MISSING',
            DETAIL = 'Cette base n’a pas encore de limites : donnez la plus ancienne et la plus récente.';
    END IF;
    IF low !~ release OR high !~ release OR length(low) > 40 OR length(high) > 40 THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'CLIENT_LIMITS_FORM',
            DETAIL = 'Une limite n’est pas une version de Guichet : écrivez par exemple 1.4.2.';
    END IF;
    IF string_to_array(substring(low FROM release), '.')::int[]
        > string_to_array(substring(high FROM release), '.')::int[]
    THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'CLIENT_LIMITS_ORDER',
            DETAIL = format('La plus ancienne version (%s) dépasse la plus récente (%s) : échangez-les.', low, high);
    END IF;
    INSERT INTO public.database_property (key, value)
    VALUES ('client_min', to_jsonb(low)), ('client_max', to_jsonb(high))
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, recorded_at = now();
END
$$;
REVOKE ALL ON FUNCTION public.set_client_limits(text, text) FROM PUBLIC;
COMMENT ON FUNCTION public.set_client_limits(text, text) IS
    'Chooses the oldest and the newest version of the program that may connect; null keeps the present one.';
