"""The bench landlord, made small: true to what triggers and constraints say; every benchmark runs on it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest

from bench import key_press, misspelt, open_file, receipts, search_shapes, window_memory
from bench.landlord import AGENT, BenchLandlord
from bench.measure import Figure, Plan, Result, Share, Target, publish, time_act
from bench.population.making import Making
from bench.population.size import Size
from bench.population.surnames import surnames
from bench.shapes import QUESTIONS
from tests.conftest import Server, copy_of

pytestmark = [pytest.mark.xdist_group("bench")]

PERSONS = 500
FEW = Plan(calls=5, warm_up=1, runs=1)
_DERIVED = {
    "customer": "id, agency_id, reserved",
    "person": "id, reserved",
    "person_agency": "person_id, agency_id",
    "person_name_key": "person_id, key, part, agency_id, reserved",
}
_FOREIGN_KEYS = """
SELECT conrelid::regclass::text, confrelid::regclass::text, a.attname, b.attname
FROM pg_constraint
JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = confkey[1]
WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND cardinality(conkey) = 1
"""


class _Held:
    """The server of the tests, which is not the landlord's to stop."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def dsn(self, database: str = "postgres", user: str = "postgres") -> str:
        """The libpq text to connect to ``database`` as ``user``."""
        return self._server.dsn(database, user)

    def stop(self) -> None:
        """Others are at work on it."""


@pytest.fixture(scope="module")
def landlord(server: Server) -> Iterator[BenchLandlord]:
    """The bench landlord of 500 persons, made once for the module."""
    for name in copy_of(server):
        steps: list[str] = []
        Making(server.dsn(name), Size(PERSONS, date.today()), steps.append).make()  # noqa: DTZ011 -- as the maker
        with psycopg.connect(server.dsn(name), autocommit=True) as connection:
            connection.execute("ANALYZE")
        assert len(steps) > 100
        yield BenchLandlord(_Held(server), PERSONS, name)


def _ask(landlord: BenchLandlord, query: str) -> int:
    with psycopg.connect(landlord.dsn()) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def test_it_is_in_proportion(landlord: BenchLandlord) -> None:
    """500 persons have 300 leases and 40 postings a lease, as the full one."""
    assert _ask(landlord, "SELECT count(*) FROM person") == PERSONS
    assert _ask(landlord, "SELECT count(*) FROM lease") == PERSONS * 6 // 10
    assert 38 <= _ask(landlord, "SELECT count(*) FROM posting") / 300 <= 42


def test_its_rows_hold_together(landlord: BenchLandlord) -> None:
    """It is loaded with the triggers aside: no row points nowhere."""
    with psycopg.connect(landlord.dsn()) as connection:
        for table, other, column, key in connection.execute(_FOREIGN_KEYS).fetchall():
            lost = connection.execute(
                f"SELECT count(*) FROM {table} a WHERE a.{column} IS NOT NULL"
                f" AND NOT EXISTS (SELECT FROM {other} b WHERE b.{key} = a.{column})"
            ).fetchone()
            assert lost == (0,), f"{table}.{column}"


def test_what_is_derived_is_what_the_triggers_derive(landlord: BenchLandlord) -> None:
    """Refreshing every file changes nothing."""
    with psycopg.connect(landlord.dsn()) as connection:

        def state() -> list[list[tuple[object, ...]]]:
            asked = [
                f"SELECT {columns} FROM {table} ORDER BY {columns}" for table, columns in _DERIVED.items()
            ]
            return [connection.execute(query).fetchall() for query in asked]

        before = state()
        connection.execute("SELECT refresh_files(ARRAY(SELECT id FROM customer))")
        assert state() == before
        connection.rollback()


def test_its_indexes_and_constraints_are_back(landlord: BenchLandlord, engine: object, database: str) -> None:
    """What was taken away before the load is there after it, word for word."""
    catalogue = (
        "SELECT array_agg(x ORDER BY x)::text FROM (SELECT pg_get_indexdef(indexrelid) FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace"
        " AND c.relkind = 'r' UNION ALL SELECT conrelid::regclass || ' ' || conname || ' '"
        " || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace) k (x)"
    )
    with (
        psycopg.connect(landlord.dsn()) as made,
        psycopg.connect(landlord.server.dsn(database, "postgres")) as plain,
    ):
        assert made.execute(catalogue).fetchone() == plain.execute(catalogue).fetchone()


def test_surnames_are_distinct_and_always_the_same() -> None:
    """A larger landlord begins with the names of a smaller one."""
    many = surnames(3000)
    assert len(set(many)) == 3000
    assert surnames(1000) == many[:1000]


def test_a_floor_finds_what_the_service_finds(landlord: BenchLandlord) -> None:
    """Otherwise their times could not be compared."""
    found = {figure.name: figure for figure in search_shapes.measure(landlord, FEW, roles=(AGENT,))}
    assert len(found) == len(QUESTIONS)
    for name in ("client", "contrat 994/0", "tiers", "téléphone", "commande", "code-barres", "nom et prénom"):
        assert found[name].note == ""
    assert all(figure.floor_p50 and figure.ratio and figure.p50 <= figure.worst for figure in found.values())


def test_every_other_benchmark_runs(landlord: BenchLandlord, tmp_path: Path) -> None:
    """Five calls each; the figures are written with where they were taken."""
    results: list[Result] = [*misspelt.measure(landlord, FEW), *open_file.measure(landlord, FEW)]
    results += receipts.measure(landlord, FEW)
    path = publish("all", results, landlord.facts(), tmp_path / "all.json")
    assert '"persons": 500' in path.read_text(encoding="utf-8")
    trips = [one for one in results if isinstance(one, Share) and one.name.startswith("round trips")]
    assert len(trips) == 3
    assert all(one.value >= 3 for one in trips)


def test_the_window_is_measured(landlord: BenchLandlord) -> None:
    """Keys to painted rows, and its memory with files open."""
    assert all(figure.p50 > 0 for figure in key_press.measure(landlord, FEW))
    empty, full = window_memory.measure(landlord, files=2)
    assert 0 < empty.value <= full.value


def test_a_ratio_is_told_with_its_verdict(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """p95 and ratio must both be reached."""
    times = time_act(lambda one: sum(range(one)), [10, 20], FEW, floor=lambda one: None)
    assert times[4] is not None
    assert times[4] > 0
    good = Figure("one", AGENT, 1.0, 2.0, 3.0, 0.5, 2.0, Target(p95=2, ratio=4))
    slow = Figure("two", AGENT, 1.0, 2.1, 3.0, 0.5, 2.0, Target(p95=2, ratio=4))
    far = Figure("three", AGENT, 1.0, 2.0, 3.0, 0.1, 10.0, Target(p95=2, ratio=4))
    assert (good.reached, slow.reached, far.reached) == (True, False, False)
    assert Share("share", AGENT, 96, "%", at_least=95).reached
    assert Share("room", AGENT, 401, "MiB", at_most=400).reached is False
    assert Figure("plain", AGENT, 1, 2, 3).reached is None
    publish("verdicts", [good, slow, far], {}, tmp_path / "verdicts.json")
    assert "OK" in capsys.readouterr().out
