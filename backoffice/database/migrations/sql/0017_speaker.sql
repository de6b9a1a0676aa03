-- Who speaks decides how far a call may go, whatever is checked in it (R4.27). Nothing is proved before it is
-- said; a third party obtains nothing; a representative goes as far as a paper seen before this call.

-- The same rule as rules/calls/who.py, compared by a test on every combination.
CREATE FUNCTION highest_level(caller text, scope text, lives_there boolean) RETURNS text
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN caller IN ('HOLDER', 'CO_HOLDER') THEN 'L3'
        WHEN caller IS DISTINCT FROM 'REPRESENTATIVE' THEN 'L0'
        WHEN scope = 'REQUESTS' THEN 'L1'
        WHEN scope = 'ACCOUNT' OR scope = 'EVERYTHING' AND lives_there THEN 'L2'
        WHEN scope = 'EVERYTHING' THEN 'L3'
        ELSE 'L0'
    END
$$;

-- The paper by which a representative speaks, if it is in force now and could be before the call began.
CREATE FUNCTION proof_representative(wanted bigint, customer bigint, began timestamptz)
RETURNS public.representative
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.* FROM public.representative r
    WHERE r.id = wanted AND r.customer_id = proof_representative.customer AND r.usable_from <= began
      AND r.valid_from <= public.proof_day() AND (r.valid_to IS NULL OR r.valid_to > public.proof_day())
$$;

CREATE OR REPLACE FUNCTION level_of_call(wanted bigint) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT least(
        public.level_reached(
            coalesce(array_agg(k.method) FILTER (WHERE k.outcome = 'PASSED'), '{}'),
            coalesce(sum(k.wrong_answers), 0) + public.wrong_answers_today(c.customer_id, c.id)),
        (SELECT public.highest_level(c.caller, r.scope, r.lives_there)
         FROM (SELECT) AS one
         LEFT JOIN public.proof_representative(c.representative_id, c.customer_id, c.started_at) r ON true))
    FROM public.phone_call c LEFT JOIN public.caller_check k ON k.call_id = c.id
    WHERE c.id = wanted GROUP BY c.id
$$;

CREATE FUNCTION proof_refuse_speaker(call public.phone_call) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF call.caller IS NULL THEN
        PERFORM public.proof_refuse('CALLER_UNKNOWN',
            'Demandez d’abord qui appelle : titulaire, cotitulaire, représentant ou tiers.');
    ELSIF call.caller = 'THIRD_PARTY' THEN
        PERFORM public.proof_refuse('THIRD_PARTY',
            'C’est un tiers qui appelle : rien ne lui est dit ni fait, aucun contrôle ne change cela. Prenez un '
            'message ; si le titulaire prend le téléphone, concluez, puis ouvrez un autre appel.');
    ELSIF call.caller = 'AUTHORITY' THEN
        PERFORM public.proof_refuse('THIRD_PARTY',
            'Police, justice et impôts écrivent au délégué à la protection des données : rien ne se dit au '
            'téléphone, passez la demande au responsable.');
    ELSIF call.caller = 'REPRESENTATIVE' AND NOT EXISTS (
        SELECT FROM public.proof_representative(call.representative_id, call.customer_id, call.started_at) r
        WHERE r.id IS NOT NULL) THEN
        PERFORM public.proof_refuse('NO_REPRESENTATIVE',
            'Aucun mandat en vigueur n’est au dossier pour ce représentant : il reste un tiers, prenez un message.');
    END IF;
END $$;

-- As before, and who speaks must have been said: nothing is checked nor done for a third party.
CREATE OR REPLACE FUNCTION proof_call(wanted bigint, staff public.staff) RETURNS public.phone_call
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked public.phone_call;
    found public.phone_call;
    wrong text;
BEGIN
    SELECT c.* INTO asked FROM public.phone_call c WHERE c.id = wanted;
    IF asked.id IS NULL OR asked.customer_id IS NULL THEN
        wrong := format('Il n’y a pas d’appel n° %s : ouvrez un appel pour ce locataire.', wanted);
    ELSIF asked.staff_id <> staff.id THEN
        wrong := format('L’appel n° %s est celui d’un collègue : ouvrez le vôtre.', wanted);
    ELSE
        PERFORM public.proof_customer(asked.customer_id);
        SELECT c.* INTO found FROM public.phone_call c WHERE c.id = wanted FOR UPDATE;
        IF found.ended_at IS NOT NULL OR found.started_at < clock_timestamp() - interval '12 hours' THEN
            wrong := format(
                'L’appel n° %s est terminé : la vérification ne vaut plus, recommencez-la.', wanted);
        END IF;
    END IF;
    IF wrong IS NOT NULL THEN
        PERFORM public.proof_refuse('CALLER_NOT_VERIFIED', wrong);
    END IF;
    PERFORM public.proof_refuse_speaker(found);
    RETURN found;
END $$;

-- A paper seen at the counter is no way round: while a third party is on my line for this file, it proves nothing.
CREATE OR REPLACE FUNCTION proof_level(
    wanted public.customer, call bigint, at_counter boolean, staff public.staff
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    proof public.phone_call;
BEGIN
    PERFORM public.proof_refuse_barred(wanted.id);
    IF call IS NULL THEN
        SELECT c.* INTO proof FROM public.phone_call c
        WHERE c.staff_id = staff.id AND c.customer_id = wanted.id AND c.ended_at IS NULL
          AND c.caller IN ('THIRD_PARTY', 'AUTHORITY');
        IF proof.id IS NOT NULL THEN
            PERFORM public.proof_refuse_speaker(proof);
        END IF;
        RETURN CASE WHEN at_counter THEN 'L3' ELSE 'L0' END;
    END IF;
    proof := public.proof_call(call, staff);
    IF proof.customer_id <> wanted.id THEN
        PERFORM public.proof_refuse('CALLER_NOT_VERIFIED', format(
            'L’appel n° %s concerne un autre locataire : vérifiez l’appelant pour celui-ci.', call));
    END IF;
    RETURN public.level_of_call(call);
END $$;

-- My own call, still open, with or without a tenant.
CREATE FUNCTION proof_line(wanted bigint, me public.staff) RETURNS public.phone_call
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.phone_call;
BEGIN
    SELECT c.* INTO found FROM public.phone_call c WHERE c.id = wanted;
    IF found.customer_id IS NOT NULL THEN
        -- The customer first, as everywhere: two acts on one customer wait and never cross.
        PERFORM public.proof_customer(found.customer_id);
    END IF;
    SELECT c.* INTO found FROM public.phone_call c
    WHERE c.id = wanted AND c.staff_id = me.id AND c.ended_at IS NULL
      AND c.started_at > clock_timestamp() - interval '12 hours'
    FOR UPDATE;
    IF found.id IS NULL THEN
        PERFORM public.proof_refuse('CALL_ENDED', 'Cet appel n’est pas le vôtre ou est conclu : ouvrez-en un autre.');
    END IF;
    RETURN found;
END $$;

-- Whether anything was asked or checked in a call: from then on, whom it is about and who speaks are settled.
CREATE FUNCTION proof_is_begun(wanted bigint) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.caller_check k WHERE k.call_id = wanted)
        OR EXISTS (SELECT FROM public.control_draw d WHERE d.call_id = wanted)
        OR EXISTS (SELECT FROM public.caller_code k WHERE k.call_id = wanted)
$$;

-- An authority on the line is a manager's and the data protection officer's business (R4.27).
CREATE FUNCTION proof_tell_authority(call public.phone_call) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.supervisor_alert (landlord_id, kind, customer_id, sentence)
    VALUES (call.landlord_id, 'AUTHORITY', call.customer_id, format(
        'Appel n° %s : police, justice ou impôts demandent des renseignements ; à traiter par écrit avec le '
        'délégué à la protection des données.', call.id))
$$;

-- Say who speaks. Towards less it is always possible; towards more only before anything was checked, and never
-- for who was said to be a third party: another call is opened for that. Returns the level of the call.
CREATE FUNCTION say_caller(call bigint, kind text, representative bigint DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine public.phone_call := public.proof_line(call, public.proof_staff());
    outside boolean := kind IN ('THIRD_PARTY', 'AUTHORITY');
    reached text;
BEGIN
    IF kind IS NULL OR kind NOT IN ('HOLDER', 'CO_HOLDER', 'REPRESENTATIVE', 'THIRD_PARTY', 'AUTHORITY') THEN
        PERFORM public.proof_refuse('CALLER_UNKNOWN',
            'Demandez d’abord qui appelle : titulaire, cotitulaire, représentant ou tiers.');
    ELSIF mine.caller IN ('THIRD_PARTY', 'AUTHORITY') AND kind <> mine.caller
          OR public.proof_is_begun(mine.id) AND NOT outside
             AND (mine.caller IS DISTINCT FROM kind
                  OR mine.representative_id IS DISTINCT FROM representative) THEN
        PERFORM public.proof_refuse('CALLER_FIXED',
            'Cet appel est déjà celui d’une autre personne : concluez-le (F12), puis ouvrez-en un autre.');
    ELSIF kind = 'CO_HOLDER' AND NOT EXISTS (
        SELECT FROM public.lease l JOIN public.lease_holder h ON h.lease_id = l.id
        JOIN public.customer c ON c.id = l.customer_id
        WHERE c.id = mine.customer_id AND h.person_id <> c.main_person_id
          AND h.valid_from <= public.proof_day() AND (h.valid_to IS NULL OR h.valid_to > public.proof_day())) THEN
        PERFORM public.proof_refuse('NO_CO_HOLDER',
            'Ce dossier n’a qu’un titulaire : la personne est un représentant ou un tiers.');
    END IF;
    UPDATE public.phone_call AS c
    SET caller = kind,
        representative_id = CASE WHEN kind = 'REPRESENTATIVE' THEN say_caller.representative END,
        version = c.version + 1
    WHERE c.id = mine.id AND (c.caller IS DISTINCT FROM kind OR kind = 'REPRESENTATIVE')
    RETURNING c.* INTO mine;
    IF FOUND AND kind = 'AUTHORITY' THEN
        PERFORM public.proof_tell_authority(mine);
    END IF;
    SELECT c.* INTO mine FROM public.phone_call c WHERE c.id = say_caller.call;
    IF NOT outside THEN
        PERFORM public.proof_refuse_speaker(mine);
    END IF;
    reached := public.level_of_call(mine.id);
    UPDATE public.phone_call AS c SET level = reached, version = c.version + 1
    WHERE c.id = mine.id AND c.level <> reached;
    RETURN reached;
END $$;

-- A paper seen: who speaks for this customer, how far, until when. It serves at once when a manager has seen it,
-- after the cooling-off otherwise: nobody makes himself a caller's proof (R4.24, R4.27).
CREATE FUNCTION add_representative(
    customer bigint, kind text, full_name text, scope text, proof text, seen_on date,
    valid_from date, valid_to date DEFAULT NULL, lives_there boolean DEFAULT false
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer;
    made bigint;
BEGIN
    PERFORM public.proof_refuse_own_household(customer);
    whom := public.proof_customer(customer);
    IF seen_on > public.proof_day() OR valid_to <= greatest(valid_from, public.proof_day())
       OR kind = 'CURATOR' AND scope = 'EVERYTHING' OR length(btrim(full_name)) NOT BETWEEN 2 AND 120 THEN
        PERFORM public.proof_refuse('WRONG_PAPER',
            'Ce mandat ne tient pas : vérifiez le nom, les dates et l’étendue (un curateur assiste, il ne fait pas '
            'tout seul).');
    END IF;
    INSERT INTO public.representative
        (landlord_id, customer_id, kind, scope, full_name, lives_there, proof, seen_on, seen_by, usable_from,
         valid_from, valid_to)
    VALUES (whom.landlord_id, whom.id, kind, scope, btrim(full_name), lives_there, proof, seen_on, me.id,
            clock_timestamp() + CASE WHEN me.role = 'MANAGER' THEN interval '0'
                                ELSE public.proof_cooldown(whom.landlord_id) END,
            valid_from, valid_to)
    RETURNING id INTO made;
    RETURN made;
END $$;

-- The paper is over: from today on nobody speaks by it, calls under way included.
CREATE FUNCTION end_representative(representative bigint, seen integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    paper public.representative;
BEGIN
    SELECT r.* INTO paper FROM public.representative r WHERE r.id = representative;
    PERFORM public.proof_customer(paper.customer_id);
    UPDATE public.representative AS r
    -- One recorded and ended on the same day was never in force.
    SET valid_to = greatest(public.proof_day(), r.valid_from + 1), usable_from = clock_timestamp() + interval '100 years',
        version = r.version + 1
    WHERE r.id = representative AND r.version = seen
      AND (r.valid_to IS NULL OR r.valid_to > public.proof_day());
    IF NOT FOUND THEN
        PERFORM public.proof_refuse('REPRESENTATIVE_STALE', 'Ce mandat a changé ou a déjà pris fin : relisez-le.');
    END IF;
    UPDATE public.phone_call AS c SET level = public.level_of_call(c.id), version = c.version + 1
    WHERE c.representative_id = representative AND c.ended_at IS NULL;
END $$;
