"""Acts as services do them: previewed, done once, told, traced, shown in the history (R4.14–R4.16, R4.25)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from backoffice.database.session import transaction
from backoffice.errors import Conflict, GuichetError, NotFound, Refused
from backoffice.models.desk.online import PortalActRow, PortalErrand
from backoffice.models.person import Contact
from backoffice.models.trace import AuditEntry, OutboxMessage, SupervisorAlert
from backoffice.rules.portal.acts import AccessState
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import ActReason, PortalAct
from backoffice.services.desk.timeline.pages import timeline
from backoffice.services.desk.timeline.results import Family
from backoffice.services.portal.acts import do_act, preview_act
from backoffice.services.portal.offers import act_offers
from backoffice.services.portal.orders import ActOrder, ActResult, NewContact
from backoffice.services.portal.undoing import done_acts, undo_act
from tests.factories import House, make_landlord, make_tenant
from tests.portal_desk import PortalDesk

pytestmark = pytest.mark.database
MOBILE = NewContact(ContactChannel.MOBILE, "06 98 76 54 32")


@pytest.fixture
def manager(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """The manager of all agencies."""
    return engine_of(training, user="responsable.demo")


def order(stage: PortalDesk, act: PortalAct, reason: ActReason, **changes: Any) -> ActOrder:
    values: dict[str, Any] = {"command_id": str(uuid4()), "at_counter": True} | changes
    return ActOrder(stage.id, act, reason, **values)


def done(engine: Engine, asked: ActOrder) -> ActResult:
    with transaction(engine) as session:
        return do_act(session, asked)


def refused(engine: Engine, asked: ActOrder) -> str | None:
    with pytest.raises(GuichetError) as caught:
        done(engine, asked)
    return caught.value.code


def left(session: Session, asked: ActOrder) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.command_id == asked.command_id)
    return list(session.scalars(query.order_by(OutboxMessage.id)))


EVERY_ACT = (
    (AccessState.LOCKED_TEMPORARY, PortalAct.UNLOCK, ActReason.TYPING_ERROR, "ACTIVE", None),
    (AccessState.LOCKED_TEMPORARY, PortalAct.UNLOCK, ActReason.TAKEOVER_SUSPECTED, "ACTIVE", "SESSIONS_END"),
    (AccessState.REGISTRATION_BLOCKED, PortalAct.RELEASE_REGISTRATION, ActReason.PORTAL_INCIDENT, None, None),
    (AccessState.PENDING_ACTIVATION, PortalAct.SEND_ACTIVATION, ActReason.LINK_EXPIRED, "PENDING_ACTIVATION",
     "ACTIVATION"),
    (AccessState.ACTIVE, PortalAct.SEND_RESET, ActReason.FORGOTTEN_PASSWORD, "ACTIVE", "RESET"),
    (AccessState.ACTIVE, PortalAct.END_SESSIONS, ActReason.DEVICE_SHARED, "ACTIVE", "SESSIONS_END"),
    (AccessState.ACTIVE, PortalAct.SUSPEND, ActReason.TENANT_OBJECTS, "SUSPENDED_FRAUD", "SESSIONS_END"),
    (AccessState.SUSPENDED_FRAUD, PortalAct.LIFT, ActReason.DOUBT_CLEARED, "ACTIVE", None),
    (AccessState.LOCKED_STAFF, PortalAct.LIFT, ActReason.DOUBT_CLEARED, "ACTIVE", None),
    (AccessState.ACTIVE, PortalAct.CLOSE, ActReason.DEATH, "CLOSED", None),
    (AccessState.ACTIVE, PortalAct.REPLACE_CONTACT, ActReason.CONTACT_LOST, "ACTIVE", None),
)  # fmt: skip


def test_each_act_is_previewed_done_told_and_undone(stage: PortalDesk, manager: Engine) -> None:
    """What is previewed is what leaves, byte for byte; undone, all is as it was and nothing leaves."""
    for state, act, reason, after, errand in EVERY_ACT:
        stage.put(state)
        before = stage.state()
        new = MOBILE if act is PortalAct.REPLACE_CONTACT else None
        asked = order(stage, act, reason, new_contact=new)
        with transaction(manager) as session:
            shown = preview_act(session, stage.id, act, reason, new_contact=new)
        assert shown.refusal is None
        result = done(manager, asked)
        assert stage.state() == after
        with transaction(manager) as session:
            row = session.get_one(PortalActRow, result.act_id)
            messages = left(session, asked)
            number = str(row.before.get("change", "••••"))
            assert [(one.subject, one.body) for one in messages] == [
                (one.subject.replace("••••", number, 1), one.body.replace("••••", number, 1))
                for one in shown.messages
            ]
            assert result.told == tuple(one.address_masked for one in shown.messages)
            assert {one.not_before for one in messages} == {row.leaves_at} == {result.undone_until}
            asks = session.scalars(select(PortalErrand).where(PortalErrand.act_id == row.id)).all()
            assert [one.kind for one in asks] == ([errand] if errand else [])
            protects = act in (PortalAct.UNLOCK, PortalAct.END_SESSIONS, PortalAct.SUSPEND)
            assert all(one.not_before == (row.done_at if protects else row.leaves_at) for one in asks)
            assert (row.level, row.reason) == (CallerLevel.L3, reason)
            assert [one.can_undo for one in done_acts(session, stage.id) if one.id == row.id] == [True]
        _undo(manager, stage, result, asked)
        assert stage.state() == before, act


def _undo(engine: Engine, stage: PortalDesk, result: ActResult, asked: ActOrder) -> None:
    with transaction(engine) as session:
        assert undo_act(session, result.act_id, str(uuid4())).done_now
    with transaction(engine) as session:
        assert {one.state for one in left(session, asked)} == {"CANCELLED"}
        errands = session.scalars(select(PortalErrand.state).where(PortalErrand.act_id == result.act_id))
        assert set(errands) <= {"CANCELLED"}
        lines = [line.sentence for line in timeline(session, stage.id, frozenset({Family.PORTAL})).lines]
        assert f"Acte annulé : {asked.act.label.lower()}" in lines
        shown = next(one for one in done_acts(session, stage.id) if one.id == result.act_id)
        assert (shown.can_undo, shown.undone_at is not None) == (False, True)


def test_an_act_is_done_once_and_its_command_serves_once(stage: PortalDesk, desk: Engine) -> None:
    stage.put(AccessState.ACTIVE)
    asked = order(stage, PortalAct.REPLACE_CONTACT, ActReason.TENANT_ASKS, new_contact=MOBILE)
    first, second = done(desk, asked), done(desk, asked)
    assert (first.done_now, second.done_now) == (True, False)
    assert (first.act_id, first.told, first.sentence) == (second.act_id, second.told, second.sentence)
    other = NewContact(ContactChannel.MOBILE, "06 98 76 54 33")
    again = ActOrder(**{**vars(asked), "new_contact": other})
    with pytest.raises(Conflict):
        done(desk, again)
    with pytest.raises(Conflict):
        done(desk, ActOrder(**{**vars(asked), "reason": ActReason.CONTACT_LOST}))
    kept = stage.ask("SELECT arguments::text || result::text FROM command_done WHERE command_id = %s",
                     asked.command_id)  # fmt: skip
    assert "98" not in kept.replace(asked.command_id, ""), "no copy of the contact among the commands"
    stage.become("agent.demo")
    reused = "SELECT do_portal_act(%s, 'SUSPEND', 'TAKEOVER_SUSPECTED', command => %s)"
    assert stage.refused(reused, stage.id, asked.command_id) == "GU002"


def test_a_new_contact_waits_and_all_old_ones_are_told(stage: PortalDesk, desk: Engine) -> None:
    """R4.24, R4.25: nothing is sent to it for a day, and nothing tells it; the old one serves until then."""
    stage.put(AccessState.ACTIVE)
    old = stage.contact("1344")
    replaced = NewContact(ContactChannel.MOBILE, "06 98 76 54 32", old)
    asked = order(stage, PortalAct.REPLACE_CONTACT, ActReason.CONTACT_LOST, new_contact=replaced)
    done(desk, asked)
    with transaction(desk) as session:
        known = {one.value_key for one in session.scalars(select(Contact).where(Contact.id == old))}
        told = {one.address for one in left(session, asked)}
        assert known < told
        assert "+33698765432" not in told
        new = session.scalars(select(Contact.id).where(Contact.value_key == "+33698765432")).one()
    reset = order(stage, PortalAct.SEND_RESET, ActReason.FORGOTTEN_PASSWORD)
    assert refused(desk, ActOrder(**{**vars(reset), "contact_id": new})) == "CONTACT_COOLING_OFF"
    done(desk, reset)
    assert (
        stage.ask("SELECT contact_id FROM portal_errand WHERE kind = 'RESET' ORDER BY id DESC LIMIT 1") == old
    )
    stage.put(AccessState.LOCKED_TEMPORARY)
    unlock = order(stage, PortalAct.UNLOCK, ActReason.TYPING_ERROR)
    assert refused(desk, unlock) == "COOLING_OFF"


def test_a_contact_that_cannot_serve_is_refused(stage: PortalDesk, desk: Engine) -> None:
    """A landline receives no message; what is announced is what is given."""
    stage.put(AccessState.ACTIVE)
    for new in (
        NewContact(ContactChannel.MOBILE, "04 86 57 94 94"),
        NewContact(ContactChannel.EMAIL, "06 98 76 54 32"),
        NewContact(ContactChannel.EMAIL, "sans arobase"),
        NewContact(ContactChannel.MOBILE, "06 98 76 54 32", 999_999_999),
        None,
    ):
        asked = order(stage, PortalAct.REPLACE_CONTACT, ActReason.TENANT_ASKS, new_contact=new)
        assert refused(desk, asked) == "WRONG_CONTACT", new


def test_the_third_unlock_in_seven_days_alerts_and_an_undone_one_does_not_count(
    stage: PortalDesk, desk: Engine
) -> None:
    stage.do("DELETE FROM supervisor_alert")
    stage.do("UPDATE portal_event SET occurred_at = now() - interval '8 days' WHERE kind = 'UNLOCKED'")
    for rank in range(4):
        stage.put(AccessState.LOCKED_TEMPORARY)
        result = done(desk, order(stage, PortalAct.UNLOCK, ActReason.TYPING_ERROR))
        with transaction(desk) as session:
            alerts = session.scalars(select(SupervisorAlert.kind)).all()
            assert alerts == (["REPEATED_UNLOCK"] if rank == 3 else []), rank
            if rank == 1:
                undo_act(session, result.act_id, str(uuid4()))


def test_the_act_is_traced_with_its_reason_and_its_level(stage: PortalDesk, desk: Engine) -> None:
    stage.put(AccessState.ACTIVE)
    call = stage.call_at("agent.demo", "L1")
    asked = order(stage, PortalAct.END_SESSIONS, ActReason.DEVICE_SHARED, call_id=call, at_counter=False)
    done(desk, asked)
    with transaction(desk) as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "END_SESSIONS")).one()
        assert (entry.reason, entry.detail["level"], entry.call_id) == ("DEVICE_SHARED", "L1", call)
        assert "Sessions fermées : appareil partagé ou perdu" in [
            line.sentence for line in timeline(session, stage.id, frozenset({Family.PORTAL})).lines
        ]


def test_the_keys_say_what_is_missing(stage: PortalDesk, desk: Engine, manager: Engine) -> None:
    stage.put(AccessState.SUSPENDED_FRAUD)
    with transaction(desk) as session:
        offers = {one.act: one for one in act_offers(session, stage.id, at_counter=True)}
    assert list(offers) == list(PortalAct)
    assert offers[PortalAct.LIFT].possible
    assert "responsable" in offers[PortalAct.LIFT].missing
    assert (offers[PortalAct.CLOSE].needed, offers[PortalAct.CLOSE].manager_only) == (CallerLevel.L3, True)
    assert not offers[PortalAct.UNLOCK].possible
    with transaction(manager) as session:
        mine = {one.act: one.missing for one in act_offers(session, stage.id, at_counter=True)}
        unproved = {one.act: one.missing for one in act_offers(session, stage.id, 999_999_999)}
    assert mine[PortalAct.LIFT] == ""
    assert "n° 999999999" in unproved[PortalAct.LIFT]


def test_without_any_contact_a_letter_leaves_and_a_lost_one_is_told_a_last_time(
    stage: PortalDesk, desk: Engine
) -> None:
    """R3.44: a contact that left the file serves for one last message, a disputed one never again."""
    person = "person_id = (SELECT main_person_id FROM customer WHERE id = %s)"
    stage.do(f"UPDATE contact SET valid_from = current_date - 99, valid_to = current_date - 2 WHERE {person}",
             stage.id)  # fmt: skip
    stage.put(AccessState.ACTIVE)
    first = order(stage, PortalAct.END_SESSIONS, ActReason.DEVICE_SHARED)
    second = order(stage, PortalAct.END_SESSIONS, ActReason.TENANT_ASKS)
    assert len(done(desk, first).told) == 2
    assert done(desk, second).told == ("adresse postale du dossier",)
    assert refused(desk, order(stage, PortalAct.SEND_RESET, ActReason.NOT_RECEIVED)) == "NO_SECURITY_CONTACT"


def test_a_customer_of_another_landlord_is_neither_shown_nor_touched(session: Session, house: House) -> None:
    stranger = make_tenant(session, make_landlord(session))
    asked = ActOrder(stranger.id, PortalAct.SUSPEND, ActReason.TAKEOVER_SUSPECTED, str(uuid4()))
    for ask in (
        lambda: do_act(session, asked),
        lambda: preview_act(session, stranger.id, PortalAct.CLOSE),
        lambda: act_offers(session, stranger.id),
        lambda: undo_act(session, 999_999_999, str(uuid4())),
    ):
        with pytest.raises(NotFound):
            ask()


def test_nobody_imitates_a_notice(stage: PortalDesk, desk: Engine) -> None:
    forged = text(
        "INSERT INTO outbox_message"
        " (landlord_id, customer_id, person_id, channel, address, template, subject, body, not_before)"
        " SELECT landlord_id, id, main_person_id, 'EMAIL', 'a@b.fr', 'ACCESS_NOTICE', 'x', 'y', now()"
        " FROM customer WHERE id = :id"
    )
    with pytest.raises(Refused), transaction(desk) as session:
        session.execute(forged, {"id": stage.id})
