"""The zones that a commune decides, told from its namesakes."""

import pytest

from backoffice.errors import Refused
from backoffice.rules.surveys.zones import (
    ceiling_zone,
    per_m2_zone,
    proposed_slr_zone,
    read_places,
    recorded_slr_zone,
    sls_financing,
    third_zone,
)
from backoffice.rules.vocabulary.stock import Financing, SlsZone
from backoffice.rules.vocabulary.surveys.scales import CeilingZone, PerM2Zone, SlrZone, SlsFinancing
from backoffice.services.surveys.scales import shipped_places

PLACES = shipped_places()
C, P, S = CeilingZone, PerM2Zone, SlrZone


@pytest.mark.parametrize(
    ("commune", "department", "zone"),
    [
        ("Paris", "75", C.PARIS_LIMITROPHES),
        ("PARIS 15E ARRONDISSEMENT", "75", C.PARIS_LIMITROPHES),
        ("Le Pré-Saint-Gervais", "93", C.PARIS_LIMITROPHES),
        ("SAINT MANDE", "94", C.PARIS_LIMITROPHES),
        ("St-Ouen-sur-Seine", "93", C.PARIS_LIMITROPHES),
        ("Montreuil", "93", C.PARIS_LIMITROPHES),
        ("Montreuil", "62", C.OTHER_REGIONS),
        ("Versailles", "78", C.IDF),
        ("Limoges", "87", C.OTHER_REGIONS),
        ("Ajaccio", "2A", C.OTHER_REGIONS),
        ("Saint-Denis", "93", C.PARIS_LIMITROPHES),
        ("Saint-Denis", "974", None),
    ],
)
def test_the_zone_of_the_ceilings(commune: str, department: str, zone: CeilingZone | None) -> None:
    assert ceiling_zone(commune, department, PLACES) is zone
    bis = zone is C.PARIS_LIMITROPHES
    assert proposed_slr_zone(commune, department, PLACES) is (S.ZONE_1BIS if bis else None)


def test_thirty_communes_are_near_paris() -> None:
    """Paris and its twenty-nine neighbours."""
    assert len(PLACES.paris_limitrophes) == 30
    assert PLACES.per_m2_premium < PLACES.paris_limitrophes


@pytest.mark.parametrize(
    ("slr", "commune", "department", "zone"),
    [
        (S.ZONE_1BIS, "Vincennes", "94", P.ZONE_1BIS_PREMIUM),
        (S.ZONE_1BIS, "Pantin", "93", P.ZONE_1BIS_OTHER),
        (S.ZONE_1, "Versailles", "78", P.ZONE_1),
        (S.ZONE_2, "Limoges", "87", P.ZONE_2),
        (S.ZONE_3, "Guéret", "23", P.ZONE_3_OTHER),
        (S.ZONE_3_CORSE, "Ajaccio", "2A", P.ZONE_3_CORSE),
        (S.ZONE_3_DOM, "Saint-Denis", "974", P.ZONE_3_DOM),
    ],
)
def test_the_zone_of_the_cap_per_m2(slr: SlrZone, commune: str, department: str, zone: PerM2Zone) -> None:
    assert per_m2_zone(slr, commune, department, PLACES) is zone


def test_zone_three_has_three_figures() -> None:
    assert [third_zone(one) for one in ("23", "2B", "974")] == [S.ZONE_3, S.ZONE_3_CORSE, S.ZONE_3_DOM]


def test_the_zone_of_a_residence_leads_to_its_figures() -> None:
    found = [recorded_slr_zone(zone, "2A") for zone in SlsZone]
    assert found == [S.ZONE_1BIS, S.ZONE_1, S.ZONE_2, S.ZONE_3_CORSE]
    assert recorded_slr_zone(SlsZone.ZONE_3, "87") is S.ZONE_3


def test_older_ordinary_loans_follow_plus() -> None:
    found = {one: sls_financing(one) for one in Financing}
    assert found[Financing.HLMO] is found[Financing.PLR] is found[Financing.PLUS] is SlsFinancing.PLUS
    assert (found[Financing.PLS], found[Financing.PLI]) == (SlsFinancing.PLS, SlsFinancing.PLI)


def test_a_broken_list_of_communes_is_refused() -> None:
    with pytest.raises(Refused, match=r"places\.toml"):
        read_places("paris_limitrophes = 3", "places.toml")
