"""Pages drawn as pictures: sizes, colours, several threads, broken files."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from backoffice.documents.pages import PagePicture, page_pictures
from backoffice.errors import Refused


def paper(pages: int = 1, encrypt: str | None = None) -> bytes:
    """Pages of 200 × 100 points, a red square in the top left corner of each."""
    content = BytesIO()
    canvas = Canvas(content, pagesize=(200, 100), invariant=1, encrypt=encrypt)
    for _ in range(pages):
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(0, 50, 50, 50, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def pixel(picture: PagePicture, x: int, y: int) -> tuple[int, int, int]:
    """Red, green, blue."""
    start = y * picture.stride + x * 4
    blue, green, red = picture.pixels[start : start + 3]
    return red, green, blue


def test_a_page_has_the_width_asked_and_its_own_proportions() -> None:
    (picture,) = page_pictures(paper(), 400)
    assert (picture.width, picture.height) == (400, 200)
    assert len(picture.pixels) == picture.stride * picture.height
    assert pixel(picture, 20, 20) == (255, 0, 0)
    assert pixel(picture, 300, 150) == (255, 255, 255)


def test_a_long_document_is_shown_up_to_a_limit() -> None:
    assert len(page_pictures(paper(7), 100)) == 7
    assert len(page_pictures(paper(7), 100, most=3)) == 3


def test_threads_may_ask_at_once() -> None:
    content = paper(3)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: page_pictures(content, 300), range(40)))
    assert len(set(found)) == 1


@pytest.mark.parametrize("content", [b"", b"not a pdf", b"%PDF-1.7\nbroken", paper(encrypt="secret")])
def test_what_is_no_readable_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as caught:
        page_pictures(content, 100)
    assert caught.value.code == "UNREADABLE_FILE"
