"""The numbers of a file: those that may be dialled, those that callers rang from, attached by hand."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backoffice.errors import Misconfigured
from backoffice.models.desk.persons import CallerNumber
from backoffice.models.lease import Customer
from backoffice.models.person import Contact, Person
from backoffice.rules.dates import french_day, paris_day
from backoffice.rules.names import display_name
from backoffice.rules.phones import phone_key, show_phone
from backoffice.rules.vocabulary.people import ContactChannel, ContactRole
from backoffice.services.mine import my_customer
from backoffice.services.pop.results import FileNumbers, NumberOnFile

_PHONES = (ContactChannel.MOBILE, ContactChannel.PHONE)


def numbers_of_file(session: Session, customer_id: int) -> FileNumbers:
    """The numbers of the main person in use, then those that callers rang from.

    A file whose address is withheld shows none (R3.17). Raises ``NotFound``.
    """
    customer = my_customer(session, customer_id)
    person = session.get_one(Person, customer.main_person_id)
    name = display_name(person.civility, person.birth_name, person.usage_name, person.first_names)
    if customer.reserved or person.confidential_address:
        return FileNumbers(customer.id, name, (), withheld=True)
    contacts = session.scalars(
        select(Contact)
        .where(
            Contact.person_id == person.id,
            Contact.channel.in_(_PHONES),
            or_(Contact.valid_to.is_(None), Contact.valid_to > func.current_date()),
        )
        .order_by(Contact.channel, Contact.id)
    )
    on_file = {one.value_key: _contact(one) for one in reversed(contacts.all())}
    attached = [one for one in _attached(session, customer) if one.key not in on_file]
    return FileNumbers(customer.id, name, (*reversed(on_file.values()), *attached))


def attach_caller(session: Session, customer_id: int, number: str) -> NumberOnFile:
    """Note that somebody rings about this file from this number; once, however often it is asked.

    It is no contact: no code goes there, it proves nothing (R4.26). Raises ``Misconfigured`` for what is no
    number, ``Refused`` (``OWN_HOUSEHOLD``), ``NotFound``.
    """
    customer = my_customer(session, customer_id)
    key = phone_key(number)
    if key is None:
        raise Misconfigured(f"« {number} » n’est pas un numéro complet : il ne se rattache pas.")
    attached_id = session.execute(select(func.attach_caller(customer.id, key))).scalar_one()
    row = session.get_one(CallerNumber, attached_id, populate_existing=True)
    return _calling(row)


def remove_caller(session: Session, attached_id: int, version: int) -> None:
    """Take a calling number away from its file. Raises ``Refused``, ``Conflict``."""
    session.execute(select(func.remove_caller(attached_id, version)))


def _attached(session: Session, customer: Customer) -> tuple[NumberOnFile, ...]:
    rows = session.scalars(
        select(CallerNumber)
        .where(CallerNumber.customer_id == customer.id, CallerNumber.removed_at.is_(None))
        .order_by(CallerNumber.id)
        .execution_options(populate_existing=True)
    )
    return tuple(_calling(row) for row in rows)


def _calling(row: CallerNumber) -> NumberOnFile:
    since = french_day(paris_day(row.attached_at))
    return NumberOnFile(
        show_phone(row.number_key),
        row.number_key,
        f"a appelé de ce numéro (noté le {since})",
        row.id,
        row.version,
    )


def _contact(row: Contact) -> NumberOnFile:
    whose = f"{ContactChannel(row.channel).label}, {ContactRole(row.role).label.lower()}"
    return NumberOnFile(show_phone(row.value_key), row.value_key, whose)
