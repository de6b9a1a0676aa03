"""What defines a text: its words by channel, the variables it may and must hold, what it must say."""

from collections.abc import Mapping
from dataclasses import dataclass

from backoffice.rules.letters.codes import TextCode
from backoffice.rules.letters.variables import COMMON, VARIABLES, Variable
from backoffice.rules.vocabulary.validation.tasks import TextChannel
from backoffice.rules.vocabulary.work import WorkKind

_QUESTION = "Une question ? Appelez-nous au {telephone}."


@dataclass(frozen=True)
class Draft:
    """Subject and body, their variables not yet filled; an SMS has no subject."""

    subject: str
    body: str


@dataclass(frozen=True)
class MustSay:
    """What the law wants a text to say: each of ``stems`` (folded) is in it."""

    stems: tuple[str, ...]
    what: str


@dataclass(frozen=True)
class TextDefault:
    """A text as the program brings it."""

    code: TextCode
    kind: WorkKind
    drafts: Mapping[TextChannel, Draft]
    given: tuple[str, ...] = ()
    """Variables that the decision or the campaign gives, beside those of every file."""
    required: frozenset[str] = frozenset()
    """Variables without which the text would not say what it is for, by e-mail or letter."""
    must_say: tuple[MustSay, ...] = ()
    enclosures: tuple[str, ...] = ()
    registered: bool = False
    """Whether the letter leaves with a receipt."""

    @property
    def allowed(self) -> tuple[Variable, ...]:
        """What may stand between braces, what the decision gives first."""
        names = dict.fromkeys((*self.given, *COMMON))
        return tuple(VARIABLES[name] for name in names)


def everywhere(subject: str, said: str, short: str) -> Mapping[TextChannel, Draft]:
    """The same text as a letter and, between a greeting and a signature, as an e-mail; ``short`` by SMS."""
    mail = f"Bonjour {{nom}},\n\n{said}\n\n{_QUESTION}\n\n{{bailleur}}"
    return {
        TextChannel.EMAIL: Draft(subject, mail),
        TextChannel.SMS: Draft("", short),
        TextChannel.LETTER: Draft(subject, f"{said}\n\n{_QUESTION}"),
    }


def letter_alone(subject: str, said: str) -> Mapping[TextChannel, Draft]:
    """A text that leaves on paper alone."""
    return {TextChannel.LETTER: Draft(subject, said)}
