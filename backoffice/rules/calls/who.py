"""Who is speaking sets how far a call may go, whatever was checked (R4.27, R3.2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from backoffice.rules.vocabulary.calls import (
    CallerKind,
    CallerLevel,
    RepresentativeKind,
    RepresentativeScope,
)

_SCOPES = {
    RepresentativeScope.REQUESTS: CallerLevel.L1,
    RepresentativeScope.ACCOUNT: CallerLevel.L2,
    RepresentativeScope.EVERYTHING: CallerLevel.L3,
}
_OUTSIDE = frozenset({CallerKind.THIRD_PARTY, CallerKind.AUTHORITY})


@dataclass(frozen=True)
class Speaker:
    """Who is at the other end, and for a representative how far his paper goes today."""

    kind: CallerKind | None
    """``None`` while nobody has asked."""
    scope: RepresentativeScope | None = None
    """Only of a representative whose paper is in force; an occupant without title has none beyond L2."""
    is_occupant: bool = False


def highest_level(speaker: Speaker) -> CallerLevel:
    """The level that nothing proved can exceed (R4.27).

    Third parties and authorities stay at ``L0``; so does a call in which nobody asked who speaks. A
    representative goes as far as his paper; living there without title, never to ``L3``: an occupant may
    not validate a change (R3.2). The database computes the same in ``highest_level``.
    """
    if speaker.kind is CallerKind.REPRESENTATIVE:
        if speaker.scope is None:
            return CallerLevel.L0
        reached = _SCOPES[speaker.scope]
        return min(reached, CallerLevel.L2) if speaker.is_occupant else reached
    return CallerLevel.L0 if speaker.kind is None or is_outside(speaker.kind) else CallerLevel.L3


def counter_level(present: Iterable[Speaker]) -> CallerLevel:
    """What an identity paper seen at the counter proves, outside of any call (R4.20, R4.27).

    ``L3``, and no further than whoever is ``present`` by the calls and visits under way for the file: the
    paper says who he is, his mandate how far he goes. The database computes the same in
    ``proof_counter_level``.
    """
    return min((highest_level(speaker) for speaker in present), default=CallerLevel.L3)


def is_outside(kind: CallerKind | None) -> bool:
    """Whether this caller obtains nothing but general information (R4.27)."""
    return kind in _OUTSIDE


def may_hold(kind: RepresentativeKind, scope: RepresentativeScope) -> bool:
    """Whether such a representative may hold this scope: a curator assists, never acts alone (R3.24)."""
    return not (kind is RepresentativeKind.CURATOR and scope is RepresentativeScope.EVERYTHING)


OUTSIDE_SENTENCES = {
    CallerKind.THIRD_PARTY: (
        "« Je ne peux rien vous dire de ce dossier, ni même s’il existe. Je peux prendre un message, et la "
        "personne peut nous appeler ou nous donner par écrit un mandat daté. »"
    ),
    CallerKind.AUTHORITY: (
        "« Je ne peux rien vous communiquer par téléphone. Adressez votre demande écrite, avec le texte "
        "qui la fonde, à notre délégué à la protection des données ; je le préviens avec le responsable. »"
    ),
}
"""What the agent says to who obtains nothing."""
