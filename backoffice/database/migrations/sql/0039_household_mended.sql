-- Whether a manager alone decides: events that are his, titles given to who had none, a lease that ends or is given up.
CREATE OR REPLACE FUNCTION public.household_is_managers(
    p_event text, p_operations jsonb, p_lease bigint, p_effective date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT p_event IN ('VIOLENCE', 'ABANDONMENT') OR EXISTS (
        SELECT FROM jsonb_array_elements(p_operations) o
        WHERE o ->> 'op' IN ('END_LEASE', 'SET_CONFIDENTIAL')
           OR o ->> 'op' = 'ADD_HOLDING' AND p_event IN ('NEW_PARTNER', 'PACS_ENDED')
           OR o ->> 'op' = 'END_HOLDING' AND p_event = 'PACS_ENDED'
           -- A death gives the lease by itself to who holds it already, and to the spouse who lives there, a holder
           -- by law even without a title; to anybody else it is a transfer.
           OR o ->> 'op' = 'ADD_HOLDING' AND p_event = 'DEATH' AND NOT EXISTS (
                SELECT FROM public.lease_holder h
                WHERE h.lease_id = p_lease AND h.person_id = (o ->> 'person_id')::bigint
                  AND h.valid_from <= p_effective AND (h.valid_to IS NULL OR h.valid_to > p_effective))
            AND NOT EXISTS (
                SELECT FROM public.household_member m
                WHERE m.lease_id = p_lease AND m.person_id = (o ->> 'person_id')::bigint AND m.relation = 'SPOUSE'
                  AND m.valid_from <= p_effective AND (m.valid_to IS NULL OR m.valid_to > p_effective))
           -- Somebody alive who loses his title after a death gave the lease up.
           OR o ->> 'op' = 'END_HOLDING' AND p_event = 'DEATH' AND EXISTS (
                SELECT FROM public.lease_holder h JOIN public.person p ON p.id = h.person_id
                WHERE h.id = (o ->> 'id')::bigint AND p.deceased_on IS NULL AND NOT EXISTS (
                    SELECT FROM jsonb_array_elements(p_operations) same
                    WHERE same ->> 'op' IN ('SET_DECEASED', 'ADD_HOLDING')
                      AND (same ->> 'person_id')::bigint = h.person_id)))
$$;

-- Whoever takes a lease over was of the household; whoever is written to holds the lease; couples have their proof.
CREATE OR REPLACE FUNCTION public.household_refuse_outsiders(p_event text, p_operations jsonb, p_contract public.lease)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_event NOT IN ('MARRIAGE', 'PACS', 'NEW_PARTNER') AND EXISTS (
            SELECT FROM jsonb_array_elements(p_operations) o
            WHERE o ->> 'op' = 'ADD_HOLDING' AND NOT public.household_names((o ->> 'person_id')::bigint, p_contract))
        OR EXISTS (
            SELECT FROM jsonb_array_elements(p_operations) o
            WHERE o ->> 'op' = 'SET_MAIN'
              AND NOT EXISTS (SELECT FROM jsonb_array_elements(p_operations) h
                              WHERE h ->> 'op' = 'ADD_HOLDING' AND h ->> 'person_id' = o ->> 'person_id')
              AND NOT EXISTS (SELECT FROM public.lease_holder h
                              WHERE h.lease_id = p_contract.id AND h.person_id = (o ->> 'person_id')::bigint)) THEN
        PERFORM public.household_wrong('Cette personne n’est pas de ce foyer : choisissez-la dans la liste.');
    END IF;
    -- Who is married or bound by a PACS goes on with the lease: only the event with its proof says so.
    IF EXISTS (
            SELECT FROM jsonb_array_elements(p_operations) o
            WHERE o ->> 'op' = 'ADD_LIVING'
              AND (o ->> 'relation' = 'SPOUSE' AND p_event <> 'MARRIAGE'
                OR o ->> 'relation' = 'PACS_PARTNER' AND p_event <> 'PACS')) THEN
        PERFORM public.household_wrong('Un couple s’enregistre par son mariage ou son PACS : rouvrez le formulaire.');
    END IF;
END $$;

-- A spouse who lives there goes on with the lease, a PACS partner too: neither is ever a mere entry in a file.
CREATE OR REPLACE FUNCTION public.create_occupant(p_whom public.customer, p_person bigint, p_told jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    home public.lease;
    since date := (p_told ->> 'since')::date;
BEGIN
    IF p_told ->> 'relation' IN ('SPOUSE', 'PACS_PARTNER') THEN
        PERFORM public.proof_refuse('OUT_OF_SCOPE',
            'Un époux ou un partenaire de PACS s’enregistre par un changement de foyer (Ctrl+Maj+Y), avec sa preuve.');
    END IF;
    SELECT l.* INTO home FROM public.lease l JOIN public.premises p ON p.id = l.premises_id
     WHERE l.customer_id = p_whom.id AND p.kind = 'DWELLING' AND l.valid_from <= since
       AND (l.valid_to IS NULL OR l.valid_to > since)
     ORDER BY l.valid_from DESC, l.id LIMIT 1 FOR UPDATE OF l;
    IF home.id IS NULL OR since > public.proof_day() OR p_told ->> 'relation' = 'HOLDER' THEN
        PERFORM public.proof_refuse('NO_DWELLING',
            'Ce dossier n’a pas de logement à cette date, ou le lien ne convient pas : '
            'vérifiez la date d’arrivée et le lien avec le titulaire.');
    END IF;
    INSERT INTO public.household_member (landlord_id, lease_id, person_id, relation, valid_from)
    VALUES (p_whom.landlord_id, home.id, p_person, p_told ->> 'relation', since);
END $$;
