"""What is kept for checking signed codes: the list in force, the certificates of each authority."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.validation.stamps import TrustKind
from backoffice.services.stamps.trusted import latest_list

_QUERY = text("""
    SELECT ca_id, kind, count(*), max(first_day) FROM stamp_trust WHERE ca_id IS NOT NULL GROUP BY ca_id, kind
""")


@dataclass(frozen=True)
class KeptAuthority:
    """One authority: what the list says of it (``None``: nothing), its certificates, its last revocations."""

    ca_id: str
    is_accepted: bool | None
    certificates: int
    revocations: date | None


@dataclass(frozen=True)
class Kept:
    """The trust list in force, and the authorities."""

    sequence: int | None
    issued: date | None
    ends: date | None
    authorities: tuple[KeptAuthority, ...]


def kept_trust(session: Session) -> Kept:
    """What this database checks signed codes with."""
    counts: dict[str, int] = {}
    days: dict[str, date] = {}
    for ca_id, kind, many, latest in session.execute(_QUERY):
        if kind == TrustKind.CERTIFICATE:
            counts[ca_id] = many
        else:
            days[ca_id] = latest
    ruling = latest_list(session)
    names = {one.ca_id for one in ruling.authorities} if ruling else set()
    found = []
    for ca_id in sorted(names | set(counts) | set(days)):
        listed = ruling.authority(ca_id) if ruling else None
        accepted = listed.is_accepted if listed else None
        found.append(KeptAuthority(ca_id, accepted, counts.get(ca_id, 0), days.get(ca_id)))
    return Kept(
        ruling.sequence if ruling else None,
        ruling.issued if ruling else None,
        ruling.ends if ruling else None,
        tuple(found),
    )
