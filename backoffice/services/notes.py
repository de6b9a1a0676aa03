"""Free text that staff write: checked against the vocabulary in force, which the DPO keeps (R5.16–R5.20)."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from backoffice.errors import Denied, NotFound, Refused, Unavailable
from backoffice.models.desk.note import NoteTerm as TermRow
from backoffice.models.trace import DatabaseProperty
from backoffice.rules.notes.checker import NoteVerdict, check_name, check_note
from backoffice.rules.notes.file import read_vocabulary
from backoffice.rules.notes.terms import NoteTerm, checked_term, folded_form
from backoffice.rules.notes.vocabulary import MAX_CHARS, Vocabulary
from backoffice.rules.notes.words import NoteFamily, NoteOutcome, TermSeverity, TermState
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.staff import current_staff
from backoffice.services.trace import record

BLOCKED, WARNED = "NOTE_BLOCKED", "NOTE_WARNED"
_AUTHOR = "vocabulaire d’origine"
_MAX_CHARS_KEY = "note.max_chars"


@dataclass(frozen=True)
class TermView:
    """One version of a term, as the DPO reads it."""

    term: NoteTerm
    state: TermState
    author: str
    since: datetime


@dataclass(frozen=True)
class NotePlace:
    """Where a text is written: the record it belongs to, its landlord, the call it is written in."""

    subject: str
    """Table and key, as in the trace: ``phone_call:12``."""
    landlord_id: int
    call_id: int | None = None


def load_note_terms(session: Session, file: Path) -> int:
    """Insert the terms of ``file`` that the table has never held; return how many.

    A term that the table knows, retired or changed, is left as it is. Raises ``Refused`` with the
    file and the reason, ``Unavailable`` when it cannot be read.
    """
    try:
        vocabulary = read_vocabulary(file.read_text(encoding="utf-8"), file.name)
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(
            f"Le fichier « {file.name} » ne peut pas être lu : vérifiez l’installation."
        ) from error
    known = {
        (row.family, row.lemma_key) for row in session.execute(select(TermRow.family, TermRow.lemma_key))
    }
    new = [term for term in vocabulary.terms if (term.family.value, folded_form(term.lemma)) not in known]
    session.add_all(_row(term, author=_AUTHOR) for term in new)
    if session.get(DatabaseProperty, _MAX_CHARS_KEY) is None:
        session.add(DatabaseProperty(key=_MAX_CHARS_KEY, value=vocabulary.max_chars))
    session.flush()
    return len(new)


def note_vocabulary(session: Session) -> Vocabulary:
    """The vocabulary in force, ready to check a text at every key typed."""
    terms = tuple(view.term for view in note_terms(session))
    most = session.scalar(select(DatabaseProperty.value).where(DatabaseProperty.key == _MAX_CHARS_KEY))
    return _compiled(terms, int(most or MAX_CHARS))


@lru_cache(maxsize=2)
def _compiled(terms: tuple[NoteTerm, ...], max_chars: int) -> Vocabulary:
    # The same for every note between two decisions of the DPO.
    return Vocabulary(terms, max_chars)


def note_terms(
    session: Session, at: datetime | None = None, *, with_retired: bool = False
) -> tuple[TermView, ...]:
    """The terms in force now, or ``at`` an instant, by family and term; with those retired if asked."""
    found = (_view(row) for row in session.scalars(_latest(at)))
    return tuple(view for view in found if with_retired or view.state is TermState.IN_FORCE)


def checked_note(
    session: Session, text: str, place: NotePlace, *, insist: bool = False, name: bool = False
) -> str:
    """The text to keep, stripped; every free text of staff passes here before anything else is written.

    ``name``: it is the name of a file or the subject of a request (R5.20). ``insist``: the agent has
    read the warning and keeps his text. The trace keeps the rules met, never the text nor the customer,
    of whom they would tell (R5.17). Raises ``Denied`` (``NOTE_BLOCKED``, traced), ``Refused``
    (``NOTE_WARNED``) when the agent has not insisted.
    """
    text = text.strip()
    if not text:
        return text
    vocabulary = note_vocabulary(session)
    verdict = check_name(text, vocabulary) if name else check_note(text, vocabulary)
    if verdict.outcome is NoteOutcome.BLOCK:
        _record(session, BLOCKED, verdict, place)
        raise Denied(verdict.sentence, code=BLOCKED)
    if verdict.outcome is NoteOutcome.WARN:
        if not insist:
            raise Refused(f"{verdict.sentence} Corrigez, ou gardez ce texte en insistant.", code=WARNED)
        _record(session, WARNED, verdict, place)
    return text


def add_note_term(session: Session, term: NoteTerm) -> TermView:
    """Add a term, or a new version of it, in force at once for everybody.

    Raises ``Refused`` (``DPO_ONLY``, ``NOTE_TERM_WRONG``).
    """
    return _write(session, checked_term(term), TermState.IN_FORCE)


def retire_note_term(session: Session, family: NoteFamily, lemma: str, source: str) -> TermView:
    """Retire a term: a row says so, the versions before it stay.

    ``source`` is the decision behind it. Raises ``NotFound`` when it is not in force, ``Refused``
    (``DPO_ONLY``).
    """
    query = _latest(None).where(TermRow.family == family.value, TermRow.lemma_key == folded_form(lemma))
    row = session.scalars(query).one_or_none()
    if row is None or row.state != TermState.IN_FORCE:
        raise NotFound(
            f"Aucun terme « {lemma} » n’est en vigueur dans la famille {family.value} : "
            "relisez la liste avec « backoffice notes terms »."
        )
    kept = _view(row).term
    retired = NoteTerm(
        kept.family, kept.lemma, kept.forms, kept.harmless, kept.severity, kept.rewording, source.strip()
    )
    return _write(session, checked_term(retired), TermState.RETIRED)


def _write(session: Session, term: NoteTerm, state: TermState) -> TermView:
    staff = current_staff(session)
    # The database refuses others too; this sentence says whom to ask.
    if staff.role is not StaffRole.DPO:
        raise Refused(
            "Seul le délégué à la protection des données (DPO) change le vocabulaire des notes : "
            "demandez-le-lui.",
            code="DPO_ONLY",
        )
    row = _row(term, state=state)
    session.add(row)
    session.flush()
    session.refresh(row)
    act = "NOTE_TERM_ADDED" if state is TermState.IN_FORCE else "NOTE_TERM_RETIRED"
    record(session, act=act, subject=f"note_term:{row.id}", staff_id=staff.id)
    return _view(row)


def _latest(at: datetime | None) -> Select[TermRow]:
    order = (TermRow.family, TermRow.lemma_key, TermRow.id.desc())
    query = select(TermRow).order_by(*order).ext(distinct_on(TermRow.family, TermRow.lemma_key))
    return query if at is None else query.where(TermRow.recorded_at <= at)


def _record(session: Session, act: str, verdict: NoteVerdict, place: NotePlace) -> None:
    record(
        session,
        act=act,
        subject=place.subject,
        landlord_id=place.landlord_id,
        staff_id=current_staff(session).id,
        call_id=place.call_id,
        detail={"rules": list(verdict.rules)},
    )


def _row(term: NoteTerm, **more: str) -> TermRow:
    return TermRow(
        family=term.family.value,
        lemma=term.lemma,
        lemma_key=folded_form(term.lemma),
        forms=list(term.forms),
        harmless=list(term.harmless),
        severity=term.severity.value,
        rewording=term.rewording,
        source=term.source,
        **more,
    )


def _view(row: TermRow) -> TermView:
    term = NoteTerm(
        NoteFamily(row.family), row.lemma, tuple(row.forms), tuple(row.harmless), TermSeverity(row.severity),
        row.rewording, row.source,
    )  # fmt: skip
    return TermView(term, TermState(row.state), row.author, row.recorded_at)
