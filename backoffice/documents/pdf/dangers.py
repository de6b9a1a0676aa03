"""What a PDF holds beside its pages: programs, other files, forms; told, never executed (R6.4)."""

import re
from io import BytesIO
from typing import Any, Final

from pypdfium2 import raw

from backoffice.documents.pictures import EDITORS
from backoffice.rules.vocabulary.validation.papers import PaperFlag

# Each name as a dictionary holds it, up to what cannot be part of a name.
_NAMES: Final = {
    PaperFlag.JAVASCRIPT: re.compile(rb"/(?:JavaScript|JS)(?![A-Za-z0-9_#.-])"),
    PaperFlag.LAUNCH: re.compile(rb"/(?:Launch|ImportData|SubmitForm|GoToE)(?![A-Za-z0-9_#.-])"),
    PaperFlag.EMBEDDED_FILE: re.compile(rb"/(?:EmbeddedFiles?|FileAttachment|RichMedia)(?![A-Za-z0-9_#.-])"),
}
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"/Length (\d+)[^\n\r]{0,2000}?>>\s*stream\r?\n")
_LOOSE_STREAM = re.compile(rb"\bstream\r?\n.*?(?:endstream|\Z)", re.DOTALL)


def flags_of(document: Any, content: bytes) -> frozenset[PaperFlag]:
    """The flags of an open PDFium document whose file is ``content``.

    PDFium writes the document again as it understands it, every object in clear: a name that hides in a
    compressed object, or behind ``#`` signs, is found as well as one that PDFium would not have followed.
    """
    text = _outside_streams(_written_again(document)) + b"\n" + _LOOSE_STREAM.sub(b" ", content)
    plain = _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), text)
    found = {flag for flag, name in _NAMES.items() if name.search(plain)}
    if raw.FPDFDoc_GetAttachmentCount(document) > 0:
        found.add(PaperFlag.EMBEDDED_FILE)
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        found.add(PaperFlag.JAVASCRIPT)
    if raw.FPDF_GetFormType(document) != raw.FORMTYPE_NONE:
        found.add(PaperFlag.FORM)
    makers = " ".join(document.get_metadata_value(key) for key in ("Creator", "Producer"))
    if EDITORS.search(makers.encode()):
        found.add(PaperFlag.IMAGE_EDITOR)
    return frozenset(found)


def _written_again(document: Any) -> bytes:
    made = BytesIO()
    document.save(made, flags=raw.FPDF_NO_INCREMENTAL)
    return made.getvalue()


def _outside_streams(content: bytes) -> bytes:
    """What PDFium wrote without the bytes of its streams, whose lengths it says rightly."""
    pieces, at = [], 0
    while found := _STREAM.search(content, at):
        pieces.append(content[at : found.end()])
        at = found.end() + int(found[1])
    return b"".join((*pieces, content[at:]))
