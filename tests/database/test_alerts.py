"""Alerts on a file and hints on a building: who writes, who ends, who sees, and for how long."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select, text, update

from backoffice.database.session import transaction
from backoffice.errors import Denied, Refused
from backoffice.models.desk.alert import BuildingHint, FileAlert
from backoffice.models.landlord import Staff
from backoffice.rules.vocabulary.alerts import FileAlertReason, HintKind
from backoffice.services.clock import server_day, server_instant
from backoffice.services.desk.alerts import NewAlert, add_alert, alert_choices, end_alert
from backoffice.services.desk.hints import (
    HintPlace,
    NewHint,
    add_hint,
    end_hint,
    hint_choices,
    hint_places,
    listed_hints,
)
from backoffice.services.desk.strip import FileStrip, file_strip
from backoffice.services.desk.timeline.pages import timeline
from backoffice.services.desk.timeline.results import Family
from backoffice.services.tenant.lookup import customer_of_number

pytestmark = pytest.mark.database

EngineOf = Callable[..., Engine]
CALM = FileAlertReason.WRITING_ONLY
CLIENT = "1002"


def customer(engine: Engine, number: str = CLIENT) -> int:
    with transaction(engine) as session:
        return customer_of_number(session, number, None)


def today(engine: Engine) -> date:
    with transaction(engine) as session:
        return server_day(session)


def strip(engine: Engine, customer_id: int) -> FileStrip:
    with transaction(engine) as session:
        return file_strip(session, customer_id)


def put(engine: Engine, customer_id: int, **more: object) -> int:
    alert = NewAlert(CALM, today(engine) + timedelta(days=30), **more)  # type: ignore[arg-type]
    with transaction(engine) as session:
        return add_alert(session, customer_id, alert)


def refused(engine: Engine, act: Callable[..., object], *arguments: object) -> str | None:
    with pytest.raises(Refused) as caught, transaction(engine) as session:
        act(session, *arguments)
    return caught.value.code


def test_an_alert_is_shown_with_its_owner_until_its_last_day(
    desk: Engine, engine_of: EngineOf, training: str
) -> None:
    mine = customer(desk)
    assert strip(desk, mine).alerts == ()
    put(desk, mine, note="Par lettre simple")
    (shown,) = strip(desk, mine).alerts
    assert (shown.reason, shown.note, shown.owner) == (CALM.label, "Par lettre simple", "Camille Moreau")
    owner = engine_of(training)
    with owner.begin() as connection:
        day = connection.execute(select(func.service_day())).scalar_one()
        past = {"starts_on": day - timedelta(days=9), "version": FileAlert.version + 1}
        connection.execute(update(FileAlert).values(**past, ends_on=day))
    assert strip(desk, mine).alerts, "on its last day it is still true"
    with owner.begin() as connection:
        connection.execute(
            update(FileAlert).values(ends_on=day - timedelta(days=1), version=FileAlert.version + 1)
        )
    assert strip(desk, mine).alerts == ()


def test_an_alert_ends_one_day_within_a_year(desk: Engine) -> None:
    mine = customer(desk)
    for days in (-1, 367):
        alert = NewAlert(CALM, today(desk) + timedelta(days=days))
        assert refused(desk, add_alert, mine, alert) == "ALERT_END"


def test_what_a_note_may_not_say_no_alert_says(desk: Engine) -> None:
    mine = customer(desk)
    alert = NewAlert(CALM, today(desk), "Locataire alcoolique")
    with pytest.raises(Denied) as caught, transaction(desk) as session:
        add_alert(session, mine, alert)
    assert caught.value.code == "NOTE_BLOCKED"
    assert strip(desk, mine).alerts == ()


def test_the_owner_or_a_manager_ends_it_and_history_keeps_it(
    desk: Engine, engine_of: EngineOf, training: str
) -> None:
    mine = customer(desk)
    adviser = engine_of(training, "conseil.logirem")
    with transaction(desk) as session:
        choices = alert_choices(session, mine)
    assert choices.owners[0].full_name == "Camille Moreau", "who writes comes first"
    other = next(one for one in choices.owners if one.full_name == "Marc d’Almeida")
    first, second = put(desk, mine, owner_id=other.id), put(desk, mine, owner_id=other.id)
    assert [one.may_end for one in strip(desk, mine).alerts] == [False, False]
    assert refused(desk, end_alert, first, 1) == "ALERT_NOT_YOURS"
    assert refused(adviser, end_alert, first, 2) == "ALERT_CHANGED"
    for engine, number in ((adviser, first), (engine_of(training, "responsable.logirem"), second)):
        with transaction(engine) as session:
            end_alert(session, number, 1)
    assert refused(adviser, end_alert, first, 2) == "ALERT_OVER"
    assert strip(desk, mine).alerts == ()
    with transaction(desk) as session:
        told = timeline(session, mine, frozenset({Family.DECISION})).lines
    said = [line.sentence for line in told if "Contact par écrit" in line.sentence]
    assert len(said) == 4, "each is told when it was put and when it was ended"
    assert sum("suivie par Marc d’Almeida" in one for one in said) == 2


def test_an_owner_works_for_the_landlord(desk: Engine, engine_of: EngineOf, training: str) -> None:
    mine = customer(desk)
    with transaction(engine_of(training)) as session:
        stranger = session.scalars(select(Staff.id).where(Staff.login == "conseil.vivest")).one()
        caretaker = session.scalars(select(Staff.id).where(Staff.login == "gardien.logirem")).one()
    for owner in (stranger, caretaker):
        alert = NewAlert(CALM, today(desk), owner_id=owner)
        assert refused(desk, add_alert, mine, alert) == "ALERT_OWNER"


def test_nobody_puts_or_reads_an_alert_on_a_file_that_he_does_not_see(
    desk: Engine, engine_of: EngineOf, training: str
) -> None:
    manager = engine_of(training, "responsable.demo")
    hidden = customer(manager, "1013")
    put(manager, hidden)
    assert strip(desk, hidden).alerts == ()
    day = today(desk)
    raw = text("SELECT add_file_alert(:c, 'WRITING_ONLY', NULL, NULL, :d)")
    for login in ("agent.demo", "conseil.vivest"):
        assert refused(
            engine_of(training, login), lambda session: session.execute(raw, {"c": hidden, "d": day})
        ) == ("NOT_MY_CUSTOMER")
    caretaker = engine_of(training, "gardien.logirem")
    with transaction(engine_of(training)) as session:
        assert session.scalar(select(func.count()).select_from(FileAlert))
    with caretaker.connect() as connection:
        can = connection.execute(text("SELECT has_table_privilege('file_alert', 'SELECT')")).scalar_one()
    assert not can, "a caretaker reads no alert (R5.12)"


def places(engine: Engine) -> tuple[HintPlace, ...]:
    with transaction(engine) as session:
        return hint_places(session)


def tell_of(engine: Engine, place: HintPlace, hours: float = 3) -> int:
    with transaction(engine) as session:
        end = server_instant(session) + timedelta(hours=hours)
        return add_hint(session, NewHint(place, HintKind.LIFT, "Ascenseur en panne.", end))


def test_a_caretaker_tells_of_his_buildings_and_the_files_show_it(
    desk: Engine, engine_of: EngineOf, training: str
) -> None:
    caretaker = engine_of(training, "gardien.logirem")
    owner = engine_of(training)
    with transaction(owner) as session:
        mine = session.execute(
            text(
                "SELECT b.id, l.customer_id FROM staff_building s JOIN building b ON b.id = s.building_id "
                "JOIN premises p ON p.building_id = b.id JOIN lease l ON l.premises_id = p.id "
                "JOIN customer c ON c.id = l.customer_id "
                "WHERE l.valid_to IS NULL AND NOT c.reserved LIMIT 1"
            )
        ).one()
    theirs = {place.building_id for place in places(caretaker)}
    place = next(one for one in places(caretaker) if one.building_id == mine.id)
    number = tell_of(caretaker, place)
    told = [one for one in strip(desk, mine.customer_id).hints if one.id == number]
    assert [(one.kind, one.sentence) for one in told] == [("Ascenseur", "Ascenseur en panne")]
    elsewhere = next(one for one in places(desk) if one.building_id and one.building_id not in theirs)
    residence = next(one for one in places(caretaker) if one.residence_id)
    for foreign in (elsewhere, residence):
        code = refused(caretaker, lambda session, to=foreign: add_hint(session, lift(session, to)))
        assert code in ("NOT_YOUR_PLACE", "NO_PLACE")
    assert refused(desk, lambda session: add_hint(session, lift(session, place))) == "NOT_YOUR_JOB"
    with transaction(caretaker) as session:
        end_hint(session, number, 1)
    assert number not in [one.id for one in strip(desk, mine.customer_id).hints]
    assert refused(caretaker, end_hint, number, 2) == "HINT_OVER"


def lift(session: object, place: HintPlace) -> NewHint:
    end = server_instant(session) + timedelta(hours=1)  # type: ignore[arg-type]
    return NewHint(place, HintKind.LIFT, "Ascenseur en panne", end)


def test_a_hint_on_a_residence_is_in_the_file_of_each_building(engine_of: EngineOf, training: str) -> None:
    adviser = engine_of(training, "conseil.logirem")
    mine = customer(adviser)
    with transaction(adviser) as session:
        choices = hint_choices(session, mine)
    assert [one.building_id is None for one in choices.places] == [False, True]
    number = tell_of(adviser, choices.places[1])
    assert number in [one.id for one in strip(adviser, mine).hints]
    other = engine_of(training, "conseil.vivest")
    with transaction(other) as session:
        assert number not in [one.id for one in listed_hints(session)]
    assert refused(other, end_hint, number, 1) == "NO_HINT"


def test_a_hint_that_is_over_leaves_the_file_by_itself(
    desk: Engine, engine_of: EngineOf, training: str
) -> None:
    mine = customer(desk, "1344")
    owner = engine_of(training)
    with owner.begin() as connection:
        now = connection.execute(select(func.now())).scalar_one()
        connection.execute(
            update(BuildingHint).values(
                since=now - timedelta(hours=2), until=now, version=BuildingHint.version + 1
            )
        )
    assert strip(desk, mine).hints == ()
    with transaction(desk) as session:
        assert len(listed_hints(session, with_past=True)) == 3


def test_a_hint_has_an_end_and_a_sentence(engine_of: EngineOf, training: str) -> None:
    adviser = engine_of(training, "conseil.logirem")
    place = places(adviser)[-1]
    with transaction(adviser) as session:
        now = server_instant(session)
    for hours, sentence, code in ((-1, "En panne", "HINT_END"), (1, " ", "HINT_SENTENCE")):
        hint = NewHint(place, HintKind.LIFT, sentence, now + timedelta(hours=hours))
        assert refused(adviser, add_hint, hint) == code
