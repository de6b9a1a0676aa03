-- The trace of what was made, and its erasure with the file.

SELECT public.trace_table('insurance_decision'), public.trace_table('insurance_check'),
    public.trace_table('insurance_request'), public.trace_table('insurance_route'),
    public.trace_table('formal_notice'), public.trace_table('on_behalf_policy', hidden => '{policy_number}'),
    public.trace_table('on_behalf_instalment'), public.trace_table('insurance_campaign'),
    public.trace_table('insurance_campaign_line');
SELECT public.keep_all_versions();

-- What points goes before what it points at: before the papers, the letters and the items of work.
DO $weave$
DECLARE
    body text := pg_get_functiondef('public.retention_erase_file(bigint)'::regprocedure);
    place text := E'    DELETE FROM public.insurance_submission WHERE lease_id';
    added text := '';
    one record;
BEGIN
    IF strpos(body, place) = 0 THEN
        RAISE EXCEPTION 'function retention_erase_file has no line that begins with %', place;
    END IF;
    FOR one IN
        SELECT * FROM (VALUES
            (1, 'insurance_check', 'decision_id IN (SELECT d.id FROM public.insurance_decision d '
                'JOIN public.work_item w ON w.id = d.work_item_id WHERE w.customer_id = p_customer)'),
            (2, 'insurance_decision',
             'work_item_id IN (SELECT w.id FROM public.work_item w WHERE w.customer_id = p_customer)'),
            (3, 'insurance_request', 'lease_id = ANY (leases)'),
            (4, 'on_behalf_instalment',
             'policy_id IN (SELECT p.id FROM public.on_behalf_policy p WHERE p.lease_id = ANY (leases))'),
            (5, 'on_behalf_policy', 'lease_id = ANY (leases)'),
            (6, 'formal_notice', 'lease_id = ANY (leases)'),
            (7, 'insurance_route', 'lease_id = ANY (leases)'),
            (8, 'insurance_campaign_line', 'customer_id = p_customer')
        ) AS listed (rank, name, rule) ORDER BY rank
    LOOP
        added := added || format(
            E'    DELETE FROM public.%1$I WHERE %2$s;\n'
            '    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object(%1$L, n);\n', one.name, one.rule);
    END LOOP;
    EXECUTE overlay(body PLACING added || place FROM strpos(body, place) FOR length(place));
END $weave$;
