"""The file that a command writes: checked and opened first, in place whole or not at all."""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from backoffice.errors import Refused

_MOST_LINKS = 40
_WHY = {
    errno.EACCES: "l’accès est refusé",
    errno.EPERM: "l’accès est refusé",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOSPC: "il n’y a plus de place sur le disque",
    errno.EDQUOT: "il n’y a plus de place sur le disque",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.ENOENT: "le dossier n’existe pas",
    errno.ENOTDIR: "le dossier n’existe pas",
    errno.ELOOP: "le lien tourne en rond",
}


class Draft:
    """A file beside the one asked, which takes its place when it is whole."""

    def __init__(self, asked: Path, target: Path, path: Path, stream: BinaryIO) -> None:
        self.asked = asked
        self._target = target
        self._path = path
        self._stream = stream

    def fill(self, content: bytes) -> None:
        """Write the content down to the disk. Raises ``Refused``."""
        self.fill_with((content,))

    def fill_with(self, pieces: Iterable[bytes]) -> None:
        """Write down to the disk a content that comes piece by piece. Raises ``Refused``."""
        try:
            # Filled again when the act was tried again.
            self._stream.seek(0)
            self._stream.truncate()
            self._stream.writelines(pieces)
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise _unwritable(self.asked, _why(error)) from error

    def publish(self) -> None:
        """Put the file in place of the one asked. Raises ``Refused``, the act being done."""
        try:
            self._stream.close()
            self._path.replace(self._target)
        except OSError as error:
            raise Refused(
                f"L’acte est fait, mais le fichier {self.asked} n’a pas pu être mis en place "
                f"({_why(error)}) : le document se redonne depuis le dossier du locataire."
            ) from error

    def discard(self) -> None:
        """Leave nothing behind, unless it was published."""
        with suppress(OSError):
            self._stream.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


@contextmanager
def draft_for(asked: Path) -> Iterator[Draft]:
    """Open the draft of the file asked; through a link, of the file that it points to.

    Raises ``Refused`` when that file could not be written: a folder, a device, a pipe, a missing
    folder, a name too long, no right.
    """
    try:
        # A loop of links is a RuntimeError of pathlib.
        target = asked.resolve()
        _refuse_other_than_file(asked, target)
        path = target.with_name(f".{uuid4().hex}.part")
        draft = Draft(asked, target, path, path.open("xb"))
    except (OSError, RuntimeError) as error:
        raise _unwritable(asked, _why(error)) from error
    try:
        yield draft
    finally:
        draft.discard()


def _refuse_other_than_file(asked: Path, target: Path) -> None:
    if _is_open_stream(asked):
        raise _unwritable(asked, "ce n’est pas un fichier ordinaire")
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise _unwritable(asked, "c’est un dossier")
    if not stat.S_ISREG(mode):
        raise _unwritable(asked, "ce n’est pas un fichier ordinaire")


def _is_open_stream(asked: Path) -> bool:
    """Whether the name leads to an open file of this program, as /dev/stdout does, whatever is behind."""
    place = asked.parent.resolve() / asked.name
    for _ in range(_MOST_LINKS):
        if place.is_relative_to("/proc"):
            return True
        if not place.is_symlink():
            return False
        following = place.parent / place.readlink()
        place = following.parent.resolve() / following.name
    return False


def _why(error: OSError | RuntimeError) -> str:
    if isinstance(error, RuntimeError):
        return _WHY[errno.ELOOP]
    return _WHY.get(error.errno or 0, "l’écriture est refusée")


def _unwritable(asked: Path, why: str) -> Refused:
    return Refused(f"Le fichier {asked} ne peut pas être écrit ({why}) : choisissez un autre chemin.")
