"""``call …`` and ``change …`` from the terminal: several persons, one after the other."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from backoffice.cli.main import main
from tests.conftest import Server
from tests.psql import Psql

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(server: Server, training: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as somebody: its exit code, its JSON, its sentence."""

    def carry_out(login: str, *words: str) -> tuple[int, Any, str]:
        code = main([*words, "--json", "--dsn", server.dsn(training, login)])
        told = capsys.readouterr()
        return code, json.loads(told.out) if told.out else None, told.err

    return carry_out


def test_a_call_is_checked_by_questions_then_by_a_code(run: Run, owner: Psql) -> None:
    _, call, _ = run("agent.demo", "call", "start", "1344", "--caller", "07 56 89 41 00")
    number = str(call["id"])
    run("agent.demo", "identify", "1344")
    _, draw, _ = run("agent.demo", "call", "questions", number)
    assert len(draw["questions"]) == 2
    _, call, _ = run("agent.demo", "call", "answers", str(draw["id"]), "juste", "juste")
    assert call["level"] == "L2"
    code, _, err = run("agent.demo", "call", "answers", str(draw["id"]), "juste", "faux")
    assert (code, "DRAW_USED" in err) == (1, True)
    _, contacts, _ = run("agent.demo", "call", "contacts", number)
    assert all("•" in one["masked"] for one in contacts)
    _, sent, _ = run("agent.demo", "call", "code", number)
    assert sent["tries_left"] == 3
    body = owner.ask("SELECT secret_body FROM outbox_message WHERE secret_body IS NOT NULL")
    heard = re.search(r"est ([0-9]{6})\.", body)
    assert heard is not None
    _, verdict, _ = run("agent.demo", "call", "check", number, "000000" if heard[1] != "000000" else "111111")
    assert (verdict["is_right"], verdict["tries_left"]) == (False, 2)
    _, verdict, _ = run("agent.demo", "call", "check", number, heard[1])
    assert verdict["is_right"]
    assert verdict["call"]["level"] == "L2"
    assert run("agent.demo", "identify", "1344", "--by", "call_back")[1]["level"] == "L3"
    assert run("agent.demo", "call", "end", number)[0] == 0


@pytest.mark.parametrize("method", ["two_answers", "code"])
def test_what_takes_two_steps_is_not_said_in_one(run: Run, method: str) -> None:
    code, _, err = run("agent.demo", "identify", "1344", "--by", method)
    assert (code, "TWO_STEPS" in err) == (1, True)


def test_bank_details_from_proposal_to_the_whole_number(run: Run) -> None:
    _, visit, _ = run("agent.demo", "identify", "1344", "--by", "counter_id")
    words = (
        "change",
        "propose",
        "bank",
        "1344",
        "FR76 3000 6000 0112 3456 7890 189",
        "--call",
        str(visit["id"]),
    )
    code, _, err = run("agent.demo", *words, "--holder", "M. Durand")
    assert (code, "NOT_HOLDERS_ACCOUNT" in err) == (1, True)
    command = ("--command", "0b0f7c9e-6f0e-4f3c-9a53-0d8fd3b3a001")
    _, change, _ = run("agent.demo", *words, "--holder", "Mme LEFEVRE Thi Hong", *command)
    assert (change["state"], change["summary"]) == ("PROPOSED", "FR76 •••• •••• 0189, Mme LEFEVRE Thi Hong")
    _, again, _ = run("agent.demo", *words, "--holder", "Mme LEFEVRE Thi Hong", *command)
    assert again["id"] == change["id"]
    number = str(change["id"])
    assert run("agent.demo", "change", "approve", number)[0] == 1
    _, pending, _ = run("quittancement.logirem", "change", "list", "--pending")
    assert [one["id"] for one in pending] == [change["id"]]
    _, decided, _ = run(
        "quittancement.logirem", "change", "approve", number, "--seen", str(pending[0]["version"])
    )
    assert (decided["state"], decided["decided_by"]) == ("APPROVED", "Hélène Roux")
    assert run("agent.demo", "change", "iban", number, "--reason", "MANDATE")[0] == 1
    _, shown, _ = run("quittancement.logirem", "change", "iban", number, "--reason", "MANDATE")
    assert shown == {"iban": "FR7630006000011234567890189"}


def test_a_contact_by_letter_then_an_objection(run: Run, owner: Psql) -> None:
    today = owner.ask("SELECT (now() AT TIME ZONE 'Europe/Paris')::date::text")
    words = ("change", "propose", "contact", "1344", "06 98 76 54 32", "--letter", today)
    _, change, _ = run("agent.demo", *words)
    assert (change["state"], change["summary"]) == ("APPROVED", "Nouveau contact : 06 •• •• •• 32")
    _, objected, _ = run("accueil.logirem", "change", "object", str(change["id"]))
    assert objected["objected"] is True
    _, file, _ = run("agent.demo", "tenant", "1344")
    assert file["portal"]["state"] == "SUSPENDED_FRAUD"


def test_a_title_refused_by_the_manager(run: Run, owner: Psql) -> None:
    row = owner.connection.execute(
        "SELECT p.party_number, (current_date + 1)::text FROM household_member m"
        " JOIN person p ON p.id = m.person_id"
        " JOIN lease l ON l.id = m.lease_id WHERE l.number = '994/0' AND m.relation = 'CHILD' LIMIT 1"
    ).fetchone()
    assert row is not None
    _, visit, _ = run("agent.demo", "identify", "1344", "--by", "counter_id")
    proof = ("--from", row[1], "--call", str(visit["id"]))
    _, change, _ = run(
        "agent.demo", "change", "propose", "title", "1344", "994/0", row[0], "co_holder", *proof
    )
    assert change["state"] == "PROPOSED"
    number = str(change["id"])
    _, refused, _ = run("responsable.demo", "change", "refuse", number, "--reason", "document_missing")
    assert (refused["state"], refused["refusal"]) == ("REFUSED", "Pièce manquante")
