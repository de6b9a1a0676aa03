"""One case of each anomaly that managers are shown, added to drawn tenants of the first landlord."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from backoffice.demo.population.calls import Call, add_call
from backoffice.demo.population.leases import add_member
from backoffice.demo.population.online.accounts import Opening, Teller, add_account, add_past_lock
from backoffice.demo.population.people import Identity, Reach, add_contact, add_person
from backoffice.demo.population.tenants import Tenant
from backoffice.demo.world import House, World, moment
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.people import Civility, ContactChannel, ContactRole, ContactSource, Relation
from backoffice.rules.vocabulary.portal import AccountState, PortalEventKind

_HOUSE = "logirem"
_TRIES, _VICTIMS = 4, 3
_LAST_SEEN = 430
"""Days since the dormant account was used."""
_DIED = 24


@dataclass
class Anomalies:
    """Waits, as tenants are drawn, for one who can bear each anomaly; their other facts do not change."""

    world: World
    house: House
    done: set[str] = field(default_factory=set)
    mailed: tuple[Tenant, int] | None = None
    neighbours: dict[int, list[tuple[Tenant, int]]] = field(default_factory=dict)

    def meet(self, tenant: Tenant, account_id: int | None, *, unregistered: bool) -> None:
        """Use this tenant for what is still missing; ``account_id`` is that of an active account."""
        if self.house.code != _HOUSE:
            return
        if unregistered:
            wanted = ("ended",) if tenant.former else ("dormant", "deceased")
            name = next((one for one in wanted if one not in self.done), None)
            if name is not None and self._long_ago(tenant):
                self.done.add(name)
                getattr(self, f"_{name}")(tenant)
        elif account_id is not None:
            self._with_account(tenant, account_id)

    def _long_ago(self, tenant: Tenant) -> bool:
        last = tenant.let.end or self.world.day
        return last - tenant.let.start > timedelta(days=2 * _LAST_SEEN)

    def _with_account(self, tenant: Tenant, account_id: int) -> None:
        if "shared" not in self.done and tenant.email:
            if self.mailed is None:
                self.mailed = tenant, account_id
            else:
                self._shared(self.mailed[0], tenant)
        elif "unlocked" not in self.done:
            self._unlocked(tenant, account_id)
        elif "burst" not in self.done:
            crowd = self.neighbours.setdefault(tenant.dwelling.spot.residence_id, [])
            crowd.append((tenant, account_id))
            if len(crowd) == _VICTIMS:
                self._burst(crowd)

    def _shared(self, one: Tenant, other: Tenant) -> None:
        """The second says at the counter that his notices go to the first one's e-mail."""
        self.done.add("shared")
        assert one.email is not None, "only who has an e-mail lends it"
        since = Reach(self.world.ago(60), ContactRole.NOTICE, ContactSource.COUNTER)
        person_id = other.client.person_id
        add_contact(self.world, self.house, person_id, ContactChannel.EMAIL, one.email, since)

    def _unlocked(self, tenant: Tenant, account_id: int) -> None:
        """A new e-mail five days ago, an unlocking on the telephone two days later."""
        self.done.add("unlocked")
        since = Reach(self.world.ago(5), ContactRole.NOTICE, ContactSource.AGENT, verified=False)
        address = f"{tenant.client.ref}.nouveau@example.net"
        add_contact(self.world, self.house, tenant.client.person_id, ContactChannel.EMAIL, address, since)
        tell = Teller(self.world, self.house, tenant.client.id, account_id)
        locked = moment(self.world.ago(3), 10, 12)
        add_past_lock(self.world, tell, locked, self.world.staff[f"accueil.{_HOUSE}"])

    def _burst(self, crowd: list[tuple[Tenant, int]]) -> None:
        """Somebody who called about three neighbours tries their accounts within the hour, two days later."""
        self.done.add("burst")
        desk = self.world.staff[f"accueil.{_HOUSE}"]
        for rank, (tenant, account_id) in enumerate(crowd):
            started = moment(self.world.ago(4), 10 + rank, 20)
            call = Call(desk, tenant.client.id, started, 3, CallerLevel.L1, "Question sur l’avis d’échéance")
            add_call(self.world, self.house, call)
            tell = Teller(self.world, self.house, tenant.client.id, account_id)
            for turn in range(_TRIES):
                tell(PortalEventKind.SIGN_IN_FAILED, moment(self.world.ago(2), 21, 12 * turn + 3 * rank))

    def _dormant(self, tenant: Tenant) -> None:
        self._open(tenant, tenant.client.person_id, self.world.ago(_LAST_SEEN))

    def _ended(self, tenant: Tenant) -> None:
        assert tenant.let.end is not None, "a former tenant has left"
        self._open(tenant, tenant.client.person_id, tenant.let.end - timedelta(days=20))

    def _deceased(self, tenant: Tenant) -> None:
        """The account was that of the wife, who died; her husband goes on with the lease."""
        died = self.world.ago(_DIED)
        born = date(self.world.day.year - 71, 5, 14)
        wife = Identity(Civility.MADAME, "Fabre", "Yvette", born, tenant.who.name, deceased_on=died)
        person_id = add_person(self.world, self.house, wife)
        add_member(self.world, tenant.let, person_id, Relation.SPOUSE, end=died)
        self._open(tenant, person_id, self.world.ago(_DIED + 9))

    def _open(self, tenant: Tenant, person_id: int, seen: date) -> None:
        signed_in: datetime = moment(seen, 18, 40)
        created = max(signed_in - timedelta(days=300), moment(tenant.let.start + timedelta(days=1), 12))
        opening = Opening(
            tenant.client.id, person_id, tenant.client.ref, AccountState.ACTIVE, created, signed_in
        )
        add_account(self.world, self.house, opening)
