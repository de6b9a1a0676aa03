"""Assistance forms that wait: right ones, misspelt ones, one of another person (R4.12)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random

from backoffice.demo.population.tenants import Tenant
from backoffice.demo.world import House, World
from backoffice.models.desk.assistance import AssistanceForm
from backoffice.models.desk.work import WorkItem
from backoffice.models.portal import PortalEvent
from backoffice.rules.names import words
from backoffice.rules.vocabulary.portal import PortalEventKind
from backoffice.rules.vocabulary.work import WorkKind

_DUE = timedelta(days=1)


def add_form(world: World, house: House, tenant: Tenant, received: datetime) -> None:
    """Add a form of ``tenant`` with its item of work, as the portal and the database's trigger do."""
    # Drawn apart: the tenants drawn after this one stay who they were.
    rng = Random(f"form {house.code} {tenant.client.id}")  # noqa: S311 -- a game of chance, not a secret
    item = world.rows.add(
        WorkItem,
        landlord_id=house.id,
        kind=WorkKind.ASSISTANCE,
        agency_id=tenant.let.agency_id,
        customer_id=tenant.client.id,
        lease_id=tenant.let.id,
        received_at=received,
        due_at=received + _DUE,
    )
    given = _given(tenant, rng)
    world.rows.add(
        AssistanceForm,
        landlord_id=house.id,
        customer_id=tenant.client.id,
        work_item_id=item,
        received_at=received,
        **{f"given_{name}": value for name, value in given.items()},
    )
    world.rows.add(
        PortalEvent,
        landlord_id=house.id,
        customer_id=tenant.client.id,
        kind=PortalEventKind.FORM_RECEIVED,
        occurred_at=received,
    )


def _given(tenant: Tenant, rng: Random) -> Mapping[str, str | date | None]:
    """What was typed: as on the papers, in capitals, or with one of the mistakes that people make."""
    who = tenant.who
    given: dict[str, str | date | None] = {
        "number": tenant.client.ref,
        "last_name": " ".join(words(who.name)),
        "first_names": " ".join(words(who.first_names)).lower(),
        "birth_date": who.birth_date,
        "email": tenant.email,
        "phone": None,
    }
    mistake = rng.choice(("none", "none", "letter", "order", "day", "relative", "number"))
    if mistake == "letter":
        name = who.name
        given["last_name"] = f"{name[:2]}{name[1]}{name[2:]}"
    elif mistake == "order":
        given["last_name"], given["first_names"] = who.first_names, who.name
    elif mistake == "day" and who.birth_date:
        given["birth_date"] = who.birth_date - timedelta(days=1)
    elif mistake == "relative":
        given |= {"first_names": "Camille", "birth_date": date(1999, 4, 1)}
    elif mistake == "number":
        given["number"] = tenant.let.number
    return given
