-- Assistance forms: refused at the door when they hold a secret, an item of work otherwise (R4.5, R4.12).

-- The canonical form of a printed number, as rules/identifiers.py writes it (R4.30).
CREATE FUNCTION public.form_key(written text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT regexp_replace(
        upper(regexp_replace(normalize(written, NFKC), '[[:space:]._-]+', '', 'g')),
        '^(0*L/?(?=[0-9]))?0*(?=[[:alnum:]_])', '')
$$;
COMMENT ON FUNCTION public.form_key(text) IS 'A printed number without zeros, spaces and prefix (R4.30).';

-- What the portal should have stopped on its own screen. The value is in no message: it may be a password.
CREATE FUNCTION public.form_refuse_text(what text, value text, forbidden text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- Controls, ends of lines, and what turns the direction of writing round.
    unreadable constant text := '[\x01-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]';
    secret constant text := '\m(mdp|mots? *de *passe|password|passwd|pwd|otp|code)\M';
BEGIN
    IF value IS NULL THEN
        RETURN;
    END IF;
    IF value ~* secret OR value ~ forbidden OR length(regexp_replace(value, '[^0-9]', '', 'g')) > 12
        AND what <> 'téléphone' THEN
        PERFORM public.refuse('LOOKS_SECRET', format(
            'Le champ « %s » semble contenir un mot de passe ou un code : n’y écrivez que ce qu’imprime l’avis '
            'd’échéance.', what));
    ELSIF btrim(value) = '' OR length(value) > 120 OR value ~ unreadable THEN
        PERFORM public.refuse('FORM_VALUE', format(
            'Le champ « %s » est vide, trop long ou illisible : recopiez-le de l’avis d’échéance.', what));
    END IF;
END $$;
COMMENT ON FUNCTION public.form_refuse_text(text, text, text) IS 'Refuses a field that looks like a secret (R4.5).';

CREATE FUNCTION public.form_refuse_given(form public.assistance_form) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    named constant text := '[0-9!@#$%&*+=?:;<>/\\|(){}^~_"]|\[|\]';
    -- Letters stuck to figures are a password; of the customer's own number nobody says so.
    numbered constant text := '[!@#$%&*+=?:;<>\\|(){}^~"]|\[|\]|[[:alpha:]]{3}[0-9]|[0-9][[:alpha:]]{3}';
    own boolean := EXISTS (SELECT FROM public.customer c WHERE c.id = form.customer_id
                             AND c.client_ref_key = public.form_key(form.given_number));
BEGIN
    IF NOT own OR length(form.given_number) > 40 OR form.given_number ~ '[[:cntrl:]]' THEN
        PERFORM public.form_refuse_text('numéro', form.given_number, numbered);
    END IF;
    PERFORM public.form_refuse_text('nom', form.given_last_name, named);
    PERFORM public.form_refuse_text('prénoms', form.given_first_names, named);
    PERFORM public.form_refuse_text('téléphone', form.given_phone, '[^0-9+ ().-]');
    -- Shorter is a code received, and no number where anybody is called back.
    IF length(regexp_replace(form.given_phone, '[^0-9]', '', 'g')) NOT BETWEEN 9 AND 15 THEN
        PERFORM public.refuse('FORM_VALUE', 'Le champ « téléphone » n’est pas un numéro complet : corrigez-le.');
    END IF;
    PERFORM public.form_refuse_text('courriel', form.given_email, '[[:space:]<>,;:"()]');
    IF form.given_email !~ '^[^@]+@[^@]+\.[^@.]{2,}$' THEN
        PERFORM public.refuse('FORM_VALUE',
            'Le champ « courriel » n’est pas une adresse électronique : corrigez-le.');
    END IF;
    IF form.given_birth_date NOT BETWEEN '1880-01-01' AND public.proof_day() THEN
        PERFORM public.refuse('FORM_VALUE',
            'Le champ « date de naissance » n’est pas une date possible : corrigez-le.');
    END IF;
END $$;
COMMENT ON FUNCTION public.form_refuse_given(public.assistance_form) IS 'Refuses a form with a secret in it (R4.5).';

-- The item that waits for the customer, or a new one in the agency of his lease.
CREATE FUNCTION public.form_item(customer bigint, received timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    item bigint;
BEGIN
    -- Whoever read the form before sees another one now: his decision is refused as out of date.
    UPDATE public.work_item AS w SET version = w.version + 1, status = 'OPEN'
    WHERE w.customer_id = form_item.customer AND w.kind = 'ASSISTANCE' AND w.status IN ('OPEN', 'WAITING')
    RETURNING w.id INTO item;
    IF item IS NOT NULL THEN
        RETURN item;
    END IF;
    INSERT INTO public.work_item (landlord_id, kind, agency_id, customer_id, lease_id, received_at, due_at)
    SELECT l.landlord_id, 'ASSISTANCE', l.agency_id, l.customer_id, l.id, received, received + interval '1 day'
    FROM public.lease l WHERE l.customer_id = form_item.customer
    ORDER BY l.valid_to IS NULL OR l.valid_to > public.proof_day() DESC, l.valid_from DESC, l.id LIMIT 1
    RETURNING id INTO item;
    IF item IS NULL THEN
        PERFORM public.refuse('NO_LEASE',
            'Ce client n’a aucun contrat : le formulaire ne peut être traité que par téléphone.');
    END IF;
    RETURN item;
END $$;
COMMENT ON FUNCTION public.form_item(bigint, timestamptz) IS 'The item of work that a form joins or opens.';

CREATE FUNCTION public.receive_form() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Made with its item already, by who loads a training set.
    IF NEW.work_item_id IS NOT NULL THEN
        RETURN NEW;
    END IF;
    PERFORM public.form_refuse_given(NEW);
    -- The customer first, as everywhere: two forms of one customer wait for each other.
    PERFORM FROM public.customer c WHERE c.id = NEW.customer_id FOR UPDATE;
    NEW.received_at := greatest('2000-01-01', least(NEW.received_at, clock_timestamp()));
    NEW.work_item_id := public.form_item(NEW.customer_id, NEW.received_at);
    INSERT INTO public.portal_event (landlord_id, customer_id, kind, occurred_at)
    VALUES (NEW.landlord_id, NEW.customer_id, 'FORM_RECEIVED', NEW.received_at);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION public.receive_form() IS 'Gives a form its item of work and tells the history of the customer.';

CREATE TRIGGER receive_form BEFORE INSERT ON public.assistance_form
    FOR EACH ROW EXECUTE FUNCTION public.receive_form();

-- A registration released on the telephone leaves nothing to decide of the form; blocked again because that
-- act was undone, the form waits again.
CREATE FUNCTION public.settle_forms() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    released boolean := NEW.released_at IS NOT NULL;
    item record;
BEGIN
    FOR item IN
        SELECT w.id, w.landlord_id, last.rank FROM public.work_item w
        LEFT JOIN LATERAL (SELECT d.* FROM public.work_decision d WHERE d.work_item_id = w.id
                           ORDER BY d.rank DESC LIMIT 1) last ON true
        WHERE w.customer_id = NEW.customer_id AND w.kind = 'ASSISTANCE' AND CASE WHEN released
            THEN w.status IN ('OPEN', 'WAITING')
            ELSE (w.status, last.reason) IN (('CANCELLED', 'SETTLED_ELSEWHERE'), ('DONE', 'FORM_CHECKED'))
                AND last.decided_at >= OLD.released_at - interval '1 minute' END
        FOR UPDATE OF w
    LOOP
        UPDATE public.work_item SET status = CASE WHEN released THEN 'CANCELLED' ELSE 'OPEN' END,
            claimed_by = NULL, claimed_until = NULL, version = version + 1
        WHERE id = item.id;
        INSERT INTO public.work_decision (landlord_id, work_item_id, rank, decision, reason)
        VALUES (item.landlord_id, item.id, coalesce(item.rank, 0) + 1,
                CASE WHEN released THEN 'CANCELLED' ELSE 'REOPENED' END,
                CASE WHEN released THEN 'SETTLED_ELSEWHERE' ELSE 'ACT_UNDONE' END);
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.settle_forms() IS 'Takes a form out of the queue when its registration was released elsewhere.';

CREATE TRIGGER settle_forms AFTER UPDATE OF released_at ON public.registration_block
    FOR EACH ROW WHEN ((OLD.released_at IS NULL) <> (NEW.released_at IS NULL))
    EXECUTE FUNCTION public.settle_forms();

SELECT public.trace_table('assistance_form', hidden => ARRAY[
    'given_number', 'given_last_name', 'given_first_names', 'given_birth_date', 'given_email', 'given_phone']);
SELECT public.keep_all_versions();

-- Erasing takes them with the file, before the items that they point at.
DO $weave$
DECLARE
    body text := pg_get_functiondef('public.retention_erase_file(bigint)'::regprocedure);
    place text := E'    DELETE FROM public.work_decision WHERE work_item_id';
BEGIN
    IF strpos(body, place) = 0 THEN
        RAISE EXCEPTION 'function retention_erase_file has no line that begins with %', place;
    END IF;
    EXECUTE overlay(body PLACING
        E'    DELETE FROM public.assistance_form WHERE customer_id = p_customer;\n'
        '    GET DIAGNOSTICS n = ROW_COUNT; done := done || jsonb_build_object(''assistance_form'', n);\n' || place
        FROM strpos(body, place) FOR length(place));
END $weave$;
