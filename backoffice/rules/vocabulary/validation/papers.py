"""Papers that tenants send: what they are, where they stand, what is checked on them (R2.8, R6.2–R6.7)."""

from backoffice.rules.vocabulary.labelled import Labelled


class DocumentKind(Labelled):
    """What a paper is said to be by who sends it (R2.6, R3.10–R3.31)."""

    INSURANCE_CERTIFICATE = "INSURANCE_CERTIFICATE", "Attestation d’assurance"
    IDENTITY = "IDENTITY", "Pièce d’identité"
    FAMILY_BOOK = "FAMILY_BOOK", "Livret de famille"
    MARRIAGE_CERTIFICATE = "MARRIAGE_CERTIFICATE", "Acte de mariage"
    PACS_CERTIFICATE = "PACS_CERTIFICATE", "Attestation de PACS"
    JOINT_REQUEST = "JOINT_REQUEST", "Demande signée des deux"
    TAX_NOTICE = "TAX_NOTICE", "Avis d’imposition"
    STATEMENT = "STATEMENT", "Déclaration signée"
    RESIDENCE_PROOF = "RESIDENCE_PROOF", "Preuve de résidence"
    PROVISIONAL_ORDER = "PROVISIONAL_ORDER", "Ordonnance provisoire"
    JUDGMENT = "JUDGMENT", "Jugement"
    MARGINAL_MENTION = "MARGINAL_MENTION", "Acte portant la mention"
    PACS_END = "PACS_END", "Preuve de fin du PACS"
    NOTICE_TO_QUIT = "NOTICE_TO_QUIT", "Congé"
    NEW_ADDRESS = "NEW_ADDRESS", "Justificatif de la nouvelle adresse"
    REGISTERED_LETTER = "REGISTERED_LETTER", "Lettre recommandée"
    COURT_DECISION = "COURT_DECISION", "Décision de justice"
    DEATH_CERTIFICATE = "DEATH_CERTIFICATE", "Acte de décès"
    HEIRS = "HEIRS", "Contact du notaire ou des héritiers"
    DEPARTURE_PROOF = "DEPARTURE_PROOF", "Preuve du départ"
    BIRTH_CERTIFICATE = "BIRTH_CERTIFICATE", "Acte de naissance"
    GUARDIANSHIP_ORDER = "GUARDIANSHIP_ORDER", "Décision de protection"
    EMPLOYMENT_CONTRACT = "EMPLOYMENT_CONTRACT", "Contrat de travail"
    EMPLOYER_STATEMENT = "EMPLOYER_STATEMENT", "Attestation de l’employeur"
    JOB_SEEKER_NOTICE = "JOB_SEEKER_NOTICE", "Avis de France Travail"
    PENSION_NOTICE = "PENSION_NOTICE", "Avis de pension"
    COMPANY_EXTRACT = "COMPANY_EXTRACT", "Extrait du registre des entreprises"
    SCHOOL_CERTIFICATE = "SCHOOL_CERTIFICATE", "Certificat de scolarité"
    BENEFIT_NOTICE = "BENEFIT_NOTICE", "Notification d’allocation"
    BANK_DETAILS = "BANK_DETAILS", "Relevé d’identité bancaire"
    MANDATE = "MANDATE", "Mandat de prélèvement signé"
    LETTER = "LETTER", "Courrier"
    OTHER = "OTHER", "Autre pièce"


class DocumentMedia(Labelled):
    """What a file is by its content, never by its name (R6.2)."""

    PDF = "PDF", "PDF"
    JPEG = "JPEG", "JPEG"
    PNG = "PNG", "PNG"


class DocumentState(Labelled):
    """Where a file stands (R6.7)."""

    RECEIVED = "RECEIVED", "Reçue"
    QUARANTINED = "QUARANTINED", "À regarder avec prudence"
    CLEAN = "CLEAN", "Lisible"
    UNREADABLE = "UNREADABLE", "Illisible"
    ACCEPTED = "ACCEPTED", "Acceptée"
    REJECTED = "REJECTED", "Refusée"
    ERASED = "ERASED", "Effacée"


class DocumentUse(Labelled):
    """What a file is opened for (R6.6)."""

    VIEWED = "VIEWED", "Regardée"
    PRELOADED = "PRELOADED", "Préparée d’avance"
    PRINTED = "PRINTED", "Imprimée"
    SAVED = "SAVED", "Enregistrée hors de Guichet"


class PaperFlag(Labelled):
    """What a readable file holds beside its pages; told, never executed (R6.4)."""

    JAVASCRIPT = "JAVASCRIPT", "Le fichier contient un programme : il n’a pas été exécuté."
    LAUNCH = "LAUNCH", "Le fichier veut lancer un programme : rien n’a été lancé."
    EMBEDDED_FILE = "EMBEDDED_FILE", "Le fichier en contient un autre, qui n’a pas été ouvert."
    FORM = "FORM", "Le fichier est un formulaire qui peut encore être rempli."
    IMAGE_EDITOR = "IMAGE_EDITOR", "Le fichier vient d’un logiciel de retouche."
    LOCATION_REMOVED = "LOCATION_REMOVED", "Le lieu de la photo a été ôté."


class PaperField(Labelled):
    """What is read on an insurance certificate."""

    PAPER = "PAPER", "Nature du document"
    INSURED = "INSURED", "Assurés"
    ADDRESS = "ADDRESS", "Adresse assurée"
    VALID_FROM = "VALID_FROM", "Début"
    VALID_TO = "VALID_TO", "Fin"
    POLICY = "POLICY", "N° de contrat d’assurance"
    INSURER = "INSURER", "Assureur"
    COVERS = "COVERS", "Garanties"
    STATUS = "STATUS", "Qualité"
    ROOMS = "ROOMS", "Pièces et annexes"


class CheckCode(Labelled):
    """The checklist of a certificate (R2.8)."""

    C1 = "C1", "Attestation de l’assureur"
    C2 = "C2", "Nom d’un titulaire"
    C3 = "C3", "Adresse du logement"
    C4 = "C4", "Période en cours, sans trou"
    C5 = "C5", "Risques locatifs"
    C6 = "C6", "N° de contrat"
    C7 = "C7", "Assureur et contact"
    C8 = "C8", "Locataire, résidence principale"
    C9 = "C9", "Pièces et annexes du bail"
    C10 = "C10", "Lisible et complète"


class CheckVerdict(Labelled):
    """What is said of one check (R2.8)."""

    YES = "YES", "Oui"
    NO = "NO", "Non"
    NOT_SHOWN = "NOT_SHOWN", "Non indiqué"


BLOCKING = frozenset({CheckCode.C1, CheckCode.C2, CheckCode.C3, CheckCode.C4, CheckCode.C5, CheckCode.C10})
"""The checks that must all be YES to accept (R2.9)."""
