-- Contacts of an access: where the portal may send, and a contact replaced within an act.

-- The contact that the portal writes to: on file, of who owns the account, in use, out of its cooling-off, of
-- the channel that this portal writes by (R4.17, R4.24).
CREATE FUNCTION access_contact(whom public.customer, account public.portal_account, wanted bigint)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    stated text := (
        SELECT p.value #>> '{}' FROM public.landlord_parameter p
        WHERE p.landlord_id = whom.landlord_id AND p.key = 'activation' AND p.stated
          AND p.valid_from <= public.proof_day() ORDER BY p.valid_from DESC LIMIT 1);
    channels text[] := CASE WHEN stated IS NULL THEN ARRAY['EMAIL', 'MOBILE']
                            WHEN stated = 'SMS_CODE' THEN ARRAY['MOBILE'] ELSE ARRAY['EMAIL'] END;
    found public.contact;
BEGIN
    SELECT c.* INTO found FROM public.contact c
    WHERE c.person_id = coalesce(account.person_id, whom.main_person_id)
      AND (wanted IS NULL OR c.id = wanted) AND c.channel = ANY (channels)
      AND c.role IN ('LOGIN', 'NOTICE') AND c.valid_from <= public.proof_day()
      AND (c.valid_to IS NULL OR c.valid_to > public.proof_day())
      AND c.usable_for_security_from < clock_timestamp() + interval '50 years'
    ORDER BY c.usable_for_security_from > clock_timestamp(), array_position(channels, c.channel),
             c.role <> 'LOGIN', c.valid_to IS NOT NULL, c.usable_for_security_from DESC, c.id
    LIMIT 1;
    IF found.id IS NULL AND wanted IS NOT NULL THEN
        PERFORM public.proof_refuse('WRONG_CONTACT',
            'Le portail n’écrit pas à ce contact : choisissez-en un autre du dossier.');
    ELSIF found.id IS NULL THEN
        PERFORM public.proof_refuse('NO_SECURITY_CONTACT',
            'Le dossier n’a aucun contact où ce portail puisse écrire : remplacez ou ajoutez un contact.');
    ELSIF found.usable_for_security_from > clock_timestamp() THEN
        PERFORM public.proof_refuse('CONTACT_COOLING_OFF', format(
            'Ce contact vient d’être enregistré : le portail ne lui écrira qu’à partir du %s.',
            public.proof_instant(found.usable_for_security_from)));
    END IF;
    RETURN found.id;
END $$;

-- A number or an address and nothing beside it: no text passes under the name of a contact (R4.5).
CREATE FUNCTION access_refuse_text(proposed jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF proposed IS NULL OR proposed ->> 'channel' = 'MOBILE' AND proposed ->> 'value' !~ '^[0-9 +().-]{6,25}$'
       OR proposed ->> 'channel' = 'EMAIL' AND proposed ->> 'value_key' !~ '^[^[:space:][:cntrl:]@:;,<>()"\\]+@[^[:space:][:cntrl:]@:;,<>()"\\]+$'
    THEN
        PERFORM public.proof_refuse('WRONG_CONTACT',
            'Ce contact ne se lit pas : donnez un numéro de portable ou une adresse électronique complète.');
    END IF;
END $$;

-- As in propose_change, without telling: each of the two who call it tells in his own time.
CREATE FUNCTION proof_add_contact(
    whom public.customer, me public.staff, proposed jsonb, call bigint, letter_on date
) RETURNS public.change_request
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    earlier public.contact;
    usable timestamptz := clock_timestamp() + public.proof_cooldown(whom.landlord_id);
    change bigint;
    added bigint;
    made public.change_request;
BEGIN
    PERFORM public.access_refuse_text(proposed);
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
                 ELSE 'AGENT' END, usable, public.proof_day())
    RETURNING id INTO added;
    -- The old one serves until the new one may: there is always one that can receive a code (vector 14).
    UPDATE public.contact AS c
    SET valid_to = (usable AT TIME ZONE 'Europe/Paris')::date + 1, version = c.version + 1
    WHERE c.id = earlier.id;
    UPDATE public.change_request AS r
    SET state = 'APPROVED', decided_at = clock_timestamp(), effective_at = usable, contact_id = added,
        replaced_id = earlier.id, version = r.version + 1
    WHERE r.id = change RETURNING r.* INTO made;
    RETURN made;
END $$;

CREATE OR REPLACE FUNCTION proof_change_contact(
    whom public.customer, me public.staff, proposed jsonb, call bigint, letter_on date
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made public.change_request := public.proof_add_contact(whom, me, proposed, call, letter_on);
BEGIN
    PERFORM public.proof_tell_change(whom, made.id, format(
        'un nouveau contact (%s) a été enregistré', made.proposed ->> 'masked'), made.contact_id);
    RETURN made.id;
END $$;

-- As before (R4.25), but a contact that was disputed or taken back is never written to again.
CREATE OR REPLACE FUNCTION proof_tell_change(whom public.customer, change bigint, what text, apart_from bigint)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    house public.landlord;
    words text;
    told integer;
BEGIN
    SELECT l.* INTO house FROM public.landlord l WHERE l.id = whom.landlord_id;
    words := format(
        '%s, dossier n° %s : %s le %s. Si vous n’êtes pas à l’origine de cette demande, appelez aussitôt le %s '
        'en donnant ce numéro de dossier : votre compte en ligne sera suspendu et le changement arrêté.',
        house.name, change, what, public.proof_instant(clock_timestamp()), house.phone);
    INSERT INTO public.outbox_message
        (landlord_id, customer_id, person_id, channel, address, template, subject, body, not_before)
    SELECT DISTINCT whom.landlord_id, whom.id, whom.main_person_id,
           CASE c.channel WHEN 'EMAIL' THEN 'EMAIL' ELSE 'SMS' END, c.value_key, 'CHANGE_NOTICE',
           format('Dossier n° %s : %s', change, what), words, clock_timestamp()
    FROM public.contact c
    WHERE c.person_id = whom.main_person_id AND c.channel IN ('EMAIL', 'MOBILE')
      AND c.usable_for_security_from < clock_timestamp() + interval '50 years'
      AND c.id IS DISTINCT FROM apart_from AND (c.valid_to IS NULL OR c.valid_to > public.proof_day());
    GET DIAGNOSTICS told = ROW_COUNT;
    IF told = 0 THEN
        INSERT INTO public.outbox_message
            (landlord_id, customer_id, person_id, channel, address, template, subject, body, not_before)
        VALUES (whom.landlord_id, whom.id, whom.main_person_id, 'LETTER',
                coalesce(public.proof_postal_address(whom), ''), 'CHANGE_NOTICE',
                format('Dossier n° %s : %s', change, what), words, clock_timestamp());
    END IF;
    RETURN told;
END $$;

-- As before (R4.16), but an unlock that was undone opened nothing.
CREATE OR REPLACE FUNCTION proof_alert_repeated(whom public.customer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    unlocks bigint;
BEGIN
    SELECT count(*) INTO unlocks FROM public.portal_event e
    WHERE e.customer_id = whom.id AND e.kind = 'UNLOCKED' AND e.staff_id IS NOT NULL
      AND e.occurred_at > clock_timestamp() - interval '7 days'
      AND NOT EXISTS (SELECT FROM public.portal_act a
                      WHERE a.command_id = e.command_id AND a.customer_id = e.customer_id
                        AND a.undone_at IS NOT NULL);
    IF unlocks >= 3 THEN
        INSERT INTO public.supervisor_alert (landlord_id, kind, customer_id, sentence)
        VALUES (whom.landlord_id, 'REPEATED_UNLOCK', whom.id, format(
            'Client %s : %s déblocages en sept jours, le dernier le %s.',
            whom.client_ref, unlocks, public.proof_instant(clock_timestamp())));
    END IF;
END $$;
