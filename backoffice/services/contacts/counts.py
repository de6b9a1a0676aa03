"""Contacts without a case, counted by subject and by week for those who organise the work (R7.2)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Date, cast, func, literal_column, select
from sqlalchemy.orm import Session

from backoffice.errors import Denied
from backoffice.models.desk.contact import ContactEvent
from backoffice.models.landlord import of_my_landlords
from backoffice.rules.dates import PARIS, paris_day
from backoffice.rules.vocabulary.calls import ContactTopic
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.clock import server_instant
from backoffice.services.staff import current_staff

WEEKS = 8
MOST_WEEKS = 104


@dataclass(frozen=True)
class TopicCounts:
    """How many contacts of a subject, week by week, then in all."""

    topic: ContactTopic
    by_week: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class ContactCounts:
    """The Monday of each week, oldest first; the subjects met, most frequent first; each week in all."""

    weeks: tuple[date, ...]
    topics: tuple[TopicCounts, ...]
    by_week: tuple[int, ...]
    total: int


def contact_counts(session: Session, until: date | None = None, weeks: int = WEEKS) -> ContactCounts:
    """The last ``weeks`` weeks, Monday to Sunday in Paris, that of ``until`` (today) being the last.

    Raises ``Denied`` (``NOT_YOUR_JOB``) unless a manager asks.
    """
    if current_staff(session).role is not StaffRole.MANAGER:
        raise Denied("Ces chiffres sont vus par un responsable : demandez-les-lui.", code="NOT_YOUR_JOB")
    day = until or paris_day(server_instant(session))
    last = day - timedelta(days=day.weekday())
    mondays = tuple(last - timedelta(weeks=ago) for ago in reversed(range(weeks)))
    found = _counted(session, mondays[0], last + timedelta(weeks=1))
    totals = Counter[ContactTopic]()
    for (topic, _), count in found.items():
        totals[topic] += count
    topics = tuple(
        TopicCounts(topic, tuple(found[topic, monday] for monday in mondays), total)
        for topic, total in totals.most_common()
    )
    by_week = tuple(sum(found[topic, monday] for topic in totals) for monday in mondays)
    return ContactCounts(mondays, topics, by_week, totals.total())


def _counted(session: Session, first: date, end: date) -> Counter[tuple[ContactTopic, date]]:
    paris: ColumnElement[str] = literal_column(f"'{PARIS}'")
    monday = cast(func.date_trunc("week", func.timezone(paris, ContactEvent.recorded_at)), Date)
    rows = session.execute(
        select(ContactEvent.topic, monday, func.count())
        .where(
            of_my_landlords(ContactEvent.landlord_id),
            ContactEvent.recorded_at >= datetime.combine(first, time(), PARIS),
            ContactEvent.recorded_at < datetime.combine(end, time(), PARIS),
        )
        .group_by(ContactEvent.topic, monday)
        .order_by(ContactEvent.topic)
    )
    return Counter({(ContactTopic(topic), week): count for topic, week, count in rows})
