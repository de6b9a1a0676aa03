"""``work decide``, ``undo``, ``reopen``, ``bulk``: decisions, each once per command."""

from argparse import Namespace
from functools import partial
from uuid import uuid4

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import carry_out, desk, opened, settings_of
from backoffice.cli.output import print_columns, print_json, say, tell
from backoffice.database.session import transaction
from backoffice.rules.dates import french_time
from backoffice.rules.vocabulary.work import WorkDecision
from backoffice.services.items.orders import KindResult
from backoffice.services.queues import bulk as bulks
from backoffice.services.queues.deciding import decide_now, reopen_now, undo_now


def _decision(parsed: Namespace) -> tuple[WorkDecision, str | None]:
    if parsed.accept:
        return WorkDecision.ACCEPTED, None
    if parsed.reject:
        return WorkDecision.REJECTED, parsed.reject.upper()
    if parsed.ask:
        return WorkDecision.ASKED, parsed.ask.upper()
    return WorkDecision.CANCELLED, parsed.cancel.upper()


def decide(parsed: Namespace) -> None:
    """Claim an item and decide it by the acts of its kind."""
    command = parsed.command or str(uuid4())
    decision, reason = _decision(parsed)
    result = carry_out(
        options_of(parsed),
        lambda session, _: decide_now(
            session, parsed.item, decision, command, reason=reason, details=parsed.details
        ),
    )
    _tell(parsed, command, result)


def undo(parsed: Namespace) -> None:
    """Undo one’s own last decision on an item."""
    command = parsed.command or str(uuid4())
    _tell(
        parsed,
        command,
        carry_out(options_of(parsed), lambda session, _: undo_now(session, parsed.item, command)),
    )


def _tell(parsed: Namespace, command: str, result: KindResult) -> None:
    if parsed.json:
        print_json({"command": command, "result": result})
        return
    tell(result.sentence if result.done_now else f"Déjà fait : {result.sentence}")
    if result.undone_until is not None:
        say(f"Annulable jusqu’à {french_time(result.undone_until)} : « work undo {parsed.item} ».")


def reopen(parsed: Namespace) -> None:
    """Put a settled item back in its queue, with a reason."""
    command = parsed.command or str(uuid4())
    result = carry_out(
        options_of(parsed), lambda session, _: reopen_now(session, parsed.item, parsed.reason, command)
    )
    if parsed.json:
        print_json({"command": command, "result": result})
    else:
        tell("Dossier rouvert : il est de nouveau dans sa file.")


def bulk(parsed: Namespace) -> int:
    """Try a decision on several items, then do it unless only the trial was asked; 1 if one is refused."""
    command = parsed.command or str(uuid4())
    decision, reason = _decision(parsed)
    order = bulks.BulkOrder(tuple(parsed.items), decision, reason, parsed.details)
    if parsed.dry_run:
        with desk(options_of(parsed)) as (session, _):
            lines = bulks.dry_run(session, order)
        if parsed.json:
            print_json({"lines": lines})
        else:
            print_columns([_line(line) for line in lines])
        return 0 if all(line.passes for line in lines) else 1
    return _carry_out(parsed, order, command)


def _line(line: bulks.BulkLine) -> tuple[str, ...]:
    told = line.refusal or " ".join(line.consequences)
    return (str(line.item_id), line.name, "serait fait" if line.passes else "refusé", told)


def _carry_out(parsed: Namespace, order: bulks.BulkOrder, command: str) -> int:
    with opened(settings_of(options_of(parsed))) as database:
        begin = partial(transaction, database.engine)
        with begin() as session:
            lines = bulks.resumable(session, order, command)
        done = [bulks.refused(line) for line in lines if not line.passes]
        done.extend(bulks.carry_out(begin, order, lines, command))
    if parsed.json:
        print_json({"command": command, "done": done})
    else:
        print_columns(
            [(str(one.item_id), one.name, "fait" if one.done else "refusé", one.sentence) for one in done]
        )
    return 0 if all(one.done for one in done) else 1
