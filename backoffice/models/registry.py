"""Every mapped class, imported in one place for the mapper and for Alembic."""

from backoffice.models import call, landlord, lease, ledger, person, portal, receipt, service, stock, trace
from backoffice.models.account import keys
from backoffice.models.base import Base
from backoffice.models.desk import (
    access,
    alert,
    assistance,
    audit,
    contact,
    note,
    online,
    persons,
    proof,
    retention,
    search,
    work,
)
from backoffice.models.validation import campaign, changes, household, insurance, papers, stamps, tasks, texts
from backoffice.models.validation import work as queues

FAMILIES = (call, landlord, lease, ledger, person, portal, receipt, service, stock, trace)
DESK_FAMILIES = (
    access, alert, assistance, audit, contact, note, online, persons, proof, retention, search, work,
)  # fmt: skip
VALIDATION_FAMILIES = (campaign, insurance, papers, tasks, texts, queues, household, changes, stamps)
ACCOUNT_FAMILIES = (keys,)
metadata = Base.metadata
