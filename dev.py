"""The workshop's one command: set up, try, check, lock, measure. Standard library only."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "guichet-setup"
UNFINISHED = VENV / "guichet-setup-unfinished"
UNKNOWN_TO_APT = VENV / "guichet-unknown-to-apt"
LOCK = ROOT / "requirements.lock"
OLDEST_SERVER = Path("/usr/lib/postgresql/15/bin")
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")

USAGE = """usage: python3 dev.py VERB [arguments]

  demo [arguments]   set up, then open the training landlord (`backoffice demo`)
  test               set up, then check
  setup              set up alone: system packages, .venv, the lock
  check              format, lint, types, imports, tests (no network)
  coverage           the suite twice as slow, with the lines that nothing tries; 90 % at least
  rights             write docs/rights.md again, from the declarations
  lock               write requirements.lock again (needs uv and a network)
  bench [NAME] [--persons N]
                     set up, then run the benchmarks of bench/, or one of them (--help lists them)
"""

# What the Qt of PySide6 loads and does not carry; "a|b": the name differs between releases.
DISPLAY_PACKAGES = [
    "libegl1", "libgl1", "libxkbcommon0", "libxkbcommon-x11-0", "libfontconfig1", "libfreetype6",
    "libdbus-1-3", "libglib2.0-0t64|libglib2.0-0", "libx11-xcb1", "libxcb-cursor0", "libxcb-glx0",
    "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0",
    "libxcb-shape0", "libxcb-sync1", "libxcb-xfixes0", "libxcb-xkb1", "libwayland-cursor0",
    "libwayland-egl1", "xvfb",
]  # fmt: skip
TEST_PACKAGES = ["postgresql-15", "poppler-utils", "tesseract-ocr-fra"]


def main(arguments: list[str]) -> int:
    """Run one verb and return the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036  # this file must run to say so
        say("Guichet needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info[:2]))
        return 1
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    verbs: dict[str, Callable[[list[str]], int]] = {
        "demo": demo,
        "test": test,
        "setup": lambda _: setup([]),
        "check": lambda _: check(),
        "coverage": lambda _: run([*suite(), "--cov"]),
        "rights": lambda _: rights(),
        "lock": lambda _: lock(),
        "bench": bench,
    }
    if verb not in verbs:
        print(USAGE, end="")
        return 0 if verb in ("-h", "--help") else 2
    return verbs[verb](rest)


def demo(arguments: list[str]) -> int:
    """Set up and open the training landlord, or play its tour where there is no display."""
    code = setup([])
    if code:
        return code
    environment = dict(os.environ)
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        if not any(argument.split("=")[0] == "--tour" for argument in arguments):
            say("No display here: playing the tour instead; its pictures and files go to tour-output.")
            arguments = [*arguments, "--tour", "tour-output"]
    return run([BIN / "backoffice", "demo", *arguments], environment)


def test(_: list[str]) -> int:
    """Set up with what the tests need, then check everything."""
    return setup(TEST_PACKAGES) or check()


def bench(arguments: list[str]) -> int:
    """Run one benchmark with its arguments, or all of them."""
    return setup([]) or run([BIN / "python", "-m", "bench", *arguments])


def rights() -> int:
    """Write the page of rights again."""
    program = "from backoffice.database.rights.page import rights_page; print(rights_page(), end='')"
    done = subprocess.run(
        [BIN / "python", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    if done.returncode == 0:
        (ROOT / "docs" / "rights.md").write_text(done.stdout, encoding="utf-8")
    else:
        print(done.stderr, file=sys.stderr)
    return done.returncode


def lock() -> int:
    """Write the lock again; versions already in it stay unless the inputs refuse them."""
    uv = shutil.which("uv")
    if uv is None:
        say("`uv` is not installed here: install it, then run `python3 dev.py lock` again.")
        return 1
    header = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
    # No address of a package host belongs in the file.
    options += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]
    code = run([uv, "pip", "compile", "pyproject.toml", "requirements.in", *options, "-o", LOCK])
    if code == 0:
        body = LOCK.read_text(encoding="utf-8")
        LOCK.write_text("\n".join(header) + "\n" + body, encoding="utf-8")
    return code


def setup(packages: list[str]) -> int:
    """Make `.venv` what the lock says. The second time it only looks at its stamp."""
    wanted = stamp()
    sound = not UNFINISHED.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted
    unknown = unknown_before() if sound else []
    asked = [entry for entry in [*DISPLAY_PACKAGES, *packages] if entry not in unknown]
    unknown += install_system_packages(asked)
    if sound:
        remember_unknown(unknown)
        return 0
    say("Setting up .venv (some minutes the first time) …")
    code = make_venv()
    if code:
        return code
    UNFINISHED.touch()
    STAMP.unlink(missing_ok=True)
    pip: list[str | Path] = [BIN / "python", "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    steps: list[list[str | Path]] = [
        ["--require-hashes", "-r", LOCK],
        ["--no-deps", "--no-build-isolation", "-e", ROOT],
    ]
    for step in steps:
        code = run([*pip, *step])
        if code:
            say("The packages could not be installed: see the message above, then run this again.")
            return code
    STAMP.write_text(wanted, encoding="utf-8")
    remember_unknown(unknown)
    UNFINISHED.unlink()
    return 0


def unknown_before() -> list[str]:
    """The packages that apt did not know when this .venv was made: they are not looked for at each run."""
    return UNKNOWN_TO_APT.read_text(encoding="utf-8").splitlines() if UNKNOWN_TO_APT.exists() else []


def remember_unknown(entries: list[str]) -> None:
    """Write those packages beside the stamp; a changed lock, or a new .venv, asks apt again."""
    if entries != unknown_before():
        UNKNOWN_TO_APT.write_text("\n".join(entries) + "\n", encoding="utf-8")


def stamp() -> str:
    """What .venv depends on: the lock, the project's own table, this Python and this folder."""
    import tomllib  # noqa: PLC0415  # older Pythons must reach the sentence that refuses them

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    kept = repr([project["project"], project["build-system"], sys.version, str(ROOT)])
    return hashlib.sha256(LOCK.read_bytes() + kept.encode()).hexdigest()


def make_venv() -> int:
    """A .venv that runs. One that was interrupted, or moved from elsewhere, is made anew."""
    sound = (
        not UNFINISHED.exists() and not was_moved() and quiet([BIN / "python", "-m", "pip", "--version"]) == 0
    )
    if sound:
        return 0
    code = run([sys.executable, "-m", "venv", "--clear", VENV])
    if code:
        say("Python could not make .venv: on Debian or Ubuntu, install python3-venv.")
    return code


def was_moved() -> bool:
    """Whether the scripts of .venv name another folder than this one."""
    try:
        return str(VENV) not in (BIN / "pip").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def install_system_packages(wanted: list[str]) -> list[str]:
    """Install the missing Debian packages when allowed to; otherwise print the line that does it.

    Return the entries that apt does not know.
    """
    if not (shutil.which("dpkg-query") and shutil.which("apt-get")):
        return []
    if importlib.util.find_spec("ensurepip") is None:
        wanted = [*wanted, f"python3.{sys.version_info.minor}-venv|python3-venv"]
    missing = missing_packages(wanted)
    if not missing:
        return []
    if os.geteuid() != 0:
        names = " ".join(entry.rpartition("|")[2] for entry in missing)
        say(f"System packages are missing; if something fails, run: sudo apt-get install {names}")
        return []
    return install_with_apt(missing)


def install_with_apt(missing: list[str]) -> list[str]:
    """Bring apt's lists up to date and install; return the entries that it does not know."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    say("Installing the missing system packages …")
    listed = quiet(["apt-get", "update", "-q"], environment) == 0
    if not listed:
        say("apt-get update failed: the lists of packages may be old.")
    known = known_packages(missing)
    names = list(known.values())
    if any(name.startswith("postgresql") for name in names) and not NO_CLUSTER.exists():
        # The tests make their own server: none is to be started, here or at the next boot.
        NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
        NO_CLUSTER.write_text("create_main_cluster = false\n", encoding="utf-8")
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends"]
    command += ["-o", "Dpkg::Options::=--force-confold"]
    if names and quiet([*command, *names], environment):
        say(f"Not installed (run it to see why): apt-get install {' '.join(names)}")
    # Without fresh lists, not to know a package proves nothing.
    return [entry for entry in missing if entry not in known] if listed else []


def missing_packages(wanted: list[str]) -> list[str]:
    """The entries of which no name is installed."""
    names = [name for entry in wanted for name in entry.split("|")]
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n", *names]
    told = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    installed = {line.split()[1] for line in told.splitlines() if line.startswith("installed ")}
    return [entry for entry in wanted if not installed.intersection(entry.split("|"))]


def known_packages(missing: list[str]) -> dict[str, str]:
    """For each entry, the first name that apt can install; an entry without one is a printed skip."""
    known = {}
    for entry in missing:
        for name in entry.split("|"):
            policy = subprocess.run(
                ["apt-cache", "policy", name], capture_output=True, text=True, check=False
            )
            if "Candidate:" in policy.stdout and "Candidate: (none)" not in policy.stdout:
                known[entry] = name
                break
        else:
            say(f"Skipped: apt does not know {entry.replace('|', ' nor ')}.")
    return known


def check() -> int:
    """Run every step, say which failed; the suite comes last, so that its closing line does too."""
    if not (BIN / ("python.exe" if os.name == "nt" else "python")).exists():
        say("There is no .venv yet: run `python3 dev.py setup` first.")
        return 1
    python: list[str | Path] = [BIN / "python", "-m"]
    pytest = suite()
    steps: list[tuple[str, list[str | Path]]] = [
        ("lint", [*python, "ruff", "check", "."]),
        ("format", [*python, "ruff", "format", "--check", "."]),
        ("types", [*python, "mypy"]),
        ("imports", [BIN / "lint-imports", "--no-cache", "--no-logo"]),
    ]
    if OLDEST_SERVER.is_dir():
        steps.append(
            ("database slice on PostgreSQL 15", [*pytest, "-m", "database", f"--pg-bin={OLDEST_SERVER}"])
        )
    else:
        say("Skipped: the database slice on PostgreSQL 15, which is not installed here.")
    steps.append(("tests", pytest))
    failed = []
    for name, command in steps:
        say(f"== {name}")
        before = time.monotonic()
        if run(command):
            failed.append(name)
            say(f"== {name}: FAILED after {time.monotonic() - before:.0f} s")
    if failed:
        say(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


def suite() -> list[str | Path]:
    """The command of the whole suite; more words may follow."""
    # One more than there are cores: tests also wait for servers, windows and processes of their own.
    workers = str((os.cpu_count() or 1) + 1)
    spread = ["-n", workers, "--dist", "loadgroup", "--max-worker-restart=0"]
    return [BIN / "python", "-m", "pytest", "-q", *spread, "tests"]


def run(command: list[str | Path], environment: dict[str, str] | None = None) -> int:
    """Run a program in the checkout; its exit code, 1 for one that is not there."""
    try:
        return subprocess.call([str(word) for word in command], cwd=ROOT, env=environment)
    except FileNotFoundError:
        say(f"{command[0]} is missing: run `python3 dev.py setup` again.")
        return 1


def quiet(command: list[str | Path], environment: dict[str, str] | None = None) -> int:
    """The same without a word."""
    try:
        words = [str(word) for word in command]
        return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, check=False).returncode
    except FileNotFoundError:
        return 1


def say(sentence: str) -> None:
    """Print now, so that the lines of the programs called come after."""
    print(sentence, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
