"""Changes that need a certain identity, and what becomes of them (R3.54, R4.20, R4.25)."""

from backoffice.rules.vocabulary.labelled import Labelled


class ChangeKind(Labelled):
    """What level 3 alone may change (R4.20)."""

    SECURITY_CONTACT = "SECURITY_CONTACT", "Contact de sécurité"
    BANK_DETAILS = "BANK_DETAILS", "Coordonnées bancaires"
    HOUSEHOLD_TITLE = "HOUSEHOLD_TITLE", "Titre dans le foyer"


class ChangeState(Labelled):
    """Life of a change."""

    PROPOSED = "PROPOSED", "Proposée"
    APPROVED = "APPROVED", "Acceptée"
    REFUSED = "REFUSED", "Refusée"
    WITHDRAWN = "WITHDRAWN", "Retirée"


class ChangeRefusal(Labelled):
    """Why a second person refuses a change."""

    NOT_JUSTIFIED = "NOT_JUSTIFIED", "Non justifiée"
    DOCUMENT_MISSING = "DOCUMENT_MISSING", "Pièce manquante"
    WRONGLY_ENTERED = "WRONGLY_ENTERED", "Erreur de saisie"
    FRAUD_SUSPECTED = "FRAUD_SUSPECTED", "Fraude soupçonnée"


class BankDetailState(Labelled):
    """Life of bank details."""

    PROPOSED = "PROPOSED", "Proposées"
    ACTIVE = "ACTIVE", "Acceptées"
    REFUSED = "REFUSED", "Refusées"


class TitleChange(Labelled):
    """What a person becomes on a lease; ``NONE`` ends the title."""

    MAIN_HOLDER = "MAIN_HOLDER", "Titulaire"
    CO_HOLDER = "CO_HOLDER", "Cotitulaire"
    SPOUSE_BY_LAW = "SPOUSE_BY_LAW", "Conjoint cotitulaire de droit"
    NONE = "NONE", "Plus de titre"


class RevealReason(Labelled):
    """Why an account number is shown whole (R3.53)."""

    MANDATE = "MANDATE", "Mandat de prélèvement"
    REFUND = "REFUND", "Remboursement"
    REJECTED_DEBIT = "REJECTED_DEBIT", "Prélèvement rejeté"
    CONTROL = "CONTROL", "Contrôle"
