"""What the tenant declared beside what the file holds, in one glance."""

from PySide6.QtWidgets import QGridLayout, QWidget

from backoffice.rules.dates import french_day, french_instant
from backoffice.rules.vocabulary.service import SubmissionState
from backoffice.views.parts.pieces import Elided, column, label
from backoffice.views.validation.reading import CertificateCase


class FileCard(QWidget):
    """Declared at the left, the file at the right, then what is to be known beside."""

    def __init__(self) -> None:
        super().__init__()
        self._declared = [Elided() for _ in range(4)]
        self._file = [Elided() for _ in range(4)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(1)
        grid.addWidget(label("Déclaré", "section"), 0, 0)
        grid.addWidget(label("Au dossier", "section"), 0, 1)
        for row, (left, right) in enumerate(zip(self._declared, self._file, strict=True), 1):
            grid.addWidget(left, row, 0)
            grid.addWidget(right, row, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.known = label("", "soft", wrap=True)
        self.known.setProperty("tone", "warn")
        self.setLayout(column(grid, self.known, spacing=3))
        self.show_case(None)

    def show_case(self, case: CertificateCase | None) -> None:
        """Show a case, or nothing."""
        declared, file = (_declared(case), _file(case)) if case is not None else (("",) * 4, ("",) * 4)
        for one, words in zip([*self._declared, *self._file], [*declared, *file], strict=True):
            one.say(words)
        known = " ".join(_known(case)) if case is not None else ""
        self.known.setText(known)
        self.known.setVisible(bool(known))


def _declared(case: CertificateCase) -> tuple[str, ...]:
    item = case.item
    start, end = item.declared.start, item.declared.end
    since = f"du {french_day(start)}" if start is not None else ""
    period = f"{since} au {french_day(end)}".strip() if end is not None else since
    about = "" if item.declared_exact or not period else " (date estimée)"
    return (
        f"{item.channel}, le {french_instant(item.submitted_at)}",
        f"Assureur : {item.declared.insurer or 'non dit'}",
        f"Période : {period or 'non dite'}{about}",
        "1 fichier" if len(case.papers) == 1 else f"{len(case.papers)} fichiers",
    )


def _file(case: CertificateCase) -> tuple[str, ...]:
    item, file = case.item, case.item.contract.on_file
    holders = ", ".join(f"{one.first_names} {one.usage_name or one.birth_name}" for one in file.holders)
    address = f"{file.street}, {file.postcode} {file.town}"
    inside = [f"bâtiment {file.building}"] if file.building else []
    inside += [f"porte {file.door}"] if file.door else []
    until = f"Couvert jusqu’au {french_day(file.covered_until)}" if file.covered_until else "Aucune acceptée"
    rooms = f"{file.rooms} pièces" if file.rooms else ""
    place = [*inside, rooms, *file.annexes]
    return (
        f"Titulaires : {holders or 'aucun'}",
        "Adresse protégée : un responsable vérifie." if item.address_withheld else address,
        ", ".join(one for one in place if one) or item.contract.words,
        until,
    )


def _known(case: CertificateCase) -> list[str]:
    item = case.item
    found = list(case.elsewhere)
    if item.policy is not None:
        found.append("Une assurance prise pour son compte court : l’accepter crée la suite pour la résilier.")
    if item.contract.waiting > 1:
        found.append(f"{item.contract.waiting} attestations attendent pour ce contrat.")
    if item.state is not SubmissionState.SUBMITTED:
        words = f" ({item.rejection})" if item.rejection else ""
        found.append(f"Décision précédente : {item.state.label.lower()}{words}.")
    return found
