"""What a diagnosis finds: codes in the order in which they are told, and what each says."""

from dataclasses import dataclass

from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.portal import PortalAct


class FindingCode(Labelled):
    """Every finding, the one that decides first: with several, the earliest of this list leads."""

    SUSPENDED_FRAUD = "SUSPENDED_FRAUD", "Compte suspendu pour fraude"
    LOCKED_BY_STAFF = "LOCKED_BY_STAFF", "Bloqué par le bailleur"
    HOLDER_DECEASED = "HOLDER_DECEASED", "Titulaire décédé"
    CONTRACT_ENDED = "CONTRACT_ENDED", "Contrat terminé"
    LOCKED_TEMPORARY = "LOCKED_TEMPORARY", "Bloqué pour quelques minutes"
    FORM_WAITING = "FORM_WAITING", "Formulaire d’assistance à traiter"
    REGISTRATION_BLOCKED = "REGISTRATION_BLOCKED", "Inscription bloquée"
    ERRAND_WAITING = "ERRAND_WAITING", "Envoi en cours"
    ERRAND_FAILED = "ERRAND_FAILED", "Envoi impossible"
    CONTACT_TOO_NEW = "CONTACT_TOO_NEW", "Contact trop récent"
    NO_CONTACT = "NO_CONTACT", "Aucun contact où envoyer"
    MESSAGE_NOT_DELIVERED = "MESSAGE_NOT_DELIVERED", "Message non remis"
    OLD_CONTACT = "OLD_CONTACT", "Message parti à un ancien contact"
    PROFILE_TO_RECREATE = "PROFILE_TO_RECREATE", "Profil à recréer"
    ACTIVATION_EXPIRED = "ACTIVATION_EXPIRED", "Lien ou code d’activation expiré"
    RESET_EXPIRED = "RESET_EXPIRED", "Lien de réinitialisation expiré"
    ACTIVATION_WAITED = "ACTIVATION_WAITED", "Activation envoyée, pas encore faite"
    RESET_WAITED = "RESET_WAITED", "Réinitialisation envoyée, pas encore faite"
    CODE_WRONG = "CODE_WRONG", "Code reçu mal tapé"
    LINK_USED = "LINK_USED", "Lien déjà utilisé"
    RENEWAL_DUE = "RENEWAL_DUE", "Renouvellement annuel"
    ACCOUNT_EXISTS = "ACCOUNT_EXISTS", "Compte déjà créé"
    NUMBER_WITH_ZEROS = "NUMBER_WITH_ZEROS", "Numéro tapé avec ses zéros"
    NUMBER_WITH_PREFIX = "NUMBER_WITH_PREFIX", "Numéro tapé avec « L/ »"
    NUMBER_WITH_SUFFIX = "NUMBER_WITH_SUFFIX", "Numéro tapé avec un suffixe"
    NUMBER_OF_OTHER_PAPER = "NUMBER_OF_OTHER_PAPER", "Un autre numéro a été tapé"
    NUMBER_WRONG = "NUMBER_WRONG", "Numéro faux"
    NOT_THE_HOLDER = "NOT_THE_HOLDER", "Bail à un autre nom"
    NAME_WRONG = "NAME_WRONG", "Nom différent de celui du bail"
    BIRTH_DATE_WRONG = "BIRTH_DATE_WRONG", "Date de naissance différente"
    PARTY_NUMBER_WRONG = "PARTY_NUMBER_WRONG", "Numéro de tiers faux"
    EMAIL_USED = "EMAIL_USED", "Courriel déjà pris"
    EMAIL_DIFFERS = "EMAIL_DIFFERS", "Courriel mal répété"
    PASSWORD_REFUSED = "PASSWORD_REFUSED", "Nouveau mot de passe refusé"
    SCREEN_INCOMPLETE = "SCREEN_INCOMPLETE", "Case ou image non remplie"
    NO_MOBILE = "NO_MOBILE", "Pas de portable connu"
    OTHER_MOBILE = "OTHER_MOBILE", "Autre téléphone que celui du dossier"
    WRONG_LOGIN = "WRONG_LOGIN", "Mauvais identifiant"
    MANY_FAILURES = "MANY_FAILURES", "Trop d’essais manqués"
    PASSWORD_FORGOTTEN = "PASSWORD_FORGOTTEN", "Mot de passe faux"
    APP_OUTDATED = "APP_OUTDATED", "Application à mettre à jour"
    INVITED = "INVITED", "Invité par courrier"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED", "Compte fermé"
    NEVER_REGISTERED = "NEVER_REGISTERED", "Compte jamais créé"
    SESSIONS_ENDED = "SESSIONS_ENDED", "Déconnecté partout"
    CAN_SIGN_IN = "CAN_SIGN_IN", "Rien n’empêche la connexion"
    COOLING_OFF = "COOLING_OFF", "Contact changé depuis peu"
    REPEATED_UNLOCKS = "REPEATED_UNLOCKS", "Déblocages répétés"
    FUNCTION_ELSEWHERE = "FUNCTION_ELSEWHERE", "Fonction absente d’ici"
    SUPPLIER_PORTAL = "SUPPLIER_PORTAL", "Portail d’un fournisseur"


REMARKS = frozenset(
    {
        FindingCode.COOLING_OFF,
        FindingCode.REPEATED_UNLOCKS,
        FindingCode.FUNCTION_ELSEWHERE,
        FindingCode.SUPPLIER_PORTAL,
    }
)
"""They come beside another finding and never lead."""


@dataclass(frozen=True)
class Finding:
    """One reason, with what to say, what it rests on and what to press."""

    code: FindingCode
    sentence: str
    """For the agent."""
    aloud: str
    """To read to the tenant: nothing that he should know by himself (R4.20)."""
    rule: str
    """``R4.12``, or ``portails 4.1`` for a row of the table."""
    evidence: tuple[int, ...] = ()
    """Keys of the events, newest first; empty when it rests on the state alone."""
    minutes_left: int | None = None
    acts: tuple[PortalAct, ...] = ()
    """The main one first; empty when the tenant has only to be told."""
    by_default: bool = False
    """The landlord is silent on this: our default holds if we have one, and the agent's sentence says so."""


def in_order(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings in the order of the codes, one of each; the first one leads."""
    ranks = {code: rank for rank, code in enumerate(FindingCode)}
    first = {one.code: one for one in reversed(findings)}
    return tuple(sorted(first.values(), key=lambda one: ranks[one.code]))
