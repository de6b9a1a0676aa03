"""What no request may carry, and what nobody reads nor decides twice (R3.53, R3.54)."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from backoffice.database.failures import translated
from backoffice.errors import GuichetError, Refused
from backoffice.rules.vocabulary.validation.changes import ContactEvent, ProfessionalSituation
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.changes.requests.deciding import decide_change
from backoffice.services.changes.requests.receiving import MandateAsked
from backoffice.services.changes.requests.results import ChangeAnswer
from backoffice.services.items.orders import KindOrder
from backoffice.services.letters.reasons import ReasonOrder, save_reason
from backoffice.services.work.claims import claim_item
from backoffice.services.work.decisions import DecisionOrder, decide_item
from tests.changes_desk import ACCOUNTING, ChangesDesk
from tests.household_desk import ADVISER, MANAGER, PORTAL

pytestmark = pytest.mark.database

RIB, SIGNED = "BANK_DETAILS", "MANDATE"
OLD = "anne.kervella@courriel.example"


def mandate(desk: ChangesDesk) -> MandateAsked:
    return MandateAsked(5, desk.today - timedelta(days=1))


@pytest.mark.parametrize(
    ("kind", "event", "asked"),
    [
        ("PROFESSIONAL", "INTERIM", '{"employer": "fr 76 3000 6000 0112 3456 7890 189"}'),
        ("PROFESSIONAL", "INTERIM", '{"income": "1200"}'),
        ("PROFESSIONAL", "FIRED", "{}"),
        ("BANK", "NEW_ACCOUNT", '{"holder_name": "FR-76-3000-6000-0112-3456-7890-189"}'),
    ],
)
def test_what_has_no_place_in_a_request(desk: ChangesDesk, kind: str, event: str, asked: str) -> None:
    statement = text("SELECT receive_change(:c, :l, NULL, :k, :e, CAST(:a AS jsonb), NULL, 'PORTAL')")
    given = {"c": desk.customer.id, "l": desk.lease.id, "k": kind, "e": event, "a": asked}
    with (
        pytest.raises(Refused) as refused,
        desk.being(PORTAL) as session,
        translated(),
        session.begin_nested(),
    ):
        session.execute(statement, given)
    assert refused.value.code in ("LOOKS_SECRET", "CHANGE_SHAPE")


@pytest.mark.parametrize("login", [PORTAL, ADVISER, ACCOUNTING, MANAGER, "dpo.demo", "rapports.demo"])
def test_nobody_reads_a_number_nor_a_code(desk: ChangesDesk, login: str) -> None:
    desk.account(RIB)
    for column, table in (
        ("iban", "bank_submission"),
        ("code_hash", "contact_submission"),
        ("iban", "bank_detail"),
    ):
        with pytest.raises(GuichetError), desk.being(login) as session, translated(), session.begin_nested():
            session.execute(text(f"SELECT {column} FROM {table}"))


def test_no_bare_decision_no_other_agency_and_once(desk: ChangesDesk) -> None:
    item = desk.account(RIB)
    with (
        pytest.raises(Refused) as refused,
        desk.being(ADVISER) as session,
        translated(),
        session.begin_nested(),
    ):
        version = claim_item(session, item).version
        decide_item(session, DecisionOrder(item, version, WorkDecision.ACCEPTED, str(uuid4()), None))
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    assert refused.value.code == "CHANGE_DECISION"
    with pytest.raises(GuichetError):
        desk.settle(item, login="conseil.vivest")
    command = str(uuid4())
    done = desk.settle(item, command=command)
    with desk.being(ADVISER) as session, translated():
        order = KindOrder(
            item, done.version - 1, WorkDecision.ACCEPTED, command, None, ChangeAnswer().details()
        )
        assert replace(decide_change(session, order), done_now=True) == done
    assert desk.rows("SELECT count(*) FROM bank_detail WHERE customer_id = :customer") == [(1,)]


def test_a_doubt_on_an_account_refuses_no_other_change(desk: ChangesDesk) -> None:
    item = desk.situation(ProfessionalSituation.RETIRED, desk.today, "PENSION_NOTICE")
    with pytest.raises(Refused) as caught:
        desk.settle(item, WorkDecision.REJECTED, "FRAUD_SUSPECTED")
    assert caught.value.code == "UNKNOWN_REASON"


def test_a_reason_of_the_landlord_refuses_every_kind_of_change(desk: ChangesDesk) -> None:
    items = {
        WorkKind.PROFESSIONAL: desk.situation(ProfessionalSituation.RETIRED, desk.today, "PENSION_NOTICE"),
        WorkKind.CONTACT: desk.contact(ContactEvent.NEW_MOBILE, "06 11 22 33 44"),
        WorkKind.BANK: desk.account(RIB, SIGNED, mandate=mandate(desk)),
    }
    for kind, item in items.items():
        with desk.being(MANAGER) as session:
            order = ReasonOrder(
                desk.lease.landlord_id, kind, "MOTIF_MAISON", "Motif maison",
                f"Raison de la maison ({kind}).", 30, active=True, seen=None, command_id=str(uuid4()),
            )  # fmt: skip
            save_reason(session, order)
        desk.settle(item, WorkDecision.REJECTED, "MOTIF_MAISON")
        told = desk.rows(
            "SELECT body FROM outbox_message WHERE customer_id = :customer ORDER BY id DESC LIMIT 1"
        )
        assert f"Raison de la maison ({kind})." in told[0][0]
        assert desk.rows(
            "SELECT state, rejection FROM change_submission WHERE work_item_id = :i", i=item
        ) == [("REJECTED", "MOTIF_MAISON")]
