"""The vocabulary that checks free text."""

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, KeyText, Recorded, one_of
from backoffice.rules.notes.words import TERM_FAMILIES, TermSeverity, TermState

_FAMILIES = ", ".join(f"'{family.value}'" for family in TERM_FAMILIES)
# As rules/notes/terms.py has it: whoever writes a row, the checker can read it.
_WORD = "(=?[a-z0-9]+|[a-z]{4,}[*])"
_FORMS = f"^{_WORD}([ |]{_WORD})*$"
_PHRASES = f"^(({_WORD}|~)([ |]({_WORD}|~))*)?$"


class NoteTerm(Recorded, Base):
    """One version of a term of the note checker; the latest of its family and key rules (R5.19)."""

    __tablename__ = "note_term"
    __table_args__ = (
        CheckConstraint(f"family IN ({_FAMILIES})", name="family_known"),
        one_of("severity", TermSeverity),
        one_of("state", TermState),
        CheckConstraint(
            "cardinality(forms) > 0 AND array_position(forms, NULL) IS NULL "
            f"AND array_to_string(forms, '|') ~ '{_FORMS}'",
            name="forms_readable",
        ),
        CheckConstraint(
            f"array_position(harmless, NULL) IS NULL AND array_to_string(harmless, '|') ~ '{_PHRASES}'",
            name="harmless_readable",
        ),
        CheckConstraint(
            "lemma <> '' AND lemma_key <> '' AND rewording <> '' AND source <> ''", name="filled"
        ),
        Index("ix_note_term_key", "family", "lemma_key", "id"),
        {"comment": "Words that notes may not hold (R5.18); rows are only added, the latest rules (R5.19)."},
    )

    id: Mapped[Id]
    family: Mapped[str] = mapped_column(comment="Family of R5.18.")
    lemma: Mapped[str] = mapped_column(comment="The term, as people write it.")
    lemma_key: Mapped[str] = mapped_column(KeyText, comment="The term folded: one per family.")
    forms: Mapped[list[str]] = mapped_column(ARRAY(TEXT), comment="Folded forms; * ends a beginning.")
    harmless: Mapped[list[str]] = mapped_column(
        ARRAY(TEXT),
        server_default="{}",
        comment="Turns of phrase that say nothing of a person; ~ is the term.",
    )
    severity: Mapped[str] = mapped_column(comment="Warns or refuses.")
    rewording: Mapped[str] = mapped_column(comment="What to write instead.")
    state: Mapped[str] = mapped_column(server_default="IN_FORCE", comment="In force, or retired by this row.")
    source: Mapped[str] = mapped_column(comment="Rule or decision behind this version.")
    author: Mapped[str] = mapped_column(
        server_default=text("session_user"), comment="Login that wrote this version."
    )
