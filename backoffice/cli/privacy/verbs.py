"""The shape of the commands ``retention`` and ``subject``."""

from dataclasses import dataclass

from backoffice.cli.arguments import (
    FrenchParser,
    Verbs,
    day,
    json_option,
    number_between,
    output_file,
    row_number,
    word_of,
)
from backoffice.rules.retention.words import (
    ExportPurpose,
    PlacedHold,
    RuleStatus,
    SubjectIdentity,
    SubjectRequestKind,
    SubjectRequestState,
)
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.receipts import RequestChannel

_LONGEST = 9999
_NUMBER = "numéro de client, de contrat ou de tiers"


def add_privacy(verbs: Verbs, common: FrenchParser) -> None:
    """Add ``retention`` and ``subject`` with their acts."""
    family = _Family.under(verbs, common, "retention", "durées de conservation, effacement, certificat")
    _add_rules(family)
    _add_runs(family)
    family = _Family.under(verbs, common, "subject", "droits des personnes : copie des données, demandes")
    _add_export(family)
    _add_requests(family)


@dataclass(frozen=True)
class _Family:
    """A verb with acts, each carried out by the function of that name in the verb's own module."""

    name: str
    acts: Verbs
    common: FrenchParser

    @classmethod
    def under(cls, verbs: Verbs, common: FrenchParser, name: str, words: str) -> "_Family":
        parser = verbs.add_parser(name, parents=[common], help=words, description=words)
        acts = parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)
        return cls(name, acts, common)

    def act(self, name: str, words: str, function: str, *, writes: bool) -> FrenchParser:
        parser = self.acts.add_parser(name, parents=[self.common], help=words, description=words)
        parser.set_defaults(carry_out=f"privacy.{self.name}:{function}", acts=writes)
        return parser


def _word(
    parser: FrenchParser, option: str, words: type[Labelled], metavar: str, default: Labelled | None = None
) -> None:
    listed = ", ".join(word.value for word in words)
    required = default is None
    parser.add_argument(
        option, type=word_of(words), required=required, default=default, metavar=metavar, help=listed
    )


def _add_rules(family: _Family) -> None:
    json_option(family.act("rules", "les durées, leur fondement et leur statut", "rules", writes=False))
    parser = family.act("change", "change une durée à partir d’aujourd’hui (DPO)", "change", writes=True)
    parser.add_argument("code", metavar="RÈGLE", help="par exemple R5.10a")
    parser.add_argument(
        "count", type=number_between(1, _LONGEST), metavar="DURÉE", help="dans l’unité de la règle"
    )
    _word(parser, "--status", RuleStatus, "STATUT")
    parser.add_argument("--legal-base", required=True, metavar="TEXTE", help="texte qui fonde la durée")
    parser.add_argument("--source", required=True, metavar="TEXTE", help="qui l’a décidé, et quand")
    parser = family.act("hold", "retient un dossier, ou lève la retenue", "hold", writes=True)
    parser.add_argument("number", metavar="NUMÉRO", help=_NUMBER)
    _word(parser, "--kind", PlacedHold, "MOTIF")
    parser.add_argument("--lift", action="store_true", help="lève la retenue")


def _add_runs(family: _Family) -> None:
    words = "simule : dit ce qui serait effacé, sans rien effacer"
    parser = family.act("dry-run", words, "dry_run", writes=False)
    parser.add_argument("--list", action="store_true", help="montre aussi les premiers éléments")
    json_option(parser)
    for name, words in (
        ("approve", "approuve une simulation (délégué à la protection des données)"),
        ("erase", "efface ce qu’une simulation approuvée désigne, sans retour"),
        ("certificate", "délivre le certificat d’un effacement achevé"),
    ):
        parser = family.act(name, words, name, writes=True)
        parser.add_argument("run", type=row_number, metavar="SIMULATION", help="numéro de la simulation")
    parser.add_argument(
        "-o", "--output", type=output_file, required=True, metavar="FICHIER", help="fichier PDF à écrire"
    )


def _add_export(family: _Family) -> None:
    parser = family.act("export", "copie les données d’une personne", "export", writes=True)
    parser.add_argument("number", metavar="NUMÉRO", help=_NUMBER)
    for option in ("json", "pdf"):
        parser.add_argument(
            f"--{option}", dest=f"{option}_file", type=output_file, metavar="FICHIER", help="à écrire"
        )
    _word(parser, "--purpose", ExportPurpose, "MOTIF")


def _add_requests(family: _Family) -> None:
    parser = family.act("requests", "les demandes à répondre", "list_requests", writes=False)
    parser.add_argument("--all", action="store_true", help="avec celles qui sont closes")
    json_option(parser)
    parser = family.act("request", "enregistre une demande", "add_request", writes=True)
    parser.add_argument("number", metavar="NUMÉRO", help=_NUMBER)
    _word(parser, "--kind", SubjectRequestKind, "DROIT")
    _word(parser, "--channel", RequestChannel, "VOIE", RequestChannel.MAIL)
    _word(parser, "--identity", SubjectIdentity, "IDENTITÉ", SubjectIdentity.KNOWN_CONTACT)
    parser.add_argument("--received", type=day, metavar="DATE", help="jour de réception (aujourd’hui)")
    parser = family.act("answer", "clôt une demande, ou la prolonge", "end_request", writes=True)
    parser.add_argument("request", type=row_number, metavar="DEMANDE", help="numéro de la demande")
    _word(parser, "--state", SubjectRequestState, "ÉTAT", SubjectRequestState.ANSWERED)
    parser.add_argument("--extend", action="store_true", help="deux mois de plus, annoncés aujourd’hui")
