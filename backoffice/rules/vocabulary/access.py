"""Why a file is opened or a list taken out, what is counted, why a quota is passed."""

from backoffice.rules.vocabulary.labelled import Labelled


class OpeningPurpose(Labelled):
    """Why a tenant's file is opened (R5.14)."""

    CALL = "CALL", "Appel"
    COUNTER = "COUNTER", "Guichet"
    MAIL = "MAIL", "Courrier ou courriel"
    PORTAL_ITEM = "PORTAL_ITEM", "Demande du portail"
    CAMPAIGN = "CAMPAIGN", "Campagne"
    CONTROL = "CONTROL", "Contrôle"
    NOT_GIVEN = "NOT_GIVEN", "Motif non donné"


CHOSEN_PURPOSES = tuple(purpose for purpose in OpeningPurpose if purpose is not OpeningPurpose.NOT_GIVEN)
"""Those of R5.14; the last one is what the trace says of a program or a command that gave none."""


class ExportPurpose(Labelled):
    """Why a list leaves the database (R5.3): managing tenancies, and nothing else."""

    RENT = "RENT", "Loyers et comptes"
    INSURANCE = "INSURANCE", "Suivi des assurances"
    SAFETY = "SAFETY", "Travaux et sécurité des immeubles"
    SURVEY = "SURVEY", "Enquête réglementaire"
    ACTIVITY = "ACTIVITY", "Suivi de l’activité"
    SUBJECT_REQUEST = "SUBJECT_REQUEST", "Demande d’une personne sur ses données"
    CONTROL = "CONTROL", "Contrôle interne ou d’une autorité"


class AccessKind(Labelled):
    """What a quota counts."""

    OPENING = "OPENING", "Ouvertures de dossiers"
    SEARCH = "SEARCH", "Recherches"
    EXPORT = "EXPORT", "Exports"


class GlassReason(Labelled):
    """Why a member of staff goes past his quota for an hour."""

    BUSY_DAY = "BUSY_DAY", "Afflux d’appels ou de visites"
    EMERGENCY = "EMERGENCY", "Urgence dans un immeuble"
    REPLACEMENT = "REPLACEMENT", "Remplacement d’un collègue"
    BATCH = "BATCH", "Traitement d’un lot de demandes"
    OTHER = "OTHER", "Autre raison"


class WatchReason(Labelled):
    """Why the trace itself is read (R5.13): security, and nothing else."""

    SUBJECT_REQUEST = "SUBJECT_REQUEST", "Demande d’une personne"
    COMPLAINT = "COMPLAINT", "Réclamation"
    INCIDENT = "INCIDENT", "Incident de sécurité"
    CONTROL = "CONTROL", "Contrôle"
