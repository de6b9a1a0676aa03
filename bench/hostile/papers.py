"""Five hundred papers made to harm, the same at each run: broken, disguised, swollen, doubled, locked."""

import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from backoffice.rules.vocabulary.validation.papers import PaperFlag
from bench.hostile.valid import form_pdf, jpeg, padded, png, scanned_pdf, text_pdf
from bench.hostile.written import DRAWING, in_object_stream, packed, stream, written

SEED = 20_260_901
COUNT = 500


@dataclass(frozen=True)
class Hostile:
    """One of them: ``codes`` that may refuse it, none when being shown is as good; ``flags`` it must tell."""

    name: str
    make: Callable[[], bytes]
    codes: frozenset[str] = frozenset()
    flags: frozenset[PaperFlag] = frozenset()


def all_hostile() -> list[Hostile]:
    """All of them, in the same order each time."""
    chosen = [*_disguised(), *_renamed(), *_doubled(), *_swollen(), *_locked(), *_active(), *_twisted()]
    return [*chosen, *_mutated(COUNT - len(chosen))]


def _one(
    name: str, make: Callable[[], bytes] | bytes, *codes: str, flags: tuple[PaperFlag, ...] = ()
) -> Hostile:
    made = make if callable(make) else (lambda: make)
    return Hostile(name, made, frozenset(codes), frozenset(flags))


def archive(entry: str = "word/document.xml", size: int = 400) -> bytes:
    """A ZIP."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as packed_files:
        packed_files.writestr(entry, "x" * size)
    return made.getvalue()


def _disguised() -> Iterator[Hostile]:
    names = (
        "x.pdf.exe",
        "facture.pdf.js",
        "attestation.exe",
        "attestation.pdf\0.exe",
        "attestation%00.exe.pdf",
        "attestation\u202efdp.exe",
        "attestation.pdf.exe.",
        "attestation.pdf.exe   ",
        "a.scr.pdf",
        "a.pdf.lnk",
        "attestation.pdf%2eexe",
        "attestation．exe",
        "a.pdf::$DATA.exe",
        "../../a.pdf.vbs",
        "a.pdf.docx",
        "a.jpg.html",
        "a.png.svg",
        "a.pdf.zip",
        "a.pdf.eml",
        "a.PDF.ExE",
        "a.pdf.hta",
        "a.pdf%252eexe",
        "\u2067fdp.exe",
    )
    for name in names:
        yield _one(name, text_pdf(), "DISGUISED_NAME")


def _renamed() -> Iterator[Hostile]:
    others = {
        "zip": archive(),
        "docx": archive("[Content_Types].xml"),
        "gz": b"\x1f\x8b\x08" + bytes(40),
        "rar": b"Rar!\x1a\x07\x01\x00" + bytes(40),
        "7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
        "exe": b"MZ\x90\x00" + bytes(400),
        "elf": b"\x7fELF\x02\x01\x01" + bytes(60),
        "doc": b"\xd0\xcf\x11\xe0" + bytes(600),
        "html": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        "html2": b"\xef\xbb\xbf<HTML><body>",
        "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        "xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "eml": b"From: a\r\nSubject: b\r\n\r\nc",
        "rtf": b"{\\rtf1\\ansi}",
        "sh": b"#!/bin/sh\nrm -rf /\n",
        "bat": b"@echo off\r\ndel *.*",
        "txt": b"Bonjour",
        "gif": b"GIF89a" + bytes(40),
        "webp": b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(40),
        "bmp": b"BM" + bytes(60),
        "tiff": b"II*\x00" + bytes(60),
        "ico": b"\x00\x00\x01\x00" + bytes(60),
        "psd": b"8BPS" + bytes(60),
        "ps": b"%!PS-Adobe-3.0\nshowpage\n",
        "jp2": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(40),
        "mp4": b"\x00\x00\x00\x18ftypisom" + bytes(40),
        "tar": bytes(257) + b"ustar" + bytes(250),
        "zero": bytes(5000),
        "space": b" " * 5000,
        "noise": random.Random(SEED).randbytes(9000),
        "pickle": b"\x80\x04cos\nsystem\n.",
        "one": b"%",
    }
    for name, content in others.items():
        yield _one(f"{name}.pdf", content, "NOT_A_PAPER")
    yield _one("iphone.jpg", b"\x00\x00\x00\x24ftypheic" + bytes(60), "HEIC")
    yield _one("iphone2.jpg", b"\x00\x00\x00\x24ftypmif1" + bytes(60), "HEIC")
    yield _one("vide.pdf", b"", "EMPTY_FILE")


def _doubled() -> Iterator[Hostile]:
    script = b"<html><script>alert(1)</script></html>"
    pairs = {
        "pdf+zip": text_pdf() + archive(),
        "jpeg+zip": jpeg() + archive(),
        "png+zip": png() + archive(),
        "zip+pdf": archive() + text_pdf(),
        "exe+pdf": b"MZ" + bytes(200) + text_pdf(),
        "pdf+exe": text_pdf() + b"MZ\x90" + bytes(99),
        "html+pdf": script + text_pdf(),
        "pdf+html": text_pdf() + script,
        "jpeg+html": jpeg() + script,
        "png+html": png() + script,
        "jpeg+pdf": jpeg() + text_pdf(),
        "png+pdf": png() + text_pdf(),
        "pdf+rar": text_pdf() + b"Rar!\x1a\x07\x00",
        "jpeg+7z": jpeg() + b"7z\xbc\xaf\x27\x1c" + bytes(30),
        "noise+pdf": b"\x01\x02\x03" + text_pdf(),
        "gif+pdf": b"GIF89a" + text_pdf(),
        "jpeg comment pdf": jpeg()[:2] + b"\xff\xfe\x00\x12%PDF-1.4\nabcdef\n" + jpeg()[2:],
        "jpeg comment script": jpeg()[:2] + b"\xff\xfe\x00\x1a<script>alert(1)</script"[:28] + jpeg()[2:],
        "pdf header script": text_pdf().replace(b"\n", b"\n%<script>alert(1)</script>\n", 1),
        "zip in a stream": _zip_in_stream(),
        "png+elf": png() + b"\x7fELF" + bytes(60),
        "pdf+gz": text_pdf() + b"\x1f\x8b\x08" + bytes(30),
    }
    for name, content in pairs.items():
        yield _one(f"{name}.pdf", content, "TWO_IN_ONE")


def _zip_in_stream() -> bytes:
    """An archive that is a stream of the PDF, its directory just before the end."""
    return written({5: stream(archive())})


def png_of(width: int, height: int, pixels: bytes = b"", extra: bytes = b"") -> bytes:
    """A PNG that says this size, whatever it holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + extra
        + chunk(b"IDAT", zlib.compress(pixels))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    """A piece of a PNG with its own sum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _jpeg_of(width: int, height: int) -> bytes:
    """A photo that says this size."""
    content = jpeg()
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


def _swollen() -> Iterator[Hostile]:
    large = "TOO_LARGE_PICTURE"
    yield _one("60000.png", png_of(60_000, 60_000), large)
    yield _one("60000x1.png", png_of(60_000, 1), large)
    yield _one("2e31.png", png_of(2**31 - 1, 2**31 - 1), large, "DAMAGED")
    yield _one("0x0.png", png_of(0, 0), "DAMAGED")
    yield _one("60000.jpg", _jpeg_of(60_000, 60_000), large)
    yield _one("65535x1.jpg", _jpeg_of(65_535, 1), large)
    yield _one("8000.jpg", _jpeg_of(8_000, 8_000), large)
    yield _one("bomb.png", lambda: png_of(12_000, 12_000, bytes(12_000 * 12_000 // 8)), large)
    yield _one("half.png", lambda: png_of(7_000, 7_000, bytes(1_000_000)), "DAMAGED")
    yield _one("profile.png", lambda: png_of(9, 9, bytes(252), _swollen_profile()), "DAMAGED")
    yield _one("text.png", lambda: png_of(9, 9, bytes(252), _swollen_text()), "DAMAGED")
    yield _one("60000pt.pdf", written(page=b"/MediaBox [0 0 60000 60000]"), large)
    yield _one("1e30.pdf", written(page=b"/MediaBox [0 0 1e30 1e30]"))
    for name, image in (
        ("image", b"/Width 60000 /Height 60000"),
        ("image long", b"/Width 1000000 /Height 1"),
    ):
        words = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 " + image
        yield _one(f"{name}.pdf", _with_drawing(packed(bytes(1_000_000), words)), large, "DAMAGED")
    yield _one("flate.pdf", lambda: written({4: packed(b" " * 300_000_000)}))
    yield _one("flate twice.pdf", lambda: written({4: _packed_twice(300_000_000)}))
    yield _one("million.pdf", lambda: written({4: packed(b"0 0 9 9 re f " * 1_000_000)}))
    yield _one(
        "text million.pdf",
        lambda: written({4: packed(b"BT /F1 9 Tf (abcdefgh) Tj ET " * 300_000)}, page=_FONT),
    )
    yield _one("thousand pages.pdf", lambda: _pages(1_000), "TOO_MANY_PAGES")
    yield _one("21 pages.pdf", lambda: text_pdf(21, 1), "TOO_MANY_PAGES")
    yield _one("count.pdf", written({2: b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"}))
    yield _one("200 Mo.pdf", lambda: b"%PDF-1.7\n".ljust(200_000_000), "TOO_HEAVY")
    yield _one("10 Mo.pdf", lambda: padded(text_pdf(), 10_000_000), "TOO_HEAVY")


_FONT = b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def _swollen_profile() -> bytes:
    return chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(80_000_000), 1))


def _swollen_text() -> bytes:
    return chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000), 1))


def _with_drawing(image: bytes) -> bytes:
    drawn = stream(b"q 500 0 0 500 40 40 cm /I Do Q")
    return written({4: drawn, 5: image}, page=b"/Resources << /XObject << /I 5 0 R >> >>")


def _packed_twice(size: int) -> bytes:
    content = zlib.compress(zlib.compress(b" " * size, 9), 9)
    return stream(content, b"/Filter [/FlateDecode /FlateDecode]")


def _pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 10 + count))
    pages = dict.fromkeys(range(10, 10 + count), b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
    return written({2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count), **pages})


def _locked() -> Iterator[Hostile]:
    yield _one("locked.pdf", lambda: text_pdf(encrypt="secret"), "ENCRYPTED")
    for version, revision, length in ((1, 2, 40), (2, 3, 128), (4, 4, 128), (5, 6, 256), (9, 9, 512)):
        crypt = b"/CF << /StdCF << /CFM /AESV%d /AuthEvent /DocOpen >> >> /StmF /StdCF /StrF /StdCF" % (
            3 if version == 5 else 2
        )
        words = (
            b"<< /Filter /Standard /V %d /R %d /Length %d %s /P -4 /O <%s> /U <%s> /OE <%s> /UE <%s> >>"
            % (
                version,
                revision,
                length,
                crypt if version > 2 else b"",
                b"41" * 48,
                b"42" * 48,
                b"43" * 32,
                b"44" * 32,
            )
        )
        identity = (
            b"/Encrypt 9 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
        )
        yield _one(
            f"V{version}R{revision}.pdf", written({9: words}, trailer=identity), "ENCRYPTED", "DAMAGED"
        )
    unknown = written({9: b"<< /Filter /MyOwnHandler /V 1 >>"}, trailer=b"/Encrypt 9 0 R")
    yield _one("handler.pdf", unknown, "ENCRYPTED", "DAMAGED")


def _active() -> Iterator[Hostile]:
    script, launch, file = (PaperFlag.JAVASCRIPT,), (PaperFlag.LAUNCH,), (PaperFlag.EMBEDDED_FILE,)
    run = b"/OpenAction << /S /JavaScript /JS (app.alert(1); while(true){}) >>"
    held = b"/Names << /EmbeddedFiles << /Names [(a.exe) 5 0 R] >> >>"
    spec = {
        5: b"<< /Type /Filespec /F (a.exe) /EF << /F 6 0 R >> >>",
        6: stream(b"MZ\x90\x00", b"/Type /EmbeddedFile"),
    }
    launcher = b"/OpenAction << /S /Launch /F (cmd.exe) /Win << /F (cmd.exe) /P (/c calc) >> >>"
    yield _one("js.pdf", written(catalog=run), flags=script)
    yield _one("js escaped.pdf", written(catalog=run.replace(b"JavaScript", b"J#61v#61Script")), flags=script)
    yield _one("js hidden.pdf", in_object_stream(run), flags=script)
    yield _one(
        "js names.pdf",
        written({5: run[12:]}, catalog=b"/Names << /JavaScript << /Names [(a) 5 0 R] >> >>"),
        flags=script,
    )
    yield _one("js page.pdf", written(page=b"/AA << /O << /S /JavaScript /JS (1) >> >>"), flags=script)
    yield _one("launch.pdf", written(catalog=launcher), flags=launch)
    yield _one("launch hidden.pdf", in_object_stream(launcher), flags=launch)
    yield _one("submit.pdf", written(catalog=b"/OpenAction << /S /SubmitForm /F (http://x) >>"), flags=launch)
    yield _one("embedded.pdf", written(spec, catalog=held), flags=file)
    annotation = b"/Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS 5 0 R >>]"
    yield _one("attached.pdf", written(spec, page=annotation), flags=file)
    yield _one("form.pdf", form_pdf(), flags=(PaperFlag.FORM,))
    yield _one("xfa.pdf", written({5: stream(b"<xdp/>")}, catalog=b"/AcroForm << /XFA 5 0 R /Fields [] >>"))


def _twisted() -> Iterator[Hostile]:
    own_child = {2: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"}
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 500 500] /Resources << /XObject << /I 5 0 R >> >>"
    cells = b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] %s" % (
        b"/XStep 0.0001 /YStep 0.0001"
    )
    use = b"/Resources << /Pattern << /P 5 0 R >> >>"
    paint = stream(b"/Pattern cs /P scn 0 0 595 842 re f")
    yield _one("own child.pdf", written(own_child))
    yield _one("no pages.pdf", written({2: b"<< /Type /Pages /Kids [] /Count 0 >>"}), "DAMAGED")
    yield _one("own parent.pdf", written({3: b"<< /Type /Page /Parent 3 0 R >>"}))
    yield _one("table loop.pdf", _table_loop())
    yield _one("deep.pdf", written({4: stream(b"[" * 200_000)}))
    yield _one(
        "deep dictionary.pdf", written({5: b"<< /A " * 100_000 + b">>" * 100_000}, catalog=b"/X 5 0 R")
    )
    yield _one("deep q.pdf", written({4: packed(b"q " * 5_000_000)}))
    yield _one("own drawing.pdf", _with_drawing(stream(b"/I Do /I Do /I Do", form)))
    yield _one("tiles.pdf", written({4: paint, 5: stream(DRAWING, cells)}, page=use))
    yield _one("dash.pdf", written({4: stream(b"[0.00001 0.00001] 0 d 9 w 0 0 m 590 800 l S")}))
    yield _one("huge text.pdf", written({4: stream(b"BT /F1 1e9 Tf 1e9 TL (abc) Tj ET")}, page=_FONT))
    yield _one("nan.pdf", written(page=b"/MediaBox [nan nan inf -inf] /Rotate 37 /UserUnit 1e9"))
    yield _one("flat.pdf", written(page=b"/MediaBox [0 0 500 0]"))
    yield _one("negative.pdf", written(page=b"/MediaBox [500 800 0 0]"))
    yield _one("length.pdf", written({4: b"<< /Length 4 0 R >>\nstream\n0 g\nendstream"}))
    yield _one(
        "own filter.pdf", written({4: stream(b"x" * 99, b"/Filter [" + b"/ASCIIHexDecode " * 999 + b"]")})
    )
    for kind in ("JBIG2Decode", "JPXDecode", "CCITTFaxDecode", "DCTDecode", "LZWDecode", "RunLengthDecode"):
        words = b"/Type /XObject /Subtype /Image /Width 3000 /Height 3000 /BitsPerComponent 8"
        words += b" /ColorSpace /DeviceGray"
        noise = random.Random(kind).randbytes(20_000)
        yield _one(f"{kind}.pdf", _with_drawing(stream(noise, words + b" /Filter /" + kind.encode())))
    yield _one("header only.pdf", b"%PDF-1.7", "DAMAGED")
    yield _one("header, end.pdf", b"%PDF-1.7\n%%EOF\n", "DAMAGED")
    yield _one("signature.png", png()[:8], "DAMAGED")
    yield _one("signature.jpg", b"\xff\xd8\xff", "DAMAGED")
    yield _one("truncated.jpg", jpeg()[: len(jpeg()) // 2], "DAMAGED")
    yield _one("truncated.png", png()[: len(png()) // 2], "DAMAGED")
    yield _one("orientation.jpg", _odd_notes(b"MM\x00*\x00\x00\x00\x08\xff\xff" + b"\x01\x12\x00\x03" * 200))
    yield _one(
        "own notes.jpg",
        _odd_notes(b"II*\x00\x08\x00\x00\x00\x01\x00\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00"),
    )


def _table_loop() -> bytes:
    content = written()
    return content.replace(b"/Size 5", b"/Size 5 /Prev %d" % content.rindex(b"xref\n0"))


def _odd_notes(notes: bytes) -> bytes:
    held = b"Exif\0\0" + notes
    return jpeg()[:2] + b"\xff\xe1" + struct.pack(">H", len(held) + 2) + held + jpeg()[2:]


def _mutated(count: int) -> Iterator[Hostile]:
    """Real papers with their bytes broken by a known chance."""
    sources = {
        "pdf": text_pdf(),
        "scan": scanned_pdf(),
        "form": form_pdf(),
        "written": written(),
        "hidden": in_object_stream(b""),
        "jpg": jpeg(),
        "progressive": jpeg(progressive=True),
        "png": png(),
        "alpha": png(mode="RGBA"),
        "palette": png(mode="P"),
    }
    ways = (_flip, _cut, _repeat, _blank, _insert, _renumber)
    for rank in range(count):
        chance = random.Random(SEED + rank)
        name = chance.choice(sorted(sources))
        way = chance.choice(ways)
        content = way(sources[name], chance)
        if name in ("png", "alpha", "palette") and chance.random() < 0.5:
            content = _with_right_sums(content)
        yield _one(f"{rank} {name} {way.__name__}", content)


def _flip(content: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.choice((1, 5, 40, 400))):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def _cut(content: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:start] + content[end:] if chance.random() < 0.5 else content[:end]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:end] + content[start:end] * chance.choice((1, 3, 30)) + content[end:]


def _blank(content: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:start] + bytes(end - start) + content[end:]


def _insert(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + chance.randbytes(chance.choice((1, 50, 3_000))) + content[at:]


def _renumber(content: bytes, chance: random.Random) -> bytes:
    """Figures of the file made huge, negative or null."""
    made = bytearray(content)
    digits = [at for at, byte in enumerate(made) if 0x30 <= byte <= 0x39]
    for at in chance.sample(digits, min(len(digits), chance.choice((1, 8, 60)))):
        made[at : at + 1] = chance.choice((b"0", b"9", b"-", b"99999999", b"4294967295"))[
            : chance.choice((1, 10))
        ]
    return bytes(made)


def _with_right_sums(content: bytes) -> bytes:
    """A PNG whose pieces have the sums of what they now hold, so that breaking them goes further."""
    made, at = content[:8], 8
    while at + 12 <= len(content):
        (size,) = struct.unpack_from(">I", content, at)
        data = content[at + 8 : at + 8 + size]
        made += chunk(content[at + 4 : at + 8], data)
        at += 12 + size
    return made
