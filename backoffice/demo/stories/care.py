"""What trainees must see before anything else in some files: alerts, and what is true of a building today."""

from datetime import timedelta

from backoffice.demo.stories.cast import Stage
from backoffice.demo.world import moment
from backoffice.models.desk.alert import BuildingHint, FileAlert
from backoffice.rules.vocabulary.alerts import FileAlertReason, HintKind

_HOUSE, _STREET = "logirem", "12 rue des Lices"
_ADVISER, _MANAGER, _CARETAKER = "conseil.logirem", "responsable.logirem", "gardien.logirem"
# Client, reason, note, owner, days since it was written, days left.
_ALERTS = (
    ("1344", FileAlertReason.CALL_BEFORE_VISIT, "Téléphoner la veille, le matin", _ADVISER, 12, 48),
    ("1007", FileAlertReason.REPAYMENT_PLAN, None, _ADVISER, 40, 140),
    ("1009", FileAlertReason.IMPERSONATION, "Tentative signalée par le locataire", _MANAGER, 2, 88),
    ("1012", FileAlertReason.WRITING_ONLY, None, _ADVISER, 90, 30),
)


def tell_care(stage: Stage) -> None:
    """Add the alerts of the cases, and three hints on the building of the first guide."""
    _alerts(stage)
    _hints(stage)


def _alerts(stage: Stage) -> None:
    world, house = stage.world, stage.world.houses[_HOUSE]
    for ref, reason, note, owner, before, after in _ALERTS:
        start = world.ago(before)
        world.rows.add(
            FileAlert,
            landlord_id=house.id,
            customer_id=stage.actors[ref].client.id,
            reason=reason,
            note=note,
            owner_id=world.staff[owner],
            starts_on=start,
            ends_on=world.day + timedelta(days=after),
            made_by=world.staff[owner],
            made_at=moment(start, 10, 20),
        )


def _hints(stage: Stage) -> None:
    world, house = stage.world, stage.world.houses[_HOUSE]
    today, soon = world.day, world.day + timedelta(days=1)
    hints = (
        (HintKind.LIFT, "Ascenseur en panne", _CARETAKER, moment(today, 7, 40), moment(today, 18)),
        (HintKind.WATER, "Eau coupée pour travaux", _CARETAKER, moment(soon, 8), moment(soon, 12)),
        (
            HintKind.WORKS,
            "Échafaudage côté rue",
            _ADVISER,
            moment(world.ago(9), 8),
            moment(today + timedelta(days=20), 17),
        ),
    )
    for kind, sentence, by, since, until in hints:
        world.rows.add(
            BuildingHint,
            landlord_id=house.id,
            building_id=stage.spots[_HOUSE, _STREET].building_id,
            kind=kind,
            sentence=sentence,
            since=since,
            until=until,
            made_by=world.staff[by],
            made_at=min(since, moment(today, 7, 30)),
        )
