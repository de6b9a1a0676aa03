"""The number of the insurance contract: not the client's, the firm's nor a telephone."""

import re
from collections.abc import Iterator, Sequence

from backoffice.rules.papers.fields.days import days_in
from backoffice.rules.papers.fields.streets import TYPES
from backoffice.rules.papers.text.folding import DOUBTFUL, EMPTY, TICKED
from backoffice.rules.papers.text.found import Found
from backoffice.rules.papers.text.labels import beside
from backoffice.rules.papers.text.layout import Page
from backoffice.rules.papers.text.passage import Passage, Piece

_NUMBER = r"(?:N°S?|N ?°|NO\b\.?|NR\b\.?|NUMEROS?|REFERENCES?|REF\b\.?|IDENTIFIANT)"
_CONTRACT = r"(?:CONTRATS?|POLICES?(?: D'ASSURANCE)?|ADHESION)"
_LABEL = re.compile(
    rf"{_NUMBER}(?: (?:DE|DU|D'))?\s*(?:VOTRE |LA |L')?{_CONTRACT}(?: (?:D'ASSURANCE|HABITATION|MRH|"
    rf"MULTIRISQUES?(?: HABITATION)?|N°))*|"
    rf"\b{_CONTRACT}(?: (?!N°|NO\b|NUMERO|PORTANT|EN |DU |A |EST |"
    rf"DONT )[A-Z'\-]+){{0,6}}?\s*,?\s*(?:PORTANT |SOUS |IDENTIFIE (?:PAR |SOUS )|ENREGISTRE SOUS |"
    rf"REFERENCE )?(?:LE |LA )?{_NUMBER}|"
    rf"(?:^|\b)(?:VOTRE )?{_CONTRACT}(?: (?:D'ASSURANCE|HABITATION|MRH|MULTIRISQUES?))*\s*:|"
    rf"^(?:VOTRE )?{_CONTRACT}(?: D'ASSURANCE| HABITATION)?$|^(?:VOTRE )?POLICE(?= [A-Z]{{0,3}}\d{{4}})|"
    rf"SOUSCRIT\w* SOUS (?:LE |LA )?{_NUMBER}|^VOS REFERENCES?\s*:?$"
)
_OTHER = re.compile(
    r"CLIENT|SOCIETAIRE|ADHERENT|SIREN|SIRET|ORIAS|RCS|TELEPHONE|\bTEL\b|\bFAX\b|AGENCE|SINISTRE|"
    r"DOCUMENT|DEVIS|AVENANT|TVA|IBAN|"
    r"AGREMENT|INTERMEDIAIRE|COURTIER|BAIL\b|LOCATION|FACTURE|DOSSIER|PRECEDENT|ANCIEN|REMPLAC|"
    r"MODELE|CONDITIONS|PROSPECTUS|NOTICE|COLLECTI"
)
_BEFORE = re.compile(r"REMPLAC\w* (?:LE |LA |DU |DE LA )?$|(?:CLIENT|ANCIEN|DEVIS|PRECEDENT)\w*\s*$")
_TOKEN = re.compile(r"^[A-Z0-9](?:[A-Z0-9]|[/.\-_](?![/.\-_]))*$")
_NOT_PART = re.compile(
    r"^(?:DU|AU|LE|ET|EST|EN|POUR|DATE|SOUS|PAR|N°|NO|VALABLE|CLIENT|FORMULE|DEPUIS|SOUSCRIT|AVEC|DE|"
    r"QUI|CE|LA|ECHEANCE|EFFET|AUPRES|GARANTI\w*|HABITATION|MRH)$"
)
_LEAST, _MOST = 5, 24


def read_policy(pages: Sequence[Page]) -> Found[str] | None:
    """The contract's number as it is written; two that differ are silence."""
    found = [one for page in pages for one in _candidates(page)]
    keys = {_key(one.value) for one in found}
    # One written whole here and cut there is one number.
    longest = max(keys, key=len, default="")
    if not longest or any(not longest.startswith(key) for key in keys):
        return None
    best = next(one for one in found if _key(one.value) == longest)
    return best if best.is_sharp else None


def _key(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def _candidates(page: Page) -> Iterator[Found[str]]:
    for name, place in beside(page, _LABEL, reads=lambda one: any(_number(one, one)), unless=_BEFORE):
        if not _OTHER.search(name.text):
            yield from _number(
                place, next((one for one in page.blocks if place.pieces[0] in one.pieces), place)
            )
    for block in page.blocks:
        for match in _LABEL.finditer(block.text):
            before = block.text[max(match.start() - 24, 0) : match.start()]
            if not _OTHER.search(match[0]) and not _BEFORE.search(before):
                yield from _number(block.cut(match.end()), block)


def _number(place: Passage, within: Passage) -> Iterator[Found[str]]:
    """The number that a place begins with: one word, or several that all hold figures."""
    lead = re.match(rf"(?:{_NUMBER}|EST|LE|:|\s)*", place.text)
    start = lead.end() if lead else 0
    rest = place.cut(start)
    end = 0
    before = None
    for span in rest.spans:
        raw = rest.text[span.start : span.end]
        token = raw.strip(',;:()"')
        new_line = before is not None and span.piece.middle - before.middle > 0.6 * before.height
        after = rest.text[span.end :]
        if not _is_part(token, after if raw == token else "", first=end == 0) or (
            new_line and not _is_cut(within, before, span.piece, after)
        ):
            break
        end = span.start + len(rest.text[span.start : span.end].rstrip(",;:()."))
        before = span.piece
        if rest.text[span.start : span.end].endswith((",", ";", ".", ")")):
            break
    text = rest.text[:end]
    # What looks like a box in an image may be the last letter of the number.
    if _is_number(text) and not re.match(rf"\s*(?:{TICKED}|{EMPTY}|{DOUBTFUL})", rest.text[end:]):
        yield Found(rest.shown(0, end).strip(" .,;:"), rest.shown(0, end), rest.between(0, end))


def _is_cut(within: Passage, last: Piece | None, piece: Piece, after: str) -> bool:
    """Whether a number goes on in the next line: its line is full, and no street begins there."""
    wide = piece.right - piece.left
    full = last is not None and last.right + wide + 0.5 * last.height > within.right
    return full and len(within.pieces) > 6 and not re.match(rf",?\s*(?:BIS|TER)?\s*(?:{TYPES})\b", after)


def _is_part(token: str, after: str, *, first: bool) -> bool:
    token = token.rstrip(".")
    if not _TOKEN.match(token) or _NOT_PART.match(token):
        return False
    if any(char.isdigit() for char in token):
        return True
    if token.startswith("A") and len(token) == 1 and re.match(r"\s*(?:EFFET|COMPTER|PARTIR|[A-Z]{2})", after):
        return False
    # Letters alone are a part before or between figures: « H 123456 A ».
    return (
        len(token) <= 3
        and (first or len(token) == 1)
        and (bool(re.match(r"\s*[A-Z]{0,2}\d", after)) or not first)
    )


def _is_number(text: str) -> bool:
    key = _key(text)
    figures = sum(char.isdigit() for char in key)
    if not (_LEAST <= len(key) <= _MOST and figures >= 3) or days_in(text):
        return False
    # A telephone is no contract.
    return not re.fullmatch(r"0[1-9](?:[ .\-]?\d{2}){4}", text)
