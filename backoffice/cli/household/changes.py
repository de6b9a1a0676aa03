"""``household …``: events, consequences, decisions."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.errors import Misconfigured
from backoffice.rules.dates import french_day, french_instant
from backoffice.rules.household.events import RULES
from backoffice.rules.household.forms import completed, read_form, unread
from backoffice.rules.household.papers import always_asked
from backoffice.rules.vocabulary.work import WorkDecision
from backoffice.services.duplicates.merging import person_of_number
from backoffice.services.household.deciding import decide_household, undo_household, version_of
from backoffice.services.household.foreseeing import Answer, alike, foresee
from backoffice.services.household.history import changes_of
from backoffice.services.household.results import Foreseen
from backoffice.services.household.submissions import receive_submission, submission_of, submissions_of
from backoffice.services.items.orders import KindOrder, KindResult
from backoffice.services.tenant.lookup import customer_of_number
from backoffice.services.work.claims import claim_item
from backoffice.settings import Settings


def events(parsed: Namespace) -> None:
    """Print every event with its papers."""
    rows = [
        (one.event.value, one.event.label, one.rule, " ; ".join(always_asked(one.event)))
        for one in RULES.values()
    ]
    if parsed.json:
        print_json(
            {"events": [dict(zip(("event", "label", "rule", "papers"), row, strict=True)) for row in rows]}
        )
        return
    print_columns(rows)


def show(parsed: Namespace) -> None:
    """Print what was asked and what was decided for a tenant."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        asked = submissions_of(session, customer_id)
        decided = changes_of(session, customer_id)
    if parsed.json:
        print_json({"submissions": asked, "changes": decided})
        return
    rows = [(str(one.item_id), one.event, french_instant(one.submitted_at), one.state.label) for one in asked]
    tell("Demandes")
    print_columns(rows or [("aucune",)])
    tell("Changements enregistrés")
    print_columns(
        [
            (
                one.event.label,
                f"effet le {french_day(one.effective_on)}",
                f"enregistré le {french_instant(one.entered_at)}",
                one.who,
                "annulé" if one.undone_at else "",
            )
            for one in decided
        ]
        or [("aucun",)]
    )


def submit(parsed: Namespace) -> None:
    """Enter a change that came by letter or at the counter. Raises ``Refused``."""
    form = read_form(_object(parsed.form), parsed.on)
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        item = receive_submission(session, customer_id, None, parsed.event, form, parsed.channel)
    if parsed.json:
        print_json({"item": item})
        return
    tell(f"Demande n° {item} reçue : {parsed.event.label}.")


def preview(parsed: Namespace) -> None:
    """Print what accepting would do."""
    with desk(options_of(parsed)) as (session, settings):
        found = foresee(session, parsed.item, _answer(session, settings, parsed))
        likely = alike(session, found)
    if parsed.json:
        print_json(_told(found) | {"alike": likely})
        return
    for line in _lines(found):
        tell(line)
    for one in likely:
        tell(f"Déjà au fichier ? {one.person.name}, tiers {one.person.party_number} (--unlike, ou person_id)")


def _lines(found: Foreseen) -> Iterator[str]:
    """Everything that a decision would do and leave, and what stands against it."""
    outcome = found.outcome
    yield found.submission.event.label
    for person in found.state.people:
        yield f"Personne n° {person.id} : {person.name}"
    for line in outcome.changes:
        if line.changes:
            yield f"{line.what} : {_flat(line.before)} → {_flat(line.after)}"
    yield from (f"- {sentence}" for sentence in (*outcome.sentences, *outcome.questions))
    for paper in outcome.papers:
        state = "reçue" if paper.received else "illisible" if paper.illegible else "manque"
        needed = "" if paper.required else ", au besoin"
        why = f", {paper.why}" if paper.why else ""
        yield f"Pièce [{', '.join(paper.one_of)}] {paper.label}{why}{needed} : {state}"
    for task in outcome.follow_ups:
        yield f"À faire avant le {french_day(task.due_on)} : {task.kind.label}"
    yield from (f"Refus [{one.code.value}] {one.sentence}" for one in outcome.refusals)
    yield from (f"À compléter : {sentence}" for sentence in outcome.incomplete)
    if outcome.needs_manager:
        yield "Un responsable décide."
    if outcome.may_be_accepted:
        yield "Message au locataire :" if found.message else "Aucun message ne part."
        yield from (found.message or found.message_refusal or "").splitlines()


def decide(parsed: Namespace) -> None:
    """Claim and decide a submission. Raises ``Refused``, ``Conflict``."""
    decision, reason = WorkDecision.ACCEPTED, None
    if parsed.reject:
        decision, reason = WorkDecision.REJECTED, parsed.reject
    elif parsed.ask:
        decision = WorkDecision.ASKED
    with desk(options_of(parsed)) as (session, settings):
        details = _answer(session, settings, parsed).details()
        version = claim_item(session, parsed.item).version
        command = parsed.command or str(uuid4())
        order = KindOrder(parsed.item, version, decision, command, reason, details)
        done = decide_household(session, order)
    _say(done, parsed)


def undo(parsed: Namespace) -> None:
    """Take back one's last decision. Raises ``Refused``, ``Conflict``."""
    with desk(options_of(parsed)) as (session, _):
        version = version_of(session, parsed.item)
        done = undo_household(session, parsed.item, version, parsed.command or str(uuid4()))
    _say(done, parsed)


def _say(done: KindResult, parsed: Namespace) -> None:
    if parsed.json:
        print_json({"decision": done})
        return
    tell(done.sentence)
    if done.undone_until:
        tell(f"Annulable jusqu’au {french_instant(done.undone_until)}.")


def _told(found: Foreseen) -> dict[str, Any]:
    outcome = found.outcome
    return {
        "event": outcome.event.value,
        "effective_on": outcome.effective_on,
        "changes": [one for one in outcome.changes if one.changes],
        "people": {one.id: one.name for one in found.state.people},
        "sentences": outcome.sentences,
        "questions": outcome.questions,
        "refusals": outcome.refusals,
        "incomplete": outcome.incomplete,
        "papers": outcome.papers,
        "follow_ups": outcome.follow_ups,
        "needs_manager": outcome.needs_manager,
        "message": found.message,
    }


def _answer(session: Session, settings: Settings, parsed: Namespace) -> Answer:
    """The tenant's form as the options complete it; without any, his own."""
    told = _object(parsed.form) if parsed.form else {}
    form = None
    if told or parsed.on:
        form = completed(submission_of(session, parsed.item).form, told, parsed.on)
    landlord = landlord_of(session, settings)
    unlike = frozenset(person_of_number(session, number, landlord) for number in parsed.unlike)
    return Answer(form, frozenset(parsed.seen), frozenset(parsed.illegible), unlike)


def _object(given: str) -> dict[str, Any]:
    told = sys.stdin.read() if given == "-" else given
    try:
        found = json.loads(told)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Misconfigured(
            "--form attend un objet JSON, par exemple "
            '{"newcomer": {"civility": "M", "birth_name": "Durand", "first_names": "Paul"}}.'
        )
    wrong = unread(found)
    if wrong:
        raise Misconfigured(f"--form : {', '.join(wrong)} ne se lit pas. Vérifiez le nom et la valeur.")
    return found


def _flat(text: str) -> str:
    return text.replace("\n", ", ")
