"""Portal accounts, their locks and what happens to them."""

from backoffice.rules.vocabulary.labelled import Labelled


class AccountState(Labelled):
    """State of a portal account (R4.14). No row at all is the state ``NONE``."""

    PENDING_ACTIVATION = "PENDING_ACTIVATION", "En attente d’activation"
    ACTIVE = "ACTIVE", "Actif"
    LOCKED_TEMPORARY = "LOCKED_TEMPORARY", "Bloqué"
    LOCKED_STAFF = "LOCKED_STAFF", "Bloqué par le bailleur"
    SUSPENDED_FRAUD = "SUSPENDED_FRAUD", "Suspendu (fraude)"
    CLOSED = "CLOSED", "Fermé"


class LockCause(Labelled):
    """Why an account was locked."""

    WRONG_PASSWORDS = "WRONG_PASSWORDS", "mots de passe faux"
    FAILED_RECREATIONS = "FAILED_RECREATIONS", "mots de passe faux, puis recréations manquées"
    STAFF = "STAFF", "décision du bailleur"


class LockEnd(Labelled):
    """How a lock ended."""

    BY_STAFF = "BY_STAFF", "Débloqué par un agent"
    BY_PORTAL = "BY_PORTAL", "Débloqué par le portail"


class UnlockReason(Labelled):
    """The coded reason that an agent gives when unlocking or releasing (R4.15)."""

    FORGOTTEN_PASSWORD = "FORGOTTEN_PASSWORD", "Mot de passe oublié"
    TYPING_ERROR = "TYPING_ERROR", "Erreurs de frappe"
    NEW_DEVICE = "NEW_DEVICE", "Nouvel appareil"
    FAILED_REGISTRATION = "FAILED_REGISTRATION", "Inscription manquée"
    PORTAL_INCIDENT = "PORTAL_INCIDENT", "Incident du portail"
    TAKEOVER_SUSPECTED = "TAKEOVER_SUSPECTED", "Tentative d’un tiers"


class PortalEventKind(Labelled):
    """What happened on or around a portal account."""

    REGISTERED = "REGISTERED", "Inscription"
    REGISTRATION_FAILED = "REGISTRATION_FAILED", "Inscription manquée"
    REGISTRATION_BLOCKED = "REGISTRATION_BLOCKED", "Inscription bloquée"
    REGISTRATION_RELEASED = "REGISTRATION_RELEASED", "Inscription libérée"
    ACTIVATION_SENT = "ACTIVATION_SENT", "Activation envoyée"
    ACTIVATION_EXPIRED = "ACTIVATION_EXPIRED", "Lien d’activation expiré"
    ACTIVATED = "ACTIVATED", "Compte activé"
    SIGNED_IN = "SIGNED_IN", "Connexion"
    SIGN_IN_FAILED = "SIGN_IN_FAILED", "Connexion manquée"
    RECREATION_FAILED = "RECREATION_FAILED", "Recréation manquée"
    LOCKED = "LOCKED", "Compte bloqué"
    UNLOCKED = "UNLOCKED", "Compte débloqué"
    RESET_SENT = "RESET_SENT", "Réinitialisation envoyée"
    PASSWORD_CHANGED = "PASSWORD_CHANGED", "Mot de passe changé"
    SESSIONS_ENDED = "SESSIONS_ENDED", "Sessions fermées"
    SUSPENDED = "SUSPENDED", "Compte suspendu"
    CLOSED = "CLOSED", "Compte fermé"


class PortalAction(Labelled):
    """What staff may do to an account; at most one is offered as the main action."""

    UNLOCK = "UNLOCK", "Débloquer"
    RELEASE_REGISTRATION = "RELEASE_REGISTRATION", "Libérer l’inscription"


class PortalPlace(Labelled):
    """Where a landlord's portal offers something."""

    WEB = "WEB", "site"
    APP = "APP", "application"
    BOTH = "BOTH", "site et application"
    NONE = "NONE", "absente de ce portail"


class PortalFunction(Labelled):
    """What a portal lets a tenant see or do once signed in."""

    BALANCE = "BALANCE", "Solde"
    MOVEMENTS = "MOVEMENTS", "Mouvements du compte"
    PAYMENT = "PAYMENT", "Paiement en ligne"
    NOTICES = "NOTICES", "Avis d’échéance"
    RECEIPTS = "RECEIPTS", "Quittances"
    INSURANCE = "INSURANCE", "Attestation d’assurance"
    REQUESTS = "REQUESTS", "Suivi des demandes"
    CONTACTS = "CONTACTS", "Changement de coordonnées"
    HOUSEHOLD = "HOUSEHOLD", "Changement de situation"
    SURVEYS = "SURVEYS", "Enquêtes"
