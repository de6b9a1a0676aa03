"""Why a tenant does not get in, from the real tables: who may ask, what is read, nothing that identifies."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from backoffice.cli.main import main
from backoffice.cli.output import plain
from backoffice.database.session import transaction
from backoffice.errors import NotFound, Refused
from backoffice.rules.portal.findings import REMARKS, FindingCode
from backoffice.rules.unlocking import portal_standing
from backoffice.rules.vocabulary.portal import AccountState, FailedCheck, PortalAct, TypedForm
from backoffice.services.calls import running_call
from backoffice.services.portal.access import access_history, access_report
from backoffice.services.portal.offers import act_offers
from backoffice.services.portal.orders import AccessReport, ActOffer
from backoffice.services.staff import current_staff
from backoffice.services.tenant.lookup import customer_of_number
from backoffice.services.tenant.portal_card import portal_facts
from tests.conftest import Server

pytestmark = pytest.mark.database
MANY_STATEMENTS = 6


def _by_act(offer: ActOffer) -> str:
    return offer.act.value


def report_of(engine: Engine, number: str) -> AccessReport:
    with transaction(engine) as session:
        return access_report(session, customer_of_number(session, number, None))


@contextmanager
def sent_by(engine: Engine) -> Iterator[list[str]]:
    """The statements that ``engine`` sends."""
    sent: list[str] = []

    def tell(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", tell)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", tell)


def test_every_file_of_the_training_landlords_has_one_first_finding(desk: Engine) -> None:
    """On the same state as the card of the file, with its evidence and every act, in few statements."""
    codes: set[FindingCode] = set()
    with transaction(desk) as session:
        staff = current_staff(session)
        customers = list(session.execute(text("SELECT id FROM customer ORDER BY id")).scalars())
        for customer in customers:
            report = access_report(session, customer)
            first = report.findings[0]
            codes.add(first.code)
            assert first.code not in REMARKS
            assert sorted(one.act for one in report.offers) == sorted(PortalAct)
            assert tuple(one.act for one in report.offers)[: len(first.acts)] == first.acts
            assert all(one.possible for one in report.offers if one.act in first.acts)
            call = running_call(session, customer, staff.id)
            said = act_offers(session, customer, call.id if call else None)
            assert sorted(report.offers, key=_by_act) == sorted(said, key=_by_act)
            named = {key for one in report.findings for key in one.evidence}
            assert {one.event_id for one in report.evidence} == named
            standing = portal_standing(portal_facts(session, customer), report.made_at)
            if first.code is FindingCode.LOCKED_TEMPORARY:
                assert standing.state is AccountState.LOCKED_TEMPORARY
                assert first.minutes_left == standing.minutes_left
    assert len(codes) >= 10, codes
    with transaction(desk) as session, sent_by(desk) as sent:
        access_history(session, customers[0])
    assert len(sent) <= MANY_STATEMENTS, sent


def test_contacts_are_reached_by_whose_they_are(training: str, engine_of: Callable[..., Engine]) -> None:
    """Under row security an index answers to a plain column alone: else every contact is read."""
    others = (
        "SELECT format('DROP INDEX %I', indexname) FROM pg_indexes WHERE tablename = 'contact'"
        " AND indexname NOT IN ('pk_contact', 'ix_contact_person_id')"
    )
    with engine_of(training).begin() as connection:
        # A table of a few hundred rows has cheaper ways than those of a million.
        for drop in connection.execute(text(others)).scalars().all():
            connection.execute(text(drop))
    for login in ("agent.demo", "conseil.logirem", "responsable.demo"):
        seated = engine_of(training, user=login)
        with transaction(seated) as session, sent_by(seated) as sent:
            access_history(session, customer_of_number(session, "1344", None))
            session.execute(text("SET LOCAL enable_seqscan = off"))
            session.execute(text("SET LOCAL enable_bitmapscan = off"))
            (statement,) = [one for one in sent if one.startswith("\nWITH his")]
            lines = session.connection().exec_driver_sql(f"EXPLAIN {statement}", {"customer": 1}).scalars()
            ways = set(re.findall(r"Scan (?:using (\w+) )?on contact\b", "\n".join(lines)))
        assert ways == {"ix_contact_person_id"}, login


def test_the_desk_asks_of_its_own_files_alone(
    training: str, engine_of: Callable[..., Engine], desk: Engine
) -> None:
    for login in ("accueil.logirem", "conseil.logirem", "quittancement.logirem", "responsable.logirem"):
        assert report_of(engine_of(training, user=login), "1344").findings
    with transaction(desk) as session:
        logirem = customer_of_number(session, "1344", None)
    for login in ("gardien.logirem", "dpo.demo", "admin.demo"):
        with transaction(engine_of(training, user=login)) as session:
            with pytest.raises(Refused) as refused:
                access_report(session, logirem)
            assert refused.value.code == "ROLE"
    for login in ("accueil.vivest", "conseil.larochelle"):
        with transaction(engine_of(training, user=login)) as session, pytest.raises(NotFound):
            access_history(session, logirem)
    with engine_of(training).begin() as connection:
        found = "SELECT id FROM customer WHERE reserved ORDER BY id LIMIT 1"
        reserved = connection.execute(text(found)).scalar_one()
    with transaction(desk) as session, pytest.raises(NotFound):
        access_report(session, reserved)
    with transaction(engine_of(training, user="responsable.demo")) as session:
        assert access_report(session, reserved).findings


# The tenant of these tests, told nowhere but in his own rows.
MOBILE, EMAIL = "+33698765432", "quetzalbert.zyxwolman@exemple.fr"
SECRETS = ("zyxwolman", "vroubel", "quetzalbert", "9876", "1961", "23/04", "8642", "7531")
_CANARY = (
    "UPDATE person SET birth_name = 'ZYXWOLMAN', usage_name = 'Vroubelskaïa', first_names = 'Quetzalbert',"
    " birth_date = '1961-04-23', party_number = '8642097', party_key = '8642097', version = version + 1"
    " WHERE id = :person",
    "UPDATE customer SET client_ref = '7531864', client_ref_key = '7531864', version = version + 1"
    " WHERE id = :customer",
    "UPDATE lease SET number = '7531864/9', number_key = '7531864/9', version = version + 1"
    " WHERE id = (SELECT min(id) FROM lease WHERE customer_id = :customer)",
    f"UPDATE contact SET value = '{MOBILE}', value_key = '{MOBILE}', version = version + 1"
    " WHERE person_id = :person AND channel = 'MOBILE'",
    f"UPDATE contact SET value = '{EMAIL}', value_key = '{EMAIL}', version = version + 1"
    " WHERE person_id = :person AND channel = 'EMAIL'",
    f"UPDATE portal_account SET login = '{EMAIL}', login_key = '{EMAIL}', version = version + 1"
    " WHERE customer_id = :customer",
)
_TOLD = text(
    "INSERT INTO portal_event (landlord_id, customer_id, account_id, kind, occurred_at, detail, contact_id)"
    " SELECT c.landlord_id, c.id, (SELECT max(id) FROM portal_account WHERE customer_id = c.id), :kind,"
    " clock_timestamp(), CAST(:detail AS jsonb),"
    " (SELECT max(id) FROM contact WHERE person_id = c.main_person_id AND channel IN ('MOBILE', 'EMAIL'))"
    " FROM customer c WHERE c.id = :customer"
)
_KINDS = {
    "REGISTRATION_FAILED": FailedCheck,
    "SIGN_IN_FAILED": (FailedCheck.LOGIN, FailedCheck.PASSWORD),
    "ACTIVATION_FAILED": (FailedCheck.CODE, FailedCheck.LINK_EXPIRED, FailedCheck.LINK_USED),
}


def _hide(connection: Connection, number: str) -> dict[str, Any]:
    """Make the client of ``number`` somebody whose every value is recognised at sight."""
    found = "SELECT id AS customer, main_person_id AS person FROM customer WHERE client_ref = :number"
    who = dict(connection.execute(text(found), {"number": number}).mappings().one())
    for statement in _CANARY:
        connection.execute(text(statement), who)
    return who


def test_no_finding_says_a_value_of_the_file(
    training: str, engine_of: Callable[..., Engine], desk: Engine
) -> None:
    """Neither name, number, birth date nor address, whatever check failed and in whatever form (R4.31)."""
    owner = engine_of(training)
    for number in ("1344", "V100002"):
        with owner.begin() as connection:
            who = _hide(connection, number)
        codes = {
            code
            for kind, checks in _KINDS.items()
            for check in checks
            for code in _said(owner, desk, who, kind, check)
        }
        assert len(codes) >= 8, codes


def _said(
    owner: Engine, desk: Engine, who: dict[str, Any], kind: str, check: FailedCheck
) -> set[FindingCode]:
    """The codes told after a try that failed on ``check``, once every word of theirs was looked at."""
    codes = set()
    for form in (TypedForm.OTHER_NUMBER, TypedForm.WITH_ZEROS):
        detail = json.dumps({"failed": check.value, "typed": form.value, "channel": "SMS"})
        with owner.begin() as connection:
            connection.execute(_TOLD, {"kind": kind, "detail": detail, "customer": who["customer"]})
        with transaction(desk) as session:
            report = access_report(session, who["customer"])
        codes |= {one.code for one in report.findings}
        told = json.dumps(plain([report.findings, report.evidence]), ensure_ascii=False).lower()
        told = re.sub(r'"at": "[^"]*"|"event_id": \d+|"evidence": \[[^]]*\]', "", told)
        assert not [secret for secret in SECRETS if secret in told], (check, told)
        assert not re.search(r"\d{5}", told), told
    return codes


_ACCEPTS = text(
    "INSERT INTO portal_event (landlord_id, customer_id, account_id, kind, occurred_at, detail)"
    " SELECT a.landlord_id, a.customer_id, a.id, 'TERMS_ACCEPTED', :at, CAST(:detail AS jsonb)"
    " FROM portal_account a WHERE a.id = :account"
)
_SOMEBODY = text(
    "SELECT c.client_ref, a.id FROM portal_account a JOIN customer c ON c.id = a.customer_id"
    " JOIN landlord l ON l.id = a.landlord_id WHERE l.code = :code AND a.closed_at IS NULL AND NOT c.reserved"
    " ORDER BY a.id LIMIT 1"
)


def test_the_terms_accepted_are_told_with_their_version_and_their_day(
    training: str,
    server: Server,
    engine_of: Callable[..., Engine],
    desk: Engine,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Row « terms accepted » of portals 4.1; what the portal did not keep is told as such."""
    with engine_of(training).begin() as connection:
        connection.execute(text("DELETE FROM portal_event WHERE kind = 'TERMS_ACCEPTED'"))
        asks = connection.execute(_SOMEBODY, {"code": "monlogement27"}).one()
        silent = connection.execute(_SOMEBODY, {"code": "logirem"}).one()
    none = "Conditions générales : ce portail les fait accepter, aucune acceptation n’est enregistrée."
    assert report_of(desk, asks.client_ref).terms == none
    assert report_of(desk, silent.client_ref).terms == "Conditions générales : non renseigné."
    told = "Conditions générales acceptées le {} à 11 h 00 (version : {})."
    portal = engine_of(training, user="portail.demo")
    for day, detail, version in (
        (2, {"terms": "2021-04-14"}, "14/04/2021"),
        (3, {}, "non renseigné"),
        (4, {"terms": "2021-02-31"}, "non renseigné"),
        (5, {"terms": "tout accepter"}, "non renseigné"),
        (6, {"terms": "2024-01-01"}, "01/01/2024"),
    ):
        for account in (asks, silent):
            with portal.begin() as connection:
                at = f"2022-01-0{day} 10:00:00+00"
                values = {"account": account.id, "at": at, "detail": json.dumps(detail)}
                connection.execute(_ACCEPTS, values)
            terms = report_of(desk, account.client_ref).terms
            assert terms == told.format(f"0{day}/01/2022", version), "the last one, years ago"
    assert main(["portal", "why", silent.client_ref, "--dsn", server.dsn(training, "agent.demo")]) == 0
    assert told.format("06/01/2022", "01/01/2024") in capsys.readouterr().out


class TestCommand:
    """``portal why``."""

    def test_it_prints_the_answer_its_reading_and_json(
        self,
        training: str,
        server: Server,
        engine_of: Callable[..., Engine],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        def run(*words: str, login: str = "agent.demo") -> tuple[int, str]:
            code = main([*words, "--dsn", server.dsn(training, login)])
            return code, capsys.readouterr().out

        code, out = run("portal", "why", "V100002")
        assert code == 0
        assert "INSCRIPTION BLOQUÉE" in out
        assert "À lire : « " in out
        assert "→ Libérer l’inscription" in out
        assert "L2" in out
        code, out = run("portal", "why", "1344", "--json", "--purpose", "COUNTER")
        answer: dict[str, Any] = json.loads(out)
        assert code == 0
        assert answer["client_ref"] == "1344"
        assert answer["findings"][0]["code"] in list(FindingCode)
        with engine_of(training).connect() as connection:
            asked = {"customer": answer["customer_id"]}
            traced = "SELECT act FROM audit_entry WHERE purpose = 'COUNTER' AND customer_id = :customer"
            assert connection.execute(text(traced), asked).scalars().all()
        assert run("portal", "why", "999999999")[0] == 1
        assert run("portal", "why", "1344", login="gardien.logirem")[0] == 1
