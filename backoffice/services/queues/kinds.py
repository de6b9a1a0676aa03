"""The acts of each kind of item, imported when its first item is decided.

A kind publishes ``ACTS`` in a module of its own: one ``KindActs``, or several by kind.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.items.orders import KindActs

PLACES: Mapping[WorkKind, str] = {
    WorkKind.INSURANCE: "insurance.acts",
    WorkKind.HOUSEHOLD: "household.acts",
    WorkKind.PROFESSIONAL: "changes.acts",
    WorkKind.CONTACT: "changes.acts",
    WorkKind.BANK: "changes.acts",
    WorkKind.ASSISTANCE: "queues.assistance",
    WorkKind.REQUEST: "queues.plain",
    WorkKind.SURVEY: "queues.plain",
}
"""Modules under ``backoffice.services``."""


@cache
def acts_of(kind: WorkKind) -> KindActs | None:
    """The acts of ``kind``; ``None`` when nothing decides its items from here."""
    name = f"backoffice.services.{PLACES[kind]}"
    if find_spec(name) is None:
        return None
    published: KindActs | Mapping[WorkKind, KindActs] = import_module(name).ACTS
    return published.get(kind) if isinstance(published, Mapping) else published
