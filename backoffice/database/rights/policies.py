"""Which rows: the policies of every table."""

from backoffice.database.rights.rows import (
    MINE,
    NOT_CARETAKER,
    WIDE,
    RowRule,
    Rows,
    in_landlord_of,
    not_reserved,
    of_landlord,
    of_parent,
    open_to_all,
    signed,
)
from backoffice.database.rights.tables import alert, people, proof, retention
from backoffice.database.rights.tables.calls import contact
from backoffice.database.rights.tables.money import ground as seals
from backoffice.database.rights.tables.portal import acts, forms, recreation, watch
from backoffice.database.rights.tables.validation import changes, ground, household, insurance, stamps
from backoffice.database.rights.tables.validation import work as queues
from backoffice.database.rights.words import DESK, EVERYONE, STAFF, Role

_MY_AGENCIES = "ANY ((SELECT my_agencies())::bigint[])"
_MY_STAFF = "staff_id = (SELECT my_staff_id())"
_OPEN_TECHNICAL = (
    "kind = 'TECHNICAL' AND state IN ('REGISTERED', 'ASSIGNED', 'IN_PROGRESS', 'WAITING_TENANT', 'REOPENED')"
)
_CARETAKER = (Role.CARETAKER,)
_SEARCHING = (*DESK, Role.DPO)
_ADVISER = (Role.ADVISER,)


def _mine_of(function: str, column: str = "id") -> str:
    return f"{column} = ANY ((SELECT {function}())::bigint[])"


_STOCK: Rows = {
    "landlord": (RowRule("my_landlords", _mine_of("my_landlords")),),
    "landlord_parameter": of_landlord(),
    "agency": of_landlord(),
    # Colleagues of my landlords, and myself.
    "staff": (
        RowRule(
            "my_colleagues",
            "login = session_user OR EXISTS (SELECT FROM staff_landlord seen WHERE seen.staff_id = staff.id)",
        ),
    ),
    "staff_landlord": of_landlord(),
    "staff_agency": (of_parent("staff_agency", "agency", "agency_id", STAFF, names_landlord=False),),
    "staff_building": (of_parent("staff_building", "building", "building_id", STAFF, names_landlord=False),),
    "residence": of_landlord(),
    "building": (
        RowRule("landlord_rows", MINE, NOT_CARETAKER),
        RowRule("my_buildings", _mine_of("my_buildings"), _CARETAKER),
    ),
    "place_key": of_landlord(_SEARCHING),
    "premises": (
        RowRule("landlord_rows", MINE, NOT_CARETAKER),
        RowRule("my_buildings", _mine_of("my_buildings", "building_id"), _CARETAKER),
    ),
}

_PEOPLE: Rows = {
    "person": (
        RowRule("landlord_rows", MINE, WIDE),
        RowRule(
            "agency_rows",
            "EXISTS (SELECT FROM person_agency seen WHERE seen.person_id = person.id)",
            _ADVISER,
        ),
        RowRule("building_rows", _mine_of("my_building_persons"), _CARETAKER),
        not_reserved(),
    ),
    "person_agency": (
        RowRule("landlord_rows", MINE, WIDE),
        RowRule("agency_rows", f"agency_id = {_MY_AGENCIES}", _ADVISER),
    ),
    "person_name_key": (
        RowRule("landlord_rows", MINE, WIDE),
        RowRule("agency_rows", f"agency_id = {_MY_AGENCIES}", _ADVISER),
        not_reserved(),
    ),
    # A name is known to who sees one of its bearers: the rules of the keys of the persons.
    "known_name": (
        RowRule("landlord_rows", MINE, WIDE),
        RowRule("agency_rows", f"agency_id = {_MY_AGENCIES}", _ADVISER),
        not_reserved(),
    ),
    "name_beside": (
        RowRule("landlord_rows", MINE, WIDE),
        RowRule("agency_rows", f"agency_id = {_MY_AGENCIES}", _ADVISER),
        not_reserved(),
    ),
    "name_deletion": (
        RowRule(
            "known_rows",
            f"name_deletion.{MINE} AND EXISTS (SELECT FROM known_name seen "
            "WHERE seen.landlord_id = name_deletion.landlord_id AND seen.part = name_deletion.part "
            "AND seen.key = name_deletion.key)",
            _SEARCHING,
        ),
    ),
    "contact": (
        *in_landlord_of("contact", "person", "person_id"),
        # A number to call before a repair, as long as it is in use; no e-mail (R5.12).
        RowRule(
            "building_rows",
            f"{_mine_of('my_building_persons', 'person_id')} AND channel IN ('MOBILE', 'PHONE') "
            "AND valid_from <= service_day() AND (valid_to IS NULL OR valid_to > service_day())",
            _CARETAKER,
        ),
    ),
    "customer": (
        RowRule("landlord_rows", MINE, WIDE),
        RowRule("agency_rows", f"agency_id = {_MY_AGENCIES}", _ADVISER),
        RowRule("building_rows", _mine_of("my_building_customers"), _CARETAKER),
        not_reserved(),
    ),
    "lease": (
        *in_landlord_of("lease", "customer", "customer_id"),
        RowRule("building_rows", _mine_of("my_building_leases"), _CARETAKER),
    ),
    "lease_holder": (
        of_parent("lease_holder", "lease", "lease_id"),
        RowRule(
            "building_rows",
            f"{_mine_of('my_building_leases', 'lease_id')} "
            f"AND {_mine_of('my_building_persons', 'person_id')}",
            _CARETAKER,
        ),
    ),
    "household_member": (of_parent("household_member", "lease", "lease_id"),),
    "e_delivery_consent": (of_parent("e_delivery_consent", "lease", "lease_id"),),
}

_ACCOUNT: Rows = {
    "posting": (of_parent("posting", "lease", "lease_id"),),
    "rent_notice": in_landlord_of("rent_notice", "lease", "lease_id"),
    "rent_notice_line": (of_parent("rent_notice_line", "rent_notice", "rent_notice_id"),),
    "online_payment": in_landlord_of("online_payment", "customer", "customer_id"),
    "mandate": in_landlord_of("mandate", "lease", "lease_id"),
    "receipt": (*in_landlord_of("receipt", "lease", "lease_id"), signed()),
    "receipt_duplicate": (of_parent("receipt_duplicate", "receipt", "receipt_id"), signed()),
    "receipt_request": (
        of_parent("receipt_request", "lease", "lease_id"),
        signed(),
        signed(command="UPDATE"),
    ),
}

_DESK: Rows = {
    "portal_account": (
        *in_landlord_of("portal_account", "customer", "customer_id"),
        # The portal undoes nothing that the staff locked, or froze because of a fraud (R4.13).
        RowRule(
            "locked_by_staff",
            "state NOT IN ('SUSPENDED_FRAUD', 'LOCKED_STAFF')",
            (Role.PORTAL,),
            check="true",
            command="UPDATE",
            restrictive=True,
        ),
    ),
    "account_lock": (of_parent("account_lock", "portal_account", "account_id"),),
    "registration_block": (of_parent("registration_block", "customer", "customer_id"),),
    "portal_event": (of_parent("portal_event", "customer", "customer_id"), signed()),
    "service_request": (
        of_parent("service_request", "customer", "customer_id"),
        RowRule(
            "building_rows",
            f"{_OPEN_TECHNICAL} AND {_mine_of('my_building_customers', 'customer_id')}",
            _CARETAKER,
        ),
    ),
    "insurance_submission": (of_parent("insurance_submission", "lease", "lease_id"),),
    "work_item": in_landlord_of("work_item", "customer", "customer_id"),
    "work_decision": (of_parent("work_decision", "work_item", "work_item_id"),),
    "presence": (),
    "phone_call": (
        RowRule(
            "customer_rows",
            f"{MINE} AND (customer_id IS NULL AND {_MY_STAFF} "
            "OR EXISTS (SELECT FROM customer seen WHERE seen.id = phone_call.customer_id))",
            NOT_CARETAKER,
        ),
        signed(),
    ),
    "caller_check": (of_parent("caller_check", "phone_call", "call_id"), signed()),
    "outbox_message": (
        RowRule(
            "customer_rows",
            "EXISTS (SELECT FROM customer seen WHERE seen.id = outbox_message.customer_id)",
            tuple(role for role in NOT_CARETAKER if role is not Role.COURIER),
            check="EXISTS (SELECT FROM customer seen WHERE seen.id = outbox_message.customer_id "
            "AND seen.landlord_id = outbox_message.landlord_id)",
        ),
        # Codes, notices of changes and of acts are written by functions alone: nobody imitates one.
        RowRule(
            "no_imitation",
            "template NOT IN ('CALLER_CODE', 'CHANGE_NOTICE', 'ACCESS_NOTICE', 'FORM_REFUSED') "
            "AND template <> 'CONTACT_CODE' "
            "AND left(template, 9) <> 'DECISION_'",
            command="INSERT",
            restrictive=True,
        ),
        RowRule("landlord_rows", MINE, (Role.COURIER,)),
    ),
    "supervisor_alert": (
        # One about a member of staff names no file.
        *in_landlord_of("supervisor_alert", "customer", "customer_id", optional=True),
        RowRule("not_yet_seen", "acknowledged_at IS NULL", STAFF, command="INSERT", restrictive=True),
        signed("acknowledged_by", command="UPDATE"),
    ),
    "command_done": (RowRule("my_commands", "login = session_user"),),
    "database_property": open_to_all(),
    # One vocabulary for the whole group: words, no tenant.
    "note_term": open_to_all(),
    "alembic_version": open_to_all(),
    # Digests alone; the grants say who reads them.
    "audit_batch": open_to_all(),
    "audit_seal": open_to_all(),
    "audit_purge": open_to_all(),
    "audit_retention": open_to_all(),
    # One's own lines; the DPO reads those of his landlords.
    "audit_entry": (
        RowRule("my_lines", "login = session_user"),
        RowRule("landlord_lines", f"landlord_id IS NULL OR {MINE}", (Role.DPO,), command="SELECT"),
        signed(),
        # Nobody fills the trace of a file that he does not see, or of a landlord that is not his.
        RowRule("of_my_landlords", f"landlord_id IS NULL OR {MINE}", command="INSERT", restrictive=True),
        RowRule(
            "of_files_seen",
            "customer_id IS NULL OR EXISTS (SELECT FROM customer seen "
            "WHERE seen.id = audit_entry.customer_id)",
            # The officer answers for reserved files too; the administrator sees no file, and erases some.
            tuple(role for role in EVERYONE if role not in (Role.DPO, Role.ADMINISTRATOR)),
            command="INSERT",
            restrictive=True,
        ),
    ),
}

_ACCESS: Rows = {
    "access_quota": open_to_all(),
    # The functions alone count.
    "access_use": (),
    # Of those who work for my landlords.
    "access_glass": (
        RowRule(
            "my_colleagues",
            "EXISTS (SELECT FROM staff_landlord seen WHERE seen.staff_id = access_glass.staff_id)",
        ),
    ),
}

_WORK: Rows = {
    "work_item": (
        RowRule(
            "customer_rows",
            f"work_item.{MINE} AND EXISTS (SELECT FROM customer seen WHERE seen.id = work_item.customer_id)",
            NOT_CARETAKER,
        ),
    ),
    "work_decision": (of_parent("work_decision", "work_item", "work_item_id"),),
    "presence": in_landlord_of("presence", "customer", "customer_id"),
}

# Hashes and numbers: the grants say who reads them.
_SEALS: Rows = dict.fromkeys(("audit_batch", "audit_seal", "audit_purge", "audit_retention"), open_to_all())

ROWS: Rows = (
    _STOCK
    | _PEOPLE
    | _ACCOUNT
    | _DESK
    | _ACCESS
    | _WORK
    | _SEALS
    | proof.ROWS
    | retention.ROWS
    | alert.ROWS
    | contact.ROWS
    | acts.ROWS
    | watch.ROWS
    | forms.ROWS
    | recreation.ROWS
    | ground.ROWS
    | insurance.ROWS
    | queues.ROWS
    | household.ROWS
    | changes.ROWS
    | seals.ROWS
    | stamps.ROWS
    | people.ROWS
)
