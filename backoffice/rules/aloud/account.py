"""What is true of a file, in sentences an agent reads aloud to the tenant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.rules.dates import french_day, french_month
from backoffice.rules.money import ZERO, euros
from backoffice.rules.vocabulary.service import InsuranceState
from backoffice.rules.vocabulary.stock import PremisesKind

_FOR = {
    PremisesKind.DWELLING: "le logement",
    PremisesKind.PARKING: "le stationnement",
    PremisesKind.GARAGE: "le garage",
}

_IN_DEFAULT = "Il nous manque toujours votre attestation d’assurance : envoyez-la sans attendre."


@dataclass(frozen=True)
class Told:
    """The facts of a file that may be read aloud; amounts in euros, positive: the tenant owes (R1.29)."""

    owed: Sequence[tuple[PremisesKind, Decimal]]
    receipt_month: date | None
    """Month whose receipt can be given."""
    locked_minutes: int | None
    insurance: InsuranceState
    covered_until: date | None
    open_requests: int


def balance_sentence(owed: Sequence[tuple[PremisesKind, Decimal]]) -> str:
    """``Votre compte présente 27,74 € à régler.``, each kind apart when there are two (R2.4)."""
    shares: dict[PremisesKind, Decimal] = {}
    for kind, amount in owed:
        shares[kind] = shares.get(kind, ZERO) + amount
    shares = {kind: amount for kind, amount in shares.items() if amount}
    total = sum(shares.values(), ZERO)
    parts = " et ".join(
        f"{euros(abs(amount))} {'à régler' if amount > 0 else 'd’avance'} pour {_FOR[kind]}"
        for kind, amount in sorted(shares.items())
    )
    apart = f" : {parts}" if len(shares) > 1 else f" pour {_FOR[next(iter(shares))]}" if shares else ""
    if total > 0:
        return f"Votre compte présente {euros(total)} à régler{apart}."
    if total < 0:
        return f"Votre compte présente {euros(-total)} d’avance{apart}."
    return f"Votre compte est à jour, rien n’est à régler{apart if len(shares) > 1 else ''}."


def insurance_sentence(state: InsuranceState, covered_until: date | None) -> str:
    """Where the insurance stands; empty when none is asked for."""
    until = f" jusqu’au {french_day(covered_until)}" if covered_until else ""
    return {
        InsuranceState.COVERED: f"Votre attestation d’assurance est valable{until}.",
        InsuranceState.EXPIRING: f"Votre attestation d’assurance est valable{until} : envoyez la suivante.",
        InsuranceState.SUBMITTED: "Votre attestation d’assurance est bien arrivée, elle est en vérification.",
        InsuranceState.REJECTED: "Votre attestation d’assurance a été refusée : envoyez-en une autre.",
        InsuranceState.UNINSURED: "Il nous manque votre attestation d’assurance : envoyez-la.",
        InsuranceState.REQUESTED: "Nous attendons votre attestation d’assurance : envoyez-la.",
        InsuranceState.FORMAL_NOTICE: _IN_DEFAULT,
        InsuranceState.ON_BEHALF_ALLOWED: _IN_DEFAULT,
        InsuranceState.ON_BEHALF_ACTIVE: "Une assurance est prise pour votre compte : envoyez la vôtre pour "
        "y mettre fin.",
        InsuranceState.TERMINATION_ROUTE: _IN_DEFAULT,
        InsuranceState.NOT_REQUIRED: "",
    }[state]


def file_sentence(told: Told) -> str:
    """Every sentence that is true, in the order in which people ask."""
    said = [balance_sentence(told.owed)]
    if told.receipt_month is not None:
        said.append(f"Le dernier mois réglé en entier est {french_month(told.receipt_month)}.")
    if told.locked_minutes is not None:
        minutes = f"{told.locked_minutes} minute{'s' if told.locked_minutes > 1 else ''}"
        said.append(f"Votre compte en ligne est bloqué encore {minutes}.")
    said.append(insurance_sentence(told.insurance, told.covered_until))
    if told.open_requests:
        many = told.open_requests > 1
        said.append(
            f"{told.open_requests} demande{'s' if many else ''} {'sont' if many else 'est'} en cours."
        )
    return " ".join(one for one in said if one)
