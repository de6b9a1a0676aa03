-- Who signed in, and whose rows he may see. Row policies call these once a statement.
-- plpgsql keeps its plans; the owner of the tables runs them, session_user stays the login.

-- current_date obeys the time zone that a client sets and stops with his transaction: a login closed today
-- would be back in service yesterday.
CREATE FUNCTION service_day() RETURNS date
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (statement_timestamp() AT TIME ZONE 'Europe/Paris')::date
$$;
COMMENT ON FUNCTION service_day() IS 'Today in Paris, whatever the time zone of the session.';

CREATE FUNCTION my_staff_id() RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT s.id FROM public.staff s
             WHERE s.login = session_user
               AND s.valid_from <= public.service_day() AND (s.valid_to IS NULL OR s.valid_to > public.service_day()));
END $$;
COMMENT ON FUNCTION my_staff_id() IS 'The member of staff, or the service, behind the login; null for nobody in service.';

CREATE FUNCTION my_role() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT s.role FROM public.staff s WHERE s.id = public.my_staff_id());
END $$;
COMMENT ON FUNCTION my_role() IS 'The job of who signed in, as in staff.role.';

CREATE FUNCTION my_landlords() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT l.landlord_id FROM public.staff_landlord l WHERE l.staff_id = public.my_staff_id());
END $$;
COMMENT ON FUNCTION my_landlords() IS 'The landlords that who signed in works for.';

CREATE FUNCTION my_agencies() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT a.agency_id FROM public.staff_agency a WHERE a.staff_id = public.my_staff_id());
END $$;
COMMENT ON FUNCTION my_agencies() IS 'The agencies that who signed in works for.';

CREATE FUNCTION my_buildings() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT b.building_id FROM public.staff_building b WHERE b.staff_id = public.my_staff_id());
END $$;
COMMENT ON FUNCTION my_buildings() IS 'The buildings that a caretaker looks after (R5.12).';

CREATE FUNCTION my_building_leases() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT l.id
          FROM public.premises p
          JOIN public.lease l ON l.premises_id = p.id
          JOIN public.customer c ON c.id = l.customer_id
         WHERE p.building_id = ANY (public.my_buildings())
           AND NOT c.reserved
           AND l.valid_from <= public.service_day() AND (l.valid_to IS NULL OR l.valid_to > public.service_day()));
END $$;
COMMENT ON FUNCTION my_building_leases() IS 'The leases of today in a caretaker''s buildings, reserved files left out.';

CREATE FUNCTION my_building_customers() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT DISTINCT l.customer_id FROM public.lease l
                  WHERE l.id = ANY (public.my_building_leases()));
END $$;
COMMENT ON FUNCTION my_building_customers() IS 'The customers of today in a caretaker''s buildings.';

CREATE FUNCTION my_building_persons() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT c.main_person_id FROM public.customer c WHERE c.id = ANY (public.my_building_customers())
        UNION
        SELECT h.person_id FROM public.lease_holder h
         WHERE h.lease_id = ANY (public.my_building_leases())
           AND h.valid_from <= public.service_day() AND (h.valid_to IS NULL OR h.valid_to > public.service_day()));
END $$;
COMMENT ON FUNCTION my_building_persons() IS 'The holders of today in a caretaker''s buildings.';

CREATE FUNCTION sees_customer(asked bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM public.customer c
         WHERE c.id = asked
           AND c.landlord_id = ANY (public.my_landlords())
           AND CASE public.my_role()
                   WHEN 'MANAGER' THEN true
                   WHEN 'ADVISER' THEN NOT c.reserved AND c.agency_id = ANY (public.my_agencies())
                   WHEN 'CARETAKER' THEN c.id = ANY (public.my_building_customers())
                   ELSE NOT c.reserved
               END);
END $$;
COMMENT ON FUNCTION sees_customer(bigint) IS 'Whether row policies show this customer to who signed in.';

CREATE FUNCTION is_reserved_number(asked text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.customer c
                    WHERE c.landlord_id = ANY (public.my_landlords()) AND c.client_ref_key = asked AND c.reserved)
        OR EXISTS (SELECT FROM public.lease l JOIN public.customer c ON c.id = l.customer_id
                    WHERE l.landlord_id = ANY (public.my_landlords()) AND l.number_key = asked AND c.reserved);
END $$;
COMMENT ON FUNCTION is_reserved_number(text) IS
    'Whether a client or contract number, typed whole, is of a file that managers alone open (R5.14).';

CREATE FUNCTION in_my_household(asked bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me bigint;
BEGIN
    SELECT s.person_id INTO me FROM public.staff s WHERE s.id = public.my_staff_id();
    RETURN me IS NOT NULL AND (
        EXISTS (SELECT FROM public.customer c WHERE c.id = asked AND c.main_person_id = me)
        OR EXISTS (SELECT FROM public.lease l JOIN public.lease_holder h ON h.lease_id = l.id
                    WHERE l.customer_id = asked AND h.person_id = me)
        OR EXISTS (SELECT FROM public.lease l JOIN public.household_member m ON m.lease_id = l.id
                    WHERE l.customer_id = asked AND m.person_id = me));
END $$;
COMMENT ON FUNCTION in_my_household(bigint) IS 'Whether who signed in is, or was, of this customer''s household: he may not act on it.';
