"""Makes the training landlord: the same rows for the same reference day and number of tenants."""

from dataclasses import asdict
from datetime import date, datetime
from random import Random

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from backoffice import paths
from backoffice.demo.loading import Loader, Rows, as_json, loading
from backoffice.demo.population.desk import draw_desk
from backoffice.demo.population.portal import draw_access
from backoffice.demo.population.stock import Stock
from backoffice.demo.population.tenants import add_tenant
from backoffice.demo.renewal import FACTS_KEY, SEED_VERSION, renew
from backoffice.demo.stories.access import Plots, tell_access
from backoffice.demo.stories.anomalies import Anomalies
from backoffice.demo.stories.care import tell_care
from backoffice.demo.stories.cast import Stage
from backoffice.demo.stories.changes import tell_changes
from backoffice.demo.stories.doubles import tell_doubles
from backoffice.demo.stories.guides import tell_guides
from backoffice.demo.stories.household import tell_households
from backoffice.demo.stories.insurance import Defaults
from backoffice.demo.stories.practice import tell_practice
from backoffice.demo.stories.staff import MEMBERS, add_agencies, add_staff
from backoffice.demo.world import House, World, moment, numbers_of
from backoffice.errors import Refused
from backoffice.models.landlord import Landlord
from backoffice.models.lease import Customer
from backoffice.models.portal import PortalAccount
from backoffice.models.service import InsuranceSubmission
from backoffice.models.trace import DatabaseProperty
from backoffice.services.landlords import landlord_parameters, load_landlord_files
from backoffice.services.notes import load_note_terms
from backoffice.services.retention.rules import load_retention_file

STAFF_LOGINS = tuple(member.login for member in MEMBERS)
_SHARES = {"logirem": 30, "vivest": 22, "ekidom": 18, "monlogement27": 16, "larochelle": 14}
_CHUNK = 250
# What the draws begin from; it stays when a story is added, so that everybody else stays who he is.
_DRAWN = 3
# The caretaker looks after the buildings of one residence of his agency (R5.12).
_CARETAKER = """
INSERT INTO staff_building (staff_id, building_id)
SELECT s.id, b.id FROM staff s JOIN staff_agency a ON a.staff_id = s.id
  JOIN building b ON b.residence_id = (
   SELECT r.id FROM residence r JOIN building o ON o.residence_id = r.id
   JOIN premises p ON p.building_id = o.id JOIN lease l ON l.premises_id = p.id AND l.valid_to IS NULL
   WHERE r.agency_id = a.agency_id GROUP BY r.id ORDER BY count(*) DESC, r.id LIMIT 1)
 WHERE s.role = 'CARETAKER'
"""
# One member of staff is a tenant too: only a manager opens the file of a colleague (R5.14).
_COLLEAGUE = """
UPDATE staff SET person_id = (SELECT c.main_person_id FROM customer c JOIN landlord l ON l.id = c.landlord_id
 WHERE l.code = 'larochelle' ORDER BY c.id DESC LIMIT 1) WHERE login = 'quittancement.larochelle'
"""
_MANY = 1000


def build_training(
    connection: Connection, reference_day: date, tenants: int = 5000, now: datetime | None = None
) -> None:
    """Fill an empty, migrated database with the training landlord, in the caller's transaction.

    ``tenants`` counts the customers, those of the stories included. ``now`` (nine o'clock of the
    reference day by default) is when the locks, links and calls of the stories are under way.
    Raises ``Refused`` when the database already holds customers.
    """
    if connection.execute(select(Customer.id).limit(1)).first() is not None:
        raise Refused("Cette base contient déjà des clients : la formation demande une base vide.")
    world = World(reference_day, Rows(), _houses(connection, reference_day))
    start = now or moment(reference_day, 9)
    with loading(connection, world.rows, keys_last=tenants >= _MANY) as loader:
        stage = _tell_stories(world)
        told, plots = world.rows.last_id(Customer), Plots()
        for code, count in _split(max(0, tenants - told)).items():
            _populate(loader, world, world.houses[code], count, plots)
        tell_doubles(stage)
        _add_facts(world, tenants, start)
    connection.execute(text(_CARETAKER))
    connection.execute(text(_COLLEAGUE))
    tell_households(connection, reference_day, start, told)
    tell_changes(connection, reference_day, start, told)
    renew(connection, start)


def _tell_stories(world: World) -> Stage:
    """Agencies, staff, the guides' cases and those to practise on; who is on stage."""
    for house in world.houses.values():
        add_agencies(world, house)
    add_staff(world)
    stage = Stage(world)
    tell_guides(stage)
    tell_practice(stage)
    tell_care(stage)
    tell_access(stage)
    return stage


def _houses(connection: Connection, day: date) -> dict[str, House]:
    """The landlords of the profile files, loaded if they are missing."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        codes = load_landlord_files(session, paths.resources() / "landlords")
        load_note_terms(session, paths.resources() / "notes" / "vocabulary.toml")
        load_retention_file(session, paths.resources() / "retention" / "rules.toml")
        session.commit()
        rows = session.execute(select(Landlord.code, Landlord.id).where(Landlord.code.in_(codes)))
        ids = {row.code: row.id for row in rows}
        return {
            code: House(ids[code], code, landlord_parameters(session, ids[code], day), numbers_of(code))
            for code in _SHARES
        }


def _split(count: int) -> dict[str, int]:
    """Share ``count`` tenants among the landlords; the first takes what is left over."""
    shares = {code: count * share // 100 for code, share in _SHARES.items()}
    shares["logirem"] += count - sum(shares.values())
    return shares


def _populate(loader: Loader, world: World, house: House, count: int, plots: Plots) -> None:
    """Add ``count`` tenants, each drawn from a seed of his own."""
    anomalies, defaults = Anomalies(world, house), Defaults(world, house)
    stock = Stock(world, house, Random(f"{_DRAWN} {house.code} stock"))  # noqa: S311 -- a game of chance, not a secret
    for rank in range(count):
        rng = Random(f"{_DRAWN} {house.code} {rank}")  # noqa: S311 -- the same
        tenant = add_tenant(world, stock, rng)
        told = plots.give(world, house, tenant)
        before = world.rows.last_id(PortalAccount)
        active = None if told else draw_access(world, house, tenant, rng)
        unregistered = not told and before == world.rows.last_id(PortalAccount)
        papers = world.rows.last_id(InsuranceSubmission)
        draw_desk(world, house, tenant, rng)
        if not told and papers == world.rows.last_id(InsuranceSubmission):
            defaults.meet(tenant)
        anomalies.meet(tenant, active, unregistered=unregistered)
        if rank % _CHUNK == _CHUNK - 1:
            loader.write()


def _add_facts(world: World, tenants: int, now: datetime) -> None:
    aging = asdict(world.aging)
    for name in ("locks", "resets"):
        aging[name] = {str(key): how for key, how in aging[name].items()}
    facts = {
        "reference_day": world.day.isoformat(),
        "tenants": tenants,
        "seed_version": SEED_VERSION,
        "made_at": now.isoformat(),
        "aging": aging,
    }
    world.rows.add(DatabaseProperty, key=FACTS_KEY, value=as_json(facts), recorded_at=now)
