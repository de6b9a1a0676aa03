"""What a month of rent is made of: rent, charges by kind, reductions, aid (R1.11)."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from backoffice.rules.money import ZERO, cents
from backoffice.rules.vocabulary.ledger import NoticeLineKind

_YEARLY = Decimal("1.016")
_SETTLING_MONTH = 6


@dataclass(frozen=True)
class Line:
    """A line of a notice; positive increases the debt."""

    kind: NoticeLineKind
    label: str
    amount: Decimal


@dataclass
class Rent:
    """The monthly amounts of a lease, in euros, at the prices of year ``base``."""

    rent: Decimal
    charges: tuple[tuple[str, Decimal], ...]
    base: int
    rls: Decimal = ZERO
    aid: Decimal = ZERO
    annex: Decimal = ZERO
    sls: Decimal = ZERO
    settlements: dict[int, Decimal] = field(default_factory=dict)
    revised: bool = True
    rent_label: str = "Loyer"
    _years: dict[int, tuple[Line, ...]] = field(default_factory=dict)

    def lines(self, start: date, end: date) -> tuple[Line, ...]:
        """The lines of the month that holds ``[start, end)``; a part of a month counts by days."""
        if start.year not in self._years:
            self._years[start.year] = self._year(start.year)
        lines = self._years[start.year]
        whole = monthrange(start.year, start.month)[1]
        days = (end - start).days
        if days < whole:
            return tuple(Line(line.kind, line.label, cents(line.amount * days / whole)) for line in lines)
        settled = self.settlements.get(start.year) if start.month == _SETTLING_MONTH else None
        if not settled:
            return lines
        label = f"Régularisation de charges {start.year - 1}"
        return (*lines, Line(NoticeLineKind.CHARGES_REGUL, label, settled))

    def _year(self, year: int) -> tuple[Line, ...]:
        factor = _YEARLY ** (year - self.base) if self.revised else Decimal(1)
        lines = [Line(NoticeLineKind.RENT, self.rent_label, cents(self.rent * factor))]
        if self.annex:
            lines.append(Line(NoticeLineKind.ANNEX_RENT, "Loyer stationnement", cents(self.annex * factor)))
        lines += [Line(NoticeLineKind.CHARGES, label, amount) for label, amount in self.charges]
        if self.rls:
            lines.append(Line(NoticeLineKind.RLS, "Réduction de loyer de solidarité", -self.rls))
        if self.sls:
            lines.append(Line(NoticeLineKind.SLS, "Supplément de loyer de solidarité", self.sls))
        if self.aid:
            lines.append(Line(NoticeLineKind.HOUSING_AID, "APL versée au bailleur", -self.aid))
        return tuple(lines)


def draw_rent(rng: Random, rooms: int, area: Decimal, start: date, day: date) -> Rent:
    """A plausible social rent for a dwelling of ``area`` m²."""
    rent = cents(area * Decimal(rng.randint(520, 720)) / 100)
    charges = [
        ("Provision charges générales", _amount(rng, 25 + 8 * rooms, 45 + 12 * rooms)),
        ("Provision eau froide", _amount(rng, 8 + 4 * rooms, 14 + 6 * rooms)),
    ]
    if rng.random() < 0.55:
        charges.append(("Provision chauffage", _amount(rng, 20 + 8 * rooms, 35 + 14 * rooms)))
    helped = rng.random() < 0.45
    found = Rent(rent, tuple(charges), day.year - 1)
    if helped:
        found.aid = min(_amount(rng, 90, 180 + 40 * rooms), cents(rent * Decimal("0.8")))
        found.rls = _amount(rng, 28, 55) if rng.random() < 0.6 else ZERO
    elif rng.random() < 0.04:
        found.sls = _amount(rng, 40, 190)
    if rng.random() < 0.05:
        found.annex = _amount(rng, 18, 45)
    found.settlements = {
        year: _amount(rng, 0, 150) - 60 for year in range(day.year - 2, day.year + 1) if start.year < year
    }
    return found


def draw_parking_rent(rng: Random, day: date) -> Rent:
    """The rent of a parking place on its own lease."""
    return Rent(_amount(rng, 22, 58), (), day.year - 1, rent_label="Loyer stationnement")


def _amount(rng: Random, low: int, high: int) -> Decimal:
    return Decimal(rng.randint(low * 100, high * 100)) / 100
