"""A tenant who changes profession, contact or account: one connection plays the portal and the agents."""

from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from backoffice.database.failures import translated
from backoffice.rules.changes.professional import Situation
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.changes import ContactEvent, ProfessionalSituation
from backoffice.rules.vocabulary.work import WorkDecision
from backoffice.services.changes.requests.deciding import decide_change, undo_change
from backoffice.services.changes.requests.foreseeing import foresee_change
from backoffice.services.changes.requests.receiving import (
    MandateAsked,
    confirm_contact,
    receive_account,
    receive_contact,
    receive_situation,
)
from backoffice.services.changes.requests.results import ChangeAnswer, ChangeForeseen
from backoffice.services.items.orders import KindOrder, KindResult
from backoffice.services.work.claims import claim_item
from tests.household_desk import ADVISER, PORTAL, HouseholdDesk

ACCOUNTING = "quittancement.ekidom"
IBAN = "FR7630006000011234567890189"
CANARY = IBAN[4:-4]


class ChangesDesk(HouseholdDesk):
    """Anne Kervella, at Ekidom, and what she asks."""

    def situation(
        self, status: ProfessionalSituation, since: date, *papers: str, employer: str | None = None
    ) -> int:
        """Ask for a change of profession, with papers; returns the item."""
        with self.being(PORTAL) as session, translated(), session.begin_nested():
            item = receive_situation(
                session, self.customer.id, self.lease.id, self.anne.id, Situation(status, since, employer),
                RequestChannel.PORTAL,
            )  # fmt: skip
            for one in papers:
                self.send(session, item, one)
        return item

    def contact(
        self, event: ContactEvent, value: str | None = None, replaces: int | None = None, login: str = PORTAL
    ) -> int:
        """Ask for a contact; returns the item."""
        channel = RequestChannel.PORTAL if login == PORTAL else RequestChannel.MAIL
        with self.being(login) as session, translated(), session.begin_nested():
            return receive_contact(
                session, self.customer.id, event, channel, value=value, replaces_id=replaces
            )

    def confirm(self, item: int, code: str | None = None) -> bool:
        """Bring the code of the new contact back."""
        if code is None:
            ((told,),) = self.rows(
                "SELECT substring(secret_body from 'le code ([0-9]{6})') FROM outbox_message"
                " WHERE customer_id = :customer AND template = 'CONTACT_CODE' AND secret_body IS NOT NULL"
            )
            code = told
        with self.being(PORTAL) as session:
            return confirm_contact(session, item, code)

    def account(
        self, *papers: str, iban: str = IBAN, holder: str = "Mme KERVELLA ANNE",
        mandate: MandateAsked | None = None, login: str = PORTAL,
    ) -> int:  # fmt: skip
        """Ask for an account; returns the item."""
        channel = RequestChannel.PORTAL if login == PORTAL else RequestChannel.MAIL
        with self.being(login) as session, translated(), session.begin_nested():
            item = receive_account(
                session, self.customer.id, self.lease.id, self.anne.id, iban, holder, channel, mandate
            )
            for one in papers:
                self.send(session, item, one)
        return item

    def foresees(self, item: int, answer: ChangeAnswer | None = None, login: str = ADVISER) -> ChangeForeseen:
        """What accepting would do, as an agent reads it."""
        with self.being(login) as session:
            return foresee_change(session, item, answer)

    def settle(
        self, item: int, decision: WorkDecision = WorkDecision.ACCEPTED, reason: str | None = None, *,
        login: str = ADVISER, answer: ChangeAnswer | None = None, command: str | None = None,
    ) -> KindResult:  # fmt: skip
        """Claim the item and decide it."""
        with self.being(login) as session, translated(), session.begin_nested():
            claim = claim_item(session, item)
            details = (answer or ChangeAnswer()).details()
            order = KindOrder(item, claim.version, decision, command or str(uuid4()), reason, details)
            done = decide_change(session, order)
            # What is refused at the end of a transaction is refused here.
            session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
            return done

    def take_back(self, item: int, version: int, *, login: str = ADVISER) -> KindResult:
        """Take one's decision back."""
        with self.being(login) as session, translated(), session.begin_nested():
            done = undo_change(session, item, version, str(uuid4()))
            session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
            return done

    def approval(self, item: int) -> int:
        """The item of the second person."""
        ((second,),) = self.rows(
            "SELECT b.approval_item_id FROM bank_submission b"
            " JOIN change_submission s ON s.id = b.submission_id"
            " WHERE s.work_item_id = :i", i=item,
        )  # fmt: skip
        return int(second)

    def everywhere(self, canary: str) -> list[str]:
        """The tables, but the two that keep it, where a text is found."""
        found: list[Any] = []
        for (name,) in self.rows(
            "SELECT c.relname FROM pg_class c"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        ):
            if name not in ("bank_detail", "bank_submission"):
                (hits,) = self.rows(
                    f'SELECT count(*) FROM public."{name}" t WHERE strpos(t::text, :c) > 0', c=canary
                )[0]
                found += [name] if hits else []
        return found
