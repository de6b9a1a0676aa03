"""The checklist C1 to C10 proposed from what is read, the tenant's words and the lease (R2.8–R2.10)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.rules.dates import add_months, french_day
from backoffice.rules.papers.fields.dwellings import ANNEX
from backoffice.rules.papers.likeness import address_verdict, holders_verdict
from backoffice.rules.papers.proposals import (
    CertificateReading,
    CheckProposal,
    CoverWord,
    Declared,
    OnFile,
    PaperNature,
    Quality,
)
from backoffice.rules.papers.reading import Read
from backoffice.rules.papers.words import Zone
from backoffice.rules.vocabulary.service import InsuranceRejection
from backoffice.rules.vocabulary.validation.papers import BLOCKING, CheckCode, CheckVerdict, PaperField

YES, NO, NOT_SHOWN = CheckVerdict.YES, CheckVerdict.NO, CheckVerdict.NOT_SHOWN
_THREE = frozenset({CoverWord.FIRE, CoverWord.EXPLOSION, CoverWord.WATER})
_CONTACT = re.compile(
    r"(?<!\d)0[1-9](?:[ .\-]?\d{2}){4}(?!\d)|\b3\d ?\d{2}\b|@|WWW\.|\.FR\b|\.COM\b|SIEGE SOCIAL|"
    r"\d{5} [A-Z\- ]+ CEDEX"
)
_SECOND_HOME = re.compile(r"RESIDENCE SECONDAIRE(?!\s*:?\s*NON)")
_PAGE_OF = re.compile(r"\bPAGE\s*(\d{1,2})\s*(?:/|SUR|DE)\s*(\d{1,2})\b")
_LEAST_WORDS = 25
USUAL_MONTHS = 13
"""Above them a period is told to be long, unless the landlord says otherwise (R2.9)."""


@dataclass(frozen=True)
class Seen:
    """The paper as a whole: for C10."""

    pages: int
    words: int
    sure: float
    """The mean of what the reader says of each word (0 to 1)."""


@dataclass(frozen=True)
class ProposedDecision:
    """Accept, with the last day covered; refuse, with its codes; or nobody knows (``None``)."""

    accepts: bool | None
    covered_until: date | None = None
    rejections: tuple[InsuranceRejection, ...] = ()


@dataclass(frozen=True)
class _Case:
    read: Read
    seen: Seen
    declared: Declared
    file: OnFile
    today: date

    @property
    def reading(self) -> CertificateReading:
        return self.read.reading

    def zones(self, *fields: PaperField) -> tuple[Zone, ...]:
        return tuple(zone for one in self.reading.proposals if one.field in fields for zone in one.zones)


def propose_checks(
    read: Read, seen: Seen, declared: Declared, file: OnFile, today: date
) -> tuple[CheckProposal, ...]:
    """C1 to C10 in order; what the paper does not settle is NOT_SHOWN, with what a NO would be told as."""
    case = _Case(read, seen, declared, file, today)
    return tuple(check(case) for check in _CHECKS)


def proposed_decision(checks: tuple[CheckProposal, ...], reading: CertificateReading) -> ProposedDecision:
    """What the checks amount to (R2.9, R2.10); nothing is decided here."""
    refused = {one.rejection for one in checks if one.verdict is NO and one.rejection}
    if refused:
        return ProposedDecision(
            accepts=False, rejections=tuple(code for code in InsuranceRejection if code in refused)
        )
    whole = all(one.verdict is YES for one in checks if one.code in BLOCKING)
    if whole and reading.valid_to is not None and not any(one.verdict is NO for one in checks):
        return ProposedDecision(accepts=True, covered_until=reading.valid_to)
    return ProposedDecision(accepts=None)


def period_remarks(
    reading: CertificateReading, declared: Declared, warning_months: int = USUAL_MONTHS
) -> tuple[str, ...]:
    """A period of more than ``warning_months`` (R2.9), days that are not those the tenant typed."""
    found = []
    start, end = reading.valid_from, reading.valid_to
    if start and end and end >= add_months(start, warning_months):
        found.append(
            f"La période dépasse {warning_months} mois : "
            "une attestation se renouvelle d’ordinaire chaque année."
        )
    if end and declared.end and end != declared.end:
        found.append(
            f"Le locataire a saisi une fin au {french_day(declared.end)}, le document dit {french_day(end)}."
        )
    return tuple(found)


def _nature(case: _Case) -> CheckProposal:
    nature, zones = case.reading.nature, case.zones(PaperField.PAPER)
    refusal = InsuranceRejection.NOT_AN_ATTESTATION
    if nature is None:
        return CheckProposal(CheckCode.C1, NOT_SHOWN, (), "Le titre du document n’est pas reconnu.", refusal)
    verdict = YES if nature is PaperNature.CERTIFICATE else NO
    return CheckProposal(CheckCode.C1, verdict, zones, f"{nature.label}.", refusal)


def _names(case: _Case) -> CheckProposal:
    insured = case.reading.insured
    refusal = InsuranceRejection.NAME_MISMATCH
    if not insured and holders_verdict(case.file.holders, case.read.faint) is YES:
        # Words in doubt that spell the holder's name are his name.
        why = f"{', '.join(case.read.faint)} : est titulaire du bail."
        return CheckProposal(CheckCode.C2, YES, (), why, refusal)
    if not insured:
        return CheckProposal(CheckCode.C2, NOT_SHOWN, (), "Le nom de l’assuré n’est pas lu.", refusal)
    verdict = holders_verdict(case.file.holders, insured)
    if verdict is NO and _named_elsewhere(case):
        verdict = NOT_SHOWN
    words = {
        YES: "est titulaire du bail.",
        NOT_SHOWN: "à rapprocher du titulaire du bail.",
        NO: "n’est pas titulaire du bail.",
    }
    why = f"{', '.join(insured)} : {words[verdict]}"
    return CheckProposal(CheckCode.C2, verdict, case.zones(PaperField.INSURED), why, refusal)


def _named_elsewhere(case: _Case) -> bool:
    return holders_verdict(case.file.holders, (case.read.text,)) is not NO


def _address(case: _Case) -> CheckProposal:
    refusal = InsuranceRejection.ADDRESS_MISMATCH
    if case.read.address is None:
        return CheckProposal(CheckCode.C3, NOT_SHOWN, (), "L’adresse assurée n’est pas lue.", refusal)
    verdict, differs = address_verdict(case.read.address, case.file)
    if verdict is NO and case.reading.address is None:
        verdict, differs = NOT_SHOWN, "lue avec un doute"
    why = f"{case.read.address.shown} : {differs or 'adresse du logement'}."
    return CheckProposal(CheckCode.C3, verdict, case.zones(PaperField.ADDRESS), why, refusal)


def _period(case: _Case) -> CheckProposal:
    start, end = case.reading.valid_from, case.reading.valid_to
    zones = case.zones(PaperField.VALID_FROM, PaperField.VALID_TO)
    before = case.file.covered_until
    if end is None:
        why = "La fin de validité n’est pas lue."
        return CheckProposal(CheckCode.C4, NOT_SHOWN, zones, why, InsuranceRejection.PERIOD_MISSING)
    if end < case.today:
        why = f"Finie le {french_day(end)}."
        return CheckProposal(CheckCode.C4, NO, zones, why, InsuranceRejection.EXPIRED)
    if start is None:
        why = f"Jusqu’au {french_day(end)} ; le début n’est pas lu."
        return CheckProposal(CheckCode.C4, NOT_SHOWN, zones, why, InsuranceRejection.PERIOD_MISSING)
    follows = before is None or start <= before + timedelta(days=1)
    if start > case.today:
        goes_on = before is not None and follows
        why = f"Commence le {french_day(start)}" + (", à la suite de la précédente." if goes_on else ".")
        return CheckProposal(
            CheckCode.C4, NOT_SHOWN if goes_on else NO, zones, why, InsuranceRejection.NOT_YET_VALID
        )
    why = f"Du {french_day(start)} au {french_day(end)}."
    if before is not None and not follows:
        # A gap in the past is told: no paper mends it (R2.9).
        why += f" La précédente a pris fin le {french_day(before)} : il y a eu un trou."
    return CheckProposal(CheckCode.C4, YES, zones, why)


def _covers(case: _Case) -> CheckProposal:
    covers, refused = case.reading.covers, case.read.refused_covers
    zones = case.zones(PaperField.COVERS)
    refusal = InsuranceRejection.COVER_MISSING
    why = ", ".join(one.label for one in CoverWord if one in covers)
    if CoverWord.TENANT_RISKS in covers or covers >= _THREE:
        return CheckProposal(CheckCode.C5, YES, zones, f"{why}.", refusal)
    if CoverWord.TENANT_RISKS in refused:
        return CheckProposal(CheckCode.C5, NO, zones, "Les risques locatifs ne sont pas garantis.", refusal)
    if covers == {CoverWord.NEIGHBOURS} and case.read.lists_covers:
        return CheckProposal(
            CheckCode.C5, NO, zones, "Recours des voisins seul, sans risques locatifs.", refusal
        )
    return CheckProposal(CheckCode.C5, NOT_SHOWN, zones, "Les risques locatifs ne sont pas lus.", refusal)


def _policy(case: _Case) -> CheckProposal:
    policy = case.reading.policy
    verdict = YES if policy else NOT_SHOWN
    why = f"N° {policy}." if policy else "Le numéro de contrat n’est pas lu."
    return CheckProposal(CheckCode.C6, verdict, case.zones(PaperField.POLICY), why)


def _insurer(case: _Case) -> CheckProposal:
    insurer = case.reading.insurer
    reached = bool(_CONTACT.search(case.read.text))
    why = (
        f"{insurer}{'' if reached else ', sans moyen de le joindre'}."
        if insurer
        else "L’assureur n’est pas lu."
    )
    verdict = YES if insurer and reached else NOT_SHOWN
    return CheckProposal(CheckCode.C7, verdict, case.zones(PaperField.INSURER), why)


def _quality(case: _Case) -> CheckProposal:
    quality, zones = case.reading.quality, case.zones(PaperField.STATUS)
    refusal = InsuranceRejection.OWNER_STATUS
    if quality is None:
        return CheckProposal(CheckCode.C8, NOT_SHOWN, (), "La qualité de locataire n’est pas lue.", refusal)
    if quality is Quality.OWNER:
        return CheckProposal(CheckCode.C8, NO, zones, "Assuré comme propriétaire.", refusal)
    if _SECOND_HOME.search(case.read.text):
        return CheckProposal(CheckCode.C8, NOT_SHOWN, zones, "Locataire ; résidence secondaire.", None)
    return CheckProposal(CheckCode.C8, YES, zones, "Locataire.", refusal)


def _rooms(case: _Case) -> CheckProposal:
    zones, text = case.zones(PaperField.ROOMS), case.read.text
    rooms, mine = case.reading.rooms, case.file.rooms
    if case.file.is_dwelling and case.read.insures_annex:
        why = "Le document assure une annexe, pas le logement."
        return CheckProposal(CheckCode.C9, NO, zones, why, InsuranceRejection.WRONG_CONTRACT)
    if rooms is None or mine is None:
        return CheckProposal(CheckCode.C9, NOT_SHOWN, zones, "Le nombre de pièces n’est pas lu.")
    if rooms != mine:
        return CheckProposal(
            CheckCode.C9, NO, zones, f"{_pieces(rooms)} au contrat d’assurance, {mine} au bail."
        )
    if case.file.annexes and not re.search(ANNEX, text):
        return CheckProposal(CheckCode.C9, NOT_SHOWN, zones, f"{_pieces(rooms)} ; l’annexe n’est pas citée.")
    return CheckProposal(CheckCode.C9, YES, zones, f"{_pieces(rooms)}.")


def _pieces(rooms: int) -> str:
    return f"{rooms} pièce{'s' if rooms > 1 else ''}"


def _legible(case: _Case) -> CheckProposal:
    seen = case.seen
    announced = max((int(match[2]) for match in _PAGE_OF.finditer(case.read.text)), default=0)
    if seen.pages < announced <= 20:
        why = f"{announced} pages annoncées, {seen.pages} reçues."
        return CheckProposal(CheckCode.C10, NO, (), why, InsuranceRejection.INCOMPLETE)
    if seen.words < _LEAST_WORDS or seen.sure < 0.75:
        return CheckProposal(
            CheckCode.C10, NOT_SHOWN, (), "Peu de mots sont lisibles.", InsuranceRejection.ILLEGIBLE
        )
    return CheckProposal(CheckCode.C10, YES, (), "Lisible.", InsuranceRejection.ILLEGIBLE)


_CHECKS: tuple[Callable[[_Case], CheckProposal], ...] = (
    _nature, _names, _address, _period, _covers, _policy, _insurer, _quality, _rooms, _legible,
)  # fmt: skip
