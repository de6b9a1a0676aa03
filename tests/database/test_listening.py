"""The listening session: told by statement, coalesced under a flood, polled without it, taken up again."""

import threading
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from PySide6.QtCore import QObject, QTimer, Slot
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.database.listening import CHANNEL, Listener, own_line
from backoffice.database.session import transaction
from backoffice.errors import Unavailable
from backoffice.rules.vocabulary.work import NEWS, WorkKind
from backoffice.services.work.claims import claim_next, renew_claim
from backoffice.services.work.counters import open_counts
from backoffice.services.work.presence import leave, present_among, pulse
from backoffice.tasks.live import Live
from tests.conftest import Server
from tests.queues import fill_queue, number

pytestmark = pytest.mark.database

PATIENCE = 20.0
SESSIONS = """SELECT count(*) FROM pg_stat_activity
    WHERE usename = 'accueil.logirem' AND datname = current_database()"""
FIRST_CUSTOMER = """SELECT c.id FROM customer c JOIN landlord l ON l.id = c.landlord_id
    JOIN portal_account a ON a.customer_id = c.id
    WHERE l.code = 'logirem' AND NOT c.reserved ORDER BY c.id LIMIT 1"""
MAKE_LATE = """UPDATE work_item SET due_at = now() - interval '1 s'
    WHERE id IN (SELECT id FROM work_item WHERE kind = 'SURVEY' ORDER BY id LIMIT 2)"""
SILENT = "UPDATE presence SET seen_at = seen_at - interval '91 seconds' WHERE customer_id = :customer"
SURVEY = f"work.{WorkKind.SURVEY}"


class Ear:
    """Keeps what a listener tells, and waits for it."""

    def __init__(self) -> None:
        self.told: list[frozenset[str]] = []
        self._heard = threading.Condition()

    def tell(self, kinds: frozenset[str]) -> None:
        """Called by the listener."""
        with self._heard:
            self.told.append(kinds)
            self._heard.notify_all()

    def wait(self, count: int) -> list[frozenset[str]]:
        """What was told, once there are ``count`` tellings."""
        with self._heard:
            assert self._heard.wait_for(lambda: len(self.told) >= count, PATIENCE), self.told
            return list(self.told)


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """The database's administrator."""
    return engine_of(training)


@pytest.fixture
def start() -> Iterator[Callable[..., tuple[Listener, Ear]]]:
    """Start listeners that end with the test."""
    made = []

    def begin(connect: Callable[[], psycopg.Connection], **options: float) -> tuple[Listener, Ear]:
        ear = Ear()
        listener = Listener(connect, **options)
        made.append(listener)
        listener.start(ear.tell)
        return listener, ear

    yield begin
    for listener in made:
        listener.stop()


@pytest.fixture
def sarah(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """An agent of one landlord."""
    return engine_of(training, "accueil.logirem")


def notify(engine: Engine, payload: str) -> None:
    """What any psql may do."""
    with engine.begin() as connection:
        connection.execute(
            text("SELECT pg_notify(:channel, :payload)"), {"channel": CHANNEL, "payload": payload}
        )


def test_bulk_work_is_told_once(
    server: Server, training: str, owner: Engine, sarah: Engine, start: Callable[..., tuple[Listener, Ear]]
) -> None:
    """Whatever changed is said at the opening; then 500 rows are one notification, a renewal is none."""
    _, ear = start(lambda: own_line(sarah), quiet_seconds=0)
    assert ear.wait(1) == [NEWS]
    with psycopg.connect(server.dsn(training), autocommit=True) as other:
        other.execute(f"LISTEN {CHANNEL}")
        fill_queue(owner, 500)
        assert ear.wait(2)[1] == {SURVEY}
        with transaction(sarah) as session:
            claim = claim_next(session, WorkKind.SURVEY)
        assert claim is not None
        with transaction(sarah) as session:
            renew_claim(session, claim.item_id)
        notify(owner, "the end")
        heard = [one.payload for one in other.notifies(timeout=PATIENCE, stop_after=3)]
    landlord = number(owner, "SELECT id FROM landlord WHERE code = 'logirem'")
    assert heard == [f"{SURVEY} {landlord}", f"{SURVEY} {landlord}", "the end"]


@pytest.mark.parametrize(
    "payload",
    ["", "portal", "portal x", "portal 999999", "unknown {}", "portal {} ", "é {}", "x" * 7000, "portal -1"],
)
def test_what_is_not_ours_is_dropped(
    owner: Engine, sarah: Engine, start: Callable[..., tuple[Listener, Ear]], payload: str
) -> None:
    landlord = number(owner, "SELECT id FROM landlord WHERE code = 'logirem'")
    _, ear = start(lambda: own_line(sarah), quiet_seconds=0)
    ear.wait(1)
    notify(owner, payload.replace("{}", str(landlord)))
    notify(owner, f"receipts {landlord}")
    assert ear.wait(2)[1:] == [{"receipts"}]


def test_a_lost_session_is_polled_and_taken_up_again(
    owner: Engine, sarah: Engine, start: Callable[..., tuple[Listener, Ear]]
) -> None:
    """While it is away everything is said to have changed, at the pace of the polling."""
    allowed = threading.Event()
    allowed.set()

    def connect() -> psycopg.Connection:
        if not allowed.is_set():
            raise Unavailable("La base est injoignable.", "UNREACHABLE")
        return own_line(sarah)

    listener, ear = start(connect, quiet_seconds=0, poll_seconds=0.2)
    ear.wait(1)
    assert listener.is_listening()
    allowed.clear()
    with owner.begin() as connection:
        kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%my_landlords()%'"
        connection.execute(text(f"{kill} AND usename = 'accueil.logirem' AND datname = current_database()"))
    assert ear.wait(4)[1:4] == [NEWS] * 3
    assert not listener.is_listening()
    allowed.set()
    limit = time.monotonic() + PATIENCE
    while not listener.is_listening() and time.monotonic() < limit:
        ear.wait(len(ear.told) + 1)
    assert listener.is_listening()


def test_it_keeps_one_session(
    owner: Engine, sarah: Engine, start: Callable[..., tuple[Listener, Ear]]
) -> None:
    """Beside the work session: two in all, and none when it is stopped."""
    listener, ear = start(lambda: own_line(sarah), quiet_seconds=0)
    ear.wait(1)
    with transaction(sarah) as session:
        session.execute(text("SELECT 1"))
    assert number(owner, SESSIONS) == 2
    listener.stop()
    sarah.dispose()
    limit = time.monotonic() + PATIENCE
    while number(owner, SESSIONS) and time.monotonic() < limit:
        listener.stop()
    assert number(owner, SESSIONS) == 0


class Screen(QObject):
    """Counts the refreshes and the longest gap of the UI loop."""

    def __init__(self, live: Live) -> None:
        super().__init__()
        self.refreshes = 0
        self.gap = 0.0
        self._last = time.perf_counter()
        live.changed.connect(self._on_changed)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    @Slot(object)
    def _on_changed(self, _kinds: frozenset[str]) -> None:
        self.refreshes += 1

    @Slot()
    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.gap = max(self.gap, now - self._last)
        self._last = now


FLOOD = "SELECT pg_notify('guichet_changed', CASE WHEN n % 2 = 0 THEN 'portal {} ' || n ELSE 'portal {}' END)"


def test_a_flood_costs_a_few_refreshes(
    qtbot: QtBot, owner: Engine, sarah: Engine, server: Server, training: str
) -> None:
    """50,000 notifications by a hostile psql: one refresh a second at most, and the window stays alive."""
    landlord = number(owner, "SELECT id FROM landlord WHERE code = 'logirem'")
    live = Live(Listener(lambda: own_line(sarah)))
    screen = Screen(live)
    live.start()
    try:
        qtbot.waitUntil(lambda: screen.refreshes == 1, timeout=20_000)
        flood = FLOOD.replace("{}", str(landlord))
        began = time.perf_counter()
        done = threading.Event()

        def rage() -> None:
            with psycopg.connect(server.dsn(training, "gardien.logirem"), autocommit=True) as psql:
                for rank in range(50):
                    psql.execute(f"{flood} FROM generate_series({rank * 1000}, {rank * 1000 + 999}) AS n")
            done.set()

        threading.Thread(target=rage).start()
        screen.gap = 0.0
        qtbot.waitUntil(done.is_set, timeout=60_000)
        notify(owner, f"receipts {landlord}")
        with qtbot.waitSignal(
            live.changed, timeout=20_000, check_params_cb=lambda kinds: "receipts" in kinds
        ):
            pass
        seconds = time.perf_counter() - began
        assert screen.refreshes <= seconds + 3
        assert screen.gap < 0.5
    finally:
        live.stop()


def test_counters_are_those_of_my_agencies(owner: Engine, sarah: Engine) -> None:
    fill_queue(owner, 7)
    fill_queue(owner, 5, landlord="vivest")
    with owner.begin() as connection:
        connection.execute(text(MAKE_LATE))
    with transaction(sarah) as session:
        counts = {count.kind: count for count in open_counts(session)}
    assert (counts[WorkKind.SURVEY].open_items, counts[WorkKind.SURVEY].late_items) == (7, 2)


def test_who_has_a_file_open_is_known_for_ninety_seconds(
    owner: Engine, sarah: Engine, desk: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    """Not oneself, not a colleague of another landlord, not who left, not who was killed."""
    customer = number(owner, FIRST_CUSTOMER)
    stranger = engine_of(training, "accueil.vivest")
    for engine in (sarah, stranger):
        with transaction(engine) as session:
            assert pulse(session, customer).others == ()
    with transaction(desk) as session:
        assert [one.full_name for one in pulse(session, customer).others] == ["Sarah Benali"]
        assert [one.full_name for one in present_among(session, [customer, 0])[customer]] == ["Sarah Benali"]
    with transaction(owner) as session:
        session.execute(text(SILENT), {"customer": customer})
    with transaction(desk) as session:
        assert pulse(session, customer).others == ()
    with transaction(sarah) as session:
        assert [one.full_name for one in pulse(session, customer).others] == ["Camille Moreau"]
        leave(session, customer)
    with transaction(desk) as session:
        assert pulse(session, customer).others == ()
        assert present_among(session, [customer]) == {}


def test_a_colleague_s_save_changes_the_stamp(owner: Engine, sarah: Engine) -> None:
    customer = number(owner, FIRST_CUSTOMER)
    stamps = []
    for statement in (
        "SELECT 1",
        "UPDATE portal_account SET last_sign_in_at = now() WHERE customer_id = {}",
        "INSERT INTO service_request (landlord_id, customer_id, kind, summary, channel, state, opened_at) "
        "SELECT landlord_id, id, 'TECHNICAL', 'Fuite', 'PHONE', 'REGISTERED', now() "
        "FROM customer WHERE id = {}",
        "SELECT 2",
    ):
        with owner.begin() as connection:
            connection.exec_driver_sql(statement.format(customer))
        with transaction(sarah) as session:
            stamps.append(pulse(session, customer).stamp)
    assert len(set(stamps)) == 3
    assert stamps[2] == stamps[3]
