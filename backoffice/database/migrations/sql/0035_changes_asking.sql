-- What a tenant asks: the shape of it, a contact confirmed from the new one, an account that nobody reads.

-- An account number in a free field, however it is spaced.
CREATE FUNCTION public.hides_account(p_text text) RETURNS boolean
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM (SELECT regexp_replace(upper(p_text), '[^0-9A-Z]', '', 'g') AS plain) t,
            generate_series(1, greatest(length(t.plain) - 14, 0)) AS place,
            generate_series(15, least(31, length(t.plain) - place + 1)) AS size
        WHERE substr(t.plain, place, 4) ~ '^[A-Z]{2}[0-9]{2}$' AND public.iban_is_valid(substr(t.plain, place, size)))
$$;
COMMENT ON FUNCTION public.hides_account(text) IS 'Whether a text holds an account number, however it is spaced.';

CREATE FUNCTION public.refuse_change_shape() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    known text[] := CASE NEW.kind
        WHEN 'PROFESSIONAL' THEN ARRAY['EMPLOYED_PERMANENT', 'EMPLOYED_FIXED_TERM', 'INTERIM', 'JOB_SEEKER', 'RETIRED',
            'SELF_EMPLOYED', 'APPRENTICE', 'STUDENT', 'DISABLED_BENEFIT', 'SICK_OR_PARENTAL_LEAVE', 'AT_HOME', 'OTHER']
        WHEN 'CONTACT' THEN ARRAY['NEW_EMAIL', 'NEW_MOBILE', 'REMOVE_CONTACT', 'BILLING_ADDRESS']
        ELSE ARRAY['NEW_ACCOUNT', 'REVOKE_MANDATE', 'SUSPEND_DEBIT', 'RESUME_DEBIT', 'DEBIT_DAY'] END;
    allowed text[] := CASE NEW.kind WHEN 'PROFESSIONAL' THEN ARRAY['employer']
        WHEN 'CONTACT' THEN ARRAY['channel', 'masked']
        ELSE ARRAY['iban_masked', 'holder_name', 'debit_day', 'signed_on', 'mandate_id'] END;
    one record;
BEGIN
    IF NEW.event <> ALL (known) THEN
        PERFORM public.refuse('CHANGE_SHAPE', 'Cette demande n’est pas de celles que l’on fait ici : recommencez-la.');
    END IF;
    FOR one IN SELECT key, value FROM jsonb_each_text(NEW.asked) LOOP
        IF one.key <> ALL (allowed) OR length(one.value) > 120 THEN
            PERFORM public.refuse('CHANGE_SHAPE', 'Cette demande n’a pas la forme attendue : recommencez-la.');
        ELSIF public.hides_account(one.value) THEN
            PERFORM public.refuse('LOOKS_SECRET',
                'Un numéro de compte ne se met pas dans la demande : donnez-le avec le relevé bancaire.');
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION public.refuse_change_shape() IS 'Refuses what a change of profession, contact or account has no place for.';

CREATE TRIGGER refuse_change_shape BEFORE INSERT OR UPDATE OF asked, event ON public.change_submission
    FOR EACH ROW WHEN (NEW.kind IN ('PROFESSIONAL', 'CONTACT', 'BANK')) EXECUTE FUNCTION public.refuse_change_shape();

-- Six digits to the new contact, by the courier alone; whoever has the old ones is told and may object (R3.42).
CREATE FUNCTION public.contact_ask(p_submission bigint, whom public.customer, p_channel text, p_key text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET client_min_messages = error
SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off AS $$
DECLARE
    house public.landlord;
    pepper uuid := gen_random_uuid();
    code text := lpad((('x' || left(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::bigint
                       % 1000000)::text, 6, '0');
BEGIN
    SELECT l.* INTO house FROM public.landlord l WHERE l.id = whom.landlord_id;
    INSERT INTO public.outbox_message
        (landlord_id, customer_id, person_id, channel, address, template, subject, body, secret_body, not_before)
    VALUES (whom.landlord_id, whom.id, whom.main_person_id, CASE p_channel WHEN 'EMAIL' THEN 'EMAIL' ELSE 'SMS' END,
            p_key, 'CONTACT_CODE', house.name || ' : confirmez ce contact',
            'Un code à usage unique a été envoyé à ce nouveau contact.',
            format('%s : le code %s confirme que ce contact est le vôtre. Tapez-le sur votre espace locataire dans '
                   'les 24 heures. Si vous n’avez rien demandé, n’en faites rien.', house.name, code),
            clock_timestamp());
    UPDATE public.contact_submission k SET salt = pepper, code_hash = public.proof_code_hash(pepper, code), tries = 0,
        expires_at = clock_timestamp() + interval '24 hours', version = k.version + 1
    WHERE k.submission_id = p_submission;
    INSERT INTO public.outbox_message
        (landlord_id, customer_id, person_id, channel, address, template, subject, body, not_before)
    SELECT DISTINCT whom.landlord_id, whom.id, whom.main_person_id,
           CASE c.channel WHEN 'EMAIL' THEN 'EMAIL' ELSE 'SMS' END, c.value_key, 'CHANGE_NOTICE',
           format('Demande n° %s : un nouveau contact', p_submission),
           format('%s, demande n° %s : un nouveau contact (%s) est demandé pour votre compte. Si ce n’est pas vous, '
                  'refusez-le sur votre espace locataire ou appelez le %s en donnant ce numéro.',
                  house.name, p_submission, public.proof_masked(p_channel, p_key), house.phone), clock_timestamp()
    FROM public.contact c
    WHERE c.person_id = whom.main_person_id AND c.channel IN ('EMAIL', 'MOBILE')
      AND c.usable_for_security_from < clock_timestamp() + interval '50 years'
      AND (c.valid_to IS NULL OR c.valid_to > public.proof_day());
END $$;
COMMENT ON FUNCTION public.contact_ask(bigint, public.customer, text, text) IS 'Sends the code of a new contact, and tells those on file.';

CREATE FUNCTION public.receive_contact_change(
    p_customer bigint, p_lease bigint, p_event text, p_proposed jsonb, p_channel text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whom public.customer := public.customer_written_for(p_customer);
    earlier public.contact;
    kind text := p_proposed ->> 'channel';
    made bigint;
BEGIN
    IF p_event IN ('NEW_EMAIL', 'NEW_MOBILE') THEN
        IF kind IS DISTINCT FROM (CASE p_event WHEN 'NEW_EMAIL' THEN 'EMAIL' ELSE 'MOBILE' END) THEN
            PERFORM public.refuse('CHANGE_SHAPE', 'Ce contact n’est pas de la sorte demandée : recommencez.');
        END IF;
        PERFORM public.access_refuse_text(p_proposed);
        PERFORM public.proof_refuse_contact_shape(p_proposed);
        earlier := public.proof_replaced(whom, p_proposed);
    ELSIF p_event = 'REMOVE_CONTACT' THEN
        SELECT c.* INTO earlier FROM public.contact c
        WHERE c.id = (p_proposed ->> 'replaces')::bigint AND c.person_id = whom.main_person_id AND c.valid_to IS NULL;
        IF earlier.id IS NULL THEN
            PERFORM public.refuse('WRONG_CONTACT', 'Ce contact n’est plus au dossier : rouvrez-le, puis recommencez.');
        END IF;
        kind := earlier.channel;
    ELSIF p_event <> 'BILLING_ADDRESS' OR coalesce(length(btrim(p_proposed ->> 'value')), 0) NOT BETWEEN 8 AND 200
        OR public.hides_account(p_proposed ->> 'value') THEN
        PERFORM public.refuse('CHANGE_SHAPE', 'Cette adresse ne se lit pas : donnez-la en entier.');
    ELSE
        kind := NULL;
    END IF;
    made := public.receive_change(whom.id, p_lease, whom.main_person_id, 'CONTACT', p_event,
        jsonb_strip_nulls(jsonb_build_object('channel', kind, 'masked', CASE WHEN kind IN ('EMAIL', 'MOBILE') THEN
            public.proof_masked(kind, coalesce(p_proposed ->> 'value_key', earlier.value_key)) END)), NULL, p_channel);
    INSERT INTO public.contact_submission (landlord_id, submission_id, customer_id, channel, value, value_key, replaces_id)
    VALUES (whom.landlord_id, made, whom.id, kind,
            CASE WHEN p_event <> 'REMOVE_CONTACT' THEN btrim(p_proposed ->> 'value') END,
            CASE WHEN p_event IN ('NEW_EMAIL', 'NEW_MOBILE') THEN p_proposed ->> 'value_key' END, earlier.id);
    IF p_event IN ('NEW_EMAIL', 'NEW_MOBILE') THEN
        PERFORM public.contact_ask(made, whom, kind, p_proposed ->> 'value_key');
    END IF;
    RETURN made;
END $$;
COMMENT ON FUNCTION public.receive_contact_change(bigint, bigint, text, jsonb, text) IS 'Takes in a contact or an address asked for; the new contact is asked to confirm.';

-- The portal brings the code back: three tries, a day, once. A wrong one is an answer, so that it counts.
CREATE FUNCTION public.confirm_contact_change(p_submission bigint, p_code text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET client_min_messages = error
SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off AS $$
DECLARE
    asked public.contact_submission;
    is_right boolean;
BEGIN
    SELECT k.* INTO asked FROM public.contact_submission k WHERE k.submission_id = p_submission FOR UPDATE;
    PERFORM public.customer_written_for(asked.customer_id);
    IF asked.code_hash IS NULL OR asked.tries >= 3 OR asked.expires_at <= clock_timestamp()
        OR asked.blocked_at IS NOT NULL THEN
        RETURN asked.confirmed_at IS NOT NULL AND asked.blocked_at IS NULL;
    END IF;
    is_right := coalesce(public.proof_code_hash(asked.salt, p_code) = asked.code_hash, false);
    UPDATE public.contact_submission k SET version = k.version + 1,
        tries = k.tries + CASE WHEN is_right THEN 0 ELSE 1 END,
        confirmed_at = CASE WHEN is_right THEN clock_timestamp() END,
        code_hash = CASE WHEN NOT is_right THEN k.code_hash END, salt = CASE WHEN NOT is_right THEN k.salt END,
        expires_at = CASE WHEN NOT is_right THEN k.expires_at END
    WHERE k.submission_id = p_submission;
    RETURN is_right;
END $$;
COMMENT ON FUNCTION public.confirm_contact_change(bigint, text) IS 'Whether the code confirms a new contact; once, three tries, a day.';

-- Protective: whoever has a contact on file stops the change, by the portal or by telling an agent (R3.42).
CREATE FUNCTION public.block_contact_change(p_submission bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked public.contact_submission;
    change bigint;
BEGIN
    SELECT k.* INTO asked FROM public.contact_submission k WHERE k.submission_id = p_submission;
    PERFORM public.customer_written_for(asked.customer_id);
    UPDATE public.contact_submission k SET blocked_at = clock_timestamp(), salt = NULL, code_hash = NULL,
        expires_at = NULL, version = k.version + 1
    WHERE k.submission_id = p_submission AND k.blocked_at IS NULL;
    IF FOUND THEN
        UPDATE public.outbox_message m SET secret_body = NULL, version = m.version + 1,
            state = CASE m.state WHEN 'WAITING' THEN 'CANCELLED' ELSE m.state END
        WHERE m.customer_id = asked.customer_id AND m.template = 'CONTACT_CODE' AND m.secret_body IS NOT NULL;
    END IF;
    SELECT r.id INTO change FROM public.change_request r
    WHERE r.submission_id = p_submission AND r.kind = 'SECURITY_CONTACT' AND r.objected_at IS NULL
      AND r.state = 'APPROVED';
    IF change IS NOT NULL THEN
        PERFORM public.object_to_change(change);
    END IF;
END $$;
COMMENT ON FUNCTION public.block_contact_change(bigint) IS 'Stops a change of contact, before or after it was accepted.';

-- The whole number is written here and read by no one: screens show it masked (R3.53).
CREATE FUNCTION public.receive_bank_change(
    p_customer bigint, p_lease bigint, p_person bigint, p_holder text, p_iban text, p_mandate jsonb, p_channel text)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET client_min_messages = error
SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off AS $$
DECLARE
    whom public.customer := public.customer_written_for(p_customer);
    number text := upper(regexp_replace(p_iban, '\s', '', 'g'));
    masked text;
    holder text := btrim(p_holder);
    made bigint;
BEGIN
    IF public.iban_is_valid(number) IS NOT TRUE THEN
        PERFORM public.refuse('WRONG_IBAN', 'Cet IBAN n’est pas juste : recopiez-le depuis le RIB.');
    ELSIF coalesce(length(holder), 0) NOT BETWEEN 2 AND 80 OR public.hides_account(holder) THEN
        PERFORM public.refuse('WRONG_PROPOSAL', 'Le nom du titulaire du compte manque : complétez la demande.');
    ELSIF p_channel = 'PHONE' THEN
        PERFORM public.refuse('CALLER_NOT_VERIFIED',
            'Un compte ne se donne pas au téléphone ici : il faut le relevé, envoyé par le locataire ou déposé.');
    END IF;
    masked := left(number, 4) || ' •••• •••• ' || right(number, 4);
    made := public.receive_change(whom.id, p_lease, p_person, 'BANK', 'NEW_ACCOUNT',
        jsonb_strip_nulls(jsonb_build_object('iban_masked', masked, 'holder_name', holder,
            'debit_day', (p_mandate ->> 'debit_day')::integer, 'signed_on', (p_mandate ->> 'signed_on')::date)),
        NULL, p_channel);
    INSERT INTO public.bank_submission (landlord_id, submission_id, customer_id, holder_name, iban, iban_masked,
                                        bank_name, debit_day, signed_on, reference)
    VALUES (whom.landlord_id, made, whom.id, holder, number, masked, left(p_mandate ->> 'bank_name', 80),
            (p_mandate ->> 'debit_day')::integer, (p_mandate ->> 'signed_on')::date,
            nullif(p_mandate ->> 'reference', ''));
    RETURN made;
END $$;
COMMENT ON FUNCTION public.receive_bank_change(bigint, bigint, bigint, text, text, jsonb, text) IS 'Takes in an account asked for; its number is read by no one.';
