-- Control questions: drawn by the database among what the file can answer, judged once (R4.23).

-- The questions that a file can answer; services/control_facts.py reads the answers to the same ones.
CREATE FUNCTION answerable_questions(wanted bigint) RETURNS text[]
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH payment AS (
        SELECT p.means FROM public.posting p JOIN public.lease l ON l.id = p.lease_id
        WHERE l.customer_id = wanted AND p.kind = 'PAYMENT' ORDER BY p.posted_on DESC, p.id DESC LIMIT 1
    ), dwelling AS (
        SELECT l.id, r.floor FROM public.lease l JOIN public.premises r ON r.id = l.premises_id
        WHERE l.customer_id = wanted AND r.kind = 'DWELLING'
        ORDER BY l.valid_to DESC NULLS FIRST, l.id LIMIT 1
    ), insurer AS (
        SELECT s.insurer FROM public.insurance_submission s JOIN public.lease l ON l.id = s.lease_id
        WHERE l.customer_id = wanted AND s.insurer IS NOT NULL
        ORDER BY s.submitted_at DESC, s.id DESC LIMIT 1
    ), known (question) AS (
        SELECT 'LAST_PAYMENT' FROM payment
        UNION ALL SELECT 'PAYMENT_MEANS' FROM payment WHERE means <> ''
        UNION ALL SELECT 'ENTRY_YEAR' FROM dwelling
        UNION ALL SELECT 'ROOMS_AND_FLOOR' FROM dwelling WHERE floor IS NOT NULL
        UNION ALL SELECT 'OCCUPANTS' FROM dwelling d WHERE EXISTS (
            SELECT FROM public.household_member m
            WHERE m.lease_id = d.id AND m.valid_from <= public.proof_day()
              AND (m.valid_to IS NULL OR m.valid_to > public.proof_day()))
        UNION ALL SELECT 'LAST_REQUEST' WHERE EXISTS (
            SELECT FROM public.service_request q
            WHERE q.customer_id = wanted AND q.kind <> 'NEIGHBOUR_DISPUTE')
        UNION ALL SELECT 'INSURER' FROM insurer WHERE insurer.insurer <> ''
    )
    SELECT coalesce(array_agg(question ORDER BY question), '{}') FROM known
$$;

-- The pair last asked for a customer, by whatever program.
CREATE FUNCTION proof_last_pair(wanted bigint) RETURNS text[]
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(
        (SELECT d.questions FROM public.control_draw d WHERE d.customer_id = wanted
         ORDER BY d.id DESC LIMIT 1),
        (SELECT k.questions FROM public.caller_check k JOIN public.phone_call c ON c.id = k.call_id
         WHERE c.customer_id = wanted AND k.method = 'TWO_ANSWERS' ORDER BY k.id DESC LIMIT 1),
        '{}')
$$;

-- Two questions for a call. Those already drawn and not yet judged are given again: an agent does not
-- draw until he likes the pair.
CREATE FUNCTION draw_questions(call bigint, OUT draw bigint, OUT questions text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine public.phone_call := public.proof_call(call, public.proof_staff());
    known text[];
    last text[];
BEGIN
    PERFORM public.proof_refuse_barred(mine.customer_id);
    SELECT d.id, d.questions INTO draw, questions FROM public.control_draw d
    WHERE d.call_id = mine.id AND d.answered_at IS NULL ORDER BY d.id DESC LIMIT 1;
    IF draw IS NOT NULL THEN
        RETURN;
    END IF;
    known := public.answerable_questions(mine.customer_id);
    IF cardinality(known) < 2 THEN
        PERFORM public.proof_refuse('NOT_ENOUGH_FACTS',
            'Ce dossier n’a pas assez de faits pour deux questions : rappelez le numéro du dossier '
            'ou envoyez un code.');
    END IF;
    last := public.proof_last_pair(mine.customer_id);
    -- random() obeys setseed() of whoever is connected; a random UUID does not.
    SELECT ARRAY[pair.a, pair.b] INTO questions
    FROM (SELECT a, b FROM unnest(known) AS a CROSS JOIN unnest(known) AS b WHERE a <> b) AS pair
    WHERE cardinality(known) = 2 OR NOT (last @> ARRAY[pair.a, pair.b])
    ORDER BY gen_random_uuid() LIMIT 1;
    INSERT INTO public.control_draw (landlord_id, call_id, customer_id, staff_id, questions, drawn_at)
    VALUES (mine.landlord_id, mine.id, mine.customer_id, mine.staff_id, questions, clock_timestamp())
    RETURNING id INTO draw;
END $$;

-- The agent's verdict on the two answers; each wrong one is counted (R4.23). Returns the level of the call.
CREATE FUNCTION answer_questions(draw bigint, first_right boolean, second_right boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me public.staff := public.proof_staff();
    asked public.control_draw;
    mine public.phone_call;
    wrong integer;
BEGIN
    SELECT d.* INTO asked FROM public.control_draw d WHERE d.id = answer_questions.draw;
    IF asked.id IS NULL OR asked.staff_id <> me.id THEN
        PERFORM public.proof_refuse('NOT_MY_DRAW', 'Ces questions ne sont pas les vôtres : tirez-en d’autres.');
    END IF;
    mine := public.proof_call(asked.call_id, me);
    IF first_right IS NULL OR second_right IS NULL THEN
        PERFORM public.proof_refuse('NOT_JUDGED', 'Jugez chacune des deux réponses : juste ou fausse.');
    END IF;
    UPDATE public.control_draw AS d
    SET answered_at = clock_timestamp(), first_right = answer_questions.first_right,
        second_right = answer_questions.second_right
    WHERE d.id = asked.id AND d.answered_at IS NULL;
    IF NOT FOUND THEN
        PERFORM public.proof_refuse('DRAW_USED', 'Ces questions ont déjà été jugées : tirez-en d’autres.');
    END IF;
    wrong := (NOT first_right)::integer + (NOT second_right)::integer;
    RETURN public.proof_note(mine, 'TWO_ANSWERS', CASE WHEN wrong = 0 THEN 'PASSED' ELSE 'FAILED' END,
                             asked.questions, wrong);
END $$;
