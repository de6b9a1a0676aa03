-- Persons entered by hand: who sees whom, and no second entry of somebody who is there already.

CREATE FUNCTION public.refuse_stale_person() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'VERSION', DETAIL =
        'Un collègue a enregistré cette personne entre-temps : relisez-la, puis recommencez.';
END $$;

CREATE FUNCTION public.sees_person(p_person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM public.person p
         WHERE p.id = p_person AND p.landlord_id = ANY (public.my_landlords())
           AND CASE public.my_role()
                   WHEN 'MANAGER' THEN true
                   WHEN 'ADVISER' THEN NOT p.reserved AND EXISTS (
                       SELECT FROM public.person_agency a
                        WHERE a.person_id = p.id AND a.agency_id = ANY (public.my_agencies()))
                   WHEN 'CARETAKER' THEN false
                   ELSE NOT p.reserved
               END);
END $$;
COMMENT ON FUNCTION public.sees_person(bigint) IS
    'Whether row policies show this person, whole, to who signed in.';

-- One creation at a time at a landlord: of two colleagues who enter the same person, the second sees the first's.
CREATE FUNCTION public.lock_creations(p_landlord bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT p_landlord = ANY (public.my_landlords()) THEN
        PERFORM public.proof_refuse('NOT_MY_LANDLORD', 'Ce bailleur n’est pas le vôtre : relancez la recherche.');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('person of ' || p_landlord, 0));
END $$;
COMMENT ON FUNCTION public.lock_creations(bigint) IS
    'Wait for a colleague who is entering a person at this landlord, until the end of the transaction.';

-- Only those whom who signed in may see: the others must not be betrayed by a refusal (R5.14, R3.17).
CREATE FUNCTION public.refuse_same_person(p_landlord bigint, p_whole text[], p_first text[], p_born date, p_seen bigint[])
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    same text;
BEGIN
    SELECT min(p.party_number) INTO same FROM public.person p
     WHERE p.id IN (SELECT k.person_id FROM public.person_name_key k
                     WHERE k.landlord_id = p_landlord AND k.key = ANY (p_whole) AND k.part = 'WHOLE')
       AND p.birth_date IS NOT DISTINCT FROM p_born
       AND EXISTS (SELECT FROM public.person_name_key k
                    WHERE k.person_id = p.id AND k.part = 'FIRST' AND k.key = ANY (p_first))
       AND p.id <> ALL (p_seen) AND public.sees_person(p.id)
       AND NOT EXISTS (SELECT FROM public.person_merge m WHERE m.merged_id = p.id AND m.undone_at IS NULL);
    IF same IS NOT NULL THEN
        PERFORM public.proof_refuse('SAME_PERSON', format(
            'Une personne de même nom et de même date de naissance est au fichier (tiers %s) : '
            'ouvrez sa fiche, ou dites pourquoi c’est une autre personne.', same));
    END IF;
END $$;

-- Under each agency that has a file of his, under none otherwise: never under none for an instant, from where
-- what is derived of the keys would keep a name that is nobody's.
CREATE FUNCTION public.write_name_keys(p_person bigint, p_keys jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.person_name_key (landlord_id, person_id, key, part, agency_id, reserved)
    SELECT DISTINCT p.landlord_id, p.id, k ->> 0, k ->> 1, coalesce(a.agency_id, 0), p.reserved
      FROM public.person p
      CROSS JOIN LATERAL jsonb_array_elements(p_keys) k
      LEFT JOIN public.person_agency a ON a.person_id = p.id
     WHERE p.id = p_person
    ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION public.create_person(p_customer bigint, p_person jsonb, p_seen bigint[], p_reason text)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.proof_customer(p_customer);
    made bigint := nextval(pg_get_serial_sequence('public.person', 'id'));
    born date := (p_person ->> 'birth_date')::date;
    kind text := p_person ->> 'kind';
    whole text[] := ARRAY(SELECT k ->> 0 FROM jsonb_array_elements(p_person -> 'keys') k WHERE k ->> 1 = 'WHOLE');
    first text[] := ARRAY(SELECT k ->> 0 FROM jsonb_array_elements(p_person -> 'keys') k WHERE k ->> 1 = 'FIRST');
    home public.lease;
BEGIN
    -- Nobody looked at is nobody, never whoever one likes.
    p_seen := array_remove(coalesce(p_seen, '{}'), NULL);
    IF kind IS NULL OR kind NOT IN ('OCCUPANT', 'REPRESENTATIVE', 'OTHER') OR whole = '{}' OR first = '{}'
       OR btrim(coalesce(p_person ->> 'birth_name', '')) = '' OR btrim(coalesce(p_person ->> 'first_names', '')) = ''
       OR born > public.proof_day() OR born < DATE '1880-01-01' THEN
        PERFORM public.proof_refuse('WRONG_PERSON',
            'Il manque un nom, un prénom ou une date de naissance possible : complétez la fiche.');
    END IF;
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
    PERFORM public.write_name_keys(made, p_person -> 'keys');
    INSERT INTO public.contact (landlord_id, person_id, channel, role, value, value_key, source,
                                usable_for_security_from, valid_from)
    SELECT whom.landlord_id, made, c ->> 'channel', 'NOTICE', c ->> 'value', c ->> 'value_key', 'AGENT',
           clock_timestamp() + public.proof_cooldown(whom.landlord_id), public.proof_day()
      FROM jsonb_array_elements(p_person -> 'contacts') c;
    PERFORM public.access_line('PERSON_CREATED', 'person:' || made, whom.landlord_id, whom.id, p_reason, NULL, NULL,
        jsonb_build_object('kind', kind, 'unlike', to_jsonb(p_seen)));
    RETURN made;
END $$;
COMMENT ON FUNCTION public.create_person(bigint, jsonb, bigint[], text) IS
    'Enter a person from a file, once who resembles him was looked at; answers his key.';

CREATE FUNCTION public.create_occupant(p_whom public.customer, p_person bigint, p_told jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    home public.lease;
    since date := (p_told ->> 'since')::date;
BEGIN
    SELECT l.* INTO home FROM public.lease l JOIN public.premises p ON p.id = l.premises_id
     WHERE l.customer_id = p_whom.id AND p.kind = 'DWELLING' AND l.valid_from <= since
       AND (l.valid_to IS NULL OR l.valid_to > since)
     ORDER BY l.valid_from DESC, l.id LIMIT 1 FOR UPDATE OF l;
    IF home.id IS NULL OR since > public.proof_day() OR p_told ->> 'relation' = 'HOLDER' THEN
        PERFORM public.proof_refuse('NO_DWELLING',
            'Ce dossier n’a pas de logement à cette date, ou le lien ne convient pas : '
            'vérifiez la date d’arrivée et le lien avec le titulaire.');
    END IF;
    INSERT INTO public.household_member (landlord_id, lease_id, person_id, relation, valid_from)
    VALUES (p_whom.landlord_id, home.id, p_person, p_told ->> 'relation', since);
END $$;
