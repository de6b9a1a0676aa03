"""Which page shows which kind of item; a page is imported when its first item is shown."""

from collections.abc import Callable, Mapping
from importlib import import_module

from backoffice.rules.vocabulary.work import WorkKind
from backoffice.views.items.contract import ItemPage
from backoffice.views.surroundings import Surroundings

PAGES: Mapping[WorkKind, str] = {
    WorkKind.INSURANCE: "validation.page:InsurancePage",
    WorkKind.HOUSEHOLD: "household.page:HouseholdPage",
    WorkKind.PROFESSIONAL: "changes.professional_page:ProfessionalPage",
    WorkKind.CONTACT: "changes.contact_page:ContactPage",
    WorkKind.BANK: "changes.bank_page:BankPage",
}
"""``module:class`` of each page, under ``backoffice.views``; a kind that is absent opens the file."""


def page_of(kind: WorkKind, around: Surroundings) -> ItemPage | None:
    """A new page for items of ``kind``; ``None`` when the kind has none."""
    place = PAGES.get(kind)
    if place is None:
        return None
    module, name = place.split(":")
    make: Callable[[Surroundings], ItemPage] = getattr(import_module(f"backoffice.views.{module}"), name)
    return make(around)
