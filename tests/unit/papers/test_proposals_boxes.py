"""Boxes to tick that are drawn and not written: ticked, empty, in doubt; letters are no boxes."""

from io import BytesIO

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from backoffice.demo.papers.scans import scanned
from backoffice.documents.recognition import can_recognise
from backoffice.rules.papers.proposals import CoverWord
from backoffice.services.papers.proposing import read_file

RISKS, FIRE, WATER = CoverWord.TENANT_RISKS, CoverWord.FIRE, CoverWord.WATER
LINES = (("Responsabilité locative", "cross"), ("Incendie", "tick"), ("Dégâts des eaux", "empty"))


def paper(lines: tuple[tuple[str, str], ...] = LINES, *, side: float = 9, line: float = 0.6, turn: int = 0,
          at: str = "before", grey: float = 0) -> bytes:  # fmt: skip
    """A certificate with one box a line, drawn as lines."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), pageCompression=0)
    canvas.setFont("Helvetica", 11)
    for up, words in ((780, "Attestation d'assurance habitation"), (760, "MAIF assure Monsieur Jean Dupont"),
                      (740, "12 rue de la Gare 13001 Marseille du 01/01/2026 au 31/12/2026"),
                      (720, "Les garanties suivantes sont accordées selon les cases cochées")):  # fmt: skip
        canvas.drawString(60, up, words)
    for rank, (words, state) in enumerate(lines):
        up, left = 680 - 22 * rank, 60 if at == "before" else 330
        canvas.drawString(80 if at == "before" else 60, up, words)
        canvas.setStrokeGray(grey)
        canvas.setLineWidth(line)
        if state != "none":
            canvas.rect(left, up - 1, side, side)
        canvas.setStrokeGray(0)
        canvas.setLineWidth(1)
        _inside(canvas, state, left, up - 1, side)
    canvas.save()
    return _turned(out.getvalue(), turn) if turn else out.getvalue()


def _turned(content: bytes, turn: int) -> bytes:
    out = BytesIO()
    document = pypdfium2.PdfDocument(content)
    document[0].set_rotation(turn)
    document.save(out)
    document.close()
    return out.getvalue()


def _inside(canvas: Canvas, state: str, left: float, up: float, side: float) -> None:
    if state == "cross":
        canvas.line(left + 1, up + 1, left + side - 1, up + side - 1)
        canvas.line(left + 1, up + side - 1, left + side - 1, up + 1)
    elif state == "tick":
        canvas.line(left + 0.2 * side, up + 0.5 * side, left + 0.4 * side, up + 0.2 * side)
        canvas.line(left + 0.4 * side, up + 0.2 * side, left + 1.2 * side, up + 1.3 * side)
    elif state == "filled":
        canvas.rect(left + 0.25 * side, up + 0.25 * side, side / 2, side / 2, fill=1)
    elif state == "letter":
        canvas.setFont("Helvetica", side)
        canvas.drawString(left + 0.17 * side, up + 0.15 * side, "X")
        canvas.setFont("Helvetica", 11)
    elif state == "speck":
        canvas.line(left + 0.4 * side, up + 0.45 * side, left + 0.6 * side, up + 0.55 * side)


def covers(content: bytes) -> frozenset[CoverWord]:
    """What is read to be acquired."""
    return read_file(content, "attestation.pdf").reading.covers


@pytest.mark.parametrize("side", [6, 9, 14])
@pytest.mark.parametrize("at", ["before", "after"])
def test_a_box_drawn_says_whether_its_cover_is_acquired(side: float, at: str) -> None:
    assert covers(paper(side=side, at=at)) == {RISKS, FIRE}


@pytest.mark.parametrize("state", ["cross", "tick", "filled", "letter"])
def test_whatever_ticks_it(state: str) -> None:
    assert covers(paper((("Responsabilité locative", state), ("Incendie", "empty")))) == {RISKS}


@pytest.mark.parametrize(("line", "grey"), [(0.25, 0), (0.6, 0.55), (1.5, 0.2)])
def test_however_its_frame_is_drawn(line: float, grey: float) -> None:
    assert covers(paper(line=line, grey=grey)) == {RISKS, FIRE}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_on_a_page_turned(turn: int) -> None:
    assert covers(paper(turn=turn)) == {RISKS, FIRE}


def test_nothing_ticked_is_nothing_acquired_and_a_speck_is_a_doubt() -> None:
    assert covers(paper((("Responsabilité locative", "empty"), ("Incendie", "empty")))) == frozenset()
    assert covers(paper((("Responsabilité locative", "cross"), ("Incendie", "speck")))) == {RISKS}


def test_a_page_without_boxes_is_read_as_before() -> None:
    assert covers(paper(tuple((words, "none") for words, _ in LINES))) == {RISKS, FIRE, WATER}


@pytest.mark.skipif(not can_recognise(), reason="tesseract is not installed: scans stay silent")
def test_a_scan_is_never_read_to_hold_an_empty_box() -> None:
    found = covers(scanned(paper(side=12, line=1), 3))
    assert WATER not in found
