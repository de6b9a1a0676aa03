"""Everything that leaves: mail, then SMS, with what is still waiting."""

import time
from dataclasses import dataclass
from datetime import datetime

from backoffice.rules.vocabulary.service import MessageChannel
from backoffice.services.sending.breaker import Breaker, Clock
from backoffice.services.sending.gateways import MailServer, SmsGateway
from backoffice.services.sending.mail import MailLine
from backoffice.services.sending.outbox import fail_late_codes, waiting
from backoffice.services.sending.rounds import Begin, Stop, Tally, Way, carry_messages
from backoffice.services.sending.sms import SmsLine
from backoffice.services.sending.state import CARRIED


@dataclass(frozen=True)
class PostReport:
    """What a round of the post did; ``oldest`` is since when the oldest of what waits could have left.

    Without a way out nothing was looked at: ``waiting`` is None.
    """

    sent: int
    again: int
    failed: int
    repeats: int
    waiting: int | None
    oldest: datetime | None
    down: dict[str, str]
    """Channels whose server is left alone for a while, with the code of its trouble."""


class Post:
    """The ways out that are set up; it remembers between rounds which server is left alone."""

    def __init__(
        self, mail: MailServer | None, sms: SmsGateway | None, clock: Clock = time.monotonic
    ) -> None:
        ways = []
        if mail is not None:
            ways.append(Way(MessageChannel.EMAIL, MailLine(mail), Breaker(clock)))
        if sms is not None:
            ways.append(Way(MessageChannel.SMS, SmsLine(sms), Breaker(clock)))
        self._ways = tuple(ways)

    @property
    def channels(self) -> tuple[MessageChannel, ...]:
        """The channels that leave by here."""
        return tuple(way.channel for way in self._ways)

    def carry(self, begin: Begin, stop: Stop = lambda: False) -> PostReport:
        """One round. Raises ``Refused`` but for the courier, ``Unavailable`` when the database is away."""
        total, down = Tally(), dict[str, str]()
        if not self._ways:
            return PostReport(0, 0, 0, 0, None, None, down)
        with begin() as session:
            total.failed += fail_late_codes(session)
        for way in self._ways:
            tally = carry_messages(begin, way, stop)
            total.add(tally)
            if tally.down is not None:
                down[way.channel.value] = tally.down
        with begin() as session:
            left = waiting(session, CARRIED)
        return PostReport(total.sent, total.again, total.failed, total.repeats, left.count, left.oldest, down)
