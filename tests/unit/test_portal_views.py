"""Words of acts on an access, what is veiled before level 1, and minutes by the server's clock."""

from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from backoffice.app import make_application
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.portal import ActReason, PortalAct
from backoffice.services.portal.orders import ActOffer, DoneAct
from backoffice.views.portal_acts.choose_dialog import veiled
from backoffice.views.portal_acts.undo_bar import UndoBar
from backoffice.views.tenant.portal.words import (
    DIGITS,
    minutes_to,
    sending_words,
    standing_words,
    undo_words,
)

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def done(*, leaves: int, can_undo: bool, undone: int | None = None) -> DoneAct:
    undone_at = None if undone is None else NOW + timedelta(minutes=undone)
    leaves_at = NOW + timedelta(minutes=leaves)
    return DoneAct(
        1, PortalAct.UNLOCK, ActReason.TYPING_ERROR, "Camille", NOW, leaves_at, undone_at, can_undo
    )


def test_every_act_has_a_digit_of_its_own() -> None:
    assert set(DIGITS) == set(PortalAct)
    assert sorted(DIGITS.values()) == sorted("1234567890")


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (done(leaves=8, can_undo=True), "annulable encore 8 min"),
        (done(leaves=8, can_undo=False), "messages dans 8 min, non annulable ici"),
        (done(leaves=0, can_undo=False), "les messages sont partis"),
        (done(leaves=8, can_undo=False, undone=2), "annulé à 11 h 02"),
    ],
)
def test_where_an_act_stands(act: DoneAct, words: str) -> None:
    assert standing_words(act, NOW) == words


def test_minutes_are_rounded_up_and_never_negative() -> None:
    assert minutes_to(NOW + timedelta(seconds=61), NOW) == 2
    assert minutes_to(NOW - timedelta(seconds=61), NOW) == 0


@pytest.mark.parametrize("act", PortalAct)
def test_what_is_said_of_undoing_and_of_the_portal(act: PortalAct) -> None:
    sends = act in (PortalAct.SEND_ACTIVATION, PortalAct.SEND_RESET, PortalAct.SEND_INVITATION)
    assert bool(sending_words(act, "m•••@mail.fr")) is sends
    assert sending_words(act, None) == ""
    assert undo_words(act, 10).startswith("Rien ne part" if sends else "Effet immédiat")
    assert "ne s’annule pas" in undo_words(act, 0)


@pytest.mark.parametrize("level", [None, CallerLevel.L1, CallerLevel.L2, CallerLevel.L3])
def test_nothing_is_veiled_from_level_1_on(level: CallerLevel | None) -> None:
    offers = (offer(PortalAct.UNLOCK, CallerLevel.L2, "Ce compte n’est pas bloqué."),)
    assert veiled(offers, level) == offers


def test_before_level_1_no_reason_tells_the_state() -> None:
    locked, open_ = (
        veiled(
            [offer(PortalAct.UNLOCK, CallerLevel.L2, why), offer(PortalAct.SUSPEND, CallerLevel.L0, other)],
            CallerLevel.L0,
        )
        for why, other in (("Numéro et nom d’abord.", ""), ("Ce compte n’est pas bloqué.", "Déjà suspendu."))
    )
    assert locked[0] == open_[0]
    assert "Niveau 2" in locked[0].missing
    assert "suspendu" not in open_[1].missing


def offer(act: PortalAct, needed: CallerLevel, missing: str) -> ActOffer:
    return ActOffer(act, needed, manager_only=False, possible=not missing, missing=missing)


def test_the_bar_says_nothing_of_a_file_that_the_caller_may_not_hear_of(qtbot: QtBot) -> None:
    make_application()
    bar = UndoBar()
    qtbot.addWidget(bar)
    bar.show_act("Compte en ligne du client 1344 débloqué.", 600)
    assert "1344" in bar.text()
    assert "encore 10 min" in bar.text()
    bar.veil(veiled=True)
    assert "1344" not in bar.text()
    assert bar.offers
    bar.say_settled("Les messages sont partis.")
    assert not bar.offers
