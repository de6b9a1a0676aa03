"""Photos: measured before they are decoded, set upright, cleared of all that is not their pixels."""

import re
from io import BytesIO
from typing import Final

from PIL import ExifTags, Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PdfImagePlugin, PngImagePlugin

from backoffice.documents import refusals
from backoffice.documents.pages import PagePicture
from backoffice.documents.reader.limits import MAX_DRAWN, MAX_SIDE, Limits
from backoffice.documents.texts import Placed
from backoffice.rules.vocabulary.validation.papers import DocumentMedia, PaperFlag

# Loaded before the process is confined: it opens no file afterwards, not even one of Pillow's.
PLUGINS: Final = (JpegImagePlugin, MpoImagePlugin, PdfImagePlugin, PngImagePlugin)
# Our own limits are told before anything is decoded, in the landlord's words.
Image.MAX_IMAGE_PIXELS = None

EDITORS = re.compile(
    rb"photoshop|gimp|paint\.net|pixelmator|affinity (?:photo|designer)|inkscape|illustrator|canva\b"
    rb"|photofiltre|coreldraw|photo-?paint|lightroom|picsart|snapseed|photopea|krita|paint shop|pdfescape"
    rb"|sejda|photoscape",
    re.IGNORECASE,
)
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
_GPS, _SOFTWARE, _ORIENTATION = ExifTags.IFD.GPSInfo, ExifTags.Base.Software, ExifTags.Base.Orientation


class PhotoPaper:
    """One JPEG or PNG held open by the reading process."""

    def __init__(self, content: bytes, media: DocumentMedia, limits: Limits) -> None:
        self.media = media
        self._content = content
        self._decoded: Image.Image | None = None
        with self._opened() as image:
            self._orientation = _orientation(image)
            self.flags = _flags(image)
            width, height = image.size
        if max(width, height) > MAX_SIDE or width * height > limits.max_megapixels * 1_000_000:
            raise refusals.refused(refusals.TOO_LARGE_PICTURE)
        if not width or not height:
            raise refusals.refused(refusals.DAMAGED)
        self._is_lying = self._orientation >= 5
        self.sizes = (((height, width) if self._is_lying else (width, height)),)

    def try_out(self, limits: Limits) -> None:
        """Decode it once, small: a picture that stops half-way is found now."""
        self.raster(0, 100, 0)

    def draw(self, page: int, width: int, turn: int) -> PagePicture:
        """The picture as the screens want it: ``page`` is 0."""
        return picture_of(self.raster(page, width, turn))

    def raster(self, page: int, width: int, turn: int) -> Image.Image:
        """The picture upright then turned, ``width`` pixels wide, in RGB on white."""
        upright = self._upright(self._needed(width, turn))
        turned = upright.transpose(_TURNS[turn]) if turn else upright
        size = fitting(turned.width, turned.height, width)
        return turned if size == turned.size else turned.resize(size, Image.Resampling.BOX, reducing_gap=1.0)

    def words(self, page: int) -> list[Placed]:
        """A photo has no text of its own."""
        return []

    def cleaned(self) -> bytes:
        """The same picture with nothing but its pixels, upright, as a file of the same kind."""
        image = self._upright(MAX_SIDE)
        made = BytesIO()
        if self.media is DocumentMedia.PNG:
            image.save(made, "PNG")
        else:
            image.save(made, "JPEG", quality=90)
        return made.getvalue()

    def close(self) -> None:
        """Forget the pixels."""
        self._decoded = None

    def _needed(self, width: int, turn: int) -> int:
        """The width at which the file is worth being decoded for a picture ``width`` wide once turned."""
        across, down = self.sizes[0]
        return width if turn in (0, 180) else round(width * across / down)

    def _upright(self, width: int) -> Image.Image:
        """The whole picture, decoded at least ``width`` wide; kept for the next drawing."""
        if self._decoded is None or self._decoded.width < min(width, self.sizes[0][0]):
            # Two of fifty megapixels at once would be too many.
            self._decoded = None
            self._decoded = self._decode(width)
        return self._decoded

    def _decode(self, width: int) -> Image.Image:
        across, down = self.sizes[0]
        wide = (width, max(1, round(width * down / across)))
        with self._opened() as image:
            if isinstance(image, JpegImagePlugin.JpegImageFile):
                # A JPEG is decoded at a half, a quarter or an eighth of its size for little.
                image.draft(None, wide[::-1] if self._is_lying else wide)
            image.load()
            return _set_upright(_on_white(image), self._orientation)

    def _opened(self) -> Image.Image:
        return Image.open(BytesIO(self._content), formats=("JPEG", "PNG"))


def fitting(across: float, down: float, width: int) -> tuple[int, int]:
    """The size in pixels, ``width`` wide, of what is ``across`` by ``down``; less if it were too large."""
    height = width * down / across
    shrunk = min(1.0, (MAX_DRAWN / (width * height)) ** 0.5, MAX_SIDE / height)
    return max(1, int(width * shrunk)), max(1, int(height * shrunk))


def picture_of(image: Image.Image) -> PagePicture:
    """Its pixels as the screens want them."""
    return PagePicture(image.tobytes("raw", "BGRX"), image.width, image.height, image.width * 4)


def _on_white(image: Image.Image) -> Image.Image:
    """In RGB; what is transparent shows a white page."""
    if image.mode.startswith("I") or image.mode == "F":
        # Sixteen bits of grey: the eight upper ones are seen.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        full = image.convert("RGBA")
        page = Image.new("RGB", full.size, "white")
        page.paste(full, mask=full.getchannel("A"))
        return page
    return image.convert("RGB")


def _set_upright(image: Image.Image, orientation: int) -> Image.Image:
    if orientation == 1:
        return image
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    image.info["exif"] = exif.tobytes()
    return ImageOps.exif_transpose(image)


def _orientation(image: Image.Image) -> int:
    try:
        said = image.getexif().get(_ORIENTATION, 1)
    except (ValueError, TypeError, SyntaxError, LookupError, OSError, OverflowError):
        # A photo without readable notes is a photo all the same.
        return 1
    return said if isinstance(said, int) and 1 <= said <= 8 else 1


def _flags(image: Image.Image) -> frozenset[PaperFlag]:
    found = set()
    notes = image.info.get("xmp") or b""
    text = notes if isinstance(notes, bytes) else str(notes).encode()
    try:
        exif = image.getexif()
        if exif.get_ifd(_GPS):
            found.add(PaperFlag.LOCATION_REMOVED)
        text += str(exif.get(_SOFTWARE, "")).encode()
    except (ValueError, TypeError, SyntaxError, LookupError, OSError, OverflowError):
        text += b""
    text += str(image.info.get("Software", "")).encode()
    if EDITORS.search(text):
        found.add(PaperFlag.IMAGE_EDITOR)
    return frozenset(found)
