"""The queues at work: why an item is passed on, what a second person finds."""

from backoffice.rules.vocabulary.labelled import Labelled


class SkipReason(Labelled):
    """Why somebody passes an item on; never what the item says."""

    UNREADABLE = "UNREADABLE", "Pièce difficile à lire"
    ASK_COLLEAGUE = "ASK_COLLEAGUE", "Avis d’un collègue nécessaire"
    CHECK_ELSEWHERE = "CHECK_ELSEWHERE", "À vérifier ailleurs d’abord"
    KNOWN_PERSON = "KNOWN_PERSON", "Personne que je connais"
    TOO_LONG = "TOO_LONG", "Trop long pour maintenant"
    OTHER = "OTHER", "Autre motif"


class LookVerdict(Labelled):
    """What the second person says of a decision."""

    AGREED = "AGREED", "D’accord"
    DISAGREED = "DISAGREED", "Pas d’accord"


class LookReason(Labelled):
    """Why the second person does not agree."""

    WRONG_DECISION = "WRONG_DECISION", "La décision devait être l’autre"
    WRONG_REASON = "WRONG_REASON", "Le motif n’est pas le bon"
    MISSED_CHECK = "MISSED_CHECK", "Un contrôle a été oublié"
    WRONG_DATE = "WRONG_DATE", "Une date est fausse"
    WRONG_PERSON = "WRONG_PERSON", "Ce n’est pas la bonne personne ou le bon contrat"
    WRONG_MESSAGE = "WRONG_MESSAGE", "Le message ne convient pas"


class ReopenReason(Labelled):
    """Why a settled item is put back in its queue."""

    NEW_PAPER = "NEW_PAPER", "Une pièce nouvelle est arrivée"
    WRONG_DECISION = "WRONG_DECISION", "La décision est erronée"
    TENANT_OBJECTS = "TENANT_OBJECTS", "Le locataire conteste"
    SECOND_LOOK = "SECOND_LOOK", "Une relecture n’est pas d’accord"
    OTHER = "OTHER", "Autre motif"
