-- A paper seen at the counter proves who holds it, and goes no further than he does: whoever my call or visit under
-- way for this file says is before me (R4.27).

-- That one of my calls under way for this file which allows least. One forgotten since yesterday counts no more,
-- unless it is a third party's.
CREATE FUNCTION proof_present(whom bigint, me bigint) RETURNS public.phone_call
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.* FROM public.phone_call c
    LEFT JOIN LATERAL public.proof_representative(c.representative_id, c.customer_id, c.started_at) r ON true
    WHERE c.staff_id = proof_present.me AND c.customer_id = proof_present.whom AND c.ended_at IS NULL
      AND (c.caller IN ('THIRD_PARTY', 'AUTHORITY') OR c.started_at > clock_timestamp() - interval '12 hours')
    ORDER BY (c.caller IN ('THIRD_PARTY', 'AUTHORITY')) IS TRUE DESC,
             public.highest_level(c.caller, r.scope, r.lives_there), c.id
    LIMIT 1
$$;

-- The same rule as counter_level of rules/calls/who.py, for the one who allows least.
CREATE FUNCTION proof_counter_level(present public.phone_call) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN present.id IS NULL THEN 'L3'
                ELSE public.highest_level(present.caller, r.scope, r.lives_there) END
    FROM (SELECT) AS one
    LEFT JOIN public.proof_representative(present.representative_id, present.customer_id, present.started_at) r
        ON true
$$;

CREATE OR REPLACE FUNCTION proof_level(
    wanted public.customer, call bigint, at_counter boolean, staff public.staff
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    proof public.phone_call;
BEGIN
    PERFORM public.proof_refuse_barred(wanted.id);
    IF call IS NULL THEN
        proof := public.proof_present(wanted.id, staff.id);
        IF proof.caller IN ('THIRD_PARTY', 'AUTHORITY') THEN
            PERFORM public.proof_refuse_speaker(proof);
        END IF;
        RETURN CASE WHEN at_counter THEN public.proof_counter_level(proof) ELSE 'L0' END;
    END IF;
    proof := public.proof_call(call, staff);
    IF proof.customer_id <> wanted.id THEN
        PERFORM public.proof_refuse('CALLER_NOT_VERIFIED', format(
            'L’appel n° %s concerne un autre locataire : vérifiez l’appelant pour celui-ci.', call));
    END IF;
    RETURN public.level_of_call(call);
END $$;

-- The visit made for an act is that of whoever is before me, no further than he may go.
CREATE OR REPLACE FUNCTION proof_visit(whom public.customer, me public.staff, words text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    at timestamptz := clock_timestamp();
    present public.phone_call := public.proof_present(whom.id, me.id);
    visit bigint;
BEGIN
    INSERT INTO public.phone_call
        (landlord_id, staff_id, customer_id, place, started_at, ended_at, level, summary, caller, representative_id)
    VALUES (whom.landlord_id, me.id, whom.id, 'COUNTER', at, at, public.proof_counter_level(present), words,
            coalesce(present.caller, 'HOLDER'), present.representative_id) RETURNING id INTO visit;
    INSERT INTO public.caller_check (landlord_id, call_id, method, outcome, staff_id, recorded_at)
    VALUES (whom.landlord_id, visit, 'COUNTER_ID', 'PASSED', me.id, at);
    RETURN visit;
END $$;
