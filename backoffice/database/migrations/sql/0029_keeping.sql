-- The trace of what was made, and its erasure with the file.

SELECT public.trace_table('work_skip'), public.trace_table('staff_absence'), public.trace_table('second_look');
SELECT public.keep_all_versions();

DO $weave$
DECLARE
    body text := pg_get_functiondef('public.retention_erase_file(bigint)'::regprocedure);
    place text := E'    DELETE FROM public.work_decision WHERE work_item_id';
    added text := '';
    one text;
BEGIN
    IF strpos(body, place) = 0 THEN
        RAISE EXCEPTION 'function retention_erase_file has no line that begins with %', place;
    END IF;
    FOREACH one IN ARRAY ARRAY['second_look', 'work_skip'] LOOP
        added := added || format(
            E'    DELETE FROM public.%1$I WHERE work_item_id IN (SELECT w.id FROM public.work_item w WHERE w.customer_id = p_customer);\n'
            '    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object(%1$L, n);\n', one);
    END LOOP;
    EXECUTE overlay(body PLACING added || place FROM strpos(body, place) FOR length(place));
END $weave$;
