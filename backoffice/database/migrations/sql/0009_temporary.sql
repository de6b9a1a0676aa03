ALTER TABLE customer ADD reserved boolean NOT NULL DEFAULT false;
ALTER TABLE audit_entry ADD purpose text, ADD table_name text, ADD new_values jsonb;
CREATE FUNCTION public.sees_customer(p_customer bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.customer c JOIN public.staff_landlord l ON l.landlord_id = c.landlord_id
      JOIN public.staff s ON s.id = l.staff_id AND s.login = session_user AND s.role NOT IN ('CARETAKER')
      WHERE c.id = p_customer AND (NOT c.reserved OR s.role = 'MANAGER'))
$$;
