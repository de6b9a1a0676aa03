"""``backoffice household`` and ``notice``, as an adviser types them."""

import json
from collections.abc import Callable

import pytest

from backoffice.cli.main import main
from tests.conftest import Server

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(server: Server, training: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as a member of staff; the code, what it printed, what it said."""

    def run(*words: str, login: str = "conseil.ekidom") -> tuple[int, str, str]:
        code = main([*words, "--dsn", server.dsn(training, login)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_a_letter_is_entered_foreseen_and_decided(run: Run) -> None:
    code, out, _ = run("household", "events", "--json")
    assert code == 0
    assert len(json.loads(out)["events"]) == 15
    form = json.dumps({"newcomer": {"civility": "M", "birth_name": "Quéméneur", "first_names": "Paul"}})
    entered = (
        "household",
        "submit",
        "123456",
        "ADULT_ARRIVES",
        "--on",
        "2026-10-01",
        "--form",
        form,
        "--json",
    )
    code, out, err = run(*entered)
    assert code == 0, err
    item = str(json.loads(out)["item"])
    code, out, _ = run("household", "preview", item)
    assert "DOCUMENT_MISSING" in out
    code, out, err = run("household", "decide", item, "--accept")
    assert code == 1
    assert "[DOCUMENT_MISSING]" in err
    seen = ("--seen", "IDENTITY", "--seen", "STATEMENT")
    code, out, err = run("household", "decide", item, "--accept", *seen)
    assert code == 0, err
    assert "accepté" in out
    code, out, _ = run("household", "show", "123456", "--json")
    assert [one["event"] for one in json.loads(out)["changes"]] == ["ADULT_ARRIVES"]
    assert run("household", "undo", item)[0] == 0
    code, _, err = run("household", "submit", "123456", "CHILD", "--form", "[1]")
    assert code == 2, err


def test_the_notice_calculator(run: Run) -> None:
    code, out, _ = run("notice", "--received", "2026-11-21", "--reason", "TENSE_ZONE")
    assert code == 0
    assert "21/12/2026" in out
    code, out, _ = run("notice", "--received", "2026-11-21", "--reason", "OTHER_HLM", "--json")
    assert json.loads(out)["verified"] is False
