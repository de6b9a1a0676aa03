"""No sequence of acts reaches an open account without the level it needs (R4.14): random ones, as staff."""

from typing import Any, ClassVar

import psycopg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from backoffice.rules.portal.acts import RULES, AccessState, needed_level, needs_manager, possible_acts
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.portal import PortalAct
from tests.portal_desk import PortalDesk

MANAGER = "responsable.demo"
STAFF = (MANAGER, "agent.demo", "conseil.logirem")
OPEN = ("ACTIVE", "PENDING_ACTIVATION")
LEVELS = (CallerLevel.L3, CallerLevel.L2, CallerLevel.L1, CallerLevel.L0)
_AGED = (
    ("portal_act", ("done_at", "leaves_at"), "customer_id = {c}"),
    ("account_lock", ("locked_at", "until"), "account_id = {a}"),
    ("portal_event", ("occurred_at",), "customer_id = {c}"),
    (
        "contact",
        ("usable_for_security_from",),
        "person_id = (SELECT main_person_id FROM customer WHERE id = {c})",
    ),
)


class Accesses(RuleBasedStateMachine):
    """What three members of staff do to one access, in any order, with callers of any level."""

    stage: ClassVar[PortalDesk]
    steps: ClassVar[int] = 0
    opened: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.run = self.stage.connection.transaction(force_rollback=True)
        self.run.__enter__()
        self.done: list[tuple[int, str]] = []
        self.shut_by_staff = False

    def teardown(self) -> None:
        """Each run is taken back whole."""
        self.stage.become(None)
        self.run.__exit__(None, None, None)

    @initialize(state=st.sampled_from(tuple(AccessState)[::-1]))
    def begin(self, state: AccessState) -> None:
        """Any state."""
        self.stage.put(state, activated=state is not AccessState.PENDING_ACTIVATION)
        self.shut_by_staff = state in (AccessState.SUSPENDED_FRAUD, AccessState.LOCKED_STAFF)

    def now(self) -> AccessState:
        """The state of the machine, as the database says it."""
        asked = "SELECT access_state(proof_account(%s), proof_is_blocked(%s))"
        return AccessState(self.stage.ask(asked, self.stage.id, self.stage.id))

    @rule(
        who=st.sampled_from(STAFF),
        level=st.sampled_from(LEVELS),
        fits=st.booleans(),
        draw=st.integers(0, 99),
    )
    def act(self, who: str, level: CallerLevel, fits: bool, draw: int) -> None:
        """An act that the state allows, or any."""
        among = possible_acts(self.now()) if fits else tuple(PortalAct)
        self.tries(among[draw % len(among)], who, level, draw)

    @rule(draw=st.integers(0, 99), suspends=st.booleans())
    def reopen(self, draw: int, suspends: bool) -> None:
        """A manager with a certain caller opens what is shut, perhaps just now by a colleague."""
        if suspends:
            self.tries(PortalAct.SUSPEND, STAFF[1], CallerLevel.L0, draw)
        for act in (PortalAct.UNLOCK, PortalAct.LIFT):
            if self.now() in RULES[act].states:
                self.tries(act, MANAGER, CallerLevel.L3, draw)

    @rule(draw=st.integers(0, 99), who=st.sampled_from(STAFF))
    def unlock_what_the_portal_locks(self, draw: int, who: str) -> None:
        """Three wrong passwords on an open account, and a call."""
        if self.now() is AccessState.ACTIVE:
            self.stage.put(AccessState.LOCKED_TEMPORARY)
            self.tries(PortalAct.UNLOCK, who, LEVELS[draw % len(LEVELS)], draw)

    @rule(act=st.sampled_from((PortalAct.SUSPEND, PortalAct.CLOSE)), level=st.sampled_from(LEVELS))
    def shut_by_mistake(self, act: PortalAct, level: CallerLevel) -> None:
        """Something is shut, and the one who did it takes it back."""
        before = len(self.done)
        self.tries(act, MANAGER, level, 0)
        if len(self.done) > before:
            self.takes_back(self.done[-1][0], MANAGER, mine=True)

    def tries(self, act: PortalAct, who: str, level: CallerLevel, draw: int) -> None:
        """An act by somebody, for a caller of that level; done or refused, it is as the rules say."""
        state, before = self.now(), self.stage.state()
        call = self.stage.call_at(who, level.value)
        self.stage.become(who)
        made = self.tried(act, RULES[act].reasons[draw % len(RULES[act].reasons)].value, call)
        self.stage.become(None)
        self.stage.do("UPDATE phone_call SET ended_at = now() WHERE id = %s", call)
        Accesses.steps += 1
        if made is None:
            assert self.stage.state() == before, "a refusal changes nothing"
            return
        self.done.append((made, who))
        assert level >= needed_level(act, state)
        assert who == MANAGER or not needs_manager(act, state)
        assert self.stage.ask("SELECT level FROM portal_act WHERE id = %s", made) == level
        self.judge(act, level, before)

    def tried(self, act: PortalAct, reason: str, call: int) -> int | None:
        """The number of the act, or none if a rule refused it; anything else is a bug and goes through."""
        try:
            with self.stage.connection.transaction():
                return self.stage.act(act.value, reason, call)
        except psycopg.Error as error:
            if error.sqlstate != "GU001":
                raise
            return None

    def judge(self, act: PortalAct, level: CallerLevel, before: str | None) -> None:
        """What opened an account was an unlocking at level 2, or a lifting at level 3."""
        if before not in OPEN and self.stage.state() in OPEN:
            self.opened.add(act.value)
            assert level >= {PortalAct.UNLOCK: CallerLevel.L2, PortalAct.LIFT: CallerLevel.L3}[act]
        if act is PortalAct.SUSPEND:
            self.shut_by_staff = True
        elif act in (PortalAct.LIFT, PortalAct.CLOSE):
            self.shut_by_staff = False

    @rule(rank=st.integers(0, 2), mine=st.sampled_from((True, True, False)))
    def undo(self, rank: int, mine: bool) -> None:
        """One of the last acts, by its author or by another."""
        if not self.done:
            return
        made, author = self.done[-1 - rank % len(self.done)]
        self.takes_back(made, author, mine=mine)

    def takes_back(self, made: int, author: str, *, mine: bool) -> None:
        """Undone, or refused with nothing changed."""
        asked = "SELECT act || ' ' || coalesce(before ->> 'state', '') FROM portal_act WHERE id = %s"
        act, kept = self.stage.ask(asked, made).split(" ")
        before = self.stage.state()
        self.stage.become(author if mine else next(one for one in STAFF if one != author))
        told = self.stage.refused("SELECT undo_portal_act(%s)", made)
        self.stage.become(None)
        Accesses.steps += 1
        assert mine or told != "allowed"
        if told != "allowed":
            assert self.stage.state() == before
            return
        if kept:
            assert self.stage.state() == kept, "the access is what it was"
            self.shut_by_staff = kept in ("SUSPENDED_FRAUD", "LOCKED_STAFF")
        # What was shut and is open again was open before the act.
        if before not in OPEN and self.stage.state() in OPEN:
            self.opened.add("undo")
            assert act in ("SUSPEND", "CLOSE")

    @rule(minutes=st.sampled_from([1, 5, 11, 60 * 25]))
    def pass_time(self, minutes: int) -> None:
        """Everything of this access is older by so much."""
        for table, columns, where in _AGED:
            older = ", ".join(f"{one} = {one} - interval '{minutes} minutes'" for one in columns)
            mine = where.format(c=self.stage.id, a=self.stage.account)
            self.stage.do(f"UPDATE {table} SET {older} WHERE {mine}")
        Accesses.steps += 1

    @invariant()
    def what_staff_shut_is_opened_by_a_manager_alone(self) -> None:
        """By lifting, or by closing: both are his, at level 3."""
        if self.shut_by_staff:
            assert self.stage.state() in ("SUSPENDED_FRAUD", "LOCKED_STAFF")


def test_no_sequence_of_acts_opens_an_account_without_its_level(stage: PortalDesk) -> None:
    Accesses.stage, Accesses.steps, Accesses.opened = stage, 0, set()
    options: Any = settings(
        max_examples=60,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Accesses, settings=options)
    assert Accesses.steps >= 300
    assert Accesses.opened >= {"UNLOCK", "LIFT", "undo"}, "accounts were opened, each by its way"
