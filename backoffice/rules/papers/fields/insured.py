"""Who is insured: every person that the certificate names as such."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from backoffice.rules.names import words
from backoffice.rules.papers.fields.person_names import names_at
from backoffice.rules.papers.text.found import Found
from backoffice.rules.papers.text.labels import beside
from backoffice.rules.papers.text.layout import Page
from backoffice.rules.papers.text.passage import Passage, Piece

_ROLE = (
    r"(?:ASSURE(?:E|S|ES|\(E\)S?|\(S\)|\(E\)\(S\)|\(ES\))?|PERSONNES? ASSUREES?|SOUSCRIPTEUR(?:S|\(S\)|"
    r"TRICE)?|SOCIETAIRES?|"
    r"TITULAIRES?|ADHERENTE?S?|PRENEUR|BENEFICIAIRES?|OCCUPANTS?|LOCATAIRES?|CONJOINTE?|"
    r"CO-?\s?ASSURES?|CO-?\s?TITULAIRES?|"
    r"CO-?\s?LOCATAIRES?|COLOCATAIRES?)(?:\(E\)|\(S\)|\(ES\))*"
)
_LABEL = re.compile(
    rf"^(?:NOMS?(?:\s?(?:ET|,|/|&|-)?\s?PRENOMS?(?:\(S\))?)?(?: (?:DE L'|DES? |DU )\s?{_ROLE})?|"
    rf"(?:L'|LES? |VOTRE |NOTRE |VOUS ETES )?{_ROLE}(?: (?:PRINCIPALE?S?|ET OCCUPANTS?|SECONDAIRE|"
    rf"DESIGNEE?S?))?)"
    rf"(?: (?:D'ASSURANCE|DU CONTRAT|DU LOGEMENT|/ ?{_ROLE}|ET {_ROLE}|OU {_ROLE}))*\s*(?::|$|"
    rf"(?=(?:M|MR|MME|MONSIEUR|MADAME)\.? ))"
)
_SECOND = re.compile(r"^(?:LE |LA |VOTRE )?(?:CONJOINTE?|CO-?\s?ASSURE|CO-?\s?TITULAIRE)")
"""Who is insured beside somebody: never the only one."""
_LAST_NAME = re.compile(r"^NOM(?: (?:DE FAMILLE|D'USAGE|DE NAISSANCE))?\s*(?::|$)")
_FIRST_NAME = re.compile(r"^PRENOMS?(?:\(S\))?\s*(?::|$)")
_SAYS = re.compile(
    r"(?:ATTEST|CERTIFI|DECLAR|CONFIRM)(?:E|ONS|ENT|ANT)\b(?: (?!QUE\b|"
    r"QU')[A-Z',\-]+){0,8}? ?(?:QUE\b|QU'|AVOIR|GARANTIR|ASSURER|GARANTISSONS)\s*:?\s*"
    r"(?:(?:LE |LA |LES |NOTRE |NOS |L')?(?:ASSUREE?S?|SOCIETAIRES?|ADHERENTE?S?|SOUSCRIPTEUR|"
    r"LOCATAIRE|CLIENTE?)\s*[:,]?\s*)?"
)
_INSURES = re.compile(
    r"\b(?:ASSUR|GARANTI|COUVR)(?:E|T|ONS|ENT|SSONS|IT)\s*:?\s*(?=(?:M|MR|MME|MLLE|MONSIEUR|MADAME)\b)"
)
_ACTS = re.compile(
    r"^\s*,?\s*(?:DEMEUR|DOMICILI|RESIDANT|EST (?:ASSURE|TITULAIRE|GARANTI|COUVERT|BIEN|LOCATAIRE)|"
    r"SONT (?:ASSURE|TITULAIRE|GARANTI|COUVERT|BIEN)|"
    r"A (?:BIEN )?SOUSCRIT|ONT (?:BIEN )?SOUSCRIT|BENEFICI|NEE? LE|LOCATAIRE|OCCUPANT|TITULAIRE|"
    r"ASSURE|A ADHERE)"
)
_CIVIL = re.compile(r"\b(?:M|MR|MME|MLLE|MONSIEUR|MADAME|MADEMOISELLE)\b\.?(?= )")
_WINDOW, _MOST = 300, 24
"""Letters in which names are sought after what announces them, and how many times on one passage."""
_POSTCODE = re.compile(r"\b\d{5} [A-Z]")

_Named = tuple[str, tuple[Piece, ...]]


def read_insured(pages: Sequence[Page]) -> Found[tuple[str, ...]] | None:
    """The persons insured, each once, in the order of the paper; ``is_sharp`` tells whether to show them."""
    every = (one for page in pages for one in chain(_labelled(page), _in_sentences(page), _listed(page)))
    named = list(islice(every, 2 * _MOST)) or _addressed_alone(pages)
    if not named:
        return None
    kept = _once([*named, *islice((one for page in pages for one in _beside_somebody(page)), _MOST)])
    pieces = tuple(piece for _, some in kept for piece in some)
    return Found(tuple(name for name, _ in kept), " / ".join(name for name, _ in kept), pieces)


def _labelled(page: Page) -> Iterator[_Named]:
    apart = any(_FIRST_NAME.search(cell.text) for cell in page.cells)
    for name, place in _under_labels(page):
        # Beside a « Prénom », a « Nom » is a surname alone.
        if not _SECOND.match(name.text) and not (apart and re.match(r"NOM\b(?!.*PRENOM)", name.text)):
            yield from names_at(place)
    lasts = [place for _, place in beside(page, _LAST_NAME)]
    firsts = [place for _, place in beside(page, _FIRST_NAME)]
    if len(lasts) == len(firsts):
        for last, first in zip(lasts, firsts, strict=True):
            if _is_plain(last) and _is_plain(first):
                shown = f"{first.shown(0, len(first.text))} {last.shown(0, len(last.text))}"
                yield shown, (*last.pieces, *first.pieces)


def _beside_somebody(page: Page) -> Iterator[_Named]:
    for name, place in _under_labels(page):
        if _SECOND.match(name.text):
            yield from names_at(place)


def _under_labels(page: Page) -> Iterator[tuple[Passage, Passage]]:
    yield from beside(page, _LABEL, lines=3, reads=lambda one: bool(names_at(one)))


def _addressed_alone(pages: Sequence[Page]) -> list[_Named]:
    blocks = [block for page in pages for block in _addressed(page)]
    return list(blocks[0]) if len({tuple(_key(one) for one, _ in block) for block in blocks}) == 1 else []


def _is_plain(place: Passage) -> bool:
    return bool(re.fullmatch(r"[A-Z][A-Z' \-]{1,40}", place.text)) and len(place.spans) <= 3


def _in_sentences(page: Page) -> Iterator[_Named]:
    for passage in (*page.blocks, *page.lines):
        says = chain(_SAYS.finditer(passage.text), _INSURES.finditer(passage.text))
        for match in islice(says, _MOST):
            yield from names_at(passage.cut(match.end(), match.end() + _WINDOW))
        for match in islice(_CIVIL.finditer(passage.text), _MOST):
            named = names_at(passage.cut(match.start(), match.start() + _WINDOW), needs_civility=True)
            if named and _ACTS.match(_after(passage, named)):
                yield from named


def _listed(page: Page) -> Iterator[_Named]:
    """« certifions que : » at the end of a line, then each person on a line of his own."""
    for cell in page.cells:
        if any(match.end() == len(cell.text) for match in _SAYS.finditer(cell.text)):
            for under in page.below(cell, 4, reach=3.5):
                flow = next((one for one in page.blocks if one.pieces[0] is under.pieces[0]), under)
                named = names_at(under, needs_civility=True)
                spoken = names_at(flow)
                if not named and not (spoken and _ACTS.match(_after(flow, spoken))):
                    break
                yield from spoken if len(spoken) > len(named) else named


def _after(passage: Passage, named: Sequence[_Named]) -> str:
    last = named[-1][1][-1]
    end = next(span.end for span in passage.spans if span.piece is last)
    return passage.text[end:]


def _addressed(page: Page) -> Iterator[tuple[_Named, ...]]:
    """The persons a letter is addressed to: a civility, and an address under it."""
    for cell in page.cells:
        if not _CIVIL.match(cell.text):
            continue
        block = next((one for one in page.blocks if one.pieces[0] is cell.pieces[0]), cell)
        named = names_at(block, needs_civility=True)
        under = " ".join(one.text for one in page.below(cell, 5, reach=1.5))
        if named and _POSTCODE.search(under) and "CEDEX" not in under:
            yield named


def _key(name: str) -> frozenset[str]:
    return frozenset(words(name))


def _once(named: Iterable[_Named]) -> list[_Named]:
    """Each person once: the fuller of two forms, in the place of the first."""
    kept: list[_Named] = []
    for name, pieces in named:
        key = _key(name)
        alike = next(
            (rank for rank, (other, _) in enumerate(kept) if _key(other) <= key or key <= _key(other)), None
        )
        if alike is None:
            kept.append((name, pieces))
        elif len(_key(kept[alike][0])) < len(key):
            kept[alike] = (name, pieces)
    return kept
