"""What this landlord's portal asks and shows, so that an agent does not promise another landlord's habits."""

from dataclasses import dataclass
from decimal import Decimal

from backoffice.rules.landlords.portal_view import shown_to_tenant
from backoffice.rules.profile import LandlordProfile

_KEYS = (
    ("Se connecte avec", "login"),
    ("Activation par", "activation"),
    ("Essais avant blocage", "lock.threshold"),
    ("Blocage, en minutes", "lock.minutes"),
    ("Mot de passe, caractères au moins", "password_min"),
    ("Mot de passe, composition", "password_classes"),
    ("Avis d’échéance visibles", "notice_history"),
    ("Quittance en libre-service", "receipt_self_service"),
    ("Retard du solde, en heures", "balance_latency_hours"),
)


@dataclass(frozen=True)
class PortalRule:
    """One habit of the landlord's portal, in words; a silent landlord's is « non renseigné »."""

    label: str
    value: str


def portal_rules(profile: LandlordProfile, balance_due: Decimal) -> tuple[PortalRule, ...]:
    """The habits that calls are about, the balance as the portal words it first (R1.30)."""
    balance = PortalRule("Le portail affiche", shown_to_tenant(balance_due, profile.sign_convention))
    return (balance, *(PortalRule(label, profile.shown(key)) for label, key in _KEYS))
