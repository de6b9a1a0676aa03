"""Professions, contacts and accounts that wait at one landlord’s, with their papers (R3.30–R3.58)."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from backoffice.demo.stories.household import NEXT_KEYS, PAPER, specimen
from backoffice.rules.changes.accounts import masked
from backoffice.rules.vocabulary.validation.changes import BankEvent, ContactEvent, ProfessionalSituation
from backoffice.rules.vocabulary.validation.papers import DocumentKind

_D = DocumentKind
_OWN, _THIRD = "FR7630006000011234567890189", "FR1420041010050500013M02606"

# The last homes of today: the changes of household begin with the first ones.
_HOMES = text("""
    SELECT l.id AS lease, l.landlord_id AS landlord, l.agency_id AS agency, l.customer_id AS customer,
           c.main_person_id AS main, m.birth_name AS name
    FROM lease l JOIN landlord h ON h.id = l.landlord_id JOIN customer c ON c.id = l.customer_id
    JOIN premises p ON p.id = l.premises_id JOIN person m ON m.id = c.main_person_id
    WHERE h.code = 'ekidom' AND l.valid_to IS NULL AND p.kind = 'DWELLING' AND m.deceased_on IS NULL
      AND NOT c.reserved AND NOT m.confidential_address AND c.id > :after
      AND EXISTS (SELECT FROM mandate d WHERE d.lease_id = l.id AND d.state = 'ACTIVE')
      AND NOT EXISTS (SELECT FROM change_submission s WHERE s.customer_id = c.id)
    ORDER BY l.id DESC LIMIT 8
""")
_ITEM = text("""
    INSERT INTO work_item (id, landlord_id, kind, agency_id, customer_id, lease_id, received_at, due_at)
    SELECT coalesce(max(w.id), 0) + 1, :landlord, :kind, :agency, :customer, :lease, :at,
           work_due(:landlord, :kind, :at) FROM work_item w
    RETURNING id
""")
_ASKED = text("""
    INSERT INTO change_submission
        (id, landlord_id, customer_id, lease_id, person_id, work_item_id, kind, event, asked, event_on,
         channel, submitted_at)
    SELECT coalesce(max(s.id), 0) + 1, :landlord, :customer, :lease, :main, :item, :kind, :event,
           CAST(:asked AS jsonb), :on, 'PORTAL', :at FROM change_submission s
    RETURNING id
""")
_CONTACT = text("""
    INSERT INTO contact_submission
        (landlord_id, submission_id, customer_id, channel, value, value_key, confirmed_at)
    VALUES (:landlord, :submission, :customer, :channel, :value, :key, :confirmed)
""")
_ACCOUNT = text("""
    INSERT INTO bank_submission
        (landlord_id, submission_id, customer_id, holder_name, iban, iban_masked, debit_day, signed_on)
    VALUES (:landlord, :submission, :customer, :holder, :iban, :masked, :debit_day, :signed)
""")


@dataclass(frozen=True)
class _Told:
    """What one tenant asks, with which papers."""

    kind: str
    event: str
    papers: tuple[DocumentKind, ...] = ()
    since: int | None = None
    """Days since it is true."""
    contact: dict[str, Any] = field(default_factory=dict)
    account: dict[str, Any] = field(default_factory=dict)


_TOLD = (
    _Told("PROFESSIONAL", ProfessionalSituation.JOB_SEEKER, (_D.JOB_SEEKER_NOTICE,), 12),
    _Told("PROFESSIONAL", ProfessionalSituation.RETIRED, (_D.TAX_NOTICE,), 40),
    _Told(
        "CONTACT",
        ContactEvent.NEW_EMAIL,
        contact={"channel": "EMAIL", "value": "nouvelle.adresse@courriel.example", "confirmed": True},
    ),
    _Told("CONTACT", ContactEvent.BILLING_ADDRESS, contact={"value": "BP 41, 86000 Poitiers"}),
    _Told(
        "BANK", BankEvent.NEW_ACCOUNT, (_D.BANK_DETAILS, _D.MANDATE), account={"iban": _OWN, "debit_day": 5}
    ),
    _Told(
        "BANK", BankEvent.NEW_ACCOUNT, (_D.BANK_DETAILS,), account={"iban": _THIRD, "holder": "SCI des Lilas"}
    ),
    _Told("BANK", BankEvent.SUSPEND_DEBIT),
)


def tell_changes(connection: Connection, day: date, now: datetime, after: int) -> None:
    """Add the changes that wait, to tenants drawn after the customer ``after``, the last of the stories."""
    homes = list(connection.execute(_HOMES, {"after": after}).mappings())
    # A small training set has fewer homes.
    for rank, (told, home) in enumerate(zip(_TOLD, homes, strict=False)):
        _submit(connection, told, dict(home), day, now - timedelta(hours=2 * (rank + 1)))
    connection.execute(NEXT_KEYS)


def _submit(connection: Connection, told: _Told, home: dict[str, Any], day: date, at: datetime) -> None:
    given = home | {"kind": told.kind, "at": at}
    holder = told.account.get("holder") or home["name"]
    asked: dict[str, Any] = {}
    if told.account:
        asked = {"iban_masked": masked(told.account["iban"]), "holder_name": holder}
    elif "channel" in told.contact:
        asked = {"channel": told.contact["channel"], "masked": "n•••@courriel.example"}
    given |= {
        "item": connection.execute(_ITEM, given).scalar_one(),
        "event": told.event,
        "asked": json.dumps(asked, ensure_ascii=False),
        "on": day - timedelta(days=told.since) if told.since is not None else None,
    }
    given["submission"] = connection.execute(_ASKED, given).scalar_one()
    if told.contact:
        value, channel = told.contact["value"], told.contact.get("channel")
        key, confirmed = value if channel else None, at if told.contact.get("confirmed") else None
        given |= {"channel": channel, "value": value, "key": key, "confirmed": confirmed}
        connection.execute(_CONTACT, given)
    if told.account:
        iban, debit_day = told.account["iban"], told.account.get("debit_day")
        signed = day - timedelta(days=3) if debit_day else None
        given |= {
            "holder": holder,
            "iban": iban,
            "masked": masked(iban),
            "debit_day": debit_day,
            "signed": signed,
        }
        connection.execute(_ACCOUNT, given)
    for kind in told.papers:
        page = {"name": f"{kind.value.lower()}.pdf", "content": specimen(kind.label)}
        connection.execute(PAPER, {**given, **page, "kind": kind.value})
