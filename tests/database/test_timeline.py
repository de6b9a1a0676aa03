"""One time line of everything, by pages from an instant on; the other tabs that read their own rows."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from backoffice.database.session import transaction
from backoffice.errors import NotFound
from backoffice.models.lease import Customer
from backoffice.rules.dates import french_instant
from backoffice.rules.vocabulary.calls import CallBackReason, CallBackState, ContactTopic, EventChannel
from backoffice.services.contacts.events import log_contact
from backoffice.services.contacts.promises import (
    Promise,
    my_call_backs,
    promise_call_back,
    promise_offer,
    settle,
)
from backoffice.services.desk.documents import PaperKind, documents_of
from backoffice.services.desk.insurance import insurance_file
from backoffice.services.desk.requests import requests_of
from backoffice.services.desk.timeline.pages import timeline
from backoffice.services.desk.timeline.results import ALL_FAMILIES, Family, TimelineLine
from backoffice.services.desk.timeline.sources import SOURCES
from backoffice.services.tenant.lookup import customer_of_number

pytestmark = pytest.mark.database

EngineOf = Callable[..., Engine]
_TABLES = {
    "posting": "lease_id IN (SELECT id FROM lease WHERE customer_id = :c)",
    "online_payment": "customer_id = :c",
    "rent_notice": "lease_id IN (SELECT id FROM lease WHERE customer_id = :c)",
    "portal_event": "customer_id = :c",
    "phone_call": "customer_id = :c",
    "outbox_message": "customer_id = :c",
    "service_request": "customer_id = :c",
    "insurance_submission": "lease_id IN (SELECT id FROM lease WHERE customer_id = :c)",
    "receipt_request": "lease_id IN (SELECT id FROM lease WHERE customer_id = :c)",
    "file_alert": "customer_id = :c",
    "contact_event": "customer_id = :c",
    "promised_call_back": "customer_id = :c",
}


# Closed, decided, withdrawn since; receipts and their duplicates.
_NAMED = """
 (SELECT main_person_id FROM customer WHERE id = :c
  UNION SELECT h.person_id FROM lease_holder h JOIN mine m ON m.id = h.lease_id
  UNION SELECT h.person_id FROM household_member h JOIN mine m ON m.id = h.lease_id)
"""
_LATER = f"""
WITH mine AS (SELECT id FROM lease WHERE customer_id = :c)
SELECT (SELECT count(closed_at) FROM service_request WHERE customer_id = :c)
     + (SELECT count(settled_at) FROM promised_call_back WHERE customer_id = :c)
     + (SELECT count(decided_at) FROM insurance_submission WHERE lease_id IN (SELECT id FROM mine))
     + (SELECT count(decided_at) FROM receipt_request WHERE lease_id IN (SELECT id FROM mine))
     + (SELECT count(*) + count(revoked_at) FROM e_delivery_consent WHERE lease_id IN (SELECT id FROM mine))
     + (SELECT count(*) FROM receipt WHERE lease_id IN (SELECT id FROM mine))
     + (SELECT count(*) FROM receipt_duplicate d JOIN receipt r ON r.id = d.receipt_id
         WHERE r.lease_id IN (SELECT id FROM mine))
     + (SELECT count(*) FROM work_decision d JOIN work_item w ON w.id = d.work_item_id
         WHERE w.customer_id = :c)
     + (SELECT count(*) + count(undone_at) FROM person_merge
         WHERE kept_id IN {_NAMED} OR merged_id IN {_NAMED})
"""


def whole(
    session: Session, customer_id: int, families: frozenset[Family] = ALL_FAMILIES
) -> list[TimelineLine]:
    """Every line, read by pages of seven."""
    lines: list[TimelineLine] = []
    after = None
    while True:
        page = timeline(session, customer_id, families, after, 7)
        lines += page.lines
        if page.after is None:
            return lines
        assert len(page.lines) == 7
        after = page.after


def test_pages_are_the_whole_in_order_without_a_gap_nor_a_repeat(desk: Engine) -> None:
    with transaction(desk) as session:
        for number in ("1344", "L/2013936", "1011"):
            _pages_are_the_whole(session, customer_of_number(session, number, None))


def _pages_are_the_whole(session: Session, mine: int) -> None:
    lines = whole(session, mine)
    assert tuple(lines) == timeline(session, mine, count=5000).lines
    assert all(before.at >= after.at for before, after in pairwise(lines))
    for family in Family:
        alone = whole(session, mine, frozenset({family}))
        assert alone == [line for line in lines if line.family is family]
    two = frozenset({Family.MONEY, Family.PORTAL})
    assert whole(session, mine, two) == [line for line in lines if line.family in two]
    assert timeline(session, mine, frozenset()).lines == ()


def test_nothing_that_happened_is_left_out(desk: Engine, engine_of: EngineOf, training: str) -> None:
    """As many lines as rows, plus one for each row that was closed, decided or ended since."""
    with transaction(engine_of(training)) as session:
        for client in ("1344", "L/2013936", "1011", "V100002"):
            mine = customer_of_number_of(session, client)
            counted = sum(
                session.execute(text(f"SELECT count(*) FROM {table} WHERE {which}"), {"c": mine}).scalar_one()
                for table, which in _TABLES.items()
            )
            counted += session.execute(text(_LATER), {"c": mine}).scalar_one()
            with transaction(desk) as own:
                told = [line for line in whole(own, mine) if not line.sentence.startswith("Changement")]
            assert len(told) == counted, client


def customer_of_number_of(session: Session, number: str) -> int:
    return session.scalars(select(Customer.id).where(Customer.client_ref == number)).one()


def test_contacts_without_a_case_and_call_backs_are_told_with_their_owner(desk: Engine) -> None:
    with transaction(desk) as session:
        mine = customer_of_number(session, "1344", None)
        offer = promise_offer(session, mine, None)
        log_contact(session, ContactTopic.CAF, EventChannel.COUNTER, mine)
        promise = Promise(offer.due_at, CallBackReason.ANSWER, offer.owners[0])
        promise_call_back(session, mine, None, promise)
        [owed] = [one for one in my_call_backs(session) if one.customer_id == mine]
    with transaction(desk) as session:
        settle(session, owed.id, owed.version, CallBackState.KEPT)
        told = [
            line for line in whole(session, mine, frozenset({Family.CALL})) if "appel promis" in line.sentence
        ]
        [contact] = [
            line for line in whole(session, mine) if line.sentence.startswith("Contact sans dossier")
        ]
    due = french_instant(offer.due_at)
    assert [line.sentence for line in told] == [
        f"Rappel promis pour le {due} : tenu",
        f"Rappel promis pour le {due}, par Camille Moreau : donner une réponse",
    ]
    assert contact.sentence == "Contact sans dossier : Orientation CAF ou MSA (guichet)"
    assert {line.who for line in (*told, contact)} == {"Camille Moreau"}


def test_every_line_of_every_tenant_can_be_told(engine_of: EngineOf, training: str) -> None:
    manager = engine_of(training, "responsable.demo")
    seen: set[Family] = set()
    with transaction(manager) as session:
        for mine in session.scalars(select(Customer.id)).all():
            for line in timeline(session, mine, count=3000).lines:
                assert line.sentence
                assert line.who
                assert not re.search(r"[A-Z]{3,}_[A-Z]", line.sentence), "a code is told in words"
                seen.add(line.family)
    assert seen >= set(Family) - {Family.MESSAGE}


def test_dwelling_and_parking_are_told_apart_in_every_list(desk: Engine) -> None:
    with transaction(desk) as session:
        mine = customer_of_number(session, "L/2013936", None)
        contracts = {line.contract.replace("\N{NO-BREAK SPACE}", " ") for line in whole(session, mine)} - {""}
        assert contracts == {"Logement L/2013936", "Stationnement L/2013937"}
        papers = {paper.contract.replace("\N{NO-BREAK SPACE}", " ") for paper in documents_of(session, mine)}
        assert papers == contracts
        covers = insurance_file(session, mine).covers
        assert [(one.is_dwelling, one.state.name) for one in covers] == [
            (True, "UNINSURED"),
            (False, "NOT_REQUIRED"),
        ]


def test_a_page_is_two_statements_and_scans_no_table_that_grows(engine_of: EngineOf, training: str) -> None:
    said: list[tuple[str, Any]] = []
    agent = engine_of(training, "agent.demo")
    event.listen(agent, "before_cursor_execute", lambda *args: said.append((args[2], args[3])))
    with transaction(agent) as session:
        mine = customer_of_number(session, "1344", None)
        timeline(session, mine)
        said.clear()
        page = timeline(session, mine)
        timeline(session, mine, after=page.after)
        asked = [statement for statement, _ in said]
        assert len(asked) == 4
        # A small copy would be scanned whatever the indexes.
        session.execute(text("SET LOCAL enable_seqscan = off"))
        statement, parameters = said[1]
        plan = session.connection().exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars().all()
    scanned = {match[1] for row in plan if (match := re.search(r"Seq Scan on (\w+)", row))}
    grows = {"posting", "rent_notice", "portal_event", "phone_call", "outbox_message", "service_request",
             "insurance_submission", "online_payment", "receipt", "contact_event",
             "promised_call_back"}  # fmt: skip
    assert not scanned & grows, plan


def test_the_officer_reads_what_he_may_and_a_stranger_nothing(engine_of: EngineOf, training: str) -> None:
    with transaction(engine_of(training)) as session:
        mine = customer_of_number_of(session, "1344")
        hidden = customer_of_number_of(session, "1013")
    with transaction(engine_of(training, "dpo.demo")) as session:
        assert timeline(session, mine).lines
        assert requests_of(session, mine)
        assert documents_of(session, mine)
        assert insurance_file(session, mine).papers
    for login in ("conseil.vivest", "accueil.ekidom"):
        with pytest.raises(NotFound), transaction(engine_of(training, login)) as session:
            timeline(session, mine)
    with pytest.raises(NotFound), transaction(engine_of(training, "agent.demo")) as session:
        timeline(session, hidden)
    assert {source.family for source in SOURCES} == set(Family)


def test_papers_have_their_numbers_and_a_refusal_its_reason(engine_of: EngineOf, training: str) -> None:
    manager = engine_of(training, "responsable.demo")
    with transaction(manager) as session:
        mine = customer_of_number(session, "1344", None)
        notice = next(one for one in documents_of(session, mine) if one.kind is PaperKind.NOTICE)
        assert re.fullmatch(r"[0-9]{10,}", notice.barcode)
        assert "pour le" in notice.about
        refusals = [
            paper.answer
            for number in session.scalars(select(Customer.id))
            for paper in insurance_file(session, number).papers
            if paper.state == "Refusée"
        ]
    assert refusals
    assert all(words and not words.isupper() for words in refusals)


def test_requests_under_way_come_first_and_say_what_they_are_about(desk: Engine) -> None:
    with transaction(desk) as session:
        found = requests_of(session, customer_of_number(session, "1344", None))
    assert [one.is_open for one in found] == sorted((one.is_open for one in found), reverse=True)
    leak = next(one for one in found if "Fuite" in one.summary)
    assert (leak.place.replace("\N{NO-BREAK SPACE}", " "), leak.public_state) == ("Logement 994/0", "traitée")
