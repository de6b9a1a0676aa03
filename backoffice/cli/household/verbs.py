"""The shape of the commands ``household`` and ``notice``."""

from argparse import BooleanOptionalAction

from backoffice.cli.arguments import FrenchParser, Verbs, day, json_option, row_number, uuid_text, word_of
from backoffice.rules.household.events import HouseholdEvent
from backoffice.rules.household.notice import NoticeReason
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.papers import DocumentKind

_TENANT = "numéro de client, de contrat ou de tiers"
_ITEM = "numéro de la demande (show)"


def add_household(verbs: Verbs, common: FrenchParser) -> None:
    """Add ``household`` with its acts, and ``notice``."""
    words = "changements de foyer : pièces, conséquences, décision"
    parser = verbs.add_parser("household", parents=[common], help=words, description=words)
    acts = parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)
    _act(acts, common, "events", "liste les événements et leurs pièces", "events")
    shown = _act(acts, common, "show", "dit le foyer, les demandes et les changements", "show", writes=True)
    shown.add_argument("number", metavar="NUMÉRO", help=_TENANT)
    _add_submit(_act(acts, common, "submit", "saisit un changement reçu", "submit", writes=True))
    preview = _act(acts, common, "preview", "dit ce qu’accepter ferait", "preview")
    preview.add_argument("item", type=row_number, metavar="N", help=_ITEM)
    _completed(preview)
    _add_decide(_act(acts, common, "decide", "décide une demande", "decide", writes=True))
    undo = _act(acts, common, "undo", "annule sa dernière décision", "undo", writes=True)
    undo.add_argument("item", type=row_number, metavar="N", help=_ITEM)
    undo.add_argument("--command", type=uuid_text, metavar="UUID", help="identifiant de la commande")
    _add_notice(verbs, common)


def _add_submit(parser: FrenchParser) -> None:
    parser.add_argument("number", metavar="NUMÉRO", help=_TENANT)
    events = ", ".join(one.value for one in HouseholdEvent)
    parser.add_argument("event", type=word_of(HouseholdEvent), metavar="ÉVÉNEMENT", help=events)
    parser.add_argument("--on", type=day, metavar="JOUR", help="jour de l’événement")
    parser.add_argument("--form", default="{}", metavar="JSON", help="ce que dit la demande, ou « - »")
    channels = ", ".join(one.value for one in RequestChannel)
    parser.add_argument(
        "--channel", type=word_of(RequestChannel), default=RequestChannel.MAIL, metavar="PAR", help=channels
    )


def _add_decide(parser: FrenchParser) -> None:
    parser.add_argument("item", type=row_number, metavar="N", help=_ITEM)
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--accept", action="store_true", help="accepte")
    how.add_argument("--reject", metavar="MOTIF", help="refuse, avec un code de motif")
    how.add_argument("--ask", action="store_true", help="demande les pièces qui manquent")
    _completed(parser)
    parser.add_argument("--command", type=uuid_text, metavar="UUID", help="identifiant de la commande")


def _completed(parser: FrenchParser) -> None:
    parser.add_argument("--on", type=day, metavar="JOUR", help="jour de l’événement, s’il change")
    parser.add_argument(
        "--form", metavar="JSON", help="ce qui complète la demande, ou « - » ; null vide un champ"
    )
    parser.add_argument(
        "--unlike", action="append", default=[], metavar="TIERS",
        help="tiers ressemblant qui n’est pas l’arrivant ; autant de fois que de tiers",
    )  # fmt: skip
    _papers(parser)


def _papers(parser: FrenchParser) -> None:
    kinds = ", ".join(one.value for one in DocumentKind)
    for name, words in (("--seen", "pièce vue en original"), ("--illegible", "pièce illisible")):
        parser.add_argument(
            name, type=word_of(DocumentKind), action="append", default=[], metavar="PIÈCE",
            help=f"{words} ; autant de fois que de pièces : {kinds}",
        )  # fmt: skip


def _add_notice(verbs: Verbs, common: FrenchParser) -> None:
    words = "calcule la fin d’un préavis (sans rien enregistrer)"
    parser = verbs.add_parser("notice", parents=[common], help=words, description=words)
    parser.set_defaults(carry_out="household.notice:calculate", acts=False)
    parser.add_argument("--received", type=day, required=True, metavar="JOUR", help="réception du congé")
    reasons = ", ".join(one.value for one in NoticeReason)
    parser.add_argument(
        "--reason", type=word_of(NoticeReason), default=NoticeReason.GENERAL, metavar="MOTIF", help=reasons
    )
    parser.add_argument(
        "--proof", action=BooleanOptionalAction, default=True, help="motif et preuve joints au congé"
    )
    parser.add_argument("--married", action="store_true", help="les titulaires sont mariés")
    parser.add_argument("--one-signature", action="store_true", help="un seul des époux a signé")
    json_option(parser)


def _act(
    acts: Verbs, common: FrenchParser, name: str, words: str, function: str, *, writes: bool = False
) -> FrenchParser:
    parser = acts.add_parser(name, parents=[common], help=words, description=words)
    parser.set_defaults(carry_out=f"household.changes:{function}", acts=writes)
    json_option(parser)
    return parser
