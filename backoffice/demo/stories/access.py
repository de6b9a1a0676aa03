"""Why they cannot sign in: a tenant for each cause, so that trainees meet every finding."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from backoffice.demo.loading import as_json
from backoffice.demo.population.online.accounts import Opening, Teller, add_account, add_staff_lock
from backoffice.demo.population.people import Identity, Reach, add_contact
from backoffice.demo.population.tenants import Tenant
from backoffice.demo.stories.cast import Part, Stage, flat_rent, pay_whole, recent
from backoffice.demo.stories.scene import Plot, Scene
from backoffice.demo.stories.staff import AGENT
from backoffice.demo.world import House, World, moment
from backoffice.models.desk.online import PortalActRow, PortalErrand
from backoffice.rules.portal.findings import FindingCode
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.people import Civility, ContactChannel, ContactRole, ContactSource
from backoffice.rules.vocabulary.portal import (
    AccountState,
    ActReason,
    ErrandKind,
    ErrandResult,
    ErrandState,
    FailedCheck,
    PortalAct,
    PortalEventKind,
    PortalMessage,
    TypedForm,
)

_C, _K, _F, _T, _S = FindingCode, PortalEventKind, FailedCheck, TypedForm, AccountState
_L, _V, _E, _M, _R = "logirem", "vivest", "ekidom", "monlogement27", "larochelle"


def _frozen(scene: Scene) -> None:
    locked_at = scene.at(40)
    scene.open(_S.LOCKED_STAFF, ended=locked_at)
    assert scene.account_id is not None, "just opened"
    add_staff_lock(scene.world, scene.house, scene.account_id, locked_at)


def _failing(check: FailedCheck, typed: TypedForm | None = None) -> Callable[[Scene], None]:
    """He has no account, and his inscription failed on this."""

    def tell(scene: Scene) -> None:
        typing: dict[str, Any] = {} if typed is None else {"typed": typed}
        for hours in (2, 1.9):
            scene.tell(_K.REGISTRATION_FAILED, hours, failed=check, **typing, place="WEB")

    return tell


def _signing(check: FailedCheck, typed: TypedForm, times: int = 2, **more: Any) -> Callable[[Scene], None]:
    """He has an account, and could not sign in because of this."""

    def tell(scene: Scene) -> None:
        scene.open(_S.ACTIVE)
        for rank in range(times):
            scene.tell(_K.SIGN_IN_FAILED, 2 - rank / 60, failed=check, typed=typed, place="WEB", **more)

    return tell


def _expired(scene: Scene) -> None:
    scene.open(_S.PENDING_ACTIVATION, days=4, ended=scene.at(40))
    scene.tell(_K.ACTIVATION_FAILED, 3, failed=_F.LINK_EXPIRED)


def _never_left(scene: Scene) -> None:
    scene.open(_S.PENDING_ACTIVATION, days=4, ended=scene.at(40))


def _too_new(scene: Scene) -> None:
    """No address on file until an agent entered one, two hours ago (R4.24)."""
    _never_left(scene)
    world, email = scene.world, f"nouvelle.adresse{scene.tenant.client.id}@example.org"
    reach = Reach(
        world.day, ContactRole.NOTICE, ContactSource.AGENT, usable_from=moment(world.day, 23), verified=False
    )
    person_id = scene.tenant.client.person_id
    contact_id = add_contact(world, scene.house, person_id, ContactChannel.EMAIL, email, reach)
    world.aging.cooling.append(contact_id)


def _old_contact(scene: Scene) -> None:
    world, person_id = scene.world, scene.tenant.client.person_id
    reach = Reach(scene.tenant.let.start, until=world.ago(2))
    old = f"ancienne.adresse{scene.tenant.client.id}@example.org"
    contact_id = add_contact(world, scene.house, person_id, ContactChannel.EMAIL, old, reach)
    scene.open(_S.ACTIVE)
    told = {"message": PortalMessage.RESET, "channel": "EMAIL"}
    scene.tell(_K.RESET_ASKED, 70)
    scene.tell(_K.RESET_SENT, 70, contact_id, **told)


def _not_delivered(scene: Scene) -> None:
    scene.open(_S.ACTIVE)
    scene.sent(PortalMessage.RESET, 3, delivered=False)


def _reset_expired(scene: Scene) -> None:
    scene.open(_S.ACTIVE)
    scene.sent(PortalMessage.RESET, 60)
    scene.tell(_K.RESET_FAILED, 5, failed=_F.LINK_EXPIRED)
    scene.tell(_K.RESET_EXPIRED, 5)


def _reset_now(failed: FailedCheck | None) -> Callable[[Scene], None]:
    """A reset sent a moment ago: made young again at each start, as it works for a short time."""

    def tell(scene: Scene) -> None:
        scene.open(_S.ACTIVE)
        scene.sent(PortalMessage.RESET, 1)
        if failed is not None:
            scene.tell(_K.RESET_FAILED, 0.98, failed=failed)
        scene.world.aging.resets[scene.tenant.client.id] = 3 if scene.by_sms else 90

    return tell


def _recreate(scene: Scene) -> None:
    scene.open(_S.ACTIVE, recreate_since=scene.at(200))
    scene.tell(_K.RECREATION_DUE, 200)
    scene.tell(_K.SIGN_IN_FAILED, 2, failed=_F.LOGIN, typed=_T.EMAIL, place="WEB")


def _year_old(scene: Scene) -> None:
    scene.open(_S.ACTIVE, days=395)


def _exists(scene: Scene) -> None:
    scene.open(_S.ACTIVE)
    scene.tell(_K.REGISTRATION_FAILED, 2, failed=_F.ACCOUNT_EXISTS, place="WEB")


def _other_mobile(scene: Scene) -> None:
    scene.open(_S.ACTIVE)
    scene.tell(_K.RESET_FAILED, 2, failed=_F.OTHER_MOBILE, place="APP")


def _invited(scene: Scene) -> None:
    scene.tell(_K.INVITATION_SENT, 100, message=PortalMessage.INVITATION, channel="LETTER")


def _closed(scene: Scene) -> None:
    scene.open(_S.CLOSED, ended=scene.at(240))


def _signed_out(scene: Scene) -> None:
    scene.open(_S.ACTIVE)
    scene.tell(_K.SESSIONS_ENDED, 4)


def _errand(state: ErrandState) -> Callable[[Scene], None]:
    """An agent asked for a reset; the portal has not answered, or could not."""

    def tell(scene: Scene) -> None:
        scene.open(_S.ACTIVE)
        world, client, asked = scene.world, scene.tenant.client, scene.at(2)
        whose = {"landlord_id": scene.house.id, "customer_id": client.id, "account_id": scene.account_id}
        failed = state is ErrandState.FAILED
        leaves = asked + timedelta(minutes=scene.house.profile.undo_minutes)
        act = world.rows.add(
            PortalActRow, **whose, act=PortalAct.SEND_RESET, reason=ActReason.FORGOTTEN_PASSWORD,
            level=CallerLevel.L1, staff_id=world.staff[AGENT], command_id=UUID(int=client.id, version=4),
            done_at=asked, leaves_at=leaves, before=as_json({}),
        )  # fmt: skip
        world.rows.add(
            PortalErrand, **whose, act_id=act, kind=ErrandKind.RESET, contact_id=scene.contact_id,
            asked_at=asked, not_before=leaves, state=state,
            settled_at=leaves + timedelta(seconds=4) if failed else None,
            result=ErrandResult.NO_USABLE_CONTACT if failed else None,
        )  # fmt: skip
        teller = Teller(world, scene.house, client.id, scene.account_id)
        reason = {"reason": ActReason.FORGOTTEN_PASSWORD, "at_counter": False}
        teller(_K.RESET_ASKED, asked, world.staff[AGENT], detail=reason)

    return tell


def _link_used(scene: Scene) -> None:
    scene.open(_S.ACTIVE, days=3)
    scene.tell(_K.ACTIVATION_FAILED, 2, failed=_F.LINK_USED)


PLOTS = (
    Plot(_C.LOCKED_BY_STAFF, _L, _frozen),
    Plot(_C.CODE_WRONG, _L, _reset_now(_F.CODE)),
    Plot(_C.NUMBER_WITH_SUFFIX, _L, _failing(_F.NUMBER, _T.WITH_SUFFIX)),
    Plot(_C.NUMBER_OF_OTHER_PAPER, _L, _failing(_F.NUMBER, _T.OTHER_NUMBER)),
    Plot(_C.PARTY_NUMBER_WRONG, _L, _failing(_F.PARTY_NUMBER, _T.AS_EXPECTED)),
    Plot(_C.OTHER_MOBILE, _L, _other_mobile),
    Plot(_C.WRONG_LOGIN, _L, _signing(_F.LOGIN, _T.EMAIL)),
    Plot(_C.SESSIONS_ENDED, _L, _signed_out),
    Plot(_C.ERRAND_WAITING, _L, _errand(ErrandState.WAITING)),
    Plot(_C.RENEWAL_DUE, _V, _year_old),
    Plot(_C.NOT_THE_HOLDER, _V, _failing(_F.NOT_HOLDER)),
    Plot(_C.PASSWORD_REFUSED, _V, _failing(_F.PASSWORD_RULE)),
    Plot(_C.APP_OUTDATED, _V, _signing(_F.PASSWORD, _T.AS_EXPECTED, outdated=True)),
    Plot(_C.RESET_WAITED, _V, _reset_now(None)),
    Plot(_C.ERRAND_FAILED, _V, _errand(ErrandState.FAILED)),
    Plot(_C.CONTACT_TOO_NEW, _E, _too_new, with_email=False),
    Plot(_C.RESET_EXPIRED, _E, _reset_expired),
    Plot(_C.PROFILE_TO_RECREATE, _E, _recreate),
    Plot(_C.NUMBER_WRONG, _E, _failing(_F.NUMBER, _T.AS_EXPECTED)),
    Plot(_C.EMAIL_USED, _E, _failing(_F.EMAIL_USED)),
    Plot(_C.MANY_FAILURES, _E, _signing(_F.PASSWORD, _T.AS_EXPECTED, times=12)),
    Plot(_C.MESSAGE_NOT_DELIVERED, _M, _not_delivered),
    Plot(_C.NUMBER_WITH_ZEROS, _M, _failing(_F.NUMBER, _T.WITH_ZEROS)),
    Plot(_C.BIRTH_DATE_WRONG, _M, _failing(_F.BIRTH_DATE)),
    Plot(_C.EMAIL_DIFFERS, _M, _failing(_F.EMAIL_DIFFERS)),
    Plot(_C.SCREEN_INCOMPLETE, _M, _failing(_F.CAPTCHA)),
    Plot(_C.INVITED, _M, _invited),
    Plot(_C.ACCOUNT_CLOSED, _M, _closed),
    Plot(_C.NO_CONTACT, _R, _never_left, with_email=False),
    Plot(_C.OLD_CONTACT, _R, _old_contact),
    Plot(_C.ACTIVATION_EXPIRED, _R, _expired),
    Plot(_C.LINK_USED, _R, _link_used),
    Plot(_C.ACCOUNT_EXISTS, _R, _exists),
    Plot(_C.NUMBER_WITH_PREFIX, _R, _failing(_F.NUMBER, _T.WITH_PREFIX)),
    Plot(_C.NAME_WRONG, _R, _failing(_F.NAME)),
    Plot(_C.PASSWORD_FORGOTTEN, _R, _signing(_F.PASSWORD, _T.AS_EXPECTED)),
)


class Plots:
    """The plots still to be given; the first tenants drawn who suit one get it."""

    def __init__(self) -> None:
        self.left = list(PLOTS)
        self.given: Mapping[FindingCode, int] = {}

    def give(self, world: World, house: House, tenant: Tenant) -> bool:
        """Give this tenant the first plot that suits him, if any is left."""
        if tenant.former or tenant.mobile_id is None or tenant.let.start > world.ago(400):
            return False
        has_email = tenant.email_id is not None
        suited = (one for one in self.left if one.house == house.code and one.with_email is has_email)
        plot = next(suited, None)
        if plot is None:
            return False
        self.left.remove(plot)
        plot.tell(Scene(world, house, tenant))
        self.given = {**self.given, plot.finding: tenant.client.id}
        return True


def tell_access(stage: Stage) -> None:
    """Those whom chance does not make: a holder who died with his account open, one without a mobile."""
    who = Identity(
        Civility.MONSIEUR, "Weber", "Émile", date(1938, 2, 11), deceased_on=stage.world.ago(40)
    )  # fmt: skip
    dead = stage.play(Part("vivest", "V100004", who, date(2009, 4, 1), "57-0100004", mobile="06 39 98 20 94"))
    pay_whole(dead.account, recent(dead, flat_rent("380.10", "71.00")))
    dead.account.write()
    created = moment(date(2021, 9, 2), 10, 15)
    seen = moment(stage.world.ago(70), 18, 20)
    client = dead.client
    opening = Opening(client.id, client.person_id, client.ref, _S.ACTIVE, created, seen)
    add_account(stage.world, dead.house, opening)
    lost = Identity(Civility.MADAME, "Garcin", "Josette", date(1955, 6, 30))
    part = Part("logirem", "1016", lost, date(2012, 5, 1), "1016/0", email="client1016@example.net")
    actor = stage.play(part)
    pay_whole(actor.account, recent(actor, flat_rent("402.00", "82.50")))
    actor.account.write()
    teller = Teller(stage.world, actor.house, actor.client.id)
    when = moment(stage.world.ago(1), 17)
    teller(_K.REGISTRATION_FAILED, when, detail={"failed": _F.NO_MOBILE, "place": "APP"})
