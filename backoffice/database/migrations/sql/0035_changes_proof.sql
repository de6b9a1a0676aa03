-- The proof of a change may be what the tenant sent, signed in; an account is then decided on its items alone.

CREATE FUNCTION public.proof_add_change(
    asked text, whom public.customer, me public.staff, what jsonb, proof bigint, letter date, submission bigint)
RETURNS bigint
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
        (landlord_id, kind, customer_id, proposed, call_id, letter_on, submission_id, state, proposed_by, proposed_at)
    VALUES (whom.landlord_id, asked, whom.id, what, proof, letter, submission, 'PROPOSED', me.id, clock_timestamp())
    RETURNING id INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION public.proof_add_change(text, public.customer, public.staff, jsonb, bigint, date, bigint) IS 'A change proposed, on the faith of a call, a letter or what the tenant sent.';

CREATE OR REPLACE FUNCTION proof_add_change(
    asked text, whom public.customer, me public.staff, what jsonb, proof bigint, letter date
) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT public.proof_add_change(asked, whom, me, what, proof, letter, NULL)
$$;

CREATE FUNCTION public.proof_add_contact(
    whom public.customer, me public.staff, proposed jsonb, call bigint, letter_on date, submission bigint)
RETURNS public.change_request
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
        call, letter_on, submission);
    INSERT INTO public.contact
        (landlord_id, person_id, channel, role, value, value_key, source, verified_at, usable_for_security_from,
         valid_from)
    VALUES (whom.landlord_id, whom.main_person_id, proposed ->> 'channel', coalesce(earlier.role, 'NOTICE'),
            proposed ->> 'value', proposed ->> 'value_key',
            CASE WHEN submission IS NOT NULL THEN 'PORTAL' WHEN letter_on IS NOT NULL THEN 'LETTER'
                 WHEN (SELECT p.place FROM public.phone_call p WHERE p.id = call) = 'COUNTER' THEN 'COUNTER'
                 ELSE 'AGENT' END,
            (SELECT k.confirmed_at FROM public.contact_submission k WHERE k.submission_id = submission), usable,
            public.proof_day())
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
COMMENT ON FUNCTION public.proof_add_contact(public.customer, public.staff, jsonb, bigint, date, bigint) IS 'A contact added with its cooling-off; each of those who call it tells in his own time.';

CREATE OR REPLACE FUNCTION proof_add_contact(
    whom public.customer, me public.staff, proposed jsonb, call bigint, letter_on date
) RETURNS public.change_request
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT public.proof_add_contact(whom, me, proposed, call, letter_on, NULL)
$$;

-- As before, but the account of a submission is approved with its mandate, on the item of the second person.
CREATE OR REPLACE FUNCTION proof_change(wanted bigint, seen integer, me public.staff) RETURNS public.change_request
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
    ELSIF asked.submission_id IS NOT NULL AND asked.kind = 'BANK_DETAILS' THEN
        PERFORM public.proof_refuse('DECIDED_IN_QUEUE',
            'Ce compte se décide dans la file des comptes bancaires : ouvrez-y le dossier.');
    END IF;
    RETURN asked;
END $$;

-- An account refused or disputed is debited no more; the mandate that it replaced goes on.
CREATE FUNCTION public.follow_bank_detail() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    stopped public.mandate;
BEGIN
    FOR stopped IN UPDATE public.mandate m SET state = 'REVOKED', revoked_on = public.proof_day(),
            version = m.version + 1
        WHERE m.id IN (SELECT b.mandate_id FROM public.bank_submission b WHERE b.change_id = NEW.change_id)
          AND m.state <> 'REVOKED' RETURNING m.* LOOP
        UPDATE public.mandate m SET ends_on = NULL, version = m.version + 1
        WHERE m.lease_id = stopped.lease_id AND m.id <> stopped.id AND m.state <> 'REVOKED'
          AND m.ends_on = stopped.starts_on;
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.follow_bank_detail() IS 'Revokes the mandate of an account that is refused or disputed.';

CREATE TRIGGER follow_bank_detail AFTER UPDATE OF state ON public.bank_detail FOR EACH ROW
    WHEN (NEW.state = 'REFUSED' AND OLD.state <> 'REFUSED') EXECUTE FUNCTION public.follow_bank_detail();

-- The second look at an account: never by the first person, nor by a role that approves none (R3.54).
CREATE FUNCTION public.bank_is_not_mine(p_item bigint, p_staff bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.bank_submission b JOIN public.change_request r ON r.id = b.change_id
        JOIN public.staff s ON s.id = p_staff
        WHERE b.approval_item_id = p_item AND (s.role NOT IN ('ACCOUNTING', 'MANAGER') OR r.proposed_by = s.id
            OR EXISTS (SELECT FROM public.staff o WHERE o.id = r.proposed_by AND o.person_id = s.person_id)))
$$;
COMMENT ON FUNCTION public.bank_is_not_mine(bigint, bigint) IS 'Whether an approval waits for somebody else than this member of staff.';

CREATE FUNCTION public.refuse_claim_of_first() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF public.bank_is_not_mine(NEW.id, NEW.claimed_by) THEN
        PERFORM public.refuse('SECOND_PERSON',
            'Ce compte attend l’accord d’une autre personne, du quittancement ou un responsable : prenez le suivant.');
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION public.refuse_claim_of_first() IS 'Refuses that the first person claims the approval of an account.';

CREATE TRIGGER refuse_claim_of_first BEFORE UPDATE OF claimed_by ON public.work_item FOR EACH ROW
    WHEN (NEW.kind = 'BANK' AND NEW.claimed_by IS NOT NULL AND NEW.claimed_by IS DISTINCT FROM OLD.claimed_by)
    EXECUTE FUNCTION public.refuse_claim_of_first();

-- « Suivant » passes over the approvals that wait for somebody else; both programs.
DO $weave$
DECLARE
    one record;
    body text;
BEGIN
    FOR one IN SELECT * FROM (VALUES
        ('public.queue_conditions(jsonb, boolean)', E'told := told || '' AND w.customer_id <> ALL ($5)'';',
         E'told := told || '' AND w.customer_id <> ALL ($5)\n'
         '            AND (w.kind <> ''''BANK'''' OR NOT public.bank_is_not_mine(w.id, $14))'';'),
        ('public.claim_next(text, integer)',
         'AND public.sees_customer(w.customer_id) AND NOT public.in_my_household(w.customer_id)',
         'AND public.sees_customer(w.customer_id) AND NOT public.in_my_household(w.customer_id)
            AND (p_kind <> ''BANK'' OR NOT public.bank_is_not_mine(w.id, me))')) AS v (name, place, added)
    LOOP
        body := pg_get_functiondef(one.name::regprocedure);
        IF strpos(body, one.place) = 0 THEN
            RAISE EXCEPTION 'function % has no « % »', one.name, one.place;
        END IF;
        EXECUTE replace(body, one.place, one.added);
    END LOOP;
END $weave$;
