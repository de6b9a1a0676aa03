"""``call …`` and ``change …``: the shape of their commands."""

import argparse

from backoffice.cli.arguments import (
    FrenchParser,
    Verbs,
    call_number,
    day,
    json_option,
    number_between,
    row_number,
    uuid_text,
    word_of,
)
from backoffice.cli.changes.verbs import add_asked
from backoffice.cli.pop.verbs import add_call_number
from backoffice.cli.proof.speaker_verbs import speaker_options, who_options
from backoffice.rules.vocabulary.changes import ChangeRefusal, RevealReason, TitleChange

_NUMBER = "numéro de client, de contrat ou de tiers"
_WORDS = {"juste": True, "faux": False}


def add_proof(verbs: Verbs, common: FrenchParser) -> None:
    """Add the commands of calls and of changes."""
    for name, words, add in (
        ("call", "l’appel en cours : contrôles et conclusion", _add_call),
        ("change", "contact de sécurité, RIB, titre : ce qui se change à identité certaine", _add_change),
    ):
        parser = verbs.add_parser(name, parents=[common], help=words, description=words)
        add(parser.add_subparsers(metavar="ACTE", required=True, parser_class=FrenchParser), common)


def _act(verbs: Verbs, common: FrenchParser, name: str, words: str, carry_out: str) -> FrenchParser:
    parser = verbs.add_parser(name, parents=[common], help=words, description=words)
    json_option(parser)
    parser.set_defaults(carry_out=carry_out, acts=True)
    return parser


def _add_call(verbs: Verbs, common: FrenchParser) -> None:
    add_call_number(verbs, common)
    parser = _act(verbs, common, "start", "ouvre un appel ou une visite", "proof.calls:start")
    parser.add_argument("number", metavar="NUMÉRO", help=_NUMBER)
    parser.add_argument("--counter", action="store_true", help="au guichet")
    speaker_options(parser)
    parser = _act(verbs, common, "who", "dit qui appelle", "proof.speakers:who")
    _call(parser)
    who_options(parser)
    parser = _act(verbs, common, "questions", "tire deux questions de contrôle", "proof.calls:questions")
    _call(parser)
    parser = _act(verbs, common, "answers", "juge les deux réponses", "proof.calls:answers")
    parser.add_argument("draw", type=row_number, metavar="TIRAGE", help="numéro du tirage")
    for rank in ("first", "second"):
        parser.add_argument(rank, type=_verdict, metavar="juste|faux", help="verdict sur la réponse")
    parser = _act(verbs, common, "contacts", "dit où un code peut aller", "proof.calls:contacts")
    _call(parser)
    parser.set_defaults(acts=False)
    parser = _act(verbs, common, "code", "envoie un code à un contact du dossier", "proof.calls:send")
    _call(parser)
    parser.add_argument("--contact", type=row_number, metavar="N", help="contact ; le premier par défaut")
    parser = _act(verbs, common, "check", "vérifie le code que le locataire dit", "proof.calls:check")
    _call(parser)
    parser.add_argument("code", metavar="CODE", help="les six chiffres entendus")
    parser = _act(verbs, common, "end", "conclut l’appel", "proof.calls:end")
    _call(parser)
    parser.add_argument("--summary", default="", metavar="TEXTE", help="résumé en une ligne")


def _call(parser: FrenchParser) -> None:
    parser.add_argument("call", type=call_number, metavar="APPEL", help="numéro de l’appel")


def _verdict(text: str) -> bool:
    if text.lower() not in _WORDS:
        raise argparse.ArgumentTypeError(f"« {text} » n’est ni « juste » ni « faux »")
    return _WORDS[text.lower()]


def _add_change(verbs: Verbs, common: FrenchParser) -> None:
    add_asked(verbs, common)
    _add_proposals(verbs, common)
    parser = _act(verbs, common, "list", "montre les changements", "proof.changes:show")
    parser.add_argument("number", nargs="?", metavar="NUMÉRO", help=_NUMBER)
    parser.add_argument("--pending", action="store_true", help="ceux qui attendent une décision")
    parser.set_defaults(acts=False)
    for name, words in (
        ("approve", "accepte la demande d’une autre personne"),
        ("withdraw", "retire sa propre demande"),
        ("shorten", "abrège le délai d’un contact donné au guichet"),
    ):
        _decision(verbs, common, name, words)
    parser = _decision(verbs, common, "refuse", "refuse la demande d’une autre personne")
    parser.add_argument("--reason", type=word_of(ChangeRefusal), required=True, metavar="MOTIF",
                        help=", ".join(ChangeRefusal))  # fmt: skip
    parser = _act(verbs, common, "object", "note l’opposition du locataire", "proof.changes:object_to")
    parser.add_argument("change", type=row_number, metavar="DOSSIER", help="numéro de dossier du message")
    parser.add_argument("--call", type=call_number, metavar="APPEL", help="appel où il s’oppose")
    _command(parser)
    parser = _act(verbs, common, "iban", "montre un IBAN entier, une fois", "proof.changes:reveal")
    parser.add_argument("change", type=row_number, metavar="DOSSIER", help="numéro du changement")
    parser.add_argument("--reason", type=word_of(RevealReason), required=True, metavar="MOTIF",
                        help=", ".join(RevealReason))  # fmt: skip


def _decision(verbs: Verbs, common: FrenchParser, name: str, words: str) -> FrenchParser:
    parser = _act(verbs, common, name, words, f"proof.changes:{name}")
    parser.add_argument("change", type=row_number, metavar="DOSSIER", help="numéro du changement")
    parser.add_argument(
        "--seen", type=number_between(1, 2**31 - 1), metavar="VERSION", help="version lue par « change list »"
    )
    _command(parser)
    return parser


def _command(parser: FrenchParser) -> None:
    parser.add_argument(
        "--command", type=uuid_text, metavar="UUID", help="la même commande ne se fait qu’une fois"
    )


def _add_proposals(verbs: Verbs, common: FrenchParser) -> None:
    words = "saisit un changement, sur preuve d’identité"
    whole = verbs.add_parser("propose", parents=[common], help=words, description=words)
    kinds = whole.add_subparsers(metavar="QUOI", required=True, parser_class=FrenchParser)
    parser = _proposal(kinds, common, "contact", "un portable ou un courriel de sécurité")
    parser.add_argument("value", metavar="CONTACT", help="numéro de portable ou adresse électronique")
    parser.add_argument("--replaces", type=row_number, metavar="N", help="contact remplacé")
    parser = _proposal(kinds, common, "bank", "des coordonnées bancaires")
    parser.add_argument("iban", metavar="IBAN", help="numéro de compte, comme sur le RIB")
    parser.add_argument("--holder", required=True, metavar="NOM", help="nom sur le RIB")
    parser.add_argument("--mandate", metavar="RÉFÉRENCE", help="mandat signé du tiers payeur")
    parser = _proposal(kinds, common, "title", "un titre dans le foyer")
    parser.add_argument("lease", metavar="CONTRAT", help="numéro de contrat")
    parser.add_argument("person", metavar="TIERS", help="numéro de tiers de la personne")
    parser.add_argument("title", type=word_of(TitleChange), metavar="TITRE", help=", ".join(TitleChange))
    parser.add_argument("--from", dest="since", type=day, required=True, metavar="DATE", help="premier jour")


def _proposal(verbs: Verbs, common: FrenchParser, name: str, words: str) -> FrenchParser:
    carry_out = f"proof.changes:propose_{name}"
    parser = _act(verbs, common, name, words, carry_out)
    parser.add_argument("number", metavar="NUMÉRO", help=_NUMBER)
    proof = parser.add_mutually_exclusive_group(required=True)
    proof.add_argument("--call", type=call_number, metavar="APPEL", help="appel ou visite de niveau 3")
    proof.add_argument("--letter", type=day, metavar="DATE", help="jour de la lettre signée")
    _command(parser)
    return parser
