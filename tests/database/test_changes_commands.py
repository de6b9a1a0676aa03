"""``backoffice change ask-…``, ``preview``, ``settle`` and ``undo``, as an adviser types them."""

import io
import json
from collections.abc import Callable

import psycopg
import pytest

from backoffice.cli.main import main
from tests.changes_desk import CANARY, IBAN
from tests.conftest import Server

_NUMBER = """
    SELECT c.client_ref FROM customer c JOIN landlord h ON h.id = c.landlord_id
    JOIN lease l ON l.customer_id = c.id JOIN premises p ON p.id = l.premises_id
    WHERE h.code = 'ekidom' AND p.kind = 'DWELLING' AND l.valid_to IS NULL AND NOT c.reserved
      AND NOT EXISTS (SELECT FROM change_submission s WHERE s.customer_id = c.id)
      AND NOT EXISTS (SELECT FROM portal_account a WHERE a.customer_id = c.id AND a.state = 'SUSPENDED_FRAUD')
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


def test_what_came_by_letter_is_entered_foreseen_and_decided(
    run: Run, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = run(
        "change", "ask-situation", number, "RETIRED", "--since", "2026-01-01", "--json"
    )  # fmt: skip
    assert code == 0, err
    item = str(json.loads(out)["item"])
    assert "[DOCUMENT_MISSING]" in run("change", "preview", item)[1]
    assert "[DOCUMENT_MISSING]" in run("change", "settle", item, "--accept")[2]
    code, out, err = run("change", "settle", item, "--accept", "--seen", "PENSION_NOTICE")
    assert (code, out.strip()) == (0, "Retraité : accepté."), err
    assert run("change", "undo", item)[0] == 0
    wrong = run("change", "ask-account", number, "FR7630006000011234567890188", "MME X")
    assert (wrong[0], "WRONG_IBAN" in wrong[2]) == (1, True)
    monkeypatch.setattr("sys.stdin", io.StringIO(IBAN + "\n"))
    code, out, err = run("change", "ask-account", number, "-", "M. DURAND", "--json")
    assert code == 0, err
    account = str(json.loads(out)["item"])
    code, out, err = run("change", "preview", account, "--json")
    told = {one["code"] for one in json.loads(out)["objections"]}
    # Who entered it does not decide it; the name and the paper are missing too.
    assert {"SECOND_PERSON", "DOCUMENT_MISSING", "NAME_MISMATCH"} <= told
    assert CANARY not in out + err
    code, _, err = run("change", "settle", account, "--reject", "IBAN_INVALID", login="responsable.demo")
    assert code == 0, err
    code, _, err = run("change", "ask-debit", number, "DEBIT_DAY", "--day", "27")
    assert (code, "DEBIT_DAY" in err) == (1, True)
