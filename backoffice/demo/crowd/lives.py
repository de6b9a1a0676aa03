"""The life of one simulated tenant on his portal, drawn by chance: deeds, mistakes and waits up to now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from backoffice.demo.portal.clock import HandClock
from backoffice.demo.portal.files import LOCKED_OUT, File
from backoffice.demo.portal.locks import Idea
from backoffice.demo.portal.messages import Outcome
from backoffice.demo.portal.portal import SimulatedPortal
from backoffice.demo.portal.screens import Device, Visitor
from backoffice.rules.vocabulary.portal import AccountState, PortalMessage, PortalPlace

_SPANS = (timedelta(minutes=8), timedelta(minutes=40), timedelta(hours=26), timedelta(days=12))
_STEPS = 12
_OUTCOMES = (Outcome.RECEIVED,) * 6 + (Outcome.SPAM, Outcome.BOUNCED)
_WRONG = "Faux-mot-2-passe"


def draw_outcome(rng: Random) -> Outcome:
    """What becomes of a message: most reach their tenant."""
    return rng.choice(_OUTCOMES)


@dataclass
class Life:
    """One tenant at his portal; who ``waits`` gets his messages when the portal hands them over."""

    portal: SimulatedPortal
    visitor: Visitor
    rng: Random
    waits: bool = False
    tries: int = 0

    def live(self, file: File, clock: HandClock, until: datetime) -> int:
        """Do things from some time ago up to ``until``, moving the clock; returns how many."""
        start = max(until - self.rng.choice(_SPANS), _latest(file) + timedelta(seconds=1))
        if start >= until:
            return 0
        steps = self.rng.randint(1, _STEPS)
        waits = sorted(self.rng.random() for _ in range(steps))
        for wait in waits:
            clock.at = start + (until - start) * wait
            self.step()
        return self.tries

    def step(self) -> None:
        """Do one thing, of those that people do where he stands."""
        idea = self.portal.idea(self.visitor.customer_id)
        self.rng.choice(_habits(idea))(self)
        self.tries += 1

    def _device(self) -> Device:
        places = self.portal.profile.channels or (PortalPlace.WEB,)
        place = self.rng.choice(places)
        return Device(place, outdated=place is PortalPlace.APP and self.rng.random() < 0.1)

    def _receive(self) -> None:
        if not self.waits:
            found = self.portal.deliver(draw_outcome(self.rng), self.visitor.customer_id)
            self.visitor.received.extend(found)

    def register(self) -> None:
        """Inscription with everything right."""
        self.portal.register(self.visitor.registration(), self._device())
        self._receive()

    def register_wrong(self) -> None:
        """Inscription with one mistake, of those that people make."""
        mistake = self.rng.choice(_MISTAKES)
        form = self.visitor.registration(**mistake(self.visitor))
        self.portal.register(form, self._device())
        self._receive()

    def activate(self) -> None:
        """Follow the last activation received, right or late."""
        received = [one for one in self.visitor.received if one.message is PortalMessage.ACTIVATION]
        if received:
            proof = self.rng.choice(received[-1].tokens)
            self.portal.activate(proof, self.visitor.login, self.visitor.password)

    def activate_wrong(self) -> None:
        """A code mistyped, or a link that no longer exists."""
        self.portal.activate("000000", self.visitor.login, self.visitor.password)

    def sign_in(self) -> None:
        """Sign in with the password he knows."""
        self.portal.sign_in(self.visitor.login, self.visitor.password, self._device())

    def sign_in_wrong(self) -> None:
        """A few wrong passwords in a row."""
        for _ in range(self.rng.randint(1, 4)):
            self.portal.sign_in(self.visitor.login, _WRONG, self._device())

    def sign_in_otherwise(self) -> None:
        """Another identifier than the one asked: his number as printed, or his address."""
        other = self.rng.choice((self.visitor.printed, f" {self.visitor.number}", self.visitor.email))
        self.portal.sign_in(other, self.visitor.password, self._device())

    def recreate(self) -> None:
        """Make the account again, with a password that the rule refuses or accepts."""
        chosen = self.rng.choice((self.portal.new_password(), "court", "court"))
        if self.portal.recreate(self.visitor.registration(password=chosen)).went_on:
            self.visitor.password = chosen

    def ask_reset(self) -> None:
        """« Mot de passe oublié »."""
        self.portal.ask_reset(self.visitor.login, self._device())
        self._receive()

    def reset(self) -> None:
        """Follow the last reset received."""
        received = [one for one in self.visitor.received if one.message is PortalMessage.RESET]
        if not received:
            return self.ask_reset()
        chosen = self.portal.new_password()
        if self.portal.reset(received[-1].tokens[0], chosen, login=self.visitor.login).went_on:
            self.visitor.password = chosen
        return None


_Deed = Callable[[Life], None]
_NOBODY: tuple[_Deed, ...] = (
    Life.register, Life.register, Life.register_wrong, Life.register_wrong, Life.sign_in, Life.ask_reset,
)  # fmt: skip
_WAITING: tuple[_Deed, ...] = (
    Life.activate, Life.activate, Life.activate_wrong, Life.register, Life.sign_in, Life.ask_reset,
)  # fmt: skip
_INSIDE: tuple[_Deed, ...] = (
    Life.sign_in, Life.sign_in_wrong, Life.sign_in_wrong, Life.sign_in_otherwise, Life.ask_reset, Life.reset,
    Life.recreate, Life.register, Life.activate,
)  # fmt: skip
_SHUT: tuple[_Deed, ...] = (Life.sign_in, Life.sign_in_wrong, Life.recreate, Life.ask_reset, Life.reset)


def _habits(idea: Idea) -> tuple[_Deed, ...]:
    """What people do where they stand."""
    if idea.state is None:
        return _NOBODY
    if idea.state is AccountState.PENDING_ACTIVATION:
        return _WAITING
    shut = idea.state in LOCKED_OUT or idea.state is AccountState.LOCKED_TEMPORARY
    return _SHUT if shut else _INSIDE


_Mistake = Callable[[Visitor], Mapping[str, object]]
_MISTAKES: tuple[_Mistake, ...] = (
    lambda who: {"number": who.printed},
    lambda who: {"number": f"{who.number} "},
    lambda who: {"number": who.party},
    lambda who: {"number": f"{who.number}/0"},
    lambda who: {"party": who.number},
    lambda _: {"surname": "Autrenom"},
    lambda who: {"birth_date": who.birth_date and who.birth_date + timedelta(days=1)},
    lambda _: {"email_again": "autre@example.org"},
    lambda _: {"password": "court"},
    lambda _: {"password_again": "Autre-chose-2"},
    lambda _: {"terms": False},
    lambda _: {"captcha": False},
)


def _latest(file: File) -> datetime:
    """When something last happened to the access, as its rows tell."""
    account, known = file.account, []
    if account is not None:
        known += [account.created_at, account.activated_at, account.last_sign_in_at, account.recreate_since]
    known += [file.lock.locked_at] if file.lock else []
    known += [file.block.blocked_at] if file.block else []
    return max((one for one in known if one is not None), default=datetime.min.replace(tzinfo=UTC))
