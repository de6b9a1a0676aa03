"""What the page of results says in words."""

from backoffice.services.search.results import SearchAnswer, SearchQuery
from backoffice.views.tables.search import counted

_NOT_FOUND = (
    "Aucun locataire pour « {} ». Vérifiez l’orthographe, ou cherchez par téléphone, par numéro de client "
    "ou par contrat."
)
_NEAR = "Aucun locataire pour « {} ». Choisissez plus bas le nom entendu, ou faites-le épeler."
_ONE_LETTER = "Tapez encore une lettre : un nom se cherche à partir de deux."
_ALL_DROPPED = (
    "Vous avez retiré toutes les lectures de « {} » : Alt+0 les remet toutes, ou tapez un autre texte."
)
_KEYS = "    ↑ ↓ choisir    Entrée ouvrir"


def not_found(query: SearchQuery, answer: SearchAnswer) -> str:
    """Why there is no tenant, and what to try."""
    if query.without and not answer.chips:
        return _ALL_DROPPED.format(query.text)
    if not query.without and not answer.chips and len(query.text) == 1 and query.text.isalpha():
        return _ONE_LETTER
    return (_NEAR if answer.proposals else _NOT_FOUND).format(query.text)


def summary(answer: SearchAnswer) -> str:
    """How many were found, how well, and the keys."""
    count = len(answer.rows)
    if not count:
        return ""
    if answer.more:
        return f"Les {count} premiers : précisez pour voir les autres.{_KEYS}"
    words = "1 locataire" if count == 1 else f"{count} locataires"
    told = counted(answer.rows)
    return f"{words} ({told}){_KEYS}" if told else f"{words}{_KEYS}"
