-- Openings, searches and exports: one line each in the trace, counted, before anything is read.

CREATE FUNCTION public.access_reserved(p_customer bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.access_me() me
        JOIN public.staff_landlord l ON l.staff_id = me.id
        JOIN public.customer c ON c.landlord_id = l.landlord_id
        WHERE c.id = p_customer AND c.reserved AND me.role <> 'CARETAKER'
    )
$$;
COMMENT ON FUNCTION public.access_reserved(bigint)
    IS 'A file of my landlord that managers alone open (R5.14).';

CREATE FUNCTION public.open_file(
    p_customer bigint, p_purpose text, p_call bigint, OUT answer text, OUT remaining integer
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me public.staff := public.access_me();
    his public.customer;
    seen timestamptz;
    seen_so timestamptz;
    in_call bigint;
BEGIN
    IF p_purpose IS NULL OR p_purpose NOT IN
        ('CALL', 'COUNTER', 'MAIL', 'PORTAL_ITEM', 'CAMPAIGN', 'CONTROL', 'NOT_GIVEN') THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'PURPOSE_UNKNOWN',
            DETAIL = 'Dites pourquoi vous ouvrez ce dossier : choisissez un motif de la liste.';
    END IF;
    SELECT * INTO his FROM public.customer WHERE id = p_customer;
    SELECT c.id INTO in_call FROM public.phone_call c
    WHERE c.customer_id = p_customer AND c.staff_id = me.id AND c.ended_at IS NULL
      AND (p_call IS NULL OR c.id = p_call)
    ORDER BY c.started_at DESC LIMIT 1;
    answer := CASE
        WHEN me.id IS NULL THEN 'NOT_STAFF'
        WHEN his.id IS NULL THEN 'UNKNOWN'
        WHEN public.sees_customer(p_customer) THEN 'OK'
        WHEN public.access_reserved(p_customer) THEN 'RESERVED'
        ELSE 'NOT_YOURS' END;
    IF answer = 'OK' THEN
        SELECT max(a.recorded_at), max(a.recorded_at) FILTER (WHERE a.purpose = p_purpose) INTO seen, seen_so
        FROM public.audit_entry a
        WHERE a.customer_id = p_customer AND a.act = 'TENANT_OPENED' AND a.login = session_user
          AND a.recorded_at >= least(public.access_day(), now() - interval '5 minutes');
        IF seen_so > now() - interval '5 minutes' THEN
            RETURN;
        ELSIF seen IS NULL OR seen < public.access_day() THEN
            SELECT CASE WHEN t.granted THEN 'OK' ELSE 'QUOTA' END, t.remaining INTO answer, remaining
            FROM public.access_take('OPENING', me.role) t;
        END IF;
    END IF;
    PERFORM public.access_line(
        CASE answer WHEN 'OK' THEN 'TENANT_OPENED' ELSE 'OPENING_DENIED' END, 'customer:' || p_customer,
        his.landlord_id, his.id, nullif(answer, 'OK'), p_purpose, in_call, '{}');
END
$$;
COMMENT ON FUNCTION public.open_file(bigint, text, bigint)
    IS 'Trace and count the opening of a file, whatever the answer (R5.13, R5.14); see services/access/opening.py.';

CREATE FUNCTION public.miss_file(p_key text, p_purpose text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hidden record;
    answer text := 'UNKNOWN';
BEGIN
    FOR hidden IN
        SELECT c.id, c.landlord_id, public.access_reserved(c.id) AS reserved
        FROM (SELECT c.id, c.landlord_id FROM public.customer c WHERE c.client_ref_key = p_key
              UNION
              SELECT c.id, c.landlord_id FROM public.lease l JOIN public.customer c ON c.id = l.customer_id
              WHERE l.number_key = p_key
              UNION
              SELECT c.id, c.landlord_id FROM public.person p JOIN public.customer c ON c.main_person_id = p.id
              WHERE p.party_key = p_key
              LIMIT 20) c
        WHERE NOT public.sees_customer(c.id)
    LOOP
        PERFORM public.access_line('OPENING_DENIED', 'customer:' || hidden.id, hidden.landlord_id, hidden.id,
            CASE WHEN hidden.reserved THEN 'RESERVED' ELSE 'NOT_YOURS' END, p_purpose, NULL, '{}');
        IF hidden.reserved THEN
            answer := 'RESERVED';
        END IF;
    END LOOP;
    RETURN answer;
END
$$;
COMMENT ON FUNCTION public.miss_file(text, text)
    IS 'Trace that the number of a file which is not his was asked for; but for a reserved file, he is told of none.';

CREATE FUNCTION public.record_search(
    p_shapes text[], p_rows integer, p_customer bigint, OUT answer text, OUT remaining integer
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me public.staff := public.access_me();
    his public.customer;
    shapes jsonb;
BEGIN
    SELECT coalesce(jsonb_agg(s ORDER BY s), '[]') INTO shapes
    FROM (SELECT DISTINCT unnest(p_shapes)) AS told (s)
    WHERE s IN ('NUMBER', 'PHONE', 'EMAIL', 'BARCODE', 'NAME');
    SELECT * INTO his FROM public.customer c WHERE c.id = p_customer AND public.sees_customer(c.id);
    answer := 'NOT_STAFF';
    IF me.id IS NOT NULL THEN
        SELECT CASE WHEN t.granted THEN 'OK' ELSE 'QUOTA' END, t.remaining INTO answer, remaining
        FROM public.access_take('SEARCH', me.role) t;
    END IF;
    PERFORM public.access_line(
        CASE answer WHEN 'OK' THEN 'SEARCHED' ELSE 'SEARCH_DENIED' END, 'search', his.landlord_id, his.id,
        nullif(answer, 'OK'), NULL, NULL, jsonb_build_object('shapes', shapes, 'rows', greatest(p_rows, 0)));
END
$$;
COMMENT ON FUNCTION public.record_search(text[], integer, bigint)
    IS 'Trace and count a search, once: how the text was read, how many rows, whose file it led to; never the text.';

CREATE FUNCTION public.record_export(
    p_report text, p_purpose text, p_rows integer, p_parameters jsonb, p_customer bigint,
    OUT answer text, OUT remaining integer
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me public.staff := public.access_me();
    his public.customer;
BEGIN
    IF p_purpose IS NULL OR p_purpose NOT IN
        ('RENT', 'INSURANCE', 'SAFETY', 'SURVEY', 'ACTIVITY', 'SUBJECT_REQUEST', 'CONTROL') THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'PURPOSE_UNKNOWN',
            DETAIL = 'Dites à quoi servira cet export : choisissez un motif de la liste.';
    END IF;
    IF p_report IS NULL OR p_report !~ '^[a-z][a-z0-9_-]{0,59}$' OR pg_column_size(p_parameters) > 4000 THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'REPORT_UNKNOWN',
            DETAIL = 'Cet export n’a pas de nom que la trace puisse garder : choisissez un export de la liste.';
    END IF;
    SELECT * INTO his FROM public.customer c WHERE c.id = p_customer AND public.sees_customer(c.id);
    answer := CASE WHEN me.id IS NULL THEN 'NOT_STAFF'
                   WHEN p_customer IS NOT NULL AND his.id IS NULL THEN 'NOT_YOURS' ELSE 'OK' END;
    IF answer = 'OK' THEN
        SELECT CASE WHEN t.granted THEN 'OK' ELSE 'QUOTA' END, t.remaining INTO answer, remaining
        FROM public.access_take('EXPORT', me.role) t;
    END IF;
    PERFORM public.access_line(
        CASE answer WHEN 'OK' THEN 'EXPORTED' ELSE 'EXPORT_DENIED' END, 'report:' || p_report,
        his.landlord_id, his.id, nullif(answer, 'OK'), p_purpose, NULL,
        jsonb_build_object('report', p_report, 'rows', p_rows, 'parameters', coalesce(p_parameters, '{}')));
END
$$;
COMMENT ON FUNCTION public.record_export(text, text, integer, jsonb, bigint)
    IS 'Trace and count an export before it is read (R5.3, R5.13).';
