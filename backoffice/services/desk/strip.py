"""What must be seen before anything else in a file: its alerts, and what is true of its buildings now."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.alerts import FileAlertReason, HintKind
from backoffice.rules.vocabulary.people import StaffRole


@dataclass(frozen=True)
class AlertView:
    """An alert in force: why, a few words, who answers for it, its last day."""

    id: int
    version: int
    reason: str
    note: str
    owner: str
    ends_on: date
    may_end: bool
    """Whether who is signed in may end it before its day."""


@dataclass(frozen=True)
class HintView:
    """Something true of a building, or of a residence, until an instant."""

    id: int
    version: int
    kind: str
    sentence: str
    place: str
    """``14 rue des Lices``, or the name of the residence."""
    since: datetime
    until: datetime


@dataclass(frozen=True)
class FileStrip:
    """The alerts and hints of a file, those of the hours to come among them."""

    customer_id: int
    read_at: datetime
    """The server's clock."""
    alerts: tuple[AlertView, ...]
    hints: tuple[HintView, ...]
    """In force, or to begin; ``true_at`` says which."""


def true_at(hints: tuple[HintView, ...], now: datetime) -> tuple[HintView, ...]:
    """The hints that are true at ``now``: a hint ends by itself, at its minute."""
    return tuple(one for one in hints if one.since <= now < one.until)


def next_change(hints: tuple[HintView, ...], now: datetime) -> datetime | None:
    """The next instant at which one of them begins or ends."""
    bounds = [one.since if one.since > now else one.until for one in hints if one.until > now]
    return min(bounds, default=None)


# One round trip: it is part of opening a file. Only equalities and an order on the index under row security.
_STRIP = text(
    """
    SELECT now() AS read_at,
     (SELECT json_agg(json_build_array(a.id, a.version, a.reason, a.note, s.full_name, a.ends_on,
                                       a.owner_id = my_staff_id() OR my_role() = :manager)
                      ORDER BY a.ends_on, a.id)
        FROM file_alert a JOIN staff s ON s.id = a.owner_id
       WHERE a.customer_id = :customer AND a.ends_on >= service_day() AND a.ended_at IS NULL) AS alerts,
     (SELECT json_agg(json_build_array(h.id, h.version, h.kind, h.sentence, coalesce(b.street, r.name),
                                       h.since, h.until)
                      ORDER BY h.until, h.id)
        FROM building_hint h
        LEFT JOIN building b ON b.id = h.building_id
        LEFT JOIN residence r ON r.id = h.residence_id
       WHERE (h.building_id = ANY (ARRAY(SELECT p.building_id
                FROM lease l JOIN premises p ON p.id = l.premises_id
               WHERE l.customer_id = :customer AND l.valid_from <= service_day()
                 AND (l.valid_to IS NULL OR l.valid_to > service_day())))
           OR h.residence_id = ANY (ARRAY(SELECT o.residence_id
                FROM lease l JOIN premises p ON p.id = l.premises_id JOIN building o ON o.id = p.building_id
               WHERE l.customer_id = :customer AND l.valid_from <= service_day()
                 AND (l.valid_to IS NULL OR l.valid_to > service_day()))))
         AND h.until > now() AND h.ended_at IS NULL) AS hints
    """
)


def file_strip(session: Session, customer_id: int) -> FileStrip:
    """Alerts and hints in force for a customer whom row security shows; one statement."""
    asked = {"customer": customer_id, "manager": StaffRole.MANAGER.value}
    row = session.execute(_STRIP, asked).one()
    return FileStrip(
        customer_id,
        row.read_at,
        tuple(_alert(*one) for one in row.alerts or ()),
        tuple(_hint(*one) for one in row.hints or ()),
    )


def _alert(*told: Any) -> AlertView:
    number, version, reason, note, owner, ends_on, may_end = told
    label = FileAlertReason(reason).label
    return AlertView(number, version, label, note or "", owner, date.fromisoformat(ends_on), bool(may_end))


def _hint(*told: Any) -> HintView:
    number, version, kind, sentence, place, since, until = told
    bounds = (datetime.fromisoformat(since), datetime.fromisoformat(until))
    return HintView(number, version, HintKind(kind).label, sentence, place, *bounds)
