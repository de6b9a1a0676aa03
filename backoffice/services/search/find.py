"""The search box: from a text to tenants, best first, each saying why it matched."""

import re
from dataclasses import replace
from itertools import chain

from sqlalchemy.orm import Session

from backoffice.rules.search.places import address_words
from backoffice.rules.search.ways import Way
from backoffice.rules.search_shapes import LONGEST_TEXT, SHAPE_LABELS, Reading, Shape, readings
from backoffice.services.access.opening import RESERVED_SENTENCE
from backoffice.services.search.found import Found
from backoffice.services.search.line import Question, ask
from backoffice.services.search.look import Limits, address, look, name_question, names, taking_names
from backoffice.services.search.near import look_near, neighbours, proposals
from backoffice.services.search.results import Chip, Proposal, SearchAnswer, SearchQuery, TenantRow
from backoffice.services.search.rows import finish
from backoffice.services.search.statements.near import PIECES
from backoffice.services.search.straight import find_straight, is_straight
from backoffice.services.tenant.lookup import is_reserved

_SHORTEST_PIECE = 3
_POSTCODE = re.compile(r"[0-9]{5}")


def find_tenants(session: Session, query: SearchQuery) -> SearchAnswer:
    """Tenants for ``query``: exact, beginning, heard, misspelt; then current before former (R4.30, R4.31).

    Among equals come first the tenants whom this agent has on the line, then those whose name is
    spelt as typed.
    """
    query = replace(query, text=query.text[:LONGEST_TEXT])
    read = tuple(one for one in readings(query.text) if one.shape not in query.without)
    if is_straight(read):
        rows, more = find_straight(session, read, query)
        return _answer(session, read, rows, more)
    limits = _limits(read, query)
    found, towns = look(session, read, limits)
    name = next((one for one in read if one.shape is Shape.NAME), None)
    proposed: tuple[Proposal, ...] = ()
    if name is not None:
        if towns and Shape.TOWN not in query.without:
            read += _look_in_towns(session, name, towns, limits, found)
        if not found.exact_names():
            proposed = _look_further(session, name, limits, found, query)
    rows, more = finish(session, found, query.text, query.landlord_code, query.today, query.limit)
    return _answer(session, read, rows, more, proposed)


def _answer(
    session: Session,
    read: tuple[Reading, ...],
    rows: list[TenantRow],
    more: bool,
    proposed: tuple[Proposal, ...] = (),
) -> SearchAnswer:
    return SearchAnswer(
        rows=tuple(rows),
        shapes=tuple(SHAPE_LABELS[reading.shape] for reading in read),
        more=more,
        notice="" if rows else _reserved_notice(session, read),
        chips=tuple(Chip(reading.shape, reading.label) for reading in read),
        proposals=proposed,
    )


def _limits(read: tuple[Reading, ...], query: SearchQuery) -> Limits:
    """What is typed beside a name narrows it down: a birth date, a postal code, an address."""
    beside = [one for one in read if one.beside]
    places = tuple(chain.from_iterable(one.keys for one in beside if one.shape is not Shape.BIRTH))
    spans = tuple(chain.from_iterable(one.spans for one in beside))
    if len(places) == 1 and _POSTCODE.fullmatch(places[0]):
        return Limits(query.landlord_code, query.today, spans, town=places[0])
    return Limits(query.landlord_code, query.today, spans, places)


def _look_in_towns(
    session: Session, name: Reading, towns: dict[str, tuple[str, ...]], limits: Limits, found: Found
) -> tuple[Reading, ...]:
    """Add who bears the rest of the words and lives in the town that the others name; the readings found."""
    read: list[Reading] = []
    for town, rest in sorted(towns.items(), key=lambda one: -len(one[0]))[:2]:
        there = replace(limits, town=town)
        asked = names(replace(name, keys=rest), there)
        before = len(found.persons)
        for (_, take), rows in zip(asked, ask(session, [question for question, _ in asked]), strict=True):
            take(found, rows)
        if len(found.persons) > before:
            read.append(Reading(Shape.TOWN, (town,), shown=_shown(name, rest), beside=True))
            break
    return tuple(read)


def _shown(name: Reading, rest: tuple[str, ...]) -> str:
    return " ".join(word for word in name.keys if word not in rest)


def _look_further(
    session: Session, name: Reading, limits: Limits, found: Found, query: SearchQuery
) -> tuple[Proposal, ...]:
    """Nobody bears the name typed: names near it, then first names alone, words stuck, an address."""
    beside = neighbours(session, name, limits.landlord)
    if len(found.persons) + len(found.customers) < query.limit:
        look_near(session, name, beside, limits, found)
    if not found.persons and not found.customers:
        _look_elsewhere(session, name, limits, found, query)
    return proposals(name, beside)


def _look_elsewhere(
    session: Session, name: Reading, limits: Limits, found: Found, query: SearchQuery
) -> None:
    asked = []
    if len(name.keys) > 1:
        way = Way(name.keys)
        asked.append((name_question(way, name.keys[0], limits, firsts=True), taking_names(way)))
    else:
        ways = _pieces(session, name.keys[0])
        asked += [(name_question(way, way.words[0], limits), taking_names(way)) for way in ways]
    words = address_words(query.text)
    if words and not limits.places and not limits.town and Shape.ADDRESS not in query.without:
        asked.append(address(words, limits))
    for (_, take), rows in zip(asked, ask(session, [question for question, _ in asked]), strict=True):
        take(found, rows)


def _pieces(session: Session, word: str) -> list[Way]:
    """``DUPONTJEAN`` as a surname and a first name, whichever comes first."""
    cuts = range(_SHORTEST_PIECE, len(word) - _SHORTEST_PIECE + 1)
    keys = [piece for cut in cuts for piece in (word[:cut], word[cut:])]
    if not keys:
        return []
    (rows,) = ask(session, [Question(PIECES, {"landlord": None, "keys": keys})])
    known = {(key, part) for key, part in rows}
    ways = []
    for cut in cuts:
        start, end = word[:cut], word[cut:]
        if (start, "SURNAME") in known and (end, "FIRST") in known:
            ways.append(Way((start, end)))
        if (start, "FIRST") in known and (end, "SURNAME") in known:
            ways.append(Way((end, start)))
    return ways[:4]


def _reserved_notice(session: Session, read: tuple[Reading, ...]) -> str:
    """A reserved file is told to who types its number whole, so that the call goes to a manager (R5.14)."""
    numbers = (key for reading in read if reading.shape is Shape.NUMBER for key in reading.keys)
    return RESERVED_SENTENCE if any(is_reserved(session, key) for key in numbers) else ""
