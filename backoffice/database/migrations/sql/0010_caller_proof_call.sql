-- Calls: the only way to begin one, to note a check, to end one. No member of staff writes the tables.

CREATE FUNCTION proof_note(
    call public.phone_call, how text, result text,
    asked text[] DEFAULT '{}', wrong integer DEFAULT 0, contact bigint DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    reached text;
BEGIN
    INSERT INTO public.caller_check
        (landlord_id, call_id, method, outcome, questions, wrong_answers, contact_id, staff_id, recorded_at)
    VALUES (call.landlord_id, call.id, how, result, asked, wrong, contact, call.staff_id, clock_timestamp());
    reached := public.level_of_call(call.id);
    UPDATE public.phone_call SET level = reached, version = version + 1
    WHERE id = call.id AND level <> reached;
    IF wrong > 0 AND public.wrong_answers_today(call.customer_id) >= 2 THEN
        -- Every channel falls, the calls that colleagues have open included (R4.23).
        UPDATE public.phone_call SET level = 'L0', version = version + 1
        WHERE customer_id = call.customer_id AND ended_at IS NULL AND level <> 'L0';
    END IF;
    RETURN reached;
END $$;

CREATE FUNCTION start_call(customer bigint, place text, caller_number text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.proof_customer(start_call.customer);
    running public.phone_call;
    made bigint;
BEGIN
    IF start_call.place IS NULL OR start_call.place NOT IN ('PHONE', 'COUNTER') THEN
        PERFORM public.proof_refuse('WRONG_PLACE', 'Dites où est la personne : au téléphone ou au guichet.');
    END IF;
    IF start_call.caller_number !~ '^\+?[0-9]{2,20}$' THEN
        PERFORM public.proof_refuse('WRONG_NUMBER', 'Le numéro qui appelle ne se lit pas : laissez-le vide.');
    END IF;
    -- The customer is kept: of two windows that start at once, the second finds the call of the first.
    SELECT c.* INTO running FROM public.phone_call c
    WHERE c.staff_id = me.id AND c.customer_id = whom.id AND c.ended_at IS NULL FOR UPDATE;
    IF running.id IS NOT NULL AND running.place = start_call.place
       AND running.started_at > clock_timestamp() - interval '12 hours' THEN
        RETURN running.id;
    END IF;
    UPDATE public.phone_call SET ended_at = greatest(clock_timestamp(), started_at), version = version + 1
    WHERE id = running.id;
    INSERT INTO public.phone_call
        (landlord_id, staff_id, customer_id, place, caller_number, started_at, level)
    VALUES (whom.landlord_id, me.id, whom.id, start_call.place, start_call.caller_number,
            clock_timestamp(), 'L0')
    RETURNING id INTO made;
    RETURN made;
END $$;

CREATE FUNCTION end_call(call bigint, summary text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    done bigint;
BEGIN
    -- A call forgotten since yesterday may still be concluded: it is only worth nothing.
    UPDATE public.phone_call AS c
    SET ended_at = greatest(clock_timestamp(), c.started_at),
        summary = nullif(btrim(end_call.summary), ''), version = c.version + 1
    WHERE c.id = end_call.call AND c.staff_id = me.id AND c.ended_at IS NULL RETURNING c.id INTO done;
    IF done IS NULL THEN
        PERFORM public.proof_refuse('CALL_ENDED', 'Cet appel est déjà conclu : ouvrez-en un autre.');
    END IF;
    -- A code that nobody gave must not travel any more.
    UPDATE public.caller_code SET ended_at = clock_timestamp() WHERE call_id = done AND ended_at IS NULL;
    PERFORM public.forget_codes();
END $$;

CREATE FUNCTION identifiers_given(call bigint, is_right boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine public.phone_call := public.proof_call(call, public.proof_staff());
BEGIN
    RETURN public.proof_note(mine, 'IDENTIFIERS', CASE WHEN is_right THEN 'PASSED' ELSE 'FAILED' END);
END $$;

-- How a contact may serve: of the main person, in use, of a fitting channel, out of its cooling-off (R4.24).
CREATE FUNCTION proof_contact(contact bigint, call public.phone_call, channels text[]) RETURNS public.contact
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.contact;
    today date := public.proof_day();
BEGIN
    SELECT k.* INTO found
    FROM public.contact k JOIN public.customer c ON c.main_person_id = k.person_id
    WHERE k.id = proof_contact.contact AND c.id = call.customer_id AND k.channel = ANY (channels)
      AND k.valid_from <= today AND (k.valid_to IS NULL OR k.valid_to > today);
    IF found.id IS NULL THEN
        PERFORM public.proof_refuse('NO_SECURITY_CONTACT',
            'Ce contact n’est pas au dossier, ou ne convient pas : choisissez un contact du dossier, '
            'posez deux questions, ou invitez le locataire au guichet avec une pièce d’identité.');
    ELSIF found.usable_for_security_from > clock_timestamp() THEN
        PERFORM public.proof_refuse('CONTACT_COOLING_OFF', format(
            'Ce contact vient d’être enregistré : il ne servira de preuve qu’à partir du %s ; '
            'choisissez un contact plus ancien, ou posez deux questions.',
            public.proof_instant(found.usable_for_security_from)));
    END IF;
    RETURN found;
END $$;

CREATE FUNCTION call_back_done(call bigint, contact bigint, is_right boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine public.phone_call := public.proof_call(call, public.proof_staff());
    reached public.contact;
BEGIN
    PERFORM public.proof_refuse_place(mine, 'PHONE');
    reached := public.proof_contact(contact, mine, ARRAY['MOBILE', 'PHONE']);
    RETURN public.proof_note(mine, 'CALL_BACK', CASE WHEN is_right THEN 'PASSED' ELSE 'FAILED' END,
                             contact => reached.id);
END $$;

CREATE FUNCTION proof_refuse_place(call public.phone_call, place text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF call.place <> place THEN
        PERFORM public.proof_refuse('WRONG_PLACE',
            'Une pièce d’identité ou une lettre signée se voit au guichet, un rappel se fait au téléphone : '
            'choisissez un contrôle qui convient.');
    END IF;
END $$;

-- At the counter: an identity paper, or a signed letter with a copy checked then destroyed (R4.20).
CREATE FUNCTION paper_seen(call bigint, is_right boolean, paper text DEFAULT 'COUNTER_ID') RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine public.phone_call := public.proof_call(call, public.proof_staff());
BEGIN
    PERFORM public.proof_refuse_place(mine, 'COUNTER');
    IF paper IS NULL OR paper NOT IN ('COUNTER_ID', 'SIGNED_LETTER') THEN
        PERFORM public.proof_refuse('WRONG_PAPER', 'Dites ce qui a été vu : une pièce ou une lettre signée.');
    END IF;
    RETURN public.proof_note(mine, paper, CASE WHEN is_right THEN 'PASSED' ELSE 'FAILED' END);
END $$;

-- A visit at the counter, paper seen, begun and over with the act that it allows (R4.28).
CREATE FUNCTION proof_visit(whom public.customer, me public.staff, words text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    at timestamptz := clock_timestamp();
    visit bigint;
BEGIN
    INSERT INTO public.phone_call
        (landlord_id, staff_id, customer_id, place, started_at, ended_at, level, summary)
    VALUES (whom.landlord_id, me.id, whom.id, 'COUNTER', at, at, 'L3', words) RETURNING id INTO visit;
    INSERT INTO public.caller_check (landlord_id, call_id, method, outcome, staff_id, recorded_at)
    VALUES (whom.landlord_id, visit, 'COUNTER_ID', 'PASSED', me.id, at);
    RETURN visit;
END $$;
