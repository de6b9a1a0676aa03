"""What the reading process does of a paper, done here: the same answers without a process between."""

import pytest

from backoffice.documents.reader.held import HeldPapers, rehearse
from bench.hostile.papers import all_hostile, png_of
from bench.hostile.valid import form_pdf, jpeg, png, scanned_pdf, text_pdf

EVERY = {one.name: one for one in all_hostile()}
ASKED = {"pages": 20, "pixels": 50}


def test_the_rehearsal_of_a_process_goes_through() -> None:
    rehearse()


@pytest.mark.parametrize(
    "content", [text_pdf(2), scanned_pdf(2), form_pdf(), jpeg(), png(mode="P"), png(mode="LA")]
)
def test_each_act_is_answered_from_the_paper_sent_once(content: bytes) -> None:
    held = HeldPapers()
    examined, _ = held.answer({**ASKED, "do": "examine", "paper": 1}, content)
    count, _ = held.answer({"do": "count", "paper": 1}, b"")
    assert len(examined["sizes"]) == count["count"]
    drawn, pixels = held.answer({"do": "draw", "paper": 1, "page": 0, "width": 200, "turn": 270}, b"")
    assert (drawn["width"], drawn["stride"] * drawn["height"]) == (200, len(pixels))
    words, _ = held.answer({"do": "words", "paper": 1, "page": 0}, b"")
    assert bool(words["words"]) == (content in (text_pdf(2), form_pdf()))
    marked, other = held.answer({"do": "mark", "paper": 1, "page": 0, "width": 200, "words": "Copie"}, b"")
    assert marked["width"] == 200
    assert other
    assert held.answer({"do": "copy", "paper": 1, "words": "Copie – " * 99}, b"")[1].startswith(b"%PDF-")
    held.answer({"do": "count", "paper": 2, "close": [1]}, content)
    assert held.answer({"do": "count", "paper": 1}, b"")[0] == {"refused": "EMPTY_FILE"}


@pytest.mark.parametrize(
    "name",
    [
        "no pages.pdf",
        "js hidden.pdf",
        "embedded.pdf",
        "launch.pdf",
        "60000pt.pdf",
        "image.pdf",
        "locked.pdf",
        "truncated.jpg",
        "truncated.png",
        "21 pages.pdf",
        "0x0.png",
        "60000.jpg",
        "flat.pdf",
        "nan.pdf",
        "V2R3.pdf",
        "handler.pdf",
    ],
)
def test_a_hostile_paper_is_told_or_refused_by_a_code(name: str) -> None:
    paper = EVERY[name]
    answer, blob = HeldPapers().answer({**ASKED, "do": "examine", "paper": 1}, paper.make())
    assert not blob
    assert answer.get("refused") in paper.codes or not paper.codes
    assert set(answer.get("flags", ())) >= paper.flags


def test_a_picture_too_large_for_memory_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("backoffice.documents.pictures.PhotoPaper._upright", full)
    answer, _ = HeldPapers().answer({**ASKED, "do": "examine", "paper": 1}, png_of(30, 30, bytes(9_000)))
    assert answer == {"refused": "TOO_LARGE_PICTURE"}
