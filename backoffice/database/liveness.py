"""Lines to the server that died in silence: found before they are used, and replaced."""

import selectors
import time
from typing import Any

import psycopg
from psycopg.pq import ExecStatus
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

ANSWER_SECONDS = 5.0
_FRESH = "guichet_fresh"


def replace_dead_lines(engine: Engine, answer_seconds: float) -> None:
    """Have each line tried before it is handed out, and given up when its server turns out to be a copy.

    The pool's own trial has no end on a line that a sleeping laptop or a firewall has let die: the system
    goes on sending for minutes. Here a line that does not answer within ``answer_seconds`` is replaced. The
    trial is the BEGIN of the transaction to come, so that it costs no round trip.
    """

    @event.listens_for(engine, "connect")
    def on_connect(_line: psycopg.Connection, entry: ConnectionPoolEntry) -> None:
        entry.info[_FRESH] = True

    @event.listens_for(engine, "checkout")
    def on_checkout(line: psycopg.Connection, entry: ConnectionPoolEntry, _handed_out: Any) -> None:
        if entry.info.pop(_FRESH, False):
            return
        if not answers(line, answer_seconds, b"" if line.autocommit else b"BEGIN"):
            raise InvalidatePoolError("the line is dead")

    @event.listens_for(engine, "set_connection_execution_options")
    def on_options(connection: Connection, options: dict[str, Any]) -> None:
        # Whoever wants another kind of transaction, or none, starts before the first.
        if "isolation_level" in options and not connection.in_transaction():
            connection.connection.rollback()

    @event.listens_for(engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        # The server we talk to was made a copy, or we were led to one: the next line may find the primary.
        if isinstance(context.original_exception, psycopg.errors.ReadOnlySqlTransaction):
            context.is_disconnect = True


def answers(line: psycopg.Connection, seconds: float, asked: bytes = b"") -> bool:
    """Whether the server answers ``asked``, nothing or a command, on an idle line within ``seconds``."""
    deadline = time.monotonic() + seconds
    link = line.pgconn
    try:
        link.send_query(asked)
        link.flush()
        with selectors.DefaultSelector() as selector:
            selector.register(link.socket, selectors.EVENT_READ)
            while link.is_busy():
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    return False
                link.consume_input()
        sound = True
        while (result := link.get_result()) is not None:
            sound = sound and result.status in (ExecStatus.EMPTY_QUERY, ExecStatus.COMMAND_OK)
    except psycopg.Error:
        return False
    return sound
