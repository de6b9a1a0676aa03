-- Which agency has a file, which files are reserved: derived from leases, households and staff, kept by triggers.

CREATE FUNCTION file_persons(customers bigint[])
    RETURNS TABLE (customer_id bigint, person_id bigint, agency_id bigint, is_current boolean)
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.id, c.main_person_id, l.agency_id, true
      FROM public.customer c LEFT JOIN public.lease l ON l.customer_id = c.id
     WHERE c.id = ANY (customers)
    UNION
    SELECT l.customer_id, h.person_id, l.agency_id, h.valid_to IS NULL OR h.valid_to > public.service_day()
      FROM public.lease l JOIN public.lease_holder h ON h.lease_id = l.id
     WHERE l.customer_id = ANY (customers)
    UNION
    SELECT l.customer_id, m.person_id, l.agency_id, m.valid_to IS NULL OR m.valid_to > public.service_day()
      FROM public.lease l JOIN public.household_member m ON m.lease_id = l.id
     WHERE l.customer_id = ANY (customers)
$$;
COMMENT ON FUNCTION file_persons(bigint[]) IS 'Everybody named in these files, with the agency of the lease.';

CREATE FUNCTION reserving(persons bigint[]) RETURNS bigint[]
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(
        SELECT p.id FROM public.person p WHERE p.id = ANY (persons) AND p.confidential_address
        UNION
        SELECT s.person_id FROM public.staff s
         WHERE s.person_id = ANY (persons) AND (s.valid_to IS NULL OR s.valid_to > public.service_day()))
$$;
COMMENT ON FUNCTION reserving(bigint[]) IS
    'Those with a confidential address, and colleagues: managers alone open their files (R5.14).';

CREATE FUNCTION refresh_files(customers bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    persons bigint[];
    secret bigint[];
BEGIN
    IF customers = '{}' THEN
        RETURN;
    END IF;
    persons := ARRAY(SELECT DISTINCT n.person_id FROM public.file_persons(customers) n);
    secret := public.reserving(persons);
    WITH charge AS (
        SELECT DISTINCT ON (l.customer_id) l.customer_id, l.agency_id
          FROM public.lease l JOIN public.premises p ON p.id = l.premises_id
         WHERE l.customer_id = ANY (customers)
         ORDER BY l.customer_id, p.kind = 'DWELLING' DESC, l.valid_to DESC NULLS FIRST, l.valid_from DESC, l.id
    ), kept AS (
        SELECT DISTINCT n.customer_id FROM public.file_persons(customers) n
         WHERE secret <> '{}' AND n.is_current AND n.person_id = ANY (secret)
    ), wanted AS (
        SELECT o.id, c.agency_id, k.customer_id IS NOT NULL AS reserved
          FROM unnest(customers) o(id)
          LEFT JOIN charge c ON c.customer_id = o.id LEFT JOIN kept k ON k.customer_id = o.id
    )
    UPDATE public.customer c SET agency_id = w.agency_id, reserved = w.reserved
      FROM wanted w
     WHERE c.id = w.id AND (c.agency_id, c.reserved) IS DISTINCT FROM (w.agency_id, w.reserved);

    INSERT INTO public.person_agency (person_id, agency_id, landlord_id)
    SELECT DISTINCT n.person_id, n.agency_id, a.landlord_id
      FROM public.file_persons(customers) n JOIN public.agency a ON a.id = n.agency_id
    ON CONFLICT DO NOTHING;

    -- A lease given to another agency takes its people with it.
    DELETE FROM public.person_agency a
     WHERE a.person_id = ANY (persons)
       AND NOT EXISTS (SELECT FROM public.lease l JOIN public.customer c ON c.id = l.customer_id
                        WHERE c.main_person_id = a.person_id AND l.agency_id = a.agency_id)
       AND NOT EXISTS (SELECT FROM public.lease_holder h JOIN public.lease l ON l.id = h.lease_id
                        WHERE h.person_id = a.person_id AND l.agency_id = a.agency_id)
       AND NOT EXISTS (SELECT FROM public.household_member m JOIN public.lease l ON l.id = m.lease_id
                        WHERE m.person_id = a.person_id AND l.agency_id = a.agency_id);

    PERFORM public.refresh_persons(persons);
END $$;
COMMENT ON FUNCTION refresh_files(bigint[]) IS 'Bring agency and reservation of these files up to date.';

CREATE FUNCTION refresh_persons(persons bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Whoever lives today in a reserved file is reserved with it: his name would lead to it.
    WITH named AS (
        SELECT c.main_person_id AS id FROM public.customer c
         WHERE c.reserved AND c.main_person_id = ANY (persons)
        UNION
        SELECT h.person_id
          FROM public.lease_holder h JOIN public.lease l ON l.id = h.lease_id
          JOIN public.customer c ON c.id = l.customer_id
         WHERE c.reserved AND h.person_id = ANY (persons) AND (h.valid_to IS NULL OR h.valid_to > public.service_day())
        UNION
        SELECT m.person_id
          FROM public.household_member m JOIN public.lease l ON l.id = m.lease_id
          JOIN public.customer c ON c.id = l.customer_id
         WHERE c.reserved AND m.person_id = ANY (persons) AND (m.valid_to IS NULL OR m.valid_to > public.service_day())
        UNION
        SELECT unnest(public.reserving(persons))
    ), wanted AS (
        SELECT p.id, n.id IS NOT NULL AS reserved FROM unnest(persons) p(id) LEFT JOIN named n ON n.id = p.id
    )
    UPDATE public.person p SET reserved = w.reserved FROM wanted w WHERE p.id = w.id AND p.reserved <> w.reserved;
    PERFORM public.refresh_name_keys(persons);
END $$;
COMMENT ON FUNCTION refresh_persons(bigint[]) IS 'Bring the reservation of these persons up to date.';

CREATE FUNCTION refresh_name_keys(persons bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.person_name_key (landlord_id, person_id, key, part, agency_id, reserved)
    SELECT DISTINCT k.landlord_id, k.person_id, k.key, k.part, a.agency_id, k.reserved
      FROM public.person_name_key k JOIN public.person_agency a ON a.person_id = k.person_id
     WHERE k.person_id = ANY (persons)
    ON CONFLICT DO NOTHING;
    DELETE FROM public.person_name_key k
     WHERE k.person_id = ANY (persons)
       AND EXISTS (SELECT FROM public.person_agency a WHERE a.person_id = k.person_id)
       AND NOT EXISTS (SELECT FROM public.person_agency a
                        WHERE a.person_id = k.person_id AND a.agency_id = k.agency_id);
    UPDATE public.person_name_key k SET reserved = p.reserved
      FROM public.person p
     WHERE p.id = ANY (persons) AND k.person_id = p.id AND k.reserved <> p.reserved;
END $$;
COMMENT ON FUNCTION refresh_name_keys(bigint[]) IS 'One row of each name key for each agency that has a file of the person.';

-- One trigger function for each way a table leads to files; each fires once a statement.

CREATE FUNCTION on_leases_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_files(ARRAY(SELECT DISTINCT n.customer_id FROM changed n));
    RETURN NULL;
END $$;

CREATE FUNCTION on_members_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_files(
        ARRAY(SELECT DISTINCT l.customer_id FROM changed n JOIN public.lease l ON l.id = n.lease_id));
    RETURN NULL;
END $$;

CREATE FUNCTION on_customers_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE touched bigint[];
BEGIN
    touched := ARRAY(SELECT n.id FROM changed n JOIN before b ON b.id = n.id
                      WHERE n.main_person_id <> b.main_person_id);
    IF touched <> '{}' THEN
        PERFORM public.refresh_files(touched);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION on_persons_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE touched bigint[];
BEGIN
    -- A statement trigger fires even for no row: without this, an update of nothing would never end.
    touched := ARRAY(SELECT n.id FROM changed n JOIN before b ON b.id = n.id
                      WHERE n.confidential_address <> b.confidential_address);
    IF touched <> '{}' THEN
        PERFORM public.refresh_files_of(touched);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION refresh_files_of(persons bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_files(ARRAY(
        SELECT c.id FROM public.customer c WHERE c.main_person_id = ANY (persons)
        UNION
        SELECT l.customer_id FROM public.lease_holder h JOIN public.lease l ON l.id = h.lease_id
         WHERE h.person_id = ANY (persons)
        UNION
        SELECT l.customer_id FROM public.household_member m JOIN public.lease l ON l.id = m.lease_id
         WHERE m.person_id = ANY (persons)));
    PERFORM public.refresh_persons(persons);
END $$;
COMMENT ON FUNCTION refresh_files_of(bigint[]) IS 'Bring up to date every file in which these persons are named.';

CREATE FUNCTION on_staff_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_files_of(ARRAY(
        SELECT p FROM unnest(ARRAY[NEW.person_id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.person_id END]) p
         WHERE p IS NOT NULL));
    RETURN NULL;
END $$;

CREATE FUNCTION on_name_keys_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE touched bigint[];
BEGIN
    touched := ARRAY(SELECT DISTINCT n.person_id FROM changed n WHERE n.agency_id = 0
                       AND EXISTS (SELECT FROM public.person_agency a WHERE a.person_id = n.person_id));
    IF touched <> '{}' THEN
        PERFORM public.refresh_name_keys(touched);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER files_of_leases_added AFTER INSERT ON lease
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_leases_changed();
CREATE TRIGGER files_of_leases_changed AFTER UPDATE ON lease
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_leases_changed();
CREATE TRIGGER files_of_holders_added AFTER INSERT ON lease_holder
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_members_changed();
CREATE TRIGGER files_of_holders_changed AFTER UPDATE ON lease_holder
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_members_changed();
CREATE TRIGGER files_of_members_added AFTER INSERT ON household_member
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_members_changed();
CREATE TRIGGER files_of_members_changed AFTER UPDATE ON household_member
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_members_changed();
CREATE TRIGGER files_of_customers_changed AFTER UPDATE ON customer
    REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION on_customers_changed();
CREATE TRIGGER files_of_persons_changed AFTER UPDATE ON person
    REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION on_persons_changed();
CREATE TRIGGER files_of_staff_changed AFTER INSERT OR UPDATE OF person_id, valid_to ON staff
    FOR EACH ROW EXECUTE FUNCTION on_staff_changed();
CREATE TRIGGER name_keys_added AFTER INSERT ON person_name_key
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_name_keys_added();
