-- The trace: lines added in the transaction of the act, never changed, sealed in chained batches.

-- Partitions live in a schema where no client has any right: the only way in is public.audit_entry.
CREATE SCHEMA audit;
COMMENT ON SCHEMA audit IS 'Monthly partitions of the trace; reached through public.audit_entry alone.';
REVOKE ALL ON SCHEMA audit FROM PUBLIC;

CREATE FUNCTION microseconds(instant timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN isfinite(instant) THEN (extract(epoch FROM instant) * 1000000)::bigint
    -- No line is of the end of time, but a tampered one must be told, not stop the verification.
    WHEN instant = 'infinity' THEN 9223372036854775807
    ELSE -9223372036854775807
END;
COMMENT ON FUNCTION microseconds(timestamptz) IS
    'An instant as a number, whatever the TimeZone and DateStyle of the session.';

CREATE FUNCTION month_of(instant timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_trunc('month', instant AT TIME ZONE 'UTC')::date;
COMMENT ON FUNCTION month_of(timestamptz) IS 'First day of the month (UTC) of an instant: its partition.';

-- What is sealed of a line. The order never changes; a column added one day goes at the end,
-- and only where it is not null, so that the lines of before keep their text.
CREATE FUNCTION audit_text(line audit_entry) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (jsonb_build_array(
    line.batch, line.id, microseconds(line.recorded_at), line.login, line.act, line.subject,
    line.landlord_id, line.staff_id, line.customer_id, line.reason, line.purpose, line.call_id,
    line.command_id, line.table_name, line.row_key, line.old_values, line.new_values, line.detail,
    line.client_address::text, line.application
) || CASE
    -- A JSON null in place of none at all would read the same.
    WHEN 'null' IN (jsonb_typeof(line.old_values), jsonb_typeof(line.new_values), jsonb_typeof(line.detail))
    THEN '["null"]'::jsonb ELSE '[]'::jsonb
END)::text;
COMMENT ON FUNCTION audit_text(audit_entry) IS 'The canonical text of a line, of which the digest is sealed.';

-- Partitions -----------------------------------------------------------------------------------

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'TRACE_APPEND_ONLY',
        DETAIL = 'La trace ne se modifie pas et ne s’efface pas : ajoutez une ligne qui corrige, '
            'ou lancez « backoffice audit purge » pour les mois échus.';
END $$;
COMMENT ON FUNCTION refuse_change() IS 'Refuses what changes the trace, its seals and its purges.';

CREATE FUNCTION add_audit_partition(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    name text := 'entry_' || to_char(month, 'YYYY_MM');
    starts timestamptz := month::timestamp AT TIME ZONE 'UTC';
    ends timestamptz := (month + interval '1 month')::timestamp AT TIME ZONE 'UTC';
BEGIN
    -- Lines already caught by the default partition stay there; the purge finds them.
    IF to_regclass('audit.' || name) IS NOT NULL OR EXISTS (
        SELECT 1 FROM audit.entry_other AS e WHERE e.recorded_at >= starts AND e.recorded_at < ends
    ) THEN
        RETURN false;
    END IF;
    -- Made apart, then attached: that stops nobody who is writing.
    EXECUTE format('CREATE TABLE audit.%I (LIKE public.audit_entry INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    EXECUTE format('COMMENT ON TABLE audit.%I IS %L', name, 'Trace of the month ' || to_char(month, 'YYYY-MM') || ' (UTC).');
    EXECUTE format('ALTER TABLE public.audit_entry ATTACH PARTITION audit.%I FOR VALUES FROM (%L) TO (%L)', name, starts, ends);
    EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit.%I EXECUTE FUNCTION public.refuse_change()', name);
    RETURN true;
END $$;
COMMENT ON FUNCTION add_audit_partition(date) IS 'Makes the partition of a month of the trace; false when it is not needed.';

CREATE FUNCTION ensure_audit_partitions(ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made integer := 0;
BEGIN
    IF ahead NOT BETWEEN 0 AND 24 THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'TRACE_MONTHS_AHEAD',
            DETAIL = 'Les partitions de la trace se préparent pour 0 à 24 mois : demandez-en moins.';
    END IF;
    LOCK TABLE public.audit_purge IN SHARE ROW EXCLUSIVE MODE;
    FOR step IN 0..ahead LOOP
        IF public.add_audit_partition((public.month_of(now()) + make_interval(months => step))::date) THEN
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END $$;
COMMENT ON FUNCTION ensure_audit_partitions(integer) IS
    'Makes the partitions of this month and of the months ahead that are missing; says how many.';

-- Lines ----------------------------------------------------------------------------------------

-- Who, from where, in which batch: the server's words, whatever the client wrote.
CREATE FUNCTION stamp_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- The number of the transaction is taken before the batch is read: close_ready_batches relies on it.
    PERFORM pg_current_xact_id();
    SELECT last_value INTO NEW.batch FROM public.audit_batch_open;
    NEW.id := nextval('public.audit_entry_id_seq');
    NEW.login := session_user;
    NEW.client_address := inet_client_addr();
    NEW.application := nullif(current_setting('application_name'), '');
    NEW.purpose := coalesce(NEW.purpose, nullif(current_setting('guichet.purpose', true), ''));
    NEW.command_id := coalesce(NEW.command_id, nullif(current_setting('guichet.command', true), '')::uuid);
    NEW.call_id := coalesce(NEW.call_id, nullif(current_setting('guichet.call', true), '')::bigint);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION stamp_entry() IS 'Fills what the server alone says of a line of the trace.';

-- Whose file a row belongs to, by one look-up on a key.
CREATE FUNCTION traced_customer(way text, key bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    CASE way
        WHEN 'lease_id' THEN RETURN (SELECT l.customer_id FROM public.lease AS l WHERE l.id = key);
        WHEN 'account_id' THEN RETURN (SELECT a.customer_id FROM public.portal_account AS a WHERE a.id = key);
        WHEN 'call_id' THEN RETURN (SELECT c.customer_id FROM public.phone_call AS c WHERE c.id = key);
        WHEN 'receipt_id' THEN RETURN (
            SELECT l.customer_id FROM public.receipt AS r JOIN public.lease AS l ON l.id = r.lease_id WHERE r.id = key);
        WHEN 'rent_notice_id' THEN RETURN (
            SELECT l.customer_id FROM public.rent_notice AS n JOIN public.lease AS l ON l.id = n.lease_id WHERE n.id = key);
        WHEN 'person_id' THEN RETURN (
            SELECT c.customer_id FROM (
                SELECT id AS customer_id, 0 AS rank FROM public.customer WHERE main_person_id = key
                UNION ALL
                SELECT l.customer_id, 1 FROM public.lease_holder AS h JOIN public.lease AS l ON l.id = h.lease_id
                WHERE h.person_id = key
            ) AS c ORDER BY c.rank, c.customer_id DESC LIMIT 1);
        ELSE RETURN key;
    END CASE;
END $$;
COMMENT ON FUNCTION traced_customer(text, bigint) IS
    'The customer whose file holds a row, found through the column named; null when there is none.';

-- Arguments of the trigger: key columns, hidden columns, columns told by their digest,
-- column that leads to the customer, that of the landlord.
CREATE FUNCTION trace_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET bytea_output = 'hex' AS $$
DECLARE
    keys CONSTANT text[] := TG_ARGV[0];
    hidden CONSTANT text[] := TG_ARGV[1];
    digested CONSTANT text[] := TG_ARGV[2];
    whole jsonb;
    past jsonb;
    fresh jsonb;
    key text;
    name text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        whole := to_jsonb(NEW);
        fresh := whole;
    ELSIF TG_OP = 'DELETE' THEN
        whole := to_jsonb(OLD);
        past := whole;
    ELSE
        whole := to_jsonb(NEW);
        past := to_jsonb(OLD);
        SELECT jsonb_object_agg(c.key, c.value), jsonb_object_agg(c.key, past -> c.key) INTO fresh, past
        FROM jsonb_each(whole) AS c WHERE c.value IS DISTINCT FROM past -> c.key;
        IF fresh IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    FOREACH name IN ARRAY hidden LOOP
        fresh := public.told_otherwise(fresh, name, false);
        past := public.told_otherwise(past, name, false);
    END LOOP;
    FOREACH name IN ARRAY digested LOOP
        fresh := public.told_otherwise(fresh, name, true);
        past := public.told_otherwise(past, name, true);
    END LOOP;
    IF cardinality(keys) = 1 THEN
        key := whole ->> keys[1];
    ELSE
        key := (SELECT string_agg(whole ->> k.name, ',' ORDER BY k.rank) FROM unnest(keys) WITH ORDINALITY AS k (name, rank));
    END IF;
    INSERT INTO public.audit_entry (act, subject, table_name, row_key, old_values, new_values, customer_id, landlord_id)
    VALUES (
        TG_OP, TG_TABLE_NAME || ':' || key, TG_TABLE_NAME, key, past, fresh,
        CASE TG_ARGV[3]
            WHEN '' THEN NULL
            WHEN 'customer_id' THEN (whole ->> 'customer_id')::bigint
            WHEN 'id' THEN (whole ->> 'id')::bigint
            WHEN 'person' THEN public.traced_customer('person_id', (whole ->> 'id')::bigint)
            ELSE public.traced_customer(TG_ARGV[3], (whole ->> TG_ARGV[3])::bigint)
        END,
        (whole ->> TG_ARGV[4])::bigint
    );
    RETURN NULL;
END $$;
COMMENT ON FUNCTION trace_row() IS 'Adds a line to the trace for each row written: old and new values (R5.13).';

CREATE FUNCTION told_otherwise(told jsonb, name text, digested boolean) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN told -> name IS NULL OR told -> name = 'null' THEN told
    WHEN digested THEN told || jsonb_build_object(
        name, 'sha256:' || encode(sha256(decode(substr(told ->> name, 3), 'hex')), 'hex'))
    ELSE told || jsonb_build_object(name, '•••')
END;
COMMENT ON FUNCTION told_otherwise(jsonb, text, boolean) IS
    'Values of a row with one of them hidden, or (bytes) told by its digest.';

-- For the migrations, once per table.
CREATE FUNCTION trace_table(traced text, hidden text[] DEFAULT '{}', digested text[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    target CONSTANT regclass := ('public.' || quote_ident(traced))::regclass;
    ways CONSTANT text[] := '{customer_id,lease_id,account_id,call_id,receipt_id,rent_notice_id,person_id}';
    columns text[];
    keys text[];
    way text;
    landlord text;
BEGIN
    SELECT array_agg(attname::text) INTO columns FROM pg_attribute
    WHERE attrelid = target AND attnum > 0 AND NOT attisdropped;
    SELECT array_agg(a.attname::text ORDER BY k.rank) INTO keys
    FROM pg_index AS i CROSS JOIN unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (number, rank)
    JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number
    WHERE i.indrelid = target AND i.indisprimary;
    IF keys IS NULL OR NOT columns @> (hidden || digested) THEN
        RAISE EXCEPTION 'table % has no primary key, or lacks one of the columns named', traced;
    END IF;
    way := CASE traced
        WHEN 'customer' THEN 'id'
        WHEN 'person' THEN 'person'
        ELSE coalesce((SELECT w.name FROM unnest(ways) WITH ORDINALITY AS w (name, rank)
                       WHERE w.name = ANY (columns) ORDER BY w.rank LIMIT 1), '')
    END;
    landlord := CASE WHEN traced = 'landlord' THEN 'id' ELSE 'landlord_id' END;
    EXECUTE format('DROP TRIGGER IF EXISTS trace_row ON %s', target);
    EXECUTE format(
        'CREATE TRIGGER trace_row AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW '
        'EXECUTE FUNCTION public.trace_row(%L, %L, %L, %L, %L)',
        target, keys, hidden, digested, way, landlord);
END $$;
COMMENT ON FUNCTION trace_table(text, text[], text[]) IS
    'Has every write of a table traced; hidden columns are told by three dots, digested ones (bytes) by their SHA-256.';

-- Batches --------------------------------------------------------------------------------------

CREATE FUNCTION open_audit_batch() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS 'SELECT last_value FROM public.audit_batch_open';
COMMENT ON FUNCTION open_audit_batch() IS 'The batch that lines enter now.';

-- One at a time by the lock of a table that no client may lock: any login could hold an advisory lock for ever,
-- and nothing would be sealed any more.
CREATE FUNCTION open_next_batch() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    following bigint;
BEGIN
    LOCK TABLE public.audit_batch IN SHARE ROW EXCLUSIVE MODE;
    SELECT last_value + 1 INTO following FROM public.audit_batch_open;
    IF NOT EXISTS (SELECT 1 FROM public.audit_entry AS e WHERE e.batch = following - 1) THEN
        RETURN NULL;
    END IF;
    -- An opening that was rolled back has moved the counter without leaving its row.
    INSERT INTO public.audit_batch (number)
    SELECT n FROM generate_series((SELECT coalesce(max(b.number), 0) + 1 FROM public.audit_batch AS b), following) AS n;
    -- setval, not nextval: after a crash, nextval may skip numbers.
    PERFORM setval('public.audit_batch_open', following);
    RETURN following;
END $$;
COMMENT ON FUNCTION open_next_batch() IS 'Opens the next batch: lines to come enter it; null while the open one is empty. Commit, then close_ready_batches().';

-- A batch may be closed when no transaction that may still write into it runs. A writer takes the number of
-- its transaction, then reads the counter; so every writer that read the old value has a number below any
-- number taken after the opening is seen committed: the fence. When all below the fence have ended, nobody is left.
CREATE FUNCTION close_ready_batches() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ripe record;
    clean boolean;
    fresh boolean;
    closed integer := 0;
BEGIN
    LOCK TABLE public.audit_batch IN SHARE ROW EXCLUSIVE MODE;
    -- A number taken before the openings that the loop sees would prove nothing: another call will fence.
    clean := pg_current_xact_id_if_assigned() IS NULL;
    FOR ripe IN
        SELECT b.number, b.fence FROM public.audit_batch AS b
        WHERE b.closed_at IS NULL
        AND EXISTS (SELECT 1 FROM public.audit_batch AS later WHERE later.number = b.number + 1)
        ORDER BY b.number
    LOOP
        fresh := ripe.fence IS NULL;
        EXIT WHEN fresh AND NOT clean;
        IF fresh THEN
            ripe.fence := pg_current_xact_id()::text::bigint;
            UPDATE public.audit_batch SET fence = ripe.fence WHERE number = ripe.number;
        END IF;
        -- In a database restored into another cluster, a fence may lie in the future: it is settled.
        EXIT WHEN NOT (
            ripe.fence <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
            OR (NOT fresh AND ripe.fence >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
        );
        PERFORM public.close_batch(ripe.number);
        closed := closed + 1;
    END LOOP;
    RETURN closed;
END $$;
COMMENT ON FUNCTION close_ready_batches() IS
    'Seals the batches into which nobody can write any more, in order; says how many. Stops no writer.';

CREATE FUNCTION close_batch(ripe bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    batch record;
    line record;
    chain bytea;
    rank bigint := 0;
    ended timestamptz := clock_timestamp();
BEGIN
    SELECT b.previous_head, b.opened_at INTO STRICT batch FROM public.audit_batch AS b WHERE b.number = ripe;
    chain := sha256(batch.previous_head || convert_to(
        format('batch|%s|%s', ripe, public.microseconds(batch.opened_at)), 'UTF8'));
    FOR line IN
        SELECT e.id, public.month_of(e.recorded_at) AS month, sha256(convert_to(public.audit_text(e), 'UTF8')) AS digest
        FROM public.audit_entry AS e WHERE e.batch = ripe ORDER BY e.id, e.recorded_at
    LOOP
        rank := rank + 1;
        chain := sha256(chain || convert_to(
            format('line|%s|%s|%s|%s|', ripe, rank, line.id, to_char(line.month, 'YYYY-MM')), 'UTF8') || line.digest);
        INSERT INTO public.audit_seal (batch, position, entry_id, month, row_hash, chain_hash)
        VALUES (ripe, rank, line.id, line.month, line.digest, chain);
    END LOOP;
    chain := sha256(chain || convert_to(format('end|%s|%s', rank, public.microseconds(ended)), 'UTF8'));
    UPDATE public.audit_batch SET closed_at = ended, row_count = rank, head = chain, fence = NULL WHERE number = ripe;
    UPDATE public.audit_batch SET previous_head = chain WHERE number = ripe + 1;
END $$;
COMMENT ON FUNCTION close_batch(bigint) IS 'Seals one batch: a digest for each line, each chained to the one before.';

CREATE FUNCTION keep_closed_batch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL OR NEW.number <> OLD.number THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'TRACE_APPEND_ONLY',
            DETAIL = 'Un lot scellé de la trace ne se modifie pas : signalez au DPO ce qui a demandé ce changement.';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION keep_closed_batch() IS 'A batch is closed once.';

-- The digests of all the lines of some batches, without their contents: who verifies need not read them.
CREATE FUNCTION audit_digests(first bigint, last bigint)
RETURNS TABLE (batch bigint, entry_id bigint, month date, digest bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp ROWS 10000
AS $$
    SELECT e.batch, e.id, public.month_of(e.recorded_at), sha256(convert_to(public.audit_text(e), 'UTF8'))
    FROM public.audit_entry AS e WHERE e.batch BETWEEN first AND last ORDER BY e.batch, e.id, e.recorded_at
$$;
COMMENT ON FUNCTION audit_digests(bigint, bigint) IS 'Digests of the lines of the batches from first to last.';

-- Purge ----------------------------------------------------------------------------------------

CREATE FUNCTION audit_kept_from() RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT public.month_of(now() - make_interval(months => r.months)) FROM public.audit_retention AS r
    WHERE r.valid_from <= (now() AT TIME ZONE 'UTC')::date ORDER BY r.valid_from DESC LIMIT 1
$$;
COMMENT ON FUNCTION audit_kept_from() IS
    'First day kept of the trace: months that ended before the retention in force may be purged (R5.10i).';

CREATE FUNCTION purgeable_audit_months() RETURNS TABLE (month date, row_count bigint, state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT old.month, old.row_count, CASE
        WHEN old.unsealed THEN 'UNSEALED'
        WHEN act.id IS NULL THEN 'TO_ANNOUNCE'
        WHEN seal.entry_id IS NULL THEN 'ANNOUNCED'
        ELSE 'READY' END
    FROM (
        SELECT public.month_of(e.recorded_at) AS month, count(*) AS row_count, bool_or(b.closed_at IS NULL) AS unsealed
        FROM public.audit_entry AS e LEFT JOIN public.audit_batch AS b ON b.number = e.batch
        WHERE e.recorded_at < public.audit_kept_from()::timestamp AT TIME ZONE 'UTC'
        GROUP BY 1
    ) AS old
    LEFT JOIN LATERAL (
        SELECT e.id, e.batch FROM public.audit_entry AS e
        WHERE e.table_name = 'audit_entry' AND e.row_key = to_char(old.month, 'YYYY-MM') AND e.act = 'AUDIT_PURGED'
        AND (e.new_values ->> 'rows')::bigint = old.row_count
        ORDER BY e.id DESC LIMIT 1
    ) AS act ON true
    LEFT JOIN public.audit_seal AS seal ON seal.batch = act.batch AND seal.entry_id = act.id
    ORDER BY old.month
$$;
COMMENT ON FUNCTION purgeable_audit_months() IS 'The months of the trace past their retention, and how far their purge is.';

CREATE FUNCTION refuse_kept_month(asked date) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF asked >= public.audit_kept_from() OR asked <> date_trunc('month', asked) THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'TRACE_MONTH_KEPT',
            DETAIL = format('Le mois %s de la trace n’a pas atteint sa durée de conservation : '
                'rien n’est effacé avant.', to_char(asked, 'MM/YYYY'));
    END IF;
END $$;
COMMENT ON FUNCTION refuse_kept_month(date) IS 'Refuses to purge a month that must still be kept.';

CREATE FUNCTION announce_audit_purge(asked date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found record;
BEGIN
    PERFORM public.refuse_kept_month(asked);
    SELECT m.row_count, m.state INTO found FROM public.purgeable_audit_months() AS m WHERE m.month = asked;
    IF found.state = 'TO_ANNOUNCE' THEN
        INSERT INTO public.audit_entry (act, subject, table_name, row_key, new_values)
        VALUES ('AUDIT_PURGED', 'audit_entry:' || to_char(asked, 'YYYY-MM'), 'audit_entry', to_char(asked, 'YYYY-MM'),
                jsonb_build_object('rows', found.row_count, 'kept_from', public.audit_kept_from()));
    END IF;
    RETURN coalesce(found.row_count, 0);
END $$;
COMMENT ON FUNCTION announce_audit_purge(date) IS
    'Writes in the trace that a month will be purged; once that line is sealed, purge_audit_month() may act.';

CREATE FUNCTION purge_audit_month(asked date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    found record;
    starts timestamptz := asked::timestamp AT TIME ZONE 'UTC';
    ends timestamptz := (asked + interval '1 month')::timestamp AT TIME ZONE 'UTC';
BEGIN
    PERFORM public.refuse_kept_month(asked);
    SELECT m.row_count, m.state INTO found FROM public.purgeable_audit_months() AS m WHERE m.month = asked;
    IF found.state IS DISTINCT FROM 'READY' THEN
        RAISE EXCEPTION USING ERRCODE = 'GU001', MESSAGE = 'TRACE_PURGE_NOT_SEALED',
            DETAIL = format('La purge du mois %s n’est pas encore annoncée et scellée dans la trace : '
                'relancez « backoffice audit purge » dans une minute.', to_char(asked, 'MM/YYYY'));
    END IF;
    INSERT INTO public.audit_purge (month, row_count, entry_id, act_text)
    SELECT asked, found.row_count, e.id, public.audit_text(e) FROM public.audit_entry AS e
    WHERE e.table_name = 'audit_entry' AND e.row_key = to_char(asked, 'YYYY-MM') AND e.act = 'AUDIT_PURGED'
    AND (e.new_values ->> 'rows')::bigint = found.row_count
    ORDER BY e.id DESC LIMIT 1;
    EXECUTE format('DROP TABLE IF EXISTS audit.%I', 'entry_' || to_char(asked, 'YYYY_MM'));
    IF EXISTS (SELECT 1 FROM audit.entry_other AS e WHERE e.recorded_at >= starts AND e.recorded_at < ends) THEN
        ALTER TABLE audit.entry_other DISABLE TRIGGER append_only;
        DELETE FROM audit.entry_other AS e WHERE e.recorded_at >= starts AND e.recorded_at < ends;
        ALTER TABLE audit.entry_other ENABLE TRIGGER append_only;
    END IF;
    RETURN found.row_count;
END $$;
COMMENT ON FUNCTION purge_audit_month(date) IS
    'Drops the lines of a month past its retention; their digests stay sealed, with the line that announced it.';

-- What is set up -------------------------------------------------------------------------------

CREATE TABLE audit.entry_other PARTITION OF public.audit_entry DEFAULT;
COMMENT ON TABLE audit.entry_other IS 'Lines of a month without a partition of its own.';

SELECT setval('public.audit_batch_open', 1);
INSERT INTO public.audit_batch (number, previous_head)
VALUES (1, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));
INSERT INTO public.audit_retention (valid_from, months, legal_base, author)
VALUES ('2021-10-14', 12, 'CNIL, recommandation du 14 octobre 2021 sur la journalisation : six mois à un an', 'Guichet');

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.audit_entry EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit.entry_other EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON public.audit_seal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.audit_seal EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON public.audit_purge FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.audit_purge EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON public.audit_retention FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER closed_once BEFORE UPDATE ON public.audit_batch FOR EACH ROW EXECUTE FUNCTION keep_closed_batch();
CREATE TRIGGER append_only BEFORE DELETE ON public.audit_batch FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.audit_batch EXECUTE FUNCTION refuse_change();

SELECT add_audit_partition(month::date) FROM generate_series(
    (SELECT least(min(month_of(recorded_at)), month_of(now())) FROM trace_before),
    month_of(now()) + interval '6 months', interval '1 month') AS month;
INSERT INTO public.audit_entry (batch, id, recorded_at, login, landlord_id, staff_id, act, customer_id, subject, reason, call_id, command_id, detail)
SELECT 1, id, recorded_at, login, landlord_id, staff_id, act, customer_id, subject, reason, call_id, command_id, detail FROM trace_before;
SELECT setval('public.audit_entry_id_seq', (SELECT max(id) FROM trace_before)) FROM trace_before LIMIT 1;
CREATE TRIGGER stamp_entry BEFORE INSERT ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION stamp_entry();

-- Programs of the version before go on writing: they keep the rights that they had.
DO $$
DECLARE
    held record;
BEGIN
    FOR held IN SELECT * FROM trace_rights_before LOOP
        EXECUTE format('GRANT %s %s ON public.audit_entry TO %s', held.privilege,
            CASE WHEN held.column_name IS NULL THEN '' ELSE format('(%I)', held.column_name) END, held.grantee);
    END LOOP;
END $$;

SELECT trace_table(name) FROM unnest(ARRAY[
    'landlord', 'landlord_parameter', 'agency', 'staff', 'staff_landlord', 'staff_agency', 'staff_building',
    'residence', 'building', 'premises', 'person', 'contact', 'customer', 'lease', 'lease_holder',
    'household_member', 'e_delivery_consent', 'phone_call', 'caller_check', 'rent_notice', 'rent_notice_line',
    'online_payment', 'posting', 'receipt_duplicate', 'receipt_request', 'portal_account', 'account_lock',
    'registration_block', 'portal_event', 'insurance_submission', 'service_request', 'supervisor_alert',
    'database_property', 'audit_retention', 'audit_purge'
]) AS name;
SELECT trace_table('receipt', digested => '{content}');
SELECT trace_table('outbox_message', hidden => '{body}');
