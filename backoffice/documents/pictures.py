"""Photos: measured before they are decoded, set upright, cleared of all that is not their pixels."""

import re
import struct
from io import BytesIO
from typing import Final

from PIL import ExifTags, Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PdfImagePlugin, PngImagePlugin

from backoffice.documents import refusals
from backoffice.documents.limits import MAX_DRAWN, MAX_SIDE, Limits
from backoffice.documents.pages import PagePicture
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
_SCREEN = 1_200
_FEW_PIXELS = 4_000_000
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
_GPS, _SOFTWARE, _ORIENTATION = ExifTags.IFD.GPSInfo, ExifTags.Base.Software, ExifTags.Base.Orientation
# What Pillow raises of notes that somebody broke.
_UNREADABLE = (ValueError, TypeError, SyntaxError, LookupError, OSError, OverflowError, struct.error)


class PhotoPaper:
    """One JPEG or PNG held open by the reading process."""

    def __init__(self, content: bytes, media: DocumentMedia, limits: Limits) -> None:
        self.media = media
        self._content = content
        self._decoded: Image.Image | None = None
        with self._opened() as image:
            width, height = image.size
            self.sizes = ((width, height),)
            self.check(limits)
            notes = _notes(image)
            self.flags = _flags(image, notes)
        self._orientation = _orientation(notes)
        self._is_lying = self._orientation >= 5
        if self._is_lying:
            self.sizes = ((height, width),)

    def check(self, limits: Limits) -> None:
        """Refuse a picture larger than ``limits``, by what its header says."""
        ((width, height),) = self.sizes
        if max(width, height) > MAX_SIDE or width * height > limits.max_megapixels * 1_000_000:
            raise refusals.refused(refusals.TOO_LARGE_PICTURE)
        if not width or not height:
            raise refusals.refused(refusals.DAMAGED)

    def try_out(self, limits: Limits) -> None:
        """Decode it once, as wide as a screen will ask: a picture that stops half-way is found now."""
        self._upright(_SCREEN)

    def draw(self, page: int, width: int, turn: int) -> PagePicture:
        """The picture as the screens want it: ``page`` is 0."""
        return picture_of(self.raster(page, width, turn))

    def raster(self, page: int, width: int, turn: int) -> Image.Image:
        """The picture upright then turned, ``width`` pixels wide, in RGB on white."""
        upright = self._upright(self._needed(width, turn))
        turned = upright.transpose(_TURNS[turn]) if turn else upright
        size = fitting(turned.width, turned.height, width)
        return turned if size == turned.size else turned.resize(size, Image.Resampling.BOX, reducing_gap=1.0)

    def words(self, page: int) -> list[tuple[str, float, float, float, float]]:
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

    def rest(self) -> None:
        """Forget the pixels if they are many: another paper is looked at."""
        if self._decoded is not None and self._decoded.width * self._decoded.height > _FEW_PIXELS:
            self._decoded = None

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
            fewer = min(image.size[0] // wide[self._is_lying], image.size[1] // wide[not self._is_lying])
            upright = _set_upright(_on_white(image, fewer), self._orientation)
        # Pillow would write the comments of the file again in whatever is made of its pixels.
        upright.info.clear()
        return upright

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


def _on_white(image: Image.Image, fewer: int) -> Image.Image:
    """In RGB, ``fewer`` times smaller; what is transparent shows a white page."""
    if image.mode.startswith("I") or image.mode == "F":
        # Sixteen bits of grey: the eight upper ones are seen.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        full = _reduced(image if image.mode == "RGBA" else image.convert("RGBA"), fewer)
        page = Image.new("RGB", full.size, "white")
        page.paste(full, mask=full.getchannel("A"))
        return page
    # The image of an open file is never handed out: it would look for its file again.
    return image.reduce(fewer) if fewer > 1 and image.mode == "RGB" else _reduced(image.convert("RGB"), fewer)


def _reduced(image: Image.Image, fewer: int) -> Image.Image:
    return image.reduce(fewer) if fewer > 1 else image


def _set_upright(image: Image.Image, orientation: int) -> Image.Image:
    if orientation == 1:
        return image
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    image.info["exif"] = exif.tobytes()
    return ImageOps.exif_transpose(image)


def _notes(image: Image.Image) -> Image.Exif:
    """What the device wrote beside the picture; nothing where it cannot be read."""
    # Pillow would decode a whole PNG to look for notes behind its pixels.
    if image.format == "PNG" and "exif" not in image.info:
        return Image.Exif()
    try:
        return image.getexif()
    except _UNREADABLE:
        return Image.Exif()


def _orientation(notes: Image.Exif) -> int:
    said = notes.get(_ORIENTATION, 1)
    return said if isinstance(said, int) and 1 <= said <= 8 else 1


def _flags(image: Image.Image, notes: Image.Exif) -> frozenset[PaperFlag]:
    found = set()
    try:
        has_place = bool(notes.get_ifd(_GPS))
    except _UNREADABLE:
        has_place = _GPS in notes
    if has_place:
        found.add(PaperFlag.LOCATION_REMOVED)
    told = (notes.get(_SOFTWARE), image.info.get("Software"), image.info.get("xmp"))
    if any(EDITORS.search(one if isinstance(one, bytes) else str(one).encode()) for one in told if one):
        found.add(PaperFlag.IMAGE_EDITOR)
    return frozenset(found)
