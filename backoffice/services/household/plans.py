"""The plan of a decision, as the database applies it."""

from dataclasses import fields
from datetime import date
from typing import Any

from backoffice.rules.household.operations import (
    AddHolding,
    AddLiving,
    AddPerson,
    AddSpeaking,
    EndHolding,
    EndLease,
    EndLiving,
    Operation,
    SetConfidential,
    SetDeceased,
    SetMain,
    SetNames,
    StopDebits,
    StopEDelivery,
)
from backoffice.rules.household.outcome import Outcome
from backoffice.rules.vocabulary.labelled import Labelled

_NAMES: dict[type[Operation], str] = {
    AddPerson: "ADD_PERSON",
    EndHolding: "END_HOLDING",
    AddHolding: "ADD_HOLDING",
    EndLiving: "END_LIVING",
    AddLiving: "ADD_LIVING",
    SetNames: "SET_NAMES",
    SetDeceased: "SET_DECEASED",
    SetConfidential: "SET_CONFIDENTIAL",
    SetMain: "SET_MAIN",
    AddSpeaking: "ADD_SPEAKING",
    StopDebits: "STOP_DEBITS",
    StopEDelivery: "STOP_E_DELIVERY",
    EndLease: "END_LEASE",
}


def plan_of(outcome: Outcome, stamp: str, unlike: frozenset[int]) -> dict[str, Any]:
    """What ``decide_household`` is given: steps in order, tasks, solidarity, what the household was."""
    bound = outcome.solidarity
    return {
        "stamp": stamp,
        "operations": [written(one) for one in outcome.operations],
        "unlike": sorted(unlike),
        "follow_ups": [
            {"kind": one.kind.value, "due_on": one.due_on.isoformat()} for one in outcome.follow_ups
        ],
        "solidarity": {"person_id": bound.person_id, "until": _plain(bound.until)} if bound else None,
        "separated_since": _plain(outcome.separated_since),
        "pacs_declared_on": _plain(outcome.pacs_declared_on),
        "co_title_requested_on": _plain(outcome.co_title_requested_on),
    }


def written(one: Operation) -> dict[str, Any]:
    """One step, flat: a newcomer and a protective measure are written with it."""
    step: dict[str, Any] = {"op": _NAMES[type(one)]}
    for part in fields(one):
        value = getattr(one, part.name)
        if part.name in ("newcomer", "protection"):
            step |= {inner.name: _plain(getattr(value, inner.name)) for inner in fields(value)}
        else:
            step[part.name] = _plain(value)
    if isinstance(one, AddSpeaking):
        step["scope"] = one.protection.scope.value
    return step


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Labelled) else value
