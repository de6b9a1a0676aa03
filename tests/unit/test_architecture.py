"""The plan of the house is a test: rooms, sizes, names, docstrings."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from backoffice.models.registry import metadata

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "backoffice"
FILES = sorted(path for path in HOUSE.rglob("*.py") if "__pycache__" not in path.parts)
PARSED = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}

LONGEST_FILE, USUAL_FILE = 400, 300
LONGEST_FUNCTION, USUAL_FUNCTION = 40, 25
FULLEST_FOLDER = 12
VERSIONS = HOUSE / "database" / "migrations" / "versions"
VAGUE = {"utils", "util", "misc", "helpers", "helper", "common", "tools", "stuff", "shared"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def named(path: Path) -> str:
    """The path as a reader would type it."""
    return path.relative_to(ROOT).as_posix()


def functions() -> dict[str, int]:
    """The length of every function in lines. A migration is a frozen list of columns, not work to follow."""
    return {
        f"{named(path)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path, tree in PARSED.items()
        if path.parent != VERSIONS
        for node in ast.walk(tree)
        if isinstance(node, Function)
    }


def test_rooms_import_only_the_rooms_below() -> None:
    """The contracts of import-linter, as written in pyproject.toml.

    In a process of its own: it reconfigures logging, and other tests read the log.
    """
    call = "lint_imports(no_cache=True, no_logo=True)"
    program = f"from importlinter.cli import lint_imports; raise SystemExit({call})"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_are_short() -> None:
    """None over 400 lines, nine in ten under 300."""
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}
    long = sorted(name for name, lines in lengths.items() if lines >= USUAL_FILE)
    assert len(long) <= len(lengths) / 10, long


def test_functions_are_short() -> None:
    """None over 40 lines, nine in ten under 25."""
    lengths = functions()
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
    long = sorted(name for name, lines in lengths.items() if lines >= USUAL_FUNCTION)
    assert len(long) <= len(lengths) / 10, long


def test_folders_are_divided_by_subject() -> None:
    """No more than a dozen modules in one, the migrations apart, which are a list."""
    counts = Counter(path.parent for path in FILES if path.name != "__init__.py")
    del counts[VERSIONS]
    assert {named(folder): count for folder, count in counts.items() if count > FULLEST_FOLDER} == {}


def test_no_room_for_odds_and_ends() -> None:
    """A module is named after its subject."""
    names = {part for path in FILES for part in (*path.relative_to(HOUSE).parts[:-1], path.stem)}
    assert names & VAGUE == set()


def test_every_module_says_what_it_is() -> None:
    """One docstring each."""
    assert [named(path) for path, tree in PARSED.items() if not ast.get_docstring(tree)] == []


def test_a_package_re_exports_nothing() -> None:
    """One name, one address: an ``__init__.py`` imports nothing."""
    offenders = [
        named(path)
        for path, tree in PARSED.items()
        if path.name == "__init__.py"
        and any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree))
    ]
    assert offenders == []


def test_every_folder_of_code_is_a_package() -> None:
    """A room without ``__init__.py`` would be out of sight of the contracts; Alembic finds its own."""
    migrations = HOUSE / "database" / "migrations"
    folders = {path.parent for path in FILES if not path.is_relative_to(migrations)}
    assert [named(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def catches_everything(node: ast.AST) -> bool:
    """Whether a handler takes any exception and keeps it: one that cleans up and raises again does not."""
    if not isinstance(node, ast.ExceptHandler) or isinstance(node.body[-1], ast.Raise):
        return False
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(
        kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException"))
        for kind in kinds
    )


def test_exception_is_caught_only_at_the_last_resort() -> None:
    """A bug is logged once with its trace, in the runner or in the hook of the entry points."""
    allowed = ("backoffice/tasks/", "backoffice/app", "backoffice/cli/")
    offenders = [
        f"{named(path)}:{node.lineno}"
        for path, tree in PARSED.items()
        if not named(path).startswith(allowed)
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
    ]
    assert offenders == []


@pytest.mark.parametrize("module", ["backoffice.cli.main", "backoffice.services"])
def test_the_command_line_starts_without_qt(module: str) -> None:
    """A server has no display, and starting Qt costs half a second."""
    code = f"import sys, {module}; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_decisions_are_numbered_one_by_one() -> None:
    """A number names one decision, on the file and in its title."""
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [f"{rank:03d}" for rank in range(1, len(pages) + 1)]
    assert [page.name[:3] for page in pages] == numbers
    assert [page.read_text(encoding="utf-8")[2:5] for page in pages] == numbers


def test_the_plan_points_at_what_is_there() -> None:
    """Each path of the plan exists, in the house or beside it."""
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`([a-z_]+/[\w/.*]*)`", plan))
    assert len(paths) > 20
    assert [path for path in sorted(paths) if not any(any(top.glob(path)) for top in (HOUSE, ROOT))] == []


def test_the_plan_names_every_table() -> None:
    """A table has its place in a family."""
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [name for name in metadata.tables if f"`{name}`" not in plan] == []
