"""The chain of digests: the same steps as the database's ``close_batch``, in Python alone."""

from hashlib import sha256

from backoffice.rules.audit.records import Seal


def digest(text: str) -> bytes:
    """SHA-256 of the canonical text of a line."""
    return sha256(text.encode()).digest()


def first_link(previous_head: bytes, number: int, opened_at: int) -> bytes:
    """Where the chain of a batch starts: on the head of the batch before."""
    return sha256(previous_head + f"batch|{number}|{opened_at}".encode()).digest()


def next_link(chain: bytes, seal: Seal, row_hash: bytes | None = None) -> bytes:
    """The link of a seal (with another digest in its place, if given)."""
    told = f"line|{seal.batch}|{seal.position}|{seal.entry_id}|{seal.month}|".encode()
    return sha256(chain + told + (seal.row_hash if row_hash is None else row_hash)).digest()


def last_link(chain: bytes, row_count: int, closed_at: int) -> bytes:
    """The head of a batch."""
    return sha256(chain + f"end|{row_count}|{closed_at}".encode()).digest()
