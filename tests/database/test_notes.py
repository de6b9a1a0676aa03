"""Notes in the database: the vocabulary of the DPO, every free text checked, rules alone in the trace."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backoffice import paths
from backoffice.database.session import transaction
from backoffice.errors import Denied, NotFound, Refused, Unavailable
from backoffice.models.call import PhoneCall
from backoffice.models.desk.note import NoteTerm as TermRow
from backoffice.models.trace import AuditEntry
from backoffice.rules.notes.checker import check_note
from backoffice.rules.notes.terms import NoteTerm
from backoffice.rules.notes.words import NoteFamily, NoteOutcome, TermSeverity, TermState
from backoffice.services.calls import end_call, open_call
from backoffice.services.notes import (
    NotePlace,
    add_note_term,
    checked_note,
    load_note_terms,
    note_terms,
    note_vocabulary,
    retire_note_term,
)
from backoffice.services.tenant.lookup import customer_of_number

pytestmark = pytest.mark.database

FILE = paths.resources() / "notes" / "vocabulary.toml"
ZUMBA = NoteTerm(
    family=NoteFamily.ADDICTION,
    lemma="Zumba",
    forms=(),
    harmless=("cours ~",),
    severity=TermSeverity.BLOCK,
    rewording="souhaite être rappelé",
    source="décision du DPO du 21/11/2026",
)


@pytest.fixture
def dpo(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """The training landlord, signed in as its DPO."""
    return engine_of(training, "dpo.demo")


def _call(session: Session) -> int:
    call = open_call(session, customer_of_number(session, "1344", None))
    assert call is not None
    return call.id


def _traced(engine: Engine, act: str) -> list[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.act == act).order_by(AuditEntry.id)
    with Session(engine) as session:
        return list(session.scalars(query))


def test_the_file_is_loaded_once_and_then_the_table_rules(session: Session) -> None:
    loaded = load_note_terms(session, FILE)
    assert loaded == session.scalar(select(func.count()).select_from(TermRow))
    assert loaded > 100
    assert load_note_terms(session, FILE) == 0
    vocabulary = note_vocabulary(session)
    assert vocabulary.max_chars == 500
    assert check_note("locataire alcoolique", vocabulary).outcome is NoteOutcome.BLOCK
    assert {view.author for view in note_terms(session)} == {"vocabulaire d’origine"}


def test_a_file_that_cannot_be_used_writes_nothing(session: Session, tmp_path: Path) -> None:
    wrong = tmp_path / "vocabulary.toml"
    wrong.write_text(FILE.read_text(encoding="utf-8").replace('"chimiotherap*"', '"ch*"'), encoding="utf-8")
    with pytest.raises(Refused, match=r"« vocabulary\.toml ».*« ch\* »"):
        load_note_terms(session, wrong)
    with pytest.raises(Unavailable, match="ne peut pas être lu"):
        load_note_terms(session, tmp_path / "absent.toml")
    assert note_terms(session) == ()


def test_a_blocked_note_changes_nothing_and_leaves_its_rules_alone(desk: Engine, dpo: Engine) -> None:
    with transaction(desk) as session:
        call_id = _call(session)
    with pytest.raises(Denied, match="« alcoolique »") as refusal, transaction(desk) as session:
        end_call(session, call_id, "Locataire alcoolique, mdp : Azerty12!")
    assert refusal.value.code == "NOTE_BLOCKED"
    assert "difficultés de paiement" in refusal.value.sentence
    with transaction(desk) as session:
        call = session.get_one(PhoneCall, call_id)
        assert (call.ended_at, call.summary) == (None, None)
        [entry] = _traced(dpo, "NOTE_BLOCKED")
        assert entry.detail == {"rules": ["ADDICTION", "SECRETS.PASSWORD"]}
        assert (entry.call_id, entry.login, entry.customer_id) == (call_id, "agent.demo", None)
        kept = str([getattr(entry, column.key) for column in AuditEntry.__mapper__.column_attrs])
    assert "lcooli" not in kept
    assert "Azerty" not in kept


def test_insisting_does_not_pass_a_block(desk: Engine) -> None:
    with pytest.raises(Denied), transaction(desk) as session:
        end_call(session, _call(session), "sort de prison", insist=True)


def test_a_warned_note_is_kept_by_whoever_insists(desk: Engine, dpo: Engine) -> None:
    with transaction(desk) as session:
        call_id = _call(session)
    with pytest.raises(Refused, match="« procédurier »") as refusal, transaction(desk) as session:
        end_call(session, call_id, "Locataire procédurier")
    assert refusal.value.code == "NOTE_WARNED"
    with transaction(desk) as session:
        assert _traced(dpo, "NOTE_WARNED") == []
        end_call(session, call_id, " Locataire procédurier ", insist=True)
    with transaction(desk) as session:
        assert session.get_one(PhoneCall, call_id).summary == "Locataire procédurier"
        [entry] = _traced(dpo, "NOTE_WARNED")
    assert entry.detail == {"rules": ["INSULT_JUDGMENT"]}


def test_names_are_checked_the_same_way(desk: Engine) -> None:
    place = NotePlace("document:1", 1)
    with pytest.raises(Denied, match="service social"), transaction(desk) as session:
        checked_note(session, "CertificatMedical_2026.pdf", place, name=True)
    with transaction(desk) as session:
        assert checked_note(session, "attestation_MAIF_2026.pdf", place, name=True)


def test_the_dpo_adds_and_retires_and_every_version_stays(desk: Engine, dpo: Engine) -> None:
    with transaction(dpo) as session:
        before = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    with transaction(dpo) as session:
        added = add_note_term(session, ZUMBA)
        assert (added.author, added.state) == ("dpo.demo", TermState.IN_FORCE)
        assert added.term.forms == ("zumba",)
    with transaction(desk) as session:
        vocabulary = note_vocabulary(session)
        assert check_note("danse la zumba", vocabulary).rules == ("ADDICTION",)
        assert check_note("cours de zumba dans la salle", vocabulary).outcome is NoteOutcome.OK
        between = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    with transaction(dpo) as session:
        add_note_term(session, replace(ZUMBA, severity=TermSeverity.WARN))
    with transaction(desk) as session:
        assert check_note("danse la zumba", note_vocabulary(session)).outcome is NoteOutcome.WARN
    with transaction(dpo) as session:
        retire_note_term(session, NoteFamily.ADDICTION, "ZUMBA", "sans objet")
        with pytest.raises(NotFound):
            retire_note_term(session, NoteFamily.ADDICTION, "zumba", "sans objet")
    with transaction(desk) as session:
        assert check_note("danse la zumba", note_vocabulary(session)).outcome is NoteOutcome.OK
        then = {view.term.lemma: view.term.severity for view in note_terms(session, between)}
        assert then["Zumba"] is TermSeverity.BLOCK
        assert "Zumba" not in {view.term.lemma for view in note_terms(session, before)}
        retired = [view for view in note_terms(session, with_retired=True) if view.state is TermState.RETIRED]
        assert [(view.term.lemma, view.term.source) for view in retired] == [("Zumba", "sans objet")]
        versions = select(func.count()).where(TermRow.lemma_key == "zumba").select_from(TermRow)
        assert session.scalar(versions) == 3
    assert len(_traced(dpo, "NOTE_TERM_ADDED")) == 2
    assert len(_traced(dpo, "NOTE_TERM_RETIRED")) == 1


def test_a_retired_term_stays_retired_when_the_file_is_loaded_again(session: Session) -> None:
    load_note_terms(session, FILE)
    row = session.scalars(select(TermRow).where(TermRow.lemma_key == "cancer")).one()
    values = {
        name: getattr(row, name)
        for name in ("family", "lemma", "lemma_key", "forms", "harmless", "severity", "rewording", "source")
    }
    session.add(TermRow(**values, state="RETIRED"))
    session.flush()
    assert load_note_terms(session, FILE) == 0
    assert check_note("cancer", note_vocabulary(session)).outcome is NoteOutcome.OK


def test_nobody_else_writes_the_vocabulary(
    desk: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    for login in ("agent.demo", "responsable.demo", "admin.demo", "gardien.logirem"):
        with (
            pytest.raises(Refused, match="DPO") as refusal,
            transaction(engine_of(training, login)) as session,
        ):
            add_note_term(session, ZUMBA)
        assert refusal.value.code == "DPO_ONLY"


INSERT = (
    "INSERT INTO note_term (family, lemma, lemma_key, forms, harmless, severity, rewording, source) "
    "VALUES ('HEALTH', 'x', 'x', '{xyz}', '{}', 'BLOCK', 'r', 's')"
)


@pytest.mark.parametrize(
    ("login", "statement"),
    [
        ("agent.demo", INSERT),
        ("responsable.demo", INSERT),
        ("admin.demo", INSERT),
        ("gardien.logirem", INSERT),
        ("dpo.demo", "UPDATE note_term SET severity = 'WARN'"),
        ("dpo.demo", "DELETE FROM note_term"),
        ("dpo.demo", "TRUNCATE note_term"),
        ("dpo.demo", INSERT.replace("source)", "source, author)").replace("'s')", "'s', 'agent.demo')")),
        ("dpo.demo", INSERT.replace("source)", "source, recorded_at)").replace("'s')", "'s', '2020-01-01')")),
    ],
)
def test_the_database_itself_refuses(
    training: str, engine_of: Callable[..., Engine], login: str, statement: str
) -> None:
    with pytest.raises(Refused) as refusal, transaction(engine_of(training, login)) as session:
        session.execute(text(statement))
    assert refusal.value.code == "NO_RIGHT"


@pytest.mark.parametrize(
    "statement", ["UPDATE note_term SET severity = 'WARN'", "DELETE FROM note_term", "TRUNCATE note_term"]
)
def test_not_even_the_owner_changes_a_version(
    training: str, engine_of: Callable[..., Engine], statement: str
) -> None:
    with (
        pytest.raises(Refused, match="ne se modifie pas") as refusal,
        transaction(engine_of(training)) as session,
    ):
        session.execute(text(statement))
    assert refusal.value.code == "NOTE_VERSIONS_KEPT"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("family", "'SECRETS'"),
        ("forms", "'{}'"),
        ("forms", "'{\"\"}'"),
        ("forms", "'{NULL}'"),
        ("forms", "'{Cancer}'"),
        ("forms", "'{ab*}'"),
        ("forms", "'{a(b}'"),
        ("harmless", "'{\"porte  ~\"}'"),
        ("lemma", "''"),
        ("state", "'GONE'"),
    ],
)
def test_a_row_that_the_checker_could_not_read_is_refused(session: Session, column: str, value: str) -> None:
    columns = {
        "family": "'HEALTH'", "lemma": "'x'", "lemma_key": "'x'", "forms": "'{xyz}'", "harmless": "'{}'",
        "severity": "'BLOCK'", "rewording": "'r'", "source": "'s'", "state": "'IN_FORCE'",
    }  # fmt: skip
    session.execute(
        text(f"INSERT INTO note_term ({', '.join(columns)}) VALUES ({', '.join(columns.values())})")
    )
    columns[column] = value
    with pytest.raises(IntegrityError) as refusal:
        session.execute(
            text(f"INSERT INTO note_term ({', '.join(columns)}) VALUES ({', '.join(columns.values())})")
        )
    assert isinstance(refusal.value.orig, psycopg.errors.CheckViolation)
