"""``read-document`` on the command line."""

from pathlib import Path

from backoffice.cli.arguments import FrenchParser, Verbs, json_option


def add_papers(verbs: Verbs, common: FrenchParser) -> None:
    """Add what reads a paper."""
    words = "lit une attestation ou un avis d’impôt sur ce poste : rien n’est enregistré"
    parser = verbs.add_parser("read-document", parents=[common], help=words, description=words)
    parser.add_argument("file", metavar="FICHIER", help="PDF, JPEG ou PNG")
    parser.add_argument(
        "--text-only", action="store_true", help="ne compare pas le texte du fichier à ce que la page montre"
    )
    parser.add_argument(
        "--certificates",
        type=Path,
        metavar="DOSSIER",
        help="contrôle un 2D-Doc avec les certificats de ce dossier, et non avec ceux de la base",
    )
    json_option(parser)
    parser.set_defaults(carry_out="papers.reading:read_document")
