"""The shape of the command ``followups``."""

from backoffice.cli.arguments import FrenchParser, Verbs, json_option, row_number, uuid_text, word_of
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind, FollowUpState

_ACTS = (
    ("done", "dit qu’une suite est faite", FollowUpState.DONE),
    ("cancel", "dit qu’une suite est sans objet", FollowUpState.CANCELLED),
    ("reopen", "remet une suite à faire", FollowUpState.OPEN),
)


def add_followups(verbs: Verbs, common: FrenchParser) -> None:
    """Add ``followups`` with its acts."""
    words = "suites que les décisions ont laissées à faire"
    parser = verbs.add_parser("followups", parents=[common], help=words, description=words)
    acts = parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)
    listed = acts.add_parser("list", parents=[common], help="liste ce qui est à faire")
    listed.set_defaults(carry_out="followups.tasks:listed", acts=False)
    listed.add_argument(
        "number", nargs="?", metavar="NUMÉRO", help="numéro de client, de contrat ou de tiers"
    )
    kinds = ", ".join(one.value for one in FollowUpKind)
    listed.add_argument("--kind", type=word_of(FollowUpKind), metavar="NATURE", help=kinds)
    listed.add_argument("--late", action="store_true", help="seulement ce qui est en retard")
    json_option(listed)
    for name, told, state in _ACTS:
        act = acts.add_parser(name, parents=[common], help=told, description=told)
        act.set_defaults(carry_out="followups.tasks:settle", acts=True, state=state)
        act.add_argument("task", type=row_number, metavar="N", help="numéro de la suite (list)")
        act.add_argument("--seen", type=row_number, metavar="V", help="version lue")
        act.add_argument("--command", type=uuid_text, metavar="UUID", help="identifiant de la commande")
        json_option(act)
