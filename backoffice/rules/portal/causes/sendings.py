"""What the portal sent or should send: to whom, until when it works, what became of it (R4.17–R4.19)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backoffice.rules.portal.acts import AccessState
from backoffice.rules.portal.causes.case import OPEN_STATES, SUCCESSES, Case, Silence
from backoffice.rules.portal.history import ContactFact, EventFact
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import FailedCheck, PortalAct, PortalEventKind, PortalMessage
from backoffice.rules.vocabulary.service import MessageChannel

_K = PortalEventKind
_SENT = {PortalMessage.ACTIVATION: _K.ACTIVATION_SENT, PortalMessage.RESET: _K.RESET_SENT}
_FAILED = {PortalMessage.ACTIVATION: _K.ACTIVATION_FAILED, PortalMessage.RESET: _K.RESET_FAILED}
SEND = {PortalMessage.ACTIVATION: PortalAct.SEND_ACTIVATION, PortalMessage.RESET: PortalAct.SEND_RESET}
_RECEIVED = frozenset({FailedCheck.CODE, FailedCheck.LINK_USED})
# A portal that refuses the new password has let the link or the code pass.
_PASSED = frozenset({FailedCheck.PASSWORD_RULE, FailedCheck.PASSWORD_DIFFERS})


@dataclass(frozen=True)
class Sending:
    """The message that the tenant needs now: the last one sent, or none yet."""

    message: PortalMessage
    by_sms: bool
    sent: EventFact | None
    until: datetime | None
    answer: EventFact | None
    """What the provider said of it."""
    last_try: EventFact | None
    """The last failed use of it."""
    expired: bool
    lost: bool
    """Not delivered."""
    to_old: bool
    """Gone to a contact no longer in use."""
    to_new: ContactFact | None
    """Gone to a contact still in cooling-off."""

    @property
    def act(self) -> PortalAct:
        """What sends another."""
        return SEND[self.message]

    @property
    def channel(self) -> ContactChannel:
        """To what kind of contact it went."""
        return ContactChannel.MOBILE if self.by_sms else ContactChannel.EMAIL

    @property
    def what(self) -> str:
        """Code or link."""
        return "code" if self.by_sms else "lien"

    @property
    def aim(self) -> str:
        """What it serves for."""
        return "d’activation" if self.message is PortalMessage.ACTIVATION else "de réinitialisation"

    @property
    def evidence(self) -> tuple[EventFact, ...]:
        """The sending, what the provider said, the last try."""
        return tuple(one for one in (self.sent, self.answer, self.last_try) if one is not None)

    @property
    def was_received(self) -> bool:
        """The tenant typed the code or opened the link: it is not the message that lacks."""
        return self.last_try is not None and self.last_try.failed in _RECEIVED | _PASSED

    @property
    def is_pending(self) -> bool:
        """It may still be used."""
        return not (self.expired or self.lost or self.to_old or self.to_new)


def sending_of(case: Case) -> Sending | None:
    """The activation of an account that waits for it, or the reset that was sent since the last success.

    ``None`` when no message is at stake: there is nothing to activate, or no reset was sent.
    """
    if case.state is AccessState.PENDING_ACTIVATION:
        return _sending(case, PortalMessage.ACTIVATION)
    if case.state in OPEN_STATES:
        found = _sending(case, PortalMessage.RESET)
        return found if found.sent else None
    return None


def _sending(case: Case, message: PortalMessage) -> Sending:
    recent = case.since(SUCCESSES)
    sent = next((one for one in recent if one.kind is _SENT[message]), None)
    after = [one for one in recent if sent is None or (one.at, one.id) > (sent.at, sent.id)]
    told = (_K.DELIVERED, _K.NOT_DELIVERED)
    answer = next((one for one in after if one.kind in told and one.message in (message, None)), None)
    last_try = next((one for one in after if one.kind is _FAILED[message]), None)
    went = sent.contact_id if sent else None
    aimed = next((one for one in case.history.contacts if one.id == went), None)
    by_sms = _by_sms(case, sent, aimed)
    until = _until(case, message, sent, by_sms=by_sms)
    return Sending(
        message=message,
        by_sms=by_sms,
        sent=sent,
        until=until,
        answer=answer,
        last_try=last_try,
        expired=until <= case.now if until else _was_late(last_try, after),
        lost=answer is not None and answer.kind is _K.NOT_DELIVERED,
        to_old=went is not None and aimed not in case.contacts,
        to_new=aimed if aimed and aimed.usable_from > case.now else None,
    )


def _was_late(last_try: EventFact | None, after: list[EventFact]) -> bool:
    expired = any(one.kind in (_K.ACTIVATION_EXPIRED, _K.RESET_EXPIRED) for one in after)
    return expired or (last_try is not None and last_try.failed is FailedCheck.LINK_EXPIRED)


def _by_sms(case: Case, sent: EventFact | None, aimed: ContactFact | None) -> bool:
    if sent is not None and sent.channel is not None:
        return sent.channel is MessageChannel.SMS
    return (aimed.channel if aimed else case.channel) is ContactChannel.MOBILE


def _until(case: Case, message: PortalMessage, sent: EventFact | None, *, by_sms: bool) -> datetime | None:
    told = case.history.account.activation_expires_at if case.history.account else None
    known = [told] if told and message is PortalMessage.ACTIVATION else []
    if sent is not None:
        known.append(sent.at + life(case, message, by_sms=by_sms))
    return max(known, default=None)


def life(case: Case, message: PortalMessage, *, by_sms: bool) -> timedelta:
    """How long a code or a link works (R4.18)."""
    if by_sms:
        return timedelta(minutes=case.profile.code_minutes)
    activates = message is PortalMessage.ACTIVATION
    return timedelta(hours=case.profile.activation_hours if activates else case.profile.reset_hours)


def life_words(case: Case, message: PortalMessage, *, by_sms: bool) -> str:
    """The same in words: ``24 heures``, ``10 minutes``."""
    minutes = int(life(case, message, by_sms=by_sms).total_seconds() // 60)
    return f"{minutes} minutes" if by_sms or minutes < 60 else f"{minutes // 60} heures"


def silence_on_life(message: PortalMessage, *, by_sms: bool) -> Silence:
    """Which parameter says how long it works."""
    if by_sms:
        return Silence("code_minutes", "Durée du code")
    activates = message is PortalMessage.ACTIVATION
    return Silence("activation_hours" if activates else "reset_hours", "Durée du lien")
