"""The vocabulary that checks free text."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from backoffice.database.migrations.scripts import run_script

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels = None
depends_on = None

_FAMILIES = (
    "'HEALTH', 'ADDICTION', 'OFFENCE', 'ORIGIN_BELIEF', 'SEX_LIFE', 'INSULT_JUDGMENT', 'PAST_HARDSHIP', "
    "'THIRD_PARTY'"
)
_WORD = "(=?[a-z0-9]+|[a-z]{4,}[*])"
_FORMS = f"^{_WORD}([ |]{_WORD})*$"
_PHRASES = f"^(({_WORD}|~)([ |]({_WORD}|~))*)?$"


def upgrade() -> None:
    """Create the table, its triggers."""
    op.create_table(
        "note_term",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("family", sa.Text(), nullable=False, comment="Family of R5.18."),
        sa.Column("lemma", sa.Text(), nullable=False, comment="The term, as people write it."),
        sa.Column(
            "lemma_key", sa.Text(collation="C"), nullable=False, comment="The term folded: one per family."
        ),
        sa.Column(
            "forms", postgresql.ARRAY(sa.TEXT()), nullable=False, comment="Folded forms; * ends a beginning."
        ),
        sa.Column(
            "harmless",
            postgresql.ARRAY(sa.TEXT()),
            server_default="{}",
            nullable=False,
            comment="Turns of phrase that say nothing of a person; ~ is the term.",
        ),
        sa.Column("severity", sa.Text(), nullable=False, comment="Warns or refuses."),
        sa.Column("rewording", sa.Text(), nullable=False, comment="What to write instead."),
        sa.Column(
            "state",
            sa.Text(),
            server_default="IN_FORCE",
            nullable=False,
            comment="In force, or retired by this row.",
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="Rule or decision behind this version."),
        sa.Column(
            "author",
            sa.Text(),
            server_default=sa.text("session_user"),
            nullable=False,
            comment="Login that wrote this version.",
        ),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.CheckConstraint(f"family IN ({_FAMILIES})", name=op.f("ck_note_term_family_known")),
        sa.CheckConstraint("severity IN ('WARN', 'BLOCK')", name=op.f("ck_note_term_severity_known")),
        sa.CheckConstraint("state IN ('IN_FORCE', 'RETIRED')", name=op.f("ck_note_term_state_known")),
        sa.CheckConstraint(
            "cardinality(forms) > 0 AND array_position(forms, NULL) IS NULL "
            f"AND array_to_string(forms, '|') ~ '{_FORMS}'",
            name=op.f("ck_note_term_forms_readable"),
        ),
        sa.CheckConstraint(
            f"array_position(harmless, NULL) IS NULL AND array_to_string(harmless, '|') ~ '{_PHRASES}'",
            name=op.f("ck_note_term_harmless_readable"),
        ),
        sa.CheckConstraint(
            "lemma <> '' AND lemma_key <> '' AND rewording <> '' AND source <> ''",
            name=op.f("ck_note_term_filled"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_term")),
        comment="Words that notes may not hold (R5.18); rows are only added, the latest rules (R5.19).",
    )
    op.create_index("ix_note_term_key", "note_term", ["family", "lemma_key", "id"], unique=False)
    run_script("0012_notes")
