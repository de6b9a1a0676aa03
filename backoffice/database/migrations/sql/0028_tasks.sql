-- What every kind of decision does: tell the tenant later, leave tasks, be taken back until the message leaves.

-- When the message of a decision leaves: until then it is undone (ten seconds are on the screen).
CREATE FUNCTION public.decision_leaves(p_landlord bigint) RETURNS timestamptz
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT clock_timestamp() + greatest(interval '15 seconds', public.form_undo_minutes(p_landlord))
$$;
COMMENT ON FUNCTION public.decision_leaves(bigint) IS 'When the message of a decision taken now leaves.';

-- When an item must be decided.
CREATE FUNCTION public.work_due(p_landlord bigint, p_kind text, p_received timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    -- Three working days and a week-end.
    SELECT p_received + CASE p_kind WHEN 'ASSISTANCE' THEN interval '1 day' ELSE interval '5 days' END
$$;
COMMENT ON FUNCTION public.work_due(bigint, text, timestamptz) IS 'When an item of a kind, received then, must be decided.';

CREATE OR REPLACE FUNCTION public.open_insurance_item(p_lease bigint, p_received timestamptz)
RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.work_item (landlord_id, kind, agency_id, customer_id, lease_id, received_at, due_at)
    SELECT l.landlord_id, 'INSURANCE', l.agency_id, l.customer_id, l.id, p_received,
           public.work_due(l.landlord_id, 'INSURANCE', p_received)
    FROM public.lease l WHERE l.id = p_lease
    RETURNING id
$$;

-- One message to the main person: his e-mail on file, else his mobile; none when he has neither, or has died.
CREATE FUNCTION public.tell_tenant(
    p_customer bigint, p_template text, p_subject text, p_body text, p_short text, p_command uuid)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := public.proof_day();
    told integer;
BEGIN
    IF p_template !~ '^(DECISION|INSURANCE)_[A-Z_]{1,50}$' OR coalesce(btrim(p_body), '') = ''
        OR coalesce(btrim(p_short), '') = '' OR concat(p_subject, p_body, p_short) ~ '[{}]' THEN
        PERFORM public.refuse('UNFILLED_TEXT',
            'Le message au locataire n’est pas complet : corrigez son texte avec votre responsable.');
    END IF;
    INSERT INTO public.outbox_message
        (landlord_id, customer_id, person_id, channel, address, template, subject, body, not_before, command_id)
    SELECT c.landlord_id, c.id, k.person_id, CASE k.channel WHEN 'EMAIL' THEN 'EMAIL' ELSE 'SMS' END, k.value_key,
           p_template, p_subject, CASE k.channel WHEN 'EMAIL' THEN p_body ELSE p_short END,
           public.decision_leaves(c.landlord_id), p_command
    FROM public.customer c
    JOIN public.person p ON p.id = c.main_person_id AND p.deceased_on IS NULL
    JOIN public.contact k ON k.person_id = p.id
    WHERE c.id = p_customer AND k.channel IN ('EMAIL', 'MOBILE')
      AND k.usable_for_security_from <= clock_timestamp()
      AND k.valid_from <= today AND (k.valid_to IS NULL OR k.valid_to > today)
    ORDER BY k.channel = 'EMAIL' DESC, k.verified_at DESC NULLS LAST, k.id DESC LIMIT 1;
    GET DIAGNOSTICS told = ROW_COUNT;
    RETURN told;
END $$;
COMMENT ON FUNCTION public.tell_tenant(bigint, text, text, text, text, uuid) IS 'Puts the message of a decision in the outbox; 0 when there is nobody to write to.';

CREATE FUNCTION public.take_back_told(p_customer bigint, p_command uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    left_already boolean;
BEGIN
    -- Kept against the courier, who takes them in transactions of his own.
    PERFORM FROM public.outbox_message m WHERE m.customer_id = p_customer AND m.command_id = p_command FOR UPDATE;
    SELECT coalesce(bool_or(m.state <> 'WAITING' OR m.attempts > 0), false) INTO left_already
    FROM public.outbox_message m WHERE m.customer_id = p_customer AND m.command_id = p_command;
    IF left_already OR EXISTS (SELECT FROM public.letter l WHERE l.customer_id = p_customer
                                 AND l.command_id = p_command AND l.state = 'POSTED') THEN
        PERFORM public.refuse('TOO_LATE_TO_UNDO',
            'Le message est déjà parti : rouvrez le dossier avec un motif.');
    END IF;
    UPDATE public.outbox_message m SET state = 'CANCELLED', version = m.version + 1
    WHERE m.customer_id = p_customer AND m.command_id = p_command;
    UPDATE public.letter l SET state = 'CANCELLED', version = l.version + 1
    WHERE l.customer_id = p_customer AND l.command_id = p_command AND l.state = 'MADE';
END $$;
COMMENT ON FUNCTION public.take_back_told(bigint, uuid) IS 'Cancels what a command told the tenant, as long as nothing has left.';

CREATE FUNCTION public.add_follow_up(
    p_customer bigint, p_lease bigint, p_item bigint, p_kind text, p_due date, p_command uuid) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.follow_up (landlord_id, customer_id, lease_id, work_item_id, kind, due_on, command_id)
    SELECT c.landlord_id, c.id, p_lease, p_item, p_kind, p_due, p_command
    FROM public.customer c WHERE c.id = p_customer
    RETURNING id
$$;
COMMENT ON FUNCTION public.add_follow_up(bigint, bigint, bigint, text, date, uuid) IS 'A task that a decision leaves.';

CREATE FUNCTION public.cancel_follow_ups(p_command uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM public.follow_up f WHERE f.command_id = p_command FOR UPDATE;
    IF EXISTS (SELECT FROM public.follow_up f WHERE f.command_id = p_command AND f.state = 'DONE') THEN
        PERFORM public.refuse('FOLLOW_UP_DONE',
            'Une suite de cette décision est déjà faite : rouvrez le dossier avec un motif.');
    END IF;
    UPDATE public.follow_up f SET state = 'CANCELLED', settled_at = clock_timestamp(),
        settled_by = public.my_staff_id(), version = f.version + 1
    WHERE f.command_id = p_command AND f.state = 'OPEN';
END $$;
COMMENT ON FUNCTION public.cancel_follow_ups(uuid) IS 'Cancels the tasks that a decision left, when it is undone.';

CREATE FUNCTION public.settle_follow_up(p_task bigint, p_version integer, p_state text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    task public.follow_up;
BEGIN
    SELECT f.* INTO task FROM public.follow_up f WHERE f.id = p_task FOR UPDATE;
    IF task.id IS NULL OR NOT public.sees_customer(task.customer_id) THEN
        PERFORM public.refuse('TASK_UNKNOWN', 'Cette tâche n’existe plus ou n’est pas de vos agences : relisez la liste.');
    ELSIF public.in_my_household(task.customer_id) THEN
        PERFORM public.refuse('OWN_HOUSEHOLD',
            'Ce dossier est celui de votre foyer : laissez un collègue le traiter.');
    ELSIF task.version IS DISTINCT FROM p_version THEN
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'TASK_CHANGED', DETAIL =
            'Un collègue a changé cette tâche : relisez la liste, puis recommencez.';
    END IF;
    UPDATE public.follow_up f SET state = p_state, version = f.version + 1,
        settled_at = CASE WHEN p_state <> 'OPEN' THEN clock_timestamp() END,
        settled_by = CASE WHEN p_state <> 'OPEN' THEN me.id END
    WHERE f.id = task.id;
    RETURN task.version + 1;
END $$;
COMMENT ON FUNCTION public.settle_follow_up(bigint, integer, text) IS 'Says that a task is done, cancelled, or to be done again.';
