"""Names of persons in a row of words: civilities, several persons, a name that goes on in the next line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from backoffice.rules.papers.text.passage import Passage, Piece, Span

CIVILITY = re.compile(r"^(?:M|MR|MME|MLLE|MM|MONSIEUR|MADAME|MADEMOISELLE|MESSIEURS|MESDAMES|MMES)$")
_AND = {"ET", "OU", "&", "/", "ET/OU", "AINSI"}
_PARTICLES = {
    "DE",
    "DU",
    "DES",
    "D'",
    "LA",
    "LE",
    "LES",
    "VAN",
    "VON",
    "DER",
    "DEN",
    "EL",
    "AL",
    "BEN",
    "BINT",
    "DA",
    "DOS",
    "DI",
    "N'",
    "SAINT",
    "ABU",
    "OULD",
    "AIT",
}
_BIRTH = {"NEE", "NE", "EPOUSE", "EP", "EPX", "VEUVE", "NEE(S)"}
_STOP = re.compile(
    r"^(?:DEMEUR\w*|DOMICILI\w*|RESID\w*|HABIT\w*|SIS\w?|SITUE\w*|EST|SONT|A|AU|AUX|ONT|AVOIR|"
    r"TITULAIRES?|BENEFICI\w*|"
    r"SOUSCRI\w*|POUR|SOUS|DONT|CI-\w+|QUI|QUE|LOCATAIRES?|OCCUPANTS?|ASSUR\w*|EN|QUALITE|ADRESSE\w*|"
    r"CHEZ|RUE|AVENUE|AV|"
    r"BOULEVARD|BD|PLACE|ALLEE|CHEMIN|IMPASSE|ROUTE|BATIMENT|BAT|APPT?|APPARTEMENT|IMMEUBLE|LOGEMENT|"
    r"CONTRAT|POLICE|"
    r"CLIENT|SOCIETAIRES?|GARANT\w*|DATE|TEL\w*|N°\w*|NO|NUMERO|REF\w*|DEPUIS|PAR|AVEC|COMME|DANS|"
    r"SUR|CONJOINTS?|"
    r"MUTUELLE\w*|SOCIETE|SA|SAS|SARL|OPH|AGENCE|CABINET|GROUPE|SYNDIC|PROPRIETAIRES?|BAILLEUR|MAISON|"
    r"VALABLE|VALID\w*|PERIODE|DUREE|EFFET|NOM|NOMS|PRENOMS?|CIVILITE|FORMULE|OPTION|RISQUES?|TYPE|"
    r"USAGE|STATUT|CODE|"
    r"COURRIEL|MAIL|EMAIL|E-MAIL|NATIONALITE|PROFESSION|CO-?\w*TITULAIRES?|CO-?ASSUR\w*|PRENEUR|"
    r"ADHERENTS?|DIRECT\w*|"
    r"PRESIDENT\w*|RESPONSABLE|CONSEILL\w*|GESTIONNAIRE|SERVICE|AFFAIRE|SIGNATURE|CACHET|FAIT|LE|"
    r"VOTRE|NOTRE|VOS|NOS|"
    r"CETTE|CE|CES|PRESENTE?|ATTEST\w*|CERTIFI\w*|COUVERT\w*|COUVR\w*|COTISATION|MONTANT|ECHEANCE|"
    r"JUSQU\w*|NEANT|AUCUN\w*|"
    r"IDEM|MEME|VOIR|OUI|NON|PIECES?|ETAGE|SURFACE|FRANCE|MULTIRISQUES?|RESPONSABILITE|CIVILE|DEVIS|"
    r"ENTREPRISE|MENTIONS?)$"
)
_LETTERS = re.compile(r"^[A-Z][A-Z'\-]*$")
_BULLET = re.compile(r"^(?:[A-Z0-9]\)|\d\.|[-*\u2022\u00b7+])$")
_MOST_WORDS = 7
_SENTENCE = 4


@dataclass
class _Person:
    words: list[str] = field(default_factory=list)
    upper: list[bool] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    has_civility: bool = False
    is_couple: bool = False


def names_at(passage: Passage, *, needs_civility: bool = False) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
    """The persons that a passage begins with, each as drawn and with its words; none when it names nobody."""
    persons = _persons(passage)
    if not persons or (needs_civility and not persons[0].has_civility):
        return ()
    _share_surname(persons)
    kept = [one for one in persons if _is_name(one)]
    return (
        tuple((" ".join(one.words), tuple(one.pieces)) for one in kept) if len(kept) == len(persons) else ()
    )


def _is_name(person: _Person) -> bool:
    least = 1 if person.is_couple else 2
    return least <= len(person.words) <= _MOST_WORDS and any(len(word) > 2 for word in person.words)


def _persons(passage: Passage) -> list[_Person]:
    persons = [_Person()]
    before: Span | None = None
    for rank, span in enumerate(passage.spans):
        token = passage.text[span.start : span.end]
        if rank == 0 and _BULLET.match(token):
            continue
        core = token.strip('.,;:()[]*"')
        if before is not None and _breaks(passage, persons[-1], before, span, core):
            break
        # « née le 3 mai »: no particle of a name.
        is_born = before is not None and before.piece.text.strip(".,;:()") in _BIRTH
        if (
            core == "LE"
            and is_born
            and (span.piece.shown.islower() or passage.text[span.end :][1:2].isdigit())
        ):
            break
        outcome = _taken(persons, span, token, core)
        if not outcome:
            break
        before = span
    if persons and not persons[-1].words:
        persons.pop()
    return persons


def _taken(persons: list[_Person], span: Span, token: str, core: str) -> bool:
    """Add one word; whether the names may go on after it."""
    person = persons[-1]
    if not core or core in _AND or CIVILITY.match(core):
        return _joining(persons, span, core)
    if core in _BIRTH:
        # « née Martin »: her other name; « né le 3 mai »: his birth.
        person.pieces.append(span.piece)
        return bool(person.words)
    if token.startswith("(") and person.words:
        return False
    if not _may_be_name(core, span.piece):
        return False
    shown = _shown(span, core)
    person.words.append(shown)
    person.upper.append(shown.isupper())
    person.pieces.append(span.piece)
    if token.endswith((",", ";")) and len(person.words) > 1:
        persons.append(_Person())
    return not token.endswith((".", ":", ")")) or len(core) == 1


def _joining(persons: list[_Person], span: Span, core: str) -> bool:
    person = persons[-1]
    if not core:
        return not person.words
    if core in _AND:
        if person.words:
            persons.append(_Person())
        else:
            person.is_couple = person.has_civility
        return bool(person.words) or person.has_civility or len(persons) > 1
    if person.words:
        persons.append(_Person())
        person = persons[-1]
    person.has_civility = True
    person.pieces.append(span.piece)
    return True


def _may_be_name(core: str, piece: Piece) -> bool:
    if not _LETTERS.match(core) or (_STOP.match(core) and core not in _PARTICLES):
        return False
    drawn = piece.shown.lstrip('("')
    return core in _PARTICLES or core.startswith(("D'", "L'")) or drawn[:1].isupper()


def _breaks(passage: Passage, person: _Person, before: Span, span: Span, core: str) -> bool:
    """Whether a new line ends the names: not while a name is not whole, nor before another civility."""
    if span.piece.middle - before.piece.middle < 0.6 * before.piece.height:
        return False
    if CIVILITY.match(core) or core in _AND or before.piece.text in _AND or not person.words:
        return False
    if before.piece.text.endswith("-") or len(person.words) < 2:
        return False
    # A line of several words is a sentence that goes on; one word alone is the end of a name.
    line = [
        one for one in passage.spans if abs(one.piece.middle - span.piece.middle) < 0.5 * span.piece.height
    ]
    if len(line) >= _SENTENCE or len(line) == 1:
        return False
    # All given names so far, and a surname in capitals alone under them.
    return any(person.upper) or not span.piece.shown.isupper()


def _shown(span: Span, core: str) -> str:
    drawn = span.piece.shown
    if len(drawn) != len(span.piece.text):
        return core
    start = span.piece.text.find(core)
    return drawn[start : start + len(core)] if start >= 0 else core


def _share_surname(persons: Sequence[_Person]) -> None:
    """« Jean et Marie DUPONT »: the surname counts for both."""
    for one, other in pairwise(persons):
        if len(one.words) == 1 and not one.is_couple and len(other.words) > 1 and other.upper[-1]:
            one.words += [word for word, upper in zip(other.words, other.upper, strict=True) if upper]
