"""Why an item is refused or waits, kind by kind: what the agent picks, what the tenant reads (R2.10, R3.27).

In force where a landlord has worded none; ``{date_limite}`` is the day to answer by.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backoffice.rules.names import words
from backoffice.rules.vocabulary.work import WorkKind

_AGAIN = "Merci de nous envoyer {what} avant le {{date_limite}}."


@dataclass(frozen=True)
class Reason:
    """A reason as it is proposed; ``rank`` is its place, and its digit up to nine."""

    code: str
    label: str
    tenant_text: str
    rank: int
    active: bool = True

    @property
    def digit(self) -> str:
        """The key that picks it; empty from the tenth on."""
        return str(self.rank) if 1 <= self.rank <= 9 else ""


def code_of(label: str) -> str:
    """The code of a new reason: « Autre pièce » → ``AUTRE_PIECE``; empty when its name makes none."""
    made = "_".join(words(label))[:40].strip("_")
    plain = "".join(sign for sign in made if sign.isascii())
    return plain if len(plain) > 1 and plain[0].isalpha() else ""


def _again(what: str) -> str:
    return _AGAIN.format(what=what)


_CERTIFICATE = _again("une attestation d’assurance habitation établie par votre assureur")
_INSURANCE = (
    ("EXPIRED", "Attestation périmée", f"La période de validité indiquée est terminée. {_CERTIFICATE}"),
    (
        "NAME_MISMATCH",
        "Le nom n’est pas celui du titulaire",
        "Le nom assuré n’est pas celui d’un titulaire du bail. "
        + _again("une attestation qui porte votre nom, comme assuré ou comme occupant"),
    ),
    (
        "ADDRESS_MISMATCH",
        "L’adresse n’est pas celle du logement",
        "L’adresse assurée n’est pas celle du logement du contrat {contrat}. "
        + _again("une attestation qui porte cette adresse"),
    ),
    (
        "NOT_AN_ATTESTATION",
        "Ce n’est pas une attestation",
        "Le document envoyé est un devis, un avis à payer, des conditions ou un relevé de banque. "
        + _CERTIFICATE,
    ),
    (
        "PERIOD_MISSING",
        "Dates de validité absentes",
        "Les dates de début et de fin de validité ne figurent pas sur le document. "
        + _again("une attestation qui les porte"),
    ),
    (
        "COVER_MISSING",
        "Garantie locative absente",
        "Les risques locatifs (incendie, explosion, dégât des eaux) n’y figurent pas. "
        + _again("une attestation qui les mentionne"),
    ),
    (
        "ILLEGIBLE",
        "Illisible",
        "Le document ne peut pas être lu : il est flou, sombre ou coupé. "
        + _again("une image nette, ou le fichier reçu de votre assureur,"),
    ),
    (
        "INCOMPLETE",
        "Incomplète",
        "Il manque une partie du document. " + _again("toutes ses pages"),
    ),
    (
        "TO_BE_CONFIRMED_WITH_INSURER",
        "À confirmer auprès de l’assureur",
        "Nous vérifions un point avec votre assureur. Vous n’avez rien à envoyer : nous vous répondrons.",
    ),
    (
        "NOT_YET_VALID",
        "Pas encore en vigueur",
        "L’assurance indiquée commence plus tard. "
        + _again("une attestation valable aujourd’hui, celle-ci servira ensuite,"),
    ),
    (
        "WRONG_CONTRACT",
        "Concerne un autre contrat",
        "Le document concerne un autre bien que celui du contrat {contrat}. "
        + _again("l’attestation qui couvre ce bien"),
    ),
    (
        "OWNER_STATUS",
        "Assuré comme propriétaire",
        "Le document vous assure comme propriétaire. "
        + _again("une attestation qui vous assure comme locataire"),
    ),
    (
        "UNREADABLE_FILE",
        "Fichier qui ne s’ouvre pas",
        "Le fichier envoyé ne s’ouvre pas, ou il est protégé. "
        + _again("un PDF ou une photo sans protection"),
    ),
    (
        "DUPLICATE",
        "Déjà reçue",
        "Nous avions déjà reçu ce document. Vous n’avez rien d’autre à envoyer.",
    ),
)
_PAPERS = (
    (
        "DOCUMENT_MISSING",
        "Pièce manquante",
        "Une pièce nécessaire manque. " + _again("les pièces indiquées sur votre espace locataire"),
    ),
    (
        "DOCUMENT_ILLEGIBLE",
        "Pièce illisible",
        "Une pièce ne peut pas être lue : elle est floue, sombre ou coupée. " + _again("une copie nette"),
    ),
)
_NOT_HOLDER = (
    "NOT_A_HOLDER",
    "La demande ne vient pas d’un titulaire",
    "Cette demande doit venir d’un titulaire du bail ou de son représentant. Un titulaire peut la faire "
    "sur l’espace locataire ou à l’agence.",
)
_DATES = (
    "DATE_INCONSISTENT",
    "Date qui ne concorde pas",
    "La date indiquée ne concorde pas avec celle de la pièce. " + _again("la date exacte, avec la pièce,"),
)
_RECORDED = (
    "ALREADY_RECORDED",
    "Déjà enregistré",
    "Ce changement est déjà enregistré. Vous n’avez rien d’autre à envoyer.",
)
_SCOPE = (
    "OUT_OF_SCOPE",
    "Hors de cette démarche",
    "Cette démarche ne permet pas ce changement. Appelez-nous au {telephone} : nous vous dirons "
    "comment faire.",
)
_HOUSEHOLD = (
    *_PAPERS,
    (
        "NOT_SIGNED_BY_ALL",
        "Signatures manquantes",
        "La demande doit être signée de toutes les personnes concernées. "
        + _again("la demande signée de chacune"),
    ),
    (
        "NOT_FINAL",
        "Décision pas encore définitive",
        "La décision n’est pas encore inscrite à l’état civil : le bail reste le même d’ici là. "
        "Envoyez-nous l’acte qui porte la mention dès que vous l’avez.",
    ),
    _NOT_HOLDER,
    (
        "ONE_YEAR_NOT_PROVEN",
        "Un an de résidence non prouvé",
        "Un an de résidence dans le logement n’est pas encore prouvé. "
        + _again("des justificatifs à cette adresse, qui couvrent un an,"),
    ),
    _DATES,
    _RECORDED,
    _SCOPE,
)
_PROFESSIONAL = (
    *_PAPERS,
    (
        "WRONG_DOCUMENT",
        "Pièce qui ne convient pas",
        "La pièce envoyée n’est pas celle qui est demandée pour cette situation ; elle n’est pas gardée. "
        + _again("une pièce de la liste de votre espace locataire"),
    ),
    (
        "NAME_MISMATCH",
        "Pièce au nom d’une autre personne",
        "La pièce n’est pas au nom de la personne qui change de situation. " + _again("la pièce à son nom"),
    ),
    _NOT_HOLDER,
    _DATES,
    _RECORDED,
    _SCOPE,
)
_CONTACT = (
    (
        "NOT_CONFIRMED",
        "Non confirmé par le nouveau contact",
        "Le nouveau contact n’a pas été confirmé à temps. Refaites la demande, puis confirmez-la depuis "
        "ce contact.",
    ),
    (
        "INVALID_VALUE",
        "Contact qui n’existe pas",
        "Le numéro ou l’adresse indiqués ne peuvent pas être joints. Refaites la demande avant le "
        "{date_limite}.",
    ),
    (
        "IDENTITY_NOT_PROVEN",
        "Identité non vérifiée",
        "Nous n’avons pas pu vérifier que la demande vient de vous. Appelez-nous au {telephone}, ou passez "
        "à l’agence avec une pièce d’identité.",
    ),
    (
        "OBJECTED",
        "Opposition de l’ancien contact",
        "Une opposition nous est parvenue : vos coordonnées restent les mêmes. Appelez-nous au {telephone}.",
    ),
    _NOT_HOLDER,
    _RECORDED,
    _SCOPE,
)
_BANK = (
    *_PAPERS,
    (
        "IBAN_INVALID",
        "Numéro de compte inexact",
        "Le numéro de compte indiqué n’est pas exact. "
        + _again("un relevé d’identité bancaire de votre banque"),
    ),
    (
        "NAME_MISMATCH",
        "Compte au nom d’une autre personne",
        "Le compte n’est pas au nom d’un titulaire du bail. "
        + _again("un relevé à votre nom, ou le mandat signé de la personne qui paie pour vous,"),
    ),
    (
        "MANDATE_MISSING",
        "Mandat manquant ou non signé",
        "Le mandat de prélèvement manque ou n’est pas signé. " + _again("le mandat daté et signé"),
    ),
    (
        "TO_BE_CONFIRMED",
        "À confirmer avec le locataire",
        "Avant d’aller plus loin, nous vous appellerons au numéro que nous connaissons. Rien ne "
        "change d’ici là.",
    ),
    _NOT_HOLDER,
    _RECORDED,
    _SCOPE,
)
_REQUEST = (_RECORDED, _SCOPE)


def _ranked(found: tuple[tuple[str, str, str], ...]) -> tuple[Reason, ...]:
    return tuple(Reason(*one, rank) for rank, one in enumerate(found, 1))


REASONS: Mapping[WorkKind, tuple[Reason, ...]] = {
    WorkKind.INSURANCE: _ranked(_INSURANCE),
    WorkKind.HOUSEHOLD: _ranked(_HOUSEHOLD),
    WorkKind.PROFESSIONAL: _ranked(_PROFESSIONAL),
    WorkKind.CONTACT: _ranked(_CONTACT),
    WorkKind.BANK: _ranked(_BANK),
    WorkKind.REQUEST: _ranked(_REQUEST),
}
"""By rank; a kind that is not there has its own list elsewhere."""
