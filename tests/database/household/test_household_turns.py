"""The turns that a household takes: heirs, renunciations, partners admitted, couples undone (R3.12–R3.24)."""

from datetime import timedelta
from typing import Any

import pytest

from backoffice.errors import Refused
from backoffice.models.person import Person
from backoffice.rules.household.events import HouseholdEvent as E
from backoffice.rules.household.forms import Claim, ClaimQuality, EventForm, Newcomer, Protection
from backoffice.rules.vocabulary.calls import RepresentativeKind
from backoffice.rules.vocabulary.people import Civility
from backoffice.services.household.history import changes_of
from tests.household_desk import ADVISER, MANAGER, PORTAL, START, HouseholdDesk, accepted, by

pytestmark = pytest.mark.database
PAUL = Newcomer(Civility.MONSIEUR, "Quéméneur", "Paul", START.replace(year=1985))


def refusal(home: HouseholdDesk, event: E, form: EventForm, login: str = ADVISER) -> str | None:
    """The code that refuses an acceptance."""
    item = home.submit(event, form)
    with pytest.raises(Refused) as refused:
        home.decide(item, login=login)
    return refused.value.code


def undone(home: HouseholdDesk, item: int, login: str = ADVISER) -> None:
    """Take the last decision back."""
    (version,) = home.rows("SELECT version FROM work_item WHERE id = :i", i=item)[0]
    home.undo(item, version, login=login)


def daughter(home: HouseholdDesk) -> Person:
    """A grown child who has always lived there."""
    chloe = home.person("Kervella", "Chloé", "MME", START.replace(year=2001))
    home.live(chloe, "CHILD")
    return chloe


def told(home: HouseholdDesk) -> list[Any]:
    """The solidarities on record: until when, the last one first."""
    return [one[0] for one in home.rows(
        "SELECT solidarity_until FROM household_change WHERE customer_id = :customer AND undone_at IS NULL"
        " ORDER BY id DESC")]  # fmt: skip


def test_the_widower_known_by_his_stay_alone_goes_on(home: HouseholdDesk) -> None:
    bruno = home.bruno(None, "SPOUSE")
    day = home.today - timedelta(days=8)
    before = home.state()
    ends = EventForm(day, person_id=home.anne.id, no_claimant=True)
    assert refusal(home, E.DEATH, ends, MANAGER) == "OUT_OF_SCOPE"
    item = accepted(home, E.DEATH, EventForm(day, person_id=home.anne.id), "de plein droit", "renoncer")
    assert home.holders(day) == {"Bruno": "MAIN_HOLDER"}
    assert home.occupants()["Bruno"] == "HOLDER"
    assert "TRANSFER_CHECK" not in home.tasks()
    assert home.messages() == [("bruno.petit@courriel.example", "DECISION_HOUSEHOLD_ACCEPTED")]
    undone(home, item)
    assert home.state() == before
    assert bruno.id in {one.person_id for one in before.livings}


def test_the_heir_renounces_and_a_claimant_takes_the_lease(home: HouseholdDesk) -> None:
    bruno, chloe = home.bruno(), daughter(home)
    day = home.today - timedelta(days=30)
    accepted(home, E.DEATH, by(EventForm(day, person_id=home.anne.id), bruno), "peut y renoncer")
    assert home.holders() == {"Bruno": "MAIN_HOLDER"}
    leaves = EventForm(home.today, person_id=bruno.id, received_on=home.today - timedelta(days=95))
    assert refusal(home, E.HOLDER_LEAVES, by(leaves, bruno)) == "OUT_OF_SCOPE"
    before = home.state()
    claim = (Claim(chloe.id, ClaimQuality.DESCENDANT),)
    form = EventForm(day, person_id=home.anne.id, renounced_by=bruno.id, claims=claim, transfer_to=chloe.id)
    assert refusal(home, E.DEATH, by(form, bruno)) == "MANAGER_ONLY"
    item = accepted(home, E.DEATH, by(form, bruno), "renonce au bail", login=MANAGER)
    assert home.holders() == {"Chloé": "MAIN_HOLDER"}
    assert home.occupants()["Bruno"] == "OTHER_OCCUPANT"
    undone(home, item, MANAGER)
    assert home.state() == before


def test_the_heir_renounces_and_the_lease_has_ended(home: HouseholdDesk) -> None:
    bruno = home.bruno()
    day = home.today - timedelta(days=30)
    accepted(home, E.DEATH, by(EventForm(day, person_id=home.anne.id), bruno))
    form = EventForm(day, person_id=home.anne.id, renounced_by=bruno.id, no_claimant=True)
    item = home.submit(E.DEATH, by(form, bruno))
    home.decide(item, login=MANAGER)
    assert home.rows("SELECT valid_to FROM lease WHERE id = :lease") == [(day + timedelta(days=1),)]
    assert home.holders() == {}


def test_several_ask_for_the_lease_and_the_judge_decides(home: HouseholdDesk) -> None:
    chloe, bruno = daughter(home), home.bruno(None, "ASCENDANT")
    day = home.today - timedelta(days=8)
    claims = (Claim(chloe.id, ClaimQuality.DESCENDANT), Claim(bruno.id, ClaimQuality.ASCENDANT))
    form = EventForm(day, person_id=home.anne.id, claims=claims)
    item = home.submit(E.DEATH, by(form, chloe))
    given = EventForm(day, person_id=home.anne.id, claims=claims, transfer_to=chloe.id)
    assert refusal(home, E.DEATH, by(given, chloe), MANAGER) == "OUT_OF_SCOPE"
    home.decide(item, login=MANAGER)
    assert home.holders() == {"Anne": "MAIN_HOLDER"}
    assert "TRANSFER_CHECK" in home.tasks()


def test_a_death_told_from_the_account_of_the_dead_writes_to_nobody(home: HouseholdDesk) -> None:
    item = home.submit(E.DEATH, by(EventForm(home.today, person_id=home.anne.id), home.anne), login=PORTAL)
    assert home.foresee(item).message is None
    home.decide(item)
    assert home.messages() == []
    assert home.rows("SELECT deceased_on FROM person WHERE id = :p", p=home.anne.id) == [(home.today,)]


def test_the_spouse_goes_on_after_an_abandonment(home: HouseholdDesk) -> None:
    home.bruno(None, "SPOUSE")
    form = EventForm(home.today - timedelta(days=8), person_id=home.anne.id)
    accepted(home, E.ABANDONMENT, form, "conjoint au dossier", login=MANAGER)
    assert home.holders() == {"Bruno": "MAIN_HOLDER"}


def test_a_partner_is_admitted_to_the_lease_where_the_landlord_does(home: HouseholdDesk) -> None:
    bruno = home.bruno(None, "OTHER_OCCUPANT")
    form = EventForm(START, person_id=bruno.id, co_title=True, signed_by_all=True, lived_since=START)
    _admits(home, admits=False)
    assert refusal(home, E.NEW_PARTNER, by(form, home.anne), MANAGER) == "OUT_OF_SCOPE"
    _admits(home, admits=True)
    assert refusal(home, E.NEW_PARTNER, by(form, home.anne)) == "MANAGER_ONLY"
    accepted(home, E.NEW_PARTNER, by(form, home.anne), "admettre ce cotitulaire", login=MANAGER)
    assert home.holders() == {"Anne": "MAIN_HOLDER", "Bruno": "CO_HOLDER"}
    assert home.occupants()["Bruno"] == "KNOWN_PARTNER"


def test_the_pacs_of_an_occupant_ends(home: HouseholdDesk) -> None:
    bruno = home.bruno(None, "PACS_PARTNER")
    published = home.today - timedelta(days=30)
    form = EventForm(published - timedelta(days=9), person_id=bruno.id, mention_on=published)
    accepted(home, E.PACS_ENDED, by(form, home.anne), "le bail ne change pas", "Solidarité")
    assert home.holders() == {"Anne": "MAIN_HOLDER"}
    assert "Bruno" not in home.occupants()
    assert told(home) == [published]


def test_a_pacs_partner_leaves_and_answers_until_the_pacs_ends(home: HouseholdDesk) -> None:
    bruno = home.bruno("CO_HOLDER", "PACS_PARTNER")
    day = home.today - timedelta(days=40)
    leaves = EventForm(day, person_id=bruno.id, received_on=day - timedelta(days=95))
    accepted(home, E.HOLDER_LEAVES, by(leaves, home.anne), "sans date de fin")
    assert "MARGINAL_MENTION" in home.tasks()
    published = home.today - timedelta(days=10)
    form = EventForm(published, person_id=bruno.id, mention_on=published)
    accepted(home, E.PACS_ENDED, by(form, home.anne), "avait déjà quitté")
    assert told(home) == [published, None]
    assert refusal(home, E.PACS_ENDED, by(form, home.anne)) == "ALREADY_RECORDED"


def test_a_co_holder_who_left_is_replaced(home: HouseholdDesk) -> None:
    home.bruno(relation="OTHER_OCCUPANT")
    day, replaced = home.today - timedelta(days=60), home.today - timedelta(days=20)
    form = EventForm(day, person_id=home.anne.id, received_on=day - timedelta(days=95))
    accepted(home, E.HOLDER_LEAVES, by(form, home.anne), "6 mois")
    again = EventForm(day, person_id=home.anne.id, received_on=form.received_on, replaced_on=replaced)
    assert refusal(home, E.HOLDER_LEAVES, again) == "DATE_INCONSISTENT"
    david = home.person("Roy", "David")
    home.hold(david, since=replaced)
    home.live(david, "OTHER_OCCUPANT", replaced)
    accepted(home, E.HOLDER_LEAVES, again, "remplacé")
    assert told(home)[0] == replaced
    assert home.holders() == {"Bruno": "MAIN_HOLDER", "David": "CO_HOLDER"}
    assert refusal(home, E.HOLDER_LEAVES, again) == "ALREADY_RECORDED"


def test_violence_when_the_address_is_withheld_already(home: HouseholdDesk) -> None:
    home.bruno()
    home.rows("UPDATE person SET confidential_address = true WHERE id = :p RETURNING id", p=home.anne.id)
    day = home.today - timedelta(days=3)
    accepted(home, E.VIOLENCE, EventForm(day, person_id=home.anne.id), "Aucun message", login=MANAGER)
    assert told(home) == [day + timedelta(days=1)]
    assert refusal(home, E.VIOLENCE, EventForm(day, person_id=home.anne.id), MANAGER) == "ALREADY_RECORDED"


def test_who_is_no_couple_neither_parts_nor_divorces(home: HouseholdDesk) -> None:
    bruno, chloe = home.bruno(), daughter(home)
    day = home.today - timedelta(days=30)
    before = home.state()
    divorce = EventForm(day, kept_by=bruno.id, person_id=home.anne.id, mention_on=home.today)
    for event, form in (
        (E.SEPARATION, EventForm(day, person_id=chloe.id)),
        (E.SEPARATION, EventForm(day, person_id=bruno.id)),
        (E.PACS_ENDED, EventForm(day, person_id=chloe.id, mention_on=home.today)),
        (E.PACS_ENDED, EventForm(day, person_id=bruno.id, mention_on=home.today)),
        (E.DIVORCE, divorce),
    ):
        assert refusal(home, event, by(form, home.anne), MANAGER) == "OUT_OF_SCOPE"
    assert home.state() == before


@pytest.mark.parametrize(
    ("kind", "reinforced", "scope", "says"),
    [
        (RepresentativeKind.GUARDIAN, False, "EVERYTHING", "agit pour le locataire"),
        (RepresentativeKind.CURATOR, False, "REQUESTS", "assiste"),
        (RepresentativeKind.CURATOR, True, "ACCOUNT", "perçoit les revenus"),
        (RepresentativeKind.FAMILY_POWER, False, "EVERYTHING", "habilitation"),
    ],
)
def test_each_protective_measure(
    home: HouseholdDesk, kind: RepresentativeKind, *, reinforced: bool, scope: str, says: str
) -> None:
    day = home.today - timedelta(days=9)
    measure = Protection(kind, "Claire Roux", reinforced, home.today + timedelta(days=900))
    accepted(home, E.GUARDIANSHIP, by(EventForm(day, protection=measure), home.anne), says)
    found = "SELECT kind, scope, valid_from, valid_to FROM representative WHERE customer_id = :customer"
    assert home.rows(found) == [(kind.value, scope, day, measure.until)]
    assert home.holders() == {"Anne": "MAIN_HOLDER"}
    customer = home.customer.id
    with home.being(ADVISER) as session:
        assert [one.effective_on for one in changes_of(session, customer)] == [day]


def _admits(home: HouseholdDesk, *, admits: bool) -> None:
    """Write the landlord's own rule on co-titles (R3.12)."""
    home.rows(
        "INSERT INTO landlord_parameter (landlord_id, key, value, stated, valid_from, source, author)"
        " SELECT landlord_id, 'co_title_on_request', to_jsonb(CAST(:yes AS boolean)), false,"
        " DATE '2020-01-01' + CAST(:yes AS boolean)::integer, 'essai', 'essai' FROM lease WHERE id = :lease"
        " RETURNING id",
        yes=admits,
    )
