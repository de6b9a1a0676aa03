-- Contacts whose e-mail was, one day, somebody else's too: the few among which an e-mail shared today is looked for.
CREATE FUNCTION public.twin_contacts(landlord bigint, person bigint, mail text)
    RETURNS TABLE (contact_id bigint, landlord_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.id, c.landlord_id FROM public.contact c
    WHERE c.channel = 'EMAIL' AND (c.person_id = person OR c.landlord_id = landlord AND c.value_key = mail COLLATE "C")
      AND (EXISTS (SELECT FROM public.contact o WHERE o.landlord_id = c.landlord_id AND o.value_key = c.value_key
                    AND o.person_id <> c.person_id)
        OR EXISTS (SELECT FROM public.portal_account a WHERE a.landlord_id = c.landlord_id
                    AND a.login_key = c.value_key AND a.closed_at IS NULL AND a.person_id <> c.person_id)
        OR EXISTS (SELECT FROM public.portal_account a WHERE a.person_id = c.person_id AND a.closed_at IS NULL
                   OFFSET 1))
$$;
COMMENT ON FUNCTION public.twin_contacts(bigint, bigint, text)
    IS 'E-mails of this person, or written like this one, that another person or another account has too.';

CREATE FUNCTION public.keep_twin_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'contact' THEN
        INSERT INTO public.shared_contact (contact_id, landlord_id)
        SELECT w.contact_id, w.landlord_id FROM public.twin_contacts(NEW.landlord_id, NEW.person_id, NULL) w
        WHERE w.contact_id = NEW.id ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO public.shared_contact (contact_id, landlord_id)
        SELECT w.contact_id, w.landlord_id
        FROM public.twin_contacts(NEW.landlord_id, NEW.person_id, NEW.login_key) w ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.keep_twin_contact() IS 'Keeps shared_contact up to date; a row too many does no harm.';

CREATE TRIGGER keep_twin_inserted AFTER INSERT ON public.contact
    FOR EACH ROW WHEN (NEW.channel = 'EMAIL') EXECUTE FUNCTION public.keep_twin_contact();
CREATE TRIGGER keep_twin_updated AFTER UPDATE OF channel, value_key, person_id ON public.contact
    FOR EACH ROW WHEN (NEW.channel = 'EMAIL') EXECUTE FUNCTION public.keep_twin_contact();
CREATE TRIGGER keep_twin_account AFTER INSERT OR UPDATE OF login_key, person_id ON public.portal_account
    FOR EACH ROW EXECUTE FUNCTION public.keep_twin_contact();

CREATE FUNCTION public.refill_shared_contacts() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.shared_contact;
    INSERT INTO public.shared_contact (contact_id, landlord_id)
    WITH twins AS (
        SELECT c.landlord_id, c.value_key FROM public.contact c WHERE c.channel = 'EMAIL'
        GROUP BY c.landlord_id, c.value_key HAVING min(c.person_id) <> max(c.person_id)
    ), several AS (
        SELECT a.person_id FROM public.portal_account a WHERE a.closed_at IS NULL
        GROUP BY a.person_id HAVING count(*) > 1
    )
    SELECT c.id, c.landlord_id FROM public.contact c
      JOIN twins t ON t.landlord_id = c.landlord_id AND t.value_key = c.value_key WHERE c.channel = 'EMAIL'
    UNION
    SELECT c.id, c.landlord_id FROM public.contact c
      JOIN public.portal_account a ON a.landlord_id = c.landlord_id AND a.login_key = c.value_key
       AND a.closed_at IS NULL AND a.person_id <> c.person_id WHERE c.channel = 'EMAIL'
    UNION
    SELECT c.id, c.landlord_id FROM public.contact c
      JOIN several s ON s.person_id = c.person_id WHERE c.channel = 'EMAIL';
END $$;
COMMENT ON FUNCTION public.refill_shared_contacts() IS 'Write shared_contact again from all contacts and accounts.';

SELECT public.refill_shared_contacts();
