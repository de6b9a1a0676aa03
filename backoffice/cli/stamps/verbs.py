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
    words = "certificats et listes de confiance qui servent à contrôler les 2D-Doc"
    parser = verbs.add_parser("certificates", parents=[common], help=words, description=words)
    acts = parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)
    words = "garde ce que des fichiers apportent et que la liste de confiance prouve ; rien n’est téléchargé"
    parser = acts.add_parser("import", parents=[common], help=words, description=words)
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="FICHIER",
        help="fichier ou dossier : PEM, DER, annuaire, révocations, liste de confiance",
    )
    parser.add_argument(
        "--signer",
        metavar="SHA256",
        help="empreinte du certificat d’un nouveau signataire des listes (administrateur)",
    )
    json_option(parser)
    parser.set_defaults(carry_out="stamps.certificates:import_files", acts=True)
    words = "montre la liste de confiance en vigueur et ce qui est gardé de chaque autorité"
    parser = acts.add_parser("list", parents=[common], help=words, description=words)
    json_option(parser)
    parser.set_defaults(carry_out="stamps.certificates:listed")
