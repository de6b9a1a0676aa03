"""Why a paper is not read: a code, and one sentence that says what to ask for instead."""

from backoffice.documents.limits import MAX_BYTES, Limits
from backoffice.errors import Refused

EMPTY_FILE = "EMPTY_FILE"
TOO_HEAVY = "TOO_HEAVY"
TOO_MANY_PAGES = "TOO_MANY_PAGES"
TOO_LARGE_PICTURE = "TOO_LARGE_PICTURE"
NOT_A_PAPER = "NOT_A_PAPER"
DISGUISED_NAME = "DISGUISED_NAME"
TWO_IN_ONE = "TWO_IN_ONE"
ENCRYPTED = "ENCRYPTED"
DAMAGED = "DAMAGED"
TOO_SLOW = "TOO_SLOW"
HEIC = "HEIC"

_SENTENCES = {
    EMPTY_FILE: "Ce fichier est vide : demandez au locataire de l’envoyer de nouveau.",
    TOO_HEAVY: "Ce fichier est trop lourd : demandez-en un plus léger.",
    TOO_MANY_PAGES: "Ce document a trop de pages : demandez seulement celles qui sont utiles.",
    TOO_LARGE_PICTURE: "Cette image est trop grande : demandez-en une plus petite ou un PDF.",
    NOT_A_PAPER: "Ce fichier n’est ni un PDF, ni une photo JPEG ou PNG : demandez-le sous une de ces formes.",
    DISGUISED_NAME: "Le nom de ce fichier cache ce qu’il est : demandez un PDF ou une photo.",
    TWO_IN_ONE: "Ce fichier en cache un autre d’une autre nature : demandez un PDF ou une photo simple.",
    ENCRYPTED: "Ce PDF est protégé par un mot de passe : demandez-le sans mot de passe.",
    DAMAGED: "Ce fichier est abîmé et ne s’ouvre pas : demandez-en un autre exemplaire.",
    TOO_SLOW: "Ce fichier est trop long à afficher : demandez-en une version plus simple ou une photo.",
    HEIC: "Cette photo est au format HEIC, qui ne se lit pas ici : demandez-la en JPEG ou en PDF.",
}
CODES = frozenset(_SENTENCES)


def refused(code: str, limits: Limits | None = None, size: int = 0) -> Refused:
    """The refusal to raise; with ``limits``, its sentence names the landlord's; ``size`` in bytes."""
    return Refused(_with_figures(code, limits, size) if limits else _SENTENCES[code], code=code)


def _with_figures(code: str, limits: Limits, size: int) -> str:
    if code == TOO_HEAVY:
        under = "moins de " if limits.max_bytes_excluded else "au plus "
        most = weight_words(min(limits.max_bytes, MAX_BYTES))
        fault = f"Ce fichier pèse {weight_words(size)}, il doit faire {under}{most}"
        return f"{fault} : demandez-en un plus léger."
    if code == TOO_MANY_PAGES:
        return f"Ce document a plus de {limits.max_pages} pages : demandez seulement celles qui sont utiles."
    if code == TOO_LARGE_PICTURE:
        most = f"{limits.max_megapixels} millions de pixels"
        return f"Cette image est trop grande ({most} au plus) : demandez-en une plus petite ou un PDF."
    return _SENTENCES[code]


def weight_words(size: int) -> str:
    """``size`` bytes as a tenant reads them: « 500 Ko », « 10 Mo », « 1,4 Mo »."""
    if size < 1_000:
        return f"{size} octets"
    if size < 1_000_000:
        return f"{size // 1_000} Ko"
    millions = f"{size / 1_000_000:.1f}".removesuffix(".0").replace(".", ",")
    return f"{millions} Mo"
