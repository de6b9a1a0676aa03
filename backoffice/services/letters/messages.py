"""What a tenant is told of a decision or asked: the words in force, filled with him, or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backoffice.rules.letters.definition import Draft
from backoffice.rules.letters.filling import Piece, fill, filled_pieces
from backoffice.rules.letters.forbidden import refuse_words
from backoffice.rules.letters.segments import plain_sms
from backoffice.rules.letters.texts import text_of
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.letters.facts import TenantFacts, tenant_facts
from backoffice.services.letters.reasons import reason_in_force
from backoffice.services.letters.words import message_in_force


@dataclass(frozen=True)
class TenantWords:
    """A message whole, ready for the outbox: an e-mail, and the same as an SMS."""

    template: str
    subject: str
    body: str
    short: str


def decision_words(
    session: Session,
    customer_id: int,
    template: str,
    reason: str | None,
    kind: WorkKind,
    values: Mapping[str, str],
    *,
    lease_id: int | None = None,
) -> TenantWords:
    """What the tenant is told of a decision; ``reason`` is a code, told in the landlord's words as {motif}.

    ``values`` are those that the decision alone knows (``TEXTS[code].given``). Raises ``Refused``:
    ``UNFILLED_VARIABLE``, ``UNKNOWN_REASON``, ``FORBIDDEN_WORD``, ``NOBODY_TO_WRITE_TO``; ``NotFound``.
    """
    facts = tenant_facts(session, customer_id, lease_id=lease_id)
    known = {**facts.values, **values}
    if reason is not None:
        known["motif"] = reason_words(session, facts.landlord_id, kind, reason, known)
    return words_for(session, facts, template, known)


def message_words(
    session: Session,
    customer_id: int,
    template: str,
    values: Mapping[str, str],
    *,
    lease_id: int | None = None,
) -> TenantWords:
    """The words of a message that tells no decision: a request, a reminder. Raises as ``decision_words``."""
    facts = tenant_facts(session, customer_id, lease_id=lease_id)
    return words_for(session, facts, template, {**facts.values, **values})


def words_for(session: Session, facts: TenantFacts, template: str, values: Mapping[str, str]) -> TenantWords:
    """The same when the tenant's facts are read already, as in a campaign."""
    mail, sms = message_in_force(session, facts.landlord_id, template)
    subject, body = filled(template, mail, values)
    _, short = filled(template, sms, values)
    return TenantWords(template, subject, body, plain_sms(short))


def filled(template: str, draft: Draft, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body of ``draft``, filled, then judged once more: a value may bring a refused word."""
    subject, body = filled_pieces(draft.subject, values), filled_pieces(draft.body, values)
    refuse_words(text_of(template).code, (*subject, Piece("\n"), *body))
    return "".join(one.text for one in subject), "".join(one.text for one in body)


def reason_words(
    session: Session, landlord_id: int, kind: WorkKind, reason: str, values: Mapping[str, str]
) -> str:
    """What the tenant reads of a reason, filled. Raises ``Refused`` (``UNKNOWN_REASON``)."""
    return fill(reason_in_force(session, landlord_id, kind, reason).tenant_text, values)
