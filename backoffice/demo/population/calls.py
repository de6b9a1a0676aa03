"""Calls already ended, with the checks that gave their level (R4.20)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from backoffice.demo.loading import as_array
from backoffice.demo.world import House, World, moment
from backoffice.models.call import CallerCheck, PhoneCall
from backoffice.models.desk.contact import PromisedCallBack, Representative
from backoffice.rules.vocabulary.calls import (
    CallBackReason,
    CallerKind,
    CallerLevel,
    CheckMethod,
    CheckOutcome,
    ContactPlace,
    ControlQuestion,
    RepresentativeKind,
    RepresentativeProof,
    RepresentativeScope,
)

_SUBJECTS = (
    "Question sur l’avis d’échéance", "Demande de quittance", "Suivi d’une demande technique",
    "Explication du solde", "Changement de numéro de téléphone", "Mot de passe oublié",
)  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A call already ended: who took it, when, how long (minutes), the level reached."""

    staff_id: int
    client_id: int
    started: datetime
    minutes: int
    level: CallerLevel
    summary: str = "Compte débloqué"


def add_call(world: World, house: House, call: Call) -> int:
    """Add an ended call with the checks that give its level (R4.20); answers are never kept (R4.28)."""
    call_id = world.rows.add(
        PhoneCall,
        landlord_id=house.id,
        staff_id=call.staff_id,
        customer_id=call.client_id,
        place=ContactPlace.PHONE,
        caller=CallerKind.HOLDER,
        started_at=call.started,
        ended_at=call.started + timedelta(minutes=call.minutes),
        level=call.level,
        summary=call.summary,
    )
    methods = {
        CallerLevel.L0: (),
        CallerLevel.L1: (CheckMethod.IDENTIFIERS,),
        CallerLevel.L2: (CheckMethod.IDENTIFIERS, CheckMethod.TWO_ANSWERS),
        CallerLevel.L3: (CheckMethod.IDENTIFIERS, CheckMethod.CODE, CheckMethod.CALL_BACK),
    }[call.level]
    for method in methods:
        asked = method is CheckMethod.TWO_ANSWERS
        world.rows.add(
            CallerCheck,
            landlord_id=house.id,
            call_id=call_id,
            method=method,
            outcome=CheckOutcome.PASSED,
            questions=as_array([ControlQuestion.ENTRY_YEAR, ControlQuestion.OCCUPANTS] if asked else []),
            staff_id=call.staff_id,
            recorded_at=call.started + timedelta(minutes=1),
        )
    return call_id


def draw_calls(world: World, house: House, client_id: int, rng: Random) -> None:
    """A few calls of a tenant within the last year, at any level."""
    staff = [world.staff["agent.demo"], world.staff[f"accueil.{house.code}"]]
    levels = (CallerLevel.L0, CallerLevel.L1, CallerLevel.L2, CallerLevel.L2, CallerLevel.L3)
    for _ in range(rng.randint(1, 3)):
        started = office_moment(world, rng, 2, 400)
        call = Call(
            rng.choice(staff), client_id, started, rng.randint(2, 14), rng.choice(levels),
            rng.choice(_SUBJECTS),
        )  # fmt: skip
        add_call(world, house, call)


def office_moment(world: World, rng: Random, nearest: int, farthest: int) -> datetime:
    """An instant of office hours between so many days ago."""
    return moment(world.ago(rng.randint(nearest, farthest)), rng.randint(9, 16), rng.randint(0, 59))


def add_paper(world: World, house: House, client_id: int, full_name: str) -> None:
    """A guardian whose judgment was seen a year ago: he speaks of the account (R4.27)."""
    seen = world.ago(360)
    world.rows.add(
        Representative,
        landlord_id=house.id,
        customer_id=client_id,
        kind=RepresentativeKind.GUARDIAN,
        scope=RepresentativeScope.ACCOUNT,
        full_name=full_name,
        proof=RepresentativeProof.JUDGMENT,
        seen_on=seen,
        seen_by=world.staff["responsable.demo"],
        usable_from=moment(seen, 10, 30),
        recorded_at=moment(seen, 10, 30),
        valid_from=seen,
    )


def add_promise(world: World, house: House, client_id: int) -> None:
    """A call-back that the trainee’s own agent promised for yesterday, and has still to make."""
    world.rows.add(
        PromisedCallBack,
        landlord_id=house.id,
        customer_id=client_id,
        reason=CallBackReason.ANSWER,
        due_at=moment(world.ago(1), 14, 0),
        owner_id=world.staff["agent.demo"],
        promised_by=world.staff["agent.demo"],
        recorded_at=moment(world.ago(2), 11, 20),
    )
