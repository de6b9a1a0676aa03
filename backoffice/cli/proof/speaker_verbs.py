"""``representative …``, ``callbacks`` and the options that say who speaks: the shape of their commands."""

from backoffice.cli.arguments import (
    FrenchParser,
    Verbs,
    day,
    json_option,
    number_between,
    row_number,
    word_of,
)
from backoffice.cli.proof.caller import KINDS, caller
from backoffice.rules.vocabulary.calls import (
    RepresentativeKind,
    RepresentativeProof,
    RepresentativeScope,
)
from backoffice.services.contacts.counts import MOST_WEEKS, WEEKS

_NUMBER = "numéro de client, de contrat ou de tiers"


def speaker_options(parser: FrenchParser) -> None:
    """``--caller``, once for who speaks and once for the number shown; ``--representative``."""
    parser.add_argument(
        "--caller",
        type=caller,
        action="append",
        metavar="QUI|TÉLÉPHONE",
        help=f"qui appelle ({', '.join(KINDS)} ; holder par défaut), ou le numéro affiché",
    )
    parser.add_argument("--representative", type=row_number, metavar="N", help="mandat par lequel il parle")


def who_options(parser: FrenchParser) -> None:
    """``call who``: who speaks in a call already open."""
    parser.add_argument("kind", choices=tuple(KINDS), metavar="QUI", help=", ".join(KINDS))
    parser.add_argument("--representative", type=row_number, metavar="N", help="mandat par lequel il parle")


def add_speakers(verbs: Verbs, common: FrenchParser) -> None:
    """Add the commands of representatives and of call-backs."""
    words = "montre les rappels à faire"
    parser = verbs.add_parser("callbacks", parents=[common], help=words, description=words)
    json_option(parser)
    parser.set_defaults(carry_out="proof.speakers:call_backs")
    words = "compte les contacts sans dossier, par motif et par semaine (responsables)"
    parser = verbs.add_parser("contacts", parents=[common], help=words, description=words)
    parser.add_argument("--weeks", type=number_between(1, MOST_WEEKS), default=WEEKS, metavar="N",
                        help=f"nombre de semaines, celle d’aujourd’hui comprise ({WEEKS})")  # fmt: skip
    json_option(parser)
    parser.set_defaults(carry_out="proof.speakers:contacts")
    words = "qui peut parler pour un locataire : mandats vus"
    parser = verbs.add_parser("representative", parents=[common], help=words, description=words)
    acts = parser.add_subparsers(metavar="ACTE", required=True, parser_class=FrenchParser)
    listed = _act(acts, common, "list", "montre les mandats", "proof.speakers:list_papers")
    listed.set_defaults(acts=False)
    _paper_options(_act(acts, common, "add", "enregistre un mandat vu", "proof.speakers:add_paper"))
    ended = _act(acts, common, "end", "met fin à un mandat", "proof.speakers:end_paper")
    ended.add_argument("id", type=row_number, metavar="N", help="mandat, de la liste")


def _act(verbs: Verbs, common: FrenchParser, name: str, words: str, carry_out: str) -> FrenchParser:
    parser = verbs.add_parser(name, parents=[common], help=words, description=words)
    parser.add_argument("number", metavar="NUMÉRO", help=_NUMBER)
    json_option(parser)
    parser.set_defaults(carry_out=carry_out, acts=True)
    return parser


def _paper_options(parser: FrenchParser) -> None:
    lists = (
        ("--kind", RepresentativeKind, "à quel titre"),
        ("--scope", RepresentativeScope, "jusqu’où"),
        ("--proof", RepresentativeProof, "papier vu"),
    )
    for option, words, meaning in lists:
        listed = ", ".join(one.value for one in words)
        parser.add_argument(
            option, type=word_of(words), required=True, metavar="MOT", help=f"{meaning} : {listed}"
        )
    parser.add_argument("--name", required=True, metavar="NOM", help="nom écrit sur le papier")
    parser.add_argument("--seen-on", type=day, required=True, metavar="DATE", help="jour où il a été vu")
    parser.add_argument("--since", type=day, metavar="DATE", help="premier jour ; celui où il a été vu")
    parser.add_argument("--until", type=day, metavar="DATE", help="premier jour où il ne vaut plus")
    parser.add_argument("--lives-there", action="store_true", help="vit au logement sans titre")
