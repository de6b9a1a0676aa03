"""A message leaves once: killed couriers, servers that fail for an hour, two couriers, undoings."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from backoffice.rules.sending.backoff import LEAST_TRIES
from backoffice.services.sending.gateways import MailServer, SmsGateway
from backoffice.services.sending.post import Post
from tests.certificates import Authority
from tests.outbox import Outbox, settings, write_settings
from tests.postmen import Gateway, Mailbox, free_port

CANCEL = "UPDATE outbox_message SET state = 'CANCELLED' WHERE id = %s"
Listen = Callable[[Mailbox, int], Any]


def test_a_message_leaves_once_under_its_own_name(outbox: Outbox, post: Post, box: Mailbox) -> None:
    first, second = outbox.several(2)
    late = outbox.put(age="-10 minutes")
    report = post.carry(outbox.begin)
    assert (report.sent, report.again, report.failed, report.repeats, report.waiting) == (2, 0, 0, 0, 0)
    assert box.names == [outbox.name(first), outbox.name(second)]
    told = outbox.row(first, "state", "attempts", "repeats", "sent_at >= handed_at", "last_error")
    assert told == ("SENT", 1, 0, True, None)
    assert outbox.row(late, "state", "attempts") == ("WAITING", 0), "it can still be taken back"
    assert post.carry(outbox.begin).sent == 0
    assert len(box.contents) == 2


def test_asked_to_end_the_courier_ends_the_message_in_hand(outbox: Outbox, post: Post, box: Mailbox) -> None:
    outbox.several(5)
    report = post.carry(outbox.begin, lambda: len(box.contents) >= 3)
    assert (report.sent, report.waiting, len(box.contents)) == (3, 2, 3)
    assert outbox.count("state = 'WAITING' AND handed_at IS NOT NULL") == 0


def test_a_server_that_is_away_for_an_hour_loses_nothing(
    outbox: Outbox, authority: Authority, box: Mailbox, listening: Listen
) -> None:
    """One try a step for the whole server: the messages have not been tried at all."""
    messages = outbox.several(12)
    port, clock = free_port(), [0.0]
    post = Post(settings(port, authority), None, lambda: clock[0])
    downs = 0
    for _ in range(60):
        clock[0] += 60
        downs += "EMAIL" in post.carry(outbox.begin).down
    assert downs == 6, "1, 2, 4, 8, 15, 30 minutes"
    assert outbox.count("attempts = 0 AND state = 'WAITING' AND handed_at IS NULL") == 12
    report = post.carry(outbox.begin)
    assert (report.waiting, report.oldest is not None) == (12, True)
    clock[0] += 3600
    with listening(box, port):
        assert post.carry(outbox.begin).sent == 12
        assert post.carry(outbox.begin).sent == 0
    assert sorted(box.names) == sorted(outbox.name(one) for one in messages)
    assert outbox.count("repeats > 0") == 0


@pytest.mark.parametrize("step", ["RCPT", "DATA", "MAIL"])
def test_a_server_that_says_later_for_an_hour_loses_nothing(
    outbox: Outbox, post: Post, box: Mailbox, step: str
) -> None:
    """Each message waits its own time."""
    outbox.several(5)
    box.answer = lambda at, _: "451 4.3.0 later" if at == step else None
    tries = 0
    for _ in range(12):
        tries += post.carry(outbox.begin).again
        outbox.pass_time("5 minutes")
    assert 20 <= tries <= 30, "1, 2, 4, 8, 15, 30 minutes each"
    assert outbox.count("last_error = 'SMTP_451 4.3.0' AND state = 'WAITING'") == 5
    box.answer = lambda at, _: None
    outbox.pass_time("1 hour")
    assert post.carry(outbox.begin).sent == 5
    assert len(set(box.names)) == len(box.names) == 5
    assert outbox.count("repeats > 0") == 0


def test_after_two_days_a_message_is_given_up(outbox: Outbox, post: Post, box: Mailbox) -> None:
    box.answer = lambda at, _: "451 4.3.0 later"
    message = outbox.put(age="49 hours")
    # It waited for a server that was down: its first tries cost it nothing.
    for _ in range(LEAST_TRIES - 1):
        assert post.carry(outbox.begin).again == 1
        outbox.pass_time("2 hours")
    assert post.carry(outbox.begin).failed == 1
    told = outbox.row(message, "state", "last_error", "bounced_at", "handed_at", "retry_at")
    assert told == ("FAILED", "SMTP_451 4.3.0", None, None, None)


def start(outbox: Outbox, file: Path) -> subprocess.Popen[str]:
    """The courier, as a process of its own."""
    command = [sys.executable, "-m", "backoffice", "courier", "--once", "--settings", str(file)]
    command += ["--heads", str(file.parent / "tetes.jsonl"), "--dsn", outbox.dsn]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture
def killed(outbox: Outbox, mail: MailServer, box: Mailbox, tmp_path: Path) -> Callable[[str], None]:
    """Kill a courier with no warning at a step of its message, « after » being when it is taken."""

    def kill_at(step: str) -> None:
        ready = threading.Event()
        running: list[subprocess.Popen[str]] = []

        def kill() -> None:
            assert ready.wait(60)
            os.kill(running[0].pid, signal.SIGKILL)
            running[0].wait(60)

        if step == "after":
            box.after = kill
        else:
            box.answer = lambda at, _: kill() if at == step else None
        with start(outbox, write_settings(tmp_path, mail)) as courier:
            running.append(courier)
            ready.set()
            assert courier.wait(60) == -signal.SIGKILL
        box.after = lambda: None
        box.answer = lambda at, _: None

    return kill_at


def test_killed_between_the_answer_and_the_commit(
    outbox: Outbox, post: Post, box: Mailbox, killed: Callable[[str], None]
) -> None:
    """The one repeat: the same Message-ID, counted, and not before the dead hands are known to be."""
    message, other = outbox.put(), outbox.put(address="eve@example.fr")
    killed("after")
    assert outbox.row(message, "state", "attempts", "handed_at IS NOT NULL") == ("WAITING", 1, True)
    report = post.carry(outbox.begin)
    assert (report.sent, report.repeats) == (1, 0), "the other one"
    outbox.pass_time("3 minutes")
    report = post.carry(outbox.begin)
    assert (report.sent, report.repeats) == (1, 1)
    assert box.names == [outbox.name(message), outbox.name(other), outbox.name(message)]
    assert outbox.row(message, "state", "repeats", "attempts") == ("SENT", 1, 2)
    assert outbox.count("repeats > 0") == 1


def test_killed_before_the_text_is_given(
    outbox: Outbox, post: Post, box: Mailbox, killed: Callable[[str], None]
) -> None:
    """Nothing happened: no wait, no count."""
    message = outbox.put()
    killed("RCPT")
    assert outbox.row(message, "attempts", "handed_at", "repeats") == (0, None, 0)
    assert post.carry(outbox.begin).sent == 1
    assert box.names == [outbox.name(message)]
    assert outbox.row(message, "repeats") == 0


def test_a_server_that_takes_and_says_nothing_is_the_same_doubt(
    outbox: Outbox, sms: SmsGateway, gateway: Gateway
) -> None:
    """The gateway knows the key: it sends nothing twice."""
    message = outbox.put("SMS", "+33612345678")
    gateway.answers = [(0, {}, b""), (409, {}, b"")]
    post = Post(None, sms)
    report = post.carry(outbox.begin)
    assert (report.sent, report.again) == (0, 1)
    assert outbox.row(message, "state", "last_error", "handed_at IS NOT NULL") == (
        "WAITING",
        "NO_ANSWER",
        True,
    )
    outbox.pass_time("3 minutes")
    report = post.carry(outbox.begin)
    assert (report.sent, report.repeats) == (1, 1)
    assert [one["id"] for one in gateway.asked] == [outbox.row(message, "message_key::text")] * 2
    assert len(gateway.taken) == 1


def test_two_couriers_send_nothing_twice(outbox: Outbox, mail: MailServer, box: Mailbox) -> None:
    messages = outbox.several(60)
    sent: list[int] = []
    threads = [
        threading.Thread(target=lambda: sent.append(Post(mail, None).carry(outbox.begin).sent))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(sent) == 60
    assert sorted(box.names) == sorted(outbox.name(one) for one in messages)
    assert outbox.count("state = 'SENT' AND repeats = 0 AND attempts = 1") == 60


def test_what_is_undone_while_the_courier_looks_never_leaves(
    outbox: Outbox, post: Post, box: Mailbox
) -> None:
    """Undone before it was looked at, while it is being undone, after the reader was accepted."""
    gone, kept = outbox.put(address="un@example.fr"), outbox.put(address="deux@example.fr")
    outbox.owner.do(CANCEL, gone)
    assert post.carry(outbox.begin).sent == 1
    undone = outbox.put()
    with outbox.owner.connection.transaction():
        outbox.owner.do(CANCEL, undone)
        assert post.carry(outbox.begin).sent == 0, "passed over, not waited for"
    assert post.carry(outbox.begin).sent == 0
    last = outbox.put()
    box.answer = lambda at, _: outbox.owner.do(CANCEL, last) if at == "RCPT" else None
    box.seen.clear()
    assert post.carry(outbox.begin).sent == 0
    assert (box.seen, outbox.row(last, "state", "attempts")) == (["MAIL", "RCPT"], ("CANCELLED", 0))
    assert box.names == [outbox.name(kept)]


def test_what_is_in_the_courier_s_hands_is_not_undone(outbox: Outbox, post: Post, box: Mailbox) -> None:
    """By any function: the row itself refuses, and the decision stays."""
    message = outbox.put()
    customer, command = outbox.row(message, "customer_id", "command_id")
    told: list[str] = []

    def undo() -> None:
        told.append(outbox.owner.refused(CANCEL, message))
        told.append(outbox.owner.refused("SELECT take_back_told(%s, %s)", customer, command))

    box.after = undo
    assert post.carry(outbox.begin).sent == 1
    assert told == ["TOO_LATE_TO_UNDO"] * 2
    assert outbox.row(message, "state") == "SENT"


def test_a_message_refused_for_now_can_still_be_taken_back(outbox: Outbox, post: Post, box: Mailbox) -> None:
    """It has not left."""
    message = outbox.put()
    box.answer = lambda at, _: "450 4.2.0 later" if at == "RCPT" else None
    assert post.carry(outbox.begin).again == 1
    assert outbox.owner.do(CANCEL, message) == 1
    box.answer = lambda at, _: None
    outbox.pass_time("1 hour")
    assert post.carry(outbox.begin).sent == 0
    assert box.contents == []


def test_a_database_that_restarts_at_the_wrong_moment_is_waited_for(
    outbox: Outbox, post: Post, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut between the answer and the commit, the courier lives: it says so again, and nothing is repeated."""
    message = outbox.put()
    cut = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE usename = 'facteur.demo' AND datname = current_database()"
    )
    box.after = lambda: outbox.owner.ask(cut)
    report = post.carry(outbox.begin)
    assert (report.sent, report.repeats) == (1, 0)
    assert outbox.row(message, "state", "repeats") == ("SENT", 0)
    assert len(box.contents) == 1


def test_the_courier_of_before_and_this_one_share_the_outbox(
    outbox: Outbox, post: Post, box: Mailbox
) -> None:
    """It keeps what it takes by the lock; it is not given what is in our hands, or must wait."""
    taken, waiting, handed = (outbox.put(address=f"a{n}@example.fr") for n in range(3))
    outbox.owner.do("UPDATE outbox_message SET retry_at = now() + interval '1 hour' WHERE id = %s", waiting)
    outbox.owner.do("UPDATE outbox_message SET handed_at = now() WHERE id = %s", handed)
    with psycopg.connect(outbox.dsn) as before:
        assert before.execute("SELECT id FROM take_messages()").fetchall() == [(taken,)]
        assert post.carry(outbox.begin).sent == 0, "passed over"
        before.execute("SELECT message_sent(%s)", (taken,))
        before.commit()
    assert outbox.row(taken, "state", "handed_at") == ("SENT", None)
    assert post.carry(outbox.begin).sent == 0
    assert box.contents == []


def test_nobody_else_hands_over_nor_says_what_left(outbox: Outbox, stage: Outbox) -> None:
    """Not even a manager; and the courier writes no column by hand."""
    message = outbox.put()
    calls = (
        "SELECT * FROM ripe_messages('EMAIL', 10)",
        f"SELECT * FROM hand_message({message})",
        f"SELECT settle_sent({message}, NULL)",
        f"SELECT settle_failed({message}, now(), 'X', NULL, NULL)",
        f"SELECT settle_doubtful({message}, now(), 'X', NULL)",
        f"SELECT give_back({message}, now())",
        "SELECT fail_late_codes()",
        "SELECT note_bounce(gen_random_uuid(), 'FULL', 'X')",
    )
    write = f"UPDATE outbox_message SET handed_at = NULL WHERE id = {message}"
    for login in ("agent.demo", "responsable.demo", "dpo.demo"):
        outbox.owner.do(f'SET SESSION AUTHORIZATION "{login}"')
        assert {outbox.owner.refused(call) for call in (*calls, write)} == {"42501"}, login
        outbox.owner.do("RESET SESSION AUTHORIZATION")
    outbox.owner.do('SET SESSION AUTHORIZATION "facteur.demo"')
    assert outbox.owner.refused(write) == "42501"
    outbox.owner.do("RESET SESSION AUTHORIZATION")


def test_letters_are_not_the_courier_s(outbox: Outbox, post: Post, sms: SmsGateway) -> None:
    """And an SMS does not wait in the count of a mail server alone."""
    message = outbox.put("LETTER", "1 rue du Port")
    assert post.carry(outbox.begin).waiting == 0
    assert Post(None, sms).carry(outbox.begin).sent == 0
    with outbox.begin() as session:
        assert session.execute(text("SELECT * FROM hand_message(:id)"), {"id": message}).all() == []
    assert outbox.row(message, "state") == "WAITING"
