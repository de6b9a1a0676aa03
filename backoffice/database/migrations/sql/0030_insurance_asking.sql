-- Requests as facts (R2.3), and campaigns of them: each tenant once, whatever stops the program.

-- A message that asks is a request for every contract that wants one, whichever version of the program wrote it.
CREATE FUNCTION public.note_insurance_request() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := public.proof_day();
BEGIN
    INSERT INTO public.insurance_request (landlord_id, lease_id, kind, channel, asked_at, staff_id, command_id)
    SELECT l.landlord_id, l.id, 'REQUEST', NEW.channel, NEW.recorded_at, public.my_staff_id(), NEW.command_id
    FROM public.lease l
    WHERE l.customer_id = NEW.customer_id AND l.insurance_required AND l.valid_from <= today
      AND (l.valid_to IS NULL OR l.valid_to > today)
      AND NOT EXISTS (SELECT FROM public.insurance_submission s WHERE s.lease_id = l.id
                        AND (s.state = 'SUBMITTED' OR s.state = 'ACCEPTED' AND s.covered_until > today + public.insurance_window(l.landlord_id)))
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.note_insurance_request() IS 'Notes that a certificate was asked for by a message (R2.3).';

-- Those sent before are facts too.
INSERT INTO public.insurance_request (landlord_id, lease_id, kind, channel, asked_at, command_id)
SELECT DISTINCT ON (l.id, m.command_id, m.channel, m.recorded_at)
       l.landlord_id, l.id, 'REQUEST', m.channel, m.recorded_at, m.command_id
FROM public.outbox_message m
JOIN public.lease l ON l.customer_id = m.customer_id AND l.insurance_required
    AND l.valid_from <= (m.recorded_at AT TIME ZONE 'Europe/Paris')::date
    AND (l.valid_to IS NULL OR l.valid_to > (m.recorded_at AT TIME ZONE 'Europe/Paris')::date)
WHERE m.template = 'INSURANCE_REQUESTED'
ON CONFLICT DO NOTHING;

CREATE TRIGGER note_insurance_request AFTER INSERT ON public.outbox_message
    FOR EACH ROW WHEN (NEW.template = 'INSURANCE_REQUESTED') EXECUTE FUNCTION public.note_insurance_request();

CREATE FUNCTION public.insurance_campaigner(p_landlord bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
BEGIN
    IF me.role NOT IN ('ADVISER', 'MANAGER') OR NOT p_landlord = ANY (public.my_landlords()) THEN
        PERFORM public.refuse('ROLE', 'Les campagnes sont faites par un conseiller ou un responsable : demandez-le-lui.');
    END IF;
    RETURN me.id;
END $$;
COMMENT ON FUNCTION public.insurance_campaigner(bigint) IS 'Who makes campaigns for a landlord, or a refusal.';

CREATE FUNCTION public.prepare_insurance_campaign(
    p_landlord bigint, p_label text, p_kind text, p_answer_by date, p_chosen jsonb, p_lines jsonb, p_command uuid)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me bigint := public.insurance_campaigner(p_landlord);
    made bigint := (SELECT c.id FROM public.insurance_campaign c WHERE c.command_id = p_command);
BEGIN
    IF made IS NOT NULL THEN
        RETURN made;
    ELSIF coalesce(btrim(p_label), '') = '' OR p_answer_by <= public.proof_day() OR p_answer_by IS NULL THEN
        PERFORM public.refuse('CAMPAIGN', 'Une campagne a un nom et un jour de réponse à venir : complétez-les.');
    END IF;
    INSERT INTO public.insurance_campaign (landlord_id, label, kind, answer_by, chosen, staff_id, command_id)
    VALUES (p_landlord, left(btrim(p_label), 80), p_kind, p_answer_by, p_chosen, me, p_command)
    RETURNING id INTO made;
    INSERT INTO public.insurance_campaign_line (landlord_id, campaign_id, customer_id, lease_ids, command_id)
    SELECT c.landlord_id, made, c.id, ARRAY(SELECT l.id FROM public.lease l
               WHERE l.customer_id = c.id AND l.id = ANY (k.leases) ORDER BY l.number_key), k.command
    FROM jsonb_to_recordset(p_lines) AS k (customer bigint, leases bigint[], command uuid)
    JOIN public.customer c ON c.id = k.customer AND c.landlord_id = p_landlord
    WHERE public.sees_customer(c.id) AND NOT public.in_my_household(c.id)
    ORDER BY c.id;
    IF NOT FOUND THEN
        PERFORM public.refuse('NOBODY', 'Personne n’est à écrire avec ces choix : élargissez-les.');
    END IF;
    RETURN made;
END $$;
COMMENT ON FUNCTION public.prepare_insurance_campaign(bigint, text, text, date, jsonb, jsonb, uuid) IS 'Makes a campaign with its tenants, once.';

-- The next tenant to write to, kept; two desks that run the same campaign share it.
CREATE FUNCTION public.next_campaign_line(p_campaign bigint)
RETURNS TABLE (line_id bigint, customer_id bigint, lease_ids bigint[], command_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    campaign public.insurance_campaign;
    mine record;
BEGIN
    SELECT c.* INTO campaign FROM public.insurance_campaign c WHERE c.id = p_campaign;
    PERFORM public.insurance_campaigner(campaign.landlord_id);
    SELECT k.id, k.customer_id, k.lease_ids, k.command_id INTO mine FROM public.insurance_campaign_line k
    WHERE k.campaign_id = p_campaign AND k.state = 'TO_DO' AND public.sees_customer(k.customer_id)
    ORDER BY k.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF mine.id IS NULL THEN
        UPDATE public.insurance_campaign c SET state = 'DONE', version = c.version + 1
        WHERE c.id = p_campaign AND c.state <> 'DONE' AND NOT EXISTS (
            SELECT FROM public.insurance_campaign_line k WHERE k.campaign_id = p_campaign AND k.state = 'TO_DO');
        RETURN;
    END IF;
    UPDATE public.insurance_campaign c SET state = 'RUNNING', version = c.version + 1
    WHERE c.id = p_campaign AND c.state = 'READY';
    RETURN QUERY SELECT mine.id, mine.customer_id, mine.lease_ids, mine.command_id;
END $$;
COMMENT ON FUNCTION public.next_campaign_line(bigint) IS 'The next tenant of a campaign, locked until the end of the transaction.';

CREATE FUNCTION public.settle_campaign_line(
    p_line bigint, p_state text, p_reason text, p_letter bigint, p_subject text, p_body text, p_short text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    line public.insurance_campaign_line;
    campaign public.insurance_campaign;
    way text;
BEGIN
    SELECT k.* INTO line FROM public.insurance_campaign_line k WHERE k.id = p_line;
    SELECT c.* INTO campaign FROM public.insurance_campaign c WHERE c.id = line.campaign_id;
    PERFORM public.insurance_campaigner(campaign.landlord_id);
    PERFORM public.proof_customer(line.customer_id);
    SELECT k.* INTO line FROM public.insurance_campaign_line k WHERE k.id = p_line FOR UPDATE;
    IF line.state <> 'TO_DO' THEN
        RETURN line.told;
    END IF;
    IF p_state = 'DONE' THEN
        IF NOT EXISTS (SELECT FROM public.letter t WHERE t.id = p_letter AND t.customer_id = line.customer_id
                         AND t.command_id = line.command_id) THEN
            PERFORM public.refuse('NO_LETTER', 'La lettre de ce locataire manque : relancez la campagne.');
        END IF;
        PERFORM public.tell_tenant(line.customer_id, CASE campaign.kind WHEN 'REMINDER' THEN 'INSURANCE_REMINDER'
            ELSE 'INSURANCE_CAMPAIGN' END, p_subject, p_body, p_short, line.command_id);
        SELECT m.channel INTO way FROM public.outbox_message m
        WHERE m.customer_id = line.customer_id AND m.command_id = line.command_id LIMIT 1;
        INSERT INTO public.insurance_request (landlord_id, lease_id, kind, channel, asked_at, staff_id, command_id)
        SELECT line.landlord_id, l, campaign.kind, coalesce(way, 'LETTER'), clock_timestamp(), public.my_staff_id(),
               line.command_id
        FROM unnest(line.lease_ids) AS l ON CONFLICT DO NOTHING;
    END IF;
    UPDATE public.insurance_campaign_line k SET state = p_state, reason = p_reason, letter_id = p_letter, told = way,
        done_at = clock_timestamp(), version = k.version + 1
    WHERE k.id = p_line;
    RETURN way;
END $$;
COMMENT ON FUNCTION public.settle_campaign_line(bigint, text, text, bigint, text, text, text) IS 'Says what became of a tenant of a campaign: letter made and message put, failed, or pointless.';

CREATE FUNCTION public.retry_campaign_line(p_line bigint, p_version integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    line public.insurance_campaign_line;
BEGIN
    SELECT k.* INTO line FROM public.insurance_campaign_line k WHERE k.id = p_line FOR UPDATE;
    PERFORM public.insurance_campaigner(line.landlord_id);
    PERFORM public.proof_customer(line.customer_id);
    IF line.state <> 'FAILED' OR line.version IS DISTINCT FROM p_version THEN
        RAISE EXCEPTION USING ERRCODE = 'GU002', MESSAGE = 'LINE_CHANGED', DETAIL =
            'Cette ligne n’est plus en échec : relisez la campagne.';
    END IF;
    UPDATE public.insurance_campaign_line k SET state = 'TO_DO', reason = NULL, done_at = NULL, version = k.version + 1
    WHERE k.id = p_line;
    UPDATE public.insurance_campaign c SET state = 'RUNNING', version = c.version + 1
    WHERE c.id = line.campaign_id AND c.state = 'DONE';
    RETURN line.version + 1;
END $$;
COMMENT ON FUNCTION public.retry_campaign_line(bigint, integer) IS 'Puts a failed tenant of a campaign back to be done.';
