"""The second session of a desktop: it waits for « something changed », and polls when it cannot listen."""

import random
import re
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg
import sqlalchemy.exc
from sqlalchemy import Engine

from backoffice.database.failures import translated
from backoffice.database.liveness import answers
from backoffice.errors import GuichetError, Unavailable
from backoffice.rules.vocabulary.work import NEWS

CHANNEL = "guichet_changed"
QUIET_SECONDS = 1.0
"""Between two tellings: whatever the flood, a screen asks again once a second at most."""
POLL_SECONDS = 20.0
"""Without a listening session everything is said to have changed that often; with one, it is tried."""
_ANSWER_SECONDS = 5.0
_FIRST_RETRY, _LAST_RETRY = 1.0, 60.0
_TOLD = re.compile(rb"([A-Za-z_.]{1,40}) ([1-9][0-9]{0,17})")

Tell = Callable[[frozenset[str]], object]
Connect = Callable[[], psycopg.Connection]


def own_line(engine: Engine) -> psycopg.Connection:
    """A connection made as the engine makes its own, and out of its pool. Raises ``GuichetError``."""
    with translated():
        pooled = engine.raw_connection()
        line = pooled.driver_connection
        pooled.detach()
    assert isinstance(line, psycopg.Connection), "the engine speaks through psycopg"
    line.rollback()
    line.autocommit = True
    # Told apart from the working session by who counts the sessions of a desk.
    line.execute("SET application_name = 'guichet-news'")
    return line


class Listener:
    """A thread that tells which kinds of record changed at my landlords, all at once and not too often.

    Payloads are read by a strict form and a closed list: anything else costs nothing but its reading.
    """

    def __init__(
        self, connect: Connect, *, quiet_seconds: float = QUIET_SECONDS, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self._connect = connect
        self._quiet, self._poll = quiet_seconds, poll_seconds
        self._tell: Tell = _to_nobody
        self._wake, self._woken = socket.socketpair()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="guichet-listener", daemon=True)
        self._line: psycopg.Connection | None = None
        self._landlords: frozenset[int] = frozenset()
        self._pending: set[str] = set()
        self._next_telling = self._next_poll = self._next_try = time.monotonic()
        self._retry = _FIRST_RETRY

    def is_listening(self) -> bool:
        """Whether the session is open; otherwise everything is polled."""
        return self._line is not None

    def start(self, tell: Tell) -> None:
        """Begin; ``tell`` is called in the listener's own thread."""
        self._tell = tell
        self._thread.start()

    def stop(self) -> None:
        """End the thread and the session, if not done yet. A connection being opened is not waited for."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._wake.send(b".")
        if self._thread.is_alive():
            self._thread.join(2)
        self._wake.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self._line is None and time.monotonic() >= self._next_try:
                self._open()
            self._wait()
            self._read()
            self._look_at_the_clock()
        self._close()
        self._woken.close()

    def _open(self) -> None:
        try:
            line = self._connect()
            line.execute(f"LISTEN {CHANNEL}")
            row = line.execute("SELECT my_landlords()").fetchone()
        except (GuichetError, psycopg.Error, sqlalchemy.exc.SQLAlchemyError):
            # On a copy, without the right, without a server: look again by oneself, then try again.
            self._later()
            return
        self._line = line
        self._landlords = frozenset(row[0] if row else ())
        self._retry = _FIRST_RETRY
        self._next_poll = time.monotonic() + self._poll
        # What was said before is lost: everything may have changed.
        self._pending |= NEWS

    def _later(self) -> None:
        # Three hundred desktops that lost the same server do not all come back in the same second.
        self._next_try = time.monotonic() + self._retry * random.uniform(0.5, 1)  # noqa: S311 -- no secret
        self._retry = min(2 * self._retry, _LAST_RETRY)

    def _wait(self) -> None:
        until = self._next_poll if self._line is not None else min(self._next_poll, self._next_try)
        if self._pending:
            until = min(until, self._next_telling)
        with selectors.DefaultSelector() as selector:
            selector.register(self._woken, selectors.EVENT_READ)
            if self._line is not None:
                selector.register(self._line.fileno(), selectors.EVENT_READ)
            selector.select(max(0.0, until - time.monotonic()))

    def _read(self) -> None:
        if self._line is None:
            return
        link = self._line.pgconn
        try:
            link.consume_input()
            while (notification := link.notifies()) is not None:
                self._note(notification.extra)
        except psycopg.Error:
            self._lose()

    def _note(self, payload: bytes) -> None:
        found = _TOLD.fullmatch(payload)
        if found is None or int(found[2]) not in self._landlords:
            return
        kind = found[1].decode("ascii")
        if kind in NEWS:
            self._pending.add(kind)

    def _look_at_the_clock(self) -> None:
        now = time.monotonic()
        if now >= self._next_poll:
            self._next_poll = now + self._poll
            if self._line is None:
                self._pending |= NEWS
            elif not answers(self._line, _ANSWER_SECONDS):
                self._lose()
        if self._pending and now >= self._next_telling and not self._stopping.is_set():
            told, self._pending = frozenset(self._pending), set()
            self._next_telling = now + self._quiet
            self._tell(told)

    def _lose(self) -> None:
        self._close()
        self._next_poll = time.monotonic() + self._poll
        self._later()

    def _close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(psycopg.Error, Unavailable):
                line.close()


def _to_nobody(_kinds: frozenset[str]) -> None:
    """Before the start there is nobody to tell."""
