"""Professions, contacts, accounts, mandates and debits: the rules alone (R3.30–R3.58, vectors 14 and 20)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from backoffice.errors import Refused
from backoffice.rules.changes.accounts import masked, read_account
from backoffice.rules.changes.bank import BankFile, judge_account, judge_debit, owns
from backoffice.rules.changes.contacts import (
    ContactFile,
    ContactMode,
    ContactOnFile,
    is_shown,
    judge_contact,
    may_receive_code,
    told_of,
    usable_from,
)
from backoffice.rules.changes.debits import (
    debit_days_of,
    first_debit,
    first_term,
    refuse_debit_day,
    regularisation_is_debited,
    regularisation_words,
)
from backoffice.rules.changes.mandates import (
    Mandate,
    MandateMention,
    lapses_on,
    may_be_revoked,
    mentions_question,
    new_rum,
    refund_until,
    refuse_rum,
    rum_key,
    standing,
)
from backoffice.rules.changes.outcome import ChangeOutcome
from backoffice.rules.changes.professional import (
    PROOFS,
    ProfessionalFile,
    Situation,
    judge_professional,
    looks_medical,
)
from backoffice.rules.changes.secrets import hides_account
from backoffice.rules.dates import french_day
from backoffice.rules.money import euros
from backoffice.rules.parameters.desk_values import PARAMETERS
from backoffice.rules.vocabulary.ledger import MandateState
from backoffice.rules.vocabulary.validation.changes import (
    BankEvent,
    ContactEvent,
    IbanCheck,
    ProfessionalSituation,
)
from backoffice.rules.vocabulary.validation.papers import DocumentKind as D
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
IBAN = "FR7630006000011234567890189"


def codes(outcome: ChangeOutcome) -> set[str]:
    return {one.code for one in outcome.objections}


def person(**more: object) -> ProfessionalFile:
    file = ProfessionalFile(
        today=TODAY,
        person="Anne Kervella",
        of_household=True,
        current=None,
        received=((D.EMPLOYMENT_CONTRACT, "contrat.pdf"),),
    )
    return replace(file, **more)  # type: ignore[arg-type]


def interim(since: date = TODAY, employer: str | None = None) -> Situation:
    return Situation(ProfessionalSituation.INTERIM, since, employer)


def test_every_situation_has_a_proof_and_none_is_medical() -> None:
    assert set(PROOFS) == set(ProfessionalSituation)
    assert all(PROOFS.values())
    for status, proofs in PROOFS.items():
        asked = Situation(status, TODAY)
        assert judge_professional(asked, person(received=((proofs[-1], "a.pdf"),))).may_be_accepted
        assert codes(judge_professional(asked, person(received=()))) == {"DOCUMENT_MISSING"}


@pytest.mark.parametrize(
    "name", ["Certificat médical.pdf", "arret_maladie.jpg", "MDPH 2026.png", "ordonnance-dr.pdf"]
)
def test_a_medical_paper_is_never_a_proof(name: str) -> None:
    assert looks_medical(name)
    outcome = judge_professional(interim(), person(received=((D.EMPLOYMENT_CONTRACT, name),)))
    assert codes(outcome) == {"WRONG_DOCUMENT"}


def test_the_notice_of_a_benefit_may_name_it_and_no_illness() -> None:
    asked = Situation(ProfessionalSituation.DISABLED_BENEFIT, TODAY)
    for name in ("notification_AAH.pdf", "MDPH 2026.pdf", "pension invalidite CPAM.pdf"):
        assert judge_professional(asked, person(received=((D.BENEFIT_NOTICE, name),))).may_be_accepted
    notice = ((D.BENEFIT_NOTICE, "aah diagnostic.pdf"),)
    assert codes(judge_professional(asked, person(received=notice))) == {"WRONG_DOCUMENT"}
    named = ((D.BENEFIT_NOTICE, "chimio.pdf"),)
    told = frozenset({"chimio.pdf"})
    assert codes(judge_professional(asked, person(received=named, medical=told))) == {"WRONG_DOCUMENT"}


def test_what_a_change_of_profession_keeps_and_leaves() -> None:
    asked = interim(employer="Manpower")
    plain = judge_professional(asked, person())
    assert "Manpower" not in plain.lines[0].after
    assert any("n’est pas gardé" in one for one in plain.sentences)
    kept = judge_professional(asked, person(keeps_employer=True, pays_sls=True))
    assert "Manpower" in kept.lines[0].after
    assert [one.kind for one in kept.follow_ups] == [FollowUpKind.REVIEW_SLS]
    assert not plain.follow_ups
    before = Situation(ProfessionalSituation.RETIRED, TODAY)
    assert codes(judge_professional(asked, person(current=before))) == {"DATE_INCONSISTENT"}
    assert codes(judge_professional(interim(), person(current=interim(date(2020, 1, 1))))) == {
        "ALREADY_RECORDED"
    }
    assert codes(judge_professional(interim(TODAY + timedelta(days=900)), person())) == {"DATE_INCONSISTENT"}
    assert codes(judge_professional(interim(), person(of_household=False))) == {"NOT_A_HOLDER"}
    assert not looks_medical("contrat de travail.pdf")


def test_vector_14_a_contact_serves_after_the_cooling_off() -> None:
    entered = datetime(2026, 11, 21, 10, tzinfo=UTC)
    old = ContactOnFile(
        1, "+33612345678", entered - timedelta(days=900), date(2020, 1, 1), date(2026, 11, 23)
    )
    new = ContactOnFile(2, "+33699999999", usable_from(entered, 24), TODAY)
    assert not may_receive_code(new, entered + timedelta(hours=23, minutes=59), TODAY)
    assert may_receive_code(new, entered + timedelta(hours=24), date(2026, 11, 22))
    assert may_receive_code(old, entered, TODAY)
    assert told_of((old, new), new.id, TODAY) == (old.id,)
    # The old one is hidden once its last message is over (R3.44).
    assert is_shown(old, TODAY)
    assert not is_shown(old, date(2026, 11, 23))
    assert usable_from(entered, 0) == entered + timedelta(hours=1)


def test_a_contact_is_proposed_until_it_is_confirmed() -> None:
    file = ContactFile(NOW, "a@b.fr", "c@d.fr", ContactMode.VALIDATED, 24)
    assert codes(judge_contact(ContactEvent.NEW_EMAIL, file)) == {"NOT_CONFIRMED"}
    confirmed = replace(file, confirmed_at=NOW)
    assert judge_contact(ContactEvent.NEW_EMAIL, confirmed).may_be_accepted
    assert codes(judge_contact(ContactEvent.NEW_EMAIL, replace(confirmed, blocked_at=NOW))) == {"OBJECTED"}
    assert codes(judge_contact(ContactEvent.REMOVE_CONTACT, replace(file, is_last=True))) == {"LAST_CONTACT"}
    assert judge_contact(ContactEvent.BILLING_ADDRESS, file).may_be_accepted


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (IBAN, True),
        ("fr76 3000 6000 0112 3456 7890 189", True),
        ("DE89 3704 0044 0532 0130 00", True),
        ("FR7630006000011234567890188", False),
        ("FR763000600001123456789018", False),
        # Check digits right, the national key wrong.
        ("TR330006100519786457841326", False),
        ("", False),
    ],
)
def test_account_numbers(text: str, right: object) -> None:
    assert (read_account(text) is not None) is right


def test_an_account_is_shown_masked() -> None:
    account = read_account(IBAN)
    assert account is not None
    assert account.masked == masked(IBAN) == "FR76 •••• •••• 0189"
    assert account.bic == "AGRIFRPPXXX"
    assert IBAN not in repr(account)


@pytest.mark.parametrize(
    "text", [f"mon compte {IBAN}", "fr-76-3000-6000-0112-3456-7890-189", "5555 5555 5555 4444"]
)
def test_an_account_number_hides_nowhere(text: str) -> None:
    assert hides_account(text)
    assert not hides_account("Chantiers du Port, 12 rue des Lices, 13007 Marseille")


def test_vector_20_references_of_mandates() -> None:
    refuse_rum("LOGIREM-000123-01")
    refuse_rum("A" * 35)
    refuse_rum("a/-?:().,'+")
    for wrong in ("LOGIREM 000123", "A" * 36, "É1", "", "A_B", " A", "A\u00a0B"):
        with pytest.raises(Refused) as refused:
            refuse_rum(wrong)
        assert refused.value.code == "WRONG_RUM"
    first = new_rum("L/000 994/0", TODAY)
    refuse_rum(first)
    second = new_rum("L/000 994/0", TODAY, frozenset({rum_key(first)}))
    assert second != first
    refuse_rum(new_rum("X" * 80, TODAY))


def test_vector_20_a_mandate_unused_lapses() -> None:
    assert lapses_on(date(2020, 1, 31), None) == date(2023, 1, 31)
    assert lapses_on(date(2020, 1, 31), date(2023, 11, 21)) == TODAY
    mandate = Mandate("A", date(2020, 1, 31), MandateState.ACTIVE, 5, date(2023, 11, 21))
    assert standing(mandate, TODAY - timedelta(days=1)) is MandateState.ACTIVE
    assert standing(mandate, TODAY) is MandateState.LAPSED
    assert not may_be_revoked(mandate, TODAY)
    used = replace(mandate, last_used_on=TODAY)
    assert may_be_revoked(used, TODAY)
    assert may_be_revoked(replace(used, state=MandateState.SUSPENDED), TODAY)
    assert standing(replace(used, ends_on=TODAY), TODAY) is MandateState.REVOKED


def test_refunds_and_mentions() -> None:
    assert refund_until(TODAY, authorised=True) == TODAY + timedelta(days=56)
    assert refund_until(TODAY, authorised=False) == date(2027, 12, 21)
    whole = mentions_question(has_reference=True)
    assert all(one.label[1:] in whole for one in MandateMention)
    assert MandateMention.RUM.label[1:] not in mentions_question(has_reference=False)


def test_debits_wait_for_the_cycle_and_the_cooling_off() -> None:
    assert debit_days_of("16 3 8") == (3, 8, 16)
    refuse_debit_day(8, "3 8 16")
    with pytest.raises(Refused):
        refuse_debit_day(5, "3 8 16")
    assert first_term(date(2026, 11, 14), 15) == date(2026, 12, 1)
    assert first_term(date(2026, 11, 15), 15) == date(2027, 1, 1)
    soon = datetime(2026, 11, 10, 12, tzinfo=UTC)
    assert first_debit(date(2026, 11, 9), date(2026, 11, 9), soon, 3, 15) == date(2026, 12, 3)
    late = datetime(2026, 12, 3, 8, tzinfo=UTC)
    assert first_debit(date(2026, 11, 9), date(2026, 11, 9), late, 3, 15) == date(2027, 1, 3)
    # Approved in the next month: the cycle after that approval.
    assert first_debit(date(2026, 11, 9), date(2026, 12, 1), soon, 3, 15) == date(2027, 1, 3)
    noon = datetime(2026, 1, 12, 12, tzinfo=UTC)
    assert first_debit(date(2026, 1, 9), date(2026, 1, 9), noon, 30, 15) == date(2026, 2, 28)
    leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert first_debit(date(2028, 1, 9), date(2028, 1, 9), leap, 31, 15) == date(2028, 3, 31)
    assert PARAMETERS["debit_days"]("30 8") == "8 30"
    limit = 50
    assert regularisation_is_debited(Decimal("50.00"), limit, asked=False)
    assert not regularisation_is_debited(Decimal("50.01"), limit, asked=False)
    assert regularisation_is_debited(Decimal("50.01"), limit, asked=True)
    assert regularisation_words(Decimal("72.00"), None) == ""
    assert "plus de 50 €" in regularisation_words(Decimal(0), limit)
    assert euros(Decimal("72.00")) in regularisation_words(Decimal("72.00"), limit)


def account(**more: object) -> BankFile:
    file = BankFile(
        TODAY, ("Kervella",), "Aucun", masked(IBAN), "MME KERVELLA ANNE", frozenset({D.BANK_DETAILS})
    )
    return replace(file, **more)  # type: ignore[arg-type]


def test_what_stands_against_an_account() -> None:
    assert judge_account(account()).may_be_accepted
    assert codes(judge_account(account(received=frozenset()))) == {"DOCUMENT_MISSING"}
    assert codes(judge_account(account(debit_day=5))) == {"MANDATE_MISSING"}
    assert codes(judge_account(account(by_me=True))) == {"SECOND_PERSON"}
    assert codes(judge_account(account(cooling_until=NOW))) == {"COOLING_OFF"}
    assert codes(judge_account(account(iban_check=IbanCheck.NO_MATCH))) == {"NAME_MISMATCH"}
    third = account(holder_name="M. DURAND")
    assert third.third_party
    assert {"MANDATE_MISSING", "NAME_MISMATCH"} == codes(judge_account(third))
    papers = frozenset({D.BANK_DETAILS, D.MANDATE})
    whole = replace(third, received=papers, debit_day=5, signed_on=TODAY, first_debit=TODAY, rum="A")
    first = judge_account(whole)
    assert first.may_be_accepted
    assert any("signature" in one for one in first.questions), "what the paper must show (R3.50)"
    assert any(french_day(TODAY + timedelta(weeks=8)) in one for one in first.sentences)
    assert any("reçoit A" in one for one in first.sentences), "its reference is told before the first debit"
    assert not any("reçoit" in one for one in judge_account(replace(whole, rum_given=True)).sentences)
    limited = judge_account(replace(whole, regularisation=Decimal("72.00"), regularisation_limit=50))
    assert any("dépasse 50 €" in one for one in limited.sentences)
    assert not judge_account(replace(whole, is_approval=True)).questions, "the first person looked"
    assert judge_account(account(is_approval=True, received=frozenset())).may_be_accepted
    assert owns("M OU MME LE GOFF", "Le Goff")
    assert not owns("M LE GAL", "Le Goff")


def test_debits_ended_paused_or_moved() -> None:
    mandate = Mandate("A", date(2025, 1, 1), MandateState.ACTIVE, 5, TODAY)
    paused = replace(mandate, state=MandateState.SUSPENDED)
    assert judge_debit(BankEvent.REVOKE_MANDATE, mandate, TODAY, None).may_be_accepted
    assert (
        judge_debit(BankEvent.SUSPEND_DEBIT, mandate, TODAY, None).follow_ups[0].kind
        is FollowUpKind.STOP_DEBIT
    )
    assert judge_debit(BankEvent.RESUME_DEBIT, paused, TODAY, None).may_be_accepted
    assert not judge_debit(BankEvent.RESUME_DEBIT, mandate, TODAY, None).may_be_accepted
    assert not judge_debit(BankEvent.DEBIT_DAY, mandate, TODAY, 5).may_be_accepted
    assert judge_debit(BankEvent.DEBIT_DAY, mandate, TODAY, 8).may_be_accepted
    assert codes(judge_debit(BankEvent.REVOKE_MANDATE, None, TODAY, None)) == {"NO_MANDATE"}
