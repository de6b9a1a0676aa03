"""Every text that a landlord may word, as the program brings it."""

from collections.abc import Mapping

from backoffice.errors import NotFound
from backoffice.rules.letters.codes import TextCode
from backoffice.rules.letters.defaults.changes import CHANGES
from backoffice.rules.letters.defaults.insurance import DECISIONS, ON_BEHALF, REQUESTS
from backoffice.rules.letters.definition import Draft, TextDefault
from backoffice.rules.vocabulary.validation.tasks import TextChannel

TEXTS: Mapping[TextCode, TextDefault] = {
    one.code: one for one in (*DECISIONS, *REQUESTS, *ON_BEHALF, *CHANGES)
}


def text_of(code: str) -> TextDefault:
    """The text of a code. Raises ``NotFound`` for one that the program does not know."""
    try:
        return TEXTS[TextCode(code)]
    except ValueError as error:
        raise NotFound(f"Le texte « {code} » n’existe pas : choisissez-le dans la liste.") from error


def default_draft(code: str, channel: TextChannel) -> Draft:
    """The program's words for ``code`` by ``channel``.

    Raises ``NotFound`` when the text does not exist, or never leaves by that channel.
    """
    draft = text_of(code).drafts.get(channel)
    if draft is None:
        raise NotFound(f"Le texte « {TextCode(code).label} » ne part jamais par {channel.label}.")
    return draft
