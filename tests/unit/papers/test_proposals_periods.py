"""The period of validity: said once it is read, in doubt it is silence."""

from datetime import date

import pytest

from backoffice.rules.papers.fields.days import days_in
from backoffice.rules.papers.reading import read_certificate, read_words
from backoffice.rules.papers.words import TextSource
from tests.pages_of_text import paper

YEAR = (date(2026, 9, 1), date(2027, 8, 31))
HEAD = "ATTESTATION D’ASSURANCE HABITATION\n\n"


def period(text: str) -> tuple[date | None, date | None]:
    """What is read of a certificate with this text."""
    read = read_certificate(paper(HEAD + text))
    return read.valid_from, read.valid_to


@pytest.mark.parametrize(
    "text",
    [
        "Garantie valable du 01/09/2026 au 31/08/2027.",
        "Période de validité : 01/09/2026 - 31/08/2027",
        "Période de garantie\n01.09.2026 au 31.08.2027",
        "La présente attestation est valable du 1er septembre 2026 au 31 août 2027 inclus",
        "valable du 01/09/26 au 31/08/27",
        "valable du 1 er septembre 2026 à 0h00 au 31 AOÛT 2027 à 24h",
        "couverture assurée du 2026-09-01 au 2027-08-31",
        "Date d’effet : 01/09/2026      Date de fin : 31/08/2027",
        "Date d’effet      Date de fin\n01/09/2026        31/08/2027",
        "Début de validité\n01/09/2026\n\n\nFin de validité\n31/08/2027",
        "Du :   01/09/2026\nAu :   31/08/2027",
        "à effet du 01/09/2026 pour une durée d’un an",
        "Date d’effet : 1 septembre 2026\nDurée : 12 mois",
        "Date d’effet 01/09/2026     Échéance 31/08/2027",
        "prend effet le 1er sept. 2026 et expire le 31 août 2027",
        "garanti à compter du 01/09/2026 jusqu’au 31/08/2027",
        "valable à partir du 01/09/2026 et jusqu’à fin août 2027",
        "assuré pour la période comprise entre le 01/09/2026 et le 31/08/2027",
        "contrat souscrit le 14/03/2019, garanti du 01/09/2026 au 31/08/2027, né le 02/02/1980",
        "Cotisation du 01/01/2026 au 31/12/2026 réglée.\nGarantie en vigueur du 01/09/2026 au 31/08/2027.",
        "Fait à Lyon le 14/08/2026. Valable du 01/09/2026 au 31/08/2027. Imprimé le 15/08/2026",
        "valable du 01 09 2026 au 31 08 2027",
        "GARANTIE ACQUISE DU 01/09/2026\nAU 31/08/2027",
    ],
)
def test_a_period_said_once_is_read(text: str) -> None:
    """However it is written and wherever its label stands."""
    assert period(text) == YEAR


@pytest.mark.parametrize(
    "text",
    [
        "Fait à Lyon le 14/08/2026",
        "Contrat à effet du 01/09/2019, renouvelable par tacite reconduction",
        "Échéance principale le 1er septembre. Tacite reconduction.",
        "Cotisation annuelle prélevée du 05/09/2026 au 05/08/2027",
        "Devis valable jusqu’au 30/09/2026",
        "valable du 09/01/2026 au 08/31/2027",
        "Garantie du 01/09/2025 au 31/08/2026. Garantie du 01/09/2026 au 31/08/2027.",
        "valable du 01/09/2026 au 31/08/2027\nvalable jusqu’au 31/12/2026",
        "Période précédente du 01/09/2025 au 31/08/2026",
        "né le 01/09/1980, marié le 31/08/2007",
        "Bail du 01/09/2024 au 31/08/2027",
        "valable du 31/08/2027 au 01/09/2026",
        "Tél. 01.09.20.26.31 Fax 01.09.20.27.31",
        "Attestation pour l’année scolaire 2026/2027",
    ],
)
def test_what_is_in_doubt_is_silence(text: str) -> None:
    """A day that is not the validity, two periods, an American order: nothing is guessed."""
    assert period(text)[1] is None


def test_an_end_alone_is_read_without_a_start() -> None:
    """The contract's first day, years before, is not the paper's."""
    assert period("Contrat à effet du 12/03/2019.\nAttestation valable jusqu’au 31/08/2027.") == (
        None,
        YEAR[1],
    )


def test_two_periods_are_said() -> None:
    """Why nothing is proposed."""
    read = read_words(
        paper(HEAD + "valable du 01/09/2026 au 31/08/2027\nvalable du 01/10/2026 au 30/09/2027")
    )
    assert [remark for remark in read.remarks if "plusieurs périodes" in remark]


def test_tacit_renewal_is_said() -> None:
    """It has no end to propose."""
    read = read_words(paper(HEAD + "à effet du 01/09/2021 et renouvelable par tacite reconduction"))
    assert [remark for remark in read.remarks if "tacite" in remark]


def test_an_image_must_hold_together() -> None:
    """A figure misread seldom makes whole months; a hesitant word is not trusted."""
    text = HEAD + "Garantie valable du 01/09/2026 au {}."
    assert (
        read_certificate(paper(text.format("31/08/2027"), source=TextSource.OCR, sure=0.95)).valid_to
        == YEAR[1]
    )
    assert (
        read_certificate(paper(text.format("31/08/2021"), source=TextSource.OCR, sure=0.95)).valid_to is None
    )
    assert (
        read_certificate(paper(text.format("17/08/2027"), source=TextSource.OCR, sure=0.95)).valid_to is None
    )
    assert (
        read_certificate(paper(text.format("31/08/2027"), source=TextSource.OCR, sure=0.5)).valid_to is None
    )


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("01/09/2026-31/08/2027", [date(2026, 9, 1), date(2027, 8, 31)]),
        ("LE 1ER FEVR. 26", [date(2026, 2, 1)]),
        ("01/09/70", [date(1970, 9, 1)]),
        ("30/02/2026", []),
        ("04.91.12.34.56", []),
        ("2026/2027", []),
        ("12/2026", []),
    ],
)
def test_days(text: str, days: list[date]) -> None:
    """Two figures of a year are of this century to 69 (R1.33)."""
    assert [one.day for one in days_in(text)] == days
