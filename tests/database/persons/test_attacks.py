"""Ways past the rules through merges, entries, papers and lines, tried by members of staff at psql."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from backoffice.errors import Refused
from backoffice.services.caller.representatives import end_representative, representatives
from tests.database.persons.acting import acting_as
from tests.database.persons.test_merging import merge, part

pytestmark = pytest.mark.database
ADVISER, BOSS, AGENT = "conseil.vivest", "responsable.demo", "agent.demo"
NUMBER = "+33698765432"

_MINE = """
    SELECT c.id, c.main_person_id AS holder FROM customer c JOIN landlord l ON l.id = c.landlord_id
    WHERE l.code = 'vivest' AND NOT c.reserved
      AND NOT EXISTS (SELECT FROM staff s WHERE s.person_id = c.main_person_id)
      AND c.agency_id IN (SELECT a.agency_id FROM staff_agency a JOIN staff s ON s.id = a.staff_id
                           WHERE s.login = 'conseil.vivest')
    ORDER BY c.id LIMIT 2
"""
_TOLD = (
    '{"kind": "OTHER", "birth_name": "ZYGOMAR", "first_names": "Ulysse", "civility": "M",'
    ' "keys": [["ZYGOMAR", "WHOLE"], ["ULYSSE", "FIRST"]],'
    ' "contacts": [{"channel": "MOBILE", "value": "0698765432", "value_key": "+33698765432"}]}'
)


def enter(owner: Connection, customer: int, seen: list[int] | None) -> int:
    """A person entered from a file by its adviser, at psql."""
    with acting_as(owner, ADVISER) as session:
        made: int = session.scalar(
            text("SELECT create_person(:customer, CAST(:told AS jsonb), :seen, NULL)"),
            {"customer": customer, "told": _TOLD, "seen": seen},
        )
    return made


def usable_from(owner: Connection) -> datetime:
    found: datetime = owner.scalar(
        text("SELECT usable_for_security_from FROM contact WHERE value_key = :n"), {"n": NUMBER}
    )
    return found


@pytest.fixture
def file(owner: Connection) -> Any:
    """A file of the adviser's agency: ``id``, ``holder``."""
    return owner.execute(text(_MINE)).first()


@pytest.mark.parametrize("which_is_kept", ["holder", "entered"])
def test_a_number_entered_with_a_person_is_no_proof_once_merged(
    owner: Connection, file: Any, which_is_kept: str
) -> None:
    """An adviser cannot give a file a number that proves, entered long before (R4.24)."""
    made = enter(owner, file.id, [])
    long_ago = datetime.now(UTC) - timedelta(days=30)
    owner.execute(
        text("UPDATE contact SET usable_for_security_from = :at WHERE person_id = :p"),
        {"at": long_ago, "p": made},
    )
    pair = (file.holder, made) if which_is_kept == "holder" else (made, file.holder)
    with acting_as(owner, ADVISER) as session:
        event = merge(session, *pair)
    assert usable_from(owner) > datetime.now(UTC) + timedelta(hours=1)
    with acting_as(owner, ADVISER) as session:
        assert part(session, event).left == ()
    assert usable_from(owner) == long_ago


def test_what_moved_is_nobodys_to_read(owner: Connection, file: Any) -> None:
    """Once parted, who sees the one kept may not see the other: neither his names nor his birth date."""
    made = enter(owner, file.id, [])
    with acting_as(owner, ADVISER) as session:
        merge(session, file.holder, made)
    for login in (ADVISER, AGENT, BOSS, "dpo.demo"):
        with pytest.raises(Refused), acting_as(owner, login) as session, session.begin_nested():
            session.execute(text("SELECT moved FROM person_merge"))


def test_a_reserved_name_is_not_lent_to_who_is_not(owner: Connection) -> None:
    """Merged with somebody reserved, the person kept is reserved, and so is every name of his (R5.14)."""
    one, two = owner.execute(text(_MINE)).all()
    owner.execute(text("UPDATE staff SET person_id = :p WHERE login = 'accueil.vivest'"), {"p": two.holder})
    key = text("SELECT bool_and(reserved), count(*) FROM person_name_key WHERE person_id = :p")
    assert owner.execute(key, {"p": two.holder}).one()[0]
    with acting_as(owner, BOSS) as session:
        event = merge(session, one.holder, two.holder)
    assert owner.execute(key, {"p": one.holder}).one()[0]
    with acting_as(owner, BOSS) as session:
        part(session, event)
    assert owner.execute(key, {"p": one.holder}).one()[0] is False
    assert owner.execute(key, {"p": two.holder}).one()[0] is True
    loose = text(
        "SELECT count(*) FROM known_name k WHERE NOT EXISTS (SELECT FROM person_name_key n "
        "WHERE n.landlord_id = k.landlord_id AND n.key = k.key AND n.agency_id = k.agency_id "
        "AND n.reserved = k.reserved)"
    )
    assert owner.scalar(loose) == 0


def test_looking_at_nobody_in_particular_is_no_way_round_the_double(owner: Connection, file: Any) -> None:
    enter(owner, file.id, [])
    for seen in (None, [None]):
        with pytest.raises(Refused) as refused:
            enter(owner, file.id, seen)  # type: ignore[arg-type]
        assert refused.value.code == "SAME_PERSON"


def test_a_paper_that_was_ended_is_still_listed(owner: Connection) -> None:
    paper = owner.execute(
        text(
            "SELECT r.id, r.version, r.customer_id FROM representative r "
            "WHERE r.valid_to IS NULL OR r.valid_to > current_date ORDER BY r.id LIMIT 1"
        )
    ).one()
    with acting_as(owner, BOSS) as session:
        end_representative(session, paper.id, paper.version)
        listed = {one.id: one for one in representatives(session, paper.customer_id)}
    assert not listed[paper.id].is_usable
    assert listed[paper.id].usable_from is None


@pytest.mark.parametrize("other_file", [False, True])
def test_what_was_noted_before_the_line_was_his_does_not_keep_a_file_alive(
    owner: Connection, file: Any, *, other_file: bool
) -> None:
    """A file is erased with the contacts and promises of its calls; those of another file stay (R5.10a)."""
    other = owner.execute(text(_MINE)).all()[1]
    with acting_as(owner, AGENT) as session:
        call = session.scalar(text("SELECT open_line('PHONE', '+33612345678')"))
        if not other_file:
            session.execute(
                text(
                    "INSERT INTO contact_event (landlord_id, channel, topic, call_id, staff_id) "
                    "SELECT landlord_id, 'PHONE', 'HOURS', id, staff_id FROM phone_call WHERE id = :c"
                ),
                {"c": call},
            )
        promise = session.scalar(
            text(
                "SELECT promise_call_back(:k, id, 'ANSWER', now() + interval '1 day', staff_id) "
                "FROM phone_call WHERE id = :c"
            ),
            {"c": call, "k": other.id if other_file else None},
        )
        session.execute(text("SELECT bind_call(:c, :k)"), {"c": call, "k": file.id})
        session.execute(text("SELECT end_call(:c)"), {"c": call})
    owner.execute(text("SELECT retention_erase_file(:k)"), {"k": file.id})
    kept = text("SELECT count(*) FROM promised_call_back WHERE id = :p AND call_id IS NULL")
    assert owner.scalar(kept, {"p": promise}) == int(other_file)
    assert owner.scalar(text("SELECT count(*) FROM contact_event WHERE call_id = :c"), {"c": call}) == 0


def test_a_promise_of_a_call_is_of_its_file(owner: Connection, file: Any) -> None:
    """The number of somebody who has a file is not taken out of it."""
    with acting_as(owner, AGENT) as session:
        call = session.scalar(text("SELECT open_line('PHONE', '+33612345678')"))
        session.execute(text("SELECT bind_call(:c, :k)"), {"c": call, "k": file.id})
        promise = session.scalar(
            text(
                "SELECT promise_call_back(NULL, id, 'ANSWER', now() + interval '1 day', staff_id) "
                "FROM phone_call WHERE id = :c"
            ),
            {"c": call},
        )
    row = owner.execute(
        text("SELECT customer_id, number FROM promised_call_back WHERE id = :p"), {"p": promise}
    ).one()
    assert tuple(row) == (file.id, None)
