"""Insurance papers, service requests and messages."""

from backoffice.rules.vocabulary.labelled import Labelled


class SubmissionState(Labelled):
    """State of an insurance certificate sent by a tenant (R2.6)."""

    SUBMITTED = "SUBMITTED", "À valider"
    ACCEPTED = "ACCEPTED", "Acceptée"
    REJECTED = "REJECTED", "Refusée"


class InsuranceState(Labelled):
    """Where a lease stands with its insurance (R2.19); computed from facts, stored nowhere."""

    COVERED = "COVERED", "Assuré"
    EXPIRING = "EXPIRING", "Bientôt"
    REQUESTED = "REQUESTED", "Demandée"
    SUBMITTED = "SUBMITTED", "À valider"
    REJECTED = "REJECTED", "Refusée"
    UNINSURED = "UNINSURED", "Non assuré"
    FORMAL_NOTICE = "FORMAL_NOTICE", "Mise en demeure"
    ON_BEHALF_ALLOWED = "ON_BEHALF_ALLOWED", "Assurance pour compte possible"
    ON_BEHALF_ACTIVE = "ON_BEHALF_ACTIVE", "Assuré pour compte"
    TERMINATION_ROUTE = "TERMINATION_ROUTE", "Remis au contentieux"
    NOT_REQUIRED = "NOT_REQUIRED", "Non requise"


class InsuranceRejection(Labelled):
    """Why a certificate is refused (R2.10); doubt about authenticity never says « faux » (R2.11)."""

    NOT_AN_ATTESTATION = "NOT_AN_ATTESTATION", "Ce n’est pas une attestation"
    NAME_MISMATCH = "NAME_MISMATCH", "Le nom n’est pas celui du titulaire"
    ADDRESS_MISMATCH = "ADDRESS_MISMATCH", "L’adresse n’est pas celle du logement"
    EXPIRED = "EXPIRED", "Attestation périmée"
    NOT_YET_VALID = "NOT_YET_VALID", "Pas encore en vigueur"
    PERIOD_MISSING = "PERIOD_MISSING", "Dates de validité absentes"
    COVER_MISSING = "COVER_MISSING", "Garantie locative absente"
    WRONG_CONTRACT = "WRONG_CONTRACT", "Concerne un autre contrat"
    OWNER_STATUS = "OWNER_STATUS", "Assuré comme propriétaire"
    ILLEGIBLE = "ILLEGIBLE", "Illisible"
    INCOMPLETE = "INCOMPLETE", "Incomplète"
    UNREADABLE_FILE = "UNREADABLE_FILE", "Fichier qui ne s’ouvre pas"
    DUPLICATE = "DUPLICATE", "Déjà reçue"
    TO_BE_CONFIRMED_WITH_INSURER = "TO_BE_CONFIRMED_WITH_INSURER", "À confirmer auprès de l’assureur"


def rejection_words(code: str | None, own: str | None = None) -> str:
    """The words of a code: the landlord's ``own`` where it wrote some, else the list's, else the code."""
    known = {one.value: one.label for one in InsuranceRejection}
    return own or known.get(code, code) if code else ""


class ServiceRequestKind(Labelled):
    """What a tenant writes for (R7.3)."""

    TECHNICAL = "TECHNICAL", "Demande technique"
    ADMINISTRATIVE = "ADMINISTRATIVE", "Demande administrative"
    COMPLAINT = "COMPLAINT", "Réclamation"
    NEIGHBOUR_DISPUTE = "NEIGHBOUR_DISPUTE", "Trouble de voisinage"
    DATA_ERROR = "DATA_ERROR", "Erreur de donnée"


class ServiceRequestState(Labelled):
    """Internal states of a request (R7.4)."""

    REGISTERED = "REGISTERED", "Enregistrée"
    ASSIGNED = "ASSIGNED", "Affectée"
    IN_PROGRESS = "IN_PROGRESS", "En cours"
    WAITING_TENANT = "WAITING_TENANT", "En attente du locataire"
    DONE = "DONE", "Faite"
    CLOSED = "CLOSED", "Close"
    REOPENED = "REOPENED", "Rouverte"


OPEN_REQUESTS = frozenset(
    {
        ServiceRequestState.REGISTERED,
        ServiceRequestState.ASSIGNED,
        ServiceRequestState.IN_PROGRESS,
        ServiceRequestState.WAITING_TENANT,
        ServiceRequestState.REOPENED,
    }
)


class MessageChannel(Labelled):
    """How a message leaves."""

    EMAIL = "EMAIL", "Courriel"
    SMS = "SMS", "SMS"
    LETTER = "LETTER", "Courrier"


class MessageState(Labelled):
    """Life of a message in the outbox."""

    WAITING = "WAITING", "En attente"
    SENT = "SENT", "Envoyé"
    FAILED = "FAILED", "Échec"
    CANCELLED = "CANCELLED", "Annulé"


class AlertKind(Labelled):
    """What a supervisor must look at."""

    REPEATED_UNLOCK = "REPEATED_UNLOCK", "Troisième déblocage en sept jours"
    BREAK_GLASS = "BREAK_GLASS", "Quota dépassé, motif donné"
    WARNING_SIGNS = "WARNING_SIGNS", "Appel suspect signalé"
    AUTHORITY = "AUTHORITY", "Police, justice ou impôts en ligne"
