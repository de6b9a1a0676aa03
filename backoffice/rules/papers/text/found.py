"""What a rule answers: a value with the words it was read in, or why it stays silent."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from backoffice.rules.papers.text.passage import Piece

Value_co = TypeVar("Value_co", covariant=True)

LEAST_SURE = 0.8
"""Below, a word read in an image is not trusted for a figure (0 to 1)."""


@dataclass(frozen=True)
class Found(Generic[Value_co]):
    """A value, the text it was read in and its words."""

    value: Value_co
    raw: str
    pieces: tuple[Piece, ...]

    @property
    def is_sharp(self) -> bool:
        """Whether each of its words was read without hesitation."""
        return all(piece.sure >= LEAST_SURE for piece in self.pieces)
