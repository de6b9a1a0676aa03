"""A text as a real tenant would read it; what only a decision knows is shown by its example."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backoffice.reports.letters.drawing import letter_pdf
from backoffice.rules.letters.definition import Draft
from backoffice.rules.letters.filling import fill, variables_of
from backoffice.rules.letters.refusing import EXAMPLES, refuse_reason_text, refuse_text
from backoffice.rules.letters.segments import plain_sms, segments
from backoffice.rules.letters.texts import text_of
from backoffice.rules.letters.variables import COMMON
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.rules.vocabulary.validation.tasks import TextChannel
from backoffice.services.access.opening import Opening, open_file
from backoffice.services.letters.facts import TenantFacts, tenant_facts
from backoffice.services.letters.messages import filled
from backoffice.services.letters.sheets import sheet_of
from backoffice.services.tenant.lookup import customer_to_open


@dataclass(frozen=True)
class TextPreview:
    """What the tenant would read."""

    tenant: str
    subject: str
    body: str
    parts: str
    """``1 SMS, 143 caractères…``; empty by another channel."""
    content: bytes | None
    """The letter as PDF, marked « APERÇU »; ``None`` by another channel."""
    by_example: tuple[str, ...]
    """Variables that the decision gives, shown by their example."""


def preview_text(
    session: Session,
    code: str,
    channel: TextChannel,
    draft: Draft,
    customer_id: int,
    values: Mapping[str, str] | None = None,
) -> TextPreview:
    """``draft``, kept or not, as the customer would read it; his file is opened, with its trace.

    Raises what ``refuse_text`` does, ``Hidden``, ``Denied`` (``RESERVED_FILE``), ``Refused``
    (``UNFILLED_VARIABLE``) when the file lacks something that the text names.
    """
    refuse_text(code, channel, draft.subject, draft.body)
    facts = _opened(session, customer_id)
    known = {**_examples(facts), **(values or {})}
    names = dict.fromkeys((*variables_of(draft.subject), *variables_of(draft.body)))
    by_example = tuple(name for name in names if name not in COMMON and name not in (values or {}))
    if channel is TextChannel.LETTER:
        sheet = sheet_of(facts, text_of(code), draft, known, preview=True)
        words = "\n\n".join(" : ".join(one.cells) for one in sheet.paragraphs)
        return TextPreview(facts.values["nom"], sheet.subject, words, "", letter_pdf(sheet), by_example)
    subject, body = filled(code, draft, known)
    parts = ""
    if channel is TextChannel.SMS:
        body = plain_sms(body)
        parts = segments(body).sentence
    return TextPreview(facts.values["nom"], subject, body, parts, None, by_example)


def preview_reason(session: Session, tenant_text: str, customer_id: int) -> str:
    """What the customer would read of a reason, kept or not; his file is opened, with its trace."""
    refuse_reason_text(tenant_text)
    facts = _opened(session, customer_id)
    return fill(tenant_text, facts.values)


def _opened(session: Session, customer_id: int) -> TenantFacts:
    open_file(session, customer_id, Opening(OpeningPurpose.CONTROL))
    return tenant_facts(session, customer_id, postal=True)


def _examples(facts: TenantFacts) -> dict[str, str]:
    """The file's own values, and for those that a decision gives the day and contract that it would have."""
    contract = facts.contract
    return {**EXAMPLES, "contrats": f"le contrat {contract}"} | {
        name: value for name, value in facts.values.items() if name in COMMON
    }


def preview_for(
    session: Session, number: str, landlord: str, code: str, channel: TextChannel, draft: Draft
) -> TextPreview:
    """``preview_text`` for the customer of a number typed. Raises as it does, and ``Hidden``."""
    customer_id = customer_to_open(session, number, landlord, OpeningPurpose.CONTROL)
    return preview_text(session, code, channel, draft, customer_id)


def preview_reason_for(session: Session, number: str, landlord: str, tenant_text: str) -> str:
    """``preview_reason`` for the customer of a number typed. Raises as it does."""
    customer_id = customer_to_open(session, number, landlord, OpeningPurpose.CONTROL)
    return preview_reason(session, tenant_text, customer_id)
