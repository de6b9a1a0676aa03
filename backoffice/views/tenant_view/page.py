"""The image: a phone or a page of a site, with the sign-in screen and, behind it, the tenant's home."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from backoffice.rules.landlords.blocks import Block, functions_block, home_blocks
from backoffice.rules.landlords.sign_in import SignInView
from backoffice.rules.vocabulary.portal import PortalPlace
from backoffice.services.portal.tenant_view import TenantImage
from backoffice.views.parts.pieces import Badge, card, column, label, line, unbroken
from backoffice.views.tenant_view.watermark import Watermark

_PHONE, _PAGE = 380, 620
_SCREEN = 330
_HOUR = "\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}"
_NOTHING_BEHIND = "Aucun compte ouvert derrière cet écran : le portail ne montre rien d’autre à ce locataire."


class PortalImage(QWidget):
    """Built once from an image; every text is a picture of a text: nothing to select, nothing to press."""

    def __init__(self, image: TenantImage) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(f"Portail {image.landlord_name} vu comme {image.name}")
        on_phone = is_on_phone(image)
        left = column(_screen(image), _functions(image), 1, spacing=12)
        home = _home(image)
        if on_phone:
            home.setFixedWidth(_PHONE)
        else:
            home.setMinimumWidth(_PAGE)
        rest = (1,) if on_phone else ()
        whole = line(left, column(home, 1), *rest, margins=12, spacing=16)
        whole.setStretch(1, 0 if on_phone else 1)
        self.setLayout(whole)
        for words in self.findChildren(QLabel):
            words.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.watermark = Watermark(self)
        self.watermark.say(image.watermark)


def is_on_phone(image: TenantImage) -> bool:
    """Whether this portal is an application alone."""
    return image.view.channels == (PortalPlace.APP,)


def _screen(image: TenantImage) -> QWidget:
    sign_in = image.view.sign_in
    pieces: list[QWidget] = [label("Écran de connexion", "section"), _field_note(image)]
    for asked in sign_in.asked:
        pieces.append(_words(asked.label, "strong"))
        pieces.append(_empty_field(asked.label))
        pieces.append(_words(asked.where, "hint"))
    pieces.append(_badge(sign_in))
    pieces += [_words(sentence) for sentence in sign_in.sentences]
    return _sheet([*pieces, *_known_to_us(sign_in)], _SCREEN)


def _known_to_us(sign_in: SignInView) -> list[QWidget]:
    """What the screen does not say and the agent may: the tries so far, and what one more would do."""
    if not sign_in.is_open:
        return []
    count = sign_in.failures
    tried = f"Essais manqués depuis la dernière réussite : {count}." if count else "Aucun essai manqué."
    return [_rule(), _words("Ce que l’écran ne dit pas", "hint"), _words(tried), _words(sign_in.next_wrong)]


def _field_note(image: TenantImage) -> QWidget:
    return _words(image.landlord_name, "soft")


def _empty_field(name: str) -> QWidget:
    field = QFrame()
    field.setProperty("role", "sunken")
    field.setFixedHeight(26)
    field.setAccessibleName(f"{name} : champ vide, image seulement")
    return field


def _badge(sign_in: SignInView) -> QWidget:
    badge = Badge()
    badge.say(sign_in.headline, sign_in.tone)
    badge.setAccessibleName(sign_in.headline)
    return badge


def _functions(image: TenantImage) -> QWidget:
    return _sheet(_block(functions_block(image.view)), _SCREEN)


def _home(image: TenantImage) -> QWidget:
    title = label("Une fois connecté" if image.view.sign_in.is_open else "Une fois débloqué", "section")
    home = image.view.home
    if home is None:
        return _sheet([label("Page d’accueil", "section"), _words(_NOTHING_BEHIND, "soft")])
    who = _words(f"Bonjour {image.name}", "answer")
    reference = _words(f"{image.client_ref_label} {image.client_ref}", "soft")
    pieces: list[QWidget] = [title, who, reference]
    for block in home_blocks(home):
        pieces.append(_rule())
        pieces += _block(block)
    return _sheet(pieces)


def _block(block: Block) -> list[QWidget]:
    title = _words(block.title, "strong")
    if block.tone:
        title.setProperty("tone", block.tone)
    pieces: list[QWidget] = [title]
    if block.answer:
        pieces.append(_words(block.answer, "answer"))
    pieces += [_words(note, "soft") for note in block.notes]
    if block.lines:
        pieces.append(_grid(block))
    return pieces


def _grid(block: Block) -> QWidget:
    """Columns of words; a screen reader reads a line whole, each cell with its title."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(3)
    widest = max(range(len(block.columns)), key=lambda index: _room(block.lines, index))
    for index, title in enumerate(block.columns):
        grid.addWidget(label(title, "hint"), 0, index)
    for row, cells in enumerate(block.lines, 1):
        for index, words in enumerate(cells):
            piece = _words(words) if index == widest else label(unbroken(words))
            if words.endswith("€"):
                piece.setAlignment(Qt.AlignmentFlag.AlignRight)
            piece.setAccessibleName(f"{block.columns[index]} : {words or 'vide'}")
            grid.addWidget(piece, row, index)
    grid.setColumnStretch(widest, 1)
    return box


def _room(lines: Sequence[tuple[str, ...]], index: int) -> int:
    return max(len(one[index]) for one in lines)


def _words(text: str, role: str = "") -> QLabel:
    made = label(unbroken(text).replace(" h ", _HOUR), role, wrap=True)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    made.setAccessibleName(text)
    return made


def _rule() -> QWidget:
    frame = QFrame()
    frame.setProperty("role", "line")
    return frame


def _sheet(pieces: list[QWidget], width: int | None = None) -> QWidget:
    inside = column(*pieces, margins=16, spacing=5)
    made = card(inside)
    if width is not None:
        made.setFixedWidth(width)
    return made
