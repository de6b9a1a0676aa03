-- Seeing a portal as its tenant leaves a line, which is refused while whoever listens has not proved he may hear it.

CREATE FUNCTION public.refuse_seeing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me bigint := public.my_staff_id();
    other public.phone_call;
    mine bigint;
BEGIN
    SELECT c.id INTO mine FROM public.phone_call c
    WHERE c.staff_id = me AND c.customer_id = NEW.customer_id AND c.ended_at IS NULL
      AND c.started_at > clock_timestamp() - interval '12 hours'
    ORDER BY c.started_at DESC, c.id DESC LIMIT 1;
    -- My call with him decides; without one, whoever else is on the telephone would hear.
    SELECT c.* INTO other FROM public.phone_call c
    WHERE mine IS NULL AND c.staff_id = me AND c.place = 'PHONE' AND c.ended_at IS NULL
      AND c.customer_id IS DISTINCT FROM NEW.customer_id
      AND c.started_at > clock_timestamp() - interval '12 hours'
    ORDER BY c.id DESC LIMIT 1;
    IF other.id IS NOT NULL THEN
        PERFORM public.proof_refuse('OTHER_CALL', coalesce(
            (SELECT format('Un appel est en cours pour le client %s : concluez-le d’abord (F12).', c.client_ref)
               FROM public.customer c WHERE c.id = other.customer_id),
            'Un appel est en cours et nul ne sait de qui : cherchez la personne, ou concluez-le d’abord (F12).'));
    END IF;
    IF mine IS NOT NULL OR me IS NOT NULL AND NEW.purpose IN ('CALL', 'COUNTER') THEN
        PERFORM public.proof_refuse_barred(NEW.customer_id);
        IF mine IS NULL OR public.level_of_call(mine) < 'L2' THEN
            PERFORM public.proof_refuse('CALLER_NOT_VERIFIED',
                'Vérifiez d’abord l’appelant : numéro et nom, puis deux réponses, '
                'un code ou un rappel au numéro du dossier (niveau 2).');
        END IF;
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION public.refuse_seeing() IS
    'Nobody sees as the tenant for one who is on the line and not verified (R4.6, R4.20).';

-- After the stamp, which fills in the purpose that was announced.
CREATE TRIGGER unseen_while_listened BEFORE INSERT ON public.audit_entry FOR EACH ROW
    WHEN (NEW.act = 'SEE_AS_TENANT') EXECUTE FUNCTION public.refuse_seeing();
