"""The file: five answers at a glance, dwelling and parking apart, the household of a day."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.errors import NotFound, Refused
from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Person
from backoffice.rules.vocabulary.portal import PortalAction
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.access.opening import RESERVED_SENTENCE
from backoffice.services.desk.timeline.pages import timeline
from backoffice.services.desk.timeline.results import Family, TimelineLine
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import SearchQuery
from backoffice.services.tenant.account import all_postings
from backoffice.services.tenant.file import open_tenant
from backoffice.services.tenant.lookup import customer_of_number
from backoffice.services.tenant.results import TenantFile
from tests.conftest import Server
from tests.factories import House, make_landlord, make_person, make_staff, make_tenant

pytestmark = pytest.mark.database


HIDDEN = "1013"


def opened(desk: Engine, number: str, as_of: date | None = None) -> TenantFile:
    with transaction(desk) as session:
        return open_tenant(session, customer_of_number(session, number, None), as_of)


def history(desk: Engine, number: str) -> tuple[TimelineLine, ...]:
    with transaction(desk) as session:
        return timeline(session, customer_of_number(session, number, "logirem"), count=5000).lines


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
    with transaction(desk) as session:
        whole = all_postings(session, customer_of_number(session, "1344", None))
    lines = {(line.label, line.debit, line.credit) for line in whole}
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


def test_a_confidential_address_is_a_managers_file(
    desk: Engine, engine_of: Callable[..., Engine], training: str
) -> None:
    """Neither the search nor the number shows it to an agent, who is told whom to ask (R5.14)."""
    with pytest.raises(Refused) as caught:
        opened(desk, HIDDEN)
    assert caught.value.code == "RESERVED_FILE"
    with transaction(desk) as session:
        answer = find_tenants(session, SearchQuery(HIDDEN))
        assert (answer.rows, answer.notice) == ((), RESERVED_SENTENCE)
        named = find_tenants(session, SearchQuery("brönte")).rows
        assert HIDDEN not in [row.client_ref for row in named]
        assert not session.scalars(select(Person.id).where(Person.confidential_address)).all()
    manager = engine_of(training, "responsable.demo")
    assert opened(manager, HIDDEN).confidential_address
    with transaction(manager) as session:
        assert [row.client_ref for row in find_tenants(session, SearchQuery(HIDDEN)).rows][:1] == [HIDDEN]


def test_a_file_that_does_not_exist_says_so(desk: Engine) -> None:
    with pytest.raises(NotFound), transaction(desk) as session:
        open_tenant(session, 999_999_999, None)


def test_the_last_day_of_a_lease_is_shown(desk: Engine) -> None:
    with transaction(desk) as session:
        row = session.execute(select(Lease.valid_to).where(Lease.number == "1008/0")).one()
    shown = opened(desk, "1008").leases[0].ends_on
    assert row.valid_to is not None
    assert shown == row.valid_to - timedelta(days=1)


def test_a_letters_address_is_kept_back_with_the_file(
    server: Server, training: str, engine_of: Callable[..., Engine]
) -> None:
    manager, officer = engine_of(training, "responsable.demo"), engine_of(training, "dpo.demo")
    owner = make_engine(server.dsn(training))
    letter = text(
        "INSERT INTO outbox_message (landlord_id, customer_id, person_id, channel, address, template,"
        " subject, body, not_before) SELECT landlord_id, id, main_person_id, 'LETTER', "
        "E'12 rue cachée\\n13001 Marseille', 't', 'Objet', 'b', now() FROM customer"
        " WHERE client_ref IN ('1013', '1008')"
    )
    with transaction(owner) as session:
        session.execute(letter)
    owner.dispose()
    with pytest.raises(Refused, match="réservé"):
        history(officer, "1013")
    for who, number in ((officer, "1008"), (manager, "1013")):
        told = next(line.sentence for line in history(who, number) if line.family is Family.MESSAGE)
        assert "12 rue cachée, 13001 Marseille" in told, "of a reserved file, to a manager alone"


def test_a_number_twice_at_one_landlord_asks_for_the_clients_number(session: Session, house: House) -> None:
    """The command line's ``--landlord`` would not tell them apart."""
    person = make_person(session, house)
    for _ in range(2):
        make_tenant(session, house, person=person)
    with pytest.raises(Refused) as caught:
        customer_of_number(session, person.party_number, None)
    assert "--landlord" not in caught.value.sentence
    number = "777001"
    for other in (house, make_landlord(session)):
        if other is not house:
            make_staff(session, other)
        make_tenant(session, other, client_ref=number)
    with pytest.raises(Refused) as caught:
        customer_of_number(session, number, None)
    assert "--landlord" in caught.value.sentence
