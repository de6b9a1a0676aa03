"""Judge a text that a manager wrote, before it is kept: its variables, its words, its length."""

import unicodedata
from collections.abc import Mapping

from backoffice.errors import Refused
from backoffice.rules.letters.definition import TextDefault
from backoffice.rules.letters.filling import Piece, filled_pieces, nearest, variables_of
from backoffice.rules.letters.forbidden import refuse_words
from backoffice.rules.letters.segments import plain_sms, segments
from backoffice.rules.letters.texts import default_draft, text_of
from backoffice.rules.letters.variables import VARIABLES
from backoffice.rules.names import words
from backoffice.rules.vocabulary.validation.tasks import TextChannel

MOST_PARTS = 4
"""Parts of an SMS, its variables filled with their examples."""
_LONGEST_SUBJECT, _LONGEST_BODY = 150, 8000
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LAST_PRINTED = 0x2FFF
"""Beyond: writings and pictures that the typeface of letters does not have."""
_SUBJECT_VARIABLES = frozenset({"bailleur", "contrat", "date_demande", "date_limite", "numero_client"})
EXAMPLES: Mapping[str, str] = {name: one.example for name, one in VARIABLES.items()}


def refuse_text(code: str, channel: TextChannel, subject: str, body: str) -> None:
    """Raise ``Refused`` for a text that could not be sent as it is.

    Codes: ``EMPTY_TEXT``, ``TEXT_TOO_LONG``, ``UNKNOWN_VARIABLE``, ``REQUIRED_VARIABLE``, ``WRONG_SIGN``,
    ``UNFILLED_VARIABLE`` (a stray brace), ``MUST_SAY``, ``FORBIDDEN_WORD``. ``NotFound`` for an unknown text.
    """
    default_draft(code, channel)
    text = text_of(code)
    _refuse_shape(channel, subject, body)
    refuse_signs(f"{subject}\n{body}", printed=channel is TextChannel.LETTER)
    allowed = tuple(one.name for one in text.allowed)
    _refuse_unknown(subject, tuple(name for name in allowed if name in _SUBJECT_VARIABLES))
    _refuse_unknown(body, allowed)
    if channel is not TextChannel.SMS:
        _refuse_missing(text, body)
    pieces = filled_pieces(body, EXAMPLES)
    refuse_words(text.code, (*filled_pieces(subject, EXAMPLES), Piece("\n"), *pieces))
    if channel is TextChannel.SMS:
        _refuse_long(plain_sms("".join(one.text for one in pieces)))


def refuse_reason_text(tenant_text: str) -> None:
    """The same for what a tenant reads of a reason; it may name the day to answer by and the contract."""
    refuse_signs(tenant_text, printed=True)
    if not tenant_text.strip():
        raise Refused("Écrivez ce que le locataire lira de ce motif.", code="EMPTY_TEXT")
    if len(tenant_text) > 500:
        raise Refused("Ce motif dépasse 500 caractères : raccourcissez-le.", code="TEXT_TOO_LONG")
    if "\n" in tenant_text.strip():
        raise Refused("Un motif tient en un paragraphe : ôtez les sauts de ligne.", code="TEXT_TOO_LONG")
    _refuse_unknown(tenant_text, REASON_VARIABLES)
    refuse_words(None, filled_pieces(tenant_text, EXAMPLES))


REASON_VARIABLES = ("date_limite", "contrat", "logement", "agence", "telephone", "numero_client")


def refuse_signs(text: str, *, printed: bool = False) -> None:
    """Raise ``Refused`` (``WRONG_SIGN``) for signs that nobody sees, or that no letter can print."""
    for sign in text:
        kind = unicodedata.category(sign)
        if kind in _UNSEEN and sign not in "\n\t":
            raise Refused(
                "Ce texte contient un signe invisible, venu d’un copier-coller : retapez le passage.",
                code="WRONG_SIGN",
            )
        if printed and ((kind == "So" and sign not in "°©®") or ord(sign) > _LAST_PRINTED):
            raise Refused(
                f"Le signe « {sign} » ne s’imprime pas sur une lettre : ôtez-le.", code="WRONG_SIGN"
            )


def _refuse_shape(channel: TextChannel, subject: str, body: str) -> None:
    if not body.strip():
        raise Refused("Le texte est vide : écrivez-le, ou revenez à celui du programme.", code="EMPTY_TEXT")
    if channel is TextChannel.SMS:
        if subject.strip():
            raise Refused("Un SMS n’a pas d’objet : ôtez-le.", code="EMPTY_TEXT")
    elif not subject.strip():
        raise Refused("L’objet est vide : écrivez-le en quelques mots.", code="EMPTY_TEXT")
    if "\n" in subject or len(subject) > _LONGEST_SUBJECT:
        raise Refused(
            f"L’objet tient sur une ligne de {_LONGEST_SUBJECT} caractères au plus : raccourcissez-le.",
            code="TEXT_TOO_LONG",
        )
    if len(body) > _LONGEST_BODY:
        raise Refused(
            f"Ce texte dépasse {_LONGEST_BODY} caractères : raccourcissez-le.", code="TEXT_TOO_LONG"
        )


def _refuse_unknown(text: str, allowed: tuple[str, ...]) -> None:
    for name in variables_of(text):
        if name in allowed:
            continue
        meant = nearest(name, allowed)
        told = f"écrivez {{{meant}}}" if meant else "choisissez-la dans la liste"
        raise Refused(f"La variable {{{name}}} n’existe pas ici : {told}.", code="UNKNOWN_VARIABLE")


def _refuse_missing(text: TextDefault, body: str) -> None:
    missing = sorted(text.required - set(variables_of(body)))
    if missing:
        one = VARIABLES[missing[0]]
        raise Refused(
            f"Ce texte doit contenir {{{one.name}}} ({one.label}) : ajoutez-la.", code="REQUIRED_VARIABLE"
        )
    folded = " ".join(words(body))
    for must in text.must_say:
        if any(stem not in folded for stem in must.stems):
            raise Refused(f"Ce texte doit dire {must.what} : remettez ce passage.", code="MUST_SAY")


def _refuse_long(filled: str) -> None:
    counted = segments(filled)
    if counted.parts > MOST_PARTS:
        raise Refused(
            f"Ce SMS prendrait {counted.parts} messages, {MOST_PARTS} au plus : raccourcissez-le. "
            f"{counted.sentence}",
            code="TEXT_TOO_LONG",
        )
