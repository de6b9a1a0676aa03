"""Why a tenant cannot sign in, from his file: the diagnosis, what it rests on, what may be pressed."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused
from backoffice.rules.portal.acts import AccessState, needed_level, needs_manager, possible_acts
from backoffice.rules.portal.causes.case import Case
from backoffice.rules.portal.diagnosis import diagnose
from backoffice.rules.portal.findings import Finding
from backoffice.rules.portal.history import AccessHistory, EventFact
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.portal import PortalAct
from backoffice.services.portal.history_rows import AccessRows, read_access
from backoffice.services.portal.orders import AccessReport, ActOffer, EvidenceLine
from backoffice.services.staff import current_staff
