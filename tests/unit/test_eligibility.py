"""Which document a month deserves, and the words told to the agent (R1.3, R1.16, R1.28)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.rules.receipts.account_lines import Call, Credit, Debit
from backoffice.rules.receipts.allocation import allocate
from backoffice.rules.receipts.eligibility import Eligibility, MonthFacts, decide
from backoffice.rules.receipts.sheet import SheetLine
from backoffice.rules.vocabulary.ledger import NoticeLineKind, PaymentMeans, PostingKind
from backoffice.rules.vocabulary.receipts import PendingAidPolicy, ReceiptKind, ReceiptRefusal

APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)
TODAY = date(2026, 5, 20)
RENT = SheetLine(NoticeLineKind.RENT, "Loyer", Decimal("520.00"))
CHARGES = SheetLine(NoticeLineKind.CHARGES, "Provision pour charges", Decimal("130.00"))
AID_LINE = SheetLine(NoticeLineKind.HOUSING_AID, "APL", Decimal("-210.00"))


def payment(amount: str, *, cleared: bool = True, number: int = 3) -> Credit:
    day = date(2026, 5, 5)
    return Credit(
        number,
        day,
        Decimal(amount),
        PostingKind.PAYMENT,
        means=PaymentMeans.CHEQUE,
        cleared_on=day if cleared else None,
    )


def aid(amount: str) -> Credit:
    return Credit(2, date(2026, 4, 25), Decimal(amount), PostingKind.HOUSING_AID, (APRIL,))


def facts(
    *credits: Credit, debits: Sequence[Debit] = (), lines: Sequence[SheetLine] = (RENT, CHARGES)
) -> MonthFacts:
    call = Call(1, APRIL, APRIL, date(2026, 5, 10), Decimal("650.00"))
    return MonthFacts(
        month=APRIL,
        lease_from=date(2024, 3, 15),
        lease_to=None,
        lines=tuple(lines),
        account=allocate([call], credits, debits).of(APRIL),
        pending_aid_policy=PendingAidPolicy.WAIT,
    )


def told(found: Eligibility) -> tuple[ReceiptKind | None, ReceiptRefusal | None]:
    return found.kind, found.refusal


def test_settled_with_aid_gives_a_quittance() -> None:
    """Vector 3: called 650.00, APL 210, paid 440.00."""
    found = decide(facts(aid("210"), payment("440.00")), TODAY)
    assert told(found) == (ReceiptKind.QUITTANCE, None)
    words = found.sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert words == "Avril 2026 est soldé : 650,00 € appelés, 210,00 € d’aide, 440,00 € payés."
    assert not found.subject_to_clearing


def test_a_cent_missing_gives_a_recu_and_says_so() -> None:
    """Vector 3: paid 439.99 (R1.3: called 650.00, settled 649.99 → only a reçu)."""
    found = decide(facts(aid("210"), payment("439.99")), TODAY)
    assert told(found) == (ReceiptKind.RECU, ReceiptRefusal.PERIOD_NOT_SETTLED)
    assert found.remaining == Decimal("0.01")
    words = found.sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert "il manque 0,01 € sur 650,00 €" in words
    assert "reçu de 649,99 €" in words
    assert "reçu" not in found.fact
    assert found.sentence.startswith(found.fact)


def test_aid_above_the_call_gives_a_quittance_and_a_refund() -> None:
    """Vector 3: APL 700 → refund due 50.00 (R1.12, R1.16)."""
    found = decide(facts(aid("700")), TODAY)
    assert told(found) == (ReceiptKind.QUITTANCE, None)
    assert [found.paid, found.housing_aid, found.refund_due] == [0, 700, 50]


def test_nothing_paid_is_refused() -> None:
    """Vector 4: a month called and not paid refuses the quittance."""
    assert told(decide(facts(), TODAY)) == (None, ReceiptRefusal.PERIOD_NOT_SETTLED)


def test_awaited_aid_waits_and_a_recu_is_offered() -> None:
    """R1.13, ``WAIT``."""
    found = decide(facts(payment("440.00"), lines=(RENT, CHARGES, AID_LINE)), TODAY)
    assert told(found) == (ReceiptKind.RECU, ReceiptRefusal.AID_PENDING)
    nothing_yet = decide(facts(lines=(RENT, CHARGES, AID_LINE)), TODAY)
    assert told(nothing_yet) == (None, ReceiptRefusal.PERIOD_NOT_SETTLED)


def test_aid_that_covers_everything_and_has_not_come() -> None:
    """Nothing to give yet, and the reason is the aid."""
    whole = SheetLine(NoticeLineKind.HOUSING_AID, "APL", Decimal("-650.00"))
    found = decide(facts(lines=(RENT, CHARGES, whole)), TODAY)
    assert told(found) == (None, ReceiptRefusal.AID_PENDING)


def test_awaited_aid_may_be_reserved() -> None:
    """R1.13, ``RESERVE``: the aid is counted with the mention; a euro too much paid waits."""
    awaited = facts(payment("441.00"), lines=(RENT, CHARGES, AID_LINE))
    found = decide(replace(awaited, pending_aid_policy=PendingAidPolicy.RESERVE), TODAY)
    assert told(found) == (ReceiptKind.QUITTANCE, None)
    assert [found.housing_aid, found.paid] == [210, 440]
    assert found.subject_to_clearing


def test_an_unpaid_part_beyond_the_awaited_aid_is_not_settled() -> None:
    found = decide(facts(payment("400.00"), lines=(RENT, CHARGES, AID_LINE)), TODAY)
    assert told(found) == (ReceiptKind.RECU, ReceiptRefusal.PERIOD_NOT_SETTLED)


def test_uncleared_money_is_receipted_under_reserve() -> None:
    """R1.23."""
    asked = facts(payment("250.00", number=4), payment("400.00", cleared=False))
    reserved = decide(asked, TODAY)
    assert told(reserved) == (ReceiptKind.QUITTANCE, None)
    assert reserved.subject_to_clearing


def test_money_cleared_later_is_uncertain_today() -> None:
    later = replace(payment("650.00"), cleared_on=date(2026, 5, 21))
    assert decide(facts(later), TODAY).subject_to_clearing
    assert not decide(facts(later), date(2026, 5, 21)).subject_to_clearing


@pytest.mark.parametrize(
    ("month", "word"),
    [
        (date(2024, 2, 1), "hors du contrat"),
        (date(2025, 6, 1), "hors du contrat"),
        (date(2027, 1, 1), "hors"),
    ],
)
def test_months_outside_the_lease_are_refused(month: date, word: str) -> None:
    asked = replace(facts(), month=month, account=None, lease_to=date(2025, 6, 1))
    found = decide(asked, TODAY)
    assert told(found) == (None, ReceiptRefusal.PERIOD_OUTSIDE_CONTRACT)
    assert word in found.sentence


def test_the_end_of_a_lease_is_shown_as_its_last_day() -> None:
    found = decide(replace(facts(), month=date(2025, 6, 1), account=None, lease_to=date(2025, 6, 1)), TODAY)
    assert "du 15/03/2024 au 31/05/2025" in found.sentence


def test_a_month_to_come_and_a_month_not_called_are_told_apart() -> None:
    coming = decide(replace(facts(), month=date(2026, 6, 1), account=None), TODAY)
    assert told(coming) == (None, ReceiptRefusal.PERIOD_OUTSIDE_CONTRACT)
    assert "à venir" in coming.sentence
    uncalled = decide(replace(facts(), month=MAY, account=None), TODAY)
    assert told(uncalled) == (None, ReceiptRefusal.NOTHING_PAID)
    assert "appelé" in uncalled.sentence


def test_the_month_of_entry_belongs_to_the_lease() -> None:
    entry = decide(replace(facts(), month=date(2024, 3, 1), account=None), TODAY)
    assert entry.refusal == ReceiptRefusal.NOTHING_PAID


@pytest.mark.parametrize("lines", [(), (RENT,), (AID_LINE,)])
def test_rent_and_charges_must_be_told_apart_on_a_quittance(lines: tuple[SheetLine, ...]) -> None:
    """R1.4: no notice, or one that does not add up to the call; a reçu needs no detail."""
    assert told(decide(facts(payment("650.00"), lines=lines), TODAY)) == (None, ReceiptRefusal.DETAIL_MISSING)
    partial = decide(facts(payment("10.00"), lines=lines), TODAY)
    assert partial.kind == ReceiptKind.RECU


def test_a_late_reduction_is_a_line_of_the_month() -> None:
    """R1.14, R1.15: the called sum falls, the remission is shown."""
    reduction = Credit(8, date(2026, 5, 2), Decimal("27.74"), PostingKind.RENT_CORRECTION, (APRIL,))
    remission = Credit(9, date(2026, 5, 2), Decimal("22.26"), PostingKind.REMISSION, (APRIL,))
    found = decide(facts(payment("600.00"), reduction, remission), TODAY)
    assert told(found) == (ReceiptKind.QUITTANCE, None)
    assert found.called == 600
    assert [(one.label, one.amount) for one in found.lines[2:]] == [
        ("Réduction de loyer du 02/05/2026", Decimal("-27.74")),
        ("Remise du 02/05/2026", Decimal("-22.26")),
    ]


def test_a_rejected_payment_leaves_nothing_paid() -> None:
    """R1.22."""
    rejection = Debit(9, date(2026, 5, 12), Decimal("650.00"), PostingKind.PAYMENT_REJECTED, rejects=3)
    found = decide(facts(payment("650.00"), debits=[rejection]), TODAY)
    assert told(found) == (None, ReceiptRefusal.PERIOD_NOT_SETTLED)


def test_sums_that_do_not_agree_are_a_bug() -> None:
    """R1.16."""
    whole = decide(facts(payment("650.00")), TODAY)
    with pytest.raises(ValueError, match="do not add up"):
        replace(whole, called=Decimal(651))
    with pytest.raises(ValueError, match="quittance"):
        replace(whole, paid=Decimal(0), payments=())
    with pytest.raises(ValueError, match="reçu"):
        replace(whole, kind=ReceiptKind.RECU)


cents = st.integers(1, 100_000).map(lambda value: Decimal(value) / 100)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(cents, max_size=3),
    st.none() | cents,
    st.none() | st.integers(1, 90_000),
    st.booleans(),
    st.sampled_from(PendingAidPolicy),
)
def test_whatever_was_paid_the_answer_is_consistent(
    paid: list[Decimal],
    received: Decimal | None,
    expected: int | None,
    cleared: bool,
    aid_policy: PendingAidPolicy,
) -> None:
    """A document or a coded reason, always a sentence; the sums of R1.16 are checked by the answer itself."""
    credits = [payment(str(amount), cleared=cleared, number=10 + rank) for rank, amount in enumerate(paid)]
    credits += [aid(str(received))] if received else []
    lines = [RENT, CHARGES]
    if expected:
        lines.append(SheetLine(NoticeLineKind.HOUSING_AID, "APL", -Decimal(expected) / 100))
    asked = replace(facts(*credits, lines=lines), pending_aid_policy=aid_policy)
    found = decide(asked, TODAY)
    assert found.kind or found.refusal
    assert found.sentence.endswith(".")
    assert found.kind != ReceiptKind.QUITTANCE or found.refusal is None
    if sum(paid) + (received or 0) < 650 and not found.aid_awaited:
        assert found.kind != ReceiptKind.QUITTANCE
