"""The guided tour leaves its pictures and its receipt, without a screen."""

from pathlib import Path

import pypdfium2
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from backoffice.settings import DEMO_PROFILE, Settings
from backoffice.tour.play import run_tour
from backoffice.tour.stage import wait_once

TENANTS = 40


def test_a_moment_of_rest_is_enough(qapp: QApplication) -> None:
    """A counter that is told of a change makes the desk busy again before anybody looks twice."""
    at_rest = iter((False, False, True))
    wait_once(lambda: next(at_rest, False))
    assert next(at_rest, None) is None


def test_the_tour_leaves_pictures_and_a_receipt(qapp: QApplication, tmp_path: Path) -> None:
    told: list[str] = []
    files = run_tour(Settings(DEMO_PROFILE), tmp_path, tenants=TENANTS, progress=told.append)
    names = [path.name for path in files]
    assert names[0] == "01-connexion.png"
    for wanted in (
        "dossier",
        "questions",
        "deblocage",
        "quittance",
        "connexion-perdue",
        "historique-sombre",
        "orthographe-proche",
        "file-d-attente",
        "numero-connu",
        "dossier-masque",
        "vu-comme-le-locataire",
        "resume-ecrit",
        "fiches-reunies",
        "dossier-reserve",
        "code-juste",
        "note-refusee",
        "qui-a-vu",
        "conservation",
        "mes-immeubles-sombre",
    ):
        assert any(wanted in name for name in names), wanted
    for path in files:
        assert path.is_file()
    file = next(path for path in files if path.name.endswith("-dossier.png"))
    picture = QImage(str(file))
    assert (picture.width(), picture.height()) == (1366, 768)
    with pypdfium2.PdfDocument(tmp_path / "quittance.pdf") as document:
        assert "994/0" in document[0].get_textpage().get_text_range()
    assert told
