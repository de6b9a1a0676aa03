"""See as the tenant on the real tables: what each portal shows, who may look, what the trace keeps."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from backoffice.cli.main import main
from backoffice.database.session import transaction
from backoffice.errors import Refused
from backoffice.models.call import PhoneCall
from backoffice.models.lease import Customer
from backoffice.rules.dates import paris_day
from backoffice.rules.landlords.account_shown import AccountShown
from backoffice.rules.landlords.portal_view import shown_to_tenant
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.rules.vocabulary.ledger import SignConvention
from backoffice.services.access.opening import Opening
from backoffice.services.calls import end_call, running_call
from backoffice.services.portal.tenant_view import TenantImage, see_as_tenant
from backoffice.services.staff import current_staff
from backoffice.services.tenant.file import open_tenant
from backoffice.services.tenant.lookup import customer_of_number
from tests.conftest import Server
from tests.stories.agent import end_calls

pytestmark = pytest.mark.database

MAIL = Opening(OpeningPurpose.MAIL)
CALL = Opening(OpeningPurpose.CALL)


def seen(engine: Engine, number: str, opening: Opening = MAIL) -> TenantImage:
    with transaction(engine) as session:
        return see_as_tenant(session, customer_of_number(session, number, None), opening)


def account_in(image: TenantImage) -> AccountShown:
    assert image.view.home is not None
    assert image.view.home.account is not None
    return image.view.home.account


def balance_of(engine: Engine, number: str) -> tuple[Decimal, TenantImage]:
    """The ledger's own sum at the instant of the image less the lag, and the image."""
    with transaction(engine) as session:
        customer_id = customer_of_number(session, number, None)
        image = see_as_tenant(session, customer_id, MAIL)
        day = paris_day(account_in(image).as_of)
        owed = session.execute(
            text(
                "SELECT coalesce(sum(p.debit - p.credit), 0) FROM posting p JOIN lease l ON l.id = p.lease_id"
                " WHERE l.customer_id = :customer AND p.posted_on <= :day"
            ),
            {"customer": customer_id, "day": day},
        ).scalar_one()
        return owed, image


def test_the_balance_is_the_ledger_s_for_each_landlord(desk: Engine) -> None:
    end_calls(desk)
    conventions = {
        "1344": SignConvention.TENANT_SIGNED,
        "V100001": SignConvention.AMOUNT_DUE,
        "300042": SignConvention.TWO_COLUMNS,
        "L/2013936": SignConvention.AMOUNT_DUE,
    }
    for number, convention in conventions.items():
        owed, image = balance_of(desk, number)
        account = account_in(image)
        assert (account.balance_due, account.balance) == (owed, shown_to_tenant(owed, convention))
    late = balance_of(desk, "L/2013936")[1]
    account = account_in(late)
    assert late.view.at - account.as_of == timedelta(hours=24), "La Rochelle’s balance is a day late"
    assert [one.what.split()[0] for one in account.contracts] == ["logement", "stationnement"]


def test_a_payment_of_today_is_not_there_yet_where_the_portal_is_late(
    desk: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    end_calls(desk)
    before = {number: balance_of(desk, number)[0] for number in ("L/2013936", "1344")}
    with engine_of(training).begin() as owner:
        for number in ("L/2013936", "994/0"):
            owner.execute(
                text(
                    "INSERT INTO posting (landlord_id, lease_id, posted_on, label, kind, debit, credit)"
                    " SELECT landlord_id, id, (now() AT TIME ZONE 'Europe/Paris')::date, 'Carte', 'PAYMENT',"
                    " 0, 50.00 FROM lease WHERE number = :number"
                ),
                {"number": number},
            )
    late, at_once = balance_of(desk, "L/2013936"), balance_of(desk, "1344")
    assert late[0] == before["L/2013936"]
    assert at_once[0] == before["1344"] - 50
    assert account_in(late[1]).not_yet == 1


def test_the_look_is_an_act_of_its_own_in_the_trace(
    desk: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    image = seen(desk, "1344", CALL)
    assert image.watermark.startswith("Camille Moreau · ")
    assert image.watermark.endswith("client 1344")
    with engine_of(training).connect() as owner:
        rows = owner.execute(
            text(
                "SELECT login, customer_id, purpose, call_id IS NOT NULL, detail FROM audit_entry"
                " WHERE act = 'SEE_AS_TENANT'"
            )
        ).all()
    assert rows == [("agent.demo", image.customer_id, "CALL", True, {"level": "L2"})]


def test_on_the_telephone_the_caller_must_be_verified(desk: Engine) -> None:
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "1344", None)
        call = running_call(session, customer_id, current_staff(session).id)
        assert call is not None
        end_call(session, call.id, "")
    end_calls(desk)
    with pytest.raises(Refused) as refusal:
        seen(desk, "1344", CALL)
    assert refusal.value.code == "CALLER_NOT_VERIFIED"
    with transaction(desk) as session:
        # A call begun and not yet verified forbids it, whatever purpose the file was opened for.
        session.execute(text("SELECT start_call(:customer, 'PHONE', NULL)"), {"customer": customer_id})
    with pytest.raises(Refused, match="niveau 2"):
        seen(desk, "1344", MAIL)
    # Nor of another file, for whom nothing was proved.
    with pytest.raises(Refused, match="client 1344") as refusal:
        seen(desk, "L/2013936", MAIL)
    assert refusal.value.code == "OTHER_CALL"


LOOK = (
    "INSERT INTO audit_entry (act, subject, landlord_id, customer_id, purpose)"
    " SELECT 'SEE_AS_TENANT', 'customer:' || id, landlord_id, id, 'MAIL' FROM customer"
    " WHERE client_ref = :number"
)


def test_no_program_traces_a_look_while_another_is_on_the_line(desk: Engine) -> None:
    """The trace itself refuses it, whatever asks; at the counter, or once concluded, nobody listens."""
    end_calls(desk)

    def look(number: str) -> str | None:
        try:
            with transaction(desk) as session:
                session.execute(text(LOOK), {"number": number})
        except Refused as refusal:
            return refusal.code
        return None

    assert look("300042") is None
    with transaction(desk) as session:
        session.execute(text("SELECT open_line('PHONE')"))
    assert look("300042") == "OTHER_CALL"
    end_calls(desk)
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "1344", None)
        session.execute(text("SELECT start_call(:customer, 'PHONE')"), {"customer": customer_id})
    assert look("300042") == "OTHER_CALL"
    assert look("1344") == "CALLER_NOT_VERIFIED"
    end_calls(desk)
    with transaction(desk) as session:
        session.execute(text("SELECT start_call(:customer, 'COUNTER')"), {"customer": customer_id})
    assert look("300042") is None


def test_only_those_who_answer_tenants_look(
    training: str, server: Server, engine_of: Callable[..., Engine]
) -> None:
    for login, allowed in (
        ("conseil.logirem", True),
        ("responsable.logirem", True),
        ("quittancement.logirem", False),
        ("dpo.demo", False),
    ):
        engine = engine_of(training, login)
        if allowed:
            assert seen(engine, "1344").view.sign_in.minutes_left is not None
            continue
        with pytest.raises(Refused) as refusal:
            seen(engine, "1344")
        assert refusal.value.code == "ROLE"


def test_every_tenant_of_the_training_landlords_has_an_image(desk: Engine) -> None:
    end_calls(desk)
    with transaction(desk) as session:
        on_line = select(PhoneCall.customer_id).where(PhoneCall.ended_at.is_(None))
        quiet = select(Customer.id).where(Customer.id.not_in(on_line)).order_by(Customer.id)
        homes = 0
        for customer_id in session.scalars(quiet).all()[::4]:
            image = see_as_tenant(session, customer_id, MAIL)
            file = open_tenant(session, customer_id, None, MAIL)
            assert (image.view.home is not None) >= image.view.sign_in.is_open
            assert image.view.sign_in.minutes_left == file.portal.minutes_left
            homes += image.view.home is not None
    assert homes > 10


def test_the_command_prints_the_image_and_json(
    training: str, server: Server, engine_of: Callable[..., Engine], capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> tuple[int, str]:
        code = main([*words, "--dsn", server.dsn(training, "agent.demo")])
        return code, capsys.readouterr().out

    code, out = run("see-as", "1344")
    assert code == 0
    assert "Mon solde : −110,27" in out
    assert "Compte bloqué encore" in out
    assert "Camille Moreau" in out
    assert run("see-as", "V100002")[0] == 1, "somebody else is on the line"
    end_calls(engine_of(training, "agent.demo"))
    code, out = run("see-as", "V100002", "--json")
    answer: dict[str, Any] = json.loads(out)
    assert code == 0
    assert answer["view"]["sign_in"]["headline"] == "Inscription bloquée"
    assert answer["view"]["home"] is None
    assert run("see-as", "V100003", "--purpose", "CALL")[0] == 1
