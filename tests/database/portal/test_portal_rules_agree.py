"""The database refuses what the rules refuse: state, act, level, job, reason, cooling-off (R4.14, R4.15)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from backoffice.errors import Refused
from backoffice.rules.portal.acts import RULES, AccessState
from backoffice.rules.portal.refusals import ActFacts, refuse_act
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.portal import AccountState, ActReason, PortalAct
from tests.portal_desk import NEW_MOBILE, PortalDesk

JOBS = ("agent.demo", "conseil.logirem", "quittancement.logirem", "responsable.demo")
# All in one function: seven thousand acts, each taken back, would else be as many round trips.
_TRY_ALL = """
    CREATE FUNCTION public.try_all(customer bigint, call bigint, acts text[], reasons text[], proposed jsonb)
    RETURNS text[] LANGUAGE plpgsql AS $$
    DECLARE
        told text[] := '{}';
        rank integer;
    BEGIN
        FOR rank IN 1 .. cardinality(acts) LOOP
            BEGIN
                PERFORM public.do_portal_act(customer, acts[rank], reasons[rank], call, false, NULL, NULL,
                    CASE acts[rank] WHEN 'REPLACE_CONTACT' THEN proposed END);
                RAISE EXCEPTION 'allowed';
            EXCEPTION WHEN SQLSTATE 'GU001' OR raise_exception THEN
                told := told || SQLERRM;
            END;
        END LOOP;
        RETURN told;
    END $$;
    GRANT EXECUTE ON FUNCTION public.try_all(bigint, bigint, text[], text[], jsonb) TO PUBLIC
"""
NOW = datetime.now(UTC)
Asked = list[tuple[PortalAct, ActReason]]


def facts(state: AccessState, *, lock_runs: bool) -> ActFacts:
    """A file like any other, in this state."""
    absent = state in (AccessState.NONE, AccessState.REGISTRATION_BLOCKED)
    return ActFacts(
        state=None if absent else AccountState(state.value),
        blocked=state is AccessState.REGISTRATION_BLOCKED,
        lock_runs=lock_runs,
        level=CallerLevel.L0,
        is_manager=False,
        lease_open=True,
        own_household=False,
        cooling_until=None,
        invitation_by_letter=False,
    )


def expected(known: ActFacts, asked: Asked) -> list[str]:
    """What the rules say of each act."""
    told = []
    for act, reason in asked:
        try:
            refuse_act(known, act, reason, NOW)
        except Refused as refusal:
            told.append(refusal.code or "")
        else:
            told.append("allowed")
    return told


def answered(stage: PortalDesk, login: str, call: int, asked: Asked) -> list[str]:
    """What the database says of each, asked by this member of staff."""
    acts, reasons = ([one[rank].value for one in asked] for rank in (0, 1))
    stage.become(login)
    try:
        answer = "SELECT try_all(%s, %s, %s, %s, %s)"
        return list(stage.ask(answer, stage.id, call, acts, reasons, NEW_MOBILE))
    finally:
        stage.become(None)


def all_known(stage: PortalDesk, login: str, known: ActFacts) -> int:
    """Compare every level, with and without a cooling-off; how many acts were compared."""
    compared = 0
    everything: Asked = [(act, reason) for act in PortalAct for reason in ActReason]
    # Reasons are looked at before anything else: one right and one wrong tell as much as all of them.
    few: Asked = [(act, reason) for act in PortalAct for reason in (RULES[act].reasons[0], ActReason.DEATH)]
    for level, cooling in product(CallerLevel, (False, True)):
        with stage.connection.transaction(force_rollback=True):
            if cooling:
                stage.cool()
            call = stage.call_at(login, level.value)
            now = replace(
                known,
                level=level,
                is_manager=login.startswith("responsable"),
                cooling_until=NOW + timedelta(hours=3) if cooling else None,
            )
            asked = everything if level is CallerLevel.L3 else few
            assert answered(stage, login, call, asked) == expected(now, asked), (login, level, cooling)
            compared += len(asked)
    return compared


def test_the_database_and_the_rules_agree_on_every_act(stage: PortalDesk) -> None:
    stage.do(_TRY_ALL)
    compared = 0
    for state, lock_runs in [*((one, True) for one in AccessState), (AccessState.LOCKED_TEMPORARY, False)]:
        with stage.connection.transaction(force_rollback=True):
            stage.put(state, lock_runs=lock_runs)
            for login in JOBS:
                compared += all_known(stage, login, facts(state, lock_runs=lock_runs))
    assert compared == 9 * 4 * 2 * (3 * 20 + 190)


def test_what_does_not_depend_on_the_state_is_refused_by_both(stage: PortalDesk) -> None:
    """An ended contract, one's own household, an invitation, a caller who is barred for the day."""
    stage.do(_TRY_ALL)
    asked: Asked = [(act, RULES[act].reasons[0]) for act in PortalAct]
    known = replace(facts(AccessState.ACTIVE, lock_runs=True), level=CallerLevel.L3)
    stage.put(AccessState.ACTIVE)
    call = stage.call_at("agent.demo", "L3")
    with stage.connection.transaction(force_rollback=True):
        stage.do("UPDATE lease SET valid_to = current_date WHERE customer_id = %s", stage.id)
        told = expected(replace(known, lease_open=False), asked)
        assert answered(stage, "agent.demo", call, asked) == told
        assert set(told) == {"CONTRACT_CLOSED", "allowed"}
    with stage.connection.transaction(force_rollback=True):
        stage.do(
            "UPDATE staff SET person_id = (SELECT main_person_id FROM customer WHERE id = %s)"
            " WHERE login = 'agent.demo'",
            stage.id,
        )
        assert set(answered(stage, "agent.demo", call, asked)) == {"OWN_HOUSEHOLD"}
    with stage.connection.transaction(force_rollback=True):
        stage.do(
            "INSERT INTO caller_check (landlord_id, call_id, method, outcome, wrong_answers, staff_id)"
            " SELECT landlord_id, id, 'TWO_ANSWERS', 'FAILED', 2, staff_id FROM phone_call WHERE id = %s",
            call,
        )
        told = answered(stage, "agent.demo", call, asked)
        done = {act for (act, _), code in zip(asked, told, strict=True) if code == "allowed"}
        assert done == {PortalAct.SUSPEND}, "what protects is done whoever calls"
        assert "CALLER_NOT_VERIFIED" in told


def test_an_invitation_is_a_landlord_s_own(stage: PortalDesk) -> None:
    stage.put(AccessState.NONE)
    call = stage.call_at("agent.demo", "L1")
    stage.become("agent.demo")
    asked = "SELECT do_portal_act(%s, 'SEND_INVITATION', 'LETTER_LOST', %s)"
    assert stage.refused(asked, stage.id, call) == "NO_INVITATION"
    stage.become(None)
    stage.do(
        "INSERT INTO landlord_parameter (landlord_id, key, value, valid_from, stated, source, author)"
        " SELECT landlord_id, 'invitation_by_letter', 'true'::jsonb, current_date, true, 'guide', 'essai'"
        " FROM customer WHERE id = %s",
        stage.id,
    )
    stage.become("agent.demo")
    assert stage.refused(asked, stage.id, call) == "allowed"
    kind = "SELECT kind || ' ' || (not_before > now()) FROM portal_errand ORDER BY id DESC LIMIT 1"
    assert stage.ask(kind) == "INVITATION true"


def test_a_file_that_is_not_seen_is_not_acted_upon(stage: PortalDesk) -> None:
    """Reserved files are a manager's; a file of another landlord is nobody's here."""
    stage.do("UPDATE customer SET reserved = true WHERE id = %s", stage.id)
    asked = "SELECT do_portal_act(%s, 'SUSPEND', 'TAKEOVER_SUSPECTED')"
    for login in ("agent.demo", "conseil.logirem", "accueil.vivest", "responsable.vivest"):
        stage.become(login)
        assert stage.refused(asked, stage.id) == "NOT_MY_CUSTOMER", login
        assert stage.refused("SELECT * FROM portal_notices(%s, 'CLOSE', NULL)", stage.id) == "NOT_MY_CUSTOMER"
    for login in ("gardien.logirem", "dpo.demo", "admin.demo", "portail.demo", "facteur.demo"):
        stage.become(login)
        assert stage.refused(asked, stage.id) == "42501", login
    stage.become("responsable.demo")
    assert stage.refused(asked, stage.id) == "allowed"
