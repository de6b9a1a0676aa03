"""``courier``: carries out of the database what must leave it, until it is told to stop."""

import json
import signal
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event

from sqlalchemy import Engine

from backoffice import paths
from backoffice.cli.arguments import options_of
from backoffice.cli.desk import opened, settings_of
from backoffice.cli.output import flush_output, plain, say, tell
from backoffice.cli.trace.post_settings import load_post
from backoffice.cli.trace.returned import keep_secret, note_report, print_state
from backoffice.database.session import transaction
from backoffice.errors import Unavailable
from backoffice.rules.vocabulary.service import MessageChannel
from backoffice.services.courier import Carried, Errand, heads_to, mend_shared, one_round, seal
from backoffice.services.sending.post import Post, PostReport

# An agent and a tenant wait for a code on the line; a batch of the trace waits for nobody.
_POST_EVERY = 5
_DOWN = {
    "EMAIL": "Le serveur de courriel ne prend rien ({}) : les messages attendent, nouvel essai plus tard.",
    "SMS": "La passerelle de SMS ne prend rien ({}) : les messages attendent, nouvel essai plus tard.",
}
_NO_WAY = {
    MessageChannel.EMAIL: "Aucun serveur de courriel n’est réglé : aucun courriel ne part (docs/courier.md).",
    MessageChannel.SMS: "Aucune passerelle de SMS n’est réglée : aucun SMS ne part (docs/courier.md).",
}


def carry(parsed: Namespace) -> None:
    """One round, or a round every so many seconds until the process is asked to end; or an act beside."""
    if parsed.secret is not None:
        keep_secret(parsed.secret, parsed.settings)
    elif parsed.bounce is not None:
        note_report(parsed)
    elif parsed.state:
        print_state(parsed)
    else:
        _go_round(parsed)


def _go_round(parsed: Namespace) -> None:
    file: Path = parsed.heads or paths.user_data() / "tetes-de-la-trace.jsonl"
    post = Post(*load_post(parsed.settings))
    with opened(settings_of(options_of(parsed))) as database, _until_told() as told:
        rounds = _Rounds(
            database.engine, (seal, heads_to(file), mend_shared), post, told, as_json=parsed.json
        )
        if parsed.once:
            rounds.say_ways()
            rounds.whole()
            return
        if not parsed.json:
            tell(f"Têtes de la trace : {file}. Un tour toutes les {parsed.every} s ; Ctrl+C pour arrêter.")
        rounds.say_ways()
        rounds.until_told(parsed.every)


class _Rounds:
    """The rounds of one run: what they carry, what is said of it."""

    def __init__(
        self, engine: Engine, errands: tuple[Errand, ...], post: Post, told: Event, *, as_json: bool
    ) -> None:
        self._begin = partial(transaction, engine)
        self._errands, self._post, self._told, self._json = errands, post, told, as_json
        self._down: dict[str, str] = {}

    def say_ways(self) -> None:
        """Say once which messages have no way out."""
        for channel, sentence in _NO_WAY.items():
            if channel not in self._post.channels:
                say(sentence)

    def whole(self) -> None:
        """Seal, carry the heads, then the mail and the SMS."""
        carried = tuple(one_round(self._begin, self._errands))
        self._tell(carried, self._post_round())

    def until_told(self, every: int) -> None:
        """A whole round every so many seconds, the post more often, until the process is asked to end."""
        due = time.monotonic()
        while not self._told.is_set():
            if time.monotonic() >= due:
                self._that_may_fail(self.whole)
                due = time.monotonic() + every
            elif self._post.channels:
                self._that_may_fail(lambda: self._tell((), self._post_round()))
            flush_output()
            pause = min(every, _POST_EVERY) if self._post.channels else every
            self._told.wait(pause)

    def _post_round(self) -> PostReport:
        report = self._post.carry(self._begin, self._told.is_set)
        for channel, code in report.down.items():
            if self._down.get(channel) != code:
                say(_DOWN[channel].format(code))
        self._down = {**self._down, **report.down} if not report.sent else dict(report.down)
        return report

    def _tell(self, carried: tuple[Carried, ...], report: PostReport) -> None:
        did = any(one.count for one in carried) or report.sent or report.again or report.failed
        if self._json:
            if carried or did:
                tell(json.dumps(_whole(carried, report), ensure_ascii=False))
            return
        for one in carried:
            if one.count:
                tell(f"{one.count} {one.what}.")
        if report.sent or report.again or report.failed or report.repeats:
            tell(_sentence(report))

    @staticmethod
    def _that_may_fail(act: Callable[[], None]) -> None:
        """A server that restarts is met again at the next round."""
        try:
            act()
        except Unavailable as error:
            say(error.sentence)


def _whole(carried: tuple[Carried, ...], report: PostReport) -> dict[str, object]:
    return {"carried": plain(carried), **plain(report)}


def _sentence(report: PostReport) -> str:
    return (
        f"Messages : {report.sent} envoyé(s), {report.again} remis à plus tard, {report.failed} en échec, "
        f"{report.repeats} renvoyé(s) dans le doute ; {report.waiting} en attente."
    )


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
