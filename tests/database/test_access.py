"""Openings, searches and exports: a line each whatever the answer, counted, refused past the quota."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from backoffice.database.session import transaction
from backoffice.errors import Denied, Hidden, NotFound, Refused
from backoffice.rules.vocabulary.access import AccessKind, ExportPurpose, GlassReason, OpeningPurpose
from backoffice.services.access.exporting import Export, record_export
from backoffice.services.access.opening import Opening, open_file
from backoffice.services.access.quotas import allowances, break_glass, kind_of_refusal, nearly_spent
from backoffice.services.access.searching import Searched, record_search
from backoffice.services.tenant.file import open_tenant
from backoffice.services.tenant.lookup import customer_to_open, lease_to_open

pytestmark = pytest.mark.database
Made = Callable[..., Engine]
CALL = Opening(OpeningPurpose.CALL)


@pytest.fixture
def owner(training: str, engine_of: Made) -> Engine:
    """The owner of the tables, to look behind the curtain."""
    return engine_of(training)


def lines(owner: Engine, *acts: str) -> list[Any]:
    """The lines of the trace of these acts, oldest first."""
    asked = text(
        "SELECT act, login, customer_id, reason, purpose, call_id, detail, subject FROM audit_entry"
        " WHERE act = ANY(:acts) ORDER BY recorded_at, id"
    )
    with owner.connect() as connection:
        return list(connection.execute(asked, {"acts": list(acts)}).all())


def customers(owner: Engine, landlord: str, *, reserved: bool = False) -> list[int]:
    """Customers of a landlord, reserved ones or the others."""
    asked = text(
        "SELECT c.id FROM customer c JOIN landlord l ON l.id = c.landlord_id"
        " WHERE l.code = :code AND c.reserved = :reserved ORDER BY c.id"
    )
    with owner.connect() as connection:
        return list(connection.execute(asked, {"code": landlord, "reserved": reserved}).scalars())


def age_the_trace(connection: Connection, age: str) -> None:
    """Make every line older: done as the owner of the server, past the guard of the trace."""
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    connection.execute(
        text("UPDATE audit_entry SET recorded_at = recorded_at - CAST(:age AS interval)"), {"age": age}
    )
    connection.execute(text("SET LOCAL session_replication_role = origin"))


def limit(
    owner: Engine, kind: str, hour: int, *, role: str = "FRONT_DESK", extra: int = 2, day: int = 99
) -> None:
    """A quota in force from today on."""
    with owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO access_quota (role, kind, per_hour, per_day, extra, extra_times, valid_from,"
                " source, author) VALUES (:role, :kind, :hour, :day, :extra, 1,"
                " (now() AT TIME ZONE 'Europe/Paris')::date, 'test', 'test')"
            ),
            {"role": role, "kind": kind, "hour": hour, "day": day, "extra": extra},
        )


def try_to_open(engine: Engine, customer_id: int, opening: Opening = CALL) -> str:
    """OK, or the code of the refusal."""
    try:
        with transaction(engine) as session:
            open_file(session, customer_id, opening)
    except Denied as error:
        return str(error.code)
    except Hidden:
        return "HIDDEN"
    return "OK"


def test_an_opening_leaves_one_line_before_anything_is_read(desk: Engine, owner: Engine) -> None:
    [customer_id, *_] = customers(owner, "logirem")
    with transaction(desk) as session:
        file = open_tenant(session, customer_id, None, CALL)
    assert file.purpose is OpeningPurpose.CALL
    [line] = lines(owner, "TENANT_OPENED")
    assert (line.login, line.customer_id, line.purpose) == ("agent.demo", customer_id, "CALL")
    assert line.subject == f"customer:{customer_id}"


def test_a_refresh_is_not_a_second_opening_but_another_purpose_is(desk: Engine, owner: Engine) -> None:
    [customer_id, *_] = customers(owner, "logirem")
    for opening in (CALL, CALL, Opening(OpeningPurpose.MAIL), CALL):
        assert try_to_open(desk, customer_id, opening) == "OK"
    assert [line.purpose for line in lines(owner, "TENANT_OPENED")] == ["CALL", "MAIL"]


def test_a_colleague_s_opening_is_his_own_line(
    desk: Engine, owner: Engine, training: str, engine_of: Made
) -> None:
    [customer_id, *_] = customers(owner, "logirem")
    assert try_to_open(desk, customer_id) == "OK"
    assert try_to_open(engine_of(training, user="accueil.logirem"), customer_id) == "OK"
    assert [line.login for line in lines(owner, "TENANT_OPENED")] == ["agent.demo", "accueil.logirem"]


def test_a_look_after_five_minutes_is_a_line_again_and_still_one_file(desk: Engine, owner: Engine) -> None:
    [customer_id, *_] = customers(owner, "logirem")
    assert try_to_open(desk, customer_id) == "OK"
    with owner.begin() as connection:
        age_the_trace(connection, "5 minutes 1 second")
        in_the_day = connection.execute(
            text("SELECT now() - interval '5 minutes 1 second' >= access_day()")
        ).scalar_one()
    assert try_to_open(desk, customer_id) == "OK"
    assert len(lines(owner, "TENANT_OPENED")) == 2
    with owner.connect() as connection:
        taken = connection.execute(text("SELECT coalesce(sum(taken), 0) FROM access_use")).scalar_one()
    assert taken == (1 if in_the_day else 2)


def test_the_line_carries_the_call_under_way_and_no_other_s(desk: Engine, owner: Engine) -> None:
    [first, second, *_] = customers(owner, "logirem")
    with owner.begin() as connection:
        # The training landlord is left in the middle of a call.
        connection.execute(text("UPDATE phone_call SET ended_at = now() WHERE ended_at IS NULL"))
        call = connection.execute(
            text(
                "INSERT INTO phone_call (landlord_id, staff_id, customer_id, place, started_at, level)"
                " SELECT c.landlord_id, s.id, c.id, 'PHONE', now(), 'L0' FROM customer c, staff s"
                " WHERE c.id = :id AND s.login = 'agent.demo' RETURNING id"
            ),
            {"id": first},
        ).scalar_one()
    assert try_to_open(desk, first) == "OK"
    assert try_to_open(desk, second, Opening(OpeningPurpose.CALL, call)) == "OK"
    assert [line.call_id for line in lines(owner, "TENANT_OPENED")] == [call, None]


@pytest.mark.parametrize("login", ["gardien.logirem", "accueil.logirem", "conseil.logirem"])
def test_a_file_that_is_not_his_is_denied_and_the_denial_is_kept(
    owner: Engine, training: str, engine_of: Made, login: str
) -> None:
    """Vector 22: the refusal says nothing of the file, the trace says who tried."""
    theirs = customers(owner, "vivest")[0]
    with (
        pytest.raises(NotFound, match="relancez la recherche"),
        transaction(engine_of(training, user=login)) as session,
    ):
        open_tenant(session, theirs, None)
    [line] = lines(owner, "OPENING_DENIED")
    assert (line.login, line.customer_id, line.reason) == (login, theirs, "NOT_YOURS")
    assert lines(owner, "TENANT_OPENED") == []


def test_a_caretaker_who_types_another_building_s_number_is_denied_and_logged(
    owner: Engine, training: str, engine_of: Made
) -> None:
    """Vector 22 from the number itself: for him nobody has it, for the trace somebody tried."""
    caretaker = engine_of(training, user="gardien.logirem")
    with owner.connect() as connection:
        row = connection.execute(
            text(
                "SELECT c.id, c.client_ref, l.number FROM customer c JOIN lease l ON l.customer_id = c.id"
                " JOIN landlord o ON o.id = c.landlord_id WHERE o.code = 'vivest' ORDER BY c.id LIMIT 1"
            )
        ).one()
    with pytest.raises(Hidden, match="Aucun client"), transaction(caretaker) as session:
        customer_to_open(session, row.client_ref, None)
    with pytest.raises(Hidden, match="Aucun client"), transaction(caretaker) as session:
        lease_to_open(session, row.number, None)
    with pytest.raises(Hidden, match="Aucun client"), transaction(caretaker) as session:
        customer_to_open(session, "999888777", None)
    found = [(line.customer_id, line.reason) for line in lines(owner, "OPENING_DENIED")]
    assert found == [(row.id, "NOT_YOURS")] * 2


def test_a_reserved_file_is_for_a_manager(
    desk: Engine, owner: Engine, training: str, engine_of: Made
) -> None:
    [reserved, *_] = customers(owner, "logirem", reserved=True)
    assert try_to_open(desk, reserved) == "RESERVED_FILE"
    assert try_to_open(engine_of(training, user="responsable.logirem"), reserved) == "OK"
    [denied] = lines(owner, "OPENING_DENIED")
    assert (denied.login, denied.customer_id, denied.reason) == ("agent.demo", reserved, "RESERVED")


def test_a_customer_that_does_not_exist_leaves_a_line_too(desk: Engine, owner: Engine) -> None:
    assert try_to_open(desk, 999_999_999) == "HIDDEN"
    [line] = lines(owner, "OPENING_DENIED")
    assert (line.customer_id, line.subject, line.reason) == (None, "customer:999999999", "UNKNOWN")


def test_a_purpose_of_no_list_is_refused(desk: Engine) -> None:
    with pytest.raises(Refused) as caught, transaction(desk) as session:
        session.execute(text("SELECT * FROM open_file(1, 'CURIOSITY', NULL)"))
    assert caught.value.code == "PURPOSE_UNKNOWN"


def test_past_the_quota_an_opening_is_denied_and_a_file_seen_today_is_not(
    desk: Engine, owner: Engine
) -> None:
    [first, second, third, *_] = customers(owner, "logirem")
    limit(owner, "OPENING", 2)
    assert [try_to_open(desk, one) for one in (first, second)] == ["OK", "OK"]
    assert try_to_open(desk, third) == "QUOTA_OPENING"
    assert try_to_open(desk, first, Opening(OpeningPurpose.MAIL)) == "OK"
    [denied] = lines(owner, "OPENING_DENIED")
    assert (denied.customer_id, denied.reason) == (third, "QUOTA")


def test_the_quota_of_the_day_counts_the_hours_before(desk: Engine, owner: Engine) -> None:
    [first, *_] = customers(owner, "logirem")
    limit(owner, "OPENING", 2, day=3)
    with owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO access_use (login, kind, hour, taken)"
                " VALUES ('agent.demo', 'OPENING', access_day() - interval '1 hour', 50)"
            )
        )
    assert try_to_open(desk, first) == "OK", "yesterday does not count"
    with owner.begin() as connection:
        connection.execute(text("DELETE FROM access_use WHERE taken = 1"))
        connection.execute(text("UPDATE access_use SET hour = access_day(), taken = 3 WHERE taken = 50"))
    assert try_to_open(desk, customers(owner, "logirem")[1]) == "QUOTA_OPENING"


def test_a_reason_gives_some_more_and_tells_the_manager(desk: Engine, owner: Engine) -> None:
    [first, second, third, fourth, *_] = customers(owner, "logirem")
    limit(owner, "OPENING", 1, extra=2)
    assert [try_to_open(desk, one) for one in (first, second)] == ["OK", "QUOTA_OPENING"]
    with transaction(desk) as session:
        words = "coupure\n d’eau rue des Lices"
        assert break_glass(session, AccessKind.OPENING, GlassReason.EMERGENCY, words, second) == 2
    with transaction(desk) as session:
        assert break_glass(session, AccessKind.OPENING, GlassReason.EMERGENCY, words, second) == 0
    assert [try_to_open(desk, one) for one in (second, third, fourth)] == ["OK", "OK", "QUOTA_OPENING"]
    with owner.connect() as connection:
        alert = connection.execute(
            text("SELECT kind, customer_id, sentence FROM supervisor_alert WHERE kind = 'BREAK_GLASS'")
        ).one()
    assert alert.customer_id == second
    assert alert.sentence.startswith("Camille Moreau a dépassé son quota (ouvertures de dossiers, 2 de plus")
    assert alert.sentence.endswith("coupure d’eau rue des Lices")
    [line] = lines(owner, "GLASS_BROKEN")
    assert (line.login, line.reason, line.customer_id) == ("agent.demo", "EMERGENCY", second)
    with pytest.raises(Refused) as caught, transaction(desk) as session:
        break_glass(session, AccessKind.OPENING, GlassReason.OTHER, "encore", second)
    assert caught.value.code == "GLASS_SPENT"


def test_a_reason_is_for_an_hour(desk: Engine, owner: Engine) -> None:
    [first, second, *_] = customers(owner, "logirem")
    limit(owner, "OPENING", 0, extra=2)
    assert try_to_open(desk, first) == "QUOTA_OPENING"
    with transaction(desk) as session:
        break_glass(session, AccessKind.OPENING, GlassReason.BUSY_DAY, "lundi")
    assert try_to_open(desk, first) == "OK"
    with owner.begin() as connection:
        connection.execute(text("UPDATE access_glass SET ends_at = now()"))
    assert try_to_open(desk, second) == "QUOTA_OPENING"


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 201])
def test_a_reason_is_said_in_one_line(desk: Engine, owner: Engine, words: str) -> None:
    limit(owner, "OPENING", 0)
    with pytest.raises(Refused, match="en une ligne"), transaction(desk) as session:
        break_glass(session, AccessKind.OPENING, GlassReason.OTHER, words)


def test_a_search_leaves_how_it_was_read_and_never_what_was_typed(desk: Engine, owner: Engine) -> None:
    [customer_id, *_] = customers(owner, "logirem")
    with transaction(desk) as session:
        record_search(session, Searched("lefevre thi", 3, customer_id))
        record_search(session, Searched("07 56 89 41 00", 1))
        assert record_search(session, Searched("?", 0)) is None
    first, second = lines(owner, "SEARCHED")
    assert first.detail == {"shapes": ["NAME"], "rows": 3}
    assert first.customer_id == customer_id
    assert "PHONE" in second.detail["shapes"]
    with owner.connect() as connection:
        whole = connection.execute(text("SELECT string_agg(a::text, ' ') FROM audit_entry a")).scalar_one()
    assert "lefevre" not in whole.lower()
    assert "56894100" not in whole


def test_a_search_past_the_quota_is_denied_and_kept(desk: Engine, owner: Engine) -> None:
    limit(owner, "SEARCH", 1)
    with transaction(desk) as session:
        assert record_search(session, Searched("dupont", 3)) == 0
    with pytest.raises(Denied) as caught, transaction(desk) as session:
        record_search(session, Searched("dupond", 3))
    assert kind_of_refusal(caught.value.code) is AccessKind.SEARCH
    assert len(lines(owner, "SEARCH_DENIED")) == 1


def test_an_export_says_what_for_and_is_counted(desk: Engine, owner: Engine) -> None:
    limit(owner, "EXPORT", 1)
    export = Export("impayes", ExportPurpose.RENT, 40, {"agency": 3})
    with transaction(desk) as session:
        assert record_export(session, export) == 0
    with pytest.raises(Denied, match="exports"), transaction(desk) as session:
        record_export(session, export)
    [line] = lines(owner, "EXPORTED")
    assert (line.purpose, line.subject) == ("RENT", "report:impayes")
    assert line.detail == {"report": "impayes", "rows": 40, "parameters": {"agency": 3}}
    assert len(lines(owner, "EXPORT_DENIED")) == 1


@pytest.mark.parametrize(
    ("report", "purpose", "code"),
    [("impayes", "MAILING", "PURPOSE_UNKNOWN"), ("x; drop", "RENT", "REPORT_UNKNOWN")],
)
def test_an_export_of_no_list_is_refused(desk: Engine, report: str, purpose: str, code: str) -> None:
    """R5.3: no free export of contact lists."""
    with pytest.raises(Refused) as caught, transaction(desk) as session:
        session.execute(
            text("SELECT * FROM record_export(:report, :purpose, 1, '{}', NULL)"),
            {"report": report, "purpose": purpose},
        )
    assert caught.value.code == code


def test_what_is_left_is_told(desk: Engine, owner: Engine) -> None:
    limit(owner, "OPENING", 3)
    with transaction(desk) as session:
        open_file(session, customers(owner, "logirem")[0], CALL)
    with transaction(desk) as session:
        left = {one.kind: one for one in allowances(session)}
    assert left[AccessKind.OPENING].remaining == 2
    assert (left[AccessKind.OPENING].extra, left[AccessKind.OPENING].times) == (2, 1)
    assert nearly_spent(AccessKind.OPENING, 2) == "Encore 2 dossiers à ouvrir avant votre quota."
    assert nearly_spent(AccessKind.OPENING, 20) is None


def test_two_sessions_of_one_login_share_one_quota(desk: Engine, owner: Engine) -> None:
    """The second waits for the first, then finds the quota spent."""
    from concurrent.futures import ThreadPoolExecutor

    limit(owner, "OPENING", 5)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: try_to_open(desk, one), customers(owner, "logirem")[:12]))
    assert sorted(answers) == ["OK"] * 5 + ["QUOTA_OPENING"] * 7


def test_an_opening_cannot_be_forged(desk: Engine, owner: Engine) -> None:
    """Else a line of one's own would pass for a file already seen today, and count nothing."""
    with pytest.raises(Refused) as caught, transaction(desk) as session:
        session.execute(text("INSERT INTO audit_entry (act, subject) VALUES ('TENANT_OPENED', 'customer:1')"))
    assert caught.value.code == "ACT_RESERVED"
    with transaction(desk) as session:
        session.execute(text("INSERT INTO audit_entry (act, subject) VALUES ('UNLOCK', 'customer:1')"))
    assert lines(owner, "TENANT_OPENED") == []


def test_a_caretaker_opens_nothing_of_another_building_of_his_landlord(
    owner: Engine, training: str, engine_of: Made
) -> None:
    """Vector 22, in his own landlord: the building decides."""
    caretaker = engine_of(training, user="gardien.logirem")
    with caretaker.connect() as connection:
        his = set(connection.execute(text("SELECT id FROM customer")).scalars())
    others = [one for one in customers(owner, "logirem") if one not in his]
    assert his
    assert {try_to_open(caretaker, one) for one in others[:5]} == {"HIDDEN"}
    assert {line.customer_id for line in lines(owner, "OPENING_DENIED")} == set(others[:5])
    assert try_to_open(caretaker, min(his)) == "OK"


def test_a_reserved_number_typed_whole_is_said_to_be_reserved(desk: Engine, owner: Engine) -> None:
    [reserved, *_] = customers(owner, "logirem", reserved=True)
    with owner.connect() as connection:
        number = connection.execute(
            text("SELECT client_ref FROM customer WHERE id = :id"), {"id": reserved}
        ).scalar_one()
    with pytest.raises(Denied, match="réservé") as caught, transaction(desk) as session:
        customer_to_open(session, number, None)
    assert caught.value.code == "RESERVED_FILE"
    assert [line.customer_id for line in lines(owner, "OPENING_DENIED")] == [reserved]


def test_the_counts_are_nobody_s_to_change(desk: Engine, owner: Engine) -> None:
    for statement in (
        "UPDATE access_use SET taken = 0",
        "INSERT INTO access_glass (staff_id, kind, reason, words, extra, ends_at)"
        " VALUES (1, 'OPENING', 'OTHER', 'x', 1000, now() + interval '1 day')",
        "UPDATE access_quota SET per_hour = 100000",
        "SELECT access_line('TENANT_OPENED', 'x', NULL, NULL, NULL, NULL, NULL, '{}')",
        "SELECT access_take('OPENING', 'MANAGER')",
    ):
        with pytest.raises(Refused) as caught, transaction(desk) as session:
            session.execute(text(statement))
        assert caught.value.code == "NO_RIGHT", statement
