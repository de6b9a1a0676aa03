"""Couples who part: separation, divorce, end of a PACS (R3.13–R3.15)."""

from datetime import date

from backoffice.rules.dates import french_day
from backoffice.rules.household.draft import Draft
from backoffice.rules.household.events import HouseholdRejection
from backoffice.rules.household.steps.succession import succeed
from backoffice.rules.vocabulary.people import Relation
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind

_R, _F = HouseholdRejection, FollowUpKind
AFTER_PARTING = (_F.AMENDMENT, _F.REVIEW_SLS, _F.REVIEW_OPS, _F.REVIEW_RLS, _F.TELL_FAMILY_FUND)


def separation(draft: Draft) -> None:
    """Both remain holders, both answer for the rent; nobody is removed (R3.13)."""
    day, who = draft.day(), draft.subject()
    if day is None or who is None:
        return
    on = draft.within_lease(day)
    draft.take_effect(on, "date de séparation déclarée")
    if draft.before.holding(who, on) is None and draft.before.living(who, on) is None:
        draft.refuse(
            _R.OUT_OF_SCOPE, f"{draft.name(who)} n’est pas du foyer le {french_day(on)} : vérifiez la date."
        )
    draft.separated_since = on
    draft.say(
        "Une séparation sans jugement n’ôte personne du bail : tous restent tenus du loyer, jusqu’à la "
        "mention du divorce à l’état civil."
    )
    draft.bind(who, None, "jusqu’à la mention du divorce à l’état civil, ou la fin publiée du PACS")
    draft.spawn(_F.SEPARATE_ADDRESS, _F.MARGINAL_MENTION, _F.TELL_FAMILY_FUND)


def divorce(draft: Draft) -> None:
    """The spouse named by the judge holds the lease, from the mention in civil status (R3.14)."""
    day, kept, left = draft.day(), draft.form.kept_by, None
    if day is None:
        return
    mention = draft.form.mention_on
    if mention is None:
        draft.refuse(
            _R.NOT_FINAL,
            "Le divorce n’est pas encore mentionné à l’état civil : les deux époux restent titulaires. "
            "Demandez l’acte portant la mention.",
        )
        return
    if not _in_order(draft, day, mention):
        return
    if kept is None:
        draft.lacks("Dites qui garde le logement d’après le jugement.")
        return
    left = draft.form.person_id or _other_holder(draft, kept, mention)
    if left is None or left == kept or not _of_the_lease(draft, kept, left, mention):
        return
    draft.take_effect(mention, "mention du divorce à l’état civil")
    _keeps(draft, kept, left, mention)
    draft.bind(left, mention, "la solidarité cesse envers le bailleur à la mention du divorce")


def pacs_ended(draft: Draft) -> None:
    """The lease stays with who signed it, unless a judge gives it to another (R3.15)."""
    day, who = draft.day(), draft.subject()
    if day is None or who is None:
        return
    published = draft.form.mention_on
    if published is None:
        draft.refuse(
            _R.NOT_FINAL,
            "La fin du PACS n’est pas publiée : une simple séparation ne change rien. Demandez la preuve.",
        )
        return
    if not _in_order(draft, day, published):
        return
    draft.take_effect(published, "publication de la fin du PACS")
    stays, held = draft.before.living(who, published), draft.before.holding(who, published)
    if stays is None and held is None:
        draft.refuse(_R.ALREADY_RECORDED, f"{draft.name(who)} a déjà quitté ce foyer : rien n’est à faire.")
        return
    draft.bind(who, published, "la solidarité cesse à la publication de la fin du PACS")
    if held is None:
        draft.say(f"{draft.name(who)} n’était pas cotitulaire : le bail ne change pas.")
        draft.leave(who, published)
        draft.spawn(_F.REVIEW_SLS, _F.REVIEW_OPS, _F.REVIEW_RLS, _F.TELL_FAMILY_FUND)
    elif draft.form.kept_by is None or draft.form.kept_by == who:
        draft.say("Tous deux sont cotitulaires et aucun juge n’a attribué le bail : chacun le garde.")
        draft.spawn(_F.SEPARATE_ADDRESS, _F.TELL_FAMILY_FUND)
    elif _of_the_lease(draft, draft.form.kept_by, who, published):
        draft.ask_manager("lire dans le jugement à qui le bail est attribué.")
        _keeps(draft, draft.form.kept_by, who, published)


def _keeps(draft: Draft, kept: int, left: int, on: date) -> None:
    succeed(draft, kept, left, on)
    draft.leave(left, on)
    draft.say(f"{draft.name(kept)} garde le logement ; {draft.name(left)} n’est plus titulaire.")
    draft.spawn(*AFTER_PARTING)
    if draft.before.has_debit:
        draft.spawn(_F.NEW_MANDATE)
        draft.say(f"Un prélèvement est en place : si le compte est celui de {draft.name(left)}, "
                  "demandez un nouveau mandat.")  # fmt: skip


def _in_order(draft: Draft, day: date, mention: date) -> bool:
    if mention < day or mention > draft.today:
        draft.refuse(
            _R.DATE_INCONSISTENT,
            f"La mention du {french_day(mention)} ne peut ni précéder le {french_day(day)} ni être à venir : "
            "relisez les deux dates.",
        )
        return False
    draft.refuse_outside_lease(mention)
    return not draft.refusals


def _other_holder(draft: Draft, kept: int, on: date) -> int | None:
    others = [one.person_id for one in draft.before.holders_on(on) if one.person_id != kept]
    if len(others) == 1:
        return others[0]
    draft.lacks("Dites qui quitte le bail : choisissez l’autre époux.")
    return None


def _of_the_lease(draft: Draft, kept: int, left: int, on: date) -> bool:
    """Who keeps it is a holder or the spouse who lives there; who leaves it is there still."""
    stays = draft.before.living(kept, on)
    by_law = stays is not None and stays.relation is Relation.SPOUSE
    if draft.before.holding(kept, on) is None and not by_law:
        draft.refuse(
            _R.NOT_A_HOLDER,
            f"{draft.name(kept)} ne tient pas ce bail le {french_day(on)} : vérifiez qui garde le logement.",
        )
        return False
    if draft.before.holding(left, on) is None and draft.before.living(left, on) is None:
        draft.refuse(
            _R.ALREADY_RECORDED,
            f"{draft.name(left)} n’est déjà plus du foyer le {french_day(on)} : rien n’est à faire.",
        )
        return False
    return True
