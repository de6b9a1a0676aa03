"""``read-2ddoc``: what a signed bar code says, and what its signature is worth."""

import sys
from argparse import Namespace
from datetime import date
from pathlib import Path

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.errors import Misconfigured, Unavailable
from backoffice.rules.stamps.container import LARGEST, open_stamp
from backoffice.rules.stamps.header import StampHeader
from backoffice.services.stamps.reading import ReadStamp, folder_store, read_stamp
from backoffice.services.stamps.trusted import read_stored

_MOST = LARGEST + 2
SIGNATURE_ALONE = date.max
"""Without a database the signature alone decides: no list is looked at, none can be out of date."""


def read_code(parsed: Namespace) -> None:
    """Print the parts of a code; one that is no 2D-Doc is refused with a sentence (exit 1)."""
    content = _content(parsed.file)
    if parsed.certificates is not None:
        found = read_stamp(content, folder_store(parsed.certificates), SIGNATURE_ALONE, is_strict=False)
    else:
        # Refused before a database is looked for.
        open_stamp(content)
        with desk(options_of(parsed)) as (session, _settings):
            found = read_stored(session, content)
    if parsed.json:
        print_json(plain_stamp(found))
    else:
        _tell(found)


def plain_stamp(found: ReadStamp) -> dict[str, object]:
    """The contract of ``read-2ddoc --json``."""
    return {
        "header": plain_header(found.header),
        "fields": [[one.code, one.raw] for one in found.message.fields],
        "signature": found.verdict.state,
        "reason": found.verdict.reason,
    }


def plain_header(header: StampHeader) -> dict[str, object]:
    """The header by the names of the contract."""
    names = (
        "version", "ca_id", "cert_id", "emission_date", "signature_date", "doc_type", "perimeter", "country",
    )  # fmt: skip
    return {name: getattr(header, name) for name in names}


def _tell(found: ReadStamp) -> None:
    tell(f"{found.header.doc_type} – {found.type_label}")
    tell(f"{found.verdict.state.label}. {found.verdict.reason or ''}".rstrip())
    tell(found.verdict.advice)
    print_columns([[one.label, one.value + (" (coupé)" if one.is_cut else "")] for one in found.shown])
    for remark in found.notice.remarks if found.notice else ():
        tell(remark)
    if found.has_annex:
        tell("Une annexe suit la signature : personne ne l’a signée, elle n’est pas lue.")


def _content(file: str) -> bytes:
    """The bytes of the code; the line end that a text file adds after one is not its own."""
    content = _raw(file)
    has_raw_signature = content.startswith(b"DC01")
    return content if has_raw_signature else content.removesuffix(b"\n").removesuffix(b"\r")


def _raw(file: str) -> bytes:
    if file == "-":
        if sys.stdin is None:
            raise Misconfigured("Donnez le code sur l’entrée standard, ou le nom d’un fichier.")
        return sys.stdin.buffer.read(_MOST)
    path = Path(file)
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST)
    except (FileNotFoundError, IsADirectoryError):
        raise Misconfigured(f"Le fichier {path} n’existe pas : vérifiez son nom.") from None
    except OSError:
        raise Unavailable(f"Le fichier {path} ne peut pas être lu : vérifiez vos droits.") from None
