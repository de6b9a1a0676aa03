"""The files of scales as the product brings them: read and checked, row by row, before any is used."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from backoffice.errors import Refused
from backoffice.rules.surveys.scales.rows import ScaleRow, checked_row
from backoffice.rules.vocabulary.surveys.scales import ScaleKind, ScaleStatus

_FILE_KEYS = {"kind", "article", "row"}
_ROW_KEYS = {
    "kind", "key", "article", "valid_from", "valid_to", "status", "preferred", "figures", "source", "note",
}  # fmt: skip


def read_scales(text: str, name: str) -> tuple[ScaleRow, ...]:
    """The rows of the TOML file called ``name``: a family for all, or for each row its own.

    Figures are whole numbers or quoted decimals, never binary floats. Raises ``Refused`` (``SCALE_FILE``,
    ``SCALE_ROW``) with the file or the row and what is wrong.
    """
    try:
        content = tomllib.loads(text)
        if unknown := content.keys() - _FILE_KEYS:
            raise ValueError(f"clé inconnue {', '.join(sorted(unknown))}")
        return tuple(_row(content, values, rank) for rank, values in enumerate(content["row"], start=1))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(
            f"Le barème « {name} » est refusé : {error}. Corrigez le fichier.", code="SCALE_FILE"
        ) from error


def _row(content: Mapping[str, Any], values: Mapping[str, Any], rank: int) -> ScaleRow:
    if unknown := values.keys() - _ROW_KEYS:
        raise ValueError(f"ligne {rank} : clé inconnue {', '.join(sorted(unknown))}")
    start, end = values.get("valid_from"), values.get("valid_to")
    if type(start) is not date or not (end is None or type(end) is date):
        raise ValueError(f"ligne {rank} : une date est attendue")
    source, preferred = values["source"], values.get("preferred", True)
    if not isinstance(source, list) or not isinstance(preferred, bool):
        raise TypeError(f"ligne {rank} : « source » est une liste, « preferred » vrai ou faux")
    return checked_row(
        ScaleRow(
            kind=ScaleKind(values.get("kind", content.get("kind", ""))),
            key=values.get("key", ""),
            valid_from=start,
            valid_to=end,
            figures={one: _figure(one, figure) for one, figure in values["figures"].items()},
            status=ScaleStatus(values["status"]),
            article=values.get("article", content.get("article", "")),
            source=tuple(source),
            note=values.get("note", ""),
            preferred=preferred,
        )
    )


def _figure(name: str, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(f"« {name} » : un nombre entier, ou un décimal entre guillemets")
    try:
        return Decimal(value)
    except InvalidOperation:
        raise ValueError(f"« {name} » : {value} n’est pas un nombre") from None
