-- Row policies ask these once for each table of a query: one look-up in place of one function in another.

CREATE OR REPLACE FUNCTION my_landlords() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today CONSTANT date := (statement_timestamp() AT TIME ZONE 'Europe/Paris')::date;
    mine bigint[];
BEGIN
    SELECT array_agg(l.landlord_id) INTO mine
      FROM public.staff s JOIN public.staff_landlord l ON l.staff_id = s.id
     WHERE s.login = session_user AND s.valid_from <= today AND (s.valid_to IS NULL OR s.valid_to > today);
    RETURN coalesce(mine, '{}');
END $$;

CREATE OR REPLACE FUNCTION my_agencies() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today CONSTANT date := (statement_timestamp() AT TIME ZONE 'Europe/Paris')::date;
    mine bigint[];
BEGIN
    SELECT array_agg(a.agency_id) INTO mine
      FROM public.staff s JOIN public.staff_agency a ON a.staff_id = s.id
     WHERE s.login = session_user AND s.valid_from <= today AND (s.valid_to IS NULL OR s.valid_to > today);
    RETURN coalesce(mine, '{}');
END $$;
