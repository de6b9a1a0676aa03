-- Names heard and misspelt, addresses: keys derived from persons and buildings, kept by triggers.

CREATE FUNCTION french_sound(folded text) RETURNS text
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    -- The same list, in the same order, as rules/search/sounds.py.
    SELECT coalesce(nullif(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        folded
        , '[^A-Z]', '', 'g')
        , 'PH', 'F', 'g')
        , 'S?CH([RLN])', 'K\1', 'g')
        , '(SCH|SH|CH)', '9', 'g')
        , 'H', '', 'g')
        , 'Y', 'I', 'g')
        , 'W', 'V', 'g')
        , 'G(E[AOU]|[EI])', 'J\1', 'g')
        , 'GU([EI])', 'G\1', 'g')
        , '(QU|CK|Q)', 'K', 'g')
        , 'S?C([EI])', 'S\1', 'g')
        , 'C', 'K', 'g')
        , '(Z|X$)', 'S', 'g')
        , 'X', 'KS', 'g')
        , 'GN', 'N', 'g')
        , 'BV', 'V', 'g')
        , 'ILL([AEIOU])', 'I\1', 'g')
        , '(AU|EU|OU)L[TDS]+$', '\1', 'g')
        , 'E?AU', 'O', 'g')
        , 'OU', 'W', 'g')
        , '(O?EU|OE)', 'E', 'g')
        , '(AI|EI|I|U)[NM]([^AEIOUNM]|$)', '1\2', 'g')
        , '[AE][NM]([^AEIOUNM]|$)', '2\1', 'g')
        , 'O[NM]([^AEIOUNM]|$)', '3\1', 'g')
        , '(AI|EI)', 'E', 'g')
        , 'U', 'W', 'g')
        , '(.)\1+', '\1', 'g')
        , 'ER$', 'E', 'g')
        , '(..)[ESTDPG]+$', '\1', 'g')
    , ''), folded)
$$;
COMMENT ON FUNCTION french_sound(text) IS 'How a folded name sounds in French.';

CREATE FUNCTION folded_words(written text) RETURNS text[]
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_remove(regexp_split_to_array(upper(regexp_replace(normalize(
        replace(replace(replace(replace(replace(written, 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'), 'ß', 'ss'),
        NFKD), '[\u0300-\u036f]', '', 'g')), '[^A-Z0-9]+'), '')
$$;
COMMENT ON FUNCTION folded_words(text) IS 'The words of a text, upper case, without accents.';

CREATE FUNCTION short_form(word text) RETURNS text
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE word
        WHEN 'SAINT' THEN 'ST'
        WHEN 'SAINTE' THEN 'STE'
        WHEN 'GENERAL' THEN 'GAL'
        WHEN 'MARECHAL' THEN 'MAL'
        WHEN 'DOCTEUR' THEN 'DR'
        WHEN 'PROFESSEUR' THEN 'PR'
        WHEN 'PRESIDENT' THEN 'PDT'
        WHEN 'COMMANDANT' THEN 'CDT'
        WHEN 'CMDT' THEN 'CDT'
        WHEN 'COLONEL' THEN 'COL'
        WHEN 'CAPITAINE' THEN 'CNE'
        WHEN 'LIEUTENANT' THEN 'LT'
        WHEN 'NOTRE' THEN 'ND'
        WHEN 'PREMIER' THEN '1'
        WHEN '1ER' THEN '1'
        WHEN 'FAUBOURG' THEN 'FBG'
        ELSE word END
$$;
COMMENT ON FUNCTION short_form(text) IS 'A word of an address as it is compared: SAINT is ST.';

CREATE FUNCTION place_words(written text) RETURNS text[]
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    -- The same lists as in rules/search/places.py.
    SELECT coalesce(array_agg(w.word ORDER BY w.rank), '{}') FROM (
        SELECT public.short_form(f.word), f.rank
          FROM unnest(public.folded_words(written)) WITH ORDINALITY f (word, rank)) w (word, rank)
     WHERE w.word NOT IN (
    'ALL', 'ALLEE', 'ALLEES', 'AV', 'AVE', 'AVENUE', 'BD', 'BLD', 'BOUL', 'BOULEVARD', 'BVD', 'CHE',
    'CHEMIN', 'CHM', 'CITE', 'COURS', 'CRS', 'ENSEMBLE', 'ESPLANADE', 'GROUPE', 'HAMEAU', 'HLM', 'IMP',
    'IMPASSE', 'LOT', 'LOTISSEMENT', 'PAS', 'PASSAGE', 'PL', 'PLACE', 'QUAI', 'R', 'RES', 'RESID',
    'RESIDENCE', 'ROUTE', 'RTE', 'RUE', 'RUELLE', 'SENTIER', 'SQ', 'SQUARE', 'TRA', 'TRAVERSE',
    'VENELLE')
       AND w.word NOT IN (
    'A', 'AU', 'AUX', 'D', 'DE', 'DES', 'DU', 'EN', 'ET', 'L', 'LA', 'LE', 'LES', 'SUR')
$$;
COMMENT ON FUNCTION place_words(text) IS 'The telling words of an address: ways and links left out.';

CREATE FUNCTION keys_of_places(buildings bigint[])
    RETURNS TABLE (building_id bigint, part text, key text, landlord_id bigint)
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH b AS (
        SELECT x.*, r.name AS residence FROM public.building x JOIN public.residence r ON r.id = x.residence_id
         WHERE buildings IS NULL OR x.id = ANY (buildings)
    )
    SELECT DISTINCT ON (k.id, k.part, k.word) k.id, k.part, k.word, k.landlord_id FROM (
        SELECT b.id, b.landlord_id, w.word,
               CASE WHEN w.rank = 1 AND w.word ~ '^[0-9]{1,4}[A-Z]*$' THEN 'NUMBER' ELSE 'STREET' END AS part
          FROM b, unnest(public.place_words(b.street)) WITH ORDINALITY w (word, rank)
        UNION ALL
        -- « 12 bis » is one number, and « 12-14 » two.
        SELECT b.id, b.landlord_id, upper(m[1] || m[2]), 'NUMBER'
          FROM b, regexp_matches(b.street, '^\s*(\d{1,4})\s*(bis|ter|quater|[a-d])(?=[\s,;]|$)', 'i') m
        UNION ALL
        SELECT b.id, b.landlord_id, m[1], 'NUMBER'
          FROM b, regexp_matches(b.street, '^\s*\d{1,4}\s*[-/]\s*(\d{1,4})(?=[\s,;]|$)') m
        UNION ALL SELECT b.id, b.landlord_id, w, 'TOWN' FROM b, unnest(public.place_words(b.town)) w
        UNION ALL SELECT b.id, b.landlord_id,
            (SELECT string_agg(public.short_form(w), '' ORDER BY rank)
               FROM unnest(public.folded_words(b.town)) WITH ORDINALITY t (w, rank)), 'TOWN' FROM b
        UNION ALL SELECT b.id, b.landlord_id, translate(b.postal_code, ' ', ''), 'POSTCODE' FROM b
        UNION ALL SELECT b.id, b.landlord_id, w, 'RESIDENCE' FROM b, unnest(public.place_words(b.residence)) w
    ) k WHERE k.word <> ''
$$;
COMMENT ON FUNCTION keys_of_places(bigint[]) IS 'What place_key must hold for these buildings, or for all (null).';

CREATE FUNCTION deletions(folded text) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT folded WHERE length(folded) BETWEEN 2 AND 30
    UNION
    SELECT left(folded, i - 1) || substr(folded, i + 1) FROM generate_series(1, length(folded)) i
     WHERE length(folded) BETWEEN 3 AND 30
$$;
COMMENT ON FUNCTION deletions(text) IS 'A name, and the name with each of its letters left out.';

CREATE FUNCTION known_part(part text) RETURNS text
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE part WHEN 'FIRST' THEN 'FIRST' ELSE 'SURNAME' END
$$;
COMMENT ON FUNCTION known_part(text) IS 'The part of a known name: a whole surname and a piece of one are one.';

CREATE FUNCTION on_names_borne() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    WITH borne AS (
        SELECT DISTINCT n.landlord_id, public.known_part(n.part) AS part, n.key, n.agency_id, n.reserved
          FROM changed n
    ), fresh AS (
        SELECT b.* FROM borne b WHERE NOT EXISTS (
            SELECT FROM public.known_name k
             WHERE k.landlord_id = b.landlord_id AND k.part = b.part AND k.key = b.key
               AND k.agency_id = b.agency_id AND k.reserved = b.reserved)
    ), added AS (
        INSERT INTO public.known_name (landlord_id, part, key, agency_id, reserved, sound)
        SELECT f.landlord_id, f.part, f.key, f.agency_id, f.reserved, public.french_sound(f.key) FROM fresh f
        ON CONFLICT DO NOTHING
    )
    INSERT INTO public.name_deletion (landlord_id, part, deletion, key)
    SELECT DISTINCT f.landlord_id, f.part, d.deletion, f.key
      FROM fresh f CROSS JOIN LATERAL public.deletions(f.key) d (deletion)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION on_names_left() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    WITH gone AS (
        SELECT DISTINCT b.landlord_id, public.known_part(b.part) AS part, b.key, b.agency_id, b.reserved
          FROM before b
    )
    DELETE FROM public.known_name k USING gone g
     WHERE k.landlord_id = g.landlord_id AND k.part = g.part AND k.key = g.key
       AND k.agency_id = g.agency_id AND k.reserved = g.reserved
       AND NOT EXISTS (
            SELECT FROM public.person_name_key n
             WHERE n.landlord_id = g.landlord_id AND n.key = g.key AND public.known_part(n.part) = g.part
               AND n.agency_id = g.agency_id AND n.reserved = g.reserved);
    DELETE FROM public.name_deletion d
     USING (SELECT DISTINCT b.landlord_id, public.known_part(b.part) AS part, b.key FROM before b) g
     WHERE d.landlord_id = g.landlord_id AND d.part = g.part AND d.key = g.key
       AND NOT EXISTS (SELECT FROM public.known_name k
                        WHERE k.landlord_id = g.landlord_id AND k.part = g.part AND k.key = g.key);
    RETURN NULL;
END $$;

-- Triggers of one event fire in the order of their names: this one before « name_keys_added », which takes away
-- the rows of no agency, and by « names_left » what they made known.
CREATE TRIGGER name_borne AFTER INSERT ON person_name_key
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_names_borne();
CREATE TRIGGER names_borne_otherwise AFTER UPDATE ON person_name_key
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_names_borne();
CREATE TRIGGER names_left AFTER DELETE ON person_name_key
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION on_names_left();
CREATE TRIGGER names_left_otherwise AFTER UPDATE ON person_name_key
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION on_names_left();

CREATE FUNCTION refresh_places(buildings bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.place_key k WHERE k.building_id = ANY (buildings);
    INSERT INTO public.place_key (building_id, part, key, landlord_id)
    SELECT n.building_id, n.part, n.key, n.landlord_id FROM public.keys_of_places(buildings) n;
END $$;
COMMENT ON FUNCTION refresh_places(bigint[]) IS 'Write the keys of these buildings again.';

CREATE FUNCTION on_buildings_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_places(ARRAY(SELECT n.id FROM changed n));
    RETURN NULL;
END $$;

CREATE FUNCTION on_residences_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_places(ARRAY(
        SELECT b.id FROM changed n JOIN before o ON o.id = n.id AND o.name <> n.name
          JOIN public.building b ON b.residence_id = n.id));
    RETURN NULL;
END $$;

CREATE TRIGGER places_added AFTER INSERT ON building
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_buildings_changed();
CREATE TRIGGER places_changed AFTER UPDATE ON building
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION on_buildings_changed();
CREATE TRIGGER places_renamed AFTER UPDATE ON residence
    REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION on_residences_changed();

SELECT public.keep_all_versions();
SELECT public.trace_table('mandate');
