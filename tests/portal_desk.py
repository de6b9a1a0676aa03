"""One tenant's access to the portal, put in any state; one connection that acts as any member of staff."""

from typing import Any

import psycopg
from psycopg import sql

from backoffice.rules.portal.acts import AccessState
from tests.psql import Psql

NEW_MOBILE = '{"channel": "MOBILE", "value": "06 98 76 54 32", "value_key": "+33698765432"}'
_CHECKS = {"L0": (), "L1": ("IDENTIFIERS",), "L2": ("IDENTIFIERS", "TWO_ANSWERS"), "L3": ("COUNTER_ID",)}


class PortalDesk(Psql):
    """The access of ``number``; what is arranged is arranged as the superuser."""

    def __init__(self, connection: psycopg.Connection, number: str) -> None:
        super().__init__(connection)
        self.id = self.customer(number)
        self.account: int | None = self.ask(
            "SELECT id FROM portal_account WHERE customer_id = %s AND closed_at IS NULL", self.id
        )
        # The training caller's call would answer for every level.
        self.do("UPDATE phone_call SET ended_at = now() WHERE customer_id = %s AND ended_at IS NULL", self.id)

    def become(self, login: str | None) -> None:
        """Be a member of staff for the database, or the superuser again."""
        if login is None:
            self.do("RESET SESSION AUTHORIZATION")
            return
        self.connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(sql.Identifier(login)))

    def put(self, state: AccessState, *, lock_runs: bool = True, activated: bool = True) -> None:
        """Put the access in a state; its events, contacts and leases stay."""
        self.do("UPDATE account_lock SET ended_at = now(), ended_how = 'BY_PORTAL' WHERE ended_at IS NULL")
        self.do("UPDATE registration_block SET released_at = now() WHERE released_at IS NULL")
        absent = state in (AccessState.NONE, AccessState.REGISTRATION_BLOCKED)
        # Given away, an account is nobody's here, and its events keep theirs.
        stranger = "(SELECT max(id) FROM customer WHERE landlord_id = a.landlord_id AND id <> %s)"
        self.do(
            f"UPDATE portal_account a SET customer_id = CASE WHEN %s THEN {stranger} ELSE %s END, state = %s,"
            " closed_at = CASE %s WHEN 'CLOSED' THEN now() END,"
            " activated_at = CASE WHEN %s THEN now() END WHERE id = %s",
            *(absent, self.id, self.id),
            *("ACTIVE" if absent else state.value, state.value, activated, self.account),
        )
        if state is AccessState.REGISTRATION_BLOCKED:
            self.do(
                "INSERT INTO registration_block (landlord_id, customer_id, failures, blocked_at)"
                " SELECT landlord_id, id, 6, now() FROM customer WHERE id = %s",
                self.id,
            )
        if state in (AccessState.LOCKED_TEMPORARY, AccessState.LOCKED_STAFF):
            self._lock(state, lock_runs=lock_runs)

    def _lock(self, state: AccessState, *, lock_runs: bool) -> None:
        staff = state is AccessState.LOCKED_STAFF
        self.do(
            "INSERT INTO account_lock (landlord_id, account_id, cause, failures, locked_at, until)"
            " SELECT landlord_id, id, %s, 3, now() - interval '20 minutes',"
            " CASE WHEN %s THEN NULL WHEN %s THEN now() + interval '1 day'"
            " ELSE now() - interval '5 minutes' END"
            " FROM portal_account WHERE id = %s",
            *("STAFF" if staff else "WRONG_PASSWORDS", staff, lock_runs, self.account),
        )

    def call_at(self, login: str, level: str) -> int:
        """A call of ``login`` with the holder, checked to ``level``."""
        call = self.ask(
            "INSERT INTO phone_call (landlord_id, staff_id, customer_id, place, started_at, level, caller)"
            " SELECT c.landlord_id, s.id, c.id, 'PHONE', now(), 'L0', 'HOLDER' FROM customer c, staff s"
            " WHERE c.id = %s AND s.login = %s RETURNING id",
            *(self.id, login),
        )
        for method in _CHECKS[level]:
            self.do(
                "INSERT INTO caller_check (landlord_id, call_id, method, outcome, staff_id)"
                " SELECT landlord_id, id, %s, 'PASSED', staff_id FROM phone_call WHERE id = %s",
                *(method, call),
            )
        self.do("UPDATE phone_call SET level = %s WHERE id = %s", level, call)
        return int(call)

    def cool(self) -> None:
        """A contact of the main person that the portal does not write to enters its cooling-off."""
        self.do(
            "UPDATE contact SET usable_for_security_from = now() + interval '3 hours' WHERE channel = 'EMAIL'"
            " AND person_id = (SELECT main_person_id FROM customer WHERE id = %s)",
            self.id,
        )

    def state(self) -> str | None:
        """The state of the account, or none."""
        found: Any = self.ask(
            "SELECT state FROM portal_account WHERE customer_id = %s"
            " ORDER BY closed_at DESC NULLS FIRST, id DESC",
            self.id,
        )
        return found if found is None else str(found)

    def act(self, act: str, reason: str, call: int | None = None, *, at_counter: bool = False) -> int:
        """Do an act as whoever this connection is; the number of the act."""
        proposed = NEW_MOBILE if act == "REPLACE_CONTACT" else None
        return int(
            self.ask(
                "SELECT do_portal_act(%s, %s, %s, %s, %s, NULL, NULL, %s)",
                *(self.id, act, reason, call, at_counter, proposed),
            )
        )
