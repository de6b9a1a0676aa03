"""The shape of ``audit`` and ``courier``."""

from pathlib import Path

from backoffice.cli.arguments import (
    FrenchParser,
    Verbs,
    day,
    json_option,
    month,
    number_between,
    output_file,
    word_of,
)
from backoffice.rules.vocabulary.access import WatchReason

_LONGEST_PAUSE = 3600


def add_trace(verbs: Verbs, common: FrenchParser) -> None:
    """Add the commands to the whole command line."""
    words = "la trace : vérifier, exporter, sceller, purger"
    parser = verbs.add_parser("audit", parents=[common], help=words, description=words)
    acts = parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)
    _add_verify(acts, common)
    _add_export(acts, common)
    words = "scelle les lots de la trace où plus personne n’écrit"
    seal = acts.add_parser("seal", parents=[common], help=words, description=words)
    seal.set_defaults(carry_out="trace.audit:seal", acts=True)
    words = "efface les mois de la trace dont la durée de conservation est échue"
    purge = acts.add_parser("purge", parents=[common], help=words, description=words)
    purge.add_argument("--dry-run", action="store_true", help="dit ce qui serait effacé, n’efface rien")
    purge.set_defaults(carry_out="trace.audit:purge", acts=True)
    _add_who(acts, common)
    _add_courier(verbs, common)


def _add_who(acts: Verbs, common: FrenchParser) -> None:
    words = "dit qui a vu un locataire ; réservé au délégué à la protection des données"
    parser = acts.add_parser("who", parents=[common], help=words, description=words)
    parser.add_argument("number", nargs="?", metavar="NUMÉRO", help="de client, de contrat ou de tiers")
    parser.add_argument("--from", dest="since", type=day, metavar="DATE", help="premier jour (il y a un an)")
    parser.add_argument("--to", dest="until", type=day, metavar="DATE", help="dernier jour (aujourd’hui)")
    parser.add_argument("--staff", metavar="IDENTIFIANT", help="cet agent seulement ; demande un motif")
    parser.add_argument(
        "--reason",
        type=word_of(WatchReason),
        metavar="MOTIF",
        help=", ".join(reason.value for reason in WatchReason),
    )
    json_option(parser)
    parser.set_defaults(carry_out="trace.who:who")


def _add_verify(acts: Verbs, common: FrenchParser) -> None:
    words = "dit la première ligne modifiée, effacée ou ajoutée après coup"
    parser = acts.add_parser("verify", parents=[common], help=words, description=words)
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FICHIER", help="un export, vérifié sans base ; sinon la base"
    )
    parser.add_argument(
        "--heads",
        type=Path,
        metavar="FICHIER",
        help="têtes des lots gardées hors de la base, qui font foi",
    )
    json_option(parser)
    parser.set_defaults(carry_out="trace.audit:verify")


def _add_export(acts: Verbs, common: FrenchParser) -> None:
    words = "exporte des mois entiers de la trace, avec de quoi les vérifier"
    parser = acts.add_parser("export", parents=[common], help=words, description=words)
    parser.add_argument(
        "-o", "--output", type=output_file, required=True, metavar="FICHIER", help="fichier à écrire (JSON)"
    )
    parser.add_argument("--from", dest="first", type=month, required=True, metavar="AAAA-MM", help="mois")
    parser.add_argument("--to", dest="last", type=month, metavar="AAAA-MM", help="dernier mois (le même)")
    parser.set_defaults(carry_out="trace.audit:export", acts=True)


def _add_courier(verbs: Verbs, common: FrenchParser) -> None:
    words = "scelle la trace, porte ses têtes hors de la base, envoie les courriels et les SMS"
    parser = verbs.add_parser("courier", parents=[common], help=words, description=words)
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--once", action="store_true", help="un seul tour")
    other.add_argument("--bounce", metavar="FICHIER", help="note un avis de non-remise (- : entrée standard)")
    other.add_argument("--state", action="store_true", help="dit ce qui attend et ce qui a échoué")
    other.add_argument("--secret", choices=("mail", "sms"), help="garde un mot de passe dans le coffre")
    parser.add_argument(
        "--every",
        type=number_between(1, _LONGEST_PAUSE),
        default=60,
        metavar="SECONDES",
        help="temps entre deux tours (60) ; les messages, eux, n’attendent que 5 secondes",
    )
    parser.add_argument(
        "--heads", type=Path, metavar="FICHIER", help="fichier des têtes, à garder hors du serveur de la base"
    )
    parser.add_argument("--settings", type=Path, metavar="FICHIER", help="réglages de l’envoi (courier.toml)")
    json_option(parser)
    parser.set_defaults(carry_out="trace.courier:carry", acts=True)
