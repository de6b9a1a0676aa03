"""What an agent reads when the program itself is wrong: a reference number, nothing lost."""

import logging
from uuid import uuid4

from backoffice.errors import GuichetError

_LOG = logging.getLogger(__name__)


class BugError(GuichetError):
    """An unexpected error, already logged under ``reference``."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"Guichet a rencontré une erreur imprévue (n° {reference}). Rien n’est perdu : "
            "recommencez ; si cela se répète, donnez ce numéro à l’assistance.",
            code="BUG",
        )
        self.reference = reference


def report_bug(error: BaseException) -> BugError:
    """Log ``error`` with its traceback under a new reference number, and give what to show."""
    reference = uuid4().hex[:6].upper()
    _LOG.error("bug %s", reference, exc_info=error)
    return BugError(reference)
