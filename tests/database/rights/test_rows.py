"""Whose rows each login sees: landlords, agencies, buildings, reserved files (R5.12, R5.14)."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from backoffice.database.rights.policies import ROWS
from tests.conftest import Server

pytestmark = pytest.mark.database

Ask = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
def ask(server: Server, training: str) -> Iterator[Ask]:
    """Ask a query of the training landlord under a login: ``ask("agent.demo", query, *values)``."""
    opened: dict[str, psycopg.Connection] = {}

    def asked(login: str, query: str, *values: object) -> list[tuple[object, ...]]:
        if login not in opened:
            opened[login] = psycopg.connect(server.dsn(training, login), autocommit=True)
        cursor = opened[login].execute(query.encode(), values)
        return cursor.fetchall() if cursor.description else []

    yield asked
    for connection in opened.values():
        connection.close()


def one(rows: list[tuple[object, ...]]) -> object:
    return rows[0][0]


def test_nobody_in_service_sees_no_row(ask: Ask, server: Server, training: str) -> None:
    """A login that the administrator has closed, or that is nobody's, in whatever group."""
    with psycopg.connect(server.dsn(training), autocommit=True) as owner:
        owner.execute("UPDATE staff SET valid_to = current_date WHERE login = 'accueil.ekidom'")
    open_to_all = {table for table, rules in ROWS.items() if any(rule.using == "true" for rule in rules)}
    for table in set(ROWS) - open_to_all:
        try:
            rows = ask("accueil.ekidom", f"SELECT count(*) FROM {table}")
        except InsufficientPrivilege:
            continue
        expected = 1 if table == "staff" else 0
        assert one(rows) == expected, table


@pytest.mark.parametrize("code", ["logirem", "vivest", "ekidom", "monlogement27", "larochelle"])
def test_an_agent_sees_his_landlords_tenants_alone(ask: Ask, code: str) -> None:
    landlord = one(ask("postgres", "SELECT id FROM landlord WHERE code = %s", code))
    for table in ("customer", "person", "lease", "contact", "posting", "portal_account", "rent_notice"):
        (seen,) = ask(
            f"accueil.{code}", f"SELECT count(*), count(DISTINCT landlord_id), min(landlord_id) FROM {table}"
        )
        hidden = " AND NOT reserved" if table in ("customer", "person") else ""
        if hidden:
            count = one(
                ask("postgres", f"SELECT count(*) FROM {table} WHERE landlord_id = %s{hidden}", landlord)
            )
            assert seen == (count, 1, landlord), table
        else:
            assert seen[1:] == (1, landlord), table


def test_an_adviser_sees_his_agencies_files(ask: Ask, server: Server, training: str) -> None:
    with psycopg.connect(server.dsn(training), autocommit=True) as owner:
        kept, other = (
            row[0]
            for row in owner.execute(
                "SELECT a.agency_id FROM staff s JOIN staff_agency a ON a.staff_id = s.id "
                "WHERE s.login = 'conseil.logirem' ORDER BY 1 LIMIT 2"
            )
        )
        owner.execute(
            "DELETE FROM staff_agency WHERE agency_id <> %s "
            "AND staff_id = (SELECT id FROM staff WHERE login = 'conseil.logirem')",
            [kept],
        )
        owner.execute(
            "UPDATE lease SET agency_id = %s, version = version + 1 WHERE agency_id = %s AND id %% 3 = 0",
            [other, kept],
        )
    mine = one(ask("postgres", "SELECT count(*) FROM customer WHERE agency_id = %s AND NOT reserved", kept))
    everybody = one(ask("accueil.logirem", "SELECT count(*) FROM customer"))
    assert ask("conseil.logirem", "SELECT count(*), count(DISTINCT agency_id) FROM customer") == [(mine, 1)]
    assert isinstance(everybody, int)
    assert isinstance(mine, int)
    assert 0 < mine < everybody
    for table, column in (("lease", "customer_id"), ("portal_account", "customer_id")):
        known = f"EXISTS (SELECT FROM customer c WHERE c.id = {column})"
        assert one(ask("conseil.logirem", f"SELECT count(*) FROM {table} WHERE NOT {known}")) == 0, table
    assert ask("conseil.logirem", "SELECT DISTINCT agency_id FROM person_name_key") == [(kept,)]
    moved = (
        "SELECT main_person_id FROM customer WHERE agency_id = %s AND NOT reserved ORDER BY id DESC LIMIT 1"
    )
    gone = one(ask("postgres", moved, other))
    assert one(ask("conseil.logirem", "SELECT count(*) FROM person WHERE id = %s", gone)) == 0
    assert one(ask("conseil.logirem", "SELECT count(*) FROM person_name_key WHERE person_id = %s", gone)) == 0
    # Whoever is named in a file of his agency has a name for him.
    nameless = ask(
        "conseil.logirem",
        "SELECT count(*) FROM household_member m "
        "WHERE NOT EXISTS (SELECT FROM person p WHERE p.id = m.person_id)",
    )
    assert one(nameless) == 0


def test_a_caretaker_sees_the_holders_of_his_buildings_and_a_number_to_call(ask: Ask) -> None:
    who = "gardien.logirem"
    expected = one(
        ask(
            "postgres",
            "SELECT count(DISTINCT l.customer_id) FROM staff s JOIN staff_building b ON b.staff_id = s.id "
            "JOIN premises p ON p.building_id = b.building_id JOIN lease l ON l.premises_id = p.id "
            "JOIN customer c ON c.id = l.customer_id WHERE s.login = %s AND NOT c.reserved "
            "AND l.valid_from <= current_date AND (l.valid_to IS NULL OR l.valid_to > current_date)",
            who,
        )
    )
    assert expected
    assert one(ask(who, "SELECT count(DISTINCT customer_id) FROM lease")) == expected
    assert one(ask(who, "SELECT count(id) FROM customer")) == expected
    channels = ask(who, "SELECT DISTINCT channel FROM contact ORDER BY 1")
    assert set(channels) <= {("MOBILE",), ("PHONE",)}
    assert ask(who, "SELECT DISTINCT kind FROM service_request") in ([], [("TECHNICAL",)])
    for secret in (
        "SELECT birth_date FROM person",
        "SELECT billing_address FROM customer",
        "SELECT * FROM posting",
        "SELECT * FROM household_member",
        "SELECT * FROM portal_account",
        "SELECT * FROM insurance_submission",
        "SELECT value_key FROM contact",
        "SELECT * FROM person_name_key",
    ):
        with pytest.raises(InsufficientPrivilege):
            ask(who, secret)


RESERVED = "SELECT count(*) FROM customer WHERE reserved"


@pytest.mark.parametrize(
    "login",
    ["agent.demo", "conseil.logirem", "quittancement.larochelle", "dpo.demo", "rapports.demo"],
)
def test_reserved_files_are_a_managers(ask: Ask, login: str) -> None:
    """A confidential address and a colleague's file (R5.14), and everything that hangs on them."""
    kept = [row[0] for row in ask("postgres", "SELECT id FROM customer WHERE reserved")]
    assert len(kept) >= 2
    assert one(ask("responsable.demo", RESERVED)) == len(kept)
    assert one(ask(login, RESERVED)) == 0
    held = "SELECT count(*) FROM {} WHERE customer_id = ANY(%s)"
    for table in ("lease", "portal_account", "portal_event"):
        assert one(ask(login, held.format(table), kept)) == 0, table
    assert one(ask("responsable.demo", held.format("lease"), kept)) != 0


def test_a_reservation_follows_the_people(ask: Ask, server: Server, training: str) -> None:
    """When a tenant becomes a colleague his file closes at once; when he leaves it opens again."""
    number = one(
        ask(
            "accueil.logirem",
            "SELECT client_ref FROM customer WHERE agency_id IS NOT NULL ORDER BY id DESC LIMIT 1",
        )
    )
    seen = "SELECT count(*) FROM customer WHERE client_ref = %s"
    keys = (
        "SELECT count(*) FROM person_name_key k JOIN customer c ON c.main_person_id = k.person_id "
        "WHERE c.client_ref = %s"
    )
    assert one(ask("accueil.logirem", keys, number)) != 0
    hire = (
        "UPDATE staff SET person_id = (SELECT main_person_id FROM customer c "
        "JOIN landlord l ON l.id = c.landlord_id WHERE l.code = 'logirem' AND c.client_ref = %s) "
        "WHERE login = 'conseil.vivest'"
    )
    with psycopg.connect(server.dsn(training), autocommit=True) as owner:
        owner.execute(hire, [number])
        assert one(ask("accueil.logirem", seen, number)) == 0
        assert one(ask("accueil.logirem", keys, number)) == 0
        owner.execute("UPDATE staff SET person_id = NULL WHERE login = 'conseil.vivest'")
    assert one(ask("accueil.logirem", seen, number)) == 1
    assert one(ask("accueil.logirem", keys, number)) != 0


def test_nobody_writes_in_a_colleagues_name(ask: Ask) -> None:
    other = one(ask("agent.demo", "SELECT id FROM staff WHERE login = 'accueil.logirem'"))
    forged = (
        "INSERT INTO receipt_request (landlord_id, lease_id, period, channel, state, requested_at, staff_id) "
        "SELECT landlord_id, id, date '2026-01-01', 'PHONE', 'REQUESTED', now(), %s FROM lease LIMIT 1"
    )
    with pytest.raises(InsufficientPrivilege, match="row-level security"):
        ask("agent.demo", forged, other)


def test_nobody_writes_for_another_landlord(ask: Ask) -> None:
    """Neither on the other's lease, nor on it in my landlord's name."""
    whose = "(SELECT id FROM landlord WHERE code = 'vivest')"
    theirs = f"SELECT id, landlord_id FROM lease WHERE landlord_id = {whose}"
    lease, landlord = ask("postgres", theirs)[0]
    added = (
        "INSERT INTO receipt_request (landlord_id, lease_id, period, channel, state, requested_at) "
        "VALUES (%s, %s, date '2026-01-01', 'PHONE', 'REQUESTED', now())"
    )
    for owner in (landlord, one(ask("accueil.logirem", "SELECT (my_landlords())[1]"))):
        with pytest.raises(InsufficientPrivilege, match="row-level security"):
            ask("accueil.logirem", added, owner, lease)
