"""Agencies and members of staff of the training landlords."""

from dataclasses import dataclass
from datetime import date

from backoffice.demo.population.places import AGENCIES
from backoffice.demo.world import AgencyOf, House, World
from backoffice.models.landlord import Agency, Staff, StaffAgency, StaffLandlord
from backoffice.rules.vocabulary.people import StaffRole

_SINCE = date(2018, 1, 1)
AGENT = "agent.demo"
MANAGER = "responsable.demo"


@dataclass(frozen=True)
class Member:
    """A member of staff: login, name, job, and the landlords he works for (all agencies of each)."""

    login: str
    full_name: str
    role: StaffRole
    houses: tuple[str, ...]


_ALL = tuple(AGENCIES)

MEMBERS = (
    Member(AGENT, "Camille Moreau", StaffRole.FRONT_DESK, _ALL),
    Member(MANAGER, "Dominique Perrin", StaffRole.MANAGER, _ALL),
    Member("dpo.demo", "Hélène Mercier", StaffRole.DPO, _ALL),
    Member("admin.demo", "Alix Roussel", StaffRole.ADMINISTRATOR, _ALL),
    Member("accueil.logirem", "Sarah Benali", StaffRole.FRONT_DESK, ("logirem",)),
    Member("accueil.vivest", "Hugo Schmitt", StaffRole.FRONT_DESK, ("vivest",)),
    Member("accueil.ekidom", "Nadia Traoré", StaffRole.FRONT_DESK, ("ekidom",)),
    Member("accueil.monlogement27", "Paul Lemaire", StaffRole.FRONT_DESK, ("monlogement27",)),
    Member("accueil.larochelle", "Inès Garnier", StaffRole.FRONT_DESK, ("larochelle",)),
    Member("conseil.logirem", "Marc d’Almeida", StaffRole.ADVISER, ("logirem",)),
    Member("conseil.vivest", "Farah Bouhenna", StaffRole.ADVISER, ("vivest",)),
    Member("conseil.ekidom", "Élise Gauthier", StaffRole.ADVISER, ("ekidom",)),
    Member("conseil.monlogement27", "Théo Masson", StaffRole.ADVISER, ("monlogement27",)),
    Member("conseil.larochelle", "Léa Fournier", StaffRole.ADVISER, ("larochelle",)),
    Member("quittancement.logirem", "Hélène Roux", StaffRole.ACCOUNTING, ("logirem",)),
    Member("quittancement.vivest", "Bruno Meyer", StaffRole.ACCOUNTING, ("vivest",)),
    Member("quittancement.ekidom", "Sonia Blanc", StaffRole.ACCOUNTING, ("ekidom",)),
    Member("quittancement.monlogement27", "Éric Faure", StaffRole.ACCOUNTING, ("monlogement27",)),
    Member("quittancement.larochelle", "Julie Robin", StaffRole.ACCOUNTING, ("larochelle",)),
    Member("responsable.logirem", "Anne Girard", StaffRole.MANAGER, ("logirem",)),
    Member("responsable.vivest", "Pascal Muller", StaffRole.MANAGER, ("vivest",)),
    Member("gardien.logirem", "José Ferreira", StaffRole.CARETAKER, ("logirem",)),
    Member("portail.demo", "Portail des locataires", StaffRole.PORTAL, _ALL),
    Member("progiciel.demo", "Reprise du progiciel", StaffRole.ERP_FEED, _ALL),
    Member("facteur.demo", "Envoi des messages", StaffRole.COURIER, _ALL),
    Member("rapports.demo", "Lecture des rapports", StaffRole.REPORT_READER, _ALL),
)


def add_agencies(world: World, house: House) -> None:
    """Add the agencies of one landlord."""
    for place in AGENCIES[house.code]:
        agency_id = world.rows.add(
            Agency,
            landlord_id=house.id,
            code=place.code,
            name=place.name,
            street=place.street,
            postal_code=place.postal_code,
            town=place.town,
            phone=house.profile.identity.phone,
            opening_hours=place.hours,
        )
        house.agencies.append(AgencyOf(agency_id, place.town, place.postal_code, place.sls_zone))


def add_staff(world: World) -> None:
    """Add every member of staff with the landlords and agencies he works for."""
    for member in MEMBERS:
        staff_id = world.rows.add(
            Staff, login=member.login, full_name=member.full_name, role=member.role, valid_from=_SINCE
        )
        world.staff[member.login] = staff_id
        for code in member.houses:
            house = world.houses[code]
            world.rows.add(StaffLandlord, staff_id=staff_id, landlord_id=house.id)
            # A caretaker sees his own buildings' agency alone (R5.12).
            seen = house.agencies[:1] if member.role is StaffRole.CARETAKER else house.agencies
            for agency in seen:
                world.rows.add(StaffAgency, staff_id=staff_id, agency_id=agency.id)
