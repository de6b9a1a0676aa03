"""Second looks, decisions in bulk, and what nobody reads of a colleague."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from backoffice.database.session import transaction
from backoffice.errors import Refused
from backoffice.models.desk.work import WorkItem
from backoffice.rules.vocabulary.validation.work import LookReason, LookVerdict
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus
from backoffice.services.queues.bulk import BulkOrder, carry_out, command_of, dry_run
from backoffice.services.queues.kinds import acts_of
from backoffice.services.work.decisions import DecisionOrder, decide_item
from backoffice.services.work.following import (
    claim_family,
)
from backoffice.services.work.second_looks import error_rates, give_look, second_looks
from backoffice.services.work.waiting import listed_items
from tests.database.queues.acting import (
    ANNE,
    MARC,
    REQUESTS,
    SARAH,
    Land,
    accept,
    refusal,
    requests,
    take,
    today,
)

pytestmark = pytest.mark.database


def draw_all(land: Land, every: str = "1") -> None:
    """One decision in so many is looked at from today on."""
    land.run(
        "INSERT INTO landlord_parameter (landlord_id, key, value, stated, valid_from, source, author) "
        "SELECT id, 'second_look_every', CAST(:every AS jsonb), true, service_day(), 'essai', 'essai' "
        "FROM landlord WHERE code = 'logirem' "
        "ON CONFLICT (landlord_id, key, valid_from) DO UPDATE SET value = EXCLUDED.value",
        every=every,
    )


def test_a_second_person_looks_and_the_author_never_learns(land: Land) -> None:
    requests(land, 2)
    draw_all(land)
    claim = take(land, SARAH).claim
    accept(land, SARAH, claim.item_id)
    assert land.ask(SARAH, second_looks) == ()
    [look] = land.ask(MARC, second_looks)
    assert (look.item_id, look.decision) == (claim.item_id, WorkDecision.ACCEPTED)
    given = (look.look_id, look.version)
    assert refusal(land, SARAH, give_look, *given, LookVerdict.AGREED).code == "LOOK_UNKNOWN"
    assert refusal(land, "accueil.vivest", give_look, *given, LookVerdict.AGREED).code == "LOOK_UNKNOWN"
    assert refusal(land, MARC, give_look, *given, LookVerdict.DISAGREED).code == "REASON_REQUIRED"
    land.ask(MARC, give_look, *given, LookVerdict.DISAGREED, LookReason.WRONG_DATE)
    assert land.value("SELECT status FROM work_item WHERE id = :id", id=claim.item_id) == "DONE", "it stands"
    again = refusal(land, ANNE, give_look, *given, LookVerdict.AGREED)
    assert again.code == "LOOK_DONE"
    month = today(land).replace(day=1)
    [line] = land.ask(ANNE, error_rates, month, month + timedelta(days=40))
    assert (line.kind, line.rate.looked, line.rate.wrong, line.rate.rate) == (WorkKind.REQUEST, 1, 1, None)
    with pytest.raises(Refused):
        land.ask(MARC, error_rates, month, month + timedelta(days=40))
    reopening = DecisionOrder(
        look.item_id, look.item_version, WorkDecision.REOPENED, str(uuid4()), "SECOND_LOOK"
    )
    assert land.ask(MARC, decide_item, reopening).status is WorkStatus.OPEN
    ranks = land.value(
        "SELECT array_agg(decision ORDER BY rank) FROM work_decision WHERE work_item_id = :i", i=look.item_id
    )
    assert ranks == ["ACCEPTED", "REOPENED"], "rows, never overwritten"


def test_a_decision_that_is_undone_is_not_looked_at(land: Land) -> None:
    requests(land, 1)
    draw_all(land)
    claim = take(land, SARAH).claim
    accept(land, SARAH, claim.item_id)
    undo = DecisionOrder(claim.item_id, 2, WorkDecision.UNDONE, str(uuid4()))
    land.ask(SARAH, decide_item, undo)
    assert land.ask(MARC, second_looks) == ()
    draw_all(land, "null")
    accept(land, SARAH, claim.item_id, 3)
    assert land.value("SELECT count(*) FROM second_look") == 1, "never, where the landlord says so"


def test_one_in_so_many_is_drawn(land: Land) -> None:
    drawn = land.value("SELECT count(*) FROM generate_series(1, 10000) WHERE is_drawn(20)")
    assert 400 <= drawn <= 600, "one in twenty of ten thousand, within four deviations and more"
    assert land.value("SELECT count(*) FROM generate_series(1, 200) WHERE is_drawn(NULL)") == 0
    assert land.value("SELECT count(*) FROM generate_series(1, 200) WHERE is_drawn(1)") == 200


def test_a_bulk_does_what_its_trial_showed_and_repeats_nothing(land: Land) -> None:
    requests(land, 5)
    listed = [item.item_id for item in land.ask(SARAH, listed_items, REQUESTS).items]
    held = land.ask(MARC, claim_family, listed[1]).claim
    order = BulkOrder(tuple(listed), WorkDecision.REJECTED, "DUPLICATE")
    lines = land.ask(SARAH, dry_run, order)
    assert [line.passes for line in lines] == [True, False, True, True, True]
    assert (lines[1].code, "Marc" in (lines[1].refusal or "")) == ("CLAIM_TAKEN", True)
    count = (
        "SELECT count(*) FROM work_decision d JOIN work_item w ON w.id = d.work_item_id "
        "WHERE w.kind = 'REQUEST'"
    )
    assert land.value(count) == 0, "a trial leaves nothing"
    assert land.value("SELECT count(*) FROM work_item WHERE kind = 'REQUEST' AND claimed_by IS NOT NULL") == 1
    # Between trial and act a colleague decides one of them.
    order_of_marc = DecisionOrder(held.item_id, 1, WorkDecision.ACCEPTED, str(uuid4()))
    land.ask(MARC, decide_item, order_of_marc)
    marc = land.ask(MARC, claim_family, listed[3]).claim
    land.ask(MARC, decide_item, DecisionOrder(marc.item_id, 1, WorkDecision.ACCEPTED, str(uuid4())))
    command = str(uuid4())

    def begin() -> Any:
        return transaction(land.engine(SARAH))

    runs = carry_out(begin, order, lines, command)
    first = next(runs)
    del runs
    done = list(carry_out(begin, order, lines, command))
    assert first.done_now
    assert [(one.done, one.done_now) for one in done] == [
        (True, False),
        (True, True),
        (False, False),
        (True, True),
    ]
    assert done[2].code == "ITEM_DECIDED"
    assert land.value(count) == 5, "each once"
    assert len({command_of(command, item) for item in listed}) == 5


def test_too_many_items_are_refused_together(land: Land) -> None:
    order = BulkOrder(tuple(range(1, 202)), WorkDecision.ACCEPTED)
    assert refusal(land, SARAH, dry_run, order).code == "TOO_MANY"


def test_a_bulk_of_what_is_not_mine_says_why(land: Land) -> None:
    requests(land, 2)
    listed = [item.item_id for item in land.ask(SARAH, listed_items, REQUESTS).items]
    lines = land.ask("accueil.vivest", dry_run, BulkOrder(tuple(listed), WorkDecision.ACCEPTED))
    assert {line.code for line in lines} == {"ITEM_UNKNOWN"}
    without = land.ask(SARAH, dry_run, BulkOrder(tuple(listed), WorkDecision.REJECTED))
    assert {line.code for line in without} == {"REASON_REQUIRED"}


def test_every_kind_knows_its_acts() -> None:
    for kind in (WorkKind.REQUEST, WorkKind.SURVEY, WorkKind.ASSISTANCE):
        acts = acts_of(kind)
        assert acts is not None
        assert acts.kind is kind


def test_nobody_reads_who_passed_on_nor_who_looked(land: Land) -> None:
    for table in ("work_skip", "second_look"):
        with pytest.raises(Refused), transaction(land.engine(ANNE)) as session:
            session.execute(text(f"SELECT 1 FROM {table}"))
    with pytest.raises(Refused), transaction(land.engine("gardien.logirem")) as session:
        session.execute(text("SELECT * FROM claim_following(ARRAY['REQUEST'], '{}', 'DUE', NULL, 300)"))


def test_the_list_of_everybody_is_what_row_rules_show(land: Land) -> None:
    requests(land, 60)
    for who in (SARAH, MARC, ANNE, "quittancement.logirem", "accueil.vivest"):
        with transaction(land.engine(who)) as session:
            seen = set(session.scalars(_visible()))
            listed = {item.item_id for item in listed_items(session, REQUESTS).items}
        assert listed == seen, who
    counted = Counter(item.agency for item in land.ask(MARC, listed_items, REQUESTS).items)
    assert counted


def _visible() -> Any:
    return select(WorkItem.id).where(WorkItem.kind == "REQUEST", WorkItem.status == "OPEN")
