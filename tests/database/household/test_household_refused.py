"""What the database refuses of a change of household, whoever wrote the plan; undoing, rights."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from backoffice.database.failures import translated
from backoffice.errors import Conflict, GuichetError, Refused
from backoffice.rules.household.events import HouseholdEvent as E
from backoffice.rules.household.forms import EventForm, Newcomer
from backoffice.rules.vocabulary.ledger import PostingKind
from backoffice.rules.vocabulary.people import Civility
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus
from backoffice.services.household.deciding import decide_household, preview_household
from backoffice.services.household.foreseeing import Answer
from backoffice.services.household.reading import household_stamp
from backoffice.services.items.orders import KindOrder
from backoffice.services.letters.reasons import ReasonOrder, save_reason
from backoffice.services.work.claims import claim_item
from backoffice.services.work.decisions import DecisionOrder, decide_item
from tests.factories import make_posting
from tests.household_desk import ADVISER, MANAGER, HouseholdDesk, by

pytestmark = pytest.mark.database
PAUL = Newcomer(Civility.MONSIEUR, "Quéméneur", "Paul", date(1985, 5, 3))


def forged(home: HouseholdDesk, event: E, *steps: dict[str, Any], login: str = ADVISER, **plan: Any) -> str:
    """The code of the refusal of a plan written by hand; ``allowed`` when it goes through."""
    item = home.submit(event, EventForm(home.today, person_id=home.anne.id), papers=False)
    try:
        with home.being(login) as session, translated(), session.begin_nested():
            version = claim_item(session, item).version
            stamp = household_stamp(session, home.lease.id)
            told = json.dumps({"operations": steps, "stamp": stamp} | plan)
            session.execute(
                text("SELECT decide_household(:i, :v, 'ACCEPTED', NULL, CAST(:p AS jsonb), :d, :c)"),
                {"i": item, "v": version, "p": told, "d": home.today, "c": str(uuid4())},
            )
    except GuichetError as error:
        return error.code or type(error).__name__
    return "allowed"


def title(person: int, name: str, since: date, **more: Any) -> dict[str, Any]:
    return {"op": "ADD_HOLDING", "person_id": person, "title": name, "since": since.isoformat()} | more


def test_a_plan_written_by_hand_is_judged_again(home: HouseholdDesk) -> None:
    anne = home.anne.id
    (held,) = home.rows("SELECT id FROM lease_holder WHERE lease_id = :lease")[0]
    (stranger,) = home.rows(
        "SELECT min(p.id) FROM person p JOIN landlord l ON l.id = p.landlord_id WHERE l.code = 'vivest'"
    )[0]
    end = {"op": "END_HOLDING", "id": held, "on": home.today.isoformat()}
    day = home.today
    cases: dict[str, Callable[[], str]] = {
        "WRONG_PLAN": lambda: forged(home, E.SEPARATION, end),
        "LAST_HOLDER": lambda: forged(home, E.DIVORCE, end),
        "DATE_INCONSISTENT": lambda: forged(home, E.MARRIAGE, title(anne, "SPOUSE_BY_LAW", day)),
        "HOUSEHOLD_CHANGED": lambda: forged(home, E.SEPARATION, stamp="other"),
        "MANAGER_ONLY": lambda: forged(home, E.VIOLENCE, {"op": "SET_CONFIDENTIAL", "person_id": anne}),
    }
    for code, attempt in cases.items():
        assert attempt() == code
    assert forged(home, E.MARRIAGE, title(stranger, "SPOUSE_BY_LAW", day)) == "WRONG_PLAN"
    assert forged(home, E.MARRIAGE, title(anne, "MAIN_HOLDER", day)) == "WRONG_PLAN"
    assert forged(home, E.DEATH, {"op": "END_LEASE", "on": day.isoformat()}) == "MANAGER_ONLY"
    neighbour = home.person("Le Goff", "Marc")
    handed = (
        {"op": "END_HOLDING", "id": held, "on": day.isoformat()},
        title(neighbour.id, "MAIN_HOLDER", day),
    )
    assert forged(home, E.DIVORCE, *handed, login=MANAGER) == "WRONG_PLAN"
    named = {"op": "SET_NAMES", "person_id": neighbour.id, "birth_name": "X", "first_names": "Y"}
    assert forged(home, E.NAME_CHANGE, named, login=MANAGER) == "WRONG_PLAN"
    later = {"op": "SET_DECEASED", "person_id": anne, "on": (day + timedelta(days=1)).isoformat()}
    assert forged(home, E.DEATH, later) == "DATE_INCONSISTENT"
    wed = {"op": "ADD_LIVING", "person_id": neighbour.id, "relation": "SPOUSE", "since": day.isoformat()}
    assert forged(home, E.ADULT_ARRIVES, wed) == "WRONG_PLAN"
    assert forged(home, E.MARRIAGE, wed | {"relation": "PACS_PARTNER"}) == "WRONG_PLAN"
    before = title(anne, "SPOUSE_BY_LAW", date(2019, 1, 1), until="2019-06-01")
    assert forged(home, E.MARRIAGE, before) == "DATE_INCONSISTENT"


def test_a_transfer_needs_a_manager_even_by_hand(home: HouseholdDesk) -> None:
    chloe = home.person("Kervella", "Chloé", "MME", date(2001, 6, 1))
    home.live(chloe, "CHILD")
    (held,) = home.rows("SELECT id FROM lease_holder WHERE lease_id = :lease")[0]
    steps = (
        {"op": "END_HOLDING", "id": held, "on": home.today.isoformat()},
        title(chloe.id, "MAIN_HOLDER", home.today),
    )
    assert forged(home, E.DEATH, *steps) == "MANAGER_ONLY"
    assert forged(home, E.DEATH, *steps, login=MANAGER) == "allowed"


def test_a_title_given_up_after_a_death_needs_a_manager_even_by_hand(home: HouseholdDesk) -> None:
    bruno = home.bruno()
    chloe = home.person("Kervella", "Chloé", "MME", date(2001, 6, 1))
    home.live(chloe, "SPOUSE")
    mine, his = (
        home.rows("SELECT id FROM lease_holder WHERE lease_id = :lease AND person_id = :p", p=one)[0][0]
        for one in (home.anne.id, bruno.id)
    )
    dead = {"op": "SET_DECEASED", "person_id": home.anne.id, "on": home.today.isoformat()}
    ends = [{"op": "END_HOLDING", "id": one, "on": home.today.isoformat()} for one in (mine, his)]
    heir = title(chloe.id, "MAIN_HOLDER", home.today)
    assert forged(home, E.DEATH, dead, *ends, heir) == "MANAGER_ONLY"
    # Without him, the spouse who lives there goes on by right: an adviser decides.
    assert forged(home, E.DEATH, dead, ends[0], heir) == "allowed"


def test_who_entered_it_does_not_decide_who_holds_the_lease(home: HouseholdDesk) -> None:
    form = by(EventForm(home.today, newcomer=PAUL), home.anne)
    item = home.submit(E.MARRIAGE, form, login=ADVISER)
    with pytest.raises(Refused) as refused:
        home.decide(item)
    assert refused.value.code == "SECOND_PERSON"
    home.decide(item, login=MANAGER)
    assert home.holders()["Paul"] == "SPOUSE_BY_LAW"
    # An occupant changes no title: one person is enough.
    arrives = home.submit(
        E.ADULT_ARRIVES, by(EventForm(home.today, newcomer=replace(PAUL, first_names="Luc")), home.anne),
        login=ADVISER,
    )  # fmt: skip
    assert home.decide(arrives).status is WorkStatus.DONE


def test_the_same_command_decides_once_and_a_stale_page_not_at_all(home: HouseholdDesk) -> None:
    item = home.submit(E.ADULT_ARRIVES, by(EventForm(home.today, newcomer=PAUL), home.anne))
    command = str(uuid4())
    with home.being(ADVISER) as session:
        version = claim_item(session, item).version
        order = KindOrder(item, version, WorkDecision.ACCEPTED, command)
        first, again = decide_household(session, order), decide_household(session, order)
    assert first.done_now
    assert not again.done_now
    assert (first.rank, first.version) == (again.rank, again.version)
    assert home.rows("SELECT count(*) FROM household_change WHERE customer_id = :customer") == [(1,)]
    with pytest.raises(Conflict), home.being(ADVISER) as session, translated(), session.begin_nested():
        decide_household(session, replace(order, command_id=str(uuid4())))


def test_a_household_that_changed_since_it_was_read(home: HouseholdDesk) -> None:
    item = home.submit(E.ADULT_ARRIVES, by(EventForm(home.today, newcomer=PAUL), home.anne))
    seen = home.foresee(item)
    home.bruno()
    with pytest.raises(Refused) as refused:
        home.decide(item, answer=Answer(stamp=seen.stamp))
    assert refused.value.code == "HOUSEHOLD_CHANGED"


def test_a_decision_that_others_built_on_is_not_undone(home: HouseholdDesk) -> None:
    item = home.submit(E.ADULT_ARRIVES, by(EventForm(home.today, newcomer=PAUL), home.anne))
    done = home.decide(item)
    home.bruno(None, "OTHER_OCCUPANT")
    with pytest.raises(Refused) as refused:
        home.undo(item, done.version)
    assert refused.value.code == "TOO_LATE_TO_UNDO"
    assert home.occupants()["Paul"] == "HOSTED_OCCUPANT"


def test_a_message_that_left_is_not_taken_back(home: HouseholdDesk) -> None:
    item = home.submit(E.ADULT_ARRIVES, by(EventForm(home.today, newcomer=PAUL), home.anne))
    done = home.decide(item)
    home.rows(
        "UPDATE outbox_message SET state = 'SENT', sent_at = now() WHERE customer_id = :customer"
        " AND template LIKE 'DECISION%' RETURNING id"
    )
    with pytest.raises(Refused) as refused:
        home.undo(item, done.version)
    assert refused.value.code == "TOO_LATE_TO_UNDO"


def test_no_bare_decision(home: HouseholdDesk) -> None:
    for decision, reason in ((WorkDecision.ACCEPTED, None), (WorkDecision.REJECTED, "OUT_OF_SCOPE")):
        item = home.submit(E.CHILD, by(EventForm(home.today, newcomer=PAUL), home.anne), papers=False)
        refusing = pytest.raises(Refused)
        with refusing as refused, home.being(ADVISER) as session, translated(), session.begin_nested():
            version = claim_item(session, item).version
            decide_item(session, DecisionOrder(item, version, decision, str(uuid4()), reason))
            session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        assert refused.value.code == "HOUSEHOLD_DECISION"


@pytest.mark.parametrize(
    "login", ["conseil.vivest", "agent.demo", "portail.demo", "gardien.logirem", "dpo.demo"]
)
def test_whose_it_is_not(home: HouseholdDesk, login: str) -> None:
    item = home.submit(E.SEPARATION, by(EventForm(home.today, person_id=home.anne.id), home.anne))
    statement = text("SELECT decide_household(:i, 1, 'ACCEPTED', NULL, '{}', current_date, :c)")
    with pytest.raises(GuichetError), home.being(login) as session, translated(), session.begin_nested():
        session.execute(statement, {"i": item, "c": str(uuid4())})
    assert home.rows("SELECT count(*) FROM household_change WHERE customer_id = :customer") == [(0,)]


def test_ones_own_household(home: HouseholdDesk) -> None:
    item = home.submit(E.SEPARATION, by(EventForm(home.today, person_id=home.anne.id), home.anne))
    home.rows("UPDATE staff SET person_id = :p WHERE login = :l RETURNING id", p=home.anne.id, l=MANAGER)
    with pytest.raises(Refused) as refused:
        home.decide(item, login=MANAGER)
    assert refused.value.code == "OWN_HOUSEHOLD"


def test_a_reserved_file_is_the_managers(home: HouseholdDesk) -> None:
    item = home.submit(E.ADULT_ARRIVES, by(EventForm(home.today, newcomer=PAUL), home.anne))
    home.rows("UPDATE person SET confidential_address = true WHERE id = :p RETURNING id", p=home.anne.id)
    with pytest.raises(GuichetError):
        home.decide(item)
    home.decide(item, login=MANAGER)
    # Whoever joins a reserved file is reserved with it.
    assert home.rows("SELECT reserved FROM person WHERE birth_name = 'Quéméneur'") == [(True,)]
    assert home.rows(
        "SELECT bool_and(k.reserved) FROM person_name_key k JOIN person p ON p.id = k.person_id"
        " WHERE p.birth_name = 'Quéméneur'"
    ) == [(True,)]


def test_somebody_who_resembles_a_person_on_file_is_told_first(home: HouseholdDesk) -> None:
    twin = home.person("Quéméneur", "Paul", "M", date(1985, 5, 3))
    home.rows("SELECT household_write_keys(:p)", p=twin.id)
    home.rows(
        "INSERT INTO person_agency (landlord_id, person_id, agency_id)"
        " SELECT landlord_id, :p, agency_id FROM lease WHERE id = :lease RETURNING person_id",
        p=twin.id,
    )
    item = home.submit(E.ADULT_ARRIVES, by(EventForm(home.today, newcomer=PAUL), home.anne))
    with pytest.raises(Refused) as refused:
        home.decide(item)
    assert refused.value.code == "DUPLICATE_LIKELY"
    chosen = EventForm(home.today, person_id=twin.id)
    home.decide(item, answer=Answer(form=chosen))
    assert home.rows("SELECT count(*) FROM person WHERE birth_name = 'Quéméneur'") == [(1,)]
    assert home.occupants()["Paul"] == "HOSTED_OCCUPANT"


def test_the_preview_writes_nothing_and_shows_the_message(home: HouseholdDesk) -> None:
    item = home.submit(E.ADULT_ARRIVES, by(EventForm(home.today, newcomer=PAUL), home.anne))
    before = home.rows("SELECT count(*) FROM outbox_message")
    with home.being(ADVISER) as session:
        accept = preview_household(session, KindOrder(item, 1, WorkDecision.ACCEPTED, str(uuid4())))
        ask = preview_household(session, KindOrder(item, 1, WorkDecision.ASKED, str(uuid4())))
    assert accept.message is not None
    assert "acceptée" in accept.message
    assert ask.code == "NO_PIECE"
    assert home.rows("SELECT count(*) FROM outbox_message") == before


def test_a_date_past_with_postings_since_and_one_to_come(home: HouseholdDesk) -> None:
    make_posting(home.session, home.lease, kind=PostingKind.CALL, on=home.today, debit="1.00")
    past = home.submit(E.ADULT_ARRIVES, EventForm(home.today - timedelta(days=40), newcomer=PAUL))
    assert any("écritures" in one for one in home.foresee(past).outcome.sentences)
    ahead = home.submit(E.ADULT_ARRIVES, EventForm(home.today + timedelta(days=40), newcomer=PAUL))
    assert any("à venir" in one for one in home.foresee(ahead).outcome.sentences)
    far = home.submit(E.ADULT_ARRIVES, EventForm(home.today + timedelta(days=4000), newcomer=PAUL))
    with pytest.raises(Refused) as refused:
        home.decide(far)
    assert refused.value.code == "DATE_INCONSISTENT"


def test_a_reason_of_the_landlord_refuses_a_change_of_household(home: HouseholdDesk) -> None:
    item = home.submit(E.ADULT_ARRIVES, by(EventForm(home.today, newcomer=PAUL), home.anne))
    with home.being(MANAGER) as session:
        save_reason(session, ReasonOrder(
            home.lease.landlord_id, WorkKind.HOUSEHOLD, "MOTIF_MAISON", "Motif maison",
            "Raison de la maison.", 30, active=True, seen=None, command_id=str(uuid4()),
        ))  # fmt: skip
    home.decide(item, WorkDecision.REJECTED, "MOTIF_MAISON")
    ((told,),) = home.rows(
        "SELECT body FROM outbox_message WHERE customer_id = :customer ORDER BY id DESC LIMIT 1"
    )
    assert "Raison de la maison." in told
