"""The dry run and the approval: what is listed, what is held and why, who may say yes (R5.10, R5.23)."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from backoffice.models.desk.retention import RetentionItem
from backoffice.models.service import InsuranceSubmission, ServiceRequest
from backoffice.rules.dates import add_months
from backoffice.rules.retention.words import Hold, ItemState, PlacedHold, RuleStatus, RunState
from backoffice.rules.vocabulary.ledger import PostingKind
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.retention.dry_run import dry_run
from backoffice.services.retention.erasure import approve
from backoffice.services.retention.holds import lift_hold, place_hold
from backoffice.services.retention.rules import change_rule, rules_in_force
from backoffice.services.retention.runs import RunView, run_items
from tests.factories import House, make_landlord, make_lease, make_posting, make_staff
from tests.former import at, load_rules, make_former

pytestmark = pytest.mark.database


def run_of(session: Session, house: House, as_of: date | None = None) -> RunView:
    (run,) = dry_run(session, house.landlord.code, as_of)
    return run


def listed(session: Session, run: RunView) -> dict[tuple[int, str], Hold | None]:
    rows = session.scalars(select(RetentionItem).where(RetentionItem.run_id == run.id))
    return {(row.customer_id, row.rule_code): Hold(row.reason) if row.reason else None for row in rows}


def test_three_five_and_ten_years_after_the_departure(session: Session, house: House, today: date) -> None:
    """The file after three years, its accounts after ten; of who left lately, papers at most."""
    recent = make_former(session, house, left_on=add_months(today, -18))
    five = make_former(session, house, left_on=add_months(today, -60))
    ten = make_former(session, house, left_on=add_months(today, -121))
    make_lease(session, house)
    run = run_of(session, house)
    found = listed(session, run)
    assert {key for key in found if key[0] == five.customer.id} == {(five.customer.id, "R5.10a")}
    assert {key[1] for key in found if key[0] == ten.customer.id} == {"R5.10a", "R5.10b"}
    assert "R5.10a" not in {key[1] for key in found if key[0] == recent.customer.id}
    assert set(found.values()) == {None}
    assert run.state is RunState.PREPARED
    due = {one.code: one.due for one in run.tallies}
    assert (due["R5.10a"], due["R5.10b"]) == (2, 1)


def test_the_last_day_of_the_term_is_still_kept(session: Session, house: House, today: date) -> None:
    former = make_former(session, house, left_on=add_months(today, -36))
    key = (former.customer.id, "R5.10a")
    assert key not in listed(session, run_of(session, house, today - timedelta(days=1)))
    assert listed(session, run_of(session, house, today))[key] is None


def test_what_is_held_says_why(session: Session, house: House, today: date) -> None:
    """Arrears, an open request, a lawsuit: each listed with its reason, none to be erased (R5.10g)."""
    long_ago = add_months(today, -40)
    owes = make_former(session, house, left_on=long_ago)
    make_posting(session, owes.lease, kind=PostingKind.CALL, on=add_months(today, -12), debit="20.00")
    asks = make_former(session, house, left_on=long_ago)
    session.scalars(
        select(ServiceRequest).where(ServiceRequest.customer_id == asks.customer.id)
    ).one().state = "IN_PROGRESS"
    sued = make_former(session, house, left_on=long_ago)
    place_hold(session, sued.customer.id, PlacedHold.COURT_CASE)
    found = listed(session, run_of(session, house))
    assert found[owes.customer.id, "R5.10a"] is Hold.ARREARS
    assert found[asks.customer.id, "R5.10a"] is Hold.OPEN_REQUEST
    assert found[sued.customer.id, "R5.10a"] is Hold.COURT_CASE
    lift_hold(session, sued.customer.id, PlacedHold.COURT_CASE)
    assert listed(session, run_of(session, house))[sued.customer.id, "R5.10a"] is None


def test_a_debt_is_time_barred_then_the_file_waits_its_own_term(
    session: Session, house: House, today: date
) -> None:
    never = make_former(session, house, left_on=add_months(today, -73), owes="100.00")
    barred = make_former(session, house, left_on=add_months(today, -71), owes="100.00")
    found = listed(session, run_of(session, house))
    assert (never.customer.id, "R5.10a") in found
    assert (barred.customer.id, "R5.10a") not in found


def test_the_same_dry_run_is_the_same_run(session: Session, house: House, today: date) -> None:
    make_former(session, house, left_on=add_months(today, -60))
    first = run_of(session, house)
    assert run_of(session, house) == first
    make_former(session, house, left_on=add_months(today, -61))
    second = run_of(session, house)
    assert second.id != first.id
    assert session.execute(
        text("SELECT state FROM retention_run WHERE id = :i"), {"i": first.id}
    ).scalar_one() == ("REPLACED")


def test_a_rule_changed_gives_another_run(session: Session, house: House, today: date) -> None:
    """A change is a new row; the run says which version it used."""
    former = make_former(session, house, left_on=add_months(today, -40))
    assert (former.customer.id, "R5.10a") in listed(session, run_of(session, house))
    change_rule(session, "R5.10a", 60, RuleStatus.UNVERIFIED, "Code civil, art. 2224", "décision du DPO")
    run = run_of(session, house)
    assert (former.customer.id, "R5.10a") not in listed(session, run)
    assert next(one for one in run.tallies if one.code == "R5.10a").term == "60 mois"
    assert not rules_in_force(session, today)["R5.10a"].is_verified
    assert rules_in_force(session, today - timedelta(days=1))["R5.10a"].count == 36


def test_a_list_holds_numbers_and_no_name(session: Session, house: House, today: date) -> None:
    former = make_former(session, house, left_on=add_months(today, -60))
    (item,) = run_items(session, run_of(session, house).id, ItemState.DUE)
    assert item.client_ref == former.customer.client_ref
    row = session.execute(text("SELECT i::text FROM retention_item i")).scalars().all()
    assert not [one for one in row if former.person.birth_name in one]


def test_papers_and_portal_of_a_living_tenant(session: Session, house: House, today: date) -> None:
    """A paper of the year before last goes though its tenant stays; a refused upload loses its content."""
    lease = make_lease(session, house)
    old, kept, refused = (
        InsuranceSubmission(
            landlord_id=lease.landlord_id, lease_id=lease.id, channel="PORTAL", submitted_at=at(end),
            declared_exact=True, insurer="Mutuelle", state=state, covered_until=until,
            rejection="UNREADABLE" if state == "REJECTED" else None, decided_at=at(end),
        )
        for end, state, until in (
            (date(today.year - 3, 5, 1), "ACCEPTED", date(today.year - 2, 12, 31)),
            (date(today.year - 2, 5, 1), "ACCEPTED", date(today.year - 1, 1, 1)),
            (today - timedelta(days=31), "REJECTED", None),
        )
    )  # fmt: skip
    session.add_all([old, kept, refused])
    session.flush()
    rows = session.scalars(
        select(RetentionItem).where(RetentionItem.run_id == run_of(session, house).id)
    ).all()
    assert {(row.rule_code, row.row_key) for row in rows} == {("R5.10d", old.id), ("R5.10e", refused.id)}


def test_only_an_officer_of_the_landlord_prepares_and_approves(session: Session, today: date) -> None:
    load_rules(session)
    house = make_landlord(session)
    me = make_staff(session, house)
    for role, may_prepare, may_approve in (
        (StaffRole.FRONT_DESK, False, False),
        (StaffRole.MANAGER, False, False),
        (StaffRole.ADMINISTRATOR, True, False),
        (StaffRole.DPO, True, True),
    ):
        me.role = role
        session.flush()
        assert _passes(session, lambda: run_of(session, house)) is may_prepare, role
        if may_prepare:
            run = run_of(session, house)
            assert _passes(session, partial(approve, session, run.id)) is may_approve, role


def test_a_run_of_tomorrow_is_read_and_not_approved(session: Session, house: House, today: date) -> None:
    run = run_of(session, house, today + timedelta(days=400))
    with pytest.raises(DBAPIError, match="RUN_IN_FUTURE"), session.begin_nested():
        approve(session, run.id)


def test_nothing_is_added_to_an_approved_run(session: Session, house: House, today: date) -> None:
    former = make_former(session, house, left_on=add_months(today, -60))
    run = approve(session, run_of(session, house).id)
    assert run.state is RunState.APPROVED
    assert run.approved_by == session.execute(text("SELECT session_user")).scalar_one()
    added = RetentionItem(
        landlord_id=house.landlord.id, run_id=run.id, rule_code="R5.10b", table_name="customer",
        row_key=former.customer.id, customer_id=former.customer.id, due_since=today, state="DUE",
    )  # fmt: skip
    with pytest.raises(DBAPIError, match="RUN_CLOSED"), session.begin_nested():
        session.add(added)


def _passes(session: Session, act: Callable[[], object]) -> bool:
    try:
        with session.begin_nested():
            act()
    except DBAPIError as error:
        return "NOT_DPO" not in str(error)
    return True
