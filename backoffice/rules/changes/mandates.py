"""Mandates of direct debit: their reference, what the paper must show, how long they live (R3.50–R3.52)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.errors import Refused
from backoffice.rules.dates import add_months
from backoffice.rules.identifiers import normalise
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.ledger import MandateState

RUM_MAX_LENGTH = 35
LAPSE_MONTHS = 36
REFUND_WEEKS = 8
UNAUTHORISED_MONTHS = 13
_RUM = re.compile(r"[A-Za-z0-9/\-?:().,'+]+")


class MandateMention(Labelled):
    """What a paper mandate must show (R3.50)."""

    TITLE = "TITLE", "Le titre « Mandat de prélèvement SEPA »"
    RUM = "RUM", "La référence unique du mandat (RUM)"
    CREDITOR = "CREDITOR", "Le nom et l’adresse du créancier"
    ICS = "ICS", "L’identifiant créancier SEPA (ICS)"
    AUTHORISATION = "AUTHORISATION", "L’autorisation de prélever et le droit au remboursement"
    DEBTOR = "DEBTOR", "Le nom du débiteur"
    IBAN = "IBAN", "L’IBAN du débiteur"
    TYPE = "TYPE", "Paiement récurrent ou ponctuel"
    DATE = "DATE", "La date"
    SIGNATURE = "SIGNATURE", "La signature"


@dataclass(frozen=True)
class Mandate:
    """A mandate as it is on file."""

    reference: str
    signed_on: date
    state: MandateState
    debit_day: int
    last_used_on: date | None = None
    ends_on: date | None = None


def mentions_question(*, has_reference: bool) -> str:
    """What the first person looks for on the paper (R3.50).

    A mandate signed without its reference is good: it gets one, told before the first debit.
    """
    asked = (one for one in MandateMention if has_reference or one is not MandateMention.RUM)
    told = " ; ".join(one.label[0].lower() + one.label[1:] for one in asked)
    return f"Le mandat doit montrer : {told}. S’il en manque, demandez un mandat complet."


def refuse_rum(reference: str) -> None:
    """Raise ``Refused`` (``WRONG_RUM``) for a reference that banks would refuse (R3.51).

    35 characters at most, letters and digits without accents and ``/ - ? : ( ) . , ' +``, no space.
    """
    if not reference:
        words = "La référence du mandat est vide : recopiez-la, ou laissez Guichet en donner une."
    elif any(sign.isspace() for sign in reference):
        words = "La référence du mandat contient une espace : ôtez-la."
    elif len(reference) > RUM_MAX_LENGTH:
        words = f"La référence du mandat dépasse {RUM_MAX_LENGTH} caractères : recopiez-la seule."
    elif not _RUM.fullmatch(reference):
        words = "La référence du mandat a un caractère interdit : lettres, chiffres et / - ? : ( ) . , ' +."
    else:
        return
    raise Refused(words, code="WRONG_RUM")


def rum_key(reference: str) -> str:
    """What makes two references the same: their letters and digits."""
    return re.sub(r"[^A-Z0-9]", "", reference.upper())


def new_rum(contract: str, signed_on: date, taken: frozenset[str] = frozenset()) -> str:
    """A reference that is not ``taken``: contract, day of the signature, rank (R3.51).

    ``taken`` holds references by their letters and digits alone, as the database compares them.
    """
    stem = rum_key(normalise(contract))[: RUM_MAX_LENGTH - 13] or "M"
    rank = 1
    while True:
        made = f"{stem}-{signed_on:%Y%m%d}-{rank:02d}"
        if rum_key(made) not in taken:
            return made
        rank += 1


def lapses_on(signed_on: date, last_used_on: date | None) -> date:
    """First day when a mandate that is not used any more has lapsed: 36 months (R3.52)."""
    return add_months(max(signed_on, last_used_on or signed_on), LAPSE_MONTHS)


def standing(mandate: Mandate, today: date) -> MandateState:
    """Where a mandate stands today, whatever was last written of it (R3.52)."""
    if mandate.state is MandateState.REVOKED or (mandate.ends_on is not None and mandate.ends_on <= today):
        return MandateState.REVOKED
    if today >= lapses_on(mandate.signed_on, mandate.last_used_on):
        return MandateState.LAPSED
    return mandate.state


def may_be_revoked(mandate: Mandate, today: date) -> bool:
    """A mandate is revoked at any time, as long as there is one (R3.52)."""
    return standing(mandate, today) in (MandateState.ACTIVE, MandateState.SUSPENDED)


def refund_until(debited_on: date, *, authorised: bool) -> date:
    """Last day to ask one's bank for a refund: 8 weeks, or 13 months without mandate (R3.52)."""
    if authorised:
        return debited_on + timedelta(weeks=REFUND_WEEKS)
    return add_months(debited_on, UNAUTHORISED_MONTHS)
