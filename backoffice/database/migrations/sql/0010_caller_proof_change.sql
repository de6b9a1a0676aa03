-- Changes that need a certain identity (R4.20): the common ground, the proof, the notices, the door.

-- Level 3 in this agent's open call for this customer, or a signed letter with a copy of the paper,
-- checked then destroyed, less than three months old.
CREATE FUNCTION proof_refuse_uncertain(whom public.customer, me public.staff, call bigint, letter_on date)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := public.proof_day();
BEGIN
    IF letter_on IS NOT NULL THEN
        PERFORM public.proof_refuse_barred(whom.id);
        IF call IS NOT NULL OR letter_on > today OR letter_on < today - 90 THEN
            PERFORM public.proof_refuse('CALLER_NOT_VERIFIED',
                'La lettre signée doit dater de moins de trois mois et se suffire : demandez-en une autre.');
        END IF;
    ELSIF public.proof_level(whom, call, false, me) <> 'L3' THEN
        PERFORM public.proof_refuse('CALLER_NOT_VERIFIED',
            'Il faut une identité certaine (niveau 3) : pièce vue au guichet, code et rappel au dossier, '
            'ou lettre signée avec copie de pièce.');
    END IF;
END $$;

CREATE FUNCTION proof_masked(channel text, value_key text) RETURNS text
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN channel = 'EMAIL' THEN left(value_key, 1) || '•••@' || split_part(value_key, '@', 2)
        WHEN value_key LIKE '+33%' THEN '0' || substr(value_key, 4, 1) || ' •• •• •• ' || right(value_key, 2)
        ELSE left(value_key, 3) || ' •• •• •• ' || right(value_key, 2)
    END
$$;

-- The postal address of a customer: that of its bills, or its dwelling.
CREATE FUNCTION proof_postal_address(whom public.customer) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(whom.billing_address, (
        SELECT concat_ws(', ', b.street, b.postal_code || ' ' || b.town)
        FROM public.lease l JOIN public.premises p ON p.id = l.premises_id
        JOIN public.building b ON b.id = p.building_id
        WHERE l.customer_id = whom.id ORDER BY (p.kind = 'DWELLING') DESC, l.valid_to DESC NULLS FIRST, l.id
        LIMIT 1))
$$;

-- Tell every contact of the main person that was on file before the change; a letter when there is none
-- (R4.25). The number of the change is the case number that the tenant gives back to object.
CREATE FUNCTION proof_tell_change(whom public.customer, change bigint, what text, apart_from bigint)
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

-- What is proposed in the wrong shape, by whatever program, is told before anything is looked up.
CREATE FUNCTION proof_refuse_shape(proposed jsonb, wanted text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    missing text;
BEGIN
    SELECT key INTO missing FROM unnest(wanted) AS key
    WHERE coalesce(btrim(proposed ->> key), '') = '' OR length(proposed ->> key) > 254 LIMIT 1;
    IF missing IS NOT NULL THEN
        PERFORM public.proof_refuse('WRONG_PROPOSAL', format('Il manque « %s » : complétez la demande.', missing));
    END IF;
END $$;

-- A contact and an account number are never changed on the same word of the same caller (R3.54).
CREATE FUNCTION proof_refuse_both_in_call(call bigint, other text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.change_request r WHERE r.call_id = call AND r.kind = other
               AND r.state <> 'WITHDRAWN') THEN
        PERFORM public.proof_refuse('CHANGED_IN_SAME_CALL',
            'Un contact et des coordonnées bancaires ne se changent pas dans le même appel : '
            'demandez au locataire une lettre signée, ou de venir au guichet un autre jour.');
    END IF;
END $$;

CREATE FUNCTION proof_add_change(
    asked text, whom public.customer, me public.staff, what jsonb, proof bigint, letter date
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made bigint;
BEGIN
    IF EXISTS (SELECT FROM public.change_request r
               WHERE r.customer_id = whom.id AND r.kind = asked AND r.state = 'PROPOSED') THEN
        PERFORM public.proof_refuse('ALREADY_PROPOSED',
            'Une demande de même nature attend déjà sa décision : faites-la décider ou retirer d’abord.');
    END IF;
    INSERT INTO public.change_request
        (landlord_id, kind, customer_id, proposed, call_id, letter_on, state, proposed_by, proposed_at)
    VALUES (whom.landlord_id, asked, whom.id, what, proof, letter, 'PROPOSED', me.id, clock_timestamp())
    RETURNING id INTO made;
    RETURN made;
END $$;

-- The one door: a security contact is applied at once with its cooling-off, the others wait for a second
-- person. Returns the number of the change.
CREATE FUNCTION propose_change(
    kind text, customer bigint, proposed jsonb, call bigint DEFAULT NULL, letter_on date DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer;
    account public.portal_account;
BEGIN
    PERFORM public.proof_refuse_own_household(customer);
    whom := public.proof_customer(customer);
    account := public.proof_account(whom.id);
    PERFORM public.proof_refuse_uncertain(whom, me, call, letter_on);
    IF account.state = 'SUSPENDED_FRAUD' THEN
        PERFORM public.proof_refuse('FRAUD_SUSPENSION',
            'Ce compte est suspendu pour suspicion de fraude : prenez un message pour un responsable '
            'et promettez un rappel.');
    END IF;
    RETURN CASE kind
        WHEN 'SECURITY_CONTACT' THEN public.proof_change_contact(whom, me, proposed, call, letter_on)
        WHEN 'BANK_DETAILS' THEN public.proof_propose_bank(whom, me, proposed, call, letter_on)
        WHEN 'HOUSEHOLD_TITLE' THEN public.proof_propose_title(whom, me, proposed, call, letter_on)
        ELSE public.proof_unknown_change()
    END;
END $$;

CREATE FUNCTION proof_unknown_change() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.proof_refuse('WRONG_PROPOSAL',
        'Dites ce qui change : un contact, des coordonnées bancaires ou un titre dans le foyer.');
    RETURN NULL;
END $$;
