-- All the keys at once: for the rows that are there, and for who loads many with the triggers standing aside.

CREATE FUNCTION refill_search_keys() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.known_name;
    DELETE FROM public.name_deletion;
    DELETE FROM public.place_key;
    WITH borne AS MATERIALIZED (
        SELECT DISTINCT n.landlord_id, public.known_part(n.part) AS part, n.key, n.agency_id, n.reserved
          FROM public.person_name_key n
    ), sounds AS MATERIALIZED (
        SELECT f.key, public.french_sound(f.key) AS sound FROM (SELECT DISTINCT b.key FROM borne b) f
    )
    INSERT INTO public.known_name (landlord_id, part, key, agency_id, reserved, sound)
    SELECT b.landlord_id, b.part, b.key, b.agency_id, b.reserved, s.sound
      FROM borne b JOIN sounds s ON s.key = b.key;
    INSERT INTO public.name_deletion (landlord_id, part, deletion, key)
    SELECT f.landlord_id, f.part, d.deletion, f.key
      FROM (SELECT DISTINCT k.landlord_id, k.part, k.key FROM public.known_name k) f
     CROSS JOIN LATERAL public.deletions(f.key) d (deletion);
    INSERT INTO public.place_key (building_id, part, key, landlord_id)
    SELECT n.building_id, n.part, n.key, n.landlord_id FROM public.keys_of_places(NULL) n;
END $$;
COMMENT ON FUNCTION refill_search_keys() IS 'Write every key of names and places again, from persons and buildings.';

SELECT public.refill_search_keys();

-- A mandate goes with the file (R5.10a); the rest of the function stays word for word.
DO $do$
DECLARE
    before CONSTANT text := pg_get_functiondef('public.retention_erase_file(bigint)'::regprocedure);
    place CONSTANT text := '    DELETE FROM public.household_member WHERE';
    after text;
BEGIN
    after := replace(before, place,
        '    DELETE FROM public.mandate WHERE lease_id = ANY (leases);' || chr(10)
        || '    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object(''mandate'', n);' || chr(10)
        || place);
    IF after = before THEN
        RAISE EXCEPTION 'retention_erase_file is not the one expected';
    END IF;
    EXECUTE after;
END $do$;
