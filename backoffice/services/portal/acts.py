"""Do an act on an access: refused by the rules with a sentence, then done by the database, once (R4.14)."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Uuid, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from backoffice.errors import Conflict, Refused
from backoffice.models.desk.online import PortalActRow
from backoffice.models.desk.proof import ChangeRequest
from backoffice.models.lease import Customer
from backoffice.models.person import Contact
from backoffice.rules.changes.proposals import new_contact as proposal_of
from backoffice.rules.phones import is_landline, show_phone
from backoffice.rules.portal.acts import needed_level
from backoffice.rules.portal.refusals import SENDING, refuse_act, state_now
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import ActReason, PortalAct
from backoffice.services.commands import already_done, mark_done
from backoffice.services.mine import my_customer
from backoffice.services.portal.messages import notices, told_by
from backoffice.services.portal.orders import ActOrder, ActPreview, ActResult, NewContact
from backoffice.services.portal.standing import Standing, level_or_why, proved_level, read_standing, send_to
from backoffice.services.staff import current_staff
from backoffice.services.trace import record

AT_HOME = "adresse du logement"
_DONE = {
    PortalAct.UNLOCK: "Compte en ligne du client {} débloqué ; son mot de passe n’a pas changé.",
    PortalAct.RELEASE_REGISTRATION: "Inscription libérée pour le client {} : il peut créer son compte.",
    PortalAct.SEND_ACTIVATION: "Nouvelle activation demandée au portail pour le client {}.",
    PortalAct.SEND_RESET: "Réinitialisation demandée au portail pour le client {}.",
    PortalAct.SEND_INVITATION: "Courrier d’invitation demandé au portail pour le client {}.",
    PortalAct.REPLACE_CONTACT: "Contact du client {} enregistré : il servira après le délai de sécurité.",
    PortalAct.END_SESSIONS: "Connexions du client {} fermées partout.",
    PortalAct.SUSPEND: "Compte en ligne du client {} suspendu : seul un responsable le rouvre.",
    PortalAct.LIFT: "Suspension levée pour le client {}.",
    PortalAct.CLOSE: "Compte en ligne du client {} fermé.",
}


def preview_act(
    session: Session,
    customer_id: int,
    act: PortalAct,
    reason: ActReason | None = None,
    contact_id: int | None = None,
    new_contact: NewContact | None = None,
) -> ActPreview:
    """What would leave, to whom the portal would write, and what refuses it apart from the caller's level.

    Raises ``NotFound`` for a customer that is not mine.
    """
    customer = my_customer(session, customer_id)
    standing = read_standing(session, customer, current_staff(session))
    minutes = standing.profile.undo_minutes
    try:
        refuse_act(standing.facts, act, reason, standing.now)
        sends_to = send_to(session, standing, contact_id)[1] if act in SENDING else None
        proposed = _proposed(new_contact) if new_contact else None
    except Refused as refusal:
        return ActPreview((), None, minutes, refusal.sentence)
    told = tuple(one.preview() for one in notices(session, customer.id, act, reason, proposed))
    return ActPreview(told, AT_HOME if act is PortalAct.SEND_INVITATION else sends_to, minutes, None)


def do_act(session: Session, order: ActOrder) -> ActResult:
    """Carry out the order in one transaction: state, errand, history, messages, trace, alert.

    The rules refuse here first, with their sentences; the database checks everything again and is the only
    one to write. Raises ``Refused`` with a code (R4.14, R4.15), ``NotFound``, ``Conflict`` when the command's
    identifier served for something else.
    """
    staff = current_staff(session)
    customer = my_customer(session, order.customer_id, lock=True)
    done = already_done(session, order.command_id, order.act.value, order.arguments())
    if done is not None:
        return _done_before(session, order, done)
    standing = read_standing(session, customer, staff)
    level = _level(session, order, standing)
    refuse_act(replace(standing.facts, level=level), order.act, order.reason, standing.now)
    contact_id = send_to(session, standing, order.contact_id)[0] if order.act in SENDING else None
    row = _carry_out(session, order, contact_id)
    told = told_by(session, customer.id, row.command_id)
    sentence = _DONE[order.act].format(customer.client_ref)
    _trace(session, order, row, customer)
    answer = {"sentence": sentence, "told": list(told), "act_id": row.id}
    mark_done(session, order.command_id, order.act.value, order.arguments(), answer)
    session.flush()
    return ActResult(done_now=True, sentence=sentence, told=told, act_id=row.id, undone_until=row.leaves_at)


def _level(session: Session, order: ActOrder, standing: Standing) -> CallerLevel:
    """What protects needs no proof: it is done whoever calls, a barred caller included."""
    needed = needed_level(order.act, state_now(standing.facts))
    if needed is CallerLevel.L0:
        return level_or_why(session, order.customer_id, order.call_id, at_counter=order.at_counter)[0]
    return proved_level(session, order.customer_id, order.call_id, at_counter=order.at_counter, needed=needed)


def _carry_out(session: Session, order: ActOrder, contact_id: int | None) -> PortalActRow:
    if (order.new_contact is None) is (order.act is PortalAct.REPLACE_CONTACT):
        raise Refused(
            "Un nouveau contact se donne pour « Remplacer un contact », et pour cet acte seul.",
            code="WRONG_CONTACT",
        )
    proposed = _proposed(order.new_contact) if order.new_contact else None
    arguments = (
        order.call_id,
        order.at_counter,
        cast(order.command_id, Uuid(as_uuid=False)),
        contact_id,
        cast(proposed, JSONB(none_as_null=True)),
    )
    act_id = session.execute(
        select(func.do_portal_act(order.customer_id, order.act.value, order.reason.value, *arguments))
    ).scalar_one()
    return session.get_one(PortalActRow, act_id, populate_existing=True)


def _proposed(new: NewContact) -> dict[str, Any]:
    """The contact in the shape that the database takes. Raises ``Refused`` (``WRONG_CONTACT``)."""
    details = proposal_of(new.value, new.replaces).details
    if details["channel"] != new.channel.value:
        raise Refused(
            "Ce contact n’est pas de la sorte annoncée : un portable est un numéro, un courriel a un « @ ».",
            code="WRONG_CONTACT",
        )
    if new.channel is ContactChannel.MOBILE and is_landline(details["value_key"]):
        raise Refused(
            "Ce numéro est un téléphone fixe, il ne reçoit pas de SMS : faites donner un portable.",
            code="WRONG_CONTACT",
        )
    # The number alone: what was typed around it is no part of a contact.
    written = details["value"] if new.channel is ContactChannel.EMAIL else show_phone(details["value_key"])
    return details | {"value": written}


def _done_before(session: Session, order: ActOrder, done: dict[str, Any]) -> ActResult:
    row = session.get_one(PortalActRow, int(done["act_id"]), populate_existing=True)
    if order.new_contact is not None and not _same_contact(session, row, order.new_contact):
        raise Conflict(
            f"L’identifiant de commande {order.command_id} a déjà servi à un autre contact : "
            "donnez-en un nouveau à chaque acte.",
            code="COMMAND_REUSED",
        )
    return ActResult(
        done_now=False,
        sentence=str(done["sentence"]),
        told=tuple(done["told"]),
        act_id=row.id,
        undone_until=row.leaves_at,
    )


def _same_contact(session: Session, row: PortalActRow, new: NewContact) -> bool:
    """Compared with what was written: no copy of a contact is kept among the commands."""
    written = session.execute(
        select(Contact.value_key, ChangeRequest.replaced_id)
        .join(ChangeRequest, ChangeRequest.contact_id == Contact.id)
        .where(ChangeRequest.id == row.before.get("change"))
    ).one_or_none()
    return written is not None and tuple(written) == (_proposed(new)["value_key"], new.replaces)


def _trace(session: Session, order: ActOrder, row: PortalActRow, customer: Customer) -> None:
    record(
        session,
        act=order.act.value,
        subject=f"customer:{customer.id}",
        landlord_id=customer.landlord_id,
        staff_id=row.staff_id,
        customer_id=customer.id,
        reason=order.reason.value,
        call_id=row.call_id,
        command_id=row.command_id,
        detail={"level": row.level, "at_counter": order.at_counter, "act": row.id},
    )
