"""The account replayed: designated first, aid to its month, the rest to the oldest due (R1.36 to R1.39)."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.rules.dates import add_months
from backoffice.rules.money import ZERO
from backoffice.rules.receipts.account_lines import Allocation, Call, Credit, Debit, Use
from backoffice.rules.receipts.allocation import allocate, spread
from backoffice.rules.vocabulary.ledger import PaymentMeans, PostingKind

APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


def call(number: int, month: date, amount: str) -> Call:
    return Call(number, month, month, add_months(month, 1).replace(day=10), Decimal(amount))


def paid(number: int, on: date, amount: str, designated: date | None = None) -> Credit:
    means = PaymentMeans.CARD
    return Credit(number, on, Decimal(amount), PostingKind.PAYMENT, designated=designated, means=means)


def aid(number: int, on: date, amount: str, *months: date) -> Credit:
    return Credit(number, on, Decimal(amount), PostingKind.HOUSING_AID, months)


def remaining(allocation: Allocation) -> dict[date, Decimal]:
    return {one.month: one.remaining for one in allocation.months}


def unallocated(allocation: Allocation) -> Decimal:
    return sum((amount for _, amount in allocation.unallocated), ZERO)


def test_logirem_extract_lowers_the_balance_by_123_67() -> None:
    """R1.31: +10.10 +913.12 −799.55, seen from the tenant."""
    result = allocate(
        [call(1, date(2020, 2, 1), "799.55")],
        [paid(2, date(2020, 3, 10), "913.12"), paid(3, date(2020, 5, 29), "10.10")],
    )
    assert result.balance_due == Decimal("-123.67")
    assert unallocated(result) == Decimal("123.67")


def _ekidom(corrections: int) -> Allocation:
    months = [date(2018, 5 - index, 1) for index in range(corrections)]
    day = date(2018, 6, 20)
    credits = [
        Credit(10 + index, day, Decimal("27.74"), PostingKind.RENT_CORRECTION, (month,))
        for index, month in enumerate(months)
    ]
    credits += [aid(20, date(2018, 6, 25), "191.95", date(2018, 6, 1)), paid(21, date(2018, 7, 2), "43.86")]
    recovered = Debit(
        9,
        day,
        Decimal("108.20"),
        PostingKind.AID_CORRECTION,
        tuple(date(2018, month, 1) for month in (2, 3, 4, 5)),
    )
    return allocate([call(1, date(2018, 6, 1), "238.57")], credits, [recovered])


def test_ekidom_extract_owes_27_74_until_the_missing_row_comes() -> None:
    """R1.32: late rent reductions, aid taken back for the same months, the cheque pays the net."""
    assert _ekidom(3).balance_due == Decimal("27.74")
    complete = _ekidom(4)
    assert complete.balance_due == ZERO
    assert set(remaining(complete).values()) == {ZERO}
    assert [left for _, left in complete.other_debts] == [ZERO]


def test_called_650_with_aid_210_and_440_paid_is_settled() -> None:
    """Vector 3, first line."""
    result = allocate([call(1, APRIL, "650.00")], [aid(2, APRIL, "210", APRIL), paid(3, MAY, "440.00")])
    month = result.of(APRIL)
    assert month is not None
    assert [month.sum_of(Use.AID), month.sum_of(Use.PAYMENT), month.remaining] == [210, 440, 0]


def test_a_cent_missing_stays_owed() -> None:
    """Vector 3, second line."""
    result = allocate([call(1, APRIL, "650.00")], [aid(2, APRIL, "210", APRIL), paid(3, MAY, "439.99")])
    assert remaining(result) == {APRIL: Decimal("0.01")}


def test_aid_above_the_call_is_owed_to_the_tenant_and_settles_nothing_else() -> None:
    """Vector 3, third line, and R1.12."""
    calls = [call(1, APRIL, "650.00"), call(2, MAY, "650.00")]
    result = allocate(calls, [aid(3, MAY, "700", APRIL)])
    assert remaining(result) == {APRIL: ZERO, MAY: Decimal("650.00")}
    assert [one.aid_surplus for one in result.months] == [Decimal(50), ZERO]
    refund = Debit(4, JUNE, Decimal("50.00"), PostingKind.REFUND)
    given_back = allocate(calls, [aid(3, MAY, "700", APRIL)], [refund])
    assert [one.aid_surplus for one in given_back.months] == [ZERO, ZERO]
    assert given_back.other_debts == ((refund, ZERO),)


def test_april_stays_settled_while_may_is_owed() -> None:
    """Vector 4 (R1.26)."""
    calls = [call(1, APRIL, "400.00"), call(2, MAY, "120.00")]
    result = allocate(calls, [paid(3, APRIL + timedelta(9), "400.00")])
    assert remaining(result) == {APRIL: ZERO, MAY: Decimal("120.00")}
    assert result.owed_before(JUNE, date(2026, 6, 9)) == ZERO
    assert result.owed_before(JUNE, date(2026, 6, 10)) == Decimal("120.00")


def test_the_month_named_by_the_payer_wins_over_the_oldest() -> None:
    """Vector 5 (R1.36, R1.39): debts of April and May, 400 each."""
    calls = [call(1, APRIL, "400.00"), call(2, MAY, "400.00")]
    named = allocate(calls, [paid(3, MAY + timedelta(4), "400.00", designated=MAY)])
    assert remaining(named) == {APRIL: Decimal("400.00"), MAY: ZERO}
    unnamed = allocate(calls, [paid(3, MAY + timedelta(4), "400.00")])
    assert remaining(unnamed) == {APRIL: ZERO, MAY: Decimal("400.00")}


def test_a_payment_for_next_month_waits_for_its_call_though_april_is_owed() -> None:
    """R1.36: the payer's choice holds when he is early."""
    calls = [call(1, APRIL, "400.00"), call(3, MAY, "400.00")]
    early = paid(2, APRIL + timedelta(28), "400.00", designated=MAY)
    assert remaining(allocate(calls[:1], [early])) == {APRIL: Decimal("400.00")}
    assert remaining(allocate(calls, [early])) == {APRIL: Decimal("400.00"), MAY: ZERO}


def test_late_aid_frees_the_payment_that_stood_in_for_it() -> None:
    """R1.13: the tenant who advanced the aid has it back on the next call."""
    calls = [call(1, APRIL, "650.00"), call(4, JUNE, "650.00")]
    credits = [paid(2, MAY, "650.00"), aid(3, date(2026, 5, 25), "210.00", APRIL)]
    result = allocate(calls, credits)
    april = result.of(APRIL)
    assert april is not None
    assert [april.sum_of(Use.AID), april.sum_of(Use.PAYMENT)] == [210, 440]
    assert remaining(result)[JUNE] == Decimal("440.00")


def test_aid_taken_back_reopens_its_month_and_no_other() -> None:
    """R1.37: a payment received meanwhile keeps the month that it settled."""
    calls = [call(1, APRIL, "650.00"), call(4, MAY, "440.00")]
    credits = [aid(2, APRIL, "210", APRIL), paid(3, MAY, "440.00"), paid(5, JUNE, "440.00")]
    recovery = Debit(6, date(2026, 7, 1), Decimal("210.00"), PostingKind.AID_CORRECTION, (APRIL,))
    result = allocate(calls, credits, [recovery])
    assert remaining(result) == {APRIL: Decimal("210.00"), MAY: ZERO}
    assert result.other_debts == ((recovery, ZERO),)


def test_a_rejected_payment_reopens_the_month_that_it_settled() -> None:
    """R1.22: the later payment stays where it went."""
    calls = [call(1, APRIL, "400.00"), call(3, MAY, "400.00")]
    credits = [paid(2, date(2026, 4, 20), "400.00"), paid(4, date(2026, 5, 20), "400.00")]
    rejection = Debit(5, JUNE, Decimal("400.00"), PostingKind.PAYMENT_REJECTED, rejects=2)
    result = allocate(calls, credits, [rejection])
    assert remaining(result) == {APRIL: Decimal("400.00"), MAY: ZERO}
    assert result.other_debts == ((rejection, ZERO),)


def test_a_late_rent_reduction_makes_the_month_cheaper() -> None:
    """R1.14: what the tenant had paid too much goes to the next debt."""
    calls = [call(1, APRIL, "400.00"), call(3, MAY, "400.00")]
    reduction = Credit(4, JUNE, Decimal("30.00"), PostingKind.RENT_CORRECTION, (APRIL,))
    result = allocate(calls, [paid(2, date(2026, 4, 20), "400.00"), reduction])
    april = result.of(APRIL)
    assert april is not None
    assert [april.sum_of(Use.REDUCTION), april.sum_of(Use.PAYMENT)] == [30, 370]
    assert remaining(result)[MAY] == Decimal("370.00")


def test_a_payment_that_answers_a_notice_leaves_time_barred_debts() -> None:
    """R1.38: the tenant meant the rents expressly called."""
    old = date(2022, 4, 1)
    calls = [call(1, old, "400.00"), call(2, MAY, "400.00")]
    answering = Credit(3, JUNE, Decimal("400.00"), PostingKind.PAYMENT, answers=MAY)
    assert remaining(allocate(calls, [answering])) == {old: Decimal("400.00"), MAY: ZERO}
    assert remaining(allocate(calls, [paid(3, JUNE, "400.00")]))[old] == ZERO


def test_a_range_is_spread_to_the_cent() -> None:
    months = [APRIL, MAY, JUNE]
    assert list(spread(Decimal("100.00"), months).values()) == [
        Decimal("33.33"),
        Decimal("33.33"),
        Decimal("33.34"),
    ]
    assert set(spread(Decimal("108.20"), [date(2018, one, 1) for one in (2, 3, 4, 5)]).values()) == {
        Decimal("27.05")
    }


MONTHS = [add_months(date(2025, 1, 1), index) for index in range(6)]
amounts = st.integers(1, 90_000).map(lambda value: Decimal(value) / 100)
days = st.dates(date(2025, 1, 1), date(2025, 8, 31))
named = st.lists(st.sampled_from(MONTHS), max_size=3, unique=True).map(lambda found: tuple(sorted(found)))


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[list[Call], list[Credit], list[Debit]]:
    """Any account: calls, credits of every kind, recoveries, refunds, rejections."""
    calls = [
        Call(index, month, month, month + timedelta(draw(st.integers(0, 45))), draw(amounts))
        for index, month in enumerate(MONTHS)
        if draw(st.booleans())
    ]
    kinds = st.sampled_from(
        [one for one in PostingKind if one not in (PostingKind.PAYMENT_REJECTED, PostingKind.REFUND)]
    )
    optional_month = st.none() | st.sampled_from(MONTHS)
    credits = draw(
        st.lists(
            st.builds(Credit, st.just(0), days, amounts, kinds, named, optional_month, optional_month),
            max_size=8,
        )
    )
    credits = [
        Credit(100 + rank, one.on, one.amount, one.kind, one.months, one.designated, one.answers)
        for rank, one in enumerate(credits)
    ]
    debit_kinds = st.sampled_from([one for one in PostingKind if one != PostingKind.PAYMENT])
    rejected = st.none() | st.sampled_from([one.id for one in credits] or [999])
    debits = draw(
        st.lists(st.builds(Debit, st.just(0), days, amounts, debit_kinds, named, rejected), max_size=4)
    )
    debits = [
        Debit(200 + rank, one.on, one.amount, one.kind, one.months, one.rejects)
        for rank, one in enumerate(debits)
    ]
    return calls, credits, debits


@settings(max_examples=300, deadline=None)
@given(ledgers())
def test_no_money_appears_or_disappears(ledger: tuple[list[Call], list[Credit], list[Debit]]) -> None:
    """Credits = settled + waiting; no debt gets more than its amount; balance = owed − waiting."""
    calls, credits, debits = ledger
    result = allocate(calls, credits, debits)
    shared = sum((share.amount for share in result.shares), ZERO)
    assert shared + unallocated(result) == sum((one.amount for one in credits), ZERO)
    assert all(share.amount > 0 for share in result.shares)
    assert all(ZERO <= one.remaining <= one.called for one in result.months)
    assert sum((one.called for one in result.months), ZERO) == sum((one.amount for one in calls), ZERO)
    assert all(ZERO <= left <= debit.amount for debit, left in result.other_debts)
    unpaid = sum((one.remaining for one in result.months), ZERO)
    unpaid += sum((left for _, left in result.other_debts), ZERO)
    owed = sum((one.amount for one in calls), ZERO) + sum((one.amount for one in debits), ZERO)
    assert result.balance_due == owed - sum((one.amount for one in credits), ZERO)
    assert result.balance_due == unpaid - unallocated(result)
    for credit in credits:
        assert sum((one.amount for one in result.shares if one.credit == credit), ZERO) <= credit.amount


@settings(max_examples=100, deadline=None)
@given(ledgers())
def test_a_free_payment_never_waits_while_something_is_owed(
    ledger: tuple[list[Call], list[Credit], list[Debit]],
) -> None:
    """R1.37: only designated money and aid may wait beside an unpaid debt."""
    result = allocate(*ledger)
    waiting = [credit for credit, _ in result.unallocated if not credit.months and credit.designated is None]
    unpaid = [one.remaining for one in result.months] + [left for _, left in result.other_debts]
    assert not (waiting and any(unpaid))
