"""Persons, contacts, staff and households."""

from backoffice.rules.vocabulary.labelled import Labelled


class StaffRole(Labelled):
    """Who signs in to the database: members of staff (R7.10), then the services beside them."""

    CARETAKER = "CARETAKER", "Gardien"
    FRONT_DESK = "FRONT_DESK", "Chargé d’accueil"
    ADVISER = "ADVISER", "Conseiller habitat"
    ACCOUNTING = "ACCOUNTING", "Quittancement"
    MANAGER = "MANAGER", "Responsable d’agence"
    DPO = "DPO", "Délégué à la protection des données"
    ADMINISTRATOR = "ADMINISTRATOR", "Administrateur"
    PORTAL = "PORTAL", "Portail des locataires"
    ERP_FEED = "ERP_FEED", "Reprise du progiciel"
    COURIER = "COURIER", "Envoi des messages"
    REPORT_READER = "REPORT_READER", "Lecture des rapports"


class Civility(Labelled):
    """How a letter greets."""

    MADAME = "MME", "Madame"
    MONSIEUR = "M", "Monsieur"


class ContactChannel(Labelled):
    """By what means a person is reached."""

    MOBILE = "MOBILE", "Portable"
    PHONE = "PHONE", "Fixe"
    EMAIL = "EMAIL", "Courriel"


class ContactRole(Labelled):
    """What a contact is used for (R3.43)."""

    LOGIN = "LOGIN", "Connexion"
    NOTICE = "NOTICE", "Avis"
    PAYMENT = "PAYMENT", "Paiement"
    EMERGENCY = "EMERGENCY", "Urgence"


class ContactSource(Labelled):
    """Where a contact was learnt (R3.43)."""

    PORTAL = "PORTAL", "Portail"
    AGENT = "AGENT", "Agent"
    COUNTER = "COUNTER", "Guichet"
    LETTER = "LETTER", "Courrier"
    IMPORT = "IMPORT", "Reprise"


class HolderTitle(Labelled):
    """By what title a person holds a lease (R3.2, R3.10)."""

    MAIN_HOLDER = "MAIN_HOLDER", "Titulaire"
    CO_HOLDER = "CO_HOLDER", "Cotitulaire"
    SPOUSE_BY_LAW = "SPOUSE_BY_LAW", "Conjoint cotitulaire de droit"


class Relation(Labelled):
    """What a member of the household is to the main holder."""

    HOLDER = "HOLDER", "Titulaire"
    SPOUSE = "SPOUSE", "Conjoint"
    PACS_PARTNER = "PACS_PARTNER", "Partenaire de PACS"
    KNOWN_PARTNER = "KNOWN_PARTNER", "Concubin"
    CHILD = "CHILD", "Enfant"
    ASCENDANT = "ASCENDANT", "Ascendant"
    HOSTED_OCCUPANT = "HOSTED_OCCUPANT", "Hébergé"
    OTHER_OCCUPANT = "OTHER_OCCUPANT", "Autre occupant"


class PersonKind(Labelled):
    """Why a person is entered: what he is to the file in front."""

    OCCUPANT = "OCCUPANT", "Occupant du logement"
    REPRESENTATIVE = "REPRESENTATIVE", "Représentant du locataire"
    OTHER = "OTHER", "Autre tiers"


class DistinctReason(Labelled):
    """Why somebody who resembles a person on file is entered all the same."""

    HOMONYM = "HOMONYM", "Homonyme, autre personne"
    FAMILY = "FAMILY", "Même famille, autre personne"
    PAPER_SEEN = "PAPER_SEEN", "Pièce vue : ce n’est pas la même"


class MergeReason(Labelled):
    """Why two persons of the database are said to be one."""

    ENTERED_TWICE = "ENTERED_TWICE", "Saisie deux fois"
    IMPORTED_TWICE = "IMPORTED_TWICE", "Reprise deux fois"
    NAME_CHANGED = "NAME_CHANGED", "Changement de nom"
    PAPER_SEEN = "PAPER_SEEN", "Pièce vue : c’est la même"
