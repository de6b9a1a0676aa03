"""Who, where, under what number, by whom, for what: each field alone, with what misleads."""

import time
from random import Random

import pytest

from backoffice.rules.papers.proposals import CoverWord, PaperNature, Quality
from backoffice.rules.papers.reading import read_certificate
from backoffice.rules.papers.words import Box, PageText, PaperText, TextSource, Word
from backoffice.rules.vocabulary.validation.papers import PaperField
from tests.pages_of_text import paper

HEAD = "ATTESTATION D’ASSURANCE HABITATION\n\n"
THREE = {CoverWord.FIRE, CoverWord.EXPLOSION, CoverWord.WATER}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Assuré : M. Jean DUPONT", {"Jean DUPONT"}),
        ("Nom de l’assuré     Mme Léa Durand", {"Léa Durand"}),
        ("Assuré(e)\nMme Anne-Sophie LE GOFF", {"Anne-Sophie LE GOFF"}),
        ("NOM : DUPONT      PRENOM : JEAN", {"JEAN DUPONT"}),
        ("Nom       Prénom      Né(e) le\nDUPONT    Jean        02/03/1980", {"Jean DUPONT"}),
        ("Nous attestons que M. Jean DUPONT, demeurant 3 rue du Lac, est assuré", {"Jean DUPONT"}),
        (
            "certifie que Monsieur Jean DUPONT et Madame Léa DURAND sont garantis",
            {"Jean DUPONT", "Léa DURAND"},
        ),
        ("atteste que M. et Mme DUPONT sont titulaires", {"DUPONT"}),
        ("Souscripteur : M. Paul MARTIN\nOccupant : Mme Zoé MARTIN", {"Paul MARTIN", "Zoé MARTIN"}),
        (
            "Mme Marie-Christine VANDENBROUCKE née PETIT a souscrit un contrat",
            {"Marie-Christine VANDENBROUCKE PETIT"},
        ),
        ("Assurés : M. Jean DUPONT, Mme Léa DURAND", {"Jean DUPONT", "Léa DURAND"}),
        ("Assuré·e·s    Jean Dupont et Léa Durand", {"Jean Dupont", "Léa Durand"}),
        ("Assuré : MME MARIE-CHRISTINE\n         VANDENBROUCKE", {"MARIE-CHRISTINE VANDENBROUCKE"}),
        ("Titulaire du contrat : DUPONT JEAN\nAdresse : 3 rue du Lac", {"DUPONT JEAN"}),
        ("Jean et Léa DUPONT sont bien assurés", set()),
        ("Le Directeur général, M. Alban DESCHAMPS", set()),
        ("Votre conseiller : M. Paul MARTIN", set()),
        ("Nous, Mutuelle du Port, attestons que le contrat est en vigueur", set()),
        ("Assuré : Oui", set()),
        ("L’assureur garantit le locataire contre l’incendie", set()),
    ],
)
def test_the_insured(text: str, names: set[str]) -> None:
    """Every person named as such, nobody else."""
    assert set(read_certificate(paper(HEAD + text)).insured) == names


LICES = "12 rue des Lices, 13007 Marseille"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"Adresse du risque : {LICES}", LICES),
        ("Adresse du risque\n12 rue des Lices\n13007 Marseille", LICES),
        ("Adresse du risque :     12 rue des Lices\n                        13007 Marseille", LICES),
        ("situé au 12 rue des Lices 13007 Marseille, en qualité de locataire", LICES),
        ("Logement sis 12, rue des Lices - 13007 Marseille", LICES),
        ("Lieu du risque : Bât. B, Appt 34, 12 rue des Lices, 13007 Marseille", LICES),
        ("Adresse du bien assuré : 12 rue des Lices, esc. B, 3e étage, 13007 Marseille", LICES),
        ("M. Jean DUPONT, demeurant 12 rue des Lices 13007 Marseille, est assuré", LICES),
        (
            "Adresse du risque : 12 bis av. Jean-Jaurès 17000 La Rochelle",
            "12 bis av. Jean-Jaurès, 17000 La Rochelle",
        ),
        (
            "Risque situé : 3 allée du Parc, 13170 Les Pennes-Mirabeau",
            "3 allée du Parc, 13170 Les Pennes-Mirabeau",
        ),
        ("M. Jean DUPONT\n4 rue du Port\n33000 Bordeaux\n\n\nAdresse du risque : " + LICES, LICES),
        (
            "Siège social : 118 avenue des Francs, 79000 Niort\n\nM. Jean DUPONT\n12 rue des "
            "Lices\n13007 Marseille",
            LICES,
        ),
        ("Siège social : 118 avenue des Francs, 79000 Niort", None),
        ("Agence Dupuis, 8 place Carnot, 31000 Toulouse. Tél 05 00 00 00 00", None),
        ("Assureur : 45 quai Perrache 69002 Lyon Cedex 02", None),
        (
            "M. Jean DUPONT\n4 rue du Port\n33000 Bordeaux\n\n\n\nlogé au\n\n\nMme Léa X\n9 rue du "
            "Lac\n74000 Annecy",
            None,
        ),
        ("13007 Marseille", None),
        ("Adresse du risque : voir conditions particulières", None),
    ],
)
def test_the_dwelling(text: str, address: str | None) -> None:
    """The address of the dwelling among those of the page."""
    found = read_certificate(paper(HEAD + text)).address
    assert (found or "").casefold() == (address or "").casefold()


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("Contrat n° 12345678", "12345678"),
        ("N° de contrat : MRH-123456", "MRH-123456"),
        ("Numéro de police      AB 1234 5678", "AB 1234 5678"),
        ("titulaire du contrat Multirisque Habitation n° 1234 5678 90 depuis le 01/01/2020", "1234 5678 90"),
        ("Police n°12345678/02", "12345678/02"),
        ("Vos références\nContrat\n10258974304\nClient\n0256987004", "10258974304"),
        ("N° client : 5566778\nN° contrat : 12345678", "12345678"),
        ("Réf. contrat     H 123456 A", "H 123456 A"),
        ("sous le numéro de contrat 12345678, à effet du 01/09/2026", "12345678"),
        ("Contrat : 12345678    Échéance : 01/09", "12345678"),
        ("N° client : 5566778", None),
        ("N° de sociétaire : 5566778", None),
        ("SIREN 775 709 702 - ORIAS n° 07012345", None),
        ("Contrat n° 12345678\nPolice n° 87654321", None),
        ("Contrat n° 04 91 12 34 56", None),
        ("N° de contrat : en cours", None),
        ("Contrat du 01/09/2026", None),
        ("Devis n° 12345678", None),
        ("Contrat n° 12345678 remplaçant le contrat n° 11112222", "12345678"),
    ],
)
def test_the_policy(text: str, policy: str | None) -> None:
    """The contract's number, not the client's, the firm's nor a telephone."""
    assert read_certificate(paper(HEAD + text)).policy == policy


@pytest.mark.parametrize(
    ("text", "insurer"),
    [
        ("Assureur : Ponant Assurances", "Ponant Assurances"),
        ("Nous soussignés, MAIF, attestons que", "MAIF"),
        ("Ponant Assurances, société anonyme au capital de 1 000 euros", "Ponant Assurances"),
        ("contrat souscrit auprès de Generali par l’intermédiaire de Courtage du Lac, courtier", "Generali"),
        ("AXA France IARD, dont le siège social est à Nanterre, atteste que", "AXA France IARD"),
        ("La compagnie Astrale Assurances certifie que M. X", "Astrale Assurances"),
        ("Cabinet Durand, courtier en assurances, ORIAS 07012345", None),
        ("Assureur : MAIF\nCompagnie : MACIF", None),
    ],
)
def test_the_insurer(text: str, insurer: str | None) -> None:
    """The company, not who sells for it."""
    assert read_certificate(paper("ATTESTATION LOCATAIRE\n\n" + text)).insurer == insurer


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        ("Garanties : risques locatifs", {CoverWord.TENANT_RISKS}),
        ("responsabilité civile locative", {CoverWord.TENANT_RISKS}),
        ("sa responsabilité en qualité de locataire à l’égard du propriétaire", {CoverWord.TENANT_RISKS}),
        ("incendie, explosion et dégâts des eaux", THREE),
        ("[X] Incendie\n[ ] Explosion\n[X] Dégâts des eaux", {CoverWord.FIRE, CoverWord.WATER}),
        ("☑ Risques locatifs   ☐ Recours des voisins", {CoverWord.TENANT_RISKS}),
        ("Incendie [X]   Explosion [ ]", {CoverWord.FIRE}),
        ("Risques locatifs      Oui\nRecours des voisins   Non", {CoverWord.TENANT_RISKS}),
        ("Recours des voisins et des tiers", {CoverWord.NEIGHBOURS}),
        ("Risques locatifs : non garantis", set()),
        ("Hors garantie : risques locatifs", set()),
        ("Ne sont pas couverts : le vol, les risques locatifs", set()),
        ("Garanti : risques locatifs. Non garanti : risques locatifs.", set()),
        ("incendie, explosion, dégâts des eaux, hors vol", THREE),
        ("Multirisque habitation", set()),
    ],
)
def test_the_covers(text: str, covers: set[CoverWord]) -> None:
    """What is acquired; a box that is empty, a column that says no, an exclusion are not."""
    assert read_certificate(paper(HEAD + text)).covers == covers


@pytest.mark.parametrize(
    ("text", "quality"),
    [
        ("en qualité de locataire", Quality.TENANT),
        ("Qualité : Locataire", Quality.TENANT),
        ("Statut d’occupation     Locataire", Quality.TENANT),
        ("[X] Locataire   [ ] Propriétaire", Quality.TENANT),
        ("☐ Locataire   ☑ Propriétaire", Quality.OWNER),
        ("Propriétaire non occupant (PNO)", Quality.OWNER),
        ("en qualité de propriétaire occupant", Quality.OWNER),
        ("responsabilité du locataire vis-à-vis du propriétaire", None),
        ("en qualité de locataire ou propriétaire", None),
        ("recours du propriétaire contre le locataire", None),
    ],
)
def test_the_quality(text: str, quality: Quality | None) -> None:
    """Said of the insured, not of the risk."""
    assert read_certificate(paper(HEAD + text)).quality == quality


@pytest.mark.parametrize(
    ("text", "rooms"),
    [
        ("appartement de 3 pièces", 3),
        ("Nombre de pièces principales : 4", 4),
        ("Nombre de pièces      2", 2),
        ("logement T3", 3),
        ("trois pièces principales", 3),
        ("Liste des 2 pièces jointes", None),
        ("3 pièces, puis 4 pièces", None),
        ("pièces de plus de 30 m²", None),
    ],
)
def test_the_rooms(text: str, rooms: int | None) -> None:
    """One count, or silence."""
    assert read_certificate(paper(HEAD + text)).rooms == rooms


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("ATTESTATION D’ASSURANCE HABITATION\nNous attestons que", PaperNature.CERTIFICATE),
        ("A T T E S T A T I O N   D’ A S S U R A N C E\nvotre logement", PaperNature.CERTIFICATE),
        ("CERTIFICAT D’ASSURANCE\nvotre appartement", PaperNature.CERTIFICATE),
        ("DEVIS D’ASSURANCE HABITATION N° 123", PaperNature.QUOTE),
        ("PROJET D’ASSURANCE\nvotre logement", PaperNature.QUOTE),
        ("AVIS D’ÉCHÉANCE\nVotre contrat habitation", PaperNature.PREMIUM_NOTICE),
        (
            "AVIS D’ÉCHÉANCE habitation\nCe document ne vaut pas attestation d’assurance",
            PaperNature.PREMIUM_NOTICE,
        ),
        ("CONDITIONS GÉNÉRALES\nContrat habitation", PaperNature.TERMS),
        ("RELEVÉ DE COMPTE\n03/09 PRLV MAIF HABITATION 12,00", PaperNature.BANK_LINE),
        ("ATTESTATION D’ASSURANCE SCOLAIRE\nannée 2026/2027", PaperNature.OTHER_INSURANCE),
        ("ATTESTATION D’ASSURANCE AUTOMOBILE\nvéhicule AB-123-CD", PaperNature.OTHER_INSURANCE),
        ("Votre logement\nCe document ne vaut pas attestation d’assurance.", PaperNature.OTHER),
        ("ATTESTATION SUR L’HONNEUR\nje déclare que mon logement est assuré", PaperNature.OTHER),
        ("Bonjour, voici le document demandé", None),
    ],
)
def test_the_nature(text: str, nature: PaperNature | None) -> None:
    """By its title, and by what it says that it is not."""
    assert read_certificate(paper(text)).nature == nature


def test_the_useful_page_may_be_the_second() -> None:
    """Conditions on the first page do not hide the certificate, nor lend it their days."""
    read = read_certificate(
        paper(
            "CONDITIONS PARTICULIÈRES\nlogement\nContrat n° 99999999 valable du 01/01/2020 au 31/12/2020",
            HEAD + "Contrat n° 12345678 valable du 01/09/2026 au 31/08/2027",
        )
    )
    assert (read.policy, str(read.valid_to), read.nature) == (
        "12345678",
        "2027-08-31",
        PaperNature.CERTIFICATE,
    )
    assert {zone.page for one in read.proposals for zone in one.zones} == {2}


def test_each_value_is_lit_where_it_stands() -> None:
    """The zone of a value holds its words and nothing else."""
    read = read_certificate(paper(HEAD + "Contrat n° 12345678\n\n\nvalable du 01/09/2026 au 31/08/2027"))
    (zone,) = next(one.zones for one in read.proposals if one.field is PaperField.VALID_TO)
    assert zone.box.left > 0.25
    assert zone.box.right - zone.box.left == pytest.approx(0.089, abs=0.002)


@pytest.mark.parametrize(
    "words", [["M.", "A"], ["CONTRAT", "N°"], ["12", "RUE"], ["e" * 200], ["DU", "01/01/2026"]]
)
def test_a_page_made_to_tire_the_reader_is_not_followed(words: list[str]) -> None:
    """Thousands of words that might each begin a field: read in a few seconds, or not at all."""
    rng = Random(1)
    started = time.process_time()
    for count in (1_400, 20_000):
        spots = [(rng.random() * 0.9, rng.random() * 0.95) for _ in range(count)]
        text = tuple(Word(rng.choice(words), Box(x, y, x + 0.05, y + 0.009)) for x, y in spots)
        read = read_certificate(PaperText((PageText(1, 595.0, 842.0, text, TextSource.TEXT_LAYER),)))
        assert read.valid_to is None
    assert time.process_time() - started < 5
