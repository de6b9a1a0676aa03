"""How heavy, long and large a paper may be (R6.1, R6.2), and what no landlord can widen."""

from dataclasses import dataclass

MAX_BYTES = 50_000_000
"""What the database takes; nothing heavier goes to the reading process."""
MAX_SIDE = 20_000
"""Pixels on one side of a picture: 50 megapixels as a strip one pixel high would still harm."""
MAX_POINTS = 14_400.0
"""The side of the largest page that the PDF format knows."""
MAX_DRAWN = 24_000_000
"""Pixels of the largest picture handed back: an A4 page at 500 dots an inch."""
MAX_WORDS = 20_000
"""Words kept of one page."""
MEMORY = 1_000_000_000
"""Bytes of address space that the reading process may hold."""
HELD = 4
"""Papers that a reading process keeps open."""
PAPERS_PER_PROCESS = 200
"""Papers after which it is replaced: what a hostile one left behind goes with it."""


@dataclass(frozen=True)
class Limits:
    """What a landlord takes: bytes, pages, millions of pixels; ``seconds`` for the whole examination.

    ``max_bytes_excluded`` reads « 500 Ko » as fewer than 500,000 bytes (R6.1).
    """

    max_bytes: int
    max_pages: int
    max_megapixels: int
    seconds: float = 5.0
    max_bytes_excluded: bool = True

    def is_too_heavy(self, size: int) -> bool:
        """Whether ``size`` bytes are over the limit."""
        return (
            size > MAX_BYTES or size > self.max_bytes or (self.max_bytes_excluded and size == self.max_bytes)
        )


USUAL = Limits(10_000_000, 20, 50)
"""Where a landlord says nothing (R6.2)."""
WIDEST = Limits(MAX_BYTES, 500, 200, max_bytes_excluded=False)
"""For a paper that was taken before and is opened again."""
