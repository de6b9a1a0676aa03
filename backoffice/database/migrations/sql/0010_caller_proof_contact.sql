-- A security contact: applied at once, of no use as a proof before its cooling-off is over (R4.24, R4.25).

CREATE FUNCTION proof_refuse_contact_shape(proposed jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    channel text := proposed ->> 'channel';
    value_key text := proposed ->> 'value_key';
    digits text := right(regexp_replace(proposed ->> 'value', '[^0-9]', '', 'g'), 8);
BEGIN
    PERFORM public.proof_refuse_shape(proposed, ARRAY['channel', 'value', 'value_key']);
    IF NOT (CASE channel
        WHEN 'MOBILE' THEN value_key ~ '^\+[1-9][0-9]{6,14}$' AND right(value_key, 8) = digits
        WHEN 'EMAIL' THEN value_key ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$'
                          AND value_key = lower(btrim(proposed ->> 'value'))
        ELSE false
    END) THEN
        PERFORM public.proof_refuse('WRONG_CONTACT',
            'Ce contact ne se lit pas : donnez un numéro de portable ou une adresse électronique complète.');
    END IF;
END $$;

-- The contact that the new one replaces: of the main person, of the same channel, still in use.
CREATE FUNCTION proof_replaced(whom public.customer, proposed jsonb) RETURNS public.contact
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.contact;
BEGIN
    IF proposed ->> 'replaces' IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT c.* INTO found FROM public.contact c
    WHERE c.id = (proposed ->> 'replaces')::bigint AND c.person_id = whom.main_person_id
      AND c.channel = proposed ->> 'channel' AND c.valid_to IS NULL
    FOR UPDATE;
    IF found.id IS NULL THEN
        PERFORM public.proof_refuse('WRONG_CONTACT',
            'Le contact à remplacer n’est plus au dossier : rouvrez-le, puis recommencez.');
    END IF;
    RETURN found;
END $$;

CREATE FUNCTION proof_change_contact(
    whom public.customer, me public.staff, proposed jsonb, call bigint, letter_on date
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    earlier public.contact;
    today date := public.proof_day();
    usable timestamptz := clock_timestamp() + public.proof_cooldown(whom.landlord_id);
    change bigint;
    added bigint;
BEGIN
    PERFORM public.proof_refuse_contact_shape(proposed);
    PERFORM public.proof_refuse_both_in_call(call, 'BANK_DETAILS');
    earlier := public.proof_replaced(whom, proposed);
    IF EXISTS (SELECT FROM public.contact c WHERE c.person_id = whom.main_person_id
               AND c.value_key = proposed ->> 'value_key' AND c.valid_to IS NULL) THEN
        PERFORM public.proof_refuse('SAME_CONTACT', 'Ce contact est déjà au dossier : rien n’est à changer.');
    END IF;
    change := public.proof_add_change('SECURITY_CONTACT', whom, me,
        jsonb_build_object('channel', proposed ->> 'channel',
                           'masked', public.proof_masked(proposed ->> 'channel', proposed ->> 'value_key')),
        call, letter_on);
    INSERT INTO public.contact
        (landlord_id, person_id, channel, role, value, value_key, source, usable_for_security_from, valid_from)
    VALUES (whom.landlord_id, whom.main_person_id, proposed ->> 'channel', coalesce(earlier.role, 'NOTICE'),
            proposed ->> 'value', proposed ->> 'value_key',
            CASE WHEN letter_on IS NOT NULL THEN 'LETTER'
                 WHEN (SELECT p.place FROM public.phone_call p WHERE p.id = call) = 'COUNTER' THEN 'COUNTER'
                 ELSE 'AGENT' END, usable, today)
    RETURNING id INTO added;
    -- The old one serves until the new one may: there is always one that can receive a code (vector 14).
    UPDATE public.contact AS c
    SET valid_to = (usable AT TIME ZONE 'Europe/Paris')::date + 1, version = c.version + 1
    WHERE c.id = earlier.id;
    UPDATE public.change_request AS r
    SET state = 'APPROVED', decided_at = clock_timestamp(), effective_at = usable, contact_id = added,
        replaced_id = earlier.id, version = r.version + 1
    WHERE r.id = change;
    PERFORM public.proof_tell_change(whom, change, format(
        'un nouveau contact (%s) a été enregistré',
        public.proof_masked(proposed ->> 'channel', proposed ->> 'value_key')), added);
    RETURN change;
END $$;

-- The change, kept for the decision of this member of staff, as he saw it.
CREATE FUNCTION proof_change(wanted bigint, seen integer, me public.staff) RETURNS public.change_request
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked public.change_request;
BEGIN
    SELECT r.* INTO asked FROM public.change_request r WHERE r.id = wanted;
    IF asked.id IS NULL THEN
        PERFORM public.proof_refuse('NO_CHANGE', 'Cette demande n’existe pas : relisez la liste.');
    END IF;
    PERFORM public.proof_refuse_own_household(asked.customer_id);
    PERFORM public.proof_customer(asked.customer_id);
    SELECT r.* INTO asked FROM public.change_request r WHERE r.id = wanted FOR UPDATE;
    IF seen IS DISTINCT FROM asked.version THEN
        PERFORM public.proof_refuse('CHANGE_STALE',
            'Cette demande a changé depuis que vous l’avez lue : relisez-la, puis recommencez.');
    END IF;
    RETURN asked;
END $$;

-- At the counter, identity paper seen, a manager other than the one who entered it may end the cooling-off.
CREATE FUNCTION shorten_cooldown(change bigint, seen integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    asked public.change_request := public.proof_change(change, seen, me);
BEGIN
    IF me.role <> 'MANAGER' OR asked.proposed_by = me.id
       OR public.proof_same_person(asked.proposed_by, me) THEN
        PERFORM public.proof_refuse('SECOND_PERSON',
            'Un responsable, autre que la personne qui a saisi la demande, doit la décider.');
    END IF;
    IF asked.kind <> 'SECURITY_CONTACT' OR asked.objected_at IS NOT NULL
       OR asked.effective_at <= clock_timestamp() OR NOT EXISTS (
           SELECT FROM public.phone_call c JOIN public.caller_check k ON k.call_id = c.id
           WHERE c.id = asked.call_id AND c.place = 'COUNTER' AND k.method = 'COUNTER_ID'
             AND k.outcome = 'PASSED') THEN
        PERFORM public.proof_refuse('COOLING_OFF',
            'Le délai ne s’abrège que pour un contact donné au guichet, pièce d’identité vue : attendez-en la fin.');
    END IF;
    UPDATE public.contact AS c SET usable_for_security_from = clock_timestamp(), version = c.version + 1
    WHERE c.id = asked.contact_id;
    UPDATE public.change_request AS r
    SET effective_at = clock_timestamp(), decided_by = me.id, version = r.version + 1 WHERE r.id = asked.id;
END $$;
