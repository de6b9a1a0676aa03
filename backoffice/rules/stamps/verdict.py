"""What a check of a stamp means: four states, the reasons in sentences, what staff may do with it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from backoffice.rules.stamps.header import TEST_CERTIFICATE, StampHeader, is_test_authority
from backoffice.rules.stamps.notice import TAX_TYPES
from backoffice.rules.vocabulary.labelled import Labelled

TAX_OFFICE: Final = "130004955"
"""SIREN of the DGFiP, the only one that signs tax notices."""
_HOMES = frozenset({"00", "01", "02"})
"""Proofs of address, which one certificate may sign together."""


class StampState(Labelled):
    """What is known of the signature."""

    VERIFIED = "verified", "Signature vérifiée"
    UNVERIFIABLE = "unverifiable", "Signature non vérifiable"
    WRONG = "wrong", "Signature fausse"
    ABSENT = "absent", "Aucune signature"


ADVICE: Final = {
    StampState.VERIFIED: "Les valeurs du code sont celles que l’émetteur a signées : comparez-les à la page "
    "et à la personne, puis décidez.",
    StampState.UNVERIFIABLE: "Le code se lit, mais rien ne prouve qui l’a écrit : ce n’est pas un faux pour "
    "autant ; lisez la page comme un document sans code.",
    StampState.WRONG: "Le contenu du code n’est pas celui qui a été signé : ne le reprenez pas, demandez "
    "l’original et prévenez votre responsable.",
    StampState.ABSENT: "Le code n’est pas signé : lisez la page comme un document sans code.",
}

RESERVED: Final = (
    "La signature correspond au contenu, mais le certificat appelle les réserves ci-dessus : lisez la page "
    "comme un document sans code."
)


class Doubt(Labelled):
    """Why a stamp is not simply verified; the label is the sentence, completed by ``{}``."""

    NO_SIGNATURE = "NO_SIGNATURE", "Le code ne porte aucune signature."
    MALFORMED = "MALFORMED", "La signature du code est mal écrite."
    MISMATCH = "MISMATCH", "La signature ne correspond pas au contenu du code."
    NO_CERTIFICATE = (
        "NO_CERTIFICATE",
        "Le certificat {name} est inconnu ici : demandez la mise à jour des certificats.",
    )
    UNUSABLE_KEY = "UNUSABLE_KEY", "La clé du certificat {name} ne peut signer aucun 2D-Doc."
    TEST_AUTHORITY = "TEST_AUTHORITY", "L’autorité {ca} est une autorité de test, dont la clé est publique."
    TEST_CERTIFICATE = "TEST_CERTIFICATE", "Le certificat {name} est réservé aux tests."
    NO_LIST = "NO_LIST", "Aucune liste de confiance n’est enregistrée : importez celle de France Titres."
    NOT_LISTED = "NOT_LISTED", "L’autorité {ca} n’est pas dans la liste de confiance."
    WITHDRAWN = "WITHDRAWN", "L’autorité {ca} a été retirée de la liste de confiance."
    NOT_ISSUED = "NOT_ISSUED", "Le certificat {name} n’a pas été signé par l’autorité {ca}."
    NO_DATE = "NO_DATE", "Le code ne dit pas quel jour il a été signé : la validité ne se contrôle pas."
    OUT_OF_VALIDITY = (
        "OUT_OF_VALIDITY",
        "La date de signature ({signed}) est hors de la validité du certificat ({first} – {last}).",
    )
    REVOKED = "REVOKED", "Le certificat {name} est révoqué : le code ne se contrôle plus."
    OTHER_TYPE = (
        "OTHER_TYPE",
        "Le certificat {name} est émis pour un autre type de document ({signs}) que celui du code ({type}).",
    )
    UNTYPED = "UNTYPED", "Le certificat {name} ne nomme pas de type de document, ce qu’un avis d’impôt exige."
    OTHER_ISSUER = (
        "OTHER_ISSUER",
        "Le certificat {name} n’est pas celui de la DGFiP : ce n’est pas un avis d’impôt.",
    )
    UNREADABLE_HEADER = "UNREADABLE_HEADER", "L’en-tête du code est mal écrit."
    OTHER_PERIMETER = "OTHER_PERIMETER", "Le périmètre {perimeter} du code n’est pas connu ici."
    REVOCATION_UNCHECKED = (
        "REVOCATION_UNCHECKED",
        "La révocation n’a pas pu être contrôlée (aucune liste importée).",
    )
    REVOCATION_OLD = "REVOCATION_OLD", "La liste de révocation de {ca} est périmée : importez la suivante."
    LIST_OLD = "LIST_OLD", "La liste de confiance est périmée : importez la suivante."


_REMARKS = frozenset({Doubt.REVOCATION_UNCHECKED, Doubt.REVOCATION_OLD, Doubt.LIST_OLD})
"""What was not looked at, or not lately: told, without making the stamp unverifiable."""
_DECIDED = frozenset({Doubt.NO_SIGNATURE, Doubt.MALFORMED, Doubt.MISMATCH})


@dataclass(frozen=True)
class Signer:
    """A signing certificate: whose, for which type of document, valid from ``first`` to ``last`` included."""

    ca_id: str
    cert_id: str
    organization: str
    company: str
    """Digits of the SIREN or SIRET."""
    doc_type: str | None
    first: date
    last: date
    can_sign: bool
    """Whether its key is of a kind that signs these codes."""


@dataclass(frozen=True)
class Trust:
    """What was found about the certificate of one code; ``None`` where it was not looked at."""

    signer: Signer | None
    holds: bool | None
    """Whether the signature is that of the signed bytes under the signer's key; ``None``: not readable."""
    is_listed: bool | None = None
    is_accepted: bool | None = None
    is_issued: bool | None = None
    is_revoked: bool | None = None
    revocations_end: date | None = None
    list_ends: date | None = None


@dataclass(frozen=True)
class Verdict:
    """The state of a stamp and its reasons, worst first."""

    state: StampState
    doubts: tuple[Doubt, ...]
    reason: str | None
    """The reasons as sentences; ``None`` when there is nothing to say."""

    @property
    def advice(self) -> str:
        """What it means for whoever holds the paper."""
        is_reserved = self.state is StampState.VERIFIED and not _REMARKS.issuperset(self.doubts)
        return RESERVED if is_reserved else ADVICE[self.state]


def judge(
    header: StampHeader, trust: Trust, today: date, *, is_signed: bool, is_strict: bool, takes_tests: bool
) -> Verdict:
    """The verdict on one stamp.

    ``is_strict``: every step of the chain counts and one that fails makes the stamp unverifiable; otherwise
    the signature alone decides under the certificate given, the rest is named. ``takes_tests``: on a training
    database, where the tests' authority is trusted.
    """
    if not is_signed:
        return _verdict(StampState.ABSENT, [Doubt.NO_SIGNATURE], header, trust.signer)
    doubts = _doubts(header, trust, today, is_strict=is_strict, takes_tests=takes_tests)
    if trust.signer is None or not trust.signer.can_sign:
        return _verdict(StampState.UNVERIFIABLE, doubts, header, trust.signer)
    if is_strict and trust.is_issued is False and not (takes_tests and is_test_authority(header.ca_id)):
        # A key that nobody vouches for accuses nobody.
        return _verdict(StampState.UNVERIFIABLE, doubts, header, trust.signer)
    if not trust.holds:
        why = Doubt.MALFORMED if trust.holds is None else Doubt.MISMATCH
        return _verdict(StampState.WRONG, [why, *doubts], header, trust.signer)
    fails = is_strict and any(doubt not in _allowed(header, takes_tests=takes_tests) for doubt in doubts)
    return _verdict(StampState.UNVERIFIABLE if fails else StampState.VERIFIED, doubts, header, trust.signer)


def _allowed(header: StampHeader, *, takes_tests: bool) -> frozenset[Doubt]:
    is_trial = takes_tests and is_test_authority(header.ca_id)
    return _REMARKS | {Doubt.TEST_AUTHORITY} if is_trial else _REMARKS


def _doubts(
    header: StampHeader, trust: Trust, today: date, *, is_strict: bool, takes_tests: bool
) -> list[Doubt]:
    doubts: list[Doubt] = []
    is_test = is_test_authority(header.ca_id)
    if is_test:
        doubts.append(Doubt.TEST_AUTHORITY)
    elif header.cert_id == TEST_CERTIFICATE:
        doubts.append(Doubt.TEST_CERTIFICATE)
    if header.unreadable:
        doubts.append(Doubt.UNREADABLE_HEADER)
    elif header.perimeter not in (None, "01"):
        doubts.append(Doubt.OTHER_PERIMETER)
    if trust.signer is None:
        return [*doubts, Doubt.NO_CERTIFICATE]
    if not trust.signer.can_sign:
        return [*doubts, Doubt.UNUSABLE_KEY]
    if is_strict and is_test and takes_tests:
        # The published test certificate ended long ago and names no type: no chain is to be followed.
        return doubts
    doubts += _of_chain(trust, today) if is_strict else _of_issue(trust)
    return [*doubts, *_of_signer(header, trust.signer, is_named=is_strict)]


def _of_chain(trust: Trust, today: date) -> list[Doubt]:
    doubts: list[Doubt] = []
    if trust.is_listed is None:
        doubts.append(Doubt.NO_LIST)
    elif not trust.is_listed:
        doubts.append(Doubt.NOT_LISTED)
    elif not trust.is_accepted:
        doubts.append(Doubt.WITHDRAWN)
    doubts += _of_issue(trust)
    if trust.is_revoked is None:
        doubts.append(Doubt.REVOCATION_UNCHECKED)
    elif trust.revocations_end is not None and trust.revocations_end < today:
        doubts.append(Doubt.REVOCATION_OLD)
    if trust.list_ends is not None and trust.list_ends < today:
        doubts.append(Doubt.LIST_OLD)
    return doubts


def _of_issue(trust: Trust) -> list[Doubt]:
    found = [(trust.is_issued is False, Doubt.NOT_ISSUED), (bool(trust.is_revoked), Doubt.REVOKED)]
    return [doubt for holds, doubt in found if holds]


def _of_signer(header: StampHeader, signer: Signer, *, is_named: bool) -> list[Doubt]:
    doubts: list[Doubt] = []
    if header.signature_date is None:
        doubts.append(Doubt.NO_DATE)
    elif not signer.first <= header.signature_date <= signer.last:
        doubts.append(Doubt.OUT_OF_VALIDITY)
    if signer.doc_type is not None and not _signs(signer.doc_type, header.doc_type):
        doubts.append(Doubt.OTHER_TYPE)
    if header.doc_type in TAX_TYPES:
        if signer.doc_type is None and is_named:
            doubts.append(Doubt.UNTYPED)
        if not signer.company.startswith(TAX_OFFICE):
            doubts.append(Doubt.OTHER_ISSUER)
    return doubts


def _signs(certified: str, written: str) -> bool:
    # Two issuers of pay slips hold certificates that say 03.
    return certified == written or {certified, written} <= _HOMES or (certified, written) == ("03", "06")


def _verdict(state: StampState, doubts: list[Doubt], header: StampHeader, signer: Signer | None) -> Verdict:
    ordered = sorted(dict.fromkeys(doubts), key=lambda one: (one not in _DECIDED, one in _REMARKS))
    said = {
        "name": f"{header.ca_id}/{header.cert_id}",
        "ca": header.ca_id,
        "type": header.doc_type,
        "perimeter": header.perimeter,
        "signed": _day(header.signature_date),
        "signs": signer.doc_type if signer else "",
        "first": _day(signer.first) if signer else "",
        "last": _day(signer.last) if signer else "",
    }
    words = " ".join(doubt.label.format_map(said) for doubt in ordered)
    return Verdict(state, tuple(ordered), words or None)


def _day(found: date | None) -> str:
    return f"{found:%d/%m/%Y}" if found else "–"
