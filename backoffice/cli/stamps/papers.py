"""The signed codes of a paper on the command line: what ``read-document`` says of them."""

from argparse import Namespace

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk
from backoffice.cli.output import print_columns, tell
from backoffice.cli.stamps.reading import SIGNATURE_ALONE, plain_header
from backoffice.errors import Misconfigured, Unavailable
from backoffice.rules.stamps.notice import TAX_NUMBERS
from backoffice.rules.stamps.values import masked
from backoffice.services.papers.proposing import FileReading
from backoffice.services.stamps.papers import PaperCode, PaperStamp, paper_codes, paper_stamps
from backoffice.services.stamps.reading import ReadStamp, empty_store, folder_store, read_stamp
from backoffice.services.stamps.trusted import read_stored

Stamps = tuple[PaperStamp, ...]


def read_paper_stamps(parsed: Namespace, content: bytes, found: FileReading) -> Stamps:
    """The signed codes of a file.

    They are judged by the folder of certificates given, else by the database, else by nothing at all: a code
    is then read and its signature said to be unverifiable.
    """
    codes = paper_codes(content)
    if not codes:
        return ()
    if parsed.certificates is not None:
        store = folder_store(parsed.certificates)
        return paper_stamps(
            codes,
            found.text,
            lambda code: read_stamp(code, store, SIGNATURE_ALONE, is_strict=False),
        )
    return _by_database(parsed, codes, found)


def plain_stamps(stamps: Stamps) -> dict[str, object]:
    """The codes as JSON; ``type`` is that of the first one that was read."""
    read = [one.read for one in stamps if one.read is not None]
    return {
        "type": f"{read[0].header.doc_type} {read[0].type_label}" if read else None,
        "2ddoc": [_plain(one) for one in stamps],
        "signature": read[0].verdict.state if read else None,
    }


def tell_stamps(stamps: Stamps) -> None:
    """The codes for a reader."""
    for one in stamps:
        if one.read is not None:
            tell(f"2D-Doc, page {one.page} : {one.read.type_label}. {one.read.verdict.state.label}.")
            tell(one.read.verdict.reason or one.read.verdict.advice)
            print_columns([[field.label, field.value] for field in one.read.shown])
            for seen in one.comparisons:
                tell(f"{seen.field.label} : {seen.agreement.label.lower()}")
        for remark in one.remarks:
            tell(remark)


def _by_database(parsed: Namespace, codes: tuple[PaperCode, ...], found: FileReading) -> Stamps:
    try:
        with desk(options_of(parsed)) as (session, _settings):
            return paper_stamps(codes, found.text, lambda code: read_stored(session, code))
    except (Misconfigured, Unavailable):
        # A paper is read without a database too.
        return paper_stamps(codes, found.text, _unverified)


def _unverified(code: bytes) -> ReadStamp:
    return read_stamp(code, empty_store(), SIGNATURE_ALONE, is_strict=False)


def _plain(one: PaperStamp) -> dict[str, object]:
    if one.read is None:
        return {"page": one.page, "refused": one.refusal}
    read = one.read
    return {
        "page": one.page,
        "header": plain_header(read.header),
        "type": read.type_label,
        "fields": [[field.code, _hidden(field.code, field.raw)] for field in read.message.fields],
        "signature": read.verdict.state,
        "reason": read.verdict.reason,
        "advice": read.verdict.advice,
        "proposals": [
            {
                "field": proposal.field,
                "value": _shown(proposal.codes, proposal.value, proposal.shown),
                "from": proposal.codes,
                "cut": proposal.is_cut,
            }
            for proposal in (read.notice.proposals if read.notice else ())
        ],
        "comparisons": one.comparisons,
        "remarks": one.remarks,
    }


def _hidden(code: str, raw: str) -> str:
    return masked(raw) if code in TAX_NUMBERS else raw


def _shown(codes: tuple[str, ...], value: str, shown: str) -> str:
    return shown if TAX_NUMBERS.intersection(codes) else value
