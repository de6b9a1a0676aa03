"""The only place that builds and wires: settings, connection, runner, windows, log, last resort."""

import logging
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QLibraryInfo,
    QLocale,
    QObject,
    QSettings,
    Qt,
    QTranslator,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from backoffice import __version__, paths
from backoffice.database.checks.login import login_warnings
from backoffice.database.connect import OpenDatabase, open_database
from backoffice.database.dsn import parse_dsn
from backoffice.database.engine import check_schema
from backoffice.database.listening import Listener, own_line
from backoffice.database.session import transaction
from backoffice.errors import GuichetError, Misconfigured, Unavailable
from backoffice.journal.journal import OPEN_FILES, Journal
from backoffice.rules.persons.ringing import SHOW, Asked, written
from backoffice.services.staff import current_staff
from backoffice.settings import (
    DEMO,
    DEMO_PROFILE,
    ConnectionProfile,
    Settings,
    load_connections,
    save_profile,
)
from backoffice.tasks.background import Background
from backoffice.tasks.bugs import report_bug
from backoffice.tasks.garbage import UiThreadCollector
from backoffice.tasks.live import Live
from backoffice.tasks.runner import Runner
from backoffice.tasks.single import Doorbell, Place, hand_over_or_claim, place_of
from backoffice.vault import forget_password, read_password, store_password
from backoffice.views.connect_dialog import NEW, ConnectDialog, Credentials, ProfileChoice
from backoffice.views.drafts.keeper import Drafts
from backoffice.views.main_window import MainWindow
from backoffice.views.pop.answering import Answering
from backoffice.views.printing import choose_file, print_pages
from backoffice.views.surroundings import ChooseFile, PrintPages, Surroundings
from backoffice.views.theme import Theme

Progress = Callable[[str], object]
OpenTraining = Callable[[Settings, Progress], OpenDatabase]
"""Opens the training landlord, telling how far it is; handed by the command line, which knows it."""

_GIVEN = ""
_LOG_BYTES = 1_000_000
_LOG_FILES = 3
_WIDTH, _HEIGHT = 1366, 768


@dataclass(frozen=True)
class Opened:
    """A database that answered, the settings that led there, and what could not be done besides."""

    database: OpenDatabase
    settings: Settings
    login: str
    notice: str | None = None


def has_display() -> bool:
    """Whether a window can be seen here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def run_window(settings: Settings, training: OpenTraining | None = None, asked: Asked | None = None) -> int:
    """Open the window on the settings' connection, or ask for one; returns the exit code.

    A window of this profile that is open already comes forward instead, with what is ``asked``.
    Raises ``Unavailable`` when that window does not answer.
    """
    place = meeting_place(settings)
    lock = hand_over_or_claim(place, written(asked or Asked(SHOW)))
    if lock is None:
        return 0
    application = make_application()
    open_log()
    program = Program(settings, training)
    program.answering.listen(Doorbell(place, lock, program.answering), asked)
    sys.excepthook = program.on_unexpected
    program.start()
    code = application.exec()
    program.destroy()
    return code


def meeting_folder() -> Path:
    """Where the windows of this user leave word of themselves."""
    return paths.user_data() / "run"


def meeting_place(settings: Settings) -> Place:
    """Where the window of these settings listens to other starts."""
    name = _profile_name(settings) if settings.is_connected_to_something else ""
    return place_of(meeting_folder(), name, settings.login or "")


def make_application() -> QApplication:
    """The application, dressed and in French; the same one if it exists."""
    present = QApplication.instance()
    if isinstance(present, QApplication):
        application = present
    else:
        policy = Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(policy)
        application = QApplication(sys.argv[:1])
    if not Theme.is_made():
        application.setApplicationName("Guichet")
        application.setApplicationVersion(__version__)
        QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
        translator = QTranslator(application)
        if translator.load("qtbase_fr", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            application.installTranslator(translator)
        Theme(application).restore()
        UiThreadCollector(application)
    return application


def open_log() -> None:
    """Write what goes wrong into this user's log, a few files of one megabyte."""
    folder = paths.user_log()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "guichet.log", maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8"
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)


class Doorkeeper:
    """The doorman of the connection window: profiles, the credential store, the database."""

    def __init__(self, settings: Settings, training: OpenTraining | None) -> None:
        self._settings = settings
        self._training = training

    def profiles(self) -> tuple[ProfileChoice, ...]:
        """The connection of the settings first, then the others."""
        known = [] if self._settings.dsn is None else [ProfileChoice(_GIVEN, "Adresse donnée au lancement")]
        try:
            connections = load_connections()
        except Misconfigured:
            # The sentence is shown when such a profile is tried; the training landlord stays reachable.
            return (*known, _choice(DEMO_PROFILE))
        usual = self._settings.profile.name if self._settings.profile else connections.default
        ordered = sorted(connections.profiles.values(), key=lambda one: (one.name != usual, one.is_demo))
        kept = [one for one in ordered if not one.is_demo or self._training is not None]
        return (*known, *(_choice(one) for one in kept))

    def kept_password(self, profile: str, user: str) -> str | None:
        """The password of the credential store; none when there is no store."""
        try:
            return read_password(profile, user)
        except Unavailable:
            return None

    def open(self, credentials: Credentials, progress: Progress) -> Opened:
        """Open, check the schema and who signs in. Raises ``GuichetError``."""
        settings = self._chosen(credentials)
        if settings.profile is not None and settings.profile.is_demo and self._training is not None:
            return greet(self._training(settings, progress), settings)
        if settings.profile is not None and settings.profile.kind == "embedded":
            progress("Démarrage de la base de ce poste…")
        database = open_database(settings, credentials.password or None, credentials.user or None)
        opened = greet(database, settings)
        notices = (self._keep(settings, credentials), opened.notice)
        return replace(opened, notice=" ".join(notice for notice in notices if notice) or None)

    def _chosen(self, credentials: Credentials) -> Settings:
        if credentials.profile == _GIVEN:
            return self._settings
        if credentials.profile == NEW:
            profile = ConnectionProfile(credentials.name, "server", credentials.dsn, credentials.user or None)
            save_profile(profile, default=True)
        else:
            profile = load_connections().profiles[credentials.profile]
        return replace(
            self._settings, profile=profile, dsn=None, landlord=self._settings.landlord or profile.landlord
        )

    def _keep(self, settings: Settings, credentials: Credentials) -> str | None:
        profile = settings.profile
        if profile is None or profile.kind == "embedded" or not credentials.user:
            return None
        try:
            if credentials.remember and credentials.password:
                store_password(profile.name, credentials.user, credentials.password)
            else:
                forget_password(profile.name, credentials.user)
        except Unavailable as error:
            return error.sentence if credentials.remember else None
        return None


def greet(database: OpenDatabase, settings: Settings) -> Opened:
    """Check what was opened: the server, the schema, this program's version, who signs in.

    What an agent can work with all the same is told in the notice. On a refusal the database is closed.
    Raises ``Refused``, ``Unavailable``.
    """
    try:
        check_schema(database.engine)
        with transaction(database.engine) as session:
            login = current_staff(session).login
        warnings = login_warnings(database.engine)
    except BaseException:
        database.close()
        raise
    return Opened(database, settings, login, " ".join(warnings) or None)


def _profile_name(settings: Settings) -> str:
    """A name for the connection, that of the profile or one made from where the database is."""
    if settings.profile is not None:
        return settings.profile.name
    values = parse_dsn(settings.dsn or "dbname=guichet")
    place = "|".join(values.get(key, "") for key in ("host", "port", "dbname"))
    return f"dsn-{sha256(place.encode('utf-8')).hexdigest()[:16]}"


def _choice(profile: ConnectionProfile) -> ProfileChoice:
    if profile.name == DEMO:
        return ProfileChoice(DEMO, "Bailleur de formation, sur ce poste", None, asks_password=False)
    if profile.kind == "embedded":
        return ProfileChoice(profile.name, f"{profile.name}, sur ce poste", profile.user, asks_password=False)
    return ProfileChoice(profile.name, profile.name, profile.user)


class Program(QObject):
    """From the connection window to the main one, and back out in order."""

    ready = Signal()
    """The main window is open."""

    def __init__(
        self,
        settings: Settings,
        training: OpenTraining | None = None,
        *,
        print_with: PrintPages = print_pages,
        choose_with: ChooseFile = choose_file,
        wrap: Callable[[Callable[[], AbstractContextManager[Any]]], Callable[[], Any]] | None = None,
    ) -> None:
        super().__init__()
        self._settings = settings
        self._print_with, self._choose_with, self._wrap = print_with, choose_with, wrap
        self._background = Background(self)
        self._opened: Opened | None = None
        self._live: Live | None = None
        self.answering = Answering(self._front, self)
        self.runner: Runner | None = None
        self.drafts: Drafts | None = None
        self.files: Drafts | None = None
        self.window: MainWindow | None = None
        self.dialog = ConnectDialog(self._background, Doorkeeper(settings, training))
        self.dialog.opened.connect(self._on_opened)
        self.dialog.rejected.connect(self._on_given_up)

    def start(self, *, at_once: bool = True) -> None:
        """Show the connection window; ``at_once`` tries what the settings name without asking."""
        self.dialog.show()
        if at_once and self._needs_nothing():
            self.dialog.try_now()

    def close(self) -> None:
        """Join the threads, then let go of the database."""
        self.answering.close()
        self._background.close(seconds=30)
        if self._live is not None:
            self._live.stop()
        for kept in (self.drafts, self.files):
            if kept is not None:
                kept.close()
        if self.runner is not None:
            self.runner.close()
        if self._opened is not None:
            self._opened.database.close()
            self._opened = None

    def destroy(self) -> None:
        """Destroy the windows now: left to Python's collector, their order would be anybody's guess."""
        for window in (self.window, self.dialog):
            if window is not None:
                window.deleteLater()
        self.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def on_unexpected(
        self, kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        """Last resort: log under a number, show the number, keep the window and what is typed in it."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        shown = error if isinstance(error, GuichetError) else report_bug(error)
        place = self.window.messages if self.window is not None else self.dialog.messages
        place.say_error(shown)

    def _needs_nothing(self) -> bool:
        profile = self._settings.profile
        if profile is None:
            return self._settings.dsn is not None
        return profile.kind == "embedded"

    @Slot(object)
    def _on_opened(self, opened: Opened) -> None:
        self._opened = opened
        begin: Callable[[], AbstractContextManager[Any]] = partial(transaction, opened.database.engine)
        self.runner = Runner(self._wrap(begin) if self._wrap else begin, self)
        settings = opened.settings
        self.drafts = Drafts(Journal(_profile_name(settings), opened.login), self)
        self.files = Drafts(Journal(_profile_name(settings), opened.login, OPEN_FILES), self)
        around = Surroundings(
            self.runner,
            self._print_with,
            self._choose_with,
            settings.landlord,
            settings.as_of,
            self.drafts,
            self.files,
        )
        self.window = MainWindow(around)
        self.window.resize(_WIDTH, _HEIGHT)
        _restore(self.window)
        self.window.closed.connect(self._on_closed)
        self._live = Live(Listener(partial(own_line, opened.database.engine)), self)
        self._live.changed.connect(self.window.on_news)
        self._live.start()
        self.window.show()
        self.dialog.hide()
        if opened.notice is not None:
            self.window.messages.say(opened.notice, "warn")
        self.drafts.begin()
        self.files.begin()
        self.answering.listen_too(meeting_place(settings))
        self.answering.begin(self.window.pops)
        self.ready.emit()

    def _front(self) -> QWidget:
        return self.window or self.dialog

    @Slot()
    def _on_given_up(self) -> None:
        if self.window is None:
            self.close()
            QApplication.quit()

    @Slot()
    def _on_closed(self) -> None:
        if self.window is not None:
            _remember(self.window)
        self.close()
        QApplication.quit()


def _geometry() -> QSettings:
    return QSettings(str(paths.user_config() / "window.ini"), QSettings.Format.IniFormat)


def _restore(window: MainWindow) -> None:
    kept = _geometry().value("geometry")
    if isinstance(kept, QByteArray):
        window.restoreGeometry(kept)


def _remember(window: MainWindow) -> None:
    _geometry().setValue("geometry", window.saveGeometry())
