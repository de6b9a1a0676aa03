"""PDF files written object by object, right or wrong as asked."""

import zlib
from collections.abc import Mapping

PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> %s >>"
DRAWING = b"0.5 g 50 50 200 100 re f"


def stream(content: bytes, words: bytes = b"") -> bytes:
    """An object that holds ``content``; ``words`` are more entries of its dictionary."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), words, content)


def packed(content: bytes, words: bytes = b"") -> bytes:
    """The same, compressed."""
    return stream(zlib.compress(content, 9), b"/Filter /FlateDecode " + words)


def written(
    objects: Mapping[int, bytes] | None = None,
    *,
    catalog: bytes = b"",
    page: bytes = b"",
    trailer: bytes = b"",
    header: bytes = b"%PDF-1.7\n",
) -> bytes:
    """A PDF of one page; ``objects`` add to its four or replace them, the rest adds to three dictionaries."""
    every = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE % page,
        4: stream(DRAWING),
        **(objects or {}),
    }
    made, places = header, {}
    for number in sorted(every):
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, every[number])
    start, size = len(made), max(every) + 1
    made += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        made += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
    return made + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)


def in_object_stream(catalog: bytes) -> bytes:
    """A PDF whose catalogue is hidden in a compressed object stream, and whose table is a stream too."""
    inner = b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog
    head = b"1 0 "
    held = zlib.compress(head + inner)
    made, places = b"%PDF-1.7\n", {}
    for number, body in (
        (2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
        (3, PAGE % b""),
        (4, stream(DRAWING)),
        (5, stream(held, b"/Type /ObjStm /N 1 /First %d /Filter /FlateDecode" % len(head))),
    ):
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    rows = [b"\x00\x00\x00\x00\xff", b"\x02\x00\x00\x05\x00"]
    rows += [b"\x01" + places[number].to_bytes(3, "big") + b"\x00" for number in (2, 3, 4, 5)]
    rows += [b"\x01" + start.to_bytes(3, "big") + b"\x00"]
    table = stream(b"".join(rows), b"/Type /XRef /Size 7 /W [1 3 1] /Root 1 0 R")
    return made + b"6 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, start)
