"""Assistance forms on the real tables: received, compared, decided once, told, undone."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from backoffice.errors import Conflict, GuichetError, Refused
from backoffice.rules.portal.forms import FiledPerson, FormAnswers, FormFile, FormRefusal, agrees, compare
from backoffice.rules.vocabulary.calls import CallerLevel, CheckOutcome, ContactPlace
from backoffice.services.assistance.deciding import decide_form, leave_in_doubt, receive_form, undo_form
from backoffice.services.assistance.reading import form_case, take_form, waiting_forms
from backoffice.services.assistance.results import FormCase, FormOrder
from backoffice.services.caller.checks import call_back, give_identifiers
from backoffice.services.caller.contacts import call_back_contacts
from backoffice.services.calls import start_call
from backoffice.services.tenant.lookup import customer_of_number
from backoffice.services.work.claims import claim_item, release_claim
from tests.database.persons.acting import acting_as

pytestmark = pytest.mark.database

RIGHT = FormAnswers("v 100002", "KHELIFI", "Aicha", date(1983, 12, 25), "autre@mail.fr", "06 00 00 00 00")
As = Callable[[str], AbstractContextManager[Session]]


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Iterator[Connection]:
    """The owner's connection, undone after the test."""
    with engine_of(training).connect() as connection:
        outer = connection.begin()
        yield connection
        outer.rollback()


@pytest.fixture
def as_(owner: Connection) -> As:
    """Work as a login, each time in a transaction of its own."""

    @contextmanager
    def work(login: str) -> Iterator[Session]:
        with owner.begin_nested(), acting_as(owner, login) as session:
            yield session

    return work


def blocked(owner: Connection) -> int:
    """The customer whose registration is blocked, without an earlier form."""
    found: int = owner.execute(text("SELECT id FROM customer WHERE client_ref = 'V100002'")).scalar_one()
    owner.execute(
        text("UPDATE work_item SET status = 'CANCELLED' WHERE kind = 'ASSISTANCE' AND customer_id = :c"),
        {"c": found},
    )
    return found


def sent(owner: Connection, as_: As, **changes: Any) -> int:
    """The item of a form that the portal took in."""
    customer = blocked(owner)
    with as_("portail.demo") as session:
        return receive_form(session, customer, dataclasses.replace(RIGHT, **changes))


def proved_call(session: Session, *, identifiers: bool = False) -> int:
    """A call in which the number on file was rung back."""
    call = start_call(session, customer_of_number(session, "V100002", None), ContactPlace.PHONE)
    if identifiers:
        give_identifiers(session, call.id, CheckOutcome.PASSED)
    call_back(session, call.id, call_back_contacts(session, call.id)[0].id, CheckOutcome.PASSED)
    return call.id


def order(case: FormCase, **changes: Any) -> FormOrder:
    return FormOrder(
        **{"item_id": case.item_id, "version": case.version, "command_id": str(uuid4()), **changes}
    )


def facts(owner: Connection, sql: str) -> list[Any]:
    return [tuple(row) for row in owner.execute(text(sql))]


BLOCKED = """SELECT count(*) FROM registration_block b JOIN customer c ON c.id = b.customer_id
    WHERE c.client_ref = 'V100002' AND b.released_at IS NULL"""
MAILS = """SELECT m.template, m.state, count(*) FROM outbox_message m JOIN customer c ON c.id = m.customer_id
    WHERE c.client_ref = 'V100002' AND m.template IN ('FORM_REFUSED', 'ACCESS_NOTICE')
    GROUP BY 1, 2 ORDER BY 1, 2"""
EVENTS = """SELECT e.kind, e.detail ->> 'reason' FROM portal_event e JOIN customer c ON c.id = e.customer_id
    WHERE c.client_ref = 'V100002' AND e.kind NOT IN ('REGISTRATION_BLOCKED', 'REGISTRATION_FAILED')
    ORDER BY e.id"""


def test_a_form_is_queued_compared_and_releases_once(owner: Connection, as_: As) -> None:
    """Vivest, account never created: form, call-back, release; the holder is told where the file says."""
    item = sent(owner, as_)
    with as_("accueil.vivest") as session:
        [row] = [one for one in waiting_forms(session).forms if one.item_id == item]
        case = take_form(session, item)
    assert (row.given_name, row.given_number, row.holder) == ("KHELIFI Aicha", "v 100002", "")
    assert (case.agrees, case.blocked, case.mine, case.call) == (True, True, True, None)
    assert "code ou un rappel" in case.release_missing
    assert case.counter_missing == ""
    with pytest.raises(Refused) as caught, as_("accueil.vivest") as session:
        decide_form(session, order(case))
    assert caught.value.code == "CALLER_NOT_VERIFIED"
    assert facts(owner, BLOCKED) == [(1,)]
    with as_("accueil.vivest") as session:
        call = proved_call(session)
        proved = form_case(session, item)
        assert proved.call is not None
        assert (proved.call.level, proved.call.proved) == (CallerLevel.L0, True)
        wanted = order(case, call_id=call)
        done = decide_form(session, wanted)
    assert done.done_now
    assert done.undone_until is not None
    assert facts(owner, BLOCKED) == [(0,)]
    assert facts(owner, MAILS) == [("ACCESS_NOTICE", "WAITING", 2)]
    assert facts(owner, EVENTS)[-2:] == [("FORM_RECEIVED", None), ("REGISTRATION_RELEASED", "FORM_CHECKED")]
    assert facts(owner, "SELECT count(*) FROM outbox_message WHERE address LIKE 'autre@%'") == [(0,)]
    with as_("accueil.vivest") as session:
        again = decide_form(session, wanted)
        assert (again.done_now, again.sentence) == (False, done.sentence)
        undo_form(session, item, done.version, str(uuid4()))
    assert facts(owner, BLOCKED) == [(1,)]
    assert facts(owner, MAILS) == [("ACCESS_NOTICE", "CANCELLED", 2)]
    with as_("accueil.vivest") as session:
        assert form_case(session, item).mine


def test_a_refusal_tells_the_file_s_contacts_nothing(owner: Connection, as_: As) -> None:
    item = sent(owner, as_, last_name="Khélifa")
    with as_("accueil.vivest") as session:
        case = take_form(session, item)
    assert (case.agrees, case.told) == (False, "1 courriel et 1 SMS")
    with pytest.raises(Refused, match="ne correspond pas") as caught, as_("accueil.vivest") as session:
        decide_form(session, order(case, at_counter=True))
    assert caught.value.code == "FORM_DIFFERS"
    for reason in FormRefusal:
        with as_("accueil.vivest") as session:
            done = decide_form(session, order(take_form(session, item), reason=reason))
        bodies = {
            body
            for (body,) in facts(owner, "SELECT body FROM outbox_message WHERE template = 'FORM_REFUSED'")
        }
        assert case.refusal_mail in bodies
        assert not any(
            word in body for body in bodies for word in ("Khel", "KHEL", "100002", "1983", reason.label)
        )
        assert facts(owner, EVENTS)[-1] == ("FORM_REFUSED", reason.value)
        with as_("accueil.vivest") as session:
            undo_form(session, item, done.version, str(uuid4()))
        assert facts(owner, EVENTS)[-1][0] == "ACT_UNDONE"
    assert facts(owner, MAILS) == [("FORM_REFUSED", "CANCELLED", 2 * len(FormRefusal))]


def test_a_mail_that_left_cannot_be_taken_back(owner: Connection, as_: As) -> None:
    item = sent(owner, as_)
    with as_("accueil.vivest") as session:
        done = decide_form(session, order(take_form(session, item), reason=FormRefusal.DUPLICATE))
    owner.execute(
        text("UPDATE outbox_message SET state = 'SENT', sent_at = now() WHERE template = 'FORM_REFUSED'")
    )
    with pytest.raises(Refused) as caught, as_("accueil.vivest") as session:
        undo_form(session, item, done.version, str(uuid4()))
    assert caught.value.code == "TOO_LATE_TO_UNDO"
    with pytest.raises(Refused), as_("conseil.vivest") as session:
        undo_form(session, item, done.version, str(uuid4()))


def test_only_who_holds_the_form_decides_on_the_version_he_read(owner: Connection, as_: As) -> None:
    item = sent(owner, as_)
    with as_("accueil.vivest") as session:
        case = take_form(session, item)
    with pytest.raises(Conflict) as caught, as_("agent.demo") as session:
        take_form(session, item)
    assert caught.value.code == "CLAIM_TAKEN"
    customer = case.customer_id
    with as_("portail.demo") as session:
        assert receive_form(session, customer, RIGHT) == item, "a second form joins the first"
    with as_("accueil.vivest") as session:
        assert form_case(session, item).sendings == 2
    with pytest.raises(Conflict) as caught, as_("accueil.vivest") as session:
        decide_form(session, order(case, at_counter=True))
    assert caught.value.code == "ITEM_CHANGED"
    with as_("accueil.vivest") as session:
        release_claim(session, item)
        free = form_case(session, item)
    with pytest.raises(Conflict) as caught, as_("accueil.vivest") as session:
        decide_form(session, order(free, at_counter=True))
    assert caught.value.code == "CLAIM_EXPIRED"
    for login in ("accueil.logirem", "gardien.logirem", "admin.demo", "dpo.demo"):
        with pytest.raises(GuichetError), as_(login) as session:
            take_form(session, item)


def test_in_doubt_a_form_is_an_adviser_s(owner: Connection, as_: As) -> None:
    item = sent(owner, as_)
    with as_("accueil.vivest") as session:
        leave_in_doubt(session, item, take_form(session, item).version)
        case = take_form(session, item)
    assert "Hugo Schmitt" in case.doubt
    with pytest.raises(Refused) as caught, as_("accueil.vivest") as session:
        decide_form(session, order(case, at_counter=True))
    assert caught.value.code == "FORM_IN_DOUBT"
    with as_("accueil.vivest") as session:
        release_claim(session, item)
    with as_("conseil.vivest") as session:
        [row] = [one for one in waiting_forms(session).forms if one.item_id == item]
        assert row.in_doubt
        assert decide_form(session, order(take_form(session, item), at_counter=True)).done_now


def test_a_release_on_the_telephone_takes_the_form_out_of_the_queue(owner: Connection, as_: As) -> None:
    item = sent(owner, as_)
    status = f"SELECT status FROM work_item WHERE id = {item}"
    with as_("agent.demo") as session:
        call = proved_call(session, identifiers=True)
        asked = "SELECT do_portal_act(:c, 'RELEASE_REGISTRATION', 'TYPING_ERROR', :call)"
        values = {"c": form_case(session, item).customer_id, "call": call}
        act = session.execute(text(asked), values).scalar_one()
    assert facts(owner, status) == [("CANCELLED",)]
    with as_("agent.demo") as session:
        session.execute(text("SELECT undo_portal_act(:a, gen_random_uuid())"), {"a": act})
    assert facts(owner, status) == [("OPEN",)]


def test_the_refusals_of_a_release_hold_for_a_form(owner: Connection, as_: As) -> None:
    """Contract closed, contact just changed, no block: a right form opens none of them."""
    item = sent(owner, as_)
    states = {
        "COOLING_OFF": "UPDATE contact SET version = version + 1, "
        "usable_for_security_from = now() + interval '1 hour'"
        " WHERE person_id = (SELECT main_person_id FROM customer WHERE client_ref = 'V100002')",
        "CONTRACT_CLOSED": "UPDATE lease SET valid_to = current_date - 1, version = version + 1"
        " WHERE customer_id = (SELECT id FROM customer WHERE client_ref = 'V100002')",
    }
    for code, change in states.items():
        inner = owner.begin_nested()
        owner.execute(text(change))
        with pytest.raises(Refused) as caught, as_("accueil.vivest") as session:
            decide_form(session, order(take_form(session, item), at_counter=True))
        assert caught.value.code == code
        inner.rollback()
    assert facts(owner, BLOCKED) == [(1,)]


SECRETS = (
    {"last_name": "Azerty12!"},
    {"last_name": "mot de passe soleil"},
    {"first_names": "898606"},
    {"number": "Azerty12"},
    {"number": "4970 1012 3456 7890"},
    {"phone": "code 898606"},
    {"email": "pas une adresse"},
    {"birth_date": date(2999, 1, 1)},
)


@pytest.mark.parametrize("secret", SECRETS)
def test_what_looks_like_a_secret_is_refused_at_the_door(
    owner: Connection, as_: As, secret: dict[str, Any]
) -> None:
    """By the database, whatever program writes; and the sentence repeats nothing."""
    customer = blocked(owner)
    columns = {f"given_{name}": value for name, value in {**vars(RIGHT), **secret}.items()}
    with pytest.raises(Refused) as caught, as_("portail.demo") as session:
        session.execute(
            text(
                f"INSERT INTO assistance_form (landlord_id, customer_id, {', '.join(columns)})"
                f" SELECT landlord_id, id, {', '.join(f':{name}' for name in columns)}"
                " FROM customer WHERE id = :c"
            ),
            {"c": customer, **columns},
        )
    assert caught.value.code in ("LOOKS_SECRET", "FORM_VALUE")
    assert not any(str(value) in caught.value.sentence for value in secret.values())


def test_nothing_of_the_file_leaves_the_services(owner: Connection, as_: As) -> None:
    """Canaries in the file: no list, case, mail nor trace shows one, whatever is typed."""
    customer = blocked(owner)
    canaries = (
        "Zyxwvut",
        "Qponmlk",
        "Jihgfed",
        "V777001",
        "canari@secret.example",
        "33611223344",
        "1955",
        "11/07",
    )
    owner.execute(
        text("UPDATE person SET birth_name = :a, usage_name = :b, first_names = :c,"
             " birth_date = '1955-07-11', version = version + 1"
             " WHERE id = (SELECT main_person_id FROM customer WHERE id = :id)"),
        {"a": canaries[0], "b": canaries[1], "c": canaries[2], "id": customer},
    )  # fmt: skip
    owner.execute(
        text("UPDATE customer SET client_ref = 'V777001', client_ref_key = 'V777001', version = version + 1"
             " WHERE id = :id"), {"id": customer},
    )  # fmt: skip
    owner.execute(
        text("UPDATE contact SET value = k.v, value_key = k.v, version = version + 1 FROM (VALUES"
             " ('EMAIL', 'canari@secret.example'), ('MOBILE', '+33611223344')) k (channel, v)"
             " WHERE k.channel = contact.channel"
             " AND person_id = (SELECT main_person_id FROM customer WHERE id = :id)"), {"id": customer},
    )  # fmt: skip
    for form in (RIGHT, FormAnswers(last_name="Zyxwvu"), FormAnswers(email="canari@secret.exampl")):
        with as_("portail.demo") as session:
            item = receive_form(session, customer, form)
        with as_("accueil.vivest") as session:
            shown = repr(waiting_forms(session)) + repr(take_form(session, item))
            release_claim(session, item)
        assert not [one for one in canaries if one in shown.replace("canari@secret.exampl'", "")], form
    traced = repr(
        facts(owner, "SELECT old_values, new_values FROM audit_entry WHERE table_name = 'assistance_form'")
    )
    assert "KHELIFI" not in traced


NAMES = (
    ("Khelifi", None, "Aïcha"), ("Nguyễn", "Lefèvre", "Thị Hồng"), ("d’Almeida", None, "Jean-Pierre Marc"),
    ("Øster", "Œuvrard", "Zoë"), ("Le Goff", "Martin", "Anne"),
)  # fmt: skip
TYPED = (
    ("KHELIFI", "aicha"), ("Aicha", "Khelifi"), ("lefevre nguyen", "hong thi"), ("Nguyen", "Hong"),
    ("Nguyen", "Thi"), ("D'ALMEIDA", "jean pierre"), ("almeida", "Jean"), ("dalmeida", "Marc"),
    ("oster", "zoe"), ("oeuvrard", "ZOË"), ("legoff", "Anne"), ("LE GOFF MARTIN", "anne"), ("Martin", ""),
    ("", ""), ("-", "-"), ("Goff", "Anne"),
)  # fmt: skip
NUMBERS = ("V100002", " v-100.002", "0V100002", "V10002", "100002", "L/V100002")


def test_the_database_agrees_with_the_screen_on_every_name_and_number(owner: Connection) -> None:
    """One rule written twice, in rules/portal/forms.py and in form_agrees."""
    customer = blocked(owner)
    asked = text(
        "SELECT form_agrees(ROW(NULL, :c, NULL, NULL, :number, :last, :firsts, DATE '1983-12-25', NULL, NULL,"
        " NULL, NULL, NULL, NULL)::assistance_form)"
    )
    order_ = [name for (name,) in facts(owner, "SELECT attname FROM pg_attribute WHERE attrelid ="
              " 'assistance_form'::regclass AND attnum > 0 ORDER BY attnum")]  # fmt: skip
    assert order_[1] == "customer_id"
    assert order_[4:8] == ["given_number", "given_last_name", "given_first_names", "given_birth_date"]
    seen = set()
    for birth, usage, firsts in NAMES:
        owner.execute(
            text("UPDATE person SET birth_name = :b, usage_name = :u, first_names = :f,"
                 " birth_date = '1983-12-25', version = version + 1"
                 " WHERE id = (SELECT main_person_id FROM customer WHERE id = :id)"),
            {"b": birth, "u": usage, "f": firsts, "id": customer},
        )  # fmt: skip
        file = FormFile("V100002", FiledPerson(birth, usage, firsts), date(1983, 12, 25))
        for number in NUMBERS:
            for last, first in TYPED:
                form = FormAnswers(number, last, first, date(1983, 12, 25))
                said = owner.execute(asked, {"c": customer, "number": number, "last": last, "firsts": first})
                agreed = agrees(compare(form, file))
                assert said.scalar_one() == agreed, (birth, usage, firsts, form)
                seen.add(agreed)
    assert seen == {True, False}


def test_staff_write_no_form_and_the_portal_decides_nothing(owner: Connection, as_: As) -> None:
    item = sent(owner, as_)
    with as_("accueil.vivest") as session:
        claim_item(session, item)
    by_hand = {
        "accueil.vivest": ("UPDATE assistance_form SET given_number = 'V1'", "DELETE FROM assistance_form",
                           "INSERT INTO assistance_form (landlord_id, customer_id) VALUES (1, 1)",
                           "SELECT form_refused(NULL, NULL, 'DUPLICATE', NULL, 1)"),
        "portail.demo": (f"SELECT decide_form({item}, 1, 'ACCEPTED', NULL, NULL, true, gen_random_uuid())",
                         "UPDATE assistance_form SET doubt_at = now()"),
    }  # fmt: skip
    for login, statements in by_hand.items():
        for statement in statements:
            with pytest.raises((DatabaseError, GuichetError)), as_(login) as session:
                session.execute(text(statement))
