"""Alerts on a file and hints on a building: closed lists, never anything about somebody's health (R5.18)."""

from backoffice.rules.vocabulary.labelled import Labelled


class FileAlertReason(Labelled):
    """Why whoever opens the file must take care."""

    CALL_BEFORE_VISIT = "CALL_BEFORE_VISIT", "Appeler avant de passer"
    CALL_BACK_BEFORE_VISIT = "CALL_BACK_BEFORE_VISIT", "Confirmer la visite la veille"
    WRITING_ONLY = "WRITING_ONLY", "Contact par écrit seulement"
    AGENT_ACTS = "AGENT_ACTS", "Passer par son mandataire"
    DO_NOT_CUT = "DO_NOT_CUT", "Ne pas couper"
    LITIGATION = "LITIGATION", "Dossier au contentieux"
    REPAYMENT_PLAN = "REPAYMENT_PLAN", "Plan d’apurement en cours"
    WORKS_AT_HOME = "WORKS_AT_HOME", "Travaux en cours dans le logement"
    ANIMAL_AT_HOME = "ANIMAL_AT_HOME", "Animal au domicile : prévenir avant d’entrer"
    IMPERSONATION = "IMPERSONATION", "Usurpation tentée : vérifier avec soin"


class HintKind(Labelled):
    """What a hint about a building is about."""

    LIFT = "LIFT", "Ascenseur"
    HEATING = "HEATING", "Chauffage"
    HOT_WATER = "HOT_WATER", "Eau chaude"
    WATER = "WATER", "Eau froide"
    ELECTRICITY = "ELECTRICITY", "Électricité"
    GAS = "GAS", "Gaz"
    ENTRANCE = "ENTRANCE", "Entrée et interphone"
    PARKING = "PARKING", "Parking"
    TELEVISION = "TELEVISION", "Antenne et fibre"
    WORKS = "WORKS", "Travaux"
    CLEANING = "CLEANING", "Entretien"
    OTHER = "OTHER", "Information"
