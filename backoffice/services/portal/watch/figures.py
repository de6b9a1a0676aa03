"""How many files each kind of anomaly has."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from backoffice.rules.portal.watch import LIMITS, AnomalyKind, WatchLimits
from backoffice.services.portal.watch.results import Anomalies
from backoffice.services.portal.watch.statements import FIGURES


def anomaly_figures(
    session: Session,
    landlord_code: str | None = None,
    kinds: Sequence[AnomalyKind] = tuple(AnomalyKind),
    limits: WatchLimits = LIMITS,
) -> tuple[Anomalies, ...]:
    """The figures of my landlords, or of the one named, kind by kind; reading them is traced.

    Each is the number of rows that ``anomaly_list`` gives. Raises ``Refused`` for anybody but a manager.
    """
    values = {
        "kinds": [kind.value for kind in kinds],
        "landlord": landlord_code,
        "limits": limits.as_values(),
    }
    rows = session.execute(FIGURES, values)
    return tuple(Anomalies(AnomalyKind(row.kind), row.files, row.fresh) for row in rows)
