"""Absences and who stands in; the days on which an item is due."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from backoffice.database.session import transaction
from backoffice.rules.calls.hours import is_working_day
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.hours import due_at, half_days_of
from backoffice.services.work.absences import absences, cancel_absence, record_absence, standing_in
from backoffice.services.work.following import (
    claim_family,
)
from backoffice.services.work.waiting import listed_items
from tests.database.queues.acting import (
    ANNE,
    LOGIREM,
    MARC,
    REQUESTS,
    SARAH,
    Land,
    refusal,
    requests,
    take,
    today,
)

pytestmark = pytest.mark.database


@pytest.fixture
def without_agencies(land: Land) -> Iterator[str]:
    """An adviser of the landlord with no agency of it, who may stand in."""
    given = f"(SELECT id FROM staff WHERE login = 'conseil.vivest'), ({LOGIREM})"
    land.run(f"INSERT INTO staff_landlord (staff_id, landlord_id) SELECT {given}")
    yield "conseil.vivest"
    land.run(f"DELETE FROM staff_landlord WHERE (staff_id, landlord_id) = ({given})")


def customers(land: Land, who: str) -> int:
    """How many customers of the landlord somebody sees."""
    query = f"SELECT count(*) FROM customer WHERE landlord_id = ({LOGIREM})"
    with transaction(land.engine(who)) as session:
        found: int = session.execute(text(query)).scalar_one()
    return found


def test_a_stand_in_has_the_agencies_on_those_days_and_no_longer(land: Land, without_agencies: str) -> None:
    requests(land, 4)
    farah, day = without_agencies, today(land)
    assert customers(land, farah) == 0
    claim = take(land, MARC).claim
    week = {"landlord": "logirem", "stand_in": farah}
    absence = land.ask(ANNE, record_absence, MARC, day, day + timedelta(days=3), **week)
    held = land.value("SELECT count(*) FROM work_item WHERE claimed_by IS NOT NULL AND kind = 'REQUEST'")
    assert held == 0, "what he held is free at once"
    assert customers(land, farah) == customers(land, MARC) > 0
    assert land.ask(farah, standing_in) == ("Marc d’Almeida",)
    assert land.ask(farah, listed_items, REQUESTS).items
    assert take(land, farah).claim.item_id == claim.item_id
    assert land.value("SELECT count(*) FROM audit_entry WHERE table_name = 'staff_absence'") > 0
    land.run(
        "UPDATE staff_absence SET valid_from = valid_from - 9, valid_to = :day, version = version + 1",
        day=day,
    )
    assert customers(land, farah) == 0, "the last day is over"
    land.run("UPDATE staff_absence SET valid_to = :day, version = version + 1", day=day + timedelta(days=2))
    assert customers(land, farah) > 0
    version = land.value("SELECT version FROM staff_absence WHERE id = :id", id=absence)
    land.ask(ANNE, cancel_absence, absence, version)
    assert customers(land, farah) == 0, "taken back"
    assert refusal(land, farah, claim_family, claim.item_id).code == "ITEM_UNKNOWN"


def test_a_stand_in_is_given_by_a_manager_and_passes_nothing_on(land: Land, without_agencies: str) -> None:
    farah, day = without_agencies, today(land)
    days = (day, day + timedelta(days=2))
    house = {"landlord": "logirem"}
    assert refusal(land, farah, record_absence, MARC, *days, **house, stand_in=farah).code == "NOT_A_MANAGER"
    assert refusal(land, MARC, record_absence, MARC, *days, **house, stand_in=farah).code == "NOT_A_MANAGER"
    assert refusal(land, ANNE, record_absence, MARC, *days, **house, stand_in=SARAH).code == "NO_STAND_IN"
    assert refusal(land, ANNE, record_absence, MARC, days[1], days[0], **house).code == "WRONG_PERIOD"
    mine = land.ask(MARC, record_absence, MARC, *days, **house)
    assert [view.absence_id for view in land.ask(MARC, absences)] == [mine]
    assert land.ask(SARAH, absences) == (), "the days of a colleague are not mine to read"
    assert len(land.ask(ANNE, absences)) == 1
    assert refusal(land, ANNE, record_absence, MARC, *days, **house, stand_in=farah).code == "ALREADY_AWAY"
    assert refusal(land, SARAH, cancel_absence, mine, 1).code == "ABSENCE_UNKNOWN"
    land.ask(MARC, cancel_absence, mine, 1)
    # Marc has Farah's agencies of her landlord for nobody: the stand-in is of one landlord.
    land.ask(ANNE, record_absence, MARC, *days, **house, stand_in=farah)
    seen = land.ask(farah, lambda session: session.execute(text("SELECT my_agencies()")).scalar_one())
    of_logirem = land.value(f"SELECT array_agg(id) FROM agency WHERE landlord_id = ({LOGIREM})")
    assert set(of_logirem) <= set(seen)
    assert land.ask(MARC, lambda session: session.execute(text("SELECT my_agencies()")).scalar_one()) != seen


def test_the_database_and_the_rules_agree_on_dates(land: Land) -> None:
    worked = (
        "SELECT array_agg(is_working_day(d::date) ORDER BY d) "
        "FROM generate_series(date '2000-01-01', date '2100-12-31', interval '1 day') d"
    )
    days = land.value(worked)
    first = date(2000, 1, 1)
    assert days == [is_working_day(first + timedelta(days=n)) for n in range(len(days))]
    house = land.value("SELECT id FROM landlord WHERE code = 'logirem'")
    start = datetime(2026, 3, 20, 5, 7, tzinfo=UTC)
    instants = [start + timedelta(hours=31 * n) for n in range(150)]
    with land.owner.connect() as connection:
        for kind in (WorkKind.ASSISTANCE, WorkKind.INSURANCE, WorkKind.BANK):
            query = text("SELECT work_due(:house, :kind, t) FROM unnest(CAST(:at AS timestamptz[])) AS t")
            stated = {"house": house, "kind": kind.value, "at": instants}
            found = list(connection.execute(query, stated).scalars())
            assert found == [due_at(instant, half_days_of(kind)) for instant in instants], kind
