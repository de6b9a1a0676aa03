"""``receipt``: the quittance or the reçu of a month, as a file."""

from argparse import Namespace
from pathlib import Path
from uuid import uuid4

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, today_of
from backoffice.cli.output import print_json
from backoffice.errors import Refused
from backoffice.services.receipts.duplicate import duplicate_receipt
from backoffice.services.receipts.issue import issue_receipt
from backoffice.services.receipts.results import IssueOrder, RefusedReceipt
from backoffice.services.tenant.lookup import lease_of_number


def receipt(parsed: Namespace) -> None:
    """Issue the receipt of a month, or write again the one issued, into a file (R1.2–R1.28)."""
    target = Path(parsed.output)
    _check_target(target)
    if parsed.duplicate:
        _duplicate(parsed, target)
    else:
        _issue(parsed, target)


def _issue(parsed: Namespace, target: Path) -> None:
    with desk(options_of(parsed)) as (session, settings):
        lease_id = lease_of_number(session, parsed.lease, settings.landlord)
        order = IssueOrder(
            lease_id=lease_id,
            month=parsed.month,
            command_id=str(uuid4()),
            today=today_of(session, settings),
            wanted=parsed.kind,
        )
        outcome = issue_receipt(session, order)
    if isinstance(outcome, RefusedReceipt):
        raise Refused(outcome.sentence, code=outcome.code)
    # Written once the database has it: run again, the same bytes come out.
    _write(target, outcome.content)
    if parsed.json:
        print_json(
            {
                "number": outcome.number,
                "kind": outcome.kind,
                "created": outcome.created,
                "sha256": outcome.sha256,
                "file": str(target),
                "sentence": outcome.sentence,
            }
        )
    else:
        print(f"{outcome.kind.label} {outcome.number} : {target}")
        print(outcome.sentence)


def _duplicate(parsed: Namespace, target: Path) -> None:
    with desk(options_of(parsed)) as (session, settings):
        lease_id = lease_of_number(session, parsed.lease, settings.landlord)
        copy = duplicate_receipt(session, lease_id, parsed.month, today_of(session, settings))
    _write(target, copy.content)
    if parsed.json:
        print_json({"number": copy.number, "duplicate": copy.ordinal, "file": str(target)})
    else:
        print(f"Duplicata n° {copy.ordinal} de {copy.number} : {target}")


def _check_target(target: Path) -> None:
    if target.is_dir():
        raise _unwritable(target, "c’est un dossier")
    if not target.absolute().parent.is_dir():
        raise _unwritable(target, "le dossier n’existe pas")


def _write(target: Path, content: bytes) -> None:
    """Write the whole file or nothing."""
    draft = target.with_name(f".{target.name}.part")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise _unwritable(target, error.strerror or "écriture refusée") from error


def _unwritable(target: Path, why: str) -> Refused:
    return Refused(f"Le fichier {target} ne peut pas être écrit ({why}) : choisissez un autre chemin.")
