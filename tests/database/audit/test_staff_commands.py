"""``db staff``: what the administrator types, from the first account of an empty database on."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from backoffice.cli.main import main
from tests.conftest import Server

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(server: Server, training: str, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str, user: str = "admin.demo") -> tuple[int, str, str]:
        code = main(["db", "staff", *words, "--dsn", server.dsn(training, user)])
        out, err = capsys.readouterr()
        return code, out, err

    return command


def test_an_adviser_is_put_in_an_agency_of_the_list_then_closed(run: Run) -> None:
    places = json.loads(run("places", "--landlord", "logirem", "--json")[1])["places"]
    assert {place["landlord_code"] for place in places} == {"logirem"}
    agency = places[0]
    words = ("add", "l.neuve", "--name", "Lou Neuve", "--role", "ADVISER", "--landlord", "logirem")
    code, password, told = run(*words, "--agency", agency["agency_code"])
    assert (code, len(password.strip()), "Lou Neuve est en service" in told) == (0, 20, True)
    [mine] = [one for one in json.loads(run("list", "--json")[1])["accounts"] if one["login"] == "l.neuve"]
    assert (mine["agencies"], mine["in_service"]) == ([agency["agency_name"]], True)
    assert run("disable", "l.neuve")[0] == 0
    assert "fermé le" in next(line for line in run("list")[1].splitlines() if line.startswith("l.neuve"))


def test_a_wrong_place_is_refused_with_the_list_to_read(run: Run) -> None:
    words = ("add", "g.neuf", "--name", "G", "--role", "CARETAKER")
    for more, refused in (((), "NO_BUILDING"), (("--building", "999999"), "UNKNOWN_PLACE")):
        code, _, told = run(*words, *more)
        assert (code, refused in told, "db staff places" in told) == (1, True, True)
    code, _, told = run(*words, "--building", "rue des Lices")
    assert (code, "n’est pas un numéro" in told, "appel" in told) == (2, True, False)


def test_the_owner_makes_the_first_administrator_of_every_landlord(
    run: Run, server: Server, training: str
) -> None:
    words = ("add", "premier.admin", "--name", "Premier", "--role", "ADMINISTRATOR")
    assert run(*words, user="postgres")[0] == 0
    with psycopg.connect(server.dsn(training, "premier.admin")) as connection:
        row = connection.execute("SELECT cardinality(my_landlords()), my_role()").fetchone()
    assert row == (5, "ADMINISTRATOR")
    code, _, told = run("add", "m.m", "--name", "M", "--role", "MANAGER", user="agent.demo")
    assert (code, "NO_RIGHT" in told) == (1, True)


def test_from_an_empty_database_to_a_courier_on_his_round(
    server: Server, fresh_database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commands of the README, in its order."""

    def typed(*words: str, user: str = "postgres") -> int:
        return main([*words, "--dsn", server.dsn(fresh_database, user)])

    # Login roles belong to the server, which other tests use too.
    mark = uuid4().hex[:8]
    admin, courier, heads = f"a.{mark}", f"facteur.{mark}", tmp_path / "heads.jsonl"
    assert typed("db", "upgrade") == 0
    assert typed("db", "roles") == 0
    assert typed("db", "staff", "add", admin, "--name", "A", "--role", "ADMINISTRATOR") == 0
    assert typed("db", "staff", "add", courier, "--name", "E", "--role", "COURIER", user=admin) == 0
    assert typed("courier", "--once", "--heads", str(heads), user=courier) == 0
    assert heads.read_text()
    assert typed("audit", "verify", "--heads", str(heads), user=admin) == 0
    assert "La trace est intacte." in capsys.readouterr().out
