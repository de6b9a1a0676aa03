"""The events of a household: what each is called, who decides it, what its form asks (R3.10–R3.24)."""

from dataclasses import dataclass

from backoffice.rules.vocabulary.labelled import Labelled


class HouseholdEvent(Labelled):
    """What happened, one guided form each."""

    MARRIAGE = "MARRIAGE", "Mariage"
    PACS = "PACS", "PACS"
    NEW_PARTNER = "NEW_PARTNER", "Nouveau concubin"
    SEPARATION = "SEPARATION", "Séparation, sans jugement"
    DIVORCE = "DIVORCE", "Divorce"
    PACS_ENDED = "PACS_ENDED", "Fin du PACS"
    HOLDER_LEAVES = "HOLDER_LEAVES", "Départ d’un cotitulaire"
    VIOLENCE = "VIOLENCE", "Ordonnance de protection"
    DEATH = "DEATH", "Décès"
    ABANDONMENT = "ABANDONMENT", "Abandon du logement par le titulaire"
    CHILD = "CHILD", "Naissance, adoption, enfant accueilli"
    ADULT_ARRIVES = "ADULT_ARRIVES", "Arrivée d’un occupant"
    OCCUPANT_LEAVES = "OCCUPANT_LEAVES", "Départ d’un occupant"
    NAME_CHANGE = "NAME_CHANGE", "Changement de nom"
    GUARDIANSHIP = "GUARDIANSHIP", "Mesure de protection"


class HouseholdRejection(Labelled):
    """Why a change of household is refused (R3.27)."""

    DOCUMENT_MISSING = "DOCUMENT_MISSING", "Pièce manquante"
    DOCUMENT_ILLEGIBLE = "DOCUMENT_ILLEGIBLE", "Pièce illisible"
    NOT_SIGNED_BY_ALL = "NOT_SIGNED_BY_ALL", "Signature manquante"
    NOT_FINAL = "NOT_FINAL", "Pas encore définitif"
    NOT_A_HOLDER = "NOT_A_HOLDER", "Ne tient pas le bail"
    ONE_YEAR_NOT_PROVEN = "ONE_YEAR_NOT_PROVEN", "Un an de vie commune non prouvé"
    DATE_INCONSISTENT = "DATE_INCONSISTENT", "Date incohérente"
    ALREADY_RECORDED = "ALREADY_RECORDED", "Déjà enregistré"
    OUT_OF_SCOPE = "OUT_OF_SCOPE", "Hors de ce formulaire"


class FormField(Labelled):
    """What a form asks for; the name is the attribute of ``EventForm``."""

    PERSON = "person_id", "Personne concernée"
    NEWCOMER = "newcomer", "Personne qui n’est pas au fichier"
    HOLDER = "holder_id", "Titulaire concerné"
    RELATION = "relation", "Lien avec le titulaire"
    CO_TITLE = "co_title", "Demande à devenir cotitulaire"
    REQUESTED_ON = "requested_on", "Demande commune reçue le"
    SIGNED_BY_ALL = "signed_by_all", "Signé de tous"
    LIVED_SINCE = "lived_since", "Vit dans le logement depuis le"
    MENTION_ON = "mention_on", "Mention à l’état civil du"
    KEPT_BY = "kept_by", "Garde le logement"
    RECEIVED_ON = "received_on", "Congé reçu le"
    REPLACED_ON = "replaced_on", "Remplacé au bail le"
    CONVICTED_ON = "convicted_on", "Condamnation du"
    CLAIMS = "claims", "Qui demande le bail"
    TRANSFER_TO = "transfer_to", "Bail transféré à"
    NO_CLAIMANT = "no_claimant", "Personne ne peut reprendre le bail"
    RENOUNCED_BY = "renounced_by", "Renonce au bail"
    BIRTH_NAME = "birth_name", "Nouveau nom de famille"
    USAGE_NAME = "usage_name", "Nouveau nom d’usage"
    FIRST_NAMES = "first_names", "Nouveaux prénoms"
    PROTECTION = "protection", "Mesure et personne désignée"


@dataclass(frozen=True)
class EventRule:
    """An event: its rule, what its legal day is (R3.26), what is asked, whether a manager alone decides."""

    event: HouseholdEvent
    rule: str
    day: str
    fields: tuple[FormField, ...]
    manager_only: bool = False
    sources: tuple[str, ...] = ()


_E, _F = HouseholdEvent, FormField
_COUPLE = (_F.HOLDER, _F.PERSON, _F.NEWCOMER)
_ALL = (
    EventRule(_E.MARRIAGE, "R3.10", "Date du mariage", _COUPLE, sources=("C. civ. 1751", "C. civ. 220")),
    EventRule(
        _E.PACS,
        "R3.11",
        "Date du PACS",
        (*_COUPLE, _F.CO_TITLE, _F.REQUESTED_ON, _F.SIGNED_BY_ALL),
        sources=("C. civ. 1751", "C. civ. 515-4"),
    ),
    EventRule(
        _E.NEW_PARTNER,
        "R3.12",
        "Date d’arrivée",
        (*_COUPLE, _F.CO_TITLE, _F.LIVED_SINCE, _F.SIGNED_BY_ALL),
    ),
    EventRule(_E.SEPARATION, "R3.13", "Séparés depuis le", (_F.PERSON,)),
    EventRule(
        _E.DIVORCE,
        "R3.14",
        "Date du jugement",
        (_F.KEPT_BY, _F.PERSON, _F.MENTION_ON),
        sources=("C. civ. 1751 al. 2", "C. civ. 262"),
    ),
    EventRule(
        _E.PACS_ENDED,
        "R3.15",
        "Date de la fin du PACS",
        (_F.PERSON, _F.MENTION_ON, _F.KEPT_BY),
        sources=("C. civ. 1751-1",),
    ),
    EventRule(
        _E.HOLDER_LEAVES,
        "R3.16",
        "Fin du préavis",
        (_F.PERSON, _F.RECEIVED_ON, _F.REPLACED_ON),
        sources=("loi du 6 juillet 1989, art. 8-1 VI",),
    ),
    EventRule(
        _E.VIOLENCE,
        "R3.17",
        "Première présentation du courrier",
        (_F.PERSON, _F.CONVICTED_ON),
        manager_only=True,
        sources=("loi du 6 juillet 1989, art. 8-2",),
    ),
    EventRule(
        _E.DEATH,
        "R3.18",
        "Date du décès",
        (_F.PERSON, _F.CLAIMS, _F.TRANSFER_TO, _F.NO_CLAIMANT, _F.RENOUNCED_BY),
        sources=("loi du 6 juillet 1989, art. 14 et 40",),
    ),
    EventRule(
        _E.ABANDONMENT,
        "R3.19",
        "Date du départ définitif",
        (_F.PERSON, _F.CLAIMS, _F.TRANSFER_TO),
        manager_only=True,
        sources=("loi du 6 juillet 1989, art. 14 et 40",),
    ),
    EventRule(_E.CHILD, "R3.20", "Naissance ou arrivée", (_F.PERSON, _F.NEWCOMER, _F.RELATION)),
    EventRule(_E.ADULT_ARRIVES, "R3.21", "Date d’arrivée", (_F.PERSON, _F.NEWCOMER, _F.RELATION)),
    EventRule(_E.OCCUPANT_LEAVES, "R3.22", "Date du départ", (_F.PERSON,)),
    EventRule(
        _E.NAME_CHANGE,
        "R3.23",
        "Date du changement",
        (_F.PERSON, _F.BIRTH_NAME, _F.USAGE_NAME, _F.FIRST_NAMES),
        sources=("C. civ. 225-1",),
    ),
    EventRule(_E.GUARDIANSHIP, "R3.24", "Date de la décision", (_F.PROTECTION,)),
)
RULES = {one.event: one for one in _ALL}
"""Every event, in the order of the forms."""
