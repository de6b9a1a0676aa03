"""Stand-ins for what lies outside: the credential store."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """A credential store that forgets everything after the test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring annotates it not
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """The secret of this entry, if any."""
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret of this entry."""
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget this entry. Raises ``PasswordDeleteError`` when there is none."""
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


class FileKeyring(MemoryKeyring):
    """A credential store that two programs of one test share: a file that a variable names."""

    VARIABLE = "GUICHET_TEST_STORE"

    def get_password(self, service: str, username: str) -> str | None:
        """The secret of this entry, if any."""
        self._read()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret of this entry."""
        self._read()
        super().set_password(service, username, password)
        rows = [[*key, value] for key, value in self.entries.items()]
        Path(os.environ[self.VARIABLE]).write_text(json.dumps(rows), encoding="utf-8")

    def _read(self) -> None:
        file = Path(os.environ[self.VARIABLE])
        rows = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
        self.entries = {(service, user): value for service, user, value in rows}
