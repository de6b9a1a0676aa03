-- Undo an act until its messages leave. Either the courier has a message or the undoing has it, never both.

-- Whether something left, was answered or came after: then nothing is undone. An act that changed the
-- account asks that nobody touched it since; the others need only their messages.
CREATE FUNCTION portal_act_settled(act bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.leaves_at <= clock_timestamp()
        OR EXISTS (SELECT FROM public.outbox_message m
                   WHERE m.command_id = a.command_id AND m.customer_id = a.customer_id
                     AND m.template IN ('ACCESS_NOTICE', 'CHANGE_NOTICE') AND m.state <> 'WAITING')
        OR EXISTS (SELECT FROM public.portal_errand d
                   WHERE d.act_id = a.id AND d.state <> 'WAITING' AND d.kind <> 'SESSIONS_END')
        OR a.act IN ('UNLOCK', 'RELEASE_REGISTRATION', 'SUSPEND', 'LIFT', 'CLOSE') AND (
               coalesce(a.account_id || ':' || (a.before ->> 'to'), '') <> coalesce((
                   SELECT p.id || ':' || p.version FROM public.portal_account p
                   WHERE p.customer_id = a.customer_id
                   ORDER BY p.closed_at DESC NULLS FIRST, p.id DESC LIMIT 1), '')
            OR EXISTS (SELECT FROM public.registration_block b
                       WHERE b.customer_id = a.customer_id AND b.released_at IS NULL
                         AND a.act = 'RELEASE_REGISTRATION')
            OR a.act = 'CLOSE' AND EXISTS (
                SELECT FROM public.portal_account p JOIN public.portal_account o
                    ON o.landlord_id = p.landlord_id AND o.login_key = p.login_key AND o.closed_at IS NULL
                WHERE p.id = a.account_id)
            OR EXISTS (SELECT FROM public.change_request r
                       WHERE r.customer_id = a.customer_id AND r.objected_at > a.done_at)
            OR EXISTS (SELECT FROM public.portal_event e
                       WHERE e.customer_id = a.customer_id AND e.kind = 'SUSPENDED'
                         AND e.occurred_at > a.done_at AND e.command_id IS DISTINCT FROM a.command_id
                         AND NOT EXISTS (SELECT FROM public.portal_act o
                                         WHERE o.command_id = e.command_id AND o.undone_at IS NOT NULL)))
        OR a.act = 'REPLACE_CONTACT' AND NOT EXISTS (
            SELECT FROM public.change_request r JOIN public.contact c ON c.id = r.contact_id
            WHERE r.id = (a.before ->> 'change')::bigint AND r.state = 'APPROVED' AND r.objected_at IS NULL
              AND c.valid_to IS NULL AND c.usable_for_security_from > clock_timestamp())
    FROM public.portal_act a WHERE a.id = portal_act_settled.act AND public.sees_customer(a.customer_id)
$$;

-- Keep the messages and errands of an act, or say that somebody else has them: the courier keeps a message
-- while he sends it, the portal an errand while it answers.
CREATE FUNCTION access_keep(asked public.portal_act) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM public.outbox_message m
    WHERE m.command_id = asked.command_id AND m.customer_id = asked.customer_id FOR UPDATE NOWAIT;
    PERFORM FROM public.portal_errand d WHERE d.act_id = asked.id FOR UPDATE NOWAIT;
    PERFORM FROM public.portal_account p WHERE p.id = asked.account_id FOR UPDATE NOWAIT;
    RETURN true;
EXCEPTION WHEN lock_not_available THEN
    RETURN false;
END $$;

CREATE FUNCTION access_take_back(asked public.portal_act) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.outbox_message AS m SET state = 'CANCELLED', version = m.version + 1
    WHERE m.command_id = asked.command_id AND m.customer_id = asked.customer_id
      AND m.template IN ('ACCESS_NOTICE', 'CHANGE_NOTICE') AND m.state = 'WAITING';
    UPDATE public.portal_errand AS d
    SET state = 'CANCELLED', settled_at = clock_timestamp(), version = d.version + 1
    WHERE d.act_id = asked.id AND d.state = 'WAITING';
    -- Those that the act had taken back, unless what asked them was itself undone.
    UPDATE public.portal_errand AS d SET state = 'WAITING', settled_at = NULL, version = d.version + 1
    WHERE asked.before -> 'errands' @> to_jsonb(d.id) AND d.state = 'CANCELLED'
      AND d.customer_id = asked.customer_id
      AND NOT EXISTS (SELECT FROM public.portal_act o WHERE o.id = d.act_id AND o.undone_at IS NOT NULL);
END $$;

-- The new contact serves no more and is never written to again; the old one is what it was.
CREATE FUNCTION access_give_back_contact(change bigint) RETURNS void
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
    UPDATE public.contact AS c SET valid_to = NULL, version = c.version + 1
    WHERE c.id = made.replaced_id AND c.valid_to > public.proof_day();
END $$;

-- Put the account, its locks and the registration back as they were before.
CREATE FUNCTION access_put_back(asked public.portal_act) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    now_at integer;
BEGIN
    UPDATE public.account_lock AS k
    SET ended_at = NULL, ended_how = NULL, reason = NULL, staff_id = NULL, call_id = NULL,
        version = k.version + 1
    WHERE asked.before -> 'locks' @> to_jsonb(k.id) AND k.account_id = asked.account_id;
    UPDATE public.registration_block AS b
    SET released_at = NULL, reason = NULL, staff_id = NULL, call_id = NULL, version = b.version + 1
    WHERE asked.before -> 'blocks' @> to_jsonb(b.id) AND b.customer_id = asked.customer_id;
    IF asked.before ? 'state' THEN
        UPDATE public.portal_account AS p
        SET state = asked.before ->> 'state', closed_at = NULL,
            failed_attempts = (asked.before ->> 'failed_attempts')::integer, version = p.version + 1
        WHERE p.id = asked.account_id RETURNING p.version INTO now_at;
        -- The account is again as the act before left it: that one may be undone in its turn.
        UPDATE public.portal_act AS o
        SET before = jsonb_set(o.before, '{to}', to_jsonb(now_at)), version = o.version + 1
        WHERE o.account_id = asked.account_id AND o.id <> asked.id AND o.undone_at IS NULL
          AND o.before -> 'to' = asked.before -> 'from';
    END IF;
END $$;

-- By its author alone. Nothing is opened that was not open before the act. Returns the number of the act.
CREATE FUNCTION undo_portal_act(act bigint, command uuid DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    asked public.portal_act;
    whom public.customer;
BEGIN
    SELECT a.* INTO asked FROM public.portal_act a
    WHERE a.id = undo_portal_act.act AND public.sees_customer(a.customer_id);
    IF asked.id IS NULL THEN
        PERFORM public.proof_refuse('NO_ACT', 'Cet acte n’existe pas : relisez l’historique du dossier.');
    END IF;
    PERFORM public.proof_refuse_own_household(asked.customer_id);
    whom := public.proof_customer(asked.customer_id);
    SELECT a.* INTO asked FROM public.portal_act a WHERE a.id = asked.id FOR UPDATE;
    IF asked.staff_id <> me.id THEN
        PERFORM public.proof_refuse('NOT_MY_ACT',
            'Seule la personne qui a fait cet acte l’annule : prévenez-la, ou faites l’acte contraire.');
    ELSIF asked.undone_at IS NOT NULL THEN
        PERFORM public.proof_refuse('ALREADY_UNDONE', 'Cet acte est déjà annulé : rien n’est à faire.');
    ELSIF NOT public.access_keep(asked) OR public.portal_act_settled(asked.id) THEN
        PERFORM public.proof_refuse('TOO_LATE_TO_UNDO',
            'Il est trop tard : un message est parti, ou le compte a changé depuis. Faites l’acte contraire.');
    END IF;
    PERFORM public.access_take_back(asked);
    PERFORM public.access_put_back(asked);
    IF asked.act = 'REPLACE_CONTACT' THEN
        PERFORM public.access_give_back_contact((asked.before ->> 'change')::bigint);
    END IF;
    UPDATE public.portal_act AS a
    SET undone_at = clock_timestamp(), undone_by = me.id, version = a.version + 1 WHERE a.id = asked.id;
    INSERT INTO public.portal_event
        (landlord_id, customer_id, account_id, kind, occurred_at, detail, staff_id, call_id, command_id)
    VALUES (whom.landlord_id, whom.id, asked.account_id, 'ACT_UNDONE', clock_timestamp(),
            jsonb_build_object('act', asked.act), me.id, asked.call_id, command);
    RETURN asked.id;
END $$;

-- What is ripe, kept by the courier until his transaction ends: he sends, says so by message_sent, commits.
CREATE FUNCTION take_messages(most integer DEFAULT 100) RETURNS SETOF public.outbox_message
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.* FROM public.outbox_message m
    WHERE m.state = 'WAITING' AND m.not_before <= clock_timestamp()
      AND m.landlord_id = ANY ((SELECT public.my_landlords())::bigint[])
    ORDER BY m.not_before, m.id LIMIT most FOR UPDATE SKIP LOCKED
$$;

-- What was taken back is no recovery; the rest of the function stays word for word.
DO $do$
DECLARE
    before CONSTANT text := pg_get_functiondef('public.signs_shown(public.phone_call)'::regprocedure);
    place CONSTANT text := 'AND e.occurred_at > clock_timestamp() - interval ''7 days'') + (';
    after text := replace(before, place,
        'AND NOT EXISTS (SELECT FROM public.portal_act a' || chr(10)
        || '                 WHERE a.command_id = e.command_id AND a.undone_at IS NOT NULL)' || chr(10)
        || '              ' || place);
BEGIN
    IF after = before THEN
        RAISE EXCEPTION 'signs_shown is not the one expected';
    END IF;
    EXECUTE after;
END $do$;
