"""One stamp against what is trusted here: which certificate, whose, whether its signature holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cryptography.hazmat.primitives.asymmetric import ec

from backoffice.documents.stamps.certificates import StampCertificate, key_verifies
from backoffice.documents.stamps.revocations import Revocations
from backoffice.documents.stamps.trust_list import TrustList
from backoffice.rules.stamps.container import Stamp
from backoffice.rules.stamps.verdict import Signer, StampState, Trust, Verdict, judge


@dataclass(frozen=True)
class TrustStore:
    """What is trusted: signing certificates, authorities given without a list, revocations, the list."""

    certificates: tuple[StampCertificate, ...] = ()
    authorities: tuple[StampCertificate, ...] = ()
    revocations: tuple[Revocations, ...] = ()
    trust_list: TrustList | None = None
    keys: Mapping[tuple[str, str], ec.EllipticCurvePublicKey] = field(default_factory=dict)
    """Public keys by authority and certificate, given without one: never used where the chain counts."""


_BEST = {StampState.VERIFIED: 2, StampState.WRONG: 1}


def check(
    stamp: Stamp, store: TrustStore, today: date, *, is_strict: bool, takes_tests: bool = False
) -> Verdict:
    """The verdict on ``stamp``.

    ``is_strict``: every step of the chain, under the trust list of ``store``; otherwise the signature alone
    decides, under the certificates of ``store``. ``takes_tests``: on a training database.
    """
    name = (stamp.header.ca_id, stamp.header.cert_id)
    found = [one for one in store.certificates if (one.signer.ca_id, one.signer.cert_id) == name]
    trusts = [_trust(stamp, one, store, is_strict=is_strict) for one in found if not one.is_authority]
    if is_strict and any(one.is_issued for one in trusts):
        # A namesake that nobody vouches for is as if it were not there.
        trusts = [one for one in trusts if one.is_issued]
    if not found and not is_strict and name in store.keys:
        trusts = [_of_key(stamp, name, store.keys[name])]
    verdicts = [
        judge(
            stamp.header, one, today, is_signed=stamp.is_signed, is_strict=is_strict, takes_tests=takes_tests
        )
        for one in trusts or [Trust(None, None)]
    ]
    return max(verdicts, key=lambda one: _BEST.get(one.state, 0))


def _of_key(stamp: Stamp, name: tuple[str, str], key: ec.EllipticCurvePublicKey) -> Trust:
    signer = Signer(*name, "", "", None, date.min, date.max, can_sign=True)
    return Trust(
        signer, None if stamp.signature is None else key_verifies(key, stamp.signature, stamp.signed)
    )


def _trust(stamp: Stamp, certificate: StampCertificate, store: TrustStore, *, is_strict: bool) -> Trust:
    listed = store.trust_list.authority(stamp.header.ca_id) if store.trust_list else None
    named = [one for one in store.authorities if one.name == stamp.header.ca_id]
    anchors = ([listed.certificate] if listed else []) if is_strict else named
    revocations = [
        one
        for one in store.revocations
        if one.loaded.issuer == certificate.loaded.issuer
        and (any(one.is_issued_by(anchor) for anchor in anchors) or not (is_strict or anchors))
    ]
    latest = max(revocations, key=lambda one: one.issued, default=None)
    return Trust(
        signer=certificate.signer,
        holds=None if stamp.signature is None else certificate.verifies(stamp.signature, stamp.signed),
        is_listed=None if store.trust_list is None else listed is not None,
        is_accepted=listed.is_accepted if listed else None,
        is_issued=any(certificate.is_issued_by(one) for one in anchors) if anchors else None,
        is_revoked=any(one.names(certificate) for one in revocations) if latest else None,
        revocations_end=latest.ends if latest else None,
        list_ends=store.trust_list.ends if store.trust_list else None,
    )
