"""Fills an empty, migrated database with the bench landlord, two hands at once."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from string import Template

import psycopg
from psycopg import Connection
from sqlalchemy.orm import Session

from backoffice import paths
from backoffice.database.engine import make_engine
from backoffice.database.rights.apply import ensure_roles, ensure_staff_logins
from backoffice.rules.dates import add_months, month_of
from backoffice.services.landlords import load_landlord_files
from backoffice.services.notes import load_note_terms
from backoffice.services.retention.rules import load_retention_file
from bench.population.indexes import take_away
from bench.population.people import People
from bench.population.places import RESIDENCES, STREETS, TOWNS
from bench.population.size import Size

# A longest account begins 21 months before the departure of somebody who left four years ago.
MONTHS = 72
PRINTED = 3
_SCRIPTS = Path(__file__).parent / "sql"
_BULKY = (
    "person", "person_name_key", "person_agency", "contact", "building", "residence", "premises",
    "customer", "lease", "lease_holder", "household_member", "e_delivery_consent", "rent_notice",
    "rent_notice_line", "online_payment", "portal_account", "account_lock", "portal_event", "work_item",
    "insurance_submission", "service_request", "phone_call", "caller_check", "receipt", "outbox_message",
    "mandate", "name_beside",
)  # fmt: skip
_LANDLORD = """
INSERT INTO landlord_parameter (landlord_id, key, value, stated, valid_from, source, author)
SELECT 1, p.key, p.value, p.stated, date '2000-01-01', p.source, p.author
FROM landlord_parameter p JOIN landlord l ON l.id = p.landlord_id WHERE l.code = 'logirem';
DELETE FROM landlord_parameter WHERE landlord_id <> 1;
DELETE FROM landlord WHERE id <> 1
"""
_COUNTERS = """
SELECT format('SELECT setval(%L, greatest(1, (SELECT coalesce(max(%I), 0) FROM %s)))',
              pg_get_serial_sequence(c.oid::regclass::text, a.attname), a.attname, c.oid::regclass)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attidentity <> ''
"""

# A login without row security, and quotas that a benchmark does not meet.
_DOORS = """
ALTER ROLE "libre.bench" BYPASSRLS;
UPDATE access_quota SET per_hour = 1000000000, per_day = 1000000000 WHERE per_hour < 1000000000
"""

Step = Callable[[str], None]


class Making:
    """One making: where, how large, and who is told of each step."""

    def __init__(self, dsn: str, size: Size, told: Step) -> None:
        self._dsn = dsn
        self._size = size
        self._told = told

    @staticmethod
    def steps(size: Size) -> int:
        """How many steps ``told`` will hear of, about."""
        return 75 + MONTHS + 60 + size.persons // 20_000

    def make(self) -> None:
        """Everything but the statistics."""
        self._rows()
        engine = make_engine(self._dsn, statement_seconds=3600)
        with engine.begin() as connection:
            ensure_roles(connection)
            ensure_staff_logins(connection)
        engine.dispose()
        self._told("droits")
        with self._hand() as hand:
            for statement in _DOORS.split(";\n"):
                hand.execute(statement)

    def _rows(self) -> None:
        with self._hand() as first:
            self._run(first, "1_ground")
            self._lists(first)
            first.commit()
            self._parameters()
            kept = take_away(first, [*_BULKY, "posting"])
            first.commit()
            People(self._size).write(first, lambda count: self._told("personnes"))
            for script in ("2_stock", "3_leases", "4_derived", "5_rents"):
                self._run(first, script)
            first.commit()
            with ThreadPoolExecutor(1) as other:
                accounts = other.submit(self._accounts, kept)
                self._run(first, "8_staff")
                self._put_back(first, kept, [name for name in _BULKY if name not in _LATE])
                self._run(first, "9_keys")
                first.commit()
                accounts.result()
            self._run(first, "7_portal")
            self._put_back(first, kept, _LATE)
            first.execute("DROP SCHEMA bench CASCADE")
            for (statement,) in first.execute(_COUNTERS).fetchall():
                first.execute(statement)

    def _accounts(self, kept: dict[str, list[str]]) -> None:
        with self._hand() as hand:
            hand.execute("ANALYZE bench.rent")
            months = [add_months(month_of(self._size.day), -back) for back in range(MONTHS, 0, -1)]
            leases = self._size.customers + self._size.parkings
            for left, month in zip(range(MONTHS - 1, -1, -1), months, strict=True):
                self._run(hand, "6_month", _month(month, left, leases))
                hand.commit()
            self._put_back(hand, kept, ["posting"])

    def _hand(self) -> Connection:
        settings = "-c session_replication_role=replica -c maintenance_work_mem=1GB -c work_mem=256MB"
        settings += " -c TimeZone=Europe/Paris -c search_path=public -c max_parallel_maintenance_workers=1"
        return psycopg.connect(self._dsn, options=settings)

    def _run(self, hand: Connection, script: str, values: dict[str, object] | None = None) -> None:
        text = (_SCRIPTS / f"{script}.sql").read_text(encoding="utf-8")
        script_text = Template(text).substitute(self._size.values() | (values or {}))
        for statement in script_text.rstrip().rstrip(";").split(";\n"):
            words = [line for line in statement.splitlines() if line and not line.startswith("--")]
            hand.execute("\n".join(words))
            self._told(" ".join(words[0].split()[:3]).lower())
        if script in ("2_stock", "3_leases", "4_derived"):
            for table in _ANALYSED[script]:
                hand.execute(f"ANALYZE {table}")

    def _lists(self, hand: Connection) -> None:
        lists: tuple[tuple[str, list[tuple[str, ...]]], ...] = (
            ("town (postal_code, town, id)", [*TOWNS]),
            ("street (name, id)", [(name,) for name in STREETS]),
            ("residence_name (name, id)", [(name,) for name in RESIDENCES]),
        )
        for target, rows in lists:
            with hand.cursor().copy(f"COPY bench.{target} FROM STDIN") as copy:
                for rank, row in enumerate(rows, 1):
                    copy.write_row((*row, rank))

    def _parameters(self) -> None:
        """The habits of a landlord of the files, under the bench's own name."""
        engine = make_engine(self._dsn)
        with self._hand() as hand:
            hand.execute("SELECT setval(pg_get_serial_sequence('landlord', 'id'), 1)")
        with Session(engine) as session, session.begin():
            load_landlord_files(session, paths.resources() / "landlords")
            load_note_terms(session, paths.resources() / "notes" / "vocabulary.toml")
            load_retention_file(session, paths.resources() / "retention" / "rules.toml")
        engine.dispose()
        with self._hand() as hand:
            for statement in _LANDLORD.split(";\n"):
                hand.execute(statement)

    def _put_back(self, hand: Connection, kept: dict[str, list[str]], tables: Iterable[str]) -> None:
        for table in tables:
            for statement in kept[table]:
                hand.execute(statement)
                self._told(f"index {table}")
            hand.commit()


_LATE = (
    "rent_notice", "rent_notice_line", "online_payment", "portal_account", "account_lock", "portal_event",
    "work_item", "insurance_submission", "service_request", "phone_call", "caller_check", "receipt",
    "outbox_message", "mandate", "name_beside",
)  # fmt: skip
_ANALYSED = {
    "2_stock": ("residence", "building", "premises", "bench.home", "person", "bench.household"),
    "3_leases": ("customer", "lease", "lease_holder", "household_member"),
    "4_derived": ("person_agency", "person"),
}


def _month(month: date, left: int, leases: int) -> dict[str, object]:
    """The words of one month; ``left`` months come after it."""
    following = add_months(month, 1)
    last = date.fromordinal(following.toordinal() - 1)
    return {
        "month": month,
        "next": following,
        "called": f"{month:%d/%m/%Y}-{last:%d/%m/%Y}",
        "short": f"{month:%m/%y}",
        "rank": PRINTED - 1 - left if left < PRINTED else left,
        "printed": "true" if left < PRINTED else "false",
        "leases": leases,
    }
