"""What erasing means is written in one place, and the schema, the database's functions and it agree."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.models.registry import metadata
from backoffice.rules.retention.plan import OTHERWISE, STEPS, Fate
from backoffice.rules.retention.terms import ACCOUNTS, FILE

pytestmark = pytest.mark.database

PERSONAL = {"person", "customer"}
# Names of columns that tie a row to somebody, with a foreign key or without.
TIES = re.compile(r"^(main_)?(person|customer|lease|account|call|receipt|rent_notice|online_payment)_id$")
# The stock and the landlord are nobody; these tables point at a person's row for another reason, said here.
NOT_TIED: dict[str, str] = {"shared_contact": "goes with its contact, by its foreign key"}


def tied_tables() -> set[str]:
    """Every table that leads to a person or a customer, by a chain of foreign keys or by a column's name."""
    found = set(PERSONAL)
    while True:
        more = {
            table.name
            for table in metadata.sorted_tables
            if any(TIES.match(column.name) for column in table.columns)
            or any(key.column.table.name in found - {"staff"} for key in table.foreign_keys)
        }
        if more <= found:
            return found
        found |= more


def test_every_table_tied_to_a_person_is_in_the_plan() -> None:
    """A table added one day must say what erasing does to it: name it in the plan, then erase it."""
    planned = {step.table for step in (*STEPS, *OTHERWISE)}
    assert tied_tables() - planned - set(NOT_TIED) == set()
    assert planned - set(metadata.tables) == set()
    assert len(planned) == len((*STEPS, *OTHERWISE))


def test_what_is_not_erased_at_once_says_why_or_follows_the_accounts() -> None:
    for step in STEPS:
        assert (step.rule == FILE) == (step.fate is Fate.ERASED), step
    assert all(step.why for step in OTHERWISE)


def test_the_functions_delete_what_the_plan_says_and_nothing_else(session: Session) -> None:
    """Read from the catalogue: each table erased has its DELETE, none other has one."""
    file = deleted(session, "retention_erase_file") | deleted(session, "retention_erase_persons")
    accounts = deleted(session, "retention_erase_accounts")
    assert file == {step.table for step in STEPS if step.rule == FILE}
    assert accounts == {step.table for step in STEPS if step.rule == ACCOUNTS}


def test_what_points_goes_before_what_it_points_at() -> None:
    """The order of the plan is one that the foreign keys allow, rule by rule."""
    for rule in (FILE, ACCOUNTS):
        ranks = {step.table: rank for rank, step in enumerate(STEPS) if step.rule == rule}
        for name, rank in ranks.items():
            for key in metadata.tables[name].foreign_keys:
                target = key.column.table.name
                if target in ranks and target != name:
                    assert rank < ranks[target], (name, target)


def deleted(session: Session, function: str) -> set[str]:
    """The tables that a function of the database deletes from."""
    body = session.execute(
        text("SELECT prosrc FROM pg_proc WHERE proname = :f"), {"f": function}
    ).scalar_one()
    return set(re.findall(r"DELETE FROM public\.(\w+)", body))
