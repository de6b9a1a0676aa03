"""The program and the database judge alike: the same facts, the same day, the same reason."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from backoffice.models.portal import PortalAccount
from backoffice.models.service import InsuranceSubmission, ServiceRequest
from backoffice.rules.dates import add_months
from backoffice.rules.retention.words import PlacedHold
from backoffice.rules.vocabulary.ledger import PostingKind
from backoffice.services.clock import server_day
from backoffice.services.retention.dry_run import findings
from backoffice.services.retention.holds import place_hold
from backoffice.services.retention.rules import rules_in_force
from tests.factories import House, make_lease, make_posting
from tests.former import Former, at, make_former

pytestmark = pytest.mark.database

VERDICT = text("SELECT retention_verdict(:landlord, :customer, :rule, :key, :day)")
MONTHS = (12, 35, 36, 37, 71, 72, 73, 119, 120, 150)
STATES = ("settled", "owes", "claimed", "paid late", "asks", "sued", "back")


def populate(session: Session, house: House, today: date) -> Iterator[Former]:
    """Seventy who left, at every age around the terms, in every state of the account and of the desk."""
    for months, state in product(MONTHS, STATES):
        left = add_months(today, -months)
        former = make_former(session, house, left_on=left, owes="12.00" if state == "owes" else "0")
        if state == "claimed":
            claimed_on = add_months(today, -10)
            make_posting(session, former.lease, kind=PostingKind.CALL, on=claimed_on, debit="5.00")
        elif state == "paid late":
            make_posting(session, former.lease, kind=PostingKind.CALL, on=left, debit="5.00")
            make_posting(
                session, former.lease, kind=PostingKind.PAYMENT, on=left + timedelta(days=90), credit="5.00"
            )
        elif state == "asks":
            asks = update(ServiceRequest).where(ServiceRequest.customer_id == former.customer.id)
            session.execute(asks.values(state="REGISTERED"))
        elif state == "sued":
            place_hold(session, former.customer.id, PlacedHold.PRE_LITIGATION)
        elif state == "back":
            make_lease(session, house, customer=former.customer, valid_from=today)
        yield former


def test_on_every_file_paper_and_account(session: Session, house: House) -> None:
    today = server_day(session)
    formers = list(populate(session, house, today))
    papers = session.scalars(select(InsuranceSubmission)).all()
    for rank, paper in enumerate(papers):
        if rank % 3 == 0:
            paper.state, paper.covered_until, paper.rejection = "REJECTED", None, "UNREADABLE"
            paper.decided_at = at(today - timedelta(days=28 + rank % 6))
    session.flush()
    rules = rules_in_force(session, today)
    listed = {(one.rule, one.key): one for one in findings(session, house.landlord.id, rules, today)}
    whole = {one.customer_id for one in listed.values() if one.rule == "R5.10a" and one.hold is None}
    accounts = session.scalars(select(PortalAccount)).all()
    cases = [
        *((rule, one.customer.id, one.customer.id) for one in formers for rule in ("R5.10a", "R5.10b")),
        *((rule, paper.id, customer) for paper in papers for rule in ("R5.10d", "R5.10e")
          for customer in [next(one.customer.id for one in formers if one.lease.id == paper.lease_id)]),
        *(("R5.10k", account.id, account.customer_id) for account in accounts),
    ]  # fmt: skip
    erased = 0
    for rule, key, customer in cases:
        given = {
            "landlord": house.landlord.id, "customer": customer, "rule": rule, "key": key, "day": today,
        }  # fmt: skip
        verdict = session.execute(VERDICT, given).scalar_one()
        one = listed.get((rule, key))
        if one is not None:
            assert verdict == one.hold, (rule, customer, one)
            erased += one.hold is None
        elif customer in whole:
            # Goes with the whole: the database would let the part go as well, or not yet.
            assert verdict in (None, "NOT_DUE"), (rule, customer, verdict)
        elif rule != "R5.10e" or ("R5.10d", key) not in listed:
            assert verdict is not None, (rule, customer)
    assert erased > 30
    assert {one.hold for one in listed.values()} >= {None, "ARREARS", "OPEN_REQUEST", "PRE_LITIGATION"}


def test_a_million_is_not_read_to_find_a_few(session: Session, house: House) -> None:
    """The database narrows: who left last year is not even sent to the program."""
    today = server_day(session)
    for _ in range(5):
        make_former(session, house, left_on=add_months(today, -13))
    rows = session.execute(
        text("SELECT count(*) FROM retention_files(:l, :d, :b, NULL)"),
        {
            "l": house.landlord.id,
            "d": today,
            "b": rules_in_force(session, today)["R5.10a"].starts_before(today),
        },
    )
    assert rows.scalar_one() == 0
