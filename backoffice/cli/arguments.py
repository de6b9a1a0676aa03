"""The shape of the commands; what is written wrongly gets one French sentence and exit code 2."""

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NoReturn
from uuid import UUID

from backoffice.errors import Misconfigured
from backoffice.rules.vocabulary.labelled import Labelled

_TRANSLATED = (
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"argument (.*): invalid choice: (\S+) \(choose from (.*)\)", r"« \2 » ne convient pas ; choix : \3"),
    (r"unrecognized arguments: (.*)", r"arguments inconnus : \1"),
    (r"argument (.*): not allowed with argument (.*)", r"\1 et \2 ne vont pas ensemble"),
    (r"argument (.*): expected one argument", r"une valeur est attendue après \1"),
    (r"argument (.*): expected at least one argument", r"une valeur est attendue après \1"),
    (r"argument (.*): invalid (.*) value: (.*)", r"\1 : « \3 » ne convient pas"),
    (r"argument (\S+): (.*)", r"\1 : \2"),
)


class FrenchParser(argparse.ArgumentParser):
    """A parser that refuses in French, by an exception that the caller turns into exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Raise ``Misconfigured`` with what is wrong and where help is."""
        for pattern, french in _TRANSLATED:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, french, message)
                break
        raise Misconfigured(f"Commande mal écrite : {message}. Aide : {self.prog} --help")


@dataclass(frozen=True)
class Options:
    """The options common to all commands."""

    profile: str | None
    dsn: str | None
    landlord: str | None
    as_of: date | None


def options_of(parsed: argparse.Namespace) -> Options:
    """The common options, whichever side of the verb they were written on."""
    return Options(
        getattr(parsed, "profile", None),
        getattr(parsed, "dsn", None),
        getattr(parsed, "landlord", None),
        getattr(parsed, "as_of", None),
    )


def common_options() -> FrenchParser:
    """The options that every command takes; a value given before the verb survives after it."""
    parser = FrenchParser(add_help=False, argument_default=argparse.SUPPRESS)
    group = parser.add_argument_group("options communes")
    group.add_argument("--profile", metavar="NOM", help="profil de connexion ; « demo » est fourni")
    group.add_argument("--dsn", metavar="DSN", help="connexion libpq (ou BACKOFFICE_DSN)")
    group.add_argument("--landlord", metavar="CODE", help="bailleur, quand un numéro existe chez plusieurs")
    group.add_argument("--as-of", dest="as_of", type=day, metavar="DATE", help="situation à ce jour")
    return parser


def day(text: str) -> date:
    """A day written ``2026-11-21`` or ``21/11/2026``."""
    match = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"« {text} » n’est pas une date ; écrivez 2026-11-21 ou 21/11/2026"
        ) from None


def month(text: str) -> date:
    """A month written ``2026-07``, as the date of its first day."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", text)
    try:
        return date(int(match[1]), int(match[2]), 1) if match else _not_a_month(text)
    except ValueError:
        return _not_a_month(text)


def _not_a_month(text: str) -> NoReturn:
    raise argparse.ArgumentTypeError(f"« {text} » n’est pas un mois ; écrivez AAAA-MM, par exemple 2026-07")


def uuid_text(text: str) -> str:
    """A UUID in its canonical form."""
    try:
        return str(UUID(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas un UUID") from None


def word_of(words: type[Labelled]) -> Callable[[str], Labelled]:
    """A converter to a word of the closed list ``words``, in any case."""

    def convert(text: str) -> Labelled:
        try:
            return words(text.upper())
        except ValueError:
            listed = ", ".join(f"{word.value} ({word.label.lower()})" for word in words)
            raise argparse.ArgumentTypeError(f"« {text} » n’est pas dans la liste : {listed}") from None

    return convert
