"""What a profession, a contact and an account become when a tenant asks (R3.30–R3.58)."""

from backoffice.rules.vocabulary.labelled import Labelled


class ProfessionalSituation(Labelled):
    """What a person lives on (R3.31)."""

    EMPLOYED_PERMANENT = "EMPLOYED_PERMANENT", "Salarié en CDI"
    EMPLOYED_FIXED_TERM = "EMPLOYED_FIXED_TERM", "Salarié en CDD"
    INTERIM = "INTERIM", "Intérimaire"
    JOB_SEEKER = "JOB_SEEKER", "Demandeur d’emploi"
    RETIRED = "RETIRED", "Retraité"
    SELF_EMPLOYED = "SELF_EMPLOYED", "Indépendant"
    APPRENTICE = "APPRENTICE", "Apprenti"
    STUDENT = "STUDENT", "Étudiant"
    DISABLED_BENEFIT = "DISABLED_BENEFIT", "Bénéficiaire d’une allocation"
    SICK_OR_PARENTAL_LEAVE = "SICK_OR_PARENTAL_LEAVE", "En congé de longue durée"
    AT_HOME = "AT_HOME", "Sans activité"
    OTHER = "OTHER", "Autre situation"


class ContactEvent(Labelled):
    """What a tenant asks of his contacts (R3.40–R3.45)."""

    NEW_EMAIL = "NEW_EMAIL", "Nouvelle adresse électronique"
    NEW_MOBILE = "NEW_MOBILE", "Nouveau portable"
    REMOVE_CONTACT = "REMOVE_CONTACT", "Contact à retirer"
    BILLING_ADDRESS = "BILLING_ADDRESS", "Adresse de facturation"


class BankEvent(Labelled):
    """What a tenant asks of his account and of his debits (R3.50–R3.57)."""

    NEW_ACCOUNT = "NEW_ACCOUNT", "Nouveau compte bancaire"
    REVOKE_MANDATE = "REVOKE_MANDATE", "Fin du prélèvement"
    SUSPEND_DEBIT = "SUSPEND_DEBIT", "Prélèvement à suspendre"
    RESUME_DEBIT = "RESUME_DEBIT", "Prélèvement à reprendre"
    DEBIT_DAY = "DEBIT_DAY", "Jour de prélèvement"


class IbanCheck(Labelled):
    """What the check of who owns an account answered (R3.55)."""

    NONE = "NONE", "Titulaire non vérifié"
    MATCH = "MATCH", "Titulaire confirmé"
    PARTIAL = "PARTIAL", "Titulaire approchant"
    NO_MATCH = "NO_MATCH", "Autre titulaire"
