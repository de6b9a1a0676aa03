"""Certificates decided by keys in the real window: presses, decision to the next page painted, stalls.

``python3 dev.py bench desk [--certificates N] [--json FILE]``: the training landlord on a real server,
offscreen; the exit code is 1 over six presses, 300 ms (p95) or a stall of 50 ms of the window.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import quantiles

import psycopg
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import Engine

from backoffice.database.engine import make_engine
from backoffice.demo.opening import open_demo
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.settings import DEMO_PROFILE, Settings
from backoffice.views.validation.deciding import Step
from backoffice.views.validation.page import InsurancePage
from backoffice.views.work.doors import WorkDoors
from bench.certificates import send_certificates
from bench.window import Desk, open_window, wait  # first of all: it chooses Qt's platform

ADVISER = "agent.demo"
MOST_PRESSES, MOST_MILLISECONDS, LONGEST_STALL = 6, 300.0, 50.0
_SKIPPED = 200


@dataclass
class Figures:
    """What was measured, in milliseconds."""

    presses: list[int] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)
    stall: float = 0.0

    @property
    def p95(self) -> float:
        """Of the times from a decision to the next page painted."""
        return quantiles(self.painted, n=20)[-1] if len(self.painted) > 1 else max(self.painted, default=0.0)

    @property
    def reached(self) -> bool:
        """Whether every bar is."""
        return (
            max(self.presses, default=99) <= MOST_PRESSES
            and self.p95 <= MOST_MILLISECONDS
            and self.stall <= LONGEST_STALL
        )


class Heart(QObject):
    """Beats every millisecond; the longest silence is the longest stall."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self._last = 0.0, 0.0
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        """From now on."""
        self._last = time.perf_counter()
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self._last = now


class PageWatch(QObject):
    """Notes when the page of another item was painted."""

    def __init__(self, page: InsurancePage) -> None:
        super().__init__()
        self._page, self._before = page, 0
        self.painted_at: float | None = None
        page.viewer.canvas.installEventFilter(self)

    def expect(self) -> None:
        """The page of the item that comes after the one shown."""
        self._before = shown(self._page)
        self.painted_at = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's own name
        """Paint first, note after: what counts is what is on the screen."""
        canvas = self._page.viewer.canvas
        if watched is not canvas or event.type() != QEvent.Type.Paint or self.painted_at is not None:
            return False
        if shown(self._page) in (0, self._before) or canvas.image is None:
            return False
        canvas.removeEventFilter(self)
        QApplication.sendEvent(canvas, event)
        canvas.installEventFilter(self)
        self.painted_at = time.perf_counter()
        return True


def shown(page: InsurancePage) -> int:
    """The item whose file is on the screen; 0 for none."""
    return page.case.item.item_id if page.case is not None else 0


def main() -> int:
    """Make the certificates, decide them, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--certificates", type=int, default=50)
    parser.add_argument("--json", type=Path, default=None, help="file of the figures")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as home:
        os.environ["BACKOFFICE_HOME"] = home
        with open_demo(Settings(DEMO_PROFILE), print, tenants=1000) as database:
            dsn = {user: dsn_of(database.engine, user) for user in ("postgres", ADVISER)}
            owner, desk = make_engine(dsn["postgres"]), make_engine(dsn[ADVISER])
            sent = set(send_certificates(owner, desk, arguments.certificates + 1))
            owner.dispose()
            desk.dispose()
            with open_window(dsn[ADVISER]) as window:
                found = decide_all(window, sent, arguments.certificates)
    return told(found, arguments.json)


def decide_all(desk: Desk, sent: set[int], count: int) -> Figures:
    """Accept ``count`` right certificates, one after another, as a person who reads each."""
    doors = desk.window.findChild(WorkDoors)
    assert doors is not None, "the window leads to the queues"
    doors.open_queue(WorkKind.INSURANCE)
    doors.most_pressing()
    wait(lambda: doors.desk is not None and doors.desk.claim is not None)
    assert doors.desk is not None, "an item is in hand"
    page = doors.desk.page_for(WorkKind.INSURANCE)
    assert isinstance(page, InsurancePage), "certificates have their page"
    watch, heart, figures = PageWatch(page), Heart(), Figures()
    settle(desk, page)
    heart.begin()
    for _ in range(count + _SKIPPED):
        if len(figures.painted) == count:
            break
        if shown(page) in sent:
            presses, at = decide(page, watch)
            wait(lambda: watch.painted_at is not None)
            figures.presses.append(presses)
            figures.painted.append((float(watch.painted_at or 0) - at) * 1000)
        else:
            watch.expect()
            press(page, Qt.Key.Key_F8)
            wait(lambda: watch.painted_at is not None)
        settle(desk, page)
    figures.stall = heart.longest
    return figures


def decide(page: InsurancePage, watch: PageWatch) -> tuple[int, float]:
    """Enter until the certificate is accepted: how many presses, and the instant of the last."""
    watch.expect()
    item, presses, at = shown(page), 0, 0.0
    while page.deciding.step is not Step.READY and presses < MOST_PRESSES:
        presses += 1
        press(page, Qt.Key.Key_Enter)
        wait(page.proposing.background.is_idle)
    at = time.perf_counter()
    press(page, Qt.Key.Key_Enter)
    wait(lambda: shown(page) != item)
    return presses + 1, at


def press(page: InsurancePage, key: Qt.Key) -> None:
    """A key of the number pad, where the keyboard is."""
    focused = QApplication.focusWidget()
    QTest.keyClick(focused if focused is not None else page, key, Qt.KeyboardModifier.KeypadModifier)


def settle(desk: Desk, page: InsurancePage) -> None:
    """The agent reads the page: what is prepared meanwhile comes."""

    def is_quiet() -> bool:
        keeper = page.viewer.keeper
        return desk.is_idle() and keeper.background.is_idle() and page.proposing.background.is_idle()

    wait(lambda: is_quiet() and shown(page) != 0)
    QTest.qWait(20)
    wait(is_quiet)


def dsn_of(engine: Engine, user: str) -> str:
    """The text to connect as ``user`` where ``engine`` does."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        info = driver.info
        return psycopg.conninfo.make_conninfo(
            "", host=info.host, port=info.port, dbname=info.dbname, user=user
        )


def told(found: Figures, path: Path | None) -> int:
    """Print, write, and the exit code."""
    print(
        f"{len(found.painted)} certificates: {max(found.presses, default=0)} presses at most "
        f"(bar {MOST_PRESSES}), next page painted p95 {found.p95:.0f} ms (bar {MOST_MILLISECONDS:.0f}), "
        f"longest stall {found.stall:.0f} ms (bar {LONGEST_STALL:.0f})"
    )
    if path is not None:
        figures = asdict(found) | {"p95": found.p95, "reached": found.reached}
        path.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return int(not found.reached)


if __name__ == "__main__":
    sys.exit(main())
