-- Alerts on a file and hints on a building are written by these functions alone.

CREATE FUNCTION public.alert_staff(p_jobs text[]) RETURNS public.staff
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff;
BEGIN
    SELECT s.* INTO me FROM public.staff s WHERE s.id = public.my_staff_id();
    IF me.id IS NULL OR NOT me.role = ANY (p_jobs) THEN
        PERFORM public.refuse('NOT_YOUR_JOB',
            'Votre métier ne permet pas de l’écrire : demandez-le à un conseiller ou à un responsable.');
    END IF;
    RETURN me;
END $$;
COMMENT ON FUNCTION public.alert_staff(text[]) IS 'The member of staff signed in, if his job is one of these.';

CREATE FUNCTION public.add_file_alert(
    p_customer bigint, p_reason text, p_note text, p_owner bigint, p_ends_on date
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.alert_staff('{FRONT_DESK,ADVISER,ACCOUNTING,MANAGER}');
    today date := public.service_day();
    landlord bigint;
    made bigint;
BEGIN
    SELECT c.landlord_id INTO landlord FROM public.customer c
     WHERE c.id = p_customer AND public.sees_customer(p_customer);
    IF landlord IS NULL THEN
        PERFORM public.refuse('NOT_MY_CUSTOMER',
            'Ce client n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche.');
    END IF;
    IF p_ends_on IS NULL OR p_ends_on < today OR p_ends_on > today + interval '1 year' THEN
        PERFORM public.refuse('ALERT_END',
            'Une alerte finit un jour, à venir et dans douze mois au plus : choisissez une autre date de fin.');
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.staff s JOIN public.staff_landlord l ON l.staff_id = s.id
         WHERE s.id = coalesce(p_owner, me.id) AND l.landlord_id = landlord
           AND s.role IN ('FRONT_DESK', 'ADVISER', 'ACCOUNTING', 'MANAGER')
           AND s.valid_from <= today AND (s.valid_to IS NULL OR s.valid_to > today)
    ) THEN
        PERFORM public.refuse('ALERT_OWNER',
            'Le responsable d’une alerte est un agent en service chez ce bailleur : choisissez-en un autre.');
    END IF;
    INSERT INTO public.file_alert (landlord_id, customer_id, reason, note, owner_id, starts_on, ends_on, made_by)
    VALUES (landlord, p_customer, p_reason, nullif(btrim(p_note), ''), coalesce(p_owner, me.id), today, p_ends_on, me.id)
    RETURNING id INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION public.add_file_alert(bigint, text, text, bigint, date) IS
    'Put an alert on a file; no owner named: who writes it.';

CREATE FUNCTION public.end_file_alert(p_alert bigint, p_version integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.alert_staff('{FRONT_DESK,ADVISER,ACCOUNTING,MANAGER}');
    found public.file_alert;
BEGIN
    SELECT a.* INTO found FROM public.file_alert a WHERE a.id = p_alert FOR UPDATE;
    IF found.id IS NULL OR NOT public.sees_customer(found.customer_id) THEN
        PERFORM public.refuse('NO_ALERT', 'Cette alerte n’existe plus : relisez le dossier (Ctrl+R).');
    END IF;
    IF found.ended_at IS NOT NULL OR found.ends_on < public.service_day() THEN
        PERFORM public.refuse('ALERT_OVER', 'Cette alerte est déjà finie : relisez le dossier (Ctrl+R).');
    END IF;
    IF found.version <> p_version THEN
        PERFORM public.refuse('ALERT_CHANGED',
            'Un collègue vient de changer cette alerte : relisez le dossier (Ctrl+R), puis recommencez.');
    END IF;
    IF found.owner_id <> me.id AND me.role <> 'MANAGER' THEN
        PERFORM public.refuse('ALERT_NOT_YOURS',
            'Seuls son responsable et un responsable d’agence finissent une alerte avant sa date : demandez-le-leur.');
    END IF;
    UPDATE public.file_alert SET ended_by = me.id, ended_at = now(), version = version + 1 WHERE id = p_alert;
    RETURN found.customer_id;
END $$;
COMMENT ON FUNCTION public.end_file_alert(bigint, integer) IS
    'End an alert before its day: its owner, or a manager.';

-- A caretaker writes of his buildings, an adviser of those of his agencies, a manager of his landlords'.
CREATE FUNCTION public.hint_landlord(p_building bigint, p_residence bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.alert_staff('{ADVISER,MANAGER,CARETAKER}');
    place public.residence;
BEGIN
    IF num_nonnulls(p_building, p_residence) = 1 THEN
        SELECT r.* INTO place FROM public.residence r
         WHERE r.id = coalesce(p_residence, (SELECT b.residence_id FROM public.building b WHERE b.id = p_building));
    END IF;
    IF place.id IS NULL OR NOT place.landlord_id = ANY (public.my_landlords()) THEN
        PERFORM public.refuse('NO_PLACE',
            'Cet immeuble n’existe pas chez vos bailleurs : cherchez son numéro avec « backoffice hint places ».');
    END IF;
    IF (me.role = 'CARETAKER' AND (p_building IS NULL OR NOT p_building = ANY (public.my_buildings())))
       OR (me.role = 'ADVISER' AND NOT place.agency_id = ANY (public.my_agencies())) THEN
        PERFORM public.refuse('NOT_YOUR_PLACE',
            'Cet immeuble n’est pas dans votre secteur : demandez à son conseiller ou à un responsable de l’écrire.');
    END IF;
    RETURN place.landlord_id;
END $$;
COMMENT ON FUNCTION public.hint_landlord(bigint, bigint) IS
    'The landlord of a building or residence that who signed in may write a hint about.';

CREATE FUNCTION public.add_building_hint(
    p_building bigint, p_residence bigint, p_kind text, p_sentence text, p_since timestamptz, p_until timestamptz
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    landlord bigint := public.hint_landlord(p_building, p_residence);
    made bigint;
BEGIN
    IF p_until IS NULL OR p_until <= coalesce(p_since, now()) OR p_until <= now()
       OR p_until > coalesce(p_since, now()) + interval '1 year' THEN
        PERFORM public.refuse('HINT_END',
            'Une information finit à une heure à venir, dans l’année : choisissez une autre fin.');
    END IF;
    IF btrim(coalesce(p_sentence, '')) = '' OR length(btrim(p_sentence)) > 160 THEN
        PERFORM public.refuse('HINT_SENTENCE',
            'Dites l’information en une phrase de 160 caractères au plus, par exemple « Ascenseur en panne ».');
    END IF;
    INSERT INTO public.building_hint (landlord_id, building_id, residence_id, kind, sentence, since, until, made_by)
    VALUES (landlord, p_building, p_residence, p_kind, btrim(p_sentence), coalesce(p_since, now()), p_until,
            public.my_staff_id())
    RETURNING id INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION public.add_building_hint(bigint, bigint, text, text, timestamptz, timestamptz) IS
    'Say what is true of a building, or of a whole residence, until an hour to come.';

CREATE FUNCTION public.end_building_hint(p_hint bigint, p_version integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.building_hint;
BEGIN
    SELECT h.* INTO found FROM public.building_hint h WHERE h.id = p_hint FOR UPDATE;
    IF found.id IS NULL OR NOT found.landlord_id = ANY (public.my_landlords()) THEN
        PERFORM public.refuse('NO_HINT', 'Cette information n’existe plus : relisez la liste.');
    END IF;
    PERFORM public.hint_landlord(found.building_id, found.residence_id);
    IF found.ended_at IS NOT NULL OR found.until <= now() THEN
        PERFORM public.refuse('HINT_OVER', 'Cette information est déjà finie : relisez la liste.');
    END IF;
    IF found.version <> p_version THEN
        PERFORM public.refuse('HINT_CHANGED',
            'Un collègue vient de changer cette information : relisez la liste, puis recommencez.');
    END IF;
    UPDATE public.building_hint SET ended_by = public.my_staff_id(), ended_at = now(), version = version + 1
     WHERE id = p_hint;
END $$;
COMMENT ON FUNCTION public.end_building_hint(bigint, integer) IS
    'Say that it is true no more: whoever may write about the building.';

-- What a note says is read in the file, not in the trace (R5.17).
SELECT public.trace_table('file_alert', hidden => '{note}'), public.trace_table('building_hint');
SELECT public.keep_all_versions();

-- Files that show them ask again.
DO $$
DECLARE
    told text;
BEGIN
    FOREACH told IN ARRAY ARRAY['file_alert', 'building_hint'] LOOP
        EXECUTE format(
            'CREATE TRIGGER tell_inserted AFTER INSERT ON public.%1$I REFERENCING NEW TABLE AS news '
            'FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change(%2$L)', told, 'people');
        EXECUTE format(
            'CREATE TRIGGER tell_updated AFTER UPDATE ON public.%1$I REFERENCING NEW TABLE AS news '
            'FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change(%2$L)', told, 'people');
    END LOOP;
END $$;

-- Alerts go with the file (R5.10a). The function is mended where it stands: what other migrations put in it stays.
DO $$
DECLARE
    first CONSTANT text := '    DELETE FROM public.presence WHERE customer_id = p_customer;';
    body text := pg_get_functiondef('public.retention_erase_file(bigint)'::regprocedure);
BEGIN
    IF position(first IN body) = 0 THEN
        RAISE EXCEPTION 'retention_erase_file does not begin as expected';
    END IF;
    EXECUTE replace(body, first,
        '    DELETE FROM public.file_alert WHERE customer_id = p_customer;' || E'\n'
        || '    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object(''file_alert'', n);' || E'\n'
        || first);
END $$;
