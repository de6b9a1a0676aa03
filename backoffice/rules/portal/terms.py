"""The terms that a portal has its tenants accept: which ones, when (portails 4.1)."""

from backoffice.rules.dates import french_day, french_instant
from backoffice.rules.portal.history import TermsFact
from backoffice.rules.profile import NOT_STATED, LandlordProfile


def terms_words(profile: LandlordProfile, accepted: TermsFact | None) -> str:
    """Version and day of what was accepted, in a French sentence.

    When nothing is recorded: that this portal asks for it, or « non renseigné » for a landlord who does not
    say that it does.
    """
    if accepted is not None:
        version = french_day(accepted.version) if accepted.version else NOT_STATED
        return (
            f"Conditions générales acceptées le {french_instant(accepted.accepted_at)} (version : {version})."
        )
    if profile.terms_asked:
        return "Conditions générales : ce portail les fait accepter, aucune acceptation n’est enregistrée."
    return f"Conditions générales : {NOT_STATED}."
