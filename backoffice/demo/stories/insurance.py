"""Defaults of insurance in every state, policies for tenants, a campaign half done (R2.12–R2.18)."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from backoffice.demo.loading import as_json
from backoffice.demo.population.tenants import Tenant
from backoffice.demo.world import House, World, moment
from backoffice.models.validation.campaign import InsuranceCampaign, InsuranceCampaignLine
from backoffice.models.validation.insurance import (
    FormalNotice,
    InsuranceRequest,
    InsuranceRouteRow,
    OnBehalfInstalment,
    OnBehalfPolicy,
)
from backoffice.rules.insurance.on_behalf import instalment_months, on_behalf_cost, policy_end
from backoffice.rules.vocabulary.service import InsuranceState, MessageChannel
from backoffice.rules.vocabulary.validation.insurance import (
    CampaignLineState,
    CampaignState,
    CertificateRequest,
    InstalmentKind,
    InsuranceRoute,
    NoticeOutcome,
)

_INSURER = "Mutuelle des Rives"
_PREMIUM, _PERCENT = Decimal("71.00"), Decimal(10)
_STEPS = ("POLICY", "CAMPAIGN", "ASKED", "ALLOWED", "CAMPAIGN", "HANDED", "CAMPAIGN", "NOTICE")
_SENT = {"NOTICE": 20, "ALLOWED": 60, "POLICY": 90}
"""Days since the formal notice was sent."""
_CAMPAIGN = 6
"""Tenants of the campaign: some are done, one failed, the others are to do."""


class Defaults:
    """The tenants of a landlord who never sent a certificate, each a step further than the one before."""

    def __init__(self, world: World, house: House) -> None:
        self._world, self._house = world, house
        self._met = 0
        self._campaign: int | None = None
        self._lines = 0

    def meet(self, tenant: Tenant) -> None:
        """Give a tenant without a certificate his place in the calendar of the landlord."""
        if tenant.former:
            return
        step, self._met = _STEPS[self._met % len(_STEPS)], self._met + 1
        if step == "CAMPAIGN" and self._lines < _CAMPAIGN:
            self._line(tenant)
        elif step == "ASKED":
            self._ask(tenant, 5)
        elif step != "CAMPAIGN":
            self._ask(tenant, 120)
            self._default(tenant, step)

    def _ask(self, tenant: Tenant, days: int) -> None:
        self._world.rows.add(
            InsuranceRequest,
            landlord_id=self._house.id,
            lease_id=tenant.let.id,
            kind=CertificateRequest.REQUEST,
            channel=MessageChannel.EMAIL,
            asked_at=moment(self._world.ago(days), 10),
            staff_id=self._staff,
            command_id=_command("ask", tenant.let.id, days),
        )

    def _default(self, tenant: Tenant, step: str) -> None:
        if step == "HANDED":
            self._route(tenant, InsuranceRoute.TERMINATION, 30)
            return
        sent = _SENT[step]
        route = self._route(tenant, InsuranceRoute.ON_BEHALF, sent)
        self._world.rows.add(
            FormalNotice,
            landlord_id=self._house.id,
            lease_id=tenant.let.id,
            route_id=route,
            sent_on=self._world.ago(sent),
            presented_on=self._world.ago(sent - 3),
            outcome=NoticeOutcome.UNCLAIMED if step == "ALLOWED" else NoticeOutcome.DELIVERED,
            staff_id=self._staff,
            command_id=_command("notice", tenant.let.id, sent),
        )
        if step == "POLICY":
            self._policy(tenant, route, self._world.ago(40))

    def _route(self, tenant: Tenant, route: InsuranceRoute, days: int) -> int:
        return self._world.rows.add(
            InsuranceRouteRow,
            landlord_id=self._house.id,
            lease_id=tenant.let.id,
            route=route,
            staff_id=self._staff,
            command_id=_command("route", tenant.let.id, days),
            recorded_at=moment(self._world.ago(days), 11),
        )

    def _policy(self, tenant: Tenant, route: int, starts_on: date) -> None:
        cost = on_behalf_cost(_PREMIUM, _PERCENT)
        policy = self._world.rows.add(
            OnBehalfPolicy,
            landlord_id=self._house.id,
            lease_id=tenant.let.id,
            route_id=route,
            insurer=_INSURER,
            policy_number=f"PC-{tenant.let.id:06d}",
            premium=cost.premium,
            surcharge_percent=_PERCENT,
            surcharge=cost.surcharge,
            total=cost.total,
            starts_on=starts_on,
            ends_on=policy_end(starts_on),
            staff_id=self._staff,
            command_id=_command("policy", tenant.let.id, 0),
            recorded_at=moment(starts_on, 11),
        )
        months = instalment_months(starts_on)
        for rank, (month, amount) in enumerate(zip(months, cost.instalments, strict=True), 1):
            self._world.rows.add(
                OnBehalfInstalment,
                landlord_id=self._house.id,
                policy_id=policy,
                rank=rank,
                kind=InstalmentKind.TWELFTH,
                month=month,
                amount=amount,
            )

    def _line(self, tenant: Tenant) -> None:
        """A tenant of the campaign; those done were asked by it."""
        campaign = self._campaign = self._campaign or self._prepare()
        self._lines += 1
        done, failed = self._lines in (1, 3), self._lines == 2
        state = CampaignLineState.DONE if done else CampaignLineState.TO_DO
        self._world.rows.add(
            InsuranceCampaignLine,
            landlord_id=self._house.id,
            campaign_id=campaign,
            customer_id=tenant.client.id,
            lease_ids=f"{{{tenant.let.id}}}",
            state=CampaignLineState.FAILED if failed else state,
            reason="NO_ADDRESS" if failed else None,
            told=MessageChannel.EMAIL if done else None,
            command_id=_command("line", tenant.let.id, 0),
            done_at=moment(self._world.ago(2), 15) if done or failed else None,
        )
        if done:
            self._ask(tenant, 2)

    def _prepare(self) -> int:
        return self._world.rows.add(
            InsuranceCampaign,
            landlord_id=self._house.id,
            label="Attestations de la rentrée",
            kind=CertificateRequest.REQUEST,
            state=CampaignState.RUNNING,
            answer_by=self._world.day + timedelta(days=12),
            chosen=as_json({"agency": None, "states": [InsuranceState.UNINSURED.value]}),
            staff_id=self._staff,
            command_id=_command("campaign", self._house.id, 0),
            recorded_at=moment(self._world.ago(2), 14),
        )

    @property
    def _staff(self) -> int:
        return self._world.staff[f"conseil.{self._house.code}"]


def _command(what: str, key: int, rank: int) -> str:
    return str(uuid5(NAMESPACE_URL, f"guichet:training:{what}:{key}:{rank}"))
