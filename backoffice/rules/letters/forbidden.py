"""What no text for tenants may say, whoever writes it: judged on our words, never on a tenant's name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from backoffice.errors import Refused
from backoffice.rules.letters.codes import TextCode
from backoffice.rules.letters.filling import Piece
from backoffice.rules.letters.variables import VARIABLES
from backoffice.rules.names import words

FORBIDDEN = "FORBIDDEN_WORD"


@dataclass(frozen=True)
class _Family:
    """Words that are refused, read folded (``MOT DE PASSE``), and what to write instead."""

    pattern: re.Pattern[str]
    sentence: str
    except_in: frozenset[TextCode] = frozenset()


def _folded(*stems: str) -> re.Pattern[str]:
    """Any of ``stems`` as whole words; a star stands for the end of a word."""
    return re.compile(
        "(?<![A-Z0-9])(?:" + "|".join(one.replace("*", "[A-Z0-9]*") for one in stems) + ")(?![A-Z0-9])"
    )


_FAMILIES = (
    _Family(
        _folded("FAUX", "FAUSS*", "FALSIFI*", "CONTREFA*", "FORGERIE", "TRUQU*"),
        "« {found} » met en cause la sincérité d’un papier : écrivez que vous le vérifiez avec l’assureur "
        "ou l’administration (R2.11).",
    ),
    _Family(
        _folded("FRAUD*", "ESCRO*", "ARNAQU*", "USURP*"),
        "« {found} » accuse : dites seulement ce que le locataire doit envoyer ou vérifier (R2.11).",
        frozenset({TextCode.BANK_FRAUD_ANSWER}),
    ),
    _Family(
        _folded(
            "MEDIC*", "MEDECIN*", "MALAD*", "SANTE", "HANDICAP*", "INVALIDITE", "INFIRM*", "HOSPITAL*",
            "HOPITA*", "DIAGNOS*", "PATHOLOG*", "GROSSESSE*", "ENCEINTE*", "PSY*", "DEPRESSI*", "CANCER*",
            "SEROPOSI*", "VIH", "SIDA", "SUICID*", "ALCOOL*", "DROGU*", "TOXICO*", "ADDICT*", "DEMENCE*",
            "ALZHEIMER", "AAH",
        ),
        "« {found} » touche à la santé, qui n’a pas sa place dans un texte au locataire : ôtez-le (R5.20).",
    ),
    _Family(
        _folded(
            "VIOLEN*", "AGRESS*", "MALTRAIT*", "CONJUGAL*", "VICTIME*", "ORDONNANCES? DE PROTECTION",
            "CONDAMN*", "HARCEL*", "FEMINICIDE*", "PORTER PLAINTE", "DEPOT DE PLAINTE",
        ),
        "« {found} » dit ce qui s’est passé dans un foyer : ôtez-le, la demande se désigne par sa "
        "date (R3.17).",
    ),
    _Family(
        _folded(
            "(?:NOTRE|NOS|NOUVEAU|NOUVEL|NOUVELLE|NOUVELLES)(?: [A-Z]+){0,2} (?:RIB|IBAN|BIC|DOMICILIATION*)",
            "(?:NOTRE|NOS)(?: [A-Z]+){0,2} (?:COMPTES? BANCAIRES?|COORDONNEES BANCAIRES|BANQUE)",
            "(?:RIB|IBAN|COMPTES?(?: BANCAIRES?)?|COORDONNEES BANCAIRES|BANQUE)(?: [A-Z]+){0,1} "
            "(?:DU|DE VOTRE) "
            "BAILLEUR",
            "(?:NOUS|BAILLEUR)(?: [A-Z]+){0,2} CHANG[A-Z]*(?: [A-Z]+){0,2} (?:BANQUE|COMPTES?|RIB|IBAN)",
            "(?:VERSE[A-Z]*|PAYE[A-Z]*|VIRE[A-Z]*|REGLE[A-Z]*|VIREMENTS?)(?: [A-Z]+){0,5} "
            "(?:SUR|VERS) (?:LE|UN|CE|NOTRE)(?: NOUVEAU)? COMPTE",
        ),
        "« {found} » annonce un compte du bailleur : aucun texte ne le fait, les fraudeurs s’en "
        "servent (R3.58).",
        frozenset({TextCode.BANK_FRAUD_ANSWER}),
    ),
    _Family(
        _folded(
            "MOTS? DE PASSE", "MDP", "CODES? SECRETS?", "CODES? CONFIDENTIELS?", "CODES? A USAGE UNIQUE",
            "CODES? PIN", "PASSWORDS?",
        ),
        "« {found} » : un texte ne parle jamais de mot de passe ni de code, le portail seul en "
        "envoie (R4.5).",
    ),
    _Family(
        _folded(
            "(?<!AUCUN )(?<!SANS )FRAIS (?:DE |D "
            ")?(?:RELANCES?|RAPPELS?|QUITTANCES?|ENVOIS?|DOSSIERS?|COURRIERS?|"
            "LETTRES?|GESTION|MISES? EN DEMEURE|TIMBRES?|POSTAUX)",
        ),
        "« {found} » : aucun frais ne peut être demandé pour une lettre ou un rappel ; ôtez-le (R1.6).",
    ),
)  # fmt: skip
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?(?![A-Z0-9])")
_ACCOUNT = (
    "Un numéro de compte est écrit dans ce texte : ôtez-le, aucun texte n’annonce de compte bancaire (R3.58)."
)
_LINK = re.compile(r"https?://|www\.|<[a-z/!]", re.IGNORECASE)
_NO_LINK = (
    "Un lien ou une balise est écrit dans ce texte : ôtez-le, dites plutôt « votre espace locataire ». "
    "Nos messages n’ont jamais de lien à suivre."
)


def refuse_words(code: TextCode | None, pieces: Iterable[Piece]) -> None:
    """Raise ``Refused`` (``FORBIDDEN_WORD``) when our own words say what no tenant may read from us.

    Values that come from the file, such as a name, are not judged: « Monsieur FAUX » has his letters.
    """
    ours = "".join("bailleur" if _of_file(one) else one.text for one in pieces)
    _refuse_patterns(ours)
    folded = " ".join(words(ours))
    for family in _FAMILIES:
        found = family.pattern.search(folded)
        if found is not None and code not in family.except_in:
            raise Refused(family.sentence.format(found=found[0].lower()), code=FORBIDDEN)


def _of_file(piece: Piece) -> bool:
    return bool(piece.variable) and VARIABLES[piece.variable].of_file


def _refuse_patterns(text: str) -> None:
    upper = text.upper().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    if _IBAN.search(upper):
        raise Refused(_ACCOUNT, code=FORBIDDEN)
    if _LINK.search(text):
        raise Refused(_NO_LINK, code=FORBIDDEN)
