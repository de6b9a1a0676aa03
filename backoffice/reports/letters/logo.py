"""The landlord's logo, a file beside its profile: ``logirem.png`` next to ``logirem.toml``."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from backoffice import paths

_MOST_BYTES, _MOST_PIXELS = 200_000, 4_000_000


@lru_cache(maxsize=32)
def landlord_logo(code: str) -> bytes | None:
    """The PNG of a landlord, or ``None`` when it has none that can be printed."""
    file = paths.resources() / "landlords" / f"{code}.png"
    if not code.isalnum() or not file.is_file() or file.stat().st_size > _MOST_BYTES:
        return None
    content = file.read_bytes()
    return content if _is_picture(content) else None


def _is_picture(content: bytes) -> bool:
    try:
        with Image.open(BytesIO(content), formats=("PNG",)) as image:
            wide, high = image.size
            if wide * high > _MOST_PIXELS or not wide or not high:
                return False
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False
    return True
