"""The shape of ``hint``."""

from argparse import ArgumentTypeError
from datetime import date, time
from re import fullmatch

from backoffice.cli.arguments import FrenchParser, Verbs, day, json_option, row_number, word_of
from backoffice.rules.vocabulary.alerts import HintKind

_HOUR = r"([0-9]{1,2})(?:\s*[hH:]\s*([0-9]{2})?)"


def add_hints(verbs: Verbs, common: FrenchParser) -> None:
    """The verb and its acts."""
    words = "ce qui est vrai d’un immeuble pour quelques heures : ascenseur en panne, eau coupée"
    group = verbs.add_parser("hint", parents=[common], help=words, description=words)
    acts = group.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)

    def verb(name: str, told: str) -> FrenchParser:
        parser: FrenchParser = acts.add_parser(name, parents=[common], help=told, description=told)
        return parser

    parser = verb("add", "signale une information, montrée dans les dossiers jusqu’à son heure")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--building", type=row_number, metavar="N", help="immeuble (« hint places »)")
    where.add_argument("--residence", type=row_number, metavar="N", help="résidence, tous ses immeubles")
    listed = ", ".join(kind.value for kind in HintKind)
    parser.add_argument("kind", type=word_of(HintKind), metavar="SUJET", help=listed)
    parser.add_argument("sentence", metavar="PHRASE", help="par exemple « Ascenseur en panne »")
    parser.add_argument(
        "--until", type=moment, required=True, metavar="QUAND", help="18h00, ou 2026-11-22 18h00"
    )
    parser.add_argument("--from", dest="since", type=moment, metavar="QUAND", help="sinon tout de suite")
    parser.add_argument("--insist", action="store_true", help="garde une phrase seulement signalée")
    parser.set_defaults(carry_out="notices.hints:add", acts=True)
    parser = verb("list", "montre les informations en cours et à venir")
    parser.add_argument("--all", action="store_true", help="avec celles qui sont finies")
    json_option(parser)
    parser.set_defaults(carry_out="notices.hints:show")
    parser = verb("end", "termine une information avant son heure")
    parser.add_argument("number", type=row_number, metavar="N", help="numéro dans « hint list »")
    parser.set_defaults(carry_out="notices.hints:end", acts=True)
    parser = verb("places", "les numéros des immeubles et des résidences")
    json_option(parser)
    parser.set_defaults(carry_out="notices.hints:places")


def moment(text: str) -> tuple[date | None, time]:
    """``18h00``, ``18:00``, ``18h``, after a day or not."""
    *before, hour = text.strip().rsplit(" ", 1)
    found = fullmatch(_HOUR, hour)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise ArgumentTypeError(f"« {text} » n’est pas une heure ; écrivez 18h00 ou 2026-11-22 18h00")
    return (day(before[0]) if before else None), time(int(found[1]), int(found[2] or 0))
