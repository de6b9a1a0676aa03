-- Numbers that callers ring from, attached to a file by hand: they help to find it, and prove nothing (R4.26).

CREATE FUNCTION public.attach_caller(p_customer bigint, p_number text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    whom public.customer := public.proof_customer(p_customer);
    found bigint;
BEGIN
    IF p_number IS NULL OR p_number !~ '^\+[1-9][0-9]{6,14}$' THEN
        PERFORM public.proof_refuse('WRONG_NUMBER',
            'Ce numéro ne se lit pas : seul un numéro de téléphone complet se rattache à un dossier.');
    END IF;
    PERFORM public.proof_refuse_own_household(whom.id);
    -- The customer is locked: of two colleagues who attach the same number, the second finds the first's.
    SELECT n.id INTO found FROM public.caller_number n
     WHERE n.customer_id = whom.id AND n.number_key = p_number AND n.removed_at IS NULL;
    IF found IS NULL THEN
        INSERT INTO public.caller_number (landlord_id, customer_id, number_key, attached_by, attached_at)
        VALUES (whom.landlord_id, whom.id, p_number, me.id, clock_timestamp()) RETURNING id INTO found;
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION public.attach_caller(bigint, text) IS
    'Note that somebody rings about this file from this number; once, however often it is asked.';

CREATE FUNCTION public.remove_caller(p_id bigint, p_version integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    asked public.caller_number;
BEGIN
    SELECT n.* INTO asked FROM public.caller_number n
     WHERE n.id = p_id AND public.sees_customer(n.customer_id) FOR UPDATE OF n;
    IF asked.id IS NULL THEN
        PERFORM public.proof_refuse('NO_CALLER_NUMBER',
            'Ce numéro n’est plus rattaché à ce dossier : relisez le dossier.');
    ELSIF asked.removed_at IS NOT NULL THEN
        RETURN;
    ELSIF asked.version IS DISTINCT FROM p_version THEN
        PERFORM public.refuse_stale_person();
    END IF;
    UPDATE public.caller_number SET removed_at = clock_timestamp(), removed_by = me.id, version = version + 1
     WHERE id = asked.id;
END $$;
COMMENT ON FUNCTION public.remove_caller(bigint, integer) IS 'Take a calling number away from a file.';

SELECT public.trace_table('caller_number');
