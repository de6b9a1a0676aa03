"""Whose file a calling number may be about; what is attached to a file, and what may be dialled."""

import pytest
from sqlalchemy import Connection, text

from backoffice.errors import Conflict, Refused
from backoffice.models.lease import Customer
from backoffice.rules.persons.ringing import ringing
from backoffice.services.pop.candidates import callers
from backoffice.services.pop.numbers import attach_caller, numbers_of_file, remove_caller
from backoffice.services.pop.results import ATTACHED, CALLED, FORMER, ON_FILE
from backoffice.services.subjects.file import contacts, subject_of
from tests.database.persons.acting import acting_as

pytestmark = pytest.mark.database
MANAGER, ADVISER, AGENT = "responsable.logirem", "conseil.vivest", "agent.demo"
KNOWN, UNKNOWN = "07/56/89/41/00", "01 23 45 67 89"


def customer(owner: Connection, number: str = "1344") -> int:
    return int(owner.scalar(text("SELECT id FROM customer WHERE client_ref = :n"), {"n": number}))


@pytest.fixture(autouse=True)
def hung_up(owner: Connection) -> None:
    """Nobody is on the line: the training landlord begins with a call under way."""
    owner.execute(text("UPDATE phone_call SET ended_at = now() WHERE ended_at IS NULL"))


def test_a_contact_former_ones_and_earlier_calls(owner: Connection) -> None:
    file = customer(owner)
    with acting_as(owner, AGENT) as session:
        found = callers(session, ringing(KNOWN), None)
    assert [(row.customer_id, row.kind) for row in found.rows] == [(file, ON_FILE)]
    assert found.number == "07 56 89 41 00"
    owner.execute(text("UPDATE contact SET valid_to = CURRENT_DATE WHERE value_key = '+33756894100'"))
    with acting_as(owner, AGENT) as session:
        former = callers(session, ringing(KNOWN), None).rows
        assert [row.kind for row in former] == [FORMER]
        assert former[0].why.startswith("ancien portable de")
        call = session.execute(
            text("SELECT start_call(:c, 'PHONE', '+33123456789')"), {"c": file}
        ).scalar_one()
        session.execute(text("SELECT end_call(:c, NULL)"), {"c": call})
        before = callers(session, ringing(UNKNOWN), None).rows
    assert [(row.customer_id, row.kind) for row in before] == [(file, CALLED)]


def test_a_pop_is_traced_as_a_search_without_the_number(owner: Connection) -> None:
    with acting_as(owner, AGENT) as session:
        callers(session, ringing(KNOWN), None)
    line = owner.execute(text("SELECT customer_id, detail::text FROM audit_entry WHERE act = 'SEARCHED' "
                              "ORDER BY id DESC LIMIT 1")).one()  # fmt: skip
    assert line.customer_id == customer(owner)
    assert "PHONE" in line.detail
    assert "56" not in line.detail


def test_a_hidden_number_has_no_candidate(owner: Connection) -> None:
    with acting_as(owner, AGENT) as session:
        found = callers(session, ringing("anonymous"), None)
    assert (found.key, found.rows, found.number) == (None, (), "numéro masqué")


def test_attached_once_found_then_taken_away(owner: Connection) -> None:
    file = customer(owner)
    with acting_as(owner, AGENT) as session:
        first = attach_caller(session, file, UNKNOWN)
        assert attach_caller(session, file, "+33 1 23 45 67 89") == first
        assert [row.kind for row in callers(session, ringing(UNKNOWN), None).rows] == [ATTACHED]
        numbers = numbers_of_file(session, file).numbers
        assert [one.url for one in numbers] == ["tel:+33756894100", "tel:+33123456789"]
        assert first.attached_id is not None
    with pytest.raises(Conflict), acting_as(owner, AGENT) as session:
        remove_caller(session, first.attached_id or 0, 99)
    with acting_as(owner, AGENT) as session:
        remove_caller(session, first.attached_id or 0, first.version)
        remove_caller(session, first.attached_id or 0, first.version)
        assert callers(session, ringing(UNKNOWN), None).rows == ()
        assert len(numbers_of_file(session, file).numbers) == 1


def test_it_is_no_contact_and_receives_no_code(owner: Connection) -> None:
    file = customer(owner)
    with acting_as(owner, AGENT) as session:
        attach_caller(session, file, "06 12 34 56 78")
        call = session.execute(
            text("SELECT start_call(:c, 'PHONE', '+33612345678')"), {"c": file}
        ).scalar_one()
        level = session.execute(text("SELECT level FROM phone_call WHERE id = :c"), {"c": call}).scalar_one()
    assert level == "L0", "the number shown proves nothing (R4.26)"
    assert owner.scalar(text("SELECT count(*) FROM contact WHERE value_key = '+33612345678'")) == 0


def test_nobody_sees_nor_attaches_beyond_his_files(owner: Connection) -> None:
    file = customer(owner)
    with acting_as(owner, AGENT) as session:
        attached = attach_caller(session, file, UNKNOWN)
    with acting_as(owner, ADVISER) as session:
        assert callers(session, ringing(UNKNOWN), None).rows == ()
        assert callers(session, ringing(KNOWN), None).rows == ()
    with pytest.raises(Refused), acting_as(owner, ADVISER) as session:
        session.execute(text("SELECT attach_caller(:c, '+33612345678')"), {"c": file})
    with pytest.raises(Refused), acting_as(owner, ADVISER) as session:
        session.execute(text("SELECT remove_caller(:n, 1)"), {"n": attached.attached_id})
    owner.execute(text("UPDATE person SET confidential_address = true WHERE id = "
                       "(SELECT main_person_id FROM customer WHERE id = :c)"), {"c": file})  # fmt: skip
    with acting_as(owner, AGENT) as session:
        assert callers(session, ringing(UNKNOWN), None).rows == ()
    with acting_as(owner, MANAGER) as session:
        told = numbers_of_file(session, file)
        assert (told.withheld, told.numbers) == (True, ())
        assert callers(session, ringing(KNOWN), None).rows[0].dwelling == "Adresse confidentielle"


def test_the_copy_handed_to_the_person_holds_it(owner: Connection) -> None:
    file = customer(owner)
    with acting_as(owner, AGENT) as session:
        attach_caller(session, file, UNKNOWN)
        subject = subject_of(session, session.get_one(Customer, file))
        copy = contacts(session, subject)
    assert [(one.value, one.used_for) for one in copy][-1] == ("01 23 45 67 89", "Numéro d’où l’on a appelé")
