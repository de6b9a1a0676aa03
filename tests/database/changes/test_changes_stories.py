"""Professions and contacts, from the portal’s submission to the file afterwards (R3.30–R3.45)."""

from datetime import timedelta

import pytest

from backoffice.errors import Refused
from backoffice.rules.changes.professional import PROOFS
from backoffice.rules.vocabulary.validation.changes import ContactEvent, ProfessionalSituation
from backoffice.rules.vocabulary.work import WorkDecision, WorkStatus
from backoffice.services.changes.requests.receiving import block_contact
from tests.changes_desk import ChangesDesk
from tests.household_desk import PORTAL

pytestmark = pytest.mark.database

OLD = "anne.kervella@courriel.example"


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


def test_a_decision_that_no_message_tells_is_a_letter_to_post(desk: ChangesDesk) -> None:
    desk.rows("DELETE FROM contact WHERE person_id = :p RETURNING id", p=desk.anne.id)
    item = desk.situation(ProfessionalSituation.STUDENT, desk.today, "SCHOOL_CERTIFICATE")
    seen = desk.foresees(item).message
    assert seen is not None
    assert "lettre est à poster" in seen
    done = desk.settle(item)
    assert "lettre est à poster" in done.sentence
    assert desk.rows("SELECT channel, template FROM outbox_message WHERE customer_id = :customer") == [
        ("LETTER", "DECISION_PROFESSIONAL_ACCEPTED")
    ]
    assert desk.tasks() == {"LETTER_TO_POST"}
    desk.take_back(item, done.version)
    assert desk.tasks() == set()


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
