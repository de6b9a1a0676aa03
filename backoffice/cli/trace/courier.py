"""``courier``: carries out of the database what must leave it, until it is told to stop."""

import signal
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event

from sqlalchemy import Engine

from backoffice import paths
from backoffice.cli.arguments import options_of
from backoffice.cli.desk import opened, settings_of
from backoffice.cli.output import flush_output, say, tell
from backoffice.database.session import transaction
from backoffice.errors import Unavailable
from backoffice.services.courier import Errand, heads_to, mend_shared, one_round, seal


def carry(parsed: Namespace) -> None:
    """One round, or a round every so many seconds until the process is asked to end."""
    file: Path = parsed.heads or paths.user_data() / "tetes-de-la-trace.jsonl"
    errands = (seal, heads_to(file), mend_shared)
    with opened(settings_of(options_of(parsed))) as database, _until_told() as told:
        if parsed.once:
            _round(database.engine, errands)
            return
        tell(f"Têtes de la trace : {file}. Un tour toutes les {parsed.every} s ; Ctrl+C pour arrêter.")
        while not told.is_set():
            _round_that_may_fail(database.engine, errands)
            flush_output()
            told.wait(parsed.every)


def _round(engine: Engine, errands: tuple[Errand, ...]) -> None:
    for carried in one_round(partial(transaction, engine), errands):
        if carried.count:
            tell(f"{carried.count} {carried.what}.")


def _round_that_may_fail(engine: Engine, errands: tuple[Errand, ...]) -> None:
    """A server that restarts is met again at the next round."""
    try:
        _round(engine, errands)
    except Unavailable as error:
        say(error.sentence)


@contextmanager
def _until_told() -> Iterator[Event]:
    """An event set by Ctrl+C or by the service manager's request to end, so that a round ends whole."""
    told = Event()
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(kind, lambda *_: told.set()) for kind in kinds]
    try:
        yield told
    finally:
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)
