"""What accepting a change would do, and what stands against it; writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from backoffice.errors import GuichetError, Refused
from backoffice.rules.dates import french_day, paris_day
from backoffice.rules.household.consequences import consequences
from backoffice.rules.household.events import HouseholdEvent
from backoffice.rules.household.forms import EventForm, read_form, write_form
from backoffice.rules.household.operations import AddPerson, SetMain
from backoffice.rules.household.outcome import Outcome
from backoffice.rules.names import letter_name
from backoffice.rules.persons.duplicates import LIKELY, Known
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.validation.papers import DocumentKind
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.clock import server_day
from backoffice.services.duplicates.likely import likely
from backoffice.services.duplicates.results import Likely
from backoffice.services.household.reading import household_stamp, read_household
from backoffice.services.household.results import Foreseen, Submission
from backoffice.services.household.submissions import as_day, submission_of, with_papers
from backoffice.services.landlords import landlord_parameters
from backoffice.services.letters.messages import TenantWords, decision_words
from backoffice.services.letters.ways import message_shown


@dataclass(frozen=True)
class Answer:
    """What an agent completes on the form of the tenant; without a form, the tenant's own."""

    form: EventForm | None = None
    seen: frozenset[DocumentKind] = frozenset()
    """Originals seen on paper."""
    illegible: frozenset[DocumentKind] = frozenset()
    unlike: frozenset[int] = frozenset()
    """Persons who resemble the newcomer and are not him."""
    stamp: str | None = None
    """The household that was shown; whatever stands now when it is not told."""
    wanted: frozenset[DocumentKind] = field(default_factory=frozenset)
    """Papers to ask for; those missing when none is told."""

    def details(self) -> dict[str, Any]:
        """As ``KindOrder.details`` carries it."""
        told: dict[str, Any] = {
            "seen": sorted(self.seen),
            "illegible": sorted(self.illegible),
            "unlike": sorted(self.unlike),
            "wanted": sorted(self.wanted),
        }
        if self.stamp is not None:
            told["stamp"] = self.stamp
        if self.form is not None:
            on = self.form.event_on
            told["form"] = write_form(self.form) | {"event_on": on.isoformat() if on else None}
        return told


def answer_of(details: Any) -> Answer:
    """The answer that ``KindOrder.details`` carries; what cannot be read is left out."""
    form = details.get("form")
    read = read_form(form, as_day(form.get("event_on"))) if isinstance(form, dict) else None
    stamp = details.get("stamp")
    return Answer(
        read,
        _kinds(details.get("seen")),
        _kinds(details.get("illegible")),
        frozenset(one for one in details.get("unlike") or () if isinstance(one, int)),
        stamp if isinstance(stamp, str) else None,
        _kinds(details.get("wanted")),
    )


def foresee(session: Session, item_id: int, answer: Answer | None = None) -> Foreseen:
    """What accepting the change of an item would do now. Raises ``NotFound``, ``Refused``."""
    asked = submission_of(session, item_id)
    return foreseen(session, asked, answer or Answer())


def foreseen(session: Session, asked: Submission, answer: Answer) -> Foreseen:
    """The same of a submission that was read."""
    form = answer.form or asked.form
    if form.asked_by is None and asked.form.asked_by is not None:
        form = replace(form, asked_by=asked.form.asked_by)
    form = with_papers(form, asked.papers, answer.seen, answer.illegible)
    state = read_household(session, asked.lease_id, _named(form))
    stamp = household_stamp(session, asked.lease_id)
    today = server_day(session)
    profile = landlord_parameters(session, asked.landlord_id, today)
    outcome = consequences(asked.event, form, state, profile, today)
    message, refusal = None, None
    if outcome.may_be_accepted and acceptance_is_told(asked, form, outcome, state.main_person_id):
        try:
            words = accepted_words(session, asked, outcome)
            message = message_shown(session, asked.customer_id, words.body)
        except GuichetError as error:
            refusal = error.sentence
    return Foreseen(asked, form, state, outcome, stamp, message, refusal)


def alike(session: Session, found: Foreseen) -> tuple[Likely, ...]:
    """Persons on file who may be the newcomer of the form, the likeliest first."""
    for one in found.outcome.operations:
        if isinstance(one, AddPerson):
            new = one.newcomer
            known = Known(new.birth_name, new.first_names, new.usage_name, new.birth_date)
            return likely(session, found.submission.landlord_id, known)
    return ()


def refuse_outcome(session: Session, found: Foreseen, answer: Answer, role: StaffRole) -> None:
    """Raise ``Refused`` unless the change may be accepted now by this role."""
    outcome = found.outcome
    if answer.stamp is not None and answer.stamp != found.stamp:
        raise Refused(
            "Ce foyer a changé depuis que vous l’avez lu : relisez ses conséquences, puis recommencez.",
            code="HOUSEHOLD_CHANGED",
        )
    for refusal in outcome.refusals:
        raise Refused(refusal.sentence, code=refusal.code.value)
    for sentence in outcome.incomplete:
        raise Refused(sentence, code="FORM_INCOMPLETE")
    if outcome.needs_manager and role is not StaffRole.MANAGER:
        raise Refused(
            "Ce changement se décide par un responsable : passez le dossier, il le prendra.",
            code="MANAGER_ONLY",
        )
    unseen = [
        one
        for one in alike(session, found)
        if one.likeness.score >= LIKELY and one.person.id not in answer.unlike
    ]
    if unseen:
        first = unseen[0].person
        raise Refused(
            f"Cette personne est peut-être déjà au fichier : {first.name}, tiers {first.party_number}. "
            "Choisissez-la, ou dites que c’est une autre personne.",
            code="DUPLICATE_LIKELY",
        )


def accepted_words(session: Session, asked: Submission, outcome: Outcome) -> TenantWords:
    """What the tenant reads of an acceptance; whoever takes the file over is the one written to."""
    assert outcome.effective_on is not None
    values = {
        "date_demande": french_day(paris_day(asked.submitted_at)),
        "date_effet": french_day(outcome.effective_on),
    }
    for one in outcome.operations:
        heir = outcome.after.person(one.person_id) if isinstance(one, SetMain) else None
        if heir:
            values["nom"] = letter_name(heir.civility, heir.birth_name, heir.usage_name, heir.first_names)
    return _words(session, asked, WorkDecision.ACCEPTED, None, values)


def other_words(
    session: Session, asked: Submission, decision: WorkDecision, reason: str, pieces: tuple[str, ...]
) -> TenantWords:
    """What the tenant reads of a refusal, or of papers asked for."""
    values = {"date_demande": french_day(paris_day(asked.submitted_at))}
    if pieces:
        values["pieces"] = "\n".join(f"- {one}" for one in pieces)
    return _words(session, asked, decision, reason, values)


def _words(
    session: Session, asked: Submission, decision: WorkDecision, reason: str | None, values: dict[str, str]
) -> TenantWords:
    template = f"DECISION_HOUSEHOLD_{decision.value}"
    return decision_words(
        session, asked.customer_id, template, reason, WorkKind.HOUSEHOLD, values, lease_id=asked.lease_id
    )


def nobody_is_told(asked: Submission, form: EventForm, main_person_id: int) -> bool:
    """After violence nobody is written to, and nobody is told of his own death (R3.17, R3.18)."""
    if asked.event is HouseholdEvent.VIOLENCE:
        return True
    return asked.event is HouseholdEvent.DEATH and form.person_id == main_person_id


def acceptance_is_told(asked: Submission, form: EventForm, outcome: Outcome, main_person_id: int) -> bool:
    """Whether somebody reads that it is accepted: after a death, whoever takes the file over."""
    if nobody_is_told(asked, form, main_person_id):
        return outcome.told and outcome.after.main_person_id != main_person_id
    return outcome.told


def _named(form: EventForm) -> Iterator[int]:
    claimants = (one.person_id for one in form.claims)
    told = (form.person_id, form.holder_id, form.kept_by, form.transfer_to, form.renounced_by, form.asked_by)
    yield from (one for one in (*told, *claimants) if one is not None)


def _kinds(value: Any) -> frozenset[DocumentKind]:
    known = {one.value for one in DocumentKind}
    return frozenset(DocumentKind(one) for one in value or () if isinstance(one, str) and one in known)
