"""Campaigns: who is written to, once each; killed and run again, failures told, nobody twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.rules.vocabulary.service import InsuranceState
from backoffice.rules.vocabulary.validation.insurance import (
    CampaignLineState,
    CampaignState,
    CertificateRequest,
)
from backoffice.services.insurance.campaigns import running
from backoffice.services.insurance.campaigns.choosing import Choice, figures, uninsured
from backoffice.services.insurance.campaigns.running import (
    CampaignOrder,
    campaign_letters,
    drawn,
    prepare_campaign,
    retry_failed,
    run_campaign,
)
from backoffice.services.insurance.campaigns.table import campaign_of, campaign_table
from backoffice.services.letters import sheets
from tests.database.insurance.acting import TODAY, Home, at_home, decide, rows, submit
from tests.factories import make_lease, make_person, make_tenant

_BY = TODAY + timedelta(days=14)


def street(session: Session) -> Home:
    """Three tenants without a certificate, and one who has sent his."""
    home = at_home(session)
    for name in ("Martin", "Durand"):
        person = make_person(session, home.house, birth_name=name)
        make_lease(session, home.house, customer=make_tenant(session, home.house, person=person))
    sent = make_lease(session, home.house)
    submit(session, sent)
    return home


def prepared(session: Session, home: Home, **changes: object) -> CampaignOrder:
    """A campaign of requests to them."""
    choice = Choice(home.house.landlord.id, **changes)  # type: ignore[arg-type]  # given by tests
    return CampaignOrder("Rentrée", _BY, choice, str(uuid4()))


def test_each_tenant_is_written_to_once_whatever_stops(session: Session) -> None:
    home = street(session)

    @contextmanager
    def begin() -> Iterator[Session]:
        with session.begin_nested():
            yield session

    found = uninsured(session, Choice(home.house.landlord.id))
    told = figures(found)
    assert (told.tenants, told.contracts, told.by_letter_alone) == (3, 3, 2)
    assert told.by_state == ((InsuranceState.UNINSURED, 3),)
    order = prepared(session, home)
    campaign = prepare_campaign(session, order)
    assert prepare_campaign(session, order).campaign_id == campaign.campaign_id
    assert (campaign.lines, campaign.left, campaign.state) == (3, 3, CampaignState.READY)
    first = list(run_campaign(begin, campaign.campaign_id, most=1))
    assert [one.state for one in first] == [CampaignLineState.DONE]
    assert first[0].told == "EMAIL"
    # One of those left sends his certificate meanwhile: he is not written to.
    lease = session.get_one(type(home.dwelling), found[1].contracts[0].lease_id)
    submit(session, lease)
    rest = list(run_campaign(begin, campaign.campaign_id))
    assert [one.state for one in rest] == [CampaignLineState.SKIPPED, CampaignLineState.DONE]
    assert rest[0].sentence == "à valider entre-temps"
    assert list(run_campaign(begin, campaign.campaign_id)) == []
    after = campaign_of(session, campaign.campaign_id)
    assert (after.state, after.done, after.skipped, after.told) == (CampaignState.DONE, 2, 1, 1)
    assert rows(session, "SELECT count(*), count(DISTINCT customer_id) FROM letter") == [(2, 2)]
    assert drawn(campaign_letters(session, campaign.campaign_id)).startswith(b"%PDF-")
    asked = "SELECT kind, channel FROM insurance_request ORDER BY id"
    assert rows(session, asked) == [("REQUEST", "EMAIL"), ("REQUEST", "LETTER")]
    assert uninsured(session, Choice(home.house.landlord.id)) == (), "their time to answer runs"
    session.execute(text("UPDATE insurance_request SET asked_at = now() - interval '30 days'"))
    again = uninsured(session, Choice(home.house.landlord.id, CertificateRequest.REMINDER))
    assert len(again) == 2


def test_a_refusal_is_a_line_of_the_table_and_stops_nobody(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = street(session)

    @contextmanager
    def begin() -> Iterator[Session]:
        with session.begin_nested():
            yield session

    campaign = prepare_campaign(session, prepared(session, home))
    victim = rows(session, "SELECT customer_id FROM insurance_campaign_line ORDER BY id")[1][0]
    whole = sheets.draft_letter

    def refusing(asked: Session, customer_id: int, *given: object, **named: object) -> object:
        if customer_id == victim:
            raise Refused("Ce dossier n’a pas d’adresse postale.", code="NO_ADDRESS")
        return whole(asked, customer_id, *given, **named)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(running, "draft_letter", refusing)
    done = list(run_campaign(begin, campaign.campaign_id))
    assert [one.state.value for one in done] == ["DONE", "FAILED", "DONE"]
    failed = campaign_table(session, campaign.campaign_id)[0]
    assert failed.outcome == "pas d’adresse postale : complétez le dossier"
    assert len(campaign_table(session, campaign.campaign_id, CampaignLineState.DONE)) == 2
    monkeypatch.undo()
    retry_failed(session, failed.line_id, failed.version)
    session.expire_all()
    assert [one.state.value for one in run_campaign(begin, campaign.campaign_id)] == ["DONE"]
    assert campaign_of(session, campaign.campaign_id).failed == 0


def test_who_is_covered_for_long_is_not_chosen(session: Session) -> None:
    home = at_home(session)
    decide(session, submit(session, home.dwelling))
    assert uninsured(session, Choice(home.house.landlord.id)) == ()
