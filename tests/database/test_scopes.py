"""Who signed in is found by an index: every policy of every table asks it."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

pytestmark = pytest.mark.database

_MANY = """INSERT INTO staff (login, full_name, role, valid_from)
SELECT 'guichet.' || n, 'Agent ' || n, 'FRONT_DESK', date '2020-01-01' FROM generate_series(1, 3000) n"""
_USED = """INSERT INTO access_use (login, kind, hour, taken)
SELECT 'guichet.' || n % 100, 'SEARCH', date_trunc('hour', now()) - n / 100 * interval '1 hour', 1
  FROM generate_series(0, 9999) n"""
_WALKED = """SELECT coalesce(sum(seq_scan), 0) FROM pg_stat_xact_user_tables
WHERE relname IN ('staff', 'access_use')"""


@pytest.mark.parametrize(
    "asked",
    [
        "my_staff_id()",
        "my_role()",
        "my_landlords()",
        "my_agencies()",
        "access_left('SEARCH', 'FRONT_DESK')",
    ],
)
def test_nobody_walks_the_whole_staff(session: Session, asked: str) -> None:
    session.execute(text(_MANY))
    session.execute(text(_USED))
    session.execute(text("ANALYZE staff, access_use"))
    before = session.execute(text(_WALKED)).scalar_one()
    session.execute(text(f"SELECT {asked}"))
    assert session.execute(text(_WALKED)).scalar_one() == before
