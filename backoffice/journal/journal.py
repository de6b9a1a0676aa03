"""The local journal: one sealed file for each text that an agent has not sent yet."""

import hashlib
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil

from backoffice import paths, vault
from backoffice.errors import Unavailable
from backoffice.journal.sealing import LONGEST_FILE, UnreadableError, seal, unseal
from backoffice.rules.drafts.draft import (
    KEPT_FOR,
    MOST_DRAFTS,
    Draft,
    KeptDrafts,
    latest_first,
    shortened,
)

_DRAFT, _ASIDE, _PART = ".draft", ".aside", ".part"
OPEN_FILES = ".files"
"""Kind of a journal that keeps which files are open, and offers nothing to anybody."""
_PART_SECONDS = 60
_NAMES = b"guichet journal"

IN_MEMORY = (
    "Le coffre de ce poste ne répond pas : ce que vous tapez n’est gardé qu’en mémoire, envoyez-le avant de "
    "fermer Guichet."
)
_LOCKED = "Le coffre de ce poste ne répond pas : ce que vous écriviez la dernière fois ne peut pas être relu."
_DISK = (
    "Ce que vous tapez ne peut pas être gardé sur le disque de ce poste : vérifiez la place qui reste, et "
    "envoyez-le avant de fermer Guichet."
)


class Journal:
    """The drafts of one login on one profile. Called off the UI thread, by one thread at a time.

    Another window of the same login may write here at the same time: each draft is a file of its own,
    and those of a program that is still running are not offered to another.
    """

    def __init__(self, profile: str, login: str, kind: str = _DRAFT) -> None:
        """``kind`` is the suffix of the files: drafts, or ``OPEN_FILES``."""
        self._profile, self._login = profile, login
        self._kind = kind
        self._name = f"{profile}\n{login}"
        digest = hashlib.sha256(self._name.encode("utf-8")).hexdigest()
        # Drafts are offered, open files are not: neither makes room at the cost of the other.
        place = "journal" if kind == _DRAFT else "open"
        self.folder = paths.user_data() / place / digest[:32]
        self._known_key: bytes | None = None

    def read(self) -> KeptDrafts:
        """What a program that has ended left here; what is too old is dropped.

        A file that cannot be read is set aside and said. Raises ``Unavailable`` when the key cannot be had.
        """
        self._drop_old()
        files = self._files(self._kind)
        if not files:
            return KeptDrafts()
        key = self._key(_LOCKED)
        drafts, strange = [], 0
        for file in files:
            try:
                facts = self._open(key, file)
                if not _is_of_another_program(facts):
                    drafts.append(_draft(facts))
            except UnreadableError:
                strange += 1
                with suppress(OSError):
                    file.replace(file.with_suffix(_ASIDE))
        return KeptDrafts(latest_first(drafts, datetime.now(UTC)), _aside_sentence(strange))

    def keep(self, draft: Draft) -> None:
        """Keep a draft in place of the one before it. Raises ``Unavailable``: no store, no room."""
        file = self._file(self._key(IN_MEMORY), draft.place)
        facts = {
            "place": draft.place,
            "what": draft.what,
            "text": shortened(draft.text),
            "customer_id": draft.customer_id,
            "typed_at": draft.typed_at.isoformat(),
            "writer": _this_program(),
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._make_room(file)
            _write(file, seal(self._key(IN_MEMORY), self._bound(file), facts))
        except OSError as error:
            raise Unavailable(_DISK, "JOURNAL_DISK") from error

    def erase(self, place: str) -> None:
        """Forget the draft of a place, if there is one. Raises ``Unavailable``."""
        if not self._files(self._kind):
            return
        try:
            self._file(self._key(IN_MEMORY), place).unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(_DISK, "JOURNAL_DISK") from error

    def _key(self, sentence: str) -> bytes:
        if self._known_key is None:
            try:
                self._known_key = vault.journal_key(self._profile, self._login)
            except Unavailable as error:
                raise Unavailable(sentence, "JOURNAL_MEMORY") from error
        return self._known_key

    def _file(self, key: bytes, place: str) -> Path:
        """The name says nothing of the place to whoever has not the key."""
        name = hashlib.blake2b(place.encode("utf-8"), key=key, digest_size=20, person=_NAMES).hexdigest()
        return self.folder / f"{name}{self._kind}"

    def _bound(self, file: Path) -> str:
        return f"{self._name}\n{file.name}"

    def _open(self, key: bytes, file: Path) -> dict[str, Any]:
        try:
            with file.open("rb") as stream:
                sealed = stream.read(LONGEST_FILE + 1)
        except OSError as error:
            raise UnreadableError from error
        return unseal(key, self._bound(file), sealed)

    def _files(self, *suffixes: str) -> list[Path]:
        """The files of these kinds, the oldest first."""
        with suppress(OSError):
            found = [(_written(path), path) for path in self.folder.iterdir() if path.suffix in suffixes]
            return [path for _, path in sorted(found)]
        return []

    def _make_room(self, file: Path) -> None:
        others = [path for path in self._files(self._kind, _ASIDE) if path != file]
        for path in others[: max(0, len(others) - MOST_DRAFTS + 1)]:
            path.unlink(missing_ok=True)

    def _drop_old(self) -> None:
        now = datetime.now(UTC).timestamp()
        for path in self._files(self._kind, _ASIDE, _PART):
            limit = _PART_SECONDS if path.suffix == _PART else KEPT_FOR.total_seconds()
            if now - _written(path) > limit:
                with suppress(OSError):
                    path.unlink()


def _write(file: Path, content: bytes) -> None:
    """In place whole or not at all, for this user's eyes."""
    part = file.with_name(f"{uuid4().hex}{_PART}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _draft(facts: dict[str, Any]) -> Draft:
    try:
        customer_id = facts["customer_id"]
        return Draft(
            place=str(facts["place"]),
            what=str(facts["what"]),
            text=str(facts["text"]),
            customer_id=None if customer_id is None else int(customer_id),
            typed_at=datetime.fromisoformat(facts["typed_at"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableError from error


def _this_program() -> dict[str, float]:
    process = psutil.Process()
    return {"pid": process.pid, "started": process.create_time()}


def _is_of_another_program(facts: dict[str, Any]) -> bool:
    """Whether the one who wrote it is still running, and is not this program."""
    writer = facts.get("writer")
    if not isinstance(writer, dict) or writer == _this_program():
        return False
    try:
        process = psutil.Process(int(writer["pid"]))
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE) and (
            abs(process.create_time() - float(writer["started"])) < 1
        )
    except (psutil.Error, KeyError, TypeError, ValueError, OverflowError):
        return False


def _aside_sentence(count: int) -> str | None:
    if not count:
        return None
    if count == 1:
        return (
            "Un texte gardé sur ce poste ne se lit pas (abîmé, ou d’une autre clé) : "
            "il a été mis de côté, continuez votre travail."
        )
    return (
        f"{count} textes gardés sur ce poste ne se lisent pas (abîmés, ou d’une autre clé) : "
        "ils ont été mis de côté, continuez votre travail."
    )
