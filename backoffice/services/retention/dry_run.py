"""The dry run: what the rules reach today at one landlord, kept as a list that can be opened (R5.23)."""

import hashlib
import json
from datetime import date

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from backoffice.models.desk.retention import RetentionItem, RetentionRun
from backoffice.models.landlord import Landlord, of_my_landlords
from backoffice.rules.retention.due import Finding, judge_account, judge_file, judge_paper
from backoffice.rules.retention.terms import APPLIED, ARREARS, FILE, Rules
from backoffice.rules.retention.words import ItemState, RunState
from backoffice.services.clock import server_day
from backoffice.services.retention import facts
from backoffice.services.retention.rules import rules_in_force
from backoffice.services.retention.runs import RunView, run_view

_SLICE = 5000


def dry_run(
    session: Session, landlord_code: str | None = None, as_of: date | None = None
) -> tuple[RunView, ...]:
    """Prepare a run for each of my landlords, or for the one named, as of a day (today if ``None``).

    Nothing is erased. Done again with the same result, it gives the same run; a new result replaces the run
    that nobody approved. Raises ``Refused`` (``NOT_DPO``, ``RULES_MISSING``).
    """
    day = as_of or server_day(session)
    rules = rules_in_force(session, day)
    mine = select(Landlord.id).where(of_my_landlords(Landlord.id, landlord_code)).order_by(Landlord.code)
    return tuple(_prepared(session, landlord_id, rules, day) for landlord_id in session.scalars(mine).all())


def findings(session: Session, landlord_id: int, rules: Rules, day: date) -> tuple[Finding, ...]:
    """Every record of the landlord that a rule reaches on ``day``, in a fixed order.

    A file that goes takes its papers and its portal account with it: these are not listed again.
    """
    found = [
        one for file in facts.files(session, landlord_id, rules, day) for one in judge_file(file, rules, day)
    ]
    whole = {one.customer_id for one in found if one.rule == FILE and one.hold is None}
    parts = [
        *(
            one
            for paper in facts.papers(session, landlord_id, rules, day)
            for one in judge_paper(paper, rules, day)
        ),
        *(
            one
            for account in facts.accounts(session, landlord_id, day)
            for one in judge_account(account, rules, day)
        ),
    ]
    found += [one for one in parts if one.customer_id not in whole]
    return tuple(sorted(found, key=lambda one: (one.rule, one.due_since, one.key)))


def _prepared(session: Session, landlord_id: int, rules: Rules, day: date) -> RunView:
    # Two dry runs of the same landlord follow each other.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("retention_run", landlord_id))))
    found = findings(session, landlord_id, rules, day)
    used = {code: _version(rules, code) for code in (*APPLIED, ARREARS)}
    fingerprint = _fingerprint(used, found)
    waiting = select(RetentionRun).where(
        RetentionRun.landlord_id == landlord_id, RetentionRun.state == RunState.PREPARED
    )
    for run in session.scalars(waiting.order_by(RetentionRun.id.desc())):
        if (run.as_of, run.fingerprint) == (day, fingerprint):
            return run_view(session, run.id)
    session.execute(
        update(RetentionRun)
        .where(RetentionRun.landlord_id == landlord_id, RetentionRun.state == RunState.PREPARED)
        .values(state=RunState.REPLACED)
    )
    # Only these columns: who, when and the state are the database's.
    new = insert(RetentionRun).values(landlord_id=landlord_id, as_of=day, rules=used, fingerprint=fingerprint)
    run_id = session.scalars(new.returning(RetentionRun.id)).one()
    rows = [_item(landlord_id, run_id, one) for one in found]
    for start in range(0, len(rows), _SLICE):
        session.execute(insert(RetentionItem), rows[start : start + _SLICE])
    return run_view(session, run_id)


def _version(rules: Rules, code: str) -> dict[str, object]:
    rule = rules[code]
    return {
        "id": rule.id,
        "data": rule.data,
        "term": rule.term_words,
        "status": rule.status.value,
        "basis": rule.basis,
    }


def _fingerprint(used: dict[str, dict[str, object]], found: tuple[Finding, ...]) -> str:
    listed = [[one.rule, one.table, one.key, one.due_since.isoformat(), one.hold] for one in found]
    return hashlib.sha256(json.dumps([used, listed], sort_keys=True).encode()).hexdigest()


def _item(landlord_id: int, run_id: int, one: Finding) -> dict[str, object]:
    return {
        "landlord_id": landlord_id,
        "run_id": run_id,
        "rule_code": one.rule,
        "table_name": one.table,
        "row_key": one.key,
        "customer_id": one.customer_id,
        "due_since": one.due_since,
        "state": ItemState.HELD if one.hold else ItemState.DUE,
        "reason": one.hold,
    }
