"""Second answer of the file: the receipt of the last settled month, and what was already given."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.lease import Lease
from backoffice.models.receipt import Receipt, ReceiptRequest
from backoffice.rules.dates import MONTHS, french_month, of_month
from backoffice.rules.money import euros
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptState, RequestState
from backoffice.services.receipts.months import receipt_months
from backoffice.services.receipts.results import MonthChoice
from backoffice.services.tenant.results import LeaseView, ReceiptCard, ReceiptView

_MONTHS_LOOKED_AT = 6


def recent_months(session: Session, leases: Sequence[LeaseView], today: date) -> tuple[MonthChoice, ...]:
    """The last months of the main lease; a closed one still has its receipts (R1.8)."""
    if not leases:
        return ()
    lease = leases[0]
    until = min(today, lease.ends_on) if lease.ends_on else today
    return receipt_months(session, lease.id, until, _MONTHS_LOOKED_AT)


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


def receipts(session: Session, customer_id: int) -> tuple[ReceiptView, ...]:
    """Receipts issued and requests for them, newest month first (R1.25)."""
    issued = session.scalars(
        select(Receipt)
        .join(Lease, Lease.id == Receipt.lease_id)
        .where(Lease.customer_id == customer_id)
        .order_by(Receipt.issued_at.desc())
    )
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
        for row in issued
    ]
    views += [
        ReceiptView(row.period, "Demande de quittance", None, RequestState(row.state).label, row.requested_at)
        for row in asked
    ]
    return tuple(sorted(views, key=lambda one: (one.month, one.at), reverse=True))
