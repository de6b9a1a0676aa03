"""What a tenant types on the portal's screens, what they answer, what he receives."""

from dataclasses import dataclass, field
from datetime import date, datetime

from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import PortalMessage, PortalPlace

# One sentence each, whether the account is unknown, wrong or locked: a screen teaches nothing (R4.11).
SIGN_IN_REFUSED = (
    "Connexion impossible : vérifiez votre saisie, attendez quelques minutes ou choisissez "
    "« Mot de passe oublié »."
)
REGISTRATION_REFUSED = (
    "Inscription impossible avec ces informations : vérifiez-les sur votre avis d’échéance ou votre bail."
)
ACTIVATION_REFUSED = "Ce lien ou ce code ne convient pas : demandez-en un autre."
RESET_TAKEN = "Si un compte répond à cet identifiant, un message vient de partir."
RESET_REFUSED = "Ce lien ou ce code ne convient pas : recommencez « Mot de passe oublié »."
RECREATION_REFUSED = "Recréation impossible avec ces informations : vérifiez-les, puis recommencez."
WELCOME = "Bonjour."
RENEWAL_DUE = "Bonjour. Votre mot de passe a plus d’un an : choisissez-en un nouveau."
REGISTRATION_TAKEN = "Votre inscription est prise : suivez le message qui vient de partir."
ACTIVATED = "Votre compte est activé."
CHANGED = "Votre mot de passe est changé ; vos autres connexions sont fermées."
TERMS_ACCEPTED = "Conditions acceptées."
FORM_TAKEN = "Votre demande est transmise ; la réponse viendra par courriel."
FORM_REFUSED = "Ce formulaire est incomplet ou ne correspond à aucun client : vérifiez votre numéro."


@dataclass(frozen=True)
class Answer:
    """What the screen says, and whether the next one opens."""

    said: str
    went_on: bool = False


@dataclass(frozen=True)
class Registration:
    """The form of an inscription, or of a re-creation, as it is filled in."""

    number: str
    party: str = ""
    surname: str = ""
    first_names: str = ""
    birth_date: date | None = None
    email: str = ""
    email_again: str | None = None
    """``None``: the same."""
    password: str = ""
    password_again: str | None = None
    terms: bool = True
    captcha: bool = True


@dataclass(frozen=True)
class HelpForm:
    """The assistance form: what identifies, and no field for a password or a code (R4.12)."""

    number: str | None = None
    surname: str | None = None
    first_names: str | None = None
    birth_date: date | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Device:
    """What the tenant holds: a browser, or the application on a telephone with its number."""

    place: PortalPlace
    outdated: bool = False
    mobile: str | None = None
    """The number of the telephone, as he would say it."""


WEB = Device(PortalPlace.WEB)


@dataclass(frozen=True)
class Received:
    """A message in the tenant's hands: its links or its code are his alone."""

    customer_id: int
    message: PortalMessage
    channel: ContactChannel
    tokens: tuple[str, ...]
    at: datetime


@dataclass
class Visitor:
    """A simulated tenant: what he reads on his papers, what he knows, what he has received."""

    customer_id: int
    number: str
    """As the portal wants it."""
    printed: str
    """As his papers print it."""
    party: str
    surname: str
    first_names: str
    birth_date: date | None
    email: str
    mobile: str | None
    login: str
    password: str
    received: list[Received] = field(default_factory=list)

    def registration(self, **changed: object) -> Registration:
        """His form rightly filled in, but for what is ``changed``."""
        right: dict[str, object] = {
            "number": self.number,
            "party": self.party,
            "surname": self.surname,
            "first_names": self.first_names,
            "birth_date": self.birth_date,
            "email": self.email,
            "password": self.password,
        }
        return Registration(**(right | changed))  # type: ignore[arg-type]  # names of its own fields

    def help_form(self) -> HelpForm:
        """The assistance form rightly filled in."""
        return HelpForm(self.number, self.surname, self.first_names, self.birth_date, self.email, self.mobile)

    def last(self, message: PortalMessage) -> Received:
        """The last message of this kind that reached him. Raises ``LookupError`` without one."""
        found = [one for one in self.received if one.message is message]
        if not found:
            raise LookupError(f"no {message} has reached customer {self.customer_id}")
        return found[-1]
