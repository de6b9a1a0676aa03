"""The texts that a landlord may word: one code each, as messages and letters keep it."""

from backoffice.rules.vocabulary.labelled import Labelled


class TextCode(Labelled):
    """What a text is for."""

    DECISION_INSURANCE_ACCEPTED = "DECISION_INSURANCE_ACCEPTED", "Attestation acceptée"
    DECISION_INSURANCE_REJECTED = "DECISION_INSURANCE_REJECTED", "Attestation refusée"
    DECISION_INSURANCE_ASKED = "DECISION_INSURANCE_ASKED", "Attestation : pièce ou vérification attendue"
    INSURANCE_REQUESTED = "INSURANCE_REQUESTED", "Attestation demandée"
    INSURANCE_REMINDER = "INSURANCE_REMINDER", "Attestation : rappel"
    INSURANCE_CAMPAIGN = "INSURANCE_CAMPAIGN", "Attestation : campagne"
    INSURANCE_FORMAL_NOTICE = "INSURANCE_FORMAL_NOTICE", "Assurance : mise en demeure"
    INSURANCE_ON_BEHALF_TAKEN = "INSURANCE_ON_BEHALF_TAKEN", "Assurance pour compte souscrite"
    INSURANCE_ON_BEHALF_RENEWED = "INSURANCE_ON_BEHALF_RENEWED", "Assurance pour compte renouvelée"
    INSURANCE_ON_BEHALF_ENDED = "INSURANCE_ON_BEHALF_ENDED", "Assurance pour compte résiliée"
    DECISION_HOUSEHOLD_ACCEPTED = "DECISION_HOUSEHOLD_ACCEPTED", "Changement de foyer accepté"
    DECISION_HOUSEHOLD_REJECTED = "DECISION_HOUSEHOLD_REJECTED", "Changement de foyer refusé"
    DECISION_HOUSEHOLD_ASKED = "DECISION_HOUSEHOLD_ASKED", "Changement de foyer : pièce demandée"
    DECISION_PROFESSIONAL_ACCEPTED = "DECISION_PROFESSIONAL_ACCEPTED", "Situation professionnelle acceptée"
    DECISION_PROFESSIONAL_REJECTED = "DECISION_PROFESSIONAL_REJECTED", "Situation professionnelle refusée"
    DECISION_PROFESSIONAL_ASKED = "DECISION_PROFESSIONAL_ASKED", "Situation professionnelle : pièce demandée"
    DECISION_CONTACT_ACCEPTED = "DECISION_CONTACT_ACCEPTED", "Coordonnées acceptées"
    DECISION_CONTACT_REJECTED = "DECISION_CONTACT_REJECTED", "Coordonnées refusées"
    DECISION_CONTACT_ASKED = "DECISION_CONTACT_ASKED", "Coordonnées : pièce demandée"
    DECISION_BANK_ACCEPTED = "DECISION_BANK_ACCEPTED", "Compte bancaire accepté"
    DECISION_BANK_REJECTED = "DECISION_BANK_REJECTED", "Compte bancaire refusé"
    DECISION_BANK_ASKED = "DECISION_BANK_ASKED", "Compte bancaire : pièce demandée"
    BANK_FRAUD_ANSWER = "BANK_FRAUD_ANSWER", "Réponse à un message douteux"
