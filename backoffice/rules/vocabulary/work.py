"""Work items: what waits for a decision, where it stands, what may be decided."""

from backoffice.rules.vocabulary.labelled import Labelled


class WorkKind(Labelled):
    """What an item of work is about; one queue each, named as in the rail."""

    INSURANCE = "INSURANCE", "Attestations"
    HOUSEHOLD = "HOUSEHOLD", "Foyers"
    PROFESSIONAL = "PROFESSIONAL", "Professions"
    CONTACT = "CONTACT", "Coordonnées"
    BANK = "BANK", "Comptes bancaires"
    ASSISTANCE = "ASSISTANCE", "Assistance"
    REQUEST = "REQUEST", "Demandes"
    SURVEY = "SURVEY", "Enquêtes"


class WorkStatus(Labelled):
    """Where an item stands; only an open one can be claimed."""

    OPEN = "OPEN", "À traiter"
    WAITING = "WAITING", "En attente du locataire"
    DONE = "DONE", "Traité"
    CANCELLED = "CANCELLED", "Classé sans suite"


class WorkDecision(Labelled):
    """What was decided; a correction is one more decision, never a change of the first."""

    ACCEPTED = "ACCEPTED", "Accepté"
    REJECTED = "REJECTED", "Refusé"
    ASKED = "ASKED", "Pièce demandée au locataire"
    CANCELLED = "CANCELLED", "Classé sans suite"
    UNDONE = "UNDONE", "Décision annulée"
    REOPENED = "REOPENED", "Rouvert"


NEWS = frozenset(
    {"portal", "receipts", "people", "requests", "insurance", *(f"work.{kind.value}" for kind in WorkKind)}
)
"""What the database says has changed, as it says it: a kind of record, never whose it is."""
