"""A signed bar code read: its header, its fields, the state of its signature, what a tax notice proposes."""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from backoffice.documents.stamps.checking import TrustStore, check
from backoffice.documents.stamps.files import TrustFile, trust_file
from backoffice.documents.stamps.table import stamp_table
from backoffice.errors import Misconfigured, Refused, Unavailable
from backoffice.rules.stamps.container import NOT_A_STAMP, Stamp, open_stamp
from backoffice.rules.stamps.header import StampHeader
from backoffice.rules.stamps.message import Message, StampField, read_message
from backoffice.rules.stamps.notice import TAX_NUMBERS, TaxNotice, read_notice
from backoffice.rules.stamps.values import masked, shown
from backoffice.rules.stamps.verdict import StampState, Verdict

_OTHER_VERSION = (
    "Ce code est signé, mais dans une version du 2D-Doc qui n’est pas connue ici : mettez Guichet à jour, et "
    "lisez la page."
)


@dataclass(frozen=True)
class ShownField:
    """One field for a reader: its French name, its value, a tax number masked."""

    code: str
    label: str
    value: str
    is_cut: bool


@dataclass(frozen=True)
class ReadStamp:
    """One code.

    ``notice`` is there for a tax notice whose signature is not wrong: an altered code proposes nothing.
    """

    header: StampHeader
    type_label: str
    message: Message
    verdict: Verdict
    notice: TaxNotice | None
    has_annex: bool
    """Whether something follows the signature, which nobody signed and which is not read."""

    @property
    def shown(self) -> tuple[ShownField, ...]:
        """The fields for a screen, in the order of the code."""
        return tuple(_shown(one) for one in self.message.fields)


def read_stamp(
    content: bytes, store: TrustStore, today: date, *, is_strict: bool, takes_tests: bool = False
) -> ReadStamp:
    """What the code ``content`` says and how far it is trusted.

    ``is_strict``: under the whole chain of ``store``; otherwise its certificates alone decide.
    Raises ``Refused``: ``NOT_A_STAMP``, ``BINARY_STAMP``, ``PART_OF_STAMP``, ``OTHER_VERSION``.
    """
    stamp = open_stamp(content)
    table = stamp_table()
    message = read_message(stamp.message, table.identifiers)
    verdict = check(stamp, store, today, is_strict=is_strict, takes_tests=takes_tests)
    _refuse_other_version(stamp, verdict)
    notice = None if verdict.state is StampState.WRONG else read_notice(stamp.header, message)
    label = table.types.get(stamp.header.doc_type, "Type inconnu")
    return ReadStamp(stamp.header, label, message, verdict, notice, bool(stamp.annex))


def folder_store(folder: Path) -> TrustStore:
    """The certificates, authorities and revocations of the files of ``folder``.

    Raises ``Misconfigured`` when it is no folder, ``Unavailable`` when a file cannot be read.
    """
    if not folder.is_dir():
        raise Misconfigured(f"Le dossier {folder} n’existe pas : donnez celui des certificats.")
    store = TrustStore()
    for path in sorted(folder.iterdir()):
        try:
            found = trust_file(path.read_bytes()) if path.is_file() else None
        except OSError:
            raise Unavailable(f"Le fichier {path} ne peut pas être lu : vérifiez vos droits.") from None
        if found is not None:
            store = _with(store, found, path.stem)
    return store


def _with(store: TrustStore, found: TrustFile, name: str) -> TrustStore:
    leaves = tuple(one for one in found.certificates if not one.is_authority)
    named = re.fullmatch(r"([A-Z]{2}[A-Z0-9]{2})_([A-Z0-9]{4})", name)
    keys = {(named[1], named[2]): found.key} if named and found.key else {}
    return replace(
        store,
        certificates=store.certificates + leaves,
        authorities=store.authorities + tuple(one for one in found.certificates if one.is_authority),
        revocations=store.revocations + found.revocations,
        keys={**store.keys, **keys},
    )


def _refuse_other_version(stamp: Stamp, verdict: Verdict) -> None:
    """An altered start is a wrong signature; a start that was signed so belongs to a format of tomorrow."""
    if stamp.is_known or verdict.state is StampState.WRONG:
        return
    if verdict.state is StampState.VERIFIED:
        raise Refused(_OTHER_VERSION, code="OTHER_VERSION")
    raise Refused(
        "Ce code n’est pas un 2D-Doc lisible : vérifiez qu’il porte la mention 2D-DOC, et reprenez-le "
        "en entier.",
        code=NOT_A_STAMP,
    )


def _shown(field: StampField) -> ShownField:
    known = stamp_table().identifiers.get(field.code)
    value = shown(known.kind if known else "text", field.raw)
    if field.code in TAX_NUMBERS and value:
        value = masked(value)
    return ShownField(field.code, known.label if known else "Champ inconnu", value, field.is_cut)


def empty_store() -> TrustStore:
    """What a computer without certificates trusts: nobody."""
    return TrustStore()
