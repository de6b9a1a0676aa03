"""What each landlord's portal shows: lag, signs, windows, locks played out to the second (R4.6, R4.12)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from backoffice.rules.dates import add_months, paris_day
from backoffice.rules.insurance_state import Submission
from backoffice.rules.landlords.account_shown import (
    Contract,
    Movement,
    account_shown,
    amounts_shown,
    first_notice_month,
    owed_on,
    portal_instant,
    self_service,
)
from backoffice.rules.landlords.blocks import functions_block, home_blocks
from backoffice.rules.landlords.papers_shown import (
    AskedReceipt,
    IssuedReceipt,
    NoticeFact,
    RequestFact,
    banners_shown,
    notices_shown,
    receipts_shown,
    requests_shown,
)
from backoffice.rules.landlords.portal_view import shown_to_tenant
from backoffice.rules.landlords.sign_in import AccessFacts, next_wrong, sign_in_view
from backoffice.rules.landlords.tenant_view import TenantFacts, portal_view
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.unlocking import LockFacts, PortalFacts
from backoffice.rules.vocabulary.ledger import SignConvention
from backoffice.rules.vocabulary.portal import AccountState, LockCause, PortalFunction, PortalPlace
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptState, RequestState
from backoffice.rules.vocabulary.service import ServiceRequestKind, ServiceRequestState, SubmissionState
from tests.unit.test_profile import CODES, shipped

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 21)
HOME = Contract(1, "994/0", "logement T3, 65 m²", insurance_required=True)
PARKING = Contract(2, "994/1", "stationnement n° 7", insurance_required=False)
LOCK = LockFacts(LockCause.FAILED_RECREATIONS, 6, NOW - timedelta(minutes=3), NOW + timedelta(minutes=7))


def access(state: AccountState | None, failed: int = 0, lock: LockFacts | None = None) -> AccessFacts:
    """Facts about an account and nothing else."""
    return AccessFacts(PortalFacts(state, failed, lock, registration_blocked=False))


def facts(movements: Sequence[Movement] = (), contracts: Sequence[Contract] = (HOME,)) -> TenantFacts:
    """A tenant with an open account."""
    return TenantFacts(access(AccountState.ACTIVE), None, contracts, movements, (), (), (), {}, ())


def move(day: date, debit: str = "0", credit: str = "0", lease: int = 1) -> Movement:
    """One line of the ledger."""
    return Movement(lease, day, f"ligne du {day}", Decimal(debit), Decimal(credit))


def plain(text: str) -> str:
    """Without the spaces that never break."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("seconds", "minutes", "is_open"),
    [(420, 7, False), (61, 2, False), (60, 1, False), (1, 1, False), (0, None, True), (-1, None, True)],
)
def test_a_lock_runs_out_to_the_second(seconds: int, minutes: int | None, is_open: bool) -> None:
    lock = replace(LOCK, until=NOW + timedelta(seconds=seconds))
    shown = sign_in_view(shipped("vivest"), access(AccountState.LOCKED_TEMPORARY, 6, lock), NOW)
    assert (shown.minutes_left, shown.is_open) == (minutes, is_open)
    assert (shown.until is None) is is_open
    assert shown.failures == (0 if is_open else 6)
    if is_open:
        assert shown.tries_left == 6
        assert "pris fin de lui-même" in shown.sentences[0]
    else:
        assert shown.headline == f"Compte bloqué encore {minutes} min"
        assert shown.next_wrong == ""


@pytest.mark.parametrize(
    ("failed", "said", "left"),
    [
        (0, "le 1er sur 3 : rien d’autre ne change", 6),
        (1, "le 2e sur 3 : rien d’autre ne change", 5),
        (2, "le 3e sur 3 : le portail lui demandera de recréer son compte", 4),
        (3, "la 1re sur 3 : rien d’autre ne change", 3),
        (4, "la 2e sur 3", 2),
        (5, "le compte se bloque 10 minutes", 1),
    ],
)
def test_what_the_next_wrong_try_does_at_vivest(failed: int, said: str, left: int) -> None:
    shown = sign_in_view(shipped("vivest"), access(AccountState.ACTIVE, failed), NOW)
    assert said in shown.next_wrong
    assert (shown.failures, shown.tries_left) == (failed, left)


def test_other_lock_rules_are_played_too() -> None:
    strict = replace(shipped("vivest"), lock_threshold=5, lock_recreations=None, lock_minutes=30)
    assert "le 4e sur 5" in next_wrong(strict, 3)
    assert "se bloque 30 minutes" in next_wrong(strict, 4)
    assert "(durée : non renseigné)" in next_wrong(replace(strict, lock_minutes=None), 4)


@pytest.mark.parametrize("code", [code for code in CODES if code != "vivest"])
def test_a_landlord_without_lock_rules_promises_nothing(code: str) -> None:
    shown = sign_in_view(shipped(code), access(AccountState.ACTIVE, 2), NOW)
    assert shown.tries_left is None
    assert "non renseigné" in shown.next_wrong


def test_each_state_of_the_access_has_its_answer() -> None:
    vivest = shipped("vivest")
    blocked = AccessFacts(PortalFacts(None, 0, None, registration_blocked=True, registration_failures=6))
    answers = {
        "Aucun compte à ce nom": access(None),
        "Inscription bloquée": blocked,
        "Compte fermé": access(AccountState.CLOSED),
        "Compte bloqué": access(AccountState.SUSPENDED_FRAUD),
        "Connexion possible": access(AccountState.ACTIVE),
    }
    for headline, one in answers.items():
        assert sign_in_view(vivest, one, NOW).headline == headline
    assert any("formulaire d’assistance" in one for one in sign_in_view(vivest, blocked, NOW).sentences)
    assert sign_in_view(vivest, blocked, NOW).failures == 6
    staff = sign_in_view(vivest, access(AccountState.LOCKED_STAFF), NOW)
    fraud = sign_in_view(vivest, access(AccountState.SUSPENDED_FRAUD), NOW)
    assert (staff.headline, staff.sentences) == (fraud.headline, fraud.sentences), (
        "the screen tells no reason"
    )


@pytest.mark.parametrize(
    ("seconds", "headline"), [(1, "Activation attendue"), (0, "a expiré"), (-1, "a expiré")]
)
def test_an_activation_expires_to_the_second(seconds: int, headline: str) -> None:
    waiting = access(AccountState.PENDING_ACTIVATION)
    until = replace(waiting, activation_expires_at=NOW + timedelta(seconds=seconds))
    assert headline in sign_in_view(shipped("larochelle"), until, NOW).headline
    code = sign_in_view(shipped("logirem"), replace(until, activation_expires_at=NOW), NOW)
    assert code.headline == "Le code d’activation a expiré"


def test_the_identifiers_asked_and_where_they_are_printed() -> None:
    asked = {
        code: [(one.label, one.where) for one in sign_in_view(shipped(code), access(None), NOW).asked]
        for code in CODES
    }
    assert asked["logirem"][1] == ("Numéro de tiers", "sur le dernier avis d’échéance ou sur le bail")
    assert "sans « L/ » de tête" in asked["larochelle"][0][1]
    assert "sans zéros de tête" in asked["monlogement27"][0][1]
    assert "non renseigné" in asked["vivest"][0][1]
    for code in CODES:
        signing = sign_in_view(shipped(code), access(AccountState.ACTIVE), NOW).asked
        assert signing[-1].label == "Mot de passe"
        assert "ne le demandez jamais" in signing[-1].where


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("seed", range(8))
def test_the_balance_shown_is_the_ledger_less_the_lag(code: str, seed: int) -> None:
    draw = Random(f"{code} {seed}")
    hours = draw.choice([0, 1, 9, 10, 11, 24, 36, 48, 72])
    profile = replace(
        shipped(code), balance_latency_hours=hours, sign_convention=draw.choice(list(SignConvention))
    )
    moves = []
    for _ in range(60):
        day = TODAY - timedelta(days=draw.randint(0, 6))
        amount = f"{draw.randint(1, 99999) / 100:.2f}"
        side = {"debit": amount} if draw.random() < 0.5 else {"credit": amount}
        moves.append(move(day, lease=draw.choice([1, 2]), **side))
    home = portal_view(profile, facts(moves, (HOME, PARKING)), NOW).home
    assert home is not None
    assert home.account is not None
    day = paris_day(NOW - timedelta(hours=hours))
    expected = sum((one.debit - one.credit for one in moves if one.posted_on <= day), Decimal(0))
    assert home.account.balance_due == expected == owed_on(moves, day)
    assert home.account.balance == shown_to_tenant(expected, profile.sign_convention)
    assert sum(one.balance_due for one in home.account.contracts) == expected
    assert home.account.not_yet == sum(one.posted_on > day for one in moves)


def test_the_lag_crosses_midnight_in_paris() -> None:
    rochelle = shipped("larochelle")
    evening = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # half past midnight in Paris, on the 22nd
    assert paris_day(portal_instant(rochelle, evening)) == TODAY
    shown = account_shown(rochelle, (HOME,), (move(date(2026, 11, 22), credit="10"),), evening)
    assert (shown.balance_due, shown.not_yet) == (Decimal("0.00"), 1)
    assert shown.as_of_words == "au 21/11/2026 à 00 h 30"


def test_silent_on_the_lag_is_said() -> None:
    assert "non renseigné" in account_shown(shipped("logirem"), (HOME,), (), NOW).lag
    assert "24 h" in account_shown(shipped("larochelle"), (HOME,), (), NOW).lag


def test_logirem_s_extract_in_the_tenant_s_signs() -> None:
    lines = (
        move(date(2020, 2, 29), debit="799.55"),
        move(date(2020, 3, 10), credit="913.12"),
        move(date(2020, 5, 29), credit="10.10"),
    )
    shown = account_shown(shipped("logirem"), (HOME,), lines, NOW)
    assert shown.columns == ("Date", "Libellé", "Montant")
    assert [plain(one[-1]) for one in shown.lines] == ["+10,10 €", "+913,12 €", "−799,55 €"]
    assert shown.balance_due == Decimal("-123.67")
    assert plain(shown.balance) == "+123,67 €"


def test_ekidom_s_extract_in_two_columns() -> None:
    day = date(2018, 6, 26)
    lines = (
        move(day, debit="238.57"), move(day, debit="108.20"), move(day, credit="191.95"),
        *(move(day, credit="27.74") for _ in range(3)), move(date(2018, 7, 10), credit="43.86"),
    )  # fmt: skip
    shown = account_shown(shipped("ekidom"), (HOME,), lines, NOW)
    assert shown.columns == ("Date", "Libellé", "Débit", "Crédit")
    assert plain(shown.balance) == "27,74 € au débit"
    assert all(bool(one[-1]) != bool(one[-2]) for one in shown.lines)
    whole = account_shown(shipped("ekidom"), (HOME,), (*lines, move(day, credit="27.74")), NOW)
    assert plain(whole.balance) == "0,00 €"


def test_amounts_of_the_third_convention_have_no_sign() -> None:
    words = amounts_shown(Decimal("12.50"), Decimal(0), SignConvention.AMOUNT_DUE)
    assert (words[0], plain(words[1])) == ("à régler", "12,50 €")
    assert amounts_shown(Decimal(0), Decimal("3.00"), SignConvention.AMOUNT_DUE)[0] == "réglé"


def test_windows_of_notices() -> None:
    assert first_notice_month(shipped("logirem"), TODAY) == date(2026, 6, 1)
    assert first_notice_month(shipped("logirem"), date(2026, 5, 31)) == date(2025, 12, 1)
    assert first_notice_month(shipped("larochelle"), TODAY) == date(2023, 11, 1)
    assert first_notice_month(shipped("ekidom"), TODAY) == date(2025, 12, 1)
    months = [add_months(date(2026, 11, 1), -back) for back in range(60)]
    notices = [NoticeFact(1, month, month, "n") for month in months]
    notices.append(NoticeFact(1, date(2026, 12, 1), date(2026, 11, 22), "tomorrow"))
    shown = notices_shown(shipped("logirem"), notices, {1: "994/0"}, TODAY)
    assert (len(shown.titles), shown.older, shown.titles[0]) == (6, 54, "Avis d’échéance, novembre 2026")
    rochelle = notices_shown(shipped("larochelle"), notices, {1: "a", 2: "b"}, TODAY)
    assert len(rochelle.titles) == 37
    assert rochelle.titles[-1] == "Avis d’échéance, novembre 2023, contrat a"


@pytest.mark.parametrize(
    ("owed_last", "owed_now", "allowed"),
    [("0", "0", True), ("0", "120", True), ("120", "0", True), ("120", "120", False), ("-5", "1", True)],
)
def test_logirem_gives_a_receipt_when_one_of_two_balances_is_clear(
    owed_last: str, owed_now: str, allowed: bool
) -> None:
    before, change = Decimal(owed_last), Decimal(owed_now) - Decimal(owed_last)
    lines = [Movement(1, date(2026, 10, 31), "avant", max(before, Decimal(0)), max(-before, Decimal(0)))]
    lines.append(Movement(1, date(2026, 11, 1), "ce mois", max(change, Decimal(0)), max(-change, Decimal(0))))
    assert self_service(shipped("logirem"), lines, NOW).allowed is allowed
    assert self_service(shipped("larochelle"), lines, NOW).allowed
    silent = self_service(shipped("vivest"), lines, NOW)
    assert not silent.allowed
    assert "non renseigné" in silent.sentence


def test_receipts_in_the_words_of_the_portal() -> None:
    month = date(2026, 9, 1)
    words = {
        state: receipts_shown(shipped("logirem"), [AskedReceipt(month, state)], ())[0].state
        for state in RequestState
    }
    assert words[RequestState.REQUESTED] == words[RequestState.CHECKING] == "demandée, en cours de traitement"
    assert words[RequestState.ISSUED] == "demandée, disponible"
    issued = [
        IssuedReceipt(month, ReceiptKind.QUITTANCE, ReceiptState.VOIDED, "1"),
        IssuedReceipt(add_months(month, 1), ReceiptKind.QUITTANCE, ReceiptState.ISSUED, "2"),
    ]
    assert receipts_shown(shipped("logirem"), (), issued) == ()
    assert [one.title for one in receipts_shown(shipped("larochelle"), (), issued)] == [
        "Quittance de loyer, octobre 2026"
    ]


def test_the_insurance_banner_stays_until_the_certificate_is_recorded() -> None:
    def banner(*sent: Submission) -> str:
        shown = banners_shown((HOME, PARKING), {1: sent}, TODAY)
        assert {one.contract for one in shown} <= {"994/0"}, "a parking asks for nothing"
        return shown[0].sentence if shown else ""

    sent = Submission(TODAY - timedelta(days=2), SubmissionState.SUBMITTED, None)
    accepted = replace(sent, state=SubmissionState.ACCEPTED, covered_until=TODAY)
    assert "attendue" in banner()
    assert "du 19/11/2026" not in banner(sent)
    assert "envoyée le 19/11/2026 n’est pas encore enregistrée" in banner(sent)
    assert "refusée" in banner(replace(sent, state=SubmissionState.REJECTED))
    assert banner(accepted) == ""
    assert "attendue" in banner(replace(accepted, covered_until=TODAY - timedelta(days=1)))


def test_requests_have_three_public_words() -> None:
    rows = [
        RequestFact(TODAY - timedelta(days=rank), ServiceRequestKind.TECHNICAL, "", state)
        for rank, state in enumerate(ServiceRequestState)
    ]
    shown = {one.state.split(" (")[0] for one in requests_shown(rows)}
    assert shown == {"enregistrée", "traitée", "résolue"}
    assert requests_shown(rows)[0].title == "Demande technique du 21/11/2026"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("function", PortalFunction)
def test_a_function_that_the_portal_lacks_is_not_in_the_image(code: str, function: PortalFunction) -> None:
    profile = shipped(code)
    without = replace(profile, functions={**profile.functions, function: PortalPlace.NONE})
    moves = (move(date(2026, 11, 3), debit="10"),)
    seen, left = titles_of(profile, moves), titles_of(without, moves)
    titles = {
        PortalFunction.BALANCE: "Mon solde",
        PortalFunction.MOVEMENTS: "Mes derniers mouvements",
        PortalFunction.NOTICES: "Mes avis d’échéance",
        PortalFunction.RECEIPTS: "Mes quittances",
        PortalFunction.INSURANCE: "Mon attestation d’assurance",
        PortalFunction.REQUESTS: "Mes demandes",
    }
    if function in titles:
        assert titles[function] in seen
        assert titles[function] not in left
    assert (function.label, "absente de ce portail") in functions_block(
        portal_view(without, facts(), NOW)
    ).lines


def titles_of(profile: LandlordProfile, moves: Sequence[Movement]) -> set[str]:
    """The titles of the blocks behind the sign-in."""
    home = portal_view(profile, facts(moves), NOW).home
    assert home is not None, "an open account has a home"
    return {one.title for one in home_blocks(home)}


@pytest.mark.parametrize(
    "state", [None, AccountState.CLOSED, AccountState.PENDING_ACTIVATION, AccountState.SUSPENDED_FRAUD]
)
@pytest.mark.parametrize("code", CODES)
def test_without_an_account_to_open_there_is_nothing_behind_the_screen(
    code: str, state: AccountState | None
) -> None:
    view = portal_view(shipped(code), replace(facts(), access=access(state)), NOW)
    assert view.home is None
    assert view.renewal is None


def test_where_each_function_is() -> None:
    def place(code: str, function: PortalFunction) -> str:
        profile: LandlordProfile = shipped(code)
        shown = portal_view(profile, facts(), NOW).functions
        return next(one.place for one in shown if one.function is function)

    assert place("logirem", PortalFunction.NOTICES) == "application"
    assert place("vivest", PortalFunction.PAYMENT) == "site et application"
    assert place("ekidom", PortalFunction.HOUSEHOLD) == "site"
    assert place("monlogement27", PortalFunction.BALANCE) == "non renseigné"
    assert place("larochelle", PortalFunction.SURVEYS) == "site"


def test_vivest_has_the_account_made_again_each_year() -> None:
    born = replace(facts(), registered_at=datetime(2021, 4, 14, 9, tzinfo=UTC))
    renewal = portal_view(shipped("vivest"), born, NOW).renewal
    assert renewal == "Le portail lui fera recréer son compte le 14/04/2027."
    assert portal_view(shipped("logirem"), born, NOW).renewal is None
