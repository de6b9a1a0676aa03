"""A right too many or too few is told in a sentence, and put right."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from backoffice.database.rights.apply import apply_roles
from backoffice.database.rights.check import gaps_in_short, role_gaps
from backoffice.database.rights.matrix import grants
from backoffice.errors import Refused


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """The training landlord, as who administers its database."""
    return engine_of(training, statement_seconds=120)


def test_a_fresh_database_has_no_gap_and_stays_so(owner: Engine) -> None:
    assert role_gaps(owner) == ()
    assert apply_roles(owner) == ()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("GRANT INSERT (recorded_at) ON audit_entry TO guichet_agent", "INSERT en trop"),
        ("GRANT UPDATE ON receipt TO guichet_agent", "UPDATE en trop"),
        ("GRANT UPDATE (content) ON receipt TO guichet_adviser", "UPDATE en trop"),
        ("GRANT DELETE ON receipt TO guichet_manager", "DELETE en trop"),
        ("GRANT TRUNCATE ON person TO guichet_agent", "TRUNCATE en trop"),
        ("GRANT SELECT (birth_date) ON person TO guichet_caretaker", "SELECT en trop"),
        ("REVOKE SELECT ON person FROM guichet_agent", "n’a pas SELECT"),
        ("REVOKE INSERT (number) ON receipt FROM guichet_agent", "n’a pas INSERT"),
        ("ALTER TABLE posting DISABLE ROW LEVEL SECURITY", "posting n’est pas en vigueur"),
        ("ALTER TABLE posting NO FORCE ROW LEVEL SECURITY", "posting n’est pas en vigueur"),
        ("DROP POLICY lease_rows ON posting", "lease_rows est manquante"),
        ("CREATE POLICY all_mine ON posting USING (true)", "all_mine est en trop"),
        ("ALTER TABLE posting OWNER TO guichet_agent", "posting n’appartient pas"),
        ("GRANT EXECUTE ON FUNCTION disable_staff(text) TO guichet_agent", "appeler à tort"),
        ("REVOKE EXECUTE ON FUNCTION my_landlords() FROM guichet_agent", "ne peut pas appeler"),
        ("CREATE FUNCTION back_door() RETURNS int LANGUAGE sql AS 'SELECT 1'", "back_door()"),
    ],
)
def test_a_difference_is_found(owner: Engine, statement: str, told: str) -> None:
    """Whether it is on the table or on one column, given to a role or to everybody."""
    with owner.begin() as connection:
        connection.exec_driver_sql(statement)
    gaps = role_gaps(owner)
    assert any(told in gap.sentence for gap in gaps), gaps
    assert "db roles" in gaps_in_short(gaps)
    with owner.begin() as connection:
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS back_door()")
    assert apply_roles(owner) == ()


def test_rights_given_to_everybody_are_found_for_every_role(owner: Engine) -> None:
    with owner.begin() as connection:
        connection.exec_driver_sql("GRANT DELETE ON ALL TABLES IN SCHEMA public TO PUBLIC")
    gaps = role_gaps(owner)
    assert len(gaps) > len(grants())
    assert gaps_in_short(gaps) == (
        f"Les droits de la base diffèrent de ceux du programme en {len(gaps)} points : "
        "lancez « backoffice db roles »."
    )
    assert apply_roles(owner) == ()


def test_only_who_administers_the_database_sets_rights(desk: Engine) -> None:
    with pytest.raises(Refused, match="administration"):
        apply_roles(desk)
