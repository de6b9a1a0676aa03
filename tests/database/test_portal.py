"""Unlocking on the real tables: once, with who and why, or refused with nothing written."""

from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.errors import Conflict, GuichetError, Misconfigured, NotFound, Refused
from backoffice.models.call import CallerCheck, PhoneCall
from backoffice.models.lease import Customer
from backoffice.models.portal import AccountLock, PortalAccount, PortalEvent, RegistrationBlock
from backoffice.models.trace import AuditEntry, OutboxMessage, SupervisorAlert
from backoffice.rules.vocabulary.calls import CallerLevel, CheckMethod, CheckOutcome, ContactPlace
from backoffice.rules.vocabulary.portal import AccountState, PortalAction, UnlockReason
from backoffice.services.caller.checks import call_back, give_identifiers
from backoffice.services.caller.contacts import call_back_contacts
from backoffice.services.caller.questions import answer_questions, draw_questions
from backoffice.services.calls import end_call, open_call, start_call
from backoffice.services.desk.timeline.pages import timeline
from backoffice.services.desk.timeline.results import Family
from backoffice.services.portal.unlock import UnlockOrder, UnlockResult, preview_unlock, unlock
from backoffice.services.tenant.file import open_tenant
from backoffice.services.tenant.lookup import customer_of_number
from tests.conftest import Server
from tests.factories import House, make_landlord, make_tenant

pytestmark = pytest.mark.database


def order(session: Session, number: str = "1344", **changes: object) -> UnlockOrder:
    customer_id = customer_of_number(session, number, None)
    call = open_call(session, customer_id)
    values: dict[str, object] = {
        "customer_id": customer_id,
        "action": PortalAction.UNLOCK,
        "reason": UnlockReason.TYPING_ERROR,
        "command_id": str(uuid4()),
        "call_id": call.id if call else None,
        "at_counter": False,
    }
    return UnlockOrder(**values | changes)  # type: ignore[arg-type]


def carry_out(desk: Engine, number: str = "1344", **changes: object) -> UnlockResult:
    with transaction(desk) as session:
        return unlock(session, order(session, number, **changes))


def counts(desk: Engine) -> tuple[int, ...]:
    tables = (PortalEvent, OutboxMessage, AuditEntry, SupervisorAlert)
    with transaction(desk) as session:
        return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def refused(desk: Engine, number: str = "1344", **changes: object) -> str | None:
    before = counts(desk)
    with pytest.raises(GuichetError) as caught:
        carry_out(desk, number, **changes)
    assert counts(desk) == before, "a refusal writes nothing"
    return caught.value.code


def test_an_unlock_is_done_once_recorded_and_told(desk: Engine) -> None:
    result = carry_out(desk)
    assert result.done_now
    assert result.told == ("m•••@mail.fr", "07 •• •• •• 00")
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "1344", None)
        account = session.scalars(select(PortalAccount).where(PortalAccount.customer_id == customer_id)).one()
        assert account.state == AccountState.ACTIVE
        assert account.failed_attempts == 0
        locks = session.scalars(select(AccountLock).where(AccountLock.account_id == account.id)).all()
        assert all(lock.ended_at is not None for lock in locks)
        history = timeline(session, customer_id, frozenset({Family.PORTAL})).lines
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "UNLOCK")).one()
    acts = [line for line in history if line.who == "Camille Moreau"]
    assert acts[0].sentence == "Compte débloqué : erreurs de frappe"
    assert acts[0].who == "Camille Moreau"
    assert (entry.login, entry.reason, entry.customer_id) == ("agent.demo", "TYPING_ERROR", customer_id)


def test_the_same_command_twice_changes_nothing(desk: Engine) -> None:
    command_id = str(uuid4())
    first = carry_out(desk, command_id=command_id)
    after = counts(desk)
    second = carry_out(desk, command_id=command_id)
    assert (first.done_now, second.done_now) == (True, False)
    assert (second.sentence, second.told) == (first.sentence, first.told)
    assert counts(desk) == after


def test_a_command_is_not_used_for_two_acts(desk: Engine) -> None:
    command_id = str(uuid4())
    carry_out(desk, command_id=command_id)
    with pytest.raises(Conflict):
        carry_out(desk, command_id=command_id, reason=UnlockReason.NEW_DEVICE)
    with pytest.raises(Misconfigured):
        carry_out(desk, command_id="pas un uuid")


def test_another_command_finds_nothing_left_to_unlock(desk: Engine) -> None:
    carry_out(desk)
    assert refused(desk) == "NOT_LOCKED"


def test_without_a_verified_caller_nothing_happens(desk: Engine) -> None:
    assert refused(desk, call_id=None) == "CALLER_NOT_VERIFIED"
    assert refused(desk, call_id=999_999_999) == "CALLER_NOT_VERIFIED"


def test_a_call_for_another_tenant_is_no_proof(desk: Engine) -> None:
    with transaction(desk) as session:
        other = start_call(session, customer_of_number(session, "00012345", None), ContactPlace.PHONE)
        give_identifiers(session, other.id, CheckOutcome.PASSED)
        answer_questions(session, draw_questions(session, other.id).id, (True, True))
    assert refused(desk, call_id=other.id) == "CALLER_NOT_VERIFIED"


def test_the_level_expires_with_the_call(desk: Engine) -> None:
    with transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
        end_call(session, call.id, "rappel promis")
    assert refused(desk, call_id=call.id) == "CALLER_NOT_VERIFIED"


def test_level_one_is_refused_then_level_two_unlocks(desk: Engine) -> None:
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "1344", None)
        running = open_call(session, customer_id)
        assert running is not None
        end_call(session, running.id, "")
        call = start_call(session, customer_id, ContactPlace.PHONE, "07 56 89 41 00")
        assert call.level is CallerLevel.L0
        assert give_identifiers(session, call.id, CheckOutcome.PASSED).level == "L1"
    assert refused(desk, call_id=call.id) == "CALLER_NOT_VERIFIED"
    with transaction(desk) as session:
        (number, *_) = call_back_contacts(session, call.id)
        assert call_back(session, call.id, number.id, CheckOutcome.PASSED).level == "L2"
    assert carry_out(desk, call_id=call.id).done_now


def test_at_the_counter_the_visit_is_recorded_with_the_paper_seen(desk: Engine) -> None:
    """R4.28: level, method, agent and time, in the transaction of the act."""
    assert carry_out(desk, call_id=None, at_counter=True).done_now
    with transaction(desk) as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "UNLOCK")).one()
        visit = session.get_one(PhoneCall, entry.call_id)
        check = session.scalars(select(CallerCheck).where(CallerCheck.call_id == visit.id)).one()
        lock = session.scalars(select(AccountLock).where(AccountLock.call_id == visit.id)).one()
    assert (visit.place, visit.level, entry.detail["level"]) == ("COUNTER", "L3", "L3")
    assert visit.ended_at is not None
    assert (check.method, check.outcome) == (CheckMethod.COUNTER_ID, CheckOutcome.PASSED)
    assert lock.ended_at is not None


def test_a_call_at_the_counter_is_worth_what_was_checked_in_it(desk: Engine) -> None:
    with transaction(desk) as session:
        visit = start_call(session, customer_of_number(session, "1344", None), ContactPlace.COUNTER)
    assert refused(desk, call_id=visit.id, at_counter=True) == "CALLER_NOT_VERIFIED"


def blocked_registration(session: Session) -> str:
    return session.scalars(
        select(Customer.client_ref)
        .join(RegistrationBlock, RegistrationBlock.customer_id == Customer.id)
        .outerjoin(PortalAccount, PortalAccount.customer_id == Customer.id)
        .where(RegistrationBlock.released_at.is_(None), PortalAccount.id.is_(None))
        .order_by(Customer.id)
    ).first() or pytest.fail("the training landlord has no blocked registration")


def test_a_blocked_registration_is_released_and_never_unlocked(desk: Engine) -> None:
    with transaction(desk) as session:
        number = blocked_registration(session)
        customer_id = customer_of_number(session, number, None)
        assert open_tenant(session, customer_id, None).portal.action is PortalAction.RELEASE_REGISTRATION
    assert refused(desk, number, call_id=None, at_counter=True) == "NO_ACCOUNT"
    released = carry_out(
        desk, number, action=PortalAction.RELEASE_REGISTRATION, call_id=None, at_counter=True
    )
    assert released.done_now
    with transaction(desk) as session:
        assert open_tenant(session, customer_id, None).portal.action is None


def test_the_preview_shows_what_will_leave_and_no_address_whole(desk: Engine) -> None:
    with transaction(desk) as session:
        shown = preview_unlock(session, customer_of_number(session, "1344", None), PortalAction.UNLOCK)
    assert shown.refusal is None
    assert {message.channel for message in shown.messages} == {"Courriel", "SMS"}
    mail = next(message for message in shown.messages if message.channel == "Courriel")
    assert "Bonjour Madame Thị Hồng Lefèvre" in mail.body
    assert all("•" in message.address_masked for message in shown.messages)


def test_two_wrong_answers_close_every_door_for_the_day(desk: Engine) -> None:
    with transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
        answer_questions(session, draw_questions(session, call.id).id, (True, False))
        assert answer_questions(session, draw_questions(session, call.id).id, (False, True)).level == "L0"
    assert refused(desk, call_id=call.id) == "CALLER_NOT_VERIFIED"
    assert refused(desk, call_id=None, at_counter=True) == "CALLER_NOT_VERIFIED"


def test_vector_15_a_colleague_s_wrong_answers_close_my_call_too(
    desk: Engine, server: Server, training: str
) -> None:
    colleague = make_engine(server.dsn(training, "responsable.demo"))
    try:
        with transaction(colleague) as session:
            call = start_call(session, customer_of_number(session, "1344", None), ContactPlace.PHONE)
            answer_questions(session, draw_questions(session, call.id).id, (False, False))
    finally:
        colleague.dispose()
    assert refused(desk) == "CALLER_NOT_VERIFIED"


def test_missed_call_backs_are_no_wrong_answers(desk: Engine) -> None:
    with transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
        (number, *_) = call_back_contacts(session, call.id)
        for _ in range(3):
            call_back(session, call.id, number.id, CheckOutcome.FAILED)
    assert carry_out(desk).done_now


def test_a_closed_contract_with_a_locked_account_is_refused_for_its_contract(desk: Engine) -> None:
    assert refused(desk, "1015", call_id=None, at_counter=True) == "CONTRACT_CLOSED"


def test_the_alert_counts_unlocks_by_staff_alone(desk: Engine, server: Server, training: str) -> None:
    """R4.16: an account that unlocked by itself was unlocked by nobody."""
    owner = make_engine(server.dsn(training))
    by_portal = text(
        "INSERT INTO portal_event (landlord_id, customer_id, kind, occurred_at)"
        " SELECT landlord_id, id, 'UNLOCKED', now() - interval '1 day' FROM customer, generate_series(1, 4)"
        " WHERE client_ref = '1344'"
    )
    with transaction(owner) as session:
        session.execute(by_portal)
    owner.dispose()
    before = counts(desk)[3]
    carry_out(desk)
    assert counts(desk)[3] == before
    carry_out(desk, "1011", call_id=None, at_counter=True)
    with transaction(desk) as session:
        alert = session.scalars(select(SupervisorAlert).order_by(SupervisorAlert.id.desc()).limit(1)).one()
        shown = open_tenant(session, customer_of_number(session, "1344", None), None)
    assert "3 déblocages en sept jours" in alert.sentence
    assert shown.portal.unlocks_last_week == 1


def test_a_closed_account_does_not_hide_a_blocked_registration(
    desk: Engine, server: Server, training: str
) -> None:
    owner = make_engine(server.dsn(training))
    with transaction(owner) as session:
        customer_id = customer_of_number_as_owner(session, "1344")
        session.execute(
            text("UPDATE portal_account SET state = 'CLOSED', closed_at = now() WHERE customer_id = :c"),
            {"c": customer_id},
        )
        session.execute(
            text(
                "INSERT INTO registration_block (landlord_id, customer_id, failures, blocked_at)"
                " SELECT landlord_id, id, 5, now() FROM customer WHERE id = :c"
            ),
            {"c": customer_id},
        )
    owner.dispose()
    with transaction(desk) as session:
        card = open_tenant(session, customer_id, None).portal
    assert (card.action, card.detail) == (PortalAction.RELEASE_REGISTRATION, "5 inscriptions manquées")
    assert carry_out(desk, action=PortalAction.RELEASE_REGISTRATION).done_now


def customer_of_number_as_owner(session: Session, number: str) -> int:
    return session.scalars(select(Customer.id).where(Customer.client_ref == number)).one()


def test_an_attacked_account_is_not_unlocked_at_its_owners_request(desk: Engine) -> None:
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "1344", None)
        shown = preview_unlock(session, customer_id, PortalAction.UNLOCK, UnlockReason.TAKEOVER_SUSPECTED)
    assert shown.messages
    assert all("à votre demande" not in message.body for message in shown.messages)
    carry_out(desk, reason=UnlockReason.TAKEOVER_SUSPECTED)
    with transaction(desk) as session:
        sent = session.scalars(select(OutboxMessage).where(OutboxMessage.customer_id == customer_id)).all()
    assert any("une autre personne" in message.body for message in sent)
    assert all("à votre demande" not in message.body for message in sent)


def test_a_customer_of_another_landlord_is_neither_unlocked_nor_previewed(
    session: Session, house: House
) -> None:
    stranger = make_tenant(session, make_landlord(session))
    asked = UnlockOrder(
        stranger.id, PortalAction.UNLOCK, UnlockReason.NEW_DEVICE, str(uuid4()), None, at_counter=True
    )
    with pytest.raises(NotFound):
        unlock(session, asked)
    with pytest.raises(NotFound):
        preview_unlock(session, stranger.id, PortalAction.UNLOCK)


def test_an_agent_cannot_touch_what_he_is_not_granted(desk: Engine) -> None:
    with pytest.raises(Refused), transaction(desk) as session:
        session.execute(AuditEntry.__table__.delete())  # type: ignore[attr-defined]
    with pytest.raises(Refused), transaction(desk) as session:
        session.execute(PortalAccount.__table__.update().values(login="x"))  # type: ignore[attr-defined]
