"""Real files: made-up certificates read through the confined process, hidden words, images, the command."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from backoffice.cli.main import main
from backoffice.demo.papers.facts import Facts, draw_facts
from backoffice.demo.papers.layouts.catalogue import HELD_LAYOUTS, LAYOUTS
from backoffice.demo.papers.marking import Mark, marks
from backoffice.demo.papers.scans import scanned
from backoffice.documents import recognition
from backoffice.documents.recognition import agreed, words_of_table
from backoffice.rules.papers.proposals import CertificateReading, Declared
from backoffice.rules.papers.words import Box, TextSource, Word
from backoffice.rules.vocabulary.validation.papers import PaperField
from backoffice.services.papers.proposing import HIDDEN, NO_OCR, propose_content, read_file

TODAY = date(2026, 11, 20)


def read_content(content: bytes) -> tuple[CertificateReading, TextSource, tuple[str, ...]]:
    """What is read of a file, how, and what is said of it."""
    found = read_file(content, "attestation.pdf")
    return found.reading, found.source, found.remarks


RIGHT = next(seed for seed in range(500, 600) if draw_facts(seed, TODAY)[0].mistake is None)


def drawn(seed: int, name: str) -> tuple[Facts, bytes]:
    """A certificate of a layout, with what it says."""
    facts, _ = draw_facts(seed, TODAY)
    return facts, {**LAYOUTS, **HELD_LAYOUTS}[name](facts)


@pytest.mark.parametrize("name", [*LAYOUTS, *HELD_LAYOUTS])
def test_every_layout_is_read_and_nothing_is_read_wrong(name: str) -> None:
    """One paper of each; two hundred are counted by the benchmark."""
    facts, content = drawn(RIGHT, name)
    reading, source, _ = read_content(content)
    found = marks(facts, reading)
    assert source is TextSource.TEXT_LAYER
    assert [field for field, mark in found.items() if mark is Mark.WRONG] == []
    assert sum(mark is Mark.RIGHT for mark in found.values()) >= 9, found


def test_the_same_seed_draws_the_same_file() -> None:
    """The training landlord is the same on two computers."""
    assert drawn(7, "labels_left") == drawn(7, "labels_left")


def test_a_right_paper_is_proposed_with_its_zones() -> None:
    """From bytes to the decision."""
    facts, file = draw_facts(RIGHT, TODAY)
    proposal = propose_content(LAYOUTS["labels_left"](facts), Declared(facts.start, facts.end), file, TODAY)
    assert (proposal.accepts, proposal.covered_until) == (True, facts.end)
    assert all(one.zones for one in proposal.reading.proposals)


def typed(lines: list[tuple[str, str]]) -> bytes:
    """A page of lines, each with the colour of its words."""
    file = BytesIO()
    canvas = Canvas(file)
    for rank, (line, colour) in enumerate(lines):
        canvas.setFillColor(colour)
        canvas.drawString(60, 760 - 20 * rank, line)
    canvas.save()
    return file.getvalue()


def test_words_that_are_not_drawn_do_not_count() -> None:
    """White on white is read by a machine alone: seen words count, and a contradiction is silence."""
    black = [
        ("ATTESTATION D'ASSURANCE HABITATION de votre logement", "#000000"),
        ("Contrat n° 12345678", "#000000"),
    ]
    shown, _, remarks = read_content(typed([*black, ("valable du 01/09/2026 au 31/08/2027", "#ffffff")]))
    assert (shown.policy, shown.valid_to, remarks) == ("12345678", None, (HIDDEN,))
    twice = [
        *black,
        ("valable du 01/09/2025 au 31/08/2026", "#000000"),
        ("valable du 01/09/2026 au 31/08/2027", "#ffffff"),
    ]
    shown, _, remarks = read_content(typed(twice))
    assert shown.valid_to is None
    assert HIDDEN in remarks


def test_an_image_without_a_reader_is_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where tesseract is missing the screen works: nothing is proposed, and why is said."""
    monkeypatch.setattr(recognition, "_program", lambda: None)
    _, content = drawn(RIGHT, "labels_left")
    reading, source, remarks = read_content(scanned(content, 1, dots=72))
    assert (reading.proposals, source, remarks) == ((), TextSource.NONE, (NO_OCR,))


@pytest.mark.skipif(not recognition.can_recognise(), reason="tesseract is not installed")
def test_a_scan_is_read_where_a_reader_is_installed() -> None:
    """Nothing wrong, and the days right."""
    facts, content = drawn(RIGHT, "labels_left")
    reading, source, _ = read_content(scanned(content, 1))
    found = marks(facts, reading)
    assert source is TextSource.OCR
    assert Mark.WRONG not in found.values()
    assert found[PaperField.VALID_TO] is Mark.RIGHT


def test_two_readings_that_differ_are_a_doubt() -> None:
    """What both say at one place is sure; a figure that changes, or a wild guess, is not."""
    here = Box(0.1, 0.1, 0.2, 0.12)
    first = (Word("31/08/2027", here, 0.7), Word("Durand", here, 0.95), Word("xq", here, 0.1))
    second = (Word("31/08/2021", here, 0.9), Word("DURAND", here, 0.5), Word("xq", here, 0.1))
    assert [word.sure for word in agreed(first, second)] == [0.6, 0.95, 0.6]


def test_the_table_of_the_reader_of_images() -> None:
    """Words alone, with their place and how sure they are."""
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    table = head + "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t10\t20\t30\t40\t91.5\tDurand\n"
    assert words_of_table(table, 100, 200) == (Word("Durand", Box(0.1, 0.1, 0.4, 0.3), 0.915),)


def test_the_command_reads_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Type, pages, fields with zones, what stayed silent; a file that is none is refused with its code."""
    facts, content = drawn(RIGHT, "labels_left")
    (tmp_path / "a.pdf").write_bytes(content)
    assert main(["read-document", str(tmp_path / "a.pdf"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["media"], told["pages"], told["source"]) == ("PDF", 1, "TEXT_LAYER")
    assert {one["field"]: one["value"] for one in told["fields"]}["POLICY"] == facts.policy
    assert all(one["zones"][0]["page"] == 1 for one in told["fields"])
    (tmp_path / "b.pdf").write_bytes(b"MZ this is a program")
    assert main(["read-document", str(tmp_path / "b.pdf")]) == 1
    assert "[NOT_A_PAPER]" in capsys.readouterr().err
    assert main(["read-document", str(tmp_path / "none.pdf")]) == 2
    assert main(["read-document", str(tmp_path / "a.pdf")]) == 0
    assert "N° de contrat d’assurance" in capsys.readouterr().out
