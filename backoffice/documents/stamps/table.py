"""The table of identifiers and document types, read once from its file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from backoffice import paths
from backoffice.rules.stamps.message import Identifier


@dataclass(frozen=True)
class StampTable:
    """Identifiers by their code, French names of document types by theirs."""

    identifiers: Mapping[str, Identifier]
    types: Mapping[str, str]


@cache
def stamp_table() -> StampTable:
    """The table shipped with the program."""
    with (paths.resources() / "stamps" / "table.toml").open("rb") as file:
        found = tomllib.load(file)
    lines = {
        code: Identifier(code, line.get("longest"), line.get("fixed", False), line["kind"], line["label"])
        for code, line in found["identifiers"].items()
    }
    return StampTable(lines, found["types"])
