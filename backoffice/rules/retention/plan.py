"""Table by table, what erasing a former tenant means; a table with a tie to a person must be named here."""

from dataclasses import dataclass

from backoffice.rules.retention.terms import ACCOUNTS, FILE
from backoffice.rules.vocabulary.labelled import Labelled


class Fate(Labelled):
    """What becomes of the rows of a table."""

    ERASED = "ERASED", "Effacé"
    UNNAMED = "UNNAMED", "Gardé sans nom, puis effacé"
    KEPT = "KEPT", "Gardé : règle propre"
    NUMBERS = "NUMBERS", "Gardé : numéros seuls"


@dataclass(frozen=True)
class Step:
    """One table: its label, what becomes of it, by which rule it is gone, and why when it is not at once."""

    table: str
    label: str
    fate: Fate
    rule: str
    why: str = ""


# In the order of erasure: what points comes before what it points at.
STEPS = (
    Step("file_alert", "Alertes du dossier", Fate.ERASED, FILE),
    Step("presence", "Dossiers ouverts à l’instant", Fate.ERASED, FILE),
    Step("caller_code_try", "Codes tapés", Fate.ERASED, FILE),
    Step("caller_code", "Codes envoyés", Fate.ERASED, FILE),
    Step("control_draw", "Questions de contrôle tirées", Fate.ERASED, FILE),
    Step("change_effect", "Décisions sur les changements", Fate.ERASED, FILE),
    Step("bank_submission", "Comptes bancaires demandés", Fate.ERASED, FILE),
    Step("contact_submission", "Contacts demandés", Fate.ERASED, FILE),
    Step("professional_status", "Situations professionnelles", Fate.ERASED, FILE),
    Step("iban_reveal", "IBAN montrés", Fate.ERASED, FILE),
    Step("bank_detail", "Coordonnées bancaires", Fate.ERASED, FILE),
    Step("change_request", "Changements demandés", Fate.ERASED, FILE),
    Step("supervisor_alert", "Alertes", Fate.ERASED, FILE),
    Step("outbox_message", "Messages envoyés", Fate.ERASED, FILE),
    Step("portal_errand", "Demandes faites au portail", Fate.ERASED, FILE),
    Step("portal_act", "Actes sur le compte en ligne", Fate.ERASED, FILE),
    Step("portal_event", "Événements du portail", Fate.ERASED, FILE),
    Step("account_lock", "Blocages du compte en ligne", Fate.ERASED, FILE),
    Step("portal_account", "Comptes en ligne", Fate.ERASED, FILE),
    Step("registration_block", "Inscriptions bloquées", Fate.ERASED, FILE),
    Step("subject_request", "Demandes d’exercice de droits", Fate.ERASED, FILE),
    Step("retention_hold", "Retenues levées", Fate.ERASED, FILE),
    Step("service_request", "Demandes et réclamations", Fate.ERASED, FILE),
    Step("insurance_check", "Points vérifiés des attestations", Fate.ERASED, FILE),
    Step("insurance_decision", "Décisions sur les attestations", Fate.ERASED, FILE),
    Step("insurance_request", "Attestations demandées", Fate.ERASED, FILE),
    Step("on_behalf_instalment", "Douzièmes d’assurance pour compte", Fate.ERASED, FILE),
    Step("on_behalf_policy", "Assurances pour compte", Fate.ERASED, FILE),
    Step("formal_notice", "Mises en demeure d’assurance", Fate.ERASED, FILE),
    Step("insurance_route", "Suites des défauts d’assurance", Fate.ERASED, FILE),
    Step("insurance_campaign_line", "Locataires des campagnes d’assurance", Fate.ERASED, FILE),
    Step("insurance_submission", "Attestations d’assurance", Fate.ERASED, FILE),
    Step("assistance_form", "Formulaires d’assistance", Fate.ERASED, FILE),
    Step("document_opening", "Ouvertures de pièces", Fate.ERASED, FILE),
    Step("document_content", "Contenu des pièces", Fate.ERASED, FILE),
    Step("document", "Pièces envoyées", Fate.ERASED, FILE),
    Step("follow_up", "Suites des décisions", Fate.ERASED, FILE),
    Step("change_submission", "Changements demandés par le locataire", Fate.ERASED, FILE),
    Step("letter", "Lettres", Fate.ERASED, FILE),
    Step("second_look", "Relectures de décisions", Fate.ERASED, FILE),
    Step("work_skip", "Dossiers passés", Fate.ERASED, FILE),
    Step("household_change", "Changements de foyer", Fate.ERASED, FILE),
    Step("work_decision", "Décisions sur les demandes", Fate.ERASED, FILE),
    Step("work_item", "Éléments des files de travail", Fate.ERASED, FILE),
    Step("receipt_request", "Demandes de quittance", Fate.ERASED, FILE),
    Step("e_delivery_consent", "Consentements", Fate.ERASED, FILE),
    Step("contact_event", "Contacts sans dossier ouvert", Fate.ERASED, FILE),
    Step("promised_call_back", "Rappels promis", Fate.ERASED, FILE),
    Step("caller_number", "Numéros d’où l’on a appelé", Fate.ERASED, FILE),
    Step("caller_check", "Vérifications d’identité", Fate.ERASED, FILE),
    Step("phone_call", "Appels", Fate.ERASED, FILE),
    Step("representative", "Représentants", Fate.ERASED, FILE),
    Step("mandate", "Mandats de prélèvement", Fate.ERASED, FILE),
    Step("household_member", "Composition du ménage", Fate.ERASED, FILE),
    Step("lease_holder", "Titulaires des baux", Fate.ERASED, FILE),
    Step("person_merge", "Réunions de fiches", Fate.ERASED, FILE),
    Step("contact", "Téléphones et courriels", Fate.ERASED, FILE),
    Step("person_name_key", "Clés de recherche des noms", Fate.ERASED, FILE),
    Step("name_beside", "Noms et ce qui les accompagne", Fate.ERASED, FILE, "Suit les clés des noms."),
    Step("person_agency", "Agences des personnes", Fate.ERASED, FILE),
    Step("person", "Personnes", Fate.ERASED, FILE, "Sauf si la personne est dans un autre dossier."),
    Step("receipt_duplicate", "Duplicatas", Fate.UNNAMED, ACCOUNTS, "Suit la quittance."),
    Step(
        "receipt",
        "Quittances et reçus",
        Fate.UNNAMED,
        ACCOUNTS,
        "Pièce comptable figée, nom imprimé compris.",
    ),
    Step("posting", "Écritures", Fate.UNNAMED, ACCOUNTS, "Le nom de qui a désigné un mois est effacé."),
    Step(
        "online_payment", "Paiements en ligne", Fate.UNNAMED, ACCOUNTS, "Courriel, carte et acheteur effacés."
    ),
    Step("rent_notice_line", "Lignes d’avis", Fate.UNNAMED, ACCOUNTS),
    Step("rent_notice", "Avis d’échéance", Fate.UNNAMED, ACCOUNTS),
    Step("lease", "Baux", Fate.UNNAMED, ACCOUNTS, "Le numéro porte les comptes."),
    Step("customer", "Clients", Fate.UNNAMED, ACCOUNTS, "Le numéro porte les comptes ; ni nom ni adresse."),
)

OTHERWISE = (
    Step("audit_entry", "Journal", Fate.KEPT, "R5.10i", "Numéros seuls ; purgé par sa propre règle."),
    Step(
        "command_done", "Commandes faites", Fate.KEPT, "", "Effacées un an après, à la fin de chaque passage."
    ),
    Step("staff", "Agents", Fate.KEPT, "", "Le lien vers le dossier de l’agent est coupé."),
    Step("retention_item", "Lignes des passages", Fate.NUMBERS, "", "Preuve de l’effacement."),
)
"""Tables with a tie that erasure does not empty, and why."""

LABELS = {step.table: step.label for step in (*STEPS, *OTHERWISE)}
