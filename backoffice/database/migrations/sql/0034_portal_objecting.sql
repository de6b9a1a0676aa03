-- An objection is an act like another: the portal is asked to end the sessions, what waited for it is taken
-- back, the tenant is told. And what it takes away stays away.

-- The contact that served before a change comes back, unless another change took its place since; one that is
-- itself disputed gives way to the one before it.
CREATE FUNCTION proof_give_back(change bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE chain AS (
        SELECT r.contact_id, r.replaced_id FROM public.change_request r WHERE r.id = proof_give_back.change
        UNION
        SELECT e.contact_id, e.replaced_id FROM chain h JOIN public.change_request e
            ON e.contact_id = h.replaced_id AND e.objected_at IS NOT NULL
    )
    UPDATE public.contact AS c SET valid_to = NULL, version = c.version + 1
    FROM chain h
    WHERE c.id = h.replaced_id AND c.valid_to > public.proof_day()
      AND c.usable_for_security_from < clock_timestamp() + interval '50 years'
      AND NOT EXISTS (
          SELECT FROM public.change_request o
          WHERE o.replaced_id IN (h.replaced_id, h.contact_id) AND o.contact_id <> h.contact_id
            AND o.kind = 'SECURITY_CONTACT' AND o.state = 'APPROVED' AND o.objected_at IS NULL)
$$;
COMMENT ON FUNCTION public.proof_give_back(bigint) IS 'Brings back the contact that a change had replaced, if its place is free.';

-- The new contact serves no more and is never written to again; the old one is what it was.
CREATE OR REPLACE FUNCTION access_give_back_contact(change bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made public.change_request;
BEGIN
    -- Its cooling-off is over with it: there is none left to shorten (R4.24).
    UPDATE public.change_request AS r
    SET state = 'WITHDRAWN', effective_at = clock_timestamp(), version = r.version + 1
    WHERE r.id = change RETURNING r.* INTO made;
    UPDATE public.contact AS c
    SET valid_to = greatest(public.proof_day(), c.valid_from + 1),
        usable_for_security_from = clock_timestamp() + interval '100 years', version = c.version + 1
    WHERE c.id = made.contact_id;
    PERFORM public.proof_give_back(made.id);
END $$;

-- As the act of an agent, which nobody takes back: its messages leave at once.
CREATE OR REPLACE FUNCTION proof_suspend(whom public.customer, me public.staff, change bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    account public.portal_account := public.proof_account(whom.id);
    at timestamptz := clock_timestamp();
    done public.portal_act;
    kept jsonb;
BEGIN
    IF account.id IS NULL OR account.state IN ('CLOSED', 'SUSPENDED_FRAUD') THEN
        RETURN;
    END IF;
    INSERT INTO public.portal_act
        (landlord_id, customer_id, account_id, act, reason, level, staff_id, command_id, done_at, leaves_at)
    VALUES (whom.landlord_id, whom.id, account.id, 'SUSPEND', 'TENANT_OBJECTS', 'L0', me.id,
            gen_random_uuid(), at, at)
    RETURNING * INTO done;
    kept := public.access_apply(done, account, whom) || jsonb_build_object('objection', change);
    UPDATE public.portal_act AS a SET before = kept WHERE a.id = done.id;
    INSERT INTO public.portal_event
        (landlord_id, customer_id, account_id, kind, occurred_at, detail, staff_id, command_id)
    SELECT whom.landlord_id, whom.id, account.id, kind, at,
           jsonb_build_object('change', change, 'reason', done.reason), me.id, done.command_id
    FROM unnest(ARRAY['SUSPENDED', 'SESSIONS_ENDED']) AS kind;
    PERFORM public.access_errand(done, 'SESSIONS_END', NULL, at);
    INSERT INTO public.outbox_message
        (landlord_id, customer_id, person_id, channel, address, template, subject, body, not_before, command_id)
    SELECT whom.landlord_id, whom.id, n.person_id, n.channel, n.address, 'ACCESS_NOTICE', n.subject, n.body,
           at, done.command_id
    FROM public.access_notices(whom, account.person_id, done.act, done.reason, NULL, NULL) AS n;
END $$;

-- The tenant objects, by the case number of the notice. Protective: no level is needed (R4.14), any agent
-- takes it down but of his own household, the account is frozen, what was changed no longer serves.
CREATE OR REPLACE FUNCTION object_to_change(change bigint) RETURNS void
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
    PERFORM public.proof_refuse_own_household(asked.customer_id);
    whom := public.proof_customer(asked.customer_id);
    UPDATE public.change_request AS r
    SET objected_at = clock_timestamp(), objected_by = me.id, version = r.version + 1,
        state = CASE r.state WHEN 'PROPOSED' THEN 'WITHDRAWN' ELSE r.state END,
        decided_at = coalesce(r.decided_at, clock_timestamp())
    WHERE r.id = asked.id AND r.objected_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- A contact disputed is of no use for ever, even one that another has replaced since.
    UPDATE public.contact AS c
    SET usable_for_security_from = clock_timestamp() + interval '100 years',
        valid_to = least(c.valid_to, greatest(public.proof_day(), c.valid_from + 1)), version = c.version + 1
    WHERE c.id = asked.contact_id;
    PERFORM public.proof_give_back(asked.id);
    PERFORM public.proof_end_bank(asked.id);
    PERFORM public.proof_suspend(whom, me, asked.id);
END $$;

-- A number or an address and nothing beside it: no text passes under the name of a contact (R4.5). What it
-- replaces is a key: anything else is told, and not left to a conversion to fail on.
CREATE OR REPLACE FUNCTION access_refuse_text(proposed jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF proposed IS NULL OR proposed ->> 'channel' = 'MOBILE' AND proposed ->> 'value' !~ '^[0-9 +().-]{6,25}$'
       OR proposed ->> 'channel' = 'EMAIL' AND proposed ->> 'value_key' !~ '^[^[:space:][:cntrl:]@:;,<>()"\\]+@[^[:space:][:cntrl:]@:;,<>()"\\]+$'
    THEN
        PERFORM public.proof_refuse('WRONG_CONTACT',
            'Ce contact ne se lit pas : donnez un numéro de portable ou une adresse électronique complète.');
    ELSIF proposed ->> 'replaces' !~ '^[0-9]{1,18}$' THEN
        PERFORM public.proof_refuse('WRONG_CONTACT',
            'Le contact à remplacer n’est plus au dossier : rouvrez-le, puis recommencez.');
    END IF;
END $$;

-- The same command again changes nothing; for something else it is refused.
CREATE OR REPLACE FUNCTION access_done_before(
    customer bigint, act text, reason text, command uuid, me public.staff, contact bigint, proposed jsonb
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    done public.portal_act;
BEGIN
    SELECT a.* INTO done FROM public.portal_act a WHERE a.command_id = command;
    IF done.id IS NOT NULL AND (done.customer_id, done.act, done.reason, done.staff_id)
        IS DISTINCT FROM (access_done_before.customer, access_done_before.act, access_done_before.reason, me.id)
        OR done.act = 'REPLACE_CONTACT' AND NOT EXISTS (
            SELECT FROM public.change_request r JOIN public.contact c ON c.id = r.contact_id
            WHERE r.id = (done.before ->> 'change')::bigint AND c.value_key = access_done_before.proposed ->> 'value_key'
              AND r.replaced_id::text IS NOT DISTINCT FROM access_done_before.proposed ->> 'replaces')
        OR done.act IN ('SEND_ACTIVATION', 'SEND_RESET') AND access_done_before.contact IS NOT NULL
           AND NOT EXISTS (
            SELECT FROM public.portal_errand d WHERE d.act_id = done.id
              AND d.contact_id = access_done_before.contact)
    THEN
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'COMMAND_REUSED', DETAIL =
            'Cet identifiant de commande a déjà servi à un autre acte : donnez-en un nouveau à chaque acte.';
    END IF;
    RETURN done.id;
END $$;
