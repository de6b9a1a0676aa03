"""Letters and previews: addressed to the right people, numbered, frozen, traced."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backoffice.errors import Conflict, GuichetError, Refused
from backoffice.models.desk.contact import Representative
from backoffice.models.landlord import Staff
from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Person
from backoffice.models.trace import AuditEntry
from backoffice.models.validation.texts import TextBlock
from backoffice.reports.letters.drawing import letter_pdf
from backoffice.rules.letters.codes import TextCode
from backoffice.rules.letters.definition import Draft
from backoffice.rules.letters.sheet import from_json
from backoffice.rules.letters.texts import TEXTS
from backoffice.rules.letters.variables import GIVEN
from backoffice.rules.vocabulary.calls import RepresentativeKind, RepresentativeProof, RepresentativeScope
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.validation.tasks import LetterState
from backoffice.services.letters.issuing import (
    bundle_pdf,
    issue_letter,
    letter_bytes,
    letter_numbered,
    letters_of,
    post_letter,
)
from backoffice.services.letters.messages import message_words
from backoffice.services.letters.preview import preview_reason, preview_text
from backoffice.services.letters.sheets import draft_letter
from backoffice.services.letters.texts import save_text, text_shown
from backoffice.services.subjects.file import subject_of
from backoffice.services.subjects.traces import documents
from tests.factories import House, make_holder, make_lease, make_person, make_staff, make_tenant
from tests.letters import LETTER, MAIL, NOTICE, REJECTED, SMS, VALUES, managed, order, refused, tenant


@pytest.fixture
def house(session: Session) -> House:
    return managed(session)


@pytest.fixture
def lease(session: Session, house: House) -> Lease:
    return tenant(session, house)


def test_a_letter_is_numbered_frozen_and_made_once(session: Session, house: House, lease: Lease) -> None:
    customer = session.get_one(Customer, lease.customer_id)
    sheet = draft_letter(session, customer.id, NOTICE, VALUES, lease_id=lease.id)
    assert sheet.to[0] == "Madame Thị Hồng Lefèvre"
    assert sheet.to[-1] == "13007 Marseille"
    assert (sheet.greeting, sheet.place_and_day[:14]) == ("Madame,", "Marseille, le ")
    command = str(uuid4())
    first = issue_letter(session, sheet, customer.id, customer.main_person_id, command, lease_id=lease.id)
    again = issue_letter(session, sheet, customer.id, customer.main_person_id, command, lease_id=lease.id)
    assert (first.created, again.created, again.letter_id) == (True, False, first.letter_id)
    month = f"{date.today():%Y%m}"  # noqa: DTZ011 -- the test runs in one day
    assert first.number == f"{lease.number}-{month}-L1"
    second = issue_letter(
        session, sheet, customer.id, customer.main_person_id, str(uuid4()), lease_id=lease.id
    )
    assert second.number == f"{lease.number}-{month}-L2"
    content = letter_bytes(session, first.letter_id)
    kept = session.execute(
        text("SELECT sheet, sha256 FROM letter WHERE id = :id"), {"id": first.letter_id}
    ).one()
    assert letter_pdf(from_json(kept.sheet)) == content
    assert kept.sha256 == first.sha256
    assert [one.letter_id for one in letters_of(session, customer.id)] == [second.letter_id, first.letter_id]
    assert letter_numbered(session, house.landlord.id, first.number).letter_id == first.letter_id
    assert bundle_pdf(session, [second.letter_id, first.letter_id])[:5] == b"%PDF-"
    acts = list(session.scalars(select(AuditEntry.act).where(AuditEntry.customer_id == customer.id)))
    assert (acts.count("LETTER_ISSUED"), acts.count("LETTER_OPENED")) == (2, 1)


def test_a_later_text_does_not_touch_a_letter_issued(session: Session, house: House, lease: Lease) -> None:
    customer = session.get_one(Customer, lease.customer_id)
    code = "INSURANCE_CAMPAIGN"
    values = {"contrats": f"le contrat {lease.number}"}
    sheet = draft_letter(session, customer.id, code, values)
    issued = issue_letter(session, sheet, customer.id, customer.main_person_id, str(uuid4()))
    content = letter_bytes(session, issued.letter_id)
    new = order(house, "Envoyez pour {contrats} avant le {date_limite}.", code=code, channel=LETTER)
    save_text(session, new)
    assert draft_letter(session, customer.id, code, values).paragraphs != sheet.paragraphs
    assert letter_bytes(session, issued.letter_id) == content
    version = post_letter(session, issued.letter_id, issued.version)
    assert letters_of(session, customer.id)[0].state is LetterState.POSTED
    error = refused(session, lambda: post_letter(session, issued.letter_id, version))
    assert (type(error), error.code) == (Conflict, "LETTER_CHANGED")


def test_spouses_are_written_to_together_and_the_dead_never(
    session: Session, house: House, lease: Lease
) -> None:
    customer = session.get_one(Customer, lease.customer_id)
    spouse = make_person(session, house, birth_name="Lefèvre", first_names="Jean", civility="M")
    make_holder(session, lease, spouse)
    sheet = draft_letter(session, customer.id, NOTICE, VALUES)
    assert sheet.to[:2] == ("Madame Thị Hồng Lefèvre", "Monsieur Jean Lefèvre")
    assert sheet.greeting == "Madame, Monsieur,"
    alone = draft_letter(session, customer.id, NOTICE, VALUES, person_id=spouse.id)
    assert (alone.to[0], alone.greeting) == ("Monsieur Jean Lefèvre", "Monsieur,")
    main = session.get_one(Person, customer.main_person_id)
    main.deceased_on = date(2026, 1, 2)
    session.flush()
    assert draft_letter(session, customer.id, NOTICE, VALUES).to[0] == "Monsieur Jean Lefèvre"
    with pytest.raises(Refused):
        draft_letter(session, customer.id, NOTICE, VALUES, person_id=main.id)
    spouse.deceased_on = date(2026, 1, 3)
    session.flush()
    with pytest.raises(Refused) as refusal:
        draft_letter(session, customer.id, NOTICE, VALUES)
    assert refusal.value.code == "NOBODY_TO_WRITE_TO"


def test_a_preview_shows_a_draft_that_is_not_kept_and_traces_the_file(
    session: Session, house: House, lease: Lease
) -> None:
    shown = preview_text(session, REJECTED, MAIL, Draft("Essai", "Bonjour {nom}. {motif}"), lease.customer_id)
    assert shown.body.startswith("Bonjour Madame Thị Hồng Lefèvre.")
    assert (shown.by_example, shown.content) == (("motif",), None)
    assert session.scalars(select(TextBlock)).all() == []
    letter = text_shown(session, house.landlord.id, NOTICE, LETTER).draft
    paper = preview_text(session, NOTICE, LETTER, letter, lease.customer_id)
    assert paper.content is not None
    assert lease.number in paper.body
    sms = text_shown(session, house.landlord.id, REJECTED, SMS).draft
    assert "SMS" in preview_text(session, REJECTED, SMS, sms, lease.customer_id).parts
    assert "avant le" in preview_reason(session, "Répondez avant le {date_limite}.", lease.customer_id)
    opened = session.scalars(
        select(AuditEntry).where(AuditEntry.customer_id == lease.customer_id, AuditEntry.purpose == "CONTROL")
    ).all()
    assert opened, "the file read for a preview is in the trace"
    with pytest.raises(GuichetError):
        preview_text(session, REJECTED, MAIL, Draft("Essai", "{motif}"), 0)


def test_every_letter_of_ours_is_issued_to_a_real_tenant(
    session: Session, house: House, lease: Lease
) -> None:
    values = {name: one.example for name, one in GIVEN.items()}
    customer = session.get_one(Customer, lease.customer_id)
    for code in TextCode:
        sheet = draft_letter(session, customer.id, code.value, values)
        assert len(letter_pdf(sheet)) > 10_000
        if LETTER in TEXTS[code].drafts and MAIL in TEXTS[code].drafts:
            told = message_words(session, customer.id, code.value, values)
            assert told.body
            assert told.short


def test_my_own_household_gets_no_letter_of_mine(session: Session, house: House, lease: Lease) -> None:
    customer = session.get_one(Customer, lease.customer_id)
    me = session.scalars(select(Staff).where(Staff.login == text("session_user"))).one()
    me.person_id = customer.main_person_id
    session.flush()
    sheet = draft_letter(session, customer.id, NOTICE, VALUES)
    error = refused(
        session, lambda: issue_letter(session, sheet, customer.id, customer.main_person_id, str(uuid4()))
    )
    assert error.code == "OWN_HOUSEHOLD"


@pytest.mark.database
def test_a_reference_written_like_a_contract_takes_no_number_twice(
    session: Session, house: House, lease: Lease
) -> None:
    other = make_lease(session, house, customer=make_tenant(session, house, client_ref=lease.number))
    numbers = []
    for one, lease_id in ((lease, lease.id), (other, None), (lease, lease.id)):
        customer = session.get_one(Customer, one.customer_id)
        sheet = draft_letter(session, customer.id, NOTICE, VALUES)
        made = issue_letter(
            session, sheet, customer.id, customer.main_person_id, str(uuid4()), lease_id=lease_id
        )
        numbers.append(made.number[-2:])
    assert numbers == ["L1", "L2", "L3"]


def test_the_subject_s_copy_lists_his_letters_and_not_his_spouse_s(
    session: Session, house: House, lease: Lease
) -> None:
    customer = session.get_one(Customer, lease.customer_id)
    spouse = make_person(session, house, birth_name="Lefèvre", first_names="Jean", civility="M")
    make_holder(session, lease, spouse)
    for person_id in (customer.main_person_id, spouse.id):
        sheet = draft_letter(session, customer.id, NOTICE, VALUES, person_id=person_id)
        issue_letter(session, sheet, customer.id, person_id, str(uuid4()), lease_id=lease.id)
    (mine,) = documents(session, subject_of(session, customer))
    assert (mine.kind, mine.about, mine.state) == ("Lettre", "Assurance : mise en demeure", "À poster")
    assert mine.number is not None
    assert mine.number.endswith("-L1")


def test_a_message_greets_the_main_person_and_a_letter_the_holders(
    session: Session, house: House, lease: Lease
) -> None:
    son = make_person(session, house, birth_name="Nguyễn", first_names="Paul", civility="M")
    annex = make_lease(session, house, customer=session.get_one(Customer, lease.customer_id))
    session.execute(
        text("UPDATE lease_holder SET person_id = :son, version = version + 1 WHERE lease_id = :annex"),
        {"son": son.id, "annex": annex.id},
    )
    said = message_words(session, lease.customer_id, REJECTED, {"motif": "Illisible."}, lease_id=annex.id)
    assert said.body.startswith("Bonjour Madame Thị Hồng Lefèvre,")
    letter = draft_letter(session, lease.customer_id, NOTICE, VALUES, lease_id=annex.id)
    assert letter.to[0] == "Monsieur Paul Nguyễn"


def test_a_guardian_reads_the_letters_of_whom_he_acts_for(
    session: Session, house: House, lease: Lease
) -> None:
    staff = make_staff(session, house, login="conseil.essai", role=StaffRole.ADVISER)
    for name, until in (("Paul Ancien", date(2025, 1, 1)), ("Hélène Dupin", None)):
        session.add(
            Representative(
                landlord_id=house.landlord.id,
                customer_id=lease.customer_id,
                kind=RepresentativeKind.GUARDIAN,
                scope=RepresentativeScope.EVERYTHING,
                full_name=name,
                proof=RepresentativeProof.JUDGMENT,
                seen_on=date(2024, 2, 1),
                seen_by=staff.id,
                usable_from=datetime(2024, 2, 1, tzinfo=UTC),
                valid_from=date(2024, 1, 1),
                valid_to=until,
            )
        )
    session.flush()
    sheet = draft_letter(session, lease.customer_id, NOTICE, VALUES)
    assert sheet.to[:3] == ("Madame Thị Hồng Lefèvre", "Aux bons soins de Hélène Dupin", "12 rue des Lices")


def test_who_hides_his_address_is_written_to_alone(session: Session, house: House, lease: Lease) -> None:
    spouse = make_person(session, house, birth_name="Lefèvre", first_names="Jean", civility="M")
    make_holder(session, lease, spouse)
    spouse.confidential_address = True
    session.flush()
    sheet = draft_letter(session, lease.customer_id, NOTICE, VALUES)
    assert (sheet.to[0], sheet.greeting) == ("Madame Thị Hồng Lefèvre", "Madame,")
    assert "Logement" not in dict(sheet.reference)
