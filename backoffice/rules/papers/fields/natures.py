"""What a paper is by its own words (C1): its title counts, and what it says that it is not."""

import re
from collections.abc import Sequence
from itertools import pairwise

from backoffice.rules.papers.proposals import PaperNature
from backoffice.rules.papers.text.found import Found
from backoffice.rules.papers.text.layout import Page
from backoffice.rules.papers.text.passage import Passage

_CERTIFICATE = re.compile(
    r"(?:ATTESTATION|JUSTIFICATIF|CERTIFICAT) (?:ANNUELLE? |PROVISOIRE )?(?:D'|DE L')?ASSURANCE|"
    r"ATTESTATION (?:ANNUELLE |PROVISOIRE )?(?:DE |DES |D'ASSURANCE |CONTRAT )?"
    r"(?:(?:MULTI-?\s?RISQUES?|GARANTIES?) ?|"
    r"RESPONSABILITE CIVILE |ASSURANCE )*"
    r"(?:HABITATION|LOCATAIRE|LOCATI(?:F|VE)S?|RISQUES? LOCATIFS?|LOGEMENT|MRH|MULTIRISQUES?|"
    r"OCCUPANT|PROPRIETAIRE|PNO|ETUDIANTE?S?)|"
    r"NOTE DE COUVERTURE|ATTEST(?:E|ONS|ENT)\b|CERTIFI(?:E|ONS|ENT)\b|ATTESTATION DE GARANTIE"
)
_TITLE_ALONE = re.compile(r"^(?:VOTRE )?(?:ATTESTATION|CERTIFICAT)\W*$")
_HOME = re.compile(
    r"HABITATION|LOCATI(?:F|VE)|LOCATAIRE|LOGEMENT|APPARTEMENT|MAISON|DOMICILE|IMMEUBLE|STUDIO|"
    r"PIECES|STATIONNEMENT|"
    r"GARAGE|OCCUPANT|PARKING"
)
_OTHER_TITLE = re.compile(
    r"(?:ATTESTATION|CERTIFICAT|ASSURANCE)\b.{0,40}?\b(?:SCOLAIRE|AUTOMOBILE|AUTO\b|VEHICULE|MOTO|"
    r"2 ROUES|SANTE|EMPRUNTEUR|"
    r"DECENNALE|PROFESSIONNELLE|VOYAGE|OBSEQUES|CHASSE|SPORT|VIE PRIVEE|EXTRA-?SCOLAIRE|ANIMAUX|"
    r"ECOLE|TROTTINETTE)|"
    r"CARTE (?:VERTE|INTERNATIONALE D'ASSURANCE)|MEMO VEHICULE"
)
_DENIED = re.compile(
    r"NE (?:SAURAIT |PEUT |DOIT )?(?:EN AUCUN CAS )?(?:VAUT|VALOIR|CONSTITUE|CONSTITUER|TIENT|TENIR|"
    r"REMPLACE)(?: EN AUCUN CAS| NULLEMENT)?"
    r"(?: PAS)?(?: LIEU)?(?: COMME| DE| D'| UNE| L')*\s?(?:ATTESTATION|CERTIFICAT|PREUVE D'ASSURANCE|"
    r"JUSTIFICATIF D'ASSURANCE|CONTRAT D'ASSURANCE)"
)
_TITLES: tuple[tuple[PaperNature, re.Pattern[str]], ...] = (
    (
        PaperNature.QUOTE,
        re.compile(
            r"(?:VOTRE |NOTRE |LE |CE )?(?:DEVIS|PROJET (?:DE CONTRAT|D'ASSURANCE|PERSONNALISE)?|"
            r"SIMULATION|ETUDE (?:PERSONNALISEE|TARIFAIRE)|"
            r"PROPOSITION (?:D'ASSURANCE|COMMERCIALE|TARIFAIRE|DE CONTRAT|D'ADHESION))\b"
        ),
    ),
    (
        PaperNature.PREMIUM_NOTICE,
        re.compile(
            r"(?:VOTRE )?(?:AVIS (?:D'ECHEANCE|DE COTISATION|DE PRELEVEMENT|D'APPEL)|"
            r"APPEL DE (?:COTISATION|PRIME)|ECHEANCIER|"
            r"QUITTANCE|FACTURE|RELANCE|RAPPEL DE (?:COTISATION|PAIEMENT))\b"
        ),
    ),
    (
        PaperNature.TERMS,
        re.compile(
            r"(?:VOS |LES |NOS )?(?:CONDITIONS|DISPOSITIONS) (?:GENERALES|PARTICULIERES|PERSONNELLES|"
            r"SPECIALES)\b|NOTICE D'INFORMATION|"
            r"DOCUMENT D'INFORMATION|FICHE (?:IPID|D'INFORMATION)|TABLEAU DES GARANTIES"
        ),
    ),
    (
        PaperNature.BANK_LINE,
        re.compile(
            r"(?:VOTRE )?(?:RELEVE (?:DE COMPTE|BANCAIRE|D'IDENTITE|D'OPERATIONS?|DES OPERATIONS)|"
            r"EXTRAIT DE COMPTE)"
        ),
    ),
    (
        PaperNature.OTHER,
        re.compile(
            r"ATTESTATION (?:SUR L'HONNEUR|DE DOMICILE|D'HEBERGEMENT|DE PAIEMENT|FISCALE|DE DROITS?|"
            r"DE LOYER|EMPLOYEUR|"
            r"DE TITULAIRE|DE RESIDENCE|DE VIGILANCE)|CONTRAT DE (?:LOCATION|BAIL)|"
            r"BAIL\b(?!\s*(?:DU|N°|:|SIGNE|EN DATE|CONCLU|AYANT))|"
            r"RESILIATION|MISE EN DEMEURE|"
            r"CONSTAT|CONFIRMATION DE (?:RESILIATION|PAIEMENT)"
        ),
    ),
)  # fmt: skip
_PAGE_OF = re.compile(r"\bPAGE\s*(\d{1,2})\s*(?:/|SUR|DE)\s*(\d{1,2})\b")
_PAGE_ALONE = re.compile(r"^-?\s?([1-9]) ?/ ?([2-9])\s?-?$")
_OVERLEAF = re.compile(r"(?:SUITE|VOIR|DETAIL\w*) (?:AU VERSO|(?:EN )?PAGE (?:SUIVANTE|2))|T\.?S\.?V\.?P")
_LONGEST_TITLE = 12
_UPPER = 0.45
"""In page widths: the upper third of an A4 page."""


def read_nature(pages: Sequence[Page]) -> tuple[Found[PaperNature] | None, tuple[Page, ...]]:
    """What the paper is, and the pages to read the rest on: those of the certificate when there is one."""
    natures = [(page, _page_nature(page)) for page in pages]
    certified = tuple(page for page, found in natures if found and found.value is PaperNature.CERTIFICATE)
    if certified:
        first = next(found for page, found in natures if page is certified[0])
        return first, certified
    others = [found for _, found in natures if found]
    unknown = tuple(page for page, found in natures if found is None)
    if others and len({one.value for one in others}) == 1:
        return others[0], tuple(pages)
    return None, unknown or tuple(pages)


def with_continued(pages: Sequence[Page], certified: Sequence[Page]) -> tuple[Page, ...]:
    """``certified`` with the pages that go on with them: « Page 2/2 », « suite au verso »."""
    ranks = {page.number for page in certified}
    for before, page in pairwise(pages):
        follows = before.number in ranks and page.number not in ranks
        if follows and _page_nature(page) is None and _goes_on(before, page):
            ranks.add(page.number)
    return tuple(page for page in pages if page.number in ranks)


def _goes_on(before: Page, page: Page) -> bool:
    said, told = _page_of(before), _page_of(page)
    if told:
        return int(told[1]) > 1 and (
            said is None or (said[2] == told[2] and int(told[1]) == int(said[1]) + 1)
        )
    return bool(_OVERLEAF.search(before.whole.text)) or (said is not None and int(said[1]) < int(said[2]))


def _page_of(page: Page) -> re.Match[str] | None:
    """« Page 2/2 », or « 2/2 » alone in its cell."""
    alone = (match for cell in page.cells if (match := _PAGE_ALONE.match(cell.text)))
    return _PAGE_OF.search(page.whole.text) or next(alone, None)


def _page_nature(page: Page) -> Found[PaperNature] | None:
    denied = next(
        ((one, match) for one in (*page.blocks, *page.lines) if (match := _DENIED.search(one.text))), None
    )
    other = _titled(page)
    if denied:
        return other if other else _found(PaperNature.OTHER, *denied)
    said = _certifies(page)
    foreign = _foreign(page)
    if foreign and not _HOME.search(page.whole.text.replace("MAISON MERE", "")):
        return foreign
    if said and other:
        # A title over the other one decides; a certificate may cite its conditions in a line of its own.
        if other.value in (PaperNature.QUOTE, PaperNature.OTHER) or other.pieces[0].top < said.pieces[0].top:
            return other if other.value is not PaperNature.TERMS else None
        return said
    return said or other or foreign


def _certifies(page: Page) -> Found[PaperNature] | None:
    home = _HOME.search(page.whole.text)
    for passage in (*page.cells, *page.lines, *page.blocks):
        match = _CERTIFICATE.search(passage.text) or _TITLE_ALONE.search(passage.text)
        if match and home and not _only_cited(passage, match):
            return _found(PaperNature.CERTIFICATE, passage, match)
    return None


def _only_cited(passage: Passage, match: re.Match[str]) -> bool:
    """« vous trouverez ci-joint votre attestation », « demandez la vôtre »: another paper is meant."""
    before = passage.text[: match.start()][-70:]
    return bool(
        re.search(
            r"CI-?JOINT|TROUVE\w*|ADRESS\w+ (?:VOTRE|L')|DEMAND|TELECHARG|ENVO|RECEV|FOURNI|REMETT|"
            r"OBTENIR|PIECE JOINTE|VOTRE $",
            before,
        )
    ) and not passage.text.startswith("VOTRE ATTESTATION")


def _titled(page: Page) -> Found[PaperNature] | None:
    for cell in (*page.cells, *page.lines):
        if len(cell.spans) > _LONGEST_TITLE or cell.top > max(page.bottom * 0.6, _UPPER):
            continue
        for nature, pattern in _TITLES:
            match = _titles(pattern, cell)
            if match and (cell.height > 1.15 * page.size or cell.top < max(page.bottom * 0.45, _UPPER)):
                return _found(nature, cell, match)
    return None


def _titles(pattern: re.Pattern[str], cell: Passage) -> re.Match[str] | None:
    """A title that a cell begins with, or that stands after a dash: « Mutuelle du Port – Devis »."""
    starts = [0, *[match.end() for match in re.finditer(r" - |: ", cell.text)]]
    return next((match for start in starts if (match := pattern.match(cell.text, start))), None)


def _foreign(page: Page) -> Found[PaperNature] | None:
    for cell in (*page.cells, *page.lines):
        match = _OTHER_TITLE.search(cell.text)
        if match and len(cell.spans) <= _LONGEST_TITLE:
            return _found(PaperNature.OTHER_INSURANCE, cell, match)
    return None


def _found(nature: PaperNature, passage: Passage, match: re.Match[str]) -> Found[PaperNature]:
    return Found(nature, passage.shown(*match.span()), passage.between(*match.span()))
