"""A certificate that waits for a decision, and the file that it is compared with (R2.6, R2.8)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.rules.dates import holds_on, paris_day
from backoffice.rules.insurance.calendar import InsuranceCalendar, calendar_of
from backoffice.rules.insurance.checklist import GivenCheck
from backoffice.rules.insurance.facts import InsuranceFacts
from backoffice.rules.insurance.state import insurance_state
from backoffice.rules.names import letter_name
from backoffice.rules.papers.proposals import Declared, HolderName, OnFile
from backoffice.rules.premises import contract_words
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.service import SubmissionState, rejection_words
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.rules.vocabulary.validation.insurance import CheckNote
from backoffice.rules.vocabulary.validation.papers import (
    CheckCode,
    CheckVerdict,
    DocumentKind,
    DocumentMedia,
    DocumentState,
)
from backoffice.rules.vocabulary.work import WorkStatus
from backoffice.services.insurance.facts import read_facts
from backoffice.services.insurance.results import (
    ContractOnFile,
    EarlierPaper,
    InsuranceItem,
    ItemPaper,
    RunningPolicy,
)
from backoffice.services.landlords import landlord_parameters

_ITEM = text("""
    SELECT w.id, w.version, w.status, w.landlord_id, w.customer_id, w.lease_id, now() AS now,
           my_role() AS role, s.id AS submission_id, s.channel, s.submitted_at, s.declared_from,
           s.declared_to, s.declared_exact, s.insurer, s.state, s.covered_until, s.rejection, c.client_ref,
           (SELECT r.label FROM refusal_reason r WHERE r.landlord_id = s.landlord_id
                AND r.kind = 'INSURANCE' AND r.code = s.rejection ORDER BY r.id DESC LIMIT 1) AS own,
           p.civility, p.birth_name, p.usage_name, p.first_names, p.confidential_address,
           (SELECT json_agg(d ORDER BY d.id) FROM (
                SELECT id, kind, given_name, size_bytes, media_type, pages, state, refusal, received_at
                FROM document WHERE work_item_id = w.id) d) AS papers,
           (SELECT json_agg(e ORDER BY e.submitted_at DESC) FROM (
                SELECT s.id, s.submitted_at, s.state, s.covered_until, s.rejection,
                       (SELECT r.label FROM refusal_reason r WHERE r.landlord_id = s.landlord_id
                            AND r.kind = 'INSURANCE' AND r.code = s.rejection
                        ORDER BY r.id DESC LIMIT 1) AS own
                FROM insurance_submission s
                WHERE s.lease_id = w.lease_id AND s.work_item_id IS DISTINCT FROM w.id) e) AS earlier,
           (SELECT json_agg(k ORDER BY k.code) FROM (
                SELECT code, proposed, given, note FROM insurance_check
                WHERE decision_id = (SELECT max(id) FROM insurance_decision WHERE work_item_id = w.id)) k
           ) AS checks,
           (SELECT row_to_json(y) FROM (
                SELECT id, version, insurer, policy_number, starts_on, ends_on, total
                FROM on_behalf_policy
                WHERE lease_id = w.lease_id AND ends_on > (now() AT TIME ZONE 'Europe/Paris')::date
                ORDER BY ends_on DESC LIMIT 1) y) AS policy
    FROM work_item w
    JOIN insurance_submission s ON s.work_item_id = w.id
    JOIN customer c ON c.id = w.customer_id
    JOIN person p ON p.id = c.main_person_id
    WHERE w.id = :item AND w.kind = 'INSURANCE'
""")
_CONTRACTS = text("""
    SELECT l.id, l.number, l.number_key, l.valid_from, l.valid_to, l.insurance_required, q.kind, q.rooms,
           q.staircase, q.floor, q.door, b.street, b.postal_code, b.town, b.code AS building,
           (SELECT json_agg(h) FROM (
                SELECT p.birth_name, p.usage_name, p.first_names, t.valid_from, t.valid_to
                FROM lease_holder t JOIN person p ON p.id = t.person_id
                WHERE t.lease_id = l.id ORDER BY t.id) h) AS holders
    FROM lease l
    JOIN premises q ON q.id = l.premises_id
    JOIN building b ON b.id = q.building_id
    WHERE l.customer_id = :customer
    ORDER BY q.kind <> 'DWELLING', l.number_key
""")


def insurance_item(session: Session, item_id: int) -> InsuranceItem:
    """The certificate of an item, with the file.

    Raises ``NotFound`` for an item that is no certificate or that row security does not show.
    """
    head = session.execute(_ITEM, {"item": item_id}).one_or_none()
    if head is None:
        raise NotFound("Cette attestation n’existe plus ou n’est pas de vos agences : relancez la file.")
    today = paris_day(head.now)
    profile = landlord_parameters(session, head.landlord_id, today)
    leases = session.execute(_CONTRACTS, {"customer": head.customer_id}).all()
    facts = read_facts(session, {row.id: row.insurance_required for row in leases})
    withheld = head.confidential_address and head.role != StaffRole.MANAGER
    reader = _Reader(today, profile, leases, facts, withheld=withheld)
    return _item(head, reader)


class _Reader:
    """Makes the contracts that the paper is compared with."""

    def __init__(
        self,
        today: date,
        profile: LandlordProfile,
        leases: Sequence[Row[Any]],
        facts: Mapping[int, InsuranceFacts],
        *,
        withheld: bool,
    ) -> None:
        self.today = today
        self.profile = profile
        self.withheld = withheld
        self._leases = leases
        self._facts = facts
        self._calendar: InsuranceCalendar = calendar_of(profile)

    def contract(self, lease_id: int) -> ContractOnFile:
        """That of the item, current or not."""
        return next(self._made(row) for row in self._leases if row.id == lease_id)

    def others(self, lease_id: int) -> tuple[ContractOnFile, ...]:
        """The other current ones."""
        return tuple(self._made(row) for row in self._current() if row.id != lease_id)

    def _current(self) -> list[Row[Any]]:
        return [row for row in self._leases if holds_on(row.valid_from, row.valid_to, self.today)]

    def _made(self, row: Row[Any]) -> ContractOnFile:
        facts, kind = self._facts[row.id], PremisesKind(row.kind)
        waiting = sum(1 for one in facts.sent if one.state is SubmissionState.SUBMITTED)
        return ContractOnFile(
            lease_id=row.id,
            words=contract_words(kind, row.number),
            required=row.insurance_required,
            on_file=self._on_file(row, kind, facts),
            standing=insurance_state(facts, self.today, self._calendar),
            waiting=waiting,
        )

    def _on_file(self, row: Row[Any], kind: PremisesKind, facts: InsuranceFacts) -> OnFile:
        annexes = (one for one in self._current() if one.kind != PremisesKind.DWELLING and one.id != row.id)
        dwelling = kind is PremisesKind.DWELLING
        return OnFile(
            holders=_holders(row.holders, self.today),
            street="" if self.withheld else row.street,
            postcode="" if self.withheld else row.postal_code,
            town="" if self.withheld else row.town,
            building="" if self.withheld else row.building,
            door="" if self.withheld else row.door or "",
            is_dwelling=dwelling,
            rooms=row.rooms,
            covered_until=facts.covered_until(self.today),
            annexes=tuple(PremisesKind(one.kind).label for one in annexes) if dwelling else (),
        )


def _item(head: Row[Any], reader: _Reader) -> InsuranceItem:
    tenant = letter_name(head.civility, head.birth_name, head.usage_name, head.first_names)
    return InsuranceItem(
        item_id=head.id,
        version=head.version,
        status=WorkStatus(head.status),
        submission_id=head.submission_id,
        landlord_id=head.landlord_id,
        customer_id=head.customer_id,
        client_ref=head.client_ref,
        tenant=tenant,
        channel=RequestChannel(head.channel).label,
        submitted_at=head.submitted_at,
        declared=Declared(head.declared_from, head.declared_to, head.insurer),
        declared_exact=head.declared_exact,
        state=SubmissionState(head.state),
        covered_until=head.covered_until,
        rejection=rejection_words(head.rejection, head.own),
        contract=reader.contract(head.lease_id),
        others=reader.others(head.lease_id),
        papers=tuple(_paper(one) for one in head.papers or ()),
        earlier=tuple(_earlier(one) for one in head.earlier or ()),
        checks=tuple(_check(one) for one in head.checks or ()),
        policy=_policy(head.policy),
        warning_months=reader.profile.insurance_period_warning_months,
        max_bytes=reader.profile.insurance_max_bytes,
        today=reader.today,
        address_withheld=reader.withheld,
    )


def _holders(rows: Sequence[Mapping[str, Any]] | None, today: date) -> tuple[HolderName, ...]:
    return tuple(
        HolderName(one["birth_name"], one["usage_name"], one["first_names"])
        for one in rows or ()
        if holds_on(_day(one["valid_from"]), _day(one["valid_to"]) if one["valid_to"] else None, today)
    )


def _day(written: str) -> date:
    return date.fromisoformat(written)


def _paper(one: Mapping[str, Any]) -> ItemPaper:
    return ItemPaper(
        document_id=one["id"],
        kind=DocumentKind(one["kind"]),
        given_name=one["given_name"],
        size_bytes=one["size_bytes"],
        media=DocumentMedia(one["media_type"]) if one["media_type"] else None,
        pages=one["pages"],
        state=DocumentState(one["state"]),
        refusal=one["refusal"],
        received_at=datetime.fromisoformat(one["received_at"]),
    )


def _earlier(one: Mapping[str, Any]) -> EarlierPaper:
    return EarlierPaper(
        submission_id=one["id"],
        sent_on=paris_day(datetime.fromisoformat(one["submitted_at"])),
        state=SubmissionState(one["state"]),
        covered_until=_day(one["covered_until"]) if one["covered_until"] else None,
        rejection=rejection_words(one["rejection"], one["own"]),
    )


def _check(one: Mapping[str, Any]) -> GivenCheck:
    return GivenCheck(
        CheckCode(one["code"]),
        CheckVerdict(one["given"]),
        CheckVerdict(one["proposed"]) if one["proposed"] else None,
        CheckNote(one["note"]) if one["note"] else None,
    )


def _policy(one: Mapping[str, Any] | None) -> RunningPolicy | None:
    if one is None:
        return None
    return RunningPolicy(
        policy_id=one["id"],
        version=one["version"],
        insurer=one["insurer"],
        policy_number=one["policy_number"],
        starts_on=_day(one["starts_on"]),
        ends_on=_day(one["ends_on"]),
        total=Decimal(str(one["total"])),
    )
