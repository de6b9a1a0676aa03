"""A term of the vocabulary: how it is written, checked before it is kept, with the words it stands for."""

import re
import unicodedata
from dataclasses import dataclass

from backoffice.errors import Refused
from backoffice.rules.notes.words import TERM_FAMILIES, NoteFamily, TermSeverity

PLACEHOLDER = "~"
"""In a harmless turn of phrase, the term itself."""

_WORD = re.compile(r"[a-z0-9]+")
_PREFIX = re.compile(r"[a-z]{4,}\*")
_LONGEST_TERM, _MOST_FORMS, _LONGEST_FORM = 60, 60, 80
_SHORTEST_INFLECTED = 4
# Endings in the masculine and what they become; the plain « e » and « s » are added to every word.
_FEMININES = (
    ("teur", "trice"), ("eur", "euse"), ("eux", "euse"), ("if", "ive"), ("en", "enne"), ("er", "ere"),
    ("el", "elle"), ("on", "onne"), ("et", "ette"), ("al", "aux"),
)  # fmt: skip


@dataclass(frozen=True)
class NoteTerm:
    """A lemma of one family with its forms, where it is harmless, and what to say instead."""

    family: NoteFamily
    lemma: str
    forms: tuple[str, ...]
    harmless: tuple[str, ...]
    severity: TermSeverity
    rewording: str
    source: str


@dataclass(frozen=True)
class Piece:
    """One word of a form: some spellings, or all words with a beginning."""

    words: frozenset[str]
    prefix: str = ""

    def fits(self, word: str) -> bool:
        """Whether a folded word is one of these."""
        return word in self.words or (bool(self.prefix) and word.startswith(self.prefix))


def folded_form(text: str) -> str:
    """``text`` in small letters without accents, one blank between words; the signs ``* = ~`` stay."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    kept = (
        char if char.isalnum() or char in "*=~" else " " for char in plain if not unicodedata.combining(char)
    )
    return " ".join("".join(kept).split())


def checked_term(term: NoteTerm) -> NoteTerm:
    """The term, its forms folded and the lemma's own added when there is none.

    Raises ``Refused`` (``NOTE_TERM_WRONG``) with the form that cannot be used and the reason.
    """
    lemma = " ".join(term.lemma.split())
    forms = tuple(dict.fromkeys(map(folded_form, term.forms or (lemma,))))
    harmless = tuple(dict.fromkeys(map(folded_form, term.harmless)))
    if term.family not in TERM_FAMILIES:
        raise _wrong(
            lemma, f"choisissez une famille parmi {', '.join(family.value for family in TERM_FAMILIES)}"
        )
    if not folded_form(lemma) or len(lemma) > _LONGEST_TERM:
        raise _wrong(lemma, f"donnez un terme de 1 à {_LONGEST_TERM} caractères")
    if max(len(forms), len(harmless)) > _MOST_FORMS:
        raise _wrong(lemma, f"gardez {_MOST_FORMS} formes au plus")
    if not term.rewording.strip() or not term.source.strip():
        raise _wrong(lemma, "donnez une formulation à proposer et la source de la règle")
    for form in forms:
        _check_form(lemma, form, may_hold_term=False)
    for form in harmless:
        _check_form(lemma, form, may_hold_term=True)
    return NoteTerm(
        term.family, lemma, forms, harmless, term.severity, term.rewording.strip(), term.source.strip()
    )


def _check_form(lemma: str, form: str, *, may_hold_term: bool) -> None:
    if not form or len(form) > _LONGEST_FORM:
        raise _wrong(lemma, f"une forme a de 1 à {_LONGEST_FORM} caractères")
    for word in form.split():
        usable = _WORD.fullmatch(word.removeprefix("=")) or _PREFIX.fullmatch(word)
        if not usable and not (may_hold_term and word == PLACEHOLDER):
            raise _wrong(
                lemma, f"« {word} » ne convient pas : des lettres et des chiffres, « * » après quatre lettres"
            )
    if len(form.removeprefix("=")) == 1:
        raise _wrong(lemma, "une lettre seule se trouverait partout")


def _wrong(lemma: str, reason: str) -> Refused:
    return Refused(f"Le terme « {lemma} » est refusé : {reason}.", code="NOTE_TERM_WRONG")


def pieces_of(form: str) -> tuple[Piece, ...]:
    """The words that a folded form stands for, in order."""
    return tuple(_piece(word) for word in form.split())


def _piece(word: str) -> Piece:
    if word.endswith("*"):
        return Piece(frozenset(), word[:-1])
    if word.startswith("="):
        return Piece(frozenset((word[1:],)))
    return Piece(inflected(word))


def inflected(word: str) -> frozenset[str]:
    """A folded word with its likely feminines and plurals; a form that French lacks does no harm."""
    if len(word) < _SHORTEST_INFLECTED:
        return frozenset((word,))
    singulars = {word, f"{word}e"}
    singulars |= {word.removesuffix(end) + new for end, new in _FEMININES if word.endswith(end)}
    return frozenset(singulars | {f"{one}s" for one in singulars} | {f"{one}x" for one in singulars})
