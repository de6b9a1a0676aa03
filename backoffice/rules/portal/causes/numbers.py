"""Numbers typed otherwise than the portal wants them: the form is told, never the number (R4.30)."""

from collections.abc import Iterator

from backoffice.rules.portal.causes.case import Case, Silence, Told
from backoffice.rules.portal.findings import Finding, FindingCode
from backoffice.rules.portal.history import EventFact
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.profile_values import SecondIdentifier
from backoffice.rules.vocabulary.portal import TypedForm

_C, _T = FindingCode, TypedForm
_BY_FORM = {
    _T.WITH_ZEROS: _C.NUMBER_WITH_ZEROS,
    _T.WITH_PREFIX: _C.NUMBER_WITH_PREFIX,
    _T.WITH_SUFFIX: _C.NUMBER_WITH_SUFFIX,
    _T.OTHER_NUMBER: _C.NUMBER_OF_OTHER_PAPER,
}
_SAID = {
    _T.WITH_ZEROS: (
        "Le numéro a été tapé avec ses zéros de tête : faites-le taper sans eux.",
        "Le numéro se tape sans les zéros du début.",
        "Retapez-le en commençant au premier chiffre qui n’est pas un zéro.",
    ),
    _T.WITH_PREFIX: (
        "Le numéro a été tapé avec « L/ » : faites taper les chiffres seuls.",
        "Le numéro se tape sans le « L/ » du début.",
        "Retapez seulement les chiffres.",
    ),
    _T.WITH_SUFFIX: (
        "Le numéro a été tapé avec un suffixe : c’est sans doute celui du contrat, pas celui demandé.",
        "Le numéro se tape sans la barre ni ce qui la suit.",
        "Retapez le numéro de client, sans suffixe.",
    ),
    _T.OTHER_NUMBER: (
        "Il a tapé un autre numéro des mêmes papiers.",
        "Ce numéro est sur vos papiers, mais ce n’est pas celui que l’écran demande.",
        "Cherchez l’autre numéro et tapez-le.",
    ),
    _T.WITH_SPACES: (
        "Le numéro a été tapé avec des espaces : faites-le taper d’un trait.",
        "Le numéro se tape sans espace.",
        "Retapez-le d’un trait.",
    ),
    _T.EMAIL: (
        "Il a tapé un courriel à la place du numéro.",
        "L’écran demande un numéro, pas une adresse électronique.",
        "Tapez le numéro imprimé sur votre avis d’échéance.",
    ),
}
_PLAIN = (
    "Le numéro tapé n’est pas le sien : faites-le relire, sans le lui donner.",
    "Le numéro tapé ne correspond pas.",
    "Relisez-le sur votre dernier avis d’échéance et retapez-le.",
)


def typed_number(event: EventFact) -> bool:
    """Whether the form of what was typed explains the failure by itself."""
    return event.typed in _BY_FORM


def where_to_read(profile: LandlordProfile) -> str:
    """``Référence client : en haut à gauche de l’avis d’échéance``; the label alone when nobody says."""
    place = profile.client_ref_place
    return (
        f"{profile.client_ref_label} : {place}" if place else f"Numéro demandé : {profile.client_ref_label}"
    )


def number(case: Case, event: EventFact) -> Iterator[Finding]:
    """The client number that was typed is not the one, or not in the form that the portal wants."""
    typed = event.typed or _T.OTHER_SHAPE
    agent, aloud, then = _SAID.get(typed, _PLAIN)
    if typed is _T.OTHER_NUMBER and case.profile.second_identifier is SecondIdentifier.PARTY_NUMBER:
        agent = "Il a tapé son numéro de tiers, ou celui du contrat, à la place du numéro de client."
    told = Told(f"{agent} {where_to_read(case.profile)}.", f"{aloud} {where_to_read(case.profile)}.", then)
    yield case.finding(
        _BY_FORM.get(typed, _C.NUMBER_WRONG), "R4.30", told, evidence=(event,),
        silence=Silence("client_ref_place", "Place du numéro sur les papiers"),
    )  # fmt: skip


def party_number(case: Case, event: EventFact) -> Iterator[Finding]:
    """The number of tiers is wrong, or the client number was typed in its place (L)."""
    swapped = event.typed is _T.OTHER_NUMBER
    cause = "Il a tapé un autre numéro à la place du numéro de tiers" if swapped else "Numéro de tiers faux"
    told = Told(
        f"{cause} : les deux numéros sont sur le même papier. Faites-les relire, sans les donner.",
        "Le numéro de tiers tapé ne correspond pas ; il est imprimé près du numéro de client.",
        "Relisez les deux numéros et tapez chacun dans sa case.",
    )
    yield case.finding(_C.PARTY_NUMBER_WRONG, "R4.30", told, evidence=(event,))
