"""The texts of a landlord: listed, worded anew, previewed with a real tenant; a former row never changes."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Landlord, Staff, of_my_landlords
from backoffice.models.validation.texts import TextBlock
from backoffice.rules.letters.codes import TextCode
from backoffice.rules.letters.definition import Draft
from backoffice.rules.letters.refusing import refuse_text
from backoffice.rules.letters.texts import default_draft, text_of
from backoffice.rules.letters.variables import Variable
from backoffice.rules.vocabulary.validation.tasks import TextChannel
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.commands import already_done, mark_done
from backoffice.services.letters.words import TextInForce, text_in_force, texts_in_force
from backoffice.services.staff import current_staff
from backoffice.services.trace import record

ACT = "TEXT_SAVED"


@dataclass(frozen=True)
class LandlordNamed:
    """A landlord whose texts may be read."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class TextShown:
    """A text in force; without ``row_id`` it is the program's."""

    landlord_id: int
    code: TextCode
    kind: WorkKind
    channel: TextChannel
    draft: Draft
    variables: tuple[Variable, ...]
    required: frozenset[str]
    row_id: int | None
    since: datetime | None
    who: str


@dataclass(frozen=True)
class TextVersion:
    """A text as it left from ``since`` to ``until`` (still now when ``None``)."""

    draft: Draft
    since: datetime
    until: datetime | None
    who: str


@dataclass(frozen=True)
class TextOrder:
    """A text to be worded anew; without a body the program's is in force again.

    ``seen`` is the row that was read, ``None`` for the program's.
    """

    landlord_id: int
    code: str
    channel: TextChannel
    subject: str
    body: str
    seen: int | None
    command_id: str

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same."""
        return {
            "landlord_id": self.landlord_id,
            "code": self.code,
            "channel": self.channel.value,
            "subject": self.subject,
            "body": self.body,
            "seen": self.seen,
        }


def my_landlords(session: Session) -> tuple[LandlordNamed, ...]:
    """The landlords whose texts the person signed in reads."""
    rows = session.scalars(select(Landlord).where(of_my_landlords(Landlord.id)).order_by(Landlord.code))
    return tuple(LandlordNamed(one.id, one.code, one.name) for one in rows)


def texts_shown(session: Session, landlord_id: int) -> tuple[TextShown, ...]:
    """Every text of a landlord, by code and channel."""
    found = texts_in_force(session, landlord_id)
    return tuple(_shown(landlord_id, code, channel, one) for (code, channel), one in found.items())


def text_shown(session: Session, landlord_id: int, code: str, channel: TextChannel) -> TextShown:
    """One text. Raises ``NotFound``."""
    return _shown(landlord_id, code, channel, text_in_force(session, landlord_id, code, channel))


def text_history(
    session: Session, landlord_id: int, code: str, channel: TextChannel
) -> tuple[TextVersion, ...]:
    """How a landlord worded a text, the latest first."""
    rows = session.execute(
        select(TextBlock, Staff.full_name)
        .outerjoin(Staff, Staff.id == TextBlock.staff_id)
        .where(
            TextBlock.landlord_id == landlord_id,
            TextBlock.code == code,
            TextBlock.channel == channel.value,
        )
        .order_by(TextBlock.id.desc())
    )
    return tuple(
        TextVersion(Draft(row.subject, row.body), row.from_at, row.to_at, who or "") for row, who in rows
    )


def save_text(session: Session, order: TextOrder) -> TextShown:
    """Word a text anew from now on, or go back to the program's; messages already made keep their words.

    Raises ``Refused`` (``NOT_A_MANAGER`` and the codes of ``refuse_text``), ``Conflict`` (``TEXT_CHANGED``)
    when a colleague saved first.
    """
    if already_done(session, order.command_id, ACT, order.arguments()) is None:
        default_draft(order.code, order.channel)
        subject, body = order.subject.strip(), order.body.strip()
        if body:
            refuse_text(order.code, order.channel, subject, body)
        session.execute(
            select(
                func.save_text_block(
                    order.landlord_id, order.code, order.channel.value, subject, body, order.seen
                )
            )
        ).scalar_one()
        record(
            session,
            act=ACT,
            subject=f"text:{order.code}.{order.channel.value}",
            landlord_id=order.landlord_id,
            staff_id=current_staff(session).id,
            command_id=order.command_id,
            detail={"code": order.code, "channel": order.channel.value, "default": not body},
        )
        mark_done(session, order.command_id, ACT, order.arguments(), {"code": order.code})
        session.flush()
    return text_shown(session, order.landlord_id, order.code, order.channel)


def default_order(shown: TextShown, command_id: str) -> TextOrder:
    """The order that puts the program's text in force again."""
    return TextOrder(shown.landlord_id, shown.code.value, shown.channel, "", "", shown.row_id, command_id)


def reworded(order: TextOrder, subject: str, body: str) -> TextOrder:
    """``order`` with other words."""
    return replace(order, subject=subject, body=body)


def _shown(landlord_id: int, code: str, channel: TextChannel, found: TextInForce) -> TextShown:
    text = text_of(code)
    return TextShown(
        landlord_id, text.code, text.kind, channel, found.draft, text.allowed, text.required,
        found.row_id, found.since, found.who,
    )  # fmt: skip
