-- What is told beside the names, kept by triggers.

CREATE FUNCTION refresh_besides(persons bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF persons = '{}' THEN
        RETURN;
    END IF;
    DELETE FROM public.name_beside b
     WHERE b.person_id = ANY (persons) AND NOT EXISTS (
        SELECT FROM public.besides_of(persons) w
         WHERE w.person_id = b.person_id AND w.key = b.key AND w.beside = b.beside AND w.part = b.part
           AND w.agency_id = b.agency_id AND w.reserved = b.reserved);
    INSERT INTO public.name_beside (landlord_id, person_id, part, key, beside, agency_id, reserved)
    SELECT w.landlord_id, w.person_id, w.part, w.key, w.beside, w.agency_id, w.reserved
      FROM public.besides_of(persons) w
    ON CONFLICT DO NOTHING;
END $$;
COMMENT ON FUNCTION refresh_besides(bigint[]) IS 'Write again what is told beside the names of these persons.';

CREATE FUNCTION on_besides_of_names() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_besides(ARRAY(SELECT DISTINCT c.person_id FROM changed c));
    RETURN NULL;
END $$;

CREATE FUNCTION on_besides_of_births() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_besides(ARRAY(
        SELECT c.id FROM changed c JOIN before o ON o.id = c.id WHERE o.birth_date IS DISTINCT FROM c.birth_date));
    RETURN NULL;
END $$;

CREATE FUNCTION on_besides_of_leases() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_besides(ARRAY(
        SELECT DISTINCT h.person_id FROM changed c JOIN before o ON o.id = c.id AND o.premises_id <> c.premises_id
          JOIN public.lease_holder h ON h.lease_id = c.id));
    RETURN NULL;
END $$;

CREATE FUNCTION on_besides_of_buildings() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_besides(ARRAY(
        SELECT DISTINCT h.person_id FROM changed c JOIN before o ON o.id = c.id AND (o.town, o.postal_code) <> (c.town, c.postal_code)
          JOIN public.premises pr ON pr.building_id = c.id JOIN public.lease l ON l.premises_id = pr.id
          JOIN public.lease_holder h ON h.lease_id = l.id));
    RETURN NULL;
END $$;

CREATE FUNCTION on_besides_of_premises() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_besides(ARRAY(
        SELECT DISTINCT h.person_id FROM changed c JOIN before o ON o.id = c.id AND o.building_id <> c.building_id
          JOIN public.lease l ON l.premises_id = c.id JOIN public.lease_holder h ON h.lease_id = l.id));
    RETURN NULL;
END $$;

-- Triggers of one event fire in the order of their names: these last, once agencies, reservations and place keys
-- are settled.
CREATE TRIGGER zz_besides_added AFTER INSERT ON person_name_key
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_besides_of_names();
CREATE TRIGGER zz_besides_changed AFTER UPDATE ON person_name_key
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_besides_of_names();
CREATE TRIGGER zz_besides_gone AFTER DELETE ON person_name_key
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_besides_of_names();
CREATE TRIGGER zz_besides_born AFTER UPDATE ON person
    REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION on_besides_of_births();
CREATE TRIGGER zz_besides_held AFTER INSERT ON lease_holder
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_besides_of_names();
CREATE TRIGGER zz_besides_let_go AFTER DELETE ON lease_holder
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_besides_of_names();
CREATE TRIGGER zz_besides_moved AFTER UPDATE ON lease
    REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION on_besides_of_leases();
CREATE TRIGGER zz_besides_renamed AFTER UPDATE ON building
    REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION on_besides_of_buildings();
CREATE TRIGGER zz_besides_rebuilt AFTER UPDATE ON premises
    REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION on_besides_of_premises();

-- A holder may be another person after a merge.
CREATE FUNCTION on_besides_of_holders() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_besides(ARRAY(SELECT c.person_id FROM changed c UNION SELECT o.person_id FROM before o));
    RETURN NULL;
END $$;
CREATE TRIGGER zz_besides_handed AFTER UPDATE ON lease_holder
    REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION on_besides_of_holders();

-- All the keys at once, these as well; the rest of the function stays word for word.
DO $do$
DECLARE
    before CONSTANT text := pg_get_functiondef('public.refill_search_keys()'::regprocedure);
    place CONSTANT text := '    SELECT n.building_id, n.part, n.key, n.landlord_id FROM public.keys_of_places(NULL) n;';
    after text := replace(before, place, place || chr(10) || '    PERFORM public.refill_besides();');
BEGIN
    IF after = before THEN
        RAISE EXCEPTION 'refill_search_keys is not the one expected';
    END IF;
    EXECUTE after;
END $do$;

-- What goes with the names of a person goes with him; the rest of the function stays word for word.
DO $do$
DECLARE
    before CONSTANT text := pg_get_functiondef('public.retention_erase_persons(bigint[])'::regprocedure);
    place CONSTANT text := '    DELETE FROM public.person_name_key WHERE person_id = ANY (gone);';
    after text := replace(before, place,
        '    DELETE FROM public.name_beside WHERE person_id = ANY (gone);' || chr(10)
        || '    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object(''name_beside'', n);' || chr(10)
        || place);
BEGIN
    IF after = before THEN
        RAISE EXCEPTION 'retention_erase_persons is not the one expected';
    END IF;
    EXECUTE after;
END $do$;
