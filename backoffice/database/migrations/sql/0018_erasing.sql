-- What erasing a file takes with it: the numbers that callers rang from, and those merged into its people.
-- The functions of the retention are completed where they stand, so that what other migrations added to them stays.

CREATE FUNCTION public.kept_person(p_person bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE chain (id, rank) AS (
        SELECT p_person, 0
        UNION ALL
        SELECT m.kept_id, c.rank + 1 FROM chain c
          JOIN public.person_merge m ON m.merged_id = c.id AND m.undone_at IS NULL
    )
    SELECT c.id FROM chain c ORDER BY c.rank DESC LIMIT 1
$$;
COMMENT ON FUNCTION public.kept_person(bigint) IS 'The person whom files name in place of a merged one; himself otherwise.';

CREATE FUNCTION public.merged_persons(p_persons bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE merged (id) AS (
        SELECT m.merged_id FROM public.person_merge m WHERE m.kept_id = ANY (p_persons) AND m.undone_at IS NULL
        UNION
        SELECT m.merged_id FROM merged g
          JOIN public.person_merge m ON m.kept_id = g.id AND m.undone_at IS NULL
    )
    SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM merged
$$;
COMMENT ON FUNCTION public.merged_persons(bigint[]) IS 'Everybody merged into these persons, through one another too.';

DO $weave$
DECLARE
    body text;
    piece record;
BEGIN
    FOR piece IN
        SELECT * FROM (VALUES
            ('retention_erase_file(bigint)', E'    DELETE FROM public.caller_check WHERE call_id IN',
             E'    DELETE FROM public.caller_number WHERE customer_id = p_customer;\n'
             '    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object(''caller_number'', n);\n'),
            ('retention_erase_persons(bigint[])', E'    -- Locked before judged',
             E'    -- Whoever was merged into one of them shares his fate.\n'
             '    p_persons := p_persons || public.merged_persons(p_persons);\n'),
            ('retention_erase_persons(bigint[])', E'    UPDATE public.staff SET person_id = NULL',
             E'    gone := ARRAY(SELECT g FROM unnest(gone) AS g WHERE public.kept_person(g) = ANY (gone));\n'
             '    DELETE FROM public.person_merge WHERE kept_id = ANY (gone) OR merged_id = ANY (gone);\n'
             '    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object(''person_merge'', n);\n')
        ) AS pieces (name, place, words)
    LOOP
        body := pg_get_functiondef(('public.' || piece.name)::regprocedure);
        IF strpos(body, piece.place) = 0 THEN
            RAISE EXCEPTION 'function % has no line that begins with %', piece.name, piece.place;
        END IF;
        EXECUTE overlay(body PLACING piece.words || piece.place FROM strpos(body, piece.place) FOR length(piece.place));
    END LOOP;
END $weave$;
