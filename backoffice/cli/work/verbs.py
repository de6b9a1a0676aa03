"""The shape of the command ``work``."""

import argparse
import json
from dataclasses import dataclass
from typing import Any

from backoffice.cli.arguments import (
    FrenchParser,
    Verbs,
    day,
    json_option,
    month,
    number_between,
    row_number,
    uuid_text,
    word_of,
)
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.work import LookReason, ReopenReason, SkipReason
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.filters import QueueSort

_ITEM = "numéro du dossier, celui de « work list »"


@dataclass(frozen=True)
class Family:
    """``work`` with its acts, each carried out by a function of a module of this folder."""

    acts: Verbs
    common: FrenchParser

    def act(self, name: str, words: str, carry_out: str, *, writes: bool = True) -> FrenchParser:
        """One act; ``carry_out`` is ``module:function`` of ``cli/work``."""
        parser = self.acts.add_parser(name, parents=[self.common], help=words, description=words)
        parser.set_defaults(carry_out=f"work.{carry_out}", acts=writes)
        json_option(parser)
        return parser


def add_work(verbs: Verbs, common: FrenchParser) -> None:
    """Add ``work`` with its acts."""
    words = "files de travail : listes, réservations, décisions, absences, relectures"
    parser = verbs.add_parser("work", parents=[common], help=words, description=words)
    acts = parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)
    family = Family(acts, common)
    for add in (_add_lists, _add_holds, _add_decisions, _add_bulk, _add_absences, _add_looks):
        add(family)


def _filter_options(parser: FrenchParser) -> None:
    kinds = ", ".join(kind.value for kind in WorkKind)
    parser.add_argument(
        "kinds", type=word_of(WorkKind), nargs="+", metavar="FILE", help=f"une ou plusieurs files : {kinds}"
    )
    parser.add_argument("--late", action="store_true", help="en retard seulement")
    parser.add_argument("--free", action="store_true", help="libres seulement")
    parser.add_argument("--passed-on", action="store_true", help="passés par trois collègues")
    parser.add_argument("--agency", type=row_number, action="append", metavar="N", help="agence")
    channels = ", ".join(one.value for one in RequestChannel)
    parser.add_argument("--channel", type=word_of(RequestChannel), metavar="CANAL", help=channels)
    parser.add_argument("--event", metavar="CODE", help="événement d’un changement")
    sorts = ", ".join(f"{one.value} ({one.label.lower()})" for one in QueueSort)
    parser.add_argument("--sort", type=word_of(QueueSort), default=QueueSort.DUE, metavar="TRI", help=sorts)


def _add_lists(family: Family) -> None:
    parser = family.act("list", "liste une file, sans rien réserver", "queue:listing", writes=False)
    _filter_options(parser)
    parser.add_argument(
        "--most", type=number_between(1, 300), default=50, metavar="N", help="nombre de lignes (50)"
    )


def _add_holds(family: Family) -> None:
    parser = family.act("next", "réserve le dossier suivant, avec sa famille", "queue:following")
    _filter_options(parser)
    parser.add_argument("--after", type=row_number, metavar="N", help="après ce dossier dans la liste")
    parser = family.act("skip", "passe un dossier avec un motif", "queue:skip")
    parser.add_argument("item", type=row_number, metavar="N", help=_ITEM)
    reasons = ", ".join(f"{one.value} ({one.label.lower()})" for one in SkipReason)
    parser.add_argument("--reason", type=word_of(SkipReason), required=True, metavar="MOTIF", help=reasons)
    parser = family.act("release", "rend un dossier réservé", "queue:release")
    parser.add_argument("item", type=row_number, metavar="N", help=_ITEM)


def _decision_options(parser: FrenchParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--accept", action="store_true", help="accepte")
    what.add_argument("--reject", metavar="MOTIF", help="refuse, avec le code d’un motif")
    what.add_argument("--ask", metavar="MOTIF", help="demande une pièce, avec le code d’un motif")
    what.add_argument("--cancel", metavar="MOTIF", help="classe sans suite, avec un code")
    parser.add_argument(
        "--details", type=_details, default={}, metavar="JSON", help="ce que la file demande en plus"
    )


def _details(written: str) -> dict[str, Any]:
    try:
        read = json.loads(written)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise argparse.ArgumentTypeError('un objet JSON est attendu, par exemple {"counter": true}')
    return read


def _command_option(parser: FrenchParser) -> None:
    parser.add_argument("--command", type=uuid_text, metavar="UUID", help="identifiant de la commande")


def _add_decisions(family: Family) -> None:
    parser = family.act("decide", "réserve un dossier et en décide", "deciding:decide")
    parser.add_argument("item", type=row_number, metavar="N", help=_ITEM)
    _decision_options(parser)
    _command_option(parser)
    parser = family.act("undo", "annule sa dernière décision, avant que le message parte", "deciding:undo")
    parser.add_argument("item", type=row_number, metavar="N", help=_ITEM)
    _command_option(parser)
    parser = family.act("reopen", "remet un dossier traité dans sa file", "deciding:reopen")
    parser.add_argument("item", type=row_number, metavar="N", help=_ITEM)
    reasons = ", ".join(f"{one.value} ({one.label.lower()})" for one in ReopenReason)
    parser.add_argument("--reason", type=word_of(ReopenReason), required=True, metavar="MOTIF", help=reasons)
    _command_option(parser)


def _add_bulk(family: Family) -> None:
    parser = family.act("bulk", "décide de plusieurs dossiers ensemble, après un essai", "deciding:bulk")
    parser.add_argument("items", type=row_number, nargs="+", metavar="N", help=_ITEM)
    _decision_options(parser)
    parser.add_argument("--dry-run", action="store_true", help="dit ce qui changerait, sans rien faire")
    _command_option(parser)


def _add_absences(family: Family) -> None:
    parser = family.act(
        "absence", "absences d’aujourd’hui et à venir ; en note ou en annule une", "away:absence"
    )
    parser.add_argument("who", nargs="?", metavar="IDENTIFIANT", help="qui est absent")
    parser.add_argument("--from", dest="first", type=day, metavar="JOUR", help="premier jour (AAAA-MM-JJ)")
    parser.add_argument("--to", dest="last", type=day, metavar="JOUR", help="dernier jour, compris")
    parser.add_argument("--of", metavar="CODE", help="bailleur")
    parser.add_argument("--stand-in", metavar="IDENTIFIANT", help="remplaçant, donné par un responsable")
    parser.add_argument("--cancel", type=row_number, metavar="N", help="annule cette absence")


def _add_looks(family: Family) -> None:
    parser = family.act("second-look", "décisions à relire ; dit ce qu’on en pense", "away:second_look")
    parser.add_argument("look", type=row_number, nargs="?", metavar="N", help="numéro de la relecture")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--agree", action="store_true", help="d’accord")
    reasons = ", ".join(f"{one.value} ({one.label.lower()})" for one in LookReason)
    what.add_argument("--disagree", type=word_of(LookReason), metavar="MOTIF", help=reasons)
    words = "part des décisions relues qui étaient fausses, par file et par mois"
    parser = family.act("error-rate", words, "away:error_rate", writes=False)
    parser.add_argument("--from", dest="first", type=month, metavar="MOIS", help="premier mois (AAAA-MM)")
    parser.add_argument("--to", dest="last", type=month, metavar="MOIS", help="dernier mois, compris")
