-- Members of staff are login roles. The administrator makes and closes them through these functions alone.

CREATE FUNCTION group_of_role(job text) RETURNS name
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT ('guichet_' || CASE job WHEN 'FRONT_DESK' THEN 'agent' ELSE lower(job) END)::name
$$;
COMMENT ON FUNCTION group_of_role(text) IS 'The group role of the database for a job, as in staff.role.';

CREATE FUNCTION make_login(login text, job text, verifier text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
        EXECUTE format('ALTER ROLE %I LOGIN', login);
    ELSE
        EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', login);
    END IF;
    EXECUTE format('GRANT %I TO %I', public.group_of_role(job), login);
    -- Rights of several groups add up: whoever comes back in a smaller job must have left the greater one.
    IF EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member
                WHERE r.rolname = login AND g.rolname <> public.group_of_role(job)) THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'GROUP_KEPT',
            DETAIL = 'Ce compte tient encore un groupe donné par l’administration de la base : '
                'faites-le lui retirer, ou choisissez un autre identifiant.';
    END IF;
    IF verifier IS NOT NULL THEN
        EXECUTE format('ALTER ROLE %I PASSWORD %L', login, verifier);
    END IF;
END $$;
COMMENT ON FUNCTION make_login(text, text, text) IS 'Make a login role in the group of its job; run by the gatekeeper.';

CREATE FUNCTION close_login(login text, job text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN', login);
        -- In the gatekeeper's own name: ensure_login gives groups in it too. What a superuser gave by hand stays,
        -- shows no row to whoever is out of service, and make_login refuses to add to it.
        EXECUTE format('REVOKE %I FROM %I', public.group_of_role(job), login);
    END IF;
END $$;
COMMENT ON FUNCTION close_login(text, text) IS 'Take login and group away; run by the gatekeeper.';

CREATE FUNCTION refuse(code text, sentence text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = code, DETAIL = sentence;
END $$;
COMMENT ON FUNCTION refuse(text, text) IS 'Refuse with a code and one sentence that says what to do.';

CREATE FUNCTION add_staff(
    login text, full_name text, job text, landlord_codes text[], agency_codes text[], building_ids bigint[],
    verifier text
) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    staff_key bigint;
    landlords bigint[];
    -- The first administrator is made by whoever administers the database: nobody is in service yet.
    founding boolean := job = 'ADMINISTRATOR' AND EXISTS (
        SELECT FROM pg_roles r
         WHERE r.rolname = session_user AND (r.rolsuper OR pg_has_role(r.oid, to_regrole('guichet_owner'), 'USAGE')));
BEGIN
    IF login !~ '^[a-z][a-z0-9._-]{1,61}$' OR login ~ '^(pg_|guichet_|postgres$)' THEN
        PERFORM public.refuse('BAD_LOGIN', 'Cet identifiant ne convient pas : prenez des minuscules, chiffres, '
            'points ou tirets, par exemple « c.moreau ».');
    END IF;
    IF verifier IS NOT NULL AND verifier !~ '^SCRAM-SHA-256\$' THEN
        PERFORM public.refuse('CLEAR_PASSWORD', 'Le mot de passe doit arriver haché (SCRAM-SHA-256) : '
            'passez par « backoffice db staff add ».');
    END IF;
    landlords := ARRAY(SELECT l.id FROM public.landlord l
                        WHERE l.code = ANY (landlord_codes) AND (founding OR l.id = ANY (public.my_landlords())));
    IF cardinality(landlords) <> cardinality(landlord_codes) OR landlords = '{}' THEN
        PERFORM public.refuse('UNKNOWN_LANDLORD',
            'Un des bailleurs donnés n’existe pas ou n’est pas le vôtre : vérifiez les codes.');
    END IF;
    IF EXISTS (SELECT FROM unnest(agency_codes) given WHERE NOT EXISTS (
                SELECT FROM public.agency a WHERE a.code = given AND a.landlord_id = ANY (landlords)))
       OR EXISTS (SELECT FROM unnest(building_ids) given WHERE NOT EXISTS (
                SELECT FROM public.building b WHERE b.id = given AND b.landlord_id = ANY (landlords))) THEN
        PERFORM public.refuse('UNKNOWN_PLACE', 'Une des agences ou un des immeubles donnés n’existe pas chez ces '
            'bailleurs : voyez « backoffice db staff places ».');
    END IF;
    IF job = 'CARETAKER' AND building_ids = '{}' THEN
        PERFORM public.refuse('NO_BUILDING', 'Un gardien sans immeuble ne verrait personne : donnez --building, '
            'les numéros sont dans « backoffice db staff places ».');
    END IF;
    SELECT s.id INTO staff_key FROM public.staff s WHERE s.login = add_staff.login FOR UPDATE;
    IF EXISTS (SELECT FROM public.staff s WHERE s.id = staff_key
                AND s.valid_from <= public.service_day() AND (s.valid_to IS NULL OR s.valid_to > public.service_day())) THEN
        PERFORM public.refuse('LOGIN_TAKEN', 'Cet identifiant est déjà celui d’un agent en service : '
            'fermez-le d’abord, ou choisissez-en un autre.');
    END IF;
    -- What the login did before stays in the trace under the name that the row shows.
    IF EXISTS (SELECT FROM public.staff s WHERE s.id = staff_key
                AND (lower(btrim(s.full_name)) <> lower(btrim(add_staff.full_name))
                     OR NOT EXISTS (SELECT FROM public.staff_landlord l
                                     WHERE l.staff_id = s.id AND l.landlord_id = ANY (public.my_landlords())))) THEN
        PERFORM public.refuse('LOGIN_USED',
            'Cet identifiant a été celui d’une autre personne, dont la trace garde les actes : choisissez-en un autre.');
    END IF;
    IF staff_key IS NULL AND EXISTS (SELECT FROM pg_roles r WHERE r.rolname = add_staff.login) THEN
        PERFORM public.refuse('LOGIN_TAKEN',
            'Ce rôle existe déjà sur le serveur pour un autre usage : choisissez un autre identifiant.');
    END IF;
    IF staff_key IS NULL THEN
        INSERT INTO public.staff (login, full_name, role, valid_from)
        VALUES (add_staff.login, add_staff.full_name, job, public.service_day()) RETURNING id INTO staff_key;
    ELSE
        UPDATE public.staff s
           SET full_name = add_staff.full_name, role = job, valid_from = public.service_day(), valid_to = NULL,
               version = s.version + 1
         WHERE s.id = staff_key;
        DELETE FROM public.staff_landlord x WHERE x.staff_id = staff_key;
        DELETE FROM public.staff_agency x WHERE x.staff_id = staff_key;
        DELETE FROM public.staff_building x WHERE x.staff_id = staff_key;
    END IF;
    INSERT INTO public.staff_landlord (staff_id, landlord_id) SELECT staff_key, unnest(landlords);
    -- No agency named: every agency of the landlords, but for a caretaker, who has buildings.
    INSERT INTO public.staff_agency (staff_id, agency_id)
    SELECT staff_key, a.id FROM public.agency a
     WHERE a.landlord_id = ANY (landlords)
       AND (a.code = ANY (agency_codes) OR (agency_codes = '{}' AND job <> 'CARETAKER'));
    INSERT INTO public.staff_building (staff_id, building_id)
    SELECT staff_key, b.id FROM public.building b WHERE b.landlord_id = ANY (landlords) AND b.id = ANY (building_ids);
    PERFORM public.make_login(add_staff.login, job, verifier);
    RETURN staff_key;
END $$;
COMMENT ON FUNCTION add_staff(text, text, text, text[], text[], bigint[], text) IS
    'Bring a member of staff, or a service, into service with his login; for the administrator.';

CREATE FUNCTION disable_staff(login text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE found_staff public.staff;
BEGIN
    SELECT * INTO found_staff FROM public.staff s
     WHERE s.login = disable_staff.login AND (s.valid_to IS NULL OR s.valid_to > public.service_day())
       AND EXISTS (SELECT FROM public.staff_landlord l
                    WHERE l.staff_id = s.id AND l.landlord_id = ANY (public.my_landlords()))
       FOR UPDATE;
    IF found_staff.id IS NULL THEN
        PERFORM public.refuse('UNKNOWN_STAFF',
            'Aucun agent en service de vos bailleurs n’a cet identifiant : voyez « backoffice db staff list ».');
    END IF;
    IF found_staff.id = public.my_staff_id() THEN
        PERFORM public.refuse('OWN_ACCOUNT', 'On ne ferme pas son propre compte : demandez à un autre administrateur.');
    END IF;
    UPDATE public.staff s
       SET valid_from = least(s.valid_from, public.service_day() - 1), valid_to = public.service_day(), version = s.version + 1
     WHERE s.id = found_staff.id;
    PERFORM public.close_login(disable_staff.login, found_staff.role);
END $$;
COMMENT ON FUNCTION disable_staff(text) IS 'Take a member of staff out of service at once; his rows stay.';

CREATE FUNCTION link_staff_tenant(login text, number_key text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    staff_key bigint;
    persons bigint[];
BEGIN
    SELECT s.id INTO staff_key FROM public.staff s
     WHERE s.login = link_staff_tenant.login
       AND EXISTS (SELECT FROM public.staff_landlord l
                    WHERE l.staff_id = s.id AND l.landlord_id = ANY (public.my_landlords()))
       FOR UPDATE;
    IF staff_key IS NULL THEN
        PERFORM public.refuse('UNKNOWN_STAFF',
            'Aucun agent de vos bailleurs n’a cet identifiant : voyez « backoffice db staff list ».');
    END IF;
    IF number_key IS NOT NULL THEN
        persons := ARRAY(SELECT DISTINCT p.id FROM public.person p
                          WHERE p.landlord_id = ANY (public.my_landlords()) AND p.party_key = number_key);
        IF persons = '{}' THEN
            persons := ARRAY(SELECT DISTINCT c.main_person_id FROM public.customer c
                              WHERE c.landlord_id = ANY (public.my_landlords()) AND c.client_ref_key = number_key);
        END IF;
        IF cardinality(persons) <> 1 THEN
            PERFORM public.refuse('UNKNOWN_NUMBER', 'Ce numéro ne désigne pas une seule personne chez vos '
                'bailleurs : donnez son numéro de tiers, ou son numéro de client, tel qu’imprimé sur l’avis.');
        END IF;
    END IF;
    UPDATE public.staff s SET person_id = persons[1], version = s.version + 1 WHERE s.id = staff_key;
END $$;
COMMENT ON FUNCTION link_staff_tenant(text, text) IS
    'Say which tenant a member of staff is: his file is then reserved, and he may not act on it (R5.14).';
