"""Sentences ready to be read aloud: each belongs to a situation and asks for a level (R4.20, R4.29)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from backoffice.errors import Refused
from backoffice.rules.vocabulary.calls import CallerLevel

_FACT = re.compile(r"\{(\w+)\}")
FACTS = {
    "landlord": CallerLevel.L0,
    "balance": CallerLevel.L2,
    "balance_why": CallerLevel.L2,
    "receipt": CallerLevel.L2,
    "insurance": CallerLevel.L2,
    "requests": CallerLevel.L2,
}
"""What a sentence may tell of a file, and the level that hears it."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of the script."""

    situation: str
    level: CallerLevel
    text: str

    def told(self, facts: Mapping[str, str], level: CallerLevel) -> str:
        """The sentence with the facts that ``level`` may hear; the others stay dots."""
        return _FACT.sub(lambda found: _fact(found[1], facts, level), self.text)

    def missing(self, level: CallerLevel) -> str | None:
        """What must still be reached before it is read, in words; ``None`` when nothing."""
        return None if level >= self.level else f"Niveau {self.level.value[1]} requis : F8"


def _fact(name: str, facts: Mapping[str, str], level: CallerLevel) -> str:
    return facts.get(name, "…") if level >= FACTS[name] else "••••"


def read_sentences(text: str, name: str) -> tuple[Sentence, ...]:
    """The sentences of a TOML text; ``name`` is that of its file.

    Raises ``Refused`` when it does not read, names an unknown fact, or tells one below its level.
    """
    try:
        rows = tomllib.loads(text)["sentence"]
        found = tuple(Sentence(str(r["situation"]), CallerLevel(r["level"]), str(r["text"])) for r in rows)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise _unreadable(name, str(error)) from error
    for sentence in found:
        for fact in _FACT.findall(sentence.text):
            if fact not in FACTS or sentence.level < FACTS[fact]:
                raise _unreadable(
                    name, f"« {{{fact}}} » n’est pas permis au niveau {sentence.level.value[1]}"
                )
    return found


def _unreadable(name: str, why: str) -> Refused:
    return Refused(
        f"Les phrases de « {name} » ne se lisent pas ({why}) : demandez à l’administrateur.",
        code="WRONG_SENTENCES",
    )
