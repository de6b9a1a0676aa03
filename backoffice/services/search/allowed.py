"""Searching once the quota was reached: asked first, so that nothing is read past it."""

from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.access import AccessKind
from backoffice.services.access.quotas import refuse_spent
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import SearchAnswer, SearchQuery


def find_if_allowed(session: Session, query: SearchQuery) -> SearchAnswer:
    """As ``find_tenants``. Raises ``Denied`` (``QUOTA_SEARCH``) while no search is left."""
    refuse_spent(session, AccessKind.SEARCH)
    return find_tenants(session, query)
