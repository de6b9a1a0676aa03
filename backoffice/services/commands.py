"""Commands done once: a retry after a lost connection changes nothing."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from backoffice.errors import Conflict, Misconfigured
from backoffice.models.trace import CommandDone
from backoffice.services.trace import announce


def already_done(
    session: Session, command_id: str, act: str, arguments: dict[str, Any]
) -> dict[str, Any] | None:
    """The answer given when ``command_id`` was carried out, or ``None`` if it never was.

    Takes a lock on the identifier until the end of the transaction, so that the same
    command sent twice at once is still done once, and announces it to the trace. Raises
    ``Conflict`` when the identifier served for something else, ``Misconfigured`` when it is no UUID.
    """
    try:
        command_id = str(UUID(command_id))
    except ValueError:
        raise Misconfigured(
            f"« {command_id} » n’est pas un identifiant de commande : donnez un UUID, "
            "par exemple 2f1c9c1e-4b0e-4d0e-9a55-3f4c8f6a7b10."
        ) from None
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(command_id, 0))))
    announce(session, command_id=command_id)
    done = session.get(CommandDone, command_id)
    if done is None:
        return None
    if done.act != act or done.arguments != arguments:
        raise Conflict(
            f"L’identifiant de commande {command_id} a déjà servi à un autre acte : "
            "donnez-en un nouveau à chaque acte.",
            code="COMMAND_REUSED",
        )
    # Found after a crash of the server, it may not be on the standby yet. This answer confirms it, so its
    # transaction writes a word in the log, and its commit waits for the standby as the act itself did.
    session.execute(select(func.pg_logical_emit_message(true(), "guichet", command_id)))
    return done.result


def mark_done(
    session: Session, command_id: str, act: str, arguments: dict[str, Any], result: dict[str, Any]
) -> None:
    """Remember that ``command_id`` was carried out, in the transaction that carries it out."""
    session.add(CommandDone(command_id=str(UUID(command_id)), act=act, arguments=arguments, result=result))
