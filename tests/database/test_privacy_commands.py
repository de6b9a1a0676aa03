"""The officer's commands on the training landlord, as he signs in: real rights, real files."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from backoffice.cli.main import main
from backoffice.models.landlord import Agency, Landlord
from backoffice.models.stock import Building
from backoffice.rules.dates import add_months
from backoffice.services.clock import server_day
from tests.conftest import Server
from tests.factories import House
from tests.former import NAME, Former, make_former, names_left
from tests.receipts import text_of

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    return engine_of(training)


@pytest.fixture
def former(owner: Engine) -> Former:
    """Somebody who left Logirem eleven years ago."""
    with Session(owner, expire_on_commit=False) as session, session.begin():
        landlord = session.query(Landlord).filter_by(code="logirem").one()
        agency = session.query(Agency).filter_by(landlord_id=landlord.id).first()
        building = session.query(Building).filter_by(landlord_id=landlord.id).first()
        assert agency is not None
        assert building is not None
        house = House(landlord, agency, building)
        return make_former(session, house, left_on=add_months(server_day(session), -130))


@pytest.fixture
def run(server: Server, training: str, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str, user: str = "dpo.demo") -> tuple[int, str, str]:
        code = main([*words, "--dsn", server.dsn(training, user)])
        out, err = capsys.readouterr()
        return code, out, err

    return command


def test_the_rules_are_shown_with_what_they_rest_on(run: Run) -> None:
    code, out, err = run("retention", "rules")
    assert (code, err) == (0, "")
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert "NON VÉRIFIÉ" in lines["R5.10b"]
    assert "Loi : art. 7-1 de la loi n° 89-462" in lines["R5.10a"]
    assert len(json.loads(run("retention", "rules", "--json")[1])) == 13


def test_a_term_is_changed_by_the_officer_with_what_it_rests_on(run: Run) -> None:
    words = ("R5.10e", "15", "--status", "DESIGN", "--legal-base", "RGPD, art. 5", "--source", "registre, 4")
    assert run("retention", "change", *words, user="responsable.demo")[0] == 1
    code, out, _ = run("retention", "change", *words)
    assert (code, "15 jours" in out) == (0, True)
    shown = next(one for one in json.loads(run("retention", "rules", "--json")[1]) if one["code"] == "R5.10e")
    assert (shown["count"], shown["legal_base"], shown["source"]) == (15, "RGPD, art. 5", "registre, 4")
    code, _, err = run("retention", "change", *words)
    assert (code, "CHANGED_TODAY" in err) == (1, True)
    assert run("retention", "change", "R5.10f", *words[1:])[0] == 1


def test_from_the_dry_run_to_the_certificate(run: Run, owner: Engine, former: Former, tmp_path: Path) -> None:
    code, out, _ = run("retention", "dry-run", "--landlord", "logirem", "--list", "--json")
    assert code == 0
    [prepared] = json.loads(out)["runs"]
    number = str(prepared["id"])
    items = json.loads(out)["items"][number]
    assert {one["rule"] for one in items if one["customer_id"] == former.customer.id} == {"R5.10a", "R5.10b"}
    assert NAME not in out
    code, _, err = run("retention", "erase", number)
    assert (code, "RUN_NOT_APPROVED" in err) == (1, True)
    for user in ("agent.demo", "responsable.demo", "admin.demo"):
        assert run("retention", "approve", number, user=user)[0] == 1
    assert run("retention", "approve", number)[0] == 0
    assert run("retention", "erase", number)[0] == 0
    paper = tmp_path / "certificat.pdf"
    assert run("retention", "certificate", number, "-o", str(paper))[0] == 0
    before = paper.read_bytes()
    assert "EFF-" in text_of(before)
    assert run("retention", "certificate", number, "-o", str(paper))[0] == 0
    assert paper.read_bytes() == before
    with Session(owner) as session:
        assert names_left(session) == []
        acts = session.execute(text("SELECT act, login FROM audit_entry WHERE act LIKE 'RETENTION%'")).all()
    assert {tuple(row) for row in acts} == {
        ("RETENTION_APPROVED", "dpo.demo"),
        ("RETENTION_ERASED", "dpo.demo"),
        ("RETENTION_CERTIFIED", "dpo.demo"),
    }


def test_an_agent_has_no_right_to_a_dry_run(run: Run) -> None:
    code, _, err = run("retention", "dry-run", user="agent.demo")
    assert code == 1
    assert "délégué" in err or "droit" in err


def test_a_file_is_held_then_released(run: Run, former: Former) -> None:
    reference = ("--landlord", "logirem", former.customer.client_ref)
    assert run("retention", "hold", *reference, "--kind", "COURT_CASE", user="responsable.logirem")[0] == 0
    _, out, _ = run("retention", "dry-run", "--landlord", "logirem", "--list")
    assert "Procédure en cours" in out
    assert run("retention", "hold", *reference, "--kind", "COURT_CASE", "--lift")[0] == 0


def test_the_copy_of_a_person_s_data(run: Run, owner: Engine, tmp_path: Path) -> None:
    files = (tmp_path / "copie.json", tmp_path / "copie.pdf")
    words = ("subject", "export", "1344", "--json", str(files[0]), "--pdf", str(files[1]))
    assert run(*words, "--purpose", "SUBJECT_REQUEST")[0] == 0
    copy = json.loads(files[0].read_bytes())
    assert copy["schema"] == "guichet.subject/1"
    assert copy["identity"]["birth_name"].upper() == "NGUYỄN"
    assert copy["postings"]
    assert "COPIE DE VOS DONNÉES" in text_of(files[1].read_bytes())
    with owner.connect() as connection:
        line = connection.execute(
            text("SELECT login, purpose FROM audit_entry WHERE act = 'SUBJECT_EXPORTED'")
        )
        assert [tuple(row) for row in line] == [("dpo.demo", "SUBJECT_REQUEST")]
    code, _, err = run(*words, "--purpose", "SUBJECT_REQUEST", user="agent.demo")
    assert (code, "responsable" in err) == (1, True)
    assert run(*words[:3], "--purpose", "SUBJECT_REQUEST")[0] == 2
    assert run(*words)[0] == 2


def test_a_request_is_registered_extended_and_answered(run: Run) -> None:
    code, out, _ = run("subject", "request", "1344", "--kind", "ACCESS", user="agent.demo")
    assert (code, "réponse due le" in out) == (0, True)
    [asked] = json.loads(run("subject", "requests", "--json")[1])
    number = str(asked["id"])
    assert run("subject", "answer", number, "--extend")[0] == 0
    assert run("subject", "answer", number, "--extend")[0] == 1
    assert run("subject", "answer", number, user="agent.demo")[0] == 1
    assert run("subject", "answer", number)[0] == 0
    assert json.loads(run("subject", "requests", "--json")[1]) == []
    [done] = json.loads(run("subject", "requests", "--all", "--json")[1])
    assert done["state"] == "ANSWERED"
