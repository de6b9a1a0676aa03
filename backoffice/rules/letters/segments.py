"""How many parts an SMS takes, and which letters make it dearer."""

from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€\f")
_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "…": "...",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "−": "-",
        "•": "-",
    }
)


@dataclass(frozen=True)
class Segments:
    """An SMS counted: characters, parts, and the first letters that are outside the short alphabet."""

    characters: int
    parts: int
    left: int
    """Characters left in the last part."""
    dear: str
    """Letters that make every part hold 70 characters instead of 160; empty when there are none."""

    @property
    def sentence(self) -> str:
        """``1 SMS, 143 caractères, encore 17 sans un SMS de plus.``"""
        plural = "s" if self.characters > 1 else ""
        told = (
            f"{self.parts} SMS, {self.characters} caractère{plural}, encore {self.left} sans un SMS de plus."
        )
        if self.dear:
            told += f" Les signes {' '.join(self.dear)} réduisent chaque SMS à 70 caractères."
        return told


def plain_sms(text: str) -> str:
    """``text`` with the typographic signs that phones send dear written plainly; its letters are kept."""
    kept = text.replace("«\N{NO-BREAK SPACE}", '"').replace("\N{NO-BREAK SPACE}»", '"')
    kept = kept.replace("« ", '"').replace(" »", '"').replace("«", '"').replace("»", '"')
    return kept.translate(_PLAIN)


def segments(text: str) -> Segments:
    """The parts of ``text`` as an operator counts them: GSM 03.38, else UTF-16."""
    dear = "".join(dict.fromkeys(char for char in text if char not in _BASIC and char not in _DOUBLE))
    if dear:
        units, alone, each = len(text.encode("utf-16-be")) // 2, 70, 67
    else:
        units, alone, each = len(text) + sum(char in _DOUBLE for char in text), 160, 153
    parts = 1 if units <= alone else -(-units // each)
    room = alone if parts == 1 else parts * each
    return Segments(units, parts, room - units, dear[:8])
