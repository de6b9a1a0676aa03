"""Who it is: name, title, numbers, address; and the button that identifies the caller."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from backoffice.rules.premises import contract_words
from backoffice.services.tenant.results import LeaseView, TenantFile
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Badge, Elided, IconLabel, column, label, line

_COMPANY_WIDTH = 420


class TenantHeader(QWidget):
    """Two lines above the answers."""

    identify = Signal()
    back = Signal()
    again = Signal()
    """Read the file once more."""

    def __init__(self) -> None:
        super().__init__()
        self.name = Elided("", "title")
        self.title = Badge()
        self.confidential = Badge("Adresse confidentielle", "bad")
        self.numbers = Elided("", "soft")
        self.identify_button = KeyButton("Identifier l’appelant", "F8", icon_name="call")
        self.identify_button.clicked.connect(self.identify)
        self.see_as_button = KeyButton("Voir comme le locataire", "F11")
        self.back_button = KeyButton("Retour", "Échap", icon_name="back")
        self.back_button.clicked.connect(self.back)
        self.company = Elided("", "soft")
        self._company_icon = IconLabel("people", "accent")
        self.stale = KeyButton("Mis à jour par un collègue", "Ctrl+R", icon_name="again")
        self.stale.clicked.connect(self.again)
        self._first = line(self.name, self.title, self.confidential, 1, spacing=10)
        top = line(
            self._first, self.stale, self.see_as_button, self.identify_button, self.back_button, spacing=8
        )
        top.setStretch(0, 1)
        self.purpose = label("", "hint")
        # Beside the numbers: the first line is full of buttons.
        second = line(self._company_icon, self.company, self.numbers, self.purpose, spacing=8)
        second.setStretch(2, 1)
        self.setLayout(column(top, second, spacing=2))
        self.show_company("")
        self.show_stale(stale=False)

    def show_file(self, file: TenantFile) -> None:
        """Show whose file it is."""
        self.name.say(file.name)
        self.name.setMaximumWidth(self.name.sizeHint().width() + 4)
        self._first.setStretch(0, 1000)
        self.title.say(file.title, "ok" if file.is_current else "")
        self.confidential.setVisible(file.confidential_address)
        # During a call the banner above has the same button.
        self.identify_button.setVisible(file.call is None)
        self.numbers.say(_numbers(file))
        self.purpose.setText(f"Motif : {file.purpose.label.lower()}    Ctrl+M")

    def show_company(self, sentence: str) -> None:
        """Show who else has the file open; nothing when nobody has."""
        self.company.say(sentence)
        self.company.setFixedWidth(min(self.company.sizeHint().width() + 4, _COMPANY_WIDTH))
        self._company_icon.setToolTip(sentence)
        for piece in (self.company, self._company_icon):
            piece.setVisible(bool(sentence))

    def show_stale(self, *, stale: bool) -> None:
        """Show, or take away, the mark that a colleague has saved something since."""
        self.stale.setVisible(stale)


def main_lease(file: TenantFile) -> LeaseView | None:
    """The lease that the header tells: the first current one, else the first."""
    return next((lease for lease in file.leases if lease.is_current), next(iter(file.leases), None))


def _numbers(file: TenantFile) -> str:
    pieces = [f"{file.client_ref_label} {file.client_ref}", f"Tiers {file.party_number}"]
    lease = main_lease(file)
    if lease is not None:
        others = [one for one in file.leases if one.is_current and one.id != lease.id]
        more = "".join(f" + {contract_words(one.kind, one.number)}" for one in others)
        pieces += [f"Contrat {lease.number}, {lease.description}{more}", lease.address]
    # The landlord last: whoever works for one alone knows him.
    return "  ·  ".join((*pieces, file.landlord_name))
