"""The papers that each event asks for, and which are there (R3.10–R3.24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backoffice.rules.household.events import HouseholdEvent
from backoffice.rules.household.forms import EventForm
from backoffice.rules.household.state import HouseholdState, is_minor
from backoffice.rules.vocabulary.validation.papers import DocumentKind

_E, _D = HouseholdEvent, DocumentKind


@dataclass(frozen=True)
class PaperAsked:
    """One paper to ask for: any of ``one_of`` does."""

    one_of: tuple[DocumentKind, ...]
    required: bool
    received: bool = False
    illegible: bool = False
    why: str = ""

    @property
    def label(self) -> str:
        """``Livret de famille ou acte de mariage``."""
        first, *others = (one.label for one in self.one_of)
        return " ou ".join((first, *(one[:1].lower() + one[1:] for one in others)))


_Wanted = tuple[tuple[DocumentKind, ...], bool, str]
_CIVIL = (_D.FAMILY_BOOK, _D.BIRTH_CERTIFICATE)
_TAX_IF_ASKED: _Wanted = ((_D.TAX_NOTICE,), False, "si l’enquête SLS ou OPS en a besoin")
_ALWAYS: dict[HouseholdEvent, tuple[_Wanted, ...]] = {
    _E.MARRIAGE: (
        ((_D.MARRIAGE_CERTIFICATE, _D.FAMILY_BOOK), True, ""),
        ((_D.IDENTITY,), True, "du conjoint"),
        _TAX_IF_ASKED,
    ),
    _E.PACS: (((_D.PACS_CERTIFICATE,), True, ""), ((_D.IDENTITY,), True, "du partenaire"), _TAX_IF_ASKED),
    _E.NEW_PARTNER: (((_D.STATEMENT,), True, "du titulaire"),),
    _E.SEPARATION: (
        ((_D.LETTER, _D.REGISTERED_LETTER, _D.STATEMENT), True, ""),
        ((_D.PROVISIONAL_ORDER,), False, "quand le juge l’aura rendue"),
    ),
    _E.DIVORCE: (
        ((_D.JUDGMENT,), True, "la partie qui décide"),
        ((_D.MARGINAL_MENTION,), True, "état civil portant la mention du divorce"),
    ),
    _E.PACS_ENDED: (((_D.PACS_END,), True, "enregistrée et publiée"),),
    _E.HOLDER_LEAVES: (
        ((_D.NOTICE_TO_QUIT,), True, "recommandé, commissaire de justice ou remise contre reçu"),
        ((_D.NEW_ADDRESS,), True, ""),
    ),
    _E.VIOLENCE: (((_D.REGISTERED_LETTER,), True, ""), ((_D.COURT_DECISION,), True, "")),
    _E.DEATH: (
        ((_D.DEATH_CERTIFICATE, _D.FAMILY_BOOK), True, ""),
        ((_D.HEIRS,), False, "s’il tenait le bail"),
    ),
    _E.ABANDONMENT: (
        ((_D.DEPARTURE_PROOF,), True, ""),
        ((_D.RESIDENCE_PROOF,), True, "de qui demande le bail"),
    ),
    _E.CHILD: ((_CIVIL, True, ""),),
    _E.ADULT_ARRIVES: (((_D.IDENTITY,), True, ""), ((_D.STATEMENT,), True, "du titulaire")),
    _E.OCCUPANT_LEAVES: (
        ((_D.STATEMENT,), True, "avec la date"),
        ((_D.NEW_ADDRESS,), False, "si le SLS est en jeu"),
    ),
    _E.NAME_CHANGE: (((_D.IDENTITY, *_CIVIL), True, "au nouveau nom, ou portant la mention"),),
    _E.GUARDIANSHIP: (((_D.GUARDIANSHIP_ORDER,), True, ""),),
}


def always_asked(event: HouseholdEvent) -> tuple[str, ...]:
    """The labels of what an event asks for whatever its form says; what may be needed is said so."""
    papers = (PaperAsked(one_of, required, why=why) for one_of, required, why in _ALWAYS[event])
    return tuple(f"{one.label}{'' if one.required else ' (au besoin)'}" for one in papers)


def papers_asked(
    event: HouseholdEvent, form: EventForm, before: HouseholdState, today: date
) -> tuple[PaperAsked, ...]:
    """What to ask for this event as it is told, with what is already there."""
    wanted = (*_ALWAYS[event], *_besides(event, form, before, today))
    return tuple(
        PaperAsked(
            one_of,
            required,
            received=any(one in form.papers for one in one_of),
            illegible=any(one in form.illegible for one in one_of),
            why=why,
        )
        for one_of, required, why in wanted
    )


def _besides(
    event: HouseholdEvent, form: EventForm, before: HouseholdState, today: date
) -> Sequence[_Wanted]:
    if event is _E.PACS and form.co_title:
        return [((_D.JOINT_REQUEST,), True, "signée des deux ; recommandé conseillé")]
    if event is _E.NEW_PARTNER and form.co_title:
        return [((_D.RESIDENCE_PROOF,), True, "un an au moins dans le logement")]
    if event is _E.ADULT_ARRIVES and not _is_minor(form, before, form.event_on or today):
        return [_TAX_IF_ASKED]
    if event is _E.DEATH:
        return _after_a_death(form)
    return []


def _after_a_death(form: EventForm) -> Sequence[_Wanted]:
    wanted: list[_Wanted] = []
    if form.claims:
        wanted.append(((_D.RESIDENCE_PROOF,), True, "de qui demande le bail"))
    if form.renounced_by is not None:
        wanted.append(((_D.LETTER, _D.REGISTERED_LETTER), True, "de qui renonce au bail, signée"))
    return wanted


def _is_minor(form: EventForm, before: HouseholdState, day: date) -> bool:
    known = before.person(form.person_id) if form.person_id else None
    return is_minor(known.birth_date if known else form.newcomer.birth_date if form.newcomer else None, day)
