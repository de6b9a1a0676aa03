"""Work items: claims that end by themselves, decisions that are rows, nothing done twice."""

from collections.abc import Callable
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from backoffice.database.session import transaction
from backoffice.errors import Conflict, GuichetError, Refused
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus
from backoffice.services.work.claims import Claim, claim_item, claim_next, release_claim, renew_claim
from backoffice.services.work.decisions import DecisionOrder, DecisionResult, decide_item
from tests.queues import fill_queue, number

pytestmark = pytest.mark.database

EXPIRE = "UPDATE work_item SET claimed_until = clock_timestamp() - interval '1 millisecond' WHERE id = :item"


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """The database's administrator, to prepare and to look."""
    made = engine_of(training)
    fill_queue(made, 6)
    return made


@pytest.fixture
def sarah(owner: Engine, training: str, engine_of: Callable[..., Engine]) -> Engine:
    """A call-centre agent."""
    return engine_of(training, "accueil.logirem")


@pytest.fixture
def marc(owner: Engine, training: str, engine_of: Callable[..., Engine]) -> Engine:
    """An adviser of the same landlord."""
    return engine_of(training, "conseil.logirem")


def take(desk: Engine, seconds: int = 300) -> Claim:
    """The next item of the test's queue, claimed."""
    with transaction(desk) as session:
        claim = claim_next(session, WorkKind.SURVEY, seconds=seconds)
    assert claim is not None
    return claim


def order(claim: Claim, decision: WorkDecision = WorkDecision.ACCEPTED, **changes: object) -> DecisionOrder:
    """A decision on what was claimed."""
    values = {"version": claim.version, "command_id": str(uuid4()), "reason": None} | changes
    return DecisionOrder(claim.item_id, decision=decision, **values)  # type: ignore[arg-type]  # made above


def decide(desk: Engine, asked: DecisionOrder) -> DecisionResult:
    """Decide in a transaction of its own."""
    with transaction(desk) as session:
        return decide_item(session, asked)


def refused(family: type[GuichetError], code: str, desk: Engine, asked: DecisionOrder) -> str:
    """The sentence of a decision that must be refused."""
    with pytest.raises(family) as caught:
        decide(desk, asked)
    assert caught.value.code == code
    return caught.value.sentence


def expire(owner: Engine, claim: Claim) -> None:
    """Let five minutes go by."""
    with transaction(owner) as session:
        session.execute(text(EXPIRE), {"item": claim.item_id})


def test_items_go_out_by_due_date_and_to_one_each(sarah: Engine, marc: Engine) -> None:
    claims = [take(sarah), take(marc), take(sarah)]
    assert [claim.due_at for claim in claims] == sorted(claim.due_at for claim in claims)
    assert len({claim.item_id for claim in claims}) == 3


def test_what_another_transaction_is_claiming_is_skipped_without_waiting(sarah: Engine, marc: Engine) -> None:
    with transaction(sarah) as session:
        first = claim_next(session, WorkKind.SURVEY)
        second = take(marc)
    assert first is not None
    assert second.item_id != first.item_id


def test_an_empty_queue_gives_nothing(sarah: Engine) -> None:
    with transaction(sarah) as session:
        assert claim_next(session, WorkKind.BANK) is None


def test_only_who_holds_the_claim_decides(sarah: Engine, marc: Engine) -> None:
    claim = take(sarah)
    told = refused(Conflict, "CLAIM_TAKEN", marc, order(claim))
    assert told == "Sarah Benali traite ce dossier en ce moment : prenez le suivant."
    result = decide(sarah, order(claim))
    assert (result.done_now, result.rank, result.status) == (True, 1, WorkStatus.DONE)
    told = refused(Conflict, "ITEM_DECIDED", marc, order(claim))
    assert told.startswith("Sarah Benali a déjà traité ce dossier à ")


def test_no_claim_outlives_its_lease(owner: Engine, sarah: Engine, marc: Engine) -> None:
    """Refused though nobody else took it; taken up again, it may be decided; so may a colleague."""
    claim = take(sarah)
    expire(owner, claim)
    refused(Conflict, "CLAIM_EXPIRED", sarah, order(claim))
    with pytest.raises(Conflict, match="expiré"), transaction(sarah) as session:
        renew_claim(session, claim.item_id)
    assert take(marc).item_id == claim.item_id
    expire(owner, claim)
    with transaction(sarah) as session:
        again = claim_item(session, claim.item_id)
    assert decide(sarah, order(again)).done_now


def test_a_claim_is_renewed_released_and_never_long(sarah: Engine, marc: Engine) -> None:
    claim = take(sarah, seconds=10)
    with transaction(sarah) as session:
        until = renew_claim(session, claim.item_id, seconds=86_400)
        assert 895 < (until - claim.until).total_seconds() + 10 < 905
        # Shorter than what is left: an activity never takes time away.
        assert renew_claim(session, claim.item_id, seconds=1) == until
    with transaction(marc) as session:
        assert not release_claim(session, claim.item_id)
    with transaction(sarah) as session:
        assert release_claim(session, claim.item_id)
    assert take(marc).item_id == claim.item_id


def test_the_same_command_again_changes_nothing(owner: Engine, sarah: Engine) -> None:
    asked = order(take(sarah))
    first, second = decide(sarah, asked), decide(sarah, asked)
    assert (first.done_now, second.done_now) == (True, False)
    assert (second.rank, second.version) == (first.rank, first.version)
    assert number(owner, "SELECT count(*) FROM work_decision WHERE rank > 0 AND staff_id IS NOT NULL") == 1
    other = order(take(sarah), command_id=asked.command_id)
    refused(Conflict, "COMMAND_REUSED", sarah, other)


def test_another_version_is_refused(owner: Engine, sarah: Engine) -> None:
    claim = take(sarah)
    with transaction(owner) as session:
        session.execute(text("UPDATE work_item SET priority = 1 WHERE id = :i"), {"i": claim.item_id})
    refused(Conflict, "ITEM_CHANGED", sarah, order(claim))


def test_a_refusal_to_the_tenant_has_a_reason(sarah: Engine) -> None:
    claim = take(sarah)
    for decision in (WorkDecision.REJECTED, WorkDecision.ASKED, WorkDecision.CANCELLED):
        refused(Refused, "REASON_REQUIRED", sarah, order(claim, decision))
    result = decide(sarah, order(claim, WorkDecision.ASKED, reason="ILLEGIBLE"))
    assert result.status is WorkStatus.WAITING


def test_undoing_and_reopening_add_rows(owner: Engine, sarah: Engine, marc: Engine) -> None:
    claim = take(sarah)
    done = decide(sarah, order(claim, WorkDecision.REJECTED, reason="EXPIRED"))
    refused(Refused, "TOO_LATE_TO_UNDO", marc, order(claim, WorkDecision.UNDONE, version=done.version))
    undone = decide(sarah, order(claim, WorkDecision.UNDONE, version=done.version))
    assert undone.status is WorkStatus.OPEN
    # It stayed hers: she decides again at once.
    done = decide(sarah, order(claim, version=undone.version))
    refused(Refused, "REASON_REQUIRED", marc, order(claim, WorkDecision.REOPENED, version=done.version))
    again = order(claim, WorkDecision.REOPENED, version=done.version, reason="WRONG_FILE")
    assert decide(marc, again).status is WorkStatus.OPEN
    assert take(marc).item_id == claim.item_id
    with owner.connect() as connection:
        rows = connection.execute(
            text("SELECT decision FROM work_decision WHERE work_item_id = :i ORDER BY rank"),
            {"i": claim.item_id},
        )
        assert [row.decision for row in rows] == ["REJECTED", "UNDONE", "ACCEPTED", "REOPENED"]


def test_an_old_decision_is_reopened_not_undone(owner: Engine, sarah: Engine) -> None:
    claim = take(sarah)
    done = decide(sarah, order(claim))
    with transaction(owner) as session:
        session.execute(text("UPDATE work_decision SET decided_at = decided_at - interval '10 minutes'"))
    refused(Refused, "TOO_LATE_TO_UNDO", sarah, order(claim, WorkDecision.UNDONE, version=done.version))


def test_another_landlord_s_items_do_not_exist(owner: Engine, sarah: Engine) -> None:
    fill_queue(owner, 1, WorkKind.BANK, "vivest")
    with transaction(sarah) as session:
        assert claim_next(session, WorkKind.BANK) is None
    item = number(owner, "SELECT max(id) FROM work_item WHERE kind = 'BANK'")
    with pytest.raises(Refused, match="pas de vos agences"), transaction(sarah) as session:
        claim_item(session, item)


@pytest.mark.parametrize(
    ("login", "told"), [("responsable.logirem", "votre foyer"), ("accueil.logirem", "pas de vos agences")]
)
def test_nobody_decides_for_his_own_household(
    owner: Engine, training: str, engine_of: Callable[..., Engine], login: str, told: str
) -> None:
    """Not offered by the queue, not given when asked for; to those who are no managers it does not exist."""
    first = number(owner, "SELECT id FROM work_item WHERE kind = 'SURVEY' ORDER BY due_at LIMIT 1")
    with transaction(owner) as session:
        session.execute(
            text(
                "UPDATE staff SET person_id = (SELECT h.person_id FROM lease_holder h JOIN work_item w "
                "USING (lease_id) WHERE w.id = :i LIMIT 1) WHERE login = :login"
            ),
            {"i": first, "login": login},
        )
    himself = engine_of(training, login)
    assert take(himself).item_id != first
    with pytest.raises(Refused, match=told), transaction(himself) as session:
        claim_item(session, first)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE work_item SET claimed_by = 1, claimed_until = now() + interval '1 day'",
        "UPDATE work_item SET status = 'DONE', version = version + 1",
        "DELETE FROM work_decision",
        "INSERT INTO work_decision (landlord_id, work_item_id, rank, decision) SELECT landlord_id, id, 9, "
        "'ACCEPTED' FROM work_item LIMIT 1",
        "SELECT add_decision(w, 1, 'ACCEPTED', NULL, NULL, 'DONE') FROM work_item w LIMIT 1",
    ],
)
def test_plain_sql_gets_no_further(sarah: Engine, statement: str) -> None:
    take(sarah)
    with pytest.raises(DBAPIError) as caught, sarah.begin() as connection:
        connection.execute(text(statement))
    assert isinstance(caught.value.orig, psycopg.errors.InsufficientPrivilege)


PAPER = text("""
    INSERT INTO insurance_submission (landlord_id, lease_id, channel, submitted_at, declared_exact, state)
    SELECT landlord_id, id, 'PORTAL', now(), true, 'SUBMITTED' FROM lease ORDER BY id LIMIT 1
    RETURNING id, lease_id, work_item_id
""")
WITHOUT_ITEM = "SELECT count(*) FROM insurance_submission WHERE (state = 'SUBMITTED') <> (work_item_id > 0)"


def test_a_paper_to_be_validated_is_work_whoever_writes_it(owner: Engine) -> None:
    """The writer knows nothing of work items; a paper settled elsewhere leaves the queue."""
    assert number(owner, WITHOUT_ITEM.replace("<>", "IS DISTINCT FROM").replace("> 0", "IS NOT NULL")) == 0
    with owner.begin() as connection:
        paper = connection.execute(PAPER).one()
        item = connection.execute(
            text("SELECT w.*, l.agency_id AS office FROM work_item w JOIN lease l ON l.id = w.lease_id "
                 "WHERE w.id = :i"), {"i": paper.work_item_id},
        ).one()  # fmt: skip
        assert (item.kind, item.lease_id, item.agency_id) == ("INSURANCE", paper.lease_id, item.office)
        settle = "UPDATE insurance_submission SET state = 'REJECTED', rejection = 'EXPIRED' WHERE id = :i"
        connection.execute(text(settle), {"i": paper.id})
    told = "SELECT count(*) FROM work_item w JOIN work_decision d ON d.work_item_id = w.id WHERE w.id = {} "
    settled = "AND w.status = 'CANCELLED' AND d.reason = 'SETTLED_ELSEWHERE'"
    assert number(owner, (told + settled).format(paper.work_item_id)) == 1
