"""The shape of the commands ``retention`` and ``subject``."""

import argparse
from typing import TypeAlias

from backoffice.cli.arguments import FrenchParser, call_number, day, output_file, word_of
from backoffice.rules.retention.words import (
    ExportPurpose,
    PlacedHold,
    SubjectIdentity,
    SubjectRequestKind,
    SubjectRequestState,
)
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.receipts import RequestChannel

Verbs: TypeAlias = "argparse._SubParsersAction[FrenchParser]"  # noqa: SLF001 -- the only name argparse gives it
_NUMBER = "numéro de client, de contrat ou de tiers"


def add_privacy(verbs: Verbs, common: FrenchParser) -> None:
    """Add ``retention`` and ``subject`` with their acts."""
    _add_retention(
        _family(verbs, common, "retention", "durées de conservation, effacement, certificat"), common
    )
    _add_subject(
        _family(verbs, common, "subject", "droits des personnes : copie des données, demandes"), common
    )


def _family(verbs: Verbs, common: FrenchParser, name: str, words: str) -> Verbs:
    parser = verbs.add_parser(name, parents=[common], help=words, description=words)
    return parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)


def _act(
    acts: Verbs, common: FrenchParser, name: str, words: str, carry_out: str, *, writes: bool
) -> FrenchParser:
    parser = acts.add_parser(name, parents=[common], help=words, description=words)
    parser.set_defaults(carry_out=carry_out, acts=writes)
    return parser


def _json(parser: FrenchParser) -> None:
    parser.add_argument("--json", action="store_true", help="résultat en JSON, seul sur la sortie standard")


def _word(
    parser: FrenchParser, option: str, words: type[Labelled], metavar: str, default: Labelled | None
) -> None:
    listed = ", ".join(word.value for word in words)
    parser.add_argument(
        option, type=word_of(words), required=default is None, default=default, metavar=metavar, help=listed
    )


def _add_retention(acts: Verbs, common: FrenchParser) -> None:
    parser = _act(
        acts,
        common,
        "rules",
        "les durées, leur fondement et leur statut",
        "privacy.retention:rules",
        writes=False,
    )
    _json(parser)
    words = "simule : dit ce qui serait effacé, sans rien effacer"
    parser = _act(acts, common, "dry-run", words, "privacy.retention:dry_run", writes=False)
    parser.add_argument("--list", action="store_true", help="montre aussi les premiers éléments")
    _json(parser)
    for name, words in (
        ("approve", "approuve une simulation (délégué à la protection des données)"),
        ("erase", "efface ce qu’une simulation approuvée désigne, sans retour"),
        ("certificate", "délivre le certificat d’un effacement achevé"),
    ):
        parser = _act(acts, common, name, words, f"privacy.retention:{name}", writes=True)
        parser.add_argument("run", type=call_number, metavar="SIMULATION", help="numéro de la simulation")
    parser.add_argument(
        "-o", "--output", type=output_file, required=True, metavar="FICHIER", help="PDF à écrire"
    )
    parser = _act(
        acts, common, "hold", "retient un dossier, ou lève la retenue", "privacy.retention:hold", writes=True
    )
    parser.add_argument("number", metavar="NUMÉRO", help=_NUMBER)
    _word(parser, "--kind", PlacedHold, "MOTIF", None)
    parser.add_argument("--lift", action="store_true", help="lève la retenue")


def _add_subject(acts: Verbs, common: FrenchParser) -> None:
    parser = _act(
        acts, common, "export", "copie les données d’une personne", "privacy.subject:export", writes=True
    )
    parser.add_argument("number", metavar="NUMÉRO", help=_NUMBER)
    for option in ("json", "pdf"):
        parser.add_argument(
            f"--{option}", dest=f"{option}_file", type=output_file, metavar="FICHIER", help="fichier à écrire"
        )
    _word(parser, "--purpose", ExportPurpose, "MOTIF", None)
    parser = _act(
        acts, common, "requests", "les demandes à répondre", "privacy.subject:list_requests", writes=False
    )
    parser.add_argument("--all", action="store_true", help="avec celles qui sont closes")
    _json(parser)
    parser = _act(
        acts, common, "request", "enregistre une demande", "privacy.subject:add_request", writes=True
    )
    parser.add_argument("number", metavar="NUMÉRO", help=_NUMBER)
    _word(parser, "--kind", SubjectRequestKind, "DROIT", None)
    _word(parser, "--channel", RequestChannel, "VOIE", RequestChannel.MAIL)
    _word(parser, "--identity", SubjectIdentity, "IDENTITÉ", SubjectIdentity.KNOWN_CONTACT)
    parser.add_argument("--received", type=day, metavar="DATE", help="jour de réception (aujourd’hui)")
    parser = _act(
        acts, common, "answer", "clôt une demande, ou la prolonge", "privacy.subject:end_request", writes=True
    )
    parser.add_argument("request", type=call_number, metavar="DEMANDE", help="numéro de la demande")
    _word(parser, "--state", SubjectRequestState, "ÉTAT", SubjectRequestState.ANSWERED)
    parser.add_argument("--extend", action="store_true", help="deux mois de plus, annoncés aujourd’hui")
