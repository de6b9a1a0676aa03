-- Changes that tenants ask for: an item of work each, decided by the functions of their kind (R3.1, R3.4).

CREATE FUNCTION public.receive_change(
    p_customer bigint, p_lease bigint, p_person bigint, p_kind text, p_event text, p_asked jsonb, p_event_on date,
    p_channel text)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whom public.customer := public.customer_written_for(p_customer);
    contract public.lease;
    item bigint;
    made bigint;
    moment timestamptz := clock_timestamp();
BEGIN
    IF p_asked IS NULL OR jsonb_typeof(p_asked) <> 'object' OR length(p_asked::text) > 20000 THEN
        PERFORM public.refuse('CHANGE_SHAPE', 'Cette demande n’a pas la forme attendue : recommencez-la.');
    ELSIF p_asked::text ~ '\m[A-Z]{2}[0-9]{2} ?([0-9A-Z]{4} ?){3,7}' THEN
        PERFORM public.refuse('LOOKS_SECRET',
            'Un numéro de compte ne se met pas dans la demande : donnez-le avec le relevé bancaire.');
    END IF;
    SELECT l.* INTO contract FROM public.lease l
    WHERE l.customer_id = whom.id AND (p_lease IS NULL OR l.id = p_lease)
    ORDER BY l.valid_to IS NULL OR l.valid_to > public.proof_day() DESC, l.valid_from DESC, l.id LIMIT 1;
    IF contract.id IS NULL THEN
        PERFORM public.refuse('NO_LEASE', 'Ce client n’a pas ce contrat : vérifiez le numéro.');
    ELSIF p_person IS NOT NULL AND p_person <> whom.main_person_id AND NOT EXISTS (
        SELECT 1 FROM public.lease l JOIN public.lease_holder h ON h.lease_id = l.id
        WHERE l.customer_id = whom.id AND h.person_id = p_person
        UNION ALL SELECT 1 FROM public.lease l JOIN public.household_member m ON m.lease_id = l.id
        WHERE l.customer_id = whom.id AND m.person_id = p_person) THEN
        PERFORM public.refuse('NOT_OF_THE_HOUSEHOLD', 'Cette personne n’est pas de ce foyer : vérifiez qui demande.');
    END IF;
    INSERT INTO public.work_item (landlord_id, kind, agency_id, customer_id, lease_id, received_at, due_at)
    VALUES (whom.landlord_id, p_kind, contract.agency_id, whom.id, contract.id, moment,
            public.work_due(whom.landlord_id, p_kind, moment))
    RETURNING id INTO item;
    INSERT INTO public.change_submission (landlord_id, customer_id, lease_id, person_id, work_item_id, kind, event,
                                          asked, event_on, channel, submitted_at)
    VALUES (whom.landlord_id, whom.id, contract.id, p_person, item, p_kind, p_event, p_asked, p_event_on, p_channel,
            moment)
    RETURNING id INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION public.receive_change(bigint, bigint, bigint, text, text, jsonb, date, text) IS 'Takes in a change asked by a tenant and opens its item of work.';

-- The item and what was asked, decided together; the function of the kind has first asked decided_by whether
-- its command was carried out, and goes on with what the change does.
CREATE FUNCTION public.settle_change(
    p_item bigint, p_version integer, p_decision text, p_reason text, p_effective date, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT * FROM public.decide_item(p_item, p_version, p_decision, p_reason, p_command);
    UPDATE public.change_submission s SET version = s.version + 1,
        state = CASE p_decision WHEN 'ACCEPTED' THEN 'ACCEPTED' WHEN 'REJECTED' THEN 'REJECTED'
                                WHEN 'ASKED' THEN 'WAITING_DOCUMENT' ELSE 'WITHDRAWN' END,
        effective_on = CASE p_decision WHEN 'ACCEPTED' THEN p_effective END,
        rejection = CASE p_decision WHEN 'REJECTED' THEN p_reason END,
        decided_at = clock_timestamp(), staff_id = public.my_staff_id()
    WHERE s.work_item_id = p_item;
    IF p_decision IN ('ACCEPTED', 'REJECTED') THEN
        PERFORM public.mark_documents(p_item, p_decision);
    END IF;
END $$;
COMMENT ON FUNCTION public.settle_change(bigint, integer, text, text, date, uuid) IS 'Decides an item of change and the change asked.';

-- One’s own last decision: the item, what was asked (by the trigger below), the message and the tasks.
CREATE FUNCTION public.undo_decision(p_item bigint, p_version integer, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    item public.work_item := public.work_locked(p_item);
    last public.work_decision;
BEGIN
    SELECT d.* INTO last FROM public.work_decision d WHERE d.work_item_id = p_item ORDER BY d.rank DESC LIMIT 1;
    -- First the item: it says whose decision it was, and until when it is undone.
    RETURN QUERY SELECT * FROM public.undo_item(p_item, p_version, p_command);
    PERFORM public.take_back_told(item.customer_id, last.command_id);
    PERFORM public.cancel_follow_ups(last.command_id);
    PERFORM public.mark_documents(p_item, 'CLEAN');
END $$;
COMMENT ON FUNCTION public.undo_decision(bigint, integer, uuid) IS 'Undoes one’s own last decision: the item, its message, its tasks, its files.';

-- Open again for whatever reason, the change is under review again.
CREATE FUNCTION public.follow_change_item() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.change_submission s SET state = 'UNDER_REVIEW', effective_on = NULL, rejection = NULL,
        decided_at = NULL, staff_id = NULL, version = s.version + 1
    WHERE s.work_item_id = NEW.id;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.follow_change_item() IS 'Puts a change under review again when its item is open again.';

CREATE TRIGGER follow_change_item AFTER UPDATE OF status ON public.work_item FOR EACH ROW
    WHEN (NEW.status = 'OPEN' AND OLD.status <> 'OPEN'
          AND NEW.kind IN ('HOUSEHOLD', 'PROFESSIONAL', 'CONTACT', 'BANK'))
    EXECUTE FUNCTION public.follow_change_item();
