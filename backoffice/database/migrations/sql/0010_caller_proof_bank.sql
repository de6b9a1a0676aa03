-- Bank details (R3.53, R3.54) and titles in the household: proposed by one person, decided by another.

-- Length by country, then the remainder by 97 (R3.53); rules/changes/iban.py says the same.
CREATE FUNCTION iban_is_valid(iban text) RETURNS boolean
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]+$' AND length(iban) = (
        '{"AD":24,"AL":28,"AT":20,"BE":16,"BG":22,"CH":21,"CY":28,"CZ":24,"DE":22,"DK":18,"EE":20,"ES":24,
          "FI":18,"FR":27,"GB":22,"GI":23,"GR":27,"HR":21,"HU":28,"IE":22,"IS":26,"IT":27,"LI":21,"LT":20,
          "LU":20,"LV":21,"MC":27,"MD":24,"ME":22,"MK":19,"MT":31,"NL":18,"NO":15,"PL":28,"PT":25,"RO":24,
          "RS":22,"SE":24,"SI":19,"SK":24,"SM":27,"VA":22}'::jsonb ->> left(iban, 2))::integer
    AND (SELECT string_agg(CASE WHEN letter ~ '[A-Z]' THEN (ascii(letter) - 55)::text ELSE letter END, ''
                           ORDER BY place)::numeric % 97 = 1
         FROM regexp_split_to_table(substr(iban, 5) || left(iban, 4), '') WITH ORDINALITY AS s (letter, place))
$$;

CREATE FUNCTION proof_propose_bank(
    whom public.customer, me public.staff, proposed jsonb, call bigint, letter_on date
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET client_min_messages = error
SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
AS $$
DECLARE
    number text := upper(regexp_replace(proposed ->> 'iban', '\s', '', 'g'));
    mandate text := nullif(btrim(proposed ->> 'mandate_reference'), '');
    masked text := left(number, 4) || ' •••• •••• ' || right(number, 4);
    change bigint;
BEGIN
    PERFORM public.proof_refuse_shape(proposed, ARRAY['holder_name', 'iban']);
    IF length(mandate) > 254 THEN
        PERFORM public.proof_refuse('WRONG_PROPOSAL', 'La référence du mandat est trop longue : recopiez-la seule.');
    END IF;
    IF public.iban_is_valid(number) IS NOT TRUE THEN
        PERFORM public.proof_refuse('WRONG_IBAN', 'Cet IBAN n’est pas juste : recopiez-le depuis le RIB.');
    END IF;
    -- By a letter, there is no call that both could share.
    PERFORM public.proof_refuse_both_in_call(call, 'SECURITY_CONTACT');
    IF public.proof_cooling_until(whom.main_person_id) IS NOT NULL AND me.role <> 'MANAGER' THEN
        PERFORM public.proof_refuse('COOLING_OFF', format(
            'Un contact de ce locataire vient de changer : revenez-y à partir du %s, '
            'ou transmettez à un responsable.',
            public.proof_instant(public.proof_cooling_until(whom.main_person_id))));
    END IF;
    change := public.proof_add_change('BANK_DETAILS', whom, me,
        jsonb_strip_nulls(jsonb_build_object('holder_name', proposed ->> 'holder_name',
            'iban_masked', masked, 'mandate_reference', mandate)), call, letter_on);
    INSERT INTO public.bank_detail
        (landlord_id, customer_id, change_id, state, holder_name, iban, iban_masked, is_third_party,
         mandate_reference)
    VALUES (whom.landlord_id, whom.id, change, 'PROPOSED', proposed ->> 'holder_name', number, masked,
            mandate IS NOT NULL, mandate);
    RETURN change;
END $$;

-- Accepted bank details serve after the cooling-off; those before them until then.
CREATE FUNCTION proof_apply_bank(asked public.change_request, whom public.customer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    usable timestamptz := clock_timestamp() + public.proof_cooldown(whom.landlord_id);
BEGIN
    UPDATE public.bank_detail AS b SET ended_at = usable, version = b.version + 1
    WHERE b.customer_id = whom.id AND b.state = 'ACTIVE' AND (b.ended_at IS NULL OR b.ended_at > usable);
    UPDATE public.bank_detail AS b SET state = 'ACTIVE', effective_at = usable, version = b.version + 1
    WHERE b.change_id = asked.id;
    PERFORM public.proof_tell_change(whom, asked.id, format(
        'de nouvelles coordonnées bancaires (%s) ont été enregistrées', asked.proposed ->> 'iban_masked'), NULL);
    RETURN usable;
END $$;

-- A disputed account number never serves; the one before it goes on.
CREATE FUNCTION proof_end_bank(change bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    disputed public.bank_detail;
BEGIN
    SELECT b.* INTO disputed FROM public.bank_detail b WHERE b.change_id = change FOR UPDATE;
    UPDATE public.bank_detail AS b
    SET state = 'REFUSED', effective_at = NULL, ended_at = clock_timestamp(), version = b.version + 1
    WHERE b.id = disputed.id AND b.state <> 'REFUSED';
    UPDATE public.bank_detail AS b SET ended_at = NULL, version = b.version + 1
    WHERE b.customer_id = disputed.customer_id AND b.state = 'ACTIVE' AND b.ended_at = disputed.effective_at;
END $$;

-- Asking for a whole account number; it is shown once the line is committed: who looked is never undone.
CREATE FUNCTION ask_iban(detail bigint, reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    found public.bank_detail;
    made bigint;
BEGIN
    SELECT b.* INTO found FROM public.bank_detail b WHERE b.id = detail;
    PERFORM public.proof_customer(found.customer_id);
    IF reason IS NULL OR reason NOT IN ('MANDATE', 'REFUND', 'REJECTED_DEBIT', 'CONTROL') THEN
        PERFORM public.proof_refuse('NO_REASON', 'Donnez un motif de la liste.');
    END IF;
    INSERT INTO public.iban_reveal (landlord_id, bank_detail_id, staff_id, reason, made_in)
    VALUES (found.landlord_id, found.id, me.id, ask_iban.reason, pg_current_xact_id()::text::bigint)
    RETURNING id INTO made;
    RETURN made;
END $$;

CREATE FUNCTION reveal_iban(ask bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET client_min_messages = error
SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
AS $$
DECLARE
    me public.staff := public.proof_staff();
    asked public.iban_reveal;
    number text;
BEGIN
    UPDATE public.iban_reveal AS r SET shown_at = clock_timestamp()
    WHERE r.id = ask AND r.staff_id = me.id AND r.shown_at IS NULL
      AND r.recorded_at > clock_timestamp() - interval '10 minutes'
      AND r.made_in <> pg_current_xact_id()::text::bigint
    RETURNING r.* INTO asked;
    IF asked.id IS NULL THEN
        PERFORM public.proof_refuse('NOT_ASKED', 'Demandez d’abord cet IBAN, avec un motif ; il se montre une fois.');
    END IF;
    SELECT b.iban INTO number FROM public.bank_detail b WHERE b.id = asked.bank_detail_id;
    RETURN number;
END $$;

CREATE FUNCTION proof_propose_title(
    whom public.customer, me public.staff, proposed jsonb, call bigint, letter_on date
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    contract public.lease;
    since date;
BEGIN
    PERFORM public.proof_refuse_shape(proposed, ARRAY['lease_id', 'person_id', 'title', 'from']);
    IF proposed ->> 'title' NOT IN ('MAIN_HOLDER', 'CO_HOLDER', 'SPOUSE_BY_LAW', 'NONE')
       OR proposed ->> 'from' !~ '^\d{4}-\d{2}-\d{2}$' OR proposed ->> 'lease_id' !~ '^\d{1,18}$'
       OR proposed ->> 'person_id' !~ '^\d{1,18}$' THEN
        PERFORM public.proof_refuse('WRONG_PROPOSAL', 'Ce titre ne se lit pas : complétez la demande.');
    END IF;
    SELECT l.* INTO contract FROM public.lease l
    WHERE l.id = (proposed ->> 'lease_id')::bigint AND l.customer_id = whom.id AND l.valid_to IS NULL;
    since := (proposed ->> 'from')::date;
    IF contract.id IS NULL OR since < contract.valid_from OR since > public.proof_day() + 366
       OR NOT EXISTS (
           SELECT FROM public.household_member m
           WHERE m.lease_id = contract.id AND m.person_id = (proposed ->> 'person_id')::bigint
           UNION ALL SELECT FROM public.lease_holder h
           WHERE h.lease_id = contract.id AND h.person_id = (proposed ->> 'person_id')::bigint) THEN
        PERFORM public.proof_refuse('WRONG_PROPOSAL',
            'La personne doit être du foyer, le contrat en cours et la date dans le contrat : vérifiez-les.');
    END IF;
    RETURN public.proof_add_change('HOUSEHOLD_TITLE', whom, me,
        jsonb_build_object('lease_id', contract.id, 'person_id', (proposed ->> 'person_id')::bigint,
                           'title', proposed ->> 'title', 'from', since), call, letter_on);
END $$;

-- One main holder, and never none at all (R3.2).
CREATE FUNCTION proof_refuse_holders(contract bigint, person bigint, title text, since date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    others text[];
BEGIN
    SELECT coalesce(array_agg(h.title), '{}') INTO others FROM public.lease_holder h
    WHERE h.lease_id = contract AND h.person_id <> person AND (h.valid_to IS NULL OR h.valid_to > since);
    IF title = 'MAIN_HOLDER' AND 'MAIN_HOLDER' = ANY (others) THEN
        PERFORM public.proof_refuse('MAIN_HOLDER_EXISTS',
            'Ce contrat a déjà un titulaire : changez d’abord le titre de celui-ci.');
    ELSIF title = 'NONE' AND cardinality(others) = 0 THEN
        PERFORM public.proof_refuse('LAST_HOLDER', 'Ce contrat n’aurait plus de titulaire : ajoutez-en un d’abord.');
    END IF;
END $$;

CREATE FUNCTION proof_apply_title(asked public.change_request, whom public.customer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    contract bigint := (asked.proposed ->> 'lease_id')::bigint;
    person bigint := (asked.proposed ->> 'person_id')::bigint;
    wanted text := asked.proposed ->> 'title';
    since date := (asked.proposed ->> 'from')::date;
    held public.lease_holder;
BEGIN
    PERFORM public.proof_refuse_holders(contract, person, wanted, since);
    SELECT h.* INTO held FROM public.lease_holder h
    WHERE h.lease_id = contract AND h.person_id = person AND (h.valid_to IS NULL OR h.valid_to > since)
    ORDER BY h.valid_from DESC LIMIT 1 FOR UPDATE;
    IF held.valid_from >= since OR (held.id IS NULL AND wanted = 'NONE') THEN
        PERFORM public.proof_refuse('WRONG_PROPOSAL',
            'Le titre de cette personne a changé après cette date : refusez la demande et refaites-la.');
    END IF;
    UPDATE public.lease_holder AS h SET valid_to = since WHERE h.id = held.id;
    IF wanted <> 'NONE' THEN
        INSERT INTO public.lease_holder (landlord_id, lease_id, person_id, title, valid_from, valid_to)
        VALUES (whom.landlord_id, contract, person, wanted, since, held.valid_to);
    END IF;
    PERFORM public.proof_tell_change(whom, asked.id, 'un titre du foyer a changé', NULL);
    RETURN since::timestamp AT TIME ZONE 'Europe/Paris';
END $$;

-- PostgreSQL lets everybody run a new function: from here on, only whom the rights name.
DO $$
DECLARE
    made regprocedure;
BEGIN
    FOR made IN
        SELECT p.oid FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND (left(p.proname, 6) = 'proof_' OR p.proname IN (
            'level_reached', 'level_of_call', 'wrong_answers_today', 'answerable_questions', 'iban_is_valid',
            'start_call', 'end_call', 'identifiers_given', 'paper_seen', 'call_back_done', 'draw_questions',
            'answer_questions', 'send_caller_code', 'type_caller_code', 'check_caller_code', 'forget_codes',
            'message_sent', 'message_failed', 'unlock_account', 'release_registration', 'propose_change',
            'approve_change', 'refuse_change', 'withdraw_change', 'object_to_change', 'shorten_cooldown',
            'ask_iban', 'reveal_iban'))
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
    END LOOP;
END $$;

-- Every write of these tables is traced, but for what could be turned back into a code or an account number.
SELECT trace_table('control_draw');
SELECT trace_table('caller_code', hidden => '{salt,code_hash}');
SELECT trace_table('caller_code_try', hidden => '{typed_hash}');
SELECT trace_table('change_request');
SELECT trace_table('bank_detail', hidden => '{iban}');
SELECT trace_table('iban_reveal');
SELECT trace_table('outbox_message', hidden => '{body,secret_body}');
