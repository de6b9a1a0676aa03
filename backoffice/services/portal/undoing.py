"""Take back an act until its messages leave; what was done in a file these last days."""

from datetime import timedelta

from sqlalchemy import Uuid, cast, func, select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.desk.online import PortalActRow
from backoffice.models.landlord import Staff, of_my_landlords
from backoffice.rules.vocabulary.portal import UNDONE_ACT, ActReason, PortalAct
from backoffice.services.commands import already_done, mark_done
from backoffice.services.mine import my_customer
from backoffice.services.portal.orders import ActResult, DoneAct
from backoffice.services.staff import StaffView, current_staff
from backoffice.services.trace import record


def undo_act(session: Session, act_id: int, command_id: str) -> ActResult:
    """Take back an act of mine: its messages and errands are cancelled, the access is what it was.

    Raises ``NotFound``; ``Refused``: ``NOT_MY_ACT``, ``ALREADY_UNDONE``, ``TOO_LATE_TO_UNDO`` when a message
    left, or when the account changed since; ``Conflict`` when the identifier served for something else.
    """
    row = session.scalars(
        select(PortalActRow).where(PortalActRow.id == act_id, of_my_landlords(PortalActRow.landlord_id))
    ).one_or_none()
    if row is None:
        raise NotFound("Cet acte n’existe pas, ou n’est pas chez vos bailleurs : relisez l’historique.")
    customer = my_customer(session, row.customer_id, lock=True)
    arguments = {"act_id": act_id}
    done = already_done(session, command_id, UNDONE_ACT, arguments)
    sentence = f"Acte annulé pour le client {customer.client_ref} : {PortalAct(row.act).label.lower()}."
    if done is None:
        session.execute(select(func.undo_portal_act(act_id, cast(command_id, Uuid(as_uuid=False)))))
        record(
            session,
            act=UNDONE_ACT,
            subject=f"customer:{customer.id}",
            landlord_id=customer.landlord_id,
            staff_id=row.staff_id,
            customer_id=customer.id,
            reason=row.act,
            call_id=row.call_id,
            command_id=command_id,
            detail={"act": act_id},
        )
        mark_done(session, command_id, UNDONE_ACT, arguments, {"act_id": act_id})
        session.flush()
        # Its version moved, by the function.
        session.expire(row)
    return ActResult(
        done_now=done is None, sentence=sentence, told=(), act_id=act_id, undone_until=row.leaves_at
    )


def done_acts(
    session: Session, customer_id: int, days: int = 7, me: StaffView | None = None
) -> tuple[DoneAct, ...]:
    """The acts of the last ``days``, newest first, those undone included; only my own can be undone.

    ``me`` is who signed in, when it was read already.
    """
    me = me or current_staff(session)
    rows = session.execute(
        select(PortalActRow, Staff.full_name, func.portal_act_settled(PortalActRow.id))
        .join(Staff, Staff.id == PortalActRow.staff_id)
        .where(
            PortalActRow.customer_id == customer_id,
            PortalActRow.done_at > func.clock_timestamp() - timedelta(days=days),
        )
        .order_by(PortalActRow.done_at.desc(), PortalActRow.id.desc())
        .execution_options(populate_existing=True)
    )
    return tuple(
        DoneAct(
            id=row.id,
            act=PortalAct(row.act),
            reason=ActReason(row.reason),
            who=who,
            done_at=row.done_at,
            leaves_at=row.leaves_at,
            undone_at=row.undone_at,
            can_undo=row.staff_id == me.id and row.undone_at is None and settled is False,
        )
        for row, who, settled in rows
    )
