"""One window per person and profile: a second start hands over what it was asked, then leaves."""

import logging
import os
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from backoffice.errors import Unavailable

_LOG = logging.getLogger(__name__)
_LONGEST_LINE = 1024
_LONGEST_PATH = 100
"""A socket's path is limited to 107 bytes."""
_HEARD, _REFUSED = b"oui\n", b"non\n"
_CONNECT, _ANSWER, _SWEEP = 500, 3000, 500
_SILENCE_SECONDS = 2.0
_AT_MOST, _WITHIN_SECONDS = 30, 1.0
_DEAF_MILLISECONDS = 1000
_PATIENCE_SECONDS, _PAUSE_SECONDS = 6.0, 0.1


@dataclass(frozen=True)
class Place:
    """Where the windows of one person and profile meet: the lock of the one that is open, its socket."""

    lock: Path
    socket: str


def place_of(folder: Path, *names: str) -> Place:
    """The place of a profile, in a folder of this user's alone."""
    told = "\0".join((str(folder), _user(), *names))
    return _place(folder, sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:24])


def places_in(folder: Path) -> tuple[Place, ...]:
    """The places where a window is, or was, open."""
    return tuple(_place(folder, path.stem) for path in sorted(folder.glob("*.lock")))


def claim(place: Place) -> QLockFile | None:
    """The lock of the place, to be kept as long as the window; ``None`` when another window has it.

    The lock of a program that died is taken over. Where nothing can be written, there is nothing to share.
    """
    lock = QLockFile(str(place.lock))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0) and lock.error() is QLockFile.LockError.LockFailedError:
        return None
    return lock


def hand_over(places: Iterable[Place], line: str, patience: float = 0.0) -> bool:
    """Give a line to the first window that takes it; whether one did.

    ``patience`` is how many seconds to go on trying: a window that is opening is not listening yet.
    """
    _let_it_come_forward()
    ends, known = monotonic() + patience, tuple(places)
    while True:
        if any(_given(place, line.encode() + b"\n") for place in known):
            return True
        if monotonic() >= ends:
            return False
        sleep(_PAUSE_SECONDS)


def hand_over_or_claim(place: Place, line: str) -> QLockFile | None:
    """The lock of a place that is free, or ``None`` once the window that has it has taken the line.

    Raises ``Unavailable`` when a window has the place and does not answer.
    """
    ends = monotonic() + _PATIENCE_SECONDS
    while monotonic() < ends:
        lock = claim(place)
        if lock is not None:
            return lock
        if hand_over((place,), line):
            return None
        sleep(_PAUSE_SECONDS)
    raise Unavailable("Guichet est déjà ouvert mais ne répond pas : fermez sa fenêtre, puis relancez-le.")


class Doorbell(QObject):
    """Listens at a place, and says what other starts of the program ask.

    One line of at most a kilobyte, in UTF-8, per connection; anything else is a line in the log. Who
    rings without end is not heard for a second.
    """

    rung = Signal(str)

    def __init__(self, place: Place, lock: QLockFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place, self._lock = place, lock
        self._times: list[float] = []
        self._visitors: dict[QLocalSocket, float] = {}
        self._sweep = QTimer(self)
        self._sweep.setInterval(_SWEEP)
        self._sweep.timeout.connect(self._on_sweep)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._listen()

    @property
    def is_listening(self) -> bool:
        """Whether another start would be heard."""
        return self._server.isListening()

    def close(self) -> None:
        """Listen no more and leave the place to whoever comes."""
        self._sweep.stop()
        self._visitors.clear()
        self._server.close()
        self._lock.unlock()

    @Slot()
    def _listen(self) -> None:
        # The lock is ours: a socket that is there is what a program that died has left.
        QLocalServer.removeServer(self._place.socket)
        if not self._server.listen(self._place.socket):
            _LOG.warning("not listening for other starts: %s", self._server.errorString())

    @Slot()
    def _on_connection(self) -> None:
        while self._server.hasPendingConnections():
            visitor = self._server.nextPendingConnection()
            if self._is_flooded():
                visitor.abort()
                visitor.deleteLater()
                continue
            visitor.setReadBufferSize(_LONGEST_LINE + 1)
            self._visitors[visitor] = monotonic()
            visitor.readyRead.connect(self._on_bytes)
            self._sweep.start()
            self._hear(visitor)

    @Slot()
    def _on_bytes(self) -> None:
        visitor = self.sender()
        if isinstance(visitor, QLocalSocket) and visitor in self._visitors:
            self._hear(visitor)

    @Slot()
    def _on_sweep(self) -> None:
        late = monotonic() - _SILENCE_SECONDS
        for visitor in [one for one, since in self._visitors.items() if since < late]:
            self._refuse(visitor, "no whole line")
        if not self._visitors:
            self._sweep.stop()

    def _hear(self, visitor: QLocalSocket) -> None:
        if not visitor.canReadLine():
            if visitor.bytesAvailable() > _LONGEST_LINE:
                self._refuse(visitor, "too long")
            return
        line = bytes(visitor.readLine(_LONGEST_LINE + 1).data())
        try:
            words = line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            words = ""
        if not line.endswith(b"\n") or not words.isprintable() or not words:
            self._refuse(visitor, "unreadable")
            return
        self._dismiss(visitor, _HEARD)
        self.rung.emit(words)

    def _refuse(self, visitor: QLocalSocket, why: str) -> None:
        _LOG.warning("message of another start refused: %s", why)
        self._dismiss(visitor, _REFUSED)

    def _dismiss(self, visitor: QLocalSocket, answer: bytes) -> None:
        del self._visitors[visitor]
        visitor.write(answer)
        visitor.flush()
        visitor.disconnectFromServer()
        visitor.deleteLater()

    def _is_flooded(self) -> bool:
        now = monotonic()
        self._times = [*(at for at in self._times if at > now - _WITHIN_SECONDS), now]
        if len(self._times) <= _AT_MOST:
            return False
        if self._server.isListening():
            _LOG.warning("more than %d messages in a second: not listening for a second", _AT_MOST)
            self._server.close()
            QTimer.singleShot(_DEAF_MILLISECONDS, self, self._listen)
        return True


def _given(place: Place, line: bytes) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(place.socket)
    if not socket.waitForConnected(_CONNECT):
        return False
    socket.write(line)
    socket.waitForBytesWritten(_CONNECT)
    answer = b""
    while not answer.endswith(b"\n") and socket.waitForReadyRead(_ANSWER):
        answer += bytes(socket.readAll().data())
    socket.abort()
    return answer == _HEARD


def _place(folder: Path, digest: str) -> Place:
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        return Place(folder / f"{digest}.lock", f"guichet-{digest}")
    folder.chmod(0o700)
    socket = folder / f"{digest}.sock"
    if len(os.fsencode(socket)) > _LONGEST_PATH:
        socket = _short_folder() / f"{digest}.sock"
    return Place(folder / f"{digest}.lock", str(socket))


def _short_folder() -> Path:
    """A folder of this user's alone near the root, for whoever has a long path; never one made by another."""
    folder = Path(tempfile.gettempdir()) / f"guichet-{_user()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if sys.platform != "win32" and (
        found.st_uid != os.getuid() or found.st_mode & 0o077 or folder.is_symlink()
    ):
        return Path(tempfile.mkdtemp(prefix="guichet-"))
    return folder


def _user() -> str:
    return os.environ.get("USERNAME", "") if sys.platform == "win32" else str(os.getuid())


def _let_it_come_forward() -> None:
    """Windows lets the window in front alone give its place: this start was just clicked, it may."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 -- only there

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
