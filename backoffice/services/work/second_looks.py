"""A second pair of eyes: the decisions drawn for me, what I find, how often a second person disagrees."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backoffice.models.lease import Customer
from backoffice.models.person import Person
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.validation.work import LookReason, LookVerdict
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus
from backoffice.rules.work.error_rate import ErrorRate, error_rate

MOST_LOOKS = 50
_LOOKS = text("""
    SELECT look, version, item, kind, customer, decision, reason, decided_at, item_version, item_status
    FROM second_looks(CAST(:kinds AS text[]), :most)
""")
_RATES = text("SELECT kind, month, looked, disagreed, waiting FROM second_look_rates(:first, :until)")


@dataclass(frozen=True)
class Look:
    """A decision to look at; who took it is not told."""

    look_id: int
    version: int
    item_id: int
    kind: WorkKind
    customer_id: int
    name: str
    client_ref: str
    decision: WorkDecision
    reason: str | None
    decided_at: datetime
    item_version: int
    """What reopening the item must name."""
    status: WorkStatus


@dataclass(frozen=True)
class KindRate:
    """How often a second person disagreed, in one queue and month; nobody is named (R5.13)."""

    kind: WorkKind
    month: date
    rate: ErrorRate
    waiting: int
    """Drawn and not looked at yet."""


def second_looks(
    session: Session, kinds: tuple[WorkKind, ...] = tuple(WorkKind), most: int = MOST_LOOKS
) -> tuple[Look, ...]:
    """The decisions drawn that I may look at, the first drawn first; never my own. Raises ``Refused``."""
    stated = {"kinds": [kind.value for kind in kinds], "most": most}
    rows = session.execute(_LOOKS, stated).all()
    people = {
        row.id: row
        for row in session.execute(
            select(
                *(Customer.id, Customer.client_ref, Person.civility, Person.birth_name),
                *(Person.usage_name, Person.first_names),
            )
            .join(Person, Person.id == Customer.main_person_id)
            .where(Customer.id.in_([row.customer for row in rows]))
        )
    }
    return tuple(
        Look(
            look_id=row.look,
            version=row.version,
            item_id=row.item,
            kind=WorkKind(row.kind),
            customer_id=row.customer,
            name=display_name(who.civility, who.birth_name, who.usage_name, who.first_names),
            client_ref=who.client_ref,
            decision=WorkDecision(row.decision),
            reason=row.reason,
            decided_at=row.decided_at,
            item_version=row.item_version,
            status=WorkStatus(row.item_status),
        )
        for row in rows
        if (who := people.get(row.customer)) is not None
    )


def give_look(
    session: Session, look_id: int, version: int, verdict: LookVerdict, reason: LookReason | None = None
) -> None:
    """Say what I find; the decision stands: to change it, its item is reopened.

    Raises ``Refused`` (mine, unknown, no reason), ``Conflict`` when a colleague has looked.
    """
    code = reason.value if reason is not None else None
    session.execute(select(func.give_second_look(look_id, version, verdict.value, code)))


def error_rates(session: Session, first: date, until: date) -> tuple[KindRate, ...]:
    """The measured error rate of decisions drawn in ``[first, until)``, by queue and month: a manager’s.

    Raises ``Refused`` without the right.
    """
    rows = session.execute(_RATES, {"first": first, "until": until})
    return tuple(
        KindRate(WorkKind(row.kind), row.month, error_rate(row.looked, row.disagreed), row.waiting)
        for row in rows
    )
