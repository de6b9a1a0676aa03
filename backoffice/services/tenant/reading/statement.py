# ruff: noqa: S608 -- what is set into the texts are constants of this program; values are parameters
"""The statement behind the first screen: one row, the rows of each table as JSON arrays.

Static text, so that a line to the server plans it once. Each array gives the columns in the order of its
named tuple in ``rows.py``. Nothing is decided here: sums, states and words are the rules'. The only
order that matters to them is that of the leases: the first one is the main one (R2.4).
"""

from backoffice.rules.insurance.asking import TEMPLATE
from backoffice.rules.parameters.desk_values import MOST_ANSWER_DAYS
from backoffice.rules.unlocking import ALERT_WINDOW
from backoffice.rules.vocabulary.people import HolderTitle
from backoffice.rules.vocabulary.portal import PortalEventKind
from backoffice.rules.vocabulary.service import MessageState
from backoffice.rules.vocabulary.stock import PremisesKind

MONTHS_LOOKED_AT = 6
"""Months of the main lease whose document is told; older ones need no detail of notice or receipt."""

_FAILED = ", ".join(f"'{kind}'" for kind in PortalEventKind if kind.endswith("_FAILED"))

_DETAILED = f"date_trunc('month', least(his.day, l.valid_to - 1)) - interval '{MONTHS_LOOKED_AT - 1} months'"

# ``held`` has the leases in the order of the screen: current ones first, dwellings before annexes, by number.
# What is read twice is here once: row security asks who is there each time that a table is named.
_WITH = f"""
WITH his AS MATERIALIZED (
    SELECT c.id, c.client_ref, c.landlord_id, c.main_person_id,
           coalesce(CAST(:day AS date), (now() AT TIME ZONE 'Europe/Paris')::date) AS day
    FROM customer c
    WHERE c.id = :customer AND c.landlord_id = ANY (CAST((SELECT my_landlords()) AS bigint[]))
), held AS MATERIALIZED (
    SELECT l.id, l.agency_id, l.premises_id, l.number, l.term_mode, l.due_day, l.insurance_required,
           l.valid_from, l.valid_to, p.building_id, p.kind, p.rooms, p.living_area, p.financing, p.staircase,
           p.floor, p.door, his.day,
           ({_DETAILED})::date AS detailed_from,
           row_number() OVER (
               ORDER BY (l.valid_from <= his.day AND (l.valid_to IS NULL OR his.day < l.valid_to)) DESC,
                        (p.kind = '{PremisesKind.DWELLING}') DESC, l.number COLLATE "C") AS place
    FROM his
    JOIN lease l ON l.customer_id = his.id
    JOIN premises p ON p.id = l.premises_id
), posted AS MATERIALIZED (
    SELECT p.id, p.lease_id, p.posted_on, p.label, p.kind, p.means, p.debit, p.credit, p.period_from,
           p.period_to, p.designated_period, p.rent_notice_id, p.rejects_id, p.cleared_on,
           held.place = 1 AND p.period_from >= held.detailed_from AS is_detailed
    FROM held JOIN posting p ON p.lease_id = held.id AND p.posted_on <= held.day
), accounts AS MATERIALIZED (
    SELECT a.id, a.version, a.login, a.state, a.failed_attempts, a.activation_expires_at, a.last_sign_in_at,
           a.closed_at
    FROM his JOIN portal_account a ON a.customer_id = his.id
)"""

_WHO = """
SELECT json_build_array(
    now(), his.day, his.id, his.client_ref, person.id, person.party_number, person.civility,
    person.birth_name, person.usage_name, person.first_names, person.confidential_address)
FROM his JOIN person ON person.id = his.main_person_id"""

_LANDLORD = """
SELECT json_build_array(
    landlord.id, landlord.code, landlord.name, landlord.legal_form, landlord.siren, landlord.street,
    landlord.postal_code, landlord.town, landlord.phone, landlord.email)
FROM his JOIN landlord ON landlord.id = his.landlord_id"""

_PARAMETERS = """
SELECT json_agg(json_build_array(one.key, one.value, one.stated, one.source, one.valid_from))
FROM (
    SELECT DISTINCT ON (k.key) k.key, k.value, k.stated, k.source, k.valid_from
    FROM his JOIN landlord_parameter k ON k.landlord_id = his.landlord_id AND k.valid_from <= his.day
    ORDER BY k.key, k.valid_from DESC
) one"""

_LEASES = """
SELECT json_agg(json_build_array(
    held.id, held.number, held.kind, held.rooms, held.living_area, held.financing, held.staircase,
    held.floor, held.door, b.street, b.postal_code, b.town, r.name, a.name, held.valid_from, held.valid_to,
    held.term_mode, held.due_day, held.insurance_required) ORDER BY held.place)
FROM held
JOIN building b ON b.id = held.building_id
JOIN residence r ON r.id = b.residence_id
JOIN agency a ON a.id = held.agency_id"""

_HOLDERS = f"""
SELECT json_agg(json_build_array(
    h.lease_id, p.civility, p.birth_name, p.usage_name, p.first_names)
    ORDER BY h.lease_id, h.title <> '{HolderTitle.MAIN_HOLDER}', h.id)
FROM held
JOIN lease_holder h ON h.lease_id = held.id
    AND h.valid_from <= held.day AND (h.valid_to IS NULL OR h.valid_to > held.day)
JOIN person p ON p.id = h.person_id"""

_POSTINGS = """
SELECT json_agg(json_build_array(
    p.id, p.lease_id, p.posted_on, p.label, p.kind, p.means, p.debit, p.credit, p.period_from, p.period_to,
    p.designated_period, p.rent_notice_id, p.rejects_id, p.cleared_on) ORDER BY p.posted_on, p.id)
FROM posted p"""

_NOTICES = """
SELECT json_agg(json_build_array(n.id, n.period_from, n.due_on) ORDER BY n.id)
FROM held JOIN rent_notice n ON n.lease_id = held.id
WHERE held.place = 1"""

# A month is what its postings called, whatever period their notice says.
_NOTICE_LINES = """
SELECT json_agg(json_build_array(l.rent_notice_id, l.kind, l.label, l.amount)
    ORDER BY l.rent_notice_id, l.position)
FROM (SELECT DISTINCT p.rent_notice_id AS id FROM posted p WHERE p.is_detailed) n
JOIN rent_notice_line l ON l.rent_notice_id = n.id"""

# The payments printed tell whether a receipt still rests on money; only months told are asked that.
_RECEIPTS = """
SELECT json_agg(json_build_array(
    r.id, r.lease_id, r.version, r.number, r.kind, r.state, r.period_from, r.called, r.housing_aid, r.paid,
    r.issued_on, r.issued_at,
    json_build_object('payments', coalesce(
        CASE WHEN r.period_from >= held.detailed_from THEN r.sheet -> 'payments' END, '[]')))
    ORDER BY r.issued_at DESC, r.id DESC)
FROM held JOIN receipt r ON r.lease_id = held.id"""

_RECEIPT_REQUESTS = """
SELECT json_agg(json_build_array(q.lease_id, q.version, q.period, q.state, q.requested_at)
    ORDER BY q.requested_at DESC)
FROM held JOIN receipt_request q ON q.lease_id = held.id"""

_INSURANCE = """
SELECT json_agg(json_build_array(s.lease_id, s.version, s.submitted_at, s.state, s.covered_until))
FROM held JOIN insurance_submission s ON s.lease_id = held.id"""

_ASKED = f"""
SELECT max(m.recorded_at) FROM his JOIN outbox_message m ON m.customer_id = his.id
WHERE m.recorded_at >= his.day - {MOST_ANSWER_DAYS + 1} AND m.template = '{TEMPLATE}'
    AND m.state IN ('{MessageState.WAITING}', '{MessageState.SENT}')"""

# What never left was not asked; a campaign posts a letter as well.
_DEFAULTS = f"""
SELECT json_agg(json_build_array(one.lease_id, one.what, one.first, one.second, one.third, one.words)
    ORDER BY one.at DESC)
FROM (
    SELECT r.lease_id, 'ASKED' AS what, (r.asked_at AT TIME ZONE 'Europe/Paris')::date AS first,
           NULL::date AS second, NULL::date AS third, r.kind AS words, r.asked_at AS at
    FROM held JOIN insurance_request r ON r.lease_id = held.id
    WHERE NOT EXISTS (
        SELECT FROM his JOIN outbox_message m ON m.customer_id = his.id
        WHERE m.command_id = r.command_id AND m.template = '{TEMPLATE}'
          AND m.state NOT IN ('{MessageState.WAITING}', '{MessageState.SENT}'))
    UNION ALL
    SELECT n.lease_id, 'NOTICE', n.sent_on, n.presented_on,
           (r.closed_at AT TIME ZONE 'Europe/Paris')::date, n.outcome, n.recorded_at
    FROM held JOIN formal_notice n ON n.lease_id = held.id JOIN insurance_route r ON r.id = n.route_id
    UNION ALL
    SELECT p.lease_id, 'POLICY', p.starts_on, p.ends_on, NULL, p.insurer, p.recorded_at
    FROM held JOIN on_behalf_policy p ON p.lease_id = held.id
    UNION ALL
    SELECT r.lease_id, 'HANDED', (r.recorded_at AT TIME ZONE 'Europe/Paris')::date,
           (r.closed_at AT TIME ZONE 'Europe/Paris')::date, NULL, NULL, r.recorded_at
    FROM held JOIN insurance_route r ON r.lease_id = held.id AND r.route = 'TERMINATION'
) one"""

_ACCOUNTS = """
SELECT json_agg(json_build_array(
    a.id, a.version, a.login, a.state, a.failed_attempts, a.activation_expires_at, a.last_sign_in_at,
    a.closed_at) ORDER BY a.closed_at DESC NULLS FIRST, a.id DESC)
FROM accounts a"""

_LOCKS = """
SELECT json_agg(json_build_array(
    k.account_id, k.version, k.cause, k.failures, k.locked_at, k.until, k.ended_at IS NULL))
FROM accounts a JOIN account_lock k ON k.account_id = a.id"""

_BLOCKS = """
SELECT json_agg(json_build_array(b.version, b.failures, b.released_at IS NULL))
FROM registration_block b WHERE b.customer_id = (SELECT id FROM his)"""

_EVENTS = f"""
SELECT json_build_array(
    count(*) FILTER (WHERE e.kind IN ({_FAILED}) AND e.occurred_at > now() - interval '1 day'),
    count(*) FILTER (WHERE e.kind = '{PortalEventKind.UNLOCKED}' AND e.staff_id IS NOT NULL
        AND coalesce(e.command_id NOT IN (
            SELECT t.command_id FROM portal_act t
            WHERE t.customer_id = (SELECT id FROM his) AND t.undone_at IS NOT NULL), true)))
FROM portal_event e
WHERE e.customer_id = (SELECT id FROM his) AND e.occurred_at > now() - interval '{ALERT_WINDOW.days} days'"""

_REQUESTS = """
SELECT json_agg(json_build_array(
    q.lease_id, q.version, q.opened_at, q.kind, q.summary, q.state, q.due_on)
    ORDER BY q.opened_at DESC, q.id DESC)
FROM service_request q WHERE q.customer_id = (SELECT id FROM his)"""

_HOUSEHOLD = """
SELECT json_agg(json_build_array(
    m.relation, m.valid_from, m.valid_to, p.civility, p.birth_name, p.usage_name, p.first_names,
    p.birth_date))
FROM held
JOIN household_member m ON m.lease_id = held.id
    AND m.valid_from <= held.day AND (m.valid_to IS NULL OR m.valid_to > held.day)
JOIN person p ON p.id = m.person_id"""

_CONTACTS = """
SELECT json_agg(json_build_array(
    k.version, k.channel, k.role, k.value, k.value_key, k.source, k.valid_from, k.valid_to,
    k.usable_for_security_from)
    ORDER BY coalesce(k.valid_to, date '9999-12-31') DESC, k.channel, k.id)
FROM his JOIN contact k ON k.person_id = his.main_person_id"""

# Its number alone: what a call shows is told by ``services/calls.py``, and few files have one under way.
_CALL = """
SELECT c.id FROM phone_call c
WHERE c.customer_id = (SELECT id FROM his) AND c.staff_id = :staff AND c.ended_at IS NULL
ORDER BY c.started_at DESC, c.id DESC LIMIT 1"""

PARTS = {
    "who": _WHO,
    "landlord": _LANDLORD,
    "leases": _LEASES,
    "holders": _HOLDERS,
    "postings": _POSTINGS,
    "notices": _NOTICES,
    "notice_lines": _NOTICE_LINES,
    "receipts": _RECEIPTS,
    "receipt_requests": _RECEIPT_REQUESTS,
    "insurance": _INSURANCE,
    "asked": _ASKED,
    "defaults": _DEFAULTS,
    "accounts": _ACCOUNTS,
    "locks": _LOCKS,
    "blocks": _BLOCKS,
    "events": _EVENTS,
    "requests": _REQUESTS,
    "household": _HOUSEHOLD,
    "contacts": _CONTACTS,
    "call": _CALL,
}
"""What is read, by name, each with the statement of its rows."""

STATEMENT = (
    f"{_WITH}\nSELECT json_build_object("
    + ",\n".join(f"'{name}', ({part})" for name, part in PARTS.items())
    + f")::text AS file, (SELECT ({_PARAMETERS})::text) AS parameters"
)
