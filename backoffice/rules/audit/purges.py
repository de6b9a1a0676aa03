"""Months purged at the end of their retention: believed when the sealed chain announces them (R5.10i)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from backoffice.rules.audit.chain import digest
from backoffice.rules.audit.findings import Fault, Finding
from backoffice.rules.audit.records import Purge, Seal

PURGED = "AUDIT_PURGED"
_ACT, _TABLE, _KEY, _FRESH = 4, 13, 14, 16
"""Places in the canonical text of a line."""


@dataclass
class _Month:
    """One month said to be purged: its first missing line, how many are missing, and what was sealed."""

    purge: Purge
    first: Seal | None = None
    missing: int = 0
    proof: bytes | None = None


class PurgeBook:
    """Counts what is missing from the purged months while the chain is walked, then judges."""

    def __init__(self, purges: tuple[Purge, ...]) -> None:
        self._months = {purge.month: _Month(purge) for purge in purges}
        self._acts = {purge.entry_id: self._months[purge.month] for purge in purges}

    @property
    def purged(self) -> int:
        """Lines missing because they were purged."""
        return sum(month.missing for month in self._months.values())

    def expects(self, missing: Seal) -> bool:
        """Whether this line without text belongs to a month said to be purged."""
        month = self._months.get(missing.month)
        if month is None:
            return False
        month.first = month.first or missing
        month.missing += 1
        return True

    def see(self, seal: Seal) -> None:
        """Look whether the seal is that of an announcement."""
        if seal.entry_id in self._acts:
            self._acts[seal.entry_id].proof = seal.row_hash

    def unproved(self) -> Iterator[Finding]:
        """The purges that the sealed chain does not announce as they were done."""
        for name, month in self._months.items():
            if _is_proved(month):
                continue
            words = f"le mois {name} est dit purgé, mais la trace scellée n’annonce pas cette purge"
            if month.first is None:
                yield Finding(Fault.PURGE_UNPROVED, None, None, month.purge.entry_id, words)
            else:
                first = month.first
                yield Finding(Fault.PURGE_UNPROVED, first.batch, first.position, first.entry_id, words)


def _is_proved(month: _Month) -> bool:
    purge = month.purge
    if month.proof is None or digest(purge.act_text) != month.proof or month.missing != purge.row_count:
        return False
    try:
        told = json.loads(purge.act_text)
        announced = told[_ACT], told[_TABLE], told[_KEY], told[_FRESH]["rows"]
    except (ValueError, LookupError, TypeError):
        return False
    return bool(announced == (PURGED, "audit_entry", purge.month, purge.row_count))
