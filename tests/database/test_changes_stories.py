"""Professions, contacts and accounts, from the portal's submission to the file afterwards (R3.30–R3.58)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from backoffice.database.engine import make_engine
from backoffice.database.failures import translated
from backoffice.errors import GuichetError, Refused
from backoffice.rules.changes.professional import PROOFS
from backoffice.rules.sending.border import is_one_line, is_unfilled
from backoffice.rules.vocabulary.validation.changes import ContactEvent, IbanCheck, ProfessionalSituation
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus
from backoffice.services.changes.requests.deciding import decide_change
from backoffice.services.changes.requests.receiving import MandateAsked, block_contact
from backoffice.services.changes.requests.results import ChangeAnswer
from backoffice.services.items.orders import KindOrder
from backoffice.services.letters.facts import tenant_facts
from backoffice.services.letters.reasons import ReasonOrder, save_reason
from backoffice.services.work.claims import claim_item
from backoffice.services.work.decisions import DecisionOrder, decide_item
from tests.changes_desk import ACCOUNTING, CANARY, ChangesDesk
from tests.conftest import Server, copy_of
from tests.household_desk import ADVISER, MANAGER, PORTAL

RIB, SIGNED = "BANK_DETAILS", "MANDATE"
OLD = "anne.kervella@courriel.example"


@pytest.fixture(scope="module")
def trained(server: Server) -> Iterator[Engine]:
    """One copy of the training landlord for all these tests, each undone."""
    for name in copy_of(server, server.ensure_training()):
        engine = make_engine(server.dsn(name))
        yield engine
        engine.dispose()


@pytest.fixture
def desk(trained: Engine) -> Iterator[ChangesDesk]:
    with trained.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield ChangesDesk(session)
        outer.rollback()


def mandate(desk: ChangesDesk) -> MandateAsked:
    return MandateAsked(5, desk.today - timedelta(days=1))


def test_a_situation_is_recorded_then_taken_back(desk: ChangesDesk) -> None:
    since = desk.today - timedelta(days=20)
    first = desk.situation(ProfessionalSituation.RETIRED, since - timedelta(days=400), "PENSION_NOTICE")
    desk.settle(first)
    item = desk.situation(
        ProfessionalSituation.JOB_SEEKER, since, "JOB_SEEKER_NOTICE", employer="Chantiers du Port"
    )
    seen = desk.foresees(item)
    assert seen.outcome.may_be_accepted, seen.outcome.objections
    assert seen.message is not None
    assert "CAF" in seen.message
    done = desk.settle(item)
    assert done.status is WorkStatus.DONE
    rows = (
        "SELECT status, valid_from, valid_to, employer FROM professional_status"
        " WHERE customer_id = :customer ORDER BY id"
    )
    # The employer is kept only where the survey needs it (R3.33).
    assert desk.rows(rows)[1] == ("JOB_SEEKER", since, None, None)
    assert desk.rows(rows)[0][2] == since
    assert desk.rows("SELECT state, effective_on FROM change_submission WHERE work_item_id = :i", i=item) == [
        ("ACCEPTED", since)
    ]
    assert (OLD, "DECISION_PROFESSIONAL_ACCEPTED") in desk.messages()
    back = desk.take_back(item, done.version)
    assert back.status is WorkStatus.OPEN
    assert [row[0] for row in desk.rows(rows)] == ["RETIRED"]
    assert desk.rows(rows)[0][2] is None
    assert len(desk.messages()) == 1


def test_a_surcharge_paid_leaves_a_review(desk: ChangesDesk) -> None:
    item = desk.situation(ProfessionalSituation.STUDENT, desk.today, "SCHOOL_CERTIFICATE")
    assert not desk.foresees(item).outcome.follow_ups
    desk.rows(
        "WITH n AS (INSERT INTO rent_notice (landlord_id, lease_id, number, number_key, barcode, period_from,"
        " period_to, issued_on, due_on, previous_balance) SELECT landlord_id, id,"
        " 'N1', 'N1', '1', current_date,"
        " current_date + 30, current_date, current_date, 0 FROM lease WHERE id ="
        " :lease RETURNING id, landlord_id)"
        " INSERT INTO rent_notice_line (landlord_id, rent_notice_id, position, kind, label, amount)"
        " SELECT landlord_id, id, 1, 'SLS', 'SLS', 12 FROM n RETURNING id"
    )
    assert desk.foresees(item).outcome.follow_ups
    desk.settle(item)
    assert desk.tasks() == {"REVIEW_SLS"}


def test_a_situation_without_its_proof_or_with_a_medical_paper(desk: ChangesDesk) -> None:
    item = desk.situation(ProfessionalSituation.INTERIM, desk.today, "TAX_NOTICE")
    with pytest.raises(Refused) as refused:
        desk.settle(item)
    assert refused.value.code == "DOCUMENT_MISSING"
    asked = desk.settle(item, WorkDecision.ASKED)
    assert asked.status is WorkStatus.WAITING
    ((body,),) = desk.rows(
        "SELECT body FROM outbox_message WHERE customer_id = :customer AND template"
        " = 'DECISION_PROFESSIONAL_ASKED'"
    )
    assert "Contrat de travail" in body
    for status in ProfessionalSituation:
        proofs = {one.value for one in PROOFS[status]}
        assert set(desk.rows("SELECT professional_proofs(:s)", s=status.value)[0][0]) == proofs


@pytest.mark.parametrize(("name", "code"), [("chimio.pdf", "WRONG_DOCUMENT"), ("notification_AAH.pdf", None)])
def test_the_name_of_a_proof_tells_a_right_and_no_illness(
    desk: ChangesDesk, name: str, code: str | None
) -> None:
    item = desk.situation(ProfessionalSituation.DISABLED_BENEFIT, desk.today, "BENEFIT_NOTICE")
    desk.rows(
        "UPDATE document SET given_name = :name WHERE work_item_id = :i RETURNING id", name=name, i=item
    )
    objections = desk.foresees(item).outcome.objections
    assert [one.code for one in objections] == ([code] if code else [])


def test_words_that_notes_refuse_are_refused_here(desk: ChangesDesk) -> None:
    # Vector 18, in the only free field of a profession.
    item = desk.situation(
        ProfessionalSituation.INTERIM, desk.today, "EMPLOYMENT_CONTRACT", employer="locataire alcoolique"
    )
    with pytest.raises(Refused) as refused:
        desk.settle(item)
    assert refused.value.code == "OUT_OF_SCOPE"


def test_a_contact_is_confirmed_accepted_cooled_and_disputed(desk: ChangesDesk) -> None:
    ((old,),) = desk.rows("SELECT id FROM contact WHERE person_id = :p", p=desk.anne.id)
    item = desk.contact(ContactEvent.NEW_EMAIL, "Anne.K@nouveau.example", old)
    told = desk.rows(
        "SELECT address, template FROM outbox_message WHERE customer_id = :customer ORDER BY template"
    )
    assert told == [(OLD, "CHANGE_NOTICE"), ("anne.k@nouveau.example", "CONTACT_CODE")]
    with pytest.raises(Refused) as refused:
        desk.settle(item)
    assert refused.value.code == "NOT_CONFIRMED"
    assert not desk.confirm(item, "000000x")
    assert desk.confirm(item)
    done = desk.settle(item)
    ((new, cooling, verified, source),) = desk.rows(
        "SELECT id, usable_for_security_from > now() + interval '23 hours',"
        " verified_at IS NOT NULL, source FROM contact"
        " WHERE value_key = 'anne.k@nouveau.example'"
    )
    assert (cooling, verified, source) == (True, True, "PORTAL")
    # The old one is told and serves until the new one may (vector 14).
    assert desk.rows("SELECT valid_to > current_date FROM contact WHERE id = :c", c=old) == [(True,)]
    assert desk.messages() == [(OLD, "DECISION_CONTACT_ACCEPTED")]
    desk.take_back(item, done.version)
    assert desk.rows("SELECT valid_to FROM contact WHERE id = :c", c=old) == [(None,)]
    desk.settle(item)
    with desk.being(PORTAL) as session:
        block_contact(session, item)
    ((bad, back),) = desk.rows(
        "SELECT (SELECT usable_for_security_from > now() + interval '50 years' FROM contact WHERE value_key ="
        " 'anne.k@nouveau.example' ORDER BY id DESC LIMIT 1), valid_to IS NULL FROM"
        " contact WHERE id = :c", c=old,
    )  # fmt: skip
    assert (bad, back) == (True, True)
    assert new


def test_a_contact_blocked_before_or_tried_too_often(desk: ChangesDesk) -> None:
    item = desk.contact(ContactEvent.NEW_MOBILE, "06 12 34 56 78")
    for _ in range(3):
        assert not desk.confirm(item, "nothing")
    assert not desk.confirm(item)
    other = desk.contact(ContactEvent.NEW_EMAIL, "x@y.example")
    with desk.being(PORTAL) as session:
        block_contact(session, other)
    with pytest.raises(Refused) as refused:
        desk.settle(other)
    assert refused.value.code == "OBJECTED"
    desk.settle(other, WorkDecision.REJECTED, "OBJECTED")


def test_a_billing_address_never_replaces_the_dwelling(desk: ChangesDesk) -> None:
    item = desk.contact(ContactEvent.BILLING_ADDRESS, "BP 12, 86000 Poitiers")
    done = desk.settle(item)
    assert desk.rows("SELECT billing_address FROM customer WHERE id = :customer") == [
        ("BP 12, 86000 Poitiers",)
    ]
    desk.take_back(item, done.version)
    assert desk.rows("SELECT billing_address FROM customer WHERE id = :customer") == [(None,)]


def test_the_last_contact_is_not_removed(desk: ChangesDesk) -> None:
    ((only,),) = desk.rows("SELECT id FROM contact WHERE person_id = :p", p=desk.anne.id)
    with pytest.raises(Refused) as refused:
        desk.settle(desk.contact(ContactEvent.REMOVE_CONTACT, replaces=only))
    assert refused.value.code == "LAST_CONTACT"
    desk.reach(desk.anne, "autre@courriel.example")
    item = desk.contact(ContactEvent.REMOVE_CONTACT, replaces=only)
    desk.settle(item)
    notices = desk.rows(
        "SELECT address FROM outbox_message WHERE customer_id = :customer AND template = 'CHANGE_NOTICE'"
        " AND command_id IS NOT NULL ORDER BY address"
    )
    # The contact removed hears of it once more (R3.44).
    assert notices == [(OLD,), ("autre@courriel.example",)]


def test_an_account_takes_two_persons_and_its_mandate(desk: ChangesDesk) -> None:
    item = desk.account(RIB, SIGNED, mandate=mandate(desk))
    done = desk.settle(item)
    assert done.status is WorkStatus.DONE
    assert "à approuver" in done.sentence
    assert desk.messages() == []
    second = desk.approval(item)
    assert desk.rows("SELECT kind, status, priority FROM work_item WHERE id = :i", i=second) == [
        ("BANK", "OPEN", 1)
    ]
    for login in (ADVISER, "accueil.ekidom"):
        with pytest.raises(Refused) as refused:
            desk.settle(second, login=login)
        assert refused.value.code == "SECOND_PERSON"
    approved = desk.settle(second, login=ACCOUNTING)
    assert "approuvé" in approved.sentence
    ((state, cooling),) = desk.rows(
        "SELECT state, effective_at > now() + interval '23 hours' FROM bank_detail"
        " WHERE customer_id = :customer"
    )
    assert (state, cooling) == ("ACTIVE", True)
    ((reference, starts, day),) = desk.rows(
        "SELECT reference, starts_on, debit_day FROM mandate WHERE lease_id = :lease"
    )
    assert " " not in reference
    assert starts.day == day == 5
    assert starts > desk.today + timedelta(days=1)
    assert starts.replace(day=1) > desk.today
    ((body,),) = desk.rows(
        "SELECT body FROM outbox_message WHERE customer_id = :customer AND template"
        " = 'DECISION_BANK_ACCEPTED'"
    )
    assert reference in body
    assert desk.everywhere(CANARY) == []
    # Undone by the second person: proposed again; by the first one then: nothing is left.
    with pytest.raises(Refused) as late:
        desk.take_back(item, done.version)
    assert late.value.code == "TOO_LATE_TO_UNDO"
    back = desk.take_back(second, approved.version, login=ACCOUNTING)
    assert desk.rows("SELECT count(*) FROM mandate WHERE lease_id = :lease") == [(0,)]
    assert desk.rows("SELECT state FROM bank_detail WHERE customer_id = :customer") == [("PROPOSED",)]
    assert desk.messages() == []
    again = desk.settle(second, login=ACCOUNTING)
    assert again.version > back.version


def test_the_first_yes_is_taken_back_while_nobody_looked(desk: ChangesDesk) -> None:
    item = desk.account(RIB)
    done = desk.settle(item)
    second = desk.approval(item)
    desk.take_back(item, done.version)
    assert desk.rows("SELECT status FROM work_item WHERE id = :i", i=second) == [("CANCELLED",)]
    assert desk.rows("SELECT state FROM bank_detail WHERE customer_id = :customer") == [("REFUSED",)]
    done = desk.settle(item)
    with desk.being(ACCOUNTING) as session:
        claim_item(session, desk_second := desk_item(desk, item))
    with pytest.raises(Refused) as refused:
        desk.take_back(item, done.version)
    assert refused.value.code == "TOO_LATE_TO_UNDO"
    assert desk_second


def desk_item(desk: ChangesDesk, item: int) -> int:
    """The approval, read in the middle of a colleague's transaction."""
    return int(
        desk.session.execute(
            text("SELECT b.approval_item_id FROM bank_submission b JOIN change_submission s"
                 " ON s.id = b.submission_id WHERE s.work_item_id = :i"), {"i": item},
        ).scalar_one()
    )  # fmt: skip


def test_two_logins_of_one_person_are_one(desk: ChangesDesk) -> None:
    desk.rows(
        "UPDATE staff SET person_id = (SELECT max(id) FROM person WHERE landlord_id"
        " <> (SELECT landlord_id FROM lease"
        " WHERE id = :lease)) WHERE login IN (:a, :b) RETURNING id", a=ADVISER, b=MANAGER,
    )  # fmt: skip
    item = desk.account(RIB)
    desk.settle(item)
    with pytest.raises(Refused) as refused:
        desk.settle(desk.approval(item), login=MANAGER)
    assert refused.value.code == "SECOND_PERSON"


def test_what_an_account_is_refused_for(desk: ChangesDesk) -> None:
    cases = {
        "DOCUMENT_MISSING": desk.account(),
        "MANDATE_MISSING": desk.account(RIB, mandate=mandate(desk)),
        "NAME_MISMATCH": desk.account(RIB, SIGNED, holder="M. DURAND PAUL"),
    }
    for code, item in cases.items():
        with pytest.raises(Refused) as refused:
            desk.settle(item)
        assert refused.value.code in (code, "MANDATE_MISSING")
    item = desk.account(RIB)
    with pytest.raises(Refused) as refused:
        desk.settle(item, answer=ChangeAnswer(iban_check=IbanCheck.NO_MATCH))
    assert refused.value.code == "NAME_MISMATCH"
    # Within the cooling-off of a contact, neither person says yes.
    desk.settle(item)
    desk.rows(
        "UPDATE contact SET usable_for_security_from = now() + interval '3 hours'"
        " WHERE person_id = :p RETURNING id",
        p=desk.anne.id,
    )
    with pytest.raises(Refused) as refused:
        desk.settle(desk.approval(item), login=MANAGER)
    assert refused.value.code == "COOLING_OFF"


def test_a_third_party_pays_with_his_own_mandate(desk: ChangesDesk) -> None:
    item = desk.account(RIB, SIGNED, holder="M. DURAND PAUL", mandate=mandate(desk))
    assert any("tiers" in one for one in desk.foresees(item).outcome.sentences)
    desk.settle(item, answer=ChangeAnswer(iban_check=IbanCheck.PARTIAL))
    assert desk.tasks() == {"CHECK_IBAN"}
    assert desk.rows(
        "SELECT is_third_party, mandate_reference IS NOT NULL, iban_check FROM"
        " bank_detail WHERE customer_id = :customer"
    ) == [(True, True, "PARTIAL")]


def test_a_fraud_is_answered_and_nothing_is_debited(desk: ChangesDesk) -> None:
    item = desk.account(RIB, SIGNED, mandate=mandate(desk))
    desk.settle(item)
    second = desk.approval(item)
    desk.settle(second, WorkDecision.REJECTED, "FRAUD_SUSPECTED", login=ACCOUNTING)
    assert desk.rows("SELECT state FROM bank_detail WHERE customer_id = :customer") == [("REFUSED",)]
    assert desk.rows("SELECT count(*) FROM mandate WHERE lease_id = :lease") == [(0,)]
    assert desk.tasks() == {"CALL_KNOWN_NUMBER"}
    assert desk.messages() == [(OLD, "DECISION_BANK_FRAUD_ANSWER")]
    ((subject, body),) = desk.rows(
        "SELECT subject, body FROM outbox_message WHERE customer_id = :customer"
        " AND template = 'DECISION_BANK_FRAUD_ANSWER'"
    )
    # Nothing of it stops the courier, and the number to call is the landlord's own.
    assert not is_unfilled(subject)
    assert not is_unfilled(body)
    assert is_one_line(subject)
    with desk.being(MANAGER) as session:
        assert tenant_facts(session, desk.customer.id).values["telephone"] in body
    assert desk.rows("SELECT state, rejection FROM change_submission WHERE work_item_id = :i", i=item) == [
        ("REJECTED", "FRAUD_SUSPECTED")
    ]


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
