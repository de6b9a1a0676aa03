"""What happens to the access of one tenant: his account, what the portal told, what it sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from backoffice.demo.population.online.accounts import Opening, Teller, add_account
from backoffice.demo.population.tenants import Tenant
from backoffice.demo.world import House, World, moment
from backoffice.rules.portal.findings import FindingCode
from backoffice.rules.profile_values import ActivationKind, LoginKind
from backoffice.rules.vocabulary.portal import AccountState, PortalEventKind, PortalMessage

_K = PortalEventKind
_WEEK = timedelta(days=7)
_RECENT = 8


@dataclass(frozen=True)
class Plot:
    """What happened to one tenant."""

    finding: FindingCode
    house: str
    tell: Callable[["Scene"], None]
    with_email: bool = True


@dataclass
class Scene:
    """A tenant drawn by chance to whom a plot happens; times count back from yesterday evening."""

    world: World
    house: House
    tenant: Tenant
    account_id: int | None = None

    def at(self, hours: float) -> datetime:
        """So many hours before yesterday at six in the evening."""
        return moment(self.world.ago(1), 18) - timedelta(hours=hours)

    @property
    def contact_id(self) -> int | None:
        """Where this portal writes."""
        return self.tenant.mobile_id if self.by_sms else self.tenant.email_id

    @property
    def by_sms(self) -> bool:
        """Whether this portal writes to mobiles."""
        return self.house.profile.activation is ActivationKind.SMS_CODE

    def open(self, state: AccountState, days: int = 60, **more: object) -> None:
        """Give him an account, opened so many days ago and signed in a week later."""
        created = moment(self.world.ago(days), 18, 30)
        by_number = self.house.profile.login is LoginKind.CLIENT_REF
        client = self.tenant.client
        given: dict[str, object] = {"contact_id": self.contact_id}
        if state is not AccountState.PENDING_ACTIVATION and days > _RECENT:
            given["signed_in"] = created + _WEEK
        login = client.ref if by_number else self.tenant.email or f"{client.id}@example.org"
        opening = Opening(client.id, client.person_id, login, state, created, **(given | more))  # type: ignore[arg-type]  # fields of its own
        self.account_id = add_account(self.world, self.house, opening)

    def tell(
        self, kind: PortalEventKind, hours: float, contact_id: int | None = None, **detail: object
    ) -> None:
        """Add an event of so many hours ago."""
        teller = Teller(self.world, self.house, self.tenant.client.id, self.account_id)
        teller(kind, self.at(hours), detail=detail, contact_id=contact_id)

    def sent(self, message: PortalMessage, hours: float, *, delivered: bool = True) -> None:
        """A message of the portal and what the provider said of it."""
        told = {"message": message.value, "channel": "SMS" if self.by_sms else "EMAIL"}
        kind = _K.RESET_SENT if message is PortalMessage.RESET else _K.ACTIVATION_SENT
        if message is PortalMessage.RESET:
            self.tell(_K.RESET_ASKED, hours)
        self.tell(kind, hours, self.contact_id, **told)
        answer = _K.DELIVERED if delivered else _K.NOT_DELIVERED
        self.tell(answer, hours - 0.01, self.contact_id, **told)
