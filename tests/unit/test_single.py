"""One window per person and profile: who rings is heard, who shouts is not, the dead leave their place."""

import json
import logging
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from backoffice.errors import Unavailable
from backoffice.tasks.single import Doorbell, Place, claim, hand_over_or_claim, place_of, places_in

LINE = json.dumps({"verb": "call", "number": "+33756894100"})


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return place_of(tmp_path / "run", "demo", "")


@pytest.fixture
def bell(qtbot: QtBot, place: Place) -> Iterator[Doorbell]:
    lock = claim(place)
    assert lock is not None
    bell = Doorbell(place, lock)
    yield bell
    bell.close()


def given(place: Place, line: str, patience: float = 0.0) -> "subprocess.Popen[str]":
    """Hand a line over from another process; it prints whether it was taken."""
    program = (
        "import sys; from pathlib import Path; from backoffice.tasks.single import Place, hand_over;"
        "print(hand_over((Place(Path(sys.argv[1]), sys.argv[2]),), sys.argv[3], float(sys.argv[4])))"
    )
    command = [sys.executable, "-c", program, str(place.lock), place.socket, line, str(patience)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def taken(qtbot: QtBot, other: "subprocess.Popen[str]") -> bool:
    """Whether the window took what the other process gave."""
    qtbot.waitUntil(lambda: other.poll() is not None, timeout=60_000)
    answer, _ = other.communicate()
    return answer.strip() == "True"


def shout(place: Place, data: bytes) -> list[bytes]:
    """Send bytes to the socket and keep the answer; the other end may hang up at any time."""
    answers: list[bytes] = []

    def send() -> None:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(10)
            with suppress(OSError):
                line.connect(place.socket)
                line.sendall(data)
                answers.append(line.recv(100))
                return
            answers.append(b"")

    threading.Thread(target=send, daemon=True).start()
    return answers


def test_a_second_start_hands_its_line_over(qtbot: QtBot, bell: Doorbell, place: Place) -> None:
    heard: list[str] = []
    bell.rung.connect(heard.append)
    assert taken(qtbot, given(place, LINE))
    assert heard == [LINE]


def test_the_place_is_this_users_alone(bell: Doorbell, place: Place) -> None:
    assert stat.S_IMODE(Path(place.socket).stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(place.lock.parent.stat().st_mode) == 0o700
    assert claim(place) is None
    assert places_in(place.lock.parent) == (place,)


def test_profiles_logins_and_folders_have_each_their_place(tmp_path: Path) -> None:
    places = {
        place_of(tmp_path / folder, profile, login).socket
        for folder in ("a", "b")
        for profile in ("demo", "production")
        for login in ("", "agent.demo")
    }
    assert len(places) == 8


def test_a_long_path_has_a_short_socket(qtbot: QtBot, tmp_path: Path) -> None:
    place = place_of(tmp_path / ("x" * 120), "demo")
    lock = claim(place)
    assert lock is not None
    bell = Doorbell(place, lock)
    assert bell.is_listening
    assert stat.S_IMODE(Path(place.socket).parent.stat().st_mode) == 0o700
    bell.close()


@pytest.mark.parametrize(
    "data",
    [b"x" * 100_000, b"\xff\xfe\xfd\n", b"\n", b"\x00\x01\n", "\N{RIGHT-TO-LEFT OVERRIDE}\n".encode()],
    ids=["huge", "not UTF-8", "empty", "binary", "invisible"],
)
def test_what_cannot_be_read_is_a_line_in_the_log(
    qtbot: QtBot, bell: Doorbell, place: Place, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []
    bell.rung.connect(heard.append)
    with caplog.at_level(logging.WARNING):
        answers = shout(place, data)
        qtbot.waitUntil(lambda: bool(answers) and "refused" in caplog.text, timeout=10_000)
    assert heard == []
    assert answers[0] in (b"non\n", b"")
    assert taken(qtbot, given(place, LINE))


def test_silence_is_hung_up_on(qtbot: QtBot, bell: Doorbell, place: Place) -> None:
    answers = shout(place, b"never a whole line")
    qtbot.waitUntil(lambda: answers == [b"non\n"], timeout=10_000)


def test_a_flood_is_not_heard_and_the_next_one_is(
    qtbot: QtBot, bell: Doorbell, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []
    bell.rung.connect(heard.append)

    def flood() -> None:
        for _ in range(3000):
            with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
                line.connect(place.socket)
                line.sendall(LINE.encode() + b"\n")

    thread = threading.Thread(target=flood, daemon=True)
    with caplog.at_level(logging.WARNING):
        thread.start()
        qtbot.waitUntil(lambda: not thread.is_alive(), timeout=60_000)
    assert len(heard) <= 31 * 60
    assert 1 <= caplog.text.count("not listening for a second") <= 30
    qtbot.waitUntil(lambda: bell.is_listening, timeout=10_000)
    before = len(heard)
    assert taken(qtbot, given(place, LINE, 8.0))
    assert len(heard) > before


def test_a_program_that_died_leaves_its_place(qtbot: QtBot, place: Place) -> None:
    """Killed: its socket and its lock are still there, and are taken over."""
    program = (
        "import os, sys; from PySide6.QtCore import QCoreApplication; app = QCoreApplication([]);"
        "from pathlib import Path; from backoffice.tasks.single import *;"
        "place = Place(Path(sys.argv[1]), sys.argv[2]); bell = Doorbell(place, claim(place));"
        "assert bell.is_listening; os.kill(os.getpid(), 9)"
    )
    command = [sys.executable, "-c", program, str(place.lock), place.socket]
    assert subprocess.run(command, check=False).returncode == -9
    assert Path(place.socket).exists()
    assert place.lock.exists()
    lock = hand_over_or_claim(place, LINE)
    assert lock is not None
    bell = Doorbell(place, lock)
    assert taken(qtbot, given(place, LINE))
    bell.close()


def test_a_window_that_does_not_answer_is_said(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock is held, nobody listens: the second start does not open a second window."""
    monkeypatch.setattr("backoffice.tasks.single._PATIENCE_SECONDS", 0.3)
    lock = claim(place)
    assert lock is not None
    with pytest.raises(Unavailable):
        hand_over_or_claim(place, LINE)
    lock.unlock()
