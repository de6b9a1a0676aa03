-- A tenant without e-mail nor mobile is told by a letter: it is kept as written, and a task says to post it.

CREATE FUNCTION public.told_contact(p_customer bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT k.id
    FROM public.customer c
    JOIN public.person p ON p.id = c.main_person_id AND p.deceased_on IS NULL
    JOIN public.contact k ON k.person_id = p.id
    WHERE c.id = p_customer AND k.channel IN ('EMAIL', 'MOBILE')
      AND k.usable_for_security_from <= clock_timestamp()
      AND k.valid_from <= public.proof_day() AND (k.valid_to IS NULL OR k.valid_to > public.proof_day())
    ORDER BY k.channel = 'EMAIL' DESC, k.verified_at DESC NULLS LAST, k.id DESC LIMIT 1
$$;
COMMENT ON FUNCTION public.told_contact(bigint) IS 'The contact by which decisions are told: the e-mail on file of the main person, else his mobile.';

CREATE FUNCTION public.tenant_way(p_customer bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN k.channel = 'EMAIL' THEN 'EMAIL' WHEN k.id IS NOT NULL THEN 'SMS'
                WHEN p.deceased_on IS NULL THEN 'LETTER' END
    FROM public.customer c
    JOIN public.person p ON p.id = c.main_person_id
    LEFT JOIN public.contact k ON k.id = public.told_contact(c.id)
    WHERE c.id = p_customer AND public.sees_customer(c.id)
$$;
COMMENT ON FUNCTION public.tenant_way(bigint) IS 'How a decision would be told: by e-mail, SMS or letter; not at all when the main person has died.';

CREATE OR REPLACE FUNCTION public.tell_tenant(
    p_customer bigint, p_template text, p_subject text, p_body text, p_short text, p_command uuid)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told integer;
    item bigint;
BEGIN
    IF p_template !~ '^(DECISION|INSURANCE)_[A-Z_]{1,50}$' OR coalesce(btrim(p_body), '') = ''
        OR coalesce(btrim(p_short), '') = '' OR concat(p_subject, p_body, p_short) ~ '[{}]' THEN
        PERFORM public.refuse('UNFILLED_TEXT',
            'Le message au locataire n’est pas complet : corrigez son texte avec votre responsable.');
    END IF;
    INSERT INTO public.outbox_message
        (landlord_id, customer_id, person_id, channel, address, template, subject, body, not_before, command_id)
    SELECT c.landlord_id, c.id, k.person_id, CASE k.channel WHEN 'EMAIL' THEN 'EMAIL' ELSE 'SMS' END, k.value_key,
           p_template, p_subject, CASE k.channel WHEN 'EMAIL' THEN p_body ELSE p_short END,
           public.decision_leaves(c.landlord_id), p_command
    FROM public.customer c
    JOIN public.contact k ON k.id = public.told_contact(c.id)
    WHERE c.id = p_customer;
    GET DIAGNOSTICS told = ROW_COUNT;
    -- A campaign and a formal notice have a letter of their own.
    IF told > 0 OR NOT starts_with(p_template, 'DECISION_') THEN
        RETURN told;
    END IF;
    INSERT INTO public.outbox_message
        (landlord_id, customer_id, person_id, channel, address, template, subject, body, not_before, command_id)
    SELECT c.landlord_id, c.id, p.id, 'LETTER', coalesce(public.proof_postal_address(c), ''),
           p_template, p_subject, p_body, public.decision_leaves(c.landlord_id), p_command
    FROM public.customer c
    JOIN public.person p ON p.id = c.main_person_id AND p.deceased_on IS NULL
    WHERE c.id = p_customer;
    GET DIAGNOSTICS told = ROW_COUNT;
    IF told > 0 THEN
        SELECT w.id INTO item FROM public.work_decision d JOIN public.work_item w ON w.id = d.work_item_id
        WHERE d.command_id = p_command AND w.customer_id = p_customer;
        PERFORM public.add_follow_up(p_customer, (SELECT w.lease_id FROM public.work_item w WHERE w.id = item),
            item, 'LETTER_TO_POST', public.proof_day() + 2, p_command);
    END IF;
    RETURN told;
END $$;
COMMENT ON FUNCTION public.tell_tenant(bigint, text, text, text, text, uuid) IS 'Puts the message of a decision in the outbox, as a letter to post when he has neither e-mail nor mobile; 0 when there is nobody to write to.';
