-- Messages leave once. The courier commits « handed » before the server can take a message, and « sent » once
-- it has: found handed and not sent after two minutes, a message may have left, and the one repeat is counted.

-- What the courier has handed over is no longer taken back. A code that is over is emptied all the same.
CREATE FUNCTION public.keep_handed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.template = 'CALLER_CODE' THEN
        NEW.state := OLD.state;
        RETURN NEW;
    END IF;
    PERFORM public.refuse('TOO_LATE_TO_UNDO',
        'Le message est en train de partir : il n’est plus temps de le reprendre. Relisez le dossier dans deux '
        'minutes.');
    RETURN NULL;
END $$;
COMMENT ON FUNCTION public.keep_handed() IS 'Refuses to cancel a message that the courier has handed over.';

CREATE TRIGGER keep_handed BEFORE UPDATE OF state ON public.outbox_message FOR EACH ROW
    WHEN (OLD.state = 'WAITING' AND NEW.state = 'CANCELLED' AND OLD.handed_at IS NOT NULL)
    EXECUTE FUNCTION public.keep_handed();

-- Whether a message may be handed over now: ripe, and in nobody's hands, or in hands that died.
CREATE FUNCTION public.is_ripe(m public.outbox_message) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.state = 'WAITING' AND greatest(m.not_before, m.retry_at) <= clock_timestamp()
       AND (m.handed_at IS NULL OR m.handed_at <= clock_timestamp() - interval '2 minutes')
       AND (m.template <> 'CALLER_CODE'
            OR m.secret_body IS NOT NULL AND m.recorded_at > clock_timestamp() - interval '10 minutes')
$$;
COMMENT ON FUNCTION public.is_ripe(public.outbox_message) IS 'Whether a message may be handed over now.';

-- What is ripe, codes first: an agent and a tenant wait for them on the line. Nothing is kept yet.
CREATE FUNCTION public.ripe_messages(p_channel text, p_most integer)
RETURNS TABLE (
    id bigint, message_key uuid, landlord_code text, landlord_name text, address text, template text,
    subject text, body text, attempts integer, ripe_at timestamptz, seen_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET client_min_messages = error
SET debug_print_parse = off SET debug_print_rewritten = off SET debug_print_plan = off
AS $$
    WITH codes AS (
        SELECT m.id FROM public.outbox_message m
        WHERE m.secret_body IS NOT NULL AND m.channel = p_channel AND public.is_ripe(m)
          AND m.landlord_id = ANY ((SELECT public.my_landlords())::bigint[])
        ORDER BY m.id LIMIT p_most
    ), others AS (
        SELECT m.id FROM public.outbox_message m
        WHERE m.state = 'WAITING' AND m.channel = p_channel
          AND greatest(m.not_before, m.retry_at) <= clock_timestamp() AND public.is_ripe(m)
          AND m.landlord_id = ANY ((SELECT public.my_landlords())::bigint[])
        ORDER BY greatest(m.not_before, m.retry_at), m.id LIMIT p_most
    )
    SELECT m.id, m.message_key, l.code, l.name, m.address, m.template, m.subject,
           coalesce(m.secret_body, m.body), m.attempts, m.not_before, clock_timestamp()
    FROM public.outbox_message m JOIN public.landlord l ON l.id = m.landlord_id
    WHERE m.id IN (SELECT c.id FROM codes c UNION SELECT o.id FROM others o)
    ORDER BY m.secret_body IS NULL, greatest(m.not_before, m.retry_at), m.id LIMIT p_most
$$;
COMMENT ON FUNCTION public.ripe_messages(text, integer) IS 'Messages that may leave now, codes of callers first.';

-- The last instant at which a message can be taken back is before this commit. Nothing is returned when it
-- was, when another courier has it, or while it is being undone.
CREATE FUNCTION public.hand_message(p_message bigint) RETURNS TABLE (handed_at timestamptz, repeated boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    found public.outbox_message;
BEGIN
    SELECT m.* INTO found FROM public.outbox_message m
    WHERE m.id = p_message AND m.channel IN ('EMAIL', 'SMS')
      AND m.landlord_id = ANY (public.my_landlords()) AND public.is_ripe(m)
    FOR UPDATE SKIP LOCKED;
    IF found.id IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY UPDATE public.outbox_message AS m
    SET handed_at = clock_timestamp(), attempts = m.attempts + 1,
        repeats = m.repeats + CASE WHEN found.handed_at IS NULL THEN 0 ELSE 1 END
    WHERE m.id = found.id RETURNING m.handed_at, found.handed_at IS NOT NULL;
END $$;
COMMENT ON FUNCTION public.hand_message(bigint) IS 'Takes a message for good, just before it may leave.';

-- It has left, whoever says so and however late.
CREATE FUNCTION public.settle_sent(p_message bigint, p_provider text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.outbox_message AS m
    SET state = 'SENT', sent_at = clock_timestamp(), last_error = NULL, retry_at = NULL, secret_body = NULL,
        provider_id = left(p_provider, 100)
    WHERE m.id = p_message AND m.state = 'WAITING' AND m.handed_at IS NOT NULL
      AND m.landlord_id = ANY (public.my_landlords());
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION public.settle_sent(bigint, text) IS 'A message has left; its secret is emptied.';

-- It has not left: again after so many seconds. Without them it is given up: failed, or come back when a class of bounce is given.
CREATE FUNCTION public.settle_failed(
    p_message bigint, p_handed timestamptz, p_code text, p_pause integer, p_bounce text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.outbox_message AS m
    SET last_error = left(p_code, 100), handed_at = NULL, retry_at = clock_timestamp() + make_interval(secs => p_pause),
        state = CASE WHEN p_pause IS NULL THEN 'FAILED' ELSE m.state END,
        bounced_at = CASE WHEN p_pause IS NULL AND p_bounce IS NOT NULL THEN clock_timestamp() END,
        bounce = CASE WHEN p_pause IS NULL THEN p_bounce END,
        secret_body = CASE WHEN p_pause IS NULL THEN NULL ELSE m.secret_body END
    WHERE m.id = p_message AND m.state = 'WAITING' AND m.handed_at = p_handed
      AND m.landlord_id = ANY (public.my_landlords());
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION public.settle_failed(bigint, timestamptz, text, integer, text) IS 'A message has not left: again after so many seconds, or given up.';

-- The server went away before it could take the message: this was no try of its own.
CREATE FUNCTION public.give_back(p_message bigint, p_handed timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.outbox_message AS m SET handed_at = NULL, attempts = m.attempts - 1
    WHERE m.id = p_message AND m.state = 'WAITING' AND m.handed_at = p_handed
      AND m.landlord_id = ANY (public.my_landlords());
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION public.give_back(bigint, timestamptz) IS 'A message was not offered after all.';

-- The server had all of it and did not answer: it stays handed, so that the next departure is counted.
CREATE FUNCTION public.settle_doubtful(
    p_message bigint, p_handed timestamptz, p_code text, p_pause integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.outbox_message AS m
    SET last_error = left(p_code, 100), retry_at = clock_timestamp() + make_interval(secs => p_pause),
        state = CASE WHEN p_pause IS NULL THEN 'FAILED' ELSE m.state END,
        secret_body = CASE WHEN p_pause IS NULL THEN NULL ELSE m.secret_body END
    WHERE m.id = p_message AND m.state = 'WAITING' AND m.handed_at = p_handed
      AND m.landlord_id = ANY (public.my_landlords());
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION public.settle_doubtful(bigint, timestamptz, text, integer) IS 'Nobody knows whether a message has left.';

-- A code older than ten minutes opens nothing: it does not leave. Returns how many were given up.
CREATE FUNCTION public.fail_late_codes() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    late integer;
BEGIN
    UPDATE public.outbox_message AS m
    SET state = 'FAILED', last_error = 'TOO_LATE', secret_body = NULL
    FROM (SELECT w.id FROM public.outbox_message w
          WHERE w.state = 'WAITING' AND w.channel IN ('EMAIL', 'SMS') AND w.template = 'CALLER_CODE'
            AND w.recorded_at <= clock_timestamp() - interval '10 minutes'
            -- In somebody's hands: he says how it ended, or dies and his time ends.
            AND (w.handed_at IS NULL OR w.handed_at <= clock_timestamp() - interval '2 minutes')
            AND w.landlord_id = ANY ((SELECT public.my_landlords())::bigint[])
          FOR UPDATE SKIP LOCKED) AS old
    WHERE m.id = old.id;
    GET DIAGNOSTICS late = ROW_COUNT;
    RETURN late;
END $$;
COMMENT ON FUNCTION public.fail_late_codes() IS 'Gives up the codes of callers that are over.';

-- The server of a tenant sent a message back after it had been taken. Returns whether it is one of ours.
CREATE FUNCTION public.note_bounce(p_key uuid, p_class text, p_code text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    back public.outbox_message;
BEGIN
    SELECT m.* INTO back FROM public.outbox_message m
    WHERE m.message_key = p_key AND m.handed_at IS NOT NULL AND m.state <> 'CANCELLED'
      AND m.landlord_id = ANY (public.my_landlords()) FOR UPDATE;
    IF back.id IS NULL THEN
        RETURN false;
    ELSIF back.bounced_at IS NULL THEN
        UPDATE public.outbox_message AS m
        SET state = 'FAILED', bounced_at = clock_timestamp(), bounce = p_class, last_error = left(p_code, 100),
            retry_at = NULL, secret_body = NULL
        WHERE m.id = back.id;
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION public.note_bounce(uuid, text, text) IS 'A message that had left came back.';

-- As before, for a courier of the version before; what this one has in its hands is not given to it.
CREATE OR REPLACE FUNCTION public.take_messages(most integer DEFAULT 100) RETURNS SETOF public.outbox_message
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.* FROM public.outbox_message m
    WHERE m.state = 'WAITING' AND greatest(m.not_before, m.retry_at) <= clock_timestamp()
      AND (m.handed_at IS NULL OR m.handed_at <= clock_timestamp() - interval '2 minutes')
      AND m.landlord_id = ANY ((SELECT public.my_landlords())::bigint[])
    ORDER BY m.not_before, m.id LIMIT most FOR UPDATE SKIP LOCKED
$$;
