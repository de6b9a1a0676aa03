"""``person add|duplicates|merge|unmerge``."""

from argparse import Namespace
from uuid import uuid4

from sqlalchemy.orm import Session

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import carry_out, desk, landlord_of, today_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.rules.dates import french_day
from backoffice.services.duplicates.creation import NewPerson, PersonOrder, create_person
from backoffice.services.duplicates.listing import duplicate_pairs
from backoffice.services.duplicates.merging import (
    MergeOrder,
    merge_of,
    merge_persons,
    person_of_number,
    preview_merge,
    unmerge_persons,
)
from backoffice.services.duplicates.results import MergeView, Parted, PersonFacts
from backoffice.services.tenant.lookup import customer_to_open
from backoffice.settings import Settings


def add(parsed: Namespace) -> None:
    """Enter a person from a file. Raises ``Refused`` when somebody on file resembles him."""
    command_id = parsed.command or str(uuid4())

    def act(session: Session, settings: Settings) -> PersonFacts:
        landlord = landlord_of(session, settings)
        customer_id = customer_to_open(session, parsed.number, landlord)
        unlike = frozenset(person_of_number(session, number, landlord) for number in parsed.unlike)
        new = NewPerson(
            customer_id, parsed.kind, parsed.civility, parsed.name, parsed.first, parsed.usage, parsed.born,
            parsed.phone, parsed.email, parsed.relation, parsed.since or today_of(session, settings),
        )  # fmt: skip
        return create_person(session, PersonOrder(new, command_id, unlike, parsed.reason))

    made = carry_out(options_of(parsed), act)
    if parsed.json:
        print_json(made)
    else:
        tell(f"{made.name} est au fichier, tiers {made.party_number}.")


def duplicates(parsed: Namespace) -> None:
    """Print the pairs of persons who may be one, the likeliest first."""
    with desk(options_of(parsed)) as (session, settings):
        found = duplicate_pairs(session, landlord_of(session, settings), parsed.limit)
    if parsed.json:
        print_json(found)
        return
    print_columns(
        [
            (
                f"{pair.likeness.score} %",
                *_named(pair.one),
                *_named(pair.other),
                ", ".join(pair.likeness.reasons),
            )
            for pair in found.pairs
        ]
    )
    if not found.pairs:
        tell("Aucune paire de fiches ne se ressemble assez.")
    elif found.more:
        tell("… et d’autres : demandez-en plus avec --limit.")


def _named(who: PersonFacts) -> tuple[str, str, str]:
    return f"tiers {who.party_number}", who.name, french_day(who.birth_date) if who.birth_date else "–"


def merge(parsed: Namespace) -> None:
    """Say that two persons are one. Raises ``Refused``, ``NotFound``, ``Conflict``."""
    command_id = parsed.command or str(uuid4())

    def act(session: Session, settings: Settings) -> MergeView:
        landlord = landlord_of(session, settings)
        ids = [person_of_number(session, number, landlord) for number in (parsed.kept, parsed.merged)]
        seen = preview_merge(session, ids[0], ids[1])
        versions = (seen.kept.version, seen.merged.version)
        return merge_persons(session, MergeOrder(ids[0], ids[1], *versions, parsed.reason, command_id))

    made = carry_out(options_of(parsed), act)
    if parsed.json:
        print_json(made)
    else:
        tell(
            f"La fiche de {made.merged_name} est réunie à celle de {made.kept_name} ; "
            f"pour la défaire : backoffice person unmerge {made.id}"
        )


def unmerge(parsed: Namespace) -> None:
    """Undo a merge. Raises ``Refused``, ``NotFound``, ``Conflict``."""
    command_id = parsed.command or str(uuid4())

    def act(session: Session, _settings: Settings) -> Parted:
        seen = merge_of(session, parsed.merge)
        return unmerge_persons(session, parsed.merge, seen.version, command_id)

    parted = carry_out(options_of(parsed), act)
    if parsed.json:
        print_json(parted)
    else:
        tell(parted.sentence)
