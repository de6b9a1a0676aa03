"""The reading process at work: pages, words, copies; what it is shut out of; what happens when it falls."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Timer

import pypdfium2
import pytest
from PIL import Image

from backoffice.documents.limits import HELD, USUAL, Limits
from backoffice.documents.pages import PagePicture
from backoffice.documents.reader import process
from backoffice.documents.reader.process import Allowance, PaperReader, reader
from backoffice.documents.reader.protocol import Note
from backoffice.documents.reader.worker import Worker
from backoffice.documents.refusals import refused
from backoffice.errors import Refused, Unavailable
from backoffice.rules.papers.words import TextSource
from backoffice.rules.vocabulary.validation.papers import DocumentMedia, PaperFlag
from backoffice.services.papers import proposing
from bench.hostile.papers import all_hostile
from bench.hostile.valid import form_pdf, jpeg, padded, picture, png, scanned_pdf, text_pdf
from bench.hostile.written import stream, written

LOGIREM = Limits(500_000, 20, 50)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the locks of Linux")


@pytest.fixture(scope="module")
def papers() -> Iterator[PaperReader]:
    """A reader of this module's own."""
    made = PaperReader()
    yield made
    made.close()


def pixel(found: PagePicture, x: int, y: int) -> tuple[int, int, int]:
    """Red, green, blue."""
    start = y * found.stride + x * 4
    blue, green, red = found.pixels[start : start + 3]
    return red, green, blue


def is_red(found: PagePicture, x: int, y: int) -> bool:
    """Whether that point is, as near as a photo keeps it."""
    red, green, blue = pixel(found, x, y)
    return red > 200 and green < 60 and blue < 60


def code_of(papers: PaperReader, content: bytes, name: str = "a.pdf", limits: Limits = USUAL) -> str | None:
    """The code of the refusal."""
    with pytest.raises(Refused) as caught:
        papers.examine(content, name, limits)
    return caught.value.code


def test_what_tenants_send_is_read(papers: PaperReader) -> None:
    found = papers.examine(text_pdf(3), "attestation.pdf", USUAL)
    assert (found.media, found.pages, found.flags) == (DocumentMedia.PDF, 3, frozenset())
    assert found.sizes[0] == pytest.approx((595.3, 841.9), abs=0.1)
    # The content says what it is, whatever the name says.
    assert papers.examine(png(), "attestation.pdf", USUAL).media is DocumentMedia.PNG
    assert papers.examine(jpeg(), "photo.png", USUAL).sizes == ((640, 480),)
    assert papers.examine(scanned_pdf(2), "scan.pdf", USUAL).pages == 2
    assert papers.examine(form_pdf(), "formulaire.pdf", USUAL).flags == {PaperFlag.FORM}


def test_vector_19(papers: PaperReader) -> None:
    assert papers.examine(padded(text_pdf(), 499_999), "attestation.pdf", LOGIREM).pages == 1
    assert code_of(papers, padded(text_pdf(), 500_000), limits=LOGIREM) == "TOO_HEAVY"
    assert code_of(papers, text_pdf(), "x.pdf.exe") == "DISGUISED_NAME"
    assert code_of(papers, text_pdf(encrypt="secret")) == "ENCRYPTED"


class Slow(PaperReader):
    """Each page takes two seconds of a clock of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.now, self.slow = 0.0, 2.0
        monkeypatch.setattr(process, "monotonic", lambda: self.now)

    def _asked_twice(self, worker: Worker, note: Note, content: bytes, seconds: float) -> tuple[Note, bytes]:
        if note["do"] == "count":
            return {"count": 20}, b""
        self.now += min(self.slow, seconds)
        if seconds < self.slow:
            raise refused("TOO_SLOW")
        return {"page": note["page"], "size": [595, 842], "words": [["Lu", 0, 0, 0.1, 0.1]]}, b""


@pytest.fixture
def lasting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """A reader to which each page is slow."""
    made = Slow(monkeypatch)
    yield made
    made.close()


def test_a_paper_of_slow_pages_takes_five_seconds_and_no_more(lasting: Slow) -> None:
    """The time is the paper's, over all its pages: what is left is silent, and nothing more is asked."""
    allowance = Allowance()
    found = lasting.text(b"%PDF", allowance)
    assert lasting.now < 5
    assert [page.number for page in found.pages] == list(range(1, 21))
    assert [len(page.words) for page in found.pages] == [1, 1] + [0] * 18
    with pytest.raises(Refused) as caught:
        lasting.picture(b"%PDF", 1, 1_000, allowance=allowance)
    assert (caught.value.code, lasting.now < 5) == ("TOO_SLOW", True)
    lasting.slow = 9.0
    with pytest.raises(Refused):
        lasting.text(b"%PDF")


def test_pages_for_which_no_time_is_left_are_not_believed(
    lasting: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even those whose words were read: whether they are seen is not known."""
    monkeypatch.setattr(proposing, "reader", lambda: lasting)
    words = proposing.words_of(b"%PDF")
    assert lasting.now < 5
    assert words.remarks == (proposing.TOO_LONG,)
    assert not any(page.words for page in words.text.pages)


def test_limits_of_pages_and_pixels_are_the_landlords(papers: PaperReader) -> None:
    assert code_of(papers, text_pdf(3, 1), limits=Limits(10**7, 2, 50)) == "TOO_MANY_PAGES"
    assert papers.examine(text_pdf(2, 1), "a.pdf", Limits(10**7, 2, 50)).pages == 2
    # Already open for another landlord.
    assert code_of(papers, text_pdf(2, 1), limits=Limits(10**7, 1, 50)) == "TOO_MANY_PAGES"
    assert code_of(papers, jpeg(1_001, 1_000), limits=Limits(10**7, 20, 1)) == "TOO_LARGE_PICTURE"
    assert papers.examine(jpeg(1_000, 1_000), "a.jpg", Limits(10**7, 20, 1)).pages == 1
    assert papers.examine(jpeg(1_001, 1_000), "a.jpg", USUAL).pages == 1
    assert code_of(papers, jpeg(1_001, 1_000), limits=Limits(10**7, 20, 1)) == "TOO_LARGE_PICTURE"
    assert code_of(papers, scanned_pdf(1), limits=Limits(10**7, 20, 1)) == "TOO_LARGE_PICTURE"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("content", [jpeg(), png(640, 480)])
def test_a_page_is_turned_clockwise_at_the_width_asked(
    papers: PaperReader, content: bytes, turn: int
) -> None:
    found = papers.picture(content, 1, 300, turn)
    assert found.width == 300
    assert found.height == (225 if turn in (0, 180) else 400)
    corners = {0: (9, 9), 90: (290, 9), 180: (290, found.height - 9), 270: (9, found.height - 9)}
    assert [is_red(found, *corners[one]) for one in corners] == [one == turn for one in corners]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_of_a_pdf_is_turned_alike(papers: PaperReader, turn: int) -> None:
    found = papers.picture(scanned_pdf(), 1, 200, turn)
    corners = {0: (9, 9), 90: (190, 9), 180: (190, found.height - 9), 270: (9, found.height - 9)}
    assert found.width == 200
    assert [is_red(found, *corners[one]) for one in corners] == [one == turn for one in corners]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_shown_upright_and_cleared(papers: PaperReader, orientation: int) -> None:
    ways = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = picture()
    lying = image.transpose(ways[orientation]) if orientation in ways else image
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x0131] = "Adobe Photoshop 26.0"
    notes.get_ifd(0x8825)[1] = "N"
    made = BytesIO()
    lying.save(made, "JPEG", quality=90, exif=notes, comment=b"secret")
    found = papers.examine(made.getvalue(), "photo.jpg", USUAL)
    assert list(found.sizes) == [(640, 480)]
    assert found.flags == {PaperFlag.LOCATION_REMOVED, PaperFlag.IMAGE_EDITOR}
    shown = papers.picture(made.getvalue(), 1, 200)
    assert (shown.width, shown.height, is_red(shown, 9, 9)) == (200, 150, True)
    clean = papers.cleaned(made.getvalue())
    with Image.open(BytesIO(clean)) as again:
        assert (again.size, len(again.getexif()), again.info.get("comment")) == ((640, 480), 0, None)
    assert b"secret" not in clean
    assert b"Photoshop" not in clean


def test_what_is_transparent_is_white_and_deep_greys_are_grey(papers: PaperReader) -> None:
    made = BytesIO()
    Image.new("RGBA", (90, 60), (0, 0, 0, 0)).save(made, "PNG")
    assert pixel(papers.picture(made.getvalue(), 1, 90), 40, 30) == (255, 255, 255)
    made = BytesIO()
    Image.new("I;16", (90, 60), 0x8000).save(made, "PNG")
    assert pixel(papers.picture(made.getvalue(), 1, 90), 40, 30) == (128, 128, 128)


def test_words_stand_where_they_are_drawn(papers: PaperReader) -> None:
    text = papers.text(text_pdf(2, 3))
    assert [page.number for page in text.pages] == [1, 2]
    assert text.pages[0].source is TextSource.TEXT_LAYER
    first = text.pages[0].words[0]
    assert first.text == "Attestation"
    # Forty points from the left of 595, its foot at 800 of 842.
    assert first.box.left == pytest.approx(40 / 595.3, abs=0.01)
    assert first.box.bottom == pytest.approx(42 / 841.9, abs=0.01)
    assert "d’assurance" in [word.text for word in text.pages[0].words]
    assert papers.text(jpeg()).pages[0].source is TextSource.NONE


def test_what_was_filled_in_a_form_is_seen_and_read(papers: PaperReader) -> None:
    assert [word.text for word in papers.text(form_pdf()).pages[0].words] == ["Durand"]
    shown = papers.picture(form_pdf(), 1, 595)
    # The field stands at 100 from the left, 700 of 842 from the foot; its ground is a light blue.
    assert pixel(shown, 180, 120) != (255, 255, 255)
    assert pixel(shown, 90, 120) == (255, 255, 255)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_of_a_turned_page_stand_where_they_are_seen(papers: PaperReader, turn: int) -> None:
    font = b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    drawing = {4: stream(b"BT /F1 20 Tf 50 700 Td (Bonjour) Tj ET")}
    content = written(drawing, page=b"/Rotate %d /CropBox [20 30 580 800] %s" % (turn, font))
    (page,) = papers.text(content).pages
    shown = papers.picture(content, 1, 700)
    image = Image.frombytes("RGB", (shown.width, shown.height), shown.pixels, "raw", "BGRX", shown.stride)
    ink = image.convert("L").point(lambda value: 255 * (value < 128)).getbbox()
    assert ink is not None
    box, wide, tall = page.words[0].box, shown.width, shown.height
    edges = (box.left * wide, box.top * tall, box.right * wide, box.bottom * tall)
    assert edges == pytest.approx(ink, abs=3)
    assert page.width / page.height == pytest.approx(wide / tall, abs=0.01)


def test_a_copy_is_pixels_alone_with_a_mark_on_each_page(papers: PaperReader) -> None:
    for content, pages in ((text_pdf(2), 2), (form_pdf(), 1), (jpeg(), 1), (png(mode="RGBA"), 1)):
        copy = papers.marked_copy(content, "Copie – Camille Durand – 22/11/2026 14:05")
        found = papers.examine(copy, "copie.pdf", USUAL)
        assert (found.pages, found.flags) == (pages, frozenset())
        assert not any(page.words for page in papers.text(copy).pages)
        assert papers.picture(copy, 1, 400).pixels != papers.picture(content, 1, 400).pixels
    with pypdfium2.PdfDocument(papers.marked_copy(text_pdf(), "Copie")) as plain:
        assert plain.get_page_size(0) == pytest.approx((595, 842), abs=2)


def test_a_marked_page_for_the_printer_has_the_width_asked(papers: PaperReader) -> None:
    found = papers.marked_page(text_pdf(), 1, "Copie – X – 22/11/2026 14:05", 800)
    assert found.width == 800
    assert found.pixels != papers.picture(text_pdf(), 1, 800).pixels


def test_a_page_that_is_not_there_and_a_turn_that_is_none(papers: PaperReader) -> None:
    with pytest.raises(Refused):
        papers.picture(text_pdf(), 2, 300)
    with pytest.raises(ValueError, match="45"):
        papers.picture(text_pdf(), 1, 300, 45)
    assert papers.picture(text_pdf(), 1, 10**9).width <= 6_000


def test_no_script_can_run() -> None:
    """PDFium is one without V8, and no form of a paper is ever initialised."""
    assert "V8" not in pypdfium2.PDFIUM_INFO.flags
    sources = Path(pypdfium2.__file__).parent, Path(__file__).parents[2] / "backoffice" / "documents"
    assert not any("init_forms" in file.read_text(encoding="utf-8") for file in sources[1].rglob("*.py"))


@on_linux
def test_the_process_has_nothing_open_and_wrote_nothing(papers: PaperReader) -> None:
    papers.text(text_pdf())
    process = next(worker for worker in papers._workers if worker.is_alive)
    assert process.locks >= {"memory", "files", "processes", "calls", "python"}
    seen = Path("/proc", str(process.pid))
    opened = {str(place.readlink()) for place in (seen / "fd").iterdir()}
    assert {place.split(":")[0] for place in opened} <= {"/dev/null", "pipe"}
    written = dict(line.split(": ") for line in (seen / "io").read_text().splitlines())
    assert written["write_bytes"] == "0"
    assert (seen / "environ").read_bytes() in (b"", b"LC_CTYPE=C.UTF-8\0")
    assert "Seccomp:\t2" in (seen / "status").read_text()
    (cpu,) = [line.split() for line in (seen / "limits").read_text().splitlines() if "cpu time" in line]
    assert int(cpu[3]) < int(cpu[4]) == 900


@on_linux
def test_what_is_shut_in_gets_nowhere() -> None:
    command = [sys.executable, "-m", "tests.papers.attempts"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    calls = "create read connect fork exec kill unlink mkdir trace"
    assert done.stdout == f"{calls} open socket system list memory"


def test_the_child_knows_neither_database_nor_windows() -> None:
    code = (
        "import sys, backoffice.documents.reader.child; "
        "foreign = ('PySide6', 'sqlalchemy', 'psycopg', 'keyring', 'backoffice.services', "
        "'backoffice.models'); "
        "sys.exit(any(name.startswith(foreign) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_threads_may_ask_at_once_and_each_has_its_own_paper(papers: PaperReader) -> None:
    contents = [text_pdf(1, lines) for lines in range(1, HELD * 3)]
    alone = [papers.picture(content, 1, 200).pixels for content in contents]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda content: papers.picture(content, 1, 200).pixels, contents * 3))
    assert together == alone * 3
    assert len(set(alone)) == len(alone)


def test_a_paper_goes_to_the_process_once(papers: PaperReader) -> None:
    content = text_pdf(2, 7)
    papers.picture(content, 1, 100)
    worker = next(one for one in papers._workers if one.holds(content))
    opened = worker._opened
    papers.picture(bytes(bytearray(content)), 2, 100)
    papers.text(content)
    assert worker._opened == opened


def test_a_process_that_is_ended_is_replaced(papers: PaperReader) -> None:
    content = text_pdf(1, 9)
    expected = papers.picture(content, 1, 300)
    for _ in range(2):
        worker = next(one for one in papers._workers if one.holds(content))
        before = worker.pid
        assert before is not None
        os.kill(before, signal.SIGKILL)
        os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)
        assert papers.picture(content, 1, 300) == expected
        assert before not in [one.pid for one in papers._workers if one.is_alive]


def slow() -> bytes:
    """A page that would take hours."""
    return next(one for one in all_hostile() if one.name == "tiles.pdf").make()


def test_a_process_ended_while_it_draws_is_replaced() -> None:
    papers, content = PaperReader(1), slow()
    papers.warm()
    worker = papers._workers[0]
    first = worker.pid
    assert first is not None
    killer = Timer(0.3, os.kill, (first, signal.SIGTERM))
    killer.start()
    with pytest.raises(Refused) as caught:
        papers.examine(content, "a.pdf", Limits(10**6, 20, 50, seconds=2.5))
    assert caught.value.code == "TOO_SLOW"
    assert papers.picture(text_pdf(), 1, 100).width == 100
    assert worker.pid != first
    papers.close()


def test_closing_does_not_wait_for_a_page_that_takes_hours() -> None:
    papers, content = PaperReader(1), slow()
    papers.warm()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(papers.picture, content, 1, 900)
        while not papers._workers[0]._held and not waiting.running():
            time.sleep(0)
        start = time.monotonic()
        papers.close()
        with pytest.raises(Unavailable):
            waiting.result(10)
    assert time.monotonic() - start < 2
    with pytest.raises(Unavailable):
        papers.picture(text_pdf(), 1, 100)


def test_the_reader_of_a_program_is_one() -> None:
    assert reader() is reader()
