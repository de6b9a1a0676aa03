-- When an item is due: so many half-days of the landlord’s desk after the one in which it came (R7.9). The same
-- as rules/work/hours.py, compared by a test for a century. Holidays of Alsace-Moselle are working days here.

CREATE FUNCTION public.easter_day(p_year integer) RETURNS date
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- The anonymous algorithm of 1876.
    century integer := p_year / 100;
    rest integer := p_year % 100;
    gold integer := p_year % 19;
    epact integer := (19 * gold + century - century / 4 - (8 * century + 13) / 25 + 15) % 30;
    shift integer := (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    late integer := (gold + 11 * epact + 22 * shift) / 451;
    days integer := epact + shift - 7 * late + 114;
BEGIN
    RETURN make_date(p_year, days / 31, days % 31 + 1);
END $$;
COMMENT ON FUNCTION public.easter_day(integer) IS 'Easter Sunday of a year.';

CREATE FUNCTION public.is_working_day(p_day date) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT extract(isodow FROM p_day) < 6
        AND to_char(p_day, 'MMDD') <> ALL (ARRAY['0101', '0501', '0508', '0714', '0815', '1101', '1111', '1225'])
        -- Whit Monday was worked from 2005 to 2007.
        AND p_day - public.easter_day(extract(year FROM p_day)::integer) <> ALL (
            CASE WHEN extract(year FROM p_day) BETWEEN 2005 AND 2007 THEN ARRAY[1, 39] ELSE ARRAY[1, 39, 50] END)
$$;
COMMENT ON FUNCTION public.is_working_day(date) IS 'Monday to Friday, French public holidays left out.';

-- The half-days of a landlord’s desk, in order; ours where what is written does not read.
CREATE FUNCTION public.desk_slots(p_landlord bigint, p_day date)
RETURNS TABLE (opens time, closes time)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    written text := (SELECT p.value #>> '{}' FROM public.landlord_parameter p
        WHERE p.landlord_id = p_landlord AND p.key = 'desk_hours' AND p.valid_from <= p_day
        ORDER BY p.valid_from DESC LIMIT 1);
BEGIN
    IF written IS NULL OR written !~ '^\s*([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d(\s+([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)*\s*$' THEN
        written := '08:30-12:00 13:30-17:00';
    END IF;
    RETURN QUERY SELECT split_part(piece, '-', 1)::time, split_part(piece, '-', 2)::time
        FROM regexp_split_to_table(btrim(written), '\s+') AS piece ORDER BY 1;
END $$;
COMMENT ON FUNCTION public.desk_slots(bigint, date) IS 'The half-days of a landlord’s desk on a day.';

-- The delays are those of rules/work/hours.py.
CREATE FUNCTION public.work_half_days(p_kind text) RETURNS integer
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE p_kind WHEN 'ASSISTANCE' THEN 2 WHEN 'INSURANCE' THEN 6 ELSE 10 END
$$;
COMMENT ON FUNCTION public.work_half_days(text) IS 'In how many half-days an item of a kind is to be decided.';

CREATE OR REPLACE FUNCTION public.work_due(p_landlord bigint, p_kind text, p_received timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    left_over integer := public.work_half_days(p_kind);
    first_day date := (p_received AT TIME ZONE 'Europe/Paris')::date;
    slot record;
BEGIN
    FOR slot IN
        SELECT (d.day + s.opens) AT TIME ZONE 'Europe/Paris' AS opens,
               (d.day + s.closes) AT TIME ZONE 'Europe/Paris' AS closes
        FROM (SELECT first_day + n AS day FROM generate_series(0, 60) AS n
              WHERE public.is_working_day(first_day + n)) AS d
        CROSS JOIN public.desk_slots(p_landlord, first_day) AS s
        ORDER BY 1
    LOOP
        IF slot.opens > p_received THEN
            left_over := left_over - 1;
            IF left_over = 0 THEN
                RETURN slot.closes;
            END IF;
        END IF;
    END LOOP;
    RETURN p_received + interval '60 days';
END $$;

-- As it was, but for its date.
DO $weave$
DECLARE
    body text := pg_get_functiondef('public.form_item(bigint, timestamptz)'::regprocedure);
    place text := 'received + interval ''1 day''';
BEGIN
    IF strpos(body, place) = 0 THEN
        RAISE EXCEPTION 'function form_item is not the one expected';
    END IF;
    EXECUTE replace(body, place, 'public.work_due(l.landlord_id, ''ASSISTANCE'', received)');
END $weave$;
