"""The sheet of a receipt, filled from the database and from what the rules decided (R1.10)."""

from datetime import date

from sqlalchemy.orm import Session

from backoffice.models.landlord import Landlord
from backoffice.models.lease import Lease
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.receipts.eligibility import Eligibility
from backoffice.rules.receipts.sheet import Letterhead, ReceiptSheet
from backoffice.services.receipts.account import LeaseAccount
from backoffice.services.receipts.party import party_of


def sheet_of(
    session: Session,
    lease: Lease,
    account: LeaseAccount,
    verdict: Eligibility,
    profile: LandlordProfile,
    *,
    number: str,
    replaces: tuple[str, ...],
    today: date,
    preview: bool = False,
) -> ReceiptSheet:
    """Every field printed, as of ``today``; the verdict offers a document."""
    assert verdict.kind is not None
    period = account.period(verdict.month)
    bounds = (period.period_from, period.period_to)
    return ReceiptSheet(
        number=number,
        kind=verdict.kind,
        landlord=_letterhead(session, lease.landlord_id),
        party=party_of(session, lease, bounds, profile.client_ref_label, today),
        period_from=period.period_from,
        period_to=period.period_to,
        issued_on=today,
        lines=verdict.lines,
        called=verdict.called,
        housing_aid=verdict.housing_aid,
        paid=verdict.paid,
        refund_due=verdict.refund_due,
        payments=verdict.payments,
        subject_to_clearing=verdict.subject_to_clearing,
        aid_awaited=verdict.aid_awaited,
        replaces=replaces,
        earlier_balance=account.allocation.owed_before(verdict.month, today),
        preview=preview,
    )


def _letterhead(session: Session, landlord_id: int) -> Letterhead:
    landlord = session.get_one(Landlord, landlord_id)
    return Letterhead(
        name=landlord.name,
        legal_form=landlord.legal_form,
        street=landlord.street,
        postal_code=landlord.postal_code,
        town=landlord.town,
        siren=landlord.siren,
        phone=landlord.phone,
        email=landlord.email,
    )
