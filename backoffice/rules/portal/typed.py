"""The form of a number as it was typed on a portal: it tells the mistake, never the number (R4.30)."""

import re

from backoffice.rules.identifiers import normalise
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.profile_values import ReferenceStrip
from backoffice.rules.vocabulary.portal import TypedForm


def form_of(typed: str, profile: LandlordProfile, other_numbers: frozenset[str] = frozenset()) -> TypedForm:
    """The form of ``typed``, in the eyes of ``profile``'s portal.

    ``other_numbers`` are the normalised numbers that the same papers print and that are not the one asked.
    """
    told = typed.strip()
    if "@" in told:
        return TypedForm.EMAIL
    if told.upper().startswith("L") and ReferenceStrip.L_PREFIX in profile.strip:
        return TypedForm.WITH_PREFIX
    if normalise(told) in other_numbers:
        return TypedForm.OTHER_NUMBER
    if told.isdigit() and told.startswith("0") and ReferenceStrip.LEADING_ZEROS in profile.strip:
        return TypedForm.WITH_ZEROS
    number, bar, suffix = told.partition("/")
    if bar and suffix.isdigit() and number.isdigit():
        return TypedForm.WITH_SUFFIX
    if told != typed or " " in told:
        return TypedForm.WITH_SPACES
    return TypedForm.AS_EXPECTED if re.fullmatch(profile.client_ref_regex, told) else TypedForm.OTHER_SHAPE
