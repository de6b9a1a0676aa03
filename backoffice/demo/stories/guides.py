"""The cases printed in the five guides, with their numbers, labels and sums to the letter."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from backoffice.demo.population.desk import (
    Ask,
    Card,
    Paper,
    add_card_payment,
    add_insurance,
    add_receipt_request,
    add_service_request,
)
from backoffice.demo.population.leases import (
    Terms,
    add_consent,
    add_holder,
    add_lease,
    add_member,
)
from backoffice.demo.population.ledger import Account, Month, Move, called_months
from backoffice.demo.population.online.accounts import Opening, add_account, add_block
from backoffice.demo.population.people import Identity, add_person
from backoffice.demo.population.rent import Rent
from backoffice.demo.population.stock import Flat, add_parking
from backoffice.demo.stories.cast import Actor, Part, Stage, flat_rent, pay_whole, recent, soon
from backoffice.demo.stories.staff import AGENT
from backoffice.demo.world import World, moment
from backoffice.rules.dates import PARIS, add_months
from backoffice.rules.money import ZERO
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.ledger import OnlinePaymentState, PaymentMeans, PostingKind
from backoffice.rules.vocabulary.people import Civility, HolderTitle, Relation
from backoffice.rules.vocabulary.portal import AccountState
from backoffice.rules.vocabulary.receipts import RequestState
from backoffice.rules.vocabulary.service import ServiceRequestKind, ServiceRequestState, SubmissionState

_MAIL = "mon.adresse@mail.fr"
_STILL_OWED = Decimal("110.27")
_OWED_BEFORE = Decimal("123.67")


def tell_guides(stage: Stage) -> None:
    """Add the five guides' cases."""
    _logirem(stage)
    _ekidom(stage)
    _la_rochelle(stage)
    _mon_logement_27(stage)
    _vivest(stage)


def _logirem(stage: Stage) -> None:
    """Client 1344 of Logirem: locked out, owes 110,27 € today, last month but one settled."""
    world = stage.world
    who = Identity(Civility.MADAME, "Nguyễn", "Thị Hồng", date(1979, 4, 3), "Lefèvre")
    part = Part(
        "logirem", "1344", who, date(2019, 5, 1), "994/0", party="1970223",
        flat=Flat(3, Decimal(65), 3, "32", "B"), street="12 rue des Lices", mobile="0756894100", email=_MAIL,
    )  # fmt: skip
    actor = stage.play(part)
    _logirem_household(world, actor)
    months = _logirem_account(world, actor)
    _logirem_cards(world, actor)
    _logirem_desk(world, actor, months)
    created = moment(date(2019, 7, 2), 18, 12)
    seen = moment(world.ago(9), 19, 40)
    opening = Opening(actor.client.id, actor.client.person_id, "1344", AccountState.ACTIVE, created, seen)
    account_id = add_account(world, actor.house, opening)
    world.aging.locks[account_id] = {"failures": 3, "recreations": 0, "age": 1}
    _answer(world, actor, CallerLevel.L2)


def _logirem_household(world: World, actor: Actor) -> None:
    husband = Identity(Civility.MONSIEUR, "Lefèvre", "Marc", date(1977, 11, 21))
    husband_id = add_person(world, actor.house, husband)
    add_holder(world, actor.let, husband_id, HolderTitle.CO_HOLDER)
    add_member(world, actor.let, husband_id, Relation.SPOUSE)
    for civility, first_names, born in (
        (Civility.MADAME, "Chloé", date(2009, 2, 14)),
        (Civility.MONSIEUR, "Minh", date(2021, 9, 30)),
    ):
        child_id = add_person(world, actor.house, Identity(civility, "Lefèvre", first_names, born))
        add_member(world, actor.let, child_id, Relation.CHILD, max(born, actor.let.start))
    add_consent(world, actor.let, date(2019, 7, 2), "Madame Thị Hồng LEFÈVRE")


def _logirem_account(world: World, actor: Actor) -> tuple[Month, ...]:
    charges = (
        ("Provision charges générales", Decimal("98.15")),
        ("Provision eau froide", Decimal("38.00")),
        ("Provision chauffage", Decimal("77.00")),
    )
    rent = Rent(Decimal("586.40"), charges, 2020)
    account = actor.account
    account.serials[date(2019, 6, 1)] = 5_225_497
    months = called_months(actor.let, rent, actor.let.start, world.day)
    for month in months:
        account.call(month)
        # What February 2020 was paid with is the guide's own: 913,12 € by debit, 10,10 € by card.
        if month.start == date(2020, 2, 1):
            account.pay(date(2020, 3, 10), Decimal("913.12"), PaymentMeans.DIRECT_DEBIT)
            account.pay(date(2020, 5, 29), Decimal("10.10"), PaymentMeans.CARD)
        elif month is months[-1]:
            day = soon(account, month)
            account.pay(day, month.called - _STILL_OWED, PaymentMeans.TRANSFER)
        else:
            left = _OWED_BEFORE if month.start == date(2020, 1, 1) else ZERO
            account.pay(month.due_on, month.called - left, PaymentMeans.DIRECT_DEBIT)
    account.write()
    return months


def _logirem_cards(world: World, actor: Actor) -> None:
    paid_at = datetime(2020, 8, 13, 17, 13, 15, tzinfo=PARIS)
    recorded = Card(
        Decimal("400.00"), paid_at, OnlinePaymentState.RECORDED, _MAIL, "05441712", "317131", "51709", "0014",
        "3fe5cb",
    )  # fmt: skip
    add_card_payment(world, actor.let, recorded)
    tried_at = moment(world.ago(3), 16, 47)
    refused = Card(Decimal("10.00"), tried_at, OnlinePaymentState.FAILED, _MAIL, last4="0014")
    add_card_payment(world, actor.let, refused)


def _logirem_desk(world: World, actor: Actor, months: tuple[Month, ...]) -> None:
    ends = world.day + timedelta(days=12)
    declared = (add_months(ends, -12), ends)
    sent = moment(add_months(ends, -12), 18, 30)
    add_insurance(world, actor.let, Paper(sent, declared, "MAIF", SubmissionState.ACCEPTED))
    leak = Ask(
        ServiceRequestKind.TECHNICAL, "Fuite sous l’évier de la cuisine", ServiceRequestState.IN_PROGRESS,
        moment(world.ago(4), 10, 20),
    )  # fmt: skip
    add_service_request(world, actor.let, leak)
    asked = moment(world.ago(1), 20, 5)
    add_receipt_request(world, actor.let, months[-2].start, RequestState.REQUESTED, asked)


def _ekidom(stage: Stage) -> None:
    """The seven lines of Ekidom's statement and nothing else: 27,74 € still to be credited (R1.32)."""
    who = Identity(Civility.MADAME, "Gaultier", "Solène", date(1985, 1, 17))
    part = Part(
        "ekidom", "300042", who, date(2016, 9, 1), "EK300042", reference="004473",
        flat=Flat(2, Decimal("47.5"), 1, "12"), mobile="06 39 98 00 42", email="solene.gaultier@example.org",
    )  # fmt: skip
    actor = stage.play(part)
    account = actor.account
    day = date(2018, 6, 26)
    aid_range = _month(date(2018, 2, 1), 4)
    account.post(
        Move(day, PostingKind.AID_CORRECTION, "APL 02/18 05/18", debit=Decimal("108.20"), month=aid_range)
    )
    for month in (3, 4, 5):
        start = date(2018, month, 1)
        label = f"LOG 004473 {start:%m/%y}"
        credit = Decimal("27.74")
        account.post(
            Move(day, PostingKind.RENT_CORRECTION, label, credit=credit, month=_month(start), cleared_on=day)
        )
    june = _month(date(2018, 6, 1))
    account.post(Move(day, PostingKind.CALL, "LOG 004473 06/18", debit=Decimal("238.57"), month=june))
    account.aid(june, Decimal("191.95"), day)
    account.pay(date(2018, 7, 10), Decimal("43.86"), PaymentMeans.CHEQUE)
    account.write()
    created = moment(date(2018, 7, 12), 18, 40)
    seen = moment(stage.world.ago(16), 18, 5)
    login = part.email or ""
    opening = Opening(actor.client.id, actor.client.person_id, login, AccountState.ACTIVE, created, seen)
    add_account(stage.world, actor.house, opening)


def _month(start: date, count: int = 1) -> Month:
    """A period without notice: the statement gives the account's lines alone."""
    return Month(start, add_months(start, count), start, start, ())


def _la_rochelle(stage: Stage) -> None:
    """One client, two leases paid apart, both at 0,00 € by direct debit."""
    world = stage.world
    who = Identity(Civility.MONSIEUR, "Fontaine", "Jean-Baptiste", date(1968, 7, 8))
    part = Part(
        "larochelle", "L/2013936", who, date(2013, 10, 1), "L/2013936", mobile="06 39 98 19 36",
        email="jb.fontaine@example.net",
    )  # fmt: skip
    actor = stage.play(part)
    months = recent(
        actor, Rent(Decimal("402.18"), (("Provision charges générales", Decimal("61.40")),), 2024), 24
    )
    pay_whole(actor.account, months)
    actor.account.write()
    place = add_parking(world, actor.house, actor.spot, "7")
    terms = Terms(place, "parking", actor.spot.agency, date(2014, 3, 1), number="L/2013937", insurance=False)
    parking = add_lease(world, actor.house, actor.client, terms)
    account = Account(world, parking, part.email)
    rent = Rent(Decimal("38.50"), (), 2024, rent_label="Loyer stationnement")
    pay_whole(account, called_months(parking, rent, months[0].start, world.day))
    account.write()
    seen = moment(world.ago(20), 20, 15)
    created = moment(date(2023, 10, 3), 9, 30)
    login = part.email or ""
    opening = Opening(actor.client.id, actor.client.person_id, login, AccountState.ACTIVE, created, seen)
    add_account(world, actor.house, opening)


def _mon_logement_27(stage: Stage) -> None:
    """DUPOND Jean has signed up: his activation link is under way."""
    world = stage.world
    who = Identity(Civility.MONSIEUR, "Dupond", "Jean", date(1975, 9, 10))
    part = Part(
        "monlogement27", "00012345", who, date(2017, 2, 1), "ML12345", mobile="06 39 98 12 34",
        email="jeandupond@exemple.com",
    )  # fmt: skip
    actor = stage.play(part)
    pay_whole(actor.account, recent(actor, flat_rent("388.20", "74.30"), 24))
    actor.account.write()
    opening = Opening(
        actor.client.id, actor.client.person_id, "jeandupond@exemple.com", AccountState.PENDING_ACTIVATION,
        moment(world.day, 7),
    )  # fmt: skip
    world.aging.activations.append(add_account(world, actor.house, opening))


def _vivest(stage: Stage) -> None:
    """Locked after 3 + 3 tries; registration blocked; no account and nothing blocked."""
    world = stage.world
    locked = _vivest_tenant(
        stage, "V100001", Identity(Civility.MONSIEUR, "Meyer", "Valentin", date(1990, 6, 2))
    )
    created = moment(date(2021, 4, 14), 11, 5)
    seen = moment(world.ago(30), 8, 50)
    client = locked.client
    opening = Opening(client.id, client.person_id, client.ref, AccountState.ACTIVE, created, seen)
    account_id = add_account(world, locked.house, opening)
    world.aging.locks[account_id] = {"failures": 3, "recreations": 3, "age": 1}
    _answer(world, locked, CallerLevel.L2)
    blocked = _vivest_tenant(
        stage, "V100002", Identity(Civility.MADAME, "Khelifi", "Aïcha", date(1983, 12, 25))
    )
    add_block(world, blocked.house, blocked.client.id, moment(world.ago(1), 19, 24))
    world.aging.blocks.append(blocked.client.id)
    _vivest_tenant(stage, "V100003", Identity(Civility.MADAME, "Nowak", "Agnieszka", date(1994, 3, 9)))


def _vivest_tenant(stage: Stage, ref: str, who: Identity) -> Actor:
    mobile = f"06 39 98 20 {ref[-2:]}"
    number = f"57-00{ref[1:]}"
    email = f"{who.name.lower()}.{ref.lower()}@example.com"
    actor = stage.play(Part("vivest", ref, who, date(2018, 11, 1), number, mobile=mobile, email=email))
    pay_whole(actor.account, recent(actor, flat_rent("455.60", "88.00", "112"), 24))
    actor.account.write()
    return actor


def _answer(world: World, actor: Actor, level: CallerLevel) -> None:
    """A call of the trainee's own agent, kept open at each start."""
    world.aging.calls.append(
        {"customer": actor.client.id, "staff": world.staff[AGENT], "level": level, "age": 3}
    )
