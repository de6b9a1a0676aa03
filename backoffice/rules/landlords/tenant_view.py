"""Everything that a landlord's portal shows one tenant at an instant, and nothing more (R4.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from backoffice.rules.dates import add_months, french_day, paris_day
from backoffice.rules.insurance_state import Submission
from backoffice.rules.landlords.account_shown import (
    AccountShown,
    Contract,
    Movement,
    SelfServiceShown,
    account_shown,
    self_service,
)
from backoffice.rules.landlords.papers_shown import (
    AskedReceipt,
    BannerShown,
    IssuedReceipt,
    NoticeFact,
    NoticesShown,
    PaperShown,
    RequestFact,
    RequestShown,
    banners_shown,
    insurance_asked,
    notices_shown,
    receipts_shown,
    requests_shown,
)
from backoffice.rules.landlords.sign_in import AccessFacts, SignInView, sign_in_view
from backoffice.rules.profile import NOT_STATED, LandlordProfile
from backoffice.rules.profile_values import ChangeMode
from backoffice.rules.vocabulary.portal import PortalFunction, PortalPlace


@dataclass(frozen=True)
class TenantFacts:
    """What the database holds of one tenant, as far as a portal may show it."""

    access: AccessFacts
    registered_at: datetime | None
    contracts: Sequence[Contract]
    movements: Sequence[Movement]
    notices: Sequence[NoticeFact]
    asked: Sequence[AskedReceipt]
    issued: Sequence[IssuedReceipt]
    certificates: Mapping[int, Sequence[Submission]]
    requests: Sequence[RequestFact]


@dataclass(frozen=True)
class FunctionShown:
    """Where one function is: site, application, both, nowhere, or « non renseigné »."""

    function: PortalFunction
    label: str
    place: str


@dataclass(frozen=True)
class HomeView:
    """The pages behind the sign-in; ``None`` for what this portal does not have."""

    account: AccountShown | None
    notices: NoticesShown | None
    receipts: tuple[PaperShown, ...] | None
    self_service: SelfServiceShown | None
    banners: tuple[BannerShown, ...] | None
    insurance: str | None
    requests: tuple[RequestShown, ...] | None
    contact_change: str | None
    household_change: str | None
    surveys: str | None


@dataclass(frozen=True)
class PortalView:
    """The whole image: the sign-in screen, the pages behind it if there is an account, its functions."""

    at: datetime
    channels: tuple[PortalPlace, ...]
    sign_in: SignInView
    home: HomeView | None
    functions: tuple[FunctionShown, ...]
    renewal: str | None
    """When the portal will have the account made again, where it does so."""


def portal_view(profile: LandlordProfile, facts: TenantFacts, now: datetime) -> PortalView:
    """What the portal of ``profile``'s landlord shows this tenant at ``now``.

    Without an account behind the sign-in screen there is no home: the portal would show none.
    """
    screen = sign_in_view(profile, facts.access, now)
    return PortalView(
        at=now,
        channels=profile.channels,
        sign_in=screen,
        home=_home(profile, facts, now) if screen.has_home else None,
        functions=tuple(_function(profile, one) for one in PortalFunction),
        renewal=_renewal(profile, facts.registered_at, now) if screen.has_home else None,
    )


def _home(profile: LandlordProfile, facts: TenantFacts, now: datetime) -> HomeView:
    today = paris_day(now)
    has = {one: profile.functions.get(one) is not PortalPlace.NONE for one in PortalFunction}
    numbers = {one.lease_id: one.number for one in facts.contracts}
    listed = has[PortalFunction.MOVEMENTS]
    account = account_shown(profile, facts.contracts, facts.movements, now, with_lines=listed)
    receipts, insured = has[PortalFunction.RECEIPTS], has[PortalFunction.INSURANCE]
    return HomeView(
        account=account if has[PortalFunction.BALANCE] else None,
        notices=notices_shown(profile, facts.notices, numbers, today)
        if has[PortalFunction.NOTICES]
        else None,
        receipts=receipts_shown(profile, facts.asked, facts.issued) if receipts else None,
        self_service=self_service(profile, facts.movements, now) if receipts else None,
        banners=banners_shown(facts.contracts, facts.certificates, today) if insured else None,
        insurance=insurance_asked(profile) if insured else None,
        requests=requests_shown(facts.requests) if has[PortalFunction.REQUESTS] else None,
        contact_change=_change(profile, "contact_change") if has[PortalFunction.CONTACTS] else None,
        household_change=_change(profile, "household_change") if has[PortalFunction.HOUSEHOLD] else None,
        surveys=profile.shown("surveys") if has[PortalFunction.SURVEYS] and profile.surveys else None,
    )


def _function(profile: LandlordProfile, one: PortalFunction) -> FunctionShown:
    place = profile.functions.get(one)
    return FunctionShown(one, one.label, place.label if place else NOT_STATED)


def _change(profile: LandlordProfile, key: str) -> str:
    mode = profile.contact_change if key == "contact_change" else profile.household_change
    words = (
        "pris en compte tout de suite"
        if mode is ChangeMode.DIRECT
        else "pris en compte après validation du bailleur"
    )
    return words if profile.is_stated(key) else f"{words} ({NOT_STATED} : défaut du produit)"


def _renewal(profile: LandlordProfile, registered_at: datetime | None, now: datetime) -> str | None:
    months = profile.renewal_months
    if months is None or registered_at is None:
        return None
    today, born = paris_day(now), paris_day(registered_at)
    rounds = 1
    while add_months(born, rounds * months) <= today:
        rounds += 1
    return f"Le portail lui fera recréer son compte le {french_day(add_months(born, rounds * months))}."
