"""The files that tenants of the training landlord have sent for the items that wait."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from backoffice.demo.papers.facts import Insured
from backoffice.demo.papers.training import Known, certificate_for
from backoffice.demo.population.tenants import Tenant
from backoffice.demo.world import World
from backoffice.models.validation.papers import Document, DocumentContent
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.papers import DocumentKind


@dataclass(frozen=True)
class Sent:
    """A certificate as the tenant sent it: when, the days he typed, his insurer."""

    at: datetime
    start: date
    end: date
    insurer: str


def add_certificate(world: World, tenant: Tenant, item_id: int, sent: Sent) -> None:
    """Add the file of a certificate that waits; one in three says something else than it should (R2.10)."""
    who, place = tenant.who, tenant.dwelling
    agency = place.spot.agency
    known = Known(
        insured=Insured(
            "Mme" if who.civility == "MME" else "M.", who.first_names, who.usage_name or who.birth_name
        ),
        street=place.spot.street,
        postcode=agency.postal_code,
        town=agency.town,
        rooms=place.rooms,
        insurer=sent.insurer,
        start=sent.start,
        end=sent.end,
        today=world.day,
    )
    # The seed is the item's: nobody else's draw moves.
    name, content = certificate_for(known, item_id)
    document_id = world.rows.add(
        Document,
        landlord_id=tenant.let.house.id,
        customer_id=tenant.client.id,
        lease_id=tenant.let.id,
        work_item_id=item_id,
        kind=DocumentKind.INSURANCE_CERTIFICATE,
        channel=RequestChannel.PORTAL,
        given_name=name,
        size_bytes=len(content),
        sha256=sha256(content).hexdigest(),
        received_at=sent.at,
    )
    world.rows.add(
        DocumentContent,
        landlord_id=tenant.let.house.id,
        document_id=document_id,
        content="\\x" + content.hex(),
    )
