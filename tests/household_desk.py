"""A household of a training landlord: one connection plays the portal, the agents and the owner."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backoffice.database.failures import translated
from backoffice.models.landlord import Agency, Landlord
from backoffice.models.lease import HouseholdMember, LeaseHolder
from backoffice.models.person import Contact, Person
from backoffice.models.stock import Building, Residence
from backoffice.rules.household.events import HouseholdEvent
from backoffice.rules.household.forms import EventForm
from backoffice.rules.household.papers import papers_asked
from backoffice.rules.household.state import HouseholdState
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.work import WorkDecision, WorkStatus
from backoffice.services.household.deciding import decide_household, undo_household
from backoffice.services.household.foreseeing import Answer, foresee
from backoffice.services.household.reading import read_household
from backoffice.services.household.results import Foreseen
from backoffice.services.household.submissions import receive_submission
from backoffice.services.items.orders import KindOrder, KindResult
from backoffice.services.work.claims import claim_item
from tests.factories import House, make_lease, make_person, make_tenant

PORTAL, ADVISER, MANAGER = "portail.demo", "conseil.ekidom", "responsable.demo"
START = date(2020, 2, 1)


class HouseholdDesk:
    """Anne Kervella’s dwelling at Ekidom; ``become`` says who acts for the database."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.house = _house(session, "ekidom")
        self.anne = self.person("Kervella", "Anne", "MME", date(1980, 1, 5))
        self.customer = make_tenant(session, self.house, person=self.anne)
        self.lease = make_lease(session, self.house, customer=self.customer, valid_from=START)
        self.live(self.anne, "HOLDER")
        self.reach(self.anne, "anne.kervella@courriel.example")
        self.today: date = session.execute(text("SELECT proof_day()")).scalar_one()

    def person(self, name: str, first: str, civility: str = "M", born: date | None = None) -> Person:
        """Somebody on file."""
        made = make_person(self.session, self.house, birth_name=name, first_names=first, civility=civility)
        made.birth_date = born
        self.session.flush()
        return made

    def hold(self, person: Person, title: str = "CO_HOLDER", since: date = START) -> None:
        """Give a title."""
        self.session.add(
            LeaseHolder(
                landlord_id=self.lease.landlord_id, lease_id=self.lease.id, person_id=person.id,
                title=title, valid_from=since,
            )
        )  # fmt: skip
        self.session.flush()

    def live(self, person: Person, relation: str, since: date = START) -> None:
        """Make somebody live there."""
        self.session.add(
            HouseholdMember(
                landlord_id=self.lease.landlord_id, lease_id=self.lease.id, person_id=person.id,
                relation=relation, valid_from=since,
            )
        )  # fmt: skip
        self.session.flush()

    def reach(self, person: Person, email: str) -> None:
        """Give an e-mail that may be written to."""
        self.session.add(
            Contact(
                landlord_id=self.lease.landlord_id, person_id=person.id, channel="EMAIL", role="NOTICE",
                value=email, value_key=email, source="PORTAL", valid_from=START,
                usable_for_security_from=text("now() - interval '1 day'"),
            )
        )  # fmt: skip
        self.session.flush()

    def bruno(self, title: str | None = "CO_HOLDER", relation: str = "KNOWN_PARTNER") -> Person:
        """A second adult of the household, with a title or without."""
        made = self.person("Petit", "Bruno", "M", date(1979, 3, 4))
        self.live(made, relation)
        if title:
            self.hold(made, title)
        self.reach(made, "bruno.petit@courriel.example")
        return made

    @contextmanager
    def being(self, login: str) -> Iterator[Session]:
        """Act as a member of staff, or as the portal; then be the superuser again."""
        self.session.flush()
        self.session.expire_all()
        self.session.execute(text(f'SET SESSION AUTHORIZATION "{login}"'))
        try:
            yield self.session
        finally:
            # After a refusal the savepoint is gone with everything: nothing is left to flush.
            self.session.execute(text("RESET SESSION AUTHORIZATION"))
            self.session.expire_all()

    def state(self) -> HouseholdState:
        """The household as it stands."""
        lease_id = self.lease.id
        with self.being(MANAGER) as session:
            return read_household(session, lease_id)

    def submit(
        self, event: HouseholdEvent, form: EventForm, *, papers: bool = True, login: str = PORTAL
    ) -> int:
        """Ask for a change, with every paper of its list unless told otherwise; returns the item."""
        channel = RequestChannel.PORTAL if login == PORTAL else RequestChannel.COUNTER
        wanted = papers_asked(event, form, self.state(), self.today) if papers else ()
        if event is HouseholdEvent.ABANDONMENT and form.claims:
            wanted = papers_asked(event, form, self.state(), self.today)
        with self.being(login) as session:
            item = receive_submission(session, self.customer.id, self.lease.id, event, form, channel)
            for one in wanted:
                self.send(session, item, one.one_of[0].value)
        return item

    def send(self, session: Session, item: int, kind: str) -> None:
        """Send one paper."""
        session.execute(
            text("SELECT receive_document(:item, :kind, 'PORTAL', 'piece.pdf', :content)"),
            {"item": item, "kind": kind, "content": paper_pdf(kind)},
        )

    def foresee(self, item: int, answer: Answer | None = None, login: str = ADVISER) -> Foreseen:
        """What accepting would do, as an agent reads it."""
        with self.being(login) as session:
            return foresee(session, item, answer)

    def decide(
        self,
        item: int,
        decision: WorkDecision = WorkDecision.ACCEPTED,
        reason: str | None = None,
        *,
        login: str = ADVISER,
        answer: Answer | None = None,
    ) -> KindResult:
        """Claim the item and decide it."""
        with self.being(login) as session, translated(), session.begin_nested():
            claim = claim_item(session, item)
            details = (answer or Answer()).details()
            order = KindOrder(item, claim.version, decision, str(uuid4()), reason, details)
            done = decide_household(session, order)
            # What is refused at the end of a transaction is refused here.
            session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
            return done

    def undo(self, item: int, version: int, *, login: str = ADVISER) -> KindResult:
        """Take one's decision back."""
        with self.being(login) as session, translated(), session.begin_nested():
            return undo_household(session, item, version, str(uuid4()))

    def rows(self, query: str, **values: Any) -> list[Any]:
        """What the database holds, as the superuser."""
        given = {"customer": self.customer.id, "lease": self.lease.id} | values
        return [tuple(row) for row in self.session.execute(text(query), given)]

    def holders(self, day: date | None = None) -> dict[str, str]:
        """Who holds the lease on a day: first name → title."""
        state = self.state()
        held = state.holders_on(day or self.today)
        people = {one.id: one.first_names for one in state.people}
        return {people[one.person_id]: one.title.value for one in held}

    def occupants(self, day: date | None = None) -> dict[str, str]:
        """Who lives there on a day: first name → relation."""
        state = self.state()
        people = {one.id: one.first_names for one in state.people}
        living = state.living_on(day or self.today)
        return {people[one.person_id]: one.relation.value for one in living}

    def tasks(self) -> set[str]:
        """The tasks left open."""
        return {one[0] for one in self.rows(
            "SELECT kind FROM follow_up WHERE customer_id = :customer AND state = 'OPEN'")}  # fmt: skip

    def messages(self) -> list[tuple[str, str]]:
        """What waits in the outbox for this customer: address and template."""
        return self.rows(
            "SELECT address, template FROM outbox_message WHERE customer_id = :customer"
            " AND state = 'WAITING' AND template LIKE 'DECISION%' ORDER BY id"
        )


def accepted(
    home: HouseholdDesk, event: HouseholdEvent, form: EventForm, *says: str, login: str = ADVISER
) -> int:
    """Submitted on the portal, foreseen with its sentences, accepted; the item."""
    item = home.submit(event, form)
    seen = home.foresee(item, login=login)
    told = "\n".join((*seen.outcome.sentences, *seen.outcome.questions))
    assert seen.outcome.may_be_accepted, (seen.outcome.refusals, seen.outcome.incomplete)
    assert all(one in told for one in says), told
    done = home.decide(item, login=login, answer=Answer(stamp=seen.stamp))
    assert done.status is WorkStatus.DONE
    assert done.undone_until is not None
    assert home.rows("SELECT state, effective_on FROM change_submission WHERE work_item_id = :i", i=item) == [
        ("ACCEPTED", seen.outcome.effective_on)
    ]
    return item


def paper_pdf(kind: str) -> bytes:
    """A paper that opens, unlike any other."""
    made = BytesIO()
    canvas = Canvas(made, pageCompression=0)
    canvas.drawString(60, 760, kind)
    canvas.drawString(60, 730, str(uuid4()))
    canvas.save()
    return made.getvalue()


def by(form: EventForm, person: Person) -> EventForm:
    """The form as ``person`` sends it."""
    return replace(form, asked_by=person.id)


def _house(session: Session, code: str) -> House:
    landlord = session.scalars(select(Landlord).where(Landlord.code == code)).one()
    building = session.scalars(
        select(Building).where(Building.landlord_id == landlord.id).order_by(Building.id).limit(1)
    ).one()
    residence = session.get_one(Residence, building.residence_id)
    return House(landlord, session.get_one(Agency, residence.agency_id), building)
