-- Every file of a decided item says what was decided, one not yet examined or to be looked at with caution too (R6.7).

CREATE OR REPLACE FUNCTION public.mark_documents(p_item bigint, p_state text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    -- Taken back, each is again what it was found to be.
    UPDATE public.document d SET version = d.version + 1,
        state = CASE p_state WHEN 'CLEAN' THEN coalesce(d.undecided_state, 'CLEAN') ELSE p_state END,
        undecided_state = CASE WHEN p_state <> 'CLEAN' THEN coalesce(d.undecided_state, d.state) END
    WHERE d.work_item_id = p_item AND d.state IN ('RECEIVED', 'CLEAN', 'QUARANTINED', 'ACCEPTED', 'REJECTED')
      AND CASE p_state WHEN 'CLEAN' THEN d.state IN ('ACCEPTED', 'REJECTED') ELSE d.state <> p_state END
$$;
COMMENT ON FUNCTION public.mark_documents(bigint, text) IS 'Marks the files of an item as decided, or as they were before.';
