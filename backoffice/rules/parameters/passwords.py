"""What a screen of a portal asks of a new password: a rule, never a password (R4.5, R4.7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from backoffice.rules.parameters.checks import WrongValue, number, table, text, word, words_of
from backoffice.rules.vocabulary.labelled import Labelled


class PasswordClass(Labelled):
    """A class of characters that a password must hold."""

    UPPER = "UPPER", "majuscule"
    LOWER = "LOWER", "minuscule"
    DIGIT = "DIGIT", "chiffre"
    SPECIAL = "SPECIAL", "caractère spécial"


ALL_CLASSES = tuple(PasswordClass)
SHORTEST, LONGEST = 4, 64
_EXAMPLE = "{ screen = …, min = 8, source = … }"
_KEYS = frozenset({"screen", "min", "classes", "alphabet", "also", "alone", "source"})
_COUNTS = ("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
_NAMED = {" ": "l’espace", "_": "le tiret bas", "-": "le tiret", "@": "l’arobase", ".": "le point"}


@dataclass(frozen=True)
class PasswordPolicy:
    """What one screen asks, as the landlord's guide says it."""

    screen: str
    minimum: int
    """Characters at least."""
    classes: Mapping[PasswordClass, int]
    """How many of each class are asked; empty when none is."""
    alphabet: tuple[PasswordClass, ...]
    """The classes that the screen takes."""
    also: str
    """Other characters that it names and takes."""
    alone: tuple[PasswordClass, ...]
    """Classes that the guide says are enough alone (« chiffres et/ou lettres »)."""
    source: str

    @property
    def label(self) -> str:
        """One part of a sentence, to show and to read aloud; no whole password is ever an example."""
        asked = [_asked(one, self.classes[one]) for one in PasswordClass if one in self.classes]
        example = ", comme @" if PasswordClass.SPECIAL in self.classes else ""
        within = f", dont {_listed(asked, 'et')}{example}" if asked else ""
        taken = "" if self.alphabet == ALL_CLASSES else f", pris parmi {_listed(self._taken(), 'et')}"
        return f"au moins {self.minimum} caractères{within}{taken}"

    def plain(self) -> dict[str, object]:
        """The same as files and tables write it."""
        written: dict[str, object] = {"screen": self.screen, "min": self.minimum, "source": self.source}
        if self.classes:
            written["classes"] = {one.value: count for one, count in self.classes.items()}
        if self.alphabet != ALL_CLASSES:
            written["alphabet"] = [one.value for one in self.alphabet]
        if self.also:
            written["also"] = self.also
        if self.alone:
            written["alone"] = [one.value for one in self.alone]
        return written

    def _taken(self) -> list[str]:
        letters = {PasswordClass.UPPER, PasswordClass.LOWER}
        both = letters <= set(self.alphabet)
        taken = ["les lettres"] if both else []
        taken += [f"les {one.label}s" for one in self.alphabet if one in letters and not both]
        taken += ["les chiffres"] if PasswordClass.DIGIT in self.alphabet else []
        taken += ["les caractères spéciaux"] if PasswordClass.SPECIAL in self.alphabet else []
        return taken + [_NAMED.get(one, f"« {one} »") for one in self.also]


OURS = PasswordPolicy(
    screen="règle par défaut",
    minimum=12,
    classes=dict.fromkeys(PasswordClass, 1),
    alphabet=ALL_CLASSES,
    also="",
    alone=(),
    source="valeur par défaut du produit",
)
"""For a landlord whose guide is silent: the example of the CNIL for a password alone (R4.2)."""


def classes(value: object) -> dict[PasswordClass, int]:
    """How many of each class. Raises ``WrongValue``, as the next ones do."""
    given = table(value, "{ DIGIT = 2, SPECIAL = 1 }")
    return {word(PasswordClass)(one): number(1, 9)(count) for one, count in given.items()}


def policies(value: object) -> tuple[PasswordPolicy, ...]:
    """At least one policy, each of its own screen."""
    if not isinstance(value, list | tuple) or not value:
        raise WrongValue(f"une liste de {_EXAMPLE} est attendue")
    found = tuple(one if isinstance(one, PasswordPolicy) else _policy(one) for one in value)
    if len({one.screen for one in found}) != len(found):
        raise WrongValue("un écran y est décrit deux fois")
    return found


def _policy(value: object) -> PasswordPolicy:
    given = table(value, _EXAMPLE)
    for key in given:
        if key not in _KEYS:
            raise WrongValue(f"« {key} » n’existe pas dans une règle ; ôtez-la ou corrigez son nom")
    for key in ("screen", "min", "source"):
        if key not in given:
            raise WrongValue(f"« {key} » manque dans une règle ; ajoutez-la")
    also = given.get("also", "")
    made = PasswordPolicy(
        screen=text(given["screen"]),
        minimum=number(SHORTEST, LONGEST)(given["min"]),
        classes=classes(given.get("classes", {})),
        alphabet=words_of(PasswordClass)(given.get("alphabet", ALL_CLASSES)),
        also=also if isinstance(also, str) else text(also),
        alone=words_of(PasswordClass)(given.get("alone", ())),
        source=text(given["source"]),
    )
    _refuse_nonsense(made)
    return made


def _refuse_nonsense(made: PasswordPolicy) -> None:
    if not made.alphabet:
        raise WrongValue("« alphabet » est vide : aucun mot de passe ne serait permis")
    if not {*made.classes, *made.alone} <= set(made.alphabet):
        raise WrongValue(
            "une classe exigée n’est pas dans « alphabet » : aucun mot de passe ne serait permis"
        )
    if sum(made.classes.values()) > made.minimum:
        raise WrongValue("les classes exigent plus de caractères que « min »")
    if made.alone and made.classes:
        raise WrongValue("« alone » dit qu’une classe suffit : n’en exigez pas dans « classes »")
    if len(set(made.also)) != len(made.also) or any(one.isalnum() for one in made.also):
        raise WrongValue("« also » nomme des signes, chacun une fois, ni lettres ni chiffres")


def _asked(one: PasswordClass, count: int) -> str:
    if one is PasswordClass.SPECIAL:
        return f"{_COUNTS[count]} {one.label if count == 1 else 'caractères spéciaux'}"
    feminine = one in (PasswordClass.UPPER, PasswordClass.LOWER)
    how_many = "une" if feminine and count == 1 else _COUNTS[count]
    return f"{how_many} {one.label}{'' if count == 1 else 's'}"


def _listed(parts: list[str], link: str) -> str:
    *first, last = parts
    return f"{', '.join(first)} {link} {last}" if first else last
