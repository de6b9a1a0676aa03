"""What a file is, how it is named, what a refusal says, which frames are believed."""

from io import BytesIO

import pytest

from backoffice.documents import refusals
from backoffice.documents.kinds import media_of
from backoffice.documents.limits import USUAL, Limits
from backoffice.documents.names import check_name, name_to_save, shown_name
from backoffice.documents.reader import answers
from backoffice.documents.reader.protocol import BrokenFrame, receive, send
from backoffice.errors import Refused
from backoffice.rules.vocabulary.validation.papers import DocumentMedia
from bench.hostile.papers import archive
from bench.hostile.valid import jpeg, png, text_pdf

PDF, JPEG, PNG = DocumentMedia.PDF, DocumentMedia.JPEG, DocumentMedia.PNG


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (text_pdf(), PDF),
        (b"\xef\xbb\xbf" + text_pdf(), PDF),
        (b"\r\n" + text_pdf(), PDF),
        (text_pdf() + b"\r\n\0\0\0", PDF),
        (jpeg(), JPEG),
        (jpeg(progressive=True), JPEG),
        # What telephones write after a photo: a film, a second picture, their own notes.
        (jpeg() + b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40, JPEG),
        (jpeg() + jpeg(320, 240), JPEG),
        (png(), PNG),
    ],
)
def test_a_paper_is_known_by_its_content(content: bytes, media: DocumentMedia) -> None:
    assert media_of(content) is media


def test_an_archive_behind_a_photo_is_found_wherever_it_ends() -> None:
    for behind in (archive(), archive() + b"end", b"some words" + archive()):
        with pytest.raises(Refused) as caught:
            media_of(jpeg() + behind)
        assert caught.value.code == refusals.TWO_IN_ONE


@pytest.mark.parametrize(
    "name",
    [
        "attestation.pdf",
        "Attestation MAIF 12.05",
        "M. Roux.JPG",
        "photo",
        "scan.2026.png",
        "50% réglé.pdf",
        "été (2).jpeg",
        "attestation.docx.pdf",
        "document.php",
        "download.aspx",
        "page.html.pdf",
        "www.maif.fr.pdf",
        "",
        ".pdf",
        "C:\\Users\\x\\attestation.pdf",
        "a..pdf",
    ],
)
def test_names_of_tenants_pass(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Temp\\attestation.pdf", "attestation.pdf"),
        ("a\u202edp\u200bf\x07.pdf", "adpf.pdf"),
        ("attestation%20de%20M.%20Roux.pdf", "attestation de M. Roux.pdf"),
        ("  a \n b\t.pdf ", "a b .pdf"),
        ("", "document"),
        ("...", "document"),
        ("x" * 300 + ".pdf", "x" * 115 + "….pdf"),
    ],
)
def test_a_name_is_shown_without_what_nobody_sees(given: str, shown: str) -> None:
    assert shown_name(given) == shown
    assert len(shown_name(given)) <= 120


def test_a_saved_copy_has_a_name_made_here() -> None:
    assert name_to_save("Attestation d’assurance 12 / ../x", PDF) == "Attestation-dassurance-12-x.pdf"
    assert name_to_save("«»", PNG) == "document.png"


@pytest.mark.parametrize(("size", "is_too_heavy"), [(499_999, False), (500_000, True), (500_001, True)])
def test_500_ko_are_fewer_than_500_000_bytes(size: int, is_too_heavy: bool) -> None:
    assert Limits(500_000, 20, 50).is_too_heavy(size) is is_too_heavy


def test_nothing_over_what_the_database_takes_passes_whatever_the_landlord_says() -> None:
    assert Limits(10**12, 20, 50).is_too_heavy(50_000_001)
    assert not Limits(10**12, 20, 50).is_too_heavy(50_000_000)


def test_each_refusal_is_one_sentence_that_says_what_to_do() -> None:
    for code in refusals.CODES:
        for limits in (None, USUAL):
            sentence = refusals.refused(code, limits, 12_400_000).sentence
            assert sentence.endswith(".")
            assert "demandez" in sentence
            assert "faux" not in sentence


def test_the_sentence_names_the_limit_of_the_landlord() -> None:
    said = refusals.refused("TOO_HEAVY", Limits(500_000, 20, 50), 1_450_000).sentence
    assert said.startswith("Ce fichier pèse 1,4 Mo, il doit faire moins de 500 Ko")
    assert "20 pages" in refusals.refused("TOO_MANY_PAGES", USUAL).sentence
    assert "50 millions de pixels" in refusals.refused("TOO_LARGE_PICTURE", USUAL).sentence


def test_a_frame_comes_as_it_was_sent() -> None:
    pipe = BytesIO()
    send(pipe, {"é": [1, 2.5, None]}, b"\0\xff" * 9)
    pipe.seek(0)
    assert receive(pipe) == ({"é": [1, 2.5, None]}, b"\0\xff" * 9)
    assert receive(pipe) is None


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"GPR1\xff\xff\xff\xff" + bytes(8),
        b"GPR1\x00\x00\x00\x02" + b"\xff" * 8 + b"{}",
        b"GPR1\x00\x00\x00\x02" + bytes(8) + b"[]",
        b"GPR1\x00\x00\x00\x03" + bytes(8) + b"{a}",
        b"GPR1" + (100_000).to_bytes(4, "big") + bytes(8) + b"[" * 100_000,
    ],
)
def test_what_is_no_frame_is_not_believed(bytes_sent: bytes) -> None:
    with pytest.raises(BrokenFrame):
        receive(BytesIO(bytes_sent))


@pytest.mark.parametrize(
    "note",
    [
        {},
        {"media": "PDF", "sizes": [], "flags": []},
        {"media": "EXE", "sizes": [[1, 1]], "flags": []},
        {"media": "PDF", "sizes": [[1, float("nan")]], "flags": []},
        {"media": "PDF", "sizes": [[1, -1]], "flags": []},
        {"media": "PDF", "sizes": [[1, 1]], "flags": ["HELLO"]},
        {"media": "PDF", "sizes": [[1, 1]] * 9_999, "flags": []},
        {"media": "PDF", "sizes": 7, "flags": []},
        {"media": "PDF", "sizes": [[True, 1]], "flags": []},
    ],
)
def test_an_examination_that_cannot_be_is_not_believed(note: dict[str, object]) -> None:
    with pytest.raises(BrokenFrame):
        answers.examined(note, b"")


@pytest.mark.parametrize(
    "note",
    [
        {},
        {"width": 2, "height": 2, "stride": 7},
        {"width": 2, "height": 3, "stride": 8},
        {"width": -2, "height": -2, "stride": 8},
        {"width": 2.0, "height": 2, "stride": 8},
        {"width": True, "height": 2, "stride": 8},
    ],
)
def test_a_picture_whose_figures_disagree_is_not_believed(note: dict[str, object]) -> None:
    with pytest.raises(BrokenFrame):
        answers.picture(note, bytes(16))


@pytest.mark.parametrize(
    "words", [None, [["a", 0, 0, 1]], [["a", 0, 0, 1, "b"]], [[1, 0, 0, 1, 1]], ["abcde"], [[]] * 30_000]
)
def test_words_that_are_none_are_not_believed(words: object) -> None:
    with pytest.raises(BrokenFrame):
        answers.page_text({"words": words, "page": 0, "size": [1, 1]}, b"")
