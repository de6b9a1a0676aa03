"""The certificates of the training landlord: small PDFs, a few photos, one in three with a mistake."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from backoffice.demo.papers.facts import Insured, draw_facts, mistaken
from backoffice.demo.papers.layouts.catalogue import LAYOUTS
from backoffice.demo.papers.scans import photographed
from backoffice.rules.papers.proposals import PaperNature, Quality

# Fonts that are everywhere: the same file on every computer.
_PORTABLE = (
    "mutual_letter",
    "bank_letter",
    "online_letter",
    "labels_left",
    "labels_above",
    "table_grid",
    "ticked_boxes",
    "two_columns",
)
_EMBEDDED = ("mutual_letter", "labels_left", "table_grid")
_PHOTO_EVERY = 25
"""A photo takes a hundred times longer to make than a page."""


@dataclass(frozen=True)
class Known:
    """What the landlord knows of who sends a certificate, and what he typed."""

    insured: Insured
    street: str
    postcode: str
    town: str
    rooms: int
    insurer: str
    start: date
    end: date
    today: date


def certificate_for(known: Known, seed: int) -> tuple[str, bytes]:
    """The name of a file and its bytes: the same for the same seed."""
    rng = Random(seed)  # noqa: S311 -- a game of chance, not a secret
    drawn, _ = draw_facts(seed, known.today)
    facts = replace(
        drawn,
        insured=(known.insured,),
        street=known.street,
        postcode=known.postcode,
        town=known.town,
        inside="",
        mailing=(known.street, known.postcode, known.town),
        start=known.start,
        end=known.end,
        insurer=known.insurer,
        issued=known.start - timedelta(days=rng.randint(0, 12)),
        rooms=known.rooms,
        quality=Quality.TENANT,
    )
    right = replace(
        facts, nature=PaperNature.CERTIFICATE, shows_period=True, annex_only=False, refused=(), mistake=None
    )
    said = mistaken(right, rng) if rng.random() < 0.35 else right
    shown = f"{known.insured.shown}{known.street}{known.town}"
    plain = shown.encode("cp1252", "ignore").decode("cp1252") == shown
    content = LAYOUTS[rng.choice(_PORTABLE if plain else _EMBEDDED)](said)
    if seed % _PHOTO_EVERY == 0:
        return f"IMG_{2000 + seed % 8000}.jpg", photographed(content, seed, dots=100, quality=50)
    return rng.choice(
        ("attestation.pdf", "Attestation habitation.pdf", "assurance.pdf", "document.pdf")
    ), content
