"""Words of an address as they are compared: short forms made one, what every address holds left out."""

import re

from backoffice.rules.names import words

# The same lists are in the function place_words of the database: a test compares them.
SHORT_FORMS = {
    "SAINT": "ST", "SAINTE": "STE", "GENERAL": "GAL", "MARECHAL": "MAL", "DOCTEUR": "DR",
    "PROFESSEUR": "PR", "PRESIDENT": "PDT", "COMMANDANT": "CDT", "CMDT": "CDT", "COLONEL": "COL",
    "CAPITAINE": "CNE", "LIEUTENANT": "LT", "NOTRE": "ND", "PREMIER": "1", "1ER": "1", "FAUBOURG": "FBG",
}  # fmt: skip
WAYS = frozenset((
    "RUE", "R", "AVENUE", "AV", "AVE", "BOULEVARD", "BD", "BLD", "BVD", "BOUL", "CHEMIN", "CHE", "CHM",
    "ALLEE", "ALLEES", "ALL", "PLACE", "PL", "IMPASSE", "IMP", "QUAI", "COURS", "CRS", "SQUARE", "SQ",
    "ROUTE", "RTE", "PASSAGE", "PAS", "RUELLE", "SENTIER", "VENELLE", "TRAVERSE", "TRA", "ESPLANADE",
    "RESIDENCE", "RES", "RESID", "CITE", "LOTISSEMENT", "LOT", "HAMEAU", "HLM", "ENSEMBLE", "GROUPE",
))  # fmt: skip
LINKS = frozenset(("D", "DE", "DU", "DES", "L", "LA", "LE", "LES", "AU", "AUX", "A", "ET", "EN", "SUR"))

# What announces an address by itself; « cours », « place », « lot » may be names: they need a number.
_TELLING = frozenset((
    "RUE", "AVENUE", "AV", "AVE", "BOULEVARD", "BD", "BLD", "BVD", "CHEMIN", "ALLEE", "ALLEES", "IMPASSE",
    "IMP", "QUAI", "SQUARE", "ROUTE", "RTE", "RUELLE", "SENTIER", "VENELLE", "TRAVERSE", "ESPLANADE",
    "RESIDENCE", "RES", "RESID", "LOTISSEMENT", "HLM",
))  # fmt: skip
_INSIDE = re.compile(
    r"\b(?:b[âa]t(?:iment)?|b[ât]|app(?:t|artement|art)?|apt|porte|logement|esc(?:alier)?|[ée]tage|entr[ée]e|bo[îi]te)"
    r"\.?\s*(?:n\s*[°o]\s*)?[\w-]{1,5}\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\s*(\d{1,4})\s*(bis|ter|quater|[a-d])?(?=[\s,;])", re.IGNORECASE)
_CEDEX = re.compile(r"\bcedex(?:\s+\d{1,2})?\b", re.IGNORECASE)


def place_words(text: str) -> tuple[str, ...]:
    """The telling words of an address, folded, each once: ``12, rue du Général-Foch`` → ``12 GAL FOCH``."""
    short = (SHORT_FORMS.get(word, word) for word in words(text))
    return tuple(dict.fromkeys(word for word in short if word not in WAYS and word not in LINKS))


def town_key(text: str) -> str:
    """A town whole: ``Saint-Denis`` and ``st denis`` give ``STDENIS``, ``La Rochelle`` ``LAROCHELLE``."""
    return "".join(SHORT_FORMS.get(word, word) for word in words(text))


def is_address(text: str) -> bool:
    """Whether the text can only be, or announces itself as, an address: a way, or a number before a word."""
    cut = words(text)
    if any(word in _TELLING for word in cut) and len(cut) > 1:
        return True
    return bool(_NUMBER.match(text)) and any(word in WAYS for word in cut[1:3])


def address_words(text: str) -> tuple[str, ...]:
    """The words to look a typed address up by: door, staircase and CEDEX left out, ``12 bis`` made one."""
    plain = _CEDEX.sub(" ", _INSIDE.sub(" ", text))
    number = _NUMBER.match(plain)
    if number and number[2]:
        plain = f"{number[1]}{number[2]} {plain[number.end() :]}"
    return place_words(plain)


def address_start(text: str) -> int:
    """Where the address begins in a text that may name somebody before it: its number, or its way."""
    way = next(
        (
            match.start()
            for match in re.finditer(r"\w+", text)
            if words(match[0])[:1] and words(match[0])[0] in _TELLING
        ),
        0,
    )
    number = re.search(r"\d{1,4}\s*(?:bis|ter|quater|[a-d])?\s*,?\s*$", text[:way], re.IGNORECASE)
    return number.start() if number else way
