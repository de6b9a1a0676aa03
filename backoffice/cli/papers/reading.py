"""``read-document``: what a paper is, what is read on it and where, what stayed silent."""

from argparse import Namespace
from pathlib import Path

from backoffice.cli.output import print_columns, print_json, tell
from backoffice.cli.stamps.papers import plain_stamps, read_paper_stamps, tell_stamps
from backoffice.errors import Misconfigured, Unavailable
from backoffice.rules.papers.proposals import Proposal
from backoffice.rules.vocabulary.validation.papers import PaperField
from backoffice.services.papers.proposing import FileReading, read_file


def read_document(parsed: Namespace) -> None:
    """Print the type, the pages and the fields of a file; a refusal is said with its code (exit 1)."""
    path = Path(parsed.file)
    content = _content(path)
    found = read_file(content, path.name, compare=not parsed.text_only)
    stamps = read_paper_stamps(parsed, content, found)
    if parsed.json:
        print_json({**_plain(found), **plain_stamps(stamps)})
        return
    media = found.examined.media.label
    for doubt in found.doubts:
        tell(f"Attention : {doubt}")
    tell(
        f"{media}, {found.examined.pages} page{'s' if found.examined.pages > 1 else ''} ; "
        f"{found.source.label}"
    )
    for flag in sorted(found.examined.flags):
        tell(flag.label)
    print_columns([[one.field.label, _shown(one), _places(one)] for one in found.reading.proposals])
    silent = [
        field.label for field in PaperField if field not in {one.field for one in found.reading.proposals}
    ]
    if silent:
        tell(f"Non lu : {', '.join(silent)}.")
    for remark in found.remarks:
        tell(remark)
    tell_stamps(stamps)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise Misconfigured(f"Le fichier {path} n’existe pas : vérifiez son nom.") from None
    except OSError:
        raise Unavailable(f"Le fichier {path} ne peut pas être lu : vérifiez vos droits.") from None


def _shown(one: Proposal) -> str:
    """What is written on the paper, but for the names and the address, which are put together."""
    return one.value if one.field in (PaperField.INSURED, PaperField.ADDRESS) else one.raw


def _places(one: Proposal) -> str:
    pages = sorted({zone.page for zone in one.zones})
    return f"page {', '.join(map(str, pages))}"


def _plain(found: FileReading) -> dict[str, object]:
    fields = [
        {"field": one.field, "value": one.value, "raw": one.raw, "zones": one.zones}
        for one in found.reading.proposals
    ]
    told = {one.field for one in found.reading.proposals}
    return {
        "media": found.examined.media,
        "pages": found.examined.pages,
        "flags": sorted(found.examined.flags),
        "source": found.source,
        "text": [" ".join(word.text for word in page.words) for page in found.text.pages],
        "fields": fields,
        "silent": [field for field in PaperField if field not in told],
        "remarks": found.remarks,
        "doubts": found.doubts,
    }
