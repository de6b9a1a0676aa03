"""The administrator makes and closes accounts; a caretaker sees his buildings, and nothing else."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from sqlalchemy import Engine, text

from backoffice.database.engine import make_engine
from backoffice.database.rights.check import role_gaps
from backoffice.database.session import transaction
from backoffice.errors import Refused
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.administration.places import landlords_seen, places_of_work
from backoffice.services.administration.staff import (
    NewStaff,
    StaffAccount,
    add_staff,
    disable_staff,
    link_tenant,
    staff_accounts,
)
from backoffice.services.caretaker.buildings import my_buildings
from backoffice.services.staff import current_staff
from tests.cluster import Node

pytestmark = pytest.mark.database
DATABASE = "guichet"


def new(login: str, role: StaffRole = StaffRole.FRONT_DESK, **values: object) -> NewStaff:
    return NewStaff(login, "Zoé Nouvelle", role, ("logirem",), **values)  # type: ignore[arg-type]


def account(engine: Engine, login: str) -> StaffAccount:
    with transaction(engine) as session:
        return next(one for one in staff_accounts(session) if one.login == login)


@pytest.fixture
def admin(scram: Node) -> Iterator[Engine]:
    """The administrator, over TCP."""
    engine = make_engine(scram.dsn(DATABASE, "admin.demo"))
    yield engine
    engine.dispose()


def test_an_account_is_made_used_closed_and_made_again(scram: Node, admin: Engine) -> None:
    """Over TCP with the password shown once; closing it shuts the session that is open too."""
    login = "z.nouvelle"
    for _ in range(2):
        with transaction(admin) as session:
            password = add_staff(session, new(login))
        assert password
        assert account(admin, login).in_service
        dsn = scram.dsn(DATABASE, login, password)
        with psycopg.connect(dsn, autocommit=True) as connection:
            seen = connection.execute("SELECT count(*) FROM customer").fetchone()
            assert seen is not None
            assert seen[0] > 0
            with transaction(admin) as session:
                disable_staff(session, login)
            # Out of his group, he does not even see that there are tables.
            with pytest.raises(psycopg.errors.UndefinedTable):
                connection.execute("SELECT count(*) FROM customer")
        with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
            psycopg.connect(dsn)
        assert not account(admin, login).in_service
    owner = make_engine(scram.dsn(DATABASE))
    assert role_gaps(owner) == ()
    owner.dispose()


def test_the_password_travels_as_a_hash_alone(scram: Node, admin: Engine) -> None:
    kept = scram.ask("SELECT count(*) FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$%'")
    with pytest.raises(Refused, match="haché"), transaction(admin) as session:
        session.execute(
            text("SELECT add_staff('a.b', 'A', 'FRONT_DESK', ARRAY['logirem'], '{}', '{}', 'en clair')")
        )
    assert scram.ask("SELECT count(*) FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$%'") == kept


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (NewStaff("postgres", "x", StaffRole.MANAGER, ("logirem",)), "BAD_LOGIN"),
        (NewStaff("guichet_owner", "x", StaffRole.MANAGER, ("logirem",)), "BAD_LOGIN"),
        (NewStaff("pg_monitor", "x", StaffRole.MANAGER, ("logirem",)), "BAD_LOGIN"),
        (NewStaff('x"; DROP TABLE person; --', "x", StaffRole.MANAGER, ("logirem",)), "BAD_LOGIN"),
        (NewStaff("agent.demo", "x", StaffRole.MANAGER, ("logirem",)), "LOGIN_TAKEN"),
        (NewStaff("u.n", "x", StaffRole.MANAGER, ("ailleurs",)), "UNKNOWN_LANDLORD"),
        (NewStaff("u.n", "x", StaffRole.MANAGER, ()), "UNKNOWN_LANDLORD"),
        (NewStaff("u.n", "x", StaffRole.ADVISER, ("logirem",), agencies=("NULLE",)), "UNKNOWN_PLACE"),
        (NewStaff("u.n", "x", StaffRole.CARETAKER, ("logirem",), buildings=(2**40,)), "UNKNOWN_PLACE"),
        (NewStaff("u.n", "x", StaffRole.CARETAKER, ("logirem",)), "NO_BUILDING"),
    ],
)
def test_what_an_administrator_may_not_make(
    training: str, engine_of: Callable[..., Engine], asked: NewStaff, code: str
) -> None:
    with pytest.raises(Refused) as caught, transaction(engine_of(training, "admin.demo")) as session:
        add_staff(session, asked)
    assert caught.value.code == code


def test_a_place_of_another_landlord_is_unknown(training: str, engine_of: Callable[..., Engine]) -> None:
    with transaction(engine_of(training, "admin.demo")) as session:
        places = places_of_work(session)
    theirs = next(one for one in places if one.landlord_code == "vivest" and one.building_id is not None)
    assert theirs.building_id is not None
    for wrong in (
        NewStaff("u.n", "x", StaffRole.CARETAKER, ("logirem",), buildings=(theirs.building_id,)),
        NewStaff("u.n", "x", StaffRole.ADVISER, ("logirem",), agencies=(theirs.agency_code,)),
    ):
        with pytest.raises(Refused) as caught, transaction(engine_of(training, "admin.demo")) as session:
            add_staff(session, wrong)
        assert caught.value.code == "UNKNOWN_PLACE"


def test_a_caretaker_is_put_in_a_building_of_the_list(scram: Node, admin: Engine) -> None:
    with transaction(admin) as session:
        [building, *_] = [
            one.building_id for one in places_of_work(session, "logirem") if one.building_id is not None
        ]
        password = add_staff(session, new("g.nouveau", StaffRole.CARETAKER, buildings=(building,)))
    with psycopg.connect(scram.dsn(DATABASE, "g.nouveau", password), autocommit=True) as connection:
        assert connection.execute("SELECT my_buildings()").fetchone() == ([building],)


def test_the_first_administrator_is_made_by_who_administers_the_database(scram: Node) -> None:
    """Nobody is in service in a database just made; its owner makes an administrator, and nobody else."""
    owner = make_engine(scram.dsn(DATABASE))
    with transaction(owner) as session:
        password = add_staff(
            session, NewStaff("premier.admin", "P", StaffRole.ADMINISTRATOR, landlords_seen(session))
        )
    with pytest.raises(Refused) as caught, transaction(owner) as session:
        add_staff(session, new("s.m", StaffRole.MANAGER))
    assert caught.value.code == "UNKNOWN_LANDLORD"
    owner.dispose()
    first = make_engine(scram.dsn(DATABASE, "premier.admin", password))
    with transaction(first) as session:
        assert add_staff(session, new("suite.agent"))
        disable_staff(session, "suite.agent")
    first.dispose()


def test_nobody_closes_his_own_account_or_a_strangers(
    training: str, engine_of: Callable[..., Engine]
) -> None:
    admin = engine_of(training, "admin.demo")
    for login, code in (("admin.demo", "OWN_ACCOUNT"), ("personne", "UNKNOWN_STAFF")):
        with pytest.raises(Refused) as caught, transaction(admin) as session:
            disable_staff(session, login)
        assert caught.value.code == code


@pytest.mark.parametrize("login", ["agent.demo", "responsable.demo", "dpo.demo", "portail.demo"])
def test_only_the_administrator_makes_accounts(
    training: str, engine_of: Callable[..., Engine], login: str
) -> None:
    engine = engine_of(training, login)
    with pytest.raises(Refused), transaction(engine) as session:
        add_staff(session, new("v.w"))
    with pytest.raises(Refused), transaction(engine) as session:
        disable_staff(session, "agent.demo")


def test_a_colleague_s_file_closes_when_he_is_named_and_opens_again(
    training: str, engine_of: Callable[..., Engine]
) -> None:
    """By his number alone: the administrator sees no tenant (R5.14)."""
    admin, agent = engine_of(training, "admin.demo"), engine_of(training, "accueil.logirem")
    seen = text("SELECT count(*) FROM customer WHERE client_ref = '1008'")
    for number, visible in (("1008", 0), (None, 1)):
        with transaction(admin) as session:
            link_tenant(session, "conseil.logirem", number)
        with transaction(agent) as session:
            assert session.scalar(seen) == visible
    with pytest.raises(Refused) as caught, transaction(admin) as session:
        link_tenant(session, "conseil.logirem", "000")
    assert caught.value.code == "UNKNOWN_NUMBER"
    with pytest.raises(Refused), transaction(agent) as session:
        link_tenant(session, "conseil.logirem", "1008")


def test_a_caretaker_sees_his_buildings(training: str, engine_of: Callable[..., Engine]) -> None:
    with transaction(engine_of(training, "gardien.logirem")) as session:
        assert current_staff(session).role is StaffRole.CARETAKER
        tenants = my_buildings(session)
    with engine_of(training).connect() as owner:
        seen = text("SELECT login FROM audit_entry WHERE act = 'BUILDINGS_SHOWN'")
        assert owner.scalars(seen).all() == ["gardien.logirem"]
    assert tenants
    assert all(tenant.holders and tenant.premises for tenant in tenants)
    assert any(tenant.phones for tenant in tenants)
    assert len({tenant.street for tenant in tenants}) >= 1
    with pytest.raises(Refused), transaction(engine_of(training, "admin.demo")) as session:
        my_buildings(session)
