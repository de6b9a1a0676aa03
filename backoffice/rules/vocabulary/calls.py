"""Who is at the other end: levels and methods of verification."""

from backoffice.rules.vocabulary.labelled import Labelled


class CallerLevel(Labelled):
    """How far the caller is identified (R4.20). Members compare in order."""

    L0 = "L0", "Non identifié"
    L1 = "L1", "Identifiants donnés"
    L2 = "L2", "Identité vérifiée"
    L3 = "L3", "Identité certaine"


class CheckMethod(Labelled):
    """How a level was reached (R4.20)."""

    IDENTIFIERS = "IDENTIFIERS", "Numéro et nom donnés"
    TWO_ANSWERS = "TWO_ANSWERS", "Deux réponses justes"
    CALL_BACK = "CALL_BACK", "Rappel au numéro du dossier"
    CODE = "CODE", "Code envoyé au contact du dossier"
    COUNTER_ID = "COUNTER_ID", "Pièce d’identité vue au guichet"
    SIGNED_LETTER = "SIGNED_LETTER", "Lettre signée et copie de pièce"


class CheckOutcome(Labelled):
    """What the agent recorded."""

    PASSED = "PASSED", "Réussi"
    FAILED = "FAILED", "Manqué"


class ContactPlace(Labelled):
    """Where staff and tenant meet."""

    PHONE = "PHONE", "Téléphone"
    COUNTER = "COUNTER", "Guichet"


class ControlQuestion(Labelled):
    """Bank of questions on facts that no paper prints (R4.23)."""

    LAST_PAYMENT = "LAST_PAYMENT", "Mois et montant arrondi du dernier paiement"
    PAYMENT_MEANS = "PAYMENT_MEANS", "Moyen de paiement habituel"
    ENTRY_YEAR = "ENTRY_YEAR", "Année d’entrée dans le logement"
    ROOMS_AND_FLOOR = "ROOMS_AND_FLOOR", "Nombre de pièces et étage"
    LAST_REQUEST = "LAST_REQUEST", "Objet de la dernière demande"
    INSURER = "INSURER", "Nom de l’assureur déclaré"
    OCCUPANTS = "OCCUPANTS", "Nombre d’occupants déclarés"
