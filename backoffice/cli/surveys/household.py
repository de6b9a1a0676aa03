"""A household written in JSON, key by key, as the case that the law is asked about."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from backoffice.errors import Misconfigured, Refused
from backoffice.rules.surveys.household.category import Category, Member, given_category, household_category
from backoffice.rules.surveys.household.resources import LAST_KNOWN, SUMMED, Resources, appraised
from backoffice.rules.surveys.scales.book import ScaleBook
from backoffice.rules.surveys.sls.case import Dwelling, SlsCase
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.surveys.outcome import Exemption
from backoffice.rules.vocabulary.surveys.scales import (
    AmountCode,
    CeilingZone,
    PerM2Zone,
    SlrZone,
    SlsFinancing,
)

_KEYS = frozenset(
    (
        "year",
        "ceiling_zone",
        "category",
        "extra_persons",
        "persons",
        "couple",
        "financing",
        "resources_rfr",
        "surface_habitable_m2",
        "slr_zone",
        "slr_eur_m2",
        "loyer_principal_monthly",
        "exemption",
        "non_response",
        "over_ceiling_at_signing",
        "recent_resources",
        "per_m2_zone",
    )
)
_PERSON_KEYS = frozenset(("birth_date", "dependant", "cmi"))
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MOST_EUROS, _MOST_SURFACE, _MOST_RENT, _MOST_SLR = (
    Decimal(100_000_000),
    Decimal(10_000),
    Decimal(100_000),
    Decimal(1000),
)
_MOST_PERSONS = 50
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Word = TypeVar("Word", bound=Labelled)


def read_household(given: object, book: ScaleBook) -> tuple[int, SlsCase]:
    """The year and the case that a JSON object describes.

    Raises ``Misconfigured`` with the key and what it expects, ``Refused`` when the scales lack what the
    household itself needs.
    """
    reader = _Reader(_object(given, _KEYS, "un ménage"))
    year = reader.whole("year", _FIRST_YEAR, _LAST_YEAR)
    no_answer = reader.flag("non_response")
    case = SlsCase(
        category=_category(reader, year, book),
        resources=_resources(reader, year, book, no_answer=no_answer),
        dwelling=_dwelling(reader),
        exemption=reader.chosen("exemption", Exemption),
        no_answer=no_answer,
        over_at_signing=reader.flag("over_ceiling_at_signing"),
    )
    if case.over_at_signing and case.dwelling.per_m2_zone is None:
        raise Misconfigured("La clé « per_m2_zone » manque : elle va avec « over_ceiling_at_signing ».")
    return year, case


def _dwelling(reader: "_Reader") -> Dwelling:
    slr = reader.amount("slr_eur_m2", Decimal(0), _MOST_SLR, decimals=6)
    zone = reader.chosen("slr_zone", SlrZone)
    financing = _needed(reader.chosen("financing", SlsFinancing), "financing")
    if slr is None and zone is None and financing is not SlsFinancing.PLI:
        raise Misconfigured("La zone du SLR manque : donnez « slr_zone », ou le montant « slr_eur_m2 ».")
    surface = _needed(
        reader.amount("surface_habitable_m2", Decimal(0), _MOST_SURFACE, decimals=4), "surface_habitable_m2"
    )
    for name, value in (("surface_habitable_m2", surface), ("slr_eur_m2", slr)):
        if value == 0:
            raise Misconfigured(f"« {name} » est plus grand que zéro : corrigez la valeur.")
    rent = reader.amount("loyer_principal_monthly", Decimal(0), _MOST_RENT)
    return Dwelling(
        ceiling_zone=_needed(reader.chosen("ceiling_zone", CeilingZone), "ceiling_zone"),
        financing=financing,
        surface=surface,
        rent=_needed(rent, "loyer_principal_monthly"),
        slr_zone=zone,
        slr=slr,
        per_m2_zone=reader.chosen("per_m2_zone", PerM2Zone),
    )


def _resources(reader: "_Reader", year: int, book: ScaleBook, *, no_answer: bool) -> Resources | None:
    known = reader.amount("resources_rfr", -_MOST_EUROS, _MOST_EUROS)
    recent = reader.amount("recent_resources", -_MOST_EUROS, _MOST_EUROS)
    if known is None:
        if not no_answer:
            _needed(known, "resources_rfr")
        return None
    drop = book.year(year).amount(AmountCode.RECENT_DROP_PERCENT)
    return appraised(known, recent, drop, ground=LAST_KNOWN if no_answer else SUMMED)


def _category(reader: "_Reader", year: int, book: ScaleBook) -> Category:
    persons = reader.given.get("persons")
    number = reader.whole("category", 1, 6) if reader.given.get("category") is not None else None
    extra = reader.whole("extra_persons", 0, _MOST_PERSONS, default=0)
    couple = reader.flag("couple")
    try:
        if persons is None:
            return given_category(_needed(number, "category » ou « persons"), extra)
        found = household_category(
            _members(persons, year),
            couple=couple,
            year=year,
            young_ages=book.year(year).amount(AmountCode.YOUNG_COUPLE_AGES),
        )
    except Refused as error:
        if error.code != "CATEGORY":
            raise
        raise Misconfigured(error.sentence, error.code) from error
    if number not in (None, found.number) or ((number or extra) and extra != found.extra):
        raise Misconfigured(
            f"« category » et « persons » se contredisent : les personnes font la catégorie "
            f"{found.step.value} ; gardez l’une des deux clés."
        )
    return found


def _members(persons: object, year: int) -> list[Member]:
    if not isinstance(persons, list):
        raise Misconfigured("« persons » est un tableau de personnes : corrigez-le.")
    return [_member(one, rank, year) for rank, one in enumerate(persons, start=1)]


def _member(given: object, rank: int, year: int) -> Member:
    named = f"la personne n° {rank}"
    reader = _Reader(_object(given, _PERSON_KEYS, named))
    text = reader.given.get("birth_date")
    birth = None
    if text is not None:
        if not isinstance(text, str) or not _DAY.fullmatch(text):
            raise Misconfigured(f"« birth_date » de {named} s’écrit AAAA-MM-JJ, par exemple 1980-05-31.")
        try:
            birth = date.fromisoformat(text)
        except ValueError:
            raise Misconfigured(f"« birth_date » de {named} n’est pas un jour du calendrier.") from None
        if not 1880 <= birth.year <= year:
            raise Misconfigured(f"« birth_date » de {named} n’est pas entre 1880 et {year} : corrigez-la.")
    return Member(birth, dependant=reader.flag("dependant"), card=reader.flag("cmi"))


def _object(given: object, keys: frozenset[str], what: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Misconfigured(f"On attend {what} : un objet JSON entre accolades.")
    unknown = sorted(given.keys() - keys)
    if unknown:
        raise Misconfigured(
            f"La clé « {unknown[0]} » est inconnue ; clés possibles : {', '.join(sorted(keys))}."
        )
    return given


Value = TypeVar("Value")


def _needed(value: Value | None, key: str) -> Value:
    if value is None:
        raise Misconfigured(f"La clé « {key} » manque : donnez-la.")
    return value


class _Reader:
    """Reads one object; a key that is absent or null is not given."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given

    def flag(self, key: str) -> bool:
        """A boolean, false when it is not given."""
        value = self.given.get(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise Misconfigured(f"« {key} » vaut true ou false : corrigez la valeur.")
        return value

    def chosen(self, key: str, words: type[Word]) -> Word | None:
        """A word of a closed list."""
        value = self.given.get(key)
        if value is None:
            return None
        try:
            if not isinstance(value, str):
                raise ValueError(value)
            return words(value)
        except ValueError:
            listed = ", ".join(word.value for word in words)
            raise Misconfigured(f"« {key} » ne convient pas ; valeurs possibles : {listed}.") from None

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number between ``least`` and ``most``."""
        value = self.given.get(key)
        if value is None and default is not None:
            return default
        if value is None:
            raise Misconfigured(f"La clé « {key} » manque : donnez-la.")
        if not isinstance(value, Decimal) or not least <= value <= most or value != int(value):
            raise Misconfigured(f"« {key} » est un nombre entier de {least} à {most} : corrigez la valeur.")
        return int(value)

    def amount(self, key: str, least: Decimal, most: Decimal, decimals: int = 2) -> Decimal | None:
        """An exact number, written as a JSON number or as text with a point."""
        value = self.given.get(key)
        if value is None:
            return None
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            value = Decimal(value)
        if not isinstance(value, Decimal):
            raise Misconfigured(
                f'« {key} » est un nombre, par exemple 1234.56 ou "1234.56" : corrigez la valeur.'
            )
        if not least <= value <= most:
            raise Misconfigured(f"« {key} » est un nombre de {least} à {most} : corrigez la valeur.")
        rounded = value.quantize(Decimal(1).scaleb(-decimals))
        if value != rounded:
            raise Misconfigured(f"« {key} » a {decimals} décimales au plus : corrigez la valeur.")
        exponent = value.as_tuple().exponent
        # « 5e4 » and zeros beyond the decimals that count are written out plainly.
        return value if isinstance(exponent, int) and -decimals <= exponent <= 0 else rounded
