"""The lines of the trace in French: what was done, to what, why."""

from collections.abc import Mapping
from typing import Any

from backoffice.rules.portal.forms import FormRefusal
from backoffice.rules.retention.words import ExportPurpose as CopyPurpose
from backoffice.rules.retention.words import PlacedHold
from backoffice.rules.vocabulary.access import (
    AccessKind,
    ExportPurpose,
    GlassReason,
    OpeningPurpose,
    WatchReason,
)
from backoffice.rules.vocabulary.calls import CallBackReason, CheckMethod, ContactTopic
from backoffice.rules.vocabulary.changes import ChangeKind
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.portal import ActReason, PortalAct

_ROW_ACTS = {"INSERT": "Ajout", "UPDATE": "Modification", "DELETE": "Effacement"}
_FAMILIES = {
    "TENANT_OPENED": "Ouvert",
    "OPENING_DENIED": "Refusé",
    "SEARCHED": "Cherché",
    "SEARCH_DENIED": "Refusé",
    "EXPORTED": "Exporté",
    "EXPORT_DENIED": "Refusé",
    "CALLER_CHECKED": "Appel",
    "AUTHORITY_HANDED_OVER": "Appel",
    "SUPERVISOR_ALERTED": "Appel",
    "CONTACT_LOGGED": "Contact",
    "CALL_BACK_PROMISED": "Rappel",
    "GLASS_BROKEN": "Quota",
    "TRACE_READ": "Trace lue",
}
_SENTENCES = {
    "TENANT_OPENED": "Dossier ouvert",
    "BUILDINGS_SHOWN": "Liste de ses immeubles vue par un gardien",
    "CALLER_CHECKED": "Appelant vérifié",
    "AUTHORITY_HANDED_OVER": "Police, justice ou impôts : responsable et délégué prévenus",
    "SUPERVISOR_ALERTED": "Signes d’alerte : responsable prévenu",
    "CONTACT_LOGGED": "Contact sans dossier noté",
    "CALL_BACK_PROMISED": "Rappel promis",
    "GLASS_BROKEN": "Quota dépassé pour une heure",
    "TRACE_READ": "Trace de ce dossier lue",
    "SEE_AS_TENANT": "Portail vu comme le locataire",
    "INSURANCE_REQUESTED": "Attestation d’assurance demandée",
    "INSURANCE_ACCEPTED": "Attestation d’assurance acceptée",
    "INSURANCE_REJECTED": "Attestation d’assurance refusée",
    "INSURANCE_ASKED": "Attestation d’assurance : pièce ou confirmation demandée",
    "INSURANCE_UNDONE": "Décision sur une attestation annulée",
    "INSURANCE_NOTICE": "Mise en demeure d’assurance envoyée",
    "INSURANCE_PRESENTED": "Présentation d’une mise en demeure notée",
    "INSURANCE_POLICY_TAKEN": "Assurance pour compte souscrite",
    "INSURANCE_POLICY_RENEWED": "Assurance pour compte renouvelée",
    "INSURANCE_POLICY_ENDED": "Assurance pour compte résiliée",
    "INSURANCE_HANDED_OVER": "Défaut d’assurance remis au contentieux",
    "INSURANCE_FLAGGED": "Attestation exigée ou non pour un contrat",
    "INSURANCE_CAMPAIGN_PREPARED": "Campagne d’assurance préparée",
    "INSURANCE_CAMPAIGN_PRINTED": "Lettres d’une campagne d’assurance imprimées",
    "INSURANCE_FACTS_PRINTED": "Faits d’un défaut d’assurance imprimés",
    "INSTALMENTS_EXPORTED": "Douzièmes d’assurance exportés",
    "UNLOCK": "Compte en ligne débloqué",
    "RELEASE_REGISTRATION": "Inscription libérée",
    "FORM_COMPARED": "Formulaire d’assistance comparé au dossier",
    "FORM_ACCEPTED": "Inscription libérée sur formulaire",
    "FORM_REJECTED": "Formulaire d’assistance refusé",
    "FORM_DOUBTED": "Formulaire d’assistance laissé à un conseiller",
    "FORM_UNDONE": "Décision sur un formulaire annulée",
    "HOUSEHOLD_ACCEPTED": "Changement de foyer accepté",
    "HOUSEHOLD_REJECTED": "Changement de foyer refusé",
    "HOUSEHOLD_ASKED": "Changement de foyer : pièce demandée",
    "HOUSEHOLD_CANCELLED": "Changement de foyer classé sans suite",
    "HOUSEHOLD_UNDONE": "Décision sur un foyer annulée",
    "SEND_ACTIVATION": "Nouvelle activation demandée au portail",
    "SEND_RESET": "Réinitialisation demandée au portail",
    "SEND_INVITATION": "Courrier d’invitation demandé au portail",
    "REPLACE_CONTACT": "Contact remplacé",
    "END_SESSIONS": "Connexions au compte en ligne fermées",
    "SUSPEND": "Compte en ligne suspendu",
    "LIFT": "Suspension du compte en ligne levée",
    "CLOSE": "Compte en ligne fermé",
    "UNDO_ACT": "Acte sur le compte en ligne annulé",
    "RECEIPT_ISSUED": "Quittance ou reçu émis",
    "RECEIPT_REFUSED": "Quittance refusée",
    "RECEIPT_HANDED_AGAIN": "Quittance ou reçu remis de nouveau",
    "RECEIPT_DUPLICATE": "Duplicata remis",
    "RECEIPT_VOIDED": "Quittance annulée",
    "PROPOSE_CHANGE": "Changement demandé",
    "APPROVE_CHANGE": "Changement accepté",
    "REFUSE_CHANGE": "Changement refusé",
    "WITHDRAW_CHANGE": "Changement retiré",
    "SHORTEN_COOLDOWN": "Délai de sécurité abrégé",
    "OBJECT_TO_CHANGE": "Opposition du locataire notée",
    "NOTE_BLOCKED": "Note refusée",
    "NOTE_WARNED": "Note signalée",
    "SUBJECT_EXPORTED": "Copie remise à la personne",
    "RETENTION_HELD": "Dossier retenu",
    "RETENTION_RELEASED": "Retenue levée",
    "FILE_ERASED": "Dossier effacé",
    "ANOMALIES_COUNTED": "Anomalies des comptes en ligne comptées",
    "ANOMALIES_LISTED": "Liste d’anomalies des comptes en ligne lue",
    "DESK_ASKED": "Poste d’une anomalie demandé",
    "PERSON_CREATED": "Personne ajoutée au fichier",
    "PERSONS_MERGED": "Deux fiches réunies en une",
    "PERSONS_PARTED": "Réunion de deux fiches défaite",
    "LETTER_ISSUED": "Lettre émise",
    "LETTER_OPENED": "Lettre relue ou imprimée",
    "TEXT_SAVED": "Texte aux locataires écrit",
    "REASON_SAVED": "Motif de refus écrit",
}
_DENIALS = {
    "NOT_YOURS": "dossier hors de ses droits",
    "RESERVED": "dossier réservé au responsable",
    "QUOTA": "quota atteint",
    "UNKNOWN": "dossier inexistant",
    "NOT_STAFF": "compte d’aucun agent en service",
}
_DENIED = {
    "OPENING_DENIED": "Ouverture refusée",
    "SEARCH_DENIED": "Recherche refusée",
    "EXPORT_DENIED": "Export refusé",
}
TABLES = {
    "access_quota": "quota",
    "account_lock": "blocage du compte en ligne",
    "agency": "agence",
    "assistance_form": "formulaire d’assistance",
    "audit_purge": "purge de la trace",
    "audit_retention": "durée de la trace",
    "bank_detail": "coordonnées bancaires",
    "building": "immeuble",
    "building_hint": "information sur un immeuble",
    "caller_check": "contrôle d’un appelant",
    "caller_code": "code envoyé à l’appelant",
    "caller_code_try": "essai d’un code",
    "caller_number": "numéro d’où l’on a appelé",
    "change_request": "changement demandé",
    "change_submission": "changement demandé",
    "contact": "contact",
    "contact_event": "contact sans dossier ouvert",
    "control_draw": "tirage de questions",
    "customer": "client",
    "database_property": "réglage de la base",
    "document": "pièce envoyée",
    "document_content": "contenu d’une pièce",
    "document_opening": "ouverture d’une pièce",
    "e_delivery_consent": "accord pour l’envoi électronique",
    "file_alert": "alerte du dossier",
    "follow_up": "suite d’une décision",
    "formal_notice": "mise en demeure d’assurance",
    "household_change": "changement de foyer",
    "professional_status": "situation professionnelle",
    "contact_submission": "contact demandé",
    "bank_submission": "compte demandé",
    "change_effect": "décision sur un changement",
    "household_member": "ménage",
    "iban_reveal": "IBAN montré en entier",
    "insurance_campaign": "campagne d’assurance",
    "insurance_campaign_line": "locataire d’une campagne",
    "insurance_check": "point vérifié d’une attestation",
    "insurance_decision": "décision sur une attestation",
    "insurance_request": "attestation demandée",
    "insurance_route": "suite d’un défaut d’assurance",
    "insurance_submission": "attestation d’assurance",
    "landlord": "bailleur",
    "landlord_key": "clé des sceaux du bailleur",
    "landlord_parameter": "réglage du bailleur",
    "lease": "contrat",
    "lease_holder": "titulaire du contrat",
    "letter": "lettre",
    "mandate": "mandat de prélèvement",
    "note_term": "terme surveillé",
    "on_behalf_instalment": "douzième d’assurance pour compte",
    "on_behalf_policy": "assurance pour compte",
    "online_payment": "paiement en ligne",
    "outbox_message": "message au locataire",
    "person": "personne",
    "person_merge": "réunion de deux fiches",
    "phone_call": "appel",
    "portal_account": "compte en ligne",
    "portal_act": "acte sur le compte en ligne",
    "portal_errand": "demande faite au portail",
    "portal_recreation": "marquage de profils à recréer",
    "portal_event": "événement du portail",
    "posting": "écriture du compte",
    "premises": "logement ou annexe",
    "promised_call_back": "rappel promis",
    "receipt": "quittance ou reçu",
    "receipt_duplicate": "duplicata",
    "receipt_request": "demande de quittance",
    "refusal_reason": "motif de refus",
    "registration_block": "blocage d’inscription",
    "rent_notice": "avis d’échéance",
    "rent_notice_line": "ligne d’avis d’échéance",
    "representative": "représentant",
    "residence": "résidence",
    "retention_certificate": "certificat d’effacement",
    "retention_hold": "retenue du dossier",
    "retention_rule": "durée de conservation",
    "retention_run": "simulation d’effacement",
    "second_look": "relecture d’une décision",
    "service_request": "demande",
    "staff": "agent",
    "staff_absence": "absence d’un agent",
    "staff_agency": "agence d’un agent",
    "staff_building": "immeuble d’un gardien",
    "staff_landlord": "bailleur d’un agent",
    "stamp_trust": "certificat de code signé",
    "subject_request": "demande sur ses données",
    "supervisor_alert": "alerte au responsable",
    "text_block": "texte de courrier",
    "work_decision": "décision",
    "work_item": "dossier à traiter",
    "work_skip": "dossier passé",
}
"""What each traced table holds, as the reader of the trace says it."""
_FIELDS = {
    "acknowledged_at": "vue le",
    "birth_date": "date de naissance",
    "birth_name": "nom de naissance",
    "civility": "civilité",
    "confidential_address": "adresse confidentielle",
    "deceased_on": "décès",
    "email": "courriel",
    "ended_at": "fin",
    "failed_attempts": "essais manqués",
    "first_names": "prénoms",
    "level": "niveau",
    "main_person_id": "personne principale",
    "reason": "motif",
    "released_at": "libération",
    "replaced_by_id": "remplacement",
    "revoked_at": "retrait",
    "state": "état",
    "summary": "résumé",
    "usage_name": "nom d’usage",
    "valid_to": "fin de validité",
    "value": "valeur",
    "voided_at": "annulation",
}
"""The columns that a reader of the trace knows; the others are told by the export of the trace."""
_SHAPES = {
    "NUMBER": "numéro",
    "PHONE": "téléphone",
    "EMAIL": "courriel",
    "BARCODE": "code-barres d’avis",
    "NAME": "nom",
    "BIRTH": "date de naissance",
    "TOWN": "ville",
    "ADDRESS": "adresse",
    "RUM": "mandat",
}
_REASONS = (
    *ContactTopic, *CallBackReason, *WatchReason, *GlassReason, *CopyPurpose, *ExportPurpose,
    *OpeningPurpose, *ActReason, *PortalAct, *CheckMethod, *ChangeKind, *PlacedHold,
    *FormRefusal,
)  # fmt: skip
_LABELS: dict[str, str] = {str(word): word.label for word in _REASONS}


def family_of(act: str, table_name: str | None) -> str:
    """What was done, in a word."""
    if table_name == "phone_call":
        return "Appel"
    if act in _ROW_ACTS:
        return "Modifié"
    return _FAMILIES.get(act, "Acte")


def sentence_of(
    act: str, table_name: str | None, columns: list[str] | None, reason: str | None, detail: Mapping[str, Any]
) -> str:
    """What was done, in a sentence; never the values, which the file itself shows."""
    if act in _ROW_ACTS:
        what = f"{_ROW_ACTS[act]} : {TABLES.get(table_name or '', table_name or 'donnée')}"
        listed = ", ".join(_FIELDS[column] for column in columns or () if column in _FIELDS)
        return f"{what} ({listed})" if act == "UPDATE" and listed else what
    if act in _DENIED:
        return f"{_DENIED[act]} : {_DENIALS.get(reason or '', 'motif inconnu')}"
    if act == "SEARCHED":
        shapes = " ou ".join(_SHAPES[shape] for shape in detail.get("shapes", ()) if shape in _SHAPES)
        return f"Recherche par {shapes or 'texte'}, {_rows(detail.get('rows'))}"
    if act == "EXPORTED":
        return f"Export « {detail.get('report', '')} », {_rows(detail.get('rows'))}"
    if act == "GLASS_BROKEN":
        kind = AccessKind(detail["kind"]).label.lower() if "kind" in detail else ""
        return f"{_SENTENCES[act]} : {kind}"
    return _SENTENCES.get(act, f"Acte {act}")


def purpose_words(act: str, purpose: str | None, reason: str | None) -> str:
    """Why, as the person gave it; a refusal shows why the file was asked for, not why it was refused."""
    code = purpose if purpose or act in _DENIED else reason
    if not code:
        return ""
    return _LABELS.get(code, code)


def role_words(role: str | None) -> str:
    """The job of a member of staff; a login that is nobody's is said to be so."""
    if role is None:
        return "Compte sans agent"
    return StaffRole(role).label


def _rows(count: int | None) -> str:
    if count is None:
        return "nombre de lignes inconnu"
    return f"{count} ligne{'s' if count > 1 else ''}"
