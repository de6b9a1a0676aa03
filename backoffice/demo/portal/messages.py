"""What the portal sends by itself: to which contact, living how long, and what the provider answers."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from backoffice.demo.portal.book import Book
from backoffice.demo.portal.files import Address, File
from backoffice.demo.portal.screens import Received
from backoffice.demo.portal.secrets import Secrets
from backoffice.rules.phones import email_key
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.profile_values import ActivationKind
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import PortalEventKind, PortalMessage

_WORDS = {ContactChannel.MOBILE: "SMS", ContactChannel.EMAIL: "EMAIL"}
_SENT = {
    PortalMessage.ACTIVATION: PortalEventKind.ACTIVATION_SENT,
    PortalMessage.RESET: PortalEventKind.RESET_SENT,
}


class Outcome(Enum):
    """What becomes of a message."""

    RECEIVED = "received"
    SPAM = "spam"
    """Delivered, and never seen."""
    BOUNCED = "bounced"


@dataclass(frozen=True)
class Target:
    """Where a message goes: a contact on file, or the address that was typed in the form."""

    channel: ContactChannel
    contact_id: int | None


@dataclass(frozen=True)
class Parcel:
    """A message with the provider; what is in it is for the tenant alone."""

    file: File
    message: PortalMessage
    target: Target
    tokens: tuple[str, ...]
    sent_at: datetime


@dataclass
class Post:
    """Sends for one landlord's portal."""

    profile: LandlordProfile
    secrets: Secrets
    waiting: list[Parcel] = field(default_factory=list)

    @property
    def by_sms(self) -> bool:
        """Whether proofs go to the known mobile as a code (R4.17)."""
        return self.profile.activation is ActivationKind.SMS_CODE

    @property
    def channel(self) -> ContactChannel:
        """What this portal writes to."""
        return ContactChannel.MOBILE if self.by_sms else ContactChannel.EMAIL

    def target(self, file: File, typed: str, now: datetime) -> Target | None:
        """Where a proof goes: the mobile on file (L), or the address typed or signed in with.

        ``None`` when the portal knows no mobile that may receive a code, or no address at all (R4.24).
        """
        key = email_key(typed)
        found: Address | None
        if self.by_sms:
            found = file.address(ContactChannel.MOBILE, now)
        elif "@" in key:
            same = [one for one in file.contacts if one.key == key and one.usable_from <= now]
            return Target(ContactChannel.EMAIL, same[-1].id if same else None)
        else:
            found = file.address(ContactChannel.EMAIL, now)
        return Target(found.channel, found.id) if found else None

    def life(self, message: PortalMessage, channel: ContactChannel) -> timedelta:
        """How long the proof works (R4.18)."""
        if channel is ContactChannel.MOBILE:
            return timedelta(minutes=self.profile.code_minutes)
        reset = message is PortalMessage.RESET
        return timedelta(hours=self.profile.reset_hours if reset else self.profile.activation_hours)

    def send(
        self,
        book: Book,
        file: File,
        message: PortalMessage,
        target: Target,
        now: datetime,
        errand: int | None = None,
    ) -> None:
        """Make the proof, tell that it has left, hand it to the provider."""
        expires_at = now + self.life(message, target.channel)
        if target.channel is ContactChannel.MOBILE:
            tokens: tuple[str, ...] = (self.secrets.make_code(file.customer_id, message, expires_at),)
        else:
            both = self.profile.activation is ActivationKind.EMAIL_TWO_LINKS
            count = 2 if both and message is PortalMessage.ACTIVATION else 1
            tokens = self.secrets.make_links(file.customer_id, message, expires_at, count)
        if message is PortalMessage.ACTIVATION and file.account is not None:
            file.account.activation_expires_at = expires_at
            book.save(file)
        said = {"message": message.value, "channel": _WORDS[target.channel], "errand": errand}
        book.tell(file, _SENT[message], now, said, contact_id=target.contact_id)
        self.waiting.append(Parcel(file, message, target, tokens, now))

    def settle(self, book: Book, parcel: Parcel, outcome: Outcome, at: datetime) -> Received | None:
        """Write what the provider answers; returns the message when the tenant has it in hand."""
        self.waiting.remove(parcel)
        kind = PortalEventKind.NOT_DELIVERED if outcome is Outcome.BOUNCED else PortalEventKind.DELIVERED
        said = {"message": parcel.message.value, "channel": _WORDS[parcel.target.channel]}
        book.tell(parcel.file, kind, at, said, contact_id=parcel.target.contact_id)
        if outcome is not Outcome.RECEIVED:
            return None
        customer_id = parcel.file.customer_id
        return Received(customer_id, parcel.message, parcel.target.channel, parcel.tokens, at)
