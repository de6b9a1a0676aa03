"""Two people save the same record: what is said, and what is proposed field by field."""

from datetime import date, datetime
from decimal import Decimal

from backoffice.errors import EditConflict, FieldConflict
from backoffice.rules.dates import french_day, french_instant, french_time, paris_day
from backoffice.rules.money import euros
from backoffice.rules.vocabulary.labelled import Labelled

NOTHING = "—"


def shown(value: object) -> str:
    """A value of any field as a screen writes it; « — » for none."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Labelled):
        return value.label
    if isinstance(value, datetime):
        return french_instant(value)
    if isinstance(value, date):
        return french_day(value)
    if isinstance(value, Decimal):
        return euros(value)
    return str(value)


def takes_theirs(field: FieldConflict) -> bool | None:
    """What is proposed: theirs when I changed nothing, mine when they did not; ``None``: choose."""
    if field.clashes:
        return None
    return not field.is_mine_alone


def conflict_sentence(edit: EditConflict, today: date) -> str:
    """Who saved first, when, what of it, and what to do. ``today`` is the day in Paris."""
    who = edit.who or "Un collègue"
    when = "entre-temps" if edit.at is None else f"à {french_time(edit.at)}"
    if edit.at is not None and paris_day(edit.at) != today:
        when = f"le {french_instant(edit.at)}"
    changed = [field for field in edit.fields if field.theirs != field.original]
    told = ", ".join(f"{field.label} « {shown(field.theirs)} »" for field in changed)
    return (
        f"{who} a enregistré ce dossier {when} : {told}. Choisissez les valeurs à garder, puis enregistrez."
    )
