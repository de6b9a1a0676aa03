"""The entry: read the command, carry it out, turn what went wrong into a sentence and an exit code."""

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from uuid import uuid4

from backoffice import __version__, paths
from backoffice.cli.arguments import (
    FrenchParser,
    Verbs,
    call_number,
    common_options,
    json_option,
    month,
    number_between,
    output_file,
    refuse_as_of,
    row_number,
    uuid_text,
    word_of,
)
from backoffice.cli.followups.verbs import add_followups
from backoffice.cli.household.verbs import add_household
from backoffice.cli.insurance.verbs import add_insurance
from backoffice.cli.letters.verbs import add_letters
from backoffice.cli.notices.verbs import add_hints
from backoffice.cli.online.verbs import add_online
from backoffice.cli.output import NotPrinted, flush_output, say, silence_output, speak_utf8
from backoffice.cli.papers.verbs import add_papers
from backoffice.cli.pop.verbs import add_links, add_persons, as_verbs
from backoffice.cli.privacy.verbs import add_privacy
from backoffice.cli.proof.speaker_verbs import add_speakers, speaker_options
from backoffice.cli.proof.verbs import add_proof
from backoffice.cli.stamps.verbs import add_stamps
from backoffice.cli.surveys.verbs import add_surveys
from backoffice.cli.trace.verbs import add_trace
from backoffice.cli.work.verbs import add_work
from backoffice.errors import GuichetError
from backoffice.rules.notes.words import NoteFamily, TermSeverity
from backoffice.rules.vocabulary.access import CHOSEN_PURPOSES, OpeningPurpose
from backoffice.rules.vocabulary.calls import CheckMethod
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.portal import UnlockReason
from backoffice.rules.vocabulary.receipts import ReceiptKind

DONE, REFUSED, INTERRUPTED = 0, 1, 130
_NOT_PRINTED = (
    "Le résultat n’a pas pu être affiché (disque plein ou sortie fermée) : changez de sortie, "
    "puis relancez la commande."
)
_NOT_PRINTED_ACT = (
    "L’acte est fait et enregistré, mais son résultat n’a pas pu être affiché (disque plein ou sortie "
    "fermée) : ne le recommencez pas, relisez le dossier."
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 refused, 2 wrong usage, 3 database unreachable."""
    speak_utf8()
    acts = False
    try:
        parsed = build_parser().parse_args(as_verbs(sys.argv[1:] if argv is None else argv))
        acts = parsed.acts
        refuse_as_of(parsed)
        return _run(parsed)
    except GuichetError as error:
        say(f"{error.sentence}" + (f" [{error.code}]" if error.code else ""))
        return error.exit_code
    except KeyboardInterrupt:
        say("Interrompu.")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (« | head »): nothing more to say to it.
        silence_output()
        return DONE
    except NotPrinted:
        silence_output()
        say(_NOT_PRINTED_ACT if acts else _NOT_PRINTED)
        return REFUSED
    except Exception:
        reference = uuid4().hex[:8]
        detail = _open_log()
        logging.getLogger(__name__).exception("bug %s", reference)
        # Whether the act was committed before the bug is not known here.
        say(
            f"Erreur interne, référence {reference} ; vérifiez dans le dossier si l’acte est fait "
            f"avant de recommencer ; {detail}"
        )
        return REFUSED


def _run(parsed: argparse.Namespace) -> int:
    # A command imports its own rooms only: a search does not wait for the printing of receipts.
    room, name = parsed.carry_out.split(":")
    code = getattr(import_module(f"backoffice.cli.{room}"), name)(parsed)
    flush_output()
    return DONE if code is None else int(code)


def _open_log() -> str:
    """Send the log to its file, or nowhere; say where."""
    file = paths.user_log() / "guichet.log"
    form = "%(asctime)s %(levelname)s %(message)s"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        logging.basicConfig(filename=file, format=form, force=True)
    except OSError:
        logging.basicConfig(handlers=[logging.NullHandler()], force=True)
        return f"le journal {file} ne peut pas être écrit."
    return f"détail : {file}"


def build_parser() -> FrenchParser:
    """The whole command line."""
    common = common_options()
    parser = FrenchParser(
        prog="backoffice",
        parents=[common],
        description="Guichet, le poste de travail des bailleurs sociaux. Sans commande : la fenêtre.",
    )
    parser.add_argument(
        "--version", action="version", version=f"Guichet {__version__}", help="dit la version"
    )
    parser.set_defaults(carry_out="window:open_window", acts=False)
    verbs = parser.add_subparsers(metavar="COMMANDE", parser_class=FrenchParser)
    for add in (
        _add_window,
        _add_tenants,
        _add_portal,
        add_proof,
        add_speakers,
        _add_receipts,
        _add_notes,
        _add_database,
        add_trace,
        add_privacy,
        add_links,
        add_persons,
        add_hints,
        add_online,
        add_work,
        add_letters,
        add_insurance,
        add_papers,
        add_stamps,
        add_household,
        add_followups,
        add_surveys,
    ):
        add(verbs, common)
    return parser


def _verb(verbs: Verbs, common: FrenchParser, name: str, words: str) -> FrenchParser:
    return verbs.add_parser(name, parents=[common], help=words, description=words)


def _add_window(verbs: Verbs, common: FrenchParser) -> None:
    parser = _verb(verbs, common, "demo", "le bailleur de formation, dans la fenêtre ou en visite guidée")
    parser.add_argument("--tour", metavar="DOSSIER", help="joue le premier appel et laisse images et PDF")
    told = "activité du portail : des locataires simulés s’y connectent"
    parser.add_argument("--activity", action="store_true", help=told)
    parser.add_argument("--tenants", type=int, default=None, metavar="N", help="nombre de locataires (5000)")
    parser.set_defaults(carry_out="window:demo")


def _add_tenants(verbs: Verbs, common: FrenchParser) -> None:
    parser = _verb(verbs, common, "lookup", "cherche un locataire par tout ce qui le désigne")
    parser.add_argument("text", metavar="TEXTE", help="nom, naissance, adresse, numéro, téléphone, courriel…")
    parser.add_argument(
        "--limit", type=number_between(1, 500), default=20, metavar="N", help="nombre de lignes (20)"
    )
    json_option(parser)
    parser.set_defaults(carry_out="tenants:lookup")
    parser = _verb(verbs, common, "buildings", "montre à un gardien les locataires de ses immeubles")
    json_option(parser)
    parser.set_defaults(carry_out="buildings:show")
    parser = _verb(verbs, common, "tenant", "montre le dossier d’un locataire")
    parser.add_argument("number", metavar="NUMÉRO", help="numéro de client, de contrat ou de tiers")
    _purpose_option(parser)
    json_option(parser)
    parser.set_defaults(carry_out="tenants:tenant")
    parser = _verb(verbs, common, "see-as", "montre le portail comme ce locataire le voit maintenant")
    parser.add_argument("number", metavar="NUMÉRO", help="numéro de client, de contrat ou de tiers")
    _purpose_option(parser)
    json_option(parser)
    # The portal is shown as it is now: another day would be an invention.
    parser.set_defaults(carry_out="portal:see_as", acts=True)


def _purpose_option(parser: FrenchParser) -> None:
    parser.add_argument(
        "--purpose",
        type=word_of(OpeningPurpose),
        default=OpeningPurpose.NOT_GIVEN,
        metavar="MOTIF",
        help=f"pourquoi ; {', '.join(one.value for one in CHOSEN_PURPOSES)} ; sinon la trace dit : non donné",
    )


def _add_portal(verbs: Verbs, common: FrenchParser) -> None:
    parser = _verb(verbs, common, "identify", "ouvre un appel et note comment l’appelant a été vérifié")
    parser.add_argument("number", metavar="NUMÉRO", help="numéro de client, de contrat ou de tiers")
    parser.add_argument(
        "--by",
        type=word_of(CheckMethod),
        default=CheckMethod.IDENTIFIERS,
        metavar="CONTRÔLE",
        help=", ".join(method.value for method in CheckMethod),
    )
    parser.add_argument("--failed", action="store_true", help="le contrôle a échoué")
    speaker_options(parser)
    parser.add_argument("--end", action="store_true", help="conclut l’appel")
    json_option(parser)
    parser.set_defaults(carry_out="portal:identify", acts=True)
    for name, words, act in (
        ("unlock", "débloque un compte en ligne", "portal:unlock_account"),
        ("release", "libère une inscription bloquée", "portal:release_registration"),
    ):
        parser = _verb(verbs, common, name, words)
        _unlock_options(parser)
        parser.set_defaults(carry_out=act, acts=True)


def _unlock_options(parser: FrenchParser) -> None:
    parser.add_argument("number", metavar="NUMÉRO", help="numéro de client, de contrat ou de tiers")
    parser.add_argument(
        "--reason",
        type=word_of(UnlockReason),
        required=True,
        metavar="MOTIF",
        help=", ".join(reason.value for reason in UnlockReason),
    )
    proof = parser.add_mutually_exclusive_group()
    proof.add_argument("--call", type=call_number, metavar="ID", help="appel où l’identité a été vérifiée")
    proof.add_argument("--counter", action="store_true", help="au guichet, pièce d’identité vue")
    parser.add_argument(
        "--command", type=uuid_text, metavar="UUID", help="la même commande ne se fait qu’une fois"
    )
    json_option(parser)


def _add_receipts(verbs: Verbs, common: FrenchParser) -> None:
    parser = _verb(verbs, common, "receipt", "émet la quittance ou le reçu d’un mois")
    parser.add_argument("lease", metavar="CONTRAT", help="numéro de contrat, par exemple 994/0")
    parser.add_argument("month", type=month, metavar="AAAA-MM", help="mois demandé")
    parser.add_argument(
        "-o", "--output", type=output_file, required=True, metavar="FICHIER", help="fichier PDF à écrire"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--duplicate", action="store_true", help="duplicata compté du document déjà émis")
    what.add_argument(
        "--kind",
        type=word_of(ReceiptKind),
        metavar="SORTE",
        help="QUITTANCE ou RECU ; par défaut ce que le mois permet",
    )
    json_option(parser)
    parser.set_defaults(carry_out="receipts:receipt", acts=True)


def _add_notes(verbs: Verbs, common: FrenchParser) -> None:
    parser = _verb(verbs, common, "notes", "le contrôle des notes et son vocabulaire")
    acts = parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)
    parser = _verb(acts, common, "check", "dit ce qu’une note ne doit pas dire ; rien n’est enregistré")
    parser.add_argument("text", metavar="TEXTE", help="le texte, ou « - » pour l’entrée standard")
    parser.add_argument("--name", action="store_true", help="c’est un nom de fichier ou un objet de demande")
    json_option(parser)
    parser.set_defaults(carry_out="notes:check")
    parser = _verb(acts, common, "terms", "montre le vocabulaire en vigueur")
    parser.add_argument("--all", action="store_true", help="avec les termes retirés")
    json_option(parser)
    parser.set_defaults(carry_out="notes:terms")
    parser = _verb(acts, common, "add-term", "ajoute un terme ou en change la règle (DPO)")
    _term_options(parser)
    parser.add_argument("--form", action="append", default=[], metavar="FORME", help="sans accent ; « mot* »")
    parser.add_argument(
        "--harmless", action="append", default=[], metavar="TOURNURE", help="« porte ~ » : ~ est le terme"
    )
    parser.add_argument(
        "--severity",
        type=word_of(TermSeverity),
        default=TermSeverity.BLOCK,
        metavar="EFFET",
        help="WARN, BLOCK",
    )
    parser.add_argument("--rewording", required=True, metavar="TEXTE", help="ce qu’on peut écrire à la place")
    parser.set_defaults(carry_out="notes:add_term", acts=True)
    parser = _verb(acts, common, "retire-term", "retire un terme, ses versions restent (DPO)")
    _term_options(parser)
    parser.set_defaults(carry_out="notes:retire_term", acts=True)


def _term_options(parser: FrenchParser) -> None:
    parser.add_argument("family", type=word_of(NoteFamily), metavar="FAMILLE", help="par exemple HEALTH")
    parser.add_argument("lemma", metavar="TERME", help="le terme, comme on l’écrit")
    parser.add_argument("--source", required=True, metavar="TEXTE", help="règle ou décision qui le demande")


def _add_database(verbs: Verbs, common: FrenchParser) -> None:
    parser = _verb(verbs, common, "doctor", "vérifie le poste, une ligne par point")
    parser.set_defaults(carry_out="administration.database:doctor")
    parser = _verb(verbs, common, "db", "la base : schéma, droits, comptes")
    acts = parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)
    for name, words, act, writes in (
        (
            "upgrade",
            "met le schéma à la version de ce programme",
            "administration.database:upgrade_schema",
            True,
        ),
        ("current", "dit la version du schéma", "administration.database:current_schema", False),
        ("roles", "pose et vérifie les droits", "administration.database:roles", True),
    ):
        _verb(acts, common, name, words).set_defaults(carry_out=act, acts=writes)
    parser = _verb(acts, common, "clients", "les versions de Guichet que la base accepte")
    parser.add_argument("--min", dest="oldest", metavar="VERSION", help="la plus ancienne (administrateur)")
    parser.add_argument("--max", dest="newest", metavar="VERSION", help="la plus récente (administrateur)")
    parser.set_defaults(carry_out="administration.database:clients", acts=True)
    _add_staff(acts, common)


def _add_staff(acts: Verbs, common: FrenchParser) -> None:
    group = _verb(acts, common, "staff", "les comptes des agents et des services")
    verbs = group.add_subparsers(metavar="ACTE", required=True, dest="staff_act", parser_class=FrenchParser)
    parser = _verb(verbs, common, "list", "montre qui a un compte, en service ou non")
    json_option(parser)
    parser.set_defaults(carry_out="administration.staff:show")
    parser = _verb(verbs, common, "places", "les codes des agences et les numéros des immeubles")
    json_option(parser)
    parser.set_defaults(carry_out="administration.staff:places")
    parser = _verb(verbs, common, "add", "met un agent en service et lui fait un compte")
    parser.add_argument("staff_login", metavar="IDENTIFIANT", help="par exemple c.moreau")
    parser.add_argument("--name", required=True, metavar="NOM", help="nom montré aux collègues")
    parser.add_argument(
        "--role",
        type=word_of(StaffRole),
        required=True,
        metavar="MÉTIER",
        help=", ".join(role.value for role in StaffRole),
    )
    parser.add_argument("--agency", action="append", default=[], metavar="CODE", help="agence (répétable)")
    parser.add_argument(
        "--building",
        action="append",
        default=[],
        type=row_number,
        metavar="N",
        help="immeuble d’un gardien (répétable)",
    )
    parser.add_argument(
        "--no-password", action="store_true", help="compte sans mot de passe : session Windows (Kerberos)"
    )
    parser.set_defaults(carry_out="administration.staff:add", acts=True)
    _add_staff_changes(verbs, common)


def _add_staff_changes(verbs: Verbs, common: FrenchParser) -> None:
    parser = _verb(verbs, common, "disable", "ferme le compte d’un agent, tout de suite")
    parser.add_argument("staff_login", metavar="IDENTIFIANT", help="identifiant de l’agent")
    parser.set_defaults(carry_out="administration.staff:disable", acts=True)
    parser = _verb(verbs, common, "tenant", "dit quel locataire est aussi un agent : son dossier est réservé")
    parser.add_argument("staff_login", metavar="IDENTIFIANT", help="identifiant de l’agent")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--number", metavar="NUMÉRO", help="son numéro de tiers ou de client")
    who.add_argument("--none", action="store_true", help="il n’est locataire d’aucun de vos bailleurs")
    parser.set_defaults(carry_out="administration.staff:tenant", acts=True)
