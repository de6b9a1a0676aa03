-- What the portal writes is read by every screen: an instant that no program can read would shut the file.

CREATE FUNCTION public.refuse_instant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.refuse('EVENT_TIME', 'Un instant de cet enregistrement est impossible : réglez l’horloge du portail.');
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.refuse_instant() IS 'Refuses a row with an instant that is infinite, or of another century.';

-- The condition is the trigger's own: a row without fault costs no call.
DO $guard$
DECLARE
    guarded record;
BEGIN
    FOR guarded IN
        SELECT * FROM (VALUES
            ('portal_account', 'created_at, activation_expires_at, activated_at, last_sign_in_at, closed_at, recreate_since'),
            ('account_lock', 'locked_at, until, ended_at'),
            ('registration_block', 'blocked_at, released_at'),
            ('portal_errand', 'asked_at, not_before, settled_at')
        ) AS listed (name, instants)
    LOOP
        EXECUTE format(
            'CREATE TRIGGER refuse_instant BEFORE INSERT OR UPDATE ON public.%1$I FOR EACH ROW '
            'WHEN (least(%2$s) < ''2000-01-01'' OR greatest(%2$s) >= ''2100-01-01'') '
            'EXECUTE FUNCTION public.refuse_instant()',
            guarded.name, regexp_replace(guarded.instants, '(\w+)', 'NEW.\1', 'g'));
    END LOOP;
END $guard$;

-- As before; and an event is of an account of its customer, a device is never kept as it was sent: whatever the
-- portal calls a digest, nobody reads a value back from it, nor meets it in another file (R4.5, R4.26).
CREATE OR REPLACE FUNCTION public.keep_coded_facts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.occurred_at NOT BETWEEN '2000-01-01' AND '2100-01-01' THEN
        PERFORM public.refuse('EVENT_TIME', 'L’heure de cet événement est impossible : réglez l’horloge du portail.');
    ELSIF TG_OP = 'INSERT' AND NEW.account_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.portal_account a WHERE a.id = NEW.account_id AND a.customer_id = NEW.customer_id) THEN
        PERFORM public.refuse('WRONG_ACCOUNT', 'Ce compte n’est pas celui de ce client : nommez le sien, ou aucun.');
    END IF;
    IF NEW.detail <> '{}' THEN
        NEW.detail := (
            SELECT coalesce(jsonb_object_agg(d.key, d.value), '{}') FROM jsonb_each(NEW.detail) AS d
            WHERE public.is_coded_fact(NEW.customer_id, d.key, d.value));
    END IF;
    IF TG_OP = 'INSERT' AND NEW.detail ? 'device' THEN
        NEW.detail := NEW.detail || jsonb_build_object('device', encode(
            sha256(convert_to(NEW.customer_id || ':' || (NEW.detail ->> 'device'), 'UTF8')), 'hex'));
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

-- The door of all items undoes no form: the registration would stay open, or the mail would leave. Seen when all
-- is done, since what is taken back follows the decision.
CREATE FUNCTION public.refuse_bare_undoing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted bigint := (SELECT w.customer_id FROM public.work_item w
                      WHERE w.id = NEW.work_item_id AND w.kind = 'ASSISTANCE');
    undone public.work_decision;
BEGIN
    IF wanted IS NULL OR NOT EXISTS (SELECT FROM public.staff s WHERE s.login = session_user) THEN
        RETURN NULL;
    END IF;
    SELECT d.* INTO undone FROM public.work_decision d
    WHERE d.work_item_id = NEW.work_item_id AND d.rank < NEW.rank ORDER BY d.rank DESC LIMIT 1;
    IF undone.decision IN ('ACCEPTED', 'REJECTED') AND (
        NOT EXISTS (SELECT FROM public.portal_event e
                    WHERE e.command_id = NEW.command_id AND e.customer_id = wanted AND e.kind = 'ACT_UNDONE')
        OR EXISTS (SELECT FROM public.portal_act a
                   WHERE a.command_id = undone.command_id AND a.undone_at IS NULL)
        OR EXISTS (SELECT FROM public.outbox_message m
                   WHERE m.command_id = undone.command_id AND m.customer_id = wanted
                     AND m.template = 'FORM_REFUSED' AND m.state <> 'CANCELLED')) THEN
        PERFORM public.refuse('FORM_DECISION',
            'Un formulaire s’annule par lui-même : annulez sa décision depuis la file des formulaires.');
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.refuse_bare_undoing() IS 'Refuses an undoing on a form that took nothing back.';

CREATE CONSTRAINT TRIGGER refuse_bare_undoing AFTER INSERT ON public.work_decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.decision = 'UNDONE')
    EXECUTE FUNCTION public.refuse_bare_undoing();

-- Enough to recognise a number, too little to learn it: country and last two figures (rules/phones.py).
CREATE OR REPLACE FUNCTION proof_masked(channel text, value_key text) RETURNS text
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN channel = 'EMAIL' THEN left(value_key, 1) || '•••@' || split_part(value_key, '@', 2)
        WHEN value_key LIKE '+33%' THEN '0' || substr(value_key, 4, 1) || ' •• •• •• ' || right(value_key, 2)
        -- Country codes have one figure, or two, or three; none begins another.
        ELSE left(value_key, CASE
                WHEN value_key ~ '^\+[17]' THEN 2
                WHEN value_key ~ '^\+(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])' THEN 3
                ELSE 4 END) || ' •• •• •• ' || right(value_key, 2)
    END
$$;
