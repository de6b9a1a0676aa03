"""Several fixed statements in one round trip, each planned once a session."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import psycopg
from sqlalchemy.orm import Session

Row = tuple[Any, ...]
Values = dict[str, object]

# The plan that suits every text typed: look-ups from a few rows to the next table, in the order written.
# Planning these statements anew at each key would cost ten times what they cost.
_STEADY = {
    "plan_cache_mode": "force_generic_plan",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "enable_material": "off",
    "work_mem": "64kB",
    "join_collapse_limit": "1",
    "jit": "off",
}
# Until the end of the transaction at most. A savepoint rolled back would end it sooner, but the driver
# forgets every plan at a rollback.
_ON = "SELECT {}".format(
    ", ".join(f"set_config('{name}', '{value}', true)" for name, value in _STEADY.items())
)


# The innermost: what is optional may hold what is optional.
_OPTIONAL = re.compile(r"<when (\w+)>((?:(?!<when ).)*?)<else>((?:(?!<when ).)*?)</when>", re.DOTALL)


def when(name: str, text: str, otherwise: str = "true") -> str:
    """``text`` where a value is given for ``name``, ``otherwise`` where it is ``None``."""
    return f"<when {name}>{text}<else>{otherwise}</when>"


class Statement:
    """A fixed text, its parameters numbered once for PostgreSQL: the driver reads nothing again.

    It is a text for each set of optional values: what a plan holds costs at each start, used or not.
    """

    def __init__(self, text: str) -> None:
        """``text`` names its parameters as ``%(name)s`` and its optional conditions by ``when``."""
        self._text = text
        self._optional = tuple(dict.fromkeys(re.findall(r"<when (\w+)>", text)))
        self._numbered: dict[tuple[bool, ...], tuple[bytes, tuple[str, ...]]] = {}

    def prepared(self, values: Values) -> tuple[bytes, list[object]]:
        """The text to send, and its parameters in order."""
        given = tuple(values[name] is not None for name in self._optional)
        if given not in self._numbered:
            kept = {name for name, is_given in zip(self._optional, given, strict=True) if is_given}
            self._numbered[given] = _numbered(_chosen(self._text, kept))
        text, names = self._numbered[given]
        return text, [values[name] for name in names]


def _chosen(text: str, kept: set[str]) -> str:
    found = 1
    while found:
        text, found = _OPTIONAL.subn(lambda match: match[2] if match[1] in kept else match[3], text)
    return text


def _numbered(text: str) -> tuple[bytes, tuple[str, ...]]:
    names = tuple(dict.fromkeys(re.findall(r"%\((\w+)\)s", text)))
    places = {name: place for place, name in enumerate(names, 1)}
    return re.sub(r"%\((\w+)\)s", lambda match: f"${places[match[1]]}", text).encode(), names


class Question(NamedTuple):
    """A fixed statement and the values of its parameters; numbers go as texts, so that one plan serves."""

    statement: Statement
    values: Values


def ask(session: Session, questions: Iterable[Question], *, first: bool = False) -> list[list[Row]]:
    """The rows of each question, asked together, in the transaction of ``session``.

    The ``first`` call of a transaction says how the next ones are planned as well.
    """
    asked = [one.statement.prepared(one.values) for one in questions]
    if not asked:
        return []
    session.flush()
    driver = session.connection().connection.driver_connection
    assert isinstance(driver, psycopg.Connection), "the driver of the engine is psycopg"
    if len(asked) == 1 and not first:
        return [_run(driver, *asked[0]).fetchall()]
    with driver.pipeline():
        if first:
            _run(driver, _ON.encode(), ())
        cursors = [_run(driver, text, values) for text, values in asked]
        return [cursor.fetchall() for cursor in cursors]


def _run(driver: psycopg.Connection, text: bytes, values: Sequence[object]) -> psycopg.RawCursor[Row]:
    cursor = psycopg.RawCursor[Row](driver)
    cursor.execute(text, values, prepare=True)
    return cursor


def numbers(values: Iterable[int]) -> str:
    """Whole numbers as an array that PostgreSQL reads whatever their size."""
    return "{" + ",".join(map(str, values)) + "}"
