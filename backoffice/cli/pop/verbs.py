"""``call NUMBER``, the links of the operating system, ``person …``: the shape of their commands."""

import argparse
from collections.abc import Sequence

from backoffice.cli.arguments import (
    FrenchParser,
    Verbs,
    day,
    json_option,
    number_between,
    row_number,
    uuid_text,
    word_of,
)
from backoffice.rules.persons.entry import PROVEN_RELATIONS
from backoffice.rules.persons.ringing import SCHEME, is_hidden
from backoffice.rules.vocabulary.people import (
    Civility,
    DistinctReason,
    MergeReason,
    PersonKind,
    Relation,
)

_VALUED = ("--profile", "--dsn", "--login", "--landlord", "--as-of")
_OPEN, _CALL, _POP = "open", "call", "number"
_TIERS = "numéro de tiers"
_RELATIONS = [one for one in Relation if one not in {Relation.HOLDER, *PROVEN_RELATIONS}]


def as_verbs(argv: Sequence[str]) -> list[str]:
    """The command line with its short forms written out.

    ``backoffice:call?number=…`` alone, as the operating system hands a link over, is ``open …``;
    ``call 0756894100`` is ``call number …``.
    """
    words = list(argv)
    first = _next_word(words, 0)
    if first is None:
        return words
    if words[first].lower().startswith(f"{SCHEME}:"):
        # A link comes from anybody: what follows it would be an option of his, another database for one.
        return [*words[:first], _OPEN, words[first]]
    if words[first] == _CALL:
        second = _next_word(words, first + 1)
        if second is not None and _is_number(words[second]):
            return [*words[: first + 1], _POP, *words[first + 1 :]]
    return words


def _next_word(words: list[str], start: int) -> int | None:
    """The index of the next word which is neither an option nor its value."""
    at = start
    while at < len(words):
        if not words[at].startswith("-"):
            return at
        at += 2 if words[at] in _VALUED else 1
    return None


def _is_number(word: str) -> bool:
    return any(char.isdigit() for char in word) or is_hidden(word)


def add_links(verbs: Verbs, common: FrenchParser) -> None:
    """Add ``open``."""
    words = "ouvre un lien « backoffice:call?number=… » ou « backoffice:tenant?number=… » dans la fenêtre"
    parser = verbs.add_parser(_OPEN, parents=[common], help=words, description=words)
    parser.add_argument("link", metavar="LIEN", help="le lien, tel que le système le donne")
    parser.set_defaults(carry_out="pop.opening:open_link")


def add_call_number(acts: Verbs, common: FrenchParser) -> None:
    """Add ``call number NUMBER``, which is also written ``call NUMBER``."""
    words = "montre dans la fenêtre ouverte qui appelle ; « call NUMÉRO » suffit"
    parser = acts.add_parser(_POP, parents=[common], help=words, description=words)
    parser.add_argument("number", metavar="TÉLÉPHONE", help="numéro affiché, ou « anonyme »")
    parser.set_defaults(carry_out="pop.opening:call")


def add_persons(verbs: Verbs, common: FrenchParser) -> None:
    """Add ``person add|duplicates|merge|unmerge``."""
    words = "les personnes : en ajouter une, chercher les doublons, réunir deux fiches"
    parser = verbs.add_parser("person", parents=[common], help=words, description=words)
    acts = parser.add_subparsers(metavar="ACTE", required=True, parser_class=FrenchParser)
    _add_person(acts, common)
    parser = _act(acts, common, "duplicates", "montre les fiches qui sont peut-être en double", "duplicates")
    parser.add_argument(
        "--limit", type=number_between(1, 1000), default=50, metavar="N", help="nombre de paires (50)"
    )
    parser.set_defaults(acts=False)
    parser = _act(acts, common, "merge", "réunit deux fiches en une ; cela se défait", "merge")
    parser.add_argument("kept", metavar="GARDÉE", help=f"{_TIERS} de la fiche gardée")
    parser.add_argument("merged", metavar="RÉUNIE", help=f"{_TIERS} de la fiche qui lui est réunie")
    parser.add_argument("--reason", type=word_of(MergeReason), required=True, metavar="MOTIF",
                        help=", ".join(MergeReason))  # fmt: skip
    _command(parser)
    parser = _act(acts, common, "unmerge", "défait la réunion de deux fiches", "unmerge")
    parser.add_argument("merge", type=row_number, metavar="RÉUNION", help="numéro donné par « person merge »")
    _command(parser)


def _add_person(acts: Verbs, common: FrenchParser) -> None:
    parser = _act(acts, common, "add", "ajoute une personne depuis un dossier", "add")
    parser.add_argument(
        "number", metavar="NUMÉRO", help="numéro de client, de contrat ou de tiers du dossier"
    )
    parser.add_argument("--kind", type=word_of(PersonKind), default=PersonKind.OCCUPANT, metavar="QUI",
                        help=", ".join(PersonKind))  # fmt: skip
    parser.add_argument("--civility", type=word_of(Civility), required=True, metavar="CIVILITÉ",
                        help=", ".join(Civility))  # fmt: skip
    parser.add_argument("--name", required=True, metavar="NOM", help="nom de naissance")
    parser.add_argument("--usage", metavar="NOM", help="nom d’usage, si c’en est un autre")
    parser.add_argument("--first", required=True, metavar="PRÉNOMS", help="prénoms")
    parser.add_argument("--born", type=day, metavar="DATE", help="date de naissance")
    parser.add_argument("--phone", default="", metavar="TÉLÉPHONE", help="numéro de téléphone")
    parser.add_argument("--email", default="", metavar="COURRIEL", help="adresse électronique")
    parser.add_argument("--relation", type=word_of(Relation), default=Relation.OTHER_OCCUPANT, metavar="LIEN",
                        help="lien d’un occupant avec le titulaire : " + ", ".join(_RELATIONS))  # fmt: skip
    parser.add_argument("--since", type=day, metavar="DATE", help="arrivée d’un occupant ; aujourd’hui sinon")
    parser.add_argument("--unlike", action="append", default=[], metavar="TIERS",
                        help="personne ressemblante qui n’est pas la même (répétable)")  # fmt: skip
    parser.add_argument("--reason", type=word_of(DistinctReason), metavar="MOTIF",
                        help=", ".join(DistinctReason))  # fmt: skip
    _command(parser)


def _act(acts: Verbs, common: FrenchParser, name: str, words: str, function: str) -> FrenchParser:
    parser = acts.add_parser(name, parents=[common], help=words, description=words)
    json_option(parser)
    parser.set_defaults(carry_out=f"pop.persons:{function}", acts=True)
    return parser


def _command(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--command", type=uuid_text, metavar="UUID", help="la même commande ne se fait qu’une fois"
    )
