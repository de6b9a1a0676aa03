"""The notice calculator: when a notice to quit ends (R3.28). It says, it writes nothing."""

from dataclasses import dataclass
from datetime import date

from backoffice.rules.dates import add_months, french_day
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.labelled import Labelled


class NoticeReason(Labelled):
    """Why the period may be shorter (R3.28, R3.17); health is a certificate seen, never a diagnosis."""

    GENERAL = "GENERAL", "Sans motif particulier"
    TENSE_ZONE = "TENSE_ZONE", "Logement en zone tendue"
    JOB_LOSS = "JOB_LOSS", "Perte d’emploi"
    NEW_JOB = "NEW_JOB", "Nouvel emploi après une perte d’emploi"
    FIRST_JOB = "FIRST_JOB", "Premier emploi"
    TRANSFER = "TRANSFER", "Mutation professionnelle"
    RSA = "RSA", "Bénéficiaire du RSA"
    AAH = "AAH", "Bénéficiaire de l’AAH"
    HEALTH = "HEALTH", "Santé, certificat joint"
    PROTECTION = "PROTECTION", "Ordonnance de protection"
    SAME_LANDLORD = "SAME_LANDLORD", "Relogement par le même bailleur"
    OTHER_HLM = "OTHER_HLM", "Départ vers un autre bailleur HLM"


@dataclass(frozen=True)
class NoticeResult:
    """The end of the notice, ``None`` when no verified rule gives it, and what to say with it."""

    received_on: date
    reason: NoticeReason
    months: int | None
    ends_on: date | None
    sentences: tuple[str, ...]

    @property
    def verified(self) -> bool:
        """Whether the period is one that the law gives."""
        return self.months is not None


_LONG, _SHORT = 3, 1
_WITHOUT_PROOF = frozenset({NoticeReason.GENERAL, NoticeReason.SAME_LANDLORD})


def notice_end(
    received_on: date,
    reason: NoticeReason,
    landlord: LandlordProfile,
    *,
    proof_joined: bool = True,
    married: bool = False,
    both_signed: bool = True,
) -> NoticeResult:
    """When a notice received on ``received_on`` ends: three months, or one with its reason and proof.

    A notice for another HLM landlord has no verified period: it is said, not computed.
    """
    said = [f"Le préavis court du jour de réception, le {french_day(received_on)}."]
    months: int | None = _LONG if reason is NoticeReason.GENERAL else _SHORT
    if reason is NoticeReason.OTHER_HLM:
        months = None
        said.append(
            "Départ vers un autre bailleur HLM : durée à vérifier (deux mois publiés, un mois parfois) ; "
            f"demandez au responsable ce que prévoit le bail de {landlord.identity.name}."
        )
    elif reason not in _WITHOUT_PROOF and not proof_joined:
        months = _LONG
        said.append("Le motif et sa preuve se joignent au congé : sans eux, le préavis est de trois mois.")
    elif reason not in _WITHOUT_PROOF:
        said.append("Vérifiez que la lettre donne le motif et que la preuve y est jointe.")
    if married and not both_signed:
        said.append(
            "Les époux signent tous deux : ce congé n’engage que son signataire, demandez l’autre signature."
        )
    elif married:
        said.append("Les époux ont signé tous deux.")
    ends_on = add_months(received_on, months) if months else None
    if months:
        said.append(
            f"Durée : {months} mois. Dernier jour du préavis : {french_day(add_months(received_on, months))}."
        )
    return NoticeResult(received_on, reason, months, ends_on, tuple(said))
