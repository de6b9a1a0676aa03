"""The rules for passwords of my landlords, with what portals offer where: for administrators and managers."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Landlord, of_my_landlords
from backoffice.rules.portal.passwords import ADVICE, CAVEAT, PasswordReading, read_passwords
from backoffice.rules.profile import NOT_STATED, LandlordProfile
from backoffice.rules.vocabulary.portal import PortalFunction, PortalPlace
from backoffice.services.clock import server_day
from backoffice.services.landlords import landlord_parameters

_LOCK = (
    ("Essais avant blocage", "lock.threshold"),
    ("Recréations avant blocage", "lock.recreations"),
    ("Blocage, en minutes", "lock.minutes"),
)
_UPDATE = (
    "Avant de chercher plus loin, faites mettre l’application à jour : une vieille version n’a pas tous "
    "les services."
)


@dataclass(frozen=True)
class Figure:
    """A habit of the landlord with its value in words, and where it was read."""

    label: str
    value: str
    source: str


@dataclass(frozen=True)
class LandlordPasswords:
    """One landlord's page: rules, lock, what is where, what to read to the tenant."""

    landlord_id: int
    code: str
    name: str
    reading: PasswordReading
    lock: tuple[Figure, ...]
    functions: tuple[tuple[str, str], ...]
    """Each function of a portal, and where this landlord offers it."""
    app_advice: str
    """Empty where there is no application."""
    advice: str
    caveat: str


def landlord_passwords(session: Session, landlord: str | None = None) -> tuple[LandlordPasswords, ...]:
    """The page of each of my landlords, or of the one named, with the values in force today."""
    today = server_day(session)
    mine = session.execute(
        select(Landlord.id, Landlord.code, Landlord.name)
        .where(of_my_landlords(Landlord.id, landlord))
        .order_by(Landlord.name)
    ).all()
    return tuple(
        _page(row.id, row.code, row.name, landlord_parameters(session, row.id, today)) for row in mine
    )


def _page(landlord_id: int, code: str, name: str, profile: LandlordProfile) -> LandlordPasswords:
    has_app = PortalPlace.APP in profile.channels
    return LandlordPasswords(
        landlord_id=landlord_id,
        code=code,
        name=name,
        reading=read_passwords(profile),
        lock=tuple(Figure(label, profile.shown(key), profile.origins[key].source) for label, key in _LOCK),
        functions=_functions(profile.functions),
        app_advice=_UPDATE if has_app else "",
        advice=ADVICE,
        caveat=CAVEAT,
    )


def _functions(places: Mapping[PortalFunction, PortalPlace]) -> tuple[tuple[str, str], ...]:
    return tuple((one.label, places[one].label if one in places else NOT_STATED) for one in PortalFunction)
