"""The shape of the command ``insurance``."""

import argparse
import re
from decimal import Decimal

from backoffice.cli.arguments import (
    FrenchParser,
    Verbs,
    day,
    json_option,
    month,
    number_between,
    output_file,
    row_number,
    uuid_text,
    word_of,
)
from backoffice.rules.vocabulary.service import InsuranceRejection, InsuranceState
from backoffice.rules.vocabulary.validation.insurance import CertificateRequest, NoticeOutcome, PolicyEnd
from backoffice.services.insurance.steps.orders import FlagReason

_CONTRACT = "numéro du contrat"


def add_insurance(verbs: Verbs, common: FrenchParser) -> None:
    """Add ``insurance`` with its acts."""
    words = "attestations d’assurance : décider, suivre un défaut, demander en campagne"
    parser = verbs.add_parser("insurance", parents=[common], help=words, description=words)
    acts = parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)
    _add_papers(acts, common)
    _add_notice(acts, common)
    _add_policy(acts, common)
    _add_campaign(acts, common)


def _add_papers(acts: Verbs, common: FrenchParser) -> None:
    _act(acts, common, "list", "liste les attestations qui attendent", "papers:listed")
    shown = _act(acts, common, "show", "montre une attestation et le dossier", "papers:show")
    shown.add_argument("item", type=row_number, metavar="N", help="numéro de la demande (list)")
    stands = _act(acts, common, "state", "dit où en est un contrat, et la suite", "papers:state")
    stands.add_argument("number", metavar="NUMÉRO", help=_CONTRACT)
    accept = _done(acts, common, "accept", "accepte : les dix points sont justes", "papers:accept")
    _item(accept)
    accept.add_argument("--until", type=day, required=True, metavar="DATE", help="dernier jour couvert")
    accept.add_argument("--from", dest="start", type=day, metavar="DATE", help="premier jour couvert")
    accept.add_argument("--policy", metavar="NUMÉRO", help="numéro du contrat d’assurance")
    for name, words in (("reject", "refuse avec un motif"), ("ask", "demande une pièce, ou à l’assureur")):
        parser = _done(acts, common, name, words, f"papers:{name}")
        _item(parser)
        known = (
            ", ".join(one.value for one in InsuranceRejection) + ", ou un motif du bailleur (texts reasons)"
        )
        parser.add_argument("--reason", required=True, metavar="MOTIF", help=known)
    undo = _done(acts, common, "undo", "annule ma décision tant que rien n’est parti", "papers:undo")
    _item(undo)


def _item(parser: FrenchParser) -> None:
    parser.add_argument("number", nargs="?", metavar="NUMÉRO", help=_CONTRACT)
    parser.add_argument("--item", type=row_number, metavar="N", help="ou le numéro de la demande (list)")
    parser.add_argument(
        "--also", action="append", default=[], metavar="NUMÉRO", help="autre contrat du même document"
    )


def _add_notice(acts: Verbs, common: FrenchParser) -> None:
    notice = _done(acts, common, "notice", "émet la mise en demeure", "steps:notice")
    notice.add_argument("number", metavar="NUMÉRO", help=_CONTRACT)
    shown = _done(acts, common, "presented", "note la première présentation", "steps:presented")
    shown.add_argument("notice", type=row_number, metavar="N", help="numéro de la mise en demeure (state)")
    _version(shown)
    shown.add_argument("--on", dest="day", type=day, required=True, metavar="DATE", help="jour de l’avis")
    known = ", ".join(one.value for one in NoticeOutcome)
    shown.add_argument("--outcome", type=word_of(NoticeOutcome), required=True, metavar="SORT", help=known)
    hand = _done(acts, common, "hand-over", "remet le défaut au contentieux", "steps:hand_over")
    hand.add_argument("number", metavar="NUMÉRO", help=_CONTRACT)
    facts = _act(acts, common, "facts", "écrit les faits remis au contentieux (PDF)", "steps:facts")
    facts.set_defaults(acts=True)
    facts.add_argument("number", metavar="NUMÉRO", help=_CONTRACT)
    facts.add_argument("--out", type=output_file, required=True, metavar="FICHIER", help="où l’écrire")
    flag = _done(acts, common, "flag", "dit si un contrat demande une attestation", "steps:flag")
    flag.add_argument("number", metavar="NUMÉRO", help=_CONTRACT)
    flag.add_argument("required", choices=("oui", "non"), help="demandée ou non")
    _version(flag)
    reasons = ", ".join(one.value for one in FlagReason)
    flag.add_argument("--reason", type=word_of(FlagReason), required=True, metavar="MOTIF", help=reasons)


def _add_policy(acts: Verbs, common: FrenchParser) -> None:
    taken = _done(acts, common, "policy", "note une assurance souscrite pour le locataire", "steps:policy")
    taken.add_argument("number", metavar="NUMÉRO", help=_CONTRACT)
    taken.add_argument("--insurer", required=True, metavar="NOM", help="assureur")
    taken.add_argument("--from", dest="start", type=day, required=True, metavar="DATE", help="premier jour")
    renewed = _done(acts, common, "renew", "note l’année suivante", "steps:renew")
    for parser in (taken, renewed):
        parser.add_argument("--policy", required=True, metavar="NUMÉRO", help="numéro du contrat souscrit")
        parser.add_argument("--premium", type=_sum, required=True, metavar="EUROS", help="prime annuelle")
        parser.add_argument(
            "--percent", type=_sum, default=Decimal(10), metavar="TAUX", help="majoration, en pour cent (10)"
        )
    ended = _done(acts, common, "end-policy", "résilie l’assurance pour compte", "steps:end_policy")
    for parser in (renewed, ended):
        parser.add_argument("id", type=row_number, metavar="N", help="numéro de l’assurance (state)")
        _version(parser)
    ended.add_argument("--on", dest="day", type=day, required=True, metavar="DATE", help="jour où elle cesse")
    known = ", ".join(one.value for one in PolicyEnd)
    ended.add_argument("--why", type=word_of(PolicyEnd), required=True, metavar="MOTIF", help=known)
    sums = _act(acts, common, "instalments", "sommes d’un mois, pour les comptes", "steps:instalments")
    sums.set_defaults(acts=True)
    sums.add_argument("--month", type=month, required=True, metavar="AAAA-MM", help="mois du loyer")


def _add_campaign(acts: Verbs, common: FrenchParser) -> None:
    words = "campagnes : une lettre et un message par locataire"
    parser = acts.add_parser("campaign", parents=[common], help=words, description=words)
    steps = parser.add_subparsers(metavar="ACTE", required=True, dest="step", parser_class=FrenchParser)
    _act(steps, common, "list", "liste les campagnes", "campaigns:listed")
    counted = _act(steps, common, "preview", "compte sans rien écrire", "campaigns:preview")
    kept = _done(steps, common, "prepare", "garde la liste des locataires", "campaigns:prepare")
    for one in (counted, kept):
        one.add_argument(
            "--kind", type=word_of(CertificateRequest), default=CertificateRequest.REQUEST,
            metavar="NATURE", help="REQUEST ou REMINDER",
        )  # fmt: skip
        one.add_argument("--agency", type=row_number, metavar="N", help="une agence seulement")
        one.add_argument(
            "--state", type=word_of(InsuranceState), action="append", metavar="ÉTAT", help="états choisis"
        )
    kept.add_argument("--label", required=True, metavar="NOM", help="nom de la campagne")
    kept.add_argument(
        "--answer-by", dest="answer_by", type=day, required=True, metavar="DATE", help="réponse"
    )
    ran = _act(steps, common, "run", "écrit à ceux qui restent", "campaigns:run")
    ran.set_defaults(acts=True)
    ran.add_argument(
        "--most", type=number_between(1, 100_000), metavar="N", help="s’arrête après N locataires"
    )
    shown = _act(steps, common, "show", "montre succès et échecs", "campaigns:show")
    printed = _act(steps, common, "pdf", "écrit les lettres en un PDF", "campaigns:pdf")
    printed.set_defaults(acts=True)
    printed.add_argument("--out", type=output_file, required=True, metavar="FICHIER", help="où l’écrire")
    for one in (ran, shown, printed):
        one.add_argument("campaign", type=row_number, metavar="N", help="numéro de la campagne (list)")
    again = _act(steps, common, "retry", "remet un échec à faire", "campaigns:retry")
    again.set_defaults(acts=True)
    again.add_argument("line", type=row_number, metavar="LIGNE", help="numéro de la ligne (show)")
    _version(again)


def _act(acts: Verbs, common: FrenchParser, name: str, words: str, carry_out: str) -> FrenchParser:
    parser = acts.add_parser(name, parents=[common], help=words, description=words)
    parser.set_defaults(carry_out=f"insurance.{carry_out}", acts=False)
    json_option(parser)
    return parser


def _done(acts: Verbs, common: FrenchParser, name: str, words: str, carry_out: str) -> FrenchParser:
    parser = _act(acts, common, name, words, carry_out)
    parser.set_defaults(acts=True)
    parser.add_argument("--command", type=uuid_text, metavar="UUID", help="identifiant de la commande")
    return parser


def _version(parser: FrenchParser) -> None:
    least = number_between(1, 2**31 - 1)
    parser.add_argument("--version", type=least, required=True, metavar="V", help="version lue (state, show)")


def _sum(text: str) -> Decimal:
    """Euros or per cent: ``72``, ``72,00`` or ``72.00``."""
    if not re.fullmatch(r"[0-9]{1,6}([.,][0-9]{1,2})?", text):
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas un nombre : écrivez 72,00")
    return Decimal(text.replace(",", "."))
