"""A whole account number, for those who need it: asked for with a reason, then shown once (R3.53)."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.changes import RevealReason


def ask_iban(session: Session, bank_detail_id: int, reason: RevealReason) -> int:
    """Write down who asks for the number and why; to be committed before ``reveal_iban``.

    Raises ``Refused`` for a role that has no use of it.
    """
    asked: int = session.execute(select(func.ask_iban(bank_detail_id, reason.value))).scalar_one()
    return asked


def reveal_iban(session: Session, ask_id: int) -> str:
    """The whole number, once, within ten minutes of asking. Raises ``Refused`` (``NOT_ASKED``)."""
    number: str = session.execute(select(func.reveal_iban(ask_id))).scalar_one()
    return number
