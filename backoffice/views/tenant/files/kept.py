"""The list of the open files as it is kept sealed on this computer: numbers, names, inner tabs."""

import json
from dataclasses import dataclass
from typing import Any

from backoffice.rules.vocabulary.access import OpeningPurpose

PLACE = "open-files"
_MOST = 60


@dataclass(frozen=True)
class KeptFile:
    """One open file: whose, as its tab says, why it was opened, which inner tab was shown."""

    customer_id: int
    name: str
    purpose: OpeningPurpose
    tab: int


def written(files: tuple[KeptFile, ...]) -> str:
    """The list as a text; the last opened when there are very many."""
    rows = [[one.customer_id, one.name, one.purpose.value, one.tab] for one in files[-_MOST:]]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def read(text: str) -> tuple[KeptFile, ...]:
    """The list of a text; what cannot be read is left out."""
    try:
        rows: Any = json.loads(text)
        return tuple(
            KeptFile(int(number), str(name), OpeningPurpose(purpose), int(tab))
            for number, name, purpose, tab in rows
        )
    except (ValueError, TypeError):
        return ()
