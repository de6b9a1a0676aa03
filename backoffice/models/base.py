"""The common ground of every mapped class: names, column types, versions."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from backoffice.rules.vocabulary.labelled import Labelled

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Search keys compare byte by byte: only then does a range on an index answer a prefix
# search for a role under row security.
KeyText = Text(collation="C")

Id = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True, comment="Internal key.")]
Money = Annotated[Decimal, mapped_column(Numeric(12, 2))]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Json = Annotated[dict[str, Any], mapped_column(JSONB)]
Blob = Annotated[bytes, mapped_column(LargeBinary)]


class Base(DeclarativeBase):
    """Parent of every mapped class."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text, int: BigInteger}


class Versioned:
    """A row that several people may change: the second one to save is told so."""

    version: Mapped[int] = mapped_column(
        Integer, nullable=False, server_default="1", comment="Counts the saves; a lost update is refused."
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        """Let SQLAlchemy check the version at each update."""
        return {"version_id_col": cls.version}


class Recorded:
    """A row that remembers when it entered the database, by the server's clock."""

    recorded_at: Mapped[Instant] = mapped_column(
        server_default=func.now(), nullable=False, comment="When the row was written."
    )


def one_of(column: str, words: type[Labelled]) -> CheckConstraint:
    """A check that ``column`` holds a word of the closed list ``words``.

    States are text with a check, not enumerations: enum operators are not leakproof.
    """
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def no_overlap(*columns: str, name: str) -> ExcludeConstraint:
    """An exclusion: rows equal in ``columns`` may not share a day of ``[valid_from, valid_to)``.

    Written with ranges of one number, because the embedded server has no btree_gist.
    """
    equal = [(text(f"int8range({column}, {column}, '[]')"), "&&") for column in columns]
    period = (text("daterange(valid_from, valid_to)"), "&&")
    return ExcludeConstraint(*equal, period, name=name, using="gist")


class Period:
    """A row true during ``[valid_from, valid_to)``; no end means: still true."""

    valid_from: Mapped[date] = mapped_column(Date, nullable=False, comment="First day it is true.")
    valid_to: Mapped[date | None] = mapped_column(Date, comment="First day it is no longer true.")


def period_in_order() -> CheckConstraint:
    """A period ends after it starts."""
    return CheckConstraint("valid_to > valid_from", name="period_in_order")


class OfLandlord:
    """A row of one landlord of the group; services keep staff to theirs with ``of_my_landlords``."""

    landlord_id: Mapped[int] = mapped_column(
        ForeignKey("landlord.id"), nullable=False, comment="The landlord whose row it is."
    )
