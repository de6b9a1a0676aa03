"""Addresses, mandates, birth dates; the keys kept by the database, and who may learn a name from them."""

from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from backoffice.database.session import transaction
from backoffice.demo.population.names import SURNAMES
from backoffice.models.desk.search import KnownName, NameBeside, NameDeletion, PlaceKey, SepaMandate
from backoffice.models.person import Contact, Person, PersonNameKey
from backoffice.models.stock import Building
from backoffice.rules.names import fold, name_keys
from backoffice.rules.search.places import LINKS, SHORT_FORMS, WAYS, place_words
from backoffice.rules.search.resemblance import deletions
from backoffice.rules.search.sounds import french_sound
from backoffice.rules.search_shapes import Shape
from backoffice.rules.vocabulary.ledger import MandateState
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import Quality, SearchAnswer, SearchQuery
from tests.conftest import Server
from tests.factories import House, make_landlord, make_lease, make_person, make_staff, make_tenant

pytestmark = pytest.mark.database


@pytest.fixture
def house(session: Session) -> House:
    """A landlord whose search is asked by the login of this very connection."""
    house = make_landlord(session)
    make_staff(session, house)
    return house


def tenant(session: Session, house: House, name: str, ref: str, until: date | None = None) -> Person:
    """A tenant at 12 rue des Lices, with the keys of his name."""
    person = make_person(session, house, birth_name=name, first_names="Jean")
    person.birth_date = date(1961, 5, 3)
    for key in name_keys(name, None, "Jean"):
        session.add(
            PersonNameKey(landlord_id=house.landlord.id, person_id=person.id, key=key.key, part=key.part)
        )
    customer = make_tenant(session, house, person=person, client_ref=ref)
    make_lease(session, house, customer=customer, number=f"{ref}/0", valid_to=until)
    session.flush()
    return person


def refs(answer: SearchAnswer) -> list[str]:
    return [row.client_ref for row in answer.rows]


@pytest.mark.parametrize(
    "typed",
    [
        "12 rue des Lices",
        "12, RUE DES LICES",
        "12 lices",
        "rue des lices",
        "rue lices marseille",
        "12 rue des lices 13007",
        "lices 13007",
        "résidence les lices",
        "Les Lices, bât. B",
        "12 rue des Lices, appt 34, 13007 Marseille",
    ],
)
def test_who_lives_at_an_address_comes_before_who_has_left(
    session: Session, house: House, typed: str
) -> None:
    tenant(session, house, "Ancien", "711", date(2025, 1, 1))
    tenant(session, house, "Présent", "712")
    answer = find_tenants(session, SearchQuery(typed))
    assert refs(answer) == ["712", "711"]
    now, before = answer.rows
    assert (now.is_former, before.is_former) == (False, True)
    assert now.why == "habite 12 rue des Lices, 13007 Marseille"
    assert before.why == "y a habité : 12 rue des Lices, 13007 Marseille jusqu’au 01/01/2025"
    assert any(chip.shape is Shape.ADDRESS for chip in answer.chips) or typed.startswith("Les")


@pytest.mark.parametrize("typed", ["14 rue des Lices", "rue des lices lyon", "12 rue des Roses"])
def test_another_address_is_nobody_s(session: Session, house: House, typed: str) -> None:
    tenant(session, house, "Présent", "712")
    assert refs(find_tenants(session, SearchQuery(typed))) == []


def test_a_building_moved_is_found_where_it_is(session: Session, house: House) -> None:
    tenant(session, house, "Présent", "712")
    house.building.street = "8 bis avenue du Général-Leclerc"
    session.flush()
    for typed in ("8 bis av gal leclerc", "8 avenue leclerc", "avenue du general leclerc"):
        assert refs(find_tenants(session, SearchQuery(typed))) == ["712"], typed
    assert refs(find_tenants(session, SearchQuery("12 rue des lices"))) == []


@pytest.mark.parametrize("typed", ["03/05/1961", "3 mai 61", "03051961", "Prés 1961", "présent 3.5.1961"])
def test_a_birth_date_finds_alone_or_beside_a_name(session: Session, house: House, typed: str) -> None:
    tenant(session, house, "Présent", "712")
    assert refs(find_tenants(session, SearchQuery(typed))) == ["712"]
    assert refs(find_tenants(session, SearchQuery(typed.replace("61", "62")))) == []


def test_a_shape_clicked_away_is_no_longer_asked(session: Session, house: House) -> None:
    tenant(session, house, "Présent", "712")
    query = SearchQuery("présent 1999", without=frozenset({Shape.BIRTH}))
    assert refs(find_tenants(session, SearchQuery("présent 1999"))) == []
    assert refs(find_tenants(session, query)) == ["712"]
    assert [chip.label for chip in find_tenants(session, query).chips] == ["Nom : PRESENT"]


@pytest.mark.parametrize(
    "typed", ["LOG-994/0-A1", "log 994/0 a1", "RUM : LOG-994/0-A1", "LOG9940A1", "log994"]
)
def test_a_mandate_finds_its_tenant(session: Session, house: House, typed: str) -> None:
    person = tenant(session, house, "Présent", "712")
    lease = session.execute(text("SELECT max(id) FROM lease")).scalar_one()
    mandate = SepaMandate(
        landlord_id=person.landlord_id,
        lease_id=lease,
        reference="LOG-994/0-A1",
        reference_key="LOG9940A1",
        signed_on=date(2024, 1, 1),
        state=MandateState.ACTIVE,
        debit_day=6,
    )
    session.add(mandate)
    session.flush()
    first = find_tenants(session, SearchQuery(typed)).rows[0]
    assert (first.client_ref, first.matched, first.why) == ("712", "RUM", "mandat LOG-994/0-A1")


@pytest.mark.parametrize("typed", ["0262 12 34 56", "+262262123456", "0262/12/34/56", "0262 12 34"])
def test_an_overseas_number_kept_as_before_is_found(session: Session, house: House, typed: str) -> None:
    person = tenant(session, house, "Présent", "712")
    for key in ("+262262123456", "+33262123456"):
        contact = Contact(
            landlord_id=person.landlord_id, person_id=person.id, channel="PHONE", role="NOTICE",
            value="0262 12 34 56", value_key=key, source="COUNTER", valid_from=date(2024, 1, 1),
            usable_for_security_from=text("now()"),
        )  # fmt: skip
        session.add(contact)
        session.flush()
        assert refs(find_tenants(session, SearchQuery(typed))) == ["712"] or key == "+33262123456"


def test_sounds_and_places_are_the_same_in_python_and_in_the_database(session: Session) -> None:
    names = sorted(
        {fold(name) for name in SURNAMES} | {"GEORGES", "XAVIER", "CHRISTOPHE", "AOUN", "ЮЛИЯ", "ZZ"}
    )
    heard = session.execute(
        text("SELECT n, french_sound(n) FROM unnest(CAST(:names AS text[])) n"), {"names": names}
    )
    assert dict(tuple(row) for row in heard) == {name: french_sound(name) for name in names}
    long = [name for name in names if len(name) > 1]
    cut = session.execute(
        text("SELECT n, array(SELECT deletions(n)) FROM unnest(CAST(:names AS text[])) n"), {"names": long}
    )
    for name, found in cut:
        assert set(found) == set(deletions(name)), name
    places = ["12, rue du Général-Leclerc", "8 bis bd de l’Œuvre", "Allée des Érables", "place de l'Église"]
    places += [f"{word} X" for word in (*WAYS, *LINKS, *SHORT_FORMS)]
    words = session.execute(
        text("SELECT p, place_words(p) FROM unnest(CAST(:places AS text[])) p"), {"places": places}
    )
    for place, found in words:
        assert tuple(dict.fromkeys(found)) == place_words(place), place


def test_a_name_is_known_as_long_as_somebody_bears_it(session: Session, house: House) -> None:
    def known() -> tuple[int, int]:
        session.flush()
        names = select(KnownName).where(KnownName.key == "PRESENT")
        cuts = select(NameDeletion).where(NameDeletion.key == "PRESENT", NameDeletion.deletion == "PRSENT")
        return len(session.scalars(names).all()), len(session.scalars(cuts).all())

    first, second = tenant(session, house, "Présent", "712"), tenant(session, house, "Présent", "713")
    assert known() == (1, 1)
    for person, left in ((first, (1, 1)), (second, (0, 0))):
        session.execute(text("DELETE FROM person_name_key WHERE person_id = :id"), {"id": person.id})
        assert known() == left


def test_a_name_added_to_a_person_with_a_file_is_known_there_alone(session: Session, house: House) -> None:
    """Whatever wrote it: as of no agency it would be proposed to everybody, were the person reserved."""
    person = tenant(session, house, "Présent", "712")
    person.reserved = True
    session.flush()
    session.add(
        PersonNameKey(landlord_id=house.landlord.id, person_id=person.id, key="SECRETOIR", part="SURNAME")
    )
    session.flush()
    known = select(KnownName.agency_id, KnownName.reserved).where(KnownName.key == "SECRETOIR")
    borne = select(PersonNameKey.agency_id, PersonNameKey.reserved).where(PersonNameKey.key == "SECRETOIR")
    assert session.execute(known).all() == session.execute(borne).all()
    assert 0 not in session.scalars(known).all()


def test_refilling_gives_what_the_triggers_keep(session: Session, house: House) -> None:
    tenant(session, house, "Présent", "712")

    def kept() -> set[tuple[object, ...]]:
        session.flush()
        rows = [
            session.execute(select(*model.__table__.columns)).all()
            for model in (KnownName, NameDeletion, NameBeside, PlaceKey)
        ]
        return {tuple(row) for found in rows for row in found}

    before = kept()
    session.execute(text("SELECT refill_search_keys()"))
    assert kept() == before
    assert any("PRESENT" in row for row in before)
    assert session.scalars(select(Building.id).where(Building.id == house.building.id)).one() in {
        row[0] for row in before
    }


def test_what_is_told_beside_a_name_follows_births_moves_and_names(session: Session, house: House) -> None:
    """Whatever is written, and by whom: the keys say what a refill would say."""
    person = tenant(session, house, "Présent", "712")

    def told() -> set[str]:
        session.flush()
        rows = session.scalars(select(NameBeside.beside).where(NameBeside.person_id == person.id))
        return set(rows)

    def refilled() -> set[str]:
        session.execute(text("SELECT refill_besides()"))
        return told()

    before = told()
    assert any(one.startswith("F") for one in before)
    assert any(one.startswith("T") for one in before)
    person.birth_date = date(1961, 4, 7)
    assert told() == before - {one for one in before if one[0] == "Y"} | {"Y1961"}
    house.building.town, house.building.postal_code = "Pont-de-l’Arche", "27340"
    assert {one for one in told() if one[0] == "T"} == {"TPONTDELARCHE", "TPONT", "TARCHE", "T27340"}
    session.add(PersonNameKey(landlord_id=house.landlord.id, person_id=person.id, key="ABSENT", part="WHOLE"))
    assert {"SABSENT", "SPRESENT"} <= told() == refilled()
    session.execute(text("DELETE FROM person_name_key WHERE person_id = :id"), {"id": person.id})
    assert told() == set() == refilled()


def test_nobody_learns_a_name_through_a_proposal(
    server: Server, training: str, engine_of: Callable[..., Engine]
) -> None:
    """An adviser none of another agency, nobody but a manager a reserved one."""
    with psycopg.connect(server.dsn(training), autocommit=True) as owner:
        agencies = (
            "SELECT m.agency_id FROM staff_agency m JOIN staff s ON s.id = m.staff_id WHERE s.login = %s"
        )
        kept, other = (row[0] for row in owner.execute(f"{agencies} ORDER BY 1 LIMIT 2", ["conseil.logirem"]))
        owner.execute(
            "DELETE FROM staff_agency WHERE agency_id <> %s "
            "AND staff_id = (SELECT id FROM staff WHERE login = 'conseil.logirem')",
            [kept],
        )
        owner.execute(
            "UPDATE lease SET agency_id = %s, version = version + 1 WHERE agency_id = %s AND id %% 3 = 0",
            [other, kept],
        )
        elsewhere = owner.execute(
            "SELECT p.id, p.landlord_id FROM person p JOIN person_agency a ON a.person_id = p.id "
            "WHERE a.agency_id = %s AND NOT p.reserved AND NOT EXISTS "
            "(SELECT FROM person_agency x WHERE x.person_id = p.id AND x.agency_id = %s) LIMIT 1",
            [other, kept],
        ).fetchone()
        reserved = owner.execute("SELECT id, landlord_id FROM person WHERE reserved LIMIT 1").fetchone()
        assert elsewhere is not None
        assert reserved is not None
        for (person, landlord), name in ((elsewhere, "AILLEURSOIR"), (reserved, "SECRETOIR")):
            owner.execute(
                "INSERT INTO person_name_key (landlord_id, person_id, key, part, agency_id, reserved) "
                "SELECT %s, %s, %s, 'WHOLE', a.agency_id, p.reserved FROM person p "
                "JOIN person_agency a ON a.person_id = p.id WHERE p.id = %s",
                [landlord, person, name, person],
            )

    def proposed(login: str, typed: str) -> set[str]:
        with transaction(engine_of(training, user=login)) as session:
            return {one.surname for one in find_tenants(session, SearchQuery(typed)).proposals}

    def read(login: str, name: str) -> int:
        query = (
            "SELECT (SELECT count(*) FROM known_name WHERE key = %(n)s)"
            " + (SELECT count(*) FROM name_deletion WHERE key = %(n)s)"
            " + (SELECT count(*) FROM name_beside WHERE key = %(n)s)"
        )
        with psycopg.connect(server.dsn(training, login)) as line:
            row = line.execute(query, {"n": name}).fetchone()
            assert row is not None
            return int(row[0])

    assert proposed("agent.demo", "AILEURSOIR") == {"AILLEURSOIR"}
    assert proposed("conseil.logirem", "AILEURSOIR") == set()
    assert proposed("responsable.demo", "SECRETOIRE") == {"SECRETOIR"}
    assert proposed("agent.demo", "SECRETOIRE") == set()
    assert read("agent.demo", "AILLEURSOIR") > 0 == read("conseil.logirem", "AILLEURSOIR")
    assert read("responsable.demo", "SECRETOIR") > 0 == read("agent.demo", "SECRETOIR")


def test_candidates_are_shown_never_corrected(session: Session, house: House) -> None:
    """R4.31: what was typed stays what was asked."""
    tenant(session, house, "Dupont", "712")
    answer = find_tenants(session, SearchQuery("dupomt"))
    assert [chip.label for chip in answer.chips] == ["Nom : DUPOMT"]
    assert [(row.client_ref, row.quality) for row in answer.rows] == [("712", Quality.SOUND)]
    assert [one.surname for one in answer.proposals] == ["DUPONT"]
