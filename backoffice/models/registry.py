"""Every mapped class, imported in one place for the mapper and for Alembic."""

from backoffice.models import call, landlord, lease, ledger, person, portal, receipt, service, stock, trace
from backoffice.models.base import Base

FAMILIES = (call, landlord, lease, ledger, person, portal, receipt, service, stock, trace)
metadata = Base.metadata
