"""While a caller is not verified, nothing of the file that could be read aloud is on the screen (R4.20)."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from backoffice.rules.money import ZERO
from backoffice.rules.premises import town_of
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.rules.vocabulary.calls import CallerLevel, ContactPlace
from backoffice.rules.vocabulary.service import InsuranceState
from backoffice.services.calls import CallView
from backoffice.services.pop.results import ATTACHED, CALLED, CONFIDENTIAL, FORMER, ON_FILE, CallerCandidate
from backoffice.services.search.results import TenantRow
from backoffice.services.search.rows import WHY
from backoffice.services.tenant.results import (
    BalanceCard,
    InsuranceCard,
    LeaseView,
    PortalCard,
    ReceiptCard,
    RequestsCard,
    TenantFile,
)

HIDDEN = "Masqué"
WHY_HIDDEN = "Identifiez l’appelant : F8."
OUTSIDE_HIDDEN = "Un tiers est en ligne."
VISIBLE_AT_LEVEL_2 = "Visible au niveau 2 : F8"
# What identifies, and what is no tenant's. All the rest is emptied, what is added to it one day too.
_KEPT = frozenset({
    "customer_id", "landlord_code", "landlord_name", "client_ref_label", "client_ref", "party_number", "name",
    "title", "is_current", "confidential_address", "as_of", "read_at", "portal_rules", "call", "stamp",
    "purpose", "files_left",
})  # fmt: skip

# Reasons whose words are names and numbers alone.
_TOLD = frozenset({"CLIENT", "LEASE", "PARTY", "NAME", "HOLDER", "SOUND", "MISSPELT"})

_WHY_RANG = {
    ON_FILE: "numéro du dossier",
    ATTACHED: "numéro rattaché",
    FORMER: "ancien numéro",
    CALLED: "a déjà appelé",
}


def shown_level(
    customer_id: int | None, call: CallView | None, purpose: OpeningPurpose = OpeningPurpose.NOT_GIVEN
) -> CallerLevel | None:
    """The level that rules what the screen shows of a file; ``None``: the file is whole.

    A telephone call under way masks every file but that of whom it verifies: whoever is on the line has
    proved nothing of another. A file opened for a call (``purpose``) is masked before the call is noted
    and after it is concluded: somebody listens, and nobody is verified. At the counter, or for another
    purpose without a call, nobody listens to what is read.
    """
    if call is None:
        return CallerLevel.L0 if purpose is OpeningPurpose.CALL else None
    if call.place == ContactPlace.COUNTER:
        return None
    return call.level if call.customer_id == customer_id else CallerLevel.L0


def masked(file: TenantFile, level: CallerLevel | None, why: str = WHY_HIDDEN) -> TenantFile:
    """The file as an agent may have it before his eyes at ``level``; whole from ``L2`` on, or without a call.

    Below, names and numbers stay, since they are compared with what the caller says; addresses keep their
    town. At ``L1`` the state of the portal's account shows too: its activation may be sent again to the
    contact on file (R4.14). ``why`` is said in the place of each answer.
    """
    if level is None or level >= CallerLevel.L2:
        return file
    emptied: dict[str, Any] = {
        one.name: ()
        for one in fields(file)
        if one.name not in _KEPT and isinstance(getattr(file, one.name), tuple)
    }
    portal = file.portal.headline if level is CallerLevel.L1 else HIDDEN
    return replace(
        file,
        **emptied
        | {
            "leases": tuple(_masked_lease(lease) for lease in file.leases),
            "balance": BalanceCard(ZERO, "", "", HIDDEN, why),
            "receipt": ReceiptCard(None, None, "", "", HIDDEN, why, ""),
            "portal": PortalCard(None, None, "", "", portal, why, None, 0, 0, None),
            "insurance": InsuranceCard(InsuranceState.NOT_REQUIRED, None, "", "", HIDDEN, why),
            "requests": RequestsCard(0, "", "", HIDDEN, why),
        },
    )


def masked_row(row: TenantRow) -> TenantRow:
    """A tenant found, without what could be read aloud: his address keeps its town, a reason its kind.

    Names and numbers stay, since they are compared with what the caller says.
    """
    told = row.matched in _TOLD
    return replace(
        row, premises="", address=town_of(row.address), why=row.why if told else WHY.get(row.matched, "")
    )


def masked_candidate(row: CallerCandidate) -> CallerCandidate:
    """A file that a ringing number may be about, without what could be read aloud to who is already there."""
    town = "" if row.dwelling == CONFIDENTIAL else row.dwelling.rpartition(", ")[2]
    return replace(row, dwelling=town or HIDDEN, why=_WHY_RANG[row.kind])


def _masked_lease(lease: LeaseView) -> LeaseView:
    return replace(
        lease,
        description=lease.kind.label.lower(),
        address=town_of(lease.address),
        starts_on=date.min,
        ends_on=None,
        balance_due=ZERO,
        financing=None,
        living_area=None,
    )
