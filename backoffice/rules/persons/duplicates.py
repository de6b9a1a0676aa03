"""Whether two persons may be one: a score with its reasons. It never decides; a person does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from backoffice.rules.names import fold, words
from backoffice.rules.persons.closeness import within
from backoffice.rules.search.sounds import french_sound

CERTAIN, LIKELY, POSSIBLE = 85, 60, 40
_MOST = 100
_SHORTEST_MISSPELT = 4

# What each likeness is worth: name and birth date together are likely, one more fact makes them certain.
_BORN, _BORN_SWAPPED, _BORN_NEAR, _BORN_OTHERWISE = 30, 22, 12, -30
_SURNAME, _CROSSED, _SOUNDS, _MISSPELT, _PIECE = 30, 28, 22, 20, 16
_FIRST, _FIRST_AMONG, _FIRST_SOUNDS, _FIRST_NEAR, _FIRST_OTHERWISE = 22, 18, 15, 15, -35
_PHONE, _EMAIL, _DWELLING, _SURNAME_OTHERWISE = 22, 22, 12, -20


@dataclass(frozen=True)
class Known:
    """What is known of a person. Telephones and e-mails are keys, dwellings are keys of premises."""

    birth_name: str
    first_names: str
    usage_name: str | None = None
    birth_date: date | None = None
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    dwellings: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Likeness:
    """From 0 (nothing in common) to 100, and why, the weightiest reason first."""

    score: int
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        """``très probable``, ``probable``, ``possible`` or ``peu probable``."""
        named = ((CERTAIN, "très probable"), (LIKELY, "probable"), (POSSIBLE, "possible"))
        return next((word for least, word in named if self.score >= least), "peu probable")


Worth = tuple[int, str]


def likeness(one: Known, other: Known) -> Likeness:
    """How far ``one`` and ``other`` may be the same person, symmetrical."""
    found = [worth for worth in _likenesses(one, other) if worth is not None]
    found.sort(key=lambda worth: (-abs(worth[0]), worth[1]))
    total = sum(points for points, _ in found)
    return Likeness(max(0, min(_MOST, total)), tuple(reason for _, reason in found))


def swapped(day: date) -> date | None:
    """The date with day and month exchanged, when that is another date."""
    if day.day > 12 or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)


def _likenesses(one: Known, other: Known) -> Iterator[Worth | None]:
    yield _births(one.birth_date, other.birth_date)
    yield _surnames(one, other)
    yield _first_names(one.first_names, other.first_names)
    yield (_PHONE, "même téléphone") if one.phones & other.phones else None
    yield (_EMAIL, "même courriel") if one.emails & other.emails else None
    yield (_DWELLING, "même logement") if one.dwellings & other.dwellings else None


def _births(one: date | None, other: date | None) -> Worth | None:
    if one is None or other is None:
        return None
    if one == other:
        return _BORN, "même date de naissance"
    if swapped(one) == other:
        return _BORN_SWAPPED, "jour et mois de naissance inversés"
    if within(f"{one:%d%m%Y}", f"{other:%d%m%Y}", 1):
        return _BORN_NEAR, "date de naissance à un chiffre près"
    return _BORN_OTHERWISE, "dates de naissance différentes"


def _surnames(one: Known, other: Known) -> Worth | None:
    mine, theirs = _wholes(one), _wholes(other)
    if fold(one.birth_name) == fold(other.birth_name):
        return _SURNAME, "même nom de naissance"
    if mine & theirs:
        same_use = one.usage_name and other.usage_name and fold(one.usage_name) == fold(other.usage_name)
        return (
            (_SURNAME, "même nom d’usage") if same_use else (_CROSSED, "nom de naissance et d’usage croisés")
        )
    pairs = [(a, b) for a in mine for b in theirs]
    tests: tuple[tuple[int, str, Callable[[str, str], bool]], ...] = (
        (_SOUNDS, "nom qui se prononce pareil", _sound_alike),
        (_MISSPELT, "nom à une faute près", _near),
    )
    for points, reason, test in tests:
        if any(test(a, b) for a, b in pairs):
            return points, reason
    if _pieces(one) & _pieces(other):
        return _PIECE, "une partie du nom en commun"
    return _SURNAME_OTHERWISE, "noms différents"


def _first_names(one: str, other: str) -> Worth | None:
    mine, theirs = words(one), words(other)
    if not mine or not theirs:
        return None
    if fold(one) == fold(other):
        return _FIRST, "mêmes prénoms"
    if mine[0] == theirs[0]:
        return _FIRST, "même premier prénom"
    if set(mine) & set(theirs):
        return _FIRST_AMONG, "un prénom en commun"
    if _sound_alike(mine[0], theirs[0]):
        return _FIRST_SOUNDS, "prénom qui se prononce pareil"
    if _near(mine[0], theirs[0]):
        return _FIRST_NEAR, "prénom à une faute près"
    return _FIRST_OTHERWISE, "prénoms différents"


def _wholes(who: Known) -> frozenset[str]:
    names = (who.birth_name, who.usage_name or "")
    return frozenset(key for key in map(fold, names) if key)


def _pieces(who: Known) -> frozenset[str]:
    cut = (*words(who.birth_name), *words(who.usage_name or ""))
    return frozenset(word for word in cut if len(word) >= _SHORTEST_MISSPELT)


def _sound_alike(one: str, other: str) -> bool:
    sound = french_sound(one)
    return len(sound) > 1 and sound == french_sound(other)


def _near(one: str, other: str) -> bool:
    """One letter wrong, dropped, doubled or swapped; two in a long name."""
    shortest = min(len(one), len(other))
    if shortest < _SHORTEST_MISSPELT:
        return False
    allowed = 2 if shortest > 8 else 1
    return within(one, other, allowed)
