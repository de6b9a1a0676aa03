-- A surname and what else is told of its bearer in one key: thousands bear a common surname, few of them were
-- born that year, have that first name or live in that town.

CREATE FUNCTION besides_of(persons bigint[])
    RETURNS TABLE (landlord_id bigint, person_id bigint, part text, key text, beside text, agency_id bigint,
                   reserved boolean)
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH named AS MATERIALIZED (
        SELECT * FROM public.person_name_key k WHERE persons IS NULL OR k.person_id = ANY (persons)
    ), told AS (
        SELECT DISTINCT n.person_id, CASE n.part WHEN 'FIRST' THEN 'F' ELSE 'S' END || n.key AS beside, n.key, n.part
          FROM named n
        UNION ALL
        SELECT p.id, 'Y' || extract(year FROM p.birth_date), NULL, NULL FROM public.person p
         WHERE p.birth_date IS NOT NULL AND (persons IS NULL OR p.id = ANY (persons))
        UNION ALL
        SELECT DISTINCT h.person_id, 'T' || t.key, NULL, NULL
          FROM public.lease_holder h JOIN public.lease l ON l.id = h.lease_id
          JOIN public.premises pr ON pr.id = l.premises_id
          JOIN public.place_key t ON t.building_id = pr.building_id AND t.part IN ('TOWN', 'POSTCODE')
         WHERE persons IS NULL OR h.person_id = ANY (persons)
    )
    SELECT DISTINCT n.landlord_id, n.person_id, n.part, n.key, t.beside, n.agency_id, n.reserved
      FROM named n JOIN told t ON t.person_id = n.person_id
     -- Itself is no other surname.
     WHERE n.part <> 'FIRST' AND (t.part IS NULL OR t.part = 'FIRST' OR t.key <> n.key)
$$;
COMMENT ON FUNCTION besides_of(bigint[]) IS 'What name_beside must hold for these persons, or for all (null).';

CREATE FUNCTION refill_besides() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.name_beside;
    INSERT INTO public.name_beside (landlord_id, person_id, part, key, beside, agency_id, reserved)
    SELECT w.landlord_id, w.person_id, w.part, w.key, w.beside, w.agency_id, w.reserved
      FROM public.besides_of(NULL) w;
END $$;
COMMENT ON FUNCTION refill_besides() IS 'Write again what is told beside every name.';

SELECT public.refill_besides();
