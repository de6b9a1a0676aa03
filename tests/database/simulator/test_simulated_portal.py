"""The five guides' portals, simulated: what a tenant reads, what is told, what the rows say."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from backoffice.database.engine import make_engine
from backoffice.demo.portal import screens
from backoffice.demo.portal.clock import HandClock
from backoffice.demo.portal.messages import Outcome
from backoffice.demo.portal.portal import SimulatedPortal
from backoffice.demo.portal.screens import Device, HelpForm, Registration, Visitor
from backoffice.demo.portal.secrets import Secrets
from backoffice.rules.vocabulary.portal import PortalMessage, PortalPlace
from backoffice.services.landlords import landlord_parameters
from tests.conftest import Server, copy_of

pytestmark = pytest.mark.database

APP = Device(PortalPlace.APP)
Opens = Callable[[str], SimulatedPortal]


@pytest.fixture(scope="module")
def engine_of_portal(server: Server) -> Iterator[Engine]:
    """The tenants' portal on a training landlord of this module's own; nothing is committed."""
    for name in copy_of(server, server.ensure_training()):
        engine = make_engine(server.dsn(name, "portail.demo"))
        yield engine
        engine.dispose()


@pytest.fixture
def line(engine_of_portal: Engine) -> Iterator[Connection]:
    """A connection of the portal's role, undone after the test."""
    with engine_of_portal.connect() as connection:
        outer = connection.begin()
        yield connection
        outer.rollback()


@pytest.fixture
def opens(line: Connection) -> Opens:
    """Opens the portal of a landlord, its clock in the hand; « made » gathers the secrets."""

    def make(code: str) -> SimulatedPortal:
        with Session(line, join_transaction_mode="create_savepoint") as session:
            found = session.execute(text("SELECT id FROM landlord WHERE code = :code"), {"code": code})
            now: datetime = session.execute(text("SELECT now()")).scalar_one()
            profile = landlord_parameters(session, found.scalar_one(), now.date())
        return SimulatedPortal(line, profile, HandClock(now), Secrets())

    return make


def somebody(line: Connection, portal: SimulatedPortal, state: str | None = None) -> Visitor:
    """A tenant of this landlord with a mobile, an e-mail, a running lease, and this account or none."""
    query = """SELECT c.id FROM customer c JOIN person p ON p.id = c.main_person_id
        WHERE c.landlord_id = :landlord AND p.birth_date IS NOT NULL AND p.deceased_on IS NULL
        AND EXISTS (SELECT FROM lease l WHERE l.customer_id = c.id AND l.valid_to IS NULL)
        AND 2 = (SELECT count(DISTINCT channel) FROM contact k WHERE k.person_id = p.id AND k.valid_to IS NULL
            AND k.usable_for_security_from < now() AND k.channel IN ('MOBILE', 'EMAIL'))
        AND NOT EXISTS (SELECT FROM registration_block b WHERE b.customer_id = c.id)
        AND (SELECT string_agg(state, ',') FROM portal_account a WHERE a.customer_id = c.id)
            IS NOT DISTINCT FROM :state ORDER BY c.id LIMIT 1"""
    asked = {"landlord": portal.landlord_id, "state": state}
    return portal.enrol(line.execute(text(query), asked).scalar_one())


def told(line: Connection, who: Visitor, count: int) -> list[tuple[str, dict[str, Any]]]:
    """The last events of a client, oldest first."""
    query = "SELECT kind, detail FROM portal_event WHERE customer_id = :id ORDER BY id DESC LIMIT :count"
    rows = line.execute(text(query), {"id": who.customer_id, "count": count}).all()
    return [(row.kind, row.detail) for row in reversed(rows)]


def account(line: Connection, who: Visitor) -> Any:
    """The open account of a client, or nothing."""
    query = "SELECT * FROM portal_account WHERE customer_id = :id AND closed_at IS NULL"
    return line.execute(text(query), {"id": who.customer_id}).one_or_none()


def hand(portal: SimulatedPortal) -> HandClock:
    """The clock of a portal under test."""
    assert isinstance(portal.clock, HandClock)
    return portal.clock


def test_logirem_registers_by_a_code_to_the_known_mobile(line: Connection, opens: Opens) -> None:
    portal = opens("logirem")
    who = somebody(line, portal)
    assert not portal.register(who.registration(party=who.number), APP).went_on
    assert told(line, who, 1) == [
        ("REGISTRATION_FAILED", {"failed": "PARTY_NUMBER", "typed": "OTHER_NUMBER", "place": "APP"})
    ]
    assert portal.register(who.registration(), APP).went_on
    kinds = [kind for kind, _ in told(line, who, 3)]
    assert kinds == ["REGISTERED", "TERMS_ACCEPTED", "ACTIVATION_SENT"]
    assert told(line, who, 1)[0][1] == {"message": "ACTIVATION", "channel": "SMS"}
    who.received += portal.deliver(only=who.customer_id)
    (code,) = who.last(PortalMessage.ACTIVATION).tokens
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert portal.activate(wrong, who.number, who.password).said == screens.ACTIVATION_REFUSED
    assert told(line, who, 1) == [("ACTIVATION_FAILED", {"failed": "CODE"})]
    hand(portal).advance(minutes=11)
    assert not portal.activate(code, who.number, who.password).went_on
    assert not portal.activate(code, who.number, who.password).went_on
    kinds = [kind for kind, _ in told(line, who, 3)]
    assert kinds == ["ACTIVATION_FAILED", "ACTIVATION_EXPIRED", "ACTIVATION_FAILED"]
    assert account(line, who).state == "PENDING_ACTIVATION"


def test_logirem_without_a_usable_mobile(line: Connection, opens: Opens) -> None:
    portal = opens("logirem")
    who = somebody(line, portal)
    with portal.holding([who.customer_id]):
        portal._held[who.customer_id].contacts = ()
        assert portal.register(who.registration(), APP).said == screens.REGISTRATION_REFUSED
    assert told(line, who, 1) == [("REGISTRATION_FAILED", {"failed": "NO_MOBILE", "place": "APP"})]
    active = somebody(line, portal, "ACTIVE")
    other = Device(PortalPlace.APP, mobile="06 39 98 00 00")
    assert portal.ask_reset(active.login, other).said == screens.RESET_TAKEN
    assert told(line, active, 1) == [("RESET_FAILED", {"failed": "OTHER_MOBILE", "place": "APP"})]


def test_vivest_three_wrong_passwords_then_three_recreations(line: Connection, opens: Opens) -> None:
    portal = opens("vivest")
    who = somebody(line, portal, "ACTIVE")
    assert portal.sign_in(who.login, who.password).went_on
    clock = hand(portal)
    for _ in range(3):
        assert portal.sign_in(who.login, "Faux-mot-2-passe").said == screens.SIGN_IN_REFUSED
        clock.advance(seconds=30)
    weak = who.registration(password="court")
    for tries_left in (3, 2, 1):
        idea = portal.idea(who.customer_id)
        assert (idea.lets_in, idea.tries_left) == (True, tries_left)
        assert not portal.recreate(weak).went_on
    assert told(line, who, 2) == [
        ("RECREATION_FAILED", {"failed": "PASSWORD_RULE"}),
        ("LOCKED", {"cause": "FAILED_RECREATIONS"}),
    ]
    lock = line.execute(
        text("SELECT * FROM account_lock WHERE ended_at IS NULL AND account_id = :id"),
        {"id": account(line, who).id},
    ).one()
    assert (lock.failures, lock.until - lock.locked_at) == (6, timedelta(minutes=10))
    assert portal.sign_in(who.login, who.password).said == screens.SIGN_IN_REFUSED
    assert told(line, who, 1)[0][1] == {"failed": "REFUSED_NOW", "place": "WEB"}
    clock.advance(minutes=10)
    assert portal.idea(who.customer_id).lets_in
    assert portal.sign_in(who.login, who.password).went_on
    assert [kind for kind, _ in told(line, who, 2)] == ["UNLOCKED", "SIGNED_IN"]
    row = account(line, who)
    assert (row.state, row.failed_attempts, row.last_sign_in_at) == ("ACTIVE", 0, clock.now())


def test_vivest_never_created_is_blocked_after_six_tries(line: Connection, opens: Opens) -> None:
    portal = opens("vivest")
    who = somebody(line, portal)
    for _ in range(2):
        portal.sign_in(who.number, "Azerty12!")
    for _ in range(3):
        portal.register(who.registration(surname="Autrenom"))
    assert portal.idea(who.customer_id).blocked is False
    portal.register(who.registration(password="sans chiffre"))
    last = told(line, who, 7)
    assert [detail.get("failed") for _, detail in last] == ["LOGIN"] * 2 + ["NAME"] * 3 + [
        "PASSWORD_RULE",
        None,
    ]
    assert last[-1][0] == "REGISTRATION_BLOCKED"
    assert portal.register(who.registration()).said == screens.REGISTRATION_REFUSED
    assert told(line, who, 1)[0][1]["failed"] == "REFUSED_NOW"
    query = "SELECT failures FROM registration_block WHERE customer_id = :id AND released_at IS NULL"
    assert line.execute(text(query), {"id": who.customer_id}).scalar_one() == 6
    assert account(line, who) is None


def test_an_assistance_form_is_taken_where_the_portal_has_one(line: Connection, opens: Opens) -> None:
    for code, has_one in (("vivest", True), ("ekidom", True), ("larochelle", False)):
        portal = opens(code)
        who = somebody(line, portal)
        query = text("SELECT count(*) FROM assistance_form WHERE customer_id = :id")
        before = line.execute(query, {"id": who.customer_id}).scalar_one()
        assert portal.send_form(who.help_form()).went_on is has_one, code
        assert line.execute(query, {"id": who.customer_id}).scalar_one() == before + has_one
        if has_one:
            assert told(line, who, 1)[0][0] == "FORM_RECEIVED"
            secret = replace(who.help_form(), surname="mot de passe Azerty12")
            assert portal.send_form(secret).said == screens.FORM_REFUSED
    assert opens("vivest").send_form(HelpForm("inconnu 404")).said == screens.FORM_REFUSED


def test_vivest_spouse_is_no_holder(line: Connection, opens: Opens) -> None:
    portal = opens("vivest")
    query = """SELECT c.id, p.birth_name, p.first_names
        FROM household_member m JOIN lease l ON l.id = m.lease_id
        JOIN customer c ON c.id = l.customer_id JOIN person p ON p.id = m.person_id
        JOIN person h ON h.id = c.main_person_id
        WHERE c.landlord_id = :landlord AND m.relation = 'KNOWN_PARTNER' AND m.valid_to IS NULL
        AND l.valid_to IS NULL AND p.birth_name <> h.birth_name
        AND NOT EXISTS (SELECT FROM portal_account a WHERE a.customer_id = c.id) LIMIT 1"""
    row = line.execute(text(query), {"landlord": portal.landlord_id}).first()
    if row is None:
        pytest.skip("chance gave no partner without title here")
    who = portal.enrol(row.id)
    portal.register(who.registration(surname=row.birth_name, first_names=row.first_names))
    assert told(line, who, 1) == [("REGISTRATION_FAILED", {"failed": "NOT_HOLDER", "place": "WEB"})]


def test_monlogement27_zeros_two_links_and_spam(line: Connection, opens: Opens) -> None:
    portal = opens("monlogement27")
    who = somebody(line, portal)
    assert who.number == who.printed.lstrip("0") != who.printed
    portal.register(who.registration(number=who.printed))
    assert told(line, who, 1) == [
        ("REGISTRATION_FAILED", {"failed": "NUMBER", "typed": "WITH_ZEROS", "place": "WEB"})
    ]
    portal.register(who.registration(email_again="autre@example.org"))
    portal.register(who.registration(terms=False))
    portal.register(who.registration(captcha=False))
    checks = [detail["failed"] for _, detail in told(line, who, 3)]
    assert checks == ["EMAIL_DIFFERS", "TERMS", "CAPTCHA"]
    assert portal.register(who.registration()).went_on
    site, application = portal.post.waiting[-1].tokens
    assert portal.deliver(Outcome.SPAM, who.customer_id) == ()
    assert told(line, who, 1) == [("DELIVERED", {"message": "ACTIVATION", "channel": "EMAIL"})]
    assert portal.activate(application).went_on
    assert not portal.activate(site).went_on
    assert told(line, who, 1) == [("ACTIVATION_FAILED", {"failed": "LINK_USED"})]
    for login in (who.email, who.number):
        assert portal.sign_in(login, who.password, APP).went_on
    portal.sign_in(who.printed, who.password)
    assert told(line, who, 1)[0][1] == {"failed": "LOGIN", "typed": "WITH_ZEROS", "place": "WEB"}


def test_la_rochelle_after_25_hours(line: Connection, opens: Opens) -> None:
    portal = opens("larochelle")
    who = somebody(line, portal)
    portal.register(who.registration(number=who.printed))
    assert told(line, who, 1)[0][1]["typed"] == "WITH_PREFIX"
    assert portal.register(who.registration()).went_on
    who.received += portal.deliver(only=who.customer_id)
    (link,) = who.last(PortalMessage.ACTIVATION).tokens
    hand(portal).advance(hours=25)
    assert portal.sweep() >= 1
    assert portal.activate(link).said == screens.ACTIVATION_REFUSED
    assert [kind for kind, _ in told(line, who, 2)] == ["ACTIVATION_EXPIRED", "ACTIVATION_FAILED"]
    assert portal.register(who.registration()).said == screens.REGISTRATION_REFUSED
    assert told(line, who, 1)[0][1]["failed"] == "ACCOUNT_EXISTS"


def test_ekidom_lost_password_and_new_portal(line: Connection, opens: Opens) -> None:
    portal = opens("ekidom")
    who = somebody(line, portal, "ACTIVE")
    assert portal.sign_in(who.login, who.password).went_on
    assert portal.ask_reset(who.login).said == portal.ask_reset("inconnu@example.org").said
    who.received += portal.deliver(only=who.customer_id)
    (link,) = who.last(PortalMessage.RESET).tokens
    fresh = portal.new_password()
    assert not portal.reset(link, "court").went_on
    assert not portal.reset(link, fresh, again="autre").went_on
    assert portal.reset(link, fresh, again=fresh).went_on
    assert not portal.reset(link, fresh).went_on
    assert [(kind, detail.get("failed")) for kind, detail in told(line, who, 5)] == [
        ("RESET_FAILED", "PASSWORD_RULE"), ("RESET_FAILED", "PASSWORD_DIFFERS"),
        ("PASSWORD_CHANGED", None), ("SESSIONS_ENDED", None), ("RESET_FAILED", "LINK_USED"),
    ]  # fmt: skip
    assert not portal.sign_in(who.login, who.password).went_on
    assert portal.sign_in(who.login, fresh).went_on
    mark = "UPDATE portal_account SET recreate_since = now(), version = version + 1 WHERE customer_id = :id"
    line.execute(text(mark), {"id": who.customer_id})
    before = account(line, who).id
    assert portal.sign_in(who.login, fresh).said == screens.SIGN_IN_REFUSED
    assert told(line, who, 1)[0][1]["failed"] == "LOGIN"
    assert portal.register(who.registration()).went_on
    row = account(line, who)
    assert (row.id, row.state, row.recreate_since) == (before, "PENDING_ACTIVATION", None)


def test_an_address_taken_and_a_stranger(line: Connection, opens: Opens) -> None:
    portal = opens("ekidom")
    taken, who = somebody(line, portal, "ACTIVE"), somebody(line, portal)
    portal.register(who.registration(email=taken.login))
    assert told(line, who, 1)[0][1]["failed"] == "EMAIL_USED"
    query = text("SELECT count(*) FROM portal_event")
    before = line.execute(query).scalar_one()
    assert portal.register(Registration("999999999", surname="Personne")).said == screens.REGISTRATION_REFUSED
    assert portal.sign_in("personne@example.org", "x").said == screens.SIGN_IN_REFUSED
    assert line.execute(query).scalar_one() == before


def test_staff_froze_it_and_the_portal_leaves_it_so(line: Connection, opens: Opens) -> None:
    portal = opens("logirem")
    query = text("SELECT id FROM customer WHERE client_ref = '1009'")
    who = portal.enrol(line.execute(query).scalar_one())
    assert portal.sign_in(who.login, who.password).said == screens.SIGN_IN_REFUSED
    assert told(line, who, 1)[0][1]["failed"] == "REFUSED_NOW"
    assert portal.ask_reset(who.login).said == screens.RESET_TAKEN
    assert told(line, who, 1)[0] == ("RESET_FAILED", {"failed": "REFUSED_NOW", "place": "WEB"})
    assert account(line, who).state == "SUSPENDED_FRAUD"


def test_a_landlord_that_says_nothing_of_a_lock_never_locks(line: Connection, opens: Opens) -> None:
    for code in ("logirem", "ekidom", "monlogement27", "larochelle"):
        portal = opens(code)
        who = somebody(line, portal, "ACTIVE")
        for _ in range(12):
            portal.sign_in(who.login, "Faux-mot-2-passe")
        row = account(line, who)
        assert (row.state, row.failed_attempts) == ("ACTIVE", 12), code
        assert portal.sign_in(who.login, who.password).went_on


def test_a_colleague_wrote_in_between(line: Connection, opens: Opens) -> None:
    """The portal reads again and decides again: an account closed meanwhile is not opened."""
    portal = opens("vivest")
    who = somebody(line, portal, "ACTIVE")
    file = portal._fresh(who.customer_id)
    assert file.account is not None
    file.account.version -= 1
    read: list[int] = []

    def first_stale(customer_id: int) -> Any:
        read.append(customer_id)
        return file if len(read) == 1 else SimulatedPortal._file(portal, customer_id)

    portal._file = first_stale  # type: ignore[method-assign]
    assert portal.sign_in(who.login, who.password).went_on
    assert len(read) == 2
    assert [kind for kind, _ in told(line, who, 1)] == ["SIGNED_IN"]


def test_the_hand_clock_moves() -> None:
    clock = HandClock(datetime(2026, 1, 1, tzinfo=UTC))
    assert clock.advance(hours=25) == clock.now() == datetime(2026, 1, 2, 1, tzinfo=UTC)
