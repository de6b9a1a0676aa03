"""The closed lists of the note checker, and its sentences to the agent."""

from backoffice.rules.vocabulary.labelled import Labelled


class NoteOutcome(Labelled):
    """What the checker answers (R5.17). Members are in order of severity."""

    OK = "OK", "Rien à redire"
    WARN = "WARN", "À relire"
    BLOCK = "BLOCK", "Refusé"


class NoteFamily(Labelled):
    """What a note may not say (R5.18), and its length (R5.17)."""

    HEALTH = "HEALTH", "Santé"
    ADDICTION = "ADDICTION", "Dépendance"
    OFFENCE = "OFFENCE", "Infraction"
    ORIGIN_BELIEF = "ORIGIN_BELIEF", "Origine et convictions"
    SEX_LIFE = "SEX_LIFE", "Vie sexuelle"
    INSULT_JUDGMENT = "INSULT_JUDGMENT", "Injure ou jugement"
    PAST_HARDSHIP = "PAST_HARDSHIP", "Passé difficile"
    THIRD_PARTY = "THIRD_PARTY", "Autres personnes"
    SECRETS = "SECRETS", "Secrets"
    LENGTH = "LENGTH", "Longueur"


TERM_FAMILIES = tuple(
    family for family in NoteFamily if family not in (NoteFamily.SECRETS, NoteFamily.LENGTH)
)
"""Families made of words, which the DPO edits; the others are patterns."""


class TermSeverity(Labelled):
    """What finding a term does: an agent may insist on a warning, never on a block."""

    WARN = "WARN", "Avertit"
    BLOCK = "BLOCK", "Refuse"


class TermState(Labelled):
    """What a row of the vocabulary says of its term; the latest row wins."""

    IN_FORCE = "IN_FORCE", "En vigueur"
    RETIRED = "RETIRED", "Retiré"


SENTENCES = {
    NoteFamily.HEALTH: "« {found} » parle de santé : retirez-le et dites seulement ce qu’il faut faire.",
    NoteFamily.ADDICTION: "« {found} » parle d’une dépendance : retirez-le et dites seulement le fait utile.",
    NoteFamily.OFFENCE: "« {found} » parle d’une infraction : retirez-le et dites seulement le fait utile.",
    NoteFamily.ORIGIN_BELIEF: "« {found} » parle d’une origine ou d’une conviction : retirez-le.",
    NoteFamily.SEX_LIFE: "« {found} » parle de vie sexuelle : retirez-le.",
    NoteFamily.INSULT_JUDGMENT: "« {found} » juge la personne, qui peut lire cette note : décrivez le fait.",
    NoteFamily.PAST_HARDSHIP: "« {found} » parle d’un passé difficile, inutile au bail : retirez-le.",
    NoteFamily.THIRD_PARTY: "« {found} » parle d’une autre personne : dites son rôle, pas son nom ni sa vie.",
}
TO_SOCIAL_SERVICE = (
    "Ce nom annonce une pièce médicale (« {found} ») : ne la joignez pas, "
    "orientez la personne vers le service social."
)
"""A file whose name says that it is medical is refused (R5.20)."""
