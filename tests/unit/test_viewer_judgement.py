"""What an agent sets over what a paper proposes; pictures of pages under a weight; days as they are typed."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtGui import QImage

from backoffice.rules.papers.proposals import CertificateReading, CheckProposal, PaperProposal
from backoffice.rules.papers.words import TextSource
from backoffice.rules.vocabulary.validation.insurance import CheckNote
from backoffice.rules.vocabulary.validation.papers import CheckCode, CheckVerdict
from backoffice.views.items.days import typed_day
from backoffice.views.paper.shelf import Shelf
from backoffice.views.validation.judgement import Judgement

YES, NO, NOT_SHOWN = CheckVerdict.YES, CheckVerdict.NO, CheckVerdict.NOT_SHOWN
_START, _END = date(2026, 9, 1), date(2027, 8, 31)


def proposal(**verdicts: CheckVerdict) -> PaperProposal:
    """Everything right but what is told."""
    checks = tuple(CheckProposal(code, verdicts.get(code.value, YES)) for code in CheckCode)
    reading = CertificateReading(valid_from=_START, valid_to=_END, policy="AB 12")
    return PaperProposal(
        reading=reading,
        checks=checks,
        accepts=True,
        covered_until=_END,
        rejections=(),
        source=TextSource.TEXT_LAYER,
    )


def test_nothing_is_taken_before_a_person_takes_it() -> None:
    judgement = Judgement()
    assert judgement.take_all() is False
    assert len(judgement.unanswered()) == 10
    judgement.propose(proposal())
    assert judgement.given == {}
    assert judgement.take_all() is True
    assert (judgement.start, judgement.end, judgement.policy) == (_START, _END, "AB 12")


def test_late_proposals_never_overwrite_what_a_person_has_set() -> None:
    judgement = Judgement()
    assert judgement.turn(CheckCode.C3) is YES
    assert judgement.turn(CheckCode.C3) is NO
    judgement.end, judgement.dates_by_hand = date(2027, 1, 31), True
    judgement.propose(proposal(C6=NO))
    assert judgement.shown(CheckCode.C3) is NO
    assert judgement.end == date(2027, 1, 31)
    assert judgement.shown(CheckCode.C1) is YES
    judgement.take_all()
    judgement.propose(proposal(C1=NOT_SHOWN))
    assert CheckCode.C1 not in judgement.given, "what was only taken is to be taken again"
    assert judgement.given == {CheckCode.C3: NO}


def test_the_end_that_was_read_is_proposed_beside_a_check_that_is_not_right() -> None:
    """One check short of perfect nobody types the dates: they are right."""
    for doubtful in (proposal(C9=NO), proposal(C3=NOT_SHOWN)):
        judgement = Judgement()
        judgement.propose(replace(doubtful, accepts=None, covered_until=None))
        assert (judgement.start, judgement.end) == (_START, _END)
        assert judgement.verdict().covered_until == _END


def test_a_no_that_stops_nothing_asks_why_and_says_it_to_the_order() -> None:
    judgement = Judgement()
    judgement.propose(proposal(C7=NO, C3=NO))
    assert judgement.without_note() is CheckCode.C7
    judgement.notes[CheckCode.C7] = CheckNote.INSURER_KNOWN
    assert judgement.without_note() is None
    given = {one.code: one for one in judgement.verdict().checks}
    assert given[CheckCode.C7].note is CheckNote.INSURER_KNOWN
    assert given[CheckCode.C7].proposed is NO
    judgement.turn(CheckCode.C7)
    assert {one.code: one.note for one in judgement.verdict().checks}[CheckCode.C7] is None


def test_what_is_written_is_restored_and_nothing_else() -> None:
    judgement = Judgement()
    judgement.turn(CheckCode.C10)
    judgement.end, judgement.dates_by_hand = _END, True
    judgement.policy, judgement.policy_by_hand = "A, B", True
    found = Judgement()
    found.restore(judgement.written() + ", C99 : Oui, Fin, C1 : peut-être")
    assert found.given == {CheckCode.C10: YES}
    assert (found.start, found.end, found.policy) == (None, _END, "A B")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("31/08/2027", _END),
        ("31082027", _END),
        ("310827", _END),
        ("31.8.27", _END),
        ("2027-08-31", _END),
        ("31/02/2027", None),
        ("31/08/0027", None),
        ("", None),
        ("demain", None),
    ],
)
def test_days_are_typed_as_people_write_them(typed: str, day: date | None) -> None:
    assert typed_day(typed) == day


def test_pictures_stay_under_their_weight_and_leave_whole() -> None:
    shelf = Shelf(most=3 * 4 * 100 * 100)
    for page in range(1, 6):
        shelf.put((7, page, 0), QImage(100, 100, QImage.Format.Format_RGB32), 100)
    assert shelf.weight == 3 * 4 * 100 * 100
    assert shelf.get((7, 1, 0)) is None
    assert shelf.get((7, 5, 0)) is not None
    shelf.forget(7)
    assert shelf.weight == 0
