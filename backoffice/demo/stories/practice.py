"""The cases that trainees practise on, all at Logirem, clients 1001 and following."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from backoffice.demo.population.calls import add_paper, add_promise
from backoffice.demo.population.ledger import Month, Move
from backoffice.demo.population.online.accounts import Opening, Teller, add_account, add_past_lock
from backoffice.demo.population.people import Identity, Reach, add_contact
from backoffice.demo.population.rent import Rent
from backoffice.demo.stories.cast import Actor, Part, Stage, flat_rent, pay_whole, recent, soon
from backoffice.demo.stories.staff import AGENT
from backoffice.demo.world import moment
from backoffice.rules.dates import add_months, french_month, month_of
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.ledger import PaymentMeans, PostingKind
from backoffice.rules.vocabulary.people import Civility, ContactChannel, ContactRole, ContactSource
from backoffice.rules.vocabulary.portal import AccountState

_HOUSE = "logirem"
_SUM = Decimal("440.00")


@dataclass(frozen=True)
class Case:
    """A case to practise on: the client to look for and what he shows, in French."""

    client_ref: str
    who: Identity
    shows: str
    tell: Callable[[Stage, Actor], None]
    left: bool = False


def tell_practice(stage: Stage) -> None:
    """Add every case of ``CASES``."""
    for case in CASES:
        start = date(2018, 3, 1)
        number = f"{case.client_ref}/0"
        mobile = f"06 39 98 1{case.client_ref[1]} {case.client_ref[2:]}"
        email = f"client{case.client_ref}@example.net"
        end = add_months(month_of(stage.world.day), -4) if case.left else None
        part = Part(_HOUSE, case.client_ref, case.who, start, number, end, mobile=mobile, email=email)
        actor = stage.play(part)
        case.tell(stage, actor)
        actor.account.write()


def _split(actor: Actor, rent: Rent) -> Month:
    """Settle every month but the last, call the last one and return it."""
    months = recent(actor, rent)
    pay_whole(actor.account, months[:-1])
    actor.account.call(months[-1])
    return months[-1]


def _owes_last_month(_stage: Stage, actor: Actor) -> None:
    last = _split(actor, flat_rent("430", "90"))
    actor.account.pay(soon(actor.account, last), Decimal(400), PaymentMeans.CARD)


def _settled(stage: Stage, actor: Actor) -> None:
    add_paper(stage.world, actor.house, actor.client.id, "Maître Odile Tessier")
    add_promise(stage.world, actor.house, actor.client.id)
    last = _split(actor, flat_rent("520", "130", "210"))
    actor.account.aid(last)
    actor.account.pay(soon(actor.account, last), _SUM, PaymentMeans.CARD)


def _one_cent_missing(_stage: Stage, actor: Actor) -> None:
    last = _split(actor, flat_rent("520", "130", "210"))
    actor.account.aid(last)
    actor.account.pay(soon(actor.account, last), _SUM - Decimal("0.01"), PaymentMeans.CARD)


def _refund_due(_stage: Stage, actor: Actor) -> None:
    """Aid rises to 700,00 € in the last month alone."""
    months = recent(actor, flat_rent("520", "130", "210"))
    pay_whole(actor.account, months[:-1])
    last = recent(actor, flat_rent("520", "130", "700"), 2)[-1]
    actor.account.call(last)
    actor.account.aid(last)


def _aid_pending(_stage: Stage, actor: Actor) -> None:
    last = _split(actor, flat_rent("520", "130", "210"))
    actor.account.pay(soon(actor.account, last), _SUM, PaymentMeans.CARD)


def _cheque(stage: Stage, actor: Actor) -> None:
    last = _split(actor, flat_rent("430", "90"))
    day = max(last.called_on, stage.world.ago(2))
    actor.account.pay(day, last.called, PaymentMeans.CHEQUE)


def _designated(_stage: Stage, actor: Actor) -> None:
    """Two months of 400,00 € are owed; one payment of 400,00 € names the later one (R1.36)."""
    months = recent(actor, flat_rent("330", "70"))
    pay_whole(actor.account, months[:-2])
    for month in months[-2:]:
        actor.account.call(month)
    day = soon(actor.account, months[-1])
    words = f"Mention « loyer de {french_month(months[-1].start)} » au dos du chèque reçu le {day:%d/%m/%Y}"
    named = (month_of(months[-1].start), words)
    move = Move(day, PostingKind.PAYMENT, "Chèque bancaire", credit=Decimal(400), means=PaymentMeans.CHEQUE)
    move.named, move.cleared_on = named, day
    actor.account.post(move)


def _gone(_stage: Stage, actor: Actor) -> None:
    pay_whole(actor.account, recent(actor, flat_rent("430", "90"), 24))


def _rejected(_stage: Stage, actor: Actor) -> None:
    """A debit of the month before last came back from the bank and was not made good."""
    months = recent(actor, flat_rent("430", "90"))
    pay_whole(actor.account, months[:-2])
    before, last = months[-2:]
    actor.account.call(before)
    payment = actor.account.pay(before.due_on, before.called, PaymentMeans.DIRECT_DEBIT)
    if payment is not None:
        actor.account.reject(payment, soon(actor.account, before, before.due_on + timedelta(days=4)))
    actor.account.call(last)
    actor.account.pay(soon(actor.account, last), last.called, PaymentMeans.CARD)


def _quiet(_stage: Stage, actor: Actor) -> None:
    pay_whole(actor.account, recent(actor, flat_rent("430", "90")))


def _account(stage: Stage, actor: Actor, state: AccountState = AccountState.ACTIVE) -> int:
    _quiet(stage, actor)
    world = stage.world
    seen = moment(world.ago(11), 19, 5)
    ended = moment(world.ago(2), 15, 20) if state is AccountState.SUSPENDED_FRAUD else None
    created = moment(world.ago(500), 12, 30)
    client = actor.client
    opening = Opening(client.id, client.person_id, client.ref, state, created, seen, ended)
    return add_account(world, actor.house, opening)


def _gone_and_locked(stage: Stage, actor: Actor) -> None:
    """The contract is closed: the lock stays, whoever asks (R4.15)."""
    _lock(stage, _account(stage, actor), 2)


def _fraud(stage: Stage, actor: Actor) -> None:
    _account(stage, actor, AccountState.SUSPENDED_FRAUD)


def _lock(stage: Stage, account_id: int, age: int) -> None:
    stage.world.aging.locks[account_id] = {"failures": 3, "recreations": 0, "age": age}


def _cooling(stage: Stage, actor: Actor) -> None:
    """A mobile entered by an agent today: no code goes there yet (R4.24)."""
    world = stage.world
    _lock(stage, _account(stage, actor), 2)
    reach = Reach(
        world.day, ContactRole.NOTICE, ContactSource.AGENT, usable_from=moment(world.day, 23), verified=False
    )
    person_id = actor.client.person_id
    contact_id = add_contact(world, actor.house, person_id, ContactChannel.MOBILE, "06 39 98 55 10", reach)
    world.aging.cooling.append(contact_id)


def _third_unlock(stage: Stage, actor: Actor) -> None:
    """Two unlocks by staff within the week; the next one alerts a supervisor (R4.16)."""
    world = stage.world
    account_id = _account(stage, actor)
    tell = Teller(world, actor.house, actor.client.id, account_id)
    for days in (5, 2):
        add_past_lock(world, tell, moment(world.ago(days), 14, 10), world.staff[AGENT])
    _lock(stage, account_id, 3)


def _identified_only(stage: Stage, actor: Actor) -> None:
    world = stage.world
    _lock(stage, _account(stage, actor), 4)
    world.aging.calls.append(
        {"customer": actor.client.id, "staff": world.staff[AGENT], "level": CallerLevel.L1, "age": 1}
    )


_MRS, _MR = Civility.MADAME, Civility.MONSIEUR


def _who(civility: Civility, birth_name: str, first_names: str, year: int) -> Identity:
    return Identity(civility, birth_name, first_names, date(year, 5, 12))


_HIDDEN = Identity(_MRS, "Brönte", "Émilie", date(1993, 5, 12), "Müller", confidential=True)

CASES = (
    Case(
        "1001",
        _who(_MR, "Lefebvre", "Jean Pierre", 1971),
        "doit 120,00 € pour le dernier mois, le mois d’avant est soldé",
        _owes_last_month,
    ),
    Case(
        "1002",
        _who(_MRS, "Lefeuvre", "Anne Sophie", 1988),
        "650,00 € appelés, 210,00 € d’aide, 440,00 € payés : soldé ; un tuteur, un rappel en retard",
        _settled,
    ),
    Case(
        "1003",
        _who(_MR, "Lefebure", "Jean-Pierre", 1964),
        "439,99 € payés sur 440,00 € : il manque un centime",
        _one_cent_missing,
    ),
    Case(
        "1004",
        _who(_MRS, "N’Diaye", "Aminata", 1990),
        "aide de 700,00 € pour 650,00 € appelés : 50,00 € à rembourser",
        _refund_due,
    ),
    Case(
        "1005",
        _who(_MR, "d’Almeida", "João", 1982),
        "l’aide au logement du dernier mois est attendue",
        _aid_pending,
    ),
    Case("1006", _who(_MRS, "Le Gall", "Gaëlle", 1979), "un chèque n’est pas encore encaissé", _cheque),
    Case(
        "1007",
        _who(_MR, "O’Connor", "Brendan", 1958),
        "deux mois dus, un paiement désigné pour le dernier",
        _designated,
    ),
    Case(
        "1008",
        _who(_MRS, "Da Silva", "Maria da Conceição", 1969),
        "ancienne locataire, bail clos et soldé",
        _gone,
        left=True,
    ),
    Case("1009", _who(_MR, "Ben Saïd", "Youssef", 1986), "compte suspendu pour suspicion de fraude", _fraud),
    Case(
        "1010",
        _who(_MRS, "Şahin", "Ayşe", 1992),
        "compte bloqué et portable changé aujourd’hui (délai de sécurité)",
        _cooling,
    ),
    Case(
        "1011",
        _who(_MR, "De La Fontaine", "François-Xavier", 1975),
        "compte bloqué, déjà débloqué deux fois en sept jours",
        _third_unlock,
    ),
    Case(
        "1012",
        _who(_MR, "Łukasiewicz", "Paweł", 1984),
        "compte bloqué, appelant au niveau 1 seulement",
        _identified_only,
    ),
    Case("1013", _HIDDEN, "adresse confidentielle", _quiet),
    Case("1014", _who(_MR, "Ștefănescu", "Ștefan", 1980), "un prélèvement rejeté, non régularisé", _rejected),
    Case(
        "1015",
        _who(_MRS, "Hippolyte-Desroches", "Ève", 1962),
        "ancienne locataire, bail clos, compte bloqué",
        _gone_and_locked,
        left=True,
    ),
)
