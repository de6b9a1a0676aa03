"""The sentences of certificates: titles, days, covers, legal lines."""

from datetime import date

from backoffice.demo.papers.facts import Facts
from backoffice.rules.dates import MONTHS
from backoffice.rules.papers.proposals import CoverWord, PaperNature, Quality

_TITLES = {PaperNature.QUOTE: "DEVIS D’ASSURANCE HABITATION", PaperNature.PREMIUM_NOTICE: "AVIS D’ÉCHÉANCE"}
COVERS = {
    CoverWord.TENANT_RISKS: "Risques locatifs",
    CoverWord.FIRE: "Incendie",
    CoverWord.EXPLOSION: "Explosion",
    CoverWord.WATER: "Dégâts des eaux",
    CoverWord.NEIGHBOURS: "Recours des voisins et des tiers",
}


def title(facts: Facts, words: str = "ATTESTATION D’ASSURANCE HABITATION") -> str:
    """The title: ``words`` for a certificate."""
    return _TITLES.get(facts.nature, words)


def figures(day: date, sign: str = "/") -> str:
    """``01/09/2026``."""
    return f"{day:%d}{sign}{day:%m}{sign}{day:%Y}"


def short(day: date) -> str:
    """``01/09/26``."""
    return f"{day:%d/%m/%y}"


def long(day: date) -> str:
    """``1er septembre 2026``."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def says(facts: Facts) -> str:
    """``atteste que`` on a certificate; a quote and a notice attest nothing."""
    return {
        PaperNature.QUOTE: "a le plaisir de proposer à",
        PaperNature.PREMIUM_NOTICE: "vous adresse le montant dû par",
    }.get(facts.nature, "atteste que")


def named(facts: Facts, link: str = " et ") -> str:
    """Every person insured."""
    return link.join(one.shown for one in facts.insured)


def home(facts: Facts) -> str:
    """What is insured."""
    if facts.annex_only:
        return "un garage fermé"
    return (
        f"un appartement de {facts.rooms} pièce{'s' if facts.rooms > 1 else ''} "
        f"principale{'s' if facts.rooms > 1 else ''}"
    )


def quality(facts: Facts) -> str:
    """``locataire`` or ``propriétaire``."""
    return "locataire" if facts.quality is Quality.TENANT else "propriétaire non occupant"


def covers(facts: Facts) -> list[str]:
    """The names of the covers acquired."""
    return [COVERS[cover] for cover in facts.covers]


def firm(facts: Facts) -> str:
    """The insurer's address."""
    return f"{facts.firm[0]}, {facts.firm[1]} {facts.firm[2]} Cedex"


def legal(facts: Facts) -> str:
    """What stands in small letters at the foot."""
    return (
        f"{facts.insurer}, société d’assurance mutuelle à cotisations variables régie par le Code "
        "des assurances. "
        f"Siège social : {firm(facts)}. SIREN 775 709 702. Tél. 01 99 00 45 67. Soumise au contrôle "
        "de l’ACPR."
    )


LIMITS = (
    "La présente attestation ne peut engager l’assureur en dehors des limites précisées par les clauses et "
    "conditions générales et particulières du contrat auxquelles elle se réfère."
)
