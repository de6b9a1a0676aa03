"""Where a lease stands with its insurance, and what people do next, from facts and the day (R2.19).

First what the law forbids to go against: a lease that wants no certificate, a cover that is true today. Then
the policy that pays for the tenant, the paper that waits for us, the route of the default, and last the
request and the answer. A cover that ends soon (R2.12) gives way to a policy that still runs, and to nothing
else: the tenant is insured.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.rules.dates import french_day, last_day
from backoffice.rules.insurance.calendar import InsuranceCalendar, working_day_from
from backoffice.rules.insurance.facts import InsuranceFacts, Notice, Policy, Submission
from backoffice.rules.vocabulary.service import InsuranceState, SubmissionState
from backoffice.rules.vocabulary.validation.insurance import CertificateRequest, InsuranceStep

DEFAULT_CALENDAR = InsuranceCalendar()
_RENEW_BEFORE = timedelta(days=28)


@dataclass(frozen=True)
class Standing:
    """State, last day of the tenant's own cover, one sentence, what is to be done and from which day."""

    state: InsuranceState
    covered_until: date | None
    sentence: str
    next_step: InsuranceStep = InsuranceStep.NONE
    next_step_on: date | None = None


def insurance_state(
    facts: InsuranceFacts, today: date, calendar: InsuranceCalendar = DEFAULT_CALENDAR
) -> Standing:
    """The state of one lease on ``today`` (R2.4, R2.12–R2.20)."""
    covered = facts.covered_until(today)
    policy = facts.policy(today)
    if not facts.required:
        step, on = (InsuranceStep.END_POLICY, today) if policy else (InsuranceStep.NONE, None)
        sentence = "Pas d’attestation demandée pour ce contrat."
        return Standing(InsuranceState.NOT_REQUIRED, None, sentence, step, on)
    if covered is not None and covered >= today and (policy is None or today < calendar.request_day(covered)):
        return _covered(facts, covered, today, calendar)
    if policy is not None:
        return _on_behalf(facts, policy, covered, today)
    waiting = facts.waiting(today)
    if waiting is not None:
        return _waiting(facts, waiting, covered, today)
    return _in_default(facts, covered, today) or _asking(facts, covered, today, calendar)


def _covered(facts: InsuranceFacts, covered: date, today: date, calendar: InsuranceCalendar) -> Standing:
    if today < calendar.request_day(covered):
        policy = facts.policy(today)
        if policy is not None:
            sentence = "Attestation en cours de validité : l’assurance prise pour son compte est à résilier."
            return Standing(InsuranceState.COVERED, covered, sentence, InsuranceStep.END_POLICY, today)
        asking = working_day_from(calendar.request_day(covered))
        sentence = "Attestation en cours de validité."
        return Standing(InsuranceState.COVERED, covered, sentence, InsuranceStep.REQUEST, asking)
    days = (covered - today).days
    left = "aujourd’hui" if days == 0 else "demain" if days == 1 else f"dans {days} jours"
    step, on, follow = _while_expiring(facts, covered, today, calendar)
    return Standing(InsuranceState.EXPIRING, covered, f"Prend fin {left}{follow}.", step, on)


def _while_expiring(
    facts: InsuranceFacts, covered: date, today: date, calendar: InsuranceCalendar
) -> tuple[InsuranceStep, date, str]:
    if facts.waiting(today) is not None:
        return InsuranceStep.DECIDE, today, " ; la suivante est à valider"
    notice = facts.notice(today)
    if notice is not None:
        step, on = _after_notice(notice, today)
        return step, max(on, covered + timedelta(days=1)), f" ; {_notice_words(notice)}"
    step, on = _request_step(facts, covered, today, calendar)
    return step, on, ""


def _on_behalf(facts: InsuranceFacts, policy: Policy, covered: date | None, today: date) -> Standing:
    through = last_day(policy.ends_on) or policy.ends_on
    insurer = f" auprès de {policy.insurer}" if policy.insurer else ""
    words = f"Assurance prise pour son compte{insurer}, jusqu’au {french_day(through)}"
    if covered is not None and covered >= today:
        sentence = f"{words} ; sa propre attestation court jusqu’au {french_day(covered)} : la résilier."
        return Standing(InsuranceState.ON_BEHALF_ACTIVE, covered, sentence, InsuranceStep.END_POLICY, today)
    if facts.waiting(today) is not None:
        sentence = f"{words} ; une attestation est à valider."
        return Standing(InsuranceState.ON_BEHALF_ACTIVE, covered, sentence, InsuranceStep.DECIDE, today)
    renewal = working_day_from(policy.ends_on - _RENEW_BEFORE)
    return Standing(
        InsuranceState.ON_BEHALF_ACTIVE, covered, f"{words}.", InsuranceStep.RENEW_POLICY, renewal
    )


def _waiting(facts: InsuranceFacts, waiting: Submission, covered: date | None, today: date) -> Standing:
    notice, handed = facts.notice(today), facts.hand_over(today)
    follow = f" ; {_notice_words(notice)}" if notice else " ; dossier remis au contentieux" if handed else ""
    sentence = f"Attestation reçue le {french_day(waiting.submitted_on)}, à valider{follow}."
    return Standing(InsuranceState.SUBMITTED, covered, sentence, InsuranceStep.DECIDE, today)


def _in_default(facts: InsuranceFacts, covered: date | None, today: date) -> Standing | None:
    handed = facts.hand_over(today)
    if handed is not None:
        sentence = (
            f"Dossier remis au contentieux le {french_day(handed.on)} : pas d’assurance pour son compte."
        )
        return Standing(
            InsuranceState.TERMINATION_ROUTE, covered, sentence, InsuranceStep.FOLLOW_LITIGATION, today
        )
    notice = facts.notice(today)
    if notice is None:
        return None
    step, on = _after_notice(notice, today)
    words = _notice_words(notice)
    if step is InsuranceStep.TAKE_POLICY and on <= today:
        sentence = (
            f"{words[0].upper()}{words[1:]} : assurance pour son compte possible depuis le {french_day(on)}."
        )
        return Standing(InsuranceState.ON_BEHALF_ALLOWED, covered, sentence, step, on)
    sentence = f"{words[0].upper()}{words[1:]}."
    return Standing(InsuranceState.FORMAL_NOTICE, covered, sentence, step, on)


def _after_notice(notice: Notice, today: date) -> tuple[InsuranceStep, date]:
    allowed = notice.allows_from()
    return (InsuranceStep.TAKE_POLICY, allowed) if allowed else (InsuranceStep.NOTE_PRESENTED, today)


def _notice_words(notice: Notice) -> str:
    if notice.presented_on is None:
        return f"mise en demeure envoyée le {french_day(notice.sent_on)}, pas encore présentée"
    return f"mise en demeure présentée le {french_day(notice.presented_on)}"


def _asking(
    facts: InsuranceFacts, covered: date | None, today: date, calendar: InsuranceCalendar
) -> Standing:
    latest, asked = facts.latest(today), facts.last_asked(today)
    step, on = _request_step(facts, covered, today, calendar)
    refused = latest is not None and latest.state is SubmissionState.REJECTED
    if latest is not None and refused and (asked is None or asked.on <= latest.submitted_on):
        sentence = f"Attestation du {french_day(latest.submitted_on)} refusée : en demander une autre."
        return Standing(InsuranceState.REJECTED, covered, sentence, step, on)
    if asked is not None and step is InsuranceStep.WAIT:
        until = french_day(calendar.answer_day(asked.on))
        sentence = f"Demandée le {french_day(asked.on)}, attendue le {until}."
        return Standing(InsuranceState.REQUESTED, covered, sentence, step, on)
    since = f"depuis le {french_day(covered)}" if covered else "jamais reçue"
    return Standing(InsuranceState.UNINSURED, covered, f"Aucune attestation en cours, {since}.", step, on)


def _request_step(
    facts: InsuranceFacts, covered: date | None, today: date, calendar: InsuranceCalendar
) -> tuple[InsuranceStep, date]:
    """The request, its reminders, then the formal notice; each once the time to answer is over."""
    since = calendar.request_day(covered) if covered else date.min
    asked, refused = _of_this_time(facts, since, today), _refused(facts, since, today)
    if not asked and not refused:
        first = max(today, since) if covered else today
        return InsuranceStep.REQUEST, working_day_from(first)
    over = calendar.answer_day(max(asked + refused)) + timedelta(days=1)
    if today < over:
        return InsuranceStep.WAIT, over
    if not asked:
        return InsuranceStep.REQUEST, working_day_from(over)
    following = InsuranceStep.REMIND if len(asked) <= calendar.reminders else InsuranceStep.FORMAL_NOTICE
    return following, working_day_from(over)


def _of_this_time(facts: InsuranceFacts, since: date, today: date) -> list[date]:
    """The days of the requests made for the cover that is missing now, not for one of another year."""
    asked = sorted((one for one in facts.asked if since <= one.on <= today), key=lambda one: one.on)
    firsts = [index for index, one in enumerate(asked) if one.kind is CertificateRequest.REQUEST]
    return [one.on for one in (asked[firsts[-1] :] if firsts else asked)]


def _refused(facts: InsuranceFacts, since: date, today: date) -> list[date]:
    """After a refusal the tenant was told what to send: he has his days to do it."""
    return [
        one.submitted_on
        for one in facts.sent
        if one.state is SubmissionState.REJECTED and since <= one.submitted_on <= today
    ]
