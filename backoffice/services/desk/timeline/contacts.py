"""What the time line tells of contacts without a case and of the call-backs promised."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from backoffice.models.desk.contact import ContactEvent, PromisedCallBack
from backoffice.models.landlord import Agency, Staff
from backoffice.rules.dates import french_instant
from backoffice.rules.vocabulary.calls import CallBackReason, CallBackState, ContactTopic, EventChannel
from backoffice.services.desk.timeline.results import Family
from backoffice.services.desk.timeline.source import CUSTOMER, Facts, Source
from backoffice.services.desk.timeline.words import signed

_OWNER = aliased(Staff)
_WHO = {"who": Staff.full_name}


def _contact(facts: Facts) -> str:
    topic, channel = ContactTopic(facts["topic"]).label, EventChannel(facts["channel"]).label
    return f"Contact sans dossier : {topic} ({channel.lower()})"


def _promised(facts: Facts) -> str:
    due = french_instant(datetime.fromisoformat(facts["due"]))
    reason = CallBackReason(facts["reason"]).label.lower()
    return f"Rappel promis pour le {due}, par {facts['owner']} : {reason}"


def _settled(facts: Facts) -> str:
    due = french_instant(datetime.fromisoformat(facts["due"]))
    return f"Rappel promis pour le {due} : {CallBackState(facts['state']).label.lower()}"


def _promises(signer: InstrumentedAttribute[Any]) -> Select[Any]:
    return (
        select(PromisedCallBack.id)
        .join(Staff, Staff.id == signer, isouter=True)
        .join(_OWNER, _OWNER.id == PromisedCallBack.owner_id, isouter=True)
        .join(Agency, Agency.id == PromisedCallBack.agency_id, isouter=True)
        .where(PromisedCallBack.customer_id == CUSTOMER)
    )


CONTACTS = (
    Source(
        Family.CALL,
        select(ContactEvent.id)
        .join(Staff, Staff.id == ContactEvent.staff_id, isouter=True)
        .where(ContactEvent.customer_id == CUSTOMER),
        ContactEvent.recorded_at,
        ContactEvent.id,
        {"topic": ContactEvent.topic, "channel": ContactEvent.channel, **_WHO},
        _contact,
        signed,
    ),
    Source(
        Family.CALL,
        _promises(PromisedCallBack.promised_by),
        PromisedCallBack.recorded_at,
        PromisedCallBack.id,
        {
            "due": PromisedCallBack.due_at,
            "reason": PromisedCallBack.reason,
            "owner": func.coalesce(_OWNER.full_name, Agency.name, literal_column("'un collègue'")),
            **_WHO,
        },
        _promised,
        signed,
    ),
    Source(
        Family.CALL,
        _promises(PromisedCallBack.settled_by).where(PromisedCallBack.settled_at.is_not(None)),
        PromisedCallBack.settled_at,
        PromisedCallBack.id,
        {"due": PromisedCallBack.due_at, "state": PromisedCallBack.state, **_WHO},
        _settled,
        signed,
    ),
)
