"""Why a tenant does not get in, from the real tables: who may ask, what is read, nothing that identifies."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from backoffice.cli.main import main
from backoffice.database.session import transaction
from backoffice.errors import GuichetError, Refused
from backoffice.rules.portal.findings import REMARKS
from backoffice.services.portal.access import access_history, access_report
from tests.conftest import Server

pytestmark = pytest.mark.database


def _all_clients(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT id FROM customer ORDER BY id")).scalars())


def test_every_file_has_one_first_finding(desk: Engine) -> None:
    codes = set()
    for customer in _all_clients(desk):
        with transaction(desk) as session:
            report = access_report(session, customer)
        codes.add(report.findings[0].code)
        assert report.findings[0].code not in REMARKS
        for finding in report.findings:
            assert len(finding.aloud) <= 240, finding
    print(codes)
