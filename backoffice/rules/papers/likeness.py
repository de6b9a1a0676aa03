"""Whether a name or an address read is the one on file: same, other, or too near to tell."""

import re
from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

from backoffice.rules.names import PARTICLES, fold, words
from backoffice.rules.papers.fields.streets import Address
from backoffice.rules.papers.proposals import HolderName, OnFile
from backoffice.rules.vocabulary.validation.papers import CheckVerdict

_LONG = {
    "AV": "AVENUE",
    "AVE": "AVENUE",
    "BD": "BOULEVARD",
    "BLD": "BOULEVARD",
    "BVD": "BOULEVARD",
    "BOUL": "BOULEVARD",
    "R": "RUE",
    "PL": "PLACE",
    "ALL": "ALLEE",
    "ALLEES": "ALLEE",
    "CHE": "CHEMIN",
    "CHEM": "CHEMIN",
    "CH": "CHEMIN",
    "IMP": "IMPASSE",
    "RTE": "ROUTE",
    "RES": "RESIDENCE",
    "SQ": "SQUARE",
    "ST": "SAINT",
    "STE": "SAINTE",
    "FG": "FAUBOURG",
    "FBG": "FAUBOURG",
    "PAS": "PASSAGE",
    "TRA": "TRAVERSE",
    "GAL": "GENERAL",
    "MAL": "MARECHAL",
    "DR": "DOCTEUR",
    "PDT": "PRESIDENT",
    "PR": "PROFESSEUR",
    "CDT": "COMMANDANT",
    "LOT": "LOTISSEMENT",
    "CRS": "COURS",
}
_SMALL = frozenset({"DE", "DU", "DES", "LA", "LE", "LES", "L", "D", "ET", "A", "AU", "AUX"})
_REPEATS = {"B": "BIS", "BIS": "BIS", "T": "TER", "TER": "TER", "Q": "QUATER", "QUATER": "QUATER"}
_NUMBER = re.compile(
    r"^\s*(\d{1,4})(?:\s*(BIS|TER|QUATER|[A-F](?!\s+\d)))?\b"
    r"(?:(\s*[-/]\s*|\s+(?:A|À|AU|ET)\s+)(\d{1,4})\s*(?:BIS|TER|QUATER|[A-F])?\b)?",
    re.IGNORECASE,
)
_LONGEST_RANGE = 20
_BUILDING = re.compile(r"\b(?:BAT(?:IMENT|\.)?|BLOC|TOUR)\s+([A-Z]|\d{1,3}|[A-Z]\d)\b")


def same_person(holder: HolderName, insured: str) -> CheckVerdict:
    """YES for a holder by birth or usage name, NOT_SHOWN for his surname alone, NO for another (R2.8, C2)."""
    named = words(insured)
    surnames = [holder.birth_name, *([holder.usage_name] if holder.usage_name else [])]
    if not any(_has_surname(named, surname) for surname in surnames):
        near = any(_near(fold(surname), fold(word)) for surname in surnames for word in insured.split())
        return CheckVerdict.NOT_SHOWN if near else CheckVerdict.NO
    surname_words = {piece for surname in surnames for piece in words(surname)}
    others = [word for word in named if word not in surname_words]
    firsts = words(holder.first_names)
    if not others:
        # « M. et Mme Dupont »: nobody else is named.
        return CheckVerdict.YES
    if any(
        word == first or (len(word) == 1 and first.startswith(word)) for word in others for first in firsts
    ):
        return CheckVerdict.YES
    return CheckVerdict.NOT_SHOWN


def _has_surname(named: tuple[str, ...], surname: str) -> bool:
    """Whole, its words in any order, or joined: ``LE GOFF``, ``LEGOFF``."""
    pieces = [word for word in words(surname) if word not in PARTICLES or len(words(surname)) == 1]
    if not pieces:
        return False
    return all(piece in named for piece in pieces) or _is_joined(named, fold(surname))


def _is_joined(named: tuple[str, ...], surname: str) -> bool:
    """Whether words in a row spell a surname: ``LE GOFF``, ``LEGOFF``; ``MARTINEZ`` holds none."""
    ends = range(1, len(named) + 1)
    return any("".join(named[start:end]) == surname for end in ends for start in range(end))


def _near(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= 5 and Levenshtein.distance(one, other) <= 2


def holders_verdict(holders: Iterable[HolderName], insured: Iterable[str]) -> CheckVerdict:
    """The best of all comparisons: one holder named is enough (R2.5)."""
    found = {same_person(holder, name) for holder in holders for name in insured}
    for verdict in (CheckVerdict.YES, CheckVerdict.NOT_SHOWN, CheckVerdict.NO):
        if verdict in found:
            return verdict
    return CheckVerdict.NOT_SHOWN


def address_verdict(read: Address, file: OnFile) -> tuple[CheckVerdict, str]:
    """Whether an address is the dwelling's, and what differs in a few French words (R2.8, C3)."""
    mine, theirs = _NUMBER.match(file.street), _NUMBER.match(read.street)
    numbered = _numbers_verdict(mine, theirs) if mine and theirs else CheckVerdict.YES
    if numbered is CheckVerdict.NO:
        return numbered, "le numéro de rue diffère"
    alike = _street_likeness(file.street, read.street)
    same_place = read.postcode == file.postcode or fold(read.town) == fold(file.town)
    if alike < 0.6:
        return CheckVerdict.NO, "la rue diffère"
    if not same_place:
        return CheckVerdict.NO, "la commune diffère"
    if numbered is CheckVerdict.NOT_SHOWN:
        return numbered, "le numéro est écrit autrement"
    if alike < 0.86 or (mine is None) != (theirs is None):
        return CheckVerdict.NOT_SHOWN, "la rue est écrite autrement"
    if mine and theirs and not (mine[4] or theirs[4]) and _repeat(mine) != _repeat(theirs):
        return CheckVerdict.NOT_SHOWN, "l’indice de répétition diffère"
    building = _BUILDING.search(read.written)
    if building and file.building and fold(building[1]) not in words(file.building):
        return CheckVerdict.NOT_SHOWN, "le bâtiment diffère"
    return CheckVerdict.YES, ""


def _numbers_verdict(mine: re.Match[str], theirs: re.Match[str]) -> CheckVerdict:
    """YES for a number inside a range as « 15-17 »; a range that does not hold it is a doubt."""
    one, other = _numbers(mine), _numbers(theirs)
    if one & other:
        return CheckVerdict.YES
    return CheckVerdict.NOT_SHOWN if mine[4] or theirs[4] else CheckVerdict.NO


def _numbers(found: re.Match[str]) -> set[int]:
    """The numbers of a street address; those between the two that are written are of the same side."""
    first, last = int(found[1]), int(found[4] or found[1])
    is_range = found[4] and found[3].strip() != "/" and found[3].strip().upper() != "ET"
    if is_range and found[3] != " - " and 0 < last - first <= _LONGEST_RANGE:
        return {last, *range(first, last + 1, 2)}
    return {first, last}


def _repeat(found: re.Match[str]) -> str:
    text = (found[2] or "").upper()
    return _REPEATS.get(text, text)


def _street_words(street: str) -> list[str]:
    bare = _NUMBER.sub("", street)
    return [long for word in words(bare) if (long := _LONG.get(word, word)) not in _SMALL]


def _street_likeness(one: str, other: str) -> float:
    """From 0 to 1; the kind of way counts for less than its name."""
    mine, theirs = sorted(_street_words(one)), sorted(_street_words(other))
    if not mine or not theirs:
        return 0.0
    if set(mine) == set(theirs):
        return 1.0
    likeness = float(Levenshtein.normalized_similarity(" ".join(mine), " ".join(theirs)))
    # A residence or a door written with the street: every word of the lease's street is there.
    return max(likeness, 0.9) if set(mine) <= set(theirs) else likeness


def is_among(text: str, drawn: Iterable[str]) -> bool:
    """Whether at least half of the long words of ``text`` are among words read in an image, or nearly."""
    sought = [word for word in words(text) if len(word) >= 4]
    seen = {piece for word in drawn for piece in words(word)}
    joined = "".join(seen)
    found = sum(word in joined or any(_misread(word, one) for one in seen) for word in sought)
    return 2 * found >= len(sought)


def _misread(word: str, seen: str) -> bool:
    return abs(len(word) - len(seen)) <= 2 and Levenshtein.distance(word, seen) <= len(word) // 4
