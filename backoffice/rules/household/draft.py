"""The decision being drawn up: what one event does, refuses and leaves, step by step."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from backoffice.rules.dates import french_day
from backoffice.rules.household.events import RULES, HouseholdEvent, HouseholdRejection
from backoffice.rules.household.forms import EventForm
from backoffice.rules.household.operations import (
    AddHolding,
    AddLiving,
    AddPerson,
    EndHolding,
    EndLiving,
    Operation,
    SetMain,
)
from backoffice.rules.household.outcome import Rejection, Solidarity
from backoffice.rules.household.state import NEWCOMER, Holding, HouseholdState
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.people import HolderTitle, Relation
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind

_R = HouseholdRejection


@dataclass
class Draft:
    """One event on one household; the steps of its family fill it."""

    event: HouseholdEvent
    form: EventForm
    before: HouseholdState
    landlord: LandlordProfile
    today: date
    effective_on: date | None = None
    effective_why: str = ""
    operations: list[Operation] = field(default_factory=list)
    refusals: list[Rejection] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    spawned: dict[FollowUpKind, date | None] = field(default_factory=dict)
    solidarity: Solidarity | None = None
    needs_manager: bool = False
    told: bool = True
    separated_since: date | None = None
    pacs_declared_on: date | None = None
    co_title_requested_on: date | None = None

    def refuse(self, code: HouseholdRejection, sentence: str) -> None:
        """One more reason not to accept; the first of a code is kept."""
        if all(one.code is not code for one in self.refusals):
            self.refusals.append(Rejection(code, sentence))

    def lacks(self, sentence: str) -> None:
        """Something that the form does not say yet."""
        self.incomplete.append(sentence)

    def say(self, sentence: str) -> None:
        """One consequence, told before saying yes."""
        self.sentences.append(sentence)

    def ask_manager(self, question: str) -> None:
        """What a manager judges: the decision becomes his."""
        self.needs_manager = True
        self.questions.append(f"À décider par le responsable : {question}")

    def spawn(self, *kinds: FollowUpKind, due_on: date | None = None) -> None:
        """Tasks to leave, due on ``due_on`` or within their usual time."""
        for kind in kinds:
            self.spawned.setdefault(kind, due_on)

    def bind(self, person_id: int, until: date | None, why: str) -> None:
        """Until when ``person_id`` answers for the rent with the others."""
        self.solidarity = Solidarity(person_id, self.name(person_id), until, why)

    def take_effect(self, day: date, why: str) -> None:
        """The legal day (R3.26) and what makes it so."""
        self.effective_on, self.effective_why = day, why

    def day(self) -> date | None:
        """The day of the event; a day to come of what can only be past is refused."""
        day = self.form.event_on
        if day is None:
            self.lacks(f"Donnez la date : {RULES[self.event].day.lower()}.")
        elif day > self.today and self.event not in _MAY_BE_AHEAD:
            self.refuse(
                _R.DATE_INCONSISTENT,
                f"Le {french_day(day)} n’est pas encore arrivé : relisez la date sur la pièce.",
            )
        return day

    def within_lease(self, day: date) -> date:
        """``day``, or the first day of the lease when the event is older: nobody holds a lease before it."""
        self.refuse_after_lease(day)
        return max(day, self.before.lease_from)

    def refuse_outside_lease(self, day: date) -> None:
        """Refuse an event that can only happen during the lease."""
        if day < self.before.lease_from:
            self.refuse(
                _R.DATE_INCONSISTENT,
                f"Le bail commence le {french_day(self.before.lease_from)}, après le {french_day(day)} : "
                "vérifiez la date et le contrat.",
            )
        self.refuse_after_lease(day)

    def refuse_after_lease(self, day: date) -> None:
        """Refuse an event of a household that had left."""
        if self.before.lease_to and day >= self.before.lease_to:
            self.refuse(
                _R.DATE_INCONSISTENT,
                f"Le bail a pris fin le {french_day(self.before.lease_to)} : vérifiez la date et le contrat.",
            )

    def subject(self) -> int | None:
        """Who is concerned: of the household, or to be entered; nobody is entered twice."""
        if self.form.person_id is not None:
            if self.before.person(self.form.person_id) is None:
                self.refuse(
                    _R.OUT_OF_SCOPE, "Cette personne n’est pas de ce foyer : choisissez-la dans la liste."
                )
                return None
            return self.form.person_id
        new = self.form.newcomer
        if new is None:
            self.lacks("Dites de qui il s’agit : choisissez une personne, ou donnez son nom et ses prénoms.")
            return None
        known = self.before.same_person(new.birth_name, new.first_names, new.birth_date)
        if known:
            self.say(f"{known.name} est déjà au dossier : sa fiche sert, aucune autre n’est créée.")
            return known.id
        if AddPerson(new) not in self.operations:
            self.operations.append(AddPerson(new))
        return NEWCOMER

    def belongs(self, person_id: int) -> bool:
        """Whether the lease names him, past or present; anybody else is refused (``OUT_OF_SCOPE``)."""
        named = {self.before.main_person_id, *(one.person_id for one in self.before.holdings)}
        if person_id in named or any(one.person_id == person_id for one in self.before.livings):
            return True
        self.refuse(
            _R.OUT_OF_SCOPE, f"{self.name(person_id)} n’est pas de ce foyer : choisissez dans la liste."
        )
        return False

    def name(self, person_id: int) -> str:
        """A name of the household, that of the newcomer included."""
        new = self.form.newcomer
        if person_id == NEWCOMER and new:
            return f"{new.birth_name.upper()} {new.first_names}"
        return self.before.name(person_id)

    def holder(self) -> int | None:
        """The holder whom the event is about: the one named, else the main one. Refuses ``NOT_A_HOLDER``."""
        day = self.form.event_on or self.today
        day = max(day, self.before.lease_from)
        wanted = self.form.holder_id or self.before.main_holder(day)
        if wanted is None or self.before.holding(wanted, day) is None:
            who = self.name(wanted) if wanted else "Personne"
            self.refuse(
                _R.NOT_A_HOLDER,
                f"{who} ne tient pas ce bail le {french_day(day)} : choisissez un titulaire.",
            )
            return None
        return wanted

    def title_at(self, person_id: int, day: date) -> Holding | None:
        """His title on ``day``; one that begins later is refused: the past was written since."""
        later = [one for one in self.before.holdings if one.person_id == person_id and one.since > day]
        if later:
            self.refuse(
                _R.DATE_INCONSISTENT,
                f"Le titre de {self.name(person_id)} a changé le {french_day(later[0].since)}, "
                f"après le {french_day(day)} : vérifiez la date.",
            )
        return self.before.holding(person_id, day)

    def hold_until_next(self, person_id: int, title: HolderTitle, on: date) -> None:
        """Give a title from ``on`` to the day of the one that was written later, which stays."""
        later = [one.since for one in self.before.holdings if one.person_id == person_id and one.since > on]
        self.operations.append(AddHolding(person_id, title, on, min(later, default=self.before.lease_to)))

    def hold(self, person_id: int, title: HolderTitle, on: date) -> None:
        """Give a title from ``on``; the one he had ends the same day, one begun that day is refused."""
        old = self.title_at(person_id, on)
        if old and old.title is title:
            return
        if old:
            self.end_title(old, on)
        self.operations.append(AddHolding(person_id, title, on, self.before.lease_to))

    def end_title(self, row: Holding, on: date) -> None:
        """End a title on ``on``."""
        if row.since >= on:
            self.refuse(
                _R.DATE_INCONSISTENT,
                f"{self.name(row.person_id)} tient le bail depuis le {french_day(row.since)} : "
                "il ne peut pas le quitter ce jour-là ni avant. Vérifiez la date.",
            )
            return
        self.operations.append(EndHolding(row.id, on))

    def live(self, person_id: int, relation: Relation, on: date) -> None:
        """Make him live there from ``on``, or change what he is to the main holder."""
        old = self.before.living(person_id, on)
        if old and old.relation is relation:
            return
        if old:
            # A row is never emptied: a stay that begins that very day keeps its word until the next one.
            on = max(on, old.since + timedelta(days=1))
            if old.until is not None and old.until <= on:
                return
            self.operations.append(EndLiving(old.id, on))
        later = [one.since for one in self.before.livings if one.person_id == person_id and one.since > on]
        until = min(later, default=old.until if old else self.before.lease_to)
        self.operations.append(AddLiving(person_id, relation, on, until))

    def leave(self, person_id: int, on: date) -> bool:
        """End his stay on ``on``; whether he was living there."""
        row = self.before.living(person_id, on)
        if row is None:
            return False
        if row.since >= on:
            self.refuse(
                _R.DATE_INCONSISTENT,
                f"{self.name(person_id)} est au foyer depuis le {french_day(row.since)} : vérifiez la date.",
            )
            return True
        self.operations.append(EndLiving(row.id, on))
        return True

    def make_main(self, person_id: int) -> None:
        """From now on his telephone and e-mail count for the file."""
        if self.before.main_person_id != person_id:
            self.operations.append(SetMain(person_id))


_MAY_BE_AHEAD = frozenset(
    {
        HouseholdEvent.NEW_PARTNER,
        HouseholdEvent.HOLDER_LEAVES,
        HouseholdEvent.ADULT_ARRIVES,
        HouseholdEvent.OCCUPANT_LEAVES,
    }
)
