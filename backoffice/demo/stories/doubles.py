"""Three persons entered twice, for whoever learns to bring two sheets together."""

from dataclasses import dataclass
from datetime import date

from backoffice.demo.population.leases import add_member
from backoffice.demo.population.people import Identity, Reach, add_contact, add_person
from backoffice.demo.stories.cast import Stage
from backoffice.rules.dates import add_months, month_of
from backoffice.rules.vocabulary.people import Civility, ContactChannel, Relation


@dataclass(frozen=True)
class Double:
    """Whose second sheet it is, what was written on it, and in whose household it is named."""

    client_ref: str
    who: Identity
    household: str
    relation: Relation
    months_ago: int
    email: bool = False


_MRS = Civility.MADAME
DOUBLES = (
    # Her own lease is closed: she moved in with somebody, and was entered anew under half of her name.
    Double(
        "1008",
        Identity(_MRS, "Silva", "Maria Conceição", date(1969, 5, 12)),
        "1007",
        Relation.KNOWN_PARTNER,
        3,
        email=True,
    ),
    # The hyphen became a birth name and a name by marriage.
    Double(
        "1015",
        Identity(_MRS, "Hippolyte", "Eve", date(1962, 5, 12), "Desroches"),
        "1005",
        Relation.HOSTED_OCCUPANT,
        3,
    ),
    # Day and month of birth changed places, and the letters of her name lost their marks.
    Double(
        "1010",
        Identity(_MRS, "Sahin", "Ayse", date(1992, 12, 5), "Ben Saïd"),
        "1009",
        Relation.KNOWN_PARTNER,
        14,
    ),
)


def tell_doubles(stage: Stage) -> None:
    """Add the second sheets, after everybody else: nobody’s number depends on them."""
    world = stage.world
    for double in DOUBLES:
        there = stage.actors[double.household]
        since = add_months(month_of(world.day), -double.months_ago)
        person_id = add_person(world, there.house, double.who)
        add_member(world, there.let, person_id, double.relation, since)
        if double.email:
            own = f"client{double.client_ref}@example.net"
            add_contact(world, there.house, person_id, ContactChannel.EMAIL, own, Reach(since))
