"""Insurance of tenants: requests, routes of a default, policies for a tenant, campaigns (R2.3–R2.19)."""

from backoffice.rules.vocabulary.labelled import Labelled


class InsuranceStep(Labelled):
    """What people do next about a lease (R2.12–R2.17)."""

    NONE = "NONE", "Rien à faire"
    REQUEST = "REQUEST", "Demander l’attestation"
    REMIND = "REMIND", "Relancer"
    WAIT = "WAIT", "Attendre la réponse"
    DECIDE = "DECIDE", "Valider l’attestation reçue"
    FORMAL_NOTICE = "FORMAL_NOTICE", "Envoyer la mise en demeure"
    NOTE_PRESENTED = "NOTE_PRESENTED", "Noter le jour de première présentation"
    TAKE_POLICY = "TAKE_POLICY", "Souscrire l’assurance pour compte"
    END_POLICY = "END_POLICY", "Résilier l’assurance pour compte"
    RENEW_POLICY = "RENEW_POLICY", "Renouveler l’assurance pour compte"
    FOLLOW_LITIGATION = "FOLLOW_LITIGATION", "Suivre avec le contentieux"


class InsuranceRoute(Labelled):
    """What is done of a default: the two exclude each other (R2.14)."""

    ON_BEHALF = "ON_BEHALF", "Assurance pour le compte du locataire"
    TERMINATION = "TERMINATION", "Remise au contentieux"


class NoticeOutcome(Labelled):
    """What became of the letter of a formal notice at its first presentation."""

    DELIVERED = "DELIVERED", "Remise au destinataire"
    UNCLAIMED = "UNCLAIMED", "Avisée, non réclamée"
    REFUSED = "REFUSED", "Refusée par le destinataire"
    UNKNOWN_ADDRESS = "UNKNOWN_ADDRESS", "Destinataire inconnu à l’adresse"


class CertificateRequest(Labelled):
    """How a certificate was asked for (R2.3)."""

    REQUEST = "REQUEST", "Demande"
    REMINDER = "REMINDER", "Rappel"


class PolicyEnd(Labelled):
    """Why a policy taken out for a tenant ended (R2.17)."""

    CERTIFICATE = "CERTIFICATE", "Le locataire a remis une attestation"
    DEPARTURE = "DEPARTURE", "Le locataire est parti"
    MISTAKE = "MISTAKE", "Souscrite par erreur"


class InstalmentKind(Labelled):
    """What a monthly sum of a policy is."""

    TWELFTH = "TWELFTH", "Douzième"
    SETTLEMENT = "SETTLEMENT", "Solde à la résiliation"


class CampaignState(Labelled):
    """Life of a campaign of requests."""

    READY = "READY", "Prête"
    RUNNING = "RUNNING", "En cours"
    DONE = "DONE", "Terminée"


class CampaignLineState(Labelled):
    """What became of one tenant of a campaign."""

    TO_DO = "TO_DO", "À faire"
    DONE = "DONE", "Faite"
    FAILED = "FAILED", "Échec"
    SKIPPED = "SKIPPED", "Sans objet"


class CheckNote(Labelled):
    """Why a check that does not block is accepted although it says no (R2.9)."""

    NUMBER_LATER = "NUMBER_LATER", "N° de contrat donné par l’assureur autrement"
    INSURER_KNOWN = "INSURER_KNOWN", "Assureur connu, contact trouvé dans un annuaire public"
    STATUS_BY_COVER = "STATUS_BY_COVER", "Qualité déduite des garanties locatives"
    ROOMS_DIFFER = "ROOMS_DIFFER", "Nombre de pièces différent, logement bien désigné"
    ANNEX_APART = "ANNEX_APART", "Annexe assurée par un autre document"
    ON_FILE = "ON_FILE", "Déjà au dossier"
