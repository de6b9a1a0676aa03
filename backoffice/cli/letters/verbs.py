"""The shape of the commands ``texts`` and ``letter``."""

from backoffice.cli.arguments import (
    FrenchParser,
    Verbs,
    json_option,
    number_between,
    output_file,
    row_number,
    uuid_text,
    word_of,
)
from backoffice.rules.letters.codes import TextCode
from backoffice.rules.vocabulary.validation.tasks import TextChannel
from backoffice.rules.vocabulary.work import WorkKind

_TENANT = "numéro de client, de contrat ou de tiers"


def add_letters(verbs: Verbs, common: FrenchParser) -> None:
    """Add ``texts`` and ``letter``, with their acts."""
    _add_texts(verbs, common)
    _add_letter(verbs, common)


def _add_texts(verbs: Verbs, common: FrenchParser) -> None:
    words = "textes des messages et des lettres, motifs de refus : lire, écrire, essayer"
    parser = verbs.add_parser("texts", parents=[common], help=words, description=words)
    acts = parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)
    _act(acts, common, "list", "liste les textes, et depuis quand ils valent", "texts:listed")
    shown = _act(acts, common, "show", "montre un texte, ses variables, ses versions", "texts:show")
    _code(shown)
    reasons = _act(acts, common, "reasons", "liste les motifs d’une file", "texts:reasons")
    kinds = ", ".join(one.value for one in WorkKind)
    reasons.add_argument("kind", type=word_of(WorkKind), metavar="FILE", help=kinds)
    word = _act(acts, common, "reason", "écrit un motif, ou le retire", "texts:word_reason", writes=True)
    word.add_argument("kind", type=word_of(WorkKind), metavar="FILE", help=kinds)
    word.add_argument("code", metavar="CODE", help="code du motif (texts reasons), ou d’un nouveau")
    word.add_argument("--text", metavar="TEXTE", help="ce que le locataire lit")
    word.add_argument("--label", metavar="NOM", help="ce que l’agent lit")
    word.add_argument("--rank", type=number_between(1, 99), metavar="N", help="rang dans la liste")
    state = word.add_mutually_exclusive_group()
    state.add_argument("--withdraw", action="store_true", help="ne le propose plus")
    state.add_argument("--propose", action="store_true", help="le propose de nouveau")
    word.add_argument("--command", type=uuid_text, metavar="UUID", help="identifiant de la commande")
    save = _act(acts, common, "save", "écrit un texte, lu dans un fichier", "texts:save", writes=True)
    _code(save)
    said = save.add_mutually_exclusive_group(required=True)
    said.add_argument("--file", metavar="FICHIER", help="texte en UTF-8 ; « - » pour l’entrée standard")
    said.add_argument("--default", action="store_true", help="revient au texte du programme")
    save.add_argument("--subject", default="", metavar="OBJET", help="objet, sauf pour un SMS")
    save.add_argument("--command", type=uuid_text, metavar="UUID", help="identifiant de la commande")
    preview = _act(
        acts, common, "preview", "montre un texte comme ce locataire le lira", "texts:preview", writes=True
    )
    _code(preview)
    preview.add_argument("number", metavar="NUMÉRO", help=_TENANT)
    preview.add_argument("--file", metavar="FICHIER", help="texte à essayer sans l’enregistrer")
    preview.add_argument("--subject", default=None, metavar="OBJET", help="objet à essayer")
    preview.add_argument("--out", type=output_file, metavar="FICHIER", help="lettre en PDF")


def _add_letter(verbs: Verbs, common: FrenchParser) -> None:
    words = "lettres émises : les lister, les relire, les imprimer"
    parser = verbs.add_parser("letter", parents=[common], help=words, description=words)
    acts = parser.add_subparsers(metavar="ACTE", required=True, dest="act", parser_class=FrenchParser)
    listed = _act(acts, common, "list", "liste les lettres d’un locataire", "issued:listed", writes=True)
    listed.add_argument("number", metavar="NUMÉRO", help=_TENANT)
    shown = _act(acts, common, "show", "dit ce qu’est une lettre", "issued:show")
    shown.add_argument("letter", type=row_number, metavar="N", help="rang de la lettre (list)")
    pdf = _act(acts, common, "pdf", "écrit la lettre telle qu’elle a été émise", "issued:pdf", writes=True)
    pdf.add_argument("letter", type=row_number, metavar="N", help="rang de la lettre (list)")
    pdf.add_argument("--out", type=output_file, required=True, metavar="FICHIER", help="où l’écrire")


def _act(
    acts: Verbs, common: FrenchParser, name: str, words: str, carry_out: str, *, writes: bool = False
) -> FrenchParser:
    parser = acts.add_parser(name, parents=[common], help=words, description=words)
    parser.set_defaults(carry_out=f"letters.{carry_out}", acts=writes)
    json_option(parser)
    return parser


def _code(parser: FrenchParser) -> None:
    parser.add_argument("code", type=word_of(TextCode), metavar="TEXTE", help="code du texte (texts list)")
    channels = ", ".join(one.value for one in (TextChannel.EMAIL, TextChannel.SMS, TextChannel.LETTER))
    parser.add_argument(
        "--channel", type=word_of(TextChannel), default=TextChannel.EMAIL, metavar="PAR", help=channels
    )
