"""Profiles to be made again: who may mark, whom it reaches, what is left, taken back the same day."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from backoffice.cli.main import main
from backoffice.database.session import transaction
from backoffice.errors import NotFound, Refused
from backoffice.models.portal import PortalAccount, PortalEvent
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.portal import recreation
from backoffice.services.portal.recreation import (
    count_to_recreate,
    mark_all,
    mark_next,
    recent_recreations,
    unmark_all,
    unmark_next,
)
from tests.conftest import Server
from tests.factories import House, make_landlord, make_staff, make_tenant

pytestmark = pytest.mark.database

Run = Callable[..., tuple[int, str, str]]

BEFORE = date(2026, 3, 1)
OPENED = datetime(2026, 2, 28, 22, 30, tzinfo=UTC)
"""The last half hour before the day, in Paris."""


@pytest.fixture
def run(server: Server, training: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as the administrator; the code, what it printed, what it said."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--dsn", server.dsn(training, "admin.demo")])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def administered(session: Session) -> House:
    """A landlord whose administrator is signed in."""
    house = make_landlord(session)
    make_staff(session, house, role=StaffRole.ADMINISTRATOR)
    session.execute(text("UPDATE staff SET role = 'ADMINISTRATOR' WHERE login = session_user"))
    return house


def opened(session: Session, house: House, at: datetime = OPENED, state: str = "ACTIVE") -> PortalAccount:
    """An account of a new customer."""
    customer = make_tenant(session, house)
    account = PortalAccount(
        landlord_id=house.landlord.id,
        customer_id=customer.id,
        person_id=customer.main_person_id,
        login=customer.client_ref,
        login_key=customer.client_ref,
        state=state,
        created_at=at,
        closed_at=at if state == "CLOSED" else None,
    )
    session.add(account)
    session.flush()
    return account


def marked(session: Session, house: House) -> set[int]:
    """The accounts that bear a mark."""
    statement = "SELECT id FROM portal_account WHERE landlord_id = :landlord AND recreate_since IS NOT NULL"
    return set(session.execute(text(statement), {"landlord": house.landlord.id}).scalars())


def mark(session: Session, house: House, command: str, before: date = BEFORE) -> int:
    """Mark to the end; how many in all."""
    step = mark_next(session, house.landlord.id, before, command)
    while not step.finished:
        step = mark_next(session, house.landlord.id, before, command)
    return step.done


def test_marks_what_was_opened_before_the_day_in_pages(
    session: Session, administered: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, other = administered, make_landlord(session)
    old = [opened(session, house, state=state) for state in ("ACTIVE", "PENDING_ACTIVATION", "LOCKED_STAFF")]
    old += [opened(session, house) for _ in range(4)]
    opened(session, house, OPENED + timedelta(hours=1))
    opened(session, house, state="CLOSED")
    opened(session, other)
    # He has made his profile again on the new portal before anybody marked him.
    again = opened(session, house)
    session.add(
        PortalEvent(
            landlord_id=house.landlord.id, customer_id=again.customer_id, account_id=again.id,
            kind="REGISTERED", occurred_at=OPENED + timedelta(days=3),
        )
    )  # fmt: skip
    session.flush()
    monkeypatch.setattr(recreation, "PAGE", 3)
    code, command = house.landlord.code, str(uuid4())
    assert count_to_recreate(session, code, BEFORE).to_mark == len(old)
    steps = [mark_next(session, house.landlord.id, BEFORE, command) for _ in range(4)]
    assert [(one.done, one.finished) for one in steps] == [(3, False), (6, False), (7, False), (7, True)]
    assert marked(session, house) == {one.id for one in old}
    told = text(
        "SELECT count(*), count(DISTINCT account_id), bool_and(staff_id IS NOT NULL) FROM portal_event "
        "WHERE kind = 'RECREATION_DUE' AND command_id = :command"
    )
    assert session.execute(told, {"command": command}).one() == (7, 7, True)
    found = count_to_recreate(session, code, BEFORE)
    assert (found.to_mark, found.waiting) == (0, 7)
    # The same command again changes nothing.
    assert mark(session, house, command) == 7
    assert marked(session, other) == set()


def test_taken_back_the_same_day_but_not_for_who_made_it_again(session: Session, administered: House) -> None:
    house, command = administered, str(uuid4())
    first, second, third = (opened(session, house) for _ in range(3))
    mark(session, house, command)
    session.execute(
        text("UPDATE portal_account SET recreate_since = NULL, version = version + 1 WHERE id = :id"),
        {"id": first.id},
    )
    (run,) = recent_recreations(session, house.landlord.code)
    assert (run.marked, run.waiting, run.can_undo, run.is_finished) == (3, 2, True, True)
    assert unmark_next(session, command).done == 2
    assert unmark_next(session, command).finished
    assert marked(session, house) == set()
    undone = text("SELECT account_id FROM portal_event WHERE kind = 'ACT_UNDONE' AND command_id = :command")
    assert set(session.execute(undone, {"command": command}).scalars()) == {second.id, third.id}
    session.expire_all()
    (run,) = recent_recreations(session, house.landlord.code)
    assert run.undone_at is not None
    assert not run.can_undo
    with pytest.raises(Exception, match="RECREATION_UNDONE"), session.begin_nested():
        mark_next(session, house.landlord.id, BEFORE, command)


def test_refusals(session: Session, administered: House) -> None:
    house, landlord = administered, administered.landlord.id
    opened(session, house)

    def refused(code: str, act: Callable[[], object]) -> None:
        with pytest.raises(Exception, match=code), session.begin_nested():
            act()

    tomorrow = text("SELECT service_day() + 1")
    to_come: date = session.execute(tomorrow).scalar_one()
    refused("RECREATION_DATE", lambda: mark_next(session, landlord, to_come, str(uuid4())))
    refused("RECREATION_DATE", lambda: count_to_recreate(session, house.landlord.code, to_come))
    other = make_landlord(session)
    refused("NOT_ADMINISTRATOR", lambda: mark_next(session, other.landlord.id, BEFORE, str(uuid4())))
    command = str(uuid4())
    mark(session, house, command)
    refused("COMMAND_REUSED", lambda: mark_next(session, landlord, date(2026, 2, 1), command))
    refused("NOT_ADMINISTRATOR", lambda: unmark_next(session, str(uuid4())))
    session.execute(
        text(
            "UPDATE portal_recreation SET marked_at = marked_at - interval '1 day', version = version + 1 "
            "WHERE command_id = :command"
        ),
        {"command": command},
    )
    refused("TOO_LATE_TO_UNDO", lambda: unmark_next(session, command))
    for role in ("MANAGER", "FRONT_DESK", "ADVISER", "DPO", "ACCOUNTING"):
        session.execute(text("UPDATE staff SET role = :role WHERE login = session_user"), {"role": role})
        refused("NOT_ADMINISTRATOR", lambda: mark_next(session, landlord, BEFORE, str(uuid4())))
        refused("NOT_ADMINISTRATOR", lambda: unmark_next(session, command))
    with pytest.raises(NotFound, match="n’est pas un de vos bailleurs"):
        count_to_recreate(session, "inconnu", BEFORE)


def test_the_logins_of_the_training_landlord(
    run: Run, training: str, engine_of: Callable[..., Engine]
) -> None:
    """The administrator marks and sees numbers alone; a manager counts; nobody else does either."""
    admin, manager, agent, portal = (
        engine_of(training, user=user)
        for user in ("admin.demo", "responsable.demo", "agent.demo", "portail.demo")
    )
    begin, command = partial(transaction, admin), str(uuid4())
    with transaction(manager) as session:
        today: date = session.execute(text("SELECT service_day()")).scalar_one()
        expected = count_to_recreate(session, "ekidom", today).to_mark
    assert expected > 1
    _marks_past_a_row_in_use(engine_of(training), admin, today, command, expected)
    with transaction(manager) as session:
        (marking,) = recent_recreations(session, "ekidom")
        assert (marking.marked, marking.waiting, marking.who) == (expected, expected, "Alix Roussel")
        with pytest.raises(Exception, match="permission denied"), session.begin_nested():
            mark_next(session, marking.landlord_id, today, str(uuid4()))
    with begin() as session, pytest.raises(Exception, match="permission denied"), session.begin_nested():
        session.execute(text("SELECT count(*) FROM portal_account")).scalar_one()
    for stranger in (agent, portal):
        with transaction(stranger) as session:
            for asked in ("SELECT * FROM portal_recreation", "SELECT * FROM recreation_left(1)"):
                with pytest.raises(Exception, match="permission denied"), session.begin_nested():
                    session.execute(text(asked))
    _is_traced(engine_of(training), command, expected)
    assert [one.done for one in unmark_all(begin, command)] == [expected, expected]
    _by_command(run, today, expected)


def _marks_past_a_row_in_use(owner: Engine, admin: Engine, today: date, command: str, expected: int) -> None:
    """A row that the portal is changing is waited for at the end; the others are marked at once."""
    with owner.connect() as portal:
        busy = portal.execute(
            text(
                "SELECT a.id FROM portal_account a JOIN landlord l ON l.id = a.landlord_id "
                "WHERE l.code = 'ekidom' AND a.closed_at IS NULL AND a.recreate_since IS NULL "
                "ORDER BY a.id LIMIT 1 FOR UPDATE OF a"
            )
        ).scalar_one()
        steps = mark_all(partial(transaction, admin), "ekidom", today, command)
        assert next(steps).done == expected - 1
        rest: list[int] = []
        worker = threading.Thread(target=lambda: rest.extend(one.done for one in steps))
        worker.start()
        portal.execute(
            text("UPDATE portal_account SET failed_attempts = 1, version = version + 1 WHERE id = :id"),
            {"id": busy},
        )
        portal.commit()
        worker.join(30)
    assert rest == [expected, expected]


def _is_traced(owner: Engine, command: str, expected: int) -> None:
    with owner.connect() as connection:
        lines = connection.execute(
            text(
                "SELECT count(*) FILTER (WHERE subject LIKE 'portal_account:%'), "
                "count(*) FILTER (WHERE subject LIKE 'portal_recreation:%'), min(login), max(login) "
                "FROM audit_entry WHERE command_id = :command"
            ),
            {"command": command},
        ).one()
    assert lines[0] == expected
    assert lines[1] >= 2
    assert lines[2:] == ("admin.demo", "admin.demo")


def _by_command(run: Run, today: date, expected: int) -> None:
    """``portal recreate``: count, mark, take back; ``portal passwords`` beside it."""

    def asked(*words: str) -> dict[str, object]:
        code, out, err = run("portal", "recreate", *words, "--json")
        assert code == 0, err
        found: dict[str, object] = json.loads(out)
        return found

    ekidom = ("--landlord", "ekidom", "--before", today.isoformat())
    assert asked(*ekidom, "--count")["to_mark"] == expected
    answer = asked(*ekidom)
    assert answer["marked"] == expected
    assert asked("--undo", str(answer["command"]))["unmarked"] == expected
    code, _, err = run("portal", "recreate", "--landlord", "ekidom")
    assert code == 2
    assert "--before AAAA-MM-JJ" in err
    code, out, _ = run("portal", "passwords")
    assert code == 0
    for words in ("49,5 à 53,0 bits", "non renseigné (par défaut : au moins 12", "26,6 à 47,6 bits"):
        assert words in out


def test_a_refusal_is_a_sentence(training: str, engine_of: Callable[..., Engine]) -> None:
    """Through the product's own transaction, the refusal of the database is a ``Refused``."""
    with pytest.raises(Refused) as refusal, transaction(engine_of(training, user="admin.demo")) as session:
        unmark_next(session, str(uuid4()))
    assert refusal.value.code == "NOT_ADMINISTRATOR"
    assert "adressez-vous à lui" in refusal.value.sentence
