"""The vocabulary file as the product brings it: families, terms, what to say instead."""

import tomllib
from typing import Any

from backoffice.errors import Refused
from backoffice.rules.notes.terms import NoteTerm, checked_term
from backoffice.rules.notes.vocabulary import Vocabulary
from backoffice.rules.notes.words import TERM_FAMILIES, NoteFamily, TermSeverity

_FAMILY_KEYS = {"severity", "source", "rewording", "harmless", "terms"}
_TERM_KEYS = {"lemma", "forms", "harmless", "severity", "rewording"}


def read_vocabulary(text: str, name: str) -> Vocabulary:
    """The vocabulary of a TOML file called ``name``.

    Raises ``Refused`` (``NOTE_TERM_WRONG``) with the file and the reason: syntax, unknown key, unusable form,
    a term twice in its family.
    """
    try:
        content = tomllib.loads(text)
        most = int(content.pop("max_chars"))
        content.pop("max_chars_source")
        terms = tuple(term for code, family in content.items() for term in _family(code, family))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refused(name, str(error)) from error
    except Refused as error:
        raise _refused(name, error.sentence) from error
    keys = [(term.family, term.lemma.casefold()) for term in terms]
    for key in keys:
        if keys.count(key) > 1:
            raise _refused(name, f"le terme « {key[1]} » y est deux fois")
    return Vocabulary(terms, most)


def _family(code: str, family: dict[str, Any]) -> list[NoteTerm]:
    if NoteFamily(code) not in TERM_FAMILIES or family.keys() - _FAMILY_KEYS:
        raise ValueError(f"« {code} » : famille ou clé inconnue")
    return [_term(NoteFamily(code), family, term) for term in family["terms"]]


def _term(code: NoteFamily, family: dict[str, Any], term: dict[str, Any]) -> NoteTerm:
    if unknown := term.keys() - _TERM_KEYS:
        raise ValueError(f"« {term['lemma']} » : clé inconnue {sorted(unknown)}")
    return checked_term(
        NoteTerm(
            family=code,
            lemma=term["lemma"],
            forms=tuple(term.get("forms", ())),
            harmless=(*term.get("harmless", ()), *family.get("harmless", ())),
            severity=TermSeverity(term.get("severity", family["severity"])),
            rewording=term.get("rewording", family["rewording"]),
            source=family["source"],
        )
    )


def _refused(name: str, reason: str) -> Refused:
    return Refused(
        f"Le vocabulaire des notes « {name} » est refusé : {reason.rstrip('.')}. Corrigez le fichier.",
        code="NOTE_TERM_WRONG",
    )
