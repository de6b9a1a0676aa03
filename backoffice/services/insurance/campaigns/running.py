"""Prepare a campaign, then write to each tenant in a transaction of his own: stopped, it goes on (R2.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Row, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.validation.campaign import InsuranceCampaign, InsuranceCampaignLine
from backoffice.models.validation.texts import Letter
from backoffice.reports.letters.drawing import letters_pdf
from backoffice.rules.dates import french_day, paris_day
from backoffice.rules.insurance.calendar import calendar_of
from backoffice.rules.letters.codes import TextCode
from backoffice.rules.letters.sheet import LetterSheet, from_json
from backoffice.rules.vocabulary.validation.insurance import CampaignLineState, CertificateRequest
from backoffice.services.audit.sealing import Begin
from backoffice.services.clock import server_instant
from backoffice.services.commands import already_done, mark_done
from backoffice.services.insurance.campaigns.choosing import Choice, still_wants, uninsured
from backoffice.services.insurance.campaigns.table import CampaignView, campaign_of, why
from backoffice.services.insurance.facts import read_facts
from backoffice.services.landlords import landlord_parameters
from backoffice.services.letters.issuing import issue_letter
from backoffice.services.letters.messages import message_words
from backoffice.services.letters.sheets import draft_letter
from backoffice.services.mine import my_customer
from backoffice.services.trace import announce, record

CODES: Mapping[CertificateRequest, TextCode] = {
    CertificateRequest.REQUEST: TextCode.INSURANCE_CAMPAIGN,
    CertificateRequest.REMINDER: TextCode.INSURANCE_REMINDER,
}
_PREPARE = text("""
    SELECT prepare_insurance_campaign(:landlord, :label, :kind, :answer_by, :chosen, :lines, :command)
""").bindparams(bindparam("chosen", type_=JSONB), bindparam("lines", type_=JSONB))
_NEXT = text("SELECT line_id, customer_id, lease_ids, command_id FROM next_campaign_line(:campaign)")
_SETTLE = text("SELECT settle_campaign_line(:line, :state, :reason, :letter, :subject, :body, :short)")
_RETRY = text("SELECT retry_campaign_line(:line, :version)")
_LEASES = text("""
    SELECT id, number FROM lease WHERE id = ANY (:leases) AND insurance_required AND valid_from <= :today
      AND (valid_to IS NULL OR valid_to > :today) ORDER BY number_key
""")


@dataclass(frozen=True)
class CampaignOrder:
    """A campaign to be prepared, once per command."""

    label: str
    answer_by: date
    choice: Choice
    command_id: str

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same."""
        return {
            "label": self.label,
            "answer_by": self.answer_by.isoformat(),
            "landlord": self.choice.landlord_id,
            "kind": self.choice.kind.value,
        } | self.choice.as_json()


@dataclass(frozen=True)
class LineDone:
    """A tenant just settled, and a sentence when he was not written to."""

    line_id: int
    state: CampaignLineState
    told: str | None
    sentence: str = ""


def prepare_campaign(session: Session, order: CampaignOrder) -> CampaignView:
    """Choose the tenants and keep them, each with a command of his own; nothing is written to them yet.

    Raises ``Refused``: ``NOBODY``, ``CAMPAIGN``, ``ROLE``.
    """
    done = already_done(session, order.command_id, "INSURANCE_CAMPAIGN_PREPARED", order.arguments())
    if done is not None:
        return campaign_of(session, done["campaign"])
    found = uninsured(session, order.choice)
    lines = [
        {
            "customer": one.customer_id,
            "leases": [contract.lease_id for contract in one.contracts],
            "command": str(uuid5(UUID(order.command_id), str(one.customer_id))),
        }
        for one in found
    ]
    made: int = session.execute(
        _PREPARE,
        {
            "landlord": order.choice.landlord_id,
            "label": order.label,
            "kind": order.choice.kind.value,
            "answer_by": order.answer_by,
            "chosen": order.choice.as_json(),
            "lines": lines,
            "command": order.command_id,
        },
    ).scalar_one()
    _trace(session, "INSURANCE_CAMPAIGN_PREPARED", order.choice.landlord_id, made, {"tenants": len(lines)})
    mark_done(session, order.command_id, "INSURANCE_CAMPAIGN_PREPARED", order.arguments(), {"campaign": made})
    session.flush()
    return campaign_of(session, made)


def run_campaign(begin: Begin, campaign_id: int, most: int | None = None) -> Iterator[LineDone]:
    """Write to the tenants left, at most ``most``, each in a transaction of his own that is over when he is
    yielded; killed and run again, or run by two desks at once, nobody is written to twice.

    A tenant whom a rule refuses is a failure of the table and stops nobody. Raises ``Refused`` (``ROLE``),
    ``NotFound``, ``Unavailable``.
    """
    with begin() as session:
        campaign_of(session, campaign_id)
    count = 0
    while most is None or count < most:
        with begin() as session:
            done = run_next(session, campaign_id)
        if done is None:
            return
        yield done
        count += 1


def retry_failed(session: Session, line_id: int, version: int) -> int:
    """Put a failed tenant back to be done; his new version. Raises ``Conflict``, ``Refused``."""
    return int(session.execute(_RETRY, {"line": line_id, "version": version}).scalar_one())


def campaign_letters(session: Session, campaign_id: int) -> tuple[LetterSheet, ...]:
    """The letters of a campaign as they were issued, to be drawn; traced as printed.

    Raises ``NotFound``, ``Refused`` (``NO_LETTER``).
    """
    campaign = campaign_of(session, campaign_id)
    sheets = session.scalars(
        select(Letter.sheet)
        .join(InsuranceCampaignLine, InsuranceCampaignLine.letter_id == Letter.id)
        .where(
            InsuranceCampaignLine.campaign_id == campaign_id,
            InsuranceCampaignLine.state == CampaignLineState.DONE,
        )
        .order_by(InsuranceCampaignLine.id)
    ).all()
    if not sheets:
        raise Refused("Cette campagne n’a encore aucune lettre : lancez-la d’abord.", code="NO_LETTER")
    detail = {"letters": len(sheets)}
    _trace(session, "INSURANCE_CAMPAIGN_PRINTED", campaign.landlord_id, campaign_id, detail)
    session.flush()
    return tuple(from_json(sheet) for sheet in sheets)


def drawn(sheets: tuple[LetterSheet, ...]) -> bytes:
    """One PDF of letters, each on a sheet of its own; needs no session."""
    return letters_pdf(sheets, odd_pages=True)


def run_next(session: Session, campaign_id: int) -> LineDone | None:
    """Write to the next tenant in the caller's transaction; ``None`` when nobody is left.

    A refusal undoes what was half done of him, and is kept. Raises ``Refused`` (``ROLE``).
    """
    line = session.execute(_NEXT, {"campaign": campaign_id}).one_or_none()
    if line is None:
        return None
    try:
        with session.begin_nested():
            return _carried(session, campaign_id, line)
    except Refused as error:
        code, sentence = error.code or "REFUSED", error.sentence
    except DBAPIError as error:
        code, sentence = _refused(error)
    _settle(session, line.line_id, CampaignLineState.FAILED, code)
    return LineDone(line.line_id, CampaignLineState.FAILED, None, sentence)


def _refused(error: DBAPIError) -> tuple[str, str]:
    """The code and the sentence of a refusal of the database; anything else goes on its way."""
    told = getattr(error.orig, "diag", None)
    if told is None or told.sqlstate not in ("GU001", "GU002"):
        raise error
    return told.message_primary or "REFUSED", told.message_detail or ""


def _carried(session: Session, campaign_id: int, line: Row[Any]) -> LineDone:
    announce(session, command_id=str(line.command_id))
    campaign = session.get_one(InsuranceCampaign, campaign_id)
    kind, today = CertificateRequest(campaign.kind), paris_day(server_instant(session))
    my_customer(session, line.customer_id, lock=True)
    leases = session.execute(_LEASES, {"leases": line.lease_ids, "today": today}).all()
    calendar = calendar_of(landlord_parameters(session, campaign.landlord_id, today))
    facts = read_facts(session, dict.fromkeys((row.id for row in leases), True))
    settled = {row.id: still_wants(facts[row.id], kind, today, calendar) for row in leases}
    wanting = [row for row in leases if settled[row.id] is None]
    if not wanting:
        reason = next((code for code in settled.values() if code), "NO_LEASE")
        _settle(session, line.line_id, CampaignLineState.SKIPPED, reason)
        return LineDone(line.line_id, CampaignLineState.SKIPPED, None, why(reason))
    asked = [one.on for row in wanting for one in facts[row.id].asked]
    values = _values([row.number for row in wanting], campaign.answer_by, max(asked, default=today))
    told = _written(session, line, wanting[0].id, CODES[kind], values)
    return LineDone(line.line_id, CampaignLineState.DONE, told)


def _values(numbers: list[str], answer_by: date, asked_on: date) -> dict[str, str]:
    contracts = f"les contrats {', '.join(numbers)}" if len(numbers) > 1 else f"le contrat {numbers[0]}"
    return {
        "contrats": contracts,
        "date_limite": french_day(answer_by),
        "date_demande": french_day(asked_on),
    }


def _written(
    session: Session, line: Row[Any], lease_id: int, code: TextCode, values: Mapping[str, str]
) -> str | None:
    sheet = draft_letter(session, line.customer_id, code.value, values, lease_id=lease_id)
    person = my_customer(session, line.customer_id).main_person_id
    command = str(line.command_id)
    letter = issue_letter(session, sheet, line.customer_id, person, command, lease_id=lease_id)
    words = message_words(session, line.customer_id, code.value, values, lease_id=lease_id)
    told = {"subject": words.subject, "body": words.body, "short": words.short}
    return _settle(session, line.line_id, CampaignLineState.DONE, None, told | {"letter": letter.letter_id})


def _settle(
    session: Session,
    line_id: int,
    state: CampaignLineState,
    reason: str | None,
    told: Mapping[str, Any] | None = None,
) -> str | None:
    asked = {"letter": None, "subject": None, "body": None, "short": None} | dict(told or {})
    asked |= {"line": line_id, "state": state.value, "reason": reason}
    way: str | None = session.execute(_SETTLE, asked).scalar_one()
    return way


def _trace(session: Session, act: str, landlord_id: int, campaign_id: int, detail: dict[str, Any]) -> None:
    record(
        session,
        act=act,
        subject=f"insurance_campaign:{campaign_id}",
        landlord_id=landlord_id,
        staff_id=session.execute(select(func.my_staff_id())).scalar_one(),
        detail=detail,
    )
