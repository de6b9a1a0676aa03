"""Certificates worded as French insurers word them: what is read, and what must stay silent."""

from datetime import date

import pytest

from backoffice.rules.papers.checking import Seen, propose_checks
from backoffice.rules.papers.proposals import CheckProposal, CoverWord, Declared, HolderName, OnFile, Quality
from backoffice.rules.papers.reading import Read, read_words
from backoffice.rules.papers.words import TextSource
from backoffice.rules.vocabulary.validation.papers import CheckCode, CheckVerdict
from tests.pages_of_text import paper

YES, NO, NOT_SHOWN = CheckVerdict.YES, CheckVerdict.NO, CheckVerdict.NOT_SHOWN
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
LEASE = OnFile((HolderName("Martin", None, "Sophie"),), "17 rue des Lilas", "42000", "Saint-Étienne", rooms=3)
LINES = {
    "insurer": "MAIF",
    "title": "ATTESTATION D’ASSURANCE HABITATION",
    "insured": "Assurée : Mme Sophie MARTIN",
    "policy": "Contrat n° 12345678",
    "address": "Adresse du risque : 17 rue des Lilas, 42000 Saint-Étienne",
    "quality": "Qualité : locataire",
    "rooms": "Appartement de 3 pièces",
    "covers": "Garanties : risques locatifs, incendie, explosion, dégâts des eaux",
    "period": "Valable du 01/01/2026 au 31/12/2026",
    "foot": "Siège social : 2 place de la Bourse, 75002 Paris Cedex. Tél. 01 99 00 45 67",
}


def read(*overleaf: str, **lines: str) -> Read:
    """A certificate on which everything is usual but ``lines``, and its other pages."""
    return read_words(paper("\n".join({**LINES, **lines}.values()), *overleaf))


def period(text: str) -> tuple[date | None, date | None]:
    """From when to when, on a certificate that says it so."""
    found = read(period=text).reading
    return found.valid_from, found.valid_to


def check(code: CheckCode, found: Read, pages: int = 1) -> CheckProposal:
    """One check, against the lease."""
    checks = propose_checks(found, Seen(pages, 80, 1.0), Declared(None, None), LEASE, date(2026, 11, 22))
    return next(one for one in checks if one.code is code)


@pytest.mark.parametrize(
    "text",
    [
        "du 01/01/2026 à 0 heure au 31/12/2026 à 24 heures",
        "du 01/01/2026 à 00h01 au 31/12/2026 à 23h59",
        "du 01/01/2026 à 12 h au 31/12/2026",
        "Période de garantie du 01/01/2026 00:00 au 31/12/2026 23:59",
        "du 01/01/2026 (inclus) au jeudi 31/12/2026 (inclus)",
        "Valable du jeudi 1er janvier 2026 au jeudi 31 décembre 2026",
        "Période de validité : 01/01/2026 / 31/12/2026",
        "Date d’effet : 01/01/2026 – échéance : 31/12/2026",
        "Date d’effet : 01/01/2026 - date d’expiration : 31/12/2026",
        "Effet : 01/01/2026    Terme : 31/12/2026",
        "Effet 01/01/2026 Expiration 31/12/2026",
        "Valable du 1er janvier au 31 décembre 2026",
        "Valable du 01/01 au 31/12/2026",
        "Valable du 01er janvier 2026 au 31-décembre-2026",
        "Valable du 1erjanvier 2026 au 31 décembre 2026",
        "Valable du premier janvier 2026 au 31 décembre 2026",
        "Sous réserve du paiement de la cotisation, le contrat garantit ce bien du 01/01/2026 au 31/12/2026",
        "Sous réserve du règlement de la cotisation ce contrat garantit du 01/01/2026 au 31/12/2026",
        "Le contrat est valable, sauf suspension ou résiliation, du 01/01/2026 au 31/12/2026",
        "Valable du 01/01/2026 au 31/12/2026, sauf résiliation avant le 15/03/2026",
        "Cette attestation est valable un an à compter du 01/01/2026",
    ],
)
def test_periods_as_insurers_write_them(text: str) -> None:
    assert period(text) == YEAR


def test_a_day_without_its_year_is_the_last_one_before_the_end() -> None:
    assert period("Valable du 15/06 au 14/06/2027") == (date(2026, 6, 15), date(2027, 6, 14))
    assert period("Valable jusqu’à l’échéance du 31/12/2026") == (None, date(2026, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "Cotisation d’assurance du 01/01 au 31/03/2026",
        "Offre valable du 01/01 au 31/03/2026",
        "Cette offre promotionnelle, valable du 01/01/2026 au 31/03/2026",
        "Sous réserve du paiement de la cotisation, appel de cotisation du 01/01/2026 au 31/03/2026",
        "Sous réserve du paiement de la cotisation du 01/01/2026 au 31/03/2026",
        "À jour de ses cotisations du 01/01/2026 au 31/03/2026",
        "Valable du 01/01/2026 au trente et un décembre 2026. Prochaine échéance : 01/11/2026",
        "Valable du 01/01/2026 au 31/12. Prochaine échéance : 01/11/2026",
        "Date d’effet : 01/01/2026    Prochaine échéance : 01/04/2026",
        "Date d’effet : 15/06/2018 – Échéance : 01/01/2027",
        "Édition / échéance : 03/11/2026 / 31/12/2026",
        "Sinistres déclarés du 01/01 au 31/12/2025",
        "Vous habitez 12 rue du 11 novembre au 31 décembre 2026",
        "Bail du 12/05 au 11/05/2027",
        "Agence ouverte du 1er juillet au 31 août 2026",
        "du 1er au 31 janvier 2026",
        "Valable un an à compter de son émission. Date d’effet du contrat : 01/03/2026",
        "Valable du 31 décembre 24 h au 30 juin 24 h",
        "Période de référence de l’indice : du 01/01 au 31/12/2025",
        "Garantie villégiature : du 01/07/2026 au 31/08/2026",
        "Sauf vacances, la garantie vol est acquise du 01/01/2026 au 31/03/2026",
        "Contrat suspendu, sauf avis contraire, du 01/01/2026 au 31/12/2026",
        "Conseillers joignables du 01/01/2026 à 8h30 au 31/12/2026 à 18h",
    ],
)
def test_other_periods_stay_silent(text: str) -> None:
    assert period(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("17 rue des Lilas, 42000 Saint-\nÉtienne", "42000 Saint-Étienne"),
        ("17 rue des Lilas, 42000 SAINT\nETIENNE", "42000 SAINT ETIENNE"),
        ("17 rue des Lilas 85000 LA ROCHE\nSUR YON", "85000 LA ROCHE SUR YON"),
        ("17 rue des Lilas 85000 LA\nROCHE SUR YON", "85000 LA ROCHE SUR YON"),
        ("17 rue des Lilas 42000 SAINT-ETIENNE\nSOUS RESERVE", "42000 SAINT-ETIENNE"),
        ("17 rue des Lilas 42000 SAINT-ETIENNE\nEN CAS DE SINISTRE", "42000 SAINT-ETIENNE"),
        ("17, rue des Lilas - 42000 - SAINT ETIENNE", "42000 SAINT ETIENNE"),
    ],
)
def test_a_town_cut_at_the_end_of_a_line_is_whole(text: str, town: str) -> None:
    assert read(address=f"Adresse du risque : {text}").reading.address == f"17 rue des Lilas, {town}"


def test_half_a_town_is_no_address() -> None:
    assert read(address="Adresse du risque : 17 rue des Lilas 42000 SAINT").reading.address is None


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        ("15-17", YES), ("17-19", YES), ("15 à 19", YES), ("15 et 17", YES), ("12/17", YES),
        ("17 bis", NOT_SHOWN), ("11/13", NOT_SHOWN), ("16-18", NOT_SHOWN), ("18-20", NOT_SHOWN),
        ("1 - 90", NOT_SHOWN),
        ("Appt 3 - 15", NO), ("71", NO),
    ],
)  # fmt: skip
def test_the_number_may_be_one_of_a_range(number: str, verdict: CheckVerdict) -> None:
    found = read(address=f"Adresse du risque : {number} rue des Lilas, 42000 Saint-Étienne")
    assert check(CheckCode.C3, found).verdict is verdict


def test_names_that_look_alike_are_not_the_same() -> None:
    assert check(CheckCode.C2, read(insured="Assurée : Mme Sophie MARTINEZ")).verdict is NOT_SHOWN
    assert read(insured="Mme MARTIN Sophie née le 03/05/1980").reading.insured == ("MARTIN Sophie",)
    assert read(insured="Adhérente : Mlle Sophie Martin").reading.insured == ("Sophie Martin",)
    assert read(insured="Assuré(e)s : Sophie Martin, Thi Lan Nguyen").reading.insured == (
        "Sophie Martin",
        "Thi Lan Nguyen",
    )


@pytest.mark.parametrize(
    ("line", "insurer"),
    [
        ("Lovys pour le compte de Swiss Re", "Swiss Re"),
        ("Luko by Allianz Direct", "Allianz Direct"),
        ("Assurpeople.com courtier – Assureur : Mutuelle de Poitiers", "Mutuelle de Poitiers"),
        ("LMDE - La Mutuelle des Étudiants\nContrat souscrit auprès de la MACIF", "MACIF"),
        ("GROUPAMA RHONE-ALPES AUVERGNE", "GROUPAMA RHONE-ALPES AUVERGNE"),
        ("La MAIF atteste", "MAIF"),
        ("Je soussigné, Directeur général de la GMF, certifie", "GMF"),
        ("Acheel", "Acheel"),
        ("LOVYS", None),
        ("Ornikar Assurance", None),
    ],
)
def test_who_sells_is_not_who_insures(line: str, insurer: str | None) -> None:
    assert read(insurer=line).reading.insurer == insurer


@pytest.mark.parametrize(
    "title",
    [
        "JUSTIFICATIF D’ASSURANCE HABITATION", "NOTE DE COUVERTURE HABITATION", "ATTESTATION ÉTUDIANT",
        "Attestation annuelle risques locatifs",
    ],
)  # fmt: skip
def test_titles_of_certificates(title: str) -> None:
    assert check(CheckCode.C1, read(title=title)).verdict is YES


def test_a_line_about_the_lease_is_no_title() -> None:
    assert check(CheckCode.C1, read(quality="Bail du 12/05/2019, qualité : locataire")).verdict is YES
    assert check(CheckCode.C1, read(title="BAIL D’HABITATION")).verdict is NO


def test_covers_said_beside_each_other() -> None:
    """« Vol : non » is said of the theft alone; « Garanti : non » of what stands before it."""
    assert check(CheckCode.C5, read(covers="Risques locatifs : OUI      Vol : NON")).verdict is YES
    assert check(CheckCode.C5, read(covers="Risques locatifs : NON      Vol : OUI")).verdict is NO
    assert check(CheckCode.C5, read(covers="Risques locatifs      Garanti : NON")).verdict is NO
    three = read(covers="Incendie, explosions, dégâts causés par l’eau").reading.covers
    assert three == {CoverWord.FIRE, CoverWord.EXPLOSION, CoverWord.WATER}


def test_tenant_or_co_tenant_is_a_tenant() -> None:
    assert read(quality="en qualité de locataire ou colocataire").reading.quality is Quality.TENANT
    assert read(quality="en qualité de locataire ou propriétaire").reading.quality is None
    assert read(quality="en qualité de locataire, colocataire ou propriétaire").reading.quality is None


def test_boxes_seen_in_an_image_that_are_strokes_make_no_value() -> None:
    """A letter taken for a box at the end of a number, ticks on some lines of a list: nobody can tell."""
    typed = "\n".join({**LINES, "policy": "Contrat n° 07630087 ☑"}.values())
    assert read_words(paper(typed, source=TextSource.OCR)).reading.policy is None
    listed = {**LINES, "covers": "☑ Risques locatifs\nIncendie\nExplosion\n☑ Dégâts des eaux"}
    assert read_words(paper("\n".join(listed.values()), source=TextSource.OCR)).reading.covers == frozenset()
    every = {**LINES, "covers": "☑ Risques locatifs\n☐ Incendie"}
    assert read_words(paper("\n".join(every.values()), source=TextSource.OCR)).reading.covers == {
        CoverWord.TENANT_RISKS
    }


OVERLEAF = "Garanties souscrites\nRisques locatifs\nPériode de validité : du 01/01/2026 au 31/12/2026\n"


def test_a_certificate_goes_on_overleaf() -> None:
    """Only where the pages say so: another paper sent with it is not read."""
    for first, second in (
        ("Page 1/2", "Page 2/2\n"),
        ("Suite au verso", ""),
        ("Page 1 sur 2", ""),
        ("", "2/2\n"),
    ):
        found = read(second + OVERLEAF, covers="", period=first)
        assert (found.reading.valid_from, found.reading.valid_to) == YEAR, (first, second)
        assert check(CheckCode.C5, found, pages=2).verdict is YES
    for first, second in (
        ("", ""),
        ("Page 1/1", ""),
        ("Page 1/2", "Page 2/3\n"),
        ("", "CONDITIONS GÉNÉRALES\n"),
    ):
        found = read(second + OVERLEAF, covers="", period=first)
        assert (found.reading.valid_to, found.reading.covers) == (None, frozenset()), (first, second)


def test_another_period_overleaf_changes_nothing() -> None:
    other = "Page 2/2\nGarantie valable du 05/05/2020 au 04/05/2021"
    found = read(other, foot="Page 1/2").reading
    assert (found.valid_from, found.valid_to) == YEAR


def test_who_is_insured_beside_somebody_is_not_the_only_one() -> None:
    """The line of the first insured was not read: silence, rather than half of them."""
    assert read(insured="Conjoint : Monsieur Paul DURAND").reading.insured == ()
    both = read(insured="Assuré : Madame Claire MARTIN\nConjoint : Monsieur Paul DURAND").reading.insured
    assert len(both) == 2
