-- The default of insurance: formal notice, insurance for the tenant, hand-over; never a termination here
-- (R2.13–R2.18). The two routes exclude each other for the same default.

-- The lease, its customer kept first; who acts is an adviser or a manager.
CREATE FUNCTION public.insurance_lease(p_lease bigint, p_manager_only boolean) RETURNS public.lease
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    contract public.lease;
    whom public.customer;
BEGIN
    IF me.role <> 'MANAGER' AND (p_manager_only OR me.role <> 'ADVISER') THEN
        PERFORM public.refuse('ROLE', CASE WHEN p_manager_only
            THEN 'Cette étape du défaut d’assurance est faite par le responsable : demandez-la-lui.'
            ELSE 'Cette étape du défaut d’assurance est faite par un conseiller ou un responsable : demandez-la-lui.' END);
    END IF;
    SELECT l.* INTO contract FROM public.lease l WHERE l.id = p_lease;
    IF contract.id IS NULL OR NOT public.sees_customer(contract.customer_id) THEN
        PERFORM public.refuse('NO_LEASE', 'Ce contrat n’existe pas ou n’est pas de vos agences : vérifiez le numéro.');
    END IF;
    whom := public.proof_customer(contract.customer_id);
    IF public.in_my_household(whom.id) THEN
        PERFORM public.refuse('OWN_HOUSEHOLD', 'Ce dossier est celui de votre foyer : laissez un collègue le traiter.');
    END IF;
    RETURN contract;
END $$;
COMMENT ON FUNCTION public.insurance_lease(bigint, boolean) IS 'The lease of a step of a default, its customer locked, or a refusal.';

-- A step of a default is for a contract that runs, wants a certificate, has none, and has none that waits.
CREATE FUNCTION public.insurance_refuse_step(p_lease public.lease, p_on date) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := public.proof_day();
    covered date := (SELECT max(s.covered_until) FROM public.insurance_submission s
                     WHERE s.lease_id = p_lease.id AND s.state = 'ACCEPTED');
BEGIN
    IF NOT p_lease.insurance_required OR p_lease.valid_from > today OR p_lease.valid_to <= today THEN
        PERFORM public.refuse('NOT_REQUIRED', 'Aucune attestation n’est demandée pour ce contrat : il n’y a pas de défaut.');
    ELSIF covered >= p_on THEN
        PERFORM public.refuse('COVERED', format(
            'Ce contrat est assuré jusqu’au %s : il n’y a pas de défaut.', to_char(covered, 'DD/MM/YYYY')));
    ELSIF EXISTS (SELECT FROM public.insurance_submission s
                  WHERE s.lease_id = p_lease.id AND s.state = 'SUBMITTED') THEN
        PERFORM public.refuse('PAPER_WAITING', 'Une attestation attend d’être validée : décidez-la d’abord.');
    END IF;
END $$;
COMMENT ON FUNCTION public.insurance_refuse_step(public.lease, date) IS 'Refuses a step of a default that is none on that day.';

CREATE FUNCTION public.insurance_window(p_landlord bigint) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT (p.value #>> '{}')::integer FROM public.landlord_parameter p
        WHERE p.landlord_id = p_landlord AND p.key = 'insurance.request_before_days'
          AND p.valid_from <= public.proof_day()
        ORDER BY p.valid_from DESC LIMIT 1), 42)
$$;
COMMENT ON FUNCTION public.insurance_window(bigint) IS 'How many days before its end a landlord asks for the next certificate (R2.12).';

-- The route of the default, taken up or chosen; the other one is given up by choosing (R2.14).
CREATE FUNCTION public.insurance_route_of(p_lease public.lease, p_route text, p_command uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    open public.insurance_route;
BEGIN
    SELECT r.* INTO open FROM public.insurance_route r WHERE r.lease_id = p_lease.id AND r.closed_at IS NULL FOR UPDATE;
    IF open.id IS NULL THEN
        INSERT INTO public.insurance_route (landlord_id, lease_id, route, staff_id, command_id)
        VALUES (p_lease.landlord_id, p_lease.id, p_route, public.my_staff_id(), p_command)
        RETURNING id INTO open.id;
    ELSIF open.route <> p_route THEN
        PERFORM public.refuse('ROUTE_TAKEN', CASE open.route
            WHEN 'ON_BEHALF' THEN
                'La mise en demeure a renoncé à la clause de résiliation pour ce défaut : pas de remise au contentieux.'
            ELSE 'Ce défaut est remis au contentieux : pas d’assurance pour le compte du locataire.' END);
    END IF;
    RETURN open.id;
END $$;
COMMENT ON FUNCTION public.insurance_route_of(public.lease, text, uuid) IS 'The route of a default; choosing one gives the other up (R2.14).';

CREATE FUNCTION public.send_formal_notice(p_lease bigint, p_letter bigint, p_command uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    contract public.lease := public.insurance_lease(p_lease, false);
    made bigint := (SELECT n.id FROM public.formal_notice n WHERE n.command_id = p_command AND n.lease_id = p_lease);
    route bigint;
BEGIN
    IF made IS NOT NULL THEN
        RETURN made;
    END IF;
    -- The letter may leave before the cover ends, in the weeks in which the next certificate is asked for.
    PERFORM public.insurance_refuse_step(contract, public.proof_day() + public.insurance_window(contract.landlord_id));
    IF NOT EXISTS (SELECT FROM public.insurance_request r WHERE r.lease_id = p_lease) THEN
        PERFORM public.refuse('NOT_ASKED', 'Aucune attestation n’a été demandée pour ce contrat : demandez-la d’abord.');
    ELSIF NOT EXISTS (SELECT FROM public.letter t WHERE t.id = p_letter AND t.lease_id = p_lease
                        AND t.code = 'INSURANCE_FORMAL_NOTICE' AND t.state <> 'CANCELLED') THEN
        PERFORM public.refuse('NO_LETTER', 'La lettre de mise en demeure manque : recommencez.');
    END IF;
    route := public.insurance_route_of(contract, 'ON_BEHALF', p_command);
    IF EXISTS (SELECT FROM public.formal_notice n WHERE n.route_id = route
                 AND n.outcome IS DISTINCT FROM 'UNKNOWN_ADDRESS') THEN
        PERFORM public.refuse('NOTICE_RUNNING', 'Une mise en demeure court déjà pour ce défaut : attendez son mois.');
    END IF;
    INSERT INTO public.formal_notice (landlord_id, lease_id, route_id, letter_id, sent_on, staff_id, command_id)
    VALUES (contract.landlord_id, p_lease, route, p_letter, public.proof_day(), public.my_staff_id(), p_command)
    RETURNING id INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION public.send_formal_notice(bigint, bigint, uuid) IS 'Notes a formal notice with its letter; gives up the termination of the lease for this default (R2.14).';

CREATE FUNCTION public.note_presented(p_notice bigint, p_version integer, p_on date, p_outcome text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    notice public.formal_notice;
BEGIN
    SELECT n.* INTO notice FROM public.formal_notice n WHERE n.id = p_notice;
    PERFORM public.insurance_lease(notice.lease_id, false);
    SELECT n.* INTO notice FROM public.formal_notice n WHERE n.id = p_notice FOR UPDATE;
    IF notice.version IS DISTINCT FROM p_version THEN
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'NOTICE_CHANGED', DETAIL =
            'Un collègue a noté la présentation entre-temps : relisez le dossier.';
    ELSIF p_on < notice.sent_on OR p_on > public.proof_day() THEN
        PERFORM public.refuse('DAY', 'La première présentation est entre l’envoi et aujourd’hui : corrigez le jour.');
    ELSIF EXISTS (SELECT FROM public.on_behalf_policy p WHERE p.route_id = notice.route_id) THEN
        PERFORM public.refuse('POLICY_TAKEN', 'Une assurance a été souscrite sur cette mise en demeure : le jour reste.');
    END IF;
    UPDATE public.formal_notice n SET presented_on = p_on, outcome = p_outcome, version = n.version + 1
    WHERE n.id = p_notice;
    RETURN notice.version + 1;
END $$;
COMMENT ON FUNCTION public.note_presented(bigint, integer, date, text) IS 'Notes the first presentation of a formal notice: the month runs from it (R2.13, R2.20).';

-- Twelve sums that make the year exactly, the lower ones first (R2.15); the rules compute the same.
CREATE FUNCTION public.insurance_instalments(p_policy public.on_behalf_policy) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.on_behalf_instalment (landlord_id, policy_id, rank, kind, month, amount)
    SELECT p_policy.landlord_id, p_policy.id, k, 'TWELFTH',
           (date_trunc('month', p_policy.starts_on)
            + make_interval(months => k - 1 + (extract(day FROM p_policy.starts_on) > 1)::integer))::date,
           ((p_policy.total * 100)::integer / 12 + (k > 12 - mod((p_policy.total * 100)::integer, 12))::integer)
            / 100.0
    FROM generate_series(1, 12) AS k
$$;
COMMENT ON FUNCTION public.insurance_instalments(public.on_behalf_policy) IS 'Adds the twelve monthly sums of a policy (R2.15).';

CREATE FUNCTION public.insurance_policy(
    p_lease public.lease, p_route bigint, p_renews bigint, p_insurer text, p_number text, p_premium numeric,
    p_percent numeric, p_starts date, p_letter bigint, p_command uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made public.on_behalf_policy;
    extra numeric;
BEGIN
    IF p_percent IS NULL OR p_percent < 0 OR p_percent > 10 THEN
        PERFORM public.refuse('SURCHARGE_TOO_HIGH',
            'La majoration est de 10 % de la prime annuelle au plus (décret n° 2016-383) : baissez-la.');
    ELSIF p_premium IS NULL OR p_premium <= 0 OR p_premium > 10000 OR p_premium <> round(p_premium, 2) THEN
        PERFORM public.refuse('PREMIUM',
            'La prime annuelle est une somme en euros, au centime, comme sur le contrat : corrigez-la.');
    ELSIF coalesce(btrim(p_insurer), '') = '' OR coalesce(btrim(p_number), '') = '' THEN
        PERFORM public.refuse('POLICY_UNNAMED', 'Dites l’assureur et le numéro du contrat souscrit.');
    END IF;
    extra := trunc(p_premium * p_percent / 100, 2);
    INSERT INTO public.on_behalf_policy (landlord_id, lease_id, route_id, renews_id, letter_id, insurer,
        policy_number, premium, surcharge_percent, surcharge, total, starts_on, ends_on, staff_id, command_id)
    VALUES (p_lease.landlord_id, p_lease.id, p_route, p_renews, p_letter, left(btrim(p_insurer), 80),
        left(btrim(p_number), 60), p_premium, p_percent, extra, p_premium + extra, p_starts,
        (p_starts + interval '1 year')::date, public.my_staff_id(), p_command)
    RETURNING * INTO made;
    PERFORM public.insurance_instalments(made);
    -- A copy of the policy goes to the tenant when it is taken out and at each renewal (R2.16).
    PERFORM public.add_follow_up(p_lease.customer_id, p_lease.id, NULL, 'SEND_POLICY_COPY',
        public.proof_day() + 7, p_command);
    RETURN made.id;
END $$;
COMMENT ON FUNCTION public.insurance_policy(public.lease, bigint, bigint, text, text, numeric, numeric, date, bigint, uuid) IS 'Adds a year of a policy with its sums.';

CREATE FUNCTION public.take_policy(
    p_lease bigint, p_insurer text, p_number text, p_premium numeric, p_percent numeric, p_starts date,
    p_letter bigint, p_command uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    contract public.lease := public.insurance_lease(p_lease, true);
    made bigint := (SELECT p.id FROM public.on_behalf_policy p WHERE p.command_id = p_command AND p.lease_id = p_lease);
    today date := public.proof_day();
    route public.insurance_route;
    allowed date;
BEGIN
    IF made IS NOT NULL THEN
        RETURN made;
    END IF;
    PERFORM public.insurance_refuse_step(contract, today);
    SELECT r.* INTO route FROM public.insurance_route r WHERE r.lease_id = p_lease AND r.closed_at IS NULL FOR UPDATE;
    IF route.route = 'TERMINATION' THEN
        PERFORM public.insurance_route_of(contract, 'ON_BEHALF', p_command);
    END IF;
    -- One month, on its last day when it has no such day; the day after, the tenant has let it pass (R2.20).
    SELECT min((n.presented_on + interval '1 month')::date + 1) INTO allowed FROM public.formal_notice n
    WHERE n.route_id = route.id AND n.presented_on IS NOT NULL AND n.outcome <> 'UNKNOWN_ADDRESS';
    IF allowed IS NULL THEN
        PERFORM public.refuse('NO_NOTICE', 'Il faut une mise en demeure présentée depuis un mois : notez sa présentation.');
    ELSIF allowed > today OR p_starts < allowed OR p_starts IS NULL THEN
        PERFORM public.refuse('TOO_EARLY', format(
            'L’assurance pour compte est possible à partir du %s : un mois après la première présentation.',
            to_char(allowed, 'DD/MM/YYYY')));
    ELSIF p_starts > today + 31 THEN
        PERFORM public.refuse('DAY', 'L’assurance commence au plus tard dans un mois : corrigez le jour.');
    ELSIF EXISTS (SELECT FROM public.on_behalf_policy p WHERE p.lease_id = p_lease AND p.ends_on > p_starts) THEN
        PERFORM public.refuse('POLICY_RUNNING', 'Une assurance pour compte court déjà pour ce contrat.');
    END IF;
    RETURN public.insurance_policy(contract, route.id, NULL, p_insurer, p_number, p_premium, p_percent, p_starts,
                                   p_letter, p_command);
END $$;
COMMENT ON FUNCTION public.take_policy(bigint, text, text, numeric, numeric, date, bigint, uuid) IS 'Notes an insurance taken out for a tenant, a month after his formal notice (R2.13, R2.15).';

CREATE FUNCTION public.renew_policy(
    p_policy bigint, p_version integer, p_number text, p_premium numeric, p_percent numeric, p_letter bigint,
    p_command uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    former public.on_behalf_policy;
    contract public.lease;
    made bigint;
BEGIN
    SELECT p.* INTO former FROM public.on_behalf_policy p WHERE p.id = p_policy;
    contract := public.insurance_lease(former.lease_id, true);
    SELECT p.id INTO made FROM public.on_behalf_policy p WHERE p.command_id = p_command AND p.renews_id = p_policy;
    IF made IS NOT NULL THEN
        RETURN made;
    END IF;
    former := public.insurance_policy_seen(p_policy, p_version);
    PERFORM public.insurance_refuse_step(contract, former.ends_on);
    IF former.ended_at IS NOT NULL OR EXISTS (SELECT FROM public.on_behalf_policy p WHERE p.renews_id = p_policy) THEN
        PERFORM public.refuse('POLICY_ENDED', 'Cette assurance est déjà résiliée ou renouvelée : relisez le dossier.');
    ELSIF former.ends_on NOT BETWEEN public.proof_day() - 31 AND public.proof_day() + 60 THEN
        PERFORM public.refuse('DAY', 'Une assurance se renouvelle dans les deux mois qui précèdent son échéance.');
    END IF;
    RETURN public.insurance_policy(contract, former.route_id, former.id, former.insurer, p_number, p_premium,
                                   p_percent, former.ends_on, p_letter, p_command);
END $$;
COMMENT ON FUNCTION public.renew_policy(bigint, integer, text, numeric, numeric, bigint, uuid) IS 'Adds the following year of an insurance taken out for a tenant (R2.16).';

CREATE FUNCTION public.insurance_policy_seen(p_policy bigint, p_version integer) RETURNS public.on_behalf_policy
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    policy public.on_behalf_policy;
BEGIN
    SELECT p.* INTO policy FROM public.on_behalf_policy p WHERE p.id = p_policy FOR UPDATE;
    IF policy.version IS DISTINCT FROM p_version THEN
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'POLICY_CHANGED', DETAIL =
            'Un collègue a changé cette assurance entre-temps : relisez le dossier.';
    END IF;
    RETURN policy;
END $$;
COMMENT ON FUNCTION public.insurance_policy_seen(bigint, integer) IS 'A policy, locked, at the version that was read.';

-- What is due runs by days up to the end; the months not yet called are taken away and one sum settles the rest.
CREATE FUNCTION public.end_policy(p_policy bigint, p_version integer, p_ends date, p_why text, p_command uuid)
RETURNS numeric
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    policy public.on_behalf_policy;
    contract public.lease;
    today date := public.proof_day();
    due numeric;
    called numeric;
BEGIN
    SELECT p.* INTO policy FROM public.on_behalf_policy p WHERE p.id = p_policy;
    contract := public.insurance_lease(policy.lease_id, true);
    policy := public.insurance_policy_seen(p_policy, p_version);
    IF policy.ended_at IS NOT NULL THEN
        PERFORM public.refuse('POLICY_ENDED', 'Cette assurance est déjà résiliée : relisez le dossier.');
    ELSIF p_ends IS NULL OR p_ends < policy.starts_on OR p_ends > policy.ends_on THEN
        PERFORM public.refuse('DAY', 'La résiliation est entre le début et l’échéance de l’assurance : corrigez le jour.');
    ELSIF p_why = 'MISTAKE' AND p_ends > policy.starts_on THEN
        PERFORM public.refuse('DAY', 'Souscrite par erreur, elle finit le jour où elle commence : rien n’est dû.');
    END IF;
    due := trunc(policy.total * (p_ends - policy.starts_on) / (policy.ends_on - policy.starts_on), 2);
    UPDATE public.on_behalf_instalment i SET cancelled_at = clock_timestamp()
    WHERE i.policy_id = p_policy AND i.month > date_trunc('month', today);
    SELECT coalesce(sum(i.amount), 0) INTO called FROM public.on_behalf_instalment i
    WHERE i.policy_id = p_policy AND i.cancelled_at IS NULL;
    IF due <> called THEN
        INSERT INTO public.on_behalf_instalment (landlord_id, policy_id, rank, kind, month, amount)
        VALUES (policy.landlord_id, p_policy, 13, 'SETTLEMENT',
                (date_trunc('month', today) + interval '1 month')::date, due - called);
    END IF;
    UPDATE public.on_behalf_policy p SET ends_on = p_ends, ended_why = p_why, ended_at = clock_timestamp(),
        version = p.version + 1
    WHERE p.id = p_policy;
    UPDATE public.follow_up f SET state = 'DONE', settled_at = clock_timestamp(), settled_by = public.my_staff_id(),
        version = f.version + 1
    WHERE f.lease_id = policy.lease_id AND f.kind = 'END_ON_BEHALF_POLICY' AND f.state = 'OPEN';
    RETURN due;
END $$;
COMMENT ON FUNCTION public.end_policy(bigint, integer, date, text, uuid) IS 'Ends an insurance taken out for a tenant, and settles what is due up to then (R2.17).';

CREATE FUNCTION public.tell_policy_end(
    p_policy bigint, p_template text, p_subject text, p_body text, p_short text, p_command uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    policy public.on_behalf_policy;
    contract public.lease;
BEGIN
    SELECT p.* INTO policy FROM public.on_behalf_policy p WHERE p.id = p_policy AND p.ended_at IS NOT NULL;
    contract := public.insurance_lease(policy.lease_id, true);
    IF p_template <> 'INSURANCE_ON_BEHALF_ENDED' OR EXISTS (
        SELECT FROM public.outbox_message m WHERE m.customer_id = contract.customer_id
          AND m.command_id = p_command) THEN
        RETURN 0;
    END IF;
    RETURN public.tell_tenant(contract.customer_id, p_template, p_subject, p_body, p_short, p_command);
END $$;
COMMENT ON FUNCTION public.tell_policy_end(bigint, text, text, text, text, uuid) IS 'Tells the tenant once that the insurance taken out for him has ended (R2.17).';

CREATE FUNCTION public.hand_over(p_lease bigint, p_command uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    contract public.lease := public.insurance_lease(p_lease, true);
    made bigint := (SELECT r.id FROM public.insurance_route r WHERE r.command_id = p_command AND r.lease_id = p_lease);
BEGIN
    IF made IS NOT NULL THEN
        RETURN made;
    END IF;
    PERFORM public.insurance_refuse_step(contract, public.proof_day());
    IF EXISTS (SELECT FROM public.insurance_route r WHERE r.lease_id = p_lease AND r.closed_at IS NULL
                 AND r.route = 'TERMINATION') THEN
        PERFORM public.refuse('HANDED_OVER', 'Ce défaut est déjà remis au contentieux.');
    END IF;
    made := public.insurance_route_of(contract, 'TERMINATION', p_command);
    PERFORM public.add_follow_up(contract.customer_id, p_lease, NULL, 'LITIGATION', public.proof_day() + 14, p_command);
    RETURN made;
END $$;
COMMENT ON FUNCTION public.hand_over(bigint, uuid) IS 'Hands a default over to litigation, which alone may go further (R2.18).';

CREATE FUNCTION public.set_insurance_required(p_lease bigint, p_version integer, p_required boolean) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    contract public.lease := public.insurance_lease(p_lease, false);
BEGIN
    SELECT l.* INTO contract FROM public.lease l WHERE l.id = p_lease FOR UPDATE;
    IF contract.version IS DISTINCT FROM p_version THEN
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'LEASE_CHANGED', DETAIL =
            'Un collègue a changé ce contrat entre-temps : relisez le dossier.';
    ELSIF contract.insurance_required = p_required THEN
        PERFORM public.refuse('UNCHANGED', 'Ce contrat est déjà ainsi : rien n’a changé.');
    END IF;
    UPDATE public.lease l SET insurance_required = p_required, version = l.version + 1 WHERE l.id = p_lease;
    RETURN contract.version + 1;
END $$;
COMMENT ON FUNCTION public.set_insurance_required(bigint, integer, boolean) IS 'Says whether a contract wants a certificate (R2.4).';
