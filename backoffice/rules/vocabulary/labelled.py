"""The shape of every closed list: a code for the database, a French label for the screen."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A string enumeration whose members carry the French words shown to an agent."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Keep ``value`` as the stored code and ``label`` as its French wording."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
