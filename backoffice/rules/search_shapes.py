"""What a typed text may be: a number, a telephone, an address of e-mail, a name, a birth date, a place."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from backoffice.rules.identifiers import normalise, normalised_ways
from backoffice.rules.names import spelling, words
from backoffice.rules.phones import OVERSEAS_CODES, email_key, phone_keys, phone_prefix, show_phone
from backoffice.rules.search.births import Birth, Span, read_birth
from backoffice.rules.search.places import address_start, address_words, is_address


class Shape(StrEnum):
    """A way to read the text; one text may be read in several."""

    NUMBER = "NUMBER"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    BARCODE = "BARCODE"
    NAME = "NAME"
    BIRTH = "BIRTH"
    TOWN = "TOWN"
    ADDRESS = "ADDRESS"
    RUM = "RUM"


SHAPE_LABELS = {
    Shape.NUMBER: "Numéro",
    Shape.PHONE: "Téléphone",
    Shape.EMAIL: "Courriel",
    Shape.BARCODE: "Code-barres d’avis",
    Shape.NAME: "Nom",
    Shape.BIRTH: "Naissance",
    Shape.TOWN: "Ville",
    Shape.ADDRESS: "Adresse",
    Shape.RUM: "Mandat (RUM)",
}
MINIMUM_PREFIX = 3
MOST_WORDS = 6
LONGEST_TEXT = 400
"""What is pasted beyond is read by nobody: patterns take the square of a length."""
_LAST = chr(0x10FFFF)
_BARCODE, _POSTCODE, _LONG_WORD = 16, 5, 5
_SHORTEST_RUM, _LONGEST_RUM = 6, 35

_SUBJECT = (
    r"client|locataire|dossier|contrat|bail|tiers|commande|transaction|avis|r[ée]f[ée]rence|r[ée]f|num[ée]ro|num|no"
    r"|t[ée]l[ée]phone|t[ée]l|portable|mobile|fixe|courriel|mail|e-mail|email|mailto|callto|whatsapp|compte"
    r"|intitul[ée](?:\s+de\s+compte)?|[àa]\s+rappeler|rum|mandat|quittance|paiement|sms|gsm|fax"
)
# What people write before a number: « client 1344 », « n° 1344 », « tél. : 07… ».
_LABEL = re.compile(
    rf"^[\s(\[*#]*(?:(?:{_SUBJECT})(?![^\W_])|n\s*[°o](?=[\s.:]*(?:\d|L\s*/|d[eu]\b|{_SUBJECT}))|d[eu](?=\s+(?:{_SUBJECT})\b))"
    r"[\s.:#°=]*",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"^\s*(?:(?:(?:mme|mmes|mr|mrs|mlle|melle|mle|madame|mademoiselle|monsieur|messieurs|mesdames|dr|docteur|m[ae][iî]tre"
    r"|famille|veuve|vve)\b\.?|m(?:\.|(?=\s)))\s*(?:(?:et|ou|&|/)\s+)?)+",
    re.IGNORECASE,
)
_ASIDE = frozenset((
    "MME", "MMES", "MR", "MLLE", "MELLE", "MADAME", "MADEMOISELLE", "MONSIEUR", "NEE", "EPOUSE", "EPSE",
    "VEUVE",    "VVE",
))  # fmt: skip
_IN_PAIRS = re.compile(r"0[1-9](?:[ ./\-_]\d\d){4}")
_EMAIL = re.compile(r"[^\s<>()\[\],;:\"]*@[^\s<>()\[\],;:\"]*")
# « JeanDupont », « LeGoff »: capitals tell words apart, unless the capitals are anyhow (« DUPoNT »).
_CAPITALS = re.compile(r"\b(?:[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿœ]+){2,3}\b")
# A scanner takes a letter for the digit that looks like it.
_LOOKS = str.maketrans("01345689", "OIEASGBG")


@dataclass(frozen=True)
class Reading:
    """One reading of the text: its normalised key (several words for a name), exact or a beginning.

    ``spelling`` is a name as it was typed, accents and all: it tells equals apart. ``spans`` are the days
    that a birth date may be. ``beside`` says that it narrows down the name read beside it.
    """

    shape: Shape
    keys: tuple[str, ...]
    exact: bool = True
    spelling: str = ""
    shown: str = ""
    spans: tuple[Span, ...] = ()
    beside: bool = False

    @property
    def label(self) -> str:
        """For a reader: ``Nom : LEFEVRE``, ``Né(e) le 03/05/1961``."""
        if self.shape is Shape.BIRTH:
            return f"Né(e) {self.shown}"
        return f"{SHAPE_LABELS[self.shape]} : {self.shown or ' '.join(self.keys)}"


def readings(text: str) -> tuple[Reading, ...]:
    """Every way to read ``text``, the most telling first; empty when nothing can be searched.

    What people write before a number (``client``, ``n°``, ``tél.``) and before a name (``Mme``) is left out;
    a name counts its first words, each once.
    """
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKC", text[:LONGEST_TEXT])
        if unicodedata.category(char) != "Cf"
    )
    address = _EMAIL.search(plain)
    if address:
        return (Reading(Shape.EMAIL, (email_key(address[0]),)),)
    bare = unlabelled(plain)
    if not any(char.isdigit() for char in bare):
        return _without_digits(bare)
    phones = _phones(bare)
    if phones and _IN_PAIRS.fullmatch(bare.strip()):
        # Nobody writes any other number so.
        return tuple(phones)
    found = [*phones, *_barcode(bare), *_with_digits(bare, labelled=bare != plain)]
    return tuple({reading.shape: reading for reading in reversed(found)}.values())[::-1]


def _without_digits(text: str) -> tuple[Reading, ...]:
    if is_address(text):
        return tuple(_address(text))
    return tuple(_name(text))


def _with_digits(text: str, *, labelled: bool) -> list[Reading]:
    """A number, a mandate, a birth date, an address; or a name with one of them beside it."""
    birth = read_birth(text)
    if birth and any(len(word) > 1 and word.isalpha() for word in words(birth.rest)):
        name = (
            _with_digits(birth.rest, labelled=False)
            if _has_digit(birth.rest)
            else list(_without_digits(birth.rest))
        )
        return [*name, _birth(birth, beside=True)]
    numbers = _numbers(text, labelled=labelled)
    if birth and birth.whole:
        return [*(numbers if "".join(text.split()).isalnum() else []), _birth(birth)]
    if is_address(text):
        return _address(text)
    letters = [word for word in words(text) if word.isalpha() and len(word) > 1]
    mixed = _mixed(text) if letters else []
    if mixed:
        # A long word among numbers is a name sooner than a piece of a reference.
        spelt = any(len(word) >= _LONG_WORD for word in letters) and not labelled
        return [*mixed, *(one for one in numbers[1:] if not spelt)]
    return numbers if not text.strip().startswith("+") else []


def _mixed(text: str) -> list[Reading]:
    """Words and numbers: a name with a postal code, a street with its number, a name and a client number."""
    cut = words(text)
    digits = [word for word in cut if word.isdigit()]
    letters = " ".join(word for word in re.split(r"[\s,;()]+", text) if not _has_digit(word))
    if not digits or not _name(letters):
        return []
    postcodes = [word for word in digits if len(word) == _POSTCODE]
    place = Reading(Shape.ADDRESS, address_words(text), shown=" ".join(address_words(text)))
    if postcodes and len(digits) == 1:
        return [*_name(letters), Reading(Shape.TOWN, (postcodes[0],), beside=True), place]
    number = Reading(Shape.NUMBER, (normalise(max(digits, key=len)),))
    return [*([number] if len(max(digits, key=len)) >= MINIMUM_PREFIX else []), *_name(letters), place]


def _address(text: str) -> list[Reading]:
    """An address, or a name with the address of who bears it after it."""
    start = address_start(text)
    name, place = text[:start].strip(" ,;-("), text[start:]
    keys = address_words(place)
    if not keys:
        return _name(text)
    beside = bool(name and _name(name))
    read = Reading(Shape.ADDRESS, keys, shown=" ".join(keys), beside=beside)
    return [*(_name(name) if beside else []), read]


def _phones(text: str) -> list[Reading]:
    keys, start = phone_keys(text), phone_prefix(text)
    if keys:
        return [Reading(Shape.PHONE, keys, shown=show_phone(keys[0]))]
    if not start:
        return []
    # Overseas numbers were once kept under +33.
    once = f"+33{start[4:]}" if start[1:4] in OVERSEAS_CODES else start
    return [Reading(Shape.PHONE, tuple(dict.fromkeys((start, once))), exact=False, shown=f"{text.strip()}…")]


def _barcode(text: str) -> list[Reading]:
    digits = re.sub(r"[\s*.\-_/]", "", text)
    return [Reading(Shape.BARCODE, (digits,))] if re.fullmatch(rf"\d{{{_BARCODE}}}", digits) else []


def _numbers(text: str, *, labelled: bool) -> list[Reading]:
    """The number, and the reference of a mandate when it may be one."""
    ways = normalised_ways(text)
    found = [Reading(Shape.NUMBER, ways, shown=ways[0])] if ways and _has_digit(ways[0]) else []
    rum = "".join(words(text))
    mixed = any(char.isalpha() for char in rum)
    if _SHORTEST_RUM <= len(rum) <= _LONGEST_RUM and (mixed or labelled):
        found.append(Reading(Shape.RUM, (rum,), exact=False))
    letters = [word for word in words(text) if len(word) > 3 and _misread(word)]
    if letters:
        found += _name(text.upper().translate(_LOOKS))
    return found


def _misread(word: str) -> bool:
    digits = sum(char.isdigit() for char in word)
    return 0 < digits <= 2 and len(word) - digits > digits + 1 and not word[-2:].isdigit()


def _birth(birth: Birth, *, beside: bool = False) -> Reading:
    keys = tuple(start.isoformat() for start, _ in birth.spans)
    return Reading(Shape.BIRTH, keys, shown=birth.shown, spans=birth.spans, beside=beside)


def _name(text: str) -> list[Reading]:
    cut = name_words(text)
    if len("".join(cut)) < 2:
        return []
    return [Reading(Shape.NAME, cut, spelling=name_spelling(text))]


def unlabelled(text: str) -> str:
    """``text`` with plain digits, without the words that announce a number: ``n° 1344`` → ``1344``."""
    plain = unicodedata.normalize("NFKC", text)
    if not any(char.isdigit() or char == "@" for char in plain):
        return plain
    while True:
        rest = _LABEL.sub("", plain)
        if rest == plain or not any(char.isdigit() or char == "@" for char in rest):
            return plain
        plain = rest


def name_words(text: str) -> tuple[str, ...]:
    """The folded words of a name typed: titles aside, each word once, six at most."""
    apart = _CAPITALS.sub(_split_capitals, _TITLES.sub("", text))
    cut = words(apart) or words(text)
    kept = tuple(word for word in cut if word not in _ASIDE) or cut
    return tuple(dict.fromkeys(kept))[:MOST_WORDS]


def _split_capitals(match: re.Match[str]) -> str:
    return re.sub(r"(?<=[a-zß-öø-ÿœ])(?=[A-ZÀ-ÖØ-Þ])", " ", match[0])


def name_spelling(text: str) -> str:
    """A name as typed, without its title, ready to be compared with names spelt the same way."""
    return spelling(_TITLES.sub("", text))


def after(prefix: str) -> str:
    """The first key, byte by byte, that does not start with ``prefix``: the end of a prefix search."""
    # Nothing follows the last character of all; between two ranges stand halves of characters.
    bare = prefix.rstrip(_LAST)
    if not bare:
        return prefix + _LAST
    following = ord(bare[-1]) + 1
    return bare[:-1] + chr(0xE000 if following == 0xD800 else following)


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)
