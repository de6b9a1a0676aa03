"""The dwelling and who lives there: tenant or owner, main rooms, an annex alone."""

import re
from collections.abc import Iterator, Sequence

from backoffice.rules.papers.fields.covers import BOX
from backoffice.rules.papers.proposals import Quality
from backoffice.rules.papers.text.folding import EMPTY, TICKED
from backoffice.rules.papers.text.found import Found
from backoffice.rules.papers.text.labels import beside
from backoffice.rules.papers.text.layout import Page
from backoffice.rules.papers.text.passage import Passage

_CAPACITY = re.compile(
    r"(?:EN (?:SA |LEUR )?QUALITE D[E']|EN TANT QUE|AGISSANT COMME|A TITRE DE|COMME|"
    r"QUALITE(?: (?:DE L'ASSURE|JURIDIQUE|D'OCCUPATION))?\s*:?|STATUT(?: (?:D'OCCUPATION|DE L'ASSURE|"
    r"DE L'OCCUPANT))?\s*:?|"
    r"(?:MODE|TITRE|TYPE) D'OCCUPATION\s*:?|VOUS ETES|OCCUPE(?:E|S)? (?:PAR|COMME)|EST|SONT|"
    r"DOMICILE|RISQUE)\s*:?\s*"
)
_TENANT = re.compile(
    r"^(?:L'ASSURE |LE SOCIETAIRE )?(?:UN |LE )?(?:CO-?)?LOCATAIRES?\b(?! (?:PRECEDENT|DE MEUBLE SAISONNIER))"
)
_OWNER = re.compile(r"^(?:UN |LE )?(?:CO-?)?PROPRIETAIRES?\b|^BAILLEUR\b|^PNO\b")
_TENANT_TITLE = re.compile(r"^(?:ATTESTATION\b.{0,40}\bLOCATAIRE\b|LOCATAIRE OCCUPANT\b)")
_CAPACITIES = re.compile(rf"{_TENANT.pattern}|{_OWNER.pattern}")
_ASIDE = re.compile(r"(?:^|(?<= [-,;/(]) ?|(?<=[,;/(]) ?)LOCATAIRES?(?= ?(?:$|[-,;)]))")
_OWNER_TITLE = re.compile(
    r"PROPRIETAIRE NON[\s-]OCCUPANT|\bPNO\b|PROPRIETAIRE OCCUPANT|ASSURANCE PROPRIETAIRE"
)
_TICK = re.compile(rf"({TICKED}|{EMPTY}|\[ ?X? ?\]|\( ?X? ?\))\s*(LOCATAIRE|(?:CO)?PROPRIETAIRE)")
_LABEL = re.compile(
    r"^(?:QUALITE|STATUT|(?:MODE|TITRE|TYPE) D'OCCUPATION|OCCUPATION|"
    r"SITUATION)(?: (?:D'OCCUPATION|DE L'ASSURE|DE L'OCCUPANT|JURIDIQUE))*\s*(?::|$)"
)


def read_quality(pages: Sequence[Page]) -> Found[Quality] | None:
    """Tenant or owner, said of the insured; both are silence."""
    found = {one.value: one for page in pages for one in _qualities(page)}
    return next(iter(found.values())) if len(found) == 1 else None


def _qualities(page: Page) -> Iterator[Found[Quality]]:
    for passage in (*page.lines, *page.blocks):
        ticks = list(_TICK.finditer(passage.text))
        yield from _ticked(passage, ticks) if ticks else _spoken(passage)
    for _, place in beside(page, _LABEL, value=_CAPACITIES):
        if not BOX.search(place.text):
            yield from _capacity(place, 0)


def _ticked(passage: Passage, ticks: Sequence[re.Match[str]]) -> Iterator[Found[Quality]]:
    for match in ticks:
        if match[1] == TICKED or "X" in match[1]:
            quality = Quality.TENANT if match[2] == "LOCATAIRE" else Quality.OWNER
            yield _said(passage, quality, match.span(2))


def _spoken(passage: Passage) -> Iterator[Found[Quality]]:
    for match in _CAPACITY.finditer(passage.text):
        yield from _capacity(passage, match.end())
    for match in _OWNER_TITLE.finditer(passage.text):
        if "OU " not in passage.text[max(match.start() - 4, 0) : match.start()]:
            yield _said(passage, Quality.OWNER, match.span())
    if "PROPRIETAIRE" not in passage.text:
        for match in (*_ASIDE.finditer(passage.text), *_TENANT_TITLE.finditer(passage.text)):
            yield _said(passage, Quality.TENANT, match.span())


def _capacity(passage: Passage, start: int) -> Iterator[Found[Quality]]:
    rest = passage.text[start:]
    for quality, pattern in ((Quality.TENANT, _TENANT), (Quality.OWNER, _OWNER)):
        match = pattern.match(rest)
        # « Locataire ou propriétaire », « locataire / propriétaire » say neither.
        other = "PROPRIETAIRE" if quality is Quality.TENANT else "LOCATAIRE"
        either = (
            rf"\s*(?:(?:OU|/|,)\s*(?:CO-?)?(?:LOCATAIRE|PROPRIETAIRE)S?\s*)*(?:OU|/|,)\s*(?:CO-?)?{other}"
        )
        if match and not re.match(either, rest[match.end() :]):
            yield _said(passage, quality, (start + match.start(), start + match.end()))


def _said(passage: Passage, quality: Quality, span: tuple[int, int]) -> Found[Quality]:
    return Found(quality, passage.shown(*span), passage.between(*span))


_FIGURES = {"UNE": 1, "DEUX": 2, "TROIS": 3, "QUATRE": 4, "CINQ": 5, "SIX": 6}
_ROOMS = re.compile(
    r"(?<![\d,.])(\d|UNE|DEUX|TROIS|QUATRE|CINQ|SIX)\s*(?:\(\d\)\s*)?PIECES?\b|\b(?:TYPE |LOGEMENT |"
    r"APPARTEMENT )?[TF]\s?-?([1-7])(?:\s?BIS)?\b(?!\d)|NOMBRE DE PIECES(?: PRINCIPALES|"
    r" HABITABLES)?\s*:?\s*(\d)(?!\d)"
)
_COUNT = re.compile(r"NOMBRE DE PIECES(?: PRINCIPALES| HABITABLES)?|^PIECES(?: PRINCIPALES)?\s*(?::|$)")
_NOT_ROOMS = re.compile(
    r"PIECES? (?:JOINTE|D'IDENTITE|JUSTIFICATIVE|DE PLUS|ANNEXE|DETACHEE|DE MOINS|SUPPLEMENTAIRE)|"
    r"PLUS DE \d|\d M2? PAR PIECE|PIECES?.{0,12}MAXIMUM"
)


def read_rooms(pages: Sequence[Page]) -> Found[int] | None:
    """How many main rooms are insured; two counts are silence."""
    found: dict[int, Found[int]] = {}
    for page in pages:
        for passage in (*page.lines, *page.blocks):
            for match in _ROOMS.finditer(passage.text):
                around = passage.text[max(match.start() - 10, 0) : match.end() + 14]
                if not _NOT_ROOMS.search(around):
                    word = match[1] or match[2] or match[3]
                    rooms = _FIGURES.get(word) or int(word)
                    found[rooms] = Found(rooms, passage.shown(*match.span()), passage.between(*match.span()))
        for _, place in beside(page, _COUNT):
            count = re.match(r"(\d)\b", place.text)
            if count:
                found[int(count[1])] = Found(int(count[1]), count[1], place.between(*count.span()))
    found.pop(0, None)
    only = next(iter(found.values())) if len(found) == 1 else None
    return only if only and only.is_sharp else None


ANNEX = (
    r"(?:GARAGES?|BOX|PARKINGS?|(?:PLACES?|EMPLACEMENTS?) DE (?:PARKING|STATIONNEMENT)|"
    r"STATIONNEMENTS?|CAVES?)"
)
_ANNEX_ALONE = re.compile(
    rf"(?:NATURE|TYPE|DESIGNATION|USAGE|RISQUE|BIEN|LOCAL|COMPOSITION)"
    rf"(?: (?:DU|DE|DES|D'|LA|L'|LE|RISQUES?|BIENS?|LOCA(?:L|UX)|ASSURES?|USAGE))*\s*[:,]?\s*(?:UN |"
    rf"SON |LE )?{ANNEX}"
    rf"|\bPOUR (?:UN|SON|LE|LA|UNE) {ANNEX}"
    rf"|(?:^|[-,:] )(?:UN |SON |LE |UNE )?{ANNEX}(?: (?:FERMEE?|COUVERTE?|SOUTERRAINE?|INDIVIDUELLE?|"
    rf"PRIVATI(?:F|VE)|SEULE?|N°\s?\w+))*(?=\s?(?:$|[-,.;])|\s(?:SITUE|SIS))"
)
_LIVED_IN = re.compile(r"APPARTEMENT|MAISON|STUDIO|\d PIECES?\b|\b[TF] ?[1-7]\b|PAVILLON|CHAMBRE")


def insures_annex(pages: Sequence[Page]) -> bool:
    """Whether an annex is what is insured, and no dwelling is described beside it."""
    said = any(
        _ANNEX_ALONE.search(cell.text) for page in pages for cell in (*page.cells, *page.lines, *page.blocks)
    )
    return said and not any(_LIVED_IN.search(page.whole.text) for page in pages)
