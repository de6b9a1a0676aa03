"""The account as a portal shows it: late by the landlord's lag, in the landlord's signs (R1.30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from backoffice.rules.dates import add_months, french_day, french_instant, month_of, paris_day
from backoffice.rules.landlords.portal_view import shown_to_tenant
from backoffice.rules.money import ZERO, euros
from backoffice.rules.profile import NOT_STATED, LandlordProfile
from backoffice.rules.profile_values import SelfService
from backoffice.rules.vocabulary.ledger import SignConvention

LINES = 24
"""The newest movements shown; the whole account is in the file."""


@dataclass(frozen=True)
class Movement:
    """One line of the ledger: exactly one of debit and credit is above zero (R1.29)."""

    lease_id: int
    posted_on: date
    label: str
    debit: Decimal
    credit: Decimal


@dataclass(frozen=True)
class Contract:
    """A contract of the tenant; ``what`` tells dwellings from annexes."""

    lease_id: int
    number: str
    what: str
    insurance_required: bool


@dataclass(frozen=True)
class ContractShown:
    """A contract's own balance, in words and in euros owed."""

    number: str
    what: str
    balance_due: Decimal
    balance: str


@dataclass(frozen=True)
class AccountShown:
    """Balance and movements as the tenant reads them; ``balance_due`` is in euros, positive when owed."""

    as_of: datetime
    as_of_words: str
    lag: str
    balance_due: Decimal
    balance: str
    contracts: tuple[ContractShown, ...]
    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    not_yet: int
    """Movements written in the ledger that the portal does not show yet."""


@dataclass(frozen=True)
class SelfServiceShown:
    """Whether the portal itself gives a receipt, and why (R1.26)."""

    allowed: bool
    sentence: str


def portal_instant(profile: LandlordProfile, now: datetime) -> datetime:
    """The instant that the portal's balance tells of: ``now`` less the landlord's lag."""
    return now - timedelta(hours=profile.balance_latency_hours)


def owed_on(movements: Sequence[Movement], day: date) -> Decimal:
    """Euros owed at the end of ``day``, over all the movements given (R1.29)."""
    return sum((one.debit - one.credit for one in movements if one.posted_on <= day), ZERO)


def account_shown(
    profile: LandlordProfile,
    contracts: Sequence[Contract],
    movements: Sequence[Movement],
    now: datetime,
    *,
    with_lines: bool = True,
) -> AccountShown:
    """The account on the portal at ``now``; a day's postings come with the day itself, less the lag."""
    as_of = portal_instant(profile, now)
    day = paris_day(as_of)
    owed = owed_on(movements, day)
    newest = sorted(
        (one for one in movements if one.posted_on <= day), key=lambda one: one.posted_on, reverse=True
    )
    convention = profile.sign_convention
    numbers = {one.lease_id: one.number for one in contracts}
    several = len(numbers) > 1
    return AccountShown(
        as_of=as_of,
        as_of_words=f"au {french_instant(as_of)}"
        if profile.balance_latency_hours
        else f"au {french_day(day)}",
        lag=_lag(profile),
        balance_due=owed,
        balance=shown_to_tenant(owed, convention),
        contracts=tuple(_contract(one, movements, day, convention) for one in contracts),
        columns=("Date", *(("Contrat",) if several else ()), "Libellé", *_AMOUNTS[convention]),
        lines=tuple(_line(one, numbers if several else {}, convention) for one in newest[:LINES])
        if with_lines
        else (),
        not_yet=sum(paris_day(now) >= one.posted_on > day for one in movements),
    )


def self_service(profile: LandlordProfile, movements: Sequence[Movement], now: datetime) -> SelfServiceShown:
    """Whether the portal gives a receipt by itself now (R1.26): the agent may still do what it refuses."""
    way = profile.receipt_self_service
    if way is SelfService.DOWNLOAD:
        return SelfServiceShown(allowed=True, sentence="Il télécharge lui-même ses quittances.")
    if way is SelfService.NO:
        silent = "" if profile.is_stated("receipt_self_service") else f" ({NOT_STATED} : défaut du produit)"
        sentence = f"Le portail ne donne pas de quittance par lui-même{silent} : elle se demande au bailleur."
        return SelfServiceShown(allowed=False, sentence=sentence)
    day = paris_day(portal_instant(profile, now))
    before = month_of(day) - timedelta(days=1)
    present, last = owed_on(movements, day), owed_on(movements, before)
    if present <= 0 or last <= 0:
        which = "le solde du moment" if present <= 0 else "le solde de la fin du mois dernier"
        return SelfServiceShown(
            allowed=True, sentence=f"Il peut demander une quittance : {which} est à jour."
        )
    words = shown_to_tenant(present, profile.sign_convention)
    return SelfServiceShown(
        allowed=False,
        sentence=f"Le portail refuse la demande : ni le solde du moment ({words}) ni celui de la fin "
        "du mois dernier n’est à jour. Il l’invite à appeler.",
    )


def first_notice_month(profile: LandlordProfile, day: date) -> date:
    """The first month whose notice the portal still shows on ``day`` (R1.27)."""
    history = profile.notice_history
    if history.since is not None:
        return month_of(history.since)
    return add_months(month_of(day), 1 - (history.months or 1))


def _contract(
    one: Contract, movements: Sequence[Movement], day: date, convention: SignConvention
) -> ContractShown:
    owed = owed_on([line for line in movements if line.lease_id == one.lease_id], day)
    return ContractShown(one.number, one.what, owed, shown_to_tenant(owed, convention))


def _lag(profile: LandlordProfile) -> str:
    hours = profile.balance_latency_hours
    if not profile.is_stated("balance_latency_hours"):
        return f"Délai de mise à jour du solde : {NOT_STATED}."
    return f"Solde mis à jour dans les {hours} h." if hours else "Solde mis à jour tout de suite."


_AMOUNTS = {
    SignConvention.TENANT_SIGNED: ("Montant",),
    SignConvention.TWO_COLUMNS: ("Débit", "Crédit"),
    SignConvention.AMOUNT_DUE: ("Sens", "Montant"),
}


def _line(one: Movement, numbers: dict[int, str], convention: SignConvention) -> tuple[str, ...]:
    head = (french_day(one.posted_on), *((numbers[one.lease_id],) if numbers else ()), one.label)
    return (*head, *amounts_shown(one.debit, one.credit, convention))


def amounts_shown(debit: Decimal, credit: Decimal, convention: SignConvention) -> tuple[str, ...]:
    """A movement's amount, in euros, in the one or two columns of the convention (R1.30).

    ``TENANT_SIGNED``: payments ``+``, invoices ``−``, as the tenant's own purse.
    """
    if convention is SignConvention.TENANT_SIGNED:
        return (f"+{euros(credit)}" if credit else euros(-debit),)
    if convention is SignConvention.TWO_COLUMNS:
        return (euros(debit) if debit else "", euros(credit) if credit else "")
    return ("à régler", euros(debit)) if debit else ("réglé", euros(credit))
