"""``read-2ddoc`` and ``certificates`` on the command line."""

from pathlib import Path

from backoffice.cli.arguments import FrenchParser, Verbs, json_option


def add_stamps(verbs: Verbs, common: FrenchParser) -> None:
    """Add what reads a signed bar code and what keeps the certificates."""
    words = "lit un code 2D-Doc brut et contrôle sa signature ; rien n’est enregistré"
    parser = verbs.add_parser("read-2ddoc", parents=[common], help=words, description=words)
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FICHIER", help="le code ; sans fichier : l’entrée standard"
    )
    parser.add_argument(
        "--certificates",
        type=Path,
        metavar="DOSSIER",
        help="contrôle la seule signature, avec les certificats de ce dossier ; aucune base n’est ouverte",
    )
    json_option(parser)
    parser.set_defaults(carry_out="stamps.reading:read_code")
