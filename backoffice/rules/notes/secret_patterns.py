"""Secrets that a note may not keep: passwords, one-time codes, bank details, cards, NIR (R5.18, R5.4)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backoffice.rules.notes.words import TermSeverity

# Length of an IBAN by country, the SEPA area.
_IBAN_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26,
    "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28,
    "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "VA": 22,
}  # fmt: skip
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[\s.-]?\d[\s.-]?\d(?:[\s.-]*[A-Z0-9]){11,40}", re.IGNORECASE)
_RIB = re.compile(r"(?<![A-Z0-9])\d{5}[\s.-]?\d{5}[\s.-]?[A-Z0-9]{11}[\s.-]?\d{2}(?![A-Z0-9])", re.IGNORECASE)
_RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
_CARD = re.compile(r"(?<!\d)\d(?:[\s.-]?\d){14,18}(?!\d)")
# Number lengths by first digits: American Express, Visa, Mastercard, Maestro and the rest.
_CARDS = (("3[47]", 15), ("4|5[1-5]|2[2-7]|6", 16), ("4|6", 19))
_NIR = re.compile(
    r"(?<![\dA-Z])[12478][\s.-]?\d{2}[\s.-]?(?:0[1-9]|1[0-2]|[2-9]\d)[\s.-]?(?:\d{2}|2[AB])[\s.-]?\d{3}[\s.-]?\d{3}"
    r"(?:[\s.-]?\d{2})?(?!\d)",
    re.IGNORECASE,
)
_NIR_WORDS = re.compile(r"\b(?:nir|s[ée]cu|s[ée]curit[ée] sociale|n° ?ss|num[ée]ro ss)\b", re.IGNORECASE)
_NIR_LENGTH, _SHORTEST_SECRET, _DAY_LENGTH, _LARGEST_DIGIT = 13, 4, 8, 9

_PASSWORD = re.compile(
    r"\b(?P<name>mdp|mots? de passe?|mot2passe|password|passwd|pwd|code secret|code pin|digicode|pass|"
    r"code (?:d[’']acc[èe]s|d[’']entr[ée]e|(?:de |du )?(?:la )?(?:porte|hall|portail|immeuble)))\b"
    r"(?:\s+(?:wifi|portail|provisoire|temporaire|actuel|nouveau|internet|"
    r"du portail|du compte|de l[’'] ?espace))*"
    r"\s*(?P<link>[:=]+>?|->|→|«|\"|(?:c[’'])?est\b|etait\b|était\b)?\s*[«\"“'(]*\s*"
    r"(?P<secret>[^\s«»\"”)]{3,64})(?P<end>\s*(?:[»\"”).,;!?]|$))?",
    re.IGNORECASE,
)
# What one writes about a password rather than the password.
_ABOUT = re.compile(
    r"oubli|perdu|r[ée]initi|renouvel|chang|envoy|renvoy|re[çc]u|expir|refus|erron|incorrect|invalid|inconnu|"
    r"bloqu|modifi|demand|cr[ée]{2}|choisi|faux|mauvais|donn[ée]|transmis|saisi|v[ée]rifi|impossible|"
    r"introuvable|d[ée]fini|aucune?$|aide$|non$|ras$|jamais$",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(
    r"\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|\d+(?:er|[eè]re|e|[eè]me|nde?|h|h\d\d|fois)|[•*xX.…-]+",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(?P<name>otp|codes?)\b(?P<kind>[^\d.;!?\n]{0,40}?)(?<!\d)(?P<secret>\d{3}[ -]?\d{3}|\d{8}|\d{4})"
    r"(?![\d/]|[ .,]\d|\s*(?:€|euros?))",
    re.IGNORECASE,
)
_BARE = re.compile(r"[\s:=n°]*(?:(?:c[’']|qui )?est)?[\s:=n°]*", re.IGNORECASE)
_ONE_TIME = re.compile(
    r"\botp\b|sms|re[çc]u|usage unique|v[ée]rif|confirm|s[ée]curit|acc[èe]s|porte|hall|entr[ée]e|activation|"
    r"temporaire|valid|chiffres",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Secret:
    """A secret found: rule, place, severity, what it is in a sentence. Its text is never copied."""

    rule: str
    start: int
    end: int
    severity: TermSeverity
    sentence: str


_BLOCK, _WARN = TermSeverity.BLOCK, TermSeverity.WARN
_SAID = {
    "PASSWORD": "Cette note contient un mot de passe ou un code d’accès : effacez-le.",
    "ONE_TIME_CODE": "Cette note contient un code reçu par la personne : effacez-le.",
    "IBAN": "Cette note contient des coordonnées bancaires : effacez-les.",
    "CARD": "Cette note contient un numéro de carte bancaire : effacez-le.",
    "NIR": "Cette note contient un numéro de sécurité sociale : effacez-le.",
    "NIR_SHAPE": "Ce nombre ressemble à un numéro de sécurité sociale : si c’en est un, effacez-le.",
}


def find_secrets(text: str) -> Iterator[Secret]:
    """Every secret in ``text``, whose invisible signs are already gone."""
    for rule, finder in (
        ("IBAN", _ibans),
        ("CARD", _cards),
        ("PASSWORD", _passwords),
        ("ONE_TIME_CODE", _codes),
    ):
        for start, end in finder(text):
            yield Secret(f"SECRETS.{rule}", start, end, _BLOCK, _SAID[rule])
    for match in _NIR.finditer(text):
        yield _nir(match, text)


def _compact(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for match in _IBAN.finditer(text):
        compact = _compact(match[0])
        length = _IBAN_LENGTHS.get(compact[:2], 0)
        if length and len(compact) >= length and _is_iban(compact[:length]):
            yield match.span()
    for match in _RIB.finditer(text):
        if int(_compact(match[0]).translate(_RIB_LETTERS)) and _is_rib(_compact(match[0])):
            yield match.span()


def _is_iban(iban: str) -> bool:
    """ISO 13616: the rest of the number, country and key at its end, is 1 modulo 97."""
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1


def _is_rib(rib: str) -> bool:
    """The French bank key: bank, branch and account weighed, plus the key, is a multiple of 97."""
    digits = rib.translate(_RIB_LETTERS)
    bank, branch, account, key = int(digits[:5]), int(digits[5:10]), int(digits[10:21]), int(digits[21:])
    return (89 * bank + 15 * branch + 3 * account + key) % 97 == 0


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for match in _CARD.finditer(text):
        digits = _compact(match[0])
        known = any(len(digits) == length and re.match(first, digits) for first, length in _CARDS)
        if known and _passes_luhn(digits):
            yield match.span()


def _passes_luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(digits)))
    return sum(value - 9 * (value > _LARGEST_DIGIT) for value in doubled) % 10 == 0


def _passwords(text: str) -> Iterator[tuple[int, int]]:
    for match in _PASSWORD.finditer(text):
        secret = match["secret"].rstrip(".,;:…")
        if _NO_SECRET.fullmatch(secret) or (secret.isalpha() and _ABOUT.match(secret)):
            continue
        announced = match["link"] is not None and match["link"][0] in ':=-→«"'
        # « pass » alone is a badge; a plain word with others after it begins a sentence.
        mixed = _looks_secret(secret) and match["name"].lower() != "pass"
        if mixed or (announced and not (secret.islower() and match["end"] is None)):
            yield match.span()


def _looks_secret(secret: str) -> bool:
    """Whether a word is no plain word: letters with digits or with signs."""
    has_letter = any(char.isalpha() for char in secret)
    mixed = any(char.isdigit() for char in secret) or bool(re.search(r"[!@#$%&*+_=?]", secret))
    return len(secret) >= _SHORTEST_SECRET and has_letter and mixed


def _codes(text: str) -> Iterator[tuple[int, int]]:
    for match in _CODE.finditer(text):
        said = text[match.start() : match.start("secret")]
        # Eight digits alone are a day as often as a code.
        bare = _BARE.fullmatch(match["kind"]) and len(_compact(match["secret"])) != _DAY_LENGTH
        if bare or _ONE_TIME.search(said):
            yield match.span()


def _nir(match: re.Match[str], text: str) -> Secret:
    digits = _compact(match[0])
    number, key = digits[:_NIR_LENGTH], digits[_NIR_LENGTH:]
    announced = _NIR_WORDS.search(text[max(0, match.start() - 40) : match.start()])
    sure = _nir_key(number) == int(key) if key else bool(announced)
    rule, severity = ("NIR", _BLOCK) if sure or announced else ("NIR_SHAPE", _WARN)
    return Secret(f"SECRETS.{rule}", *match.span(), severity, _SAID[rule])


def _nir_key(number: str) -> int:
    """97 less the number modulo 97; in Corsica ``2A`` counts as 19 and ``2B`` as 18."""
    return 97 - int(number.replace("2A", "19").replace("2B", "18")) % 97
