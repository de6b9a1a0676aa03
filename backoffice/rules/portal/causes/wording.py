"""Pieces of sentences that causes share; a contact is told by its kind, masked for the agent alone."""

from collections.abc import Iterable

from backoffice.rules.portal.history import ContactFact
from backoffice.rules.vocabulary.people import ContactChannel


def counted(count: int, one: str, many: str) -> str:
    """``1 essai manqué``, ``6 essais manqués``."""
    return f"{count} {one if count == 1 else many}"


def masked(contacts: Iterable[ContactFact]) -> str:
    """The contacts as the agent may compare them: ``07 •• •• •• 00``."""
    return ", ".join(one.masked for one in contacts)


def yours(channel: ContactChannel) -> str:
    """How the tenant hears of it."""
    return "votre portable" if channel is ContactChannel.MOBILE else "votre adresse électronique"


def of_file(channel: ContactChannel) -> str:
    """How the agent reads it."""
    return "le portable du dossier" if channel is ContactChannel.MOBILE else "le courriel du dossier"


def inbox(channel: ContactChannel) -> str:
    """Where the tenant looks for what was sent."""
    if channel is ContactChannel.MOBILE:
        return "Regardez les SMS de votre portable"
    return "Regardez aussi dans vos courriers indésirables"
