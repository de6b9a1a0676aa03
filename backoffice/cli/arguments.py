"""The shape of the commands; what is written wrongly gets one French sentence and exit code 2."""

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeAlias
from uuid import UUID

from backoffice.errors import Misconfigured
from backoffice.rules.vocabulary.labelled import Labelled

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_LARGEST_KEY = 2**63 - 1

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


class _FrenchHelp(argparse.HelpFormatter):
    """A help page with the space that French puts before a colon."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """The first line; without prefix for the name of a command inside another."""
        super().add_usage(usage, actions, groups, "usage : " if prefix is None else prefix)


class FrenchParser(argparse.ArgumentParser):
    """A parser that speaks French; it refuses by an exception that the caller turns into exit code 2."""

    def __init__(self, *, add_help: bool = True, **options: Any) -> None:
        super().__init__(add_help=False, **{"formatter_class": _FrenchHelp} | options)
        self._positionals.title = "à donner"
        self._optionals.title = "options"
        if add_help:
            self.add_argument("-h", "--help", action="help", help="montre cette aide")

    def error(self, message: str) -> NoReturn:
        """Raise ``Misconfigured`` with what is wrong and where help is."""
        for pattern, french in _TRANSLATED:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, french, message)
                break
        raise Misconfigured(f"Commande mal écrite : {message}. Aide : {self.prog} --help")


Verbs: TypeAlias = "argparse._SubParsersAction[FrenchParser]"  # noqa: SLF001 -- the only name argparse gives it


@dataclass(frozen=True)
class Options:
    """The options common to all commands."""

    profile: str | None
    dsn: str | None
    landlord: str | None
    as_of: date | None
    login: str | None = None


def refuse_as_of(parsed: argparse.Namespace) -> None:
    """An act is done today, by the server's clock: another day serves reading only.

    Raises ``Misconfigured`` when an acting command was given ``--as-of``.
    """
    if getattr(parsed, "acts", False) and options_of(parsed).as_of is not None:
        raise Misconfigured(
            "--as-of ne sert qu’à lire (lookup, tenant) : un acte se fait à la date du jour, "
            "relancez la commande sans cette option."
        )


def options_of(parsed: argparse.Namespace) -> Options:
    """The common options, whichever side of the verb they were written on."""
    return Options(
        getattr(parsed, "profile", None),
        getattr(parsed, "dsn", None),
        getattr(parsed, "landlord", None),
        getattr(parsed, "as_of", None),
        getattr(parsed, "login", None),
    )


def common_options() -> FrenchParser:
    """The options that every command takes; a value given before the verb survives after it."""
    parser = FrenchParser(add_help=False, argument_default=argparse.SUPPRESS)
    group = parser.add_argument_group("options communes")
    group.add_argument("--profile", metavar="NOM", help="profil de connexion ; « demo » est fourni")
    group.add_argument("--dsn", metavar="DSN", help="connexion libpq (ou BACKOFFICE_DSN)")
    group.add_argument("--login", metavar="COMPTE", help="compte de la base, à la place de celui du profil")
    group.add_argument("--landlord", metavar="CODE", help="bailleur, quand un numéro existe chez plusieurs")
    group.add_argument(
        "--as-of", dest="as_of", type=day, metavar="DATE", help="situation à ce jour, pour lire"
    )
    return parser


def json_option(parser: argparse.ArgumentParser) -> None:
    """The option of the commands that another program may read."""
    parser.add_argument("--json", action="store_true", help="résultat en JSON, seul sur la sortie standard")


def day(text: str) -> date:
    """A day written ``2026-11-21`` or ``21/11/2026``, between 1900 and 2100."""
    french = re.fullmatch(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", text)
    international = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    try:
        if french:
            return _in_our_time(date(int(french[3]), int(french[2]), int(french[1])))
        if international:
            return _in_our_time(date(*map(int, international.groups())))
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(
        f"« {text} » n’est pas une date entre {_FIRST_YEAR} et {_LAST_YEAR} ; "
        "écrivez 2026-11-21 ou 21/11/2026"
    )


def month(text: str) -> date:
    """A month written ``2026-07``, as the date of its first day, between 1900 and 2100."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
    try:
        if match:
            return _in_our_time(date(int(match[1]), int(match[2]), 1))
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(
        f"« {text} » n’est pas un mois entre {_FIRST_YEAR} et {_LAST_YEAR} ; "
        "écrivez AAAA-MM, par exemple 2026-07"
    )


def _in_our_time(day: date) -> date:
    """Refuse a year that can only be a typing error, before a computation overflows on it."""
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(day)
    return day


def number_between(least: int, most: int) -> Callable[[str], int]:
    """A converter to a whole number, ``least`` and ``most`` included."""

    def convert(text: str) -> int:
        digits = re.fullmatch(r"[0-9]{1,19}", text)
        if digits and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"« {text} » ne convient pas ; un nombre entre {least} et {most}")

    return convert


def call_number(text: str) -> int:
    """The number of a call: a positive integer that the database can hold."""
    return _key(
        text, f"« {text} » n’est pas un numéro d’appel ; donnez celui que « backoffice identify » affiche"
    )


def row_number(text: str) -> int:
    """The number of a change, a run, a request, a building: a positive integer that the database can hold."""
    return _key(text, f"« {text} » n’est pas un numéro ; donnez celui que la liste affiche")


def _key(text: str, refusal: str) -> int:
    digits = re.fullmatch(r"[0-9]{1,19}", text)
    if digits and 0 < int(text) <= _LARGEST_KEY:
        return int(text)
    raise argparse.ArgumentTypeError(refusal)


def output_file(text: str) -> Path:
    """The file to write; standard output is kept for sentences and JSON."""
    if text == "-":
        raise argparse.ArgumentTypeError("un PDF ne s’écrit pas sur la sortie standard ; donnez un fichier")
    if not text or "\0" in text:
        raise argparse.ArgumentTypeError("ce n’est pas un nom de fichier ; donnez par exemple quittance.pdf")
    return Path(text)


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
