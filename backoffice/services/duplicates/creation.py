"""Entering a person: first who resembles him is shown, then he is entered, once."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.lease import Lease
from backoffice.models.stock import Premises
from backoffice.rules.names import name_keys
from backoffice.rules.persons.duplicates import LIKELY, Known
from backoffice.rules.persons.entry import refuse_unproven
from backoffice.rules.phones import email_key, phone_key
from backoffice.rules.vocabulary.people import (
    Civility,
    ContactChannel,
    DistinctReason,
    PersonKind,
    Relation,
)
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.access.searching import Searched, record_search
from backoffice.services.commands import already_done, mark_done
from backoffice.services.duplicates.known import compared
from backoffice.services.duplicates.likely import likely
from backoffice.services.duplicates.results import Likely, PersonFacts
from backoffice.services.mine import my_customer

_CREATE = "CREATE_PERSON"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class NewPerson:
    """A person to be entered from the file of a customer."""

    customer_id: int
    kind: PersonKind
    civility: Civility
    birth_name: str
    first_names: str
    usage_name: str | None = None
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    relation: Relation = Relation.OTHER_OCCUPANT
    """What an occupant is to the main holder; a spouse or a PACS partner is refused here."""
    since: date | None = None
    """First day of an occupant in the dwelling."""


@dataclass(frozen=True)
class PersonOrder:
    """The person, those shown to be like him and why he is none of them, the command."""

    person: NewPerson
    command_id: str
    unlike: frozenset[int] = frozenset()
    reason: DistinctReason | None = None

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same; no name is kept among the commands."""
        told = {"customer_id": self.person.customer_id, "unlike": sorted(self.unlike)}
        return told | {"reason": self.reason.value if self.reason else None}


def likely_persons(session: Session, new: NewPerson) -> tuple[Likely, ...]:
    """Who may be the person about to be entered, the likeliest first; traced and counted as a search.

    Raises ``Refused`` when the telephone or the e-mail cannot be read, (``OUT_OF_SCOPE``) for one of a
    couple, ``Denied``, ``NotFound``.
    """
    found = _resembling(session, new)
    typed = f"{new.first_names} {new.usage_name or new.birth_name}"
    record_search(session, Searched(typed, len(found)))
    return found


def create_person(session: Session, order: PersonOrder) -> PersonFacts:
    """Enter the person, once, and answer him; several colleagues at a landlord wait for one another.

    Raises ``Refused`` (``DUPLICATE_LIKELY``) when somebody likely was not shown first, (``REASON_REQUIRED``)
    when it is not said why he is none of those shown, (``OUT_OF_SCOPE``) for one of a couple,
    (``SAME_PERSON``, ``WRONG_PERSON``, ``NO_DWELLING``); ``Conflict`` when the command served otherwise,
    ``NotFound``.
    """
    done = already_done(session, order.command_id, _CREATE, order.arguments())
    if done is None:
        customer = my_customer(session, order.person.customer_id)
        session.execute(select(func.lock_creations(customer.landlord_id)))
        _refuse_unseen(_resembling(session, order.person), order.unlike)
        person_id = _enter(session, order)
        done = {"person_id": person_id}
        mark_done(session, order.command_id, _CREATE, order.arguments(), done)
        session.flush()
    return compared(session, [int(done["person_id"])])[int(done["person_id"])].facts


def _enter(session: Session, order: PersonOrder) -> int:
    new = order.person
    keys = name_keys(new.birth_name, new.usage_name, new.first_names)
    told = {
        "kind": new.kind.value,
        "civility": new.civility.value,
        "birth_name": new.birth_name,
        "usage_name": new.usage_name,
        "first_names": new.first_names,
        "birth_date": new.birth_date.isoformat() if new.birth_date else None,
        "relation": new.relation.value,
        "since": new.since.isoformat() if new.since else None,
        "keys": [[one.key, one.part] for one in keys],
        "contacts": _contacts(new),
    }
    unlike = cast(sorted(order.unlike), ARRAY(BigInteger))
    asked = func.create_person(
        new.customer_id, cast(told, JSONB), unlike, order.reason.value if order.reason else None
    )
    return int(session.execute(select(asked)).scalar_one())


def _resembling(session: Session, new: NewPerson) -> tuple[Likely, ...]:
    refuse_unproven(new.kind, new.relation)
    customer = my_customer(session, new.customer_id)
    phone, email = _keys(new)
    home: set[int] = set()
    if new.kind is PersonKind.OCCUPANT:
        home = _dwelling(session, customer.id, new.since)
    known = Known(
        new.birth_name, new.first_names, new.usage_name, new.birth_date,
        frozenset(filter(None, [phone])), frozenset(filter(None, [email])), frozenset(home),
    )  # fmt: skip
    return likely(session, customer.landlord_id, known)


def _dwelling(session: Session, customer_id: int, since: date | None) -> set[int]:
    day = since or func.current_date()
    return set(
        session.scalars(
            select(Lease.premises_id)
            .join(Premises, Premises.id == Lease.premises_id)
            .where(
                Lease.customer_id == customer_id,
                Premises.kind == PremisesKind.DWELLING,
                or_(Lease.valid_to.is_(None), Lease.valid_to > day),
            )
        )
    )


def _keys(new: NewPerson) -> tuple[str | None, str | None]:
    phone, email = phone_key(new.phone), email_key(new.email)
    if new.phone.strip() and phone is None:
        raise Refused(
            f"« {new.phone} » n’est pas un numéro de téléphone complet : corrigez-le ou effacez-le.",
            code="WRONG_CONTACT",
        )
    if email and not _EMAIL.fullmatch(email):
        raise Refused(
            f"« {new.email} » n’est pas une adresse électronique complète : corrigez-la ou effacez-la.",
            code="WRONG_CONTACT",
        )
    return phone, email or None


def _contacts(new: NewPerson) -> list[dict[str, str]]:
    phone, email = _keys(new)
    found = []
    if phone:
        channel = ContactChannel.MOBILE if phone.startswith(("+336", "+337")) else ContactChannel.PHONE
        found.append({"channel": channel.value, "value": new.phone.strip(), "value_key": phone})
    if email:
        found.append({"channel": ContactChannel.EMAIL.value, "value": new.email.strip(), "value_key": email})
    return found


def _refuse_unseen(found: tuple[Likely, ...], seen: frozenset[int]) -> None:
    unseen = [one for one in found if one.likeness.score >= LIKELY and one.person.id not in seen]
    if unseen:
        listed = " ; ".join(
            f"{one.person.name}, tiers {one.person.party_number}, {one.likeness.score} % "
            f"({', '.join(one.likeness.reasons)})"
            for one in unseen[:3]
        )
        raise Refused(
            f"Cette personne est peut-être déjà au fichier : {listed}. Ouvrez sa fiche, "
            "ou dites pourquoi c’est une autre personne.",
            code="DUPLICATE_LIKELY",
        )
