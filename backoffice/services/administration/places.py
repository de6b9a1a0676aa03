"""Where somebody may be put to work: agencies with their codes, buildings with their numbers."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Agency, Landlord
from backoffice.models.stock import Building, Residence


@dataclass(frozen=True)
class Place:
    """A building and the agency in charge of it; an agency without building has none."""

    landlord_code: str
    agency_code: str
    agency_name: str
    building_id: int | None
    address: str


def places_of_work(session: Session, landlord_code: str | None = None) -> tuple[Place, ...]:
    """The agencies and buildings of the landlords seen, or of one of them, by agency and address."""
    query = (
        select(
            Landlord.code,
            Agency.code,
            Agency.name,
            Building.id,
            Building.street,
            Building.postal_code,
            Building.town,
        )
        .join(Agency, Agency.landlord_id == Landlord.id)
        .outerjoin(Residence, Residence.agency_id == Agency.id)
        .outerjoin(Building, Building.residence_id == Residence.id)
        .order_by(Landlord.code, Agency.code, Building.postal_code, Building.street, Building.id)
    )
    if landlord_code is not None:
        query = query.where(Landlord.code == landlord_code)
    return tuple(
        Place(landlord, agency, name, building_id, f"{street}, {postal_code} {town}" if building_id else "")
        for landlord, agency, name, building_id, street, postal_code, town in session.execute(query)
    )


def landlords_seen(session: Session) -> tuple[str, ...]:
    """The codes of the landlords that who signed in may see: his own, or all for the database's owner."""
    return tuple(session.scalars(select(Landlord.code).order_by(Landlord.code)))
