"""What the time line tells of two persons said to be one, and of those parted again."""

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from backoffice.models.desk.persons import PersonMerge
from backoffice.models.landlord import Staff
from backoffice.models.person import Person
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.people import MergeReason
from backoffice.services.desk.timeline.results import Family, MergeInForce
from backoffice.services.desk.timeline.source import PERSONS, Facts, Source
from backoffice.services.desk.timeline.words import signed

_KEPT, _MERGED = aliased(Person), aliased(Person)
_Alias = type[Person]


def _who(facts: Facts, name: str) -> str:
    """``Mme Awa NDIAYE (tiers 12)``; the person merged may be out of sight: no file names him any more."""
    civility, birth_name, usage_name, first_names, number = facts[name]
    if birth_name is None:
        return "une autre personne"
    return f"{display_name(civility, birth_name, usage_name, first_names)} (tiers {number})"


def _merged(facts: Facts) -> str:
    reason = MergeReason(facts["reason"]).label.lower()
    since = ", réunion défaite depuis" if facts["undone"] else ""
    return f"Fiche de {_who(facts, 'merged')} réunie à celle de {_who(facts, 'kept')} : {reason}{since}"


def _parted(facts: Facts) -> str:
    return f"Fiches de {_who(facts, 'kept')} et de {_who(facts, 'merged')} de nouveau séparées"


def _in_force(facts: Facts) -> MergeInForce | None:
    return None if facts["undone"] else MergeInForce(facts["id"], facts["version"])


def _merges(signer: InstrumentedAttribute[Any]) -> Select[Any]:
    return (
        select(PersonMerge.id)
        .join(_KEPT, _KEPT.id == PersonMerge.kept_id)
        .join(_MERGED, _MERGED.id == PersonMerge.merged_id, isouter=True)
        .join(Staff, Staff.id == signer, isouter=True)
        .where(or_(PersonMerge.kept_id == func.any(PERSONS), PersonMerge.merged_id == func.any(PERSONS)))
    )


def _named(one: _Alias) -> Any:
    return func.json_build_array(
        one.civility, one.birth_name, one.usage_name, one.first_names, one.party_number
    )


_FACTS = {"kept": _named(_KEPT), "merged": _named(_MERGED), "who": Staff.full_name}
MERGES = (
    Source(
        Family.DECISION,
        _merges(PersonMerge.merged_by),
        PersonMerge.merged_at,
        PersonMerge.id,
        {
            "id": PersonMerge.id,
            "version": PersonMerge.version,
            "reason": PersonMerge.reason,
            "undone": PersonMerge.undone_at.is_not(None),
            **_FACTS,
        },
        _merged,
        signed,
        merge=_in_force,
    ),
    Source(
        Family.DECISION,
        _merges(PersonMerge.undone_by).where(PersonMerge.undone_at.is_not(None)),
        PersonMerge.undone_at,
        PersonMerge.id,
        _FACTS,
        _parted,
        signed,
    ),
)
