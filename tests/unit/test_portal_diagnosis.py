"""The diagnosis: each row of the portals' table, finding, default, and the seeds' stories (R4.10–R4.19)."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from backoffice.rules.dates import french_instant
from backoffice.rules.portal.acts import RULES
from backoffice.rules.portal.causes.case import Case
from backoffice.rules.portal.findings import FindingCode, in_order
from backoffice.rules.portal.history import AccessHistory, FormFact
from backoffice.rules.vocabulary.portal import ErrandKind, ErrandState, PortalAct, PortalMessage
from tests.portal_cases import (
    BASE,
    DEAD,
    EVERY,
    FRESH,
    HOSTED,
    LEADING,
    LEASE,
    MAIL,
    MOBILE,
    NOW,
    OVER,
    ROWS,
    TEN,
    A,
    C,
    E,
    F,
    K,
    L,
    M,
    R,
    S,
    T,
    V,
    account,
    active,
    ago,
    blocked,
    errand,
    event,
    failed,
    first,
    found,
    locked,
    none,
    pending,
    profile,
    reset,
    sent,
    wrong,
)


@pytest.mark.parametrize("code", FindingCode)
def test_every_finding_is_told_of_some_history(code: FindingCode) -> None:
    landlord, history = EVERY[code]
    told = found(landlord, history)
    assert (told[0].code == code) == (code in LEADING), [one.code for one in told]
    assert code in [one.code for one in told]
    assert told == in_order(told)


def test_every_row_of_the_table_has_its_finding() -> None:
    assert len(ROWS) == 18
    named = {code for codes in ROWS.values() if not isinstance(codes, str) for code in codes}
    assert named == set(FindingCode)
    assert "F11" in first(*LEADING[C.CAN_SIGN_IN]).sentence
    assert {one for one, codes in ROWS.items() if isinstance(codes, str)} == {
        "Adviser signs in as the tenant"
    }


@pytest.mark.parametrize("code", FindingCode)
def test_what_is_said_is_one_sentence_to_read_and_acts_that_the_state_allows(code: FindingCode) -> None:
    landlord, history = EVERY[code]
    for one in found(landlord, history):
        assert len(one.aloud) <= 240
        assert one.aloud.endswith(".")
        assert one.sentence[0].isupper() or one.sentence[0].isdigit()
        assert "•" not in one.aloud, "contacts are told by their kind"
        assert re.fullmatch(r"R4\.\d+|portails 4\.1", one.rule)
        assert one.by_default == ("non renseigné" in one.sentence) == ("non renseigné" in one.aloud)
        assert one.minutes_left is None or one.minutes_left > 0
        assert not re.search(r"\b(tu|ton|ta|tes|toi)\b", one.aloud.lower())
        state = Case(profile(landlord), history, NOW).state
        assert all(state in RULES[act].states for act in one.acts)


def test_every_rule_of_locks_activation_and_recovery_is_told() -> None:
    """R4.10 to R4.19, each by the finding that rests on it; a reset asked while locked opens nothing."""
    asked = locked(events=(*locked().events, reset(hours=1)))
    told = found(V, asked)
    assert "ne lève pas le blocage" in next(one.sentence for one in told if one.code is C.RESET_WAITED)
    rules = {one.rule for landlord, history in EVERY.values() for one in found(landlord, history)}
    assert {f"R4.{number}" for number in range(10, 20)} <= rules | {one.rule for one in told}


def test_the_evidence_is_of_this_history_newest_first() -> None:
    for landlord, history in EVERY.values():
        at = {one.id: one.at for one in history.events}
        for one in found(landlord, history):
            assert [at[key] for key in one.evidence] == sorted(
                (at[key] for key in one.evidence), reverse=True
            )


SILENT: tuple[tuple[str, FindingCode, AccessHistory], ...] = (
    (R, C.LOCKED_TEMPORARY, locked()),
    (E, C.REGISTRATION_BLOCKED, blocked()),
    (E, C.CONTACT_TOO_NEW, pending(sent(hours=30), contacts=(replace(MAIL, usable_from=FRESH.usable_from),))),
    (M, C.ACTIVATION_EXPIRED, pending(sent(hours=25))),
    (L, C.CODE_WRONG, LEADING[C.CODE_WRONG][1]),
    (R, C.RESET_WAITED, active(reset(hours=1))),
    (E, C.PASSWORD_REFUSED, none(failed(F.PASSWORD_RULE))),
    (V, C.NUMBER_WRONG, none(failed(F.NUMBER, T.OTHER_SHAPE))),
    (M, C.FUNCTION_ELSEWHERE, active()),
    (E, C.PASSWORD_FORGOTTEN, active(wrong())),
)


@pytest.mark.parametrize(
    ("landlord", "code", "history"), SILENT, ids=[f"{one[0]}-{one[1]}" for one in SILENT]
)
def test_a_silent_landlord_gets_the_default_and_is_said_silent(
    landlord: str, code: FindingCode, history: AccessHistory
) -> None:
    one = next(one for one in found(landlord, history) if one.code is code)
    assert one.by_default
    assert "non renseigné" in one.sentence
    assert "non renseigné" in one.aloud


@pytest.mark.parametrize(
    ("landlord", "code"),
    [(V, C.LOCKED_TEMPORARY), (V, C.REGISTRATION_BLOCKED), (R, C.ACTIVATION_EXPIRED), (L, C.CONTACT_TOO_NEW)],
)
def test_what_the_landlord_says_is_no_default(landlord: str, code: FindingCode) -> None:
    assert not first(landlord, LEADING[code][1]).by_default


class TestStories:
    """What the agent hears, and what she answers."""

    def test_logirem_without_sms(self) -> None:
        """« Je ne reçois pas le code » : le portable, puis 24 h."""
        waits = pending(sent(hours=0.05, contact=8))
        one = first(L, waits)
        assert (one.code, one.acts[0]) == (C.ACTIVATION_WAITED, A.SEND_ACTIVATION)
        assert "07 •• •• •• 00" in one.sentence
        assert "24 h" in one.sentence
        assert "votre portable" in one.aloud
        lost = replace(waits, events=(*waits.events, event(K.NOT_DELIVERED, ago(minutes=1), contact_id=8)))
        assert first(L, lost).acts[0] is A.REPLACE_CONTACT
        changed = replace(lost, contacts=(replace(MOBILE, leaving=True), FRESH))
        one = first(L, changed)
        assert (one.code, one.acts, one.minutes_left) == (C.CONTACT_TOO_NEW, (), 23 * 60 + 10)
        assert french_instant(FRESH.usable_from) in one.sentence
        assert french_instant(FRESH.usable_from) in one.aloud
        one = first(L, replace(changed, contacts=(FRESH,)), NOW + timedelta(hours=24))
        assert (one.code, one.acts) == (C.OLD_CONTACT, (A.SEND_ACTIVATION,))

    def test_vivest_three_and_three(self) -> None:
        """« Trois fois faux, puis je n’ai pas pu recréer » : dix minutes, ou un agent."""
        tries = [wrong(minutes=9 - n) for n in range(3)]
        tries += [
            event(K.RECREATION_FAILED, ago(minutes=5 - n / 2), failed=F.PASSWORD_RULE) for n in range(3)
        ]
        history = locked(events=(*tries, event(K.LOCKED, ago(minutes=3))))
        told = found(V, history)
        assert (told[0].code, told[0].minutes_left, told[0].acts[0]) == (C.LOCKED_TEMPORARY, 7, A.UNLOCK)
        assert [one.code for one in told[1:3]] == [C.PASSWORD_REFUSED, C.PASSWORD_FORGOTTEN]
        assert len(told[0].evidence) == 7
        end = history.lock.until if history.lock else None
        assert end
        assert first(V, history, end - timedelta(seconds=1)).minutes_left == 1
        assert first(V, history, end).code is C.PASSWORD_REFUSED
        assert A.UNLOCK not in first(V, history, end).acts

    def test_vivest_never_created(self) -> None:
        """« Bloqué, mais je n’ai jamais eu de compte » : le formulaire ou l’agent, pas l’attente."""
        history = blocked(failed(F.NOT_HOLDER))
        told = found(V, history, NOW + timedelta(days=3))
        assert (told[0].code, told[0].acts) == (C.REGISTRATION_BLOCKED, (A.RELEASE_REGISTRATION,))
        assert told[0].minutes_left is None
        assert "formulaire" in told[0].aloud
        assert told[1].code is C.NOT_THE_HOLDER
        form = replace(history, forms=(FormFact(ago(hours=1)),))
        assert first(V, form).code is C.FORM_WAITING
        released = replace(
            form,
            block=None,
            events=(*form.events, event(K.REGISTRATION_RELEASED, ago(minutes=1), by_staff=True)),
        )
        assert first(V, released).code is C.NEVER_REGISTERED

    def test_monlogement27_with_zeros_then_spam(self) -> None:
        """« Mon numéro ne passe pas », puis « je n’ai rien reçu »."""
        one = first(M, none(failed(F.NUMBER, T.WITH_ZEROS)))
        assert one.code is C.NUMBER_WITH_ZEROS
        assert "zéro" in one.aloud
        delivered = event(K.DELIVERED, ago(minutes=55), message=PortalMessage.ACTIVATION, contact_id=7)
        one = first(M, pending(sent(hours=1), delivered, failed(F.NUMBER, T.WITH_ZEROS, minutes=70)))
        assert one.code is C.ACTIVATION_WAITED
        assert "indésirables" in one.aloud
        assert "un lien pour le site, un pour l’application" in one.aloud
        assert "ne reçoit pas de réponse" in one.sentence

    def test_la_rochelle_after_25_hours(self) -> None:
        """« Le lien ne marche plus » : renvoyer, et dire jusqu’à quand."""
        history = pending(sent(hours=25), until=ago(hours=1))
        one = first(R, history)
        assert (one.code, one.acts) == (C.ACTIVATION_EXPIRED, (A.SEND_ACTIVATION,))
        assert "24 heures" in one.aloud
        assert french_instant(NOW + timedelta(hours=24, minutes=10)) in one.sentence
        again = replace(history, events=(*history.events, sent(hours=0.5)))
        assert first(R, again).minutes_left == 23 * 60 + 30

    def test_ekidom_lost_password(self) -> None:
        """« J’ai perdu mon mot de passe » : une réinitialisation au contact du dossier, et rien d’autre."""
        one = first(E, active(wrong(), wrong(minutes=8)))
        assert (one.code, one.acts) == (C.PASSWORD_FORGOTTEN, (A.SEND_RESET,))
        assert len(one.evidence) == 2
        asked = active(wrong(), errands=(errand(ErrandKind.RESET, ErrandState.WAITING, contact_id=7),))
        assert (first(E, asked).code, first(E, asked).minutes_left) == (C.ERRAND_WAITING, 6)
        assert first(E, active(wrong(), reset(hours=0.05))).code is C.RESET_WAITED
        assert first(E, active(wrong(), event(K.PASSWORD_CHANGED, ago(minutes=1)))).code is C.CAN_SIGN_IN


Varied = tuple[str, AccessHistory, FindingCode]
LAST_LEADS: tuple[Varied, ...] = (
    (M, none(failed(F.NUMBER, T.WITH_ZEROS, minutes=9), failed(F.BIRTH_DATE)), C.BIRTH_DATE_WRONG),
    (M, none(failed(F.BIRTH_DATE, minutes=9), failed(F.NUMBER, T.WITH_ZEROS)), C.NUMBER_WITH_ZEROS),
    (V, none(failed(F.NAME), event(K.REGISTRATION_RELEASED, ago(minutes=1))), C.NEVER_REGISTERED),
    (V, active(wrong(), event(K.SIGNED_IN, ago(minutes=1))), C.CAN_SIGN_IN),
    (V, active(wrong(), wrong(F.REFUSED_NOW, minutes=1)), C.PASSWORD_FORGOTTEN),
    (M, active(wrong(F.LOGIN, T.WITH_ZEROS)), C.NUMBER_WITH_ZEROS),
    (R, active(wrong(F.LOGIN, T.WITH_PREFIX)), C.WRONG_LOGIN),
    (V, none(wrong(F.LOGIN, T.AS_EXPECTED)), C.NEVER_REGISTERED),
    (R, active(reset(hours=2), wrong(minutes=1)), C.RESET_WAITED),
    (L, active(reset(hours=2, contact=8)), C.RESET_EXPIRED),
    (E, active(event(K.SIGN_IN_FAILED, ago(minutes=4))), C.PASSWORD_FORGOTTEN),
    (V, none(contacts=()), C.NEVER_REGISTERED),
)


@pytest.mark.parametrize(("landlord", "history", "code"), LAST_LEADS)
def test_only_what_came_since_the_last_success_counts(
    landlord: str, history: AccessHistory, code: FindingCode
) -> None:
    assert first(landlord, history).code is code


def test_an_attack_is_suspended_and_not_unlocked() -> None:
    """Ten in a row, or 25 in a day whatever succeeded between them (R4.10, R4.11)."""
    assert first(R, active(*TEN)).acts == (A.SUSPEND, A.SEND_RESET)
    assert first(R, active(*TEN[:9])).code is C.PASSWORD_FORGOTTEN
    told = found(V, locked(events=TEN))
    assert (told[0].code, told[0].acts) == (C.LOCKED_TEMPORARY, (A.SUSPEND,))
    assert all(A.UNLOCK not in other.acts for other in told)
    spread = tuple(wrong(minutes=n * 50) for n in range(1, 26))
    between = tuple(event(K.SIGNED_IN, ago(minutes=n * 250 - 10)) for n in range(1, 6))
    assert first(R, active(*spread, *between)).code is C.MANY_FAILURES
    assert first(R, active(*spread[1:], *between)).code is not C.MANY_FAILURES
    lifted = event(K.SUSPENSION_LIFTED, ago(minutes=1), by_staff=True)
    assert first(R, active(*spread, *between, lifted)).code is C.CAN_SIGN_IN
    refused = tuple(wrong(F.REFUSED_NOW, minutes=n) for n in range(1, 40))
    assert first(V, locked(events=refused)).acts[0] is A.UNLOCK


OVER_CASES: tuple[tuple[AccessHistory, FindingCode, tuple[PortalAct, ...]], ...] = (
    (locked(leases=(OVER,)), C.CONTRACT_ENDED, (A.CLOSE,)),
    (none(leases=(OVER,)), C.CONTRACT_ENDED, ()),
    (active(leases=(OVER, LEASE)), C.CAN_SIGN_IN, (A.SEND_RESET, A.END_SESSIONS)),
    (active(leases=(replace(OVER, ends=date(2026, 11, 21)),)), C.CAN_SIGN_IN, (A.SEND_RESET, A.END_SESSIONS)),
    (active(leases=(replace(OVER, ends=date(2026, 11, 20)),)), C.CONTRACT_ENDED, (A.CLOSE,)),
    (blocked(parties=(DEAD,)), C.HOLDER_DECEASED, ()),
    (
        active(parties=(replace(DEAD, owns_account=False), replace(HOSTED, owns_account=True))),
        C.CAN_SIGN_IN,
        (A.SEND_RESET, A.END_SESSIONS),
    ),
    (replace(BASE, account=account(S.SUSPENDED_FRAUD), leases=(OVER,)), C.SUSPENDED_FRAUD, (A.CLOSE,)),
)


@pytest.mark.parametrize(("history", "code", "acts"), OVER_CASES)
def test_an_access_outlives_neither_the_contract_nor_its_owner(
    history: AccessHistory, code: FindingCode, acts: tuple[PortalAct, ...]
) -> None:
    one = first(R, history)
    assert (one.code, one.acts) == (code, acts)


def test_a_closed_account_says_what_is_left() -> None:
    closed = replace(BASE, account=account(S.CLOSED, closed_at=ago(days=3)))
    assert "en créer un autre" in first(R, closed).sentence
    for gone in (replace(closed, leases=(OVER,)), replace(closed, parties=(DEAD,))):
        assert first(R, gone).code is C.ACCOUNT_CLOSED
        assert "document" in first(R, gone).aloud


def test_cooling_off_names_the_hour_and_the_manager() -> None:
    told = found(V, locked(contacts=(MAIL, FRESH)))
    assert "un responsable seul" in told[0].sentence
    one = next(one for one in told if one.code is C.COOLING_OFF)
    assert french_instant(FRESH.usable_from) in one.sentence
    assert one.minutes_left == 23 * 60 + 10


def test_invitations_are_offered_where_they_exist_alone() -> None:
    assert first(M, BASE).acts == (A.SEND_INVITATION,)
    assert first(V, BASE).acts == ()


def test_a_renewal_is_due_at_the_anniversary_until_he_came_back() -> None:
    due = LEADING[C.RENEWAL_DUE][1]
    assert due.account
    for days, code in ((364, C.CAN_SIGN_IN), (366, C.RENEWAL_DUE), (800, C.RENEWAL_DUE)):
        old = replace(due, account=replace(due.account, created_at=ago(days=days)))
        assert first(V, old).code is code
    came = replace(due.account, created_at=ago(days=370), last_sign_in_at=ago(days=1))
    assert first(V, replace(due, account=came)).code is C.CAN_SIGN_IN
    assert first(R, due).code is C.CAN_SIGN_IN, "only where the portal does it (R4.6)"
