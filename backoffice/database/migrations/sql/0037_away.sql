-- Colleagues are told who is away today and who stands in, never for how long nor since when others will be.

CREATE FUNCTION public.colleagues_away() RETURNS TABLE (who text, stand_in text, back_on date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    today date := public.proof_day();
BEGIN
    PERFORM public.proof_staff();
    RETURN QUERY SELECT away.full_name, other.full_name, max(b.valid_to)
    FROM public.staff_absence b
    JOIN public.staff away ON away.id = b.staff_id
    LEFT JOIN public.staff other ON other.id = b.stand_in_id
    WHERE b.landlord_id = ANY (public.my_landlords()) AND b.cancelled_at IS NULL
      AND b.valid_from <= today AND b.valid_to > today
    GROUP BY away.id, away.full_name, other.id, other.full_name
    ORDER BY away.full_name, away.id;
END $$;
COMMENT ON FUNCTION public.colleagues_away() IS 'Colleagues of my landlords who are away today, and who stands in.';
