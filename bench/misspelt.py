"""Misspelt surnames: is the right one proposed, is the right person found, and in what time.

``python3 dev.py bench misspelt [--persons N] [--calls N]``: one letter wrong, dropped, doubled or swapped,
for tenants drawn at random. A misspelling that is itself somebody's surname is left out of the first
figure: it is answered.
"""

import string
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import partial
from random import Random

from psycopg import Connection
from sqlalchemy import Engine

from backoffice.database.session import transaction
from backoffice.rules.names import fold
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import SearchQuery
from bench.landlord import ADVISER, AGENT, FREE, BenchLandlord
from bench.measure import (
    Figure,
    Plan,
    Result,
    Share,
    Target,
    arguments_of,
    facts_of,
    landlord_of,
    plan_of,
    publish,
    time_act,
)
from bench.questions import agencies_of, ids
from bench.warming import warm

ROLES = (AGENT, ADVISER, FREE)
FIRST_PROPOSED, FIRST_FOUND = 5, 20
AT_LEAST = 95.0
TARGET = Target(p95=15)
KINDS = ("wrong", "dropped", "doubled", "swapped")
_SHORTEST = 4
_TENANTS = """
SELECT c.id, p.birth_name, p.first_names, p.birth_date
FROM customer c JOIN person p ON p.id = c.main_person_id
WHERE c.id = ANY (%s) AND p.birth_date IS NOT NULL ORDER BY hashint8extended(c.id, 43)
"""


@dataclass(frozen=True)
class Misspelt:
    """A surname typed wrong, whose it is, and how it went wrong."""

    kind: str
    typed: str
    right: str
    customer_id: int
    first_name: str
    born: date

    @property
    def whole(self) -> str:
        """The same with first name and birth year."""
        return f"{self.typed} {self.first_name} {self.born.year}"


def misspell(name: str, kind: str, chance: Random) -> str:
    """``name`` with one letter wrong, dropped, doubled or swapped with the next; never the name itself."""
    letters = [place for place, letter in enumerate(name) if letter.isalpha()]
    while True:
        place = chance.choice(letters)
        found = _spoilt(name, kind, place, chance)
        if fold(found) != fold(name):
            return found


def _spoilt(name: str, kind: str, place: int, chance: Random) -> str:
    before, letter, rest = name[:place], name[place], name[place + 1 :]
    if kind == "dropped":
        return before + rest
    if kind == "doubled":
        return before + letter + letter + rest
    if kind == "swapped":
        return before + rest[:1] + letter + rest[1:]
    other = chance.choice(string.ascii_lowercase)
    return before + (other.upper() if letter.isupper() else other) + rest


def drawn(landlord: BenchLandlord, login: str, count: int) -> list[Misspelt]:
    """``count`` misspelt surnames of tenants whom the login sees, in turn of each kind."""
    agencies = agencies_of(landlord, login)
    with Connection.connect(landlord.dsn()) as connection:
        rows = connection.execute(_TENANTS, [ids(connection, agencies, count * 2)]).fetchall()
    chance = Random("misspelt")
    able = [row for row in rows if len(fold(row[1])) >= _SHORTEST][:count]
    return [
        Misspelt(kind, misspell(row[1], kind, chance), row[1], row[0], row[2].split()[0], row[3])
        for kind, row in ((KINDS[rank % len(KINDS)], row) for rank, row in enumerate(able))
    ]


def measure(landlord: BenchLandlord, plan: Plan) -> list[Result]:
    """Shares and times for every role."""
    results: list[Result] = []
    for login in ROLES:
        engine = landlord.engine(login)
        asked = drawn(landlord, login, plan.asked)
        results += _proposed(landlord, engine, login, asked)
        results.append(_found(engine, login, asked))
        for name, typed in (
            ("surname alone", [one.typed for one in asked]),
            ("with first name and year", [one.whole for one in asked]),
        ):
            warm(landlord)
            times = time_act(partial(_ask, engine), typed, plan, told=f"{login} {name}")
            results.append(Figure(name, login, *times, TARGET))
        engine.dispose()
    return results


def _ask(engine: Engine, typed: str) -> object:
    with transaction(engine) as session:
        return find_tenants(session, SearchQuery(typed))


def _proposed(landlord: BenchLandlord, engine: Engine, login: str, asked: list[Misspelt]) -> list[Result]:
    borne = _borne(landlord)
    judged = [one for one in asked if fold(one.typed) not in borne]
    right: Counter[str] = Counter()
    total = Counter(one.kind for one in judged)
    for one in judged:
        with transaction(engine) as session:
            answer = find_tenants(session, SearchQuery(one.typed))
        near = [proposal.surname for proposal in answer.proposals[:FIRST_PROPOSED]]
        right[one.kind] += fold(one.right) in map(fold, near)
    shares: list[Result] = [
        Share(
            f"right surname in the first {FIRST_PROPOSED}: {kind}",
            login,
            100 * right[kind] / total[kind],
            "%",
        )
        for kind in KINDS
        if total[kind]
    ]
    answered = f"({len(asked) - len(judged)}/{len(asked)} are surnames too)"
    value = 100 * right.total() / max(1, len(judged))
    whole = f"right surname in the first {FIRST_PROPOSED}"
    return [*shares, Share(whole, login, value, "%", at_least=AT_LEAST, note=answered)]


def _found(engine: Engine, login: str, asked: list[Misspelt]) -> Share:
    right = 0
    for one in asked:
        with transaction(engine) as session:
            answer = find_tenants(session, SearchQuery(one.whole))
        right += one.customer_id in [row.customer_id for row in answer.rows[:FIRST_FOUND]]
    value = 100 * right / max(1, len(asked))
    return Share(f"right person in the first {FIRST_FOUND}, year and first name", login, value, "%", AT_LEAST)


def _borne(landlord: BenchLandlord) -> frozenset[str]:
    """Every surname of the landlord, and every piece that finds its bearers."""
    with Connection.connect(landlord.dsn()) as connection:
        rows = connection.execute("SELECT DISTINCT key FROM person_name_key WHERE part <> 'FIRST'").fetchall()
    return frozenset(row[0] for row in rows)


def main() -> None:
    """Measure, print, write."""
    arguments = arguments_of(__doc__)
    plan = plan_of(arguments)
    with landlord_of(arguments) as landlord:
        publish("misspelt", measure(landlord, plan), facts_of(landlord, plan), arguments.json)


if __name__ == "__main__":
    main()
