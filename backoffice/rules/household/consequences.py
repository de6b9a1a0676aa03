"""From an event as it is told to everything that a decision would do: read before anybody says yes."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from backoffice.rules.dates import french_day, last_day
from backoffice.rules.household.draft import Draft
from backoffice.rules.household.events import RULES, HouseholdEvent, HouseholdRejection
from backoffice.rules.household.forms import EventForm
from backoffice.rules.household.operations import AddHolding, EndHolding, EndLease, apply
from backoffice.rules.household.outcome import LineChange, Outcome, Spawned
from backoffice.rules.household.papers import PaperAsked, papers_asked
from backoffice.rules.household.state import HouseholdState
from backoffice.rules.household.steps import civil, couples, ending, leaving, occupants, parting
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind

_E, _R, _F = HouseholdEvent, HouseholdRejection, FollowUpKind
_STEPS: dict[HouseholdEvent, Callable[[Draft], None]] = {
    _E.MARRIAGE: couples.marriage,
    _E.PACS: couples.pacs,
    _E.NEW_PARTNER: couples.new_partner,
    _E.SEPARATION: parting.separation,
    _E.DIVORCE: parting.divorce,
    _E.PACS_ENDED: parting.pacs_ended,
    _E.HOLDER_LEAVES: leaving.holder_leaves,
    _E.VIOLENCE: leaving.violence,
    _E.DEATH: ending.death,
    _E.ABANDONMENT: ending.abandonment,
    _E.CHILD: occupants.child,
    _E.ADULT_ARRIVES: occupants.adult_arrives,
    _E.OCCUPANT_LEAVES: occupants.occupant_leaves,
    _E.NAME_CHANGE: civil.name_change,
    _E.GUARDIANSHIP: civil.guardianship,
}
_BY_ANYBODY = frozenset({_E.DEATH, _E.ABANDONMENT, _E.VIOLENCE, _E.GUARDIANSHIP})
_DAYS = {
    _F.TELL_FAMILY_FUND: 7,
    _F.CALL_KNOWN_NUMBER: 2,
    _F.SEPARATE_ACCOUNT: 2,
    _F.NEW_MANDATE: 15,
    _F.MARGINAL_MENTION: 90,
    _F.MUTATION: 60,
}
_USUAL_DAYS = 30


def consequences(
    event: HouseholdEvent,
    form: EventForm,
    before: HouseholdState,
    landlord: LandlordProfile,
    today: date,
) -> Outcome:
    """Everything that accepting ``event`` would do to ``before`` (R3.10–R3.27); it writes nothing."""
    draft = Draft(event, form, before, landlord, today, needs_manager=RULES[event].manager_only)
    _refuse_who_asks(draft)
    _STEPS[event](draft)
    papers = papers_asked(event, form, before, today)
    _refuse_papers(draft, papers)
    # What is refused changes nothing: the two columns then show the same.
    operations = () if draft.refusals else tuple(draft.operations)
    after = apply(before, operations)
    on = draft.effective_on
    _refuse_no_holder(draft, after)
    return Outcome(
        event=event,
        after=after,
        operations=operations,
        changes=tuple(_lines(before, after, on or today)),
        solidarity=draft.solidarity,
        follow_ups=tuple(_tasks(draft)),
        papers=papers,
        refusals=tuple(draft.refusals),
        incomplete=tuple(draft.incomplete),
        needs_manager=draft.needs_manager,
        changes_holders=any(isinstance(one, AddHolding | EndHolding | EndLease) for one in operations),
        sentences=tuple(_sentences(draft, after)),
        questions=tuple(draft.questions),
        effective_on=on,
        effective_why=draft.effective_why,
        told=draft.told,
        separated_since=draft.separated_since,
        pacs_declared_on=draft.pacs_declared_on,
        co_title_requested_on=draft.co_title_requested_on,
    )


def _refuse_who_asks(draft: Draft) -> None:
    """Holders and representatives alone ask for a change (R3.2), but what nobody holding can tell."""
    asked = draft.form.asked_by
    if asked is None or draft.event in _BY_ANYBODY or asked == draft.before.main_person_id:
        return
    if draft.before.holding(asked, draft.today) is None:
        draft.refuse(
            _R.NOT_A_HOLDER,
            f"{draft.name(asked)} ne tient pas ce bail : un titulaire ou son représentant le demande.",
        )


def _refuse_papers(draft: Draft, papers: tuple[PaperAsked, ...]) -> None:
    for one in papers:
        told = f"{one.label}{f' ({one.why})' if one.why else ''}"
        if one.illegible and not one.received:
            draft.refuse(_R.DOCUMENT_ILLEGIBLE, f"Illisible : {told}. Demandez une autre copie.")
        elif one.required and not one.received:
            draft.refuse(_R.DOCUMENT_MISSING, f"Il manque : {told}. Demandez cette pièce.")


def _refuse_no_holder(draft: Draft, after: HouseholdState) -> None:
    """At every day of the lease somebody holds it."""
    on = draft.effective_on
    if on is None or draft.refusals:
        return
    days = {on, *(row.since for row in after.holdings if row.since >= on)}
    days |= {row.until for row in after.holdings if row.until and row.until >= on}
    for day in sorted(days):
        if (after.lease_to is None or day < after.lease_to) and not after.holders_on(day):
            draft.refuse(
                _R.OUT_OF_SCOPE, f"Plus personne ne tiendrait le bail le {french_day(day)} : vérifiez."
            )
            return


def _tasks(draft: Draft) -> Iterator[Spawned]:
    for kind, due_on in draft.spawned.items():
        yield Spawned(kind, due_on or draft.today + timedelta(days=_DAYS.get(kind, _USUAL_DAYS)))


def _lines(before: HouseholdState, after: HouseholdState, day: date) -> Iterator[LineChange]:
    yield LineChange("Titulaires", holders_line(before, day), holders_line(after, day))
    yield LineChange("Occupants", occupants_line(before, day), occupants_line(after, day))
    yield LineChange("Fin du bail", _end(before.lease_to), _end(after.lease_to))
    yield LineChange(
        "Personne contactée", before.name(before.main_person_id), after.name(after.main_person_id)
    )
    for one in before.people:
        then = after.person(one.id)
        if then and then != one:
            yield LineChange(one.name, _standing(one.deceased_on, one.confidential, one.name),
                             _standing(then.deceased_on, then.confidential, then.name))  # fmt: skip
    yield LineChange("Prélèvement", _yes(before.has_debit), _yes(after.has_debit))
    yield LineChange("Envois électroniques", _yes(before.has_e_delivery), _yes(after.has_e_delivery))
    yield LineChange("Représentants", _speakers(before), _speakers(after))


def holders_line(state: HouseholdState, day: date) -> str:
    """Who holds the lease on ``day``, each with his title."""
    return "\n".join(
        f"{state.name(one.person_id)} ({one.title.label.lower()})" for one in state.holders_on(day)
    ) or "personne"  # fmt: skip


def occupants_line(state: HouseholdState, day: date) -> str:
    """Who lives there on ``day``, each with what he is to the main holder."""
    return "\n".join(
        f"{state.name(one.person_id)} ({one.relation.label.lower()})" for one in state.living_on(day)
    ) or "personne"  # fmt: skip


def _end(day: date | None) -> str:
    last = last_day(day)
    return french_day(last) if last else "bail en cours"


def _yes(value: bool) -> str:
    return "en place" if value else "aucun"


def _standing(deceased_on: date | None, confidential: bool, name: str) -> str:
    told = [name]
    if deceased_on:
        told.append(f"décès le {french_day(deceased_on)}")
    if confidential:
        told.append("adresse confidentielle")
    return ", ".join(told)


def _speakers(state: HouseholdState) -> str:
    return "\n".join(f"{one.full_name} ({one.kind.label.lower()})" for one in state.speakings) or "aucun"


def _sentences(draft: Draft, after: HouseholdState) -> Iterator[str]:
    on = draft.effective_on
    if on is None or draft.refusals:
        yield from draft.sentences
        return
    ahead = ", à venir" if on > draft.today else ""
    entered = french_day(draft.today)
    yield f"Effet le {french_day(on)}{ahead} ({draft.effective_why}), enregistré le {entered}."
    holders, occupants = holders_line(after, on), occupants_line(after, on)
    yield f"Titulaires au {french_day(on)} : {holders.replace(chr(10), ', ')}."
    count = len(after.living_on(on))
    who = f"{count}, {occupants.replace(chr(10), ', ')}" if count else "plus personne"
    yield f"Occupants au {french_day(on)} : {who}."
    yield from draft.sentences
    if draft.solidarity:
        until = draft.solidarity.until
        end = f"jusqu’au {french_day(until)}" if until else "sans date de fin"
        yield f"Solidarité de {draft.solidarity.who} : {end} ({draft.solidarity.why})."
    yield from _reviews(draft)
    others = draft.before.other_contracts
    if others and any(isinstance(one, AddHolding | EndHolding | EndLease) for one in draft.operations):
        yield f"Autres contrats de ce client, inchangés ici : {', '.join(others)}. Traitez-les aussi."
    posted = draft.before.last_posting_on
    if posted and posted >= on and on < draft.today:
        yield f"Des écritures sont passées depuis le {french_day(on)} : le compte n’est pas refait."


def _reviews(draft: Draft) -> Iterator[str]:
    surveys = [one.value.removeprefix("REVIEW_") for one in draft.spawned if one.value.startswith("REVIEW_")]
    if surveys:
        yield f"Le foyer change : {', '.join(surveys)} à revoir."
    if FollowUpKind.NEW_MANDATE in draft.spawned:
        yield "Prélèvement : un nouveau mandat peut être nécessaire."
    if FollowUpKind.TELL_FAMILY_FUND in draft.spawned:
        yield "Dites au locataire de prévenir aussi la CAF ou la MSA."
