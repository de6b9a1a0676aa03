"""What the commands refuse: wrong words, other databases, files that cannot be written, rights, doctor."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text

from backoffice.cli.main import main
from tests.conftest import Server
from tests.database.test_commands import Run, one_sentence, runner
from tests.doctor import LINES, durable


@pytest.fixture
def run(server: Server, training: str, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(server, training, capsys)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("tenant", "99999999"), 1, "Aucun client"),
        (("receipt", "1344", "2026-01", "-o", "x.pdf"), 1, "numéro de client"),
        (("receipt", "994/0", "2019-01", "-o", "x.pdf"), 1, "PERIOD_OUTSIDE_CONTRACT"),
        (("receipt", "994/0", "2026-13", "-o", "x.pdf"), 2, "AAAA-MM"),
        (("receipt", "994/0", "2026-01", "-o", "/nulle/part/x.pdf"), 1, "le dossier n’existe pas"),
        (("receipt", "994/0", "2026-01", "-o", "x.pdf", "--duplicate"), 1, ""),
        (("unlock", "1344"), 2, "--reason"),
        (("unlock", "1344", "--reason", "PARCE QUE"), 2, "FORGOTTEN_PASSWORD"),
        (
            ("unlock", "1344", "--reason", "TYPING_ERROR", "--call", "1", "--counter"),
            2,
            "ne vont pas ensemble",
        ),
        (("unlock", "1344", "--reason", "TYPING_ERROR", "--call", "abc"), 2, "abc"),
        (("unlock", "1344", "--reason", "TYPING_ERROR", "--call", "0"), 2, "numéro d’appel"),
        (("unlock", "1344", "--reason", "TYPING_ERROR", "--call", "9223372036854775808"), 2, "appel"),
        (("unlock", "1344", "--reason", "TYPING_ERROR", "--call", "1_0"), 2, "numéro d’appel"),
        (("lookup", "1344", "--limit", "0"), 2, "entre 1 et 500"),
        (("lookup", "1344", "--limit", "501"), 2, "entre 1 et 500"),
        (("receipt", "994/0", "0001-01", "-o", "x.pdf"), 2, "entre 1900 et 2100"),
        (("receipt", "994/0", "9999-12", "-o", "x.pdf"), 2, "entre 1900 et 2100"),
        (("receipt", "994/0", "٢٠٢٦-01", "-o", "x.pdf"), 2, "AAAA-MM"),
        (("tenant", "1344", "--as-of", "9999-12-31"), 2, "entre 1900 et 2100"),
        (("tenant", "1344", "--as-of", "31/12/1899"), 2, "entre 1900 et 2100"),
        (("tenant", "1344", "--as-of", "20260101"), 2, "date"),
        (("receipt", "994/0", "2026-01", "-o", "-"), 2, "sortie standard"),
        (("receipt", "994/0", "2026-01", "-o", ""), 2, "nom de fichier"),
        (("receipt", "994/0", "2026-01", "-o", "x.pdf", "--duplicate", "--kind", "RECU"), 2, "ensemble"),
        (("receipt", "994/0", "2026-01", "-o", "x.pdf", "--as-of", "2026-01-01"), 2, "--as-of"),
        (("--as-of", "2026-01-01", "unlock", "1344", "--reason", "TYPING_ERROR", "--counter"), 2, "--as-of"),
        (("release", "1344", "--reason", "TYPING_ERROR", "--counter", "--as-of", "2026-01-01"), 2, "--as-of"),
        (("identify", "1344", "--as-of", "2026-01-01"), 2, "--as-of"),
        (("tenant", "1344", "--landlord", "nulle-part"), 1, "NOT_MY_LANDLORD"),
        (("lookup", "1344", "--landlord", "nulle-part"), 1, "ekidom, larochelle, logirem"),
        (("receipt", "994/0", "2026-01", "-o", "x.pdf", "--landlord", "nulle-part"), 1, "NOT_MY_LANDLORD"),
        (("tenant", "1344", "--as-of", "hier"), 2, "date"),
        (("chercher", "1344"), 2, "chercher"),
        (("lookup",), 2, "il manque"),
    ],
)
def test_what_is_wrong_gets_one_french_sentence_and_its_code(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    found, out, err = run(*words)
    assert (found, out) == (code, "")
    assert told in one_sentence(err)
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == []


@pytest.mark.parametrize(
    ("dsn", "code"),
    [
        ("host=127.0.0.1 port=1 dbname=guichet", 3),
        ("ceci n’est pas une connexion", 2),
        ("service=nulle-part", 2),
        ("host=127.0.0.1 port=1 gssencmode=zz", 2),
        ("host=127.0.0.1 port=1 require_auth=zz", 2),
        (f"host={'a' * 64}.example dbname=guichet", 2),
        ("host=127.0.0.1 port=1 sslcert=/nulle/part.crt", 3),
        ("postgresql://agent:secret@127.0.0.1:notaport/guichet", 2),
    ],
)
def test_a_database_out_of_reach_or_written_wrongly(
    capsys: pytest.CaptureFixture[str], dsn: str, code: int
) -> None:
    assert main(["tenant", "1344", "--dsn", dsn]) == code
    err = capsys.readouterr().err
    assert "secret" not in err
    one_sentence(err)


def test_an_unknown_login_is_nobody(
    server: Server, training: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tenant", "1344", "--dsn", server.dsn(training, "personne")]) == 3
    assert "compte" in one_sentence(capsys.readouterr().err)


def test_an_empty_database_asks_for_its_upgrade(
    server: Server, empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    dsn = server.dsn(empty_database)
    assert main(["tenant", "1344", "--dsn", dsn]) == 1
    assert "db upgrade" in one_sentence(capsys.readouterr().err)
    assert main(["db", "current", "--dsn", dsn]) == 1
    assert main(["db", "upgrade", "--dsn", dsn]) == 0
    assert main(["db", "current", "--dsn", dsn]) == 0
    out = capsys.readouterr().out
    assert "Bailleurs : ekidom, larochelle, logirem, monlogement27, vivest." in out


def test_a_newer_database_asks_for_a_newer_program(run: Run, server: Server, training: str) -> None:
    with psycopg.connect(server.dsn(training), autocommit=True) as owner:
        owner.execute("UPDATE alembic_version SET version_num = '9999'")
    code, _, err = run("tenant", "1344")
    assert code == 1
    assert "mettez Guichet à jour" in one_sentence(err)


# --- files that cannot be written ----------------------------------------------------------------


def _month(run: Run) -> str:
    _, out, _ = run("tenant", "1344", "--json")
    return str(json.loads(out)["receipt"]["month"][:7])


def _targets(folder: Path) -> dict[Path, str]:
    """Files that a receipt may not replace, with the reason told; the current folder is ``folder``."""
    pipe, link, loop = folder / "tube", folder / "lien", folder / "boucle"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    loop.symlink_to(loop)
    with socket.socket(socket.AF_UNIX) as listening:
        # The whole path may be longer than the name of a socket can be.
        listening.bind("prise")
    (folder / "fichier").touch()
    return {
        Path("/dev/null"): "ordinaire",
        pipe: "ordinaire",
        link: "ordinaire",
        folder / "prise": "ordinaire",
        folder: "un dossier",
        loop: "tourne en rond",
        folder / "absent" / "x.pdf": "le dossier n’existe pas",
        folder / "fichier" / "x.pdf": "le dossier n’existe pas",
        folder / ("n" * 300): "trop long",
    }


def test_only_a_file_is_written_and_nothing_is_counted_for_another(
    run: Run, desk: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    month = _month(run)
    assert run("receipt", "994/0", month, "-o", str(tmp_path / "1.pdf"))[0] == 0
    folder = tmp_path / "c"
    folder.mkdir()
    monkeypatch.chdir(folder)
    targets = _targets(folder)
    before = {path.name: path.lstat().st_mode for path in folder.iterdir()}
    for target, why in targets.items():
        code, out, err = run("receipt", "994/0", month, "-o", str(target), "--duplicate")
        assert (code, out) == (1, ""), target
        assert why in one_sentence(err)
    assert {path.name: path.lstat().st_mode for path in folder.iterdir()} == before
    with desk.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM receipt_duplicate")).scalar_one() == 0


def test_a_disk_that_fills_up_rolls_the_act_back(
    run: Run, desk: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    month = _month(run)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, out, err = run("receipt", "994/0", month, "-o", str(tmp_path / "x.pdf"))
    assert (code, out) == (1, "")
    assert "plus de place" in one_sentence(err)
    assert not list(tmp_path.glob("*.p*"))
    with desk.connect() as connection:
        issued = text("SELECT count(*) FROM receipt WHERE staff_id IS NOT NULL AND command_id IS NOT NULL")
        assert connection.execute(issued).scalar_one() == 0


def _on_full_disk(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "backoffice", *words]
    with Path("/dev/full").open("w") as full:
        return subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="no name for standard output")
def test_standard_output_is_no_file_even_when_it_goes_to_one(
    server: Server, training: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "backoffice", "receipt", "994/0", "2026-01", "-o", "/dev/stdout"]
    with (tmp_path / "out").open("w+") as out:
        dsn = ["--dsn", server.dsn(training, "agent.demo")]
        told = subprocess.run([*command, *dsn], stdout=out, stderr=subprocess.PIPE, text=True)
    assert told.returncode == 1
    assert "ordinaire" in one_sentence(told.stderr)
    assert (tmp_path / "out").read_text() == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_result_that_cannot_be_printed_says_whether_the_act_is_done(
    server: Server, training: str, desk: Engine
) -> None:
    dsn = ("--dsn", server.dsn(training, "agent.demo"))
    told = _on_full_disk("unlock", "1344", "--reason", "TYPING_ERROR", "--counter", *dsn)
    assert told.returncode == 1
    assert one_sentence(told.stderr).startswith("L’acte est fait")
    with desk.connect() as connection:
        acts = connection.execute(text("SELECT count(*) FROM audit_entry WHERE act = 'UNLOCK'")).scalar_one()
    assert acts == 1
    told = _on_full_disk("lookup", "1344", *dsn)
    assert told.returncode == 1
    assert "changez de sortie" in one_sentence(told.stderr)


def test_a_closed_output_is_told_on_the_other_one(server: Server, training: str) -> None:
    words = f"exec '{sys.executable}' -m backoffice lookup 1344 --dsn \"$0\" >&-"
    command = ["sh", "-c", words, server.dsn(training, "agent.demo")]
    told = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    assert told.returncode == 1
    assert "changez de sortie" in one_sentence(told.stderr)


def test_a_bug_does_not_claim_that_nothing_was_done(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the cause")

    monkeypatch.setattr("backoffice.cli.tenants.open_tenant", broken)
    code, out, err = run("tenant", "1344")
    assert (code, out) == (1, "")
    assert "vérifiez dans le dossier si l’acte est fait" in one_sentence(err)
    log = home / "log" / "guichet.log"
    assert str(log) in err
    assert "the cause" in log.read_text()
    log.unlink()
    log.mkdir()
    assert "ne peut pas être écrit" in one_sentence(run("tenant", "1344")[2])


# --- who, and on which schema --------------------------------------------------------------------


@pytest.mark.parametrize("words", [("lookup", "1344"), ("tenant", "1344")])
def test_a_login_that_is_no_staff_reads_nothing(
    server: Server, training: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert main([*words, "--dsn", server.dsn(training)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "NOT_STAFF" in one_sentence(err)


def test_a_newer_schema_is_not_to_be_upgraded(run: Run, server: Server, training: str) -> None:
    with psycopg.connect(server.dsn(training), autocommit=True) as owner:
        owner.execute("UPDATE alembic_version SET version_num = '9999'")
    for words in (("db", "current"), ("db", "upgrade")):
        code, _, err = run(*words)
        assert code == 1
        assert "mettez Guichet à jour" in one_sentence(err)
        assert "db upgrade" not in err
    code, out, _ = run("doctor")
    assert code == 1
    starts = [line.split(" : ")[0] for line in out.splitlines()]
    assert starts == LINES
    assert "schéma : ÉCHEC" in out
    assert all(("ÉCHEC" in line) != line.endswith("— OK") for line in out.splitlines())


def test_doctor_on_an_empty_database_says_every_line(
    server: Server, empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--dsn", server.dsn(empty_database)]) == 1
    out = capsys.readouterr().out
    assert [line.split(" : ")[0] for line in out.splitlines()] == LINES
    assert "connexion : PostgreSQL" in out
    assert "db upgrade" in out


def test_rights_are_posed_by_the_owner_alone_and_checked(
    run: Run, server: Server, training: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run("db", "roles")
    assert code == 1
    assert "administration" in one_sentence(err)
    with psycopg.connect(server.dsn(training), autocommit=True) as owner:
        owner.execute("GRANT DELETE ON audit_entry TO guichet_agent")
    code, out, _ = run("doctor")
    assert code == 1
    line = next(line for line in out.splitlines() if line.startswith("droits : ÉCHEC"))
    assert "db roles" in line
    assert len(line) < 150
    assert main(["db", "roles", "--dsn", server.dsn(training)]) == 0
    capsys.readouterr()
    with durable(server, on=True):
        code, out, _ = run("doctor")
    assert code == 0
    assert "ÉCHEC" not in out
    assert "coffre : non requis" in out


def test_doctor_out_of_reach_says_so_in_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--dsn", "host=127.0.0.1 port=1 dbname=guichet"]) == 3
    assert "connexion : ÉCHEC" in capsys.readouterr().out
