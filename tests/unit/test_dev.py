"""The workshop's command: what it runs, what it installs, what it says when it cannot."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent
INSTALL = dev.install_system_packages


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The programs dev.py would run; every one succeeds."""
    commands: list[list[str]] = []

    def note(command: list[str | Path], environment: dict[str, str] | None = None) -> int:
        commands.append([str(word) for word in command])
        return 0

    monkeypatch.setattr(dev, "run", note)
    monkeypatch.setattr(dev, "quiet", note)
    return commands


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout without .venv, with the real lock and project."""
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    venv = tmp_path / ".venv"
    for name, path in {
        "ROOT": tmp_path,
        "VENV": venv,
        "BIN": venv / "bin",
        "STAMP": venv / "guichet-setup",
        "UNFINISHED": venv / "guichet-setup-unfinished",
        "UNKNOWN_TO_APT": venv / "guichet-unknown-to-apt",
        "LOCK": tmp_path / "requirements.lock",
    }.items():
        monkeypatch.setattr(dev, name, path)
    monkeypatch.setattr(dev, "install_system_packages", lambda _: [])
    venv.mkdir()
    return tmp_path


def test_without_a_verb_it_says_its_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage is exit code 2."""
    assert dev.main([]) == dev.main(["dance"]) == 2
    assert dev.main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(verb in told for verb in ("demo", "test", "setup", "check", "lock", "bench"))


def test_an_old_python_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not a syntax error."""
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert dev.main(["demo"]) == 1
    assert "Python 3.11 or newer; this is 3.9" in capsys.readouterr().out


def test_it_needs_the_standard_library_alone() -> None:
    """It runs before anything is installed."""
    command = [sys.executable, "-I", "-S", str(ROOT / "dev.py"), "--help"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


# --- demo ----------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["demo", "--tour", "tour-output"]),
        (["--as-of", "2026-03-01"], ["demo", "--as-of", "2026-03-01", "--tour", "tour-output"]),
        (["--tour", "x"], ["demo", "--tour", "x"]),
        (["--tour=x"], ["demo", "--tour=x"]),
    ],
)
def test_without_a_display_the_demo_is_the_tour(
    ran: list[list[str]],
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    expected: list[str],
) -> None:
    """And it says so, in place of crashing."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert dev.main(["demo", *arguments]) == 0
    assert ran[-1] == [str(checkout / ".venv" / "bin" / "backoffice"), *expected]


def test_with_a_display_the_demo_is_the_window(
    ran: list[list[str]], checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The arguments go through."""
    monkeypatch.setenv("DISPLAY", ":0")
    assert dev.main(["demo", "--landlord", "logirem"]) == 0
    assert ran[-1][1:] == ["demo", "--landlord", "logirem"]


# --- setup ---------------------------------------------------------------------------------------


def test_the_second_setup_runs_nothing(ran: list[list[str]], checkout: Path) -> None:
    """Its stamp is enough."""
    assert dev.setup([]) == 0
    assert any("--require-hashes" in command for command in ran)
    ran.clear()
    assert dev.setup([]) == 0
    assert ran == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_sets_up_again(ran: list[list[str]], checkout: Path, name: str) -> None:
    """What was installed is no longer what is asked."""
    dev.setup([])
    ran.clear()
    path = checkout / name
    path.write_text(path.read_text().replace("reportlab", "reportlab2"))
    assert dev.setup([]) == 0
    assert any("--require-hashes" in command for command in ran)


def test_other_parts_of_the_project_file_do_not(ran: list[list[str]], checkout: Path) -> None:
    """A rule of ruff installs nothing."""
    dev.setup([])
    ran.clear()
    with (checkout / "pyproject.toml").open("a") as project:
        project.write("\n[tool.other]\nx = 1\n")
    dev.setup([])
    assert ran == []


def test_an_interrupted_setup_is_not_trusted(
    ran: list[list[str]], checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one makes .venv from nothing."""

    def interrupted(command: list[str | Path], environment: dict[str, str] | None = None) -> int:
        if "--require-hashes" in command:
            raise KeyboardInterrupt
        return 0

    with monkeypatch.context() as patch:
        patch.setattr(dev, "run", interrupted)
        with pytest.raises(KeyboardInterrupt):
            dev.setup([])
    assert not dev.STAMP.exists()
    assert dev.setup([]) == 0
    assert ran[-3][1:4] == ["-m", "venv", "--clear"]
    assert dev.STAMP.exists()
    assert not dev.UNFINISHED.exists()


def test_a_failed_install_leaves_no_stamp(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its exit code is pip's."""
    monkeypatch.setattr(dev, "quiet", lambda *_: 0)
    monkeypatch.setattr(
        dev, "run", lambda command, environment=None: 7 if "--require-hashes" in command else 0
    )
    assert dev.setup([]) == 7
    assert not dev.STAMP.exists()
    assert "could not be installed" in capsys.readouterr().out


def test_a_moved_checkout_makes_its_venv_anew(ran: list[list[str]], checkout: Path) -> None:
    """The scripts inside name the old folder."""
    dev.BIN.mkdir()
    (dev.BIN / "pip").write_text("#!/elsewhere/.venv/bin/python\n")
    assert dev.setup([]) == 0
    assert ran[0][1:4] == ["-m", "venv", "--clear"]


# --- system packages -----------------------------------------------------------------------------


class Debian:
    """dpkg-query, apt-cache and apt-get, as a machine would answer."""

    def __init__(self, installed: set[str], known: set[str]) -> None:
        self.installed, self.known = installed, known

    def answer(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        """What the two query programs print."""
        if command[0] == "dpkg-query":
            lines = [f"installed {name}" for name in command[4:] if name in self.installed]
            return subprocess.CompletedProcess(command, 1, "\n".join([*lines, "config-files removed-one"]))
        candidate = "1.0" if command[2] in self.known else "(none)"
        return subprocess.CompletedProcess(command, 0, f"{command[2]}:\n  Candidate: {candidate}\n")


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Debian:
    """A Debian where one library is there and one package is unknown."""
    machine = Debian({"libegl1"}, {"libgl1", "libglib2.0-0", "postgresql-15"})
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", machine.answer)
    monkeypatch.setattr(dev, "NO_CLUSTER", tmp_path / "postgresql-common" / "createcluster.conf")
    return machine


WANTED = ["libegl1", "libgl1", "libglib2.0-0t64|libglib2.0-0", "postgresql-15", "libfuture1"]


def test_root_installs_what_is_missing(
    ran: list[list[str]],
    debian: Debian,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Only that, and no server is made or started; a package apt does not know is one line."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert dev.install_system_packages(WANTED) == ["libfuture1"]
    update, install = ran
    assert update[:2] == ["apt-get", "update"]
    assert install[-3:] == ["libgl1", "libglib2.0-0", "postgresql-15"]
    assert "libegl1" not in install
    assert "apt does not know libfuture1" in capsys.readouterr().out
    assert dev.NO_CLUSTER.read_text() == "create_main_cluster = false\n"


def test_anyone_else_reads_the_line_to_run(
    ran: list[list[str]],
    debian: Debian,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """And the set-up goes on."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    dev.install_system_packages(WANTED)
    assert ran == []
    assert "sudo apt-get install libgl1 libglib2.0-0 postgresql-15 libfuture1" in capsys.readouterr().out


def test_nothing_missing_asks_apt_nothing(
    ran: list[list[str]], debian: Debian, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even for its lists."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    debian.installed |= {"libgl1", "libglib2.0-0t64", "postgresql-15", "libfuture1"}
    dev.install_system_packages(WANTED)
    assert ran == []


def test_elsewhere_than_debian_nothing_is_tried(
    ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows carries all that Qt needs."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    dev.install_system_packages(WANTED)
    assert ran == []


def test_what_apt_does_not_know_is_asked_once(
    ran: list[list[str]], checkout: Path, debian: Debian, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer Debian without that PostgreSQL: the second run is offline and immediate."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(dev, "install_system_packages", INSTALL)
    debian.installed |= {name for entry in dev.DISPLAY_PACKAGES for name in entry.split("|")}
    assert dev.setup(["libfuture1"]) == 0
    assert ["apt-get", "update", "-q"] in ran
    ran.clear()
    assert dev.setup(["libfuture1"]) == 0
    assert ran == []
    dev.setup(["libfuture1", "libgl9"])
    assert ["apt-get", "update", "-q"] in ran, "another one is looked for"
    ran.clear()
    dev.setup(["libgl9", "libfuture1"])
    assert ran == [], "and both are remembered"
    dev.LOCK.write_text(dev.LOCK.read_text() + "\n# changed\n")
    dev.setup(["libfuture1"])
    assert ["apt-get", "update", "-q"] in ran, "a new set-up asks again"


def test_without_fresh_lists_nothing_is_remembered(debian: Debian, monkeypatch: pytest.MonkeyPatch) -> None:
    """Apt may only be behind."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(dev, "quiet", lambda command, environment=None: 100 if "update" in command else 0)
    assert dev.install_system_packages(WANTED) == []


# --- check ---------------------------------------------------------------------------------------


def test_check_runs_every_step_and_names_the_failed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failed lint does not hide a failed test."""
    steps: list[str] = []

    def fail_twice(command: list[str | Path], environment: dict[str, str] | None = None) -> int:
        words = " ".join(str(word) for word in command)
        steps.append(words)
        return 1 if "ruff format" in words or words.endswith("tests") else 0

    dev.BIN.mkdir()
    (dev.BIN / "python").touch()
    monkeypatch.setattr(dev, "run", fail_twice)
    monkeypatch.setattr(dev, "OLDEST_SERVER", checkout)
    assert dev.main(["check"]) == 1
    assert "Failed: format, tests." in capsys.readouterr().out
    assert len(steps) == 6
    assert f"--pg-bin={checkout}" in steps[4]
    assert steps[5].endswith(" tests"), "nothing is measured that makes it twice as long"
    assert dev.main(["coverage"]) == 0
    assert steps[6] == f"{steps[5]} --cov"


def test_a_green_check_ends_with_the_suite(
    ran: list[list[str]],
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its closing line is the last one; a missing PostgreSQL 15 is one printed skip."""
    dev.BIN.mkdir()
    (dev.BIN / "python").touch()
    monkeypatch.setattr(dev, "OLDEST_SERVER", checkout / "absent")
    assert dev.main(["check"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("Skipped: the database slice")
    assert told[-1] == "== tests"


def test_check_without_a_venv_says_what_to_do(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It installs nothing by itself."""
    assert dev.main(["check"]) == 1
    assert "dev.py setup" in capsys.readouterr().out


# --- the lock ------------------------------------------------------------------------------------


def test_the_lock_pins_every_package_with_hashes() -> None:
    """No address, no option, no line that pip would refuse."""
    text = (ROOT / "requirements.lock").read_text()
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    entries = re.split(r"\n(?=\S)", body.strip())
    assert len(entries) > 40
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert not re.search(r"https?://|--index-url|--find-links|file:", text)


def test_the_lock_holds_every_requirement() -> None:
    """Of the program and of the workshop."""

    def plain(requirement: str) -> str:
        return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    tools = [line for line in (ROOT / "requirements.in").read_text().splitlines() if line and line[0] != "#"]
    locked = {plain(line) for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line}
    assert {plain(name) for name in [*project["dependencies"], *tools]} <= locked


def test_locking_keeps_the_header(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """uv writes the body; without uv, one sentence."""
    before = dev.LOCK.read_text()

    def compile_(command: list[str | Path], environment: dict[str, str] | None = None) -> int:
        dev.LOCK.write_text("body==1\n")
        return 0

    monkeypatch.setattr(dev, "run", compile_)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert dev.main(["lock"]) == 1
    assert "uv" in capsys.readouterr().out
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/uv")
    assert dev.main(["lock"]) == 0
    header = [line for line in before.splitlines() if line.startswith("#")]
    assert dev.LOCK.read_text().splitlines() == [*header, "body==1"]


def test_benchmarks_run_by_name_or_all(ran: list[list[str]]) -> None:
    """`bench search 10` gives its arguments to one of them."""
    dev.setup([])
    ran.clear()
    assert dev.main(["bench"]) == dev.main(["bench", "search", "10"]) == 0
    assert [command[2:] for command in ran] == [["bench"], ["bench", "search", "10"]]
