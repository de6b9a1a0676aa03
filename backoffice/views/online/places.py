"""The pages that some jobs have, before any of them is made: whose, how called, what leads there."""

from dataclasses import dataclass

from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.work import WorkKind

DESK = frozenset({StaffRole.FRONT_DESK, StaffRole.ADVISER, StaffRole.ACCOUNTING, StaffRole.MANAGER})
HOUSEHOLD = "Saisir un changement de foyer"
_MANAGERS = frozenset({StaffRole.MANAGER})


@dataclass(frozen=True)
class Place:
    """A page before it is made."""

    page: str
    """``module:class`` under ``backoffice.views``, imported when the page is first shown."""
    title: str
    key: str
    icon: str
    roles: frozenset[StaffRole]
    also: tuple[str, ...]
    """Other words that lead there; never a queue's name."""
    queue: WorkKind | None = None
    """Its count in the rail is its entry, and leads there."""
    purpose: OpeningPurpose | None = None
    """Why a file is opened from there; ``None`` when the agent is asked."""
    short: str = ""
    """The title in the rail, where it lacks room."""


PLACES = (
    Place(
        "assistance.page:AssistancePage", "Assistance", "Ctrl+Maj+S", "unlock", DESK,
        ("formulaires", "assistance"), WorkKind.ASSISTANCE, OpeningPurpose.PORTAL_ITEM,
    ),
    Place(
        "watch.page:WatchPage", "Anomalies des comptes", "Ctrl+Maj+O", "watch", _MANAGERS,
        ("anomalies", "comptes", "fraude", "surveillance"), short="Anomalies",
    ),
    Place(
        "passwords.page:PasswordsPage", "Mots de passe", "Ctrl+Maj+T", "password",
        _MANAGERS | {StaffRole.ADMINISTRATOR}, ("mots de passe", "règles", "profils à recréer"),
        short="Sécurité",
    ),
    Place(
        "letters.page:LettersPage", "Textes et motifs", "Ctrl+Maj+X", "document", _MANAGERS,
        ("textes", "motifs", "lettres", "modèles", "courriels", "sms"), short="Textes",
    ),
    Place(
        "campaigns.page:CampaignsPage", "Campagnes d’assurance", "Ctrl+Maj+B", "people",
        frozenset({StaffRole.ADVISER, StaffRole.MANAGER}), ("campagnes", "assurance", "relances"),
        purpose=OpeningPurpose.CAMPAIGN, short="Campagnes",
    ),
    Place(
        "followups.page:FollowUpsPage", "Suites des décisions", "Ctrl+Maj+K", "todo", DESK,
        ("suites", "tâches", "à faire"), short="Suites",
    ),
    Place(
        "household.entry_page:HouseholdEntryPage", HOUSEHOLD, "Ctrl+Maj+Y", "people",
        DESK, ("foyer", "mariage", "décès", "naissance", "courrier reçu"), short="Foyer",
    ),
)  # fmt: skip
