"""French addresses in a text: number, street, postcode, town, and what tells where inside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from backoffice.rules.papers.text.passage import Passage, Piece, Span

TYPES = (
    r"RUE|R\.|AVENUE|AVE?\b\.?|BOULEVARD|BOUL\b\.?|BL?V?D\b\.?|PLACE|PL\b\.?|PLACETTE|ALLEES?|"
    r"ALL?\b\.?|CHEMIN|CHEM?\b\.?|CH\.|"
    r"IMPASSE|IMP\b\.?|QUAI|COURS|COUR|SQUARE|SQ\b\.?|ROUTE|RTE\b\.?|PASSAGE|PASS?\b\.?|VOIE|SENTIER|"
    r"SENTE|TRAVERSE|TRAV?\b\.?|RESIDENCE|RES\b\.?|"
    r"CITE|LOTISSEMENT|LOT\b|HAMEAU|MONTEE|ESPLANADE|FAUBOURG|FB?G\b\.?|VILLA|CLOS|DOMAINE|DOM\b|"
    r"ROND-?\s?POINT|RPT|PROMENADE|"
    r"MAIL|RAMPE|VENELLE|CHAUSSEE|PARC|RUELLE|GRANDE? RUE|GRAND'? ?RUE|CORNICHE|DESCENTE|ESCALIER|"
    r"GALERIE|JARDIN|MAIL|PARVIS|"
    r"PORTE DE|PORT|ENCLOS|BERGE|LEVEE|VIEUX CHEMIN|VIEILLE ROUTE|LIEU-?\s?DIT|LES|LE|LA"
)
_INSIDE = (
    r"(?:BAT(?:IMENT|\.)?|APPT?\.?|APPARTEMENT|ETAGE|ESC(?:ALIER|\.)?|PORTE|LOGEMENT|LOGT|ENTREE|"
    r"HALL|RESIDENCE|RES\.|BLOC|TOUR|"
    r"\d{1,2}(?:ER|E|EME|ND) ?ETAGE|RDC|REZ|BOITE|BAL|N° ?LOG\w*|CHEZ|IMMEUBLE|APT|LOT N°)"
)
_STREET = re.compile(
    rf"(?<![\d/])(\d{{1,4}})\s?(?:(BIS|TER|QUATER|"
    rf"[A-F])\b)?(?:(?:\s?[-/]\s?|\s(?:A|AU|ET)\s)\d{{1,4}}(?!\d)(?:\s?(?:BIS|TER|QUATER|[A-F])\b)?)?"
    rf"\s*,?\s+((?:{TYPES})\s?.{{1,70}}?)"
    r"[\s,;\-]*(?<!\d)(?:\bF-?\s?)?(\d{2}\s?\d{3})(?!\d)(?:\s*[,\-])?\s+(?=[A-Z])"
)
_DOOR = re.compile(rf"\b{_INSIDE}\s*(?:N°\s*|NO\s)?:?\s?[A-Z]?$")
_PLACE = re.compile(r"^(.{4,110}?)[\s,;\-]*(?<!\d)(?:\bF-?\s?)?(\d{5})(?!\d)(?:\s*[,\-])?\s+(?=[A-Z])")
_TOWN_WORD = re.compile(r"^[A-Z][A-Z'\-]*$")
_TOWN_STOP = re.compile(
    r"^(?:POUR|EST|DEPUIS|EN|QUALITE|A|AU|AUX|ET|DONT|AVEC|PAR|QUI|DATE|PERIODE|TEL\w*|BENEFICIE|"
    r"ASSUR\w*|GARANTI\w*|COMPOSE\w*|"
    r"TYPE|LOGEMENT|APPARTEMENT|CONTRAT|POLICE|LOCATAIRE|OCCUPE\w*|NOMBRE|SURFACE|USAGE|DU|N°|NOM|"
    r"DESIGNATION|NATURE|"
    r"VALABLE|VALIDE|VALIDITE|EFFET|ECHEANCE|SIS\w?|ADRESSE|FRANCE|CEDEX|CE|CETTE|SELON|COUVR\w*|"
    r"CONTRE|TITULAIRE\w*|"
    r"TITRE|RESIDENCE|PIECES?|GARANTIES?|RESERVE|CAS|RISQUES?|FORMULE|CI|LE|LA|LES|SOUS|SONT|ONT|MAISON|"
    r"SOUSCRI\w*|IDENTIFI\w*|QUALITE\W?)$"
)
_TOWN_LINK = {"SUR", "EN", "LES", "LE", "LA", "DE", "DU", "DES", "AUX", "SOUS", "ET", "D'", "L'", "AU"}
_TOWN_CUT = re.compile(r"^(?:SAINTE?|STE?)$|-$")
"""A word that ends no town: the rest is in the next line, or was not read."""
_TOWN_TAIL = re.compile(
    r"^(?:SUR|SOUS|LES|LEZ|EN)[ -](?!CAS\b|RESERVE|PRESENT|DEMANDE|BIENS\b|COURS\b|VIGUEUR|LIGNE|INTERNET)"
    r"(?:L'|LA |LE )?[A-Z][A-Z'\-]*(?: CEDEX)?$"
)
"""A short line that goes on with a town: ``SUR YON``, ``LES BAINS``."""
_MOST_TOWN, _MOST = 6, 24


@dataclass(frozen=True)
class Address:
    """An address read: ``street`` with its number, and all that is written, to look for a door in it."""

    street: str
    postcode: str
    town: str
    written: str
    pieces: tuple[Piece, ...]
    end: int
    """Where it ends in its passage."""
    start: int = 0

    @property
    def shown(self) -> str:
        """``12 bis rue des Lices, 13007 Marseille``."""
        return f"{self.street}, {self.postcode} {self.town}"

    @property
    def key(self) -> str:
        """What tells two addresses apart."""
        return re.sub(r"[^A-Z0-9]", "", f"{self.street}{self.postcode}".upper())


def addresses_in(passage: Passage) -> Iterator[Address]:
    """Every street address of a passage; those of firms (CEDEX) are left out."""
    for match in islice(_STREET.finditer(passage.text), _MOST):
        inner = list(
            re.finditer(
                rf"(?<![\d/])\d{{1,4}}\s?(?:(?:BIS|TER|QUATER|[A-F])\b)?,?\s+(?:{TYPES})\b",
                passage.text[match.start(3) : match.start(4)],
            )
        )
        # « 3e étage 12 rue … »: the last number before the street is the street's.
        real = match
        if inner:
            again = _STREET.match(passage.text, match.start(3) + inner[-1].start())
            real = again or match
        elif _DOOR.search(passage.text[: match.start()]):
            # « Appt 12 - 17 rue … » is no range of numbers.
            last = re.compile(r"\d").search(passage.text, match.end(1), match.start(3))
            real = (_STREET.match(passage.text, last.start()) if last else None) or match
        found = _address(passage, real)
        if found is not None:
            yield found


def place_at(passage: Passage) -> Address | None:
    """What follows a label of address when no street number is written: a name of place and a town."""
    match = _PLACE.match(passage.text)
    if match is None:
        return None
    town, end = _town(passage, match.end())
    if not town:
        return None
    street = passage.shown(0, match.end(1)).strip(" ,;-")
    return Address(street, match[2], town, passage.text[:end], passage.between(0, end), end)


def _address(passage: Passage, match: re.Match[str]) -> Address | None:
    town, end = _town(passage, match.end())
    if not town or re.match(r"\s*CEDEX", passage.text[end:]) or re.search(r"\b(?:BP|CS|TSA) ?\d", match[3]):
        return None
    inside = re.search(rf"[\s,(\-]+{_INSIDE}\b.*$", match[3])
    last = match.start(3) + inside.start() if inside and inside.start() > 4 else match.end(3)
    street = re.sub(r"\s*,\s*", " ", passage.shown(match.start(), last)).strip(" ,;-")
    postcode = match[4].replace(" ", "")
    return Address(
        street,
        postcode,
        town,
        passage.text[match.start() : end],
        passage.between(match.start(), end),
        end,
        match.start(),
    )


def _town(passage: Passage, start: int) -> tuple[str, int]:
    """The town that begins at ``start``, as drawn, and where it ends."""
    kept: list[tuple[int, int, str]] = []
    before: Piece | None = None
    for span in passage.spans:
        if span.end <= start:
            continue
        token = passage.text[span.start : span.end]
        core = token.strip('.,;:()"')
        new_line = before is not None and span.piece.middle - before.middle > 0.6 * before.height
        links = bool(kept) and (kept[-1][2] in _TOWN_LINK or bool(_TOWN_CUT.search(kept[-1][2])))
        links = links or (new_line and bool(kept) and _is_tail(passage, span))
        if (new_line and not links) or not _is_town_word(core, kept, span.piece.shown):
            break
        kept.append((span.start, span.end, core))
        before = span.piece
        if token.endswith((",", ";", ".", ":", ")")) or len(kept) >= _MOST_TOWN:
            break
    while kept and kept[-1][2] in _TOWN_LINK:
        kept.pop()
    if not kept or _TOWN_CUT.search(kept[-1][2]):
        return "", start
    shown = passage.shown(kept[0][0], kept[-1][1]).strip(" .,;:()")
    return shown, kept[-1][1]


def _is_tail(passage: Passage, first: Span) -> bool:
    """Whether the line that ``first`` begins is the end of a town and nothing else."""
    tall = first.piece.height
    line = [one for one in passage.spans if abs(one.piece.middle - first.piece.middle) < 0.5 * tall]
    return bool(_TOWN_TAIL.match(" ".join(passage.text[one.start : one.end] for one in line)))


def _is_town_word(core: str, kept: list[tuple[int, int, str]], drawn: str) -> bool:
    if core in _TOWN_LINK:
        # « Les Pennes », « Le Mans » begin a town; « Salon de Provence » links one.
        return bool(kept) or core in ("LES", "LE", "LA")
    if re.fullmatch(r"\d{1,2}(?:E|EME|ER)?", core) and kept and len(kept) == 1:
        return True
    if not _TOWN_WORD.match(core) or (_TOWN_STOP.match(core) and kept):
        return False
    return drawn.lstrip('("')[:1].isupper() or bool(
        kept and kept[-1][2] in _TOWN_LINK and not drawn[:1].islower()
    )
