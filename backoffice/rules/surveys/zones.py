"""The zones that the name of a commune decides; the landlord types the SLR zones beyond Paris (3.1)."""

import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from backoffice.errors import Refused
from backoffice.rules.vocabulary.stock import Financing, SlsZone
from backoffice.rules.vocabulary.surveys.scales import CeilingZone, PerM2Zone, SlrZone, SlsFinancing

_OVERSEAS = ("97", "98")
_CORSICA = ("2A", "2B", "20")
_FOR_SLS = {
    Financing.PLAI: SlsFinancing.PLAI,
    Financing.PLS: SlsFinancing.PLS,
    Financing.PLI: SlsFinancing.PLI,
}


@dataclass(frozen=True)
class Places:
    """Communes near Paris by folded name, and the départements where a name means them."""

    paris_limitrophes: frozenset[str]
    per_m2_premium: frozenset[str]
    near_departments: frozenset[str]
    idf_departments: frozenset[str]
    renamed: dict[str, str]


def read_places(text: str, name: str) -> Places:
    """The lists of the TOML file ``name``. Raises ``Refused`` (``PLACES_FILE``) with the reason."""
    try:
        content = tomllib.loads(text)
        return Places(
            _folded(content["paris_limitrophes"]),
            _folded(content["per_m2_premium"]),
            frozenset(content["near_departments"]),
            frozenset(content["idf_departments"]),
            {_fold(new): _fold(old) for new, old in content["renamed"].items()},
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise Refused(
            f"La liste des communes « {name} » est refusée : {error}. Corrigez-la.", code="PLACES_FILE"
        ) from error


def ceiling_zone(commune: str, department: str, places: Places) -> CeilingZone | None:
    """The zone of the ceilings of a commune (6.3); None overseas, whose ceilings are another table."""
    if department.startswith(_OVERSEAS):
        return None
    if _near_paris(commune, department, places):
        return CeilingZone.PARIS_LIMITROPHES
    return CeilingZone.IDF if department in places.idf_departments else CeilingZone.OTHER_REGIONS


def proposed_slr_zone(commune: str, department: str, places: Places) -> SlrZone | None:
    """Zone 1 bis when the name says so; None otherwise: no list of the other zones was found (3.1)."""
    return SlrZone.ZONE_1BIS if _near_paris(commune, department, places) else None


def per_m2_zone(slr: SlrZone, commune: str, department: str, places: Places) -> PerM2Zone:
    """The zone of the cap per m² (4.2) of a commune in the SLR zone ``slr``."""
    match slr:
        case SlrZone.ZONE_1BIS:
            dear = _named(commune, places) in places.per_m2_premium and department in places.near_departments
            return PerM2Zone.ZONE_1BIS_PREMIUM if dear else PerM2Zone.ZONE_1BIS_OTHER
        case SlrZone.ZONE_1:
            return PerM2Zone.ZONE_1
        case SlrZone.ZONE_2:
            return PerM2Zone.ZONE_2
        case SlrZone.ZONE_3_CORSE:
            return PerM2Zone.ZONE_3_CORSE
        case SlrZone.ZONE_3_DOM:
            return PerM2Zone.ZONE_3_DOM
        case SlrZone.ZONE_3:
            return PerM2Zone.ZONE_3_OTHER


def third_zone(department: str) -> SlrZone:
    """Which of the three figures of zone 3 a département takes."""
    if department.startswith(_OVERSEAS):
        return SlrZone.ZONE_3_DOM
    return SlrZone.ZONE_3_CORSE if department in _CORSICA else SlrZone.ZONE_3


def recorded_slr_zone(zone: SlsZone, department: str) -> SlrZone:
    """The zone of the figures for the zone that a residence carries: zone 3 has three of them."""
    match zone:
        case SlsZone.ZONE_1BIS:
            return SlrZone.ZONE_1BIS
        case SlsZone.ZONE_1:
            return SlrZone.ZONE_1
        case SlsZone.ZONE_2:
            return SlrZone.ZONE_2
        case SlsZone.ZONE_3:
            return third_zone(department)


def sls_financing(financing: Financing) -> SlsFinancing:
    """What a recorded financing means for SLS: the older ordinary loans follow PLUS (5.4)."""
    return _FOR_SLS.get(financing, SlsFinancing.PLUS)


def _near_paris(commune: str, department: str, places: Places) -> bool:
    named = _named(commune, places) in places.paris_limitrophes
    return department == "75" or (named and department in places.near_departments)


def _named(commune: str, places: Places) -> str:
    folded = _fold(commune)
    # « Paris 15e Arrondissement » is Paris.
    return "PARIS" if folded.split(" ")[0] == "PARIS" else places.renamed.get(folded, folded)


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(_fold(name) for name in names)


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).upper().split()
    return " ".join("SAINT" if word == "ST" else word for word in words)
