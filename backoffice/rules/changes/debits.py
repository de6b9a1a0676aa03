"""When a rent is debited, and when it is not (R3.54, R3.56).

Mandates, days and limits are told here; the landlord's accounts call the sums and send them to the bank.
"""

from calendar import monthrange
from datetime import date, datetime
from decimal import Decimal

from backoffice.errors import Refused
from backoffice.rules.dates import add_months, month_of, paris_day
from backoffice.rules.money import euros


def debit_days_of(stated: str) -> tuple[int, ...]:
    """The days of the month that a landlord offers, from its parameter (``3 8 16``)."""
    return tuple(sorted({int(one) for one in stated.split()}))


def refuse_debit_day(day: int, stated: str) -> None:
    """Raise ``Refused`` (``DEBIT_DAY``) for a day that the landlord does not offer."""
    offered = debit_days_of(stated)
    if day not in offered:
        told = ", ".join(str(one) for one in offered)
        raise Refused(
            f"Ce bailleur ne prélève pas le {day} : choisissez parmi les jours {told}.", code="DEBIT_DAY"
        )


def first_term(received_on: date, cutoff_day: int) -> date:
    """The first month debited: the next one when received before the cut-off day, else the one after."""
    return add_months(month_of(received_on), 1 if received_on.day < cutoff_day else 2)


def first_debit(
    received_on: date, approved_on: date, usable_at: datetime, debit_day: int, cutoff_day: int
) -> date:
    """The first debit of a new account: never before the next cycle nor inside the cooling-off (R3.54)."""
    month = max(first_term(received_on, cutoff_day), add_months(month_of(approved_on), 1))
    while _debited_on(month, debit_day) <= paris_day(usable_at):
        month = add_months(month, 1)
    return _debited_on(month, debit_day)


def _debited_on(month: date, debit_day: int) -> date:
    """The day of the debit in a month, its last one when it is too short."""
    return month.replace(day=min(debit_day, monthrange(month.year, month.month)[1]))


def regularisation_is_debited(amount: Decimal, limit: int | None, *, asked: bool) -> bool:
    """Whether a regularisation of charges (euros) is debited: above the limit, only when asked (R3.56)."""
    return asked or limit is None or amount <= limit


def regularisation_words(amount: Decimal, limit: int | None) -> str:
    """What is said of the regularisation of the last notice (euros), and of those to come; may be empty."""
    if limit is None:
        return ""
    if regularisation_is_debited(amount, limit, asked=False):
        return f"Une régularisation de charges de plus de {limit} € n’est prélevée que s’il le demande."
    return (
        f"La régularisation de charges de {euros(amount)} du dernier avis dépasse {limit} € : elle n’est "
        "prélevée que s’il le demande."
    )
