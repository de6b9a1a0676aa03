"""What a made-up certificate says, drawn from a seed, and the mistakes that tenants send (R2.10)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from backoffice.demo.papers.names import MEN, RESIDENCES, STREETS, SURNAMES, WOMEN
from backoffice.rules.dates import add_months
from backoffice.rules.papers.proposals import CoverWord, HolderName, OnFile, PaperNature, Quality
from backoffice.rules.vocabulary.service import InsuranceRejection

COMPANIES = (
    "Mutuelle Rhodania",
    "Ponant Assurances",
    "La Prévoyante du Littoral",
    "Astrale Assurances",
    "Garance Assurance",
    "Mutuelle des Deux Rives",
    "Novéa Assurances",
    "Assurances du Vieux Port",
    "Solénia Mutuelle",
    "Boréale IARD",
    "Mutuelle Les Trois Clochers",
    "Occitane Assurances",
    "Assurances Montclar",
    "Tilia Assurance",
)
_TOWNS = (
    ("13007", "Marseille"),
    ("13100", "Aix-en-Provence"),
    ("57000", "Metz"),
    ("57100", "Thionville"),
    ("86000", "Poitiers"),
    ("27000", "Évreux"),
    ("27200", "Vernon"),
    ("17000", "La Rochelle"),
    ("69100", "Villeurbanne"),
    ("93200", "Saint-Denis"),
    ("13170", "Les Pennes-Mirabeau"),
    ("72000", "Le Mans"),
    ("94400", "Vitry-sur-Seine"),
    ("13300", "Salon-de-Provence"),
)
_FIRMS = (
    ("2 place de la Bourse", "75002", "Paris"),
    ("118 avenue des Francs", "79000", "Niort"),
    ("45 quai Perrache", "69002", "Lyon"),
    ("9 rue du Palais", "44000", "Nantes"),
)
MISTAKES = (
    InsuranceRejection.NOT_AN_ATTESTATION,
    InsuranceRejection.NAME_MISMATCH,
    InsuranceRejection.ADDRESS_MISMATCH,
    InsuranceRejection.EXPIRED,
    InsuranceRejection.NOT_YET_VALID,
    InsuranceRejection.PERIOD_MISSING,
    InsuranceRejection.COVER_MISSING,
    InsuranceRejection.WRONG_CONTRACT,
    InsuranceRejection.OWNER_STATUS,
)
_ALL = (CoverWord.TENANT_RISKS, CoverWord.FIRE, CoverWord.EXPLOSION, CoverWord.WATER, CoverWord.NEIGHBOURS)


@dataclass(frozen=True)
class Insured:
    """A person named by a certificate."""

    civility: str
    first: str
    last: str

    @property
    def shown(self) -> str:
        """``Mme Léa DURAND``."""
        return f"{self.civility} {self.first} {self.last.upper()}"

    @property
    def plain(self) -> str:
        """``Léa Durand``."""
        return f"{self.first} {self.last}"


@dataclass(frozen=True)
class Facts:
    """Everything that a layout may write, true or made wrong on purpose."""

    insured: tuple[Insured, ...]
    street: str
    postcode: str
    town: str
    inside: str
    start: date
    end: date
    issued: date
    policy: str
    client: str
    insurer: str
    covers: tuple[CoverWord, ...]
    refused: tuple[CoverWord, ...]
    quality: Quality
    rooms: int
    firm: tuple[str, str, str]
    mailing: tuple[str, str, str]
    nature: PaperNature = PaperNature.CERTIFICATE
    shows_period: bool = True
    annex_only: bool = False
    mistake: InsuranceRejection | None = None

    @property
    def address(self) -> str:
        """``12 bis rue des Lilas, 13007 Marseille``."""
        return f"{self.street}, {self.postcode} {self.town}"


def draw_facts(seed: int, today: date) -> tuple[Facts, OnFile]:
    """What a certificate says and what the lease says; one in three certificates is wrong in one way."""
    rng = Random(seed)  # noqa: S311 -- a game of chance, not a secret
    right, file = _right(rng, today)
    if rng.random() > 0.33:
        return right, file
    return mistaken(right, rng), file


def mistaken(facts: Facts, rng: Random) -> Facts:
    """The facts made wrong in one way (R2.10)."""
    mistake = rng.choice(MISTAKES)
    return replace(_WRONG[mistake](facts, rng), mistake=mistake)


def _right(rng: Random, today: date) -> tuple[Facts, OnFile]:
    insured = tuple(_person(rng) for _ in range(rng.choice((1, 1, 1, 2))))
    number = f"{rng.randint(1, 180)}{rng.choice(('', '', '', '', ' bis', ' ter'))}"
    street = f"{number} {rng.choice(STREETS)}"
    postcode, town = rng.choice(_TOWNS)
    start = today - timedelta(days=rng.randint(0, 300))
    start = rng.choice((start, start.replace(day=1)))
    end = add_months(start, 12) - timedelta(days=rng.choice((1, 1, 1, 0)))
    rooms = rng.randint(1, 5)
    facts = Facts(
        insured=insured,
        street=street,
        postcode=postcode,
        town=town,
        inside=_inside(rng),
        start=start,
        end=end,
        issued=max(start - timedelta(days=rng.randint(0, 20)), today - timedelta(days=90)),
        policy=_policy(rng),
        client=f"{rng.randint(1_000_000, 9_999_999)}",
        insurer=rng.choice(COMPANIES),
        covers=_ALL[: rng.choice((5, 5, 4, 1))],
        refused=(),
        quality=Quality.TENANT,
        rooms=rooms,
        firm=rng.choice(_FIRMS),
        mailing=(street, postcode, town),
    )
    if rng.random() < 0.15:
        facts = replace(facts, mailing=(f"{rng.randint(1, 90)} rue du Moulin", "87000", "Limoges"))
    return facts, _lease(facts)


def _inside(rng: Random) -> str:
    """Where inside: often nothing."""
    flat = f"Bâtiment {rng.choice('ABCD')}, appartement {rng.randint(1, 60)}"
    return rng.choice(("", "", flat, f"Résidence {rng.choice(RESIDENCES)}"))


def _lease(facts: Facts) -> OnFile:
    """The lease that the facts answer to."""
    return OnFile(
        tuple(HolderName(one.last, None, one.first) for one in facts.insured),
        facts.street,
        facts.postcode,
        facts.town,
        building=facts.inside[9] if facts.inside.startswith("Bâtiment") else "",
        rooms=facts.rooms,
    )


def _person(rng: Random) -> Insured:
    woman = rng.random() < 0.5
    first = rng.choice(WOMEN if woman else MEN)
    return Insured("Mme" if woman else "M.", first, rng.choice(SURNAMES))


def _policy(rng: Random) -> str:
    figures = "".join(rng.choice("0123456789") for _ in range(12))
    return rng.choice(
        (
            figures[:9],
            f"{figures[:4]} {figures[4:8]} {figures[8:]}",
            f"H{figures[:8]}",
            f"MRH-{figures[:7]}",
            f"{figures[:7]}/{figures[7:9]}",
            f"{figures[:10]}",
            f"AN{figures[:6]}",
            f"{figures[:3]}.{figures[3:6]}.{figures[6:9]}",
            f"{figures[:8]} {rng.choice('ABCDEFGH')}",
        )
    )


def _named_otherwise(facts: Facts, rng: Random) -> Facts:
    return replace(facts, insured=(Insured("M.", "Gontran", "Quesnoy-Valbert"),))


def _elsewhere(facts: Facts, rng: Random) -> Facts:
    other = f"{rng.randint(181, 220)} rue du Pré-aux-Clercs"
    return replace(facts, street=other, inside="", mailing=(other, facts.postcode, facts.town))


def _moved(months: int) -> Callable[[Facts, Random], Facts]:
    def change(facts: Facts, rng: Random) -> Facts:
        return replace(
            facts,
            start=add_months(facts.start, months),
            end=add_months(facts.end, months),
            issued=add_months(facts.issued, months),
        )

    return change


_Change = Callable[[Facts, Random], Facts]
_WRONG: dict[InsuranceRejection, _Change] = {
    InsuranceRejection.NOT_AN_ATTESTATION: lambda facts, rng: replace(
        facts, nature=rng.choice((PaperNature.QUOTE, PaperNature.PREMIUM_NOTICE))
    ),
    InsuranceRejection.NAME_MISMATCH: _named_otherwise,
    InsuranceRejection.ADDRESS_MISMATCH: _elsewhere,
    InsuranceRejection.EXPIRED: _moved(-24),
    InsuranceRejection.NOT_YET_VALID: _moved(14),
    InsuranceRejection.PERIOD_MISSING: lambda facts, rng: replace(facts, shows_period=False),
    InsuranceRejection.COVER_MISSING: lambda facts, rng: replace(
        facts, covers=(CoverWord.NEIGHBOURS,), refused=(CoverWord.TENANT_RISKS,)
    ),
    InsuranceRejection.WRONG_CONTRACT: lambda facts, rng: replace(facts, annex_only=True, rooms=0),
    InsuranceRejection.OWNER_STATUS: lambda facts, rng: replace(facts, quality=Quality.OWNER),
}
