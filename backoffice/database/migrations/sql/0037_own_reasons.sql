-- A landlord's own reasons are given like those of the program; a doubt is still asked, never a refusal (R2.10, R2.11).

CREATE OR REPLACE FUNCTION public.insurance_refuse_decision(
    p_paper public.insurance_submission, p_customer bigint, p_decision text, p_reason text, p_details jsonb)
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := public.proof_day();
BEGIN
    IF p_decision = 'ACCEPTED' THEN
        PERFORM public.insurance_refuse_checks(p_details -> 'checks');
        PERFORM public.insurance_refuse_period(
            p_paper, (p_details ->> 'covered_from')::date, (p_details ->> 'covered_until')::date);
        IF EXISTS (SELECT FROM jsonb_array_elements_text(coalesce(p_details -> 'leases', '[]')) AS named (id)
                   WHERE NOT EXISTS (SELECT FROM public.lease l WHERE l.id = named.id::bigint
                       AND l.customer_id = p_customer AND l.valid_from <= today
                       AND (l.valid_to IS NULL OR l.valid_to > today))) THEN
            PERFORM public.refuse('WRONG_CONTRACT',
                'Un contrat coché n’est pas un contrat en cours de ce locataire : rouvrez le dossier.');
        END IF;
    ELSIF p_decision = 'REJECTED' AND p_reason NOT IN (
        'NOT_AN_ATTESTATION', 'NAME_MISMATCH', 'ADDRESS_MISMATCH', 'EXPIRED', 'NOT_YET_VALID', 'PERIOD_MISSING',
        'COVER_MISSING', 'WRONG_CONTRACT', 'OWNER_STATUS', 'ILLEGIBLE', 'INCOMPLETE', 'UNREADABLE_FILE',
        'DUPLICATE')
        AND (p_reason = 'TO_BE_CONFIRMED_WITH_INSURER' OR NOT EXISTS (
            SELECT FROM public.refusal_reason r WHERE r.landlord_id = p_paper.landlord_id
              AND r.kind = 'INSURANCE' AND r.code = p_reason AND r.to_at IS NULL)) THEN
        PERFORM public.refuse('NO_REASON', 'Choisissez dans la liste pourquoi cette attestation est refusée.');
    ELSIF p_decision NOT IN ('REJECTED', 'ASKED') THEN
        PERFORM public.refuse('UNKNOWN_DECISION',
            'Acceptez, refusez ou demandez ; une attestation ne se classe pas sans réponse.');
    END IF;
END $$;
