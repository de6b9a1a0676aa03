"""What this database trusts for a signed code, read again and proved again each time it is used."""

from functools import lru_cache

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backoffice.documents.stamps.certificates import certificate_of
from backoffice.documents.stamps.checking import TrustStore
from backoffice.documents.stamps.revocations import revocations_of
from backoffice.documents.stamps.trust_list import LIST_SIGNERS, NotTrusted, TrustList, trust_list_of
from backoffice.models.trace import DatabaseProperty
from backoffice.models.validation.stamps import StampTrust
from backoffice.rules.stamps.container import open_stamp
from backoffice.rules.vocabulary.validation.stamps import TrustKind
from backoffice.services.clock import server_day
from backoffice.services.stamps.reading import ReadStamp, read_stamp

_TRAINING = "training"


def read_stored(session: Session, content: bytes) -> ReadStamp:
    """``read_stamp`` under the whole chain, with what this database keeps.

    Raises ``Refused`` as ``read_stamp``.
    """
    header = open_stamp(content).header
    store = stored_trust(session, header.ca_id, header.cert_id)
    today = server_day(session)
    return read_stamp(content, store, today, is_strict=True, takes_tests=is_training(session))


def stored_trust(session: Session, ca_id: str, cert_id: str) -> TrustStore:
    """The certificates of that name, the authority's revocations, the latest list that proves itself."""
    of_authority = select(StampTrust.kind, StampTrust.content).where(
        StampTrust.ca_id == ca_id,
        or_(StampTrust.cert_id == cert_id, StampTrust.kind == TrustKind.REVOCATIONS.value),
    )
    found: dict[str, list[bytes]] = {kind.value: [] for kind in TrustKind}
    for kind, content in session.execute(of_authority):
        if content is not None:
            found[kind].append(content)
    certificates = (certificate_of(one) for one in found[TrustKind.CERTIFICATE])
    revocations = (revocations_of(one) for one in found[TrustKind.REVOCATIONS])
    return TrustStore(
        certificates=tuple(one for one in certificates if one is not None),
        revocations=tuple(one for one in revocations if one is not None),
        trust_list=latest_list(session),
    )


def latest_list(session: Session) -> TrustList | None:
    """The trust list of the highest number among those signed by somebody who may; ``None`` without one."""
    query = (
        select(StampTrust.content)
        .where(StampTrust.kind == TrustKind.TRUST_LIST.value)
        .order_by(StampTrust.rank.desc(), StampTrust.id.desc())
    )
    signers = list_signers(session)
    lists = (_proved(content, signers) for content in session.scalars(query) if content is not None)
    return max((one for one in lists if one), key=lambda one: one.sequence, default=None)


def list_signers(session: Session) -> frozenset[str]:
    """Who may sign the lists: the one that the program knows, those that an administrator added."""
    added = select(StampTrust.sha256).where(StampTrust.kind == TrustKind.LIST_SIGNER.value)
    return LIST_SIGNERS | frozenset(session.scalars(added))


def is_training(session: Session) -> bool:
    """Whether this is the database of the training landlord, where the tests' authority may be tried."""
    query = select(DatabaseProperty.key).where(DatabaseProperty.key == _TRAINING)
    return session.scalars(query).one_or_none() is not None


@lru_cache(maxsize=16)
def _proved(content: bytes, signers: frozenset[str]) -> TrustList | None:
    try:
        return trust_list_of(content, signers)
    except NotTrusted:
        return None
