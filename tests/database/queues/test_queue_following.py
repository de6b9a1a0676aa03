"""The next item and the former one, families, items passed on."""

import threading

import pytest

from backoffice.rules.vocabulary.validation.work import SkipReason
from backoffice.rules.vocabulary.work import WorkKind, WorkStatus
from backoffice.rules.work.filters import QueueFilter, QueueSort
from backoffice.services.work.claims import claim_item
from backoffice.services.work.following import (
    claim_family,
    claim_following,
    neighbour,
    release_family,
    renew_family,
)
from backoffice.services.work.history import decided_item
from backoffice.services.work.skipping import skip_item
from backoffice.services.work.waiting import listed_items
from tests.database.queues.acting import (
    ANNE,
    MARC,
    REQUESTS,
    SARAH,
    SURVEYS,
    Land,
    accept,
    refusal,
    requests,
    take,
)

pytestmark = pytest.mark.database

_FAMILIES = """
    INSERT INTO work_item (landlord_id, kind, agency_id, customer_id, lease_id, received_at, due_at)
    SELECT l.landlord_id, k.kind, l.agency_id, l.customer_id, l.id, now(), now() + l.id * interval '1 second'
    FROM (SELECT DISTINCT ON (l.customer_id) l.* FROM lease l JOIN customer c ON c.id = l.customer_id
          WHERE c.landlord_id = (SELECT id FROM landlord WHERE code = 'logirem') AND NOT c.reserved
          ORDER BY l.customer_id, l.id LIMIT :count) l
    CROSS JOIN (VALUES ('HOUSEHOLD'), ('SURVEY')) AS k (kind)
"""


def test_the_next_is_the_most_pressing_and_the_order_is_that_of_the_list(land: Land) -> None:
    requests(land)
    listed = [item.item_id for item in land.ask(SARAH, listed_items, REQUESTS).items]
    first, second = take(land, SARAH), take(land, MARC)
    assert [first.claim.item_id, second.claim.item_id] == listed[:2]
    after = take(land, SARAH, after=listed[3])
    assert after.claim.item_id == listed[4]
    last = take(land, MARC, after=listed[5])
    assert last.claim.item_id == listed[2], "at the end, from the head again"
    recent = [item.item_id for item in land.ask(SARAH, listed_items, REQUESTS, QueueSort.RECENT).items]
    received = [item.item_id for item in land.ask(SARAH, listed_items, REQUESTS, QueueSort.RECEIVED).items]
    assert recent == received[::-1]
    named = land.ask(SARAH, listed_items, REQUESTS, QueueSort.NAME).items
    assert len(named) == 6
    found = land.ask(SARAH, neighbour, named[2].item_id, REQUESTS, QueueSort.NAME)
    free = [item.item_id for item in named[3:] if not item.holder or item.mine]
    assert found is not None
    assert found.item_id == free[0]


def test_a_filter_keeps_list_next_and_former_together(land: Land) -> None:
    requests(land, 8)
    land.run("UPDATE work_item SET due_at = now() - interval '1 day' WHERE kind = 'REQUEST' AND id % 2 = 0")
    late = QueueFilter((WorkKind.REQUEST,), late=True)
    listed = [item.item_id for item in land.ask(SARAH, listed_items, late).items]
    assert len(listed) == 4
    assert all(item % 2 == 0 for item in listed)
    assert take(land, SARAH, late).claim.item_id == listed[0]
    following = land.ask(MARC, neighbour, listed[0], late)
    former = land.ask(MARC, neighbour, listed[2], late, back=True)
    assert following is not None
    assert former is not None
    assert (following.item_id, former.item_id, former.passed) == (listed[1], listed[1], 0)
    passed = land.ask(MARC, neighbour, listed[1], late, back=True)
    assert passed is None, "the first is Sarah's: there is none before"
    free = QueueFilter((WorkKind.REQUEST,), free=True)
    assert len(land.ask(MARC, listed_items, free).items) == 7


def test_what_i_decided_is_behind_me_and_can_be_read(land: Land) -> None:
    requests(land)
    first = take(land, SARAH).claim
    accept(land, SARAH, first.item_id)
    second = take(land, SARAH).claim
    behind = land.ask(SARAH, neighbour, second.item_id, REQUESTS, back=True)
    assert behind is not None
    assert (behind.item_id, behind.status) == (first.item_id, WorkStatus.DONE)
    shown = land.ask(SARAH, decided_item, first.item_id)
    assert shown.last is not None
    assert (shown.last.mine, shown.last.who, shown.undone_until is not None) == (True, "Sarah Benali", True)
    of_marc = land.ask(MARC, neighbour, second.item_id, REQUESTS, back=True)
    assert of_marc is None, "of what a colleague decided nothing is in my list"
    assert land.ask(MARC, decided_item, first.item_id).undone_until is None


def test_household_and_survey_travel_together_or_not_at_all(land: Land) -> None:
    land.run(_FAMILIES, count=3)
    found = take(land, SARAH, SURVEYS)
    [mate] = found.family
    assert (found.claim.kind, mate.kind) == (WorkKind.SURVEY, WorkKind.HOUSEHOLD)
    assert (mate.customer_id, mate.until) == (found.claim.customer_id, found.claim.until)
    told = refusal(land, MARC, claim_family, mate.item_id)
    assert (told.code, "Sarah Benali" in told.sentence) == ("CLAIM_TAKEN", True)
    until = land.ask(SARAH, renew_family, mate.item_id)
    ends = land.value("SELECT count(*) FROM work_item WHERE claimed_until = :until", until=until)
    assert ends == 2, "renewed to the same instant"
    assert land.ask(SARAH, release_family, found.claim.item_id)
    assert land.value("SELECT count(*) FROM work_item WHERE claimed_by IS NOT NULL") == 0
    # The program before took one of the two alone: nobody splits the family further.
    land.ask(MARC, claim_item, mate.item_id)
    other = take(land, SARAH, SURVEYS)
    assert other.claim.customer_id != found.claim.customer_id


def test_a_family_goes_on_with_its_second_item(land: Land) -> None:
    land.run(_FAMILIES, count=1)
    found = take(land, SARAH, SURVEYS)
    accept(land, SARAH, found.claim.item_id)
    accept(land, SARAH, found.family[0].item_id)
    assert land.ask(SARAH, claim_following, SURVEYS) is None


def test_three_hundred_claims_at_once_split_no_family_and_double_none(land: Land) -> None:
    families, threads, each = 100, 12, 25
    land.run(_FAMILIES, count=families)
    count = land.value("SELECT count(DISTINCT customer_id) FROM work_item WHERE kind = 'SURVEY'")
    taken: list[tuple[str, int, frozenset[int]]] = []
    failures: list[BaseException] = []
    gate = threading.Barrier(threads)
    both = QueueFilter((WorkKind.SURVEY, WorkKind.HOUSEHOLD))
    logins = (SARAH, MARC, ANNE, "quittancement.logirem")

    def work(rank: int) -> None:
        who, found = logins[rank % len(logins)], None
        asked = (SURVEYS, QueueFilter((WorkKind.HOUSEHOLD,)), both)[rank % 3]
        try:
            gate.wait(30)
            for _ in range(each):
                found = land.ask(who, claim_following, asked)
                if found is not None:
                    items = frozenset({found.claim.item_id, *(one.item_id for one in found.family)})
                    taken.append((who, found.claim.customer_id, items))
        except BaseException as error:  # noqa: BLE001 -- told by the test
            failures.append(error)

    for login in logins:
        land.engine(login)
    workers = [threading.Thread(target=work, args=(rank,)) for rank in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert failures == []
    assert len({customer for _, customer, _ in taken}) == len(taken), "a family twice"
    assert all(len(items) == 2 for _, _, items in taken), "a family split"
    assert len(taken) == count, "nothing forgotten"
    held = land.value(
        "SELECT count(*) FROM (SELECT customer_id FROM work_item WHERE kind IN ('SURVEY', 'HOUSEHOLD') "
        "GROUP BY customer_id HAVING count(DISTINCT claimed_by) <> 1) split"
    )
    assert held == 0


def test_an_item_passed_on_comes_last_for_me_alone_until_the_morrow(land: Land) -> None:
    requests(land, 3)
    listed = [item.item_id for item in land.ask(SARAH, listed_items, REQUESTS).items]
    claim = take(land, SARAH).claim
    land.ask(SARAH, skip_item, claim.item_id, SkipReason.UNREADABLE)
    mine = land.ask(SARAH, listed_items, REQUESTS).items
    assert [item.item_id for item in mine] == [*listed[1:], listed[0]]
    assert (mine[-1].skipped, mine[-1].skips, mine[-1].skip_reason) == (True, 1, SkipReason.UNREADABLE)
    assert land.ask(MARC, listed_items, REQUESTS).items[0].item_id == listed[0]
    assert [take(land, SARAH).claim.item_id for _ in range(2)] == listed[1:]
    assert take(land, SARAH).claim.item_id == listed[0], "the last that is left"
    land.run("UPDATE work_item SET claimed_by = NULL, claimed_until = NULL WHERE kind = 'REQUEST'")
    land.run("UPDATE work_skip SET skipped_at = skipped_at - interval '1 day'")
    assert take(land, SARAH).claim.item_id == listed[0], "the morrow"


def test_the_third_colleague_who_passes_an_item_on_shows_it(land: Land) -> None:
    requests(land, 2)
    item = land.ask(ANNE, listed_items, REQUESTS).items[0].item_id
    many = QueueFilter((WorkKind.REQUEST,), passed_on=True)
    for who in (SARAH, SARAH, MARC):
        land.ask(who, skip_item, item, SkipReason.ASK_COLLEAGUE)
        assert land.ask(ANNE, listed_items, many).items == ()
    land.ask("quittancement.logirem", skip_item, item, SkipReason.OTHER)
    [shown] = land.ask(ANNE, listed_items, many).items
    assert (shown.item_id, shown.skips) == (item, 3)
    told = refusal(land, "accueil.vivest", skip_item, item, SkipReason.OTHER)
    assert told.code == "ITEM_UNKNOWN"


def test_an_item_held_by_a_colleague_is_not_passed_on(land: Land) -> None:
    requests(land, 1)
    claim = take(land, SARAH).claim
    assert refusal(land, MARC, skip_item, claim.item_id, SkipReason.OTHER).code == "CLAIM_TAKEN"
