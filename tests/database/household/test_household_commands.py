"""``backoffice household`` and ``notice``, as an adviser types them."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg
import pytest

from backoffice.cli.main import main
from backoffice.rules.dates import PARIS
from tests.conftest import Server

_NUMBER = """
    SELECT c.client_ref FROM customer c JOIN landlord h ON h.id = c.landlord_id
    JOIN lease l ON l.customer_id = c.id JOIN premises p ON p.id = l.premises_id
    WHERE h.code = 'ekidom' AND p.kind = 'DWELLING' AND l.valid_to IS NULL AND NOT c.reserved
      AND l.valid_from < current_date - 400
      AND NOT EXISTS (SELECT FROM change_submission s WHERE s.customer_id = c.id)
    ORDER BY c.id DESC LIMIT 1
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(server: Server, training: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as a member of staff; the code, what it printed, what it said."""

    def run(*words: str, login: str = "conseil.ekidom") -> tuple[int, str, str]:
        code = main([*words, "--dsn", server.dsn(training, login)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def number(server: Server, training: str) -> str:
    """A client of Ekidom with a dwelling of today, whom the stories leave alone."""
    with psycopg.connect(server.dsn(training)) as connection:
        row = connection.execute(_NUMBER).fetchone()
    assert row is not None
    return str(row[0])


def test_a_letter_is_entered_foreseen_and_decided(run: Run, number: str) -> None:
    code, out, _ = run("household", "events", "--json")
    assert code == 0
    assert len(json.loads(out)["events"]) == 15
    form = json.dumps({"newcomer": {"civility": "M", "birth_name": "Quéméneur", "first_names": "Paul"}})
    on = (datetime.now(PARIS).date() - timedelta(days=30)).isoformat()
    entered = (
        "household",
        "submit",
        number,
        "ADULT_ARRIVES",
        "--on",
        on,
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
    code, out, _ = run("household", "show", number, "--json")
    assert [one["event"] for one in json.loads(out)["changes"]] == ["ADULT_ARRIVES"]
    assert run("household", "undo", item)[0] == 0
    code, _, err = run("household", "submit", number, "CHILD", "--form", "[1]")
    assert code == 2, err


def test_a_form_that_lacks_something_is_completed_by_command(
    run: Run, number: str, server: Server, training: str
) -> None:
    on = (datetime.now(PARIS).date() - timedelta(days=30)).isoformat()
    code, out, err = run("household", "submit", number, "ADULT_ARRIVES", "--json")
    assert code == 0, err
    item = str(json.loads(out)["item"])
    seen = ("--seen", "IDENTITY", "--seen", "STATEMENT")
    code, _, err = run("household", "decide", item, "--accept", *seen)
    assert "[FORM_INCOMPLETE]" in err
    known = _somebody(server, training)
    names = {"civility": "M", "birth_name": known[1], "first_names": known[2], "birth_date": str(known[3])}
    told = ("--on", on, "--form", json.dumps({"newcomer": names}))
    code, out, err = run("household", "preview", item, *told, *seen)
    assert code == 0, err
    for words in ("reçue", "À faire avant le", "Message au locataire", f"tiers {known[0]}"):
        assert words in out, (words, out)
    code, _, err = run("household", "decide", item, "--accept", *told, *seen)
    assert "[DUPLICATE_LIKELY]" in err
    done = run("household", "decide", item, "--accept", *told, *seen, "--unlike", known[0])
    assert done[0] == 0, done
    code, out, _ = run("household", "preview", item, "--json")
    assert {"people", "alike", "papers", "follow_ups", "message"} <= json.loads(out).keys()
    mistakes: tuple[dict[str, object], ...] = ({"newcommer": {}}, {"mention_on": "2026-02-31"})
    for wrong in mistakes:
        code, _, err = run("household", "preview", item, "--form", json.dumps(wrong))
        assert code == 2
        assert next(iter(wrong)) in err


def _somebody(server: Server, training: str) -> tuple[str, str, str, object]:
    """Somebody of Ekidom whom the adviser may find: tiers, names and birth date."""
    with psycopg.connect(server.dsn(training)) as connection:
        row = connection.execute("""
            SELECT p.party_number, p.birth_name, p.first_names, p.birth_date
            FROM person p JOIN landlord l ON l.id = p.landlord_id JOIN person_agency a ON a.person_id = p.id
            JOIN staff_agency s ON s.agency_id = a.agency_id JOIN staff f ON f.id = s.staff_id
            WHERE l.code = 'ekidom' AND f.login = 'conseil.ekidom' AND NOT p.reserved AND p.civility = 'M'
              AND p.birth_date IS NOT NULL AND p.deceased_on IS NULL ORDER BY p.id LIMIT 1
        """).fetchone()
    assert row is not None
    return row


def test_the_notice_calculator(run: Run) -> None:
    code, out, _ = run("notice", "--received", "2026-11-21", "--reason", "TENSE_ZONE")
    assert code == 0
    assert "21/12/2026" in out
    code, out, _ = run("notice", "--received", "2026-11-21", "--reason", "OTHER_HLM", "--json")
    assert json.loads(out)["verified"] is False
