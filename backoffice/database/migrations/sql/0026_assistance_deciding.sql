-- What is decided of an assistance form: to release the registration or not, everything checked again here
-- (R4.13, R4.20). A release is the act of the portal's own functions: same refusals, notices and undoing.

CREATE FUNCTION public.form_words(written text) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    -- The letters of rules/names.py that Unicode does not decompose.
    SELECT array_remove(regexp_split_to_array(upper(regexp_replace(normalize(translate(replace(replace(replace(replace(
        lower(translate(written, 'ÆŒØĐÐŁÞĦŊƏ', 'æœøđðłþħŋə')),
        'æ', 'ae'), 'œ', 'oe'), 'ß', 'ss'), 'þ', 'th'), 'øđðłıħŋə', 'oddlihne'), NFKD),
        '[\u0300-\u036f\u200b-\u200f\u2060\ufeff\u00ad]', '', 'g')), '[^A-Z0-9]+'), '')
$$;
COMMENT ON FUNCTION public.form_words(text) IS 'The words of a name without accents, case and hyphens (R4.31).';

CREATE FUNCTION public.form_first_names_agree(given text, known text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT cardinality(g.words) > 0 AND (
        array_to_string(g.words, '') = array_to_string(k.words, '')
        OR g.words <@ k.words AND k.words[1] = ANY (g.words))
    FROM (SELECT public.form_words(given) AS words) g, (SELECT public.form_words(known) AS words) k
$$;
COMMENT ON FUNCTION public.form_first_names_agree(text, text) IS 'Whether first names are those of the file, all or the first.';

-- Number, name and birth date of the main person: the same rule as rules/portal/forms.py, compared by a test.
CREATE FUNCTION public.form_agrees(form public.assistance_form) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(public.form_key(form.given_number) = c.client_ref_key
        AND form.given_birth_date = p.birth_date
        AND EXISTS (
            SELECT FROM (VALUES (form.given_last_name, form.given_first_names),
                                (form.given_first_names, form.given_last_name)) AS way (last, firsts)
            CROSS JOIN LATERAL (SELECT array_to_string(public.form_words(p.birth_name), '') AS birth,
                                       array_to_string(public.form_words(coalesce(p.usage_name, '')), '') AS usage) k
            WHERE array_to_string(public.form_words(way.last), '')
                    = ANY (array_remove(ARRAY[k.birth, k.usage, k.birth || k.usage, k.usage || k.birth], ''))
              AND public.form_first_names_agree(way.firsts, p.first_names)), false)
    FROM public.customer c JOIN public.person p ON p.id = c.main_person_id WHERE c.id = form.customer_id
$$;
COMMENT ON FUNCTION public.form_agrees(public.assistance_form) IS 'Whether number, name and birth date of a form are those of the file.';

-- The customer of an item, kept: always before the item itself, as where a registration is released.
CREATE FUNCTION public.form_customer(item bigint) RETURNS public.customer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted bigint;
BEGIN
    SELECT w.customer_id INTO wanted FROM public.work_item w WHERE w.id = item AND w.kind = 'ASSISTANCE';
    IF wanted IS NULL OR NOT public.sees_customer(wanted) THEN
        PERFORM public.refuse('ITEM_UNKNOWN',
            'Ce formulaire n’existe pas ou n’est pas de vos agences : relancez la file.');
    END IF;
    RETURN public.proof_customer(wanted);
END $$;
COMMENT ON FUNCTION public.form_customer(bigint) IS 'The customer of a form’s item, locked.';

-- The form's answers stand for the number and the name that a caller says; the code or the call-back to the
-- contact on file does the rest (row « formulaire d’assistance » of the portals: L2 by form answers and code).
CREATE FUNCTION public.form_credit(call bigint, whom public.customer, me public.staff) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine public.phone_call := public.proof_call(call, me);
    passed text[];
BEGIN
    SELECT array_agg(k.method) INTO passed FROM public.caller_check k
    WHERE k.call_id = mine.id AND k.outcome = 'PASSED';
    IF mine.customer_id = whom.id AND passed && ARRAY['CODE', 'CALL_BACK']
       AND NOT passed @> ARRAY['IDENTIFIERS'] THEN
        PERFORM public.proof_note(mine, 'IDENTIFIERS', 'PASSED');
    END IF;
END $$;
COMMENT ON FUNCTION public.form_credit(bigint, public.customer, public.staff) IS 'Counts the answers of a form as identifiers given.';

CREATE FUNCTION public.form_undo_minutes(landlord bigint) RETURNS interval
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    -- An item is undone for ten minutes at most: a message that waits longer would only come late.
    SELECT least(10, greatest(0, coalesce((
        SELECT (p.value #>> '{}')::integer FROM public.landlord_parameter p
        WHERE p.landlord_id = landlord AND p.key = 'undo_minutes' AND p.valid_from <= public.proof_day()
        ORDER BY p.valid_from DESC LIMIT 1), 10))) * interval '1 minute'
$$;
COMMENT ON FUNCTION public.form_undo_minutes(bigint) IS 'How long a decision on a form is undone before its mail leaves.';

-- The mail of a refusal: to the contacts on file in use, whatever the form says; it tells neither what differed
-- nor why. The preview reads the same rows.
CREATE FUNCTION public.form_notices(item bigint)
RETURNS TABLE (person_id bigint, channel text, address text, subject text, body text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    today date := public.proof_day();
BEGIN
    RETURN QUERY
    SELECT DISTINCT ON (told.channel, k.value_key) k.person_id, told.channel, k.value_key,
        'Votre demande d’assistance',
        CASE told.channel WHEN 'SMS' THEN format(
            '%s : votre demande d’assistance pour le portail n’a pas été acceptée. Appelez le %s.', h.name, h.phone)
        ELSE format(E'Bonjour,\n\nUne demande d’assistance pour créer votre compte en ligne %s a été examinée. Elle '
            'n’a pas été acceptée. Pour créer votre compte, appelez-nous au %s, votre avis d’échéance sous les yeux, '
            'ou passez à votre agence avec une pièce d’identité.\n\nSi vous n’avez rien demandé, dites-le-nous au '
            'même numéro. Nous ne vous demanderons jamais votre mot de passe.\n\n%s', h.name, h.phone, h.name) END
    FROM public.work_item w
    JOIN public.customer c ON c.id = w.customer_id
    JOIN public.landlord h ON h.id = c.landlord_id
    JOIN public.contact k ON k.person_id = c.main_person_id
    CROSS JOIN LATERAL (SELECT CASE k.channel WHEN 'EMAIL' THEN 'EMAIL' ELSE 'SMS' END AS channel) told
    WHERE w.id = item AND w.kind = 'ASSISTANCE' AND public.sees_customer(c.id)
      AND k.usable_for_security_from < clock_timestamp() + interval '50 years'
      AND k.channel IN ('EMAIL', 'MOBILE') AND k.valid_from <= today AND (k.valid_to IS NULL OR k.valid_to > today)
    ORDER BY told.channel, k.value_key, k.id;
END $$;
COMMENT ON FUNCTION public.form_notices(bigint) IS 'What leaves when a form is refused: to whom, where, what.';

CREATE FUNCTION public.form_refused(whom public.customer, me public.staff, reason text, command uuid, item bigint)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.portal_event (landlord_id, customer_id, kind, occurred_at, detail, staff_id, command_id)
    VALUES (whom.landlord_id, whom.id, 'FORM_REFUSED', clock_timestamp(),
            jsonb_build_object('reason', reason), me.id, command);
    INSERT INTO public.outbox_message
        (landlord_id, customer_id, person_id, channel, address, template, subject, body, not_before, command_id)
    SELECT whom.landlord_id, whom.id, n.person_id, n.channel, n.address, 'FORM_REFUSED', n.subject, n.body,
           clock_timestamp() + public.form_undo_minutes(whom.landlord_id), command
    FROM public.form_notices(item) n;
END $$;
COMMENT ON FUNCTION public.form_refused(public.customer, public.staff, text, uuid, bigint) IS 'Tells the history and the holder that a form was refused.';

CREATE FUNCTION public.form_refuse_release(form public.assistance_form, me public.staff) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT public.form_agrees(form) THEN
        PERFORM public.refuse('FORM_DIFFERS',
            'Le numéro, le nom ou la date de naissance ne correspond pas au dossier : refusez le formulaire, '
            'ou laissez-le à un conseiller.');
    ELSIF form.doubt_at IS NOT NULL AND me.role NOT IN ('ADVISER', 'MANAGER') THEN
        PERFORM public.refuse('FORM_IN_DOUBT',
            'Ce formulaire a été laissé à un conseiller, dans le doute : prenez le suivant.');
    END IF;
END $$;
COMMENT ON FUNCTION public.form_refuse_release(public.assistance_form, public.staff) IS 'Refuses to release on a form that differs, or that is an adviser’s.';

CREATE FUNCTION public.decide_form(
    p_item bigint, p_version integer, p_decision text, p_reason text, p_call bigint, p_at_counter boolean,
    p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.form_customer(p_item);
    form public.assistance_form;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT f.* INTO form FROM public.assistance_form f
    WHERE f.work_item_id = p_item ORDER BY f.received_at DESC, f.id DESC LIMIT 1;
    form.doubt_at := (SELECT min(f.doubt_at) FROM public.assistance_form f WHERE f.work_item_id = p_item);
    IF p_decision = 'ACCEPTED' THEN
        RETURN QUERY SELECT * FROM public.decide_item(p_item, p_version, 'ACCEPTED', 'FORM_CHECKED', p_command);
        PERFORM public.form_refuse_release(form, me);
        IF p_call IS NOT NULL THEN
            PERFORM public.form_credit(p_call, whom, me);
        END IF;
        PERFORM public.do_portal_act(whom.id, 'RELEASE_REGISTRATION', 'FORM_CHECKED', p_call, p_at_counter, p_command);
    ELSIF p_decision = 'REJECTED' AND p_reason IN ('NOT_THE_HOLDER', 'DATA_DIFFERS', 'CONTACT_UNKNOWN', 'NO_BLOCK',
                                                   'SUSPECTED_FRAUD', 'DUPLICATE') THEN
        RETURN QUERY SELECT * FROM public.decide_item(p_item, p_version, 'REJECTED', p_reason, p_command);
        PERFORM public.form_refused(whom, me, p_reason, p_command, p_item);
    ELSE
        PERFORM public.refuse('NO_REASON', 'Libérez l’inscription, ou refusez avec un motif de la liste.');
    END IF;
END $$;
COMMENT ON FUNCTION public.decide_form(bigint, integer, text, text, bigint, boolean, uuid) IS 'Releases the registration on a form, or refuses the form with a reason.';

-- The mail of a refusal is taken back as long as it has not left; a release is undone as any act on the portal.
CREATE FUNCTION public.form_take_back(whom public.customer, me public.staff, last public.work_decision, command uuid)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    act bigint;
    state text;
BEGIN
    IF last.decision = 'ACCEPTED' THEN
        SELECT a.id INTO act FROM public.portal_act a WHERE a.command_id = last.command_id;
        PERFORM public.undo_portal_act(act, command);
        RETURN;
    END IF;
    FOR state IN
        SELECT m.state FROM public.outbox_message m
        WHERE m.customer_id = whom.id AND m.command_id = last.command_id AND m.template = 'FORM_REFUSED' FOR UPDATE
    LOOP
        IF state <> 'WAITING' THEN
            PERFORM public.refuse('TOO_LATE_TO_UNDO',
                'Le message est déjà parti : rouvrez le formulaire avec un motif.');
        END IF;
    END LOOP;
    UPDATE public.outbox_message m SET state = 'CANCELLED', version = m.version + 1
    WHERE m.customer_id = whom.id AND m.command_id = last.command_id AND m.template = 'FORM_REFUSED';
    INSERT INTO public.portal_event (landlord_id, customer_id, kind, occurred_at, staff_id, command_id)
    VALUES (whom.landlord_id, whom.id, 'ACT_UNDONE', clock_timestamp(), me.id, command);
END $$;
COMMENT ON FUNCTION public.form_take_back(public.customer, public.staff, public.work_decision, uuid) IS 'Takes back what a decision on a form did, before its message leaves.';

CREATE FUNCTION public.undo_form(p_item bigint, p_version integer, p_command uuid)
RETURNS TABLE (rank integer, status text, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.form_customer(p_item);
    last public.work_decision;
BEGIN
    RETURN QUERY SELECT * FROM public.decided_by(p_item, p_command);
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT d.* INTO last FROM public.work_decision d WHERE d.work_item_id = p_item ORDER BY d.rank DESC LIMIT 1;
    -- First the item: it says whose decision it was, and until when it is undone.
    RETURN QUERY SELECT * FROM public.undo_item(p_item, p_version, p_command);
    IF last.decision NOT IN ('ACCEPTED', 'REJECTED') THEN
        PERFORM public.refuse('TOO_LATE_TO_UNDO', 'Ce formulaire n’a pas de décision à annuler.');
    END IF;
    PERFORM public.form_take_back(whom, me, last, p_command);
END $$;
COMMENT ON FUNCTION public.undo_form(bigint, integer, uuid) IS 'Undoes one’s own last decision on a form.';

-- In doubt an agent leaves the form to the advisers of the agency, who see that he did.
CREATE FUNCTION public.doubt_form(p_item bigint, p_version integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.form_customer(p_item);
    item public.work_item := public.work_locked(p_item);
BEGIN
    IF item.status <> 'OPEN' OR item.claimed_by IS DISTINCT FROM me.id
        OR item.claimed_until <= clock_timestamp() THEN
        PERFORM public.work_lost(item, me.id);
    END IF;
    PERFORM public.refuse_other_version(item, p_version);
    UPDATE public.assistance_form f SET doubt_at = clock_timestamp(), doubt_by = me.id, version = f.version + 1
    WHERE f.work_item_id = p_item AND f.doubt_at IS NULL;
    UPDATE public.work_item w SET claimed_by = NULL, claimed_until = NULL, version = w.version + 1
    WHERE w.id = p_item;
END $$;
COMMENT ON FUNCTION public.doubt_form(bigint, integer) IS 'Leaves a form to an adviser, in doubt.';

-- The door of all items decides no form: it would leave the queue with nothing released and nobody told. Seen
-- when all is done, since the act or the mail follows the decision.
CREATE FUNCTION public.refuse_bare_decision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted bigint := (SELECT w.customer_id FROM public.work_item w
                      WHERE w.id = NEW.work_item_id AND w.kind = 'ASSISTANCE');
BEGIN
    IF wanted IS NOT NULL AND EXISTS (SELECT FROM public.staff s WHERE s.login = session_user) AND NOT (
        CASE NEW.decision
            WHEN 'ACCEPTED' THEN EXISTS (
                SELECT FROM public.portal_act a WHERE a.command_id = NEW.command_id AND a.customer_id = wanted
                  AND a.act = 'RELEASE_REGISTRATION' AND a.undone_at IS NULL)
            WHEN 'REJECTED' THEN EXISTS (
                SELECT FROM public.portal_event e WHERE e.command_id = NEW.command_id
                  AND e.customer_id = wanted AND e.kind = 'FORM_REFUSED')
            ELSE NEW.reason = 'SETTLED_ELSEWHERE' AND NOT public.proof_is_blocked(wanted)
        END) THEN
        PERFORM public.refuse('FORM_DECISION',
            'Un formulaire se décide par lui-même : libérez l’inscription, ou refusez-le avec un motif.');
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.refuse_bare_decision() IS 'Refuses a decision on a form that neither released nor told.';

CREATE CONSTRAINT TRIGGER refuse_bare_decision AFTER INSERT ON public.work_decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.decision IN ('ACCEPTED', 'REJECTED', 'ASKED', 'CANCELLED'))
    EXECUTE FUNCTION public.refuse_bare_decision();
