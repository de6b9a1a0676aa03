"""Second answer of the file: the receipt of the last settled month, and what was already given."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from backoffice.rules.dates import MONTHS, french_month, last_day, of_month
from backoffice.rules.money import euros
from backoffice.rules.receipts.sheet import SheetLine
from backoffice.rules.vocabulary.ledger import NoticeLineKind
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptState, RequestState
from backoffice.services.receipts.account import Lines, account_of
from backoffice.services.receipts.months import months_of
from backoffice.services.receipts.results import MonthChoice
from backoffice.services.tenant.reading.read import FileRows
from backoffice.services.tenant.reading.rows import NoticeLineRow, ReceiptRequestRow, ReceiptRow
from backoffice.services.tenant.reading.statement import MONTHS_LOOKED_AT
from backoffice.services.tenant.results import LeaseView, ReceiptCard, ReceiptView


def recent_months(read: FileRows, today: date) -> tuple[MonthChoice, ...]:
    """The last months of the main lease, from what was read; a closed one still has its receipts (R1.8)."""
    if not read.leases:
        return ()
    lease = read.leases[0]
    end = last_day(lease.valid_to)
    until = min(today, end) if end else today
    postings = [one for one in read.postings if one.lease_id == lease.id and one.posted_on <= until]
    notices = {one.id: one for one in read.notices}
    account = account_of(lease, until, postings, notices, _lines(read.notice_lines))
    own = sorted((one for one in read.receipts if one.lease_id == lease.id), key=lambda one: one.id)
    return months_of(account, read.profile, own, MONTHS_LOOKED_AT)


def _lines(rows: Sequence[NoticeLineRow]) -> dict[int, Lines]:
    found: dict[int, Lines] = {}
    for row in rows:
        line = SheetLine(NoticeLineKind(row.kind), row.label, row.amount)
        found[row.rent_notice_id] = (*found.get(row.rent_notice_id, ()), line)
    return found


def why_owed(months: Sequence[MonthChoice]) -> str | None:
    """``reste 110,27 € d’octobre 2026``: which months make the debt, the oldest first."""
    owed = [one for one in months if one.remaining > 0]
    return ", ".join(f"{euros(one.remaining)} {of_month(one.month)}" for one in reversed(owed)) or None


def receipt_card(leases: Sequence[LeaseView], months: Sequence[MonthChoice]) -> ReceiptCard:
    """What can be given for the main lease (R1.28)."""
    if not leases:
        return ReceiptCard(None, None, "quiet", "Sans objet", "Aucun contrat", "", "")
    return replace(_main_card(leases[0], months), premises=leases[0].kind)


def _main_card(lease: LeaseView, months: Sequence[MonthChoice]) -> ReceiptCard:
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


def receipts(
    issued: Sequence[ReceiptRow], asked: Sequence[ReceiptRequestRow], leases: Mapping[int, LeaseView]
) -> tuple[ReceiptView, ...]:
    """Receipts issued and requests for them, newest month first (R1.25)."""
    views = [
        ReceiptView(
            row.period_from,
            ReceiptKind(row.kind).label,
            row.number,
            ReceiptState(row.state).label,
            row.issued_at,
            leases[row.lease_id].number,
            leases[row.lease_id].kind,
        )
        for row in issued
    ]
    views += [
        ReceiptView(
            row.period,
            "Demande de quittance",
            None,
            RequestState(row.state).label,
            row.requested_at,
            leases[row.lease_id].number,
            leases[row.lease_id].kind,
        )
        for row in asked
    ]
    return tuple(sorted(views, key=lambda one: (one.month, one.at), reverse=True))
