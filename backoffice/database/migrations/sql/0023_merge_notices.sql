-- A merge gives the files of each person the contacts of the other: every old contact of both is told at once
-- (R4.25), and is in time to object during the cooling-off. What has not left when it is undone does not leave.

-- One notice per address, in the name of the person whose contact it is; a letter for a file whose holder has none.
-- Nobody's proof changes when neither holds a file nor an account: then nobody is told. Answers their keys.
CREATE FUNCTION public.tell_joined(p_merge bigint, p_kept public.person, p_merged public.person) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    pair CONSTANT bigint[] := ARRAY[p_kept.id, p_merged.id];
    house public.landlord;
    words text;
    told jsonb;
BEGIN
    IF NOT EXISTS (SELECT FROM public.customer c WHERE c.main_person_id = ANY (pair))
       AND NOT EXISTS (SELECT FROM public.portal_account a WHERE a.person_id = ANY (pair)) THEN
        RETURN '[]';
    END IF;
    SELECT l.* INTO house FROM public.landlord l WHERE l.id = p_kept.landlord_id;
    words := format(
        '%s, réunion de fiches n° %s : le %s, votre fiche et une autre ont été tenues pour celles de la même '
        'personne, et réunies. Si ce n’est pas le cas, appelez aussitôt le %s en donnant ce numéro : la réunion '
        'sera défaite.', house.name, p_merge, public.proof_instant(clock_timestamp()), house.phone);
    WITH theirs AS (
        SELECT p.id, coalesce(
            (SELECT min(c.id) FROM public.customer c WHERE c.main_person_id = p.id),
            (public.person_files(ARRAY[p.id]))[1], (public.person_files(pair))[1]) AS file
          FROM unnest(pair) p (id)
    ), contacts AS (
        SELECT DISTINCT ON (k.value_key) t.id, t.file, k.value_key,
               CASE k.channel WHEN 'EMAIL' THEN 'EMAIL' ELSE 'SMS' END AS channel
          FROM theirs t JOIN public.contact k ON k.person_id = t.id
         WHERE k.channel IN ('EMAIL', 'MOBILE') AND (k.valid_to IS NULL OR k.valid_to > public.proof_day())
         ORDER BY k.value_key, t.id = p_kept.id DESC
    ), letters AS (
        SELECT c.main_person_id, c.id, coalesce(public.proof_postal_address(c), '') AS address
          FROM public.customer c
         WHERE c.main_person_id = ANY (pair) AND NOT EXISTS (
            SELECT FROM public.contact k
             WHERE k.person_id = c.main_person_id AND k.channel IN ('EMAIL', 'MOBILE')
               AND (k.valid_to IS NULL OR k.valid_to > public.proof_day()))
    ), sent AS (
        INSERT INTO public.outbox_message
            (landlord_id, customer_id, person_id, channel, address, template, subject, body, not_before)
        SELECT p_kept.landlord_id, m.file, m.id, m.channel, m.address, 'CHANGE_NOTICE',
               format('Réunion de fiches n° %s', p_merge), words, clock_timestamp()
          FROM (SELECT c.file, c.id, c.channel, c.value_key FROM contacts c
                UNION ALL SELECT l.id, l.main_person_id, 'LETTER', l.address FROM letters l)
               m (file, id, channel, address)
        RETURNING id
    )
    SELECT coalesce(jsonb_agg(s.id ORDER BY s.id), '[]') INTO told FROM sent s;
    RETURN told;
END $$;

-- Undone, nothing that waits leaves. What left since is no edit of a colleague's: it is not told as one.
CREATE FUNCTION public.withdraw_notices(p_event public.person_merge, p_told jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    notices CONSTANT jsonb := coalesce(p_event.moved -> 'told', '[]');
    edited jsonb;
BEGIN
    UPDATE public.outbox_message m SET state = 'CANCELLED', version = m.version + 1
     WHERE m.state = 'WAITING' AND notices @> to_jsonb(m.id)
       AND m.id IN (SELECT n::bigint FROM jsonb_array_elements_text(notices) n);
    SELECT jsonb_agg(e) INTO edited FROM jsonb_array_elements(p_told -> 'edited' -> 'outbox_message') e
     WHERE NOT notices @> e;
    IF edited IS NULL THEN
        RETURN p_told #- '{edited,outbox_message}';
    END IF;
    RETURN jsonb_set(p_told, '{edited,outbox_message}', edited);
END $$;

CREATE OR REPLACE FUNCTION public.merge_persons(
    p_kept bigint, p_merged bigint, p_kept_version integer, p_merged_version integer, p_reason text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff;
    kept public.person;
    merged public.person;
    before bigint[];
    held jsonb;
    told jsonb;
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
    made := nextval(pg_get_serial_sequence('public.person_merge', 'id'));
    before := ARRAY(SELECT a.agency_id FROM public.person_agency a WHERE a.person_id = p_kept ORDER BY 1);
    held := public.hold_contacts(kept, merged);
    -- While each still has his own files.
    told := public.tell_joined(made, kept, merged);
    moved := jsonb_build_object(
        'held', held, 'told', told, 'files', public.person_files(ARRAY[p_merged]), 'kept_agencies', before,
        'merged_agencies', ARRAY(SELECT a.agency_id FROM public.person_agency a WHERE a.person_id = p_merged ORDER BY 1),
        'rows', public.move_person(p_merged, p_kept), 'filled', public.fill_person(kept, merged));
    INSERT INTO public.person_agency (landlord_id, person_id, agency_id)
    SELECT kept.landlord_id, p_kept, a.agency_id FROM public.person_agency a WHERE a.person_id = p_merged
    ON CONFLICT DO NOTHING;
    DELETE FROM public.person_agency WHERE person_id = p_merged;
    moved := moved || jsonb_build_object('keys', public.lend_names(p_merged, p_kept));
    PERFORM public.settle_name_keys(ARRAY[p_kept, p_merged]);
    INSERT INTO public.person_merge (id, landlord_id, kept_id, merged_id, reason, merged_by, merged_at, moved)
    OVERRIDING SYSTEM VALUE
    VALUES (made, kept.landlord_id, p_kept, p_merged, p_reason, me.id, clock_timestamp(), moved);
    PERFORM public.tell_merge('PERSONS_MERGED', made, kept.landlord_id, p_reason);
    RETURN made;
END $$;

-- p_own is what the programs of before tell; the keys that a person's own names give are computed here.
CREATE OR REPLACE FUNCTION public.unmerge_persons(p_merge bigint, p_version integer, p_own text[]) RETURNS jsonb
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
    told := public.withdraw_notices(event, told);
    PERFORM public.free_contacts(event);
    DELETE FROM public.person_name_key k
     USING jsonb_array_elements(event.moved -> 'keys') n
     WHERE k.person_id = event.kept_id AND k.key = n ->> 0 AND k.part = n ->> 1
       AND NOT EXISTS (
            SELECT FROM public.person p, public.name_keys(p.birth_name, p.usage_name, p.first_names) o
             WHERE p.id = event.kept_id AND o.key = k.key AND o.part = k.part);
    PERFORM public.part_agencies(event);
    UPDATE public.person_merge
       SET undone_at = clock_timestamp(), undone_by = me.id, left_over = told, version = version + 1
     WHERE id = event.id;
    PERFORM public.settle_name_keys(ARRAY[event.kept_id, event.merged_id]);
    PERFORM public.tell_merge('PERSONS_PARTED', event.id, event.landlord_id, event.reason);
    RETURN told;
END $$;
