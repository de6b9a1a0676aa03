"""Certificates, revocations and trust lists brought in from files: each proves itself; nothing is fetched."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backoffice.documents.stamps.certificates import StampCertificate
from backoffice.documents.stamps.files import TrustFile, trust_file
from backoffice.documents.stamps.revocations import Revocations
from backoffice.documents.stamps.trust_list import NotTrusted, TrustList, trust_list_of
from backoffice.errors import Refused
from backoffice.models.validation.stamps import StampTrust
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.validation.stamps import TrustKind
from backoffice.services.staff import current_staff
from backoffice.services.stamps.trusted import is_training, latest_list, list_signers

NO_TRUST_FILE = "NO_TRUST_FILE"
_TEST = (
    "{name} : l’autorité {ca} est celle des tests, dont la clé est publique ; elle n’est prise que sur la "
    "base de formation."
)
_NO_LIST = "{name} : importez d’abord la liste de confiance, qui dit si l’autorité {ca} est acceptée."
_NOT_LISTED = "{name} : l’autorité {ca} n’est pas dans la liste de confiance."
_NOT_ISSUED = "{name} : ce n’est pas l’autorité {ca} qui l’a signé."
_NO_KEY = "{name} : sa clé ne peut signer aucun 2D-Doc."
_NOT_TRUSTED = (
    "{name} : la signature de cette liste de confiance n’est pas d’un signataire connu ; si France Titres "
    "en a changé, un administrateur l’ajoute avec --signer."
)


@dataclass(frozen=True)
class Imported:
    """What an import did: pieces added and known before, by kind; the sentences of those refused."""

    added: Mapping[TrustKind, int]
    known: int
    refused: tuple[str, ...]
    sequence: int | None
    """The number of the trust list that rules from now on."""


_Row = dict[str, object]


def import_trust(session: Session, files: Sequence[tuple[str, bytes]]) -> Imported:
    """Keep what ``files`` (name, bytes) bring, lists first so that they vouch for the rest.

    A file that is none of these is passed over. Raises ``Refused`` (``NO_TRUST_FILE``) when there is nothing
    to keep in any of them, with the first reason.
    """
    refused: list[str] = []
    parsed = [(name, content, trust_file(content)) for name, content in files]
    added: Counter[TrustKind] = Counter()
    signers = list_signers(session)
    lists = [
        row
        for name, content, found in parsed
        if found.is_list and (row := _list_row(name, content, signers, refused)) is not None
    ]
    known = _keep(session, lists, added)
    ruling = latest_list(session)
    takes_tests = is_training(session)
    rows = [row for one in parsed for row in _rows(one[0], one[2], ruling, refused, takes_tests=takes_tests)]
    known += _keep(session, rows, added)
    if not added and not known:
        why = refused[0] if refused else "aucun certificat ni liste de confiance dans ce qui a été donné."
        raise Refused(f"Rien n’est importé : {why}", code=NO_TRUST_FILE)
    return Imported(dict(added), known, tuple(refused), ruling.sequence if ruling else None)


def add_list_signer(session: Session, sha256: str) -> bool:
    """Let the holder of the certificate ``sha256`` sign trust lists; false when it could already.

    Raises ``Refused``: ``ADMINISTRATOR_ONLY``, ``SIGNER_WRONG``.
    """
    if current_staff(session).role is not StaffRole.ADMINISTRATOR:
        raise Refused(
            "Seul un administrateur ajoute un signataire des listes de confiance : demandez-le-lui.",
            code="ADMINISTRATOR_ONLY",
        )
    digits = sha256.replace(":", "").lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise Refused(
            "L’empreinte du signataire est un SHA-256 : donnez ses 64 chiffres hexadécimaux.",
            code="SIGNER_WRONG",
        )
    if digits in list_signers(session):
        return False
    added: Counter[TrustKind] = Counter()
    return _keep(session, [{"kind": TrustKind.LIST_SIGNER.value, "sha256": digits}], added) == 0


def _list_row(name: str, content: bytes, signers: frozenset[str], refused: list[str]) -> _Row | None:
    try:
        found = trust_list_of(content, signers)
    except NotTrusted:
        refused.append(_NOT_TRUSTED.format(name=name))
        return None
    return {
        **_piece(TrustKind.TRUST_LIST, content, found.issued, found.ends),
        "rank": found.sequence,
    }


def _rows(
    name: str, found: TrustFile, ruling: TrustList | None, refused: list[str], *, takes_tests: bool
) -> Iterator[_Row]:
    for one in found.certificates:
        if one.is_authority:
            # The list alone says who is an authority.
            continue
        why = _why_not(one, ruling, takes_tests=takes_tests)
        if why is not None:
            refused.append(why.format(name=f"{name}, certificat {one.name}", ca=one.ca_id))
            continue
        signer = one.signer
        piece = _piece(TrustKind.CERTIFICATE, one.der, signer.first, signer.last)
        yield {**piece, "ca_id": signer.ca_id, "cert_id": signer.cert_id}
    for revoked in found.revocations:
        why = _why_not(revoked, ruling, takes_tests=takes_tests)
        if why is not None:
            refused.append(why.format(name=f"{name}, révocations", ca=revoked.ca_id))
            continue
        piece = _piece(TrustKind.REVOCATIONS, revoked.der, revoked.issued, revoked.ends)
        yield {**piece, "ca_id": revoked.ca_id}


def _why_not(
    one: StampCertificate | Revocations, ruling: TrustList | None, *, takes_tests: bool
) -> str | None:
    """Why a certificate or a list of revocations is not kept, as a sentence to complete."""
    if one.is_test:
        return None if takes_tests else _TEST
    if isinstance(one, StampCertificate) and not one.signer.can_sign:
        return _NO_KEY
    if ruling is None:
        return _NO_LIST
    listed = ruling.authority(one.ca_id)
    if listed is None:
        return _NOT_LISTED
    return None if one.is_issued_by(listed.certificate) else _NOT_ISSUED


def _piece(kind: TrustKind, content: bytes, first: date, last: date | None) -> _Row:
    return {
        "kind": kind.value,
        "sha256": hashlib.sha256(content).hexdigest(),
        "first_day": first,
        "last_day": last,
        "content": content,
    }


def _keep(session: Session, rows: Iterable[_Row], added: Counter[TrustKind]) -> int:
    """Add what is not there; return how many were."""
    wanted = {(row["kind"], row["sha256"]): row for row in rows}
    there = {
        (kind, digest)
        for kind, digest in session.execute(
            select(StampTrust.kind, StampTrust.sha256).where(
                StampTrust.sha256.in_([digest for _, digest in wanted])
            )
        )
    }
    for key, row in wanted.items():
        if key not in there:
            session.execute(insert(StampTrust).values(**row).on_conflict_do_nothing())
            added[TrustKind(str(row["kind"]))] += 1
    return len(there & set(wanted))
