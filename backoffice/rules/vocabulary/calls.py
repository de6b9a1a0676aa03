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
    PAYMENT_MEANS = "PAYMENT_MEANS", "Moyen de paiement et, s’il y en a un, jour de prélèvement"
    ENTRY_YEAR = "ENTRY_YEAR", "Année d’entrée dans le logement"
    ROOMS_AND_FLOOR = "ROOMS_AND_FLOOR", "Nombre de pièces et étage"
    LAST_REQUEST = "LAST_REQUEST", "Objet de la dernière demande"
    INSURER = "INSURER", "Nom de l’assureur déclaré"
    OCCUPANTS = "OCCUPANTS", "Nombre d’occupants déclarés"


class CallerKind(Labelled):
    """Who is speaking, said before anything is checked (R4.27)."""

    HOLDER = "HOLDER", "Le titulaire"
    CO_HOLDER = "CO_HOLDER", "Un cotitulaire"
    REPRESENTATIVE = "REPRESENTATIVE", "Un représentant"
    THIRD_PARTY = "THIRD_PARTY", "Un tiers"
    AUTHORITY = "AUTHORITY", "Police, justice, impôts"


class RepresentativeKind(Labelled):
    """Who may speak for a tenant, and by what title (R3.24, R4.27)."""

    GUARDIAN = "GUARDIAN", "Tuteur"
    CURATOR = "CURATOR", "Curateur"
    FAMILY_POWER = "FAMILY_POWER", "Habilitation familiale"
    FUTURE_MANDATE = "FUTURE_MANDATE", "Mandat de protection future"
    MANDATARY = "MANDATARY", "Mandataire"


class RepresentativeScope(Labelled):
    """How far a representative may go; each member holds those before it (R4.27)."""

    REQUESTS = "REQUESTS", "Demandes et suivi"
    ACCOUNT = "ACCOUNT", "Compte, documents, portail"
    EVERYTHING = "EVERYTHING", "Tout, changements compris"


class RepresentativeProof(Labelled):
    """The paper that was seen (R4.27)."""

    JUDGMENT = "JUDGMENT", "Jugement ou ordonnance"
    NOTARIAL_ACT = "NOTARIAL_ACT", "Acte notarié"
    SIGNED_MANDATE = "SIGNED_MANDATE", "Mandat écrit, daté et signé"


class WarningSign(Labelled):
    """What should make an agent careful (R4.26); the first four are heard, the others read in the data."""

    URGENCY = "URGENCY", "Presse, dit que c’est urgent"
    NAME_DROPPING = "NAME_DROPPING", "Cite un nom pour s’imposer"
    REFUSES_CALL_BACK = "REFUSES_CALL_BACK", "Refuse d’être rappelé"
    NUMBER_SUPPLIED = "NUMBER_SUPPLIED", "Dicte un numéro où le rappeler"
    MANY_RECOVERIES = "MANY_RECOVERIES", "Plusieurs déblocages ou codes en sept jours"
    CONTACT_COOLING = "CONTACT_COOLING", "Un contact vient de changer"
    LOST_DEVICE = "LOST_DEVICE", "Un appareil dit perdu se connecte encore"
    NUMBER_UNKNOWN = "NUMBER_UNKNOWN", "Le numéro qui appelle n’est pas au dossier"


class CallReason(Labelled):
    """What the call was about, coded (R7.3)."""

    BALANCE = "BALANCE", "Solde ou paiement"
    RECEIPT = "RECEIPT", "Quittance"
    PORTAL = "PORTAL", "Compte en ligne"
    INSURANCE = "INSURANCE", "Assurance"
    REQUEST = "REQUEST", "Demande ou réclamation"
    CHANGE = "CHANGE", "Changement de situation"
    OTHER = "OTHER", "Autre"


class EventChannel(Labelled):
    """How a contact without a case came (R7.1)."""

    PHONE = "PHONE", "Téléphone"
    COUNTER = "COUNTER", "Guichet"
    MAIL = "MAIL", "Courrier ou courriel"


class ContactTopic(Labelled):
    """What a contact without a case was about (R7.3)."""

    HOURS = "HOURS", "Horaires, adresse de l’agence"
    USEFUL_NUMBER = "USEFUL_NUMBER", "Numéro utile"
    CAF = "CAF", "Orientation CAF ou MSA"
    SOCIAL = "SOCIAL", "Orientation service social, mairie"
    APPLICATION = "APPLICATION", "Demande de logement"
    EMERGENCY = "EMERGENCY", "Orientation astreinte, secours"
    PORTAL_HELP = "PORTAL_HELP", "Mode d’emploi du site"
    WRONG_NUMBER = "WRONG_NUMBER", "Erreur de numéro"
    HUNG_UP = "HUNG_UP", "A raccroché"
    SILENT = "SILENT", "Personne ne parle"
    OTHER = "OTHER", "Autre renseignement général"


class CallBackReason(Labelled):
    """Why a call-back is promised."""

    ANSWER = "ANSWER", "Donner une réponse"
    IDENTITY = "IDENTITY", "Vérifier l’identité au numéro du dossier"
    MANAGER = "MANAGER", "Un responsable doit répondre"
    APPOINTMENT = "APPOINTMENT", "Fixer un rendez-vous"
    FOLLOW_UP = "FOLLOW_UP", "Suivre une demande"


class CallBackState(Labelled):
    """Life of a promise: open until it is kept, or until it is noted that it was not."""

    OPEN = "OPEN", "À rappeler"
    KEPT = "KEPT", "Tenu"
    MISSED = "MISSED", "Manqué"
