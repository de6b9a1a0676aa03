"""The machine-readable copy of a subject's data: one JSON object with stable keys (R5.22)."""

import dataclasses
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from backoffice.rules.retention.subject import SubjectCopy


def subject_json(copy: SubjectCopy) -> bytes:
    """The copy in UTF-8: amounts as ``"27.74"``, days and instants in ISO 8601, keys as documented."""
    return (json.dumps(_plain(copy), ensure_ascii=False, indent=2) + "\n").encode()


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
