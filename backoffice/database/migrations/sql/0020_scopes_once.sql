-- Who signed in is asked once, not once a row: as long as staff and its landlords fit in a page, they are walked.

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
