"""Couples who part: separation, divorce, end of a PACS (R3.13–R3.15)."""

from datetime import date

from backoffice.rules.dates import french_day
from backoffice.rules.household.draft import Draft
from backoffice.rules.household.events import HouseholdRejection
from backoffice.rules.household.steps.succession import succeed
from backoffice.rules.household.steps.ties import are_married, pacs_partner_of, spouse_of
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
    end = ""
    if spouse_of(draft.before, who, on) is not None:
        end = "jusqu’à la mention du divorce à l’état civil"
    elif pacs_partner_of(draft.before, who, on) is not None:
        end = "jusqu’à la publication de la fin du PACS"
    else:
        _unmarried(draft, f"{draft.name(who)} n’est ni marié ni pacsé au dossier le {french_day(on)}")
    draft.separated_since = on
    draft.say(f"Une séparation sans jugement n’ôte personne du bail : tous restent tenus du loyer, {end}.")
    draft.bind(who, None, end)
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
    if not are_married(draft.before, kept, left, mention):
        names = f"{draft.name(kept)} et {draft.name(left)}"
        _unmarried(draft, f"{names} ne sont pas mariés au dossier le {french_day(mention)}")
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
        _left_before(draft, who, published)
        return
    other = pacs_partner_of(draft.before, who, published)
    if other is None:
        _no_pacs(draft, who, published)
        return
    draft.bind(who, published, "la solidarité cesse à la publication de la fin du PACS")
    kept = draft.form.kept_by
    if held is None:
        draft.say(f"{draft.name(who)} n’était pas cotitulaire : le bail ne change pas.")
        draft.leave(who, published)
        draft.spawn(_F.REVIEW_SLS, _F.REVIEW_OPS, _F.REVIEW_RLS, _F.TELL_FAMILY_FUND)
    elif kept is not None and kept != who:
        if _of_the_lease(draft, kept, who, published):
            draft.ask_manager("lire dans le jugement à qui le bail est attribué.")
            _keeps(draft, kept, who, published)
    elif draft.before.holding(other, published) is None:
        draft.lacks(f"{draft.name(who)} tient seul ce bail et le garde : choisissez {draft.name(other)}.")
    else:
        _both_stay(draft, (who, other), published)


def _both_stay(draft: Draft, couple: tuple[int, int], on: date) -> None:
    draft.say(
        "Tous deux sont cotitulaires et aucun juge n’a attribué le bail : chacun le garde, et doit le loyer "
        "comme cotitulaire."
    )
    for one in couple:
        stays = draft.before.living(one, on)
        if stays is not None and stays.relation is Relation.PACS_PARTNER:
            draft.live(one, Relation.OTHER_OCCUPANT, on)
    draft.spawn(_F.SEPARATE_ADDRESS, _F.TELL_FAMILY_FUND)


def _left_before(draft: Draft, who: int, published: date) -> None:
    """Whoever left before the PACS ended answered for the rent until then."""
    if (who, None) not in draft.before.bound:
        draft.refuse(_R.ALREADY_RECORDED, f"{draft.name(who)} a déjà quitté ce foyer : rien n’est à faire.")
        return
    draft.bind(who, published, "la solidarité cesse à la publication de la fin du PACS")
    draft.say(f"{draft.name(who)} avait déjà quitté le foyer : les titres et les occupants ne changent pas.")


def _no_pacs(draft: Draft, who: int, on: date) -> None:
    open_ended = (one for one, until in draft.before.bound if until is None and one != who)
    left = next((one for one in sorted(open_ended) if draft.before.living(one, on) is None), None)
    if left is not None:
        draft.lacks(f"{draft.name(left)} est parti et répond encore du loyer : choisissez cette personne.")
        return
    draft.refuse(
        _R.OUT_OF_SCOPE,
        f"{draft.name(who)} n’est pas pacsé au dossier le {french_day(on)} : enregistrez d’abord le PACS, "
        "ou un départ.",
    )


def _unmarried(draft: Draft, who: str) -> None:
    draft.refuse(_R.OUT_OF_SCOPE, f"{who} : enregistrez d’abord le mariage, ou un départ.")


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
