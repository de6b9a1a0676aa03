"""What decides an act on an access, read as the member of staff; where the portal may write."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select, text
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.lease import Customer
from backoffice.models.person import Contact
from backoffice.rules.caller import PUT_OFF
from backoffice.rules.dates import paris_day
from backoffice.rules.phones import mask_email, mask_phone
from backoffice.rules.portal.refusals import ActFacts, UsableContact, channels_of, choose_contact
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.people import ContactChannel, ContactRole, StaffRole
from backoffice.rules.vocabulary.portal import AccountState
from backoffice.services.landlords import landlord_parameters
from backoffice.services.staff import StaffView
from backoffice.services.verification import level_at_counter, refuse_barred, verified_level

_STANDING = text("""
    WITH account AS (
        SELECT a.id, a.state, a.person_id, a.activated_at, a.closed_at FROM portal_account a
        WHERE a.customer_id = :customer ORDER BY a.closed_at DESC NULLS FIRST, a.id DESC LIMIT 1
    )
    SELECT in_my_household(:customer) AS own_household,
        EXISTS (SELECT FROM lease l WHERE l.customer_id = :customer
                AND (l.valid_to IS NULL OR l.valid_to > :today)) AS lease_open,
        EXISTS (SELECT FROM registration_block b
                WHERE b.customer_id = :customer AND b.released_at IS NULL) AS blocked,
        (SELECT max(c.usable_for_security_from) FROM contact c
         WHERE c.person_id IN (:main, (SELECT person_id FROM account)) AND c.valid_to IS NULL)
            AS cooling_until,
        (SELECT state FROM account) AS state,
        (SELECT person_id FROM account) AS owner,
        EXISTS (SELECT FROM account_lock k WHERE k.account_id = (SELECT id FROM account)
                AND k.ended_at IS NULL AND (k.until IS NULL OR k.until > :now)) AS lock_runs
""")


@dataclass(frozen=True)
class Standing:
    """Everything about a file that an act needs, at level 3: ``at_level`` says what a lower one changes."""

    facts: ActFacts
    profile: LandlordProfile
    owner_id: int
    """Whose the account is, or would be."""
    now: datetime


def read_standing(session: Session, customer: Customer, staff: StaffView) -> Standing:
    """The standing of the customer's access at the wall clock of the server."""
    now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    today = paris_day(now)
    values = {"customer": customer.id, "main": customer.main_person_id, "today": today, "now": now}
    row = session.execute(_STANDING, values).one()
    profile = landlord_parameters(session, customer.landlord_id, today)
    facts = ActFacts(
        state=AccountState(row.state) if row.state else None,
        blocked=row.blocked,
        lock_runs=row.lock_runs,
        level=CallerLevel.L3,
        is_manager=staff.role is StaffRole.MANAGER,
        lease_open=row.lease_open,
        own_household=row.own_household,
        cooling_until=row.cooling_until,
        invitation_by_letter=profile.invitation_by_letter,
    )
    return Standing(facts, profile, row.owner or customer.main_person_id, now)


def send_to(session: Session, standing: Standing, wanted: int | None) -> tuple[int, str]:
    """The contact that the portal would write to, and its masked form.

    Raises ``Refused``: ``WRONG_CONTACT``, ``NO_SECURITY_CONTACT``, ``CONTACT_COOLING_OFF``.
    """
    found = session.scalars(_contacts(standing)).all()
    known = [
        UsableContact(one.id, ContactChannel(one.channel), one.usable_for_security_from) for one in found
    ]
    chosen = choose_contact(known, channels_of(standing.profile), wanted, standing.now)
    contact = next(one for one in found if one.id == chosen)
    masked = mask_email if contact.channel == ContactChannel.EMAIL else mask_phone
    return chosen, masked(contact.value_key)


def _contacts(standing: Standing) -> Select[Contact]:
    """Those of who owns the account; neither an emergency contact nor a payer's, who is somebody else."""
    today = paris_day(standing.now)
    return (
        select(Contact)
        .where(
            Contact.person_id == standing.owner_id,
            Contact.role.in_((ContactRole.LOGIN, ContactRole.NOTICE)),
            Contact.valid_from <= today,
            or_(Contact.valid_to.is_(None), Contact.valid_to > today),
            Contact.usable_for_security_from < func.clock_timestamp() + PUT_OFF,
        )
        .order_by(
            Contact.role != ContactRole.LOGIN,
            Contact.valid_to.is_not(None),
            Contact.usable_for_security_from.desc(),
            Contact.id,
        )
    )


def proved_level(
    session: Session, customer_id: int, call_id: int | None, *, at_counter: bool, needed: CallerLevel
) -> CallerLevel:
    """The level of the call; at the counter without one, that of the paper seen and of whose it is.

    Raises ``Refused`` (``CALLER_NOT_VERIFIED``) when the call proves nothing or the caller is barred.
    """
    if call_id is not None:
        return verified_level(session, call_id, customer_id)
    if at_counter:
        return level_at_counter(session, customer_id, needed)
    refuse_barred(session, customer_id)
    return CallerLevel.L0


def level_or_why(
    session: Session, customer_id: int, call_id: int | None, *, at_counter: bool
) -> tuple[CallerLevel, str]:
    """The same without raising: level 0 and why, for acts that need none."""
    try:
        nothing = CallerLevel.L0
        return proved_level(session, customer_id, call_id, at_counter=at_counter, needed=nothing), ""
    except Refused as refusal:
        return CallerLevel.L0, refusal.sentence
