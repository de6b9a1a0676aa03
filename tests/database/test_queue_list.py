"""The list of a queue: by due date, in one's agencies, with who holds what."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.errors import Refused
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.work.claims import claim_next
from backoffice.services.work.counters import open_counts
from backoffice.services.work.waiting import WaitingList, waiting_items
from tests.queues import fill_queue, number

pytestmark = pytest.mark.database

Made = Callable[..., Engine]
_LOGIREM = "SELECT {}(id) FROM agency WHERE landlord_id = (SELECT id FROM landlord WHERE code = 'logirem')"
ELSEWHERE = (
    f"UPDATE work_item SET agency_id = ({_LOGIREM.format('max')}) WHERE kind = 'SURVEY' AND id % 4 = 0"
)
ONE_AGENCY = f"""
    DELETE FROM staff_agency WHERE staff_id = (SELECT id FROM staff WHERE login = 'conseil.logirem')
        AND agency_id <> ({_LOGIREM.format("min")})
"""


def read(engine: Engine, kind: WorkKind = WorkKind.SURVEY, most: int = 300) -> WaitingList:
    """The list, in a transaction of its own."""
    with transaction(engine) as session:
        return waiting_items(session, kind, most)


def test_a_queue_is_listed_by_due_date_with_who_holds_what(training: str, engine_of: Made) -> None:
    owner = engine_of(training)
    fill_queue(owner, 40)
    with owner.begin() as connection:
        connection.execute(text("UPDATE work_item SET due_at = due_at - interval '1 day' WHERE id % 3 = 0"))
    sarah, marc = engine_of(training, "accueil.logirem"), engine_of(training, "conseil.logirem")
    with transaction(marc) as session:
        taken = claim_next(session, WorkKind.SURVEY)
    assert taken is not None
    listed = read(sarah)
    assert [item.due_at for item in listed.items] == sorted(item.due_at for item in listed.items)
    assert [item.late for item in listed.items] == sorted((item.late for item in listed.items), reverse=True)
    [held] = [item for item in listed.items if item.holder]
    assert (held.item_id, held.holder, held.mine) == (taken.item_id, "Marc d’Almeida", False)
    assert [item.mine for item in read(marc).items if item.holder] == [True]
    assert all(item.lease_number and item.agency and item.name for item in listed.items)
    shorter = read(sarah, most=7)
    assert shorter.more
    assert shorter.items == listed.items[:7]
    with owner.begin() as connection:
        connection.execute(
            text("UPDATE work_item SET claimed_until = now() - interval '1 ms' WHERE claimed_by > 0")
        )
    assert not any(item.holder for item in read(sarah).items), "a claim that has expired is nobody's"


def test_each_one_lists_what_he_counts(training: str, engine_of: Made) -> None:
    """An adviser his agencies, the others their landlords; a reserved file is a manager's."""
    owner = engine_of(training)
    fill_queue(owner, 60)
    with owner.begin() as connection:
        connection.execute(text(ELSEWHERE))
        connection.execute(text(ONE_AGENCY))
    desks = ("accueil.logirem", "conseil.logirem", "responsable.logirem", "accueil.vivest")
    listed = {login: read(engine_of(training, login)) for login in desks}
    for login, found in listed.items():
        with transaction(engine_of(training, login)) as session:
            counted = {count.kind: count.open_items for count in open_counts(session)}
        assert found.open_items == counted.get(WorkKind.SURVEY, 0), login
        assert len(found.items) + found.kept_back == found.open_items, login
    reserved = (
        "SELECT count(*) FROM work_item w JOIN customer c ON c.id = w.customer_id WHERE w.kind = 'SURVEY'"
    )
    hidden = number(owner, f"{reserved} AND c.reserved")
    assert hidden > 0
    assert (len(listed["responsable.logirem"].items), listed["responsable.logirem"].kept_back) == (60, 0)
    assert (len(listed["accueil.logirem"].items), listed["accueil.logirem"].kept_back) == (
        60 - hidden,
        hidden,
    )
    assert 0 < len(listed["conseil.logirem"].items) < 60 - hidden
    assert len({item.agency for item in listed["conseil.logirem"].items}) == 1
    assert listed["accueil.vivest"].items == ()


@pytest.mark.parametrize("login", ["gardien.logirem", "admin.demo"])
def test_a_queue_is_not_for_every_job(training: str, engine_of: Made, login: str) -> None:
    with pytest.raises(Refused):
        read(engine_of(training, login))
