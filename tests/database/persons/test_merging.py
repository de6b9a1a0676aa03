"""Two persons said to be one: everything follows, nothing is lost, and it can be undone."""

import random
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from backoffice.errors import Conflict, Refused
from backoffice.rules.vocabulary.people import MergeReason
from backoffice.services.duplicates.merging import (
    MergeOrder,
    merge_persons,
    merges_of_customer,
    preview_merge,
    unmerge_persons,
)
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import SearchQuery
from tests.database.persons.acting import acting_as, differences, everything

pytestmark = pytest.mark.database
MANAGER, ADVISER, AGENT = "responsable.logirem", "conseil.vivest", "agent.demo"


@pytest.fixture(scope="module")
def trained(server) -> Iterator[Engine]:  # type: ignore[no-untyped-def]
    """One copy of the training landlord for the module; every test is rolled back."""
    from backoffice.database.engine import make_engine
    from tests.conftest import copy_of

    for name in copy_of(server, server.ensure_training()):
        engine = make_engine(server.dsn(name), statement_seconds=120)
        yield engine
        engine.dispose()


@pytest.fixture
def owner(trained: Engine) -> Iterator[Connection]:
    with trained.connect() as connection:
        outer = connection.begin()
        yield connection
        outer.rollback()


def persons(owner: Connection, landlord: str = "logirem") -> list[int]:
    """Everybody of a landlord but reserved ones and colleagues."""
    return list(owner.scalars(text(
        "SELECT p.id FROM person p JOIN landlord l ON l.id = p.landlord_id WHERE l.code = :code "
        "AND NOT p.reserved AND NOT EXISTS (SELECT FROM staff s WHERE s.person_id = p.id) ORDER BY p.id"),
        {"code": landlord}))  # fmt: skip


def order(owner: Connection, kept: int, merged: int) -> MergeOrder:
    versions = {
        key: version
        for key, version in owner.execute(
            text("SELECT id, version FROM person WHERE id IN (:a, :b)"), {"a": kept, "b": merged}
        )
    }
    return MergeOrder(kept, merged, versions[kept], versions[merged], MergeReason.ENTERED_TWICE, str(uuid4()))


def test_merged_then_parted_everything_is_as_before(owner: Connection) -> None:
    """Whoever is merged with whomever: undoing is the identity on every table."""
    chosen = random.Random(18)
    people = persons(owner)
    before = everything(owner)
    done = 0
    for _ in range(14):
        kept, merged = chosen.sample(people, 2)
        nest = owner.begin_nested()
        try:
            with acting_as(owner, MANAGER) as session:
                merge = merge_persons(session, order_of(session, kept, merged))
        except Refused as error:
            assert error.code in {"TWO_ACCOUNTS", "SAME_HOUSEHOLD", "SAME_LEASE"}, error.sentence
            nest.rollback()
            continue
        done += 1
        between = everything(owner)
        assert all(len(between[table]) >= len(rows) or table in {"person_agency", "person_name_key"}
                   for table, rows in before.items())  # fmt: skip
        named = owner.scalar(
            text("SELECT cardinality(person_files(ARRAY[CAST(:m AS bigint)]))"), {"m": merged}
        )
        assert named == 0, "nothing names the person merged any more"
        with acting_as(owner, MANAGER) as session:
            parted = unmerge_persons(session, merge.id, merge.version, str(uuid4()))
        assert parted.left == ()
        assert differences(before, everything(owner)) == {}
    assert done >= 5


def order_of(session, kept: int, merged: int) -> MergeOrder:  # type: ignore[no-untyped-def]
    preview = preview_merge(session, kept, merged)
    return MergeOrder(
        kept, merged, preview.kept.version, preview.merged.version, MergeReason.ENTERED_TWICE, str(uuid4())
    )
