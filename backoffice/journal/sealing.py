"""Bytes that only this desk's key can read, and only in the place where they were written."""

import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MAGIC = b"GJ1\n"
_NONCE = 12
LONGEST_FILE = 256 * 1024
"""Bytes: more is none of ours."""


class UnreadableError(Exception):
    """Bytes that were altered, moved, cut, or sealed with another key."""


def seal(key: bytes, place: str, facts: dict[str, Any]) -> bytes:
    """Encrypt the facts with AES-256-GCM; ``place`` is authenticated with them, not kept."""
    nonce = os.urandom(_NONCE)
    clear = json.dumps(facts, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return _MAGIC + nonce + AESGCM(key).encrypt(nonce, clear, _MAGIC + place.encode("utf-8"))


def unseal(key: bytes, place: str, sealed: bytes) -> dict[str, Any]:
    """The facts that were sealed for this place. Raises ``UnreadableError``."""
    start = len(_MAGIC)
    nonce, secret = sealed[start : start + _NONCE], sealed[start + _NONCE :]
    if not sealed.startswith(_MAGIC) or len(sealed) > LONGEST_FILE:
        raise UnreadableError
    try:
        facts = json.loads(AESGCM(key).decrypt(nonce, secret, _MAGIC + place.encode("utf-8")))
    except (InvalidTag, ValueError) as error:
        raise UnreadableError from error
    if not isinstance(facts, dict):
        raise UnreadableError
    return facts
