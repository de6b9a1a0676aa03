"""The note checker on what agents write: refused, warned of, never to be annoyed with (R5.16–R5.20)."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice import paths
from backoffice.errors import Refused
from backoffice.rules.notes.checker import check_name, check_note
from backoffice.rules.notes.file import read_vocabulary
from backoffice.rules.notes.terms import NoteTerm
from backoffice.rules.notes.vocabulary import Vocabulary
from backoffice.rules.notes.words import NoteFamily, NoteOutcome
from backoffice.services.calls import ACT_WORDS
from tests.note_cases import ALLOWED, BLOCKED, WARNED

FILE: Path = paths.resources() / "notes" / "vocabulary.toml"
VOCABULARY = read_vocabulary(FILE.read_text(encoding="utf-8"), FILE.name)


@pytest.mark.parametrize(("text", "rule"), BLOCKED)
def test_what_is_refused(text: str, rule: str) -> None:
    verdict = check_note(text, VOCABULARY)
    assert verdict.outcome is NoteOutcome.BLOCK, text
    assert rule in verdict.rules
    assert verdict.sentence


@pytest.mark.parametrize(("text", "rule"), WARNED)
def test_what_is_warned_of(text: str, rule: str) -> None:
    verdict = check_note(text, VOCABULARY)
    assert (verdict.outcome, verdict.rules) == (NoteOutcome.WARN, (rule,))


@pytest.mark.parametrize("text", ALLOWED)
def test_what_must_not_annoy(text: str) -> None:
    verdict = check_note(text, VOCABULARY)
    assert verdict.outcome is NoteOutcome.OK, verdict.findings


def test_vector_18() -> None:
    """The worked case of the rules."""
    said = {
        "locataire alcoolique": (NoteOutcome.BLOCK, NoteFamily.ADDICTION),
        "mdp : Azerty12!": (NoteOutcome.BLOCK, NoteFamily.SECRETS),
    }
    for text, (outcome, family) in said.items():
        verdict = check_note(text, VOCABULARY)
        assert (verdict.outcome, verdict.findings[0].family) == (outcome, family)
    assert check_note("a des difficultés de paiement", VOCABULARY).outcome is NoteOutcome.OK


@pytest.mark.parametrize("said", [*ACT_WORDS.values(), "renseignement donné"])
def test_what_the_program_writes_itself_is_accepted(said: str) -> None:
    verdict = check_note(f"Niveau 2, identité vérifiée ; {said}.", VOCABULARY)
    assert verdict.outcome is NoteOutcome.OK


@pytest.mark.parametrize("term", VOCABULARY.terms, ids=lambda term: term.lemma)
def test_every_wording_offered_is_itself_accepted(term: NoteTerm) -> None:
    assert check_note(term.rewording, VOCABULARY).outcome is NoteOutcome.OK


@pytest.mark.parametrize("term", VOCABULARY.terms, ids=lambda term: term.lemma)
def test_every_form_of_the_vocabulary_is_found(term: NoteTerm) -> None:
    for form in term.forms:
        written = form.replace("=", "").replace("*", "")
        families = {finding.family for finding in check_note(written, VOCABULARY).findings}
        assert term.family in families, form


def test_a_text_too_long_is_refused_with_the_number_to_take_away() -> None:
    assert check_note("a" * 500, VOCABULARY).outcome is NoteOutcome.OK
    verdict = check_note("a" * 503, VOCABULARY)
    assert (verdict.outcome, verdict.rules) == (NoteOutcome.BLOCK, ("LENGTH",))
    assert "enlevez-en 3" in verdict.sentence
    assert check_note("a" * 30, Vocabulary((), 20)).rules == ("LENGTH",)


def test_the_gravest_comes_first_and_each_word_counts_once() -> None:
    verdict = check_note("agressif, pas de nationalité française, alcoolique", VOCABULARY)
    assert verdict.rules == ("ORIGIN_BELIEF", "ADDICTION", "INSULT_JUDGMENT")
    assert len(verdict.findings) == 3


def test_a_rule_never_says_the_term() -> None:
    """The trace keeps the rules: they must not tell of the person what the note was not allowed to."""
    verdict = check_note("séropositif, FR76 3000 6000 0112 3456 7890 189", VOCABULARY)
    assert set(verdict.rules) == {"HEALTH", "SECRETS.IBAN"}
    assert all("3000" not in finding.sentence for finding in verdict.findings)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("CertificatMedical.pdf", "HEALTH"),
        ("certificat_medical_2026.pdf", "HEALTH"),
        ("attestation-grossesse.pdf", "HEALTH"),
        ("cancer2026.pdf", "HEALTH"),
        ("Demande à cause de mon HANDICAP", "HEALTH"),
        ("jugement_violences_conjugales.pdf", "OFFENCE"),
        ("carte 4111111111111111.jpg", "SECRETS.CARD"),
        ("RIB FR7630006000011234567890189.pdf", "SECRETS.IBAN"),
        ("a" * 256, "LENGTH"),
    ],
)
def test_names_of_files_and_subjects_are_refused(name: str, rule: str) -> None:
    verdict = check_name(name, VOCABULARY)
    assert verdict.outcome is NoteOutcome.BLOCK
    assert rule in verdict.rules
    if rule == "HEALTH":
        assert "service social" in verdict.sentence


@pytest.mark.parametrize(
    "name",
    [
        "attestation_MAIF_2026.pdf", "IMG_20261121_142233.jpg", "avis-impôt 2025.pdf", "PorteCondamnee.jpg",
        "quittance 994-0-202610-Q1.pdf", "Fuite salle de bain", "bail signé.pdf", "Concert du 21 juin",
        "livret de famille.pdf", "Hall sale depuis lundi",
    ],
)  # fmt: skip
def test_ordinary_names_pass(name: str) -> None:
    assert check_name(name, VOCABULARY).outcome is NoteOutcome.OK


@given(st.text(max_size=600))
def test_any_text_gets_a_verdict(text: str) -> None:
    verdict = check_note(text, VOCABULARY)
    assert (verdict.outcome is NoteOutcome.OK) == (verdict.findings == ())
    check_name(text, VOCABULARY)


@given(st.text(alphabet="0123456789 .-:=FRAfr€codemdp", max_size=500))
def test_numbers_in_any_shape_get_a_verdict(text: str) -> None:
    check_note(text, VOCABULARY)


@pytest.mark.parametrize(
    "text", ["mdp " * 125, "1 " * 250, "FR76 " * 100, "a." * 250, "code " * 100, "a " * 250]
)
def test_no_text_is_slow_to_read(text: str) -> None:
    """It is read again at every key: the hundredth of a second is far below what a hand feels."""
    started = time.process_time()
    check_note(text[:500], VOCABULARY)
    assert time.process_time() - started < 0.5


def test_a_file_that_cannot_be_used_says_where() -> None:
    text = FILE.read_text(encoding="utf-8")
    for wrong, said in (
        (text.replace("[HEALTH]", "[WEALTH]", 1), "WEALTH"),
        (text.replace('lemma = "sida"', 'lemma = "Cancer"', 1), "deux fois"),
        (text.replace('"=gale"', '"ga*"', 1), "« ga\\* »"),
        (text.replace("max_chars =", "most =", 1), "max_chars"),
        (text.replace('severity = "WARN"', 'severity = "MAYBE"', 1), "MAYBE"),
        ("=", "vocabulary"),
    ):
        with pytest.raises(Refused, match=said) as refusal:
            read_vocabulary(wrong, FILE.name)
        assert refusal.value.code == "NOTE_TERM_WRONG"
