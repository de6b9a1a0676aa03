"""The shape of the command ``portal``."""

from dataclasses import dataclass

from backoffice.cli.arguments import FrenchParser, Verbs, day, json_option, row_number, uuid_text, word_of
from backoffice.rules.portal.forms import FormRefusal
from backoffice.rules.portal.watch import AnomalyKind
from backoffice.rules.vocabulary.access import CHOSEN_PURPOSES, OpeningPurpose
from backoffice.rules.vocabulary.portal import ActReason, PortalAct

_NUMBER = "numéro de client, de contrat ou de tiers"


@dataclass(frozen=True)
class Family:
    """``portal`` with its acts, each carried out by a function of a module of this folder."""

    acts: Verbs
    common: FrenchParser

    def act(self, name: str, words: str, carry_out: str, *, writes: bool) -> FrenchParser:
        """One act; ``carry_out`` is ``module:function`` of ``cli/online``."""
        parser = self.acts.add_parser(name, parents=[self.common], help=words, description=words)
        parser.set_defaults(carry_out=f"online.{carry_out}", acts=writes)
        json_option(parser)
        return parser


def add_online(verbs: Verbs, common: FrenchParser) -> None:
    """Add ``portal`` with its acts."""
    words = "accès au portail : diagnostic, actes, formulaires, anomalies, mots de passe"
    parser = verbs.add_parser("portal", parents=[common], help=words, description=words)
    acts = parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)
    family = Family(acts, common)
    for add in (_add_why, _add_do, _add_forms, _add_anomalies, _add_passwords):
        add(family)


def _add_why(family: Family) -> None:
    parser = family.act("why", "dit pourquoi ce locataire n’entre pas", "why:why", writes=True)
    parser.add_argument("number", metavar="NUMÉRO", help=_NUMBER)
    parser.add_argument(
        "--purpose",
        type=word_of(OpeningPurpose),
        default=OpeningPurpose.NOT_GIVEN,
        metavar="MOTIF",
        help=f"pourquoi ; {', '.join(one.value for one in CHOSEN_PURPOSES)} ; sinon la trace dit : non donné",
    )


def _add_do(family: Family) -> None:
    parser = family.act("do", "fait un acte sur un accès au portail", "acts:do", writes=True)
    acts = ", ".join(one.value for one in PortalAct)
    parser.add_argument("what", type=word_of(PortalAct), metavar="ACTE", help=acts)
    parser.add_argument("number", metavar="NUMÉRO", help=_NUMBER)
    reasons = ", ".join(one.value for one in ActReason)
    parser.add_argument("--reason", type=word_of(ActReason), required=True, metavar="MOTIF", help=reasons)
    proof = parser.add_mutually_exclusive_group()
    proof.add_argument("--call", type=row_number, metavar="APPEL", help="appel où l’appelant a été vérifié")
    proof.add_argument("--counter", action="store_true", help="au guichet, pièce d’identité vue")
    parser.add_argument("--contact", type=row_number, metavar="N", help="contact du dossier où envoyer")
    entered = parser.add_mutually_exclusive_group()
    entered.add_argument("--mobile", metavar="NUMÉRO", help="nouveau portable (REPLACE_CONTACT)")
    entered.add_argument("--email", metavar="ADRESSE", help="nouveau courriel (REPLACE_CONTACT)")
    parser.add_argument("--replaces", type=row_number, metavar="N", help="contact remplacé")
    parser.add_argument("--preview", action="store_true", help="montre ce qui partirait, sans rien faire")
    parser.add_argument("--command", type=uuid_text, metavar="UUID", help="identifiant de la commande")
    parser = family.act("undo", "annule un acte dont le message n’est pas parti", "acts:undo", writes=True)
    parser.add_argument("done", type=row_number, metavar="ACTE", help="numéro de l’acte")
    parser.add_argument("--command", type=uuid_text, metavar="UUID", help="identifiant de la commande")


def _add_anomalies(family: Family) -> None:
    words = "anomalies des comptes, pour un responsable"
    parser = family.act("anomalies", words, "watch:anomalies", writes=True)
    kinds = ", ".join(one.value for one in AnomalyKind)
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--kind", type=word_of(AnomalyKind), metavar="MOT", help=f"sa liste ; {kinds}")
    asked.add_argument(
        "--desk", type=row_number, metavar="N", help="de quel poste il s’agit, pour le délégué (DPO)"
    )
    parser.add_argument(
        "--skip", type=int, default=0, metavar="N", help="lignes à passer au début de la liste"
    )


def _add_forms(family: Family) -> None:
    family.act("forms", "liste les formulaires d’assistance à traiter", "forms:queue", writes=False)
    parser = family.act("form", "compare un formulaire avec le dossier", "forms:show", writes=True)
    parser.add_argument("item", type=row_number, metavar="N", help="numéro du formulaire")
    parser = family.act("decide", "décide d’un formulaire d’assistance", "forms:decide", writes=True)
    parser.add_argument("item", type=row_number, metavar="N", help="numéro du formulaire")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--release", action="store_true", help="libère l’inscription")
    reasons = ", ".join(one.value for one in FormRefusal)
    what.add_argument("--refuse", type=word_of(FormRefusal), metavar="MOTIF", help=reasons)
    what.add_argument("--doubt", action="store_true", help="dans le doute, laisse à un conseiller")
    what.add_argument("--undo", action="store_true", help="annule la décision avant que le message parte")
    proof = parser.add_mutually_exclusive_group()
    proof.add_argument(
        "--call", type=row_number, metavar="APPEL", help="appel où un code ou un rappel est passé"
    )
    proof.add_argument("--counter", action="store_true", help="au guichet, pièce d’identité vue")
    parser.add_argument("--command", type=uuid_text, metavar="UUID", help="identifiant de la commande")


def _add_passwords(family: Family) -> None:
    words = "règles des mots de passe, leurs bits, ce qu’on lit au locataire"
    family.act("passwords", words, "passwords:passwords", writes=False)
    words = "marque les profils à recréer sur un nouveau portail"
    parser = family.act("recreate", words, "passwords:recreate", writes=True)
    parser.add_argument(
        "--before", type=day, metavar="JOUR", help="comptes ouverts avant ce jour (AAAA-MM-JJ)"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--count", action="store_true", help="compte sans rien marquer")
    what.add_argument("--undo", type=uuid_text, metavar="UUID", help="annule un marquage du jour")
    parser.add_argument("--command", type=uuid_text, metavar="UUID", help="identifiant de la commande")
