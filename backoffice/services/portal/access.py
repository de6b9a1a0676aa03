"""Why a tenant cannot sign in, from his file: the diagnosis, what it rests on, what may be pressed."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused
from backoffice.rules.dates import paris_day
from backoffice.rules.portal.diagnosis import diagnose
from backoffice.rules.portal.findings import Finding
from backoffice.rules.portal.history import AccessHistory, EventFact
from backoffice.rules.portal.refusals import ActFacts, UsableContact, channels_of, choose_contact
from backoffice.rules.portal.terms import terms_words
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.portal import FailedCheck
from backoffice.services.calls import running_call
from backoffice.services.portal.history_rows import AccessRows, read_access
from backoffice.services.portal.offers import offers_from
from backoffice.services.portal.orders import AccessReport, ActOffer, EvidenceLine
from backoffice.services.portal.standing import level_or_why
from backoffice.services.portal.undoing import done_acts
from backoffice.services.staff import StaffView, current_staff

# Of the other checks the form of the number says nothing.
_OF_A_NUMBER = {FailedCheck.NUMBER, FailedCheck.PARTY_NUMBER, FailedCheck.LOGIN}
_DESK = (StaffRole.FRONT_DESK, StaffRole.ADVISER, StaffRole.ACCOUNTING, StaffRole.MANAGER)


def access_report(session: Session, customer_id: int) -> AccessReport:
    """The diagnosis of this customer's access at the server's instant, with its evidence and its acts.

    What is offered counts the call under way with him, if there is one. The file is opened, and traced, by
    who calls. Raises ``Refused`` (``ROLE``) for who does not answer tenants, ``NotFound``.
    """
    staff = current_staff(session)
    rows = _read(session, customer_id, staff.role)
    findings = diagnose(rows.profile, rows.history, rows.now)
    offers = _offers(session, customer_id, rows, staff)
    account = rows.history.account
    return AccessReport(
        customer_id=customer_id,
        client_ref=rows.client_ref,
        state=account.state if account else None,
        findings=findings,
        evidence=_evidence(findings, rows.history),
        offers=_leading_first(findings[0], offers),
        terms=terms_words(rows.profile, rows.history.terms),
        done=done_acts(session, customer_id, me=staff),
        made_at=rows.now,
    )


def _offers(session: Session, customer_id: int, rows: AccessRows, staff: StaffView) -> tuple[ActOffer, ...]:
    """As ``act_offers`` says them, from what was read already."""
    history, now = rows.history, rows.now
    call = running_call(session, customer_id, staff.id)
    level, why = level_or_why(session, customer_id, call.id if call else None, at_counter=False)
    lock, today = history.lock, paris_day(now)
    facts = ActFacts(
        state=history.account.state if history.account else None,
        blocked=history.block is not None,
        lock_runs=lock is not None and (lock.until is None or lock.until > now),
        level=level,
        is_manager=staff.role is StaffRole.MANAGER,
        lease_open=any(one.ends is None or one.ends > today for one in history.leases),
        own_household=rows.own_household,
        cooling_until=history.cooling_until,
        invitation_by_letter=rows.profile.invitation_by_letter,
    )
    known = [UsableContact(one.id, one.channel, one.usable_from) for one in history.contacts]
    channels = channels_of(rows.profile)
    return offers_from(facts, now, level, why, lambda: choose_contact(known, channels, None, now))


def access_history(session: Session, customer_id: int) -> tuple[LandlordProfile, AccessHistory]:
    """The landlord's profile today and the facts of this customer's access.

    Raises ``Refused`` (``ROLE``) for who does not answer tenants, ``NotFound``.
    """
    rows = _read(session, customer_id, session.scalar(select(func.my_role())))
    return rows.profile, rows.history


def _read(session: Session, customer_id: int, role: str | None) -> AccessRows:
    # A role without a right on these tables would end the transaction in asking.
    if role not in _DESK:
        raise Refused(
            "Le diagnostic sert à répondre au locataire : il est réservé à l’accueil, aux conseillers, "
            "au quittancement et à leur responsable.",
            code="ROLE",
        )
    rows = read_access(session, customer_id)
    if rows is None:
        raise NotFound("Ce client n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche.")
    return rows


def _leading_first(first: Finding, offers: Sequence[ActOffer]) -> tuple[ActOffer, ...]:
    ranks = {act: rank for rank, act in enumerate(first.acts)}
    return tuple(sorted(offers, key=lambda one: ranks.get(one.act, len(ranks))))


def _evidence(findings: Sequence[Finding], history: AccessHistory) -> tuple[EvidenceLine, ...]:
    named = {one for finding in findings for one in finding.evidence}
    told = sorted((one for one in history.events if one.id in named), key=lambda one: (one.at, one.id))
    masked = {one.id: one.masked for one in history.contacts}
    return tuple(EvidenceLine(one.id, one.at, event_words(one, masked)) for one in reversed(told))


def event_words(event: EventFact, masked: dict[int, str]) -> str:
    """The event in words: what, which check, in which form, from where, to which masked contact."""
    check = event.failed.label if event.failed else ""
    form = f"tapé : {event.typed.label}" if event.typed and event.failed in _OF_A_NUMBER else ""
    place = event.place.label if event.place else ""
    old = "application à mettre à jour" if event.outdated else ""
    message = event.message.label if event.message else ""
    channel = event.channel.label if event.channel else ""
    to = masked.get(event.contact_id, "ancien contact") if event.contact_id is not None else ""
    who = "par un agent" if event.by_staff else ""
    facts = ", ".join(one for one in (message, check, form, place, old, channel, to, who) if one)
    return f"{event.kind.label} ({facts})" if facts else event.kind.label
