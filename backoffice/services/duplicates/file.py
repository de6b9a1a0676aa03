"""Who resembles the main person of a file, and what was merged in it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.services.duplicates.known import compared
from backoffice.services.duplicates.likely import likely
from backoffice.services.duplicates.merging import merges_of_customer
from backoffice.services.duplicates.results import Likely, MergeView, PersonFacts
from backoffice.services.mine import my_customer


@dataclass(frozen=True)
class FileDuplicates:
    """The main person, those who may be him, the likeliest first, and the merges of the file."""

    person: PersonFacts
    likely: tuple[Likely, ...]
    merges: tuple[MergeView, ...]


def duplicates_of_file(session: Session, customer_id: int) -> FileDuplicates:
    """Read both. Raises ``NotFound``."""
    customer = my_customer(session, customer_id)
    main = compared(session, [customer.main_person_id]).get(customer.main_person_id)
    if main is None:
        raise NotFound("Ce client n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche.")
    found = likely(session, customer.landlord_id, main.known, frozenset({main.facts.id}))
    return FileDuplicates(main.facts, found, merges_of_customer(session, customer_id))
