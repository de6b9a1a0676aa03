-- The vocabulary of notes: versions are added, never changed, and each is traced (R5.19).

CREATE FUNCTION keep_note_versions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'NOTE_VERSIONS_KEPT',
        DETAIL = 'Une version du vocabulaire des notes ne se modifie pas et ne s’efface pas : '
            'ajoutez-en une autre, ou retirez le terme.';
END $$;
COMMENT ON FUNCTION keep_note_versions() IS 'Refuses what changes a version of the vocabulary of notes.';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON public.note_term
    FOR EACH ROW EXECUTE FUNCTION keep_note_versions();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.note_term EXECUTE FUNCTION keep_note_versions();

SELECT public.trace_table('note_term');
