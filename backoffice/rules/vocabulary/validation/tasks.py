"""What decisions leave to be done, and the changes that tenants ask for (R3.4)."""

from backoffice.rules.vocabulary.labelled import Labelled


class FollowUpKind(Labelled):
    """A task that a decision spawns (R2.16–R2.18, R3.4–R3.32)."""

    AMENDMENT = "AMENDMENT", "Avenant au bail à faire signer"
    REVIEW_SLS = "REVIEW_SLS", "SLS à revoir"
    REVIEW_OPS = "REVIEW_OPS", "Enquête OPS à revoir"
    REVIEW_RLS = "REVIEW_RLS", "RLS à revoir"
    NEW_MANDATE = "NEW_MANDATE", "Nouveau mandat de prélèvement"
    STOP_DEBIT = "STOP_DEBIT", "Prélèvements à arrêter"
    TRANSFER_CHECK = "TRANSFER_CHECK", "Transfert du bail à étudier"
    MUTATION = "MUTATION", "Demande de mutation possible"
    SEPARATE_ADDRESS = "SEPARATE_ADDRESS", "Adresse postale séparée à proposer"
    SEPARATE_ACCOUNT = "SEPARATE_ACCOUNT", "Compte en ligne à séparer"
    CLOSE_ACCOUNT = "CLOSE_ACCOUNT", "Compte en ligne à fermer"
    STOP_E_DELIVERY = "STOP_E_DELIVERY", "Envois électroniques à arrêter"
    SOLIDARITY_END = "SOLIDARITY_END", "Fin de solidarité à constater"
    MARGINAL_MENTION = "MARGINAL_MENTION", "Mention à l’état civil à obtenir"
    TELL_FAMILY_FUND = "TELL_FAMILY_FUND", "Locataire à orienter vers la CAF ou la MSA"
    CONFIRM_WITH_INSURER = "CONFIRM_WITH_INSURER", "Attestation à confirmer auprès de l’assureur"
    END_ON_BEHALF_POLICY = "END_ON_BEHALF_POLICY", "Assurance pour compte à résilier"
    SEND_POLICY_COPY = "SEND_POLICY_COPY", "Copie du contrat pour compte à envoyer"
    LITIGATION = "LITIGATION", "Dossier à remettre au contentieux"
    CALL_KNOWN_NUMBER = "CALL_KNOWN_NUMBER", "Locataire à rappeler au numéro connu"
    CHECK_IBAN = "CHECK_IBAN", "Titulaire du compte à vérifier"
    LETTER_TO_POST = "LETTER_TO_POST", "Décision à poster au locataire"
    OTHER = "OTHER", "À faire"


class FollowUpState(Labelled):
    """Life of a task."""

    OPEN = "OPEN", "À faire"
    DONE = "DONE", "Faite"
    CANCELLED = "CANCELLED", "Annulée"


class ChangeSubmissionState(Labelled):
    """Where a change asked by a tenant stands (R3.4)."""

    RECEIVED = "RECEIVED", "Reçue"
    UNDER_REVIEW = "UNDER_REVIEW", "À l’étude"
    WAITING_DOCUMENT = "WAITING_DOCUMENT", "Pièce attendue"
    ACCEPTED = "ACCEPTED", "Acceptée"
    REJECTED = "REJECTED", "Refusée"
    WITHDRAWN = "WITHDRAWN", "Retirée"


class SubmissionKind(Labelled):
    """The queues of changes; the words are those of ``WorkKind``."""

    HOUSEHOLD = "HOUSEHOLD", "Foyer"
    PROFESSIONAL = "PROFESSIONAL", "Profession"
    CONTACT = "CONTACT", "Coordonnées"
    BANK = "BANK", "Compte bancaire"


class TextChannel(Labelled):
    """Where a text is read."""

    EMAIL = "EMAIL", "Courriel"
    SMS = "SMS", "SMS"
    LETTER = "LETTER", "Courrier"
    PORTAL = "PORTAL", "Portail"


class LetterState(Labelled):
    """Life of a letter, whose content never changes."""

    MADE = "MADE", "À poster"
    POSTED = "POSTED", "Postée"
    CANCELLED = "CANCELLED", "Annulée"
