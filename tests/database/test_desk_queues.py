"""The queues at work on a real database, each asked as the role that works with it."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select, text

from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.errors import Conflict, GuichetError, Refused
from backoffice.models.desk.work import WorkItem
from backoffice.rules.calls.hours import is_working_day
from backoffice.rules.dates import paris_day
from backoffice.rules.vocabulary.validation.work import LookReason, LookVerdict, SkipReason
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus
from backoffice.rules.work.filters import QueueFilter, QueueSort
from backoffice.rules.work.hours import due_at, half_days_of
from backoffice.services.queues.bulk import BulkOrder, carry_out, command_of, dry_run
from backoffice.services.queues.kinds import acts_of
from backoffice.services.work.absences import absences, cancel_absence, record_absence, standing_in
from backoffice.services.work.claims import claim_item
from backoffice.services.work.decisions import DecisionOrder, decide_item
from backoffice.services.work.following import (
    Together,
    claim_family,
    claim_following,
    neighbour,
    release_family,
    renew_family,
)
from backoffice.services.work.history import decided_item
from backoffice.services.work.second_looks import error_rates, give_look, second_looks
from backoffice.services.work.skipping import skip_item
from backoffice.services.work.waiting import listed_items
from tests.conftest import Server, copy_of
from tests.queues import fill_queue

T = TypeVar("T")
REQUESTS = QueueFilter((WorkKind.REQUEST,))
SURVEYS = QueueFilter((WorkKind.SURVEY,))
_LOGIREM = "SELECT id FROM landlord WHERE code = 'logirem'"
_CLEAN = """
    DELETE FROM second_look; DELETE FROM work_skip; DELETE FROM staff_absence;
    UPDATE work_item w
        SET status = 'CANCELLED', claimed_by = NULL, claimed_until = NULL, version = version + 1
        WHERE kind = 'HOUSEHOLD' AND status = 'OPEN'
          AND EXISTS (SELECT FROM change_submission c WHERE c.work_item_id = w.id);
    DELETE FROM work_decision d USING work_item w WHERE w.id = d.work_item_id
        AND w.kind IN ('SURVEY', 'REQUEST', 'HOUSEHOLD')
        AND NOT EXISTS (SELECT FROM change_submission c WHERE c.work_item_id = w.id);
    DELETE FROM work_item w WHERE kind IN ('SURVEY', 'REQUEST', 'HOUSEHOLD')
        AND NOT EXISTS (SELECT FROM change_submission c WHERE c.work_item_id = w.id);
"""
_FAMILIES = """
    INSERT INTO work_item (landlord_id, kind, agency_id, customer_id, lease_id, received_at, due_at)
    SELECT l.landlord_id, k.kind, l.agency_id, l.customer_id, l.id, now(), now() + l.id * interval '1 second'
    FROM (SELECT DISTINCT ON (l.customer_id) l.* FROM lease l JOIN customer c ON c.id = l.customer_id
          WHERE c.landlord_id = (SELECT id FROM landlord WHERE code = 'logirem') AND NOT c.reserved
          ORDER BY l.customer_id, l.id LIMIT :count) l
    CROSS JOIN (VALUES ('HOUSEHOLD'), ('SURVEY')) AS k (kind)
"""


class Land:
    """A training landlord of this module's own, and its desks."""

    def __init__(self, server: Server, name: str) -> None:
        self._server, self.name = server, name
        self._engines: dict[str, Engine] = {}
        self.owner = make_engine(server.dsn(name))

    def engine(self, login: str) -> Engine:
        """The desk of somebody."""
        if login not in self._engines:
            self._engines[login] = make_engine(self._server.dsn(self.name, login))
        return self._engines[login]

    def ask(self, who: str, function: Callable[..., T], *given: Any, **named: Any) -> T:
        """A use-case in a transaction of its own, as somebody."""
        with transaction(self.engine(who)) as session:
            return function(session, *given, **named)

    def run(self, sql: str, **given: Any) -> None:
        """As the owner."""
        with self.owner.begin() as connection:
            connection.execute(text(sql), given)

    def value(self, sql: str, **given: Any) -> Any:
        """One value, as the owner."""
        with self.owner.connect() as connection:
            return connection.execute(text(sql), given).scalar_one()

    def close(self) -> None:
        """Leave."""
        for engine in (self.owner, *self._engines.values()):
            engine.dispose()


@pytest.fixture(scope="module")
def standing(server: Server) -> Iterator[Land]:
    """One copy for the module: each test makes its own queues."""
    for name in copy_of(server, server.ensure_training()):
        land = Land(server, name)
        yield land
        land.close()


@pytest.fixture
def land(standing: Land) -> Land:
    """The queues of these tests, empty."""
    with standing.owner.begin() as connection:
        for statement in _CLEAN.split(";"):
            if statement.strip():
                connection.execute(text(statement))
    return standing


SARAH, MARC, ANNE = "accueil.logirem", "conseil.logirem", "responsable.logirem"


def requests(land: Land, count: int = 6) -> None:
    """Requests of a landlord, due one second after the other."""
    fill_queue(land.owner, count, WorkKind.REQUEST)


def take(land: Land, who: str, asked: QueueFilter = REQUESTS, **named: Any) -> Together:
    """The next one, that there must be."""
    found = land.ask(who, claim_following, asked, **named)
    assert found is not None
    return found


def accept(land: Land, who: str, item: int, version: int = 1) -> None:
    """Accept an item that is held."""
    order = DecisionOrder(item, version, WorkDecision.ACCEPTED, str(uuid4()))
    land.ask(who, decide_item, order)


def refusal(land: Land, who: str, function: Callable[..., object], *given: Any, **named: Any) -> GuichetError:
    """What somebody is told."""
    with pytest.raises((Refused, Conflict)) as caught:
        land.ask(who, function, *given, **named)
    return caught.value


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


@pytest.fixture
def without_agencies(land: Land) -> Iterator[str]:
    """An adviser of the landlord with no agency of it, who may stand in."""
    given = f"(SELECT id FROM staff WHERE login = 'conseil.vivest'), ({_LOGIREM})"
    land.run(f"INSERT INTO staff_landlord (staff_id, landlord_id) SELECT {given}")
    yield "conseil.vivest"
    land.run(f"DELETE FROM staff_landlord WHERE (staff_id, landlord_id) = ({given})")


def today(land: Land) -> date:
    """The day in Paris by the server's clock."""
    now: datetime = land.value("SELECT now()")
    return paris_day(now)


def customers(land: Land, who: str) -> int:
    """How many customers of the landlord somebody sees."""
    query = f"SELECT count(*) FROM customer WHERE landlord_id = ({_LOGIREM})"
    with transaction(land.engine(who)) as session:
        found: int = session.execute(text(query)).scalar_one()
    return found


def test_a_stand_in_has_the_agencies_on_those_days_and_no_longer(land: Land, without_agencies: str) -> None:
    requests(land, 4)
    farah, day = without_agencies, today(land)
    assert customers(land, farah) == 0
    claim = take(land, MARC).claim
    week = {"landlord": "logirem", "stand_in": farah}
    absence = land.ask(ANNE, record_absence, MARC, day, day + timedelta(days=3), **week)
    held = land.value("SELECT count(*) FROM work_item WHERE claimed_by IS NOT NULL AND kind = 'REQUEST'")
    assert held == 0, "what he held is free at once"
    assert customers(land, farah) == customers(land, MARC) > 0
    assert land.ask(farah, standing_in) == ("Marc d’Almeida",)
    assert land.ask(farah, listed_items, REQUESTS).items
    assert take(land, farah).claim.item_id == claim.item_id
    assert land.value("SELECT count(*) FROM audit_entry WHERE table_name = 'staff_absence'") > 0
    land.run(
        "UPDATE staff_absence SET valid_from = valid_from - 9, valid_to = :day, version = version + 1",
        day=day,
    )
    assert customers(land, farah) == 0, "the last day is over"
    land.run("UPDATE staff_absence SET valid_to = :day, version = version + 1", day=day + timedelta(days=2))
    assert customers(land, farah) > 0
    version = land.value("SELECT version FROM staff_absence WHERE id = :id", id=absence)
    land.ask(ANNE, cancel_absence, absence, version)
    assert customers(land, farah) == 0, "taken back"
    assert refusal(land, farah, claim_family, claim.item_id).code == "ITEM_UNKNOWN"


def test_a_stand_in_is_given_by_a_manager_and_passes_nothing_on(land: Land, without_agencies: str) -> None:
    farah, day = without_agencies, today(land)
    days = (day, day + timedelta(days=2))
    house = {"landlord": "logirem"}
    assert refusal(land, farah, record_absence, MARC, *days, **house, stand_in=farah).code == "NOT_A_MANAGER"
    assert refusal(land, MARC, record_absence, MARC, *days, **house, stand_in=farah).code == "NOT_A_MANAGER"
    assert refusal(land, ANNE, record_absence, MARC, *days, **house, stand_in=SARAH).code == "NO_STAND_IN"
    assert refusal(land, ANNE, record_absence, MARC, days[1], days[0], **house).code == "WRONG_PERIOD"
    mine = land.ask(MARC, record_absence, MARC, *days, **house)
    assert [view.absence_id for view in land.ask(MARC, absences)] == [mine]
    assert land.ask(SARAH, absences) == (), "the days of a colleague are not mine to read"
    assert len(land.ask(ANNE, absences)) == 1
    assert refusal(land, ANNE, record_absence, MARC, *days, **house, stand_in=farah).code == "ALREADY_AWAY"
    assert refusal(land, SARAH, cancel_absence, mine, 1).code == "ABSENCE_UNKNOWN"
    land.ask(MARC, cancel_absence, mine, 1)
    # Marc has Farah's agencies of her landlord for nobody: the stand-in is of one landlord.
    land.ask(ANNE, record_absence, MARC, *days, **house, stand_in=farah)
    seen = land.ask(farah, lambda session: session.execute(text("SELECT my_agencies()")).scalar_one())
    of_logirem = land.value(f"SELECT array_agg(id) FROM agency WHERE landlord_id = ({_LOGIREM})")
    assert set(of_logirem) <= set(seen)
    assert land.ask(MARC, lambda session: session.execute(text("SELECT my_agencies()")).scalar_one()) != seen


def test_the_database_and_the_rules_agree_on_dates(land: Land) -> None:
    worked = (
        "SELECT array_agg(is_working_day(d::date) ORDER BY d) "
        "FROM generate_series(date '2000-01-01', date '2100-12-31', interval '1 day') d"
    )
    days = land.value(worked)
    first = date(2000, 1, 1)
    assert days == [is_working_day(first + timedelta(days=n)) for n in range(len(days))]
    house = land.value("SELECT id FROM landlord WHERE code = 'logirem'")
    start = datetime(2026, 3, 20, 5, 7, tzinfo=UTC)
    instants = [start + timedelta(hours=31 * n) for n in range(150)]
    with land.owner.connect() as connection:
        for kind in (WorkKind.ASSISTANCE, WorkKind.INSURANCE, WorkKind.BANK):
            query = text("SELECT work_due(:house, :kind, t) FROM unnest(CAST(:at AS timestamptz[])) AS t")
            stated = {"house": house, "kind": kind.value, "at": instants}
            found = list(connection.execute(query, stated).scalars())
            assert found == [due_at(instant, half_days_of(kind)) for instant in instants], kind


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
