-- « Something changed »: one short notification per statement, landlord and kind, never one per row, and
-- never whose record it is: whoever listens asks again, with his own rights.

CREATE FUNCTION public.tell_work() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- A renewed claim changes nothing that another screen shows.
        PERFORM pg_notify('guichet_changed', concat('work.', n.kind, ' ', n.landlord_id))
        FROM news n JOIN olds o ON o.id = n.id
        WHERE n.status <> o.status OR n.claimed_by IS DISTINCT FROM o.claimed_by OR n.kind <> o.kind
        GROUP BY n.kind, n.landlord_id;
    ELSE
        PERFORM pg_notify('guichet_changed', concat('work.', n.kind, ' ', n.landlord_id))
        FROM news n GROUP BY n.kind, n.landlord_id;
    END IF;
    RETURN NULL;
END
$$;

-- The argument of the trigger is the kind of record, as screens name it.
CREATE FUNCTION public.tell_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('guichet_changed', concat(TG_ARGV[0], ' ', n.landlord_id))
    FROM news n GROUP BY n.landlord_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER tell_inserted AFTER INSERT ON public.work_item
    REFERENCING NEW TABLE AS news FOR EACH STATEMENT EXECUTE FUNCTION public.tell_work();
CREATE TRIGGER tell_updated AFTER UPDATE ON public.work_item
    REFERENCING NEW TABLE AS news OLD TABLE AS olds
    FOR EACH STATEMENT EXECUTE FUNCTION public.tell_work();

DO $$
DECLARE
    told record;
BEGIN
    FOR told IN
        SELECT * FROM (VALUES
            ('portal_account', 'portal'), ('account_lock', 'portal'), ('registration_block', 'portal'),
            ('receipt', 'receipts'), ('receipt_request', 'receipts'),
            ('contact', 'people'), ('service_request', 'requests'), ('insurance_submission', 'insurance')
        ) AS listed (name, kind)
    LOOP
        EXECUTE format(
            'CREATE TRIGGER tell_inserted AFTER INSERT ON public.%1$I REFERENCING NEW TABLE AS news '
            'FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change(%2$L)', told.name, told.kind);
        EXECUTE format(
            'CREATE TRIGGER tell_updated AFTER UPDATE ON public.%1$I REFERENCING NEW TABLE AS news '
            'FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change(%2$L)', told.name, told.kind);
    END LOOP;
END
$$;
