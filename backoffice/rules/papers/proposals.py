"""What a certificate is read to say, and the checklist proposed from it (R2.8); nothing here decides."""

from dataclasses import dataclass
from datetime import date

from backoffice.rules.papers.words import TextSource, Zone
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.service import InsuranceRejection
from backoffice.rules.vocabulary.validation.papers import CheckCode, CheckVerdict, PaperField


class CoverWord(Labelled):
    """Covers that count for a tenant (R2.2)."""

    TENANT_RISKS = "TENANT_RISKS", "Risques locatifs"
    FIRE = "FIRE", "Incendie"
    EXPLOSION = "EXPLOSION", "Explosion"
    WATER = "WATER", "Dégâts des eaux"
    NEIGHBOURS = "NEIGHBOURS", "Recours des voisins"


class PaperNature(Labelled):
    """What a paper is by its words (C1)."""

    CERTIFICATE = "CERTIFICATE", "Attestation d’assurance habitation"
    QUOTE = "QUOTE", "Devis"
    PREMIUM_NOTICE = "PREMIUM_NOTICE", "Avis d’échéance"
    TERMS = "TERMS", "Conditions du contrat"
    BANK_LINE = "BANK_LINE", "Relevé bancaire"
    OTHER_INSURANCE = "OTHER_INSURANCE", "Autre assurance"
    OTHER = "OTHER", "Autre document"


class Quality(Labelled):
    """In what quality the insured lives there (C8)."""

    TENANT = "TENANT", "Locataire"
    OWNER = "OWNER", "Propriétaire"


@dataclass(frozen=True)
class Proposal:
    """One field: the value as ISO text or words, how it is written on the paper, and where."""

    field: PaperField
    value: str
    raw: str
    zones: tuple[Zone, ...]


@dataclass(frozen=True)
class CertificateReading:
    """What is read; ``None`` or empty is silence, and silence is better than a mistake."""

    nature: PaperNature | None = None
    insured: tuple[str, ...] = ()
    address: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    policy: str | None = None
    insurer: str | None = None
    covers: frozenset[CoverWord] = frozenset()
    quality: Quality | None = None
    rooms: int | None = None
    proposals: tuple[Proposal, ...] = ()
    """The same with their zones, in the order of ``PaperField``."""


@dataclass(frozen=True)
class Declared:
    """What the tenant typed with his paper (R2.6)."""

    start: date | None
    end: date | None
    insurer: str | None = None


@dataclass(frozen=True)
class HolderName:
    """A holder of the lease, or his spouse by law."""

    birth_name: str
    usage_name: str | None
    first_names: str


@dataclass(frozen=True)
class OnFile:
    """What the lease says: for comparing on the desk alone."""

    holders: tuple[HolderName, ...]
    street: str
    """Number and street."""
    postcode: str
    town: str
    building: str = ""
    door: str = ""
    is_dwelling: bool = True
    rooms: int | None = None
    covered_until: date | None = None
    """Last day of the cover accepted before."""
    annexes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckProposal:
    """One line of the checklist as proposed; ``rejection`` is what a NO would be told as."""

    code: CheckCode
    verdict: CheckVerdict
    zones: tuple[Zone, ...] = ()
    why: str = ""
    """A short French sentence: what was read and compared."""
    rejection: InsuranceRejection | None = None


@dataclass(frozen=True)
class PaperProposal:
    """All that is proposed of a paper; ``accepts`` is ``None`` when nobody can tell."""

    reading: CertificateReading
    checks: tuple[CheckProposal, ...]
    accepts: bool | None
    covered_until: date | None
    rejections: tuple[InsuranceRejection, ...]
    source: TextSource
    remarks: tuple[str, ...] = ()
    """Sentences: tacit renewal, two values that contradict each other, OCR absent…"""
