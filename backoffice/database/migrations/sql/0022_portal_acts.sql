-- What is kept of an event is coded: no text, so that no password and no code can be among it (R4.5). A fact
-- that is not coded is left out and the event stays: portals of before wrote others. Numbers are keys of rows
-- of the same customer, the version of the terms is a date.
CREATE FUNCTION public.is_coded_fact(customer bigint, name text, fact jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(CASE
        -- The words themselves, and not their look: a password in capitals looks like a word.
        WHEN jsonb_typeof(fact) = 'string' AND name NOT IN ('terms', 'device') THEN fact #>> '{}' = ANY (CASE name
            WHEN 'cause' THEN ARRAY['WRONG_PASSWORDS', 'FAILED_RECREATIONS', 'STAFF']
            WHEN 'reason' THEN ARRAY[
                'FORGOTTEN_PASSWORD', 'TYPING_ERROR', 'NEW_DEVICE', 'FAILED_REGISTRATION', 'PORTAL_INCIDENT',
                'TAKEOVER_SUSPECTED', 'NOT_RECEIVED', 'LINK_EXPIRED', 'CONTACT_LOST', 'CONTACT_MISTYPED',
                'NEVER_REGISTERED', 'LETTER_LOST', 'DEVICE_SHARED', 'TENANT_OBJECTS', 'DOUBT_CLEARED', 'DEPARTURE',
                'DEATH', 'TENANT_ASKS', 'FORM_CHECKED', 'NOT_THE_HOLDER', 'DATA_DIFFERS', 'CONTACT_UNKNOWN',
                'NO_BLOCK', 'SUSPECTED_FRAUD', 'DUPLICATE']
            WHEN 'failed' THEN ARRAY[
                'LOGIN', 'PASSWORD', 'NUMBER', 'NAME', 'NOT_HOLDER', 'BIRTH_DATE', 'PARTY_NUMBER', 'EMAIL_USED',
                'EMAIL_DIFFERS', 'PASSWORD_RULE', 'PASSWORD_DIFFERS', 'TERMS', 'CAPTCHA', 'CODE', 'LINK_EXPIRED',
                'LINK_USED', 'NO_MOBILE', 'OTHER_MOBILE', 'ACCOUNT_EXISTS', 'REFUSED_NOW']
            WHEN 'typed' THEN ARRAY[
                'AS_EXPECTED', 'WITH_ZEROS', 'WITH_PREFIX', 'WITH_SUFFIX', 'WITH_SPACES', 'OTHER_NUMBER', 'EMAIL',
                'OTHER_SHAPE']
            WHEN 'message' THEN ARRAY['ACTIVATION', 'RESET', 'INVITATION']
            WHEN 'channel' THEN ARRAY['EMAIL', 'SMS', 'LETTER']
            WHEN 'place' THEN ARRAY['WEB', 'APP']
            WHEN 'act' THEN ARRAY[
                'UNLOCK', 'RELEASE_REGISTRATION', 'SEND_ACTIVATION', 'SEND_RESET', 'SEND_INVITATION',
                'REPLACE_CONTACT', 'END_SESSIONS', 'SUSPEND', 'LIFT', 'CLOSE'] END)
        WHEN name IN ('at_counter', 'outdated') THEN jsonb_typeof(fact) = 'boolean'
        WHEN name = 'terms'
            THEN jsonb_typeof(fact) = 'string' AND fact #>> '{}' ~ '^20[0-9]{2}-[01][0-9]-[0-3][0-9]$'
        -- The digest of a device: a lost one that still signs in is a sign (R4.26).
        WHEN name = 'device' THEN jsonb_typeof(fact) = 'string' AND fact #>> '{}' ~ '^[0-9a-f]{64}$'
        WHEN name = 'change' THEN EXISTS (
            SELECT FROM public.change_request r WHERE r.customer_id = customer AND to_jsonb(r.id) = fact)
        WHEN name = 'errand' THEN EXISTS (
            SELECT FROM public.portal_errand e WHERE e.customer_id = customer AND to_jsonb(e.id) = fact)
    END, false)
$$;
COMMENT ON FUNCTION public.is_coded_fact(bigint, text, jsonb) IS 'Whether a fact of an event is a code, a key or a date.';

CREATE FUNCTION public.keep_coded_facts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- An instant that no program can read would shut the whole file.
    IF NEW.occurred_at NOT BETWEEN '2000-01-01' AND '2100-01-01' THEN
        PERFORM public.refuse('EVENT_TIME', 'L’heure de cet événement est impossible : réglez l’horloge du portail.');
    END IF;
    IF NEW.detail <> '{}' THEN
        NEW.detail := (
            SELECT coalesce(jsonb_object_agg(d.key, d.value), '{}') FROM jsonb_each(NEW.detail) AS d
            WHERE public.is_coded_fact(NEW.customer_id, d.key, d.value));
    END IF;
    IF NEW.contact_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.contact c JOIN public.customer w ON w.id = NEW.customer_id
        WHERE c.id = NEW.contact_id AND c.landlord_id = w.landlord_id
          AND (c.person_id = w.main_person_id OR EXISTS (
              SELECT FROM public.lease_holder h JOIN public.lease l ON l.id = h.lease_id
              WHERE h.person_id = c.person_id AND l.customer_id = w.id))) THEN
        PERFORM public.refuse('WRONG_CONTACT', 'Ce contact n’est pas celui d’un titulaire : nommez-en un du dossier.');
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION public.keep_coded_facts() IS 'Keeps free text, passwords and codes out of the portal’s events.';

CREATE TRIGGER keep_coded_facts BEFORE INSERT OR UPDATE OF detail, contact_id ON public.portal_event
    FOR EACH ROW EXECUTE FUNCTION public.keep_coded_facts();

SELECT public.trace_table('portal_act'), public.trace_table('portal_errand');
SELECT public.keep_all_versions();

DO $news$
DECLARE
    told text;
BEGIN
    FOREACH told IN ARRAY ARRAY['portal_act', 'portal_errand'] LOOP
        EXECUTE format(
            'CREATE TRIGGER tell_inserted AFTER INSERT ON public.%1$I REFERENCING NEW TABLE AS news '
            'FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change(''portal'')', told);
        EXECUTE format(
            'CREATE TRIGGER tell_updated AFTER UPDATE ON public.%1$I REFERENCING NEW TABLE AS news '
            'FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change(''portal'')', told);
    END LOOP;
END $news$;

-- Erasing takes them with the file, or with the account alone: what points goes first.
DO $weave$
DECLARE
    body text;
    piece record;
    erased text := E'    DELETE FROM public.%1$s WHERE %2$s;\n'
        '    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object(''%1$s'', n);\n';
BEGIN
    FOR piece IN
        SELECT * FROM (VALUES
            ('retention_erase_file(bigint)', E'    DELETE FROM public.portal_event WHERE customer_id',
             'customer_id = p_customer'),
            ('retention_erase_account(bigint)', E'    DELETE FROM public.portal_event WHERE account_id',
             'account_id = p_account')
        ) AS pieces (name, place, which)
    LOOP
        body := pg_get_functiondef(('public.' || piece.name)::regprocedure);
        IF strpos(body, piece.place) = 0 THEN
            RAISE EXCEPTION 'function % has no line that begins with %', piece.name, piece.place;
        END IF;
        EXECUTE overlay(body PLACING format(erased, 'portal_errand', piece.which)
            || format(erased, 'portal_act', piece.which) || piece.place
            FROM strpos(body, piece.place) FOR length(piece.place));
    END LOOP;
END $weave$;
