"""What the signed codes of documents are checked with."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, KeyText, Recorded, one_of
from backoffice.rules.vocabulary.validation.stamps import TrustKind


class StampTrust(Recorded, Base):
    """One certificate, revocation list or trust list as it was published, or who may sign the lists."""

    __tablename__ = "stamp_trust"
    __table_args__ = (
        one_of("kind", TrustKind),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_readable"),
        CheckConstraint("(content IS NULL) = (kind = 'LIST_SIGNER')", name="content_of_kind"),
        CheckConstraint(
            "(ca_id IS NULL) = (kind IN ('TRUST_LIST', 'LIST_SIGNER'))", name="authority_of_kind"
        ),
        CheckConstraint("(cert_id IS NULL) = (kind <> 'CERTIFICATE')", name="certificate_of_kind"),
        CheckConstraint("(rank IS NULL) = (kind <> 'TRUST_LIST')", name="rank_of_kind"),
        UniqueConstraint("kind", "sha256"),
        Index("ix_stamp_trust_names", "ca_id", "cert_id"),
        {"comment": "What signed codes (2D-Doc) are checked with; rows are only added, each proves itself."},
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(comment="What it is.")
    sha256: Mapped[str] = mapped_column(
        KeyText, comment="SHA-256 of the bytes, or of the signer, in hexadecimal."
    )
    ca_id: Mapped[str | None] = mapped_column(KeyText, comment="Authority, as headers name it.")
    cert_id: Mapped[str | None] = mapped_column(KeyText, comment="Certificate, as headers name it.")
    rank: Mapped[int | None] = mapped_column(comment="Sequence number of a trust list.")
    first_day: Mapped[date | None] = mapped_column(comment="First day it is valid, or was issued.")
    last_day: Mapped[date | None] = mapped_column(comment="Last day it is valid, or is to be replaced.")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, comment="The bytes as they were published.")
    author: Mapped[str] = mapped_column(server_default=text("session_user"), comment="Login that brought it.")
