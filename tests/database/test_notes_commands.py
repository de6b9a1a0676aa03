"""``backoffice notes``: check a text, read the vocabulary, keep it."""

import io
import json
from collections.abc import Callable

import pytest

from backoffice.cli.main import main
from tests.conftest import Server

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(server: Server, training: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as a member of staff; the code, what it printed, what it said."""

    def run(*words: str, login: str = "agent.demo") -> tuple[int, str, str]:
        code = main([*words, "--dsn", server.dsn(training, login)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


ADD = (
    "notes",
    "add-term",
    "ADDICTION",
    "Zumba",
    "--rewording",
    "souhaite être rappelé",
    "--source",
    "décision 12",
)


def test_a_text_is_checked(run: Run) -> None:
    code, out, _ = run("notes", "check", "locataire alcoolique")
    assert code == 1
    assert out.startswith("BLOCK : refusé.")
    assert "« alcoolique » parle d’une dépendance" in out
    assert "« a des difficultés de paiement »" in out
    assert run("notes", "check", "a des difficultés de paiement")[:2] == (0, "OK : rien à redire.\n")
    assert run("notes", "check", "procédurier")[0] == 0


def test_a_text_is_read_from_the_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("mdp : Azerty12!\n"))
    code, out, _ = run("notes", "check", "-", "--json")
    assert code == 1
    assert json.loads(out)["rules"] == ["SECRETS.PASSWORD"]
    assert "Azerty" not in out


def test_a_file_name_is_checked(run: Run) -> None:
    code, out, _ = run("notes", "check", "--name", "certificat_medical.pdf")
    assert code == 1
    assert "service social" in out


def test_the_dpo_keeps_the_vocabulary(run: Run) -> None:
    assert run("notes", "check", "danse la zumba")[0] == 0
    code, out, _ = run(*ADD, login="dpo.demo")
    assert (code, out) == (0, "Terme « Zumba » en vigueur : zumba.\n")
    assert run("notes", "check", "danse la zumba")[0] == 1
    assert "Zumba" in run("notes", "terms")[1]
    code, out, _ = run(
        "notes", "retire-term", "ADDICTION", "zumba", "--source", "décision 13", login="dpo.demo"
    )
    assert (code, out) == (0, "Terme « Zumba » retiré.\n")
    assert run("notes", "check", "danse la zumba")[0] == 0
    assert "Zumba" not in run("notes", "terms")[1]
    listed = json.loads(run("notes", "terms", "--all", "--json")[1])
    [zumba] = [one for one in listed if one["term"]["lemma"] == "Zumba"]
    assert (zumba["state"], zumba["author"], zumba["term"]["source"]) == (
        "RETIRED",
        "dpo.demo",
        "décision 13",
    )


def test_an_agent_reads_and_does_not_write(run: Run) -> None:
    code, _, err = run(*ADD)
    assert code == 1
    assert "DPO" in err
    assert "[DPO_ONLY]" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--form", "ab*"), "« ab* » ne convient pas"),
        (("--form", "x"), "partout"),
        (("--form", ""), "une forme a de 1"),
    ],
)
def test_a_form_that_would_be_found_everywhere_is_refused(
    run: Run, words: tuple[str, str], said: str
) -> None:
    code, _, err = run(*ADD, *words, login="dpo.demo")
    assert code == 1
    assert said in err


def test_patterns_are_no_terms(run: Run) -> None:
    code, _, err = run(*[word.replace("ADDICTION", "SECRETS") for word in ADD], login="dpo.demo")
    assert code == 1
    assert "choisissez une famille" in err
