"""What is told beside a cause and never leads (R4.16, R4.24)."""

from collections.abc import Iterator

from backoffice.rules.dates import french_instant
from backoffice.rules.portal.acts import AccessState
from backoffice.rules.portal.causes.case import OPEN_STATES, Case, Silence, Told
from backoffice.rules.portal.causes.wording import counted, masked
from backoffice.rules.portal.findings import Finding, FindingCode
from backoffice.rules.unlocking import ALERT_WINDOW
from backoffice.rules.vocabulary.portal import PortalEventKind, PortalPlace

_K, _C, _S = PortalEventKind, FindingCode, AccessState
_ALERT_AT = 3


def remarks(case: Case) -> Iterator[Finding]:
    """Cooling-off, repeated unlocks, functions of the application, portals of suppliers."""
    yield from _cooling(case)
    yield from _unlocks(case)
    yield from _elsewhere(case)
    yield from _supplier(case)


def _cooling(case: Case) -> Iterator[Finding]:
    until = case.cooling_until
    if until is None:
        return
    fresh = [one for one in case.history.contacts if one.usable_from > case.now]
    which = f" ({masked(fresh)})" if fresh else ""
    told = Told(
        f"Contact changé depuis peu{which} : jusqu’au {french_instant(until)} aucun code n’y "
        "part, et seul un responsable débloque.",
        "Un de vos contacts vient de changer : par sécurité, aucun code n’y part "
        f"avant le {french_instant(until)}.",
        "Signalez-nous tout changement que vous n’auriez pas demandé.",
    )
    yield case.finding(
        _C.COOLING_OFF, "R4.24", told, minutes_left=case.minutes_to(until),
        silence=Silence("security_cooldown_hours", "Délai après un changement de contact"),
    )  # fmt: skip


def _unlocks(case: Case) -> Iterator[Finding]:
    done = [
        one
        for one in case.events
        if one.kind is _K.UNLOCKED and one.by_staff and one.at > case.now - ALERT_WINDOW
    ]
    if len(done) < _ALERT_AT - 1:
        return
    warned = (
        "un responsable est prévenu" if len(done) >= _ALERT_AT else "au prochain, un responsable est prévenu"
    )
    told = Told(
        f"{counted(len(done), 'déblocage', 'déblocages')} par un agent en sept jours : {warned}.",
        "Votre compte a été débloqué plusieurs fois cette semaine.",
        "Choisissez un nouveau mot de passe avec « Mot de passe oublié ».",
    )
    yield case.finding(_C.REPEATED_UNLOCKS, "R4.16", told, evidence=done)


def _elsewhere(case: Case) -> Iterator[Finding]:
    """The application alone has some functions, or is the only portal (V, L)."""
    profile = case.profile
    only = PortalPlace.WEB not in profile.channels
    if PortalPlace.APP not in profile.channels or case.state not in (
        OPEN_STATES | ({_S.NONE} if only else set())
    ):
        return
    if only:
        where = "Ce portail est une application de téléphone : il n’y a pas de site"
        spoken = "Nos services en ligne sont dans l’application de téléphone."
    else:
        where = _shared(case)
        spoken = (
            "Les services ne sont pas tous sur le site et dans l’application."
            if profile.functions
            else "Le portail est un site et une application de téléphone."
        )
    told = Told(
        f"{where}. Faites d’abord mettre l’application à jour.",
        spoken,
        "Mettez d’abord l’application à jour.",
    )
    silence = Silence("functions", "Où est chaque service")
    yield case.finding(_C.FUNCTION_ELSEWHERE, "portails 4.1", told, silence=silence)


def _shared(case: Case) -> str:
    groups = {
        place: ", ".join(one.label.lower() for one, at in case.profile.functions.items() if at is place)
        for place in PortalPlace
    }
    told = [f"{place.label} : {names}" for place, names in groups.items() if names]
    return " ; ".join(told).capitalize() or "Le portail est un site et une application, sans plus de détail"


def _supplier(case: Case) -> Iterator[Finding]:
    other = case.profile.supplier_portal
    if other is None:
        return
    told = Told(
        f"{other} : ce portail d’un fournisseur n’est pas le nôtre. Donnez son adresse, ne gardez jamais son "
        "mot de passe.",
        f"{other} n’est pas notre portail, son mot de passe vous a été envoyé par courrier.",
        "Pour celui-là, reprenez ce courrier ou appelez le fournisseur.",
    )
    yield case.finding(_C.SUPPLIER_PORTAL, "R4.5", told)
