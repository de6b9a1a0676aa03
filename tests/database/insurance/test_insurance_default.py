"""The default of insurance: notice, month, policy, sums, end, routes that exclude each other."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.lease import Lease
from backoffice.models.trace import OutboxMessage
from backoffice.rules.insurance.on_behalf import due_until, instalment_months, on_behalf_cost, policy_end
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.service import InsuranceState
from backoffice.rules.vocabulary.validation.insurance import NoticeOutcome, PolicyEnd
from backoffice.services.insurance.acts import ACTS
from backoffice.services.insurance.item import insurance_item
from backoffice.services.insurance.standing import notices_of, policies_of, standing_of
from backoffice.services.insurance.steps.notice import hand_over, note_presented, send_notice, set_required
from backoffice.services.insurance.steps.orders import (
    EndOrder,
    FlagOrder,
    FlagReason,
    HandOverOrder,
    NoticeOrder,
    PolicyOrder,
    PresentedOrder,
)
from backoffice.services.insurance.steps.policy import end_policy, take_policy
from tests.database.insurance.acting import TODAY, Home, at_home, decide, rows, settle, submit

pytestmark = pytest.mark.database


def ask(session: Session, home: Home, days_ago: int) -> None:
    """The certificate was asked for, by a message of the former program."""
    contact = rows(
        session, "SELECT value_key FROM contact WHERE person_id = :p", p=home.customer.main_person_id
    )
    session.add(
        OutboxMessage(
            landlord_id=home.customer.landlord_id,
            customer_id=home.customer.id,
            person_id=home.customer.main_person_id,
            channel="EMAIL",
            address=contact[0][0],
            template="INSURANCE_REQUESTED",
            subject="Votre attestation",
            body="Merci de nous l’envoyer.",
            not_before=datetime.now(UTC),
        )
    )
    session.flush()
    session.execute(
        text("UPDATE insurance_request SET asked_at = now() - make_interval(days => :days)"),
        {"days": days_ago},
    )


def noticed(session: Session, home: Home, presented_on: date) -> int:
    """A formal notice, presented on that day."""
    ask(session, home, 90)
    done = send_notice(session, NoticeOrder(home.dwelling.id, str(uuid4())))
    assert done.made_id is not None
    session.execute(text("UPDATE formal_notice SET sent_on = sent_on - 80"))
    session.execute(text("UPDATE insurance_route SET recorded_at = recorded_at - interval '80 days'"))
    notice = notices_of(session, [home.dwelling.id])[0]
    order = PresentedOrder(
        notice.notice_id, notice.version, presented_on, NoticeOutcome.UNCLAIMED, str(uuid4())
    )
    note_presented(session, order)
    settle(session)
    return done.made_id


def policy(lease: Lease, **changes: object) -> PolicyOrder:
    """A policy of 72 euros a year from today on."""
    values = {
        "lease_id": lease.id,
        "insurer": "Mutuelle Exemple",
        "policy_number": "PC-1",
        "premium": Decimal("71.00"),
        "surcharge_percent": Decimal(10),
        "starts_on": TODAY,
        "command_id": str(uuid4()),
    } | changes
    return PolicyOrder(**values)  # type: ignore[arg-type]  # made above


def state(session: Session, lease: Lease) -> InsuranceState:
    return standing_of(session, lease.id).standing.state


def code_of(caught: pytest.ExceptionInfo[BaseException]) -> str:
    """The code of a refusal, of the rules or of the database."""
    error = caught.value
    return str(getattr(error, "code", None) if isinstance(error, Refused) else error)


def test_from_the_request_to_the_policy_and_its_end(session: Session) -> None:
    home = at_home(session)
    assert state(session, home.dwelling) is InsuranceState.UNINSURED
    ask(session, home, 2)
    assert state(session, home.dwelling) is InsuranceState.REQUESTED
    with pytest.raises(Refused) as caught:
        send_notice(session, NoticeOrder(home.dwelling.id, str(uuid4())))
    assert caught.value.code == "ANSWER_RUNNING"
    noticed(session, home, TODAY - timedelta(days=60))
    assert state(session, home.dwelling) is InsuranceState.ON_BEHALF_ALLOWED
    order = policy(home.dwelling)
    taken = take_policy(session, order)
    said = taken.sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert said.endswith("78,10 € l’an, 2 mois à 6,50 €, puis 10 mois à 6,51 €.")
    assert take_policy(session, order).done_now is False
    settle(session)
    assert state(session, home.dwelling) is InsuranceState.ON_BEHALF_ACTIVE
    (made,) = policies_of(session, {home.dwelling.id: "Logement"})
    cost = on_behalf_cost(Decimal("71.00"), Decimal(10))
    assert [one.amount for one in made.instalments] == list(cost.instalments)
    assert [one.month for one in made.instalments] == list(instalment_months(TODAY))
    assert (made.total, made.ends_on) == (cost.total, policy_end(TODAY))
    paper = submit(session, home.dwelling)
    assert insurance_item(session, paper.work_item_id or 0).policy is not None
    decide(session, paper)
    tasks = "SELECT kind, state FROM follow_up WHERE customer_id = :id ORDER BY id"
    assert ("END_ON_BEHALF_POLICY", "OPEN") in rows(session, tasks, id=home.customer.id)
    end = TODAY + timedelta(days=5)
    order_end = EndOrder(made.policy_id, made.version, end, PolicyEnd.CERTIFICATE, str(uuid4()))
    ended = end_policy(session, order_end)
    settle(session)
    due = due_until(made.total, made.starts_on, end)
    assert f"{due:.2f}".replace(".", ",") in ended.sentence
    (after,) = policies_of(session, {home.dwelling.id: "Logement"})
    kept = [one.amount for one in after.instalments if not one.cancelled]
    assert sum(kept, Decimal(0)) == due
    assert ("END_ON_BEHALF_POLICY", "DONE") in rows(session, tasks, id=home.customer.id)
    assert state(session, home.dwelling) is InsuranceState.COVERED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"surcharge_percent": Decimal("10.01")}, "SURCHARGE_TOO_HIGH"),
        ({"premium": Decimal(0)}, "PREMIUM"),
        ({"starts_on": TODAY - timedelta(days=50)}, "TOO_EARLY"),
    ],
)
def test_a_policy_that_the_law_does_not_allow_is_refused(
    session: Session, changes: dict[str, object], code: str
) -> None:
    home = at_home(session)
    noticed(session, home, TODAY - timedelta(days=60))
    with pytest.raises(Exception) as caught:  # noqa: PT011 -- from the rules or the database
        take_policy(session, policy(home.dwelling, **changes))
    assert code in code_of(caught)


def test_the_month_is_counted_to_its_last_day(session: Session) -> None:
    query = "SELECT ((CAST(:day AS date) + interval '1 month')::date + 1)::text"
    assert rows(session, query, day=date(2026, 1, 31)) == [("2026-03-01",)]


def test_a_paper_that_waits_or_a_letter_that_found_nobody_stops_the_policy(session: Session) -> None:
    home = at_home(session)
    noticed(session, home, TODAY - timedelta(days=60))
    paper = submit(session, home.dwelling)
    with pytest.raises(Exception, match="PAPER_WAITING"), session.begin_nested():
        take_policy(session, policy(home.dwelling))
    session.delete(paper)
    session.execute(text("UPDATE formal_notice SET outcome = 'UNKNOWN_ADDRESS'"))
    assert state(session, home.dwelling) is InsuranceState.UNINSURED
    with pytest.raises(Exception, match="NO_NOTICE"):
        take_policy(session, policy(home.dwelling))


def test_the_two_routes_exclude_each_other_until_the_default_ends(session: Session) -> None:
    home = at_home(session)
    noticed(session, home, TODAY - timedelta(days=10))
    assert state(session, home.dwelling) is InsuranceState.FORMAL_NOTICE
    with pytest.raises(Exception, match="ROUTE_TAKEN"), session.begin_nested():
        hand_over(session, HandOverOrder(home.dwelling.id, str(uuid4())))
    paper = submit(session, home.dwelling)
    done = decide(session, paper)
    assert state(session, home.dwelling) is InsuranceState.COVERED
    ACTS.undo(session, paper.work_item_id or 0, done.version, str(uuid4()))
    settle(session)
    with pytest.raises(Exception, match="PAPER_WAITING"), session.begin_nested():
        hand_over(session, HandOverOrder(home.dwelling.id, str(uuid4())))
    paper = session.merge(paper)
    decide(session, paper)
    session.execute(text("UPDATE insurance_submission SET covered_until = CURRENT_DATE - 1"))
    handed = hand_over(session, HandOverOrder(home.dwelling.id, str(uuid4())))
    assert handed.done_now
    settle(session)
    assert state(session, home.dwelling) is InsuranceState.TERMINATION_ROUTE
    tasks = "SELECT kind FROM follow_up WHERE customer_id = :id AND state = 'OPEN'"
    assert rows(session, tasks, id=home.customer.id) == [("LITIGATION",)]
    with pytest.raises(Exception, match=r"ROUTE_TAKEN|ANSWER_RUNNING|NOT_ASKED"):
        send_notice(session, NoticeOrder(home.dwelling.id, str(uuid4())))


def test_steps_belong_to_advisers_and_the_policy_to_managers(session: Session) -> None:
    home = at_home(session, StaffRole.ADVISER)
    noticed(session, home, TODAY - timedelta(days=60))
    with pytest.raises(Exception, match="ROLE"):
        take_policy(session, policy(home.dwelling))


def test_a_garage_may_be_made_to_want_a_certificate_with_a_reason(session: Session) -> None:
    home = at_home(session)
    assert state(session, home.garage) is InsuranceState.NOT_REQUIRED
    version = standing_of(session, home.garage.id).version
    order = FlagOrder(home.garage.id, version, True, FlagReason.LEASE_SAYS_SO, str(uuid4()))  # noqa: FBT003 -- wanted
    set_required(session, order)
    settle(session)
    assert state(session, home.garage) is InsuranceState.UNINSURED
    reasons = "SELECT reason FROM audit_entry WHERE act = 'INSURANCE_FLAGGED'"
    assert rows(session, reasons) == [("LEASE_SAYS_SO",)]
