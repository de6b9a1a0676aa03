"""From when to when a certificate is valid: one period said once, or silence."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from backoffice.rules.dates import add_months
from backoffice.rules.papers.fields.days import MONTH, WEEKDAY, DayFound, day_before, days_in, first_day
from backoffice.rules.papers.text.found import Found
from backoffice.rules.papers.text.labels import beside
from backoffice.rules.papers.text.layout import Page
from backoffice.rules.papers.text.passage import Passage

TWO_PERIODS = "Le document porte plusieurs périodes qui ne s’accordent pas : lisez laquelle vaut."
TACIT = "Le contrat se renouvelle par tacite reconduction : aucune date de fin n’est écrite."
_LONGEST_USUAL = 13

_HOUR = (
    r"(?:,?\s*\(?(?:(?:A|DES)\s)?(?:(?:[0O]{1,2}|\d{1,2})\s?(?:H(?:EURES?)?\b|[H:](?=\s?[0O\d]{2}\b))"
    r"\s?(?:[0O\d]{2}\b)?|ZERO HEURES?|MINUIT|MIDI)\)?)?"
)
_BETWEEN = re.compile(
    rf"^{_HOUR}\s*,?\s*(?:\(?INCLUS(?:IVEMENT)?\)?\s*)?,?\s*(?:ET\s+)?"
    r"(?:AU|JUSQU'? ?AU|JUSQU'A|-+|A|-?>+|\u2192|(?P<slash>/)|"
    r"(?:(?:ET )?(?:SE TERMIN\w+|EXPIR\w+|FINISS\w+|PREN\w+ FIN) LE)|"
    r"(?:ET )?LE|VALABLE JUSQU'AU|"
    r"(?P<named>[-,/]?\s*(?:ET )?(?:FIN(?: LE)?|(?:DATE D')?(?:ECHEANCE|EXPIRATION)|TERME|DATE DE FIN)"
    r"(?: (?:DE LA |DES |DE )?(?:VALIDITE|GARANTIES?|PERIODE))?))"
    rf"\s*:?\s*(?:{WEEKDAY}\s+)?$"
)
_FROM = re.compile(
    rf"(?<!RUE )(?<!AVENUE )(?<!PLACE )(?<!BOULEVARD )\b"
    rf"(?:DU|LE|DES LE|A (?:COMPTER|PARTIR) DU)\s+(?:{WEEKDAY}\s+)?$"
)
# A condition put between commas speaks of another thing than the period of its sentence.
_PROVIDED = re.compile(
    r"(?:^|[,(]\s*|\s)(?:SAUF|SOUS RESERVE|A CONDITION|HORS CAS|EN L'ABSENCE|A DEFAUT)\b[^,.;()]{0,60}?"
    r"\b(?:COTISATION|PRIME|PAIEMENT|REGLEMENT|RESILI|SUSPEN)[^,.;()]{0,60}?"
    r"(?:[,)]\s*|\s(?=(?:CE|LE|LA|VOTRE|CETTE) (?:PRESENTE? )?(?:CONTRAT|ATTESTATION|POLICE)\b))"
)
_OTHER_THING = re.compile(
    r"COTISATION|\bPRIME|PRELEV|ECHEANCIER|SCOLAIRE|FACTUR|PAIEMENT|REGLEMENT|HORAIRE|\bOUVERT|"
    r"PRECEDENT|ANCIEN|"
    r"ANTERIEUR|RESILI|SUSPEN|SINISTRE|OFFRE|PROMOTION|DEVIS|EXERCICE|\bAPPEL|VACANCES|SEJOUR|\bBAIL|"
    r"QUITTANCE|"
    r"DERNIERE PERIODE|HISTORIQUE|VEHICULE|SUIVANTE|PROCHAINE PERIODE|TARIF|REMISE|NAISSANCE|\bNEE? |"
    r"REPONDRE|"
    r"RENVOYER|RETOURNER|\bEDITE|IMPRIM|PERMIS|CARTE|\bINDICE|VILLEGIATURE|JOIGNABL|CONSEILLERS|PERMANENCE|ACCUEIL"
)
_VALIDITY = re.compile(
    r"VALID|VALABLE|GARANTI|ASSUR|COUVR|COUVERT|EFFET|PERIODE|VIGUEUR|BENEFICI|ACQUIS|ATTEST|DUREE"
)
_SPAN = re.compile(r"PERIODE|VALIDITE|VALABLE|GARANTIE DU")
_START = re.compile(
    r"(?:(?:DATE|PRISE) D'EFFET|DATE DE (?:DEBUT|PRISE D'EFFET)|DEBUT|VALABLE (?:DU|DES|A (?:COMPTER|"
    r"PARTIR) DU)|"
    r"VALIDE (?:DU|A (?:COMPTER|PARTIR) DU)|(?:A|AVEC|PREND|PRENDRA|PRENANT|PRIS)(?: SON|"
    r" LEUR)? EFFET(?: A COMPTER)?(?: DU| LE| AU)?|"
    r"EN VIGUEUR (?:DEPUIS LE|A COMPTER DU|LE|DU)|A (?:COMPTER|PARTIR) DU|EFFET(?: DU| LE| AU)?\s*:|^EFFET$|"
    r"GARANTI\w* (?:DU|DEPUIS LE)|^DU$|^DU\s*:)"
    r"(?: (?:DE |DES |DU |D')?(?:LA |L')?(?:VALIDITE|GARANTIES?|PERIODE|COUVERTURE|ASSURANCE|"
    r"ATTESTATION|CONTRAT|EFFET))*"
)
_END = re.compile(
    r"(?:JUSQU'? ?AU|JUSQU'A (?:L'|LA |SA )?(?:PROCHAINE )?(?:DATE D')?ECHEANCE"
    r"(?: (?:ANNUELLE|PRINCIPALE|DU CONTRAT))*(?: (?:DU|LE|AU|FIXEE AU))?|DATE DE FIN|"
    r"DATE D'EXPIRATION|DATE LIMITE|^TERME(?=\s*:)|EXPIR(?:E|ATION|ERA|ANT)(?: LE)?|"
    r"(?:PREND|PRENANT|PRENDRA) FIN(?: LE)?|SE TERMIN\w+ LE|^FIN\b|^AU$|^AU\s*:)"
    r"(?: (?:DE |DES |DU |D')?(?:LA |L')?(?:VALIDITE|GARANTIES?|PERIODE|COUVERTURE|ASSURANCE|"
    r"ATTESTATION|CONTRAT|EFFET))*"
)
_WEAK_END = re.compile(
    r"(?:DATE D'|PROCHAINE )?ECHEANCE(?: (?:DU CONTRAT|DE LA GARANTIE|ANNUELLE|PRINCIPALE))?(?: LE| AU)?"
)
_LASTING = re.compile(
    r"(?:POUR|D')\s?UNE (?:DUREE|PERIODE) (?:FERME )?(?:D'(?:UN|1) AN(?:NEE)?|D'UNE ANNEE|DE (?:UN|"
    r"1) AN|DE (?:12|DOUZE) MOIS|DE (\d{1,2}) MOIS)|"
    r"DUREE\s*:?\s*(?:(?:1|UN) AN\b|(?:12|DOUZE) MOIS)|POUR (?:UN AN|1 AN|UNE ANNEE)\b|"
    r"VALABLE (?:UN AN|1 AN|UNE ANNEE|(?:12|DOUZE) MOIS)(?= A (?:COMPTER|PARTIR) DU )"
)
_UNTIL = re.compile(
    rf"\bAU\s*:?\s*(?:{WEEKDAY}\s+)?(?=(?:\d{{1,2}}(?: ?ER)?|PREMIER|[A-Z]+(?:[ -]ET[ -]UN)?)"
    rf"(?:\s?[/.\-]\s?\d|[\s\-]*(?:{MONTH})\b))"
)
_TACIT = re.compile(
    r"TACITE(?:MENT)?[\s-]+RECONDU|RENOUVEL\w* (?:PAR TACITE|TACITEMENT|AUTOMATIQUEMENT)|"
    r"RECONDUCTIBLE TACITEMENT"
)
_LAST_OF_MONTH = re.compile(rf"JUSQU'?(?: ?A LA|A|AU?)?\s*FIN (?:DU MOIS (?:DE |D'))?({MONTH})\s+(\d{{4}})")


@dataclass(frozen=True)
class Validity:
    """The period read, each end with its words, and what to say when there is none."""

    start: Found[date] | None = None
    end: Found[date] | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Range:
    start: Found[date]
    end: Found[date]
    is_said: bool
    """Whether the words before it speak of validity."""

    @property
    def days(self) -> tuple[date, date]:
        return self.start.value, self.end.value


def read_validity(pages: Sequence[Page]) -> Validity:
    """The one period of validity of ``pages``; two that differ, or none, are silence."""
    found = _judged(pages)
    if any(page.recognised for page in pages) and not _is_regular(found):
        return Validity(remarks=found.remarks)
    return found


def _judged(pages: Sequence[Page]) -> Validity:
    ranges = [one for page in pages for one in _ranges(page)]
    said = [one for one in ranges if one.is_said] or ranges
    ends = [one for page in pages for one in _labelled(page, _END)]
    remarks = (TACIT,) if any(_TACIT.search(page.whole.text) for page in pages) else ()
    if said:
        periods = {one.days for one in said}
        if len(periods) > 1 or any(one.value != said[0].end.value for one in ends):
            return Validity(remarks=(TWO_PERIODS,))
        return Validity(said[0].start, said[0].end)
    starts = [one for page in pages for one in _labelled(page, _START)]
    ends = ends or _weak_ends(pages, starts)
    if len({one.value for one in ends}) > 1:
        return Validity(remarks=(TWO_PERIODS,))
    if ends:
        return _ending(starts, ends[0])
    return _lasting(pages, starts, remarks)


def _ending(starts: Sequence[Found[date]], end: Found[date]) -> Validity:
    """The end is known: a start of more than a usual period before is the contract's, not the paper's."""
    if any(one.value >= end.value for one in starts):
        return Validity(remarks=(TWO_PERIODS,))
    near = {one.value: one for one in starts if end.value <= add_months(one.value, _LONGEST_USUAL)}
    return Validity(next(iter(near.values())) if len(near) == 1 else None, end)


def _lasting(pages: Sequence[Page], starts: Sequence[Found[date]], remarks: tuple[str, ...]) -> Validity:
    """No end is written: a start and a duration make one, unless the contract goes on by itself."""
    days = {one.value for one in starts}
    spans = [
        (passage, match)
        for page in pages
        for passage in (*page.lines, *page.blocks)
        for match in _LASTING.finditer(passage.text)
    ]
    months = {int(match[1] or 12) for _, match in spans}
    if len(days) != 1 or len(months) != 1:
        return Validity(remarks=remarks)
    start = starts[0]
    end = add_months(start.value, months.pop()) - timedelta(days=1)
    # A contract that goes on by itself says no end once its first year is over: another day tells.
    if remarks and not any(
        start.value - timedelta(days=90) <= day <= end for day in _other_days(pages, start.value)
    ):
        return Validity(remarks=remarks)
    passage, match = spans[0]
    pieces = (*start.pieces, *passage.between(*match.span()))
    return Validity(start, Found(end, f"{start.raw} {match[0].lower()}", pieces), remarks)


def _other_days(pages: Sequence[Page], day: date) -> set[date]:
    return {one.day for page in pages for line in page.lines for one in days_in(line.text)} - {day}


def _ranges(page: Page) -> Iterator[_Range]:
    for passage in (*page.lines, *page.blocks, *page.cells):
        for first, last in _pairs(passage.text):
            between = _BETWEEN.match(passage.text[first.end : last.start])
            if between is None or first.day >= last.day:
                continue
            # The beginning of a contract and its next term are no period of a paper.
            if between["named"] and last.day > add_months(first.day, _LONGEST_USUAL):
                continue
            before = _context(page, passage, first.start)
            # « Édition / échéance : 03/11/2026 / 31/12/2026 » are two days and no period.
            if between["slash"] and ("/" in before or not _SPAN.search(before)):
                continue
            if not _is_of_other(before):
                yield _Range(
                    _taken(passage, first.start, first.end, first.day),
                    _taken(passage, last.start, last.end, last.day),
                    bool(_VALIDITY.search(before)),
                )


def _pairs(text: str) -> Iterator[tuple[DayFound, DayFound]]:
    """Days that follow each other; the first one may leave its year to the second."""
    found = days_in(text)
    yield from pairwise(found)
    for rank, last in enumerate(found):
        start = found[rank - 1].end if rank else 0
        lead = text[start : last.start]
        for match in re.finditer(r"\d|PREMIER", lead):
            if _FROM.search(lead[: match.start()]):
                first = day_before(lead[match.start() :], last.day)
                if first is not None and first.start == 0:
                    at = start + match.start()
                    yield DayFound(at, at + first.end, first.day), last


def _is_of_other(before: str) -> bool:
    """Whether the words before a period speak of another thing than a cover; a condition is left out."""
    if not _OTHER_THING.search(before):
        return False
    bare = _PROVIDED.sub(" ", before)
    return bool(_OTHER_THING.search(bare)) or not _VALIDITY.search(bare)


def _context(page: Page, passage: Passage, start: int) -> str:
    """What is written before a period: its sentence, or the line over it when it stands alone."""
    sentence = re.split(r"(?<=[A-Z)]{3})[.;] |[.;] (?=[A-Z]{2})", passage.text[:start])[-1][-140:]
    if re.search(r"[A-Z]{4}", sentence):
        return sentence
    top = passage.between(start, start + 1)[0]
    over = [one for one in page.cells if one.bottom <= top.middle and top.middle - one.bottom < 3 * page.size]
    near = [one for one in over if one.left < top.right and one.right > top.left]
    return f"{near[-1].text if near else ''} {sentence}"


def _labelled(page: Page, label: re.Pattern[str]) -> Iterator[Found[date]]:
    for name, place in beside(page, label, reads=lambda one: first_day(one.text) is not None):
        found = first_day(place.text)
        cell = next((one for one in page.cells if name.pieces[0] in one.pieces), name)
        if found and not _is_of_other(_before(cell, name)):
            yield _taken(place, found.start, found.end, found.day)
    for passage in page.blocks:
        for match in label.finditer(passage.text):
            found = first_day(passage.text[match.end() :])
            sentence = re.split(r"[.;] ", passage.text[: match.start()])[-1][-90:]
            if found and not _is_of_other(sentence + match[0]):
                yield _taken(passage, match.end() + found.start, match.end() + found.end, found.day)
        if label is _END:
            yield from _last_of_month(passage)


def _before(cell: Passage, name: Passage) -> str:
    """The sentence of ``cell`` up to the label in it."""
    return cell.text[: cell.text.find(name.text) + len(name.text)][-120:]


def _last_of_month(passage: Passage) -> Iterator[Found[date]]:
    for match in _LAST_OF_MONTH.finditer(passage.text):
        first = first_day(f"1 {match[1]} {match[2]}")
        if first:
            last = add_months(first.day, 1) - timedelta(days=1)
            yield Found(last, passage.shown(*match.span()), passage.between(*match.span()))


def _weak_ends(pages: Iterable[Page], starts: Sequence[Found[date]]) -> list[Found[date]]:
    """« Échéance » with its year, when a start makes a usual period of it."""
    days = {one.value for one in starts}
    if len(days) != 1:
        return []
    start = days.pop()
    found = [
        one
        for page in pages
        for one in _labelled(page, _WEAK_END)
        if start < one.value <= add_months(start, _LONGEST_USUAL) and not _is_instalment(start, one.value)
    ]
    # An end written in a way that is not understood counts more than the next term.
    known = {start, *(one.value for one in found)}
    return [] if any(_ends_otherwise(page, known) for page in pages) else found


def _is_instalment(start: date, end: date) -> bool:
    """Whether a term comes after the months of an instalment: it may be that of a premium."""
    nexts = {add_months(start, count) for count in (1, 2, 3, 4, 6)}
    return not nexts.isdisjoint({end, end + timedelta(days=1)})


def _ends_otherwise(page: Page, known: Collection[date]) -> bool:
    for passage in (*page.lines, *page.blocks):
        days = {one.start: one.day for one in days_in(passage.text)}
        for match in _UNTIL.finditer(passage.text):
            if days.get(match.end()) not in known:
                return True
    return False


def _taken(passage: Passage, start: int, end: int, day: date) -> Found[date]:
    return Found(day, passage.shown(start, end), passage.between(start, end))


def _is_regular(found: Validity) -> bool:
    """Whether what an image was read to say holds together: a figure misread seldom makes whole months."""
    if not all(one is None or one.is_sharp for one in (found.start, found.end)):
        return False
    if found.start is None or found.end is None:
        return True
    start, end = found.start.value, found.end.value
    if end > add_months(start, _LONGEST_USUAL):
        return False
    ends = {add_months(start, count) - timedelta(days=less) for count in range(1, 14) for less in (0, 1)}
    return end in ends or (end + timedelta(days=1)).day == 1
