"""Accounts of tenants, from the portal’s submission to the first debit (R3.50–R3.58)."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from backoffice.errors import Refused
from backoffice.rules.sending.border import is_one_line, is_unfilled
from backoffice.rules.vocabulary.validation.changes import IbanCheck
from backoffice.rules.vocabulary.work import WorkDecision, WorkStatus
from backoffice.services.changes.requests.receiving import MandateAsked
from backoffice.services.changes.requests.results import ChangeAnswer
from backoffice.services.letters.facts import tenant_facts
from backoffice.services.work.claims import claim_item
from tests.changes_desk import ACCOUNTING, CANARY, ChangesDesk
from tests.household_desk import ADVISER, MANAGER

pytestmark = pytest.mark.database

RIB, SIGNED = "BANK_DETAILS", "MANDATE"
OLD = "anne.kervella@courriel.example"


def mandate(desk: ChangesDesk) -> MandateAsked:
    return MandateAsked(5, desk.today - timedelta(days=1))


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
