"""What the telephone exchange hands over: a number in any notation, one that is hidden, or a link."""

import json
import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from backoffice.errors import Misconfigured
from backoffice.rules.phones import phone_key, show_phone

SCHEME = "backoffice"
CALL, TENANT, SHOW = "call", "tenant", "show"
_LONGEST = 300
# What exchanges put in place of a number that is withheld.
_HIDDEN = frozenset(
    {"anonymous", "anonyme", "unknown", "inconnu", "masque", "prive", "private", "restricted", "withheld",
     "unavailable", "secret", "cache", "numero masque", "numero inconnu", "appel masque"}
)  # fmt: skip
_BAD = (
    "Ce lien ne se lit pas : il s’écrit « backoffice:call?number=0756894100 » "
    "ou « backoffice:tenant?number=1344 »."
)


@dataclass(frozen=True)
class Ringing:
    """A call that comes in: the E.164 key, or ``None`` when the number is hidden."""

    key: str | None

    @property
    def shown(self) -> str:
        """``07 56 89 41 00``, or ``numéro masqué``."""
        return show_phone(self.key) if self.key else "numéro masqué"


@dataclass(frozen=True)
class Asked:
    """What another program asks of the window: ``call``, ``tenant`` or ``show``, and the number."""

    verb: str
    number: str = ""


def is_hidden(text: str) -> bool:
    """Whether the exchange says that the number is withheld."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(letters.split()) in _HIDDEN or not letters.strip()


def ringing(text: str) -> Ringing:
    """The call of a number as the exchange writes it. Raises ``Misconfigured`` for what is no number."""
    bare = (
        text[:_LONGEST].strip().removeprefix("tel:").removeprefix("sip:").partition("@")[0].partition(";")[0]
    )
    if is_hidden(bare):
        return Ringing(None)
    key = phone_key(bare)
    if key is None:
        raise Misconfigured(
            f"« {_short(text)} » n’est pas un numéro de téléphone : donnez-le en entier, "
            "par exemple 0756894100 ou +33756894100."
        )
    return Ringing(key)


def read_link(link: str) -> Asked:
    """What a link asks, as the operating system hands it over: percent-encoded, in one piece.

    ``backoffice:call?number=…``, with or without ``//``, whatever the case of scheme and verb.
    Raises ``Misconfigured``.
    """
    scheme, colon, rest = link.strip().partition(":")
    if not colon or scheme.lower() != SCHEME or len(link) > _LONGEST:
        raise Misconfigured(_BAD)
    place, _, query = rest.removeprefix("//").partition("?")
    verb = unquote(place).strip("/").lower()
    # A plus sign of a number that nobody encoded is a plus sign, not a space.
    try:
        pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise Misconfigured(_BAD) from None
    told = {name.lower(): value for name, value in pairs}
    if set(told) != {"number"} or len(pairs) != 1:
        raise Misconfigured(_BAD)
    return asked(verb, told["number"])


def asked(verb: str, number: str) -> Asked:
    """The demand, once its number reads. Raises ``Misconfigured``."""
    if verb == CALL:
        return Asked(CALL, ringing(number).key or "")
    if verb == SHOW and not number:
        return Asked(SHOW)
    printable = number.strip()
    if verb == TENANT and 0 < len(printable) <= 40 and printable.isprintable():
        return Asked(TENANT, printable)
    raise Misconfigured(_BAD)


def written(demand: Asked) -> str:
    """The demand as one line for another start of the program."""
    return json.dumps({"verb": demand.verb, "number": demand.number})


def read_written(line: str) -> Asked:
    """The demand of a line, whoever wrote it. Raises ``Misconfigured``."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        raise Misconfigured(_BAD) from None
    if not isinstance(told, dict) or set(told) != {"verb", "number"}:
        raise Misconfigured(_BAD)
    if not all(isinstance(value, str) and len(value) <= _LONGEST for value in told.values()):
        raise Misconfigured(_BAD)
    return asked(told["verb"], told["number"])


def _short(text: str) -> str:
    clean = "".join(char if char.isprintable() else " " for char in text[:_LONGEST])
    return clean if len(clean) <= 40 else f"{clean[:40]}…"
