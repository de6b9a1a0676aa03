"""``sls`` on the command line."""

from backoffice.cli.arguments import FrenchParser, Verbs, json_option


def add_surveys(verbs: Verbs, common: FrenchParser) -> None:
    """Add what computes a supplement."""
    words = "le supplément de loyer de solidarité"
    parser = verbs.add_parser("sls", parents=[common], help=words, description=words)
    acts = parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)
    words = (
        "calcule le SLS d’un ménage, ou d’un tableau de ménages, lu en JSON sur l’entrée standard : chaque "
        "étape avec son article et sa source ; rien n’est enregistré, aucune base n’est ouverte"
    )
    parser = acts.add_parser("simulate", parents=[common], help=words, description=words)
    json_option(parser)
    parser.set_defaults(carry_out="surveys.simulate:simulate")
