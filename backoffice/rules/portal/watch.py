"""What managers are shown of the accesses to the portal: anomalies, thresholds, why a file is listed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from backoffice.rules.dates import french_day, french_instant, french_time, paris_day
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.portal import PortalEventKind


class AnomalyKind(Labelled):
    """Kinds of anomaly, in the order in which they are shown."""

    UNLOCK_AFTER_CHANGE = "UNLOCK_AFTER_CHANGE", "Débloqués après un nouveau contact"
    RESIDENCE_BURST = "RESIDENCE_BURST", "Rafales d’échecs dans une résidence"
    DESK_BURST = "DESK_BURST", "Rafales d’échecs après un même poste"
    SHARED_EMAIL = "SHARED_EMAIL", "Même courriel sur plusieurs comptes"
    DECEASED = "DECEASED", "Comptes de personnes décédées"
    LEASE_ENDED = "LEASE_ENDED", "Comptes de baux terminés"
    DORMANT = "DORMANT", "Comptes dormants"


@dataclass(frozen=True)
class WatchLimits:
    """From when on something is an anomaly; each with its reason."""

    burst_failures: int = 10
    """Failures within the window: the most that R4.10 lets one account have in a row, here over several."""
    burst_tenants: int = 3
    """Fewer tenants than three mistype on their own."""
    burst_minutes: int = 60
    """Length of the sliding window: somebody who tries a list of residents does it within the hour."""
    burst_days: int = 7
    """How far back bursts are looked for: a manager looks at least once a week."""
    burst_times: int = 5
    """Times the habitual failures of an hour: a large residence fails every day without being attacked."""
    habit_days: int = 28
    """Whole weeks before those days, so that a day of notices is in the habit."""
    habit_hours: int = 28 * 14
    """Hours of these weeks at which tenants are awake, from 7 to 21."""
    desk_days: int = 30
    """How long after a call a tenant's failures still point to the desk that had him on the line."""
    dormant_months: int = 12
    """A year: R4.6 shows that one portal of five has its accounts renewed every year."""
    contact_days: int = 7
    """Days after a new contact during which opening the access is looked at (R4.16, R4.24)."""
    act_days: int = 30
    """How far back these acts are listed."""
    grace_days: int = 30
    """Days after a departure during which the account serves to settle it (R1.8)."""

    def as_values(self) -> dict[str, int]:
        """The thresholds by name, as the database is handed them."""
        return asdict(self)


LIMITS = WatchLimits()
FRESH_DAYS = 7
"""The figures say how many of their files are new since so many days."""

_ACTS = {
    PortalEventKind.UNLOCKED: "Débloqué",
    PortalEventKind.ACTIVATION_ASKED: "Activation renvoyée",
    PortalEventKind.SUSPENSION_LIFTED: "Blocage du bailleur levé",
    PortalEventKind.RESET_ASKED: "Réinitialisation demandée",
    PortalEventKind.RESET_SENT: "Réinitialisation envoyée",
}
_EXPLAINED = {
    AnomalyKind.UNLOCK_AFTER_CHANGE: (
        f"Accès rouvert dans les {LIMITS.contact_days} jours qui suivent un nouveau contact, "
        f"depuis {LIMITS.act_days} jours : c’est ainsi qu’un compte se vole."
    ),
    AnomalyKind.RESIDENCE_BURST: (
        f"Au moins {LIMITS.burst_failures} échecs de {LIMITS.burst_tenants} locataires d’une résidence en "
        f"{LIMITS.burst_minutes} minutes, bien plus que d’habitude, depuis {LIMITS.burst_days} jours."
    ),
    AnomalyKind.DESK_BURST: (
        f"Les mêmes rafales chez des locataires qu’un même poste a eus en ligne depuis {LIMITS.desk_days} "
        "jours. Pour la sécurité seule : le délégué à la protection des données sait de quel poste il s’agit."
    ),
    AnomalyKind.SHARED_EMAIL: (
        "Un même courriel, identifiant ou contact, sert à plusieurs comptes ouverts : "
        "qui lit cette boîte entre dans tous."
    ),
    AnomalyKind.DECEASED: "Compte encore ouvert d’une personne décédée : à fermer avec la famille.",
    AnomalyKind.LEASE_ENDED: (
        f"Compte encore ouvert {LIMITS.grace_days} jours après la fin du dernier bail : à fermer."
    ),
    AnomalyKind.DORMANT: (
        f"Compte ouvert où personne n’est entré depuis {LIMITS.dormant_months} mois, ou jamais."
    ),
}
_NOTHING = {
    AnomalyKind.UNLOCK_AFTER_CHANGE: "Aucun accès n’a été rouvert juste après un nouveau contact.",
    AnomalyKind.RESIDENCE_BURST: "Aucune rafale d’échecs dans une résidence.",
    AnomalyKind.DESK_BURST: "Aucune rafale d’échecs chez les locataires d’un même poste.",
    AnomalyKind.SHARED_EMAIL: "Aucun courriel ne sert à plusieurs comptes.",
    AnomalyKind.DECEASED: "Aucun compte d’une personne décédée n’est resté ouvert.",
    AnomalyKind.LEASE_ENDED: "Aucun compte n’est resté ouvert après la fin des baux.",
    AnomalyKind.DORMANT: "Aucun compte ne dort.",
}


def explained(kind: AnomalyKind) -> str:
    """What is counted under a kind, in one French sentence, its thresholds said."""
    return _EXPLAINED[kind]


def nothing_of(kind: AnomalyKind) -> str:
    """The French sentence of an empty list."""
    return _NOTHING[kind]


def since_words(kind: AnomalyKind, since: datetime) -> str:
    """Since when a file is listed, in Paris: a day, or the minute of what happened."""
    if kind in (AnomalyKind.DECEASED, AnomalyKind.LEASE_ENDED, AnomalyKind.DORMANT):
        return french_day(paris_day(since))
    return french_instant(since)


def why_listed(
    kind: AnomalyKind, since: datetime, place: str | None, others: tuple[str, ...], facts: Mapping[str, Any]
) -> str:
    """Why a file is listed, in one French sentence; never an e-mail, a number or a name.

    ``place`` is a residence, or the number of a desk; ``others`` are client references.
    """
    match kind:
        case AnomalyKind.UNLOCK_AFTER_CHANGE:
            changed = datetime.fromisoformat(facts["changed"])
            return f"{_ACTS[PortalEventKind(facts['act'])]} {_after(changed, since)}"
        case AnomalyKind.RESIDENCE_BURST:
            return f"{_burst(facts)}, résidence {place}"
        case AnomalyKind.DESK_BURST:
            return f"{_burst(facts)}, poste n° {place}"
        case AnomalyKind.SHARED_EMAIL:
            return _shared(int(facts["accounts"]), others)
        case AnomalyKind.DECEASED:
            return f"Décès le {french_day(paris_day(since))}, compte encore ouvert"
        case AnomalyKind.LEASE_ENDED:
            return f"Plus de bail depuis le {french_day(paris_day(since))}, compte encore ouvert"
    return "Jamais connecté depuis l’ouverture du compte" if facts["never"] else "Plus aucune connexion"


def _after(changed: datetime, since: datetime) -> str:
    days = (paris_day(since) - paris_day(changed)).days
    if days == 0:
        return "le jour même d’un nouveau contact"
    return f"{days} jour{'s' if days > 1 else ''} après un nouveau contact"


def _burst(facts: Mapping[str, Any]) -> str:
    first, last = (datetime.fromisoformat(facts[name]) for name in ("from", "to"))
    until = french_time(last) if paris_day(first) == paris_day(last) else french_instant(last)
    who = f"{facts['tries']} échecs de {facts['tenants']} locataires"
    return f"{who} entre {french_instant(first)} et {until}"


def _shared(accounts: int, others: tuple[str, ...]) -> str:
    count = f"Courriel de {accounts} comptes"
    if not others:
        return f"{count} du même dossier"
    return f"{count}, avec {'le client' if len(others) == 1 else 'les clients'} {', '.join(others)}"
