-- A receipt is numbered, then sealed, then frozen. Without a key in force, and for the programs of before, it is
-- frozen at once; a paper without a seal is a good paper.

-- What enters: whole, or waiting for its seal under the key in force.
CREATE FUNCTION public.keep_receipt_new() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.signature IS NOT NULL OR NEW.sealed_at IS NOT NULL THEN
        PERFORM public.refuse('RECEIPT_SEALED', 'Un sceau ne s’écrit pas à la main : le facteur seul le pose.');
    ELSIF NEW.landlord_key_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.landlord_key k
        WHERE k.id = NEW.landlord_key_id AND k.landlord_id = NEW.landlord_id AND k.valid_to IS NULL) THEN
        PERFORM public.refuse('KEY_NOT_IN_FORCE',
            'La clé du sceau vient d’être remplacée : émettez de nouveau le document.');
    END IF;
    -- The database's word, not the client's.
    NEW.sha256 := sha256(NEW.content);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION public.keep_receipt_new() IS 'A receipt enters whole, or waiting for its seal.';

CREATE TRIGGER keep_new BEFORE INSERT ON public.receipt FOR EACH ROW EXECUTE FUNCTION public.keep_receipt_new();

-- What was printed does not change. Bytes and seal come once.
CREATE FUNCTION public.keep_receipt_frozen() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (NEW.number, NEW.kind, NEW.sequence, NEW.lease_id, NEW.period_from, NEW.period_to, NEW.sheet, NEW.payload,
        NEW.landlord_key_id)
       IS DISTINCT FROM
       (OLD.number, OLD.kind, OLD.sequence, OLD.lease_id, OLD.period_from, OLD.period_to, OLD.sheet, OLD.payload,
        OLD.landlord_key_id)
       OR OLD.content IS NOT NULL AND (NEW.content, NEW.sha256) IS DISTINCT FROM (OLD.content, OLD.sha256)
       OR (OLD.signature IS NOT NULL OR OLD.content IS NOT NULL)
          AND (NEW.signature, NEW.sealed_at) IS DISTINCT FROM (OLD.signature, OLD.sealed_at) THEN
        PERFORM public.refuse('RECEIPT_FROZEN',
            'Ce document a été émis, il ne change plus : émettez-en un autre.');
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION public.keep_receipt_frozen() IS 'Refuses to change what a receipt says once it is issued (R1.19).';

CREATE TRIGGER keep_frozen BEFORE UPDATE OF
    number, kind, sequence, lease_id, period_from, period_to, sheet, payload, landlord_key_id, signature, sealed_at,
    content, sha256
ON public.receipt FOR EACH ROW EXECUTE FUNCTION public.keep_receipt_frozen();

-- The courier is woken when it commits, once a landlord.
CREATE FUNCTION public.tell_seals() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('guichet_seal', n.landlord_id::text)
    FROM news n WHERE n.content IS NULL GROUP BY n.landlord_id;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.tell_seals() IS 'Wakes the courier: receipts wait for their seal.';

CREATE TRIGGER tell_seals AFTER INSERT ON public.receipt
    REFERENCING NEW TABLE AS news FOR EACH STATEMENT EXECUTE FUNCTION public.tell_seals();

CREATE FUNCTION public.seals_waiting(p_most integer)
RETURNS TABLE (receipt_id bigint, landlord_key_id bigint, key_code text, payload text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.id, k.id, k.key_code, r.payload
    FROM public.receipt r JOIN public.landlord_key k ON k.id = r.landlord_key_id
    WHERE r.content IS NULL AND r.signature IS NULL AND r.landlord_id = ANY ((SELECT public.my_landlords())::bigint[])
    ORDER BY r.id LIMIT p_most
$$;
COMMENT ON FUNCTION public.seals_waiting(integer) IS 'What waits to be signed, the oldest first.';

-- Signed twice, the first signature stays: it is the same.
CREATE FUNCTION public.keep_seals(p_receipts bigint[], p_signatures bytea[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept integer;
BEGIN
    UPDATE public.receipt AS r
    SET signature = s.signature, sealed_at = clock_timestamp(), version = r.version + 1
    FROM unnest(p_receipts, p_signatures) AS s (id, signature)
    WHERE r.id = s.id AND s.signature IS NOT NULL AND r.signature IS NULL AND r.content IS NULL
      AND r.landlord_key_id IS NOT NULL AND r.landlord_id = ANY (public.my_landlords());
    GET DIAGNOSTICS kept = ROW_COUNT;
    RETURN kept;
END $$;
COMMENT ON FUNCTION public.keep_seals(bigint[], bytea[]) IS 'Keeps the signatures of receipts that wait; says how many.';

-- Bytes for those that still have none. Inside: who may is judged before.
CREATE FUNCTION public.freeze_rows(p_receipts bigint[], p_contents bytea[])
RETURNS TABLE (receipt_id bigint, digest text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM unnest(p_contents) AS c (content)
               WHERE c.content IS NULL OR substring(c.content FROM 1 FOR 5) <> '\x255044462d'::bytea) THEN
        PERFORM public.refuse('NOT_A_PDF', 'Cette page n’est pas un PDF : recommencez l’émission.');
    END IF;
    UPDATE public.receipt AS r
    SET content = s.content, sha256 = sha256(s.content), version = r.version + 1
    FROM unnest(p_receipts, p_contents) AS s (id, content)
    WHERE r.id = s.id AND r.content IS NULL;
    RETURN QUERY SELECT r.id, encode(r.sha256, 'hex') FROM public.receipt r
        WHERE r.id = ANY (p_receipts) AND r.content IS NOT NULL;
END $$;
COMMENT ON FUNCTION public.freeze_rows(bigint[], bytea[]) IS 'Freezes pages, once; gives the digest of each.';

-- Who issued a receipt freezes it: sealed, or without a seal when he says so after ten seconds without one.
CREATE FUNCTION public.freeze_receipts(p_receipts bigint[], p_contents bytea[], p_unsealed boolean)
RETURNS TABLE (receipt_id bigint, digest text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine bigint[];
    pages bytea[];
BEGIN
    PERFORM FROM public.receipt r WHERE r.id = ANY (p_receipts) ORDER BY r.id FOR UPDATE;
    SELECT array_agg(r.id ORDER BY r.id), array_agg(s.content ORDER BY r.id) INTO mine, pages
    FROM unnest(p_receipts, p_contents) AS s (id, content) JOIN public.receipt r ON r.id = s.id
    WHERE r.staff_id = public.my_staff_id() AND r.landlord_id = ANY (public.my_landlords())
      AND (r.content IS NOT NULL
           OR CASE WHEN p_unsealed
              THEN r.signature IS NULL AND r.issued_at <= clock_timestamp() - interval '10 seconds'
              ELSE r.signature IS NOT NULL END);
    RETURN QUERY SELECT f.receipt_id, f.digest FROM public.freeze_rows(mine, pages) f;
END $$;
COMMENT ON FUNCTION public.freeze_receipts(bigint[], bytea[], boolean) IS
    'Freezes the pages of receipts that I issued, sealed, or unsealed after ten seconds; gives the digest of each.';

-- What whoever issued it has left: sealed for thirty seconds, or waiting for five minutes.
CREATE FUNCTION public.receipts_to_freeze(p_most integer)
RETURNS TABLE (receipt_id bigint, sheet jsonb, payload text, key_code text, public_key bytea, signature bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.id, r.sheet, r.payload, k.key_code, k.public_key, r.signature
    FROM public.receipt r JOIN public.landlord_key k ON k.id = r.landlord_key_id
    WHERE r.content IS NULL AND r.landlord_id = ANY ((SELECT public.my_landlords())::bigint[])
      AND (r.sealed_at <= clock_timestamp() - interval '30 seconds'
           OR r.signature IS NULL AND r.issued_at <= clock_timestamp() - interval '5 minutes')
    ORDER BY r.id LIMIT p_most
$$;
COMMENT ON FUNCTION public.receipts_to_freeze(integer) IS 'Receipts whose page nobody froze, for the courier.';

CREATE FUNCTION public.finish_receipts(p_receipts bigint[], p_contents bytea[])
RETURNS TABLE (receipt_id bigint, digest text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    left_over bigint[];
    pages bytea[];
BEGIN
    PERFORM FROM public.receipt r WHERE r.id = ANY (p_receipts) ORDER BY r.id FOR UPDATE;
    SELECT array_agg(r.id ORDER BY r.id), array_agg(s.content ORDER BY r.id) INTO left_over, pages
    FROM unnest(p_receipts, p_contents) AS s (id, content) JOIN public.receipt r ON r.id = s.id
    WHERE r.landlord_id = ANY (public.my_landlords())
      AND (r.content IS NOT NULL OR r.sealed_at <= clock_timestamp() - interval '30 seconds'
           OR r.signature IS NULL AND r.issued_at <= clock_timestamp() - interval '5 minutes');
    RETURN QUERY SELECT f.receipt_id, f.digest FROM public.freeze_rows(left_over, pages) f;
END $$;
COMMENT ON FUNCTION public.finish_receipts(bigint[], bytea[]) IS 'Freezes pages that whoever issued them has left.';

SELECT public.trace_table('receipt', digested => '{content}');
