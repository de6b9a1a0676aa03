"""The files opened today: one's own, in Paris, as long as one may see them."""

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.errors import Refused
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.services.access.opening import Opening, open_file
from backoffice.services.access.today import TodayFile, files_of_today
from tests.conftest import Server
from tests.queues import number

pytestmark = pytest.mark.database

Made = Callable[..., Engine]
# The trace only grows: a line is made older in a copy of its own, triggers aside.
OLDER = "UPDATE audit_entry SET recorded_at = recorded_at - interval '26 hours' WHERE customer_id = :id"


def opened(engine: Engine) -> tuple[TodayFile, ...]:
    """The list, in a transaction of its own."""
    with transaction(engine) as session:
        return files_of_today(session)


def open_them(engine: Engine, *customers: int) -> None:
    """Open files one after the other, each at its own instant."""
    for customer in customers:
        with transaction(engine) as session:
            open_file(session, customer, Opening(OpeningPurpose.CALL))


def test_the_latest_file_comes_first_and_each_once(training: str, engine_of: Made) -> None:
    owner, sarah = engine_of(training), engine_of(training, "accueil.logirem")
    asked = "SELECT id FROM customer WHERE landlord_id = (SELECT id FROM landlord WHERE code = 'logirem')"
    first, second, third = (
        number(owner, f"{asked} AND NOT reserved ORDER BY id LIMIT 1 OFFSET {n}") for n in range(3)
    )
    open_them(sarah, first, second, third)
    with transaction(sarah) as session:
        open_file(session, first, Opening(OpeningPurpose.MAIL))
    found = opened(sarah)
    assert [file.customer_id for file in found] == [first, third, second]
    assert found[0].name == number_of(owner, first)
    assert all(file.landlord_name and file.client_ref for file in found)
    with transaction(sarah) as session:
        assert len(files_of_today(session, 2)) == 2
    assert opened(engine_of(training, "conseil.logirem")) == (), "a colleague’s are his own"
    with owner.begin() as connection:
        connection.execute(text("UPDATE customer SET reserved = true WHERE id = :id"), {"id": third})
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(OLDER), {"id": second})
    assert [file.customer_id for file in opened(sarah)] == [first]


def number_of(owner: Engine, customer: int) -> str:
    """The name at the head of the file."""
    with owner.connect() as connection:
        row = connection.execute(
            text(
                "SELECT upper(p.birth_name) || ' ' || p.first_names || CASE WHEN p.usage_name IS NULL THEN ''"
                " WHEN p.civility = 'MME' THEN ', épouse ' || upper(p.usage_name)"
                " ELSE ', époux ' || upper(p.usage_name) END"
                " FROM person p JOIN customer c ON c.main_person_id = p.id WHERE c.id = :id"
            ),
            {"id": customer},
        )
        return str(row.scalar_one())


@pytest.mark.parametrize("login", ["gardien.logirem", "admin.demo", "portail.demo"])
def test_who_opens_no_file_has_no_list(training: str, engine_of: Made, login: str) -> None:
    with pytest.raises(Refused):
        opened(engine_of(training, login))


def test_it_is_read_by_its_index(server: Server, training: str, engine_of: Made) -> None:
    """A month of lines of three hundred colleagues is not walked through."""
    with psycopg.connect(server.dsn(training), autocommit=True) as owner:
        owner.execute("SET enable_seqscan = off")
        plan = owner.execute(
            "EXPLAIN SELECT customer_id, max(recorded_at) FROM audit_entry WHERE act = 'TENANT_OPENED'"
            " AND login = 'agent.demo' AND recorded_at >= access_day() GROUP BY customer_id"
        ).fetchall()
    assert any("login_recorded_at" in line for [line] in plan), plan
