"""The note checker: what a text may not say, in words for the agent; it never rewrites (R5.16–R5.20)."""

import re
from dataclasses import dataclass

from backoffice.rules.notes.names import is_proper_name, named_people
from backoffice.rules.notes.reading import read_words, visible
from backoffice.rules.notes.secret_patterns import find_secrets
from backoffice.rules.notes.vocabulary import Match, Vocabulary
from backoffice.rules.notes.words import (
    SENTENCES,
    TO_SOCIAL_SERVICE,
    NoteFamily,
    NoteOutcome,
    TermSeverity,
)

MAX_NAME_CHARS = 255
_BLOCK = TermSeverity.BLOCK
_HUMP = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|_")
_ROLE = "désignez la personne par son rôle : « un voisin », « un enfant du foyer »"
_INSTEAD = "« identité vérifiée », « coordonnées à jour au dossier »"


@dataclass(frozen=True)
class Finding:
    """One thing that a text may not say.

    ``rule`` is what the trace keeps: the family, or the pattern. It is never the term, which would tell
    of the person what the note was not allowed to.
    """

    family: NoteFamily
    rule: str
    severity: TermSeverity
    start: int
    end: int
    sentence: str
    rewording: str


@dataclass(frozen=True)
class NoteVerdict:
    """What the checker answers on a text, the gravest finding first."""

    outcome: NoteOutcome
    findings: tuple[Finding, ...] = ()

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that were met, each once: all that the trace keeps (R5.17)."""
        return tuple(dict.fromkeys(finding.rule for finding in self.findings))

    @property
    def sentence(self) -> str:
        """What to do about the gravest finding, and a wording that is accepted; empty when all is well."""
        if not self.findings:
            return ""
        first = self.findings[0]
        return f"{first.sentence} Par exemple : {first.rewording}." if first.rewording else first.sentence


def check_note(text: str, vocabulary: Vocabulary) -> NoteVerdict:
    """The verdict on a free text: ``BLOCK``, ``WARN`` or ``OK`` (R5.17, R5.18)."""
    text = visible(text)
    findings = [
        *_too_long(text, vocabulary.max_chars),
        *_secrets(text),
        *_people(text),
        *_terms(text, vocabulary),
    ]
    return _verdict(findings)


def check_name(name: str, vocabulary: Vocabulary) -> NoteVerdict:
    """The verdict on the name of a file or the subject of a request (R5.20).

    ``CertificatMedical_2024.pdf`` reads as its words; a medical one points to the social service.
    """
    text = _HUMP.sub(" ", visible(name))
    findings = [*_too_long(text, MAX_NAME_CHARS), *_secrets(text), *_terms(text, vocabulary)]
    return _verdict([_to_social_service(one, text) for one in findings])


def _verdict(findings: list[Finding]) -> NoteVerdict:
    kept = _without_overlaps(findings)
    if not kept:
        return NoteVerdict(NoteOutcome.OK)
    blocked = kept[0].severity is _BLOCK
    return NoteVerdict(NoteOutcome.BLOCK if blocked else NoteOutcome.WARN, kept)


def _without_overlaps(findings: list[Finding]) -> tuple[Finding, ...]:
    """The gravest and longest of those on the same words, the gravest first, then as they stand."""
    kept: list[Finding] = []
    for one in sorted(findings, key=lambda one: (one.severity is not _BLOCK, one.start - one.end)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: (one.severity is not _BLOCK, one.start)))


def _too_long(text: str, most: int) -> list[Finding]:
    over = len(text) - most
    if over <= 0:
        return []
    sentence = f"Le texte dépasse {most} caractères : enlevez-en {over}."
    return [Finding(NoteFamily.LENGTH, "LENGTH", _BLOCK, len(text), len(text), sentence, "")]


def _secrets(text: str) -> list[Finding]:
    return [
        Finding(NoteFamily.SECRETS, one.rule, one.severity, one.start, one.end, one.sentence, _INSTEAD)
        for one in find_secrets(text)
    ]


def _people(text: str) -> list[Finding]:
    family, severity = NoteFamily.THIRD_PARTY, TermSeverity.WARN
    return [
        Finding(family, rule, severity, start, end, _sentence(family, text[start:end]), _ROLE)
        for rule, start, end in named_people(text)
    ]


def _terms(text: str, vocabulary: Vocabulary) -> list[Finding]:
    words = read_words(text)
    found = []
    for match in vocabulary.find(words):
        if is_proper_name(match, words, text):
            continue
        start, end = words[match.first].start, words[match.last].end
        found.append(_finding(match, text, start, end))
    return found


def _finding(match: Match, text: str, start: int, end: int) -> Finding:
    term = match.term
    sentence = _sentence(term.family, text[start:end])
    rewording = term.rewording if "«" in term.rewording else f"« {term.rewording} »"
    return Finding(term.family, term.family.value, term.severity, start, end, sentence, rewording)


def _sentence(family: NoteFamily, found: str) -> str:
    return SENTENCES[family].format(found=" ".join(found.split()))


def _to_social_service(one: Finding, text: str) -> Finding:
    if one.family is not NoteFamily.HEALTH:
        return one
    sentence = TO_SOCIAL_SERVICE.format(found=text[one.start : one.end])
    return Finding(one.family, one.rule, one.severity, one.start, one.end, sentence, "")
