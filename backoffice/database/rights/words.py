"""The words of the rights: roles, groups of roles, what a role may do with a table."""

from dataclasses import dataclass
from enum import StrEnum

OWNER = "guichet_owner"
ALL: tuple[str, ...] = ("*",)
"""Every column of the table, those to come included."""


class Role(StrEnum):
    """The group roles of the database; each login is in exactly one."""

    CARETAKER = "guichet_caretaker"
    AGENT = "guichet_agent"
    ADVISER = "guichet_adviser"
    ACCOUNTING = "guichet_accounting"
    MANAGER = "guichet_manager"
    DPO = "guichet_dpo"
    ADMINISTRATOR = "guichet_administrator"
    PORTAL = "guichet_portal"
    ERP_FEED = "guichet_erp_feed"
    COURIER = "guichet_courier"
    REPORT_READER = "guichet_report_reader"


DESK = (Role.AGENT, Role.ADVISER, Role.ACCOUNTING, Role.MANAGER)
"""Those who work on tenants' files."""
STAFF = (Role.CARETAKER, *DESK, Role.DPO, Role.ADMINISTRATOR)
SERVICES = (Role.PORTAL, Role.ERP_FEED, Role.COURIER, Role.REPORT_READER)
EVERYONE = (*STAFF, *SERVICES)


@dataclass(frozen=True)
class Grant:
    """What a role may do with the columns of one table; ``DELETE`` is rare: history stays."""

    select: tuple[str, ...] = ()
    insert: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    delete: bool = False


READ = Grant(select=ALL)
Tables = dict[str, dict[Role, Grant]]
Functions = dict[str, tuple[Role, ...]]


def same(roles: tuple[Role, ...], grant: Grant) -> dict[Role, Grant]:
    """The same grant for several roles."""
    return dict.fromkeys(roles, grant)
