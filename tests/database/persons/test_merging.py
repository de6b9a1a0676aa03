"""Two persons said to be one: everything follows, nothing is lost, and it can be undone."""

import random
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from backoffice.demo.stories.doubles import DOUBLES
from backoffice.errors import Conflict, NotFound, Refused
from backoffice.rules.persons.duplicates import LIKELY
from backoffice.rules.vocabulary.people import MergeReason
from backoffice.services.desk.timeline.pages import timeline
from backoffice.services.desk.timeline.results import TimelineLine
from backoffice.services.duplicates.file import duplicates_of_file
from backoffice.services.duplicates.merging import (
    MergeOrder,
    merge_persons,
    merges_of_customer,
    preview_merge,
    unmerge_persons,
)
from backoffice.services.duplicates.results import MergeView, Parted
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import SearchQuery
from tests.database.persons.acting import acting_as, differences, everything

pytestmark = pytest.mark.database
MANAGER, ADVISER, AGENT = "responsable.logirem", "conseil.vivest", "agent.demo"


def persons(owner: Connection, landlord: str, having: str = "true") -> list[int]:
    """Persons of a landlord, but reserved ones and colleagues."""
    query = text(
        "SELECT p.id FROM person p JOIN landlord l ON l.id = p.landlord_id WHERE l.code = :code "
        "AND NOT p.reserved AND NOT EXISTS (SELECT FROM staff s WHERE s.person_id = p.id) "
        f"AND {having} ORDER BY p.id"
    )
    return list(owner.scalars(query, {"code": landlord}))


HOLDS = "EXISTS (SELECT FROM customer c WHERE c.main_person_id = p.id)"
MEMBER = "EXISTS (SELECT FROM household_member m WHERE m.person_id = p.id AND m.relation <> 'HOLDER')"
ONLINE = "EXISTS (SELECT FROM portal_account a WHERE a.person_id = p.id AND a.closed_at IS NULL)"


def merge(session: Session, kept: int, merged: int) -> MergeView:
    """Merge as they are now."""
    seen = preview_merge(session, kept, merged)
    versions = (seen.kept.version, seen.merged.version)
    return merge_persons(
        session, MergeOrder(kept, merged, *versions, MergeReason.ENTERED_TWICE, str(uuid4()))
    )


def part(session: Session, done: MergeView) -> Parted:
    return unmerge_persons(session, done.id, done.version, str(uuid4()))


def test_merged_then_parted_everything_is_as_before(owner: Connection) -> None:
    """Whoever is merged with whomever: undoing is the identity on every table."""
    chosen = random.Random(18)
    people = persons(owner, "logirem")
    before = everything(owner)
    done, refused = 0, set[str | None]()
    for _ in range(12):
        kept, merged = chosen.sample(people, 2)
        nest = owner.begin_nested()
        try:
            with acting_as(owner, MANAGER) as session:
                event = merge(session, kept, merged)
        except Refused as error:
            refused.add(error.code)
            nest.rollback()
            continue
        done += 1
        between = everything(owner)
        for table, rows in before.items():
            derived = table in {
                "person_agency",
                "person_name_key",
                "known_name",
                "name_deletion",
                "name_beside",
            }
            assert derived or between[table].total() == rows.total(), f"{table}: nothing is deleted nor added"
        named = owner.scalar(text("SELECT person_files(ARRAY[CAST(:m AS bigint)])"), {"m": merged})
        assert named == [], "nothing names the person merged any more"
        with acting_as(owner, MANAGER) as session:
            assert part(session, event).left == ()
        assert differences(before, everything(owner)) == {}
    assert done >= 4
    assert refused <= {"TWO_ACCOUNTS", "SAME_HOUSEHOLD", "SAME_LEASE"}


@pytest.mark.parametrize("number", [double.client_ref for double in DOUBLES])
def test_those_who_are_twice_in_the_training_set_are_shown_and_can_be_merged(
    owner: Connection, number: str
) -> None:
    file = text(
        "SELECT c.id, c.main_person_id FROM customer c JOIN landlord l ON l.id = c.landlord_id"
        " WHERE l.code = 'logirem' AND c.client_ref = :n"
    )
    customer_id, whose = owner.execute(file, {"n": number}).one()
    with acting_as(owner, MANAGER) as session:
        best = duplicates_of_file(session, customer_id).likely[0]
        assert best.likeness.score >= LIKELY
        event = merge(session, whose, best.person.id)
        part(session, event)


def test_merges_are_undone_in_any_lawful_order(owner: Connection) -> None:
    """C into B, then B into A: the later one first."""
    a, b, c = persons(owner, "logirem", f"{HOLDS} AND NOT {ONLINE}")[:3]
    before = everything(owner)
    with acting_as(owner, MANAGER) as session:
        first = merge(session, b, c)
        second = merge(session, a, b)
    with pytest.raises(Refused) as refusal, acting_as(owner, MANAGER) as session:
        part(session, first)
    assert refusal.value.code == "MERGED_SINCE"
    with acting_as(owner, MANAGER) as session:
        part(session, second)
        part(session, first)
    assert differences(before, everything(owner)) == {}


def test_the_search_finds_the_merged_name_and_no_more_once_parted(owner: Connection) -> None:
    kept, merged = persons(owner, "logirem", f"{HOLDS} AND NOT {ONLINE}")[:2]
    owner.execute(text("UPDATE person SET birth_name = 'Zwolinska' WHERE id = :m"), {"m": merged})
    owner.execute(text("DELETE FROM person_name_key WHERE person_id = :m AND part = 'WHOLE'"), {"m": merged})
    owner.execute(
        text(
            "INSERT INTO person_name_key (landlord_id, person_id, key, part) "
            "SELECT landlord_id, id, 'ZWOLINSKA', 'WHOLE' FROM person WHERE id = :m"
        ),
        {"m": merged},
    )
    mine = text("SELECT id FROM customer WHERE main_person_id = :k ORDER BY id")
    own = list(owner.scalars(mine, {"k": kept}))
    with acting_as(owner, MANAGER) as session:
        event = merge(session, kept, merged)
        found = {row.customer_id for row in find_tenants(session, SearchQuery("zwolinska")).rows}
    assert set(own) < found
    # The feed writes the names of the person kept again: those lent to him stay.
    names = owner.execute(text("SELECT landlord_id, key, part FROM person_name_key WHERE person_id = :k "
                               "AND key <> 'ZWOLINSKA'"), {"k": kept}).all()  # fmt: skip
    owner.execute(text("DELETE FROM person_name_key WHERE person_id = :k"), {"k": kept})
    for landlord, key, piece in set(names):
        owner.execute(
            text(
                "INSERT INTO person_name_key (landlord_id, person_id, key, part) "
                "VALUES (:l, :k, :n, :p) ON CONFLICT DO NOTHING"
            ),
            {"l": landlord, "k": kept, "n": key, "p": piece},
        )
    with acting_as(owner, MANAGER) as session:
        found = {row.customer_id for row in find_tenants(session, SearchQuery("zwolinska")).rows}
        assert set(own) < found
        part(session, event)
        found = {row.customer_id for row in find_tenants(session, SearchQuery("zwolinska")).rows}
    assert not set(own) & found


def test_what_changed_since_is_told(owner: Connection) -> None:
    kept, merged, third = persons(owner, "logirem", f"{HOLDS} AND NOT {ONLINE}")[:3]
    contact = owner.scalar(text("SELECT min(id) FROM contact WHERE person_id = :m"), {"m": merged})
    lease = owner.scalar(text("SELECT min(id) FROM lease_holder WHERE person_id = :m"), {"m": merged})
    with acting_as(owner, MANAGER) as session:
        event = merge(session, kept, merged)
    owner.execute(text("UPDATE contact SET valid_to = valid_from + 400 WHERE id = :c"), {"c": contact})
    owner.execute(text("UPDATE lease_holder SET person_id = :t WHERE id = :h"), {"t": third, "h": lease})
    with acting_as(owner, MANAGER) as session:
        parted = part(session, event)
    assert any("Téléphones" in words and "modifié" in words for words in parted.left)
    assert any("Titulaires" in words and "resté" in words for words in parted.left)
    assert parted.sentence.endswith(".")
    assert owner.scalar(text("SELECT person_id FROM contact WHERE id = :c"), {"c": contact}) == merged
    assert owner.scalar(text("SELECT person_id FROM lease_holder WHERE id = :h"), {"h": lease}) == third


def test_what_the_person_kept_lacked_is_filled_then_emptied(owner: Connection) -> None:
    kept, merged = persons(owner, "logirem", f"{HOLDS} AND NOT {ONLINE}")[:2]
    owner.execute(text("UPDATE person SET birth_date = NULL WHERE id = :k"), {"k": kept})
    owner.execute(text("UPDATE person SET confidential_address = true WHERE id = :m"), {"m": merged})
    before = everything(owner)
    with acting_as(owner, MANAGER) as session:
        event = merge(session, kept, merged)
    row = owner.execute(text("SELECT birth_date IS NOT NULL, confidential_address, reserved FROM person "
                             "WHERE id = :k"), {"k": kept}).one()  # fmt: skip
    assert tuple(row) == (True, True, True), "a withheld address stays withheld"
    with acting_as(owner, MANAGER) as session:
        part(session, event)
    assert differences(before, everything(owner)) == {}


@pytest.mark.parametrize(
    ("login", "landlord", "code"),
    [(AGENT, "logirem", "42501"), (MANAGER, "vivest", "NO_PERSON"), (ADVISER, "logirem", "NO_PERSON")],
    ids=["front desk", "manager elsewhere", "adviser elsewhere"],
)
def test_only_those_of_every_file_merge(owner: Connection, login: str, landlord: str, code: str) -> None:
    kept, merged = persons(owner, landlord, f"{HOLDS} AND NOT {ONLINE}")[:2]
    with pytest.raises((Refused, NotFound)) as refusal, acting_as(owner, login) as session:
        asked = text("SELECT merge_persons(:k, :m, 1, 1, 'ENTERED_TWICE')")
        session.execute(asked, {"k": kept, "m": merged})
    assert refusal.value.code in (code, "NO_RIGHT", None)


def test_an_adviser_merges_in_his_agencies_alone(owner: Connection) -> None:
    kept, merged = persons(owner, "vivest", f"{HOLDS} AND NOT {ONLINE}")[:2]
    agency = owner.scalar(
        text("SELECT agency_id FROM customer WHERE main_person_id = :m LIMIT 1"), {"m": merged}
    )
    with acting_as(owner, ADVISER) as session:
        event = merge(session, kept, merged)
        assert part(session, event).left == ()
    # Another agency has a file of the person merged: the adviser sees him still, not all of his files.
    owner.execute(text("DELETE FROM staff_agency WHERE agency_id = :a AND staff_id = "
                       "(SELECT id FROM staff WHERE login = :l)"), {"a": agency, "l": ADVISER})  # fmt: skip
    with pytest.raises((Refused, NotFound)) as refusal, acting_as(owner, ADVISER) as session:
        session.execute(text("SELECT merge_persons(:k, :m, 1, 1, 'ENTERED_TWICE')"), {"k": kept, "m": merged})
    assert refusal.value.code in ("NO_PERSON", "NOT_ALL_FILES")


def test_conflicts_are_refused_with_what_to_do(owner: Connection) -> None:
    one, other = persons(owner, "logirem", ONLINE)[:2]
    with pytest.raises(Refused) as refusal, acting_as(owner, MANAGER) as session:
        merge(session, one, other)
    assert refusal.value.code == "TWO_ACCOUNTS"
    pair = owner.execute(text(
        "SELECT a.person_id, b.person_id FROM household_member a "
        "JOIN household_member b ON b.lease_id = a.lease_id AND a.person_id < b.person_id "
        "JOIN landlord l ON l.id = a.landlord_id JOIN person p ON p.id = a.person_id "
        "WHERE l.code = 'logirem' AND NOT p.reserved AND a.valid_to IS NULL AND b.valid_to IS NULL "
        "AND NOT EXISTS (SELECT FROM lease_holder h WHERE h.person_id = b.person_id) LIMIT 1"
    )).one()  # fmt: skip
    with pytest.raises(Refused) as refusal, acting_as(owner, MANAGER) as session:
        merge(session, pair[0], pair[1])
    assert refusal.value.code == "SAME_HOUSEHOLD"
    assert "contrat" in refusal.value.sentence


def test_a_change_meanwhile_is_a_conflict_and_a_retry_is_harmless(owner: Connection) -> None:
    kept, merged = persons(owner, "logirem", f"{HOLDS} AND NOT {ONLINE}")[:2]
    with acting_as(owner, MANAGER) as session:
        seen = preview_merge(session, kept, merged)
    stale = MergeOrder(
        kept, merged, seen.kept.version - 1, seen.merged.version, MergeReason.PAPER_SEEN, str(uuid4())
    )
    with pytest.raises(Conflict), acting_as(owner, MANAGER) as session:
        merge_persons(session, stale)
    order = MergeOrder(
        kept, merged, seen.kept.version, seen.merged.version, MergeReason.PAPER_SEEN, str(uuid4())
    )
    with acting_as(owner, MANAGER) as session:
        first = merge_persons(session, order)
        assert merge_persons(session, order) == first
        assert first.who
        assert first.reason == "Pièce vue : c’est la même"
    with pytest.raises(Refused) as refusal, acting_as(owner, MANAGER) as session:
        merge(session, merged, kept)
    assert refusal.value.code == "ALREADY_MERGED"


def test_the_trace_tells_every_file_and_holds_no_name(owner: Connection) -> None:
    kept, merged = persons(owner, "logirem", f"{HOLDS} AND NOT {ONLINE}")[:2]
    files = set(owner.scalars(text("SELECT id FROM customer WHERE main_person_id IN (:k, :m)"),
                              {"k": kept, "m": merged}))  # fmt: skip
    with acting_as(owner, MANAGER) as session:
        event = merge(session, kept, merged)
        assert [one.id for one in merges_of_customer(session, min(files))] == [event.id]
    lines = owner.execute(text("SELECT customer_id, login, reason, detail::text FROM audit_entry "
                               "WHERE act = 'PERSONS_MERGED'")).all()  # fmt: skip
    assert {line.customer_id for line in lines} >= files
    assert {line.login for line in lines} == {MANAGER}
    told = owner.scalar(
        text("SELECT new_values ->> 'moved' FROM audit_entry WHERE table_name = 'person_merge'")
    )
    assert told == "•••"


def _told(session: Session, customer_id: int) -> list[TimelineLine]:
    lines = timeline(session, customer_id, count=5000).lines
    return [line for line in lines if line.sentence.startswith("Fiche")]


def test_the_history_of_a_file_tells_of_a_merge_and_offers_to_undo_it_to_those_who_may(
    owner: Connection,
) -> None:
    kept, merged = persons(owner, "logirem", f"{HOLDS} AND NOT {ONLINE}")[:2]
    customer, other = (
        owner.execute(text("SELECT id FROM customer WHERE main_person_id = :p"), {"p": person}).scalar_one()
        for person in (kept, merged)
    )
    with acting_as(owner, MANAGER) as session:
        assert _told(session, customer) == []
        event = merge(session, kept, merged)
        [line] = _told(session, customer)
        assert event.kept_name in line.sentence
        assert event.merged_name in line.sentence
        assert line.sentence.endswith("saisie deux fois")
        assert line.merge is not None
        assert _told(session, other) == [line], "his file is now the kept person's"
    with acting_as(owner, AGENT) as session:
        assert [line.merge for line in _told(session, customer)] == [None], "the front desk parts nobody"
    with acting_as(owner, MANAGER) as session:
        unmerge_persons(session, line.merge.id, line.merge.version, str(uuid4()))
        for file in (customer, other):
            parted, made = _told(session, file)
            assert parted.sentence.endswith("de nouveau séparées")
            assert made.sentence.endswith("réunion défaite depuis")
            assert (parted.merge, made.merge) == (None, None)


def test_erasing_the_file_erases_who_was_merged_in_it(owner: Connection) -> None:
    kept, merged = persons(owner, "logirem", f"{HOLDS} AND NOT {ONLINE}")[:2]
    with acting_as(owner, MANAGER) as session:
        merge(session, kept, merged)
    files = owner.scalar(text("SELECT person_files(ARRAY[CAST(:k AS bigint)])"), {"k": kept})
    erased = [owner.scalar(text("SELECT retention_erase_file(:f)"), {"f": file}) for file in files]
    done = erased[-1]
    assert done["person_merge"] == 1
    assert "caller_number" in done
    left = owner.scalar(text("SELECT count(*) FROM person WHERE id IN (:k, :m)"), {"k": kept, "m": merged})
    assert left == 0
