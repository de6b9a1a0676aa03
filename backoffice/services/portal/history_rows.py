# ruff: noqa: S608 -- what is set into the text are constants of this program; values are parameters
"""One round trip for all that explains an access, read as the member of staff; its JSON becomes facts."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.rules.dates import PARIS
from backoffice.rules.phones import mask_email, mask_phone
from backoffice.rules.portal.history import (
    AccessHistory,
    AccountFact,
    BlockFact,
    ContactFact,
    ErrandFact,
    EventFact,
    FormFact,
    LeaseFact,
    LockFact,
    PartyFact,
    TermsFact,
)
from backoffice.rules.profile import LandlordIdentity, LandlordProfile, Origin
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.people import ContactChannel, ContactRole, HolderTitle
from backoffice.rules.vocabulary.portal import (
    AccountState,
    ErrandKind,
    ErrandResult,
    ErrandState,
    FailedCheck,
    LockCause,
    PortalEventKind,
    PortalMessage,
    PortalPlace,
    TypedForm,
)
from backoffice.rules.vocabulary.service import MessageChannel
from backoffice.services.landlords import profile_of

EVENT_DAYS = 90
_EVENTS_KEPT = 1000
_ADULT = "18 years"

# What is named again and again is here once: row security asks who is there each time that a table is named.
# Whose contacts are wanted is a column of its own: beside row security no index answers to a coalesce.
_STATEMENT = f"""
WITH his AS MATERIALIZED (
    SELECT c.id, c.client_ref, c.landlord_id, c.main_person_id,
           (now() AT TIME ZONE 'Europe/Paris')::date AS day
    FROM customer c
    WHERE c.id = :customer AND c.landlord_id = ANY (CAST((SELECT my_landlords()) AS bigint[]))
), account AS MATERIALIZED (
    SELECT a.id, a.person_id, a.state, a.failed_attempts, a.created_at, a.activation_expires_at,
           a.activated_at, a.last_sign_in_at, a.closed_at, a.recreate_since
    FROM his JOIN portal_account a ON a.customer_id = his.id
    ORDER BY a.closed_at DESC NULLS FIRST, a.id DESC LIMIT 1
), owner AS MATERIALIZED (
    SELECT coalesce((SELECT person_id FROM account), his.main_person_id) AS person_id FROM his
), held AS MATERIALIZED (
    SELECT l.id, l.valid_from, l.valid_to FROM his JOIN lease l ON l.customer_id = his.id
), taken_back AS MATERIALIZED (
    SELECT t.command_id FROM his JOIN portal_act t ON t.customer_id = his.id AND t.undone_at IS NOT NULL
), party AS (
    SELECT h.person_id, min(h.title) FILTER (WHERE h.title IS NOT NULL) AS title
    FROM (
        SELECT x.person_id, x.title, x.valid_from, x.valid_to
        FROM held JOIN lease_holder x ON x.lease_id = held.id
        UNION ALL
        SELECT m.person_id, NULL, m.valid_from, m.valid_to
        FROM held JOIN household_member m ON m.lease_id = held.id
        UNION ALL
        SELECT his.main_person_id, NULL, his.day, NULL FROM his
        UNION ALL
        SELECT account.person_id, NULL, his.day, NULL FROM his, account
    ) h, his
    WHERE h.valid_from <= his.day AND (h.valid_to IS NULL OR h.valid_to > his.day)
    GROUP BY h.person_id
)
SELECT json_build_object(
'who', (SELECT json_build_array(his.client_ref, now(), his.day, in_my_household(his.id)) FROM his),
'landlord', (SELECT json_build_array(d.code, d.name, d.legal_form, d.street, d.postal_code, d.town, d.phone,
        d.siren, d.email) FROM his JOIN landlord d ON d.id = his.landlord_id),
'account', (SELECT json_build_array(id, state, failed_attempts, created_at, activation_expires_at,
        activated_at, last_sign_in_at, closed_at, recreate_since) FROM account),
'lock', (SELECT json_build_array(k.cause, k.failures, k.locked_at, k.until)
    FROM account JOIN account_lock k ON k.account_id = account.id AND k.ended_at IS NULL),
'block', (SELECT json_build_array(b.failures, b.blocked_at)
    FROM his JOIN registration_block b ON b.customer_id = his.id AND b.released_at IS NULL),
'events', (SELECT json_agg(json_build_array(e.id, e.kind, e.occurred_at, e.account_id, e.staff_id IS NOT NULL,
        e.contact_id, e.detail, coalesce(e.command_id IN (SELECT t.command_id FROM taken_back t), false))
        ORDER BY e.occurred_at DESC, e.id DESC)
    FROM (SELECT e.* FROM his JOIN portal_event e ON e.customer_id = his.id
            AND e.occurred_at > now() - interval '{EVENT_DAYS} days'
        ORDER BY e.occurred_at DESC, e.id DESC LIMIT {_EVENTS_KEPT}) e),
'contacts', (SELECT json_agg(json_build_array(k.id, k.channel, k.value_key, k.usable_for_security_from,
        k.valid_from, k.valid_to IS NOT NULL)
        ORDER BY k.role <> '{ContactRole.LOGIN}', k.valid_to IS NOT NULL,
                 k.usable_for_security_from DESC, k.id)
    FROM his, owner JOIN contact k ON k.person_id = owner.person_id
    WHERE k.channel IN ('{ContactChannel.MOBILE}', '{ContactChannel.EMAIL}')
      AND k.role IN ('{ContactRole.LOGIN}', '{ContactRole.NOTICE}')
      AND k.usable_for_security_from < now() + interval '50 years'
      AND k.valid_from <= his.day AND (k.valid_to IS NULL OR k.valid_to > his.day)),
'cooling', (SELECT max(k.usable_for_security_from)
    FROM his JOIN contact k ON k.person_id IN (his.main_person_id, (SELECT person_id FROM account))
    WHERE k.valid_to IS NULL AND k.usable_for_security_from > now()),
'leases', (SELECT json_agg(json_build_array(id, valid_from, valid_to) ORDER BY id) FROM held),
'parties', (SELECT json_agg(json_build_array(party.person_id, party.title,
        party.person_id = his.main_person_id,
        coalesce(party.person_id = (SELECT person_id FROM account), false), p.deceased_on IS NOT NULL)
        ORDER BY party.person_id)
    FROM his, party JOIN person p ON p.id = party.person_id
    WHERE party.title IS NOT NULL OR p.id = his.main_person_id OR p.birth_date IS NULL
       OR p.birth_date <= his.day - interval '{_ADULT}'),
'errands', (SELECT json_agg(json_build_array(g.id, g.kind, g.state, g.asked_at, g.not_before, g.contact_id,
        g.settled_at, g.result) ORDER BY g.asked_at DESC, g.id DESC)
    FROM his JOIN portal_errand g ON g.customer_id = his.id
        AND g.asked_at > now() - interval '{EVENT_DAYS} days'),
'terms', (SELECT json_build_array(t.occurred_at, t.detail ->> 'terms')
    FROM his, account, portal_event t
    WHERE t.customer_id = his.id AND t.account_id = account.id AND t.kind = '{PortalEventKind.TERMS_ACCEPTED}'
    ORDER BY t.occurred_at DESC, t.id DESC LIMIT 1)
)::text AS told,
(SELECT json_agg(json_build_array(one.key, one.value, one.stated, one.source, one.valid_from))::text
FROM (
    SELECT DISTINCT ON (k.key) k.key, k.value, k.stated, k.source, k.valid_from
    FROM his JOIN landlord_parameter k ON k.landlord_id = his.landlord_id AND k.valid_from <= his.day
    ORDER BY k.key, k.valid_from DESC
) one) AS parameters"""
_READ = text(_STATEMENT)
_Word = TypeVar("_Word", bound=Labelled)


@dataclass(frozen=True)
class AccessRows:
    """What was read: whose, when by the server's clock, in which landlord's words, and the facts."""

    client_ref: str
    now: datetime
    profile: LandlordProfile
    history: AccessHistory
    own_household: bool
    """Whether the member of staff lives there."""


def read_access(session: Session, customer_id: int) -> AccessRows | None:
    """The facts of a customer's access, or ``None`` when he is not seen; one statement."""
    # A statement written by hand does not send what this session still holds.
    session.flush()
    told, parameters = session.execute(_READ, {"customer": customer_id}).one()
    raw = json.loads(told)
    if raw["who"] is None:
        return None
    client_ref, now, day, own_household = raw["who"]
    profile = _profile(tuple(raw["landlord"]), parameters or "[]", date.fromisoformat(day))
    return AccessRows(client_ref, _instant(now), profile, _history(raw), own_household)


@lru_cache(maxsize=64)
def _profile(landlord: tuple[str, ...], parameters: str, day: date) -> LandlordProfile:
    """The profile of the same words is the same: it is checked once."""
    given = {}
    starts = []
    for key, value, stated, source, valid_from in json.loads(parameters):
        given[key] = (value, Origin(stated, source))
        starts.append(date.fromisoformat(valid_from))
    return profile_of(LandlordIdentity(*landlord), max(starts, default=day), given)


def _history(raw: dict[str, Any]) -> AccessHistory:
    events = _all(raw["events"], _event)
    return AccessHistory(
        account=_one(raw["account"], _account),
        lock=_one(raw["lock"], _lock),
        block=_one(raw["block"], lambda row: BlockFact(row[0], _instant(row[1]))),
        events=events,
        contacts=_all(raw["contacts"], _contact),
        leases=_all(raw["leases"], lambda row: LeaseFact(row[0], _day(row[1]), row[2] and _day(row[2]))),
        parties=_all(raw["parties"], _party),
        errands=_all(raw["errands"], _errand),
        forms=_waiting_forms(events),
        terms=_one(raw["terms"], _terms),
        cooling_until=_when(raw["cooling"]),
    )


_Fact = TypeVar("_Fact")


def _one(row: list[Any] | None, read: Callable[[list[Any]], _Fact]) -> _Fact | None:
    return None if row is None else read(row)


def _all(rows: list[list[Any]] | None, read: Callable[[list[Any]], _Fact]) -> tuple[_Fact, ...]:
    return tuple(read(row) for row in rows or ())


def _instant(told: str) -> datetime:
    return datetime.fromisoformat(told).astimezone(PARIS)


def _when(told: str | None) -> datetime | None:
    return None if told is None else _instant(told)


def _day(told: str) -> date:
    return date.fromisoformat(told)


def _word(kind: type[_Word], told: object) -> _Word | None:
    """A coded fact; one that this program does not know is as one that was not said."""
    return kind(told) if isinstance(told, str) and told in kind.__members__ else None


def _account(row: list[Any]) -> AccountFact:
    return AccountFact(
        id=row[0], state=AccountState(row[1]), failed_attempts=row[2], created_at=_instant(row[3]),
        activation_expires_at=_when(row[4]), activated_at=_when(row[5]), last_sign_in_at=_when(row[6]),
        closed_at=_when(row[7]), recreate_since=_when(row[8]),
    )  # fmt: skip


def _lock(row: list[Any]) -> LockFact:
    return LockFact(LockCause(row[0]), row[1], _instant(row[2]), _when(row[3]))


def _event(row: list[Any]) -> EventFact:
    detail: dict[str, Any] = row[6]
    reason = detail.get("reason")
    return EventFact(
        id=row[0], kind=PortalEventKind(row[1]), at=_instant(row[2]), account_id=row[3], by_staff=row[4],
        contact_id=row[5], failed=_word(FailedCheck, detail.get("failed")),
        typed=_word(TypedForm, detail.get("typed")), message=_word(PortalMessage, detail.get("message")),
        place=_word(PortalPlace, detail.get("place")), outdated=detail.get("outdated") is True,
        reason=reason if isinstance(reason, str) else None,
        channel=_word(MessageChannel, detail.get("channel")), undone=row[7],
    )  # fmt: skip


def _contact(row: list[Any]) -> ContactFact:
    channel = ContactChannel(row[1])
    mask = mask_email if channel is ContactChannel.EMAIL else mask_phone
    return ContactFact(row[0], channel, mask(row[2]), _instant(row[3]), _day(row[4]), leaving=row[5])


def _party(row: list[Any]) -> PartyFact:
    title = HolderTitle(row[1]) if row[1] else None
    return PartyFact(row[0], title, is_main=row[2], owns_account=row[3], deceased=row[4])


def _errand(row: list[Any]) -> ErrandFact:
    return ErrandFact(
        row[0], ErrandKind(row[1]), ErrandState(row[2]), _instant(row[3]), _instant(row[4]), row[5],
        _when(row[6]), ErrandResult(row[7]) if row[7] else None,
    )  # fmt: skip


def _terms(row: list[Any]) -> TermsFact:
    try:
        version = date.fromisoformat(row[1] or "")
    except ValueError:
        # Kept as the look of a date alone: a 31st of February is no version.
        version = None
    return TermsFact(_instant(row[0]), version)


_FORM = {PortalEventKind.FORM_RECEIVED, PortalEventKind.FORM_REFUSED, PortalEventKind.REGISTRATION_RELEASED}


def _waiting_forms(events: tuple[EventFact, ...]) -> tuple[FormFact, ...]:
    """The last form, if nothing was decided since it came."""
    last = next((one for one in events if one.kind in _FORM and not one.undone), None)
    waits = last is not None and last.kind is PortalEventKind.FORM_RECEIVED
    return (FormFact(last.at),) if waits and last else ()
