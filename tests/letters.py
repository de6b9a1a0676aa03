"""What the trials of texts and letters share: a landlord whose manager is here, one tenant."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.database.failures import translated
from backoffice.errors import GuichetError
from backoffice.models.lease import Lease
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.validation.tasks import TextChannel
from backoffice.services.letters.texts import TextOrder
from tests.factories import House, make_landlord, make_lease, make_person, make_staff, make_tenant

MAIL, SMS, LETTER = TextChannel.EMAIL, TextChannel.SMS, TextChannel.LETTER
REJECTED = "DECISION_INSURANCE_REJECTED"
VALUES = {"date_demande": "08/11/2026", "majoration": "10"}
NOTICE = "INSURANCE_FORMAL_NOTICE"


def managed(session: Session) -> House:
    """A landlord whose manager is who runs the test."""
    made = make_landlord(session)
    make_staff(session, made, role=StaffRole.MANAGER)
    session.execute(
        text("UPDATE staff SET role = 'MANAGER', version = version + 1 WHERE login = session_user")
    )
    session.expire_all()
    return made


def tenant(session: Session, house: House) -> Lease:
    """The lease of Madame Lefèvre, née Nguyễn."""
    who = make_person(session, house, birth_name="Nguyễn", usage_name="Lefèvre")
    return make_lease(session, house, customer=make_tenant(session, house, person=who))


def refused(session: Session, act: Callable[[], object]) -> GuichetError:
    """The refusal, of a rule or of the database, the transaction being saved."""
    with pytest.raises(GuichetError) as caught, translated(), session.begin_nested():
        act()
    return caught.value


def order(
    house: House, body: str, *, code: str = REJECTED, channel: TextChannel = MAIL, **more: object
) -> TextOrder:
    """Another wording of the refusal of a certificate."""
    subject = "" if channel is SMS else "Votre attestation"
    made = TextOrder(house.landlord.id, code, channel, subject, body, None, str(uuid4()))
    return replace(made, **more)  # type: ignore[arg-type]
