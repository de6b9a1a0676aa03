"""The retention rules in force: loaded from the file once, then changed by a new dated row."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused, Unavailable
from backoffice.models.desk.retention import RetentionRule
from backoffice.rules.dates import french_day
from backoffice.rules.retention.file import read_rules
from backoffice.rules.retention.terms import Rule, by_code
from backoffice.rules.retention.words import RuleStatus, TermUnit
from backoffice.services.clock import server_day
from backoffice.services.trace import record

_AUTHOR = "règles d’origine"
_COPIED = ("code", "data", "active_base", "afterwards", "count", "unit", "status", "legal_base", "caveat")


def load_retention_file(session: Session, path: Path) -> int:
    """Insert the rules of the file that the table lacks; return how many.

    A rule already there is left as it is, whatever the file says. Raises ``Refused``, ``Unavailable``.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise Unavailable(
            f"Les durées « {path.name} » ne peuvent pas être lues : vérifiez vos droits."
        ) from error
    except UnicodeDecodeError as error:
        raise Refused(
            f"Les durées « {path.name} » ne sont pas écrites en UTF-8 : enregistrez-les ainsi.",
            code="RETENTION_FILE_REFUSED",
        ) from error
    known = set(session.scalars(select(RetentionRule.code)))
    missing = [rule for rule in read_rules(text, path.name) if rule.code not in known]
    session.add_all(_row(rule, _AUTHOR) for rule in missing)
    session.flush()
    return len(missing)


def rules_in_force(session: Session, day: date) -> dict[str, Rule]:
    """The rules in force on that day, by number. Raises ``Refused`` when one that is applied is missing."""
    rows = session.scalars(
        select(RetentionRule)
        .where(RetentionRule.valid_from <= day)
        .order_by(RetentionRule.code, RetentionRule.valid_from.desc())
        .ext(distinct_on(RetentionRule.code))
    )
    return by_code(_rule(row) for row in rows)


def list_rules(session: Session, day: date | None = None) -> tuple[Rule, ...]:
    """The rules in force on ``day`` (today if ``None``), in the order of their numbers."""
    return tuple(rules_in_force(session, day or server_day(session)).values())


def change_rule(
    session: Session, code: str, count: int, status: RuleStatus, legal_base: str, source: str
) -> Rule:
    """Give a rule another length from today on, with its legal base, as a new row.

    Raises ``NotFound``, ``Refused`` when the rule has no length or was already changed today.
    """
    today = server_day(session)
    present = rules_in_force(session, today).get(code)
    if present is None:
        raise NotFound(f"Aucune règle ne porte le numéro « {code} » : voyez « backoffice retention rules ».")
    if present.unit is TermUnit.NONE or count < 1:
        raise Refused(
            f"La règle {code} n’a pas de durée qui se change, ou la durée n’est pas d’au moins 1.",
            code="NO_TERM",
        )
    if present.valid_from == today:
        raise Refused(
            f"La règle {code} a déjà changé le {french_day(today)} : changez-la de nouveau demain.",
            code="CHANGED_TODAY",
        )
    rule = replace(
        present, count=count, status=status, legal_base=legal_base, source=source, valid_from=today
    )
    session.add(_row(rule, None))
    detail = {"before": present.count, "after": count, "unit": present.unit.value, "status": status.value}
    record(
        session, act="RETENTION_RULE_CHANGED", subject=f"retention_rule/{code}", reason=source, detail=detail
    )
    session.flush()
    return rule


def _row(rule: Rule, author: str | None) -> RetentionRule:
    row = RetentionRule(
        valid_from=rule.valid_from, source=rule.source, **{key: getattr(rule, key) for key in _COPIED}
    )
    # Without a name, the database writes the login.
    if author is not None:
        row.author = author
    return row


def _rule(row: RetentionRule) -> Rule:
    copied = {key: getattr(row, key) for key in _COPIED}
    copied |= {"unit": TermUnit(row.unit), "status": RuleStatus(row.status)}
    return Rule(id=row.id, valid_from=row.valid_from, source=row.source, author=row.author, **copied)
