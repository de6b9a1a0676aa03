"""How a French ear hears a name: two names of one sound are proposed for one another (R4.31)."""

import re

# The same list, in the same order, is the function french_sound of the database: a test compares them.
SOUND_RULES = (
    ("[^A-Z]", ""),
    ("PH", "F"),
    ("S?CH([RLN])", r"K\1"),
    ("(SCH|SH|CH)", "9"),
    ("H", ""),
    ("Y", "I"),
    ("W", "V"),
    ("G(E[AOU]|[EI])", r"J\1"),
    ("GU([EI])", r"G\1"),
    ("(QU|CK|Q)", "K"),
    ("S?C([EI])", r"S\1"),
    ("C", "K"),
    ("(Z|X$)", "S"),
    ("X", "KS"),
    ("GN", "N"),
    ("BV", "V"),
    ("ILL([AEIOU])", r"I\1"),
    ("(AU|EU|OU)L[TDS]+$", r"\1"),
    ("E?AU", "O"),
    ("OU", "W"),
    ("(O?EU|OE)", "E"),
    ("(AI|EI|I|U)[NM]([^AEIOUNM]|$)", r"1\2"),
    ("[AE][NM]([^AEIOUNM]|$)", r"2\1"),
    ("O[NM]([^AEIOUNM]|$)", r"3\1"),
    ("(AI|EI)", "E"),
    ("U", "W"),
    (r"(.)\1+", r"\1"),
    ("ER$", "E"),
    ("(..)[ESTDPG]+$", r"\1"),
)
_COMPILED = tuple((re.compile(pattern), replacement) for pattern, replacement in SOUND_RULES)


def french_sound(key: str) -> str:
    """The sound of a folded name: ``LEFEBVRE`` and ``LEFEVRE`` give one; other scripts, themselves."""
    sound = key
    for pattern, replacement in _COMPILED:
        sound = pattern.sub(replacement, sound)
    return sound or key
