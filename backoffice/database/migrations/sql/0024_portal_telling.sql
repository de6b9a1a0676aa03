-- What the tenant is told of an act, written here alone: who asks for it by whatever program tells it too,
-- and what is previewed is what leaves (R4.15, R4.25).

-- Subject, what was done, the same for a short message.
CREATE FUNCTION access_words(
    act text, reason text, house text, OUT subject text, OUT done text, OUT brief text
)
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT w.subject, format(w.done, house), w.brief
    FROM (VALUES
        ('UNLOCK', 'TAKEOVER_SUSPECTED', 'Votre compte en ligne est débloqué',
         'Votre compte en ligne %s a été débloqué, après des essais qui semblent venir d’une autre personne. '
         'Ses connexions en cours ont été fermées. Votre mot de passe n’a pas changé : choisissez-en un nouveau.',
         'votre compte en ligne est débloqué, ses connexions sont fermées'),
        ('UNLOCK', NULL, 'Votre compte en ligne est débloqué',
         'Votre compte en ligne %s a été débloqué, à votre demande. Votre mot de passe n’a pas changé. '
         'Si vous l’avez oublié, utilisez « Mot de passe oublié ».', 'votre compte en ligne est débloqué'),
        ('RELEASE_REGISTRATION', NULL, 'Vous pouvez créer votre compte en ligne',
         'Votre inscription au portail %s a été débloquée. Vous pouvez de nouveau créer votre compte.',
         'vous pouvez créer votre compte en ligne'),
        ('SEND_ACTIVATION', NULL, 'Un nouveau message d’activation vous est envoyé',
         'À votre demande, le portail %s vous envoie un nouveau message pour activer votre compte en ligne. '
         'Ne le transmettez à personne.', 'un message d’activation vous est envoyé'),
        ('SEND_RESET', NULL, 'Un message pour changer votre mot de passe vous est envoyé',
         'À votre demande, le portail %s vous envoie un message pour choisir un nouveau mot de passe. '
         'Ne le transmettez à personne.', 'un message pour changer votre mot de passe vous est envoyé'),
        ('SEND_INVITATION', NULL, 'Un courrier d’invitation vous est envoyé',
         'Un courrier d’invitation au portail %s part à l’adresse de votre logement.',
         'un courrier d’invitation part à votre adresse'),
        ('END_SESSIONS', 'TAKEOVER_SUSPECTED', 'Vos connexions sont fermées',
         'Par précaution, toutes les connexions en cours à votre compte en ligne %s ont été fermées. '
         'Votre mot de passe n’a pas changé : choisissez-en un nouveau.',
         'les connexions à votre compte en ligne sont fermées'),
        ('END_SESSIONS', NULL, 'Vos connexions sont fermées',
         'À votre demande, toutes les connexions en cours à votre compte en ligne %s ont été fermées. '
         'Votre mot de passe n’a pas changé.', 'les connexions à votre compte en ligne sont fermées'),
        ('SUSPEND', 'TENANT_OBJECTS', 'Votre compte en ligne est suspendu',
         'À la suite de votre opposition, votre compte en ligne %s a été suspendu : personne ne peut s’y '
         'connecter. Un responsable le rouvrira après avoir vérifié votre identité.',
         'votre compte en ligne est suspendu'),
        ('SUSPEND', NULL, 'Votre compte en ligne est suspendu',
         'Par précaution, votre compte en ligne %s a été suspendu : personne ne peut s’y connecter. '
         'Un responsable le rouvrira après avoir vérifié votre identité.',
         'votre compte en ligne est suspendu par précaution'),
        ('LIFT', NULL, 'La suspension de votre compte en ligne est levée',
         'La suspension de votre compte en ligne %s a été levée. Votre mot de passe n’a pas changé.',
         'la suspension de votre compte en ligne est levée'),
        ('CLOSE', 'DEATH', 'Compte en ligne fermé', 'Le compte en ligne %s du titulaire a été fermé.',
         'le compte en ligne est fermé'),
        ('CLOSE', 'DEPARTURE', 'Votre compte en ligne est fermé',
         'À la suite de votre départ, votre compte en ligne %s a été fermé. Vos documents vous restent dus : '
         'demandez-les nous.', 'votre compte en ligne est fermé'),
        ('CLOSE', NULL, 'Votre compte en ligne est fermé',
         'À votre demande, votre compte en ligne %s a été fermé. Vos documents vous restent dus : '
         'demandez-les nous.', 'votre compte en ligne est fermé')
    ) AS w (act, reason, subject, done, brief)
    WHERE w.act = access_words.act AND (w.reason IS NULL OR w.reason = access_words.reason)
    ORDER BY w.reason IS NULL LIMIT 1
$$;

-- Subject, text, short text. A change has its case number, known once it is made (R4.25).
CREATE FUNCTION access_text(
    whom public.customer, act text, reason text, proposed jsonb, change bigint,
    OUT subject text, OUT body text, OUT short text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    house public.landlord;
    words record;
    who text;
    doubt text;
    number text := coalesce(change::text, '••••');
BEGIN
    SELECT l.* INTO house FROM public.landlord l WHERE l.id = whom.landlord_id;
    IF act = 'REPLACE_CONTACT' THEN
        subject := format('Dossier n° %s : un nouveau contact (%s) a été enregistré', number,
            coalesce(public.proof_masked(proposed ->> 'channel', proposed ->> 'value_key'), '••••'));
        body := format('%s, d%s. Si vous n’êtes pas à l’origine de cette demande, appelez aussitôt le %s en donnant '
            'ce numéro de dossier : votre compte en ligne sera suspendu et le changement arrêté.',
            house.name, substr(subject, 2), house.phone);
        short := body;
        RETURN;
    END IF;
    SELECT format('%s %s %s', CASE p.civility WHEN 'MME' THEN 'Madame' ELSE 'Monsieur' END, p.first_names,
                  coalesce(p.usage_name, p.birth_name)) INTO who
    FROM public.person p WHERE p.id = whom.main_person_id;
    words := public.access_words(act, reason, house.name);
    doubt := CASE WHEN act = 'SUSPEND' OR reason = 'TAKEOVER_SUSPECTED' THEN 'Si vous avez un doute'
                  ELSE 'Si vous n’êtes pas à l’origine de cette demande' END;
    subject := words.subject;
    body := format(E'%s,\n\n%s\n\n%s, appelez-nous au %s. Nous ne vous demanderons jamais votre mot de passe.\n\n%s',
        CASE WHEN reason = 'DEATH' THEN 'Madame, Monsieur' ELSE 'Bonjour ' || who END, words.done, doubt,
        house.phone, house.name);
    short := format('%s : %s. %s le %s.', house.name, words.brief,
        CASE WHEN doubt LIKE '%doute' THEN 'Un doute ? Appelez' ELSE 'Si ce n’est pas vous, appelez' END,
        house.phone);
END $$;

-- Where: every contact known, of the main person and of who owns the account, the one being replaced
-- included. One that left the file is used for one last message (R3.44); one that was disputed never again.
CREATE FUNCTION access_told(whom public.customer, owner bigint, apart text)
RETURNS TABLE (person_id bigint, channel text, address text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.person_id, CASE c.channel WHEN 'EMAIL' THEN 'EMAIL' ELSE 'SMS' END, c.value_key
    FROM public.contact c
    WHERE c.person_id IN (whom.main_person_id, coalesce(owner, whom.main_person_id))
      AND c.channel IN ('EMAIL', 'MOBILE') 
      -- The same number on the file of who owns the account is an old contact of his.
      AND (c.value_key IS DISTINCT FROM apart OR c.person_id <> whom.main_person_id)
      AND c.usable_for_security_from < clock_timestamp() + interval '50 years'
      AND (c.valid_to IS NULL OR c.valid_to > public.proof_day()
           OR c.valid_to > public.proof_day() - 30 AND NOT EXISTS (
               SELECT FROM public.outbox_message m
               WHERE m.customer_id = whom.id AND m.address = c.value_key
                 AND m.template IN ('ACCESS_NOTICE', 'CHANGE_NOTICE')
                 AND m.recorded_at > clock_timestamp() - interval '30 days'))
    GROUP BY c.person_id, c.channel, c.value_key
    ORDER BY c.channel, min(c.id)
$$;

-- The messages of an act as they will leave; a letter when there is no contact.
CREATE FUNCTION access_notices(
    whom public.customer, owner bigint, act text, reason text, proposed jsonb, change bigint
) RETURNS TABLE (person_id bigint, channel text, address text, subject text, body text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH told AS (
        SELECT t.*, row_number() OVER () AS rank
        -- Of other acts nobody is left out, whatever is proposed beside them.
        FROM public.access_told(
            whom, owner, CASE act WHEN 'REPLACE_CONTACT' THEN proposed ->> 'value_key' END) AS t
    ), all_told AS (
        SELECT * FROM told
        UNION ALL
        SELECT whom.main_person_id, 'LETTER', coalesce(public.proof_postal_address(whom), ''), 1
        WHERE NOT EXISTS (SELECT FROM told)
    )
    SELECT a.person_id, a.channel, a.address, w.subject, CASE a.channel WHEN 'SMS' THEN w.short ELSE w.body END
    FROM all_told a CROSS JOIN public.access_text(whom, act, reason, proposed, change) AS w
    ORDER BY a.rank
$$;

-- The same for who wants to see before he acts; for no file but those that he sees.
CREATE FUNCTION portal_notices(customer bigint, act text, reason text, proposed jsonb DEFAULT NULL)
RETURNS TABLE (person_id bigint, channel text, address text, subject text, body text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whom public.customer;
BEGIN
    SELECT c.* INTO whom FROM public.customer c
    WHERE c.id = portal_notices.customer AND public.sees_customer(c.id);
    IF whom.id IS NULL THEN
        PERFORM public.proof_refuse('NOT_MY_CUSTOMER',
            'Ce client n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche.');
    END IF;
    RETURN QUERY SELECT n.* FROM public.access_notices(
        whom, public.access_owner(whom.id), act, reason, proposed, NULL) AS n;
END $$;

-- Whose the open account is.
CREATE FUNCTION access_owner(wanted bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.person_id FROM public.portal_account a
    WHERE a.customer_id = wanted AND a.closed_at IS NULL ORDER BY a.id DESC LIMIT 1
$$;
