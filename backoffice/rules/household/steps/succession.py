"""One person takes the place of another on the lease."""

from datetime import date

from backoffice.rules.household.draft import Draft
from backoffice.rules.household.state import COUPLED
from backoffice.rules.vocabulary.people import HolderTitle, Relation


def succeed(draft: Draft, heir: int, leaver: int, on: date, gone: int | None = None) -> None:
    """End the leaver's title on ``on``; the heir is main holder if the leaver was.

    ``gone`` is somebody else who gives his title up that day.
    """
    row = draft.title_at(leaver, on)
    if row is not None:
        draft.end_title(row, on)
    away = (heir, leaver, gone)
    others = [one for one in draft.before.holders_on(on) if one.person_id not in away]
    if all(one.title is not HolderTitle.MAIN_HOLDER for one in others):
        draft.hold(heir, HolderTitle.MAIN_HOLDER, on)
        draft.live(heir, Relation.HOLDER, on)
        if draft.before.main_holder(on) == leaver:
            _untie(draft, (heir, leaver), on)
    elif draft.before.holding(heir, on) is None:
        draft.hold(heir, HolderTitle.CO_HOLDER, on)
    if draft.before.main_person_id in (leaver, gone):
        draft.make_main(heir)


def _untie(draft: Draft, but: tuple[int, int], on: date) -> None:
    """A stay names its tie to the main holder: the partner of the former one is not the new one's."""
    for one in draft.before.living_on(on):
        if one.relation in COUPLED and one.person_id not in but:
            draft.live(one.person_id, Relation.OTHER_OCCUPANT, on)


def first_heir(draft: Draft, leaver: int, on: date) -> int | None:
    """Who holds the lease beside the leaver on ``on``, the main holder then the spouse first."""
    return next(iter(_holders(draft, leaver, on)), None)


def heirs(draft: Draft, dead: int, on: date) -> tuple[int, ...]:
    """Who goes on by right after a death, the first one first (R3.18).

    The main holder; the spouse, a holder by law even when the file knows only his stay (C. civ. 1751); the
    other holders, who keep their title; the PACS partner who had asked for the co-title.
    """
    held = {one.person_id: one.title for one in draft.before.holders_on(on)}
    found = _holders(draft, dead, on)
    first = [one for one in found if held[one] is not HolderTitle.CO_HOLDER]
    spouse = occupant_spouse(draft, dead, on)
    asked = (one.person_id for one in draft.before.living_on(on)
             if one.person_id in draft.before.co_title_asked)  # fmt: skip
    living = (one for one in asked if one != dead and _lives(draft, one))
    return tuple(dict.fromkeys((*first, *((spouse,) if spouse is not None else ()), *found, *living)))


def occupant_spouse(draft: Draft, leaver: int, on: date) -> int | None:
    """The spouse of the main holder, who lives there without a title of his own."""
    if draft.before.main_holder(on) != leaver:
        return None
    return next(
        (
            one.person_id
            for one in draft.before.living_on(on)
            if one.relation is Relation.SPOUSE
            and one.person_id != leaver
            and draft.before.holding(one.person_id, on) is None
            and _lives(draft, one.person_id)
        ),
        None,
    )


def _holders(draft: Draft, leaver: int, on: date) -> list[int]:
    order = (HolderTitle.MAIN_HOLDER, HolderTitle.SPOUSE_BY_LAW, HolderTitle.CO_HOLDER)
    held = [
        one for one in draft.before.holders_on(on) if one.person_id != leaver and _lives(draft, one.person_id)
    ]
    return [
        one.person_id for one in sorted(held, key=lambda one: (order.index(one.title), one.since, one.id))
    ]


def _lives(draft: Draft, person_id: int) -> bool:
    person = draft.before.person(person_id)
    return person is not None and person.deceased_on is None
