"""A step of an assessment, kept as values: its sentence is made when somebody asks for it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.surveys.scales import ScaleStatus

_SURENESS = {status: rank for rank, status in enumerate(ScaleStatus)}

SURE = (ScaleStatus.STATUTORY, ScaleStatus.GIVEN, ScaleStatus.PUBLISHED)
"""The marks that need no warning."""


class Origin(NamedTuple):
    """The article of a rule or figure, where it was read, how sure it is, what to know about it."""

    article: str
    source: str
    status: ScaleStatus
    note: str = ""

    def marked(self, status: ScaleStatus, note: str = "") -> "Origin":
        """The same with the less sure of both marks, and one more remark."""
        notes = " ; ".join(one for one in (self.note, note) if one)
        return self._replace(status=least_sure((self.status, status)), note=notes)


class Figure(NamedTuple):
    """A number of the law and where it comes from."""

    value: Decimal
    origin: Origin


class StepCode(Labelled):
    """What a step works out, in the order of an assessment."""

    EXEMPTION = "EXEMPTION", "Exonération"
    REMARK = "REMARK", "À savoir"
    CATEGORY = "CATEGORY", "Catégorie de ménage"
    RESOURCES = "RESOURCES", "Ressources retenues"
    CEILING = "CEILING", "Plafond de ressources"
    OVERRUN = "OVERRUN", "Dépassement du plafond"
    WHOLE_OVERRUN = "WHOLE_OVERRUN", "Dépassement en points entiers"
    COEFFICIENT = "COEFFICIENT", "Coefficient de dépassement (CDPR)"
    SLR = "SLR", "Supplément de loyer de référence (SLR)"
    BEFORE_CAP = "BEFORE_CAP", "SLS avant plafonnement"
    CAP_INCOME = "CAP_INCOME", "Plafond selon les ressources du foyer"
    CAP_PER_M2 = "CAP_PER_M2", "Plafond selon le loyer au m²"
    SLS = "SLS", "SLS mensuel"


class Step(NamedTuple):
    """What was worked out, from which ``facts`` (in the order of the code's formula), on what ground."""

    code: StepCode
    value: Decimal | str
    facts: tuple[object, ...]
    origin: Origin


def least_sure(statuses: Iterable[ScaleStatus]) -> ScaleStatus:
    """The mark of a result that rests on all of them; that of the law itself for none."""
    return max(statuses, key=_SURENESS.__getitem__, default=ScaleStatus.STATUTORY)
