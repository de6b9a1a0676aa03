"""Names of files as tenants give them: those that disguise a program, and how they are shown (R6.3, R6.4)."""

import re
import unicodedata
from urllib.parse import unquote

from backoffice.documents import refusals
from backoffice.rules.vocabulary.validation.papers import DocumentMedia

_LONGEST = 120
_UNNAMED = "document"
# What an office computer runs, unpacks or opens elsewhere: disguised when a paper's ending stands before it
# (« facture.pdf.zip »). Alone (« document.php ») it says nothing, nor does « M. Roux »: the content decides.
_OTHER_THINGS_WORDS = (
    "ade adp apk app appimage application appref-ms appx asp aspx bas bash bat bin cab cgi chm "
    "class cmd com command cpl crt csh csv deb desktop dll dmg doc docb docm docx dot dotm dotx "
    "drv elf eml exe fish fxp gadget gz gzip hlp hta htm html img inf ins iqy iso isp jar jnlp "
    "js jse jsp ksh lha library-ms lnk lzh mad mdb mde mht mhtml msc msg msh msi msix msp mst "
    "ocx odp ods odt ops osd oxps pcd php phtml pif pl plg pot potm pps ppsm ppsx ppt pptm pptx "
    "prf prg ps ps1 psd1 psm1 pub py pyc pyw pyz rar rb reg rpm rtf run scf scpt scr sct "
    "search-ms settingcontent-ms sh shb shs shtml slk so svg svgz swf sys tar tbz tgz theme tmp "
    "url vb vbe vbs vhd vhdx vsmacros vxd war wbk website wiz wll workflow ws wsc wsf wsh xap "
    "xbap xht xhtml xla xlam xll xls xlsb xlsm xlsx xlt xltm xml xnk xps xsl xz z zip zipx zsh "
    "7z 001 ace arj bz2 zst"
)
_OTHER_THINGS = frozenset(_OTHER_THINGS_WORDS.split())
# What runs is one wherever it stands: « facture.exe.pdf »; « page.html.pdf » is a page made a PDF.
_PROGRAMS_WORDS = (
    "apk bat cmd cpl dll exe gadget hta iso jar js jse lnk msc msi msp pif ps1 psm1 "
    "pyw reg scf scr sh shs vb vbe vbs wsf wsh"
)
_PROGRAMS = frozenset(_PROGRAMS_WORDS.split())
_PAPERS = frozenset(("pdf", "jpg", "jpeg", "jfif", "png", "heic", "tif", "tiff", "gif", "bmp", "webp"))
_OVERRIDES = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
_ENDINGS = {DocumentMedia.PDF: "pdf", DocumentMedia.JPEG: "jpg", DocumentMedia.PNG: "png"}


def check_name(name: str) -> None:
    """Refuse (``DISGUISED_NAME``) a name that hides what it names or is that of a program."""
    plain = _decoded(name)
    if "\0" in plain or any(char in _OVERRIDES for char in plain):
        raise refusals.refused(refusals.DISGUISED_NAME)
    # Windows drops the dots and spaces of the end and what follows a colon: « x.exe. », « x.exe::$DATA ».
    parts = [part for part in map(str.strip, re.split(r"[.:]", _last_part(plain).lower())[1:]) if part]
    is_double = any(part in _PAPERS for part in parts[:-1]) and parts[-1] in _OTHER_THINGS
    if is_double or any(part in _PROGRAMS for part in parts):
        raise refusals.refused(refusals.DISGUISED_NAME)


def shown_name(name: str) -> str:
    """``name`` for a screen: its last part alone, nothing invisible in it, 120 characters at most."""
    plain = "".join(" " if char.isspace() else char for char in _last_part(_decoded(name)))
    seen = "".join(char for char in plain if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Cn"))
    short = re.sub(" {2,}", " ", seen).strip(" .")
    if len(short) > _LONGEST:
        stem, dot, ending = short.rpartition(".")
        kept = f"{dot}{ending}" if stem and len(ending) <= 5 else ""
        short = f"{short[: _LONGEST - 1 - len(kept)].rstrip()}…{kept}"
    return short or _UNNAMED


def name_to_save(stem: str, media: DocumentMedia) -> str:
    """A name made here for a file saved outside: letters, digits and dashes of ``stem``, the true ending."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return f"{re.sub('[^A-Za-z0-9]+', '-', plain).strip('-')[:80] or _UNNAMED}.{_ENDINGS[media]}"


def _decoded(name: str) -> str:
    """The name behind its percent signs, twice at most, and behind full-width letters and dots."""
    plain = name
    for _ in range(2):
        plain = unquote(plain, errors="replace")
    return unicodedata.normalize("NFKC", plain)


def _last_part(name: str) -> str:
    return re.split(r"[/\\]", name)[-1]
