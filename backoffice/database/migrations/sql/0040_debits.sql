-- A landlord debits on any day of the month: a month that has no such day is debited on its last one (R3.56).

-- The second person: the account serves after the cooling-off, the mandate from the next cycle on.
CREATE OR REPLACE FUNCTION public.bank_approve(
    asked public.change_submission, wanted public.bank_submission, whom public.customer, me public.staff, p_plan jsonb,
    p_command uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    change public.change_request;
    account public.bank_detail;
    usable timestamptz := clock_timestamp() + public.proof_cooldown(whom.landlord_id);
    first_on date := (p_plan ->> 'first_debit')::date;
    ended jsonb;
    stopped jsonb := '[]';
    mandated bigint;
BEGIN
    SELECT r.* INTO change FROM public.change_request r WHERE r.id = wanted.change_id FOR UPDATE;
    PERFORM public.proof_refuse_decider(change, me);
    SELECT b.* INTO account FROM public.bank_detail b WHERE b.change_id = change.id FOR UPDATE;
    IF wanted.debit_day IS NOT NULL AND (first_on IS NULL OR extract(day FROM first_on) <> least(wanted.debit_day,
            extract(day FROM date_trunc('month', first_on) + interval '1 month - 1 day'))
        OR first_on <= (usable AT TIME ZONE 'Europe/Paris')::date OR first_on > public.proof_day() + 366
        OR first_on < (date_trunc('month', public.proof_day()) + interval '1 month')::date) THEN
        PERFORM public.refuse('DATE_INCONSISTENT',
            'Le premier prélèvement tombe trop tôt : il attend le prochain terme et la fin du délai de sécurité.');
    END IF;
    -- Each contract apart: another contract goes on with its own account (R3.57).
    WITH before AS (
        SELECT b.id, b.ended_at FROM public.bank_detail b
        WHERE b.customer_id = whom.id AND b.state = 'ACTIVE' AND (b.ended_at IS NULL OR b.ended_at > usable)
          AND (b.lease_id = asked.lease_id OR b.lease_id IS NULL AND 1 = (
              SELECT count(*) FROM public.lease l WHERE l.customer_id = whom.id
                AND (l.valid_to IS NULL OR l.valid_to > public.proof_day()))) FOR UPDATE),
    after AS (
        UPDATE public.bank_detail b SET ended_at = usable, version = b.version + 1
        FROM before WHERE b.id = before.id RETURNING b.id, before.ended_at)
    SELECT coalesce(jsonb_agg(jsonb_build_array(a.id, a.ended_at)), '[]') INTO ended FROM after a;
    UPDATE public.bank_detail b SET state = 'ACTIVE', effective_at = usable, version = b.version + 1
    WHERE b.id = account.id;
    IF wanted.debit_day IS NOT NULL THEN
        WITH before AS (
            SELECT m.id, m.ends_on FROM public.mandate m
            WHERE m.lease_id = asked.lease_id AND m.state IN ('ACTIVE', 'SUSPENDED')
              AND (m.ends_on IS NULL OR m.ends_on > first_on) FOR UPDATE),
        after AS (
            UPDATE public.mandate m SET ends_on = first_on, version = m.version + 1
            FROM before WHERE m.id = before.id RETURNING m.id, before.ends_on)
        SELECT coalesce(jsonb_agg(jsonb_build_array(a.id, a.ends_on)), '[]') INTO stopped FROM after a;
        INSERT INTO public.mandate
            (landlord_id, lease_id, reference, reference_key, signed_on, state, debit_day, starts_on)
        VALUES (whom.landlord_id, asked.lease_id, wanted.reference,
                upper(regexp_replace(wanted.reference, '[^A-Za-z0-9]', '', 'g')), wanted.signed_on, 'ACTIVE',
                wanted.debit_day, first_on)
        RETURNING id INTO mandated;
        UPDATE public.bank_submission b SET mandate_id = mandated, version = b.version + 1
        WHERE b.submission_id = asked.id;
    END IF;
    UPDATE public.change_request r SET state = 'APPROVED', decided_by = me.id, decided_at = clock_timestamp(),
        effective_at = usable, version = r.version + 1
    WHERE r.id = change.id;
    UPDATE public.change_submission s SET effective_on = coalesce(first_on, (usable AT TIME ZONE 'Europe/Paris')::date),
        version = s.version + 1
    WHERE s.id = asked.id AND s.state = 'ACCEPTED';
    PERFORM public.change_tell_contacts(whom, change.id, format(
        'de nouvelles coordonnées bancaires (%s) ont été enregistrées', wanted.iban_masked), NULL, p_command);
    RETURN jsonb_build_object('change', change.id, 'seen', change.version + 1, 'account', account.id,
                              'mandate', mandated, 'ended', ended, 'stopped', stopped);
END $$;

-- The end, the pause, the day of the debits of one contract: at once, one person is enough (R3.52, R3.56).
CREATE OR REPLACE FUNCTION public.bank_set_debit(
    asked public.change_submission, whom public.customer, p_command uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.mandate;
    today date := public.proof_day();
    wanted integer := (asked.asked ->> 'debit_day')::integer;
BEGIN
    SELECT d.* INTO m FROM public.mandate d
    WHERE d.lease_id = asked.lease_id AND d.state IN ('ACTIVE', 'SUSPENDED') AND (d.ends_on IS NULL OR d.ends_on > today)
    ORDER BY d.starts_on DESC NULLS LAST, d.signed_on DESC, d.id DESC LIMIT 1 FOR UPDATE;
    IF m.id IS NULL THEN
        PERFORM public.refuse('NO_MANDATE', 'Ce contrat n’a pas de mandat en vigueur : refusez la demande.');
    ELSIF asked.event = 'RESUME_DEBIT' AND (m.state <> 'SUSPENDED'
            OR today >= (greatest(m.signed_on, m.last_used_on, (SELECT max(p.posted_on) FROM public.posting p
                WHERE p.lease_id = m.lease_id AND p.means = 'DIRECT_DEBIT')) + interval '36 months')::date)
        OR asked.event = 'SUSPEND_DEBIT' AND m.state <> 'ACTIVE'
        OR asked.event = 'DEBIT_DAY' AND (wanted IS NULL OR wanted NOT BETWEEN 1 AND 31 OR wanted = m.debit_day) THEN
        PERFORM public.refuse('ALREADY_RECORDED', 'Ce mandat ne le permet pas, ou rien ne change : refusez la demande.');
    END IF;
    UPDATE public.mandate d SET version = d.version + 1,
        state = CASE asked.event WHEN 'REVOKE_MANDATE' THEN 'REVOKED' WHEN 'SUSPEND_DEBIT' THEN 'SUSPENDED' ELSE 'ACTIVE' END,
        revoked_on = CASE asked.event WHEN 'REVOKE_MANDATE' THEN today END,
        debit_day = CASE asked.event WHEN 'DEBIT_DAY' THEN wanted ELSE d.debit_day END
    WHERE d.id = m.id;
    IF asked.event IN ('REVOKE_MANDATE', 'SUSPEND_DEBIT') THEN
        PERFORM public.add_follow_up(whom.id, asked.lease_id, asked.work_item_id, 'STOP_DEBIT', today + 1, p_command);
    END IF;
    RETURN jsonb_build_object('debit', m.id, 'seen', m.version + 1, 'state', m.state, 'day', m.debit_day);
END $$;
