"""The scales of law as the program ships them: read once, whole, before any is used."""

from functools import lru_cache

from backoffice.errors import Unavailable
from backoffice.paths import scales
from backoffice.rules.surveys.procedure.articles import Article, read_articles
from backoffice.rules.surveys.scales.book import ScaleBook
from backoffice.rules.surveys.scales.file import read_scales
from backoffice.rules.surveys.scales.rows import ScaleRow
from backoffice.rules.surveys.zones import Places, read_places


def shipped_rows() -> tuple[ScaleRow, ...]:
    """The rows of every file, in the order of their names.

    Raises ``Refused`` (``SCALE_FILE``, ``SCALE_ROW``) with the file and the reason, ``Unavailable`` when the
    files cannot be read.
    """
    files = sorted(scales().glob("*.toml"))
    if not files:
        raise Unavailable(f"Aucun barème dans « {scales()} » : vérifiez l’installation.")
    return tuple(row for file in files for row in read_scales(_text(file.name), file.name))


@lru_cache(maxsize=1)
def shipped_scales() -> ScaleBook:
    """The same as a book; what a landlord adds is not in it. Raises as ``shipped_rows``."""
    return ScaleBook(shipped_rows())


@lru_cache(maxsize=1)
def shipped_articles() -> tuple[Article, ...]:
    """The articles that letters reproduce. Raises ``Refused`` or ``Unavailable``."""
    return read_articles(_text("texts/articles.toml"), "articles.toml")


@lru_cache(maxsize=1)
def shipped_places() -> Places:
    """The communes that the zonings name. Raises ``Refused`` or ``Unavailable``."""
    return read_places(_text("texts/places.toml"), "places.toml")


def _text(name: str) -> str:
    try:
        return (scales() / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(f"Le barème « {name} » ne peut pas être lu : vérifiez l’installation.") from error
