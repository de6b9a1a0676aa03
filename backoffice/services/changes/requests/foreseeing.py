"""What accepting a change would do, and what stands against it; writes nothing."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from backoffice.errors import GuichetError, Refused
from backoffice.models.lease import Customer, Lease
from backoffice.models.validation.changes import BankSubmission
from backoffice.rules.changes.bank import BankFile, judge_account, judge_debit
from backoffice.rules.changes.contacts import ContactFile, contact_mode, judge_contact
from backoffice.rules.changes.debits import first_debit
from backoffice.rules.changes.mandates import new_rum, rum_key
from backoffice.rules.changes.outcome import ChangeOutcome
from backoffice.rules.changes.professional import (
    WITH_EMPLOYER,
    ProfessionalFile,
    Situation,
    judge_professional,
    proofs_of,
)
from backoffice.rules.dates import french_day, paris_day
from backoffice.rules.identifiers import normalise
from backoffice.rules.notes.checker import check_name
from backoffice.rules.notes.words import NoteFamily, NoteOutcome, TermSeverity
from backoffice.rules.vocabulary.changes import ChangeState
from backoffice.rules.vocabulary.validation.changes import BankEvent, ContactEvent, ProfessionalSituation
from backoffice.rules.vocabulary.validation.papers import DocumentKind
from backoffice.rules.vocabulary.validation.tasks import SubmissionKind
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.changes.proposing import holder_names
from backoffice.services.changes.requests import facts
from backoffice.services.changes.requests.reading import change_asked
from backoffice.services.changes.requests.results import ChangeAnswer, ChangeAsked, ChangeForeseen
from backoffice.services.clock import server_instant
from backoffice.services.landlords import landlord_parameters
from backoffice.services.letters.messages import TenantWords, decision_words, message_words
from backoffice.services.letters.ways import message_shown
from backoffice.services.notes import note_vocabulary
from backoffice.services.staff import current_staff

FRAUD = "FRAUD_SUSPECTED"
TO_CONFIRM = "TO_BE_CONFIRMED"
_Part = tuple[ChangeOutcome, tuple[DocumentKind, ...], dict[str, Any], dict[str, str]]


def foresee_change(session: Session, item_id: int, answer: ChangeAnswer | None = None) -> ChangeForeseen:
    """What accepting the change of an item would do now. Raises ``NotFound``, ``Refused``."""
    return foreseen(session, change_asked(session, item_id), answer or ChangeAnswer())


def foreseen(session: Session, asked: ChangeAsked, answer: ChangeAnswer) -> ChangeForeseen:
    """The same of a change that was read."""
    judge: Mapping[SubmissionKind, Callable[[Session, ChangeAsked, ChangeAnswer], _Part]] = {
        SubmissionKind.PROFESSIONAL: _professional,
        SubmissionKind.CONTACT: _contact,
        SubmissionKind.BANK: _bank if asked.event == BankEvent.NEW_ACCOUNT else _debit,
    }
    outcome, pieces, plan, values = judge[asked.kind](session, asked, answer)
    plan |= {"seen": sorted(one.value for one in answer.seen)}
    message, refusal = None, None
    if outcome.may_be_accepted and outcome.told:
        try:
            words = words_of(session, asked, WorkDecision.ACCEPTED, None, values)
            message = message_shown(session, asked.customer_id, words.body)
        except GuichetError as error:
            refusal = error.sentence
    return ChangeForeseen(asked, outcome, pieces, plan, values, message, refusal)


def refuse_outcome(found: ChangeForeseen) -> None:
    """Raise ``Refused`` unless the change may be accepted now."""
    for one in found.outcome.objections:
        raise Refused(one.sentence, code=one.code)


def words_of(
    session: Session,
    asked: ChangeAsked,
    decision: WorkDecision,
    reason: str | None,
    values: Mapping[str, str],
) -> TenantWords:
    """What the tenant reads of a decision. Raises ``Refused``."""
    if reason == FRAUD and asked.kind is SubmissionKind.BANK:
        return message_words(session, asked.customer_id, "BANK_FRAUD_ANSWER", values, lease_id=asked.lease_id)
    known = {"date_demande": french_day(paris_day(asked.submitted_at)), **values}
    template = f"DECISION_{asked.kind.value}_{decision.value}"
    return decision_words(
        session,
        asked.customer_id,
        template,
        reason,
        WorkKind(asked.kind.value),
        known,
        lease_id=asked.lease_id,
    )


def _came(asked: ChangeAsked, answer: ChangeAnswer) -> frozenset[DocumentKind]:
    return frozenset(one.kind for one in asked.papers if one.is_readable) | answer.seen


def _professional(session: Session, asked: ChangeAsked, answer: ChangeAnswer) -> _Part:
    today = paris_day(server_instant(session))
    profile = landlord_parameters(session, asked.landlord_id, today)
    status = ProfessionalSituation(asked.event)
    situation = Situation(status, asked.event_on or today, asked.asked.get("employer"))
    file = ProfessionalFile(
        today=today,
        person=asked.asked_by,
        of_household=facts.is_of_household(session, asked),
        current=facts.situation_of(session, asked.person_id),
        received=tuple((one.kind, one.name) for one in asked.papers if one.is_readable),
        medical=_medical(session, asked),
        seen=answer.seen,
        pays_sls=facts.pays_sls(session, asked.lease_id),
        keeps_employer=profile.survey_asks_employer,
        employer_refusal=_employer_refusal(session, situation.employer),
    )
    outcome = judge_professional(situation, file)
    keeps = file.keeps_employer and status in WITH_EMPLOYER
    plan = {"employer": situation.employer if keeps else None}
    return outcome, proofs_of(status), plan, {"date_effet": french_day(situation.since)}


def _medical(session: Session, asked: ChangeAsked) -> frozenset[str]:
    """The names of files that tell of an illness."""
    names = {one.name for one in asked.papers}
    vocabulary = note_vocabulary(session) if names else None
    return frozenset(
        name
        for name in names
        if vocabulary is not None
        and any(
            found.family is NoteFamily.HEALTH and found.severity is TermSeverity.BLOCK
            for found in check_name(name, vocabulary).findings
        )
    )


def _employer_refusal(session: Session, employer: str | None) -> str | None:
    if not employer:
        return None
    verdict = check_name(employer, note_vocabulary(session))
    return None if verdict.outcome is NoteOutcome.OK else verdict.sentence


def _contact(session: Session, asked: ChangeAsked, answer: ChangeAnswer) -> _Part:
    now = server_instant(session)
    event = ContactEvent(asked.event)
    wanted = facts.contact_wanted(session, asked.submission_id)
    if wanted is None:
        raise Refused("Cette demande ne porte aucun contact : refusez-la.", code="CHANGE_SHAPE")
    profile = landlord_parameters(session, asked.landlord_id, paris_day(now))
    contacts = facts.main_contacts(session, asked.customer_id)
    old = next((one.value for one in contacts if one.id == wanted.replaces_id), None)
    removes = event is ContactEvent.REMOVE_CONTACT
    before, after = old or "Aucun de plus", wanted.value or "Retiré"
    if event is ContactEvent.BILLING_ADDRESS:
        before = session.get_one(Customer, asked.customer_id).billing_address or "Celle du logement"
    me = current_staff(session)
    file = ContactFile(
        now=now,
        before=before,
        after=after,
        mode=contact_mode(profile),
        cooldown_hours=profile.security_cooldown_hours,
        confirmed_at=wanted.confirmed_at,
        blocked_at=wanted.blocked_at,
        already_there=any(one.value_key == wanted.value_key for one in contacts),
        is_last=removes and facts.is_last_contact(contacts, wanted.replaces_id, now),
        suspended=facts.is_suspended(session, asked.customer_id),
        by_me=asked.entered_by_id == me.id,
    )
    return judge_contact(event, file), (), {}, {}


def _bank(session: Session, asked: ChangeAsked, answer: ChangeAnswer) -> _Part:
    wanted = facts.account_wanted(session, asked.submission_id)
    if wanted is None:
        raise Refused("Cette demande ne porte aucun compte : refusez-la.", code="CHANGE_SHAPE")
    file = _bank_file(session, asked, answer, wanted)
    plan = {
        "third_party": file.third_party,
        "reference": file.rum,
        "iban_check": answer.iban_check.value,
        "first_debit": file.first_debit.isoformat() if file.first_debit else None,
    }
    told = (
        {"premier_prelevement": french_day(file.first_debit), "rum": file.rum or ""}
        if file.first_debit
        else {}
    )
    needed = (DocumentKind.BANK_DETAILS, DocumentKind.MANDATE)
    pieces = needed if file.third_party or file.debit_day is not None else needed[:1]
    return judge_account(file), pieces, plan, told


def _bank_file(
    session: Session, asked: ChangeAsked, answer: ChangeAnswer, wanted: BankSubmission
) -> BankFile:
    now = server_instant(session)
    today = paris_day(now)
    change, me = facts.change_of(session, wanted.change_id), current_staff(session)
    opened = change is not None and change.state in (ChangeState.PROPOSED, ChangeState.APPROVED)
    was_first = asked.is_approval and change is not None and change.proposed_by == me.id
    rum = wanted.reference
    if wanted.debit_day is not None and rum is None:
        rum = _new_reference(session, asked, wanted.signed_on or today)
    return BankFile(
        today=today,
        holders=holder_names(session, asked.customer_id),
        before=facts.account_now(session, asked.customer_id, asked.lease_id),
        after=wanted.iban_masked,
        holder_name=wanted.holder_name,
        received=_came(asked, answer),
        debit_day=wanted.debit_day,
        first_debit=_first_debit(session, asked, wanted.debit_day, now),
        rum=rum,
        rum_given=wanted.reference is not None,
        regularisation=facts.regularisation_of(session, asked.lease_id),
        regularisation_limit=landlord_parameters(session, asked.landlord_id, today).regul_autodebit_limit,
        signed_on=wanted.signed_on,
        mandate=facts.mandate_of(session, asked.lease_id, today),
        iban_check=answer.iban_check,
        cooling_until=facts.cooling_until(facts.main_contacts(session, asked.customer_id), now),
        suspended=facts.is_suspended(session, asked.customer_id),
        is_approval=asked.is_approval,
        by_me=asked.entered_by_id == me.id or was_first,
        decided=not facts.is_pending(change) if asked.is_approval else opened,
    )


def _first_debit(session: Session, asked: ChangeAsked, debit_day: int | None, now: datetime) -> date | None:
    if debit_day is None:
        return None
    profile = landlord_parameters(session, asked.landlord_id, paris_day(now))
    usable_at = now + timedelta(hours=max(1, profile.security_cooldown_hours))
    received_on = paris_day(asked.submitted_at)
    return first_debit(received_on, paris_day(now), usable_at, debit_day, profile.debit_cutoff_day)


def _debit(session: Session, asked: ChangeAsked, answer: ChangeAnswer) -> _Part:
    today = paris_day(server_instant(session))
    mandate = facts.mandate_of(session, asked.lease_id, today)
    return judge_debit(BankEvent(asked.event), mandate, today, asked.asked.get("debit_day")), (), {}, {}


def _new_reference(session: Session, asked: ChangeAsked, signed_on: date) -> str:
    contract = session.get_one(Lease, asked.lease_id).number
    taken = facts.references_taken(session, asked.landlord_id, rum_key(normalise(contract))[:20])
    return new_rum(contract, signed_on, taken)
