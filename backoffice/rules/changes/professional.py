"""Changes of profession: proofs accepted, what is kept, what must not be sent (R3.30–R3.33)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.rules.changes.outcome import ChangeOutcome, Objection
from backoffice.rules.changes.secrets import hides_account
from backoffice.rules.dates import add_months, french_day
from backoffice.rules.household.outcome import LineChange, Spawned
from backoffice.rules.names import words
from backoffice.rules.vocabulary.validation.changes import ProfessionalSituation as S
from backoffice.rules.vocabulary.validation.papers import DocumentKind as D
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind

PROOFS: Mapping[S, tuple[D, ...]] = {
    S.EMPLOYED_PERMANENT: (D.EMPLOYMENT_CONTRACT, D.EMPLOYER_STATEMENT),
    S.EMPLOYED_FIXED_TERM: (D.EMPLOYMENT_CONTRACT, D.EMPLOYER_STATEMENT),
    S.INTERIM: (D.EMPLOYMENT_CONTRACT, D.EMPLOYER_STATEMENT),
    S.JOB_SEEKER: (D.JOB_SEEKER_NOTICE,),
    S.RETIRED: (D.PENSION_NOTICE,),
    S.SELF_EMPLOYED: (D.COMPANY_EXTRACT,),
    S.APPRENTICE: (D.EMPLOYMENT_CONTRACT, D.EMPLOYER_STATEMENT),
    S.STUDENT: (D.SCHOOL_CERTIFICATE,),
    S.DISABLED_BENEFIT: (D.BENEFIT_NOTICE,),
    S.SICK_OR_PARENTAL_LEAVE: (D.EMPLOYER_STATEMENT, D.STATEMENT),
    S.AT_HOME: (D.STATEMENT,),
    S.OTHER: (D.STATEMENT, D.TAX_NOTICE),
}
"""What proves each situation: one of them is enough (R3.30, R3.31)."""
WITH_EMPLOYER = frozenset(
    {S.EMPLOYED_PERMANENT, S.EMPLOYED_FIXED_TERM, S.INTERIM, S.APPRENTICE, S.SICK_OR_PARENTAL_LEAVE}
)
REVIEW_DAYS = 30
_EARLIEST = 60
_MEDICAL = (
    frozenset(
        {"MEDICAL", "MEDICALE", "MEDICAUX", "MEDECIN", "MALADIE", "ORDONNANCE", "CPAM", "AMELI", "MDPH"}
    )
    | {"HANDICAP", "INVALIDITE", "GROSSESSE", "HOPITAL", "HOSPITALISATION", "CLINIQUE", "DIAGNOSTIC", "SANTE"}
    | {"VITALE", "AAH", "ARRET", "ALD", "IRM", "SCANNER", "PSYCHIATRE", "PSYCHIATRIE", "SERO", "SEROLOGIE"}
)
_OF_BENEFITS = frozenset({"AAH", "MDPH", "INVALIDITE", "HANDICAP", "CPAM"})
"""What the notice of a benefit is called: it tells a right, and no illness."""


@dataclass(frozen=True)
class Situation:
    """The situation of a person from a day on."""

    status: S
    since: date
    employer: str | None = None

    @property
    def words(self) -> str:
        """As a line of before and after shows it."""
        employer = f", {self.employer}" if self.employer else ""
        return f"{self.status.label}{employer}, depuis le {french_day(self.since)}"


@dataclass(frozen=True)
class ProfessionalFile:
    """What stands when a change of profession is judged."""

    today: date
    person: str
    of_household: bool
    current: Situation | None
    received: tuple[tuple[D, str], ...]
    """Readable papers: what each is said to be, and the name of its file."""
    medical: frozenset[str] = frozenset()
    """The names in which the vocabulary of the data protection officer finds an illness (R5.18, R5.20)."""
    seen: frozenset[D] = frozenset()
    """Originals seen on paper."""
    pays_sls: bool = False
    keeps_employer: bool = False
    """Whether the landlord's survey needs the employer's name (R3.33)."""
    employer_refusal: str | None = None
    """Why the words given as the employer may not be kept (R5.17)."""


def looks_medical(file_name: str, kind: D = D.OTHER) -> bool:
    """Whether the name of a file says that it is a medical paper, which is never accepted (R3.31, R5.20)."""
    told = _MEDICAL - _OF_BENEFITS if kind is D.BENEFIT_NOTICE else _MEDICAL
    return not told.isdisjoint(words(file_name))


def proofs_of(status: S) -> tuple[D, ...]:
    """The papers of which one proves ``status``."""
    return PROOFS[status]


def judge_professional(asked: Situation, file: ProfessionalFile) -> ChangeOutcome:
    """What accepting ``asked`` would do, or why it may not be accepted."""
    employer = asked.employer if file.keeps_employer and asked.status in WITH_EMPLOYER else None
    kept = Situation(asked.status, asked.since, employer)
    sentences = [f"{file.person} : {kept.words}."]
    if asked.employer and employer is None:
        sentences.append("Le nom de l’employeur n’est pas gardé : l’enquête du bailleur n’en a pas besoin.")
    follow_ups: tuple[Spawned, ...] = ()
    if file.pays_sls:
        due = file.today + timedelta(days=REVIEW_DAYS)
        follow_ups = (Spawned(FollowUpKind.REVIEW_SLS, due),)
        sentences.append("Le contrat paie un SLS : son calcul est à revoir.")
    before = file.current.words if file.current else "Non renseignée"
    return ChangeOutcome(
        lines=(LineChange("Situation professionnelle", before, kept.words),),
        objections=tuple(_objections(asked, file)),
        sentences=tuple(sentences),
        follow_ups=follow_ups,
        effective_on=asked.since,
    )


def _objections(asked: Situation, file: ProfessionalFile) -> list[Objection]:
    found = []
    if not file.of_household:
        found.append(Objection("NOT_A_HOLDER", "Cette personne n’est pas de ce foyer : refusez la demande."))
    medical = [name for kind, name in file.received if name in file.medical or looks_medical(name, kind)]
    if medical:
        found.append(
            Objection(
                "WRONG_DOCUMENT",
                f"« {medical[0]} » semble être une pièce de santé, qui n’est jamais acceptée : refusez-la, "
                "et demandez une pièce de la liste.",
            )
        )
    proofs = PROOFS[asked.status]
    came = {kind for kind, _ in file.received} | file.seen
    if came.isdisjoint(proofs):
        told = " ou ".join(one.label.lower() for one in proofs)
        found.append(Objection("DOCUMENT_MISSING", f"Il manque une pièce : {told}. Demandez-la."))
    if not add_months(file.today, -12 * _EARLIEST) <= asked.since <= add_months(file.today, 12):
        found.append(Objection("DATE_INCONSISTENT", "La date ne peut pas être juste : demandez-la."))
    if file.current is not None:
        if (file.current.status, file.current.employer) == (asked.status, _kept(asked, file)):
            found.append(Objection("ALREADY_RECORDED", "Cette situation est déjà enregistrée."))
        elif asked.since <= file.current.since:
            found.append(
                Objection(
                    "DATE_INCONSISTENT",
                    f"Une situation plus récente est enregistrée, depuis le "
                    f"{french_day(file.current.since)} : vérifiez la date.",
                )
            )
    if file.employer_refusal:
        found.append(Objection("OUT_OF_SCOPE", file.employer_refusal))
    elif asked.employer and hides_account(asked.employer):
        found.append(Objection("OUT_OF_SCOPE", "Un numéro de compte est écrit à la place de l’employeur."))
    return found


def _kept(asked: Situation, file: ProfessionalFile) -> str | None:
    return asked.employer if file.keeps_employer and asked.status in WITH_EMPLOYER else None
