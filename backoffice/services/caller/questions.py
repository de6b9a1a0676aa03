"""Control questions: the database draws and judges, this file reads what the tenant should answer (R4.23)."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.desk.proof import ControlDraw
from backoffice.rules.vocabulary.calls import CheckMethod, CheckOutcome, ControlQuestion
from backoffice.services.caller.checks import trace_check
from backoffice.services.calls import CallView, my_open_call
from backoffice.services.control_facts import control_answers


@dataclass(frozen=True)
class QuestionView:
    """A control question and the answer that the file holds; hidden until the caller has spoken."""

    question: ControlQuestion
    label: str
    expected: str


@dataclass(frozen=True)
class QuestionDraw:
    """Two questions drawn for a call, to be judged once."""

    id: int
    questions: tuple[QuestionView, ...]


def draw_questions(session: Session, call_id: int) -> QuestionDraw:
    """The two questions of this call: drawn now, or those already drawn and not yet judged.

    Raises ``Refused`` when the file has too few facts (``NOT_ENOUGH_FACTS``), or when two wrong answers bar
    the customer for the day; ``NotFound``, ``Conflict``.
    """
    call = my_open_call(session, call_id)
    assert call.customer_id is not None, "a call that is mine has a customer"
    drawn = func.draw_questions(call.id).table_valued(
        column("draw", BigInteger), column("questions", ARRAY(TEXT))
    )
    draw_id, codes = session.execute(select(drawn.c.draw, drawn.c.questions)).one()
    answers = control_answers(session, call.customer_id)
    asked = [ControlQuestion(code) for code in codes]
    return QuestionDraw(
        draw_id, tuple(QuestionView(one, one.label, answers.get(one, "Inconnu")) for one in asked)
    )


def answer_questions(session: Session, draw_id: int, right: tuple[bool, bool]) -> CallView:
    """Record the agent's verdict on each answer, once; two wrong ones in the day bar every channel (R4.23).

    Raises ``Refused`` when the draw was judged before (``DRAW_USED``), ``NotFound``, ``Conflict``.
    """
    draw = session.get(ControlDraw, draw_id)
    if draw is None:
        raise NotFound("Ces questions ne sont pas les vôtres : tirez-en d’autres.")
    call = my_open_call(session, draw.call_id)
    session.execute(select(func.answer_questions(draw.id, *right)))
    outcome = CheckOutcome.PASSED if all(right) else CheckOutcome.FAILED
    return trace_check(session, call, CheckMethod.TWO_ANSWERS, outcome)
