-- Do an act on an access to the portal: everything is checked, done, told and written in one transaction.
-- No parameter could carry a password or a code: the portal makes them, and is only asked (R4.5).

-- One thing asked of the portal. What helps waits as long as it can be undone, what protects does not.
CREATE FUNCTION access_errand(done public.portal_act, kind text, contact bigint, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.portal_errand
        (landlord_id, customer_id, account_id, act_id, kind, contact_id, asked_at, not_before)
    VALUES (done.landlord_id, done.customer_id, done.account_id, done.id, kind, contact, done.done_at, at)
$$;

CREATE FUNCTION access_event(done public.portal_act, whom public.customer, kind text, at_counter boolean)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
BEGIN
    PERFORM public.proof_event(whom, me, done.account_id, kind, done.reason, done.call_id, done.command_id,
                               coalesce(at_counter, false));
END $$;

-- End what keeps an account shut: returns the locks ended, for who undoes it.
CREATE FUNCTION access_end_locks(done public.portal_act) RETURNS jsonb
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH ended AS (
        UPDATE public.account_lock AS k
        SET ended_at = clock_timestamp(), ended_how = 'BY_STAFF', staff_id = done.staff_id,
            call_id = done.call_id, version = k.version + 1,
            reason = CASE done.act WHEN 'UNLOCK' THEN done.reason END
        WHERE k.account_id = done.account_id AND k.ended_at IS NULL
        RETURNING k.id
    ) SELECT coalesce(jsonb_agg(id), '[]') FROM ended
$$;

-- Take back what the portal has not begun: a token must not reach an account that was just shut.
CREATE FUNCTION access_cancel_errands(done public.portal_act) RETURNS jsonb
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH ended AS (
        UPDATE public.portal_errand AS d
        SET state = 'CANCELLED', settled_at = clock_timestamp(), version = d.version + 1
        WHERE d.account_id = done.account_id AND d.state = 'WAITING'
          AND (done.act = 'CLOSE' OR d.kind IN ('ACTIVATION', 'RESET'))
        RETURNING d.id
    ) SELECT coalesce(jsonb_agg(id), '[]') FROM ended
$$;

CREATE FUNCTION access_set_state(account public.portal_account, wanted text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.portal_account AS a
    SET state = wanted, closed_at = CASE wanted WHEN 'CLOSED' THEN clock_timestamp() END,
        failed_attempts = CASE WHEN wanted IN ('ACTIVE', 'PENDING_ACTIVATION') THEN 0
                               ELSE a.failed_attempts END,
        version = a.version + 1
    WHERE a.id = account.id
$$;

-- What each act does to the account and to its locks; returns what was there, by keys alone.
CREATE FUNCTION access_apply(done public.portal_act, account public.portal_account, whom public.customer)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before jsonb := '{}';
BEGIN
    IF done.act = 'RELEASE_REGISTRATION' THEN
        WITH released AS (
            UPDATE public.registration_block AS b
            SET released_at = clock_timestamp(), staff_id = done.staff_id, call_id = done.call_id,
                reason = CASE done.reason WHEN 'FORM_CHECKED' THEN NULL ELSE done.reason END,
                version = b.version + 1
            WHERE b.customer_id = whom.id AND b.released_at IS NULL RETURNING b.id
        ) SELECT jsonb_build_object('blocks', jsonb_agg(id)) INTO before FROM released;
    END IF;
    IF done.act IN ('UNLOCK', 'LIFT', 'CLOSE') THEN
        before := before || jsonb_build_object('locks', public.access_end_locks(done));
    END IF;
    IF done.act IN ('SUSPEND', 'CLOSE') THEN
        before := before || jsonb_build_object('errands', public.access_cancel_errands(done));
    END IF;
    IF done.act IN ('UNLOCK', 'LIFT', 'SUSPEND', 'CLOSE') THEN
        before := before || jsonb_build_object('state', account.state,
                                               'failed_attempts', account.failed_attempts);
        PERFORM public.access_set_state(account, CASE done.act
            WHEN 'SUSPEND' THEN 'SUSPENDED_FRAUD' WHEN 'CLOSE' THEN 'CLOSED' WHEN 'UNLOCK' THEN 'ACTIVE'
            ELSE CASE WHEN account.activated_at IS NULL THEN 'PENDING_ACTIVATION' ELSE 'ACTIVE' END END);
    END IF;
    RETURN before || jsonb_build_object('from', account.version, 'to', (
        SELECT a.version FROM public.portal_account a WHERE a.id = account.id));
END $$;

-- What the history shows and what the portal is asked.
CREATE FUNCTION access_ask(
    done public.portal_act, account public.portal_account, whom public.customer, wanted bigint,
    at_counter boolean
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kind text := CASE done.act
        WHEN 'UNLOCK' THEN 'UNLOCKED' WHEN 'RELEASE_REGISTRATION' THEN 'REGISTRATION_RELEASED'
        WHEN 'SEND_ACTIVATION' THEN 'ACTIVATION_ASKED' WHEN 'SEND_RESET' THEN 'RESET_ASKED'
        WHEN 'SEND_INVITATION' THEN 'INVITATION_ASKED' WHEN 'SUSPEND' THEN 'SUSPENDED'
        WHEN 'LIFT' THEN 'SUSPENSION_LIFTED' WHEN 'CLOSE' THEN 'CLOSED' END;
BEGIN
    IF kind IS NOT NULL THEN
        PERFORM public.access_event(done, whom, kind, at_counter);
    END IF;
    IF done.act IN ('SEND_ACTIVATION', 'SEND_RESET') THEN
        PERFORM public.access_errand(done, replace(done.act, 'SEND_', ''),
                                     public.access_contact(whom, account, wanted), done.leaves_at);
    ELSIF done.act = 'SEND_INVITATION' THEN
        PERFORM public.access_errand(done, 'INVITATION', NULL, done.leaves_at);
    ELSIF done.act IN ('END_SESSIONS', 'SUSPEND')
          OR done.act = 'UNLOCK' AND done.reason = 'TAKEOVER_SUSPECTED' THEN
        PERFORM public.access_event(done, whom, 'SESSIONS_ENDED', at_counter);
        PERFORM public.access_errand(done, 'SESSIONS_END', NULL, done.done_at);
    END IF;
    IF done.act = 'UNLOCK' THEN
        PERFORM public.proof_alert_repeated(whom);
    END IF;
END $$;

-- Write the act down, in the call given, in the visit made for it at the counter, or in none (level 0).
CREATE FUNCTION access_note(
    whom public.customer, me public.staff, account bigint, act text, reason text, level text, call bigint,
    at_counter boolean, command uuid
) RETURNS public.portal_act
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    at timestamptz := clock_timestamp();
    minutes integer := public.access_parameter(whom.landlord_id, 'undo_minutes', '10')::integer;
    proof bigint := (SELECT c.id FROM public.phone_call c
                     WHERE c.id = call AND c.staff_id = me.id AND c.customer_id = whom.id);
    made public.portal_act;
BEGIN
    IF call IS NULL AND at_counter AND level > 'L0' THEN
        proof := public.proof_visit(whom, me, 'Accès au portail');
    END IF;
    INSERT INTO public.portal_act
        (landlord_id, customer_id, account_id, act, reason, level, staff_id, call_id, command_id, done_at,
         leaves_at)
    VALUES (whom.landlord_id, whom.id, account, act, reason, level, me.id, proof,
            coalesce(command, gen_random_uuid()), at,
            at + greatest(0, least(60, minutes)) * interval '1 minute')
    RETURNING * INTO made;
    RETURN made;
END $$;

-- The same command again changes nothing; for something else it is refused.
CREATE FUNCTION access_done_before(
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
              AND r.replaced_id IS NOT DISTINCT FROM (access_done_before.proposed ->> 'replaces')::bigint)
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

-- The door of all acts. Returns the number of the act.
CREATE FUNCTION do_portal_act(
    customer bigint, act text, reason text, call bigint DEFAULT NULL, at_counter boolean DEFAULT false,
    command uuid DEFAULT NULL, contact bigint DEFAULT NULL, proposed jsonb DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer;
    account public.portal_account;
    level text;
    done public.portal_act;
    kept jsonb;
    change public.change_request;
BEGIN
    PERFORM public.proof_refuse_own_household(customer);
    whom := public.proof_customer(customer);
    done.id := public.access_done_before(whom.id, act, reason, command, me, contact, proposed);
    IF done.id IS NOT NULL THEN
        RETURN done.id;
    END IF;
    account := public.proof_account(whom.id);
    level := public.access_refuse(whom, me, account, act, reason, call, at_counter);
    done := public.access_note(whom, me, account.id, act, reason, level, call, at_counter, command);
    kept := public.access_apply(done, account, whom);
    IF act = 'REPLACE_CONTACT' THEN
        change := public.proof_add_contact(whom, me, proposed, done.call_id, NULL);
        kept := kept || jsonb_build_object('change', change.id);
    END IF;
    UPDATE public.portal_act AS a SET before = kept WHERE a.id = done.id;
    PERFORM public.access_ask(done, account, whom, contact, at_counter);
    INSERT INTO public.outbox_message
        (landlord_id, customer_id, person_id, channel, address, template, subject, body, not_before, command_id)
    SELECT whom.landlord_id, whom.id, n.person_id, n.channel, n.address,
           CASE act WHEN 'REPLACE_CONTACT' THEN 'CHANGE_NOTICE' ELSE 'ACCESS_NOTICE' END, n.subject, n.body,
           done.leaves_at, done.command_id
    FROM public.access_notices(
        whom, CASE WHEN account.closed_at IS NULL THEN account.person_id END, act, reason, proposed, change.id) AS n;
    RETURN done.id;
END $$;
