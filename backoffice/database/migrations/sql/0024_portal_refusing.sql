-- Acts on an access to the portal: what each needs, and every reason to refuse it, whatever program asks.

-- The same rules as rules/portal/acts.py, compared by a test on every combination (R4.14, R4.15).
CREATE FUNCTION access_rule(
    act text, OUT level text, OUT states text[], OUT reasons text[], OUT cooling boolean
)
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH known (unlocking, live) AS (VALUES (
        ARRAY['FORGOTTEN_PASSWORD', 'TYPING_ERROR', 'NEW_DEVICE', 'FAILED_REGISTRATION', 'PORTAL_INCIDENT',
              'TAKEOVER_SUSPECTED'],
        ARRAY['PENDING_ACTIVATION', 'ACTIVE', 'LOCKED_TEMPORARY', 'LOCKED_STAFF', 'SUSPENDED_FRAUD']))
    SELECT r.level, r.states, r.reasons, r.cooling
    FROM known CROSS JOIN LATERAL (VALUES
        ('UNLOCK', 'L2', ARRAY['LOCKED_TEMPORARY'], unlocking, true),
        ('RELEASE_REGISTRATION', 'L2', ARRAY['REGISTRATION_BLOCKED'], unlocking || 'FORM_CHECKED'::text, true),
        ('SEND_ACTIVATION', 'L1', ARRAY['PENDING_ACTIVATION'],
         ARRAY['NOT_RECEIVED', 'LINK_EXPIRED', 'PORTAL_INCIDENT'], false),
        ('SEND_RESET', 'L1', ARRAY['ACTIVE', 'LOCKED_TEMPORARY'],
         ARRAY['FORGOTTEN_PASSWORD', 'NOT_RECEIVED', 'LINK_EXPIRED', 'NEW_DEVICE', 'PORTAL_INCIDENT'], false),
        ('SEND_INVITATION', 'L1', ARRAY['NONE'], ARRAY['NEVER_REGISTERED', 'LETTER_LOST'], false),
        ('REPLACE_CONTACT', 'L3',
         ARRAY['NONE', 'REGISTRATION_BLOCKED', 'PENDING_ACTIVATION', 'ACTIVE', 'LOCKED_TEMPORARY', 'CLOSED'],
         ARRAY['CONTACT_LOST', 'CONTACT_MISTYPED', 'TENANT_ASKS'], false),
        ('END_SESSIONS', 'L1', live, ARRAY['DEVICE_SHARED', 'TENANT_ASKS', 'TAKEOVER_SUSPECTED'], false),
        ('SUSPEND', 'L0', array_remove(live, 'SUSPENDED_FRAUD'),
         ARRAY['TAKEOVER_SUSPECTED', 'TENANT_OBJECTS'], false),
        ('LIFT', 'L3', ARRAY['LOCKED_STAFF', 'SUSPENDED_FRAUD'], ARRAY['DOUBT_CLEARED'], false),
        ('CLOSE', 'L2', live, ARRAY['DEPARTURE', 'DEATH', 'TENANT_ASKS'], false)
    ) AS r (act, level, states, reasons, cooling)
    WHERE r.act = access_rule.act
$$;

-- A parameter of the landlord in force today.
CREATE FUNCTION access_parameter(house bigint, name text, fallback text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT p.value #>> '{}' FROM public.landlord_parameter p
                     WHERE p.landlord_id = house AND p.key = name AND p.valid_from <= public.proof_day()
                     ORDER BY p.valid_from DESC LIMIT 1), fallback)
$$;

-- The state of the machine: a lock that has run out is none, a blocked registration counts without account.
CREATE FUNCTION access_state(account public.portal_account, blocked boolean) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN account.id IS NULL OR account.state = 'CLOSED' THEN
            CASE WHEN blocked THEN 'REGISTRATION_BLOCKED' ELSE coalesce(account.state, 'NONE') END
        WHEN account.state = 'LOCKED_TEMPORARY' AND NOT EXISTS (
            SELECT FROM public.account_lock k WHERE k.account_id = account.id AND k.ended_at IS NULL
              AND (k.until IS NULL OR k.until > clock_timestamp())) THEN 'ACTIVE'
        ELSE account.state
    END
$$;

CREATE FUNCTION access_refuse_state(act text, state text, states text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF state = ANY (states) THEN
        RETURN;
    ELSIF state = 'SUSPENDED_FRAUD' THEN
        PERFORM public.proof_refuse('FRAUD_SUSPENSION',
            'Ce compte est suspendu pour suspicion de fraude : prenez un message pour un responsable '
            'et promettez un rappel.');
    ELSIF state = 'LOCKED_STAFF' THEN
        PERFORM public.proof_refuse('STAFF_LOCK',
            'Ce compte a été bloqué par le bailleur : prenez un message pour un responsable '
            'et promettez un rappel.');
    ELSIF act = 'UNLOCK' AND state = 'REGISTRATION_BLOCKED' THEN
        PERFORM public.proof_refuse('NO_ACCOUNT',
            'Ce client n’a pas encore de compte : c’est son inscription qui est bloquée. '
            'Libérez l’inscription au lieu de débloquer un compte.');
    ELSIF act = 'RELEASE_REGISTRATION' AND state = 'LOCKED_TEMPORARY' THEN
        PERFORM public.proof_refuse('ACCOUNT_EXISTS', 'Ce client a un compte, et il est bloqué : débloquez-le.');
    ELSIF act IN ('UNLOCK', 'RELEASE_REGISTRATION') THEN
        PERFORM public.proof_refuse('NOT_LOCKED', 'Rien n’est bloqué : le locataire peut se connecter.');
    END IF;
    PERFORM public.proof_refuse('NOT_IN_THIS_STATE',
        'Cet acte ne convient pas à l’état du compte : rouvrez le dossier, puis choisissez un acte proposé.');
END $$;

-- The level proved. What needs none is done whoever speaks, a third party or a barred caller included: it
-- protects, and his word opens nothing (R4.14).
CREATE FUNCTION access_level(
    whom public.customer, me public.staff, call bigint, at_counter boolean, needed text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN public.proof_level(whom, call, at_counter, me);
EXCEPTION WHEN SQLSTATE 'GU001' THEN
    IF needed > 'L0' THEN
        RAISE;
    END IF;
    RETURN 'L0';
END $$;

-- Until when a contact of the main person, or of the owner of the account, is in cooling-off (R4.15).
CREATE FUNCTION access_cooling_until(whom public.customer, account public.portal_account)
RETURNS timestamptz
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT greatest(public.proof_cooling_until(whom.main_person_id),
                    public.proof_cooling_until(account.person_id))
$$;

-- Every rule of R4.14 and R4.15, in the order of rules/portal/refusals.py. Returns the level proved.
CREATE FUNCTION access_refuse(
    whom public.customer, me public.staff, account public.portal_account, act text, reason text, call bigint,
    at_counter boolean
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    rule record;
    state text := public.access_state(account, public.proof_is_blocked(whom.id));
    frozen boolean := state IN ('LOCKED_STAFF', 'SUSPENDED_FRAUD');
    needed text;
    cooling timestamptz := public.access_cooling_until(whom, account);
    level text;
BEGIN
    SELECT r.* INTO rule FROM public.access_rule(act) AS r;
    needed := CASE WHEN act = 'CLOSE' AND frozen THEN 'L3' ELSE rule.level END;
    IF rule.level IS NULL OR reason IS NULL OR reason <> ALL (rule.reasons) THEN
        PERFORM public.proof_refuse('NO_REASON', 'Donnez un motif de la liste.');
    ELSIF act NOT IN ('CLOSE', 'SUSPEND', 'END_SESSIONS') AND NOT EXISTS (
        SELECT FROM public.lease l WHERE l.customer_id = whom.id
          AND (l.valid_to IS NULL OR l.valid_to > public.proof_day())) THEN
        PERFORM public.proof_refuse('CONTRACT_CLOSED',
            'Le contrat est clos : le compte d’un ancien locataire ne se rouvre pas. '
            'Proposez d’envoyer les documents demandés.');
    END IF;
    PERFORM public.access_refuse_state(act, state, rule.states);
    level := public.access_level(whom, me, call, at_counter, needed);
    IF level < needed THEN
        PERFORM public.proof_refuse('CALLER_NOT_VERIFIED', format(
            'Vérifiez d’abord l’appelant : il faut le niveau %s pour cet acte.', right(needed, 1)));
    ELSIF (act = 'LIFT' OR act = 'CLOSE' AND frozen) AND me.role <> 'MANAGER' THEN
        PERFORM public.proof_refuse('MANAGER_ONLY',
            'Ce que le bailleur a bloqué ne se rouvre que par un responsable : prenez un message pour lui.');
    ELSIF rule.cooling AND cooling IS NOT NULL AND me.role <> 'MANAGER' THEN
        PERFORM public.proof_refuse('COOLING_OFF', format(
            'Un contact de ce locataire vient de changer : possible à partir du %s, '
            'ou tout de suite par un responsable.', public.proof_instant(cooling)));
    ELSIF act = 'SEND_INVITATION'
          AND public.access_parameter(whom.landlord_id, 'invitation_by_letter', 'false') <> 'true' THEN
        PERFORM public.proof_refuse('NO_INVITATION',
            'Ce bailleur n’invite pas par courrier : expliquez l’inscription au locataire.');
    END IF;
    RETURN level;
END $$;
