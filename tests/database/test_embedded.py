"""The embedded server survives what a killed program, or a killed server, leaves behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from backoffice.database.embedded import start_embedded
from backoffice.errors import Unavailable

HOLDER = """
import sys, time
from pathlib import Path
from backoffice.database.embedded import start_embedded
server = start_embedded(Path(sys.argv[1]))
print(server.dsn("postgres"), flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder made once: initdb is the slow part."""
    folder = tmp_path_factory.mktemp("embedded") / "not yet there" / "data"
    with start_embedded(folder) as server:
        assert server.ensure_database("guichet")
    return folder


@pytest.fixture
def folder(made: Path) -> Iterator[Path]:
    """The data folder, with no server on it before and after the test."""
    assert not postmasters(made)
    yield made
    for process in postmasters(made):
        process.send_signal(signal.SIGQUIT)
        process.wait(10)


@pytest.fixture
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that holds the server until its input is closed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("host=")
        yield process
        if process.poll() is None:
            process.kill()


def postmasters(folder: Path) -> list[psutil.Process]:
    """The running servers of a data folder."""
    return [
        process
        for process in psutil.process_iter(["name", "cmdline", "status"])
        if process.info["name"] == "postgres"
        and process.info["status"] != psutil.STATUS_ZOMBIE
        and str(folder) in (process.info["cmdline"] or [])
    ]


def answers(dsn: str) -> bool:
    """Whether the server does some work."""
    with psycopg.connect(dsn) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def gone(folder: Path) -> bool:
    """Whether the server stops within ten seconds."""
    deadline = time.monotonic() + 10
    while postmasters(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not postmasters(folder)


def test_a_missing_folder_is_made_and_the_server_stops(folder: Path) -> None:
    """A second start finds the database of the first."""
    with start_embedded(folder) as server:
        assert not server.ensure_database("guichet")
        assert answers(server.dsn())
        assert len(postmasters(folder)) == 1
    assert gone(folder)


def test_letters_are_ordered_and_folded_alike_everywhere(folder: Path) -> None:
    """The machine's language changes nothing."""
    with start_embedded(folder) as server, psycopg.connect(server.dsn()) as connection:
        row = connection.execute("SELECT lower('ÉMILIE'), 'a' > 'B', 'é' > 'z'").fetchone()
    assert row == ("émilie", True, True)


def test_two_holders_of_one_program_share_the_server(folder: Path) -> None:
    """The server stops with the second, however often the first says it is done."""
    first, second = start_embedded(folder), start_embedded(folder)
    first.stop()
    first.stop()
    assert answers(second.dsn())
    second.stop()
    assert gone(folder)


def test_two_programs_share_the_server(folder: Path, holder: subprocess.Popen[str]) -> None:
    """It stops with the last program."""
    server = start_embedded(folder)
    assert len(postmasters(folder)) == 1
    server.stop()
    assert postmasters(folder)
    holder.communicate("", timeout=30)
    assert holder.returncode == 0
    assert gone(folder)


def test_a_killed_program_does_not_keep_the_server_for_ever(
    folder: Path, holder: subprocess.Popen[str]
) -> None:
    """Its number stays in the list; the next program that ends stops the server all the same."""
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)
    assert len(postmasters(folder)) == 1
    with start_embedded(folder) as server:
        assert answers(server.dsn())
    assert gone(folder)


def test_a_program_killed_while_we_run_does_not_keep_it_either(
    folder: Path, holder: subprocess.Popen[str]
) -> None:
    """The list is read again when we stop."""
    server = start_embedded(folder)
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)
    server.stop()
    assert gone(folder)


def test_a_killed_server_recovers_with_its_data(folder: Path) -> None:
    """kill -9 of the postmaster while we hold it: the next start replays the log."""
    with start_embedded(folder) as server:
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
            connection.execute("TRUNCATE kept")
            connection.execute("INSERT INTO kept VALUES ('still there')")
            (postmaster,) = postmasters(folder)
            postmaster.kill()
        with start_embedded(folder) as again, psycopg.connect(again.dsn()) as connection:
            assert connection.execute("SELECT word FROM kept").fetchone() == ("still there",)
    assert gone(folder)


def test_program_and_server_killed_together(folder: Path, holder: subprocess.Popen[str]) -> None:
    """As when the power fails."""
    for process in postmasters(folder):
        process.kill()
    holder.kill()
    holder.wait(10)
    with start_embedded(folder) as server:
        assert answers(server.dsn())
    assert gone(folder)


def test_the_number_of_another_program_is_not_believed(folder: Path) -> None:
    """A stale postmaster.pid whose number now belongs to this very test."""
    content = [str(os.getpid()), str(folder), "1712346200", "5432", str(folder), "", "8826964 65536", "ready"]
    (folder / "postmaster.pid").write_text("\n".join(content) + "\n")
    with start_embedded(folder) as server:
        assert answers(server.dsn())
    assert gone(folder)


@pytest.mark.parametrize("content", ["", "12", "not a number\n", "999999\n/half"])
def test_a_half_written_postmaster_file(folder: Path, content: str) -> None:
    """The disk was full, or the power failed."""
    (folder / "postmaster.pid").write_text(content)
    with start_embedded(folder) as server:
        assert answers(server.dsn())


@pytest.mark.parametrize("content", ["", "[12,", '{"a": 1}', "null", "[1, 999999]"])
def test_a_broken_list_of_holders(folder: Path, content: str) -> None:
    """The list is made again; a number older than the list's last writing is not a holder."""
    (folder / ".handle_pids.json").write_text(content)
    os.utime(folder / ".handle_pids.json", (1, 1))
    with start_embedded(folder) as server:
        assert json.loads((folder / ".handle_pids.json").read_text()) == [os.getpid()]
        assert answers(server.dsn())
    assert gone(folder)


def test_an_interrupted_first_start_is_made_again(tmp_path: Path) -> None:
    """What initdb left half done lies beside the folder, and is thrown away."""
    draft = tmp_path / "data.draft"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    with start_embedded(tmp_path / "data") as server:
        assert answers(server.dsn("postgres"))
    assert not draft.exists()


def test_a_language_this_machine_does_not_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session may carry the settings of another machine."""
    monkeypatch.setenv("LC_ALL", "fr_XX.ISO-8859-1")
    with start_embedded(tmp_path / "data") as server:
        assert answers(server.dsn("postgres"))
    assert os.environ["LC_ALL"] == "fr_XX.ISO-8859-1"


def test_a_long_path_gets_its_socket_elsewhere(tmp_path: Path) -> None:
    """The name of a socket is limited to 107 bytes; a home folder is not."""
    folder = tmp_path / ("long" * 20) / ("name" * 20) / "data"
    with start_embedded(folder) as server:
        assert str(folder) not in server.dsn()
        assert answers(server.dsn("postgres"))
    assert gone(folder)


def test_a_folder_of_another_version_is_left_alone(tmp_path: Path) -> None:
    """The sentence says which, and what to do."""
    (tmp_path / "PG_VERSION").write_text("16\n")
    with pytest.raises(Unavailable, match=r"PostgreSQL 16.*renommez"):
        start_embedded(tmp_path)


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    """The sentence names the log, and the file is still there."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "letter.txt").write_text("kept")
    with pytest.raises(Unavailable, match="journal"):
        start_embedded(tmp_path / "data")
    assert (tmp_path / "data" / "letter.txt").read_text() == "kept"


def test_a_server_that_cannot_start_says_so(tmp_path: Path) -> None:
    """A wrong setting in its own file: no endless try."""
    with start_embedded(tmp_path / "data"):
        pass
    with (tmp_path / "data" / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting_at_all = 1\n")
    before = time.monotonic()
    with pytest.raises(Unavailable, match="data/log"):
        start_embedded(tmp_path / "data")
    assert time.monotonic() - before < 20
