"""What the content of a paper turned out to be, noted once, and whether it was seen elsewhere (R6.4–R6.7)."""

from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backoffice.documents.reader.answers import Examined
from backoffice.errors import Refused
from backoffice.rules.vocabulary.service import InsuranceRejection
from backoffice.rules.vocabulary.validation.papers import DocumentState, PaperFlag

_DANGEROUS = frozenset({PaperFlag.JAVASCRIPT, PaperFlag.LAUNCH, PaperFlag.EMBEDDED_FILE})
_ELSEWHERE = text("SELECT same_customer, other_customers FROM document_elsewhere(:document)")


@dataclass(frozen=True)
class SeenElsewhere:
    """How many times the same file came: from this customer before, from how many others; never whose."""

    same_customer: int
    other_customers: int

    @property
    def sentence(self) -> str | None:
        """What the agent is told; the tenant never is."""
        if self.other_customers == 1:
            return "Ce même fichier a été envoyé pour un autre client : regardez de près le nom et l’adresse."
        if self.other_customers:
            several = f"Ce même fichier a été envoyé pour {self.other_customers} autres clients"
            return f"{several} : regardez de près le nom et l’adresse."
        if self.same_customer:
            return "Ce même fichier a déjà été envoyé pour ce client : voyez ce qui en avait été décidé."
        return None


def note_examined(session: Session, document_id: int, outcome: Examined | Refused) -> bool:
    """Note what the content is, or why it is not read; false when it was noted before.

    Raises ``Refused`` when the paper is not for who is signed in.
    """
    if isinstance(outcome, Refused):
        examined = func.examine_document(
            document_id, None, None, DocumentState.UNREADABLE.value, outcome.code
        )
    else:
        found = (outcome.media.value, outcome.pages, state_of(outcome).value)
        examined = func.examine_document(document_id, *found, None)
    noted: bool = session.execute(select(examined)).scalar_one()
    return noted


def state_of(found: Examined) -> DocumentState:
    """Clean, or to be looked at with caution when it carries a program or another file."""
    return DocumentState.QUARANTINED if found.flags & _DANGEROUS else DocumentState.CLEAN


def seen_elsewhere(session: Session, document_id: int) -> SeenElsewhere:
    """Whether the same bytes came for other items (R6.5). Raises ``Refused``."""
    row = session.execute(_ELSEWHERE, {"document": document_id}).one()
    return SeenElsewhere(row.same_customer, row.other_customers)


def rejection_of(code: str) -> InsuranceRejection:
    """What a tenant is told of a paper refused with ``code``: the file does not open, whatever the reason."""
    return InsuranceRejection.UNREADABLE_FILE
