"""Names and protective measures (R3.23, R3.24)."""

from backoffice.rules.dates import french_day
from backoffice.rules.household.draft import Draft
from backoffice.rules.household.events import HouseholdRejection
from backoffice.rules.household.operations import AddSpeaking, SetNames
from backoffice.rules.vocabulary.calls import RepresentativeKind

_R = HouseholdRejection
_ACTS = {
    RepresentativeKind.GUARDIAN: "agit pour le locataire et reçoit les courriers.",
    RepresentativeKind.CURATOR: "assiste le locataire pour les actes importants, sans agir seul.",
    RepresentativeKind.FAMILY_POWER: "agit pour le locataire dans les limites de l’habilitation.",
    RepresentativeKind.FUTURE_MANDATE: "agit pour le locataire dans les limites du mandat.",
}


def name_change(draft: Draft) -> None:
    """The same person under new names; papers keep the names of their date (R3.23)."""
    day, who = draft.day(), draft.subject()
    person = draft.before.person(who) if who is not None else None
    if day is None or who is None or person is None or not draft.belongs(who):
        return
    form = draft.form
    birth, first = form.birth_name or person.birth_name, form.first_names or person.first_names
    usage = person.usage_name if form.usage_name is None else form.usage_name or None
    if form.birth_name is None and form.usage_name is None and form.first_names is None:
        draft.lacks("Donnez le nouveau nom : nom d’usage, nom de famille ou prénoms.")
        return
    draft.take_effect(day, "date du changement de nom")
    if (birth, usage, first) == (person.birth_name, person.usage_name, person.first_names):
        draft.refuse(_R.ALREADY_RECORDED, f"{person.name} porte déjà ce nom au dossier : rien n’est à faire.")
        return
    draft.operations.append(SetNames(who, birth, usage, first))
    draft.say(
        "C’est la même personne : les papiers faits gardent le nom de leur date, les prochains le nouveau."
    )
    if birth == person.birth_name:
        draft.say(f"Le nom de naissance reste {person.birth_name.upper()}.")


def guardianship(draft: Draft) -> None:
    """The tenant stays the holder; somebody acts for him, or assists him (R3.24)."""
    day, protection = draft.day(), draft.form.protection
    if day is None:
        return
    draft.take_effect(day, "date de la décision")
    if protection is None:
        draft.lacks("Donnez la mesure et le nom de la personne désignée.")
        return
    if protection.kind not in _ACTS:
        draft.refuse(
            _R.OUT_OF_SCOPE, "Un mandat écrit s’enregistre avec les représentants, sans décision de justice."
        )
        return
    if protection.until and protection.until <= max(day, draft.today):
        draft.refuse(
            _R.DATE_INCONSISTENT, f"La mesure a pris fin le {french_day(protection.until)} : vérifiez."
        )
    same = [
        one
        for one in draft.before.speakings
        if one.kind is protection.kind
        and one.full_name.casefold() == protection.full_name.casefold()
        and (one.until is None or one.until > draft.today)
    ]
    if same:
        draft.refuse(_R.ALREADY_RECORDED, f"{protection.full_name} est déjà enregistré : rien n’est à faire.")
        return
    draft.operations.append(AddSpeaking(protection, day))
    draft.say(f"Le locataire reste titulaire ; {protection.full_name} {_ACTS[protection.kind]}")
    if protection.reinforced and protection.kind is RepresentativeKind.CURATOR:
        draft.say("Curatelle renforcée : le curateur perçoit les revenus et règle les dépenses.")
