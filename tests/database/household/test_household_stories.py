"""Every event of a household, from the portal's submission to the lease afterwards (R3.10–R3.24)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from backoffice.errors import Refused
from backoffice.rules.household.events import HouseholdEvent as E
from backoffice.rules.household.forms import Claim, ClaimQuality, EventForm, Newcomer, Protection
from backoffice.rules.vocabulary.calls import RepresentativeKind
from backoffice.rules.vocabulary.people import Civility
from backoffice.rules.vocabulary.validation.papers import DocumentKind
from backoffice.rules.vocabulary.work import WorkDecision, WorkStatus
from backoffice.services.household.foreseeing import Answer
from backoffice.services.household.history import changes_of, name_on
from tests.household_desk import ADVISER, MANAGER, START, HouseholdDesk, accepted, by

pytestmark = pytest.mark.database
PAUL = Newcomer(Civility.MONSIEUR, "Quéméneur", "Paul", date(1985, 5, 3))
BOTH = "anne.kervella@courriel.example"

_ACCOUNT = text(
    "INSERT INTO portal_account (landlord_id, customer_id, person_id, login, login_key, state, created_at,"
    " activated_at)"
    " SELECT landlord_id, id, :person, 'anne-k', 'anne-k', 'ACTIVE', now(), now() FROM customer"
    " WHERE id = :customer"
)
_DEBIT = text(
    "INSERT INTO mandate (landlord_id, lease_id, reference, reference_key, signed_on, state, debit_day)"
    " SELECT landlord_id, id, 'EKIDOM-HH-01', 'EKIDOMHH01', valid_from, 'ACTIVE', 6 FROM lease"
    " WHERE id = :lease"
)
_CONSENT = text(
    "INSERT INTO e_delivery_consent (landlord_id, lease_id, channel, given_at, given_by, evidence)"
    " SELECT landlord_id, id, 'EMAIL', now() - interval '9 days', 'Anne', 'case cochée' FROM lease"
    " WHERE id = :lease"
)


def test_a_marriage(home: HouseholdDesk) -> None:
    day = home.today - timedelta(days=30)
    before = home.state()
    item = accepted(
        home, E.MARRIAGE, by(EventForm(day, newcomer=PAUL), home.anne), "même sans avoir signé", "SLS"
    )
    assert home.holders(day) == {"Anne": "MAIN_HOLDER", "Paul": "SPOUSE_BY_LAW"}
    assert home.holders(day - timedelta(days=1)) == {"Anne": "MAIN_HOLDER"}
    assert home.occupants()["Paul"] == "SPOUSE"
    assert {"AMENDMENT", "REVIEW_SLS", "TELL_FAMILY_FUND"} <= home.tasks()
    assert home.messages() == [(BOTH, "DECISION_HOUSEHOLD_ACCEPTED")]
    keys = home.rows(
        "SELECT count(*) FROM person_name_key k JOIN person p ON p.id = k.person_id"
        " WHERE p.birth_name = 'Quéméneur' AND k.part = 'WHOLE' AND k.agency_id <> 0"
    )
    assert keys == [(1,)]
    (version,) = home.rows("SELECT version FROM work_item WHERE id = :i", i=item)[0]
    undone = home.undo(item, version)
    assert undone.status is WorkStatus.OPEN
    assert home.state() == before
    assert home.messages() == []
    assert home.tasks() == set()
    assert home.rows("SELECT count(*) FROM person WHERE birth_name = 'Quéméneur'") == [(0,)]
    customer = home.customer.id
    with home.being(ADVISER) as session:
        assert [one.undone_at is None for one in changes_of(session, customer)] == [False]


def test_a_pacs_with_and_without_a_joint_request(home: HouseholdDesk) -> None:
    day = home.today - timedelta(days=60)
    accepted(home, E.PACS, by(EventForm(day, newcomer=PAUL), home.anne), "reste titulaire", "Solidarité")
    assert home.holders() == {"Anne": "MAIN_HOLDER"}
    assert home.occupants()["Paul"] == "PACS_PARTNER"
    (found,) = home.rows("SELECT id FROM person WHERE birth_name = 'Quéméneur'")
    asked = EventForm(day, person_id=found[0], co_title=True, signed_by_all=True,
                      requested_on=home.today - timedelta(days=2))  # fmt: skip
    accepted(home, E.PACS, by(asked, home.anne), "ne peut pas refuser")
    assert home.holders() == {"Anne": "MAIN_HOLDER", "Paul": "CO_HOLDER"}
    assert home.holders(day) == {"Anne": "MAIN_HOLDER"}
    assert home.state().co_title_asked == {found[0]}


def test_a_new_partner_is_an_occupant(home: HouseholdDesk) -> None:
    day = home.today + timedelta(days=10)
    accepted(home, E.NEW_PARTNER, by(EventForm(day, newcomer=PAUL), home.anne), "aucun droit", "à venir")
    assert home.holders(day) == {"Anne": "MAIN_HOLDER"}
    assert "Paul" not in home.occupants()
    assert home.occupants(day)["Paul"] == "KNOWN_PARTNER"


def test_a_separation(home: HouseholdDesk) -> None:
    bruno = home.bruno("SPOUSE_BY_LAW", "SPOUSE")
    before = home.state()
    accepted(home, E.SEPARATION, by(EventForm(home.today, person_id=bruno.id), home.anne), "n’ôte personne")
    after = home.state()
    assert (after.holdings, after.livings) == (before.holdings, before.livings)
    assert after.bound == {(bruno.id, None)}
    assert {"SEPARATE_ADDRESS", "MARGINAL_MENTION"} <= home.tasks()
    assert home.rows("SELECT separated_since FROM household_change WHERE customer_id = :customer") == [
        (home.today,)
    ]


def test_a_divorce(home: HouseholdDesk) -> None:
    bruno = home.bruno("SPOUSE_BY_LAW", "SPOUSE")
    mention = home.today - timedelta(days=20)
    form = EventForm(home.today - timedelta(days=90), kept_by=bruno.id, mention_on=mention)
    item = home.submit(E.DIVORCE, by(EventForm(form.event_on, kept_by=bruno.id), home.anne))
    with pytest.raises(Refused) as refused:
        home.decide(item)
    assert refused.value.code == "NOT_FINAL"
    assert set(home.holders()) == {"Anne", "Bruno"}
    accepted(home, E.DIVORCE, by(form, home.anne), "garde le logement", "Solidarité")
    assert home.holders() == {"Bruno": "MAIN_HOLDER"}
    assert set(home.holders(mention - timedelta(days=1))) == {
        "Anne",
        "Bruno",
    }
    assert "Anne" not in home.occupants()
    assert home.occupants()["Bruno"] == "HOLDER"
    # Whoever keeps the dwelling is the one who is written to, by his name.
    assert home.messages() == [("bruno.petit@courriel.example", "DECISION_HOUSEHOLD_ACCEPTED")]
    ((body,),) = home.rows("SELECT body FROM outbox_message WHERE customer_id = :customer")
    assert "Bruno Petit" in body
    assert "Anne" not in body


def test_the_end_of_a_pacs_given_by_a_judge(home: HouseholdDesk) -> None:
    bruno = home.bruno("CO_HOLDER", "PACS_PARTNER")
    form = EventForm(home.today - timedelta(days=40), person_id=bruno.id, kept_by=home.anne.id,
                     mention_on=home.today - timedelta(days=30))  # fmt: skip
    item = home.submit(E.PACS_ENDED, by(form, home.anne))
    with pytest.raises(Refused) as refused:
        home.decide(item)
    assert refused.value.code == "MANAGER_ONLY"
    home.decide(item, login=MANAGER)
    assert home.holders() == {"Anne": "MAIN_HOLDER"}
    assert "Bruno" not in home.occupants()


def test_a_co_holder_leaves(home: HouseholdDesk) -> None:
    home.bruno()
    day = home.today - timedelta(days=5)
    before = home.state()
    form = EventForm(day, person_id=home.anne.id, received_on=day - timedelta(days=93))
    item = accepted(home, E.HOLDER_LEAVES, by(form, home.anne), "8-1", "caution")
    assert home.holders() == {"Bruno": "MAIN_HOLDER"}
    assert "SOLIDARITY_END" in home.tasks()
    (row,) = home.rows("SELECT solidarity_until FROM household_change WHERE customer_id = :customer")
    assert row[0] > day + timedelta(days=175)
    assert home.rows("SELECT main_person_id <> :a FROM customer WHERE id = :customer", a=home.anne.id) == [
        (True,)
    ]
    (version,) = home.rows("SELECT version FROM work_item WHERE id = :i", i=item)[0]
    home.undo(item, version)
    assert home.state() == before


def test_violence(home: HouseholdDesk) -> None:
    home.bruno()
    day = home.today - timedelta(days=3)
    item = home.submit(E.VIOLENCE, by(EventForm(day, person_id=home.anne.id), home.anne))
    with pytest.raises(Refused) as refused:
        home.decide(item)
    assert refused.value.code == "MANAGER_ONLY"
    seen = home.foresee(item, login=MANAGER)
    assert any("Aucun message ne part" in one for one in seen.outcome.sentences)
    assert seen.message is None
    home.decide(item, login=MANAGER)
    assert set(home.holders()) == {"Anne", "Bruno"}
    assert home.messages() == []
    assert home.rows("SELECT reserved FROM customer WHERE id = :customer") == [(True,)]
    assert home.rows(
        "SELECT effective_on, solidarity_until FROM household_change WHERE customer_id = :customer"
    ) == [(day + timedelta(days=1), day + timedelta(days=1))]
    with pytest.raises(Refused):
        home.decide(home.submit(E.CHILD, by(EventForm(day, newcomer=PAUL), home.anne), papers=False),
                    WorkDecision.REJECTED, "DOCUMENT_MISSING")  # fmt: skip


def test_a_refusal_after_violence_writes_to_nobody(home: HouseholdDesk) -> None:
    item = home.submit(E.VIOLENCE, by(EventForm(home.today, person_id=home.anne.id), home.anne), papers=False)
    home.decide(item, WorkDecision.ASKED, login=MANAGER)
    assert home.messages() == []


def test_a_death_beside_a_co_holder(home: HouseholdDesk) -> None:
    bruno = home.bruno()
    day = home.today - timedelta(days=8)
    home.session.execute(_ACCOUNT, {"customer": home.customer.id, "person": home.anne.id})
    home.session.execute(_DEBIT, {"lease": home.lease.id})
    home.session.execute(_CONSENT, {"lease": home.lease.id})
    before = home.state()
    assert before.has_debit
    assert before.has_e_delivery
    item = accepted(
        home, E.DEATH, by(EventForm(day, person_id=home.anne.id), bruno), "continue le bail", "prélèvements"
    )
    assert home.holders(day) == {"Bruno": "MAIN_HOLDER"}
    assert home.rows("SELECT deceased_on FROM person WHERE id = :p", p=home.anne.id) == [(day,)]
    assert home.rows("SELECT state FROM portal_account WHERE customer_id = :customer") == [("CLOSED",)]
    assert home.rows("SELECT state FROM mandate WHERE lease_id = :lease") == [("SUSPENDED",)]
    assert not home.state().has_e_delivery
    assert home.messages() == [("bruno.petit@courriel.example", "DECISION_HOUSEHOLD_ACCEPTED")]
    (version,) = home.rows("SELECT version FROM work_item WHERE id = :i", i=item)[0]
    home.undo(item, version)
    assert home.state() == before


def test_a_death_without_a_holder_then_a_transfer(home: HouseholdDesk) -> None:
    chloe = home.person("Kervella", "Chloé", "MME", date(2001, 6, 1))
    home.live(chloe, "CHILD")
    day = home.today - timedelta(days=8)
    accepted(home, E.DEATH, by(EventForm(day, person_id=home.anne.id), chloe), "tant que le responsable")
    assert home.holders() == {"Anne": "MAIN_HOLDER"}
    assert "TRANSFER_CHECK" in home.tasks()
    assert home.messages() == []
    claim = Claim(chloe.id, ClaimQuality.DESCENDANT)
    form = EventForm(day, person_id=home.anne.id, claims=(claim,), transfer_to=chloe.id)
    item = home.submit(E.DEATH, by(form, chloe))
    with pytest.raises(Refused):
        home.decide(item)
    home.decide(item, login=MANAGER)
    assert home.holders(day) == {"Chloé": "MAIN_HOLDER"}
    assert home.occupants()["Chloé"] == "HOLDER"


def test_a_death_that_ends_the_lease(home: HouseholdDesk) -> None:
    day = home.today - timedelta(days=8)
    item = home.submit(E.DEATH, EventForm(day, person_id=home.anne.id, no_claimant=True))
    home.decide(item, login=MANAGER)
    assert home.rows("SELECT valid_to FROM lease WHERE id = :lease") == [(day + timedelta(days=1),)]
    assert home.holders(day) == {"Anne": "MAIN_HOLDER"}
    assert home.holders() == {}


def test_an_abandonment(home: HouseholdDesk) -> None:
    chloe = home.person("Kervella", "Chloé", "MME", date(2001, 6, 1))
    home.live(chloe, "CHILD")
    day = home.today - timedelta(days=8)
    form = EventForm(
        day, person_id=home.anne.id, claims=(Claim(chloe.id, ClaimQuality.DESCENDANT),), transfer_to=chloe.id
    )
    accepted(home, E.ABANDONMENT, by(form, chloe), "ressources", login=MANAGER)
    assert home.holders() == {"Chloé": "MAIN_HOLDER"}
    assert "TRANSFER_CHECK" in home.tasks()


def test_a_birth(home: HouseholdDesk) -> None:
    born = home.today - timedelta(days=4)
    baby = Newcomer(Civility.MADAME, "Kervella", "Zoé", born)
    accepted(home, E.CHILD, by(EventForm(born, newcomer=baby), home.anne), "SLS, OPS, RLS", "CAF")
    assert home.occupants()["Zoé"] == "CHILD"
    assert {"MUTATION", "TELL_FAMILY_FUND"} <= home.tasks()
    again = home.submit(E.CHILD, by(EventForm(born, newcomer=baby), home.anne))
    with pytest.raises(Refused) as refused:
        home.decide(again)
    assert refused.value.code == "ALREADY_RECORDED"


def test_an_adult_arrives(home: HouseholdDesk) -> None:
    accepted(home, E.ADULT_ARRIVES, by(EventForm(home.today, newcomer=PAUL), home.anne), "aucun droit")
    assert home.occupants()["Paul"] == "HOSTED_OCCUPANT"
    assert home.holders() == {"Anne": "MAIN_HOLDER"}


def test_an_occupant_leaves(home: HouseholdDesk) -> None:
    chloe = home.person("Kervella", "Chloé", "MME", date(2001, 6, 1))
    home.live(chloe, "CHILD")
    day = home.today - timedelta(days=2)
    accepted(home, E.OCCUPANT_LEAVES, by(EventForm(day, person_id=chloe.id), home.anne))
    assert "Chloé" not in home.occupants()
    assert "Chloé" in home.occupants(START)


def test_a_name_change(home: HouseholdDesk) -> None:
    day = home.today - timedelta(days=2)
    accepted(
        home,
        E.NAME_CHANGE,
        by(EventForm(day, person_id=home.anne.id, usage_name="Petit"), home.anne),
        "même personne",
    )
    assert "PETIT" in home.state().name(home.anne.id)
    customer, anne = home.customer.id, home.anne.id
    with home.being(ADVISER) as session:
        assert name_on(session, customer, anne, day - timedelta(days=1)) == "KERVELLA Anne"
    found = home.rows(
        "SELECT key FROM person_name_key WHERE person_id = :p AND part = 'WHOLE' ORDER BY key", p=home.anne.id
    )
    assert {one[0] for one in found} == {"KERVELLA", "PETIT"}


def test_guardianship(home: HouseholdDesk) -> None:
    measure = Protection(RepresentativeKind.GUARDIAN, "Claire Roux")
    form = EventForm(home.today - timedelta(days=9), protection=measure)
    item = accepted(home, E.GUARDIANSHIP, by(form, home.anne), "reste titulaire")
    assert [one.full_name for one in home.state().speakings] == ["Claire Roux"]
    (version,) = home.rows("SELECT version FROM work_item WHERE id = :i", i=item)[0]
    home.undo(item, version)
    assert home.rows(
        "SELECT usable_from > now() + interval '50 years' FROM representative WHERE customer_id = :customer"
    ) == [(True,)]


def test_every_rejection_of_r3_27(home: HouseholdDesk) -> None:
    day = home.today - timedelta(days=2)
    bruno = home.bruno(None, "OTHER_OCCUPANT")
    ahead = home.today + timedelta(days=9)
    past = START + timedelta(days=90)
    claim = Claim(bruno.id, ClaimQuality.DEPENDANT)
    transfer = EventForm(past, person_id=home.anne.id, transfer_to=bruno.id, claims=(claim,))
    unsigned = EventForm(day, newcomer=PAUL, co_title=True, requested_on=day)
    blurred = Answer(illegible=frozenset({DocumentKind.IDENTITY}))
    cases = {
        "DOCUMENT_MISSING": (E.ADULT_ARRIVES, EventForm(day, newcomer=PAUL), False, Answer()),
        "DOCUMENT_ILLEGIBLE": (E.ADULT_ARRIVES, EventForm(day, newcomer=PAUL), True, blurred),
        "NOT_SIGNED_BY_ALL": (E.PACS, unsigned, True, Answer()),
        "NOT_FINAL": (E.PACS_ENDED, EventForm(day, person_id=bruno.id), True, Answer()),
        "NOT_A_HOLDER": (E.HOLDER_LEAVES, EventForm(day, person_id=bruno.id), True, Answer()),
        "ONE_YEAR_NOT_PROVEN": (E.DEATH, transfer, True, Answer()),
        "DATE_INCONSISTENT": (E.MARRIAGE, EventForm(ahead, newcomer=PAUL), True, Answer()),
        "ALREADY_RECORDED": (E.ADULT_ARRIVES, EventForm(day, person_id=bruno.id), True, Answer()),
        "OUT_OF_SCOPE": (E.HOLDER_LEAVES, EventForm(day, person_id=home.anne.id), True, Answer()),
    }
    before = home.state()
    for code, (event, form, papers, answer) in cases.items():
        item = home.submit(event, by(form, home.anne), papers=papers)
        with pytest.raises(Refused) as refused:
            home.decide(item, answer=answer, login=MANAGER)
        assert refused.value.code == code, (code, refused.value.sentence)
        done = home.decide(item, WorkDecision.REJECTED, code, login=MANAGER)
        assert done.status is WorkStatus.DONE
        assert home.rows(
            "SELECT state, rejection FROM change_submission WHERE work_item_id = :i", i=item
        ) == [("REJECTED", code)]
    assert home.state() == before


def test_a_paper_is_asked_for_and_comes(home: HouseholdDesk) -> None:
    baby = Newcomer(Civility.MADAME, "Kervella", "Zoé", home.today)
    item = home.submit(E.CHILD, by(EventForm(home.today, newcomer=baby), home.anne), papers=False)
    assert home.decide(item, WorkDecision.ASKED).status is WorkStatus.WAITING
    body = home.rows(
        "SELECT body FROM outbox_message WHERE customer_id = :customer ORDER BY id DESC LIMIT 1"
    )[0][0]
    assert "Livret de famille ou acte de naissance" in body
    assert "CAF" in body
    with home.being("portail.demo") as session:
        home.send(session, item, "BIRTH_CERTIFICATE")
    home.decide(item)
    assert home.occupants()["Zoé"] == "CHILD"
