"""What a portal decides of one client's deed, and what it tells of it (R4.11, R4.12, R4.17, R4.19)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from backoffice.demo.portal import screens
from backoffice.demo.portal.book import Book
from backoffice.demo.portal.checks import (
    Failure,
    identity_failure,
    is_number,
    number_form,
    password_failure,
    screen_failure,
)
from backoffice.demo.portal.clock import Clock
from backoffice.demo.portal.files import LOCKED_OUT, Account, File
from backoffice.demo.portal.locks import Counters, count_failure, count_try, is_refused_now, must_recreate
from backoffice.demo.portal.messages import Post
from backoffice.demo.portal.screens import Answer, Device, Registration
from backoffice.demo.portal.secrets import Kept, Secrets
from backoffice.rules.dates import add_months, paris_day
from backoffice.rules.phones import email_key, phone_key
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.profile_values import LoginKind
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import (
    AccountState,
    FailedCheck,
    PortalEventKind,
    PortalMessage,
    TypedForm,
)

TERMS = "2024-01-01"
_NOW = Failure(FailedCheck.REFUSED_NOW)
_Kind = PortalEventKind
EXPIRIES = {
    PortalMessage.ACTIVATION: _Kind.ACTIVATION_EXPIRED,
    PortalMessage.RESET: _Kind.RESET_EXPIRED,
}
_FAILURES = {
    PortalMessage.ACTIVATION: (_Kind.ACTIVATION_FAILED, screens.ACTIVATION_REFUSED),
    PortalMessage.RESET: (_Kind.RESET_FAILED, screens.RESET_REFUSED),
}

Accept = Callable[[File, Kept], Answer]


@dataclass
class Decisions:
    """The habits of one portal: they change the file in hand and fill the book, nothing else."""

    profile: LandlordProfile
    counters: Counters
    clock: Clock
    secrets: Secrets
    post: Post
    book: Book
    owner: Callable[[str], int | None]
    """Whose open account has a login."""
    sessions: dict[int, int] = field(default_factory=dict)
    """Browsers and telephones signed in, by client."""
    renewed: dict[int, datetime] = field(default_factory=dict)

    def _form(self, login: str, file: File) -> TypedForm:
        return number_form(login, file, self.profile)

    def _is_login(self, file: File, login: str) -> bool:
        account, kind = file.account, self.profile.login
        if account is None or account.recreate_since or account.state is AccountState.PENDING_ACTIVATION:
            return False
        by_email = kind is not LoginKind.CLIENT_REF and email_key(login) == account.login_key
        return by_email or (kind is not LoginKind.EMAIL and is_number(login, file, self.profile))

    def register(self, file: File, form: Registration, device: Device) -> Answer:
        """Take the inscription, or tell which check failed (R4.30, R4.31)."""
        now = self.clock.now()
        failure = _NOW if is_refused_now(file) else self._registration_failure(file, form, now)
        target = None if failure else self.post.target(file, form.email, now)
        if target is None:
            failure = failure or Failure(FailedCheck.NO_MOBILE)
            place = device.place.value
            kind = _Kind.REGISTRATION_FAILED
            self.book.tell(file, kind, now, {"place": place} | failure.facts(), of_account=False)
            if file.account is None and failure is not _NOW:
                count_try(self.book, file, self.counters, now)
            return Answer(screens.REGISTRATION_REFUSED)
        self._open(file, form, now)
        self.book.tell(file, _Kind.REGISTERED, now, {"place": device.place.value})
        self.book.tell(file, _Kind.TERMS_ACCEPTED, now, {"terms": TERMS})
        self.post.send(self.book, file, PortalMessage.ACTIVATION, target, now)
        return Answer(screens.REGISTRATION_TAKEN, went_on=True)

    def _registration_failure(self, file: File, form: Registration, now: datetime) -> Failure | None:
        by_sms = self.post.by_sms
        failure = screen_failure(self.profile, form, by_sms=by_sms)
        failure = failure or identity_failure(self.profile, file, form)
        if failure is not None:
            return failure
        if file.account is not None and file.account.recreate_since is None:
            return Failure(FailedCheck.ACCOUNT_EXISTS)
        if self.profile.login is not LoginKind.CLIENT_REF:
            owner = self.owner(email_key(form.email))
            if owner not in (None, file.customer_id):
                return Failure(FailedCheck.EMAIL_USED)
        return None

    def _open(self, file: File, form: Registration, now: datetime) -> None:
        """The account of a new inscription, or the old row of a profile to be made again."""
        by_number = self.profile.login is LoginKind.CLIENT_REF
        login = file.number if by_number else form.email.strip()
        key = file.number_key if by_number else email_key(form.email)
        account = file.account
        if account is None:
            account = Account(file.main.id, login, key, AccountState.PENDING_ACTIVATION, now)
            file.account = account
        account.login, account.login_key = login, key
        account.state, account.failed = AccountState.PENDING_ACTIVATION, 0
        account.activated_at = account.recreate_since = None
        file.tries = 0
        self.secrets.replace(file.customer_id, PortalMessage.RESET)
        self.secrets.forget_password(file.customer_id)
        if not self.post.by_sms:
            self.secrets.choose_password(file.customer_id, form.password)
        self.book.save(file)

    def prove(
        self, file: File, message: PortalMessage, proof: str, link: Kept | None, accept: Accept
    ) -> Answer:
        """What a link or a code gives: wrong, used, too late, or accepted."""
        kept = link or self.secrets.code(file.customer_id, message, proof)
        failure = self._proof_failure(file, message, kept)
        if failure is not None or kept is None:
            return self._refuse_proof(file, message, failure, kept)
        return accept(file, kept)

    def _proof_failure(self, file: File, message: PortalMessage, kept: Kept | None) -> Failure | None:
        account = file.account
        if account is not None and account.state in LOCKED_OUT:
            return _NOW
        if kept is None:
            return Failure(FailedCheck.CODE)
        activates = message is PortalMessage.ACTIVATION
        pending = account is not None and account.state is AccountState.PENDING_ACTIVATION
        if kept.used or (activates and not pending):
            return Failure(FailedCheck.LINK_USED)
        if kept.replaced or kept.expires_at <= self.clock.now():
            return Failure(FailedCheck.LINK_EXPIRED)
        return None

    def _refuse_proof(
        self, file: File, message: PortalMessage, failure: Failure | None, kept: Kept | None
    ) -> Answer:
        kind, said = _FAILURES[message]
        if file.account is not None and failure is not None:
            now = self.clock.now()
            self.book.tell(file, kind, now, failure.facts())
            is_late = kept is not None and not kept.replaced and failure.check is FailedCheck.LINK_EXPIRED
            if kept is not None and is_late and not kept.late_told:
                kept.late_told = True
                self.book.tell(file, EXPIRIES[message], now)
        return Answer(said)

    def activate(self, file: File, kept: Kept, password: str, again: str | None) -> Answer:
        """Open the account; with a code by SMS the password is chosen here."""
        account, now = file.account, self.clock.now()
        assert account is not None, "a proof is accepted for an account"
        if kept.is_code:
            failure = password_failure(self.profile, password, again)
            if failure is not None:
                return self._refuse_proof(file, PortalMessage.ACTIVATION, failure, None)
            self.secrets.choose_password(file.customer_id, password)
        self.secrets.use(kept)
        account.state, account.failed = AccountState.ACTIVE, 0
        account.activated_at, account.activation_expires_at = now, None
        self.book.save(file)
        self.book.tell(file, _Kind.ACTIVATED, now)
        return Answer(screens.ACTIVATED, went_on=True)

    def sign_in(self, file: File, login: str, password: str, device: Device) -> Answer:
        """Let in, or tell what failed and count it (R4.12)."""
        account, now = file.account, self.clock.now()
        place: dict[str, object] = {"place": device.place.value, "outdated": device.outdated or None}
        failure: Failure | None = None
        if is_refused_now(file):
            failure = _NOW
        elif account is None or not self._is_login(file, login):
            failure = Failure(FailedCheck.LOGIN, self._form(login, file))
        elif not self.secrets.is_password(file.customer_id, password):
            failure = Failure(FailedCheck.PASSWORD, self._form(login, file))
        if failure is None and account is not None:
            return self._let_in(file, account, place)
        assert failure is not None, "without account there is a failure"
        self.book.tell(file, _Kind.SIGN_IN_FAILED, now, place | failure.facts())
        if failure.check is FailedCheck.PASSWORD:
            count_failure(self.book, file, self.counters, now)
        elif account is None and failure is not _NOW:
            count_try(self.book, file, self.counters, now)
        return Answer(screens.SIGN_IN_REFUSED)

    def _let_in(self, file: File, account: Account, place: dict[str, object]) -> Answer:
        account.last_sign_in_at, account.failed = self.clock.now(), 0
        self.book.save(file)
        self.book.tell(file, _Kind.SIGNED_IN, account.last_sign_in_at, place)
        self.sessions[file.customer_id] = self.sessions.get(file.customer_id, 0) + 1
        due = self.is_renewal_due(file, account)
        return Answer(screens.RENEWAL_DUE if due else screens.WELCOME, went_on=True)

    def is_renewal_due(self, file: File, account: Account) -> bool:
        """Whether this portal asks to make the account again, a year after (R4.6)."""
        if self.profile.renewal_months is None:
            return False
        since = self.renewed.get(file.customer_id, account.created_at)
        return add_months(paris_day(since), self.profile.renewal_months) <= paris_day(self.clock.now())

    def ask_reset(self, file: File, login: str, device: Device) -> Answer:
        """Send a link or a code to the contact on file, whatever the screen says."""
        now, account = self.clock.now(), file.account
        failure: Failure | None = None
        if account is not None and account.state in LOCKED_OUT:
            failure = _NOW
        elif account is None or not self._is_login(file, login):
            failure = Failure(FailedCheck.LOGIN, self._form(login, file))
        elif self.post.by_sms:
            failure = self._mobile_failure(file, device, now)
        if failure is not None:
            self.book.tell(file, _Kind.RESET_FAILED, now, {"place": device.place.value} | failure.facts())
            return Answer(screens.RESET_TAKEN, went_on=True)
        self.book.tell(file, _Kind.RESET_ASKED, now, {"place": device.place.value})
        target = self.post.target(file, account.login if account else "", now)
        if target is not None:
            self.post.send(self.book, file, PortalMessage.RESET, target, now)
        return Answer(screens.RESET_TAKEN, went_on=True)

    def _mobile_failure(self, file: File, device: Device, now: datetime) -> Failure | None:
        """Recovery is from the registered telephone of the main person alone (R4.17)."""
        known = file.address(ContactChannel.MOBILE, now)
        if known is None:
            return Failure(FailedCheck.NO_MOBILE)
        other = device.mobile is not None and phone_key(device.mobile) != known.key
        return Failure(FailedCheck.OTHER_MOBILE) if other else None

    def reset(self, file: File, kept: Kept, password: str, again: str | None) -> Answer:
        """Take the new password, if the rule accepts it."""
        failure = password_failure(self.profile, password, again)
        if failure is not None:
            return self._refuse_proof(file, PortalMessage.RESET, failure, None)
        self.secrets.use(kept)
        return self._change_password(file, password)

    def _change_password(self, file: File, password: str) -> Answer:
        """The new one counts at once, other sessions end; a lock stays until its own end (R4.11, R4.19)."""
        account, now = file.account, self.clock.now()
        if account is None:
            return Answer(screens.RESET_REFUSED)
        self.secrets.choose_password(file.customer_id, password)
        self.renewed[file.customer_id] = now
        self.sessions.pop(file.customer_id, None)
        if account.state is AccountState.ACTIVE and account.failed:
            account.failed = 0
            self.book.save(file)
        self.book.tell(file, _Kind.PASSWORD_CHANGED, now)
        self.book.tell(file, _Kind.SESSIONS_ENDED, now)
        return Answer(screens.CHANGED, went_on=True)

    def recreate(self, file: File, form: Registration) -> Answer:
        """Take the new password after the wrong ones or a year; a failure counts like a wrong one (R4.12)."""
        account, now = file.account, self.clock.now()
        if account is None or account.state is AccountState.PENDING_ACTIVATION:
            return Answer(screens.RECREATION_REFUSED)
        if is_refused_now(file):
            failure: Failure | None = _NOW
        elif not must_recreate(account, self.counters) and not self.is_renewal_due(file, account):
            return Answer(screens.RECREATION_REFUSED)
        else:
            failure = identity_failure(self.profile, file, form)
            failure = failure or password_failure(self.profile, form.password, form.password_again)
        if failure is None:
            return self._change_password(file, form.password)
        self.book.tell(file, _Kind.RECREATION_FAILED, now, failure.facts())
        if failure is not _NOW:
            count_failure(self.book, file, self.counters, now)
        return Answer(screens.RECREATION_REFUSED)

    def accept(self, file: File, version: str) -> Answer:
        """Keep the version of the terms and the day."""
        if file.account is None:
            return Answer(screens.SIGN_IN_REFUSED)
        self.book.tell(file, _Kind.TERMS_ACCEPTED, self.clock.now(), {"terms": version})
        return Answer(screens.TERMS_ACCEPTED, went_on=True)
