"""A text layer that says another thing than what is drawn: told, field by field, never a false alarm."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from backoffice.cli.main import main
from backoffice.demo.papers.facts import draw_facts
from backoffice.demo.papers.layouts.catalogue import LAYOUTS
from backoffice.documents.pages import page_pictures
from backoffice.documents.recognition import can_recognise
from backoffice.rules.papers.likeness import is_among
from backoffice.services.papers.proposing import read_file
from tests.unit.papers.test_proposals_files import RIGHT, TODAY

pytestmark = pytest.mark.skipif(not can_recognise(), reason="tesseract is not installed: nothing to compare")
DRAWN = ("ATTESTATION D'ASSURANCE HABITATION", "La compagnie MAIF certifie que Monsieur Jean DURAND",
         "demeurant 12 rue de la Gare 13001 MARSEILLE", "est garanti pour les risques locatifs",
         "Contrat n° 12345678", "Valable du 01/09/2025 au 31/08/2026")  # fmt: skip


def typed(canvas: Canvas, lines: tuple[str, ...], mode: int) -> None:
    """The same places, whatever they say; ``mode`` 3 is not drawn."""
    for rank, words in enumerate(lines):
        text = canvas.beginText(60, 760 - 26 * rank)
        text.setFont("Helvetica", 12)
        text.setTextRenderMode(mode)
        text.textLine(words)
        canvas.drawText(text)


def paper(said: tuple[str, ...]) -> bytes:
    """A picture that shows ``DRAWN`` under a text layer that says ``said``."""
    shown = BytesIO()
    canvas = Canvas(shown, pagesize=(595, 842))
    typed(canvas, DRAWN, 0)
    canvas.save()
    picture = page_pictures(shown.getvalue(), 1700)[0]
    size = (picture.width, picture.height)
    image = Image.frombuffer("RGB", size, picture.pixels, "raw", "BGRX", picture.stride)
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
    typed(canvas, said, 3)
    canvas.save()
    return out.getvalue()


def doubts(content: bytes) -> tuple[str, ...]:
    """What is said of it."""
    return read_file(content, "attestation.pdf", compare=True).doubts


def test_what_is_written_as_it_is_drawn_is_no_doubt() -> None:
    assert doubts(paper(DRAWN)) == ()
    facts, _ = draw_facts(RIGHT, TODAY)
    assert doubts(LAYOUTS["labels_left"](facts)) == ()


@pytest.mark.parametrize(
    ("line", "said", "field"),
    [
        (5, "Valable du 01/09/2026 au 31/08/2027", "fin"),
        (4, "Contrat n° 87654321", "contrat"),
        (1, "La compagnie MAIF certifie que Monsieur Octave LEMERCIER", "assuré"),
        (2, "demeurant 48 boulevard Voltaire 69003 LYON", "adresse"),
    ],
)
def test_each_field_that_says_another_thing_is_named(line: int, said: str, field: str) -> None:
    told = doubts(paper((*DRAWN[:line], said, *DRAWN[line + 1 :])))
    assert len(told) == 1
    assert field in told[0]


def test_the_command_warns_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(paper((*DRAWN[:5], "Valable du 01/09/2026 au 31/08/2027")))
    assert main(["read-document", str(file)]) == 0
    assert capsys.readouterr().out.startswith("Attention : Le texte du fichier")
    assert main(["read-document", str(file), "--json", "--text-only"]) == 0
    assert json.loads(capsys.readouterr().out)["doubts"] == []


def test_a_word_misread_is_not_another_word() -> None:
    assert is_among("Monsieur Jean DURAND", ["Monsieur", "DURANO"])
    assert not is_among("Octave LEMERCIER", ["Monsieur", "Jean", "DURAND"])
