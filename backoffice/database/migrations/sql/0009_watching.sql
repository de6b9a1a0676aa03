-- Who saw this tenant: the trace read by the data protection officer, which is itself traced.

CREATE FUNCTION public.whose_trace(p_key text) RETURNS TABLE (
    customer_id bigint, landlord_name text, client_ref text,
    civility text, birth_name text, usage_name text, first_names text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF public.my_role() IS DISTINCT FROM 'DPO' THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'DPO_ONLY',
            DETAIL = 'Seul le délégué à la protection des données lit la trace : adressez-lui votre demande.';
    END IF;
    RETURN QUERY
    SELECT c.id, o.name, c.client_ref, p.civility, p.birth_name, p.usage_name, p.first_names
    FROM public.customer c JOIN public.person p ON p.id = c.main_person_id
    JOIN public.landlord o ON o.id = c.landlord_id
    WHERE c.landlord_id = ANY (public.my_landlords())
      AND c.id IN (SELECT k.id FROM public.customer k WHERE k.client_ref_key = p_key
                   UNION SELECT l.customer_id FROM public.lease l WHERE l.number_key = p_key
                   UNION SELECT k.id FROM public.person q JOIN public.customer k ON k.main_person_id = q.id
                         WHERE q.party_key = p_key)
    ORDER BY o.name, c.client_ref LIMIT 20;
END
$$;
COMMENT ON FUNCTION public.whose_trace(text)
    IS 'Whose file a whole number names, reserved files too: they are those whose trace matters most.';

CREATE FUNCTION public.who_saw(
    p_customer bigint, p_login text, p_from timestamptz, p_to timestamptz, p_reason text, p_limit integer
) RETURNS TABLE (
    at timestamptz, login text, full_name text, role text, act text, table_name text, columns text[],
    purpose text, reason text, call_id bigint, command_id uuid, customer_id bigint, detail jsonb
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me public.staff := public.access_me();
    his public.customer;
BEGIN
    IF me.role IS DISTINCT FROM 'DPO' THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'DPO_ONLY',
            DETAIL = 'Seul le délégué à la protection des données lit la trace : adressez-lui votre demande.';
    END IF;
    IF p_customer IS NULL AND p_login IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'WHO_MISSING',
            DETAIL = 'Donnez un locataire ou un agent : la trace ne se lit pas en entier.';
    END IF;
    -- The acts of one member of staff are read for a reason, never to follow him (R5.13).
    IF (p_reason IS NULL AND p_login IS NOT NULL)
        OR p_reason NOT IN ('SUBJECT_REQUEST', 'COMPLAINT', 'INCIDENT', 'CONTROL') THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'REASON_MISSING',
            DETAIL = 'Dites pourquoi vous lisez les actes d’un agent : choisissez un motif de la liste.';
    END IF;
    SELECT * INTO his FROM public.customer c
    WHERE c.id = p_customer AND c.landlord_id = ANY (public.my_landlords());
    IF p_customer IS NOT NULL AND his.id IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'UNKNOWN_NUMBER',
            DETAIL = 'Ce client n’est pas chez vos bailleurs : relancez la recherche.';
    END IF;
    PERFORM public.access_line('TRACE_READ', coalesce('customer:' || p_customer, 'staff'), his.landlord_id, his.id,
        p_reason, NULL, NULL, jsonb_strip_nulls(jsonb_build_object('login', p_login, 'from', p_from, 'to', p_to)));
    RETURN QUERY
    SELECT a.recorded_at, a.login, s.full_name, s.role, a.act, a.table_name,
           ARRAY(SELECT k FROM jsonb_object_keys(a.new_values) AS k ORDER BY k),
           a.purpose, a.reason, a.call_id, a.command_id, a.customer_id, a.detail
    FROM public.audit_entry a LEFT JOIN public.staff s ON s.login = a.login
    WHERE (p_customer IS NULL OR a.customer_id = p_customer)
      AND (p_login IS NULL OR a.login = p_login)
      AND a.recorded_at >= p_from AND a.recorded_at < p_to
      AND (a.landlord_id IS NULL OR a.landlord_id = ANY (public.my_landlords()))
    ORDER BY a.recorded_at DESC, a.id DESC
    LIMIT least(p_limit, 2000);
END
$$;
COMMENT ON FUNCTION public.who_saw(bigint, text, timestamptz, timestamptz, text, integer)
    IS 'Who opened, searched, exported, changed or called (R5.13), for one customer or one member of staff; the DPO only.';
