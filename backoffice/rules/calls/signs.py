"""Warning signs of a call: what they are, how many make an advice (R4.26)."""

from collections.abc import Collection

from backoffice.rules.vocabulary.calls import WarningSign

HEARD = (
    WarningSign.URGENCY,
    WarningSign.NAME_DROPPING,
    WarningSign.REFUSES_CALL_BACK,
    WarningSign.NUMBER_SUPPLIED,
)
"""What the agent hears and ticks; the others are read in the data."""
ADVICE_FROM = 2
ADVICE = (
    "Prudence : plusieurs signes d’alerte. Ne débloquez rien, ne changez rien : proposez de rappeler "
    "au numéro du dossier, ou prévenez un responsable."
)


def needs_advice(signs: Collection[WarningSign]) -> bool:
    """Whether so many signs make a visible advice (R4.26)."""
    return len(set(signs)) >= ADVICE_FROM
