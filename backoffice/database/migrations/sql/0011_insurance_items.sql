-- Every insurance paper to be validated is an item of work, whoever writes it: the portal and earlier
-- versions of the program know nothing of work items.

CREATE FUNCTION public.open_insurance_item(p_lease bigint, p_received timestamptz)
RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    -- Three working days and a week-end.
    INSERT INTO public.work_item (landlord_id, kind, agency_id, customer_id, lease_id, received_at, due_at)
    SELECT l.landlord_id, 'INSURANCE', l.agency_id, l.customer_id, l.id, p_received,
           p_received + interval '5 days'
    FROM public.lease l WHERE l.id = p_lease
    RETURNING id
$$;

CREATE FUNCTION public.follow_insurance_paper() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    item public.work_item;
BEGIN
    IF NEW.state = 'SUBMITTED' THEN
        IF NEW.work_item_id IS NULL THEN
            NEW.work_item_id := public.open_insurance_item(NEW.lease_id, NEW.submitted_at);
        END IF;
        RETURN NEW;
    END IF;
    -- Settled by another door while it waited here: nobody should take it up again.
    UPDATE public.work_item SET status = 'CANCELLED', claimed_by = NULL, claimed_until = NULL,
        version = version + 1
    WHERE id = NEW.work_item_id AND status IN ('OPEN', 'WAITING')
    RETURNING * INTO item;
    IF FOUND THEN
        INSERT INTO public.work_decision (landlord_id, work_item_id, rank, decision, reason)
        SELECT item.landlord_id, item.id, coalesce(max(d.rank), 0) + 1, 'CANCELLED', 'SETTLED_ELSEWHERE'
        FROM public.work_decision d WHERE d.work_item_id = item.id;
    END IF;
    RETURN NEW;
END
$$;

DO $$
DECLARE
    paper record;
BEGIN
    FOR paper IN
        SELECT id, lease_id, submitted_at FROM public.insurance_submission
        WHERE state = 'SUBMITTED' ORDER BY submitted_at, id
    LOOP
        UPDATE public.insurance_submission
        SET work_item_id = public.open_insurance_item(paper.lease_id, paper.submitted_at)
        WHERE id = paper.id;
    END LOOP;
END
$$;

CREATE TRIGGER follow_insurance_paper BEFORE INSERT OR UPDATE OF state ON public.insurance_submission
    FOR EACH ROW EXECUTE FUNCTION public.follow_insurance_paper();
