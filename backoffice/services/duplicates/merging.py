"""Two persons said to be one, and parted again: asked here, done and judged in the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from backoffice.errors import NotFound, Refused
from backoffice.models.desk.persons import PersonMerge
from backoffice.models.desk.retention import SubjectRequest
from backoffice.models.landlord import Landlord, Staff, of_my_landlords
from backoffice.models.lease import Customer, HouseholdMember, LeaseHolder, named_in_file
from backoffice.models.person import Contact, Person
from backoffice.models.portal import PortalAccount
from backoffice.models.trace import OutboxMessage
from backoffice.rules.identifiers import normalise
from backoffice.rules.names import display_name, name_keys
from backoffice.rules.persons.duplicates import likeness
from backoffice.rules.retention.plan import LABELS
from backoffice.rules.vocabulary.people import MergeReason
from backoffice.services.commands import already_done, mark_done
from backoffice.services.duplicates.known import compared
from backoffice.services.duplicates.results import MergePreview, MergeView, Parted

_MERGE, _PART = "MERGE_PERSONS", "PART_PERSONS"
_VALUES = {
    "birth_date": "date de naissance",
    "deceased_on": "date de décès",
    "confidential_address": "adresse confidentielle",
}
_MOVING: tuple[tuple[Any, str, str], ...] = (
    (Customer.main_person_id, "dossier client", "dossiers client"),
    (LeaseHolder.person_id, "titre de contrat", "titres de contrat"),
    (HouseholdMember.person_id, "inscription au ménage", "inscriptions au ménage"),
    (Contact.person_id, "téléphone ou courriel", "téléphones et courriels"),
    (PortalAccount.person_id, "compte en ligne", "comptes en ligne"),
    (OutboxMessage.person_id, "message envoyé", "messages envoyés"),
    (SubjectRequest.person_id, "demande sur ses données", "demandes sur ses données"),
)


@dataclass(frozen=True)
class MergeOrder:
    """The person kept, the one merged into him, as they were read, why, and the command."""

    kept_id: int
    merged_id: int
    kept_version: int
    merged_version: int
    reason: MergeReason
    command_id: str

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same."""
        return {"kept_id": self.kept_id, "merged_id": self.merged_id, "reason": self.reason.value}


def preview_merge(session: Session, kept_id: int, merged_id: int) -> MergePreview:
    """Both persons side by side and what would move. Raises ``NotFound``."""
    found = compared(session, {kept_id, merged_id})
    if len(found) < 2:
        raise NotFound("Il faut deux fiches de vos dossiers : relancez la recherche, puis recommencez.")
    kept, merged = found[kept_id], found[merged_id]
    return MergePreview(
        kept.facts, merged.facts, likeness(kept.known, merged.known), _moves(session, merged_id)
    )


def merge_persons(session: Session, order: MergeOrder) -> MergeView:
    """Say that two persons are one, once; what pointed to the second points to the first.

    Raises ``Refused`` (``NOT_MERGER``, ``NOT_ALL_FILES``, ``OWN_HOUSEHOLD``, ``SAME_LEASE``,
    ``SAME_HOUSEHOLD``, ``TWO_ACCOUNTS``, ``ALREADY_MERGED``…), ``Conflict`` when one was changed meanwhile.
    """
    done = already_done(session, order.command_id, _MERGE, order.arguments())
    if done is None:
        versions = (order.kept_version, order.merged_version)
        asked = func.merge_persons(order.kept_id, order.merged_id, *versions, order.reason.value)
        done = {"merge_id": int(session.execute(select(asked)).scalar_one())}
        mark_done(session, order.command_id, _MERGE, order.arguments(), done)
        session.flush()
        session.expire_all()
    return merge_of(session, int(done["merge_id"]))


def unmerge_persons(session: Session, merge_id: int, version: int, command_id: str) -> Parted:
    """Undo a merge, once: what moved moves back, but for what has changed since, which is told.

    Raises ``Refused`` (``NO_MERGE``, ``ALREADY_UNDONE``, ``MERGED_SINCE``, ``NOT_MERGER``…), ``Conflict``.
    """
    arguments = {"merge_id": merge_id}
    done = already_done(session, command_id, _PART, arguments)
    if done is None:
        own = cast(_own_keys(session, merge_id), ARRAY(Text))
        told = session.execute(select(func.unmerge_persons(merge_id, version, own))).scalar_one()
        done = {"left": told}
        mark_done(session, command_id, _PART, arguments, done)
        session.flush()
        session.expire_all()
    return Parted(merge_of(session, merge_id), _left(done["left"]))


def merge_of(session: Session, merge_id: int) -> MergeView:
    """A merge by its number. Raises ``NotFound``."""
    row = session.execute(_merges().where(PersonMerge.id == merge_id)).one_or_none()
    if row is None:
        raise NotFound("Cette réunion de fiches n’existe pas : relisez l’historique.", code="NO_MERGE")
    return _view(*row)


def merges_of_customer(session: Session, customer_id: int) -> tuple[MergeView, ...]:
    """The merges of those named in a file, the latest first, the undone ones included."""
    named = named_in_file(customer_id)
    rows = session.execute(
        _merges()
        .where(or_(PersonMerge.kept_id.in_(named), PersonMerge.merged_id.in_(named)))
        .order_by(PersonMerge.id.desc())
    )
    return tuple(_view(*row) for row in rows)


def person_of_number(session: Session, number: str, landlord_code: str | None) -> int:
    """The person of a tiers number. Raises ``NotFound``, ``Refused`` when several landlords have it."""
    rows = session.execute(
        select(Person.id, Landlord.code)
        .join(Landlord, Landlord.id == Person.landlord_id)
        .where(of_my_landlords(Person.landlord_id, landlord_code), Person.party_key == normalise(number))
        .order_by(Landlord.code)
    ).all()
    if not rows:
        raise NotFound(
            f"Aucun tiers ne porte le numéro « {number} » : vérifiez-le sur sa fiche.", code="UNKNOWN_NUMBER"
        )
    if len(rows) > 1:
        codes = ", ".join(row.code for row in rows)
        raise Refused(
            f"Le tiers n° {number} est à plusieurs bailleurs ({codes}) : précisez avec --landlord CODE.",
            code="SEVERAL_LANDLORDS",
        )
    return int(rows[0].id)


def _moves(session: Session, person_id: int) -> tuple[str, ...]:
    told = []
    for column, one, several in _MOVING:
        count = session.scalar(select(func.count()).where(column == person_id)) or 0
        if count:
            told.append(f"{count} {one if count == 1 else several}")
    return (*told, "ses noms, pour la recherche")


def _own_keys(session: Session, merge_id: int) -> list[str]:
    kept = session.scalars(
        select(Person).join(PersonMerge, PersonMerge.kept_id == Person.id).where(PersonMerge.id == merge_id)
    ).one_or_none()
    if kept is None:
        return []
    keys = name_keys(kept.birth_name, kept.usage_name, kept.first_names)
    return [f"{one.part} {one.key}" for one in keys]


def _left(told: dict[str, Any]) -> tuple[str, ...]:
    lost = [f"{LABELS.get(table, table)} : {_rows(keys)} resté(e) sur la fiche gardée, car changé(e) depuis"
            for table, keys in told["lost"].items()]  # fmt: skip
    edited = [f"{LABELS.get(table, table)} : {_rows(keys)} modifié(e) depuis, remis(e) en son état actuel"
              for table, keys in told["edited"].items()]  # fmt: skip
    values = [f"{_VALUES[name]} changée depuis, laissée telle quelle" for name in told["values"]]
    return (*lost, *edited, *values)


def _rows(keys: list[int]) -> str:
    return "1 ligne" if len(keys) == 1 else f"{len(keys)} lignes"


_Kept, _Merged = aliased(Person), aliased(Person)
_By, _Undoer = aliased(Staff), aliased(Staff)


def _merges() -> Select[PersonMerge, Person, Person, str, str]:
    # The person merged may be out of sight: no file of an agency names him any more.
    return (
        select(PersonMerge, _Kept, _Merged, _By.full_name, _Undoer.full_name)
        .join(_Kept, _Kept.id == PersonMerge.kept_id)
        .outerjoin(_Merged, _Merged.id == PersonMerge.merged_id)
        .outerjoin(_By, _By.id == PersonMerge.merged_by)
        .outerjoin(_Undoer, _Undoer.id == PersonMerge.undone_by)
        .execution_options(populate_existing=True)
    )


def _view(
    merge: PersonMerge, kept: Person, merged: Person | None, who: str | None, undoer: str | None
) -> MergeView:
    undone: datetime | None = merge.undone_at
    return MergeView(
        id=merge.id,
        version=merge.version,
        kept_name=_name(kept),
        kept_number=kept.party_number,
        merged_name=_name(merged) if merged else "une fiche réunie",
        merged_number=merged.party_number if merged else "",
        reason=MergeReason(merge.reason).label,
        who=who or "un collègue",
        at=merge.merged_at,
        undone_at=undone,
        undone_by=undoer,
    )


def _name(person: Person) -> str:
    return display_name(person.civility, person.birth_name, person.usage_name, person.first_names)
