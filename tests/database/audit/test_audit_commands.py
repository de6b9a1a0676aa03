"""``audit`` and ``courier`` as another program sees them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from backoffice.cli.main import main
from tests.audit import add_lines, login_of_each_role, make_trace, seal
from tests.conftest import Server

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """The training landlord, as the owner of its tables."""
    return engine_of(training)


@pytest.fixture
def run(server: Server, training: str, owner: Engine, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as the login of a job: exit code, output, sentences."""
    with owner.connect() as connection:
        logins = login_of_each_role(connection)

    def command(role: str, *words: str) -> tuple[int, str, str]:
        code = main([*words, "--dsn", server.dsn(training, logins[role])])
        out, err = capsys.readouterr()
        return code, out, err

    return command


def months(owner: Engine) -> tuple[str, str]:
    """This month and the next, as the commands take them."""
    with owner.connect() as connection:
        row = connection.execute(
            text(
                "SELECT to_char(month_of(now()), 'YYYY-MM'),"
                " to_char(month_of(now() + interval '1 month'), 'YYYY-MM')"
            )
        ).one()
    return str(row[0]), str(row[1])


def test_seal_verify_and_tell_the_first_line_altered(run: Run, owner: Engine, tmp_path: Path) -> None:
    """0 when sound; 1 with one sentence for each fault."""
    add_lines(owner)
    heads = str(tmp_path / "tetes.jsonl")
    assert run("COURIER", "courier", "--once", "--heads", heads)[0] == 0
    code, out, err = run("DPO", "audit", "verify", "--heads", heads)
    assert (code, err) == (0, "")
    assert "La trace est intacte." in out
    with owner.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        key = connection.scalar(
            text(
                "UPDATE audit_entry SET login = 'mallory' WHERE id ="
                " (SELECT id FROM audit_entry ORDER BY id OFFSET 1 LIMIT 1) RETURNING id"
            )
        )
    code, _, err = run("ADMINISTRATOR", "audit", "verify")
    assert code == 1
    assert f"ligne {key} : la ligne a été modifiée après son scellement." in err
    code, out, _ = run("DPO", "audit", "verify", "--json")
    told = json.loads(out)
    assert (code, told["faults"], told["findings"][0]["entry_id"]) == (1, 1, key)


def test_an_export_is_traced_and_verified_without_a_database(run: Run, owner: Engine, tmp_path: Path) -> None:
    add_lines(owner)
    assert run("ADMINISTRATOR", "audit", "seal")[:2] == (0, "Lots scellés : 1.\n")
    file = tmp_path / "trace.jsonl"
    month, following = months(owner)
    code, out, err = run("DPO", "audit", "export", "-o", str(file), "--from", month)
    assert (code, err) == (0, "")
    assert str(file) in out
    assert main(["audit", "verify", str(file), "--dsn", "host=nulle.part sslmode=verify-full"]) == 0
    with owner.connect() as connection:
        traced = connection.execute(
            text("SELECT login, detail FROM audit_entry WHERE act = 'TRACE_EXPORTED'")
        ).all()
    assert [row.detail for row in traced] == [{"first": month, "last": month}]
    file.write_text(
        file.read_text("utf-8").replace('"UPDATE', '"DELETE', 1).replace("UPDATE", "DELETE", 1), "utf-8"
    )
    assert main(["audit", "verify", str(file)]) == 1
    code, _, err = run("DPO", "audit", "export", "-o", str(file), "--from", following, "--to", month)
    assert code == 2
    assert "avant le premier" in err


def test_another_landlord_s_lines_are_told_by_their_seals_alone(
    run: Run, owner: Engine, tmp_path: Path
) -> None:
    """The DPO of one landlord of the group exports a chain that can be followed all the same."""
    with owner.begin() as connection:
        connection.execute(
            text("INSERT INTO audit_entry (act, subject, landlord_id) VALUES ('SECRET', 'x:1', 999999)")
        )
    seal(owner)
    file = tmp_path / "trace.jsonl"
    assert run("DPO", "audit", "export", "-o", str(file), "--from", months(owner)[0])[0] == 0
    assert "SECRET" not in file.read_text("utf-8")
    code, out, _ = run("DPO", "audit", "verify", str(file))
    assert code == 0
    assert "n’avait pas le droit de lire : 1." in out


def test_a_purge_is_told_before_and_after(
    server: Server, fresh_database: str, fresh_engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    make_trace(fresh_engine)
    add_lines(fresh_engine, 4, 20)
    dsn = ["--dsn", server.dsn(fresh_database)]
    assert main(["audit", "purge", "--dry-run", *dsn]) == 0
    assert "4 lignes, pas encore scellé." in capsys.readouterr().out
    assert main(["audit", "purge", *dsn]) == 0
    out = capsys.readouterr().out
    assert "Conservation : 12 mois (CNIL" in out
    assert "4 lignes, effacé." in out
    assert main(["audit", "verify", *dsn]) == 0
    assert "dont le sceau reste : 9." in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("audit", "seal"),
        ("audit", "verify"),
        ("audit", "purge"),
        ("courier", "--once"),
    ],
)
def test_an_agent_is_refused(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run("FRONT_DESK", *words)
    assert (code, out) == (1, "")
    assert "n’a pas le droit" in err


def test_a_file_that_is_no_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "autre.json"
    assert main(["audit", "verify", str(file)]) == 3
    file.write_text("{}")
    assert main(["audit", "verify", str(file)]) == 1
    assert "n’est pas celle d’un export" in capsys.readouterr().err


def test_the_courier_goes_round_until_it_is_told_to_stop(
    server: Server, training: str, owner: Engine, tmp_path: Path
) -> None:
    """Asked to end, it ends its round and exits without a fault."""
    with owner.connect() as connection:
        login = login_of_each_role(connection)["COURIER"]
    add_lines(owner)
    heads = tmp_path / "tetes.jsonl"
    command = [sys.executable, "-m", "backoffice", "courier", "--every", "3600", "--heads", str(heads)]
    with subprocess.Popen(
        [*command, "--dsn", server.dsn(training, login)],
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    ) as courier:
        assert courier.stdout is not None
        told = [courier.stdout.readline() for _ in range(3)]
        courier.send_signal(signal.SIGTERM)
        assert courier.wait(timeout=60) == 0
    assert told[1:] == [
        "1 lot(s) de la trace scellé(s).\n",
        "1 tête(s) de lot portée(s) hors de la base.\n",
    ]
    assert len(heads.read_text().splitlines()) == 1
