"""Receipts, requests for them, and why one is refused."""

from backoffice.rules.vocabulary.labelled import Labelled


class ReceiptKind(Labelled):
    """Proof of a whole period, or of a part of it (R1.1)."""

    QUITTANCE = "QUITTANCE", "Quittance de loyer"
    RECU = "RECU", "Reçu de paiement"


class ReceiptState(Labelled):
    """Life of an issued document (R1.19, R1.21, R1.22)."""

    ISSUED = "ISSUED", "Émis"
    REPLACED = "REPLACED", "Remplacé"
    VOIDED = "VOIDED", "Annulé"


class ReceiptRefusal(Labelled):
    """Why a receipt is not given (R1.28)."""

    PERIOD_NOT_SETTLED = "PERIOD_NOT_SETTLED", "Mois non soldé"
    NOTHING_PAID = "NOTHING_PAID", "Rien n’a été payé"
    PAYMENT_NOT_CLEARED = "PAYMENT_NOT_CLEARED", "Paiement non encaissé"
    AID_PENDING = "AID_PENDING", "Aide au logement attendue"
    PERIOD_OUTSIDE_CONTRACT = "PERIOD_OUTSIDE_CONTRACT", "Mois hors du contrat"
    DETAIL_MISSING = "DETAIL_MISSING", "Détail du loyer inconnu"
    NOT_A_HOLDER = "NOT_A_HOLDER", "Demandeur non titulaire"
    CALLER_NOT_VERIFIED = "CALLER_NOT_VERIFIED", "Appelant non vérifié"
    PERIOD_TOO_OLD_FOR_PORTAL = "PERIOD_TOO_OLD_FOR_PORTAL", "Mois trop ancien pour le portail"
    DUPLICATE_REQUEST = "DUPLICATE_REQUEST", "Déjà demandée"


class RequestState(Labelled):
    """Back-office states of a request for a receipt (R1.25)."""

    REQUESTED = "REQUESTED", "Demandée, en cours de traitement"
    CHECKING = "CHECKING", "En vérification"
    ISSUED = "ISSUED", "Demandée, disponible"
    DOWNLOADED = "DOWNLOADED", "Téléchargée"
    REFUSED = "REFUSED", "Refusée"
    REPLACED_BY_RECU = "REPLACED_BY_RECU", "Remplacée par un reçu"


class RequestChannel(Labelled):
    """By what door a request came."""

    PORTAL = "PORTAL", "Portail"
    PHONE = "PHONE", "Téléphone"
    COUNTER = "COUNTER", "Guichet"
    MAIL = "MAIL", "Courrier"


class PendingAidPolicy(Labelled):
    """What to do while aid is awaited (R1.13)."""

    WAIT = "WAIT", "Attendre l’aide"
    RESERVE = "RESERVE", "Émettre sous réserve d’encaissement"


class ConsentChannel(Labelled):
    """What a tenant has agreed to receive electronically (R1.18)."""

    EMAIL = "EMAIL", "Courriel"
    PORTAL = "PORTAL", "Portail"


class DeliveryMode(Labelled):
    """How a receipt reaches the tenant (R1.18)."""

    COUNTER = "COUNTER", "Remis au guichet"
    POST = "POST", "Courrier"
    EMAIL = "EMAIL", "Courriel"
