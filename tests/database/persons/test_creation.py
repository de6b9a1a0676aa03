"""A person is entered once: those alike are shown first, colleagues wait for one another."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from backoffice.database.session import transaction
from backoffice.errors import GuichetError, Refused
from backoffice.rules.vocabulary.people import Civility, DistinctReason, PersonKind, Relation
from backoffice.services.duplicates.creation import NewPerson, PersonOrder, create_person, likely_persons
from backoffice.services.duplicates.listing import duplicate_pairs
from tests.database.persons.acting import acting_as

pytestmark = pytest.mark.database
MANAGER, ADVISER, AGENT = "responsable.logirem", "conseil.vivest", "agent.demo"
TODAY = date(2026, 11, 21)


def customer(owner: Connection, number: str = "1344") -> int:
    return int(owner.scalar(text("SELECT id FROM customer WHERE client_ref = :n"), {"n": number}))


def newcomer(customer_id: int, **more: object) -> NewPerson:
    plain = NewPerson(
        customer_id, PersonKind.OCCUPANT, Civility.MADAME, "Zylberstein", "Rebecca", None, date(1984, 2, 11),
        "06 12 34 56 78", "rebecca@exemple.fr", Relation.HOSTED_OCCUPANT, TODAY,
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def order(new: NewPerson, **more: object) -> PersonOrder:
    return replace(PersonOrder(new, str(uuid4())), **more)  # type: ignore[arg-type]


def test_an_occupant_is_of_the_household_and_found_by_name(owner: Connection) -> None:
    with acting_as(owner, AGENT) as session:
        new = newcomer(customer(owner))
        assert likely_persons(session, new) == ()
        asked = order(new)
        made = create_person(session, asked)
        assert create_person(session, asked) == made, "a retry is harmless"
    assert made.files == ("client 1344, au ménage",)
    assert made.party_number == f"N{made.id}"
    keys = text("SELECT count(*) FROM person_name_key k JOIN person_agency a USING (person_id, agency_id) "
                "WHERE k.person_id = :p AND k.key = 'ZYLBERSTEIN'")  # fmt: skip
    assert owner.scalar(keys, {"p": made.id}) == 1
    usable = text("SELECT bool_and(usable_for_security_from > now() + interval '1 hour') FROM contact "
                  "WHERE person_id = :p")  # fmt: skip
    assert owner.scalar(usable, {"p": made.id}) is True, "a new contact proves nothing yet (R4.24)"


@pytest.mark.parametrize("kind", [PersonKind.REPRESENTATIVE, PersonKind.OTHER])
def test_another_is_of_no_household_and_seen_by_the_agency(owner: Connection, kind: PersonKind) -> None:
    with acting_as(owner, AGENT) as session:
        made = create_person(session, order(newcomer(customer(owner), kind=kind)))
    assert made.files == ()
    assert owner.scalar(text("SELECT count(*) FROM person_agency WHERE person_id = :p"), {"p": made.id}) == 1


def test_somebody_alike_is_shown_and_a_reason_asked(owner: Connection) -> None:
    file = customer(owner)
    with acting_as(owner, AGENT) as session:
        first = create_person(session, order(newcomer(file)))
    again = newcomer(file, birth_name="Zilberstein", birth_date=date(1984, 11, 2), email="")
    with acting_as(owner, AGENT) as session:
        found = likely_persons(session, again)
        assert [one.person.id for one in found] == [first.id]
        assert "jour et mois de naissance inversés" in found[0].likeness.reasons
        assert "même téléphone" in found[0].likeness.reasons
    with pytest.raises(Refused) as refusal, acting_as(owner, AGENT) as session:
        create_person(session, order(again))
    assert refusal.value.code == "DUPLICATE_LIKELY"
    assert first.party_number in refusal.value.sentence
    unlike = frozenset({first.id})
    with pytest.raises(Refused) as refusal, acting_as(owner, AGENT) as session:
        create_person(session, order(again, unlike=unlike))
    assert refusal.value.code == "REASON_REQUIRED"
    with acting_as(owner, AGENT) as session:
        second = create_person(session, order(again, unlike=unlike, reason=DistinctReason.FAMILY))
    assert second.id != first.id
    line = text("SELECT reason, detail -> 'unlike' FROM audit_entry WHERE subject = :s AND act <> 'INSERT'")
    told = owner.execute(line, {"s": f"person:{second.id}"}).one()
    assert tuple(told) == ("FAMILY", [first.id])
    with acting_as(owner, MANAGER) as session:
        pairs = duplicate_pairs(session, "logirem", 500).pairs
    assert {first.id, second.id} in [{pair.one.id, pair.other.id} for pair in pairs]


def test_the_database_refuses_the_very_same_person_even_at_psql(owner: Connection) -> None:
    file = customer(owner)
    with acting_as(owner, AGENT) as session:
        create_person(session, order(newcomer(file)))
    told = (
        '{"kind": "OTHER", "civility": "MME", "birth_name": "ZYLBERSTEIN", "first_names": "rebecca", '
        '"birth_date": "1984-02-11", "keys": [["ZYLBERSTEIN", "WHOLE"], ["REBECCA", "FIRST"]], '
        '"contacts": []}'
    )
    with pytest.raises(Refused) as refusal, acting_as(owner, AGENT) as session:
        session.execute(
            text("SELECT create_person(:c, CAST(:t AS jsonb), '{}', NULL)"), {"c": file, "t": told}
        )
    assert refusal.value.code == "SAME_PERSON"


def test_nobody_is_betrayed_by_a_refusal(owner: Connection) -> None:
    """Somebody whose file is reserved is not told of to whoever may not see him (R3.17, R5.14)."""
    hidden = owner.execute(text(
        "SELECT p.birth_name, p.first_names, p.usage_name, p.birth_date FROM person p "
        "JOIN landlord l ON l.id = p.landlord_id WHERE l.code = 'logirem' AND p.id = "
        "(SELECT min(main_person_id) FROM customer c WHERE c.landlord_id = l.id AND client_ref <> '1344')"
    )).one()  # fmt: skip
    hide = text("UPDATE person SET confidential_address = true WHERE birth_name = :n AND first_names = :f")
    owner.execute(hide, {"n": hidden.birth_name, "f": hidden.first_names})
    new = newcomer(
        customer(owner), birth_name=hidden.birth_name, first_names=hidden.first_names,
        usage_name=hidden.usage_name, birth_date=hidden.birth_date,
    )  # fmt: skip
    with acting_as(owner, MANAGER) as session:
        assert likely_persons(session, new) != ()
    with acting_as(owner, AGENT) as session:
        assert likely_persons(session, new) == ()
        create_person(session, order(new))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"birth_name": "  "}, "WRONG_PERSON"),
        ({"birth_date": date(2030, 1, 1)}, "WRONG_PERSON"),
        ({"since": date(1950, 1, 1)}, "NO_DWELLING"),
        ({"since": date(2050, 1, 1)}, "NO_DWELLING"),
        ({"relation": Relation.HOLDER}, "NO_DWELLING"),
        ({"relation": Relation.SPOUSE}, "OUT_OF_SCOPE"),
        ({"relation": Relation.PACS_PARTNER}, "OUT_OF_SCOPE"),
        ({"phone": "12"}, "WRONG_CONTACT"),
        ({"email": "rebecca"}, "WRONG_CONTACT"),
    ],
)
def test_what_cannot_be_is_refused(owner: Connection, more: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal, acting_as(owner, AGENT) as session:
        create_person(session, order(newcomer(customer(owner), **more)))
    assert refusal.value.code == code


@pytest.mark.parametrize("relation", ["SPOUSE", "PACS_PARTNER", "CHILD"])
def test_the_database_enters_no_heir_without_proof_even_at_psql(owner: Connection, relation: str) -> None:
    """R3.18: who goes on with the lease by right enters the household by the event that proves it."""
    told = {
        "kind": "OCCUPANT", "civility": "MME", "birth_name": "Zylberstein", "first_names": "Rebecca",
        "birth_date": "1984-02-11", "relation": relation, "since": TODAY.isoformat(), "contacts": [],
        "keys": [["ZYLBERSTEIN", "WHOLE"], ["REBECCA", "FIRST"]],
    }  # fmt: skip
    file = {"c": customer(owner), "t": json.dumps(told)}
    entering = text("SELECT create_person(:c, CAST(:t AS jsonb), '{}', NULL)")
    if relation == "CHILD":
        with acting_as(owner, AGENT) as session:
            assert session.scalar(entering, file), "what is refused below is the relation, nothing else"
        return
    with pytest.raises(Refused) as refusal, acting_as(owner, AGENT) as session:
        session.execute(entering, file)
    assert refusal.value.code == "OUT_OF_SCOPE"
    assert "avec sa preuve" in refusal.value.sentence


@pytest.mark.parametrize("kind", [PersonKind.REPRESENTATIVE, PersonKind.OTHER])
def test_a_relation_is_nothing_to_who_is_of_no_household(owner: Connection, kind: PersonKind) -> None:
    with acting_as(owner, AGENT) as session:
        made = create_person(session, order(newcomer(customer(owner), kind=kind, relation=Relation.SPOUSE)))
    assert made.files == ()


def test_of_two_colleagues_at_once_the_second_sees_the_first(
    training: str, engine_of: Callable[..., Engine]
) -> None:
    """Both have looked, and saw nobody; both enter the same person."""
    engines = [engine_of(training, user=login) for login in (AGENT, MANAGER)]
    with engines[0].connect() as connection:
        new = newcomer(customer(connection))
    both, answers = threading.Barrier(2), list[object]()

    def enter(engine: Engine, name: str) -> None:
        try:
            with transaction(engine) as session:
                session.execute(text("SELECT 1"))
                both.wait(timeout=30)
                answers.append(create_person(session, order(replace(new, birth_name=name))))
        except GuichetError as error:
            answers.append(error.code)

    threads = [
        threading.Thread(target=enter, args=(engine, name))
        for engine, name in zip(engines, ("Zylberstein", "ZYLBERSTEIN"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == 2
    assert sum(isinstance(answer, str) for answer in answers) == 1
    assert set(filter(lambda answer: isinstance(answer, str), answers)) <= {"DUPLICATE_LIKELY", "SAME_PERSON"}
