"""Names that sound like the one typed, or are one slip away: candidates, never a correction (R4.31)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backoffice.rules.names import name_ways
from backoffice.rules.search.resemblance import SHORTEST, Near, deletions, near_names
from backoffice.rules.search.sounds import french_sound
from backoffice.rules.search_shapes import Reading, after
from backoffice.services.search.found import NAMED, TIERS, Found, Hit
from backoffice.services.search.line import Question, Values, ask, numbers
from backoffice.services.search.look import BRANCH_LIMIT, Limits
from backoffice.services.search.results import Proposal, Quality
from backoffice.services.search.statements.near import NEAR, PEOPLE_NEAR, PEOPLE_NEAR_BESIDE

PROPOSED, _TRIED = 8, 40
_MOST_ROWS = 60
_SURNAME, _FIRST = "SURNAME", "FIRST"
Known = dict[tuple[str, str], dict[str, tuple[str, int]]]
"""By word typed and part of the name: the names near it, with their sound and how many bear them."""


@dataclass(frozen=True)
class Neighbours:
    """For each word typed: the surnames and the first names near it, and whether it is one itself."""

    near: dict[tuple[str, str], tuple[Near, ...]]
    known: frozenset[tuple[str, str]]

    def is_known(self, word: str) -> bool:
        """Whether somebody bears this very name."""
        return (word, _SURNAME) in self.known or (word, _FIRST) in self.known


def neighbours(session: Session, reading: Reading, landlord: str | None) -> Neighbours:
    """What resembles each word of a name, apart or stuck together."""
    words = tuple(
        dict.fromkeys(word for way in name_ways(reading.keys) for word in way if len(word) >= SHORTEST)
    )
    cut = [(place, one) for place, word in enumerate(words) for one in deletions(word)]
    values: Values = {
        "landlord": landlord,
        "word": numbers(place for place, _ in cut),
        "deletion": [one for _, one in cut],
        "sounding": numbers(range(len(words))),
        "sound": [french_sound(word) for word in words],
        "parts": [_SURNAME, _FIRST] if len(reading.keys) > 1 else [_SURNAME],
    }
    (rows,) = ask(session, [Question(NEAR, values)]) if words else ([],)
    found: Known = {}
    for key, part, sound, place, bearers in rows:
        found.setdefault((words[place], part), {})[key] = (sound, bearers)
    near = {
        (word, part): near_names(word, french_sound(word), names) for (word, part), names in found.items()
    }
    return Neighbours(near, frozenset(one for one, names in found.items() if one[0] in names))


def proposals(reading: Reading, beside: Neighbours) -> tuple[Proposal, ...]:
    """The surnames that the one typed may have been, best first; none for a word that is a name."""
    several = len(reading.keys) > 1
    candidates: dict[str, Near] = {}
    for (word, part), names in beside.near.items():
        if part != _SURNAME or (beside.is_known(word) if several else (word, _SURNAME) in beside.known):
            continue
        for one in names:
            if one.key not in candidates or one.far < candidates[one.key].far:
                candidates[one.key] = one
    best = sorted(candidates.values(), key=lambda one: (one.far, one.key))[:PROPOSED]
    return tuple(Proposal(one.key, Quality.SOUND if one.same_sound else Quality.MISSPELT) for one in best)


def look_near(session: Session, reading: Reading, beside: Neighbours, limits: Limits, found: Found) -> None:
    """Add the persons whose names are near those typed, each word as typed or near it."""
    asked: list[tuple[Question, dict[str, Near], str]] = []
    for words in name_ways(reading.keys):
        for place, lead in enumerate(words):
            names = {one.key: one for one in beside.near.get((lead, _SURNAME), ())[:_TRIED]}
            others = words[:place] + words[place + 1 :]
            loose = any(beside.near.get((word, _FIRST)) for word in others)
            if (lead, _SURNAME) in beside.known and loose:
                names[lead] = Near(lead, 0.0, same_sound=True)
            if names:
                asked.append((_question(names, others, beside, limits), names, lead))
    for (_, names, lead), rows in zip(asked, ask(session, [one for one, _, _ in asked]), strict=True):
        for person_id, key in rows:
            found.person(person_id, _hit(names[key], lead))


def _hit(near: Near, typed: str) -> Hit:
    quality = Quality.SOUND if near.same_sound and near.key != typed else Quality.MISSPELT
    nearness = min(NAMED, max(0, round(near.far * 10) + 30))
    why = typed if quality is Quality.SOUND else near.key
    return Hit(TIERS[quality] + NAMED + nearness, quality.value, why)


def _question(
    names: dict[str, Near], others: tuple[str, ...], beside: Neighbours, limits: Limits
) -> Question:
    told = [(one, f"{one} ") for one in limits.beside()]
    left = others
    if not told and others:
        told, left = _told(others[0], beside), others[1:]
    ranges = [(place, low, high) for place, word in enumerate(left) for low, high in _ranges(word, beside)]
    values: Values = {
        **limits.values(),
        "keys": list(names),
        "parts": ["WHOLE", "SURNAME"],
        "words": str(len(left)) if left else None,
        "word": numbers(place for place, _, _ in ranges),
        "low": [low for _, low, _ in ranges],
        "high": [high for _, _, high in ranges],
        "lows": [low for low, _ in told],
        "highs": [high for _, high in told],
        "some": str(BRANCH_LIMIT if others else 12),
        "most": str(_MOST_ROWS),
    }
    return Question(PEOPLE_NEAR_BESIDE if told else PEOPLE_NEAR, values)


def _told(word: str, beside: Neighbours) -> list[tuple[str, str]]:
    """The same beside a surname: a first name as typed or near it, or another surname as typed."""
    firsts = [(f"F{low}", f"F{high}") for low, high in _ranges(word, beside)]
    return [*firsts, (f"S{word}", f"S{after(word)}")]


def _ranges(word: str, beside: Neighbours) -> list[tuple[str, str]]:
    return [(word, after(word)), *((key, f"{key} ") for key in _alternatives(word, beside))]


def _alternatives(word: str, beside: Neighbours) -> list[str]:
    """First names near a word that is nobody's name, and those of the same sound as one that is."""
    near = beside.near.get((word, _FIRST), ())[:PROPOSED]
    return [one.key for one in near if one.same_sound or not beside.is_known(word)]
