"""Texts, reasons and letters of a landlord: worded by its manager, filled with real tenants, frozen."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backoffice.errors import Conflict, NotFound, Refused
from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Person
from backoffice.models.trace import AuditEntry
from backoffice.models.validation.texts import RefusalReason, TextBlock
from backoffice.rules.letters.texts import TEXTS
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.letters.messages import decision_words, message_words
from backoffice.services.letters.reasons import (
    ReasonOrder,
    reason_history,
    reasons_in_force,
    reasons_shown,
    save_reason,
)
from backoffice.services.letters.texts import default_order, save_text, text_history, text_shown, texts_shown
from tests.factories import House, make_lease
from tests.letters import MAIL, REJECTED, SMS, managed, order, refused, tenant


@pytest.fixture
def house(session: Session) -> House:
    return managed(session)


@pytest.fixture
def lease(session: Session, house: House) -> Lease:
    return tenant(session, house)


def test_the_program_s_texts_count_until_the_landlord_writes_its_own(session: Session, house: House) -> None:
    shown = texts_shown(session, house.landlord.id)
    assert {one.code for one in shown} == set(TEXTS)
    assert all(one.row_id is None for one in shown)
    first = save_text(session, order(house, "Bonjour {nom}. {motif}"))
    assert (first.draft.body, first.who) == ("Bonjour {nom}. {motif}", "Camille Moreau")
    second = save_text(session, order(house, "Cher locataire, {motif}", seen=first.row_id))
    kept = text_history(session, house.landlord.id, REJECTED, MAIL)
    assert [one.draft.body for one in kept] == ["Cher locataire, {motif}", "Bonjour {nom}. {motif}"]
    assert (kept[0].until, kept[1].until) == (None, kept[0].since)
    back = save_text(session, default_order(second, str(uuid4())))
    assert back.row_id is None
    assert len(text_history(session, house.landlord.id, REJECTED, MAIL)) == 2
    assert text_shown(session, house.landlord.id, REJECTED, SMS).row_id is None
    acts = session.scalars(select(AuditEntry.act).where(AuditEntry.landlord_id == house.landlord.id))
    assert list(acts).count("TEXT_SAVED") == 3


@pytest.mark.database
def test_the_second_to_save_is_told_and_a_retry_saves_once(session: Session, house: House) -> None:
    mine = order(house, "Un. {motif}")
    saved = save_text(session, mine)
    assert save_text(session, mine) == saved
    assert len(text_history(session, house.landlord.id, REJECTED, MAIL)) == 1
    error = refused(session, lambda: save_text(session, order(house, "Deux. {motif}")))
    assert isinstance(error, Conflict)
    assert error.code == "TEXT_CHANGED"
    assert text_shown(session, house.landlord.id, REJECTED, MAIL).draft.body == "Un. {motif}"


def test_what_could_not_leave_is_not_kept(session: Session, house: House) -> None:
    for body in ("Bonjour", "{motif} est faux", "{motif} {prix}", "{motif} {"):
        with pytest.raises(Refused):
            save_text(session, order(house, body))
    assert session.scalars(select(TextBlock)).all() == []


def test_a_manager_alone_writes(session: Session, house: House) -> None:
    session.execute(
        text("UPDATE staff SET role = 'ADVISER', version = version + 1 WHERE login = session_user")
    )
    assert refused(session, lambda: save_text(session, order(house, "{motif}"))).code == "NOT_A_MANAGER"
    assert refused(session, lambda: save_reason(session, reason(house))).code == "NOT_A_MANAGER"


def test_a_message_has_the_landlord_s_words_and_the_tenant_s_name(
    session: Session, house: House, lease: Lease
) -> None:
    save_text(session, order(house, "Bonjour {nom}, contrat {contrat}. {motif} {agence}."))
    told = decision_words(
        session, lease.customer_id, REJECTED, "ADDRESS_MISMATCH", WorkKind.INSURANCE, {}, lease_id=lease.id
    )
    assert told.body.startswith(f"Bonjour Madame Thị Hồng Lefèvre, contrat {lease.number}. L’adresse assurée")
    assert told.body.endswith("Agence du Port.")
    assert told.subject == "Votre attestation"
    assert "{" not in told.body + told.short
    assert "’" not in told.short
    assert told.template == REJECTED


def test_nothing_leaves_with_something_unfilled(session: Session, house: House, lease: Lease) -> None:
    with pytest.raises(Refused) as refusal:
        decision_words(session, lease.customer_id, REJECTED, None, WorkKind.INSURANCE, {})
    assert refusal.value.code == "UNFILLED_VARIABLE"
    with pytest.raises(Refused) as refusal:
        message_words(session, lease.customer_id, "INSURANCE_REQUESTED", {"contrats": "le contrat 1"})
    assert "{jours}" in refusal.value.sentence
    with pytest.raises(Refused) as refusal:
        decision_words(session, lease.customer_id, REJECTED, "NO_SUCH", WorkKind.INSURANCE, {})
    assert refusal.value.code == "UNKNOWN_REASON"
    with pytest.raises(Refused) as refusal:
        message_words(session, lease.customer_id, REJECTED, {"motif": "Votre papier est un faux."})
    assert refusal.value.code == "FORBIDDEN_WORD"
    other = make_lease(session, house)
    with pytest.raises(Refused) as refusal:
        message_words(session, lease.customer_id, REJECTED, {"motif": "Illisible."}, lease_id=other.id)
    assert refusal.value.code == "NO_LEASE"
    with pytest.raises(NotFound):
        message_words(session, 0, REJECTED, {"motif": "Illisible."})


def test_a_confidential_address_is_in_no_message(session: Session, house: House, lease: Lease) -> None:
    save_text(session, order(house, "Logement : {logement}. {motif}"))
    said = {"motif": "Illisible."}
    assert "rue des Lices" in message_words(session, lease.customer_id, REJECTED, said).body
    customer = session.get_one(Customer, lease.customer_id)
    session.get_one(Person, customer.main_person_id).confidential_address = True
    session.flush()
    assert "Lices" not in message_words(session, lease.customer_id, REJECTED, said).body


def reason(house: House, **more: object) -> ReasonOrder:
    made = ReasonOrder(
        landlord_id=house.landlord.id,
        kind=WorkKind.INSURANCE,
        code="EXPIRED",
        label="Périmée",
        tenant_text="Périmée, renvoyez-la avant le {date_limite}.",
        rank=1,
        active=True,
        seen=None,
        command_id=str(uuid4()),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_reasons_are_dated_words_and_one_is_withdrawn(session: Session, house: House, lease: Lease) -> None:
    landlord = house.landlord.id
    before = reasons_in_force(session, landlord, WorkKind.INSURANCE)
    assert (before[0].code, before[0].digit) == ("EXPIRED", "1")
    saved = save_reason(session, reason(house))
    assert reasons_in_force(session, landlord, WorkKind.INSURANCE)[0].label == "Périmée"
    told = decision_words(session, lease.customer_id, REJECTED, "EXPIRED", WorkKind.INSURANCE, {})
    assert "Périmée, renvoyez-la avant le" in told.body
    save_reason(session, reason(house, active=False, seen=saved.row_id))
    left = reasons_in_force(session, landlord, WorkKind.INSURANCE)
    assert len(left) == len(before) - 1
    assert [one.rank for one in left] == list(range(1, len(left) + 1))
    assert len(reasons_shown(session, landlord, WorkKind.INSURANCE)) == len(before)
    assert [one.active for one in reason_history(session, landlord, WorkKind.INSURANCE, "EXPIRED")] == [
        False,
        True,
    ]
    assert len(session.scalars(select(RefusalReason)).all()) == 2
    new = save_reason(session, reason(house, code="OTHER_PAPER", rank=30, label="Autre pièce"))
    assert new.reason.code == "OTHER_PAPER"
    for wrong in ({"code": "autre motif"}, {"rank": 0}, {"label": " "}, {"tenant_text": "Il est faux."}):
        with pytest.raises(Refused):
            save_reason(session, reason(house, **wrong))
