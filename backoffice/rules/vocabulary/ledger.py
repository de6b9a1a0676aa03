"""Postings, notice lines and means of payment."""

from backoffice.rules.vocabulary.labelled import Labelled


class PostingKind(Labelled):
    """What a ledger line is (R1.33). No fee of any kind is in the list (R1.6)."""

    CALL = "CALL", "Appel"
    PAYMENT = "PAYMENT", "Paiement"
    HOUSING_AID = "HOUSING_AID", "Aide au logement"
    AID_CORRECTION = "AID_CORRECTION", "Reprise d’aide"
    RENT_CORRECTION = "RENT_CORRECTION", "Réduction de loyer"
    PAYMENT_REJECTED = "PAYMENT_REJECTED", "Rejet de paiement"
    REMISSION = "REMISSION", "Remise"
    REFUND = "REFUND", "Remboursement"
    TRANSFER = "TRANSFER", "Virement entre contrats"
    UNCLASSIFIED = "UNCLASSIFIED", "À classer"


class PaymentMeans(Labelled):
    """How money came."""

    CARD = "CARD", "Carte bancaire"
    DIRECT_DEBIT = "DIRECT_DEBIT", "Prélèvement automatique"
    CHEQUE = "CHEQUE", "Chèque"
    TIP_SEPA = "TIP_SEPA", "TIP SEPA"
    EFFICASH = "EFFICASH", "Efficash à La Poste"
    TRANSFER = "TRANSFER", "Virement"


class NoticeLineKind(Labelled):
    """What a line of a rent notice is (R1.11)."""

    RENT = "RENT", "Loyer"
    RLS = "RLS", "Réduction de loyer de solidarité"
    SLS = "SLS", "Supplément de loyer de solidarité"
    CHARGES = "CHARGES", "Provision pour charges"
    CHARGES_REGUL = "CHARGES_REGUL", "Régularisation de charges"
    ANNEX_RENT = "ANNEX_RENT", "Loyer garage ou parking"
    INSURANCE_ON_BEHALF = "INSURANCE_ON_BEHALF", "Assurance pour compte"
    HOUSING_AID = "HOUSING_AID", "Aide au logement"
    REMISSION = "REMISSION", "Remise"
    LEGACY_LEASE_TAX = "LEGACY_LEASE_TAX", "Droit de bail"
    OTHER = "OTHER", "Autre"


POSITIVE_LINES = frozenset(
    {
        NoticeLineKind.RENT,
        NoticeLineKind.SLS,
        NoticeLineKind.CHARGES,
        NoticeLineKind.ANNEX_RENT,
        NoticeLineKind.INSURANCE_ON_BEHALF,
        NoticeLineKind.LEGACY_LEASE_TAX,
    }
)
NEGATIVE_LINES = frozenset({NoticeLineKind.RLS, NoticeLineKind.HOUSING_AID, NoticeLineKind.REMISSION})


class OnlinePaymentState(Labelled):
    """Life of a card payment made on the bank's page (R1.49)."""

    PENDING = "PENDING", "En attente de la banque"
    RECORDED = "RECORDED", "Enregistré, pas encore au compte"
    POSTED = "POSTED", "Porté au compte"
    FAILED = "FAILED", "Refusé"


class MandateState(Labelled):
    """Life of a mandate of direct debit (R3.52)."""

    ACTIVE = "ACTIVE", "En vigueur"
    SUSPENDED = "SUSPENDED", "Suspendu"
    REVOKED = "REVOKED", "Révoqué"
    LAPSED = "LAPSED", "Caduc"


class SignConvention(Labelled):
    """How a landlord's portal shows amounts (R1.30)."""

    TENANT_SIGNED = "TENANT_SIGNED", "Montant signé du point de vue du locataire"
    TWO_COLUMNS = "TWO_COLUMNS", "Débit et crédit"
    AMOUNT_DUE = "AMOUNT_DUE", "Solde à régler"
