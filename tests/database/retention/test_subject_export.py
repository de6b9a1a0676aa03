"""The copy of a subject's data: everything of his, nothing of anybody else, keys as documented (R5.22)."""

import dataclasses
import json
import re
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.service import ServiceRequest
from backoffice.reports.subject_data import subject_json
from backoffice.rules.dates import add_months
from backoffice.rules.retention.subject import SOMEBODY, SubjectCopy
from backoffice.rules.retention.words import ExportPurpose, SubjectIdentity, SubjectRequestKind
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.services.clock import server_day
from backoffice.services.subjects.export import SubjectExport, export_subject
from backoffice.services.subjects.requests import NewRequest, register
from tests.factories import House, make_person
from tests.former import Former, at, make_former
from tests.receipts import text_of

pytestmark = pytest.mark.database

PAGE = Path(__file__).resolve().parents[3] / "docs" / "subject-export.md"


@pytest.fixture
def former(session: Session, house: House) -> Former:
    """A mother whose son bears another name, who asked something about him."""
    son = make_person(session, house, birth_name="Żółkiewski", first_names="Kazimierz Jean", civility="M")
    former = make_former(
        session, house, left_on=add_months(server_day(session), -2), name="Lefèvre", child=son
    )
    request = ServiceRequest(
        landlord_id=house.landlord.id, customer_id=former.customer.id, kind="TECHNICAL", channel="PHONE",
        summary="Fuite chez Kazimierz ŻÓŁKIEWSKI, voir Mme Lefèvre", state="CLOSED",
        opened_at=at(date(2026, 1, 5)),
    )  # fmt: skip
    session.add(request)
    session.flush()
    return former


def exported(session: Session, former: Former) -> SubjectExport:
    return export_subject(session, former.customer.id, ExportPurpose.SUBJECT_REQUEST)


def test_everything_of_the_subject_and_nothing_of_the_others(session: Session, former: Former) -> None:
    export = exported(session, former)
    copy = json.loads(export.json)
    said = export.json.decode() + text_of(export.pdf)
    for other in ("Kazimierz", "kiewski", "KIEWSKI"):
        assert other not in said
    assert f"Fuite chez {SOMEBODY}, voir Mme Lefèvre" in export.json.decode()
    assert [member["name"] for member in copy["household"]].count(SOMEBODY) == 1
    empty = {key for key, value in copy.items() if value in ([], None)}
    assert empty == set()
    assert copy["postings"][-1]["balance"] == "0.00"
    assert copy["payments"][0]["card"] == "•••• 4242"
    [file] = [rule for rule in copy["retention"] if rule["code"] == "R5.10a"]
    assert file["until"] is not None
    assert not next(rule for rule in copy["retention"] if rule["code"] == "R5.10b")["verified"]
    assert "body" not in json.dumps(copy["messages"])


def test_the_readable_copy_says_the_same(session: Session, former: Former) -> None:
    words = " ".join(text_of(exported(session, former).pdf).split())
    for part in (
        "Identité",
        "Ménage",
        "Compte",
        "Destinataires",
        "NON VÉRIFIÉ",
        "Accès au dossier",
        "Page 1/",
    ):
        assert part in words, part


def test_the_access_log_counts_by_category_and_names_no_colleague(session: Session, former: Former) -> None:
    exported(session, former)
    log = json.loads(exported(session, former).json)["access_log"]
    assert {"month", "category", "times"} == set(log[0])
    assert "Copie remise à la personne" in {line["category"] for line in log}
    login = session.execute(text("SELECT session_user")).scalar_one()
    assert f'"{login}"' not in json.dumps(log)


def test_the_copy_is_traced_with_its_purpose_and_its_digests(session: Session, former: Former) -> None:
    exported(session, former)
    line = session.execute(
        text("SELECT customer_id, purpose, detail FROM audit_entry WHERE act = 'SUBJECT_EXPORTED'")
    ).one()
    assert (line.customer_id, line.purpose) == (former.customer.id, "SUBJECT_REQUEST")
    assert len(line.detail["json_sha256"]) == 64


def test_an_agent_hands_no_copy(session: Session, house: House, former: Former) -> None:
    session.execute(text("UPDATE staff SET role = 'FRONT_DESK' WHERE login = session_user"))
    with pytest.raises(Refused, match="délégué"):
        exported(session, former)


def test_a_request_is_in_the_copy_and_holds_the_file(session: Session, former: Former) -> None:
    new = NewRequest(
        former.customer.id, SubjectRequestKind.ACCESS, RequestChannel.MAIL, SubjectIdentity.PORTAL
    )
    view = register(session, new)
    assert view.due_on == add_months(view.received_on, 1)
    kinds = [one.kind for one in exported(session, former).copy.requests]
    assert "Exercice d’un droit : accès" in kinds


def test_the_keys_are_those_of_the_page() -> None:
    """A key added or renamed without its line in the page, or in place of another, fails."""
    rows = re.findall(r"^\| (`[^|]+`) \| [^|]+ \| ([^|]+) \|$", PAGE.read_text(encoding="utf-8"), re.M)
    documented = {
        key: set() if keys.strip() == "–" else {one.strip() for one in keys.split(",")}
        for names, keys in rows
        for key in re.findall(r"`(\w+)`", names)
    }
    hints = get_type_hints(SubjectCopy)
    assert documented == {field.name: _keys(hints[field.name]) for field in dataclasses.fields(SubjectCopy)}


def _keys(hint: Any) -> set[str]:
    inner = get_args(hint)[0] if get_args(hint) and not isinstance(hint, UnionType) else hint
    return {field.name for field in dataclasses.fields(inner)} if dataclasses.is_dataclass(inner) else set()


def test_the_same_copy_gives_the_same_bytes(session: Session, former: Former) -> None:
    from backoffice.reports.subject import subject_pdf

    copy = exported(session, former).copy
    assert subject_pdf(copy) == subject_pdf(copy)
    assert subject_json(copy) == subject_json(copy)
