"""One person takes the place of another on the lease."""

from datetime import date

from backoffice.rules.household.draft import Draft
from backoffice.rules.vocabulary.people import HolderTitle, Relation


def succeed(draft: Draft, heir: int, leaver: int, on: date) -> None:
    """End the leaver's title on ``on``; the heir is main holder if the leaver was."""
    row = draft.title_at(leaver, on)
    if row is not None:
        draft.end_title(row, on)
    others = [one for one in draft.before.holders_on(on) if one.person_id not in (heir, leaver)]
    if all(one.title is not HolderTitle.MAIN_HOLDER for one in others):
        draft.hold(heir, HolderTitle.MAIN_HOLDER, on)
        draft.live(heir, Relation.HOLDER, on)
    elif draft.before.holding(heir, on) is None:
        draft.hold(heir, HolderTitle.CO_HOLDER, on)
    if draft.before.main_person_id == leaver:
        draft.make_main(heir)


def first_heir(draft: Draft, leaver: int, on: date) -> int | None:
    """Who holds the lease beside the leaver on ``on``, the main holder then the spouse first."""
    order = (HolderTitle.MAIN_HOLDER, HolderTitle.SPOUSE_BY_LAW, HolderTitle.CO_HOLDER)
    held = [
        one for one in draft.before.holders_on(on) if one.person_id != leaver and _lives(draft, one.person_id)
    ]
    found = sorted(held, key=lambda one: (order.index(one.title), one.since, one.id))
    return found[0].person_id if found else None


def _lives(draft: Draft, person_id: int) -> bool:
    person = draft.before.person(person_id)
    return person is not None and person.deceased_on is None
