"""``backoffice work``: the queues from a terminal, one story from the list to the second look."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from backoffice.cli.main import main
from backoffice.rules.dates import paris_day
from backoffice.rules.vocabulary.work import WorkKind
from tests.conftest import Server
from tests.queues import fill_queue

SARAH, MARC, ANNE = "accueil.logirem", "conseil.logirem", "responsable.logirem"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """The database's administrator, with six requests; every decision is drawn."""
    made = engine_of(training)
    with made.begin() as connection:
        connection.execute(text("DELETE FROM work_item WHERE kind = 'REQUEST'"))
        connection.execute(text("UPDATE landlord_parameter SET value = '1' WHERE key = 'second_look_every'"))
    fill_queue(made, 6, WorkKind.REQUEST)
    return made


@pytest.fixture
def run(server: Server, owner: Engine, training: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``work …`` as somebody; the code, what it printed, what it said."""

    def run(*words: str, login: str = SARAH) -> tuple[int, str, str]:
        code = main(["work", *words, "--dsn", server.dsn(training, login)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def read(run: Run, *words: str, login: str = SARAH) -> Any:
    """What a command answers as JSON."""
    code, out, err = run(*words, "--json", login=login)
    assert code == 0, err
    return json.loads(out)


def test_a_queue_from_a_terminal(run: Run) -> None:
    items = [one["item_id"] for one in read(run, "list", "REQUEST")["items"]]
    assert len(items) == 6
    claimed = read(run, "next", "REQUEST")
    assert claimed["claim"]["item_id"] == items[0]
    assert "Sarah Benali" in run("list", "REQUEST", login=MARC)[1]
    code, _, err = run("decide", str(items[0]), "--accept", login=MARC)
    assert (code, "Sarah Benali" in err, "CLAIM_TAKEN" in err) == (1, True, True)
    assert run("release", str(items[0]))[1] == "Dossier rendu.\n"
    command = str(uuid4())
    decide = ("decide", str(items[0]), "--reject", "duplicate", "--command", command)
    first = read(run, *decide)["result"]
    again = read(run, *decide)["result"]
    assert (first["done_now"], again["done_now"], again["rank"]) == (True, False, first["rank"])
    undone = read(run, "undo", str(items[0]))["result"]
    assert undone["status"] == "OPEN"
    assert run("skip", str(items[0]), "--reason", "OTHER")[0] == 0
    assert read(run, "list", "REQUEST")["items"][-1]["item_id"] == items[0]
    assert run("decide", "999999", "--accept")[0] == 1
    assert run("decide", str(items[0]), "--reject", "DUPLICATE")[0] == 0
    assert "ALREADY" not in run("reopen", str(items[0]), "--reason", "OTHER", login=MARC)[2]
    assert "ALREADY_OPEN" in run("reopen", str(items[0]), "--reason", "OTHER", login=MARC)[2]


def test_a_bulk_from_a_terminal_is_tried_then_done_then_repeated(run: Run) -> None:
    items = [str(one["item_id"]) for one in read(run, "list", "REQUEST")["items"]]
    run("next", "REQUEST", login=MARC)
    code, out, _ = run("bulk", *items[:3], "--reject", "DUPLICATE", "--dry-run", "--json")
    lines = json.loads(out)["lines"]
    assert (code, [line["refusal"] is None for line in lines]) == (1, [False, True, True])
    bulk = ("bulk", *items[:3], "--reject", "DUPLICATE", "--command", str(uuid4()), "--json")
    first, second = json.loads(run(*bulk)[1])["done"], json.loads(run(*bulk)[1])["done"]
    assert [one["done"] for one in first] == [one["done"] for one in second] == [False, True, True]
    assert [one["done_now"] for one in second] == [False, False, False]


def test_a_second_look_and_the_error_rate(run: Run, owner: Engine) -> None:
    items = [str(one["item_id"]) for one in read(run, "list", "REQUEST")["items"]]
    for item in items[:2]:
        assert run("decide", item, "--accept")[0] == 0
    assert read(run, "second-look") == []
    looks = read(run, "second-look", login=MARC)
    assert [str(look["item_id"]) for look in looks] == items[:2]
    first, second = (str(look["look_id"]) for look in looks)
    assert run("second-look", first, "--agree", login=MARC)[0] == 0
    assert "décision tient" in run("second-look", second, "--disagree", "WRONG_DATE", login=MARC)[1]
    assert run("second-look", second, "--agree", login=MARC)[0] == 1
    [rate] = read(run, "error-rate", login=ANNE)
    assert (rate["kind"], rate["rate"]["looked"], rate["rate"]["wrong"]) == ("REQUEST", 2, 1)
    assert "trop peu de relectures (2)" in run("error-rate", login=ANNE)[1]
    assert run("error-rate", login=SARAH)[0] == 1


def test_an_absence_is_noted_listed_and_taken_back(run: Run, owner: Engine) -> None:
    with owner.connect() as connection:
        now: datetime = connection.execute(text("SELECT now()")).scalar_one()
    today = paris_day(now)
    days = ("--from", today.isoformat(), "--to", (today + timedelta(days=2)).isoformat())
    assert run("absence", MARC)[0] == 2
    code, _, err = run("absence", MARC, *days, "--of", "logirem", login=SARAH)
    assert (code, "NOT_A_MANAGER" in err) == (1, True)
    [one] = read(run, "absence", MARC, *days, login=MARC)
    assert (one["who"], one["end"]) == ("Marc d’Almeida", (today + timedelta(days=3)).isoformat())
    assert "sans remplaçant" in run("absence", login=ANNE)[1]
    assert read(run, "absence", "--cancel", str(one["absence_id"]), login=MARC) == []
