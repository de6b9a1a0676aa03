"""``notes``: check a text as the agents' notes are, read the vocabulary, and keep it (the DPO)."""

import sys
from argparse import Namespace

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.errors import Misconfigured
from backoffice.rules.notes.checker import NoteVerdict, check_name, check_note
from backoffice.rules.notes.terms import NoteTerm
from backoffice.rules.notes.words import NoteOutcome
from backoffice.services.notes import (
    TermView,
    add_note_term,
    note_terms,
    note_vocabulary,
    retire_note_term,
)

_REFUSED = 1
_MOST_READ = 100_000


def check(parsed: Namespace) -> int:
    """Say what a note may not say; exit code 1 when it is refused. Nothing is kept nor traced."""
    text = _read_input() if parsed.text == "-" else parsed.text
    with desk(options_of(parsed)) as (session, _settings):
        vocabulary = note_vocabulary(session)
    verdict = check_name(text, vocabulary) if parsed.name else check_note(text.strip(), vocabulary)
    if parsed.json:
        print_json({"outcome": verdict.outcome, "rules": verdict.rules, "findings": verdict.findings})
    else:
        _tell_verdict(verdict)
    return _REFUSED if verdict.outcome is NoteOutcome.BLOCK else 0


def terms(parsed: Namespace) -> None:
    """Print the vocabulary in force, with the terms retired if asked."""
    with desk(options_of(parsed)) as (session, _settings):
        found = note_terms(session, with_retired=parsed.all)
    if parsed.json:
        print_json(found)
        return
    print_columns([_line(view) for view in found])


def add_term(parsed: Namespace) -> None:
    """Add a term, or a new version of one (the DPO alone)."""
    term = NoteTerm(
        family=parsed.family,
        lemma=parsed.lemma,
        forms=tuple(parsed.form),
        harmless=tuple(parsed.harmless),
        severity=parsed.severity,
        rewording=parsed.rewording,
        source=parsed.source,
    )
    with desk(options_of(parsed)) as (session, _settings):
        view = add_note_term(session, term)
    tell(f"Terme « {view.term.lemma} » en vigueur : {', '.join(view.term.forms)}.")


def retire_term(parsed: Namespace) -> None:
    """Retire a term; its versions stay (the DPO alone)."""
    with desk(options_of(parsed)) as (session, _settings):
        view = retire_note_term(session, parsed.family, parsed.lemma, parsed.source)
    tell(f"Terme « {view.term.lemma} » retiré.")


def _read_input() -> str:
    if sys.stdin is None:
        raise Misconfigured("Rien à lire sur l’entrée standard : donnez le texte entre guillemets.")
    try:
        return sys.stdin.read(_MOST_READ)
    except UnicodeDecodeError as error:
        raise Misconfigured("Le texte lu n’est pas en UTF-8 : enregistrez-le ainsi.") from error


def _tell_verdict(verdict: NoteVerdict) -> None:
    tell(f"{verdict.outcome.value} : {verdict.outcome.label.lower()}.")
    for finding in verdict.findings:
        tell(f"  {finding.family.value} : {finding.sentence}")
        if finding.rewording:
            tell(f"    Par exemple : {finding.rewording}.")


def _line(view: TermView) -> tuple[str, ...]:
    term = view.term
    since = f"{view.since:%d/%m/%Y}"
    return (term.family.value, term.lemma, term.severity.value, view.state.label, since, view.author)
