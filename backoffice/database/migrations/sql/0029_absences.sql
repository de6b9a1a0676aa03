-- Who is away, and who has his agencies meanwhile. This widens what a colleague sees: a manager gives it, on these
-- days alone, of his landlord alone, and it is traced. It does not pass on from one stand-in to the next.

CREATE OR REPLACE FUNCTION my_agencies() RETURNS bigint[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me CONSTANT bigint := public.my_staff_id();
    today CONSTANT date := (statement_timestamp() AT TIME ZONE 'Europe/Paris')::date;
BEGIN
    RETURN ARRAY(
        SELECT a.agency_id FROM public.staff_agency a WHERE a.staff_id = me
        UNION
        SELECT a.agency_id FROM public.staff_absence b
        JOIN public.staff_agency a ON a.staff_id = b.staff_id
        JOIN public.agency g ON g.id = a.agency_id AND g.landlord_id = b.landlord_id
        WHERE b.stand_in_id = me AND b.cancelled_at IS NULL AND b.valid_from <= today AND b.valid_to > today
          -- He may have left the landlord, or changed jobs, since it was given.
          AND EXISTS (SELECT FROM public.staff_landlord l WHERE l.staff_id = me AND l.landlord_id = b.landlord_id)
          AND EXISTS (SELECT FROM public.staff s WHERE s.id = me AND s.role = 'ADVISER'));
END $$;
COMMENT ON FUNCTION my_agencies() IS
    'The agencies that who signed in works for, and those of whom he stands in for today.';

CREATE FUNCTION public.record_absence(
    p_staff bigint, p_landlord bigint, p_from date, p_to date, p_stand_in bigint)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    who public.staff;
    today date := public.proof_day();
    made bigint;
BEGIN
    SELECT s.* INTO who FROM public.staff s
    JOIN public.staff_landlord l ON l.staff_id = s.id AND l.landlord_id = p_landlord
    WHERE s.id = p_staff AND s.role IN ('FRONT_DESK', 'ADVISER', 'ACCOUNTING', 'MANAGER');
    IF who.id IS NULL OR NOT p_landlord = ANY (public.my_landlords()) THEN
        PERFORM public.refuse('NOT_A_COLLEAGUE',
            'Cette personne ne travaille pas à la demande chez ce bailleur : choisissez un collègue.');
    ELSIF me.role <> 'MANAGER' AND (who.id <> me.id OR p_stand_in IS NOT NULL) THEN
        PERFORM public.refuse('NOT_A_MANAGER',
            'Notez votre propre absence ; le remplaçant est désigné par un responsable : demandez-lui.');
    ELSIF p_from < today OR p_to <= p_from OR p_to > p_from + 366 OR p_from IS NULL OR p_to IS NULL THEN
        PERFORM public.refuse('WRONG_PERIOD', 'Donnez un premier et un dernier jour à venir, d’un an au plus.');
    ELSIF p_stand_in IS NOT NULL AND (p_stand_in = who.id OR NOT EXISTS (
        SELECT FROM public.staff s JOIN public.staff_landlord l ON l.staff_id = s.id AND l.landlord_id = p_landlord
        WHERE s.id = p_stand_in AND s.role = who.role
          AND s.valid_from <= p_from AND (s.valid_to IS NULL OR s.valid_to >= p_to))) THEN
        PERFORM public.refuse('NO_STAND_IN',
            'Le remplaçant fait le même métier chez ce bailleur pendant ces jours : choisissez-en un autre.');
    ELSIF p_stand_in = me.id THEN
        PERFORM public.refuse('NOT_FOR_ONESELF', 'Personne ne se désigne soi-même : demandez à un autre responsable.');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('guichet.absence', who.id));
    IF EXISTS (SELECT FROM public.staff_absence b
               WHERE b.staff_id = who.id AND b.landlord_id = p_landlord AND b.cancelled_at IS NULL
                 AND b.valid_from < p_to AND b.valid_to > p_from) THEN
        PERFORM public.refuse('ALREADY_AWAY', 'Une absence est déjà notée sur ces jours : annulez-la d’abord.');
    END IF;
    INSERT INTO public.staff_absence (landlord_id, staff_id, stand_in_id, recorded_by, valid_from, valid_to)
    VALUES (p_landlord, who.id, p_stand_in, me.id, p_from, p_to) RETURNING id INTO made;
    IF p_from = today THEN
        UPDATE public.work_item w SET claimed_by = NULL, claimed_until = NULL
        WHERE w.claimed_by = who.id AND w.landlord_id = p_landlord;
    END IF;
    RETURN made;
END $$;
COMMENT ON FUNCTION public.record_absence(bigint, bigint, date, date, bigint) IS 'Notes days away, with a stand-in if a manager gives one; what he holds is free.';

CREATE FUNCTION public.cancel_absence(p_absence bigint, p_version integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    found public.staff_absence;
BEGIN
    SELECT b.* INTO found FROM public.staff_absence b WHERE b.id = p_absence FOR UPDATE;
    IF found.id IS NULL OR NOT found.landlord_id = ANY (public.my_landlords())
        OR me.role <> 'MANAGER' AND found.staff_id <> me.id THEN
        PERFORM public.refuse('ABSENCE_UNKNOWN', 'Cette absence n’existe pas ou n’est pas la vôtre : relisez la liste.');
    ELSIF found.cancelled_at IS NOT NULL OR found.version IS DISTINCT FROM p_version THEN
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'ABSENCE_CHANGED', DETAIL =
            'Cette absence a déjà été annulée ou changée : relisez la liste.';
    END IF;
    UPDATE public.staff_absence b SET cancelled_at = clock_timestamp(), version = b.version + 1
    WHERE b.id = found.id;
END $$;
COMMENT ON FUNCTION public.cancel_absence(bigint, integer) IS 'Takes an absence back; its stand-in has the agencies no more.';
