"""Who saw this tenant: the officer alone reads it, in order of time, and leaves a line himself."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from backoffice.cli.main import main
from backoffice.database.session import transaction
from backoffice.errors import NotFound, Refused
from backoffice.rules.dates import paris_day
from backoffice.rules.vocabulary.access import ExportPurpose, OpeningPurpose, WatchReason
from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.services.access.exporting import Export, record_export
from backoffice.services.access.opening import Opening, open_file
from backoffice.services.access.searching import Searched, record_search
from backoffice.services.access.who_saw import WatchQuery, colleagues, who_saw
from backoffice.services.calls import start_call
from backoffice.services.search.watched import watched_number
from tests.conftest import Server

pytestmark = pytest.mark.database
Made = Callable[..., Engine]
DPO = "dpo.demo"


@pytest.fixture
def officer(training: str, engine_of: Made) -> Engine:
    """The data protection officer of every landlord."""
    return engine_of(training, user=DPO)


@pytest.fixture
def seen(desk: Engine, training: str, engine_of: Made) -> int:
    """Client 1344: searched, opened and called by Camille, exported by Anne, opened in vain by Hugo."""
    with engine_of(training).begin() as connection:
        # The training landlord is left in the middle of a call.
        connection.execute(text("UPDATE phone_call SET ended_at = now() WHERE ended_at IS NULL"))
    with transaction(desk) as session:
        customer_id: int = session.execute(
            text("SELECT id FROM customer WHERE client_ref = '1344'")
        ).scalar_one()
        record_search(session, Searched("lefevre thi", 3, customer_id))
        open_file(session, customer_id, Opening(OpeningPurpose.CALL))
        start_call(session, customer_id, ContactPlace.PHONE)
    with transaction(engine_of(training, user="responsable.logirem")) as session:
        record_export(session, Export("sujet", ExportPurpose.SUBJECT_REQUEST, 1, {}, customer_id))
    with pytest.raises(NotFound), transaction(engine_of(training, user="accueil.vivest")) as session:
        open_file(session, customer_id, Opening(OpeningPurpose.CONTROL))
    return customer_id


def asked(engine: Engine) -> date:
    """Today, by the server."""
    with engine.connect() as connection:
        now: datetime = connection.execute(text("SELECT now()")).scalar_one()
    return paris_day(now)


def test_every_way_of_seeing_is_one_line_newest_first(officer: Engine, seen: int) -> None:
    today = asked(officer)
    with transaction(officer) as session:
        found = who_saw(session, WatchQuery(today, today, seen))
    told = {(one.who, one.family, one.sentence, one.purpose) for one in found.lines}
    assert told >= {
        ("Camille Moreau", "Cherché", "Recherche par nom, 3 lignes", ""),
        ("Camille Moreau", "Ouvert", "Dossier ouvert", "Appel"),
        ("Camille Moreau", "Appel", "Ajout : appel", ""),
        ("Anne Girard", "Exporté", "Export « sujet », 1 ligne", "Demande d’une personne sur ses données"),
        ("Hugo Schmitt", "Refusé", "Ouverture refusée : dossier hors de ses droits", "Contrôle"),
    }
    instants = [one.at for one in found.lines]
    assert instants == sorted(instants, reverse=True)
    assert {one.customer_id for one in found.lines} == {seen}


def test_reading_the_trace_is_in_the_trace(officer: Engine, seen: int) -> None:
    today = asked(officer)
    query = WatchQuery(today, today, seen, reason=WatchReason.COMPLAINT)
    with transaction(officer) as session:
        who_saw(session, query)
    with transaction(officer) as session:
        found = who_saw(session, query)
    read = [one for one in found.lines if one.sentence == "Trace de ce dossier lue"]
    assert [(one.login, one.purpose) for one in read] == [(DPO, "Réclamation")] * 2


def test_the_days_asked_are_both_included(officer: Engine, seen: int) -> None:
    today = asked(officer)
    with transaction(officer) as session:
        before = who_saw(session, WatchQuery(today - timedelta(days=9), today - timedelta(days=1), seen))
    assert "Ouvert" not in {one.family for one in before.lines}


@pytest.mark.parametrize(
    "login", ["agent.demo", "responsable.demo", "admin.demo", "gardien.logirem", "quittancement.logirem"]
)
def test_nobody_else_reads_it(seen: int, training: str, engine_of: Made, login: str) -> None:
    """Refused by the database, which gives the right to call it to the officer alone."""
    engine = engine_of(training, user=login)
    with pytest.raises(Refused) as caught, transaction(engine) as session:
        who_saw(session, WatchQuery(date(2026, 1, 1), date(2026, 12, 31), seen))
    assert caught.value.code == "NO_RIGHT"
    with pytest.raises(Refused), transaction(engine) as session:
        watched_number(session, "1344")
    with engine.connect() as connection:
        assert not connection.execute(
            text("SELECT count(*) FROM audit_entry WHERE login <> session_user")
        ).scalar_one()


def test_the_acts_of_one_person_are_read_for_a_reason(officer: Engine, seen: int) -> None:
    today = asked(officer)
    with pytest.raises(Refused) as caught, transaction(officer) as session:
        who_saw(session, WatchQuery(today, today, login="agent.demo"))
    assert caught.value.code == "REASON_MISSING"
    with transaction(officer) as session:
        found = who_saw(session, WatchQuery(today, today, login="agent.demo", reason=WatchReason.INCIDENT))
        assert "agent.demo" in {one.login for one in colleagues(session)}
    assert {one.login for one in found.lines} == {"agent.demo"}


def test_an_officer_reads_of_his_own_landlords_alone(
    seen: int, officer: Engine, training: str, engine_of: Made, server: Server
) -> None:
    with engine_of(training).begin() as connection:
        connection.execute(
            text(
                "DELETE FROM staff_landlord USING staff s, landlord l"
                " WHERE staff_id = s.id AND landlord_id = l.id AND s.login = :login AND l.code <> 'vivest'"
            ),
            {"login": DPO},
        )
    with pytest.raises(Refused) as caught, transaction(officer) as session:
        who_saw(session, WatchQuery(date(2026, 1, 1), date(2026, 12, 31), seen))
    assert caught.value.code == "UNKNOWN_NUMBER"
    with pytest.raises(NotFound), transaction(officer) as session:
        watched_number(session, "1344")


def test_a_reserved_file_is_watched_by_its_number(officer: Engine) -> None:
    """Those whose address is hidden are those whose trace matters most."""
    with transaction(officer) as session:
        found = watched_number(session, "1013")
        assert session.execute(text("SELECT count(*) FROM customer WHERE reserved")).scalar_one() == 0
    assert found.client_ref == "1013"


def run(server: Server, training: str, login: str, *words: str) -> int:
    """One command as ``login``."""
    return main([*words, "--dsn", server.dsn(training, login)])


def test_the_command_tells_the_same(
    server: Server, training: str, seen: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(server, training, DPO, "audit", "who", "1344") == 0
    out = capsys.readouterr().out
    assert "LEFÈVRE" in out
    assert "Ouverture refusée : dossier hors de ses droits" in out
    assert run(server, training, DPO, "audit", "who", "1344", "--json", "--reason", "COMPLAINT") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["customer"]["client_ref"] == "1344"
    assert {"Ouvert", "Refusé", "Exporté", "Cherché"} <= {one["family"] for one in told["lines"]}
    assert run(server, training, "agent.demo", "audit", "who", "1344") == 1
    assert run(server, training, DPO, "audit", "who") == 1
    assert run(server, training, DPO, "audit", "who", "--staff", "agent.demo") == 1
    assert "motif" in capsys.readouterr().err


def test_commands_leave_what_the_window_leaves(
    server: Server, training: str, engine_of: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(server, training, "agent.demo", "tenant", "1344") == 0
    assert run(server, training, "agent.demo", "tenant", "1344", "--purpose", "mail") == 0
    assert run(server, training, "agent.demo", "lookup", "lefevre thi") == 0
    assert run(server, training, "gardien.logirem", "tenant", "00012345") == 1
    assert "Aucun client" in capsys.readouterr().err
    with engine_of(training).connect() as connection:
        rows = connection.execute(
            text(
                "SELECT login, act, purpose FROM audit_entry WHERE staff_id IS NOT NULL AND act IN"
                " ('TENANT_OPENED', 'SEARCHED', 'OPENING_DENIED') ORDER BY recorded_at, id"
            )
        ).all()
    assert [tuple(row) for row in rows] == [
        ("agent.demo", "TENANT_OPENED", "NOT_GIVEN"),
        ("agent.demo", "TENANT_OPENED", "MAIL"),
        ("agent.demo", "SEARCHED", None),
        ("gardien.logirem", "OPENING_DENIED", "NOT_GIVEN"),
    ]
