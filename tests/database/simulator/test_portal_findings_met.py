"""Every finding of the diagnosis is met by somebody of the training landlord, as its agent reads it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from backoffice.demo.stories.access import PLOTS
from backoffice.models.lease import Customer
from backoffice.rules.portal.diagnosis import diagnose
from backoffice.rules.portal.findings import FindingCode
from backoffice.services.portal.history_rows import read_access

pytestmark = pytest.mark.database


def findings_of(session: Session) -> Iterator[tuple[str, tuple[FindingCode, ...]]]:
    """Each client that this member of staff sees, with his findings."""
    for customer_id in session.scalars(select(Customer.id).order_by(Customer.id)).all():
        rows = read_access(session, customer_id)
        if rows is not None:
            found = diagnose(rows.profile, rows.history, rows.now)
            yield rows.client_ref, tuple(one.code for one in found)


def test_each_finding_is_met_and_each_plot_leads_to_its_own(desk: Engine) -> None:
    with Session(desk) as session:
        told = dict(findings_of(session))
    leading = {codes[0] for codes in told.values()}
    met = {code for codes in told.values() for code in codes}
    assert set(FindingCode) - met == set()
    # An application out of date is told beside the wrong password that it sent.
    assert {plot.finding for plot in PLOTS} - leading == {FindingCode.APP_OUTDATED}
    by_code = {code: next(ref for ref, codes in told.items() if code in codes) for code in FindingCode}
    assert by_code[FindingCode.HOLDER_DECEASED] == "V100004"


def test_what_is_told_of_an_event_is_coded(desk: Engine) -> None:
    """The set is loaded past the trigger that keeps words out: it keeps its rule by itself (R4.5)."""
    query = """SELECT e.id FROM portal_event e, jsonb_each(e.detail) AS d
        WHERE NOT (d.key IN ('failed', 'typed', 'message', 'channel', 'place', 'cause', 'reason', 'act')
            AND d.value #>> '{}' ~ '^[A-Z][A-Z_]{1,39}$' OR d.key IN ('outdated', 'at_counter')
            AND jsonb_typeof(d.value) = 'boolean' OR d.key = 'errand'
            OR d.key = 'terms' AND (d.value #>> '{}')::date IS NOT NULL)"""
    with desk.connect() as connection:
        assert connection.execute(text(query)).all() == []
