"""What the rooms above read of seals."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SealKey:
    """The public key in force of a landlord; ``key_code`` is what a code on paper names it by."""

    id: int
    key_code: str
    public: bytes


@dataclass(frozen=True)
class Frozen:
    """A receipt whose page will not change any more; ``sha256`` in hexadecimal, from the database."""

    receipt_id: int
    content: bytes
    sha256: str
    sealed: bool
