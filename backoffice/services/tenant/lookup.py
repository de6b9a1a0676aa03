"""From a number typed at a desk or in a terminal to exactly one customer or lease."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused
from backoffice.models.landlord import Landlord, of_my_landlords
from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Person
from backoffice.rules.identifiers import normalise
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.access.opening import RESERVED_SENTENCE, missed

SEVERAL, NOT_A_LEASE = "SEVERAL_LANDLORDS", "NOT_A_LEASE"


def customer_to_open(
    session: Session,
    number: str,
    landlord_code: str | None,
    purpose: OpeningPurpose = OpeningPurpose.NOT_GIVEN,
) -> int:
    """The customer of a number typed to open his file, or to act on it; otherwise as ``customer_of_number``.

    A number whose file is not his is traced as a denied opening, and he is told what he would be told of
    a number that nobody has. Raises ``Hidden`` in place of ``NotFound``, ``Denied`` for a reserved file.
    """
    try:
        return customer_of_number(session, number, landlord_code)
    except (NotFound, Refused) as error:
        if error.code == SEVERAL:
            raise
        raise missed(session, number, error, purpose) from error


def lease_to_open(session: Session, number: str, landlord_code: str | None) -> int:
    """The lease of a number typed to act on it; traced as in ``customer_to_open`` when it is not his.

    Raises ``Hidden`` in place of ``NotFound``, ``Denied`` for a reserved file.
    """
    try:
        return lease_of_number(session, number, landlord_code)
    except (NotFound, Refused) as error:
        if error.code in (SEVERAL, NOT_A_LEASE):
            raise
        raise missed(session, number, error) from error


def customer_of_number(session: Session, number: str, landlord_code: str | None) -> int:
    """The customer that a client, tiers or contract number names (R4.30).

    A client reference wins over a contract number, which wins over a tiers number.
    Raises ``NotFound``, or ``Refused`` with the list when several customers answer.
    """
    key = normalise(number)
    refs = select(Customer.id).where(
        of_my_landlords(Customer.landlord_id, landlord_code), Customer.client_ref_key == key
    )
    leases = select(Lease.customer_id).where(
        of_my_landlords(Lease.landlord_id, landlord_code), Lease.number_key == key
    )
    parties = (
        select(Customer.id)
        .join(Person, Person.id == Customer.main_person_id)
        .where(of_my_landlords(Person.landlord_id, landlord_code), Person.party_key == key)
    )
    for query in (refs, leases, parties):
        # A caretaker knows no tiers number (R5.12); asking for one would end the transaction.
        if query is parties and session.scalar(select(func.my_role())) == StaffRole.CARETAKER:
            break
        found = sorted(set(session.scalars(query)))
        if len(found) == 1:
            return found[0]
        if found:
            raise Refused(_several(session, number, found), code=SEVERAL)
    _refuse_reserved(session, key)
    raise NotFound(_unknown(number, landlord_code), code="UNKNOWN_NUMBER")


def is_reserved(session: Session, key: str) -> bool:
    """Whether ``key``, a whole client or contract number, is of a file that managers alone open (R5.14)."""
    return bool(session.scalars(select(func.is_reserved_number(key))).one())


def _refuse_reserved(session: Session, key: str) -> None:
    if is_reserved(session, key):
        raise Refused(RESERVED_SENTENCE, code="RESERVED_FILE")


def lease_of_number(session: Session, number: str, landlord_code: str | None) -> int:
    """The lease that a contract number names.

    Raises ``NotFound``, or ``Refused`` with the list when several landlords have that number.
    """
    rows = session.execute(
        select(Lease.id, Lease.customer_id)
        .where(of_my_landlords(Lease.landlord_id, landlord_code), Lease.number_key == normalise(number))
        .order_by(Lease.id)
    ).all()
    if len(rows) == 1:
        return int(rows[0].id)
    if rows:
        raise Refused(_several(session, number, sorted({row.customer_id for row in rows})), code=SEVERAL)
    _refuse_reserved(session, normalise(number))
    known = session.scalars(
        select(Lease.number)
        .join(Customer, Customer.id == Lease.customer_id)
        .where(
            of_my_landlords(Customer.landlord_id, landlord_code),
            Customer.client_ref_key == normalise(number),
        )
        .order_by(Lease.number)
    ).all()
    if known:
        raise NotFound(
            f"« {number} » est un numéro de client : donnez un de ses contrats ({', '.join(known)}).",
            code=NOT_A_LEASE,
        )
    raise NotFound(_unknown(number, landlord_code), code="UNKNOWN_NUMBER")


def _several(session: Session, number: str, customer_ids: list[int]) -> str:
    rows = session.execute(
        select(Landlord.code, Customer.client_ref)
        .join(Landlord, Landlord.id == Customer.landlord_id)
        .where(Customer.id.in_(customer_ids))
        .order_by(Landlord.code, Customer.client_ref)
    ).all()
    if len({code for code, _ in rows}) == 1:
        refs = ", ".join(ref for _, ref in rows)
        return f"Le numéro « {number} » est celui de plusieurs clients ({refs}) : donnez un de ces numéros."
    listed = ", ".join(f"{code} (client {ref})" for code, ref in rows)
    return f"Le numéro « {number} » existe plusieurs fois : {listed}. Précisez avec --landlord CODE."


def _unknown(number: str, landlord_code: str | None) -> str:
    where = f" chez « {landlord_code} »" if landlord_code else ""
    return (
        f"Aucun client, contrat ou tiers ne porte le numéro « {number} »{where} : "
        "vérifiez-le sur l’avis d’échéance, ou cherchez par le nom ou le téléphone."
    )
