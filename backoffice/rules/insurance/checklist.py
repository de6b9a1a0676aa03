"""What the checklist of a certificate allows: accept, or why not (R2.8–R2.10)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from backoffice.errors import Refused
from backoffice.rules.dates import add_months, french_day
from backoffice.rules.vocabulary.service import InsuranceRejection
from backoffice.rules.vocabulary.validation.insurance import CheckNote
from backoffice.rules.vocabulary.validation.papers import BLOCKING, CheckCode, CheckVerdict

TO_CONFIRM = InsuranceRejection.TO_BE_CONFIRMED_WITH_INSURER.value
"""A doubt is asked to the insurer and refuses nothing (R2.11)."""


@dataclass(frozen=True)
class GivenCheck:
    """One line of the checklist as a person left it; ``proposed`` is what was proposed to him."""

    code: CheckCode
    given: CheckVerdict
    proposed: CheckVerdict | None = None
    note: CheckNote | None = None


@dataclass(frozen=True)
class Verdict:
    """What is said of a paper: the checklist, the period, and the contracts that it is accepted for."""

    checks: tuple[GivenCheck, ...] = ()
    covered_from: date | None = None
    covered_until: date | None = None
    policy_number: str | None = None
    lease_ids: tuple[int, ...] = ()
    """Contracts of the same customer beside that of the item: a garage on the same paper (C9)."""

    def details(self) -> dict[str, Any]:
        """As the details of an order, in values that JSON knows."""
        return {
            "checks": [
                {
                    "code": one.code.value,
                    "given": one.given.value,
                    "proposed": one.proposed.value if one.proposed else None,
                    "note": one.note.value if one.note else None,
                }
                for one in self.checks
            ],
            "covered_from": self.covered_from.isoformat() if self.covered_from else None,
            "covered_until": self.covered_until.isoformat() if self.covered_until else None,
            "policy_number": self.policy_number,
            "leases": sorted(self.lease_ids),
        }


def read_verdict(details: Mapping[str, Any]) -> Verdict:
    """The verdict that ``details`` wrote. Raises ``Refused`` (``VERDICT``) for what is none."""
    try:
        return Verdict(
            checks=tuple(_check(one) for one in details.get("checks") or ()),
            covered_from=_day(details.get("covered_from")),
            covered_until=_day(details.get("covered_until")),
            policy_number=str(details.get("policy_number") or "").strip() or None,
            lease_ids=tuple(int(one) for one in details.get("leases") or ()),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(
            "Cette vérification n’a pas la forme attendue : rouvrez le dossier, puis recommencez.",
            code="VERDICT",
        ) from error


def _check(given: Mapping[str, Any]) -> GivenCheck:
    proposed, note = given.get("proposed"), given.get("note")
    return GivenCheck(
        CheckCode(given["code"]),
        CheckVerdict(given["given"]),
        CheckVerdict(proposed) if proposed else None,
        CheckNote(note) if note else None,
    )


def _day(given: Any) -> date | None:
    return date.fromisoformat(given) if given else None


def all_yes() -> tuple[GivenCheck, ...]:
    """The checklist of a certificate on which everything is right."""
    return tuple(GivenCheck(code, CheckVerdict.YES) for code in CheckCode)


def refuse_acceptance(verdict: Verdict, previous_end: date | None, today: date) -> None:
    """Raise ``Refused`` when the certificate may not be accepted on ``today`` (R2.8, R2.9).

    ``CHECKS_MISSING``, ``CHECK_BLOCKS``, ``NOTE_REQUIRED``; ``PERIOD_MISSING``, ``EXPIRED``,
    ``NOT_YET_VALID``, ``GAP`` for a start after the day that follows ``previous_end``, when that day is
    not over: a gap in the past is a fact that no paper mends.
    """
    _refuse_checks(verdict.checks)
    start, end = verdict.covered_from, verdict.covered_until
    if end is None:
        raise Refused(
            "La fin de validité n’est pas dite : saisissez-la, ou refusez (dates absentes).",
            code="PERIOD_MISSING",
        )
    if start is not None and start > end:
        raise Refused("La période finit avant de commencer : corrigez les dates.", code="PERIOD_MISSING")
    if end < today:
        raise Refused(
            f"Cette attestation a pris fin le {french_day(end)} : refusez-la (périmée).", code="EXPIRED"
        )
    _refuse_start(start, previous_end, today)


def _refuse_checks(checks: Sequence[GivenCheck]) -> None:
    given = {one.code: one for one in checks}
    if len(given) != len(checks) or set(given) != set(CheckCode):
        raise Refused("Vérifiez les dix points, C1 à C10, chacun une fois.", code="CHECKS_MISSING")
    stopping = [
        code.value for code in CheckCode if code in BLOCKING and given[code].given is not CheckVerdict.YES
    ]
    if stopping:
        raise Refused(
            f"{', '.join(stopping)} : il faut « oui » pour accepter. Refusez, ou vérifiez de nouveau.",
            code="CHECK_BLOCKS",
        )
    for one in checks:
        if one.given is CheckVerdict.NO and one.note is None:
            raise Refused(
                f"{one.code.value} dit non : choisissez dans la liste pourquoi vous acceptez.",
                code="NOTE_REQUIRED",
            )


def _refuse_start(start: date | None, previous_end: date | None, today: date) -> None:
    if start is None or start <= today:
        return
    if previous_end is None or previous_end < today:
        raise Refused(
            f"Cette attestation commence le {french_day(start)} et rien ne couvre d’ici là : refusez-la "
            "(pas encore en vigueur).",
            code="NOT_YET_VALID",
        )
    if start > previous_end + timedelta(days=1):
        raise Refused(
            f"Rien ne couvre du {french_day(previous_end + timedelta(days=1))} au "
            f"{french_day(start - timedelta(days=1))} : demandez une attestation sans trou.",
            code="GAP",
        )


def period_warnings(verdict: Verdict, previous_end: date | None, warning_months: int) -> tuple[str, ...]:
    """What is said and stops nothing: a period longer than usual, a gap in the past, no start (R2.9)."""
    start, end = verdict.covered_from, verdict.covered_until
    found = []
    if end is not None and start is None:
        found.append("Le début de validité n’est pas dit : le trou éventuel n’est pas vérifié.")
    if start is not None and end is not None and end >= add_months(start, warning_months):
        found.append(
            f"Période de plus de {warning_months} mois : une attestation se renouvelle chaque année."
        )
    if start is not None and previous_end is not None and start > previous_end + timedelta(days=1):
        found.append(f"La précédente a pris fin le {french_day(previous_end)} : il y a eu un trou.")
    if end is not None and previous_end is not None and end < previous_end:
        found.append(f"Une attestation acceptée court déjà jusqu’au {french_day(previous_end)}.")
    return tuple(found)


def refuse_rejection(reason: str | None, known: Collection[str]) -> None:
    """Raise ``Refused`` (``NO_REASON``) for a reason that refuses no certificate (R2.10, R2.11).

    ``known`` are the codes of the program and those that the landlord added.
    """
    if reason == TO_CONFIRM or reason not in known:
        raise Refused("Choisissez dans la liste pourquoi cette attestation est refusée.", code="NO_REASON")
