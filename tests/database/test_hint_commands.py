"""``backoffice hint``: written by a caretaker, read by the desk, ended before its hour."""

import json
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date, time

import pytest

from backoffice.cli.main import main
from backoffice.cli.notices.verbs import moment
from tests.conftest import Server

Run = Callable[..., tuple[int, str, str]]
CARETAKER = "gardien.logirem"


@pytest.fixture
def run(server: Server, training: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as a member of staff; the code, what it printed, what it said."""

    def run(*words: str, login: str = CARETAKER) -> tuple[int, str, str]:
        code = main([*words, "--dsn", server.dsn(training, login)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_a_caretaker_adds_lists_and_ends(run: Run) -> None:
    code, out, _ = run("hint", "places", "--json")
    assert code == 0
    number = next(one["building_id"] for one in json.loads(out)["places"] if one["building_id"])
    add = ("hint", "add", "--building", str(number), "LIFT", "Ascenseur en panne", "--until", "23h59")
    code, out, _ = run(*add)
    assert code == 0
    assert out.startswith("Information n° ")
    told = out.split()[2]
    code, out, _ = run("hint", "list")
    assert "Ascenseur en panne" in out
    assert "José Ferreira" in out
    code, out, err = run(*add, login="agent.demo")
    assert (code, "NOT_YOUR_JOB" in err) == (1, True)
    assert run("hint", "end", told)[0] == 0
    assert "n’a ce numéro" in run("hint", "end", told)[2]
    listed = json.loads(run("hint", "list", "--json")[1])["hints"]
    assert told not in [str(one["id"]) for one in listed]
    ended = json.loads(run("hint", "list", "--all", "--json")[1])["hints"]
    assert told in [str(one["id"]) for one in ended]


def test_what_a_note_may_not_say_no_hint_says(run: Run) -> None:
    places = json.loads(run("hint", "places", "--json")[1])["places"]
    number = next(one["building_id"] for one in places if one["building_id"])
    words = (
        "hint",
        "add",
        "--building",
        str(number),
        "OTHER",
        "Locataire alcoolique au 3e",
        "--until",
        "23h59",
    )
    code, _, err = run(*words)
    assert (code, "NOTE_BLOCKED" in err) == (1, True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("18h00", (None, time(18))),
        ("18h", (None, time(18))),
        ("7:05", (None, time(7, 5))),
        ("2026-11-22 18h30", (date(2026, 11, 22), time(18, 30))),
        ("22/11/2026 8h", (date(2026, 11, 22), time(8))),
    ],
)
def test_an_hour_is_written_in_several_ways(text: str, told: tuple[date | None, time]) -> None:
    assert moment(text) == told


@pytest.mark.parametrize("text", ["", "midi", "25h", "18h75", "demain 18h00", "18"])
def test_what_is_no_hour_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        moment(text)
