"""Two people save the same record: the words and the proposals."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from backoffice.errors import EditConflict, FieldConflict
from backoffice.rules.vocabulary.portal import AccountState
from backoffice.rules.work.edits import conflict_sentence, shown, takes_theirs

AT = datetime(2026, 11, 21, 13, 32, tzinfo=UTC)
EMAIL = FieldConflict("email", "Courriel", "a@x.fr", "b@x.fr", "c@x.fr")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("", "—"),
        (True, "oui"),
        (False, "non"),
        (AccountState.ACTIVE, AccountState.ACTIVE.label),
        (date(2026, 12, 3), "03/12/2026"),
        (AT, "21/11/2026 à 14 h 32"),
        (Decimal("12.5"), "12,50\N{NO-BREAK SPACE}€"),
        (7, "7"),
        ("Rue des Lices", "Rue des Lices"),
    ],
)
def test_values_are_written_as_screens_do(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("original", "mine", "theirs", "proposal"),
    [
        ("a", "b", "c", None),
        ("a", "a", "c", True),
        ("a", "b", "a", False),
        ("a", "b", "b", True),
        ("a", "a", "a", True),
    ],
)
def test_only_a_clash_must_be_chosen(original: str, mine: str, theirs: str, proposal: bool | None) -> None:
    assert takes_theirs(FieldConflict("f", "F", original, mine, theirs)) is proposal


@pytest.mark.parametrize(
    ("who", "at", "today", "start"),
    [
        ("Farah Bouhenna", AT, date(2026, 11, 21), "Farah Bouhenna a enregistré ce dossier à 14 h 32 : "),
        (
            "Farah Bouhenna",
            AT,
            date(2026, 11, 22),
            "Farah Bouhenna a enregistré ce dossier le 21/11/2026 à 14",
        ),
        (None, None, date(2026, 11, 22), "Un collègue a enregistré ce dossier entre-temps : "),
    ],
)
def test_the_sentence_names_the_other_the_minute_and_the_value(
    who: str | None, at: datetime | None, today: date, start: str
) -> None:
    same = FieldConflict("n", "Note", "x", "y", "x")
    told = conflict_sentence(EditConflict((EMAIL, same), 3, who, at), today)
    assert told.startswith(start)
    assert "Courriel « c@x.fr »." in told
    assert "Note" not in told
