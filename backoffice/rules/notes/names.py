"""Proper names: streets and surnames that look like a term, other people named in a note (R5.18, R5.19)."""

import re
from collections.abc import Iterator

from backoffice.rules.notes.reading import Gap, Word
from backoffice.rules.notes.vocabulary import Match
from backoffice.rules.notes.words import NoteFamily

# « cours », « passage », « arrêt » are left out: « en cours de chimiothérapie ».
_WAYS = frozenset((
    "allee", "avenue", "av", "bd", "bld", "boulevard", "chemin", "esplanade", "faubourg", "fbg",
    "impasse", "imp", "lotissement", "place", "pl", "quai", "residence", "route", "rue", "ruelle",
    "sentier", "square", "traverse", "venelle", "villa",
))  # fmt: skip
_LINKS = frozenset((
    "d", "de", "des", "du", "l", "la", "le", "les", "aux", "au", "a",
))  # fmt: skip
_NOT_A_WAY_AFTER = frozenset((
    "en", "sur", "est", "etait", "suis", "sera", "a",
))  # fmt: skip
_CIVILITIES = frozenset((
    "m", "mr", "mme", "mlle", "melle", "mm", "mmes", "monsieur", "madame", "mademoiselle", "messieurs",
    "mesdames", "famille", "docteur", "dr", "maitre", "nee", "veuve", "epouse", "epoux", "nomme",
    "nommee",
))  # fmt: skip
_MOST_LINKS = 3

_CIVILITY = r"(?:M\.|Mr\.?|MM\.|M|Mme|Mlle|Monsieur|Madame|Mademoiselle|Dr)"
_NO_NAME = r"(?!(?:CAF|APL|RSA|EDF|SMS|OK|HS|RDV|Rappel\w*|Voir|Demande\w*)\b)"
_NAME = rf"{_NO_NAME}[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿA-ZÀ-ÖØ-Þ’'-]+"
_NEIGHBOUR = re.compile(
    rf"\b[Vv]oisin(?:e|s|es)?\b[ ,:(]{{1,3}}(?:{_CIVILITY}\s+{_NAME}|(?!{_CIVILITY}\b){_NAME})"
    rf"|\b{_CIVILITY}\s+{_NAME}(?:\s+{_NAME})?[ ,(]{{1,3}}(?:(?:son|sa|la|le|leur|une?)\s+)?voisine?\b"
)
_CHILD = re.compile(
    rf"\b(?:[Ss]on|[Ss]a|[Ss]es|[Ll]eurs?|[Uu]ne?)\s+(?:petite?s?[ -])?(?:fils|filles?|enfants?|gar[cç]ons?)"
    rf"[ ,:(]{{1,3}}{_NAME}"
)
NEIGHBOUR, CHILD = "THIRD_PARTY.NEIGHBOUR", "THIRD_PARTY.CHILD"


def is_proper_name(match: Match, words: tuple[Word, ...], text: str) -> bool:
    """Whether a match is a street (``rue de la Prison``) or a surname (``Mme Cancer``).

    A surname needs a capital right after a civility, in a text not wholly in capitals; an insult
    after a civility stays an insult.
    """
    return _is_place(match.first, words) or _is_surname(match, words, text)


def _is_place(first: int, words: tuple[Word, ...]) -> bool:
    place = first
    while place > 0 and first - place < _MOST_LINKS and words[place].gap is not Gap.STOP:
        place -= 1
        if words[place].text in _WAYS:
            before = words[place - 1].text if place else ""
            linked = place < first - 1 or words[first].capital
            return linked and (before not in _NOT_A_WAY_AFTER or words[place].capital)
        if words[place].text not in _LINKS:
            return False
    return False


def _is_surname(match: Match, words: tuple[Word, ...], text: str) -> bool:
    if match.first == 0 or match.term.family is NoteFamily.INSULT_JUDGMENT or text.isupper():
        return False
    alone = match.first == match.last and words[match.first].capital
    return alone and words[match.first - 1].text in _CIVILITIES


def named_people(text: str) -> Iterator[tuple[str, int, int]]:
    """The neighbours and children named in ``text``: rule, first and last place.

    In a text wholly in capitals nothing tells a name from a word: none is found.
    """
    if text.isupper():
        return
    for rule, pattern in ((NEIGHBOUR, _NEIGHBOUR), (CHILD, _CHILD)):
        for match in pattern.finditer(text):
            yield rule, match.start(), match.end()
