"""Anomalies of the accesses as managers read them: pages, thresholds, traces, the courier’s round."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.rules.portal.watch import LIMITS
from backoffice.services.courier import mend_shared
from backoffice.services.portal.watch.figures import anomaly_figures
from backoffice.services.portal.watch.lists import anomaly_list
from tests.factories import make_landlord
from tests.portal_town import K, Town, customers_of

pytestmark = pytest.mark.database


def test_pages_follow_one_another_and_name_a_landlord(town: Town) -> None:
    old = town.ago(days=500)
    accounts = [town.account(last_sign_in_at=old - timedelta(days=rank // 2)) for rank in range(7)]
    pages = [anomaly_list(town.session, K.DORMANT, skipped=skip, most=3) for skip in (0, 3, 6)]
    assert [page.more for page in pages] == [True, True, False]
    listed = [row.customer_id for page in pages for row in page.rows]
    assert sorted(listed) == customers_of(accounts)
    code = town.house.landlord.code
    assert anomaly_figures(town.session, code, [K.DORMANT])[0].files == 7
    other = make_landlord(town.session)
    assert anomaly_figures(town.session, other.landlord.code, [K.DORMANT])[0].files == 0


def test_nobody_but_a_manager_and_every_reading_is_traced(town: Town) -> None:
    anomaly_figures(town.session)
    anomaly_list(town.session, K.DECEASED)
    acts = town.session.execute(text("SELECT act, subject FROM audit_entry ORDER BY id DESC LIMIT 2")).all()
    assert [tuple(one) for one in acts] == [("ANOMALIES_LISTED", "DECEASED"), ("ANOMALIES_COUNTED", "portal")]
    town.session.execute(
        text("UPDATE staff SET role = 'ADVISER', version = version + 1 WHERE login = session_user")
    )
    for ask in (lambda: anomaly_figures(town.session), lambda: anomaly_list(town.session, K.DORMANT)):
        with pytest.raises(Exception, match="MANAGER_ONLY"), town.session.begin_nested():
            ask()


_RAW_FIGURES = text("SELECT count(*) FROM portal_watch_figures(:kinds, NULL, CAST(:limits AS jsonb))")
_RAW_LIST = text("SELECT count(*) FROM portal_watch_list(:kind, NULL, CAST(:limits AS jsonb), :skip, :most)")
_HUGE, _TINY = 10**300, -(10**300)


def test_whatever_thresholds_are_sent_figures_are_figures(town: Town) -> None:
    """Negative, huge, missing, no numbers: within bounds or ours, never an error of the database."""
    ask = town.session.execute
    names = LIMITS.as_values()
    values: tuple[Any, ...] = (_TINY, -1, 0, 1.5, _HUGE, None, "1; --", {})
    hostile = [dict.fromkeys(names, value) for value in values]
    for limits in (*hostile, {}, [], [1], "texte", 7, None, True):
        sent = json.dumps(limits)
        assert ask(_RAW_FIGURES, {"kinds": list(K), "limits": sent}).scalar_one() == len(K), limits
        for kind in K:
            assert ask(_RAW_LIST, {"kind": kind, "limits": sent, "skip": 0, "most": 5}).scalar_one() == 0
    assert ask(_RAW_FIGURES, {"kinds": list(K), "limits": None}).scalar_one() == len(K)
    for bound in (None, -5, 2**31 - 1, -(2**31)):
        asked = {"kind": K.DORMANT, "limits": "{}", "skip": bound, "most": bound}
        assert ask(_RAW_LIST, asked).scalar_one() == 0
    bounded = text("SELECT watch_limits(CAST(:limits AS jsonb))")
    for limits in (names, {}, None):
        assert ask(bounded, {"limits": json.dumps(limits)}).scalar_one() == names


@pytest.mark.parametrize("kinds", [None, ["X"], [None], ["DORMANT", "dormant"], ["DORMANT"] * 51])
def test_an_anomaly_that_is_none_is_refused_with_a_sentence(town: Town, kinds: list[str] | None) -> None:
    with pytest.raises(Exception, match="UNKNOWN_KIND"), town.session.begin_nested():
        town.session.execute(_RAW_FIGURES, {"kinds": kinds, "limits": "{}"})
    if kinds is None or len(kinds) == 1:
        values = {"kind": kinds and kinds[0], "limits": "{}", "skip": 0, "most": 5}
        with pytest.raises(Exception, match="UNKNOWN_KIND"), town.session.begin_nested():
            town.session.execute(_RAW_LIST, values)


def test_the_courier_reads_shared_emails_again_once_a_day(town: Town) -> None:
    """A row too many goes, one that is missing comes; the second round of the day has nothing to do."""
    pair = [town.account() for _ in range(2)]
    for account in pair:
        town.contact(account.person_id, "deux@example.fr")
    alone = town.contact(town.account().person_id, "seul@example.fr")
    ask = town.session.execute
    ask(text("DELETE FROM shared_contact"))
    ask(text("INSERT INTO shared_contact VALUES (:c, :l)"), {"c": alone.id, "l": alone.landlord_id})
    ask(text("DELETE FROM database_property WHERE key = 'shared_contacts_mended'"))

    @contextmanager
    def begin() -> Iterator[Session]:
        with town.session.begin_nested():
            yield town.session

    assert town.listed(K.SHARED_EMAIL) == []
    assert mend_shared(begin).count >= 3
    assert town.listed(K.SHARED_EMAIL) == customers_of(pair)
    assert (
        ask(text("SELECT count(*) FROM shared_contact WHERE contact_id = :c"), {"c": alone.id}).scalar() == 0
    )
    ask(text("DELETE FROM shared_contact"))
    assert mend_shared(begin).count == 0
    ask(text("UPDATE database_property SET value = '\"2020-01-01\"', version = version + 1"
             " WHERE key = 'shared_contacts_mended'"))  # fmt: skip
    assert mend_shared(begin).count >= 2
