"""One person is one person, however many logins he has; a doubt about one change stops the others (R3.54)."""

import json
from collections.abc import Callable

import pytest

from tests.psql import Psql

pytestmark = pytest.mark.database
NUMBER = "1344"
BANK = {"holder_name": "Dupont", "iban": "FR76 3000 6000 0112 3456 7890 189"}
PROPOSE = "SELECT propose_change('BANK_DETAILS', %s, %s, %s)"


@pytest.fixture
def visit(agent: Psql) -> int:
    """A visit at the counter, paper seen: level 3."""
    made = agent.call(NUMBER, "COUNTER")
    agent.do("SELECT paper_seen(%s, true)", made)
    return made


@pytest.fixture
def change(agent: Psql, visit: int) -> int:
    """Bank details that wait for a second person."""
    return int(agent.ask(PROPOSE, agent.customer(NUMBER), json.dumps(BANK), visit))


def test_two_logins_of_one_person_are_one_person(psql: Callable[..., Psql], owner: Psql, change: int) -> None:
    """An agent who was also made a manager does not decide what he proposed."""
    somebody = owner.ask("SELECT max(id) FROM person")
    for login in ("agent.demo", "responsable.demo"):
        owner.do("UPDATE staff SET person_id = %s, version = version + 1 WHERE login = %s", somebody, login)
    assert psql("responsable.demo").refused("SELECT approve_change(%s, 1)", change) == "SECOND_PERSON"
    assert psql("quittancement.logirem").refused("SELECT approve_change(%s, 1)", change) == "allowed"


def test_what_waits_is_not_accepted_once_fraud_is_suspected(
    psql: Callable[..., Psql], agent: Psql, owner: Psql, change: int
) -> None:
    """The tenant objected to another change: whoever was behind it is behind this one too."""
    owner.do(
        "UPDATE portal_account SET state = 'SUSPENDED_FRAUD', version = version + 1 WHERE customer_id = %s",
        agent.customer(NUMBER),
    )
    accounting = psql("quittancement.logirem")
    assert accounting.refused("SELECT approve_change(%s, 1)", change) == "FRAUD_SUSPENSION"
    assert accounting.refused("SELECT refuse_change(%s, 1, 'FRAUD_SUSPECTED')", change) == "allowed"


def test_no_parameter_does_away_with_the_cooling_off(
    psql: Callable[..., Psql], agent: Psql, owner: Psql, change: int
) -> None:
    """The administrator writes parameters alone: an hour is left at least (R4.24)."""
    psql("admin.demo").do(
        "INSERT INTO landlord_parameter (landlord_id, key, value, stated, valid_from, source, author)"
        " VALUES (%s, 'security_cooldown_hours', '-5', true, current_date, 'x', 'x')",
        agent.ask("SELECT landlord_id FROM customer WHERE id = %s", agent.customer(NUMBER)),
    )
    psql("quittancement.logirem").do("SELECT approve_change(%s, 1)", change)
    assert owner.ask(
        "SELECT effective_at > now() + interval '50 minutes' FROM change_request WHERE id = %s", change
    )


def test_a_reference_of_a_mandate_is_no_novel(agent: Psql, visit: int) -> None:
    """What is proposed is kept whole, and shown to whoever decides."""
    proposed = json.dumps({**BANK, "mandate_reference": "é" * 300})
    assert agent.refused(PROPOSE, agent.customer(NUMBER), proposed, visit) == "WRONG_PROPOSAL"
