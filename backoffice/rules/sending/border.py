"""The last look before a message leaves: nothing unfilled, nothing that bends a header, a real address."""

import re
import unicodedata

_UNFILLED = tuple(
    re.compile(pattern)
    for pattern in (
        r"[{}]",
        r"\[\[|\]\]",
        r"«[^»]*à\s+compléter[^»]*»",
        # Alone, after what announces a value or before its unit: it may be a tenant’s name, or his street’s.
        r"(?m):\s*None\b|^\W*(?:Bonjour\s+)?None\W*$|\bNone\s*(?:€|%|euros?\b|jours?\b|mois\b|m²)",
        r"\b(?:est|sont|au|le|avant|dès|jusqu’à|n°)\s+None\b",
        r"%\([^)]*\)[sdr]|%[sdr]\b",
        r"<<|>>",
    )
)
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`|~-]{1,64}")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_LONGEST_ADDRESS = 254
# Controls, halves of letters, separators of lines and of paragraphs.
_CONTROLS = {"Cc", "Cs", "Zl", "Zp"}


def is_unfilled(text: str) -> bool:
    """Whether a text is empty, or a variable of its template was left in it."""
    return not text.strip() or any(pattern.search(text) for pattern in _UNFILLED)


def is_one_line(text: str) -> bool:
    """Whether a text fits in a header: no line break and no other control can add one of its own."""
    return not any(unicodedata.category(letter) in _CONTROLS for letter in text)


def mail_address(text: str) -> str | None:
    """The one address of ``text`` in ASCII letters, its domain encoded (RFC 5891); None when it is none."""
    mailbox, at, domain = text.strip().rpartition("@")
    try:
        labels = domain.encode("idna").decode("ascii").split(".")
    except UnicodeError:
        return None
    address = f"{mailbox}@{'.'.join(labels)}"
    dotted = mailbox.startswith(".") or mailbox.endswith(".") or ".." in mailbox
    if not at or dotted or len(labels) < 2 or len(address) > _LONGEST_ADDRESS:
        return None
    if _MAILBOX.fullmatch(mailbox) is None or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return address


def mobile_number(text: str) -> str | None:
    """The number of ``text`` in E.164, spaces left out; None when it is none."""
    number = re.sub(r"[\s.]", "", text)
    return number if _E164.fullmatch(number) else None
