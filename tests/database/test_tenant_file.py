"""The file: five answers at a glance, dwelling and parking apart, the household of a day."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select

from backoffice.database.session import transaction
from backoffice.errors import NotFound
from backoffice.models.lease import Customer
from backoffice.models.person import Person
from backoffice.rules.vocabulary.portal import PortalAction
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.tenant.file import open_tenant
from backoffice.services.tenant.lookup import customer_of_number
from backoffice.services.tenant.results import TenantFile

pytestmark = pytest.mark.database


def opened(desk: Engine, number: str, as_of: date | None = None) -> TenantFile:
    with transaction(desk) as session:
        return open_tenant(session, customer_of_number(session, number, None), as_of)


def test_the_header_answers_the_five_reasons_people_call(desk: Engine) -> None:
    file = opened(desk, "1344")
    assert file.name == "NGUYỄN Thị Hồng, épouse LEFÈVRE"
    assert (file.client_ref_label, file.client_ref, file.party_number) == ("N° client", "1344", "1970223")
    assert file.balance.balance_due == sum(lease.balance_due for lease in file.leases)
    assert file.balance.headline.endswith("dus")
    assert file.receipt.month is not None
    assert file.portal.action is PortalAction.UNLOCK
    assert file.portal.minutes_left is not None
    assert file.portal.headline == f"Bloqué encore {file.portal.minutes_left} min"
    assert file.insurance.headline.startswith("Fin le")
    assert file.requests.open_count == 1


def test_the_running_balance_ends_on_what_is_owed(desk: Engine) -> None:
    file = opened(desk, "1344")
    assert file.postings[0].balance == file.leases[0].balance_due
    total = sum((line.debit or Decimal(0)) - (line.credit or Decimal(0)) for line in file.postings)
    assert total == file.balance.balance_due


def test_the_guide_s_three_postings_stand_word_for_word(desk: Engine) -> None:
    lines = {(line.label, line.debit, line.credit) for line in opened(desk, "1344").postings}
    assert ("REGLEMENT PAR CARTE BANCAIRE", None, Decimal("10.10")) in lines
    assert ("Prel. auto du 10/03/2020", None, Decimal("913.12")) in lines
    assert ("Facture 01/02/2020-29/02/2020", Decimal("799.55"), None) in lines


def test_dwelling_and_parking_are_told_apart(desk: Engine) -> None:
    file = opened(desk, "L/2013936")
    kinds = {lease.number: lease.kind for lease in file.leases}
    assert kinds == {"L/2013936": PremisesKind.DWELLING, "L/2013937": PremisesKind.PARKING}
    assert [lease.balance_due for lease in file.leases] == [Decimal(0), Decimal(0)]
    assert {line.lease_number for line in file.postings} == set(kinds)


def test_a_client_without_account_is_offered_a_release_and_no_unlock(desk: Engine) -> None:
    with transaction(desk) as session:
        numbers = session.scalars(select(Customer.client_ref).order_by(Customer.id)).all()
    actions = {opened(desk, number).portal.action for number in numbers[:40]}
    assert PortalAction.RELEASE_REGISTRATION in actions


def test_the_household_and_the_title_are_those_of_the_day(desk: Engine) -> None:
    before = opened(desk, "1344", date(2019, 1, 1))
    assert (before.household, before.title, before.is_current) == ((), "Pas encore locataire", False)
    assert opened(desk, "1344").household


def test_a_confidential_address_is_kept_back(desk: Engine) -> None:
    with transaction(desk) as session:
        number = session.scalars(
            select(Customer.client_ref)
            .join(Person, Person.id == Customer.main_person_id)
            .where(Person.confidential_address)
        ).first()
    assert number is not None
    file = opened(desk, number)
    assert {lease.address for lease in file.leases} == {"Adresse confidentielle"}


def test_a_file_that_does_not_exist_says_so(desk: Engine) -> None:
    with pytest.raises(NotFound), transaction(desk) as session:
        open_tenant(session, 999_999_999, None)
