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
    TERMS_ACCEPTED = "TERMS_ACCEPTED", "Conditions acceptées"
    ACTIVATION_ASKED = "ACTIVATION_ASKED", "Nouvelle activation demandée"
    ACTIVATION_FAILED = "ACTIVATION_FAILED", "Activation manquée"
    RESET_ASKED = "RESET_ASKED", "Réinitialisation demandée"
    RESET_FAILED = "RESET_FAILED", "Réinitialisation manquée"
    RESET_EXPIRED = "RESET_EXPIRED", "Lien de réinitialisation expiré"
    DELIVERED = "DELIVERED", "Message du portail remis"
    NOT_DELIVERED = "NOT_DELIVERED", "Message du portail non remis"
    INVITATION_ASKED = "INVITATION_ASKED", "Courrier d’invitation demandé"
    INVITATION_SENT = "INVITATION_SENT", "Courrier d’invitation parti"
    FORM_RECEIVED = "FORM_RECEIVED", "Formulaire d’assistance reçu"
    FORM_REFUSED = "FORM_REFUSED", "Formulaire d’assistance refusé"
    RECREATION_DUE = "RECREATION_DUE", "Profil à recréer"
    SUSPENSION_LIFTED = "SUSPENSION_LIFTED", "Blocage du bailleur levé"
    ACT_UNDONE = "ACT_UNDONE", "Acte annulé"


class FailedCheck(Labelled):
    """Which check of the portal failed; the value typed and the right one are never said (R4.31)."""

    LOGIN = "LOGIN", "identifiant"
    PASSWORD = "PASSWORD", "mot de passe"
    NUMBER = "NUMBER", "numéro"
    NAME = "NAME", "nom"
    NOT_HOLDER = "NOT_HOLDER", "nom d’une personne du foyer qui n’est pas titulaire"
    BIRTH_DATE = "BIRTH_DATE", "date de naissance"
    PARTY_NUMBER = "PARTY_NUMBER", "numéro de tiers"
    EMAIL_USED = "EMAIL_USED", "courriel déjà pris par un autre compte"
    EMAIL_DIFFERS = "EMAIL_DIFFERS", "courriel tapé deux fois différemment"
    PASSWORD_RULE = "PASSWORD_RULE", "mot de passe contraire aux règles"
    PASSWORD_DIFFERS = "PASSWORD_DIFFERS", "mot de passe tapé deux fois différemment"
    TERMS = "TERMS", "conditions non acceptées"
    CAPTCHA = "CAPTCHA", "caractères de l’image"
    CODE = "CODE", "code reçu"
    LINK_EXPIRED = "LINK_EXPIRED", "lien expiré"
    LINK_USED = "LINK_USED", "lien déjà utilisé"
    NO_MOBILE = "NO_MOBILE", "aucun portable connu du bailleur"
    OTHER_MOBILE = "OTHER_MOBILE", "autre téléphone que celui du dossier"
    ACCOUNT_EXISTS = "ACCOUNT_EXISTS", "compte déjà créé"
    REFUSED_NOW = "REFUSED_NOW", "essai pendant un blocage"


class TypedForm(Labelled):
    """The form of the number that was typed, never the number (R4.30)."""

    AS_EXPECTED = "AS_EXPECTED", "forme attendue"
    WITH_ZEROS = "WITH_ZEROS", "avec des zéros devant"
    WITH_PREFIX = "WITH_PREFIX", "avec « L/ » devant"
    WITH_SUFFIX = "WITH_SUFFIX", "avec un suffixe"
    WITH_SPACES = "WITH_SPACES", "avec des espaces"
    OTHER_NUMBER = "OTHER_NUMBER", "un autre numéro des mêmes papiers"
    EMAIL = "EMAIL", "une adresse électronique"
    OTHER_SHAPE = "OTHER_SHAPE", "une autre forme"


class PortalMessage(Labelled):
    """What the portal itself sends, with a token or a code that we never see (R4.5)."""

    ACTIVATION = "ACTIVATION", "activation"
    RESET = "RESET", "réinitialisation"
    INVITATION = "INVITATION", "invitation"


class PortalAct(Labelled):
    """What staff do to an access to the portal (R4.14)."""

    UNLOCK = "UNLOCK", "Débloquer le compte"
    RELEASE_REGISTRATION = "RELEASE_REGISTRATION", "Libérer l’inscription"
    SEND_ACTIVATION = "SEND_ACTIVATION", "Renvoyer l’activation"
    SEND_RESET = "SEND_RESET", "Envoyer une réinitialisation"
    SEND_INVITATION = "SEND_INVITATION", "Envoyer le courrier d’invitation"
    REPLACE_CONTACT = "REPLACE_CONTACT", "Remplacer un contact"
    END_SESSIONS = "END_SESSIONS", "Fermer les connexions"
    SUSPEND = "SUSPEND", "Suspendre pour fraude"
    LIFT = "LIFT", "Lever la suspension"
    CLOSE = "CLOSE", "Fermer le compte"


UNDONE_ACT = "UNDO_ACT"
"""As the trace calls an act that was taken back; its reason is the act."""


class ActReason(Labelled):
    """The coded reason of an act; the first six are those of an unlocking."""

    FORGOTTEN_PASSWORD = "FORGOTTEN_PASSWORD", "Mot de passe oublié"
    TYPING_ERROR = "TYPING_ERROR", "Erreurs de frappe"
    NEW_DEVICE = "NEW_DEVICE", "Nouvel appareil"
    FAILED_REGISTRATION = "FAILED_REGISTRATION", "Inscription manquée"
    PORTAL_INCIDENT = "PORTAL_INCIDENT", "Incident du portail"
    TAKEOVER_SUSPECTED = "TAKEOVER_SUSPECTED", "Tentative d’un tiers"
    NOT_RECEIVED = "NOT_RECEIVED", "Message non reçu"
    LINK_EXPIRED = "LINK_EXPIRED", "Lien ou code expiré"
    CONTACT_LOST = "CONTACT_LOST", "Contact qui ne sert plus"
    CONTACT_MISTYPED = "CONTACT_MISTYPED", "Contact mal saisi"
    NEVER_REGISTERED = "NEVER_REGISTERED", "Compte jamais créé"
    LETTER_LOST = "LETTER_LOST", "Courrier perdu"
    DEVICE_SHARED = "DEVICE_SHARED", "Appareil partagé ou perdu"
    TENANT_OBJECTS = "TENANT_OBJECTS", "Opposition du locataire"
    DOUBT_CLEARED = "DOUBT_CLEARED", "Doute levé, identité certaine"
    DEPARTURE = "DEPARTURE", "Départ du locataire"
    DEATH = "DEATH", "Décès"
    TENANT_ASKS = "TENANT_ASKS", "Demande du locataire"
    FORM_CHECKED = "FORM_CHECKED", "Formulaire d’assistance vérifié"


class ErrandKind(Labelled):
    """What staff ask the portal to do by itself; the portal alone makes tokens and codes (R4.5)."""

    ACTIVATION = "ACTIVATION", "Envoyer une activation"
    RESET = "RESET", "Envoyer une réinitialisation"
    INVITATION = "INVITATION", "Envoyer une invitation"
    SESSIONS_END = "SESSIONS_END", "Fermer les connexions"


class ErrandState(Labelled):
    """Where an errand stands."""

    WAITING = "WAITING", "À prendre par le portail"
    DONE = "DONE", "Faite"
    FAILED = "FAILED", "Impossible"
    CANCELLED = "CANCELLED", "Annulée"


class ErrandResult(Labelled):
    """What the portal answered."""

    SENT = "SENT", "parti"
    ENDED = "ENDED", "connexions fermées"
    NO_USABLE_CONTACT = "NO_USABLE_CONTACT", "aucun contact utilisable"
    NOT_IN_THIS_STATE = "NOT_IN_THIS_STATE", "le compte n’est plus dans cet état"


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
