"""Which address of a page is the dwelling's: the insurer's, the agent's and the mailing one are not."""

import re
from collections.abc import Iterable, Iterator, Sequence

from backoffice.rules.papers.fields.streets import Address, addresses_in, place_at
from backoffice.rules.papers.text.found import Found
from backoffice.rules.papers.text.labels import beside
from backoffice.rules.papers.text.layout import Page
from backoffice.rules.papers.text.passage import Passage

_RISK = re.compile(
    r"(?:ADRESSE|LIEU|SITUATION|LOCALISATION)(?: COMPLETE)?(?: (?:DU|DE LA|DE L'|DES|D'|DE|LE|"
    r"LA))*\s?(?:RISQUES?(?: ASSURES?| LOCATIFS?)?|BIENS?(?: ASSURES?| GARANTI)?|"
    r"LOGEMENT(?: ASSURE| GARANTI| CONCERNE)?|HABITATION(?: ASSUREE| GARANTIE)?|LOCAL|"
    r"LOCAUX(?: ASSURES)?|ASSURANCE|APPARTEMENT|ASSUREE?|GARANTIE?|DOMICILE|"
    r"RESIDENCE(?: PRINCIPALE)?|LIEU ASSURE)\b|"
    r"(?:RISQUE|BIEN|LOGEMENT|HABITATION|LOCAL|LOCAUX|APPARTEMENT|LIEU|RESIDENCE|"
    r"ADRESSE)S?(?: (?:D'HABITATION|PRINCIPALE?|LOUEE?|A USAGE D'HABITATION))* (?:ASSURE|GARANTI|"
    r"COUVERT)E?S?(?: (?:EST |SONT )?(?:SITUEE?S?|SISE?S?))?(?: (?:A|AU|A L'ADRESSE|"
    r"A L'ADRESSE SUIVANTE))?\b|"
    r"(?:SITUEE?S?|SISE?S?)(?: (?:AU|A L'ADRESSE(?: SUIVANTE)?|A|DANS L'IMMEUBLE))?(?=[\s:]*\d|\s*:|"
    r"\s+RES|\s+LIEU|$)|"
    r"(?:ADRESSE|LOGEMENT|BIEN|RISQUE|HABITATION|APPARTEMENT|LIEU)S? (?:EST |SONT )?(?:LA |"
    r"LE )?(?:(?:DESIGNE|INDIQUE|DECRIT|MENTIONNE)E?S? )?(?:SUIVANTE?|CI-DESSOUS|CI-APRES)\b[^:]{0,70}:|"
    r"^(?:RISQUES?(?: LOCATIFS?)?|LOGEMENT (?:LOUE|OCCUPE|CONCERNE))\s*(?::|$)|"
    r"(?:LOGEMENT|APPARTEMENT|HABITATION|MAISON|STUDIO) QU'(?:IL|"
    r"ELLE|ILS|ELLES) (?:OCCUPE\w*|LOUE\w*)(?: AU| A| SITUE\w*)*"
)
_HOME = re.compile(
    r"(?:DEMEURANT|DOMICILIEE?S?|RESIDANT|HABITANT)(?:\s(?:ENSEMBLE|AU|A L'ADRESSE SUIVANTE|A))*\s*:?"
)
_WEAK = re.compile(r"^(?:VOTRE )?ADRESSE(?: (?:DE L'ASSURE|DU SOUSCRIPTEUR|POSTALE|DU LOCATAIRE))?\s*(?::|$)")
_FIRM = re.compile(
    r"SIEGE|CAPITAL|\bRCS\b|ORIAS|SIREN|SIRET|AGENCE|CABINET|COURTIER|ASSURANCES?\b|MUTUELLE|SERVICE|"
    r"\bACPR\b|REGI[ES] |"
    r"ASSUREUR|COMPAGNIE|BAILLEUR|PROPRIETAIRE|GESTIONNAIRE|SOCIETE|RECLAMATION|MEDIAT|AGENT|"
    r"CORRESPOND|CENTRE|\bSA\b|\bTEL\b|"
    r"ENVOY|RETOURN|DESTINATAIRE|HABITAT\b|\bOPH\b|SYNDIC|CODE DES|BUREAU|GROUPE|DELEGATION"
)
_NOT_RISK = re.compile(
    r"ASSUREUR|COMPAGNIE|BAILLEUR|PROPRIETAIRE|SIEGE|AGENCE|GESTIONNAIRE|PRECEDENT|ANCIEN|"
    r"CORRESPONDANCE|SOUSCRIPTEUR SI DIFF"
)
_LINES = 6
_FOOT = 1.25
"""In page widths: where the foot of an A4 page begins, with the firm's own lines."""


def read_address(pages: Sequence[Page]) -> tuple[Found[str] | None, Address | None]:
    """The dwelling's address as words, if none is in doubt, and its parts to compare with the lease."""
    for group in (_after(pages, _RISK, places=True), _after(pages, _HOME), _alone(pages)):
        told = {one.key: one for one in reversed(list(group))}
        if len(told) == 1:
            only = next(iter(told.values()))
            found = Found(only.shown, only.written, only.pieces)
            return (found if found.is_sharp else None), only
        if told:
            return None, None
    return None, None


def _after(pages: Iterable[Page], label: re.Pattern[str], *, places: bool = False) -> Iterator[Address]:
    for page in pages:
        for name, place in beside(page, label, lines=_LINES, reads=lambda one: any(_first(one, places))):
            if not _NOT_RISK.search(name.text):
                yield from _first(place, places)
        for block in page.blocks:
            for match in label.finditer(block.text):
                if not _NOT_RISK.search(match[0]):
                    yield from _first(block.cut(match.end()), places=False)


def _first(place: Passage, places: bool) -> Iterator[Address]:
    """The address that a place begins with, a building or a name of residence before it allowed."""
    found = next(addresses_in(place), None)
    if found is not None and found.start <= 90 and not _FIRM.search(place.text[: found.start]):
        yield found
    elif found is None and places:
        named = place_at(place)
        if named is not None and not _FIRM.search(named.written) and "CEDEX" not in place.text:
            yield named


def _alone(pages: Sequence[Page]) -> list[Address]:
    """The addresses that are no firm's, when no label tells: they count only if there is one."""
    found = []
    for page in pages:
        for passage in (*page.blocks, *page.lines):
            for one in addresses_in(passage):
                # The lines of the block before it, and what follows: a firm's block says so.
                around = passage.text[max(one.start - 120, 0) : one.end + 60]
                if not _FIRM.search(around) and one.pieces[0].top < _FOOT:
                    found.append(one)
    firms = {
        one.key
        for page in pages
        for passage in page.blocks
        for one in addresses_in(passage)
        if _FIRM.search(passage.text[max(one.start - 120, 0) : one.end + 60])
    }
    return [one for one in found if one.key not in firms]
