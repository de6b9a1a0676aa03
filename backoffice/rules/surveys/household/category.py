"""The category of a household (order of 29 July 1987, annexe; specification 5.3)."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from backoffice.errors import Refused
from backoffice.rules.surveys.steps import Figure, Origin, Step, StepCode
from backoffice.rules.vocabulary.surveys.scales import ScaleStatus

TOP = 6
_MOST_PERSONS = 50
_ARTICLE = "Arrêté du 29 juillet 1987, annexe"
_SOURCE = "https://www.service-public.gouv.fr/particuliers/vosdroits/F21051"
_GROUND = Origin(_ARTICLE, _SOURCE, ScaleStatus.STATUTORY)
_GIVEN = Origin(_ARTICLE, "catégorie saisie", ScaleStatus.GIVEN)
_TWO_CARDS = "plusieurs cartes mobilité inclusion : une seule catégorie de plus"
_CARD_BEYOND = "carte mobilité inclusion au-delà de la catégorie 6"
_CARD_COUPLE = "jeune ménage avec carte mobilité inclusion"
_ALONE_BEYOND = "une personne seule avec cinq personnes à charge ou plus"
_AGES_DAY = "âges comptés au 1er janvier ; un autre jour donnerait une autre catégorie"


class Member(NamedTuple):
    """A person of the foyer: ``card`` is a carte mobilité inclusion, mention invalidité."""

    birth_date: date | None
    dependant: bool = False
    card: bool = False


class Category(NamedTuple):
    """1 to 6, and how many persons beyond the sixth category."""

    number: int
    extra: int
    step: Step


def given_category(number: int, extra: int = 0) -> Category:
    """A category that somebody typed. Raises ``Refused`` (``CATEGORY``) outside the tables."""
    if not 1 <= number <= TOP or not 0 <= extra <= _MOST_PERSONS:
        raise Refused(
            "La catégorie de ménage va de 1 à 6, avec au plus 50 personnes supplémentaires : corrigez-la.",
            code="CATEGORY",
        )
    if extra and number < TOP:
        raise Refused(
            "Des personnes supplémentaires ne s’ajoutent qu’à la catégorie 6 : corrigez la catégorie.",
            code="CATEGORY",
        )
    return Category(number, extra, Step(StepCode.CATEGORY, _written(number, extra), (), _GIVEN))


def household_category(members: Sequence[Member], *, couple: bool, year: int, young_ages: Figure) -> Category:
    """The category of ``members`` for the SLS of ``year``; their order does not count.

    ``couple``: two of them are married, bound by a PACS or living together. ``young_ages`` is the most that
    the completed ages of a jeune ménage may add up to. Raises ``Refused`` (``CATEGORY``) for nobody, or when
    the birth date of a possible jeune ménage is missing.
    """
    if not 1 <= len(members) <= _MOST_PERSONS:
        raise Refused(
            "Le foyer compte de 1 à 50 personnes : corrigez la liste des personnes.", code="CATEGORY"
        )
    count = len(members)
    dependants = sum(1 for one in members if one.dependant)
    cards = sum(1 for one in members if one.card)
    young, day_matters = _young_couple(members, dependants, int(young_ages.value), year, couple=couple)
    return _category(count, dependants, cards, young, day_matters)


@cache
def _category(count: int, dependants: int, cards: int, young: bool, day_matters: bool) -> Category:
    """The same for every household so made: a campaign asks for a few dozen of them."""
    base = 3 if young else count + 1 if dependants and count - dependants == 1 else count
    total = base + 1 if cards else base
    doubts = _doubts(total, cards, young, day_matters, alone_beyond=base > count > TOP - 1)
    ground = _GROUND if not doubts else _GROUND.marked(ScaleStatus.UNVERIFIED, " ; ".join(doubts))
    number, extra = min(total, TOP), max(total - TOP, 0)
    facts = (count, dependants, cards, young, base)
    return Category(number, extra, Step(StepCode.CATEGORY, _written(number, extra), facts, ground))


def completed_age(birth: date, day: date) -> int:
    """Whole years lived on ``day``."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _young_couple(
    members: Sequence[Member], dependants: int, most: int, year: int, *, couple: bool
) -> tuple[bool, bool]:
    """Whether they are a jeune ménage on 1 January, and whether another day of the survey would say else."""
    if not couple or len(members) != 2 or dependants:
        return False, False
    births = [one.birth_date for one in members]
    if None in births:
        raise Refused(
            "Un couple sans personne à charge est un jeune ménage selon les âges : donnez les deux dates de "
            "naissance.",
            code="CATEGORY",
        )
    known = [birth for birth in births if birth is not None]
    young = sum(completed_age(birth, date(year, 1, 1)) for birth in known) <= most
    first, last = (
        sum(completed_age(birth, day) for birth in known) <= most
        for day in (date(year - 1, 1, 1), date(year, 12, 31))
    )
    return young, not (first == young == last)


def _doubts(total: int, cards: int, young: bool, day_matters: bool, *, alone_beyond: bool) -> list[str]:
    doubts = []
    if cards > 1:
        doubts.append(_TWO_CARDS)
    if cards and total > TOP:
        doubts.append(_CARD_BEYOND)
    if cards and young:
        doubts.append(_CARD_COUPLE)
    if alone_beyond:
        doubts.append(_ALONE_BEYOND)
    if day_matters:
        doubts.append(_AGES_DAY)
    return doubts


def _written(number: int, extra: int) -> str:
    return f"{number} + {extra}" if extra else str(number)
