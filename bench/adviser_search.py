"""A prefix search on 1,000,000 persons under row security, as an adviser and as an agent.

``python3 dev.py bench adviser_search [--persons N] [--searches N]``: p50, p95 and max in milliseconds of the
bare query (names that begin with what is typed, in order, 50 rows) and of the whole service with its rows.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import quantiles

from sqlalchemy import Engine, text

from backoffice.database.embedded import start_embedded
from backoffice.database.engine import make_engine
from backoffice.database.rights.apply import ensure_roles, ensure_staff_logins
from backoffice.database.session import transaction
from backoffice.database.upgrade import upgrade
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import SearchQuery

AGENCIES = 20
WARM_UP = 20
_SYLLABLES = [
    "BA", "BE", "BI", "BO", "BER", "BON", "CA", "CHE", "CLE", "COU", "DA", "DE", "DI", "DU", "DUR", "FA",
    "FER", "FON", "GA", "GAR", "GI", "GUE", "HA", "HU", "JA", "JO", "KA", "KO", "LA", "LE", "LEF", "LI",
    "LO", "LU", "MA", "MAR", "ME", "MI", "MO", "MOR", "NA", "NE", "NGU", "NO", "PA", "PE", "PI", "PO",
    "PRE", "RA", "RE", "RI", "RO", "ROU", "SA", "SE", "SI", "SO", "TA", "TE", "THO", "TI", "TRA", "VA",
    "VE", "VI", "VIN", "WA", "YA", "ZA",
]  # fmt: skip
_PREFIX = text(
    "SELECT person_id, key FROM person_name_key "
    "WHERE landlord_id = ANY (CAST((SELECT my_landlords()) AS bigint[])) "
    "AND key >= :low AND key < :high ORDER BY key, person_id LIMIT 50"
)


def main() -> None:
    """Make the persons, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--searches", type=int, default=300)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as folder:
        server = start_embedded(Path(folder) / "data")
        try:
            server.ensure_database("guichet")
            owner = make_engine(server.dsn("guichet"), statement_seconds=1800)
            names = _fill(owner, arguments.persons)
            owner.dispose()
            for login in ("conseil.bench", "accueil.bench"):
                engine = make_engine(server.dsn("guichet", login))
                _measure(engine, login, names, arguments.searches)
                engine.dispose()
        finally:
            server.stop()


def _fill(owner: Engine, persons: int) -> list[str]:
    """Persons, their keys, a lease each, spread over the agencies; the triggers are told to stand aside."""
    started = time.perf_counter()
    upgrade(owner)
    chance = Random("names")
    names = sorted(
        {"".join(chance.choices(_SYLLABLES, k=chance.choice((2, 2, 3, 3, 4)))) for _ in range(100_000)}
    )
    with owner.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("CREATE TEMP TABLE surname (id serial, name text)"))
        connection.execute(
            text("INSERT INTO surname (name) SELECT unnest(CAST(:names AS text[]))"), {"names": names}
        )
        for statement in _SCRIPT.split(";\n"):
            connection.execute(text(statement), {"n": persons, "agencies": AGENCIES, "names": len(names)})
        ensure_roles(connection)
        ensure_staff_logins(connection)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    print(f"{persons} persons in {AGENCIES} agencies: {time.perf_counter() - started:.0f} s")
    return names


def _measure(engine: Engine, login: str, names: list[str], searches: int) -> None:
    chance = Random("asked")
    asked = [chance.choice(names)[: chance.choice((3, 4, 4, 5, 6))] for _ in range(searches + WARM_UP)]

    def bare(typed: str) -> None:
        with transaction(engine) as session:
            session.execute(_PREFIX, {"low": typed, "high": typed[:-1] + chr(ord(typed[-1]) + 1)}).all()

    def service(typed: str) -> None:
        with transaction(engine) as session:
            find_tenants(session, SearchQuery(typed))

    for name, act in (("query", bare), ("service", service)):
        print(f"{login:14} {name:8} {_figures(act, asked)}")


def _figures(act: Callable[[str], None], asked: list[str]) -> str:
    taken = []
    for typed in asked:
        started = time.perf_counter()
        act(typed)
        taken.append((time.perf_counter() - started) * 1000)
    kept = taken[WARM_UP:]
    cuts = quantiles(kept, n=20)
    return f"p50 {cuts[9]:6.2f} ms   p95 {cuts[18]:6.2f} ms   max {max(kept):6.2f} ms"


_SCRIPT = """
INSERT INTO landlord (id, code, name, legal_form, street, postal_code, town, phone)
VALUES (1, 'bench', 'Banc', 'SA', 'rue', '00000', 'Ville', '0');

INSERT INTO agency (id, landlord_id, code, name, street, postal_code, town, phone, opening_hours)
SELECT i, 1, 'A' || i, 'Agence ' || i, 'rue', '00000', 'Ville', '0', '-' FROM generate_series(1, :agencies) i;

INSERT INTO residence (id, landlord_id, agency_id, code, name, postal_code, town, sls_zone, in_qpv, in_zrr)
SELECT i, 1, i, 'R' || i, 'Résidence', '00000', 'Ville', '2', false, false
FROM generate_series(1, :agencies) i;

INSERT INTO building (id, landlord_id, residence_id, code, street, postal_code, town, has_lift)
SELECT i, 1, i, 'B', 'rue', '00000', 'Ville', false FROM generate_series(1, :agencies) i;

-- The square of a random number: few names are borne by many.
INSERT INTO person (id, landlord_id, party_number, party_key, civility, birth_name, first_names)
SELECT d.i, 1, 'T' || d.i, 'T' || d.i, 'M', s.name, 'JEAN'
FROM (SELECT i, 1 + floor(:names * ((hashint8(i) & 1048575) / 1048576.0) ^ 2) AS pick
      FROM generate_series(1, :n) i) d
JOIN surname s ON s.id = d.pick;

INSERT INTO person_agency (landlord_id, person_id, agency_id) SELECT 1, id, 1 + id % :agencies FROM person;

INSERT INTO person_name_key (landlord_id, person_id, key, part, agency_id)
SELECT 1, id, birth_name, 'WHOLE', 1 + id % :agencies FROM person
UNION ALL SELECT 1, id, 'JEAN', 'FIRST', 1 + id % :agencies FROM person;

INSERT INTO customer (id, landlord_id, client_ref, client_ref_key, main_person_id, agency_id)
SELECT id, 1, 'C' || id, 'C' || id, id, 1 + id % :agencies FROM person;

INSERT INTO premises (id, landlord_id, building_id, reference, kind, financing, rooms, living_area,
                      under_agreement)
SELECT id, 1, 1 + id % :agencies, 'P' || id, 'DWELLING', 'PLUS', 3, 60, true FROM person;

INSERT INTO lease (id, landlord_id, agency_id, customer_id, premises_id, number, number_key, term_mode,
                   due_day, insurance_required, valid_from)
SELECT id, 1, 1 + id % :agencies, id, id, id || '/0', id || '/0', 'END', 1, true, date '2020-01-01'
FROM person;

INSERT INTO lease_holder (landlord_id, lease_id, person_id, title, valid_from)
SELECT 1, id, id, 'MAIN_HOLDER', date '2020-01-01' FROM person;

INSERT INTO staff (id, login, full_name, role, valid_from)
VALUES (1, 'conseil.bench', 'Conseil', 'ADVISER', date '2020-01-01'),
       (2, 'accueil.bench', 'Accueil', 'FRONT_DESK', date '2020-01-01');

INSERT INTO staff_landlord (staff_id, landlord_id) VALUES (1, 1), (2, 1);

INSERT INTO staff_agency (staff_id, agency_id) VALUES (1, 7), (2, 7)
"""

if __name__ == "__main__":
    main()
