"""A merge gives each file the contacts of the other: all are told, and an undone one tells no more."""

from typing import Any

import pytest
from sqlalchemy import Connection, text

from tests.database.persons.acting import acting_as
from tests.database.persons.test_merging import HOLDS, MANAGER, MEMBER, ONLINE, merge, part, persons

pytestmark = pytest.mark.database
_CONTACTS = (
    "SELECT person_id, value_key FROM contact WHERE person_id = ANY (:who) AND channel IN ('EMAIL', 'MOBILE')"
    " AND (valid_to IS NULL OR valid_to > current_date)"
)
_TOLD = (
    "SELECT id, person_id, customer_id, channel, address, state, template, body FROM outbox_message"
    " WHERE subject = 'Réunion de fiches n° ' || :merge ORDER BY id"
)
_REACHED = (
    f"{HOLDS} AND NOT {ONLINE} AND EXISTS"
    " (SELECT FROM contact k WHERE k.person_id = p.id AND k.valid_to IS NULL)"
)


def told(owner: Connection, merge_id: int) -> list[Any]:
    return list(owner.execute(text(_TOLD), {"merge": merge_id}))


def contacts_of(owner: Connection, *persons: int) -> set[tuple[int, str]]:
    rows = owner.execute(text(_CONTACTS), {"who": list(persons)})
    return {(row.person_id, row.value_key) for row in rows}


def files_of(owner: Connection, person: int) -> set[int]:
    return set(owner.scalars(text("SELECT id FROM customer WHERE main_person_id = :p"), {"p": person}))


def test_every_old_contact_of_both_is_told_at_once(owner: Connection) -> None:
    kept, merged = persons(owner, "logirem", _REACHED)[:2]
    files = {person: files_of(owner, person) for person in (kept, merged)}
    known = contacts_of(owner, kept, merged)
    with acting_as(owner, MANAGER) as session:
        event = merge(session, kept, merged)
    notices = told(owner, event.id)
    assert {one.address for one in notices} == {key for _, key in known}
    assert len(notices) == len({key for _, key in known}), "one each"
    whose = {key: person for person, key in known}
    for one in notices:
        assert one.customer_id in files[whose[one.address]], "it is of the file whose contact it was"
        assert (one.state, one.template) == ("WAITING", "CHANGE_NOTICE")
        assert f"réunion de fiches n° {event.id}" in one.body
    names = owner.scalars(
        text("SELECT birth_name FROM person WHERE id IN (:a, :b)"), {"a": kept, "b": merged}
    )
    assert not any(name in one.body for name in names for one in notices), "nobody learns who the other is"


def test_undone_what_waits_does_not_leave_and_what_left_is_no_edit(owner: Connection) -> None:
    kept, merged = persons(owner, "logirem", _REACHED)[:2]
    with acting_as(owner, MANAGER) as session:
        event = merge(session, kept, merged)
    first, *others = told(owner, event.id)
    assert others
    owner.execute(
        text(
            "UPDATE outbox_message SET state = 'SENT', sent_at = now(), version = version + 1 WHERE id = :m"
        ),
        {"m": first.id},
    )
    with acting_as(owner, MANAGER) as session:
        assert part(session, event).left == ()
    after = told(owner, event.id)
    assert [one.state for one in after] == ["SENT", *["CANCELLED"] * len(others)]
    owners = contacts_of(owner, kept, merged)
    assert {(one.person_id, one.address) for one in after} <= owners, "each is back with whose it was"


def test_a_file_without_contact_is_told_by_letter(owner: Connection) -> None:
    """The other's contacts will open it: its holder hears of it all the same."""
    kept, merged = persons(owner, "logirem", _REACHED)[:2]
    owner.execute(text("DELETE FROM contact WHERE person_id = :m"), {"m": merged})
    files = files_of(owner, merged)
    with acting_as(owner, MANAGER) as session:
        event = merge(session, kept, merged)
    letters = [one for one in told(owner, event.id) if one.channel == "LETTER"]
    assert {one.customer_id for one in letters} == files
    assert all(one.address for one in letters)


def test_nobody_is_told_when_nobodys_proof_changes(owner: Connection) -> None:
    """Two occupants of different homes, neither of whom holds a file nor an account."""
    nobody = (
        f"{MEMBER} AND NOT {HOLDS} AND NOT EXISTS (SELECT FROM portal_account a WHERE a.person_id = p.id)"
    )
    alone = f"{nobody} AND NOT EXISTS (SELECT FROM lease_holder h WHERE h.person_id = p.id)"
    found = persons(owner, "logirem", alone)
    with acting_as(owner, MANAGER) as session:
        event = merge(session, found[0], found[-1])
    assert told(owner, event.id) == []
