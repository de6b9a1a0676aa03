"""The shape of ``change ask-…``, ``preview``, ``settle``, ``undo`` and ``block``."""

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
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.changes import (
    BankEvent,
    ContactEvent,
    IbanCheck,
    ProfessionalSituation,
)
from backoffice.rules.vocabulary.validation.papers import DocumentKind

_TENANT = "numéro de client, de contrat ou de tiers"


def add_asked(acts: Verbs, common: FrenchParser) -> None:
    """Add the acts on what a tenant asked to those of ``change``."""
    parser = _ask(acts, common, "ask-situation", "saisit une situation professionnelle", "ask_situation")
    _word(parser, "status", ProfessionalSituation, "SITUATION")
    parser.add_argument("--since", type=day, required=True, metavar="JOUR", help="premier jour")
    parser.add_argument("--employer", metavar="NOM", help="gardé si l’enquête le demande")
    parser = _ask(acts, common, "ask-contact", "saisit un contact ou une adresse demandés", "ask_contact")
    _word(parser, "event", ContactEvent, "SORTE")
    parser.add_argument("value", nargs="?", metavar="VALEUR", help="le contact, ou l’adresse")
    parser.add_argument("--replaces", type=row_number, metavar="N", help="contact remplacé ou retiré")
    parser = _ask(acts, common, "ask-account", "saisit un compte demandé", "ask_account")
    parser.add_argument("iban", metavar="IBAN", help="« - » le lit sur l’entrée")
    parser.add_argument("holder", metavar="TITULAIRE", help="nom sur le compte")
    parser.add_argument("--day", type=number_between(1, 28), metavar="JOUR", help="jour de prélèvement")
    parser.add_argument("--signed", type=day, metavar="JOUR", help="signature du mandat")
    parser.add_argument("--reference", metavar="RUM", help="référence du mandat, si elle est donnée")
    parser = _ask(acts, common, "ask-debit", "saisit une fin ou une pause de prélèvement", "ask_debit")
    _word(parser, "event", BankEvent, "SORTE")
    parser.add_argument("--day", type=number_between(1, 28), metavar="JOUR", help="nouveau jour")
    _answered(_on_item(acts, common, "preview", "dit ce qu’accepter ferait", writes=False))
    parser = _on_item(acts, common, "settle", "décide une demande")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--accept", action="store_true", help="accepte, ou approuve")
    how.add_argument("--reject", metavar="MOTIF", help="refuse, avec un code de motif")
    how.add_argument("--ask", action="store_true", help="demande les pièces qui manquent")
    _answered(parser)
    _on_item(acts, common, "undo", "annule sa dernière décision")
    _on_item(acts, common, "block", "arrête un contact que le locataire refuse")


def _ask(acts: Verbs, common: FrenchParser, name: str, words: str, function: str) -> FrenchParser:
    parser = acts.add_parser(name, parents=[common], help=words, description=words)
    parser.set_defaults(carry_out=f"changes.asked:{function}", acts=True)
    parser.add_argument("number", metavar="NUMÉRO", help=_TENANT)
    channels = ", ".join(one.value for one in RequestChannel)
    parser.add_argument(
        "--channel", type=word_of(RequestChannel), default=RequestChannel.MAIL, metavar="PAR", help=channels
    )
    json_option(parser)
    return parser


def _on_item(
    acts: Verbs, common: FrenchParser, name: str, words: str, *, writes: bool = True
) -> FrenchParser:
    parser = acts.add_parser(name, parents=[common], help=words, description=words)
    parser.set_defaults(carry_out=f"changes.asked:{name}", acts=writes)
    parser.add_argument("item", type=row_number, metavar="N", help="numéro de la demande")
    parser.add_argument("--command", type=uuid_text, metavar="UUID", help="identifiant de la commande")
    json_option(parser)
    return parser


def _word(parser: FrenchParser, name: str, words: type[Labelled], shown: str) -> None:
    told = ", ".join(one.value for one in words)
    parser.add_argument(name, type=word_of(words), metavar=shown, help=told)


def _answered(parser: FrenchParser) -> None:
    parser.add_argument(
        "--seen", type=word_of(DocumentKind), action="append", default=[], metavar="PIÈCE",
        help="pièce vue en original",
    )  # fmt: skip
    parser.add_argument("--check", type=word_of(IbanCheck), metavar="RÉPONSE", help="contrôle du titulaire")
