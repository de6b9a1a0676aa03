"""Heads leave the database once; purges are announced, sealed, then done (R5.10i)."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.errors import Refused, Unavailable
from backoffice.rules.audit.findings import Fault
from backoffice.services.audit.heads import last_heads, read_heads
from backoffice.services.audit.purging import PurgeState, purge_plan, purge_trace
from backoffice.services.audit.verifying import verify_trace
from backoffice.services.courier import carry_heads, heads_to, one_round
from backoffice.services.courier import seal as seal_errand
from tests.audit import add_lines, empty_trace, login_of_each_role, make_trace, seal, tampering, verdict_of
from tests.conftest import Server

pytestmark = pytest.mark.database


@pytest.fixture
def fresh_database(server: Server, fresh_database: str) -> str:
    """A database of this test's own, without a line in its trace."""
    engine = make_engine(server.dsn(fresh_database))
    empty_trace(engine)
    engine.dispose()
    return fresh_database


def carry(engine: Engine, file: Path) -> int:
    """Carry the heads: how many were new."""
    with transaction(engine) as session:
        return carry_heads(session, file)


def test_heads_are_carried_once_in_order(fresh_engine: Engine, tmp_path: Path) -> None:
    """The folder is made; a second round adds nothing; a batch more adds one line."""
    file = tmp_path / "ailleurs" / "tetes.jsonl"
    errands = (seal_errand, heads_to(file))
    add_lines(fresh_engine, 2)
    begin = partial(transaction, fresh_engine)
    assert [one.count for one in one_round(begin, errands)] == [1, 1]
    assert [one.count for one in one_round(begin, errands)] == [0, 0]
    add_lines(fresh_engine, 3)
    assert [one.count for one in one_round(begin, errands)] == [1, 1]
    lines = [json.loads(line) for line in file.read_text("ascii").splitlines()]
    assert [(line["batch"], line["rows"]) for line in lines] == [(1, 2), (2, 3)]
    with transaction(fresh_engine) as session:
        verdict = verify_trace(session, file)
    assert (verdict.findings, verdict.not_yet_outside) == ((), 0)


def test_a_line_cut_by_a_crash_is_written_again(fresh_engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "tetes.jsonl"
    for _ in range(2):
        add_lines(fresh_engine, 1)
        seal(fresh_engine)
    assert carry(fresh_engine, file) == 2
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    assert [one.batch for one in last_heads(file)] == [1]
    assert carry(fresh_engine, file) == 1
    assert [one.batch for one in read_heads(file)] == [1, 2]
    assert file.read_bytes().startswith(whole[:-20])


def test_a_long_file_is_gone_on_with(fresh_engine: Engine, tmp_path: Path) -> None:
    """Only its end is read."""
    file = tmp_path / "tetes.jsonl"
    add_lines(fresh_engine, 1)
    seal(fresh_engine)
    carry(fresh_engine, file)
    file.write_bytes(b"x" * 200_000 + b"\n" + file.read_bytes())
    assert carry(fresh_engine, file) == 0


def test_the_courier_stops_at_a_database_rewritten(fresh_engine: Engine, tmp_path: Path) -> None:
    """It does not go on as if nothing had happened, and adds nothing."""
    file = tmp_path / "tetes.jsonl"
    add_lines(fresh_engine, 2)
    seal(fresh_engine)
    carry(fresh_engine, file)
    before = file.read_bytes()
    with fresh_engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE audit_entry SET login = 'mallory'"))
        connection.execute(text("DELETE FROM audit_seal"))
        connection.execute(text("SELECT close_batch(1)"))
    with pytest.raises(Refused) as caught:
        carry(fresh_engine, file)
    assert caught.value.code == "TRACE_REWRITTEN"
    assert file.read_bytes() == before
    with transaction(fresh_engine) as session:
        (found,) = verify_trace(session, file).findings
    assert (found.fault, found.batch) == (Fault.HEAD_DIFFERS, 1)


def test_a_file_that_cannot_be_used(fresh_engine: Engine, tmp_path: Path) -> None:
    add_lines(fresh_engine, 1)
    seal(fresh_engine)
    with pytest.raises(Unavailable):
        carry(fresh_engine, tmp_path)
    empty = tmp_path / "vide"
    empty.touch()
    with pytest.raises(Refused, match="aucune tête"):
        read_heads(empty)
    with pytest.raises(Unavailable):
        read_heads(tmp_path / "absent")


def test_lines_older_than_the_retention_are_purged_others_kept(fresh_engine: Engine) -> None:
    """Vector 21: twelve months. What is sealed of the purged lines stays, and the trace stays sound."""
    for age in (26, 14, 13, 12, 11, 1, 0):
        add_lines(fresh_engine, 2, age)
    seal(fresh_engine)
    begin = partial(transaction, fresh_engine)
    with begin() as session:
        plan = purge_plan(session)
        kept_from = plan.kept_from
    assert (plan.retention_months, len(plan.months)) == (12, 3)
    assert "CNIL" in plan.legal_base
    assert {month.state for month in plan.months} == {PurgeState.TO_ANNOUNCE}
    assert [(month.rows, month.state) for month in purge_trace(begin)] == [(2, PurgeState.DONE)] * 3
    assert list(purge_trace(begin)) == []
    with begin() as session:
        ages = session.execute(
            text("SELECT count(*), min(month_of(recorded_at)) FROM audit_entry WHERE table_name = 'lease'")
        ).one()
        assert tuple(ages) == (8, kept_from)
        done = session.execute(text("SELECT row_count, login FROM audit_purge")).all()
        assert [tuple(row) for row in done] == [(2, "postgres")] * 3
    with begin() as session:
        verdict = verify_trace(session)
    assert (verdict.findings, verdict.purged) == ((), 6)


def test_the_retention_is_a_dated_row_with_its_legal_base(fresh_engine: Engine) -> None:
    """A longer one, justified, keeps more; none may be shorter than six months or longer than 36."""
    add_lines(fresh_engine, 1, 14)
    seal(fresh_engine)
    insert = (
        "INSERT INTO audit_retention (valid_from, months, legal_base)"
        " VALUES ((now() AT TIME ZONE 'UTC')::date, {}, 'contrôle')"
    )
    with fresh_engine.connect() as connection:
        for months in (5, 37):
            with pytest.raises(Exception, match="months_allowed"):
                connection.execute(text(insert.format(months)))
            connection.rollback()
    with fresh_engine.begin() as connection:
        connection.execute(text(insert.format(24)))
    assert list(purge_trace(partial(transaction, fresh_engine))) == []


@pytest.mark.parametrize(
    ("act", "month", "code"),
    [
        ("announce_audit_purge", "month_of(now())", "TRACE_MONTH_KEPT"),
        ("purge_audit_month", "month_of(now())", "TRACE_MONTH_KEPT"),
        ("purge_audit_month", "audit_kept_from()", "TRACE_MONTH_KEPT"),
        ("purge_audit_month", "(month_of(now() - interval '14 months') + 3)", "TRACE_MONTH_KEPT"),
        ("purge_audit_month", "month_of(now() - interval '14 months')", "TRACE_PURGE_NOT_SEALED"),
    ],
)
def test_a_month_is_not_purged_before_its_time(fresh_engine: Engine, act: str, month: str, code: str) -> None:
    """Nor before its announcement is sealed, whoever asks."""
    add_lines(fresh_engine, 2, 14)
    seal(fresh_engine)
    with pytest.raises(Refused) as caught, transaction(fresh_engine) as session:
        session.execute(text(f"SELECT {act}(CAST({month} AS date))"))
    assert caught.value.code == code


def test_lines_of_a_month_without_partition_are_purged_too(fresh_engine: Engine) -> None:
    """And the default partition is guarded again afterwards."""
    add_lines(fresh_engine, 2, 40)
    add_lines(fresh_engine, 1, 41)
    seal(fresh_engine)
    purged = list(purge_trace(partial(transaction, fresh_engine)))
    assert [month.rows for month in purged] == [1, 2]
    with pytest.raises(Refused), transaction(fresh_engine) as session:
        session.execute(
            text("INSERT INTO audit_entry (recorded_at, act, subject) VALUES ('2019-01-01', 'A', 'x')")
        )
        session.execute(text("DELETE FROM audit.entry_other"))
    with transaction(fresh_engine) as session:
        assert verify_trace(session).findings == ()


def test_a_purge_whose_announcement_is_purged_in_turn_stays_proved(fresh_engine: Engine) -> None:
    """The text of the announcement is kept with the purge, and its digest in the chain."""
    make_trace(fresh_engine)
    with tampering(fresh_engine) as session:
        # As if a year had passed: the announcement is gone with its month.
        proof = session.scalars(text("SELECT entry_id FROM audit_purge")).one()
        session.execute(text("DELETE FROM audit_entry WHERE id = :id"), {"id": proof})
        assert [one.fault for one in verdict_of(session).findings] == [Fault.LINE_MISSING]
        assert verdict_of(session).findings[0].entry_id == proof


def test_only_the_dpo_purges(training: str, engine_of: Callable[..., Engine]) -> None:
    owner = engine_of(training)
    add_lines(owner, 1, 14)
    seal(owner)
    with owner.connect() as connection:
        roles = login_of_each_role(connection)
    for role in ("ADMINISTRATOR", "COURIER"):
        with pytest.raises(Refused):
            list(purge_trace(partial(transaction, engine_of(training, roles[role]))))
    dpo = partial(transaction, engine_of(training, roles["DPO"]))
    assert [month.state for month in purge_trace(dpo)] == [PurgeState.DONE]
