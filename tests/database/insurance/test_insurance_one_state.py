"""The file, the message on request and the desk tell one state, by its calendar (R2.12, R2.19)."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.landlord import LandlordParameter
from backoffice.rules.dates import french_day
from backoffice.rules.vocabulary.service import InsuranceState
from backoffice.services.insurance.asking import AskOrder, ask_certificate, preview_ask
from backoffice.services.insurance.standing import standing_of
from backoffice.services.insurance.steps.notice import hand_over
from backoffice.services.insurance.steps.orders import HandOverOrder
from backoffice.services.insurance.steps.policy import take_policy
from backoffice.services.tenant.file import open_tenant
from backoffice.services.tenant.results import InsuranceCard
from tests.database.insurance.acting import TODAY, Home, at_home, covering, decide, settle, submit
from tests.database.insurance.test_insurance_default import ask, noticed, policy

pytestmark = pytest.mark.database


def stated(session: Session, home: Home, **days: int) -> None:
    """The landlord’s own calendar."""
    for key, value in days.items():
        session.add(
            LandlordParameter(
                landlord_id=home.house.landlord.id, key=f"insurance.{key}", value=value, stated=True,
                author="admin.demo", source="page du bailleur", valid_from=date(2024, 1, 1),
            )
        )  # fmt: skip
    session.flush()


def card(session: Session, home: Home) -> InsuranceCard:
    """What the first screen says."""
    settle(session)
    return open_tenant(session, home.customer.id, None).insurance


def test_the_file_tells_the_formal_notice_the_policy_and_the_litigation(session: Session) -> None:
    home = at_home(session)
    noticed(session, home, TODAY - timedelta(days=3))
    shown = card(session, home)
    assert (shown.state, shown.badge, shown.tone) == (InsuranceState.FORMAL_NOTICE, "En demeure", "bad")
    assert french_day(TODAY - timedelta(days=3)) in shown.detail
    refusal = preview_ask(session, home.customer.id).refusal
    assert refusal is not None
    assert "mise en demeure" in refusal.lower(), "no new delay puts off that of the notice"


def test_a_policy_taken_out_shows_on_the_file_and_his_own_may_be_asked(session: Session) -> None:
    home = at_home(session)
    noticed(session, home, TODAY - timedelta(days=60))
    assert card(session, home).state is InsuranceState.ON_BEHALF_ALLOWED
    take_policy(session, policy(home.dwelling))
    assert (card(session, home).state, card(session, home).tone) == (InsuranceState.ON_BEHALF_ACTIVE, "warn")
    assert preview_ask(session, home.customer.id).refusal is None


def test_a_default_handed_over_shows_on_the_file(session: Session) -> None:
    home = at_home(session)
    ask(session, home, 90)
    hand_over(session, HandOverOrder(home.dwelling.id, str(uuid4())))
    assert card(session, home).state is InsuranceState.TERMINATION_ROUTE
    with pytest.raises(Refused) as caught:
        ask_certificate(session, AskOrder(home.customer.id, str(uuid4()), None))
    assert caught.value.code == "NOTHING_TO_ASK"


def test_the_days_are_those_of_the_landlord(session: Session) -> None:
    home = at_home(session)
    stated(session, home, request_before_days=60, answer_days=21)
    end = TODAY + timedelta(days=50)
    sent = submit(session, home.dwelling, submitted_at=datetime.now(UTC) - timedelta(days=2))
    decide(session, sent, verdict=covering(covered_until=end))
    assert standing_of(session, home.dwelling.id).standing.state is InsuranceState.EXPIRING
    assert card(session, home).state is InsuranceState.EXPIRING
    message = preview_ask(session, home.customer.id).message
    assert message is not None
    assert "21 jours" in message.body
    ask_certificate(session, AskOrder(home.customer.id, str(uuid4()), None))
    assert french_day(TODAY + timedelta(days=21)) in card(session, home).detail
    lately = preview_ask(session, home.customer.id).lately
    assert lately is not None
    assert "21 jours" in lately
