-- The trace of what was made, and its erasure with the file.

SELECT public.trace_table('document', hidden => '{given_name}'), public.trace_table('document_content', digested => '{content}'),
    public.trace_table('document_opening'), public.trace_table('change_submission', hidden => '{asked}'),
    public.trace_table('follow_up'), public.trace_table('refusal_reason'), public.trace_table('text_block'),
    public.trace_table('letter', hidden => '{sheet}', digested => '{content}');
SELECT public.keep_all_versions();

-- What points goes before what it points at: letters and papers before the items of work and the persons.
DO $weave$
DECLARE
    body text := pg_get_functiondef('public.retention_erase_file(bigint)'::regprocedure);
    place text := E'    DELETE FROM public.work_decision WHERE work_item_id';
    added text := '';
    one record;
BEGIN
    IF strpos(body, place) = 0 THEN
        RAISE EXCEPTION 'function retention_erase_file has no line that begins with %', place;
    END IF;
    FOR one IN
        SELECT * FROM (VALUES
            (1, 'document_opening', 'customer_id = p_customer'),
            (2, 'document_content',
             'document_id IN (SELECT d.id FROM public.document d WHERE d.customer_id = p_customer)'),
            (3, 'document', 'customer_id = p_customer'),
            (4, 'follow_up', 'customer_id = p_customer'),
            (5, 'change_submission', 'customer_id = p_customer'),
            (6, 'letter', 'customer_id = p_customer')
        ) AS listed (rank, name, rule) ORDER BY rank
    LOOP
        added := added || format(
            E'    DELETE FROM public.%1$I WHERE %2$s;\n'
            '    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object(%1$L, n);\n', one.name, one.rule);
    END LOOP;
    EXECUTE overlay(body PLACING added || place FROM strpos(body, place) FOR length(place));
END $weave$;
