"""Second answer of the file: the receipt of the last settled month, and what was already given."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Staff
from backoffice.models.lease import Lease
from backoffice.models.receipt import Receipt, ReceiptRequest
from backoffice.rules.dates import MONTHS, french_month, last_day, of_month
from backoffice.rules.money import euros
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptState, RequestState
from backoffice.services.receipts.account import read_account
from backoffice.services.receipts.months import months_of
from backoffice.services.receipts.results import MonthChoice
from backoffice.services.tenant.account import Ledger
from backoffice.services.tenant.results import LeaseView, ReceiptCard, ReceiptView

_MONTHS_LOOKED_AT = 6


Issued = Sequence[tuple[Receipt, str | None]]


def read_issued(session: Session, customer_id: int) -> Issued:
    """The receipts of all the customer's leases, newest first, with who issued them; not their bytes."""
    rows = session.execute(
        select(Receipt, Staff.full_name)
        .join(Lease, Lease.id == Receipt.lease_id)
        .join(Staff, Staff.id == Receipt.staff_id, isouter=True)
        .where(Lease.customer_id == customer_id)
        .order_by(Receipt.issued_at.desc(), Receipt.id.desc())
    )
    return [(receipt, who) for receipt, who in rows]


def recent_months(
    session: Session, lease: Lease, today: date, profile: LandlordProfile, read: tuple[Ledger, Issued]
) -> tuple[MonthChoice, ...]:
    """The last months of the main lease, from what was read; a closed one still has its receipts (R1.8)."""
    ledger, issued = read
    end = last_day(lease.valid_to)
    until = min(today, end) if end else today
    postings = [one for one, _ in ledger if one.lease_id == lease.id and one.posted_on <= until]
    account = read_account(session, lease, until, postings)
    own = sorted((one for one, _ in issued if one.lease_id == lease.id), key=lambda one: one.id)
    return months_of(account, profile, own, _MONTHS_LOOKED_AT)


def why_owed(months: Sequence[MonthChoice]) -> str | None:
    """``reste 110,27 € d’octobre 2026``: which months make the debt, the oldest first."""
    owed = [one for one in months if one.remaining > 0]
    return ", ".join(f"{euros(one.remaining)} {of_month(one.month)}" for one in reversed(owed)) or None


def receipt_card(leases: Sequence[LeaseView], months: Sequence[MonthChoice]) -> ReceiptCard:
    """What can be given for the main lease (R1.28)."""
    if not leases:
        return ReceiptCard(None, None, "quiet", "Sans objet", "Aucun contrat", "", "")
    lease = leases[0]
    settled = next((one for one in months if one.kind is ReceiptKind.QUITTANCE), None)
    partial = next((one for one in months if one.kind is ReceiptKind.RECU), None)
    chosen = settled or partial
    if chosen is None:
        detail = months[0].sentence if months else "Rien n’a encore été appelé"
        return ReceiptCard(lease.id, None, "warn", "Rien à émettre", "Aucun mois soldé", detail, "")
    return _card(lease.id, chosen, months)


def _card(lease_id: int, chosen: MonthChoice, months: Sequence[MonthChoice]) -> ReceiptCard:
    name = MONTHS[chosen.month.month - 1]
    if chosen.kind is ReceiptKind.RECU:
        headline = f"{name.capitalize()} : reste {euros(chosen.remaining)}"
        return ReceiptCard(
            lease_id, chosen.month, "warn", "Reçu seul", headline, _after(months), "Émettre un reçu"
        )
    headline = f"{french_month(chosen.month).capitalize()} réglé"
    if chosen.number is not None:
        return ReceiptCard(
            lease_id, chosen.month, "ok", "Émise", headline, f"N° {chosen.number}", f"Revoir {name}"
        )
    return ReceiptCard(
        lease_id, chosen.month, "ok", "Disponible", headline, _after(months), f"Émettre {name}"
    )


def _after(months: Sequence[MonthChoice]) -> str:
    owed = next((one for one in months if one.remaining > 0), None)
    if owed is not None:
        return f"Reste {euros(owed.remaining)} au titre {of_month(owed.month)}"
    last = next((one for one in months if one.number is not None), None)
    return f"Dernière émise : {french_month(last.month)}" if last else "Aucune encore émise"


def receipts(session: Session, customer_id: int, issued: Issued) -> tuple[ReceiptView, ...]:
    """Receipts issued and requests for them, newest month first (R1.25)."""
    asked = session.scalars(
        select(ReceiptRequest)
        .join(Lease, Lease.id == ReceiptRequest.lease_id)
        .where(Lease.customer_id == customer_id)
        .order_by(ReceiptRequest.requested_at.desc())
    )
    views = [
        ReceiptView(
            row.period_from,
            ReceiptKind(row.kind).label,
            row.number,
            ReceiptState(row.state).label,
            row.issued_at,
        )
        for row, _ in issued
    ]
    views += [
        ReceiptView(row.period, "Demande de quittance", None, RequestState(row.state).label, row.requested_at)
        for row in asked
    ]
    return tuple(sorted(views, key=lambda one: (one.month, one.at), reverse=True))
