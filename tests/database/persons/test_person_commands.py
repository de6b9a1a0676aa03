"""``backoffice person …`` and ``backoffice call NUMBER`` as another program runs them."""

import json

import pytest

from backoffice.cli.main import main
from backoffice.cli.pop.verbs import as_verbs
from tests.conftest import Server


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["call", "0756894100"], ["call", "number", "0756894100"]),
        (["--profile", "demo", "call", "+33 7 56"], ["--profile", "demo", "call", "number", "+33 7 56"]),
        (["call", "--login", "a1", "0756"], ["call", "number", "--login", "a1", "0756"]),
        (["call", "anonyme"], ["call", "number", "anonyme"]),
        (["call", "start", "1344"], ["call", "start", "1344"]),
        (["call", "--help"], ["call", "--help"]),
        (["call"], ["call"]),
        (["backoffice:call?number=07"], ["open", "backoffice:call?number=07"]),
        (
            ["--login=x", "BACKOFFICE://tenant?number=1"],
            ["--login=x", "open", "BACKOFFICE://tenant?number=1"],
        ),
        (["lookup", "call"], ["lookup", "call"]),
        ([], []),
    ],
)
def test_short_forms_are_written_out(typed: list[str], read: list[str]) -> None:
    assert as_verbs(typed) == read


def test_a_person_is_entered_listed_merged_and_parted(
    server: Server, training: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str, login: str = "responsable.logirem") -> tuple[int, str, str]:
        code = main(["--dsn", server.dsn(training, login), *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    add = ["person", "add", "1344", "--civility", "MME", "--name", "Nguyen", "--first", "Thi Hong"]
    add += ["--kind", "OTHER", "--phone", "07 56 89 41 00", "--born", "1979-04-03"]
    code, _, said = run(*add)
    assert code == 1
    assert "DUPLICATE_LIKELY" in said
    code, out, _ = run(*add, "--unlike", "1970223", "--reason", "HOMONYM", "--json", login="agent.demo")
    made = json.loads(out)
    assert code == 0
    code, out, _ = run("person", "duplicates", "--json")
    best = json.loads(out)["pairs"][0]
    assert {best["one"]["party_number"], best["other"]["party_number"]} == {"1970223", made["party_number"]}
    assert best["likeness"]["score"] >= 85
    join = ["person", "merge", "1970223", made["party_number"], "--reason", "ENTERED_TWICE"]
    code, _, said = run(*join, login="agent.demo")
    assert code == 1, said
    code, out, _ = run(*join, "--json")
    merge = json.loads(out)["id"]
    assert code == 0
    code, out, said = run("person", "unmerge", str(merge))
    assert code == 0, said
    assert "séparées" in out
    code, _, said = run("person", "unmerge", str(merge))
    assert (code, "ALREADY_UNDONE" in said) == (1, True)
