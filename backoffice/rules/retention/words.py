"""The closed lists of retention and of data subjects' requests."""

from backoffice.rules.vocabulary.labelled import Labelled


class RuleStatus(Labelled):
    """What a term rests on; an unverified one is never shown as law."""

    LAW = "LAW", "Loi"
    REC = "REC", "Recommandation"
    DESIGN = "DESIGN", "Choix du produit"
    UNVERIFIED = "UNVERIFIED", "NON VÉRIFIÉ"


class TermUnit(Labelled):
    """How a term is counted."""

    DAY = "DAY", "jours"
    MONTH = "MONTH", "mois"
    CIVIL_YEAR = "CIVIL_YEAR", "années civiles"
    NONE = "NONE", "sans durée propre"


class RunState(Labelled):
    """Life of a retention run (R5.23)."""

    PREPARED = "PREPARED", "À approuver"
    APPROVED = "APPROVED", "Approuvée"
    ERASED = "ERASED", "Effacée"
    REPLACED = "REPLACED", "Remplacée"


class ItemState(Labelled):
    """What became of one item of a run."""

    DUE = "DUE", "À effacer"
    HELD = "HELD", "Retenu"
    ERASED = "ERASED", "Effacé"
    SKIPPED = "SKIPPED", "Gardé"


class Hold(Labelled):
    """Why data whose term is over is kept all the same (R5.10g)."""

    COURT_CASE = "COURT_CASE", "Procédure en cours"
    PRE_LITIGATION = "PRE_LITIGATION", "Précontentieux"
    AUTHORITY = "AUTHORITY", "Demande d’une autorité"
    LIVES_HERE = "LIVES_HERE", "Un bail est en cours ou à venir"
    OPEN_REQUEST = "OPEN_REQUEST", "Une demande n’est pas close"
    ARREARS = "ARREARS", "Compte non soldé"
    NOT_DUE = "NOT_DUE", "La durée n’est pas écoulée"
    GONE = "GONE", "Déjà effacé"


PLACED_BY_STAFF = (Hold.COURT_CASE, Hold.PRE_LITIGATION, Hold.AUTHORITY)
"""Holds that somebody places and lifts; the others are read from the file."""


class PlacedHold(Labelled):
    """The holds that staff place and lift by hand."""

    COURT_CASE = "COURT_CASE", "Procédure en cours"
    PRE_LITIGATION = "PRE_LITIGATION", "Précontentieux"
    AUTHORITY = "AUTHORITY", "Demande d’une autorité"


class SubjectRequestKind(Labelled):
    """What a data subject asks for (R5.21)."""

    ACCESS = "ACCESS", "Accès"
    PORTABILITY = "PORTABILITY", "Portabilité"
    RECTIFICATION = "RECTIFICATION", "Rectification"
    ERASURE = "ERASURE", "Effacement"
    RESTRICTION = "RESTRICTION", "Limitation"
    OBJECTION = "OBJECTION", "Opposition"


class SubjectRequestState(Labelled):
    """Where such a request stands."""

    RECEIVED = "RECEIVED", "À répondre"
    ANSWERED = "ANSWERED", "Répondue"
    REFUSED = "REFUSED", "Refusée, motif donné"
    WITHDRAWN = "WITHDRAWN", "Retirée"


class SubjectIdentity(Labelled):
    """How the one who asks was recognised (R5.21); a copy of a paper only on reasonable doubt."""

    PORTAL = "PORTAL", "Connecté à son espace"
    KNOWN_CONTACT = "KNOWN_CONTACT", "Contact du dossier"
    COUNTER = "COUNTER", "Au guichet"
    MANDATE = "MANDATE", "Mandat vu"
    DOUBT = "DOUBT", "Pièce demandée après un doute"


class ExportPurpose(Labelled):
    """Why the data of a subject are copied out (R5.3: a closed list)."""

    SUBJECT_REQUEST = "SUBJECT_REQUEST", "Demande de la personne"
    AUTHORITY = "AUTHORITY", "Demande d’une autorité"
    CONTROL = "CONTROL", "Contrôle interne"
