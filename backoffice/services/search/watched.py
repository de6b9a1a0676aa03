"""Finding whose trace is to be read: by a whole number, else by a search like any other, traced at once."""

from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused
from backoffice.rules.identifiers import normalise
from backoffice.rules.names import display_name
from backoffice.services.access.searching import Searched, record_search
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import SearchQuery

MOST_ROWS = 12
_COLUMNS = (
    "customer_id",
    "landlord_name",
    "client_ref",
    "civility",
    "birth_name",
    "usage_name",
    "first_names",
)


@dataclass(frozen=True)
class Watched:
    """A customer whose trace may be read."""

    customer_id: int
    name: str
    client_ref: str
    landlord_name: str


def watched(session: Session, query: SearchQuery) -> tuple[Watched, ...]:
    """The customers that a number or a name tells; a reserved file is found by its whole number alone.

    Raises ``Refused`` (``DPO_ONLY``) for anybody else, ``Denied`` when the quota of searches is spent.
    """
    known = _of_number(session, query.text)
    if known:
        return known
    answer = find_tenants(session, replace(query, limit=MOST_ROWS))
    only = answer.rows[0].customer_id if len(answer.rows) == 1 else None
    record_search(session, Searched(query.text, len(answer.rows), only))
    return tuple(Watched(row.customer_id, row.name, row.client_ref, row.landlord_name) for row in answer.rows)


def watched_number(session: Session, number: str) -> Watched:
    """The one customer of a client, contract or tiers number.

    Raises ``NotFound``, ``Refused`` with the list when several answer, or (``DPO_ONLY``) for anybody else.
    """
    found = _of_number(session, number)
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(f"{one.client_ref} ({one.landlord_name})" for one in found)
        raise Refused(f"« {number} » est celui de plusieurs clients : {listed}.", "SEVERAL_LANDLORDS")
    raise NotFound(
        f"Aucun client, contrat ou tiers ne porte « {number} » : vérifiez-le sur l’avis d’échéance.",
        "UNKNOWN_NUMBER",
    )


def _of_number(session: Session, text: str) -> tuple[Watched, ...]:
    key = normalise(text)
    if not key:
        return ()
    rows = session.execute(select(func.whose_trace(key).table_valued(*_COLUMNS)))
    return tuple(
        Watched(
            row.customer_id,
            display_name(row.civility, row.birth_name, row.usage_name, row.first_names),
            row.client_ref,
            row.landlord_name,
        )
        for row in rows
    )
