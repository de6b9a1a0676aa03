-- One-time codes of callers (R4.20, R4.24). The clear text is made here, goes to the courier's column and
-- nowhere else. The settings of these functions close what a client could turn on to read their inside:
-- plans printed with their constants, parameters printed with errors, the log sent to the client.

CREATE FUNCTION proof_code_hash(salt uuid, code text) RETURNS bytea
LANGUAGE sql IMMUTABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET client_min_messages = error
SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
AS $$
    SELECT sha256(convert_to(salt::text || ':' || code, 'UTF8'))
$$;

-- Empty the messages whose code is over, and take back those that have not left.
CREATE FUNCTION forget_codes() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    emptied integer;
BEGIN
    UPDATE public.outbox_message AS m
    SET secret_body = NULL, state = CASE WHEN m.state = 'WAITING' THEN 'CANCELLED' ELSE m.state END
    -- What somebody else is emptying is left to him: two calls that end at once never wait for each other.
    FROM (SELECT w.id FROM public.outbox_message w JOIN public.caller_code c ON c.message_id = w.id
          WHERE w.secret_body IS NOT NULL AND (c.ended_at IS NOT NULL OR c.expires_at <= clock_timestamp())
          FOR UPDATE OF w SKIP LOCKED) AS over
    WHERE m.id = over.id;
    GET DIAGNOSTICS emptied = ROW_COUNT;
    RETURN emptied;
END $$;

-- The courier has sent a message: what was secret in it is gone.
CREATE FUNCTION message_sent(message bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.outbox_message AS m
    SET state = 'SENT', sent_at = clock_timestamp(), attempts = m.attempts + 1, last_error = NULL,
        secret_body = NULL
    WHERE m.id = message AND m.state IN ('WAITING', 'FAILED');
    RETURN FOUND;
END $$;

-- The courier could not send a message; it waits for another try until its code is over.
CREATE FUNCTION message_failed(message bigint, error text, gives_up boolean DEFAULT false) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.outbox_message AS m
    SET state = CASE WHEN gives_up THEN 'FAILED' ELSE m.state END,
        attempts = m.attempts + 1, last_error = left(error, 500),
        secret_body = CASE WHEN gives_up THEN NULL ELSE m.secret_body END
    WHERE m.id = message AND m.state = 'WAITING';
    RETURN FOUND;
END $$;

-- How many codes a call and a customer's day have had: three and nine at most (R4.18: throttled).
CREATE FUNCTION proof_refuse_many_codes(mine public.phone_call) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    in_call bigint;
    in_day bigint;
BEGIN
    SELECT count(*) FILTER (WHERE c.call_id = mine.id),
           count(*) FILTER (WHERE c.made_at > clock_timestamp() - interval '24 hours')
    INTO in_call, in_day FROM public.caller_code c WHERE c.customer_id = mine.customer_id;
    IF in_call >= 3 OR in_day >= 9 THEN
        PERFORM public.proof_refuse('TOO_MANY_CODES',
            'Trop de codes ont été envoyés à ce locataire : posez deux questions, rappelez le numéro du '
            'dossier, ou invitez le locataire au guichet avec une pièce d’identité.');
    END IF;
END $$;

-- Make a code, keep its hash for ten minutes, hand its clear text to the courier. Returns the code's key.
CREATE FUNCTION send_caller_code(call bigint, contact bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET client_min_messages = error
SET plpgsql.print_strict_params = off SET debug_print_parse = off SET debug_print_rewritten = off
SET debug_print_plan = off
AS $$
DECLARE
    mine public.phone_call := public.proof_call(call, public.proof_staff());
    target public.contact;
    house public.landlord;
    salt uuid := gen_random_uuid();
    -- Twelve hexadecimal digits of a random UUID, 48 random bits, are even enough for six decimal ones.
    code text := lpad((('x' || left(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::bigint
                       % 1000000)::text, 6, '0');
    letter bigint;
    made bigint;
BEGIN
    PERFORM public.proof_refuse_barred(mine.customer_id);
    target := public.proof_contact(contact, mine, ARRAY['MOBILE', 'EMAIL']);
    PERFORM public.proof_refuse_many_codes(mine);
    SELECT l.* INTO house FROM public.landlord l WHERE l.id = mine.landlord_id;
    -- Only the last code of a call is worth something.
    UPDATE public.caller_code AS c SET ended_at = clock_timestamp()
    WHERE c.call_id = mine.id AND c.ended_at IS NULL;
    PERFORM public.forget_codes();
    INSERT INTO public.outbox_message
        (landlord_id, customer_id, person_id, channel, address, template, subject, body, secret_body,
         not_before)
    VALUES (mine.landlord_id, mine.customer_id, target.person_id,
            CASE target.channel WHEN 'EMAIL' THEN 'EMAIL' ELSE 'SMS' END, target.value_key, 'CALLER_CODE',
            house.name || ' : votre code à usage unique', 'Un code à usage unique a été envoyé à ce contact.',
            format('%s : votre code à usage unique est %s. Donnez-le à l’agent avec qui vous parlez ; il vaut '
                   '10 minutes. Si vous ne parlez avec personne, ne le donnez pas et appelez le %s.',
                   house.name, code, house.phone),
            clock_timestamp())
    RETURNING id INTO letter;
    INSERT INTO public.caller_code
        (landlord_id, call_id, customer_id, contact_id, message_id, salt, code_hash, made_at, expires_at)
    VALUES (mine.landlord_id, mine.id, mine.customer_id, target.id, letter, salt,
            public.proof_code_hash(salt, code), clock_timestamp(), clock_timestamp() + interval '10 minutes')
    RETURNING id INTO made;
    RETURN made;
END $$;

-- The agent types what he hears. Nothing is answered yet: a try that could be rolled back after its answer
-- would never be counted, and six digits would be found in a minute. Returns the key of the try.
CREATE FUNCTION type_caller_code(call bigint, code text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET client_min_messages = error
SET plpgsql.print_strict_params = off SET debug_print_parse = off SET debug_print_rewritten = off
SET debug_print_plan = off
AS $$
DECLARE
    mine public.phone_call := public.proof_call(call, public.proof_staff());
    sent public.caller_code;
    made bigint;
BEGIN
    PERFORM public.proof_refuse_barred(mine.customer_id);
    IF code IS NULL OR code !~ '^[0-9]{6}$' THEN
        PERFORM public.proof_refuse('CODE_MALFORMED', 'Le code a six chiffres : faites-le répéter.');
    END IF;
    SELECT c.* INTO sent FROM public.caller_code c
    WHERE c.call_id = mine.id AND c.ended_at IS NULL ORDER BY c.id DESC LIMIT 1 FOR UPDATE;
    IF sent.id IS NULL THEN
        PERFORM public.proof_refuse('NO_CODE', 'Aucun code n’est à vérifier : envoyez-en un.');
    ELSIF sent.expires_at <= clock_timestamp() THEN
        PERFORM public.proof_refuse('CODE_EXPIRED', 'Ce code a plus de dix minutes : envoyez-en un autre.');
    ELSIF (SELECT count(*) FROM public.caller_code_try t WHERE t.code_id = sent.id) >= 3 THEN
        PERFORM public.proof_refuse('CODE_EXHAUSTED',
            'Ce code a été essayé trois fois : envoyez-en un autre, ou faites un autre contrôle.');
    END IF;
    INSERT INTO public.caller_code_try (landlord_id, code_id, typed_hash, typed_at, made_in)
    VALUES (mine.landlord_id, sent.id, public.proof_code_hash(sent.salt, code), clock_timestamp(),
            pg_current_xact_id()::text::bigint)
    RETURNING id INTO made;
    RETURN made;
END $$;

-- Yes or no to a try that is committed; asked again, the same answer. A third miss ends the code.
CREATE FUNCTION check_caller_code(try bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET client_min_messages = error
SET plpgsql.print_strict_params = off SET debug_print_parse = off SET debug_print_rewritten = off
SET debug_print_plan = off
AS $$
DECLARE
    me public.staff := public.proof_staff();
    typed public.caller_code_try;
    sent public.caller_code;
    mine public.phone_call;
    good boolean;
BEGIN
    SELECT c.* INTO sent FROM public.caller_code c JOIN public.caller_code_try t ON t.code_id = c.id
    WHERE t.id = try;
    mine := public.proof_call(sent.call_id, me);
    SELECT t.* INTO typed FROM public.caller_code_try t WHERE t.id = try FOR UPDATE;
    IF typed.made_in = pg_current_xact_id()::text::bigint THEN
        PERFORM public.proof_refuse('TRY_NOT_KEPT', 'Enregistrez d’abord le code entendu, puis vérifiez-le.');
    ELSIF typed.judged_at IS NOT NULL THEN
        RETURN typed.is_right;
    END IF;
    SELECT c.* INTO sent FROM public.caller_code c WHERE c.id = typed.code_id FOR UPDATE;
    -- Replaced, used or over meanwhile: whatever was typed, it opens nothing.
    good := typed.typed_hash = sent.code_hash AND sent.ended_at IS NULL
            AND typed.typed_at < sent.expires_at;
    UPDATE public.caller_code_try AS t SET judged_at = clock_timestamp(), is_right = good WHERE t.id = typed.id;
    IF good THEN
        UPDATE public.caller_code AS c SET ended_at = clock_timestamp(), used_at = clock_timestamp()
        WHERE c.id = sent.id;
        PERFORM public.proof_note(mine, 'CODE', 'PASSED', contact => sent.contact_id);
    ELSIF (SELECT count(*) FROM public.caller_code_try t WHERE t.code_id = sent.id) >= 3
          AND sent.ended_at IS NULL
          AND NOT EXISTS (SELECT FROM public.caller_code_try t
                          WHERE t.code_id = sent.id AND t.judged_at IS NULL) THEN
        UPDATE public.caller_code AS c SET ended_at = clock_timestamp() WHERE c.id = sent.id;
        PERFORM public.proof_note(mine, 'CODE', 'FAILED', contact => sent.contact_id);
    END IF;
    PERFORM public.forget_codes();
    RETURN good;
END $$;
