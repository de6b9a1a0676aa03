"""One call about a portal: the tenant before his simulated portal, the agent at the command line."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from backoffice.cli.main import main
from backoffice.demo.portal.clock import HandClock
from backoffice.demo.portal.messages import Outcome
from backoffice.demo.portal.portal import SimulatedPortal
from backoffice.demo.portal.screens import Visitor
from backoffice.demo.portal.secrets import Secrets
from backoffice.services.landlords import landlord_parameters

Printed = Callable[[], tuple[str, str]]

# A tenant with a mobile and an e-mail that may receive codes, a running lease, and this account or none.
_SOMEBODY = """SELECT c.id FROM customer c JOIN person p ON p.id = c.main_person_id
    WHERE c.landlord_id = :landlord AND p.birth_date IS NOT NULL AND p.deceased_on IS NULL AND NOT c.reserved
    AND EXISTS (SELECT FROM lease l WHERE l.customer_id = c.id AND l.valid_to IS NULL)
    AND 2 = (SELECT count(DISTINCT channel) FROM contact k WHERE k.person_id = p.id AND k.valid_to IS NULL
        AND k.usable_for_security_from < now() AND k.channel IN ('MOBILE', 'EMAIL'))
    AND NOT EXISTS (SELECT FROM registration_block b WHERE b.customer_id = c.id)
    AND NOT EXISTS (SELECT FROM phone_call s WHERE s.customer_id = c.id AND s.ended_at IS NULL)
    AND (SELECT string_agg(state, ',') FROM portal_account a WHERE a.customer_id = c.id)
        IS NOT DISTINCT FROM :state AND c.id <> ALL (:met) ORDER BY c.id LIMIT 1"""
# The ten minutes in which an act is taken back, or a day's cooling-off, without waiting for them.
_TIME_PASSES = (
    "UPDATE portal_errand SET not_before = not_before - CAST(:wait AS interval), version = version + 1"
    " WHERE customer_id = :id AND state = 'WAITING'",
    "UPDATE contact SET usable_for_security_from = usable_for_security_from - CAST(:wait AS interval),"
    " version = version + 1 WHERE person_id = (SELECT main_person_id FROM customer WHERE id = :id)",
    "UPDATE change_request SET effective_at = effective_at - CAST(:wait AS interval), version = version + 1"
    " WHERE customer_id = :id",
)


@dataclass
class Town:
    """A training landlord of this module's own, and the people of one landlord met so far."""

    owner: Engine
    portal: Connection
    dsn: str
    met: list[int] = field(default_factory=list)

    def now(self) -> datetime:
        """The server's clock."""
        with self.owner.connect() as connection:
            told: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return told


class PortalCall:
    """Whatever the agent does first commits what the tenant did: each sees what the other has done."""

    def __init__(self, town: Town, printed: Printed, landlord: str, state: str | None = None) -> None:
        self._town, self._printed, self._landlord = town, printed, landlord
        with Session(town.owner) as session:
            asked = text("SELECT id FROM landlord WHERE code = :code")
            found: int = session.execute(asked, {"code": landlord}).scalar_one()
            profile = landlord_parameters(session, found, town.now().date())
            who = {"landlord": found, "state": state, "met": town.met}
            customer: int = session.execute(text(_SOMEBODY), who).scalar_one()
        town.met.append(customer)
        self.clock = HandClock(town.now())
        self.portal = SimulatedPortal(town.portal, profile, self.clock, Secrets())
        self.tenant: Visitor = self.portal.enrol(customer)

    # --- the tenant ----------------------------------------------------------------------------------

    def started(self, **ago: float) -> None:
        """His story began some time ago."""
        self.clock.at = self._town.now()
        self.clock.advance(**{unit: -count for unit, count in ago.items()})

    def today(self) -> None:
        """The portal's clock is the server's again."""
        self.clock.at = self._town.now()

    def receives(self, outcome: Outcome = Outcome.RECEIVED) -> None:
        """The provider brings him what the portal sent, or not."""
        self.tenant.received += self.portal.deliver(outcome, self.tenant.customer_id)

    def waits(self, wait: str) -> None:
        """Some time passes for what staff asked and entered: « 11 minutes », « 24 hours »."""
        self._town.portal.commit()
        with self._town.owner.begin() as connection:
            for statement in _TIME_PASSES:
                connection.execute(text(statement), {"wait": wait, "id": self.tenant.customer_id})

    # --- the agent -----------------------------------------------------------------------------------

    def run(self, *words: str) -> tuple[int, str, str]:
        """A command as the front desk: code, what it printed, what it said."""
        self._town.portal.commit()
        code = main([*words, "--landlord", self._landlord, "--dsn", self._town.dsn])
        return (code, *self._printed())

    def verified(self, by: str) -> str:
        """The caller verified by a method, in a call for him; its number."""
        code, out, err = self.run("identify", self.tenant.printed, "--by", by, "--json")
        assert code == 0, err
        return str(_call_id(json.loads(out)))

    def why(self) -> str:
        """What the agent reads, and reads aloud."""
        code, out, err = self.run("portal", "why", self.tenant.printed, "--purpose", "CALL")
        assert code == 0, err
        return out

    def first(self) -> dict[str, Any]:
        """The finding that leads."""
        code, out, err = self.run("portal", "why", self.tenant.printed, "--purpose", "CALL", "--json")
        assert code == 0, err
        found: dict[str, Any] = json.loads(out)["findings"][0]
        return found

    def does(self, act: str, reason: str, *words: str) -> str:
        """An act that is done; what the agent reads."""
        code, out, err = self.run("portal", "do", act, self.tenant.printed, "--reason", reason, *words)
        assert code == 0, err
        return out + err

    def refused(self, act: str, reason: str, *words: str) -> str:
        """An act that is refused; the sentence."""
        code, out, err = self.run("portal", "do", act, self.tenant.printed, "--reason", reason, *words)
        assert code == 1, out
        return err.strip()

    def contact(self, channel: str) -> int:
        """The key of his last contact of a channel."""
        query = "SELECT max(k.id) AS id FROM contact k JOIN customer c ON c.main_person_id = k.person_id"
        found: int = self.ask(f"{query} WHERE c.id = :id AND k.channel = '{channel}'")[0].id
        return found

    def ask(self, query: str) -> list[Any]:
        """Rows of the database about this customer (``:id``)."""
        self._town.portal.commit()
        with self._town.owner.connect() as connection:
            return list(connection.execute(text(query), {"id": self.tenant.customer_id}).all())


def _call_id(told: dict[str, Any]) -> int:
    call = told.get("call", told)
    number: int = call["id"] if isinstance(call, dict) else call
    return number
