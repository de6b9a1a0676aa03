"""The first window: which database, who, and why it does not open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QProgressBar, QSizePolicy, QWidget

from backoffice.errors import GuichetError
from backoffice.tasks.background import Background
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label

NEW = "\n"
"""Stands for a connection that is yet to be written; no profile has such a name."""
_NEW_LABEL = "Nouvelle connexion à un serveur…"


@dataclass(frozen=True)
class ProfileChoice:
    """A connection that can be chosen; one on this computer asks for no password."""

    name: str
    label: str
    user: str | None = None
    asks_password: bool = True


@dataclass(frozen=True)
class Credentials:
    """What the agent gave; ``dsn`` and ``name`` describe a new connection, empty otherwise."""

    profile: str
    user: str = ""
    password: str = ""
    remember: bool = False
    name: str = ""
    dsn: str = ""


class Doorman(Protocol):
    """Handed by the application: the profiles, the kept passwords, and the door itself."""

    def profiles(self) -> tuple[ProfileChoice, ...]:
        """The connections of this agent, the usual one first."""

    def kept_password(self, profile: str, user: str) -> str | None:
        """The password in the credential store. Called off the UI thread."""

    def open(self, credentials: Credentials, progress: Callable[[str], object]) -> object:
        """Open and check the database. Called off the UI thread; raises ``GuichetError``."""


class ConnectDialog(SheetDialog):
    """Nothing typed is lost by a refusal; only what is wrong is asked again."""

    opened = Signal(object)
    """What the doorman opened."""
    progressed = Signal(str)

    def __init__(self, background: Background, doorman: Doorman, parent: QWidget | None = None) -> None:
        super().__init__(parent, "Guichet", "Choisissez la base, puis connectez-vous.")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        self.setModal(False)
        self._background = background
        self._doorman = doorman
        self._form = QFormLayout()
        self.profile = Chooser()
        self.name, self.dsn = QLineEdit("production"), QLineEdit()
        self.user, self.password = QLineEdit(), QLineEdit()
        self.remember = QCheckBox("Retenir le mot de passe dans le coffre de ce poste")
        self.progress = QProgressBar()
        self.step = label("", "soft", wrap=True)
        self.connect_button = KeyButton("Se connecter", "Entrée", kind="main")
        self._lay_out()
        self._choices = {choice.name: choice for choice in doorman.profiles()}
        for choice in self._choices.values():
            self.profile.addItem(choice.label, choice.name)
        self.profile.addItem(_NEW_LABEL, NEW)
        self.profile.currentIndexChanged.connect(self._on_profile)
        self.progressed.connect(self.step.setText)
        self._on_profile()

    @Slot()
    def try_now(self) -> None:
        """Connect with what is on the screen."""
        self.messages.clear()
        self._show_busy(busy=True)
        credentials = self._credentials()
        self._background.run(
            lambda: self._doorman.open(credentials, self.progressed.emit),
            owner=self,
            then=self._show_open,
            failed=self._show_failure,
            topic="open",
        )

    def is_busy(self) -> bool:
        """Whether a connection is being tried."""
        return not self.connect_button.isEnabled()

    def _lay_out(self) -> None:
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.dsn.setPlaceholderText("host=serveur.exemple.fr dbname=guichet")
        self.user.setPlaceholderText("p.nom")
        self._form.setHorizontalSpacing(14)
        self._form.setVerticalSpacing(10)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        rows = (
            ("&Base", self.profile),
            ("&Nom de la connexion", self.name),
            ("A&dresse du serveur", self.dsn),
            ("&Identifiant", self.user),
            ("&Mot de passe", self.password),
        )
        for words, field in rows:
            field.setAccessibleName(words.replace("&", ""))
            self._form.addRow(words, field)
        self.profile.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._form.addRow("", self.remember)
        self.remember.setAccessibleName(self.remember.text())
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Connexion en cours")
        self.body.addLayout(self._form)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.step)
        self.body.addStretch(1)
        leave = KeyButton("Quitter", "Échap")
        leave.clicked.connect(self.reject)
        self.buttons.addWidget(leave)
        self.buttons.addWidget(self.connect_button)
        self.connect_button.setAutoDefault(True)
        self.connect_button.setDefault(True)
        self.connect_button.clicked.connect(self.try_now)
        self.setFixedWidth(560)
        self._show_busy(busy=False)

    def _credentials(self) -> Credentials:
        return Credentials(
            profile=str(self.profile.currentData()),
            user=self.user.text().strip(),
            password=self.password.text(),
            remember=self.remember.isChecked(),
            name=self.name.text().strip(),
            dsn=self.dsn.text().strip(),
        )

    def _show_busy(self, *, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.step.setVisible(busy)
        self.step.setText("Connexion…" if busy else "")
        self.connect_button.setEnabled(not busy)
        for field in (self.profile, self.name, self.dsn, self.user, self.password, self.remember):
            field.setEnabled(not busy)

    def _show_open(self, opened: object) -> None:
        self.opened.emit(opened)

    def _show_failure(self, error: GuichetError) -> None:
        self._show_busy(busy=False)
        self.messages.say_error(error)
        if error.code == "PASSWORD":
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            self.password.selectAll()
        else:
            self.connect_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.adjustSize()

    def _show_kept(self, password: str | None) -> None:
        if password is not None and not self.password.text():
            self.password.setText(password)
            self.remember.setChecked(True)

    @Slot()
    def _on_profile(self) -> None:
        name = str(self.profile.currentData())
        choice = self._choices.get(name)
        asks = choice is None or choice.asks_password
        for field in (self.name, self.dsn):
            self._form.setRowVisible(field, name == NEW)
        self._form.setRowVisible(self.remember, asks)
        for field in (self.user, self.password):
            self._form.setRowVisible(field, asks)
        self.password.clear()
        self.user.setText((choice.user or "") if choice else "")
        self.adjustSize()
        if choice is not None and asks and choice.user:
            user = choice.user
            self._background.run(
                lambda: self._doorman.kept_password(name, user),
                owner=self,
                then=self._show_kept,
                failed=self.messages.say_error,
                topic="password",
            )
        first = self.connect_button if not asks else (self.dsn if name == NEW else self.password)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
