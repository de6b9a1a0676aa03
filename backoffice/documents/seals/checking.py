"""One seal against what is trusted here: which certificate, whose, whether its signature holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cryptography.hazmat.primitives.asymmetric import ec

from backoffice.documents.seals.certificates import SealCertificate, key_verifies
from backoffice.documents.seals.revocations import Revocations
from backoffice.documents.seals.trust_list import TrustList
from backoffice.rules.seals.container import Seal
from backoffice.rules.seals.verdict import SealState, Signer, Trust, Verdict, judge


@dataclass(frozen=True)
class TrustStore:
    """What is trusted: signing certificates, authorities given without a list, revocations, the list."""

    certificates: tuple[SealCertificate, ...] = ()
    authorities: tuple[SealCertificate, ...] = ()
    revocations: tuple[Revocations, ...] = ()
    trust_list: TrustList | None = None
    keys: Mapping[tuple[str, str], ec.EllipticCurvePublicKey] = field(default_factory=dict)
    """Public keys by authority and certificate, given without one: never used where the chain counts."""


_BEST = {SealState.VERIFIED: 2, SealState.WRONG: 1}


def check(
    seal: Seal, store: TrustStore, today: date, *, is_strict: bool, takes_tests: bool = False
) -> Verdict:
    """The verdict on ``seal``.

    ``is_strict``: every step of the chain, under the trust list of ``store``; otherwise the signature alone
    decides, under the certificates of ``store``. ``takes_tests``: on a training database.
    """
    name = (seal.header.ca_id, seal.header.cert_id)
    found = [one for one in store.certificates if (one.signer.ca_id, one.signer.cert_id) == name]
    trusts = [_trust(seal, one, store, is_strict=is_strict) for one in found if not one.is_authority]
    if is_strict and any(one.is_issued for one in trusts):
        # A namesake that nobody vouches for is as if it were not there.
        trusts = [one for one in trusts if one.is_issued]
    if not found and not is_strict and name in store.keys:
        trusts = [_of_key(seal, name, store.keys[name])]
    verdicts = [
        judge(seal.header, one, today, is_signed=seal.is_signed, is_strict=is_strict, takes_tests=takes_tests)
        for one in trusts or [Trust(None, None)]
    ]
    return max(verdicts, key=lambda one: _BEST.get(one.state, 0))


def _of_key(seal: Seal, name: tuple[str, str], key: ec.EllipticCurvePublicKey) -> Trust:
    signer = Signer(*name, "", "", None, date.min, date.max, can_sign=True)
    return Trust(signer, None if seal.signature is None else key_verifies(key, seal.signature, seal.signed))


def _trust(seal: Seal, certificate: SealCertificate, store: TrustStore, *, is_strict: bool) -> Trust:
    listed = store.trust_list.authority(seal.header.ca_id) if store.trust_list else None
    named = [one for one in store.authorities if one.name == seal.header.ca_id]
    anchors = ([listed.certificate] if listed else []) if is_strict else named
    revocations = [
        one
        for one in store.revocations
        if one.loaded.issuer == certificate.loaded.issuer
        and (any(one.is_signed_by(anchor) for anchor in anchors) or not (is_strict or anchors))
    ]
    latest = max(revocations, key=lambda one: one.issued, default=None)
    return Trust(
        signer=certificate.signer,
        holds=None if seal.signature is None else certificate.verifies(seal.signature, seal.signed),
        is_listed=None if store.trust_list is None else listed is not None,
        is_accepted=listed.is_accepted if listed else None,
        is_issued=any(certificate.is_issued_by(one) for one in anchors) if anchors else None,
        is_revoked=any(one.names(certificate) for one in revocations) if latest else None,
        revocations_end=latest.ends if latest else None,
        list_ends=store.trust_list.ends if store.trust_list else None,
    )
