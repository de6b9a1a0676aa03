"""``receipt``: the quittance or the reçu of a month, as a file."""

from argparse import Namespace
from uuid import uuid4

from sqlalchemy.orm import Session

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import carry_out, landlord_of, today_of
from backoffice.cli.output import print_json, tell
from backoffice.cli.target import Draft, draft_for
from backoffice.errors import Refused
from backoffice.services.receipts.duplicate import duplicate_receipt
from backoffice.services.receipts.issue import issue_receipt
from backoffice.services.receipts.results import DuplicateReceipt, IssueOrder, IssueOutcome, RefusedReceipt
from backoffice.services.tenant.lookup import lease_to_open
from backoffice.settings import Settings


def receipt(parsed: Namespace) -> None:
    """Issue the receipt of a month, or write again the one issued, into a file (R1.2–R1.28)."""
    # Opened before the transaction and filled inside it: nothing is issued or counted that cannot be written.
    with draft_for(parsed.output) as draft:
        if parsed.duplicate:
            _duplicate(parsed, draft)
        else:
            _issue(parsed, draft)


def _issue(parsed: Namespace, draft: Draft) -> None:
    command_id = str(uuid4())

    def act(session: Session, settings: Settings) -> IssueOutcome:
        order = IssueOrder(
            lease_id=lease_to_open(session, parsed.lease, landlord_of(session, settings)),
            month=parsed.month,
            command_id=command_id,
            today=today_of(session, settings),
            wanted=parsed.kind,
        )
        outcome = issue_receipt(session, order)
        if not isinstance(outcome, RefusedReceipt):
            draft.fill(outcome.content)
        return outcome

    outcome = carry_out(options_of(parsed), act)
    if isinstance(outcome, RefusedReceipt):
        raise Refused(outcome.sentence, code=outcome.code)
    # Shown once the database has it: run again, the same bytes come out.
    draft.publish()
    if parsed.json:
        print_json(
            {
                "number": outcome.number,
                "kind": outcome.kind,
                "created": outcome.created,
                "sha256": outcome.sha256,
                "file": str(draft.asked),
                "sentence": outcome.sentence,
            }
        )
    else:
        tell(f"{outcome.kind.label} {outcome.number} : {draft.asked}")
        tell(outcome.sentence)


def _duplicate(parsed: Namespace, draft: Draft) -> None:
    command_id = str(uuid4())

    def act(session: Session, settings: Settings) -> DuplicateReceipt:
        lease_id = lease_to_open(session, parsed.lease, landlord_of(session, settings))
        today = today_of(session, settings)
        copy = duplicate_receipt(session, lease_id, parsed.month, today, command_id=command_id)
        draft.fill(copy.content)
        return copy

    copy = carry_out(options_of(parsed), act)
    draft.publish()
    if parsed.json:
        print_json({"number": copy.number, "duplicate": copy.ordinal, "file": str(draft.asked)})
    else:
        tell(f"Duplicata n° {copy.ordinal} de {copy.number} : {draft.asked}")
