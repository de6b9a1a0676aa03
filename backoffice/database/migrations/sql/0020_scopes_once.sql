-- Who signed in is asked once, not once a row, and by the index of the logins: session_user is a name, of another
-- collation than a login, and compared as it is it walks the whole staff.

CREATE OR REPLACE FUNCTION my_staff_id() RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today CONSTANT date := (statement_timestamp() AT TIME ZONE 'Europe/Paris')::date;
BEGIN
    RETURN (SELECT s.id FROM public.staff s
             WHERE s.login = session_user::text COLLATE "default"
               AND s.valid_from <= today AND (s.valid_to IS NULL OR s.valid_to > today));
END $$;

CREATE OR REPLACE FUNCTION my_role() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT s.role FROM public.staff s WHERE s.id = (SELECT public.my_staff_id()));
END $$;

CREATE OR REPLACE FUNCTION my_landlords() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT l.landlord_id FROM public.staff_landlord l WHERE l.staff_id = (SELECT public.my_staff_id()));
END $$;

CREATE OR REPLACE FUNCTION my_agencies() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT a.agency_id FROM public.staff_agency a WHERE a.staff_id = (SELECT public.my_staff_id()));
END $$;

CREATE OR REPLACE FUNCTION my_buildings() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT b.building_id FROM public.staff_building b WHERE b.staff_id = (SELECT public.my_staff_id()));
END $$;

CREATE OR REPLACE FUNCTION access_me() RETURNS public.staff
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT s FROM public.staff s WHERE s.id = (SELECT public.my_staff_id()));
END $$;

-- The same for the quotas, asked before each search and each opening.
DO $do$
DECLARE
    one regprocedure;
    before text;
    after text;
BEGIN
    FOREACH one IN ARRAY ARRAY['public.access_left(text, text)', 'public.access_glass_left(text)',
        'public.access_take(text, text)', 'public.my_allowances()']::regprocedure[] LOOP
        before := pg_get_functiondef(one);
        after := replace(before, 'login = session_user', 'login = session_user::text COLLATE "default"');
        IF after = before THEN
            RAISE EXCEPTION '% is not the one expected', one;
        END IF;
        EXECUTE after;
    END LOOP;
END $do$;
