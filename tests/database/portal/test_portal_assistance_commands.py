"""« portal forms », « form », « decide » as another program sees them: Vivest, account never created."""

import json
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from backoffice.cli.main import main
from backoffice.database.session import transaction
from backoffice.rules.portal.forms import FormAnswers
from backoffice.services.assistance.deciding import receive_form
from tests.conftest import Server

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(server: Server, training: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the training landlord as Vivest's front desk: exit code, output, sentences."""

    def command(*words: str) -> tuple[int, str, str]:
        code = main(["portal", *words, "--dsn", server.dsn(training, "accueil.vivest")])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return command


def test_three_and_three_then_a_form_then_creation_is_possible_again(
    run: Run, server: Server, training: str, engine_of: Callable[..., Engine],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """The seed's words: the form identifies the person, a mail announces that creation is possible again."""
    with transaction(engine_of(training, "portail.demo")) as session:
        whose = session.execute(text("SELECT id FROM customer WHERE client_ref = 'V100002'")).scalar_one()
        item = str(
            receive_form(session, whose, FormAnswers("V100002", "khelifi", "aicha", date(1983, 12, 25)))
        )
    code, out, _ = run("forms", "--json")
    assert code == 0
    [listed] = [form for form in json.loads(out)["forms"] if str(form["item_id"]) == item]
    assert listed["given_name"] == "khelifi aicha"
    code, out, _ = run("form", item)
    assert code == 0
    assert "pareil (accents, casse ou ordre)" in out
    assert "Il manque un code ou un rappel" in out
    code, _, err = run("decide", item, "--release")
    assert code == 1
    assert "Vérifiez" in err
    dsn = server.dsn(training, "accueil.vivest")
    assert main(["identify", "V100002", "--by", "CALL_BACK", "--json", "--dsn", dsn]) == 0
    call = str(json.loads(capsys.readouterr().out)["id"])
    command = str(uuid4())
    for said in ("Inscription libérée", "Déjà fait : Inscription libérée"):
        code, out, _ = run("decide", item, "--release", "--call", call, "--command", command)
        assert code == 0
        assert out.startswith(said)
    with transaction(engine_of(training)) as session:
        waiting = session.execute(text(
            "SELECT subject, state, not_before > now() + interval '9 minutes' FROM outbox_message"
            " WHERE command_id = :c AND channel = 'EMAIL'"), {"c": command}).all()  # fmt: skip
    assert [tuple(row) for row in waiting] == [("Vous pouvez créer votre compte en ligne", "WAITING", True)]
    code, out, _ = run("decide", item, "--undo", "--json")
    assert code == 0
    assert json.loads(out)["result"]["done_now"]
    code, out, _ = run("decide", item, "--doubt")
    assert (code, out.strip()) == (0, "Formulaire laissé à un conseiller.")
    code, _, err = run("decide", item, "--release", "--counter")
    assert code == 1
    assert "conseiller" in err
    code, out, _ = run("decide", item, "--refuse", "CONTACT_UNKNOWN")
    assert code == 0
    assert out.startswith("Formulaire refusé")
    assert run("decide", item, "--refuse", "BECAUSE")[0] == 2
    assert run("form", "999999")[0] == 1
