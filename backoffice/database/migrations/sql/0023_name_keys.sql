-- The keys under which a person is found come from his names, by whatever program he is entered: nobody plants one.

-- The same words as rules/names.py gives, in the same order of steps.
CREATE FUNCTION name_words(written text) RETURNS text[]
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_remove(regexp_split_to_array(upper(regexp_replace(normalize(
        replace(replace(replace(replace(translate(
            lower(regexp_replace(written,
                '[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]',
                '', 'g')),
            'øđðłıħŋəʼʻʹˈꞌ', 'oddlihne’’’’’'), 'æ', 'ae'), 'œ', 'oe'), 'ß', 'ss'), 'þ', 'th'),
        NFKD), '[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]', '', 'g')),
        '[^[:alnum:]]+'), '')
$$;
COMMENT ON FUNCTION name_words(text) IS 'The folded words of a name.';

-- The whole name, its words and its ends, particles aside.
CREATE FUNCTION name_pieces(written text) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH cut AS (SELECT public.name_words(written) AS words)
    SELECT p.piece FROM cut CROSS JOIN LATERAL (
        SELECT array_to_string(cut.words[n:], '') FROM generate_series(1, cardinality(cut.words)) n
        UNION
        SELECT w FROM unnest(cut.words) w
         WHERE w NOT IN ('D', 'DE', 'DU', 'DES', 'L', 'LA', 'LE', 'LES', 'N', 'M', 'O', 'VAN', 'VON', 'EL', 'AL', 'BEN')
    ) p (piece)
    WHERE length(p.piece) > 1 OR cardinality(cut.words) = 1
$$;
COMMENT ON FUNCTION name_pieces(text) IS 'The pieces of a name under which it is found.';

CREATE FUNCTION name_keys(birth_name text, usage_name text, first_names text) RETURNS TABLE (key text, part text)
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH wholes AS (
        SELECT DISTINCT array_to_string(public.name_words(n), '') AS key FROM unnest(ARRAY[birth_name, usage_name]) n
         WHERE cardinality(public.name_words(n)) > 0
    )
    SELECT w.key, 'WHOLE' FROM wholes w
    UNION
    SELECT p, 'SURNAME' FROM unnest(ARRAY[birth_name, usage_name]) n, public.name_pieces(n) p
     WHERE p NOT IN (SELECT w.key FROM wholes w)
    UNION
    SELECT p, 'FIRST'
      FROM unnest(first_names || regexp_split_to_array(first_names,
               '[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+')) n, public.name_pieces(n) p
$$;
COMMENT ON FUNCTION name_keys(text, text, text) IS 'Every key under which a person of these names is found.';

-- A number or an address is found as it is shown.
CREATE FUNCTION refuse_foreign_contacts(p_contacts jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT c ->> 'channel' AS channel, c ->> 'value_key' AS key, normalize(c ->> 'value', NFKC) AS shown
                       FROM jsonb_array_elements(p_contacts) c) t
         WHERE (CASE t.channel
                WHEN 'EMAIL' THEN t.key ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$'
                                  AND normalize(t.key, NFKC) = lower(btrim(t.shown))
                ELSE t.channel IN ('MOBILE', 'PHONE') AND t.key ~ '^\+[1-9][0-9]{6,14}$'
                     -- What follows the number, « poste 12 », is no part of its key.
                     AND strpos(regexp_replace(translate(t.shown, 'Oo', '00'), '[^0-9]', '', 'g'), right(t.key, 6)) > 0
                END) IS NOT TRUE) THEN
        PERFORM public.proof_refuse('WRONG_CONTACT',
            'Ce contact ne se lit pas : donnez un numéro de téléphone ou une adresse électronique complète.');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION public.create_person(p_customer bigint, p_person jsonb, p_seen bigint[], p_reason text)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.proof_customer(p_customer);
    made bigint := nextval(pg_get_serial_sequence('public.person', 'id'));
    born date := (p_person ->> 'birth_date')::date;
    kind text := p_person ->> 'kind';
    keys jsonb := (
        SELECT coalesce(jsonb_agg(jsonb_build_array(k.key, k.part)), '[]')
          FROM public.name_keys(p_person ->> 'birth_name', p_person ->> 'usage_name', p_person ->> 'first_names') k);
    whole text[] := ARRAY(SELECT k ->> 0 FROM jsonb_array_elements(keys) k WHERE k ->> 1 = 'WHOLE');
    first text[] := ARRAY(SELECT k ->> 0 FROM jsonb_array_elements(keys) k WHERE k ->> 1 = 'FIRST');
BEGIN
    -- Nobody looked at is nobody, never whoever one likes.
    p_seen := array_remove(coalesce(p_seen, '{}'), NULL);
    IF kind IS NULL OR kind NOT IN ('OCCUPANT', 'REPRESENTATIVE', 'OTHER') OR whole = '{}' OR first = '{}'
       OR btrim(coalesce(p_person ->> 'birth_name', '')) = '' OR btrim(coalesce(p_person ->> 'first_names', '')) = ''
       OR born > public.proof_day() OR born < DATE '1880-01-01' THEN
        PERFORM public.proof_refuse('WRONG_PERSON',
            'Il manque un nom, un prénom ou une date de naissance possible : complétez la fiche.');
    END IF;
    PERFORM public.refuse_foreign_contacts(p_person -> 'contacts');
    PERFORM public.proof_refuse_own_household(whom.id);
    IF p_seen <> '{}' AND (p_reason IS NULL OR p_reason NOT IN ('HOMONYM', 'FAMILY', 'PAPER_SEEN')) THEN
        PERFORM public.proof_refuse('REASON_REQUIRED',
            'Dites pourquoi ce n’est aucune des personnes ressemblantes : choisissez un motif de la liste.');
    END IF;
    PERFORM public.lock_creations(whom.landlord_id);
    PERFORM public.refuse_same_person(whom.landlord_id, whole, first, born, p_seen);
    INSERT INTO public.person (id, landlord_id, party_number, party_key, civility, birth_name, usage_name,
                               first_names, birth_date)
    OVERRIDING SYSTEM VALUE
    VALUES (made, whom.landlord_id, 'N' || made, 'N' || made, p_person ->> 'civility', btrim(p_person ->> 'birth_name'),
            nullif(btrim(p_person ->> 'usage_name'), ''), btrim(p_person ->> 'first_names'), born);
    IF kind = 'OCCUPANT' THEN
        PERFORM public.create_occupant(whom, made, p_person);
    ELSE
        -- Nobody's household: his agency is that of the file he was entered from.
        INSERT INTO public.person_agency (landlord_id, person_id, agency_id)
        SELECT whom.landlord_id, made, whom.agency_id WHERE whom.agency_id IS NOT NULL;
    END IF;
    PERFORM public.write_name_keys(made, keys);
    INSERT INTO public.contact (landlord_id, person_id, channel, role, value, value_key, source,
                                usable_for_security_from, valid_from)
    SELECT whom.landlord_id, made, c ->> 'channel', 'NOTICE', c ->> 'value', c ->> 'value_key', 'AGENT',
           clock_timestamp() + public.proof_cooldown(whom.landlord_id), public.proof_day()
      FROM jsonb_array_elements(p_person -> 'contacts') c;
    PERFORM public.access_line('PERSON_CREATED', 'person:' || made, whom.landlord_id, whom.id, p_reason, NULL, NULL,
        jsonb_build_object('kind', kind, 'unlike', to_jsonb(p_seen)));
    RETURN made;
END $$;
