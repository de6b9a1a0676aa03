-- The second person's decision, the withdrawal, the tenant's objection (R3.54, R4.25).

-- Two logins of one person are one person.
CREATE FUNCTION proof_same_person(other bigint, me public.staff) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.staff s WHERE s.id = other AND s.person_id = me.person_id)
$$;

-- Who may decide: never who proposed; a title is the manager's, bank details also accounting's.
CREATE FUNCTION proof_refuse_decider(asked public.change_request, me public.staff) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF asked.state <> 'PROPOSED' THEN
        PERFORM public.proof_refuse('CHANGE_DECIDED', 'Cette demande est déjà décidée : relisez la liste.');
    ELSIF asked.proposed_by = me.id OR public.proof_same_person(asked.proposed_by, me) THEN
        PERFORM public.proof_refuse('SECOND_PERSON',
            'Vous avez saisi cette demande : une autre personne doit la décider.');
    ELSIF me.role <> 'MANAGER' AND NOT (asked.kind = 'BANK_DETAILS' AND me.role = 'ACCOUNTING') THEN
        PERFORM public.proof_refuse('NOT_A_DECIDER',
            'Cette demande se décide par un responsable, ou par le quittancement pour des coordonnées '
            'bancaires : transmettez-la.');
    END IF;
END $$;

CREATE FUNCTION approve_change(change bigint, seen integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    asked public.change_request := public.proof_change(change, seen, me);
    whom public.customer := public.proof_customer(asked.customer_id);
    usable timestamptz;
BEGIN
    PERFORM public.proof_refuse_decider(asked, me);
    -- The tenant objected to another change meanwhile: whoever was behind it is behind this one too.
    IF (public.proof_account(whom.id)).state = 'SUSPENDED_FRAUD' THEN
        PERFORM public.proof_refuse('FRAUD_SUSPENSION',
            'Le compte en ligne est suspendu pour suspicion de fraude : refusez cette demande, '
            'ou attendez que le doute soit levé.');
    END IF;
    usable := CASE asked.kind WHEN 'BANK_DETAILS' THEN public.proof_apply_bank(asked, whom)
                              ELSE public.proof_apply_title(asked, whom) END;
    UPDATE public.change_request AS r
    SET state = 'APPROVED', decided_by = me.id, decided_at = clock_timestamp(), effective_at = usable,
        version = r.version + 1
    WHERE r.id = asked.id;
END $$;

CREATE FUNCTION refuse_change(change bigint, seen integer, reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    asked public.change_request := public.proof_change(change, seen, me);
BEGIN
    PERFORM public.proof_refuse_decider(asked, me);
    IF reason IS NULL OR reason NOT IN ('NOT_JUSTIFIED', 'DOCUMENT_MISSING', 'WRONGLY_ENTERED',
                                        'FRAUD_SUSPECTED') THEN
        PERFORM public.proof_refuse('NO_REASON', 'Donnez un motif de la liste.');
    END IF;
    UPDATE public.change_request AS r
    SET state = 'REFUSED', refusal = reason, decided_by = me.id, decided_at = clock_timestamp(),
        version = r.version + 1
    WHERE r.id = asked.id;
    UPDATE public.bank_detail AS b SET state = 'REFUSED', version = b.version + 1 WHERE b.change_id = asked.id;
END $$;

-- Who proposed may take it back while nobody has decided.
CREATE FUNCTION withdraw_change(change bigint, seen integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    asked public.change_request := public.proof_change(change, seen, me);
BEGIN
    IF asked.state <> 'PROPOSED' THEN
        PERFORM public.proof_refuse('CHANGE_DECIDED', 'Cette demande est déjà décidée : relisez la liste.');
    ELSIF asked.proposed_by <> me.id THEN
        PERFORM public.proof_refuse('NOT_MY_CHANGE',
            'Seule la personne qui a saisi la demande la retire : refusez-la, ou prévenez-la.');
    END IF;
    UPDATE public.change_request AS r
    SET state = 'WITHDRAWN', decided_at = clock_timestamp(), version = r.version + 1 WHERE r.id = asked.id;
    UPDATE public.bank_detail AS b SET state = 'REFUSED', version = b.version + 1 WHERE b.change_id = asked.id;
END $$;

CREATE FUNCTION proof_suspend(whom public.customer, me public.staff, change bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    account public.portal_account := public.proof_account(whom.id);
BEGIN
    IF account.id IS NULL OR account.state IN ('CLOSED', 'SUSPENDED_FRAUD') THEN
        RETURN;
    END IF;
    UPDATE public.portal_account AS a SET state = 'SUSPENDED_FRAUD', version = a.version + 1
    WHERE a.id = account.id;
    INSERT INTO public.portal_event
        (landlord_id, customer_id, account_id, kind, occurred_at, detail, staff_id)
    SELECT whom.landlord_id, whom.id, account.id, kind, clock_timestamp(),
           jsonb_build_object('change', change), me.id
    FROM unnest(ARRAY['SUSPENDED', 'SESSIONS_ENDED']) AS kind;
END $$;

-- The tenant objects, by the case number of the notice. Protective: no level is needed (R4.14), any agent
-- takes it down, the account is frozen, what was changed no longer serves.
CREATE FUNCTION object_to_change(change bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    asked public.change_request;
    whom public.customer;
BEGIN
    SELECT r.* INTO asked FROM public.change_request r WHERE r.id = change;
    IF asked.id IS NULL THEN
        PERFORM public.proof_refuse('NO_CHANGE', 'Ce numéro de dossier n’existe pas : faites-le répéter.');
    END IF;
    whom := public.proof_customer(asked.customer_id);
    UPDATE public.change_request AS r
    SET objected_at = clock_timestamp(), objected_by = me.id, version = r.version + 1,
        state = CASE r.state WHEN 'PROPOSED' THEN 'WITHDRAWN' ELSE r.state END,
        decided_at = coalesce(r.decided_at, clock_timestamp())
    WHERE r.id = asked.id AND r.objected_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- A contact disputed is of no use for ever; the one it replaced comes back.
    UPDATE public.contact AS c
    SET usable_for_security_from = clock_timestamp() + interval '100 years',
        valid_to = greatest(public.proof_day(), c.valid_from + 1), version = c.version + 1
    WHERE c.id = asked.contact_id AND c.valid_to IS NULL;
    UPDATE public.contact AS c SET valid_to = NULL, version = c.version + 1
    WHERE c.id = asked.replaced_id AND c.valid_to > public.proof_day();
    PERFORM public.proof_end_bank(asked.id);
    PERFORM public.proof_suspend(whom, me, asked.id);
END $$;
