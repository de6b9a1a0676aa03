-- Acts on a tenant's access to the portal: everything of R4.14 and R4.15 is checked again here, whatever
-- program asks.

-- Why an account or a registration may not be opened, by its state; nothing when it may (R4.13, R4.14).
CREATE FUNCTION proof_refuse_access(account public.portal_account, blocked boolean, act text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    absent boolean := account.id IS NULL OR account.state = 'CLOSED';
    locked boolean := NOT absent AND account.state = 'LOCKED_TEMPORARY' AND EXISTS (
        SELECT FROM public.account_lock k WHERE k.account_id = account.id AND k.ended_at IS NULL
          AND (k.until IS NULL OR k.until > clock_timestamp()));
BEGIN
    IF account.state = 'SUSPENDED_FRAUD' THEN
        PERFORM public.proof_refuse('FRAUD_SUSPENSION',
            'Ce compte est suspendu pour suspicion de fraude : prenez un message pour un responsable '
            'et promettez un rappel.');
    ELSIF account.state = 'LOCKED_STAFF' THEN
        PERFORM public.proof_refuse('STAFF_LOCK',
            'Ce compte a été bloqué par le bailleur : prenez un message pour un responsable '
            'et promettez un rappel.');
    ELSIF act = 'UNLOCK' AND absent AND blocked THEN
        PERFORM public.proof_refuse('NO_ACCOUNT',
            'Ce client n’a pas encore de compte : c’est son inscription qui est bloquée. '
            'Libérez l’inscription au lieu de débloquer un compte.');
    ELSIF act = 'RELEASE_REGISTRATION' AND locked THEN
        PERFORM public.proof_refuse('ACCOUNT_EXISTS',
            'Ce client a un compte, et il est bloqué : débloquez-le.');
    ELSIF NOT (CASE act WHEN 'UNLOCK' THEN locked ELSE absent AND blocked END) THEN
        PERFORM public.proof_refuse('NOT_LOCKED', 'Rien n’est bloqué : le locataire peut se connecter.');
    END IF;
END $$;

-- Every rule that does not depend on the state: contract, level, cooling-off.
CREATE FUNCTION proof_refuse_act(
    whom public.customer, me public.staff, call bigint, at_counter boolean, needed text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    cooling timestamptz := public.proof_cooling_until(whom.main_person_id);
BEGIN
    IF NOT EXISTS (SELECT FROM public.lease l WHERE l.customer_id = whom.id
                   AND (l.valid_to IS NULL OR l.valid_to > public.proof_day())) THEN
        PERFORM public.proof_refuse('CONTRACT_CLOSED',
            'Le contrat est clos : le compte d’un ancien locataire ne se débloque pas. '
            'Proposez d’envoyer les documents demandés.');
    END IF;
    IF public.proof_level(whom, call, at_counter, me) < needed THEN
        PERFORM public.proof_refuse('CALLER_NOT_VERIFIED',
            'Vérifiez d’abord l’appelant : numéro et nom, puis deux réponses, '
            'un code ou un rappel au numéro du dossier (niveau 2).');
    END IF;
    IF cooling IS NOT NULL AND me.role <> 'MANAGER' THEN
        PERFORM public.proof_refuse('COOLING_OFF', format(
            'Un contact de ce locataire vient de changer : déblocage possible à partir du %s, '
            'ou tout de suite par un responsable.', public.proof_instant(cooling)));
    END IF;
END $$;

CREATE FUNCTION proof_event(
    whom public.customer, me public.staff, account bigint, kind text, reason text, call bigint, command uuid,
    at_counter boolean
) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.portal_event
        (landlord_id, customer_id, account_id, kind, occurred_at, detail, staff_id, call_id, command_id)
    VALUES (whom.landlord_id, whom.id, account, kind, clock_timestamp(),
            jsonb_build_object('reason', reason, 'at_counter', at_counter), me.id, call, command)
$$;

-- The account that counts: the open one, or the last closed one.
CREATE FUNCTION proof_account(wanted bigint) RETURNS public.portal_account
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.* FROM public.portal_account a WHERE a.customer_id = wanted
    ORDER BY a.closed_at DESC NULLS FIRST, a.id DESC LIMIT 1 FOR UPDATE
$$;

-- The third unlock by staff in seven days is told to a supervisor (R4.16).
CREATE FUNCTION proof_alert_repeated(whom public.customer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    unlocks bigint;
BEGIN
    SELECT count(*) INTO unlocks FROM public.portal_event e
    WHERE e.customer_id = whom.id AND e.kind = 'UNLOCKED' AND e.staff_id IS NOT NULL
      AND e.occurred_at > clock_timestamp() - interval '7 days';
    IF unlocks >= 3 THEN
        INSERT INTO public.supervisor_alert (landlord_id, kind, customer_id, sentence)
        VALUES (whom.landlord_id, 'REPEATED_UNLOCK', whom.id, format(
            'Client %s : %s déblocages en sept jours, le dernier le %s.',
            whom.client_ref, unlocks, public.proof_instant(clock_timestamp())));
    END IF;
END $$;

CREATE FUNCTION proof_refuse_reason(reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF reason IS NULL OR reason NOT IN ('FORGOTTEN_PASSWORD', 'TYPING_ERROR', 'NEW_DEVICE',
                                        'FAILED_REGISTRATION', 'PORTAL_INCIDENT', 'TAKEOVER_SUSPECTED') THEN
        PERFORM public.proof_refuse('NO_REASON', 'Donnez un motif de la liste.');
    END IF;
END $$;

-- Unlock a tenant's account. Returns the call it was done in: the one given, or the visit made for it.
CREATE FUNCTION unlock_account(
    customer bigint, reason text, call bigint, at_counter boolean DEFAULT false, command uuid DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer;
    account public.portal_account;
    proof bigint;
BEGIN
    PERFORM public.proof_refuse_own_household(customer);
    whom := public.proof_customer(customer);
    PERFORM public.proof_refuse_reason(reason);
    account := public.proof_account(whom.id);
    PERFORM public.proof_refuse_act(whom, me, call, at_counter, 'L2');
    PERFORM public.proof_refuse_access(account, public.proof_is_blocked(whom.id), 'UNLOCK');
    proof := coalesce(call, public.proof_visit(whom, me, 'Débloquer'));
    UPDATE public.account_lock AS k
    SET ended_at = clock_timestamp(), ended_how = 'BY_STAFF', reason = unlock_account.reason,
        staff_id = me.id, call_id = proof, version = k.version + 1
    WHERE k.account_id = account.id AND k.ended_at IS NULL;
    UPDATE public.portal_account AS a SET state = 'ACTIVE', failed_attempts = 0, version = a.version + 1
    WHERE a.id = account.id;
    PERFORM public.proof_event(whom, me, account.id, 'UNLOCKED', reason, proof, command, at_counter);
    IF reason = 'TAKEOVER_SUSPECTED' THEN
        PERFORM public.proof_event(whom, me, account.id, 'SESSIONS_ENDED', reason, proof, command, at_counter);
    END IF;
    PERFORM public.proof_alert_repeated(whom);
    RETURN proof;
END $$;

CREATE FUNCTION proof_is_blocked(wanted bigint) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.registration_block b
                   WHERE b.customer_id = wanted AND b.released_at IS NULL)
$$;

-- Release a registration that the portal blocked before any account existed. Returns the call, as above.
CREATE FUNCTION release_registration(
    customer bigint, reason text, call bigint, at_counter boolean DEFAULT false, command uuid DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer;
    proof bigint;
BEGIN
    PERFORM public.proof_refuse_own_household(customer);
    whom := public.proof_customer(customer);
    PERFORM public.proof_refuse_reason(reason);
    PERFORM public.proof_refuse_act(whom, me, call, at_counter, 'L2');
    PERFORM public.proof_refuse_access(public.proof_account(whom.id), public.proof_is_blocked(whom.id),
                                       'RELEASE_REGISTRATION');
    proof := coalesce(call, public.proof_visit(whom, me, 'Libérer l’inscription'));
    UPDATE public.registration_block AS b
    SET released_at = clock_timestamp(), reason = release_registration.reason, staff_id = me.id,
        call_id = proof, version = b.version + 1
    WHERE b.customer_id = whom.id AND b.released_at IS NULL;
    PERFORM public.proof_event(whom, me, NULL, 'REGISTRATION_RELEASED', reason, proof, command, at_counter);
    RETURN proof;
END $$;
