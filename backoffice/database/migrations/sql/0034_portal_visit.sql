-- A visit at the counter says what was done in it, and an alert goes with the unlock that raised it.

-- As services/calls.py concludes a call, compared by a test on every word.
CREATE FUNCTION access_visit_words(caller text, level text, act text) RETURNS text
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT format('%s, niveau %s (%s) ; %s.',
        CASE caller WHEN 'CO_HOLDER' THEN 'Un cotitulaire' WHEN 'REPRESENTATIVE' THEN 'Un représentant'
                    WHEN 'THIRD_PARTY' THEN 'Un tiers' WHEN 'AUTHORITY' THEN 'Police, justice, impôts'
                    ELSE 'Le titulaire' END,
        right(level, 1),
        CASE level WHEN 'L0' THEN 'non identifié' WHEN 'L1' THEN 'identifiants donnés'
                   WHEN 'L2' THEN 'identité vérifiée' ELSE 'identité certaine' END,
        CASE act WHEN 'UNLOCK' THEN 'compte débloqué' WHEN 'RELEASE_REGISTRATION' THEN 'inscription libérée'
                 WHEN 'SEND_ACTIVATION' THEN 'activation renvoyée' WHEN 'SEND_RESET' THEN 'réinitialisation envoyée'
                 WHEN 'SEND_INVITATION' THEN 'courrier d’invitation demandé'
                 WHEN 'REPLACE_CONTACT' THEN 'contact remplacé' WHEN 'END_SESSIONS' THEN 'connexions fermées'
                 WHEN 'SUSPEND' THEN 'compte suspendu' WHEN 'LIFT' THEN 'suspension levée'
                 WHEN 'CLOSE' THEN 'compte fermé' END)
$$;
COMMENT ON FUNCTION public.access_visit_words(text, text, text) IS 'The conclusion of a visit made for an act.';

CREATE OR REPLACE FUNCTION access_note(
    whom public.customer, me public.staff, account bigint, act text, reason text, level text, call bigint,
    at_counter boolean, command uuid
) RETURNS public.portal_act
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    at timestamptz := clock_timestamp();
    minutes integer := public.access_parameter(whom.landlord_id, 'undo_minutes', '10')::integer;
    proof bigint := (SELECT c.id FROM public.phone_call c
                     WHERE c.id = call AND c.staff_id = me.id AND c.customer_id = whom.id);
    present public.phone_call;
    made public.portal_act;
BEGIN
    IF call IS NULL AND at_counter AND level > 'L0' THEN
        present := public.proof_present(whom.id, me.id);
        proof := public.proof_visit(whom, me, public.access_visit_words(
            present.caller, public.proof_counter_level(present), act));
    END IF;
    INSERT INTO public.portal_act
        (landlord_id, customer_id, account_id, act, reason, level, staff_id, call_id, command_id, done_at,
         leaves_at)
    VALUES (whom.landlord_id, whom.id, account, act, reason, level, me.id, proof,
            coalesce(command, gen_random_uuid()), at,
            at + greatest(0, least(60, minutes)) * interval '1 minute')
    RETURNING * INTO made;
    RETURN made;
END $$;

-- The alert of a third unlock, and its number kept with the act: undone, it is withdrawn (R4.16).
CREATE FUNCTION access_alert(done public.portal_act, whom public.customer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    known bigint := (SELECT max(w.id) FROM public.supervisor_alert w WHERE w.customer_id = whom.id);
BEGIN
    PERFORM public.proof_alert_repeated(whom);
    UPDATE public.portal_act AS a SET before = a.before || jsonb_build_object('alert', w.id), version = a.version + 1
    FROM public.supervisor_alert w
    WHERE a.id = done.id AND w.customer_id = whom.id AND w.kind = 'REPEATED_UNLOCK' AND w.id > coalesce(known, 0);
END $$;
COMMENT ON FUNCTION public.access_alert(public.portal_act, public.customer) IS 'Tells a supervisor of a third unlock, and keeps the alert with the act.';

CREATE OR REPLACE FUNCTION access_ask(
    done public.portal_act, account public.portal_account, whom public.customer, wanted bigint,
    at_counter boolean
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kind text := CASE done.act
        WHEN 'UNLOCK' THEN 'UNLOCKED' WHEN 'RELEASE_REGISTRATION' THEN 'REGISTRATION_RELEASED'
        WHEN 'SEND_ACTIVATION' THEN 'ACTIVATION_ASKED' WHEN 'SEND_RESET' THEN 'RESET_ASKED'
        WHEN 'SEND_INVITATION' THEN 'INVITATION_ASKED' WHEN 'SUSPEND' THEN 'SUSPENDED'
        WHEN 'LIFT' THEN 'SUSPENSION_LIFTED' WHEN 'CLOSE' THEN 'CLOSED' END;
BEGIN
    IF kind IS NOT NULL THEN
        PERFORM public.access_event(done, whom, kind, at_counter);
    END IF;
    IF done.act IN ('SEND_ACTIVATION', 'SEND_RESET') THEN
        PERFORM public.access_errand(done, replace(done.act, 'SEND_', ''),
                                     public.access_contact(whom, account, wanted), done.leaves_at);
    ELSIF done.act = 'SEND_INVITATION' THEN
        PERFORM public.access_errand(done, 'INVITATION', NULL, done.leaves_at);
    ELSIF done.act IN ('END_SESSIONS', 'SUSPEND')
          OR done.act = 'UNLOCK' AND done.reason = 'TAKEOVER_SUSPECTED' THEN
        PERFORM public.access_event(done, whom, 'SESSIONS_ENDED', at_counter);
        PERFORM public.access_errand(done, 'SESSIONS_END', NULL, done.done_at);
    END IF;
    IF done.act = 'UNLOCK' THEN
        PERFORM public.access_alert(done, whom);
    END IF;
END $$;

-- What the act had said of itself: the alert is seen, by who undoes it and with these words; the visit too.
CREATE FUNCTION access_unsay(asked public.portal_act, me public.staff) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.supervisor_alert AS w
    SET acknowledged_at = clock_timestamp(), acknowledged_by = me.id, version = w.version + 1,
        sentence = format('%s Annulé le %s : rien n’est à regarder.', w.sentence,
                          public.proof_instant(clock_timestamp()))
    WHERE w.id = (asked.before ->> 'alert')::bigint AND w.acknowledged_at IS NULL;
    UPDATE public.phone_call AS c
    SET summary = regexp_replace(c.summary, '\.$', ' (annulé).'), version = c.version + 1
    WHERE c.id = asked.call_id AND c.place = 'COUNTER'
      AND c.summary = public.access_visit_words(c.caller, c.level, asked.act);
END $$;
COMMENT ON FUNCTION public.access_unsay(public.portal_act, public.staff) IS 'Withdraws the alert of an act and mends the words of its visit.';

-- By its author alone. Nothing is opened that was not open before the act. Returns the number of the act.
CREATE OR REPLACE FUNCTION undo_portal_act(act bigint, command uuid DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    asked public.portal_act;
    whom public.customer;
BEGIN
    SELECT a.* INTO asked FROM public.portal_act a
    WHERE a.id = undo_portal_act.act AND public.sees_customer(a.customer_id);
    IF asked.id IS NULL THEN
        PERFORM public.proof_refuse('NO_ACT', 'Cet acte n’existe pas : relisez l’historique du dossier.');
    END IF;
    PERFORM public.proof_refuse_own_household(asked.customer_id);
    whom := public.proof_customer(asked.customer_id);
    SELECT a.* INTO asked FROM public.portal_act a WHERE a.id = asked.id FOR UPDATE;
    IF asked.staff_id <> me.id THEN
        PERFORM public.proof_refuse('NOT_MY_ACT',
            'Seule la personne qui a fait cet acte l’annule : prévenez-la, ou faites l’acte contraire.');
    ELSIF asked.undone_at IS NOT NULL THEN
        PERFORM public.proof_refuse('ALREADY_UNDONE', 'Cet acte est déjà annulé : rien n’est à faire.');
    ELSIF NOT public.access_keep(asked) OR public.portal_act_settled(asked.id) THEN
        PERFORM public.proof_refuse('TOO_LATE_TO_UNDO',
            'Il est trop tard : un message est parti, ou le compte a changé depuis. Faites l’acte contraire.');
    END IF;
    PERFORM public.access_take_back(asked);
    PERFORM public.access_put_back(asked);
    IF asked.act = 'REPLACE_CONTACT' THEN
        PERFORM public.access_give_back_contact((asked.before ->> 'change')::bigint);
    END IF;
    PERFORM public.access_unsay(asked, me);
    UPDATE public.portal_act AS a
    SET undone_at = clock_timestamp(), undone_by = me.id, version = a.version + 1 WHERE a.id = asked.id;
    INSERT INTO public.portal_event
        (landlord_id, customer_id, account_id, kind, occurred_at, detail, staff_id, call_id, command_id)
    VALUES (whom.landlord_id, whom.id, asked.account_id, 'ACT_UNDONE', clock_timestamp(),
            jsonb_build_object('act', asked.act), me.id, asked.call_id, command);
    RETURN asked.id;
END $$;
