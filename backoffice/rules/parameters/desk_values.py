"""Parameters of the validation desk, and our default when the landlord is silent (tenancy rules 8.1)."""

import re
from collections.abc import Mapping

from backoffice.rules.parameters.checks import Check, WrongValue, flag, maybe, number, text

MOST_ANSWER_DAYS = 90
"""What a landlord gives at most to answer a request for a certificate (R2.12)."""
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")


def _colour(value: object) -> str:
    if not _COLOUR.fullmatch(given := text(value)):
        raise WrongValue("une couleur (#1F4E79) est attendue")
    return given.upper()


def _days_of_month(value: object) -> str:
    given = text(value)
    try:
        days = sorted({number(1, 31)(int(one)) for one in given.split()})
    except ValueError as error:
        raise WrongValue("des jours du mois (3 8 16) sont attendus") from error
    return " ".join(str(day) for day in days)


PARAMETERS: Mapping[str, Check] = {
    "attachment.max_bytes": number(10_000, 50_000_000),
    "attachment.max_pages": number(1, 200),
    "attachment.max_megapixels": number(1, 200),
    "insurance.request_before_days": number(1, 180),
    "insurance.answer_days": number(1, MOST_ANSWER_DAYS),
    "insurance.formal_notice_days": number(1, 90),
    "insurance.surcharge_percent": number(0, 10),
    "insurance.period_warning_months": number(1, 60),
    "second_look_every": maybe(number(1, 1000)),
    "debit_days": _days_of_month,
    "debit_cutoff_day": number(1, 28),
    "regul_autodebit_limit": maybe(number(0, 10_000)),
    "co_title_on_request": flag,
    "survey_asks_employer": flag,
    "coholder_solidarity_months": number(1, 24),
    "letter.colour": _colour,
    "letter.footer": maybe(text),
}

DEFAULTS: Mapping[str, object] = {
    "attachment.max_bytes": 10_000_000,
    "attachment.max_pages": 20,
    "attachment.max_megapixels": 50,
    "insurance.request_before_days": 42,
    "insurance.answer_days": 14,
    "insurance.formal_notice_days": 28,
    "insurance.surcharge_percent": 10,
    "insurance.period_warning_months": 13,
    "second_look_every": 20,
    "debit_days": "5",
    "debit_cutoff_day": 15,
    "regul_autodebit_limit": None,
    "co_title_on_request": False,
    "survey_asks_employer": False,
    "coholder_solidarity_months": 6,
    "letter.colour": "#1F4E79",
    "letter.footer": None,
}
