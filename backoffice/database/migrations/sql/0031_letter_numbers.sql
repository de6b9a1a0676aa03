-- A contract of one customer may be written as the reference of another: their letters share one sequence.

CREATE OR REPLACE FUNCTION public.next_letter_number(p_customer bigint, p_lease bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whom public.customer := public.proof_customer(p_customer);
    stem text;
    place integer := 1;
BEGIN
    SELECT concat(coalesce((SELECT l.number FROM public.lease l WHERE l.id = p_lease AND l.customer_id = whom.id),
                           whom.client_ref), '-', to_char(public.proof_day(), 'YYYYMM'), '-L') INTO stem;
    -- Until the letter is kept nobody else takes a number that begins so.
    PERFORM pg_advisory_xact_lock(hashtextextended('guichet.letter.' || whom.landlord_id || '.' || stem, 0));
    WHILE EXISTS (SELECT FROM public.letter l
                  WHERE l.landlord_id = whom.landlord_id AND l.number = stem || place) LOOP
        place := place + 1;
    END LOOP;
    RETURN stem || place;
END $$;
COMMENT ON FUNCTION public.next_letter_number(bigint, bigint) IS 'The number of the next letter of a contract: contract, month, rank.';
