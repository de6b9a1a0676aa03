WITH spaces AS (
    SELECT oid, nspname, nspowner FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), tables AS (
    SELECT c.oid, c.oid::regclass::text AS relname, c.relkind, c.relowner, c.relrowsecurity, c.relforcerowsecurity, c.reloptions
    FROM pg_class c JOIN spaces n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
), partitions AS (
    -- New ones come with each month: what counts is that all are guarded as their table is.
    SELECT c.oid, r.oid::regclass::text AS relname, c.relowner, c.relrowsecurity, c.relforcerowsecurity
    FROM pg_class c JOIN pg_class r ON r.oid = pg_partition_root(c.oid)
    WHERE c.relkind IN ('r', 'p', 'f') AND c.relispartition
), lines (line) AS (
    SELECT concat_ws('|', 'schema', nspname, pg_get_userbyid(nspowner)) FROM spaces
    UNION
    SELECT concat_ws('|', 'table', relname, relkind, pg_get_userbyid(relowner), relrowsecurity,
        relforcerowsecurity, reloptions,
        CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END)
    FROM tables
    UNION
    SELECT concat_ws('|', 'partition', relname, pg_get_userbyid(relowner), relrowsecurity, relforcerowsecurity)
    FROM partitions
    UNION
    SELECT concat_ws('|', 'column', t.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        a.attidentity, a.attgenerated, k.collname, pg_get_expr(d.adbin, d.adrelid))
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
    LEFT JOIN pg_collation k ON k.oid = a.attcollation
    UNION
    -- Since 18 a NOT NULL is a constraint as well: the column has said it.
    SELECT concat_ws('|', 'constraint', t.relname, n.conname, n.convalidated, pg_get_constraintdef(n.oid))
    FROM tables t JOIN pg_constraint n ON n.conrelid = t.oid
    WHERE n.contype <> 'n' AND n.conparentid = 0
    UNION
    SELECT concat_ws('|', 'index', t.relname, i.indisvalid, pg_get_indexdef(i.indexrelid))
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid
    UNION
    SELECT concat_ws('|', 'trigger', t.relname, g.tgenabled, pg_get_triggerdef(g.oid))
    FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid WHERE NOT g.tgisinternal
    UNION
    SELECT concat_ws('|', 'partition trigger', p.relname, g.tgname, g.tgtype, g.tgenabled, g.tgfoid::regproc)
    FROM partitions p JOIN pg_trigger g ON g.tgrelid = p.oid WHERE NOT g.tgisinternal
    UNION
    -- A foreign key is kept by triggers of the server: switched off, it keeps nothing.
    SELECT concat_ws('|', 'key trigger', p.relname, g.tgenabled)
    FROM (SELECT oid, relname FROM tables UNION ALL SELECT oid, relname FROM partitions) p
    JOIN pg_trigger g ON g.tgrelid = p.oid WHERE g.tgisinternal
    UNION
    SELECT concat_ws('|', 'policy', p.relname, l.polname, l.polcmd, l.polpermissive,
        (SELECT string_agg(CASE WHEN o = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(o) END, ',' ORDER BY 1)
         FROM unnest(l.polroles) o),
        pg_get_expr(l.polqual, l.polrelid), pg_get_expr(l.polwithcheck, l.polrelid))
    FROM (SELECT oid, relname FROM tables UNION ALL SELECT oid, relname FROM partitions) p
    JOIN pg_policy l ON l.polrelid = p.oid
    UNION
    SELECT concat_ws('|', 'rule', t.relname, w.ev_enabled, pg_get_ruledef(w.oid))
    FROM tables t JOIN pg_rewrite w ON w.ev_class = t.oid WHERE w.rulename <> '_RETURN'
    UNION
    SELECT concat_ws('|', 'function', pg_get_userbyid(f.proowner), f.prokind,
        CASE WHEN f.prokind = 'a' THEN f.oid::regprocedure::text ELSE pg_get_functiondef(f.oid) END)
    FROM pg_proc f JOIN spaces n ON n.oid = f.pronamespace
    WHERE NOT EXISTS (
        SELECT FROM pg_depend e
        WHERE e.classid = 'pg_proc'::regclass AND e.objid = f.oid AND e.deptype = 'e')
    UNION
    SELECT concat_ws('|', 'event trigger', evtname, evtevent, evtenabled, evtfoid::regproc)
    FROM pg_event_trigger
    UNION
    SELECT concat_ws('|', 'sequence', c.oid::regclass, pg_get_userbyid(c.relowner))
    FROM pg_class c JOIN spaces n ON n.oid = c.relnamespace WHERE c.relkind = 'S'
)
SELECT encode(sha256(convert_to(string_agg(line, E'\n' ORDER BY line COLLATE "C"), 'UTF8')), 'hex') AS digest,
    current_setting('server_version_num')::int / 10000 AS server
FROM lines
