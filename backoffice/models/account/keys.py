"""The public keys under which receipts are sealed; their private halves are nowhere in the database."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Blob, Id, OfLandlord, Versioned


class LandlordKey(OfLandlord, Versioned, Base):
    """A public key (Ed25519) of a landlord; one is in force at a time, former ones go on proving."""

    __tablename__ = "landlord_key"
    __table_args__ = (
        UniqueConstraint("landlord_id", "key_code"),
        Index(
            "uq_landlord_key_in_force",
            "landlord_id",
            unique=True,
            postgresql_where=text("valid_to IS NULL"),
        ),
        CheckConstraint("key_code ~ '^[0-9a-f]{8}$'", name="key_code_form"),
        CheckConstraint("octet_length(public_key) = 32", name="public_key_size"),
        CheckConstraint("valid_to >= valid_from", name="in_order"),
        {"comment": "Public keys of landlords, under which receipts are sealed."},
    )

    id: Mapped[Id]
    key_code: Mapped[str] = mapped_column(
        comment="First eight hexadecimal digits of its SHA-256, as printed."
    )
    public_key: Mapped[Blob] = mapped_column(comment="The key, 32 bytes (Ed25519).")
    valid_from: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="Signs from then on.")
    valid_to: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="Signs no longer; empty while it does."
    )
