"""Hints on buildings: what to tell whoever calls from there, until an hour that ends them by itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.desk.alert import BuildingHint
from backoffice.models.landlord import Staff
from backoffice.models.lease import Lease
from backoffice.models.stock import Building, Premises, Residence
from backoffice.rules.notes.vocabulary import Vocabulary
from backoffice.rules.vocabulary.alerts import HintKind
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.clock import server_instant
from backoffice.services.notes import NotePlace, checked_note, note_vocabulary
from backoffice.services.staff import current_staff

LONGEST_SENTENCE = 160
HINTERS = (StaffRole.ADVISER, StaffRole.MANAGER, StaffRole.CARETAKER)


@dataclass(frozen=True)
class HintPlace:
    """A building, or a whole residence, that a hint may be about."""

    building_id: int | None
    residence_id: int | None
    words: str
    """``14 rue des Lices, 13007 Marseille``; ``Résidence des Lices, tous ses immeubles``."""


@dataclass(frozen=True)
class NewHint:
    """A hint to be written; ``since`` ``None``: from now on."""

    place: HintPlace
    kind: HintKind
    sentence: str
    until: datetime
    since: datetime | None = None


@dataclass(frozen=True)
class ListedHint:
    """A hint of the list: in force, to come or over."""

    id: int
    version: int
    kind: str
    sentence: str
    place: str
    since: datetime
    until: datetime
    ended_at: datetime | None
    by: str
    building_id: int | None
    residence_id: int | None


@dataclass(frozen=True)
class HintChoices:
    """What the form of a hint proposes for a file: its buildings first, then their residences."""

    now: datetime
    places: tuple[HintPlace, ...]
    hints: tuple[ListedHint, ...]
    """Those in force there."""
    vocabulary: Vocabulary
    """Checks the sentence at every key."""


_PLACE = (
    Building.id, Building.street, Building.postal_code, Building.town, Residence.id, Residence.name,
)  # fmt: skip


def hint_places(session: Session) -> tuple[HintPlace, ...]:
    """Every building and residence that who is signed in sees; the functions say which he may write about."""
    rows = session.execute(
        select(
            Building.id, Building.street, Building.postal_code, Building.town, Residence.id, Residence.name
        )
        .join(Residence, Residence.id == Building.residence_id)
        .order_by(Residence.name, Residence.id, Building.street, Building.id)
    ).all()
    places = [HintPlace(None, row[4], _residence(row[5])) for row in rows]
    places += [HintPlace(row[0], None, f"{row[1]}, {row[2]} {row[3]}") for row in rows]
    return tuple(dict.fromkeys(places))


def hint_choices(session: Session, customer_id: int | None) -> HintChoices:
    """The places of a customer's leases of today, and what is already said of them.

    ``None``: every place that who is signed in sees, which are a caretaker's buildings.
    """
    now = server_instant(session)
    if customer_id is None:
        return HintChoices(
            now, _buildings(hint_places(session)), listed_hints(session), note_vocabulary(session)
        )
    today = func.service_day()
    rows = session.execute(
        select(
            Building.id, Building.street, Building.postal_code, Building.town, Residence.id, Residence.name
        )
        .join(Residence, Residence.id == Building.residence_id)
        .join(Premises, Premises.building_id == Building.id)
        .join(Lease, Lease.premises_id == Premises.id)
        .where(
            Lease.customer_id == customer_id,
            Lease.valid_from <= today,
            (Lease.valid_to.is_(None)) | (Lease.valid_to > today),
        )
        .order_by(Premises.kind != "DWELLING", Lease.number_key)
    ).all()
    places = [HintPlace(row[0], None, f"{row[1]}, {row[2]} {row[3]}") for row in rows]
    places += [HintPlace(None, row[4], _residence(row[5])) for row in rows]
    buildings, residences = {row[0] for row in rows}, {row[4] for row in rows}
    told = [
        one for one in listed_hints(session) if one.building_id in buildings or one.residence_id in residences
    ]
    return HintChoices(now, tuple(dict.fromkeys(places)), tuple(told), note_vocabulary(session))


def _buildings(places: tuple[HintPlace, ...]) -> tuple[HintPlace, ...]:
    """A caretaker writes of his buildings, not of a whole residence."""
    return tuple(place for place in places if place.building_id is not None)


def listed_hints(session: Session, *, with_past: bool = False) -> tuple[ListedHint, ...]:
    """The hints that who is signed in sees, those that end first first; with those that are over if asked."""
    query = (
        select(BuildingHint, func.coalesce(Building.street, Residence.name), Staff.full_name)
        .join(Building, Building.id == BuildingHint.building_id, isouter=True)
        .join(Residence, Residence.id == BuildingHint.residence_id, isouter=True)
        .join(Staff, Staff.id == BuildingHint.made_by, isouter=True)
        .order_by(BuildingHint.until, BuildingHint.id)
        .execution_options(populate_existing=True)
    )
    if not with_past:
        query = query.where(BuildingHint.until > func.now(), BuildingHint.ended_at.is_(None))
    return tuple(
        ListedHint(
            row.id, row.version, HintKind(row.kind).label, row.sentence, place, row.since, row.until,
            row.ended_at, by or "", row.building_id, row.residence_id,
        )
        for row, place, by in session.execute(query)
    )  # fmt: skip


def add_hint(session: Session, hint: NewHint, insist: bool = False) -> int:
    """Say something true of a place until an hour to come; answers its number.

    Raises ``Denied`` or ``Refused`` for the sentence (R5.17), ``Refused`` (``HINT_END``, ``HINT_SENTENCE``,
    ``NOT_YOUR_PLACE``, ``NOT_YOUR_JOB``, ``NO_PLACE``).
    """
    sentence = " ".join(hint.sentence.split()).rstrip(".")
    if not sentence or len(sentence) > LONGEST_SENTENCE:
        raise Refused(
            f"Dites l’information en une phrase de {LONGEST_SENTENCE} caractères au plus, par exemple "
            "« Ascenseur en panne ».",
            code="HINT_SENTENCE",
        )
    _refuse_other_jobs(session)
    place = hint.place
    landlord = session.execute(select(func.hint_landlord(place.building_id, place.residence_id))).scalar_one()
    kept = checked_note(session, sentence, NotePlace("building_hint", landlord), insist=insist)
    written = func.add_building_hint(
        place.building_id, place.residence_id, hint.kind.value, kept, hint.since, hint.until
    )
    return int(session.execute(select(written)).scalar_one())


def end_hint(session: Session, hint_id: int, version: int) -> None:
    """Say that it is true no more. Raises ``Refused`` (``HINT_OVER``, ``NOT_YOUR_PLACE``, ``NO_HINT``)."""
    _refuse_other_jobs(session)
    session.execute(select(func.end_building_hint(hint_id, version)))


def _refuse_other_jobs(session: Session) -> None:
    """The database refuses them too; this sentence says whom to ask."""
    if current_staff(session).role not in HINTERS:
        raise Refused(
            "Une information d’immeuble est écrite par un gardien, un conseiller ou un responsable : "
            "demandez-la à l’un d’eux.",
            code="NOT_YOUR_JOB",
        )


def _residence(name: str) -> str:
    return f"{name}, tous ses immeubles"
