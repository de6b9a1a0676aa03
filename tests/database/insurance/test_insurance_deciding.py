"""Certificates accepted, refused, asked, taken back: the contracts, the message, the tasks, nothing twice."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.rules.dates import french_day
from backoffice.rules.insurance.checklist import GivenCheck, Verdict, all_yes
from backoffice.rules.landlords.account_shown import Contract
from backoffice.rules.landlords.papers_shown import banners_shown
from backoffice.rules.vocabulary.service import InsuranceState, SubmissionState
from backoffice.rules.vocabulary.validation.insurance import CheckNote
from backoffice.rules.vocabulary.validation.papers import CheckCode, CheckVerdict
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus
from backoffice.services.desk.insurance import insurance_file
from backoffice.services.desk.timeline.pages import timeline
from backoffice.services.insurance.acts import ACTS
from backoffice.services.insurance.item import insurance_item
from backoffice.services.letters.certificates import certificates_sent
from backoffice.services.letters.reasons import ReasonOrder, save_reason
from backoffice.services.queues.bulk import BulkOrder, dry_run
from tests.database.insurance.acting import TODAY, at_home, covering, decide, order, rows, settle, submit

pytestmark = pytest.mark.database

_MESSAGES = "SELECT template, state, body FROM outbox_message WHERE customer_id = :id ORDER BY id"
_TASKS = "SELECT kind, state FROM follow_up WHERE customer_id = :id ORDER BY id"


def test_a_certificate_accepted_covers_tells_and_can_be_taken_back(session: Session) -> None:
    home = at_home(session)
    paper = submit(session, home.dwelling)
    before = insurance_item(session, paper.work_item_id or 0)
    assert before.contract.standing.state is InsuranceState.SUBMITTED
    assert before.contract.on_file.street == "12 rue des Lices"
    asked = order(session, paper)
    done = ACTS.decide(session, asked)
    settle(session)
    assert (done.done_now, done.status) == (True, WorkStatus.DONE)
    assert done.undone_until is not None
    assert ACTS.decide(session, asked).done_now is False, "the same command does nothing more"
    assert (paper.state, paper.covered_until) == ("ACCEPTED", TODAY + timedelta(days=300))
    (message,) = rows(session, _MESSAGES, id=home.customer.id)
    assert message[:2] == ("DECISION_INSURANCE_ACCEPTED", "WAITING")
    assert rows(session, "SELECT count(*) FROM insurance_check")[0][0] == 10
    undone = ACTS.undo(session, asked.item_id, done.version, str(uuid4()))
    settle(session)
    assert (undone.status, paper.state, paper.covered_until) == (WorkStatus.OPEN, "SUBMITTED", None)
    assert rows(session, _MESSAGES, id=home.customer.id)[0][1] == "CANCELLED"
    shown = insurance_item(session, asked.item_id)
    assert shown.state is SubmissionState.SUBMITTED
    again = ACTS.decide(session, replace(asked, version=undone.version, command_id=str(uuid4())))
    assert again.done_now


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (
            covering(covered_until=TODAY - timedelta(days=1), covered_from=TODAY - timedelta(days=365)),
            "EXPIRED",
        ),
        (covering(covered_until=None), "PERIOD_MISSING"),
        (covering(covered_from=TODAY + timedelta(days=2)), "NOT_YET_VALID"),
        (covering(checks=all_yes()[:9]), "CHECKS_MISSING"),
        (
            covering(
                checks=(GivenCheck(CheckCode.C3, CheckVerdict.NOT_SHOWN), *all_yes()[:2], *all_yes()[3:])
            ),
            "CHECK_BLOCKS",
        ),
        (
            covering(checks=(*all_yes()[:5], GivenCheck(CheckCode.C6, CheckVerdict.NO), *all_yes()[6:])),
            "NOTE_REQUIRED",
        ),
        (covering(lease_ids=(1,)), "WRONG_CONTRACT"),
    ],
)
def test_what_the_rules_refuse_the_database_refuses_too(
    session: Session, verdict: Verdict, code: str
) -> None:
    home = at_home(session)
    asked = order(session, submit(session, home.dwelling), verdict=verdict)
    with pytest.raises(Refused) as caught:
        ACTS.decide(session, asked)
    assert caught.value.code == code
    assert ACTS.preview(session, asked).code == code
    told = {"t": "DECISION_INSURANCE_ACCEPTED", "w": "mots", "i": asked.item_id, "v": asked.version}
    with pytest.raises(Exception, match=code), session.begin_nested():
        session.execute(
            text("SELECT decide_insurance(:i, :v, 'ACCEPTED', NULL, CAST(:d AS jsonb), :t, :w, :w, :w, :c)"),
            told | {"d": _json(verdict), "c": str(uuid4())},
        )


def _json(verdict: Verdict) -> str:
    return json.dumps(verdict.details())


def test_a_note_of_the_list_lets_a_line_that_does_not_block_say_no(session: Session) -> None:
    home = at_home(session)
    bare = GivenCheck(CheckCode.C6, CheckVerdict.NO, CheckVerdict.NOT_SHOWN, CheckNote.NUMBER_LATER)
    verdict = covering(checks=(*all_yes()[:5], bare, *all_yes()[6:]))
    decide(session, submit(session, home.dwelling), verdict=verdict)
    query = "SELECT proposed, given, note FROM insurance_check WHERE code = 'C6'"
    assert rows(session, query) == [("NOT_SHOWN", "NO", "NUMBER_LATER")]


def test_the_next_year_is_accepted_before_the_end_and_a_hole_is_not(session: Session) -> None:
    home = at_home(session)
    end = TODAY + timedelta(days=20)
    decide(session, submit(session, home.dwelling), verdict=covering(covered_until=end))
    paper = submit(session, home.dwelling)
    late = covering(covered_from=end + timedelta(days=2), covered_until=end + timedelta(days=365))
    with pytest.raises(Refused) as caught:
        ACTS.decide(session, order(session, paper, verdict=late))
    assert caught.value.code == "GAP"
    decide(session, paper, verdict=replace(late, covered_from=end + timedelta(days=1)))
    assert insurance_item(session, paper.work_item_id or 0).contract.standing.state is InsuranceState.COVERED


def test_a_refusal_keeps_the_reason_and_a_doubt_waits_for_the_insurer(session: Session) -> None:
    home = at_home(session)
    paper = submit(session, home.dwelling)
    with pytest.raises(Refused) as caught:
        ACTS.decide(
            session, order(session, paper, WorkDecision.REJECTED, reason="TO_BE_CONFIRMED_WITH_INSURER")
        )
    assert caught.value.code == "NO_REASON"
    done = decide(session, paper, WorkDecision.ASKED, reason="TO_BE_CONFIRMED_WITH_INSURER")
    assert (done.status, paper.state) == (WorkStatus.WAITING, "SUBMITTED")
    assert rows(session, _TASKS, id=home.customer.id) == [("CONFIRM_WITH_INSURER", "OPEN")]
    undone = ACTS.undo(session, paper.work_item_id or 0, done.version, str(uuid4()))
    assert rows(session, _TASKS, id=home.customer.id) == [("CONFIRM_WITH_INSURER", "CANCELLED")]
    assert undone.status is WorkStatus.OPEN
    decide(session, paper, WorkDecision.REJECTED, reason="ADDRESS_MISMATCH")
    assert (paper.state, paper.rejection) == ("REJECTED", "ADDRESS_MISMATCH")
    body = str(rows(session, _MESSAGES, id=home.customer.id)[-1][2])
    assert "L’adresse assurée n’est pas celle du logement" in body
    assert home.dwelling.number in body


def test_a_reason_of_the_landlord_is_given_told_and_shown(session: Session) -> None:
    home = at_home(session)
    own = ReasonOrder(
        home.house.landlord.id, WorkKind.INSURANCE, "PAGE_DES_GARANTIES_ABSENTE",
        "Page des garanties absente",
        "La page des garanties manque. Merci de nous l’envoyer avant le {date_limite}.", 20, active=True,
        seen=None, command_id=str(uuid4()),
    )  # fmt: skip
    paper = submit(session, home.dwelling)
    item = paper.work_item_id or 0
    with pytest.raises(Refused) as caught:
        ACTS.decide(session, order(session, paper, WorkDecision.REJECTED, reason=own.code))
    assert caught.value.code == "NO_REASON"
    save_reason(session, own)
    done = decide(session, paper, WorkDecision.REJECTED, reason=own.code)
    assert (paper.state, paper.rejection) == ("REJECTED", own.code)
    assert "La page des garanties manque." in str(rows(session, _MESSAGES, id=home.customer.id)[-1][2])
    assert insurance_item(session, item).rejection == "Page des garanties absente"
    (shown,) = insurance_file(session, home.customer.id).papers
    assert shown.answer == "Page des garanties absente"
    told = [one.sentence for one in timeline(session, home.customer.id).lines]
    assert any("page des garanties absente" in one for one in told), told
    (sent,) = certificates_sent(session, home.customer.id)[home.dwelling.id]
    assert "La page des garanties manque." in sent.told
    ACTS.undo(session, item, done.version, str(uuid4()))
    done = decide(session, paper, WorkDecision.ASKED, reason=own.code)
    assert done.status is WorkStatus.WAITING


def test_reworded_a_doubt_still_refuses_nothing(session: Session) -> None:
    home = at_home(session)
    doubt = ReasonOrder(
        home.house.landlord.id, WorkKind.INSURANCE, "TO_BE_CONFIRMED_WITH_INSURER", "À confirmer",
        "Nous vérifions un point avec votre assureur.", 9, active=True, seen=None, command_id=str(uuid4()),
    )  # fmt: skip
    save_reason(session, doubt)
    paper = submit(session, home.dwelling)
    with pytest.raises(Refused) as caught:
        ACTS.decide(session, order(session, paper, WorkDecision.REJECTED, reason=doubt.code))
    assert caught.value.code == "NO_REASON"


def test_a_bulk_gives_the_landlord_s_reason(session: Session) -> None:
    home = at_home(session)
    save_reason(session, ReasonOrder(
        home.house.landlord.id, WorkKind.INSURANCE, "AUTRE_PIECE", "Autre pièce",
        "Ce document en est un autre. Merci de nous l’envoyer avant le {date_limite}.", 20, active=True,
        seen=None, command_id=str(uuid4()),
    ))  # fmt: skip
    papers = [submit(session, one) for one in (home.dwelling, home.garage)]
    bulk = BulkOrder(tuple(one.work_item_id or 0 for one in papers), WorkDecision.REJECTED, "AUTRE_PIECE")
    lines = dry_run(session, bulk)
    assert [line.refusal for line in lines] == [None, None]
    assert all("Ce document en est un autre." in str(line.message) for line in lines)


_PAPERS = "SELECT given_name, state FROM document WHERE work_item_id = :item ORDER BY id"
_SEND = "SELECT receive_document(:item, 'INSURANCE_CERTIFICATE', 'COUNTER', :name, :content)"


def test_every_paper_follows_its_item_and_is_what_it_was_once_taken_back(session: Session) -> None:
    home = at_home(session)
    paper = submit(session, home.dwelling)
    item = paper.work_item_id or 0
    found = {"new": None, "clean": "CLEAN", "danger": "QUARANTINED", "broken": "UNREADABLE"}
    for name, state in found.items():
        sent = session.execute(
            text(_SEND), {"item": item, "name": name, "content": name.encode()}
        ).scalar_one()
        if state is not None:
            refusal = "DAMAGED" if state == "UNREADABLE" else None
            examined = {"d": sent, "state": state, "why": refusal}
            session.execute(text("SELECT examine_document(:d, 'PDF', 1, :state, :why)"), examined)
    before = rows(session, _PAPERS, item=item)
    assert [state for _, state in before] == ["RECEIVED", "CLEAN", "QUARANTINED", "UNREADABLE"]
    for decision, reason in ((WorkDecision.REJECTED, "EXPIRED"), (WorkDecision.ACCEPTED, None)):
        done = decide(session, paper, decision, reason=reason)
        decided = [decision.value] * 3 + ["UNREADABLE"]
        assert [state for _, state in rows(session, _PAPERS, item=item)] == decided
        ACTS.undo(session, item, done.version, str(uuid4()))
        assert rows(session, _PAPERS, item=item) == before


def test_one_paper_covers_the_garage_too_once(session: Session) -> None:
    home = at_home(session)
    home.garage.insurance_required = True
    paper = submit(session, home.dwelling)
    done = decide(session, paper, verdict=covering(lease_ids=(home.garage.id, home.garage.id)))
    states = "SELECT lease_id, state, accepted_with_id FROM insurance_submission ORDER BY id"
    assert rows(session, states) == [
        (home.dwelling.id, "ACCEPTED", None),
        (home.garage.id, "ACCEPTED", paper.id),
    ]
    assert len(rows(session, _MESSAGES, id=home.customer.id)) == 1
    ACTS.undo(session, paper.work_item_id or 0, done.version, str(uuid4()))
    settle(session)
    assert rows(session, states) == [(home.dwelling.id, "SUBMITTED", None)]


def test_opened_again_nothing_is_taken_back_until_decided_again(session: Session) -> None:
    home = at_home(session)
    paper = submit(session, home.dwelling)
    done = decide(session, paper, verdict=covering(lease_ids=(home.garage.id,)))
    session.execute(
        text("SELECT reopen_item(:i, :v, 'MISTAKE', :c)"),
        {"i": paper.work_item_id, "v": done.version, "c": str(uuid4())},
    )
    settle(session)
    assert paper.state == "ACCEPTED"
    second = decide(session, paper, WorkDecision.REJECTED, reason="COVER_MISSING")
    states = "SELECT state, rejection FROM insurance_submission ORDER BY id"
    assert rows(session, states) == [("REJECTED", "COVER_MISSING")] * 2
    ACTS.undo(session, paper.work_item_id or 0, second.version, str(uuid4()))
    settle(session)
    assert rows(session, states) == [("ACCEPTED", None)] * 2


def test_the_door_of_all_items_decides_no_certificate(session: Session) -> None:
    home = at_home(session)
    asked = order(session, submit(session, home.dwelling))
    bare = {"i": asked.item_id, "v": asked.version, "c": asked.command_id}
    for decision, reason in (("ACCEPTED", None), ("REJECTED", "EXPIRED"), ("CANCELLED", "SETTLED_ELSEWHERE")):
        with pytest.raises(Exception, match="INSURANCE_DECISION"), session.begin_nested():
            query = text("SELECT decide_item(:i, :v, :d, :r, :c)")
            session.execute(query, bare | {"d": decision, "r": reason})
            settle(session)
    done = ACTS.decide(session, asked)
    settle(session)
    with pytest.raises(Exception, match="INSURANCE_DECISION"), session.begin_nested():
        query = text("SELECT undo_item(:i, :v, :c)")
        session.execute(query, {"i": asked.item_id, "v": done.version, "c": str(uuid4())})
        settle(session)


def test_settled_by_another_door_leaves_the_queue(session: Session) -> None:
    home = at_home(session)
    paper = submit(session, home.dwelling)
    paper.state, paper.covered_until = "ACCEPTED", TODAY + timedelta(days=90)
    settle(session)
    assert rows(session, "SELECT status FROM work_item") == [("CANCELLED",)]


def test_a_version_that_was_not_read_is_refused(session: Session) -> None:
    home = at_home(session)
    asked = order(session, submit(session, home.dwelling))
    with pytest.raises(Exception, match="ITEM_CHANGED"):
        ACTS.decide(session, replace(asked, version=asked.version - 1))


def test_the_portal_tells_the_refusal_and_nothing_once_recorded(session: Session) -> None:
    home = at_home(session)
    contracts = [Contract(home.dwelling.id, home.dwelling.number, "logement", insurance_required=True)]

    def banner() -> list[str]:
        session.expire_all()
        sent = certificates_sent(session, home.customer.id)
        return [one.sentence for one in banners_shown(contracts, sent, TODAY)]

    assert banner() == ["Votre attestation d’assurance est attendue : envoyez-la."]
    paper = submit(session, home.dwelling)
    assert banner() == [f"Votre attestation envoyée le {french_day(TODAY)} n’est pas encore enregistrée."]
    done = decide(session, paper, WorkDecision.REJECTED, reason="WRONG_CONTRACT")
    assert banner()[0].startswith(
        f"Votre attestation du {french_day(TODAY)} est refusée. Le document concerne"
    )
    ACTS.undo(session, paper.work_item_id or 0, done.version, str(uuid4()))
    decide(session, paper)
    assert banner() == []


@pytest.mark.parametrize("decision", [WorkDecision.ACCEPTED, WorkDecision.REJECTED])
def test_a_tenant_whom_no_message_reaches_is_told_by_a_letter_to_post(
    session: Session, decision: WorkDecision
) -> None:
    home = at_home(session)
    rows(session, "DELETE FROM contact WHERE person_id = :id RETURNING id", id=home.customer.main_person_id)
    reason = "EXPIRED" if decision is WorkDecision.REJECTED else None
    asked = order(session, submit(session, home.dwelling), decision, reason=reason)
    seen = ACTS.preview(session, asked).message
    assert seen is not None
    assert "lettre est à poster" in seen
    done = ACTS.decide(session, asked)
    settle(session)
    assert "lettre est à poster" in done.sentence
    assert "averti" not in done.sentence
    query = "SELECT channel, address, body FROM outbox_message WHERE customer_id = :id"
    ((channel, address, body),) = rows(session, query, id=home.customer.id)
    assert (channel, "12 rue des Lices" in str(address)) == ("LETTER", True)
    assert body == seen.partition("\n\n")[2]
    assert rows(session, _TASKS, id=home.customer.id) == [("LETTER_TO_POST", "OPEN")]
    ACTS.undo(session, asked.item_id, done.version, str(uuid4()))
    settle(session)
    assert rows(session, _TASKS, id=home.customer.id) == [("LETTER_TO_POST", "CANCELLED")]
    assert rows(session, _MESSAGES, id=home.customer.id)[0][1] == "CANCELLED"
