-- Two persons said to be one: what pointed to the second points to the first; undone, it points back.

-- The customers in whose file one of these persons is named, in any way that a colleague would see.
CREATE FUNCTION public.person_files(p_persons bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(
        SELECT c.id FROM public.customer c WHERE c.main_person_id = ANY (p_persons)
        UNION
        SELECT l.customer_id FROM public.lease_holder h JOIN public.lease l ON l.id = h.lease_id
         WHERE h.person_id = ANY (p_persons)
        UNION
        SELECT l.customer_id FROM public.household_member m JOIN public.lease l ON l.id = m.lease_id
         WHERE m.person_id = ANY (p_persons)
        UNION
        SELECT a.customer_id FROM public.portal_account a WHERE a.person_id = ANY (p_persons)
        UNION
        SELECT o.customer_id FROM public.outbox_message o WHERE o.person_id = ANY (p_persons)
        UNION
        SELECT s.customer_id FROM public.subject_request s WHERE s.person_id = ANY (p_persons)
        ORDER BY 1)
$$;

-- Every column that points to a person, those that later versions add included.
CREATE FUNCTION public.person_pointers() RETURNS TABLE (in_table text, in_column text, counts boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.relname::text, a.attname::text,
           EXISTS (SELECT FROM pg_attribute v WHERE v.attrelid = r.oid AND v.attname = 'version' AND NOT v.attisdropped)
      FROM pg_constraint f
      JOIN pg_class r ON r.oid = f.conrelid
      JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = f.conkey[1]
      JOIN pg_attribute k ON k.attrelid = r.oid AND k.attname = 'id' AND NOT k.attisdropped
     WHERE f.contype = 'f' AND f.confrelid = 'public.person'::regclass AND cardinality(f.conkey) = 1
       AND r.relname <> 'person_merge'
     ORDER BY 1, 2
$$;
COMMENT ON FUNCTION public.person_pointers() IS
    'Columns of tables with a key of their own that point to a person; derived tables have none.';

CREATE FUNCTION public.merge_right(p_persons bigint[]) RETURNS public.staff
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    files bigint[];
BEGIN
    IF me.role NOT IN ('MANAGER', 'ADVISER') THEN
        PERFORM public.proof_refuse('NOT_MERGER',
            'Un responsable ou le conseiller de tous les dossiers concernés réunit deux fiches : demandez-le-lui.');
    END IF;
    files := public.person_files(p_persons);
    -- The same order as any writer: the customers, then the persons; the files are read again once they are held.
    PERFORM 1 FROM public.customer c WHERE c.id = ANY (files) ORDER BY c.id FOR UPDATE;
    PERFORM 1 FROM public.person p WHERE p.id = ANY (p_persons) ORDER BY p.id FOR UPDATE;
    files := public.person_files(p_persons);
    IF EXISTS (SELECT FROM unnest(files) f WHERE NOT public.sees_customer(f)) THEN
        PERFORM public.proof_refuse('NOT_ALL_FILES',
            'Une de ces personnes est dans un dossier qui n’est pas le vôtre : '
            'demandez à un responsable de réunir les fiches.');
    END IF;
    IF EXISTS (SELECT FROM unnest(files) f WHERE public.in_my_household(f))
       OR me.person_id = ANY (p_persons) THEN
        PERFORM public.proof_refuse('OWN_HOUSEHOLD',
            'Vous ne pouvez pas agir sur votre propre dossier : demandez à un collègue.');
    END IF;
    RETURN me;
END $$;

CREATE FUNCTION public.refuse_merge(p_kept public.person, p_merged public.person) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found text;
BEGIN
    IF p_kept.landlord_id <> p_merged.landlord_id OR 'EFFACE' IN (p_kept.party_key, p_merged.party_key) THEN
        PERFORM public.proof_refuse('NOT_MERGEABLE',
            'Ces deux fiches ne se réunissent pas : elles sont de deux bailleurs, ou l’une est effacée.');
    END IF;
    IF EXISTS (SELECT FROM public.person_merge m
                WHERE m.merged_id IN (p_kept.id, p_merged.id) AND m.undone_at IS NULL) THEN
        PERFORM public.proof_refuse('ALREADY_MERGED',
            'Une de ces fiches est déjà réunie à une autre : défaites d’abord cette réunion, ou choisissez l’autre.');
    END IF;
    IF p_kept.deceased_on <> p_merged.deceased_on THEN
        PERFORM public.proof_refuse('TWO_DEATHS',
            'Les deux fiches portent deux dates de décès différentes : corrigez-en une avant de les réunir.');
    END IF;
    SELECT l.number INTO found
      FROM public.lease_holder a JOIN public.lease_holder b ON b.lease_id = a.lease_id
      JOIN public.lease l ON l.id = a.lease_id
     WHERE a.person_id = p_kept.id AND b.person_id = p_merged.id
       AND daterange(a.valid_from, a.valid_to) && daterange(b.valid_from, b.valid_to) LIMIT 1;
    IF found IS NOT NULL THEN
        PERFORM public.proof_refuse('SAME_LEASE', format(
            'Les deux personnes sont titulaires du contrat %s en même temps : '
            'terminez d’abord l’un des deux titres, ou ne réunissez pas ces fiches.', found));
    END IF;
    SELECT l.number INTO found
      FROM public.household_member a JOIN public.household_member b ON b.lease_id = a.lease_id
      JOIN public.lease l ON l.id = a.lease_id
     WHERE a.person_id = p_kept.id AND b.person_id = p_merged.id
       AND daterange(a.valid_from, a.valid_to) && daterange(b.valid_from, b.valid_to) LIMIT 1;
    IF found IS NOT NULL THEN
        PERFORM public.proof_refuse('SAME_HOUSEHOLD', format(
            'Les deux personnes sont en même temps au ménage du contrat %s : '
            'terminez d’abord l’une des deux inscriptions, ou ne réunissez pas ces fiches.', found));
    END IF;
    IF EXISTS (SELECT FROM public.portal_account a WHERE a.person_id = p_kept.id AND a.closed_at IS NULL)
       AND EXISTS (SELECT FROM public.portal_account a WHERE a.person_id = p_merged.id AND a.closed_at IS NULL) THEN
        PERFORM public.proof_refuse('TWO_ACCOUNTS',
            'Les deux personnes ont chacune un compte en ligne ouvert : '
            'faites fermer l’un des deux avant de réunir les fiches.');
    END IF;
    IF EXISTS (SELECT FROM public.change_request r
                WHERE r.state = 'PROPOSED' AND r.customer_id = ANY (public.person_files(ARRAY[p_kept.id, p_merged.id]))
                  AND r.proposed ->> 'person_id' IN (p_kept.id::text, p_merged.id::text)) THEN
        PERFORM public.proof_refuse('PENDING_CHANGE',
            'Un changement de titre attend une décision pour une de ces personnes : faites-la prendre d’abord.');
    END IF;
END $$;

CREATE FUNCTION public.move_person(p_from bigint, p_to bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    way record;
    keys bigint[];
    moved jsonb := '{}';
    told jsonb;
BEGIN
    FOR way IN SELECT * FROM public.person_pointers() LOOP
        EXECUTE format('WITH gone AS (UPDATE public.%I SET %I = $1 WHERE %I = $2 RETURNING id) '
            'SELECT array_agg(id ORDER BY id) FROM gone', way.in_table, way.in_column, way.in_column)
            INTO keys USING p_to, p_from;
        IF keys IS NOT NULL THEN
            moved := moved || jsonb_build_object(way.in_table || '.' || way.in_column, to_jsonb(keys));
        END IF;
    END LOOP;
    -- Versions once every trigger has run: what they derive is no edit.
    FOR way IN SELECT w.* FROM public.person_pointers() w WHERE moved ? (w.in_table || '.' || w.in_column) LOOP
        EXECUTE format('SELECT jsonb_object_agg(id, %s) FROM public.%I WHERE id = ANY ($1)',
            CASE WHEN way.counts THEN 'version' ELSE '0' END, way.in_table)
            INTO told USING ARRAY(SELECT jsonb_array_elements_text(moved -> (way.in_table || '.' || way.in_column))::bigint);
        moved := moved || jsonb_build_object(way.in_table || '.' || way.in_column, told);
    END LOOP;
    RETURN moved;
EXCEPTION WHEN exclusion_violation OR unique_violation THEN
    RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'MERGE_CONFLICT', DETAIL =
        'Les deux fiches portent la même inscription en même temps : corrigez-en une avant de les réunir.';
END $$;

-- A person of no agency has his keys under none.
CREATE FUNCTION public.settle_name_keys(p_persons bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refresh_persons(p_persons);
    INSERT INTO public.person_name_key (landlord_id, person_id, key, part, reserved)
    SELECT DISTINCT k.landlord_id, k.person_id, k.key, k.part, k.reserved FROM public.person_name_key k
     WHERE k.person_id = ANY (p_persons)
       AND NOT EXISTS (SELECT FROM public.person_agency a WHERE a.person_id = k.person_id)
    ON CONFLICT DO NOTHING;
    DELETE FROM public.person_name_key k
     WHERE k.person_id = ANY (p_persons) AND k.agency_id <> 0
       AND NOT EXISTS (SELECT FROM public.person_agency a WHERE a.person_id = k.person_id);
END $$;

CREATE FUNCTION public.lend_names(p_merged bigint, p_kept bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    lent jsonb;
BEGIN
    SELECT coalesce(jsonb_agg(jsonb_build_array(n.key, n.part) ORDER BY n.part, n.key), '[]') INTO lent
      FROM (SELECT DISTINCT k.key, k.part FROM public.person_name_key k WHERE k.person_id = p_merged
            EXCEPT SELECT k.key, k.part FROM public.person_name_key k WHERE k.person_id = p_kept) n;
    PERFORM public.write_name_keys(p_kept, lent);
    RETURN lent;
END $$;

-- Whoever holds a file gains the other's contacts: new to that file, they wait like any new contact (R4.24).
-- Answers what each was worth and is worth now.
CREATE FUNCTION public.hold_contacts(p_kept public.person, p_merged public.person) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    later CONSTANT timestamptz := clock_timestamp() + public.proof_cooldown(p_kept.landlord_id);
    held jsonb;
BEGIN
    WITH gained AS (
        SELECT k.id, k.usable_for_security_from AS before FROM public.contact k
         WHERE k.usable_for_security_from < later
           AND (k.person_id = p_merged.id AND EXISTS (
                    SELECT FROM public.customer c WHERE c.main_person_id = p_kept.id)
                OR k.person_id = p_kept.id AND EXISTS (
                    SELECT FROM public.customer c WHERE c.main_person_id = p_merged.id))
    ), done AS (
        UPDATE public.contact k SET usable_for_security_from = later FROM gained g WHERE k.id = g.id
    )
    SELECT coalesce(jsonb_object_agg(g.id, jsonb_build_array(g.before, later)), '{}') INTO held FROM gained g;
    RETURN held;
END $$;

CREATE FUNCTION public.free_contacts(p_event public.person_merge) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.contact k SET usable_for_security_from = (h.value ->> 0)::timestamptz
      FROM jsonb_each(p_event.moved -> 'held') h
     WHERE k.id = h.key::bigint AND k.usable_for_security_from = (h.value ->> 1)::timestamptz
       AND k.person_id IN (p_event.kept_id, p_event.merged_id)
$$;

-- What the kept person lacked and the merged one had; a withheld address stays withheld (R3.17).
CREATE FUNCTION public.fill_person(p_kept public.person, p_merged public.person) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    filled jsonb := '{}';
BEGIN
    IF p_kept.birth_date IS NULL AND p_merged.birth_date IS NOT NULL THEN
        filled := filled || jsonb_build_object('birth_date', p_merged.birth_date);
    END IF;
    IF p_kept.deceased_on IS NULL AND p_merged.deceased_on IS NOT NULL THEN
        filled := filled || jsonb_build_object('deceased_on', p_merged.deceased_on);
    END IF;
    IF p_merged.confidential_address AND NOT p_kept.confidential_address THEN
        filled := filled || jsonb_build_object('confidential_address', true);
    END IF;
    IF filled <> '{}' THEN
        UPDATE public.person p
           SET birth_date = coalesce(p.birth_date, p_merged.birth_date),
               deceased_on = coalesce(p.deceased_on, p_merged.deceased_on),
               confidential_address = p.confidential_address OR p_merged.confidential_address,
               version = p.version + 1
         WHERE p.id = p_kept.id;
    END IF;
    RETURN filled;
END $$;

CREATE FUNCTION public.merge_persons(
    p_kept bigint, p_merged bigint, p_kept_version integer, p_merged_version integer, p_reason text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff;
    kept public.person;
    merged public.person;
    before bigint[];
    held jsonb;
    moved jsonb;
    made bigint;
BEGIN
    IF p_kept = p_merged OR NOT (public.sees_person(p_kept) AND public.sees_person(p_merged)) THEN
        PERFORM public.proof_refuse('NO_PERSON',
            'Il faut deux fiches de vos dossiers : relancez la recherche, puis recommencez.');
    END IF;
    IF p_reason IS NULL OR p_reason NOT IN ('ENTERED_TWICE', 'IMPORTED_TWICE', 'NAME_CHANGED', 'PAPER_SEEN') THEN
        PERFORM public.proof_refuse('REASON_REQUIRED', 'Dites pourquoi c’est la même personne : choisissez un motif.');
    END IF;
    me := public.merge_right(ARRAY[p_kept, p_merged]);
    SELECT * INTO kept FROM public.person WHERE id = p_kept;
    SELECT * INTO merged FROM public.person WHERE id = p_merged;
    IF kept.version IS DISTINCT FROM p_kept_version OR merged.version IS DISTINCT FROM p_merged_version THEN
        PERFORM public.refuse_stale_person();
    END IF;
    PERFORM public.refuse_merge(kept, merged);
    before := ARRAY(SELECT a.agency_id FROM public.person_agency a WHERE a.person_id = p_kept ORDER BY 1);
    held := public.hold_contacts(kept, merged);
    moved := jsonb_build_object(
        'held', held, 'files', public.person_files(ARRAY[p_merged]), 'kept_agencies', before,
        'merged_agencies', ARRAY(SELECT a.agency_id FROM public.person_agency a WHERE a.person_id = p_merged ORDER BY 1),
        'rows', public.move_person(p_merged, p_kept), 'filled', public.fill_person(kept, merged));
    INSERT INTO public.person_agency (landlord_id, person_id, agency_id)
    SELECT kept.landlord_id, p_kept, a.agency_id FROM public.person_agency a WHERE a.person_id = p_merged
    ON CONFLICT DO NOTHING;
    DELETE FROM public.person_agency WHERE person_id = p_merged;
    moved := moved || jsonb_build_object('keys', public.lend_names(p_merged, p_kept));
    PERFORM public.settle_name_keys(ARRAY[p_kept, p_merged]);
    INSERT INTO public.person_merge (landlord_id, kept_id, merged_id, reason, merged_by, merged_at, moved)
    VALUES (kept.landlord_id, p_kept, p_merged, p_reason, me.id, clock_timestamp(), moved) RETURNING id INTO made;
    PERFORM public.tell_merge('PERSONS_MERGED', made, kept.landlord_id, p_reason);
    RETURN made;
END $$;
COMMENT ON FUNCTION public.merge_persons(bigint, bigint, integer, integer, text) IS
    'Say that two persons are one; answers the number of the event, by which it is undone.';

-- One line in the trace of every file in which the person is named.
CREATE FUNCTION public.tell_merge(p_act text, p_merge bigint, p_landlord bigint, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    event public.person_merge;
    file bigint;
BEGIN
    SELECT * INTO event FROM public.person_merge m WHERE m.id = p_merge;
    FOR file IN
        SELECT unnest(public.person_files(ARRAY[event.kept_id, event.merged_id]))
        UNION SELECT jsonb_array_elements_text(event.moved -> 'files')::bigint ORDER BY 1
    LOOP
        PERFORM public.access_line(p_act, 'person_merge:' || p_merge, p_landlord, file, p_reason, NULL, NULL,
            jsonb_build_object('kept', event.kept_id, 'merged', event.merged_id));
    END LOOP;
END $$;

CREATE FUNCTION public.move_person_back(p_event public.person_merge) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    way record;
    told jsonb;
    back bigint[];
    edited bigint[];
    lost jsonb := '{}';
    altered jsonb := '{}';
BEGIN
    FOR way IN SELECT w.* FROM public.person_pointers() w
                WHERE p_event.moved -> 'rows' ? (w.in_table || '.' || w.in_column) LOOP
        told := p_event.moved -> 'rows' -> (way.in_table || '.' || way.in_column);
        IF way.counts THEN
            EXECUTE format('SELECT array_agg(id ORDER BY id) FROM public.%I '
                'WHERE id = ANY ($1) AND %I = $2 AND version > ($3 ->> id::text)::integer', way.in_table, way.in_column)
                INTO edited USING ARRAY(SELECT jsonb_object_keys(told)::bigint), p_event.kept_id, told;
        END IF;
        EXECUTE format('WITH back AS (UPDATE public.%I SET %I = $1 WHERE id = ANY ($2) AND %I = $3 RETURNING id) '
            'SELECT coalesce(array_agg(id), ''{}'') FROM back', way.in_table, way.in_column, way.in_column)
            INTO back USING p_event.merged_id, ARRAY(SELECT jsonb_object_keys(told)::bigint), p_event.kept_id;
        IF cardinality(back) < (SELECT count(*) FROM jsonb_object_keys(told)) THEN
            lost := lost || jsonb_build_object(way.in_table, ARRAY(
                SELECT k::bigint FROM jsonb_object_keys(told) k WHERE k::bigint <> ALL (back) ORDER BY 1));
        END IF;
        -- A customer, a member of staff also count what is derived: their pointer alone says whether it changed.
        IF edited IS NOT NULL AND way.in_table NOT IN ('customer', 'staff') THEN
            altered := altered || jsonb_build_object(way.in_table, edited);
        END IF;
        edited := NULL;
    END LOOP;
    RETURN jsonb_build_object('lost', lost, 'edited', altered);
EXCEPTION WHEN exclusion_violation OR unique_violation THEN
    RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'UNMERGE_CONFLICT', DETAIL =
        'Une inscription ajoutée depuis empêche de séparer ces fiches : terminez-la d’abord, puis recommencez.';
END $$;

CREATE FUNCTION public.empty_person(p_event public.person_merge) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    filled jsonb := p_event.moved -> 'filled';
    kept public.person;
    same jsonb := '{}';
    lost jsonb := '[]';
    name text;
BEGIN
    SELECT * INTO kept FROM public.person WHERE id = p_event.kept_id;
    FOR name IN SELECT jsonb_object_keys(filled) LOOP
        IF to_jsonb(kept) -> name = filled -> name THEN
            same := same || jsonb_build_object(name, true);
        ELSE
            lost := lost || to_jsonb(name);
        END IF;
    END LOOP;
    IF same <> '{}' THEN
        UPDATE public.person p
           SET birth_date = CASE WHEN same ? 'birth_date' THEN NULL ELSE p.birth_date END,
               deceased_on = CASE WHEN same ? 'deceased_on' THEN NULL ELSE p.deceased_on END,
               confidential_address = CASE WHEN same ? 'confidential_address' THEN false ELSE p.confidential_address END,
               version = p.version + 1
         WHERE p.id = kept.id;
    END IF;
    RETURN lost;
END $$;

CREATE FUNCTION public.part_agencies(p_event public.person_merge) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.person_agency (landlord_id, person_id, agency_id)
    SELECT p_event.landlord_id, p_event.merged_id, a::bigint
      FROM jsonb_array_elements_text(p_event.moved -> 'merged_agencies') a
    ON CONFLICT DO NOTHING;
    DELETE FROM public.person_agency a
     WHERE a.person_id = p_event.kept_id
       AND NOT p_event.moved -> 'kept_agencies' @> to_jsonb(a.agency_id)
       AND NOT EXISTS (SELECT FROM public.file_persons(public.person_files(ARRAY[p_event.kept_id])) n
                        WHERE n.person_id = a.person_id AND n.agency_id = a.agency_id);
END $$;

-- p_own: the keys that the kept person's own names give today; they stay whoever lent them.
CREATE FUNCTION public.unmerge_persons(p_merge bigint, p_version integer, p_own text[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    event public.person_merge;
    me public.staff;
    told jsonb;
BEGIN
    SELECT * INTO event FROM public.person_merge m WHERE m.id = p_merge;
    IF event.id IS NULL OR NOT public.sees_person(event.kept_id) THEN
        PERFORM public.proof_refuse('NO_MERGE', 'Cette réunion de fiches n’existe pas : relisez l’historique.');
    END IF;
    me := public.merge_right(ARRAY[event.kept_id, event.merged_id]);
    SELECT * INTO event FROM public.person_merge m WHERE m.id = p_merge FOR UPDATE;
    IF event.undone_at IS NOT NULL THEN
        PERFORM public.proof_refuse('ALREADY_UNDONE', 'Cette réunion de fiches est déjà défaite.');
    ELSIF event.version IS DISTINCT FROM p_version THEN
        PERFORM public.refuse_stale_person();
    ELSIF EXISTS (SELECT FROM public.person_merge m WHERE m.merged_id = event.kept_id AND m.undone_at IS NULL) THEN
        PERFORM public.proof_refuse('MERGED_SINCE',
            'La fiche gardée a depuis été réunie à une autre : défaites d’abord cette réunion-là.');
    END IF;
    told := public.move_person_back(event) || jsonb_build_object('values', public.empty_person(event));
    PERFORM public.free_contacts(event);
    DELETE FROM public.person_name_key k
     USING jsonb_array_elements(event.moved -> 'keys') n
     WHERE k.person_id = event.kept_id AND k.key = n ->> 0 AND k.part = n ->> 1
       AND k.part || ' ' || k.key <> ALL (coalesce(p_own, '{}'));
    PERFORM public.part_agencies(event);
    UPDATE public.person_merge
       SET undone_at = clock_timestamp(), undone_by = me.id, left_over = told, version = version + 1
     WHERE id = event.id;
    PERFORM public.settle_name_keys(ARRAY[event.kept_id, event.merged_id]);
    PERFORM public.tell_merge('PERSONS_PARTED', event.id, event.landlord_id, event.reason);
    RETURN told;
END $$;
COMMENT ON FUNCTION public.unmerge_persons(bigint, integer, text[]) IS
    'Undo a merge: what moved moves back, but for what changed since, which is told.';

-- The feed rewrites the keys of a person whole: the names lent to him by a merge come back with them.
CREATE FUNCTION public.on_names_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Once: what is lent fires this trigger again, and is there by then.
    PERFORM public.write_name_keys(m.kept_id, m.moved -> 'keys')
       FROM public.person_merge m
      WHERE m.undone_at IS NULL AND m.kept_id IN (SELECT n.person_id FROM changed n)
        AND EXISTS (SELECT FROM jsonb_array_elements(m.moved -> 'keys') k
                     WHERE NOT EXISTS (SELECT FROM public.person_name_key o
                                        WHERE o.person_id = m.kept_id AND o.key = k ->> 0 AND o.part = k ->> 1));
    RETURN NULL;
END $$;
CREATE TRIGGER names_written AFTER INSERT ON public.person_name_key
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.on_names_written();

SELECT public.trace_table('person_merge', hidden => '{moved}'), public.keep_all_versions();
