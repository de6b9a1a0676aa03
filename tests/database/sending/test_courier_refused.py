"""What may not leave, what comes back, what the command says; secrets stay where they are."""

import json
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

from backoffice.cli.main import main
from backoffice.errors import NotFound
from backoffice.services.sending.bounces import receive_report
from backoffice.services.sending.gateways import MailServer, SmsGateway
from backoffice.services.sending.post import Post
from tests.outbox import Outbox, write_settings
from tests.postmen import Gateway, Mailbox
from tests.postmen import failure_report as report

pytestmark = pytest.mark.database


def test_what_is_unfilled_or_bent_does_not_leave(outbox: Outbox, post: Post, box: Mailbox) -> None:
    """The server is not even asked; the others leave."""
    wrong = {
        outbox.put(body="Bonjour {nom},"): "UNFILLED",
        outbox.put(subject="Dossier [[numero]]"): "UNFILLED",
        outbox.put(body=" "): "UNFILLED",
        outbox.put(body="Le montant est de None €."): "UNFILLED",
        outbox.put(subject="Bonjour\nBcc: eve@example.fr"): "BAD_HEADER",
        outbox.put(address="ada"): "BAD_ADDRESS",
    }
    right = outbox.put()
    told = post.carry(outbox.begin)
    assert (told.sent, told.failed) == (1, 6)
    assert {one: outbox.row(one, "last_error") for one in wrong} == wrong
    assert outbox.count("state = 'FAILED' AND bounced_at IS NULL") == 6
    assert box.names == [outbox.name(right)]


def test_a_reader_that_is_refused_is_a_return(outbox: Outbox, post: Post, box: Mailbox) -> None:
    message, full = outbox.put(address="perdue@example.fr"), outbox.put(address="pleine@example.fr")
    replies = {
        "perdue@example.fr": "550 5.1.1 <perdue@example.fr> unknown",
        "pleine@example.fr": "552 5.2.2 full",
    }
    box.answer = lambda at, envelope: replies.get(envelope.asked) if at == "RCPT" else None  # type: ignore[attr-defined]
    assert post.carry(outbox.begin).failed == 2
    columns = ("state", "bounce", "last_error", "bounced_at IS NOT NULL", "handed_at")
    assert outbox.row(message, *columns) == ("FAILED", "NO_SUCH_ADDRESS", "SMTP_550 5.1.1", True, None)
    assert outbox.row(full, "bounce") == "FULL"


def courier(outbox: Outbox, *words: str) -> int:
    """The command, as the courier."""
    return main(["courier", *words, "--dsn", outbox.dsn])


def test_a_report_marks_its_message_once(
    outbox: Outbox, post: Post, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first report counts; a delay, a stranger's message and rubbish change nothing."""
    message, waiting = outbox.put(), outbox.put(age="-1 hour")
    post.carry(outbox.begin)
    with outbox.begin() as session:
        assert receive_report(session, report(outbox.name(message), action="delayed")) is None
    assert outbox.row(message, "state") == "SENT"
    file = tmp_path / "retour.eml"
    file.write_bytes(report(outbox.name(message), status="5.2.2"))
    assert courier(outbox, "--bounce", str(file), "--json") == 0
    assert outbox.row(message, "state", "bounce", "last_error") == ("FAILED", "FULL", "DSN_550 5.2.2")
    first = outbox.row(message, "bounced_at")
    with outbox.begin() as session:
        assert receive_report(session, report(outbox.name(message))) is not None
    assert outbox.row(message, "bounce", "bounced_at") == ("FULL", first)
    for name in (f"<{uuid4()}@x.example>", outbox.name(waiting)):
        with pytest.raises(NotFound), outbox.begin() as session:
            receive_report(session, report(name))
    assert outbox.row(waiting, "state") == "WAITING", "what has not left cannot come back"
    file.write_bytes(b"bonjour")
    assert courier(outbox, "--bounce", str(file)) == 1
    assert courier(outbox, "--bounce", str(tmp_path / "absent")) == 3
    told = capsys.readouterr()
    assert '"noted": true' in told.out
    assert "ada@example.fr" not in told.out + told.err


def test_a_return_of_what_a_dead_courier_had_sent_ends_it(outbox: Outbox, post: Post, box: Mailbox) -> None:
    """It had left, then: it is not sent again."""
    message = outbox.put()
    outbox.owner.do("UPDATE outbox_message SET handed_at = now(), attempts = 1 WHERE id = %s", message)
    with outbox.begin() as session:
        assert receive_report(session, report(outbox.name(message))) is not None
    outbox.pass_time("1 hour")
    assert post.carry(outbox.begin).sent == 0
    assert (outbox.row(message, "state"), box.contents) == ("FAILED", [])


def test_codes_leave_first_and_in_time(outbox: Outbox, sms: SmsGateway, gateway: Gateway) -> None:
    """One that is ten minutes old opens nothing: it does not leave, and its text is emptied."""
    code = {"template": "CALLER_CODE", "subject": "Votre code", "body": "Un code a été envoyé."}
    old = outbox.put("SMS", "+33600000001", secret="code 111111 canari", age="11 minutes", **code)
    outbox.put("SMS", "+33600000002", age="2 hours")
    young = outbox.put("SMS", "+33600000003", secret="code 222222 canari", **code)
    told = Post(None, sms).carry(outbox.begin)
    assert (told.sent, told.failed) == (2, 1)
    assert [one["to"] for one in gateway.asked] == ["+33600000003", "+33600000002"]
    assert gateway.asked[0]["text"] == "code 222222 canari"
    assert outbox.row(old, "state", "last_error", "secret_body") == ("FAILED", "TOO_LATE", None)
    assert outbox.row(young, "state", "secret_body", "provider_id") == ("SENT", None, "p-1")


def test_a_gateway_that_is_busy_is_left_alone_for_as_long_as_it_asks(
    outbox: Outbox, sms: SmsGateway, gateway: Gateway
) -> None:
    """429 stops the round; 500 is that message's trouble; 400 is its end; 409 was sent before."""
    outbox.several(4, "SMS")
    clock = [0.0]
    post = Post(None, sms, lambda: clock[0])
    gateway.answers = [(500, {}, b""), (400, {}, b""), (429, {"Retry-After": "600"}, b""), (409, {}, b"")]
    told = post.carry(outbox.begin)
    assert (told.sent, told.again, told.failed, told.waiting) == (0, 2, 1, 3)
    assert told.down == {"SMS": "HTTP_429"}
    clock[0] = 599.0
    assert post.carry(outbox.begin).sent == 0
    assert len(gateway.asked) == 3
    clock[0] = 601.0
    assert post.carry(outbox.begin).sent == 1, "the one that was not asked"
    outbox.pass_time("11 minutes")
    assert post.carry(outbox.begin).sent == 2
    assert outbox.count("state = 'SENT'") == 3
    assert outbox.count("state = 'FAILED' AND last_error = 'HTTP_400'") == 1


def test_a_message_that_a_server_refuses_does_not_stop_the_others(
    outbox: Outbox, post: Post, box: Mailbox
) -> None:
    """It is no trouble of the server's."""
    choked = outbox.put(address="poison@example.fr", age="1 hour")
    outbox.several(3)
    box.answer = lambda at, envelope: (
        "500 5.5.0 what" if at == "DATA" and "poison@example.fr" in envelope.rcpt_tos else None
    )
    told = post.carry(outbox.begin)
    assert (told.sent, told.failed, told.down) == (3, 1, {})
    assert outbox.row(choked, "bounce") == "OTHER"


def test_the_command_tells_what_it_did_and_no_secret(
    outbox: Outbox, mail: MailServer, box: Mailbox, tmp_path: Path
) -> None:
    """As a process: one object on standard output; no code, no address in it, the trace or the log."""
    message = outbox.put(
        address="canari@example.fr",
        template="CALLER_CODE",
        secret="le code est 424242",
        body="Un code est parti.",
    )
    outbox.put(body="Bonjour {canari},")
    outbox.put(address="refus-canari@example.fr")
    reply = "550 5.1.1 <refus-canari@example.fr> unknown"
    box.answer = lambda at, envelope: reply if "refus" in envelope.asked and at == "RCPT" else None  # type: ignore[attr-defined]
    command = [sys.executable, "-m", "backoffice", "courier", "--once", "--json", "--dsn", outbox.dsn]
    command += ["--settings", str(write_settings(tmp_path, mail)), "--heads", str(tmp_path / "tetes.jsonl")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {
        "sent": 1,
        "again": 0,
        "failed": 2,
        "repeats": 0,
        "waiting": 0,
        "oldest": None,
    }.items() <= told.items()
    assert told["carried"][0]["what"].startswith("lot")
    assert "passerelle de SMS" in done.stderr
    assert "424242" in box.mails[0].get_content()
    seen = done.stdout + done.stderr
    seen += "".join(file.read_text("utf-8", "replace") for file in (tmp_path / "home").rglob("*.log"))
    seen += outbox.owner.ask(
        "SELECT string_agg(concat(m.last_error, m.bounce, m.provider_id), ' ') FROM outbox_message m"
    )
    assert "canari" not in seen
    trace = outbox.owner.ask(
        "SELECT string_agg(concat(e.old_values, e.new_values, e.detail), ' ') FROM audit_entry e"
        " WHERE e.table_name = 'outbox_message' AND e.row_key = %s",
        str(message),
    )
    assert "handed_at" in trace
    assert "424242" not in seen + trace
    assert outbox.row(message, "secret_body") is None


def test_the_state_is_a_supervisor_s_to_see(
    outbox: Outbox, post: Post, box: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox.several(2)
    outbox.put(address="perdue@example.fr")
    outbox.put("SMS", "+33600000001", age="3 hours")
    reply = "550 5.1.1 unknown"
    box.answer = lambda at, envelope: reply if "perdue" in envelope.asked and at == "RCPT" else None  # type: ignore[attr-defined]
    post.carry(outbox.begin)
    manager = outbox.dsn.replace("facteur.demo", "responsable.demo")
    assert main(["courier", "--state", "--json", "--dsn", manager]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["waiting"], told["sent"], told["failed"], told["bounced"]) == (1, 2, 1, 1)
    assert told["causes"] == {"NO_SUCH_ADDRESS": 1}
    assert main(["courier", "--state", "--dsn", manager]) == 0
    assert "1 × Adresse inconnue" in capsys.readouterr().out


def test_a_batch_is_fast(outbox: Outbox, post: Post, box: Mailbox) -> None:
    """One line for all of them."""
    outbox.several(100)
    # Of the processor, both sides of the line: other programs of the machine do not count.
    start = time.process_time()
    assert post.carry(outbox.begin).sent == 100
    assert time.process_time() - start < 3, "a thousand in half a minute"
    assert len(set(box.names)) == 100
