"""The file of retention rules that ships with the program: read and checked before it is loaded."""

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from backoffice.errors import Refused
from backoffice.rules.retention.terms import Rule
from backoffice.rules.retention.words import RuleStatus, TermUnit

_WORDS = ("code", "data", "active_base", "afterwards", "legal_base", "caveat")


def read_rules(text: str, name: str) -> tuple[Rule, ...]:
    """The rules of the file ``name``. Raises ``Refused`` with the rule and what is wrong."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused(name, f"ce n’est pas du TOML ({error})") from error
    start = values.get("valid_from")
    if not isinstance(start, date) or not values.get("rule"):
        raise _refused(name, "« valid_from » ou les règles manquent")
    rules = tuple(_rule(one, start, name) for one in values["rule"])
    codes = [rule.code for rule in rules]
    double = next((code for code in codes if codes.count(code) > 1), None)
    if double is not None:
        raise _refused(name, f"la règle {double} y est deux fois")
    return rules


def _rule(values: Mapping[str, Any], start: date, name: str) -> Rule:
    code = values.get("code", "?")
    missing = [key for key in _WORDS if not isinstance(values.get(key), str)]
    count = values.get("count")
    if missing or not isinstance(count, int):
        raise _refused(name, f"règle {code} : {', '.join(missing) or 'count'} manque")
    try:
        unit, status = TermUnit(values.get("unit", "")), RuleStatus(values.get("status", ""))
    except ValueError as error:
        raise _refused(name, f"règle {code} : {error}") from error
    if count < 0 or (count == 0) != (unit is TermUnit.NONE):
        raise _refused(name, f"règle {code} : durée {count} {unit}")
    words = {key: values[key] for key in _WORDS}
    return Rule(
        id=0, count=count, unit=unit, status=status, valid_from=start, source=name, author="", **words
    )


def _refused(name: str, why: str) -> Refused:
    return Refused(
        f"Les durées de conservation « {name} » sont refusées : {why}.", code="RETENTION_FILE_REFUSED"
    )
