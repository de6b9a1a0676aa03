"""One landlord's portal as its guide describes it: what a tenant may do there (R4.12, R4.17).

It goes through SQL as the portal's role, alone. No landlord is named: profiles make the five portals differ.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import Connection, text

from backoffice.demo.portal import screens
from backoffice.demo.portal.book import Book, Stale, write_form
from backoffice.demo.portal.checks import as_wanted
from backoffice.demo.portal.clock import Clock
from backoffice.demo.portal.decisions import EXPIRIES, TERMS, Accept, Decisions
from backoffice.demo.portal.errands import carry_out, ripe_errands, settle_errand
from backoffice.demo.portal.files import File
from backoffice.demo.portal.locks import Idea, counters_of, end_past_lock, idea_of
from backoffice.demo.portal.messages import Outcome, Post
from backoffice.demo.portal.reading import landlord_named, read_directory, read_files
from backoffice.demo.portal.screens import (
    WEB,
    Answer,
    Device,
    HelpForm,
    Received,
    Registration,
    Visitor,
)
from backoffice.demo.portal.secrets import Kept, Secrets
from backoffice.rules.dates import paris_day
from backoffice.rules.phones import email_key
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.profile_values import LoginKind
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import AccountState, PortalMessage

_TRIES = 5
_RUN_OUT = text(
    "SELECT a.customer_id FROM account_lock k JOIN portal_account a ON a.id = k.account_id"
    " WHERE a.landlord_id = :landlord AND a.state = 'LOCKED_TEMPORARY' AND a.closed_at IS NULL"
    " AND k.ended_at IS NULL AND k.until <= :now"
)


class SimulatedPortal:
    """The portal of one landlord, on a connection of the portal's role; the caller commits."""

    def __init__(
        self, connection: Connection, profile: LandlordProfile, clock: Clock, secrets: Secrets | None = None
    ) -> None:
        self.profile, self.clock = profile, clock
        self.secrets = secrets or Secrets()
        self.post = Post(profile, self.secrets)
        self._book = Book()
        self.landlord_id = landlord_named(connection, profile.identity.code)
        self._connection = connection
        self._decisions = Decisions(
            profile, counters_of(profile), clock, self.secrets, self.post, self._book, self._owner
        )
        self._directory = read_directory(connection, self.landlord_id)
        self._held: dict[int, File] = {}
        self._logins: dict[str, int] = {}

    # --- tenants -----------------------------------------------------------------------------------

    def enrol(self, customer_id: int) -> Visitor:
        """A tenant of the file, who knows his papers; if he has an account, he knows its password too."""
        file = self._file(customer_id)
        emails = [one.value for one in file.contacts if one.channel is ContactChannel.EMAIL]
        mobiles = [one.value for one in file.contacts if one.channel is ContactChannel.MOBILE]
        person, account = file.main, file.account
        number = as_wanted(file, self.profile)
        email = emails[-1] if emails else f"{file.number_key.lower()}.{self.landlord_id}@example.org"
        by_email = self.profile.login is not LoginKind.CLIENT_REF
        login = account.login if account and by_email else (email if by_email else number)
        known = self.new_password()
        if account is not None:
            self.secrets.choose_password(customer_id, known)
        return Visitor(
            customer_id, number, file.number, person.party_number, person.usage_name or person.birth_name,
            person.first_names, person.birth_date, email, mobiles[-1] if mobiles else None, login, known,
        )  # fmt: skip

    def new_password(self) -> str:
        """A password by chance that the landlord's rule accepts."""
        least = max(self.profile.password_min, 12)
        return f"Aa1!2{token_urlsafe(least)}"

    def idea(self, customer_id: int, now: datetime | None = None) -> Idea:
        """Where the portal itself thinks that the client stands."""
        return idea_of(self._file(customer_id), self._decisions.counters, now or self.clock.now())

    def file(self, customer_id: int) -> File:
        """The client as the portal has him: kept in memory while it is holding him, read otherwise."""
        return self._file(customer_id)

    def login_of(self, customer_id: int) -> str | None:
        """What the client signs in with, if he has an account."""
        file = self._file(customer_id)
        if file.account is None or self.profile.login is not LoginKind.CLIENT_REF:
            return file.account.login if file.account else None
        return as_wanted(file, self.profile)

    # --- what a tenant does ------------------------------------------------------------------------

    def register(self, form: Registration, device: Device = WEB) -> Answer:
        """Inscription: the form, then a link by e-mail or a code to the mobile on file."""
        customer_id = self._directory.who(form)
        if customer_id is None:
            return Answer(screens.REGISTRATION_REFUSED)
        return self._deed(customer_id, lambda file: self._decisions.register(file, form, device))

    def activate(self, proof: str, login: str = "", password: str = "", again: str | None = None) -> Answer:
        """Follow the link received, or type the code with the number and a first password."""
        decide = self._decisions.activate
        sent = PortalMessage.ACTIVATION
        return self._prove(sent, proof, login, lambda file, kept: decide(file, kept, password, again))

    def sign_in(self, login: str, password: str, device: Device = WEB) -> Answer:
        """Identifier and password; the answer is the same whatever fails (R4.11)."""
        customer_id = self._whose(login)
        if customer_id is None:
            return Answer(screens.SIGN_IN_REFUSED)
        return self._deed(customer_id, lambda file: self._decisions.sign_in(file, login, password, device))

    def ask_reset(self, login: str, device: Device = WEB) -> Answer:
        """« Mot de passe oublié »: works during a lock that ends by itself, and does not end it (R4.11)."""
        customer_id = self._whose(login)
        if customer_id is None:
            return Answer(screens.RESET_TAKEN, went_on=True)
        return self._deed(customer_id, lambda file: self._decisions.ask_reset(file, login, device))

    def reset(self, proof: str, password: str, again: str | None = None, login: str = "") -> Answer:
        """A new password by the link, or the code with the identifier; other sessions end (R4.19)."""
        decide = self._decisions.reset
        sent = PortalMessage.RESET
        return self._prove(sent, proof, login, lambda file, kept: decide(file, kept, password, again))

    def recreate(self, form: Registration) -> Answer:
        """Make the account again after the wrong passwords, or when a year has passed (R4.12, R4.6)."""
        customer_id = self._directory.who(form)
        if customer_id is None:
            return Answer(screens.RECREATION_REFUSED)
        return self._deed(customer_id, lambda file: self._decisions.recreate(file, form))

    def accept_terms(self, login: str, version: str = TERMS) -> Answer:
        """Accept the terms of that day (``YYYY-MM-DD``)."""
        customer_id = self._whose(login)
        if customer_id is None:
            return Answer(screens.SIGN_IN_REFUSED)
        return self._deed(customer_id, lambda file: self._decisions.accept(file, version))

    def send_form(self, form: HelpForm) -> Answer:
        """The assistance form of who cannot register, where the portal has one (R4.12)."""
        customer_id = self._directory.who(form)
        if customer_id is None or not self.profile.assistance_form:
            return Answer(screens.FORM_REFUSED)
        file, now = self._file(customer_id), self.clock.now()
        taken = write_form(self._connection, file, form, now)
        return Answer(screens.FORM_TAKEN if taken else screens.FORM_REFUSED, went_on=taken)

    # --- what the portal does by itself ------------------------------------------------------------

    def deliver(
        self, outcome: Outcome = Outcome.RECEIVED, only: int | None = None, at: datetime | None = None
    ) -> tuple[Received, ...]:
        """What the provider answers to all messages under way, or to those of one client."""
        chosen = [one for one in self.post.waiting if only in (None, one.file.customer_id)]
        when = at or self.clock.now()
        found = [self.post.settle(self._book, one, outcome, when) for one in chosen]
        self._write()
        return tuple(one for one in found if one is not None)

    def sweep(self) -> int:
        """Open the accounts whose lock has run out, tell of links never followed; how many of both."""
        now = self.clock.now()
        asked = {"landlord": self.landlord_id, "now": now}
        ids = self._held or set(self._connection.scalars(_RUN_OUT, asked))
        done = sum(self._swept(customer_id, now) for customer_id in ids)
        for message in EXPIRIES:
            late = [one for one in self.secrets.waiting(message) if one.expires_at <= now]
            done += sum(self._told_late(one) for one in late if not one.late_told)
        return done

    def take_errands(self, limit: int = 50) -> int:
        """Do what staff asked, once it may be done; how many were answered (R4.5)."""
        taken = ripe_errands(self._connection, self.landlord_id, limit)
        for errand in taken:
            file, now = self._fresh(errand.customer_id), self.clock.now()
            end_past_lock(self._book, file, now)
            result = carry_out(self._book, file, self.post, errand, now)
            if errand.ends_sessions:
                self._decisions.sessions.pop(file.customer_id, None)
            self._book.write(self._connection)
            settle_errand(self._connection, errand, result)
        return len(taken)

    # --- many at once ------------------------------------------------------------------------------

    @contextmanager
    def holding(self, ids: Iterable[int]) -> Iterator[None]:
        """Keep these clients in memory and write once at the end: nobody else may touch them meanwhile."""
        self._held = read_files(self._connection, ids, paris_day(self.clock.now()))
        self._logins = {one.account.login_key: key for key, one in self._held.items() if one.account}
        yield
        self._book.write(self._connection)
        self._held, self._logins = {}, {}

    def flush(self) -> None:
        """Write what was held back so far."""
        self._book.write(self._connection)

    def forget(self) -> None:
        """Write nothing of what was held back: it was but a try."""
        self._book.forget()

    def _file(self, customer_id: int) -> File:
        return self._held.get(customer_id) or self._fresh(customer_id)

    def _fresh(self, customer_id: int) -> File:
        found = read_files(self._connection, (customer_id,), paris_day(self.clock.now()))
        file = found[customer_id]
        if self._held:
            self._held[customer_id] = file
        return file

    def _write(self) -> None:
        if not self._held:
            self._book.write(self._connection)

    def _deed(self, customer_id: int, decide: Callable[[File], Answer]) -> Answer:
        """Read, decide, write; again when a member of staff wrote in between."""
        for _ in range(_TRIES):
            file, sent = self._file(customer_id), len(self.post.waiting)
            end_past_lock(self._book, file, self.clock.now())
            answer = decide(file)
            try:
                self._write()
            except Stale:
                self._book.forget()
                del self.post.waiting[sent:]
                continue
            if file.account is not None:
                self._logins[file.account.login_key] = customer_id
            return answer
        raise Stale(f"customer {customer_id} changes all the time")

    # --- who it is ---------------------------------------------------------------------------------

    def _whose(self, login: str) -> int | None:
        """The one client that an identifier leads to."""
        if "@" not in login:
            return self._directory.by_number(login)
        return self._owner(email_key(login)) or self._directory.by_email(login)

    def _owner(self, key: str) -> int | None:
        """Whose open account has this login."""
        if self._held:
            return self._logins.get(key)
        query = text(
            "SELECT customer_id FROM portal_account"
            " WHERE landlord_id = :landlord AND login_key = :key AND closed_at IS NULL"
        )
        asked = {"landlord": self.landlord_id, "key": key}
        found: int | None = self._connection.execute(query, asked).scalar_one_or_none()
        return found

    def _prove(self, message: PortalMessage, proof: str, login: str, accept: Accept) -> Answer:
        link = self.secrets.link(proof)
        customer_id = link.customer_id if link else self._whose(login)
        if customer_id is None or (link is not None and link.message is not message):
            refused = message is PortalMessage.ACTIVATION
            return Answer(screens.ACTIVATION_REFUSED if refused else screens.RESET_REFUSED)
        decide = self._decisions.prove
        return self._deed(customer_id, lambda file: decide(file, message, proof, link, accept))

    def _swept(self, customer_id: int, now: datetime) -> bool:
        file = self._file(customer_id)
        done = end_past_lock(self._book, file, now)
        try:
            self._write()
        except Stale:
            self._book.forget()
            return False
        return done

    def _told_late(self, kept: Kept) -> bool:
        """Tell once that what was sent is past its time, while the account still waits for it."""
        kept.late_told = True
        account = self._file(kept.customer_id).account
        activates = kept.message is PortalMessage.ACTIVATION
        if account is None or (activates and account.state is not AccountState.PENDING_ACTIVATION):
            return False
        self._book.tell(self._file(kept.customer_id), EXPIRIES[kept.message], kept.expires_at)
        self._write()
        return True
