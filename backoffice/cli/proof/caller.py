"""Who speaks, as a command says it: ``--caller holder``, or the number shown."""

import argparse
from argparse import Namespace

from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.rules.phones import phone_key
from backoffice.rules.vocabulary.calls import CallerKind, ContactPlace
from backoffice.services.caller.line import take_call
from backoffice.services.caller.representatives import representatives
from backoffice.services.calls import CallView, start_call

KINDS = {kind.value.lower().replace("_", "-"): kind for kind in CallerKind}
"""``holder``, ``co-holder``, ``representative``, ``third-party``, ``authority``."""


def caller(text: str) -> CallerKind | str:
    """Who speaks, or the number shown: a telephone number cannot be taken for one of the words."""
    kind = KINDS.get(text.lower())
    if kind is not None:
        return kind
    if not phone_key(text):
        listed = ", ".join(KINDS)
        raise argparse.ArgumentTypeError(f"« {text} » n’est ni un téléphone ni : {listed}")
    return text


def take(session: Session, customer_id: int, place: ContactPlace, parsed: Namespace) -> CallView:
    """Open the call of the command, or take up the one open there, with the person who speaks in it.

    A new one is the holder’s unless ``--caller`` says otherwise. Raises ``Refused``.
    """
    said: list[CallerKind | str] = parsed.caller or []
    kind = next((one for one in said if isinstance(one, CallerKind)), None)
    number = next((one for one in said if not isinstance(one, CallerKind)), None)
    if kind is None:
        return start_call(session, customer_id, place, number)
    paper = _paper(session, customer_id, kind, parsed.representative)
    return take_call(session, customer_id, place, number, kind, paper)


def _paper(session: Session, customer_id: int, kind: CallerKind, given: int | None) -> int | None:
    if kind is not CallerKind.REPRESENTATIVE or given is not None:
        return given
    usable = [one for one in representatives(session, customer_id) if one.is_usable]
    if len(usable) == 1:
        return usable[0].id
    raise Refused(
        "Dites par quel mandat il parle : --representative N, de « backoffice representative list »."
        if usable
        else "Aucun mandat en vigueur n’est au dossier : la personne est un tiers (--caller third-party).",
        code="NO_REPRESENTATIVE",
    )
