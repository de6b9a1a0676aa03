"""The text in force: the landlord's if it wrote one, else the program's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Staff
from backoffice.models.validation.texts import TextBlock
from backoffice.rules.letters.definition import Draft
from backoffice.rules.letters.texts import TEXTS, default_draft
from backoffice.rules.vocabulary.validation.tasks import TextChannel


@dataclass(frozen=True)
class TextInForce:
    """A text as it leaves today; without ``row_id`` it is the program's."""

    draft: Draft
    row_id: int | None = None
    since: datetime | None = None
    who: str = ""


def text_in_force(session: Session, landlord_id: int, code: str, channel: TextChannel) -> TextInForce:
    """The words of ``code`` by ``channel``. Raises ``NotFound`` for a text that does not exist there."""
    ours = default_draft(code, channel)
    row = session.execute(
        select(TextBlock, Staff.full_name)
        .outerjoin(Staff, Staff.id == TextBlock.staff_id)
        .where(
            TextBlock.landlord_id == landlord_id,
            TextBlock.code == code,
            TextBlock.channel == channel.value,
            TextBlock.to_at.is_(None),
        )
    ).one_or_none()
    return TextInForce(ours) if row is None else _in_force(row[0], row[1])


def message_in_force(session: Session, landlord_id: int, code: str) -> tuple[Draft, Draft]:
    """The e-mail and the SMS of ``code``, read together. Raises ``NotFound`` as ``text_in_force``."""
    drafts = {one: default_draft(code, one) for one in (TextChannel.EMAIL, TextChannel.SMS)}
    rows = session.scalars(
        select(TextBlock).where(
            TextBlock.landlord_id == landlord_id, TextBlock.code == code, TextBlock.to_at.is_(None)
        )
    )
    written = {TextChannel(row.channel): Draft(row.subject, row.body) for row in rows}
    found = drafts | written
    return found[TextChannel.EMAIL], found[TextChannel.SMS]


def texts_in_force(session: Session, landlord_id: int) -> dict[tuple[str, TextChannel], TextInForce]:
    """Every text of a landlord, by code and channel, in the program's order."""
    rows = session.execute(
        select(TextBlock, Staff.full_name)
        .outerjoin(Staff, Staff.id == TextBlock.staff_id)
        .where(TextBlock.landlord_id == landlord_id, TextBlock.to_at.is_(None))
    ).all()
    written = {(row.code, TextChannel(row.channel)): _in_force(row, who) for row, who in rows}
    return {
        (text.code.value, channel): written.get((text.code.value, channel), TextInForce(draft))
        for text in TEXTS.values()
        for channel, draft in text.drafts.items()
    }


def _in_force(row: TextBlock, who: str | None) -> TextInForce:
    return TextInForce(Draft(row.subject, row.body), row.id, row.from_at, who or "")
