"""Opening a tenant's file: everything that the first screen of a call shows."""

from datetime import date

from sqlalchemy.orm import Session

from backoffice.errors import Denied, NotFound
from backoffice.rules.money import ZERO
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.access.opening import Admission, Opening, open_file
from backoffice.services.calls import CallView, view_of_call
from backoffice.services.tenant.account import last_postings, owed_by_lease
from backoffice.services.tenant.cards import balance_card, insurance_card, requests_card, service_requests
from backoffice.services.tenant.leases import lease_views
from backoffice.services.tenant.people import contacts, household, number_to_dial
from backoffice.services.tenant.portal_card import portal_card
from backoffice.services.tenant.portal_rules import portal_rules
from backoffice.services.tenant.reading.read import FileRows, read_file
from backoffice.services.tenant.receipt_card import receipt_card, receipts, recent_months, why_owed
from backoffice.services.tenant.results import LeaseView, TenantFile
from backoffice.services.tenant.stamp import stamp_of

_CARETAKER_SENTENCE = (
    "Un gardien n’ouvre pas ce dossier : « Mes immeubles » (backoffice buildings) donne le nom, le logement, "
    "le téléphone et les réparations."
)
_GONE = "Ce client n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche."


NO_PURPOSE = Opening()


def open_tenant(
    session: Session, customer_id: int, as_of: date | None, opening: Opening = NO_PURPOSE
) -> TenantFile:
    """The file of a customer as of the day ``as_of`` (today by the server's clock if ``None``).

    Portal and call are those of now. The opening is traced and counted before anything is read. Two round
    trips: the opening, then everything in one statement, so that no part is older than another; a third
    tells the call under way, if there is one.
    Raises ``Hidden`` for a customer of no landlord of mine, ``Denied`` for a reserved file or a quota that
    is spent; these are in the trace too.
    """
    admission = open_file(session, customer_id, opening)
    if admission.role is StaffRole.CARETAKER:
        raise Denied(_CARETAKER_SENTENCE, code="CARETAKER")
    read = read_file(session, customer_id, as_of, admission.staff_id)
    if read is None:
        raise NotFound(_GONE)
    call = view_of_call(session, read.call_id) if read.call_id is not None else None
    return _file(read, call, admission, opening)


def _file(read: FileRows, call: CallView | None, admission: Admission, opening: Opening) -> TenantFile:
    who, today = read.who, read.who.day
    withheld = who.confidential_address and admission.role is not StaffRole.MANAGER
    held = lease_views(read.leases, read.holders, today, owed_by_lease(read.postings), withheld=withheld)
    by_id = {lease.id: lease for lease in held}
    ledger = last_postings(read.postings, {one.id: (one.number, one.kind) for one in held}, today)
    reached = contacts(read.contacts, who.now)
    months, asked = recent_months(read, today), service_requests(read.requests, by_id)
    return TenantFile(
        customer_id=who.customer_id,
        landlord_code=read.landlord.code,
        landlord_name=read.landlord.name,
        client_ref_label=read.profile.client_ref_label,
        client_ref=who.client_ref,
        party_number=who.party_number,
        name=display_name(who.civility, who.birth_name, who.usage_name, who.first_names),
        title=_title(held, today),
        is_current=any(lease.is_current for lease in held),
        confidential_address=who.confidential_address,
        as_of=today,
        read_at=who.now,
        leases=held,
        balance=balance_card(held, ledger.latest, why_owed(months)),
        receipt=receipt_card(held, months),
        portal=portal_card(read.accounts, read.locks, read.blocks, read.events, who.now),
        portal_rules=portal_rules(read.profile, sum((lease.balance_due for lease in held), ZERO)),
        insurance=insurance_card(held, read, today),
        requests=requests_card(asked),
        postings=ledger.lines,
        postings_since=ledger.since,
        household=household(read.household, today),
        contacts=reached,
        receipts=receipts(read.receipts, read.receipt_requests, by_id),
        service_requests=asked,
        number_to_dial=number_to_dial(read.contacts, reached, today),
        call=call,
        stamp=_stamp(read),
        purpose=opening.purpose,
        files_left=admission.files_left,
    )


def _stamp(read: FileRows) -> str:
    tables = (
        read.accounts,
        read.locks,
        read.blocks,
        read.receipts,
        read.receipt_requests,
        read.insurance,
        read.requests,
        read.contacts,
    )
    return stamp_of(sum(row.version for row in table) for table in tables)


def _title(held: tuple[LeaseView, ...], today: date) -> str:
    if any(lease.is_current for lease in held):
        return "Titulaire"
    return "Ancien locataire" if any(lease.starts_on <= today for lease in held) else "Pas encore locataire"
