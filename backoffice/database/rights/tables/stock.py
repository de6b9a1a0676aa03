"""Rights on landlords, staff, what is let."""

from backoffice.database.rights.words import (
    ALL,
    DESK,
    EVERYONE,
    READ,
    Functions,
    Grant,
    Role,
    Tables,
    same,
)

# A colleague is a name and a job; whose tenant's file is his own is told to nobody.
_COLLEAGUE = Grant(select=("id", "login", "full_name", "role", "valid_from", "valid_to", "version"))
_FED = Grant(select=ALL, insert=ALL, update=ALL)

TABLES: Tables = {
    "landlord": same(EVERYONE, READ),
    "landlord_parameter": same(EVERYONE, READ)
    | {
        Role.ADMINISTRATOR: Grant(
            select=ALL, insert=("landlord_id", "key", "value", "stated", "valid_from", "source", "author")
        )
    },
    "agency": same(EVERYONE, READ)
    | {
        Role.ADMINISTRATOR: Grant(
            select=ALL, update=("street", "postal_code", "town", "phone", "opening_hours")
        )
    },
    "staff": same(EVERYONE, _COLLEAGUE) | {Role.ADMINISTRATOR: READ},
    "staff_landlord": same(EVERYONE, READ),
    "staff_agency": same(EVERYONE, READ),
    "staff_building": same(EVERYONE, READ),
    "residence": same(EVERYONE, READ) | {Role.ERP_FEED: _FED},
    "building": same(EVERYONE, READ) | {Role.ERP_FEED: _FED},
    "premises": same(EVERYONE, READ) | {Role.ERP_FEED: _FED},
    "place_key": same((*DESK, Role.DPO), READ),
}
FUNCTIONS: Functions = {
    "service_day()": EVERYONE,
    "my_staff_id()": EVERYONE,
    "my_role()": EVERYONE,
    "my_landlords()": EVERYONE,
    "my_agencies()": EVERYONE,
    "my_buildings()": EVERYONE,
    "my_building_leases()": EVERYONE,
    "my_building_customers()": EVERYONE,
    "my_building_persons()": EVERYONE,
    "sees_customer(bigint)": EVERYONE,
    "is_reserved_number(text)": EVERYONE,
    "in_my_household(bigint)": EVERYONE,
    "refuse(text, text)": EVERYONE,
    "group_of_role(text)": EVERYONE,
    "make_login(text, text, text)": (),
    "close_login(text, text)": (),
    "add_staff(text, text, text, text[], text[], bigint[], text)": (Role.ADMINISTRATOR,),
    "disable_staff(text)": (Role.ADMINISTRATOR,),
    "link_staff_tenant(text, text)": (Role.ADMINISTRATOR,),
    "short_form(text)": (),
    "place_words(text)": (),
    "keys_of_places(bigint[])": (),
    "refresh_places(bigint[])": (),
    "file_persons(bigint[])": (),
    "reserving(bigint[])": (),
    "refresh_files(bigint[])": (),
    "refresh_persons(bigint[])": (),
    "refresh_name_keys(bigint[])": (),
    "refresh_files_of(bigint[])": (),
}
