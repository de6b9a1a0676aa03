"""Which document a month deserves: a quittance, a reçu, or a coded refusal (R1.3, R1.16, R1.28)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from backoffice.rules.dates import french_day, french_month, last_day, month_of, of_month
from backoffice.rules.money import ZERO, euros
from backoffice.rules.receipts.account_lines import MonthAccount, Share, Use
from backoffice.rules.receipts.sheet import SheetLine, SheetPayment
from backoffice.rules.vocabulary.ledger import NoticeLineKind, PostingKind
from backoffice.rules.vocabulary.receipts import PendingAidPolicy, ReceiptKind, ReceiptRefusal


@dataclass(frozen=True)
class MonthFacts:
    """What is known of a month: lines of its notice (none: no notice), its account (none: not called).

    ``lease_to`` is the first day after the lease. Money not yet certain is receipted under reserve (R1.23).
    """

    month: date
    lease_from: date
    lease_to: date | None
    lines: tuple[SheetLine, ...]
    account: MonthAccount | None
    pending_aid_policy: PendingAidPolicy


@dataclass(frozen=True)
class Eligibility:
    """The document offered, or why the quittance is refused; amounts in euros.

    Both may be told at once: a reçu is offered where the quittance is refused (R1.7). ``fact`` is the
    sentence without that offer, for the day the reçu is given.
    """

    month: date
    kind: ReceiptKind | None
    refusal: ReceiptRefusal | None
    sentence: str
    lines: tuple[SheetLine, ...] = ()
    payments: tuple[SheetPayment, ...] = ()
    called: Decimal = ZERO
    housing_aid: Decimal = ZERO
    paid: Decimal = ZERO
    refund_due: Decimal = ZERO
    aid_awaited: bool = False
    fact: str = ""

    @property
    def remaining(self) -> Decimal:
        """Euros still owed for the month."""
        return max(self.called - self.housing_aid - self.paid, ZERO)

    @property
    def subject_to_clearing(self) -> bool:
        """Whether the document carries « sous réserve d’encaissement » (R1.13, R1.23)."""
        return self.aid_awaited or any(not one.cleared for one in self.payments)

    def __post_init__(self) -> None:
        """Check the sums of R1.16; a broken one is a bug.

        Raises ``ValueError``.
        """
        called = sum((line.amount for line in self.lines), ZERO)
        if called != self.called or sum((one.amount for one in self.payments), ZERO) != self.paid:
            raise ValueError(f"{self.month}: lines or payments do not add up to {self.called}, {self.paid}")
        received = self.paid + self.housing_aid - self.refund_due
        if self.kind == ReceiptKind.QUITTANCE and received != self.called:
            raise ValueError(f"{self.month}: quittance of {self.called} with {received} received")
        if self.kind == ReceiptKind.RECU and not ZERO < self.paid + self.housing_aid < self.called:
            raise ValueError(f"{self.month}: reçu of {received} for {self.called}")


def decide(facts: MonthFacts, today: date) -> Eligibility:
    """The document that the month deserves on ``today``, with the sentence for the agent (R1.3, R1.28)."""
    account = facts.account
    if account is None:
        return _not_called(facts, today)
    found = _count(facts, account, today)
    pending = _pending_aid(facts, account)
    if ZERO < found.remaining <= pending:
        reserved = facts.pending_aid_policy == PendingAidPolicy.RESERVE and not _lacks_detail(facts, account)
        return _reserved(found, pending) if reserved else _awaiting_aid(found, pending)
    if found.remaining:
        return _partial(found, ReceiptRefusal.PERIOD_NOT_SETTLED, _missing(found))
    if _lacks_detail(facts, account):
        return replace(
            found,
            refusal=ReceiptRefusal.DETAIL_MISSING,
            sentence=f"Le détail du loyer et des charges {of_month(found.month)} n’est pas connu : "
            "faites corriger l’avis d’échéance, la quittance doit le reprendre.",
        )
    return _settled(found)


def _not_called(facts: MonthFacts, today: date) -> Eligibility:
    """Refuse a month that nothing was called for: outside the lease, to come, or not called yet."""
    month = facts.month
    ended = facts.lease_to is not None and month >= facts.lease_to
    if ended or month < month_of(facts.lease_from):
        start = french_day(facts.lease_from)
        end = last_day(facts.lease_to)
        lasts = f"du {start} au {french_day(end)}" if end else f"depuis le {start}"
        sentence = f"{_named(month)} est hors du contrat, qui court {lasts} : choisissez un autre mois."
    elif month > month_of(today):
        sentence = f"{_named(month)} est à venir : choisissez un mois déjà appelé."
    else:
        sentence = f"Aucun loyer n’a encore été appelé pour {french_month(month)} : choisissez un autre mois."
        return Eligibility(month, None, ReceiptRefusal.NOTHING_PAID, sentence)
    return Eligibility(month, None, ReceiptRefusal.PERIOD_OUTSIDE_CONTRACT, sentence)


def _count(facts: MonthFacts, account: MonthAccount, today: date) -> Eligibility:
    """The sums of the month as the account gives them; nothing is decided yet."""
    own = [line for line in facts.lines if line.kind != NoticeLineKind.HOUSING_AID]
    if sum((line.amount for line in own), ZERO) != account.called:
        own = [SheetLine(NoticeLineKind.OTHER, "Loyer et charges appelés", account.called)]
    reductions = [_reduction(share) for share in account.shares if share.use == Use.REDUCTION]
    lines = tuple(line for line in (*own, *reductions) if line.amount)
    payments = tuple(_payment(share, today) for share in account.shares if share.use == Use.PAYMENT)
    return Eligibility(
        month=account.month,
        kind=None,
        refusal=None,
        sentence="",
        lines=lines,
        payments=payments,
        called=account.called - account.sum_of(Use.REDUCTION),
        housing_aid=account.sum_of(Use.AID) + account.aid_surplus,
        paid=account.sum_of(Use.PAYMENT),
        refund_due=account.aid_surplus,
    )


def _reduction(share: Share) -> SheetLine:
    """A reduction granted after the notice, as a line of its own (R1.14, R1.15)."""
    remission = share.credit.kind == PostingKind.REMISSION
    kind = NoticeLineKind.REMISSION if remission else NoticeLineKind.RENT
    label = f"{share.credit.kind.label} du {french_day(share.credit.on)}"
    if share.credit.kind == PostingKind.CALL:
        label = f"Annulation d’appel du {french_day(share.credit.on)}"
    return SheetLine(kind, label, -share.amount)


def _payment(share: Share, today: date) -> SheetPayment:
    credit = share.credit
    means = credit.means.label if credit.means else credit.kind.label
    return SheetPayment(credit.id, credit.on, means, share.amount, credit.certain_on(today))


def _pending_aid(facts: MonthFacts, account: MonthAccount) -> Decimal:
    """Euros of aid that the notice deducts and that have not come (R1.13)."""
    expected = -sum((one.amount for one in facts.lines if one.kind == NoticeLineKind.HOUSING_AID), ZERO)
    return max(expected - account.sum_of(Use.AID) - account.aid_surplus, ZERO)


def _lacks_detail(facts: MonthFacts, account: MonthAccount) -> bool:
    """Whether rent and charges cannot be told apart: a paper without them is no quittance (R1.4)."""
    own = (line.amount for line in facts.lines if line.kind != NoticeLineKind.HOUSING_AID)
    return not facts.lines or sum(own, ZERO) != account.called


def _reserved(found: Eligibility, pending: Decimal) -> Eligibility:
    """The tenant has paid his part; the landlord trusts the aid to come (R1.13, ``RESERVE``)."""
    aid = found.housing_aid + pending
    payments = _up_to(found.payments, found.called - aid)
    words = f"{_named(found.month)} est payé par le locataire ; l’aide de {euros(pending)} est attendue : "
    return replace(
        found,
        kind=ReceiptKind.QUITTANCE,
        sentence=words + "la quittance portera « sous réserve d’encaissement ».",
        housing_aid=aid,
        payments=payments,
        paid=sum((one.amount for one in payments), ZERO),
        refund_due=max(aid - found.called, ZERO),
        aid_awaited=True,
    )


def _awaiting_aid(found: Eligibility, pending: Decimal) -> Eligibility:
    """The tenant has paid his part and the aid has not come (R1.13, ``WAIT``)."""
    words = f"L’aide de {euros(pending)} {of_month(found.month)} n’est pas encore reçue : "
    return _partial(found, ReceiptRefusal.AID_PENDING, words + "la quittance attend son versement.")


def _up_to(payments: Sequence[SheetPayment], limit: Decimal) -> tuple[SheetPayment, ...]:
    """The payments, cut where they pass ``limit`` euros: the awaited aid will free the rest."""
    kept: list[SheetPayment] = []
    for one in payments:
        amount = min(one.amount, limit - sum((done.amount for done in kept), ZERO))
        if amount > 0:
            kept.append(replace(one, amount=amount))
    return tuple(kept)


def _partial(found: Eligibility, refusal: ReceiptRefusal, words: str) -> Eligibility:
    """No quittance; a reçu as soon as something was received (R1.3, R1.7)."""
    received = found.paid + found.housing_aid
    if not received and refusal == ReceiptRefusal.PERIOD_NOT_SETTLED:
        words = f"Rien n’a été payé pour {french_month(found.month)} : {euros(found.called)} restent dus."
    if not received:
        return replace(found, refusal=refusal, sentence=words)
    sentence = f"{words} Vous pouvez délivrer un reçu de {euros(received)}."
    return replace(found, kind=ReceiptKind.RECU, refusal=refusal, sentence=sentence, fact=words)


def _missing(found: Eligibility) -> str:
    whole = f"{euros(found.remaining)} sur {euros(found.called)}"
    return f"{_named(found.month)} n’est pas soldé : il manque {whole}."


def _settled(found: Eligibility) -> Eligibility:
    """The month is settled: a quittance, under reserve while money is not certain (R1.23)."""
    uncertain = sum((one.amount for one in found.payments if not one.cleared), ZERO)
    aid = f"{euros(found.housing_aid)} d’aide, " if found.housing_aid else ""
    sentence = (
        f"{_named(found.month)} est soldé : {euros(found.called)} appelés, {aid}{euros(found.paid)} payés."
    )
    if uncertain:
        sentence += " Un paiement n’est pas encore encaissé : la quittance le dira."
    if found.refund_due:
        sentence += f" L’aide dépasse l’appel : {euros(found.refund_due)} sont à rendre au locataire."
    return replace(found, kind=ReceiptKind.QUITTANCE, sentence=sentence)


def _named(month: date) -> str:
    """``Avril 2026``, at the head of a sentence."""
    return french_month(month).capitalize()
