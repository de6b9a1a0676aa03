"""The commands as another program sees them: exit codes, JSON alone on standard output, French sentences."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine, text

from backoffice.cli.main import main
from tests.conftest import Server

Run = Callable[..., tuple[int, str, str]]


def runner(server: Server, training: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the training landlord as its front-desk agent: exit code, output, sentences."""

    def command(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--dsn", server.dsn(training, "agent.demo")])
        out, err = capsys.readouterr()
        return code, out, err

    return command


@pytest.fixture
def run(server: Server, training: str, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(server, training, capsys)


def one_sentence(err: str) -> str:
    assert "Traceback" not in err
    lines = err.strip().splitlines()
    assert len(lines) == 1, err
    return lines[0]


def test_lookup_says_what_matched_in_json_alone(run: Run) -> None:
    code, out, err = run("lookup", "07 56 89 41 00", "--json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert answer["rows"][0]["client_ref"] == "1344"
    assert answer["rows"][0]["matched"] == "PHONE"
    assert answer["shapes"][0] == "Téléphone"


def test_options_are_understood_before_and_after_the_verb(
    server: Server, training: str, capsys: pytest.CaptureFixture[str]
) -> None:
    dsn = server.dsn(training, "agent.demo")
    assert main(["--dsn", dsn, "--landlord", "vivest", "lookup", "1344", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["rows"] == []
    assert main(["lookup", "1344", "--landlord", "logirem", "--dsn", dsn]) == 0


def test_nobody_found_is_a_refusal_with_a_way_out(run: Run) -> None:
    code, out, err = run("lookup", "zzzzqqq")
    assert (code, out) == (1, "")
    assert "essayez" in one_sentence(err)


def test_the_tenant_s_file_as_text_and_as_json(run: Run) -> None:
    code, out, _ = run("tenant", "1344")
    assert code == 0
    assert "NGUYỄN Thị Hồng, épouse LEFÈVRE" in out
    code, out, _ = run("tenant", "994/0", "--json")
    file = json.loads(out)
    assert file["client_ref"] == "1344"
    assert file["portal"]["action"] == "UNLOCK"
    assert file["call"]["level"] == "L2"
    assert {lease["number"] for lease in file["leases"]} == {"994/0"}
    assert {"Argent", "Documents", "Portail", "Appels"} <= {line["family"] for line in file["history"]}
    _, out, _ = run("tenant", "1344")
    assert file["history"][0]["sentence"] in out


def test_the_file_as_of_another_day(run: Run) -> None:
    _, out, _ = run("tenant", "1344", "--json", "--as-of", "2020-06-01")
    postings = json.loads(out)["postings"]
    assert {"2020-02-29", "2020-03-10", "2020-05-29"} <= {line["posted_on"] for line in postings}
    assert all(line["posted_on"] <= "2020-06-01" for line in postings)


def test_a_number_of_several_landlords_is_refused_with_the_list(
    run: Run, server: Server, training: str
) -> None:
    engine_text = (
        "UPDATE customer SET client_ref = '77777', client_ref_key = '77777' WHERE id IN "
        "(SELECT min(id) FROM customer WHERE client_ref_key <> '1344' GROUP BY landlord_id LIMIT 2)"
    )
    with psycopg.connect(server.dsn(training), autocommit=True) as owner:
        owner.execute(engine_text)
    code, _, err = run("tenant", "77777")
    assert code == 1
    assert "--landlord" in one_sentence(err)
    assert err.count("client 77777") == 2


def test_unlock_asks_for_a_proof_and_is_done_once(run: Run, desk: Engine) -> None:
    words = ("unlock", "1344", "--reason", "TYPING_ERROR")
    code, _, err = run(*words)
    assert code == 1
    assert "CALLER_NOT_VERIFIED" in one_sentence(err)
    _, out, _ = run("tenant", "1344", "--json")
    call = str(json.loads(out)["call"]["id"])
    command = str(uuid4())
    assert run(*words, "--call", call, "--command", command)[0] == 0
    code, out, _ = run(*words, "--call", call, "--command", command, "--json")
    assert (code, json.loads(out)["result"]["done_now"]) == (0, False)
    code, _, err = run(*words, "--call", call)
    assert code == 1
    assert "NOT_LOCKED" in one_sentence(err)
    with desk.connect() as connection:
        entries = connection.execute(text("SELECT login, reason FROM audit_entry WHERE act = 'UNLOCK'")).all()
    assert [tuple(row) for row in entries] == [("agent.demo", "TYPING_ERROR")]


def test_a_caller_is_identified_from_the_terminal(run: Run) -> None:
    code, out, _ = run("identify", "00012345", "--json")
    assert (code, json.loads(out)["level"]) == (0, "L1")
    code, out, _ = run("identify", "00012345", "--by", "call_back", "--json")
    assert (code, json.loads(out)["level"]) == (0, "L2")


def test_a_receipt_is_the_same_file_twice_then_a_counted_duplicate(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("tenant", "1344", "--json")
    month = json.loads(out)["receipt"]["month"][:7]
    first, second, copy = (tmp_path / name for name in ("1.pdf", "2.pdf", "copie.pdf"))
    assert run("receipt", "994/0", month, "-o", str(first))[0] == 0
    code, out, _ = run("receipt", "994/0", month, "-o", str(second), "--json")
    assert (code, json.loads(out)["created"]) == (0, False)
    assert first.read_bytes() == second.read_bytes()
    code, out, _ = run("receipt", "994/0", month, "-o", str(copy), "--duplicate", "--json")
    assert (code, json.loads(out)["duplicate"]) == (0, 1)
    assert first.read_bytes().startswith(b"%PDF")
    assert copy.read_bytes() != first.read_bytes()


def test_a_receipt_is_written_through_a_link_and_keeps_what_it_replaces_whole(
    run: Run, tmp_path: Path
) -> None:
    _, out, _ = run("tenant", "1344", "--json")
    month = json.loads(out)["receipt"]["month"][:7]
    target, link = tmp_path / "vrai.pdf", tmp_path / "lien.pdf"
    target.write_text("ancien")
    link.symlink_to(target)
    code, out, _ = run("receipt", "994/0", month, "-o", str(link))
    assert (code, str(link) in out) == (0, True)
    assert link.is_symlink()
    assert target.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in tmp_path.glob("*")) == ["lien.pdf", "vrai.pdf"]


def test_a_receipt_carries_the_day_of_the_server(run: Run, desk: Engine, tmp_path: Path) -> None:
    _, out, _ = run("tenant", "1344", "--json")
    month = json.loads(out)["receipt"]["month"][:7]
    assert run("receipt", "994/0", month, "-o", str(tmp_path / "x.pdf"))[0] == 0
    query = text("SELECT bool_and(issued_on = (issued_at AT TIME ZONE 'Europe/Paris')::date) FROM receipt")
    with desk.connect() as connection:
        assert connection.execute(query).scalar_one() is True


def test_letters_come_out_in_a_terminal_without_them(server: Server, training: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    words = [
        sys.executable,
        "-m",
        "backoffice",
        "lookup",
        "1344",
        "--dsn",
        server.dsn(training, "agent.demo"),
    ]
    told = subprocess.run(words, env=environment, capture_output=True)
    assert (told.returncode, told.stderr) == (0, b"")
    assert "NGUYỄN" in told.stdout.decode("utf-8")
