"""Passing an item on: last for me until the morrow, free for my colleagues."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.validation.work import SkipReason


def skip_item(session: Session, item_id: int, reason: SkipReason) -> None:
    """Pass an item on with its family, claimed by me or free. Raises ``Conflict``, ``Refused``."""
    session.execute(select(func.skip_item(item_id, reason.value)))
