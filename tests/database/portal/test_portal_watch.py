"""Anomalies of the accesses: each kind found, none too many, a figure always as long as its list."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from backoffice.models.landlord import Staff
from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Contact, Person
from backoffice.rules.portal.watch import LIMITS
from backoffice.services.portal.watch.figures import anomaly_figures
from backoffice.services.portal.watch.lists import desk_behind
from tests.factories import make_call, make_lease, make_person
from tests.portal_town import K, Town, customers_of

pytestmark = pytest.mark.database


def test_an_email_of_several_accounts_as_login_or_contact(town: Town) -> None:
    one = town.account(login="jean.petit@example.fr")
    two = town.account(login="1234")
    town.contact(two.person_id, "Jean.Petit@Example.fr")
    three, four = town.account(), town.account(login="5678")
    for account in (three, four):
        town.contact(account.person_id, "famille@example.fr")
    # What no longer is, or never was, on two open accounts.
    town.account(login="jeanpetit@example.fr")
    ended = town.account()
    town.contact(ended.person_id, "famille@example.fr", valid_to=date(2025, 1, 1))
    closed = town.account(state="CLOSED", closed_at=town.ago(days=9))
    town.contact(closed.person_id, "famille@example.fr")
    town.contact(make_person(town.session, town.house).id, "famille@example.fr")
    rows = town.rows(K.SHARED_EMAIL)
    assert sorted(row.customer_id for row in rows) == customers_of((one, two, three, four))
    told = {row.customer_id: row.why for row in rows}
    ref = town.session.get_one(Customer, two.customer_id).client_ref
    assert told[one.customer_id] == f"Courriel de 2 comptes, avec le client {ref}"
    assert not any("@" in row.why for row in rows)


def test_an_email_shared_whatever_came_first(town: Town) -> None:
    """The account before the contact or after it, two accounts of one person, a contact that changes."""
    person = make_person(town.session, town.house)
    town.contact(person.id, "apres@example.fr")
    of_contact = town.account(person=person, login="9001")
    later = town.account(login="apres@example.fr")
    same = make_person(town.session, town.house)
    town.contact(same.id, "double@example.fr")
    both = [town.account(person=same, login="9002"), town.account(person=same, login="9003")]
    assert town.listed(K.SHARED_EMAIL) == customers_of((of_contact, later, *both))
    contact = town.session.scalars(select(Contact).where(Contact.value_key == "apres@example.fr")).one()
    contact.value = contact.value_key = "seul@example.fr"
    town.session.flush()
    assert town.listed(K.SHARED_EMAIL) == customers_of(both)
    contact.value = contact.value_key = "apres@example.fr"
    town.session.flush()
    assert town.listed(K.SHARED_EMAIL) == customers_of((of_contact, later, *both))
    before = set(town.session.execute(text("SELECT contact_id FROM shared_contact")).scalars())
    town.session.execute(text("SELECT refill_shared_contacts()"))
    after = set(town.session.execute(text("SELECT contact_id FROM shared_contact")).scalars())
    assert after <= before
    assert town.listed(K.SHARED_EMAIL) == customers_of((of_contact, later, *both))


def test_a_burst_in_a_residence(town: Town) -> None:
    victims = [town.account() for _ in range(3)]
    for rank, account in enumerate(victims):
        town.fail(account, *(100 + 5 * turn + rank for turn in range(4)))
    beside = town.account()
    town.fail(beside, 3000)
    rows = town.rows(K.RESIDENCE_BURST)
    assert sorted(row.customer_id for row in rows) == customers_of(victims)
    assert rows[0].why.startswith("12 échecs de 3 locataires entre ")
    assert rows[0].why.endswith(", résidence Les Lices")


@pytest.mark.parametrize(
    ("tenants", "each", "apart", "why", "found"),
    [
        (3, 4, 5, "PASSWORD", True),
        (2, 9, 5, "PASSWORD", False),
        (3, 3, 5, "PASSWORD", False),
        (3, 4, 25, "PASSWORD", False),
        (3, 8, 5, "REFUSED_NOW", False),
    ],
)
def test_what_makes_a_burst(town: Town, tenants: int, each: int, apart: int, why: str, found: bool) -> None:
    accounts = [town.account() for _ in range(tenants)]
    for account in accounts:
        town.fail(account, *(50 + apart * turn for turn in range(each)), why=why)
    assert bool(town.listed(K.RESIDENCE_BURST)) is found


def test_a_residence_that_always_fails_bursts_only_well_above_its_habit(town: Town) -> None:
    accounts = [town.account() for _ in range(4)]
    # Two an hour of the day for four weeks: five times as many are ten, eight times are sixteen.
    for rank in range(4 * 28 * 7):
        at = town.ago(days=7.2 + 27.5 * rank / (4 * 28 * 7))
        town.event(accounts[rank % 4], "SIGN_IN_FAILED", at)
    for account in accounts[:3]:
        town.fail(account, 60, 65, 70)
    town.fail(accounts[3], 61)
    habit = 4 * 28 * 7 / LIMITS.habit_hours
    assert habit == 2
    assert town.listed(K.RESIDENCE_BURST) == customers_of(accounts)
    for rank in range(400):
        town.event(accounts[rank % 4], "SIGN_IN_FAILED", town.ago(days=20, minutes=rank))
    assert town.listed(K.RESIDENCE_BURST) == []


def test_a_burst_among_the_tenants_of_a_desk(town: Town) -> None:
    staff = Staff(login="x.poste", full_name="Poste X", role="FRONT_DESK", valid_from=date(2020, 1, 1))
    town.session.add(staff)
    town.session.flush()
    called = [town.account() for _ in range(4)]
    for rank, account in enumerate(called):
        town.move(account, f"R{rank}x")
        lease = town.session.scalars(select(Lease).where(Lease.customer_id == account.customer_id)).one()
        call = make_call(town.session, lease, staff, ended=True)
        # The last one was on the line too long ago.
        call.started_at = call.ended_at = town.ago(days=40 if rank == 3 else 6)
        town.fail(account, *(100 + 5 * turn + rank for turn in range(4)))
    town.session.flush()
    assert town.listed(K.RESIDENCE_BURST) == []
    rows = town.rows(K.DESK_BURST)
    assert sorted(row.customer_id for row in rows) == customers_of(called[:3])
    number = int(rows[0].why.rsplit(" ", 1)[1])
    assert "Poste X" not in rows[0].why
    assert "x.poste" not in rows[0].why
    assert number == 1000 + (staff.id * 7919 + 4242) % 8999
    with pytest.raises(Exception, match="DPO_ONLY"), town.session.begin_nested():
        desk_behind(town.session, number)


def test_dormant_accounts(town: Town) -> None:
    old = town.ago(days=366)
    asleep = town.account(last_sign_in_at=old, created_at=old, activated_at=old)
    never = town.account(last_sign_in_at=None, created_at=old, activated_at=old)
    past_lock = town.account(last_sign_in_at=old, state="LOCKED_TEMPORARY")
    running = town.account(last_sign_in_at=old, state="LOCKED_TEMPORARY")
    for account, since in ((past_lock, 60), (running, 2)):
        town.session.execute(
            text(
                "INSERT INTO account_lock (landlord_id, account_id, cause, failures, locked_at, until)"
                " VALUES (:l, :a, 'WRONG_PASSWORDS', 3, :at, :until)"
            ),
            {
                "l": account.landlord_id,
                "a": account.id,
                "at": town.ago(minutes=since),
                "until": town.ago(minutes=since - 10),
            },
        )
    town.account(last_sign_in_at=town.ago(days=360))
    town.account(last_sign_in_at=None, activated_at=town.ago(days=2), created_at=old)
    town.account(last_sign_in_at=old, state="SUSPENDED_FRAUD")
    town.account(last_sign_in_at=None, activated_at=None, state="PENDING_ACTIVATION")
    rows = town.rows(K.DORMANT)
    assert sorted(row.customer_id for row in rows) == customers_of((asleep, never, past_lock))
    told = {row.customer_id: row.why for row in rows}
    assert told[never.customer_id] == "Jamais connecté depuis l’ouverture du compte"
    assert anomaly_figures(town.session, None, [K.DORMANT])[0].fresh == 3


def test_an_access_opened_after_a_new_contact(town: Town) -> None:
    staff = town.session.scalars(select(Staff.id).limit(1)).one()
    by_staff = {"staff_id": staff}
    kinds = ("UNLOCKED", "ACTIVATION_ASKED", "SUSPENSION_LIFTED", "RESET_ASKED")
    found = []
    for kind in kinds:
        account = town.account()
        town.contact(account.person_id, f"{uuid4().hex}@example.fr", recorded_at=town.ago(days=8))
        town.event(account, kind, town.ago(days=2), **by_staff)
        found.append(account)
    changed = town.account()
    town.session.execute(
        text(
            "INSERT INTO change_request (landlord_id, kind, customer_id, proposed, letter_on, state,"
            " proposed_by, proposed_at, decided_at) VALUES (:l, 'SECURITY_CONTACT', :c, '{}', current_date,"
            " 'APPROVED', :s, :at, :at)"
        ),
        {"l": changed.landlord_id, "c": changed.customer_id, "s": staff, "at": town.ago(days=5)},
    )
    town.event(changed, "UNLOCKED", town.ago(days=5), **by_staff)
    found.append(changed)
    # Before the change, long after it, by the portal itself, without a change, undone since.
    early, late, alone, calm = (town.account() for _ in range(4))
    for account, then in ((early, 5), (late, 20), (alone, 8)):
        town.contact(account.person_id, f"{uuid4().hex}@example.fr", recorded_at=town.ago(days=then))
    town.event(early, "UNLOCKED", town.ago(days=6), **by_staff)
    town.event(late, "UNLOCKED", town.ago(days=12), **by_staff)
    town.event(alone, "UNLOCKED", town.ago(days=7))
    town.event(calm, "RESET_ASKED", town.ago(days=7))
    undone = town.account()
    town.contact(undone.person_id, f"{uuid4().hex}@example.fr", recorded_at=town.ago(days=3))
    command = str(uuid4())
    town.event(undone, "UNLOCKED", town.ago(days=2), command_id=command, **by_staff)
    town.session.execute(
        text(
            "INSERT INTO portal_act (landlord_id, customer_id, act, reason, level, staff_id, command_id,"
            " leaves_at, undone_at, undone_by) VALUES (:l, :c, 'UNLOCK', 'TYPING_ERROR', 'L2', :s, :k, now(),"
            " now(), :s)"
        ),
        {"l": undone.landlord_id, "c": undone.customer_id, "s": staff, "k": command},
    )
    rows = town.rows(K.UNLOCK_AFTER_CHANGE)
    assert sorted(row.customer_id for row in rows) == customers_of(found)
    told = {row.customer_id: row.why for row in rows}
    assert told[found[0].customer_id] == "Débloqué 6 jours après un nouveau contact"
    assert told[changed.customer_id] == "Débloqué le jour même d’un nouveau contact"


def test_ended_leases_and_deceased_holders(town: Town) -> None:
    today = town.now.date()
    gone = town.account(lease_end=today - timedelta(days=31))
    town.account(lease_end=today - timedelta(days=28))
    town.account(lease_end=today - timedelta(days=99), state="CLOSED", closed_at=town.ago(days=9))
    again = town.account(lease_end=today - timedelta(days=99))
    customer = town.session.get_one(Customer, again.customer_id)
    make_lease(town.session, town.house, customer=customer, valid_from=today - timedelta(days=50))
    assert town.listed(K.LEASE_ENDED) == [gone.customer_id]
    dead = town.account()
    town.session.get_one(Person, dead.person_id).deceased_on = today - timedelta(days=2)
    buried = town.account(state="CLOSED", closed_at=town.ago(days=9))
    town.session.get_one(Person, buried.person_id).deceased_on = today - timedelta(days=20)
    town.session.flush()
    rows = town.rows(K.DECEASED)
    assert [row.customer_id for row in rows] == [dead.customer_id]
    assert rows[0].why.startswith("Décès le ")


def _expected_bursts(failures: list[tuple[datetime, int]]) -> set[int]:
    """Who is in a burst, looked for by trying every window."""
    window = timedelta(minutes=LIMITS.burst_minutes)
    caught: set[int] = set()
    for end, _ in failures:
        inside = [(at, who) for at, who in failures if end - window <= at <= end]
        if len(inside) >= LIMITS.burst_failures and len({who for _, who in inside}) >= LIMITS.burst_tenants:
            caught |= {who for _, who in inside}
    return caught


@pytest.mark.parametrize("seed", range(6))
def test_bursts_are_those_of_every_window_and_figures_those_of_the_lists(town: Town, seed: int) -> None:
    chance = Random(seed)
    accounts = [town.account() for _ in range(8)]
    places: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for rank, account in enumerate(accounts):
        town.move(account, f"Z{seed}{rank % 2}")
    for _ in range(90):
        rank = min(int(chance.expovariate(0.5)), 7)
        at = town.ago(minutes=chance.choice((chance.randrange(300), chance.randrange(1000))))
        town.event(accounts[rank], "SIGN_IN_FAILED", at, detail={"failed": "PASSWORD"})
        places[rank % 2].append((at, accounts[rank].customer_id))
    expected = set().union(*(_expected_bursts(failures) for failures in places.values()))
    assert set(town.listed(K.RESIDENCE_BURST)) == expected
    for figure in anomaly_figures(town.session):
        assert figure.files == len(town.rows(figure.kind))
