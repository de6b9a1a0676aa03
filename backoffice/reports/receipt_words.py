"""The sentences of a quittance and of a reçu; only what the law says is printed as law."""

from backoffice.rules.dates import french_day
from backoffice.rules.money import euros
from backoffice.rules.receipts.sheet import Letterhead, ReceiptSheet
from backoffice.rules.vocabulary.receipts import ReceiptKind

LEGAL = "Document délivré gratuitement (loi n° 89-462 du 6 juillet 1989, article 21)."
RESERVE = "sous réserve d’encaissement"
TITLES = {ReceiptKind.QUITTANCE: "QUITTANCE DE LOYER", ReceiptKind.RECU: "REÇU DE PAIEMENT"}


def statement(sheet: ReceiptSheet) -> str:
    """What the landlord declares: the sum received, from whom, for which period."""
    holders = _listed(sheet.party.addressees)
    if sheet.kind == ReceiptKind.RECU:
        what = f"avoir reçu de {holders} la somme de {euros(sheet.paid)}"
        if not sheet.paid:
            what = f"avoir reçu une aide au logement de {euros(sheet.housing_aid)} pour {holders}"
        return (
            f"Nous déclarons {what}, à valoir sur le loyer et les charges de la période {sheet.period_words}."
        )
    about = f"au titre du loyer et des charges de la période {sheet.period_words}"
    if not sheet.paid and sheet.housing_aid:
        return (
            f"Nous déclarons que l’aide au logement a réglé la somme due par {holders} {about}, "
            "et en donnons quittance."
        )
    aid = f", l’aide au logement de {euros(sheet.housing_aid)} étant déduite" if sheet.housing_aid else ""
    return (
        f"Nous déclarons avoir reçu de {holders} la somme de {euros(sheet.paid)} {about}{aid}, "
        "et en donnons quittance."
    )


def mentions(sheet: ReceiptSheet) -> tuple[str, ...]:
    """What else the paper must say, one sentence each."""
    found = []
    if sheet.kind == ReceiptKind.RECU:
        found.append(
            f"Ce reçu n’est pas une quittance : il reste {euros(sheet.remaining)} à payer pour cette période."
        )
    if sheet.subject_to_clearing:
        found.append(f"Document établi {RESERVE} {_listed(_uncertain(sheet))}.")
    if sheet.replaces:
        plural = "les reçus" if len(sheet.replaces) > 1 else "le reçu"
        found.append(f"Annule et remplace {plural} n° {_listed(sheet.replaces)}.")
    if sheet.refund_due:
        found.append(f"L’aide dépasse la somme appelée : {euros(sheet.refund_due)} vous sont dus.")
    if sheet.earlier_balance > 0:
        found.append(
            f"Pour information : {euros(sheet.earlier_balance)} restent dus au {french_day(sheet.issued_on)} "
            "au titre de périodes antérieures."
        )
    return tuple(found)


def _uncertain(sheet: ReceiptSheet) -> tuple[str, ...]:
    """The money that is not there yet (R1.13, R1.23)."""
    aid = ("de l’aide au logement",) if sheet.aid_awaited else ()
    starred = any(not one.cleared for one in sheet.payments)
    return (*aid, "des règlements marqués d’un *") if starred else aid


def identity(sheet: ReceiptSheet) -> str:
    """The landlord in one line, for the foot of the page."""
    landlord = sheet.landlord
    seat = f"{landlord.street}, {landlord.postal_code} {landlord.town}"
    siren = f" – {siren_words(landlord)}" if landlord.siren else ""
    return f"{landlord.name}, {landlord.legal_form} – {seat}{siren}"


def siren_words(landlord: Letterhead) -> str:
    """``SIREN 060 804 770``, in threes however it was typed."""
    digits = (landlord.siren or "").replace(" ", "")
    return f"SIREN {' '.join(digits[start : start + 3] for start in range(0, len(digits), 3))}"


def _listed(words: tuple[str, ...]) -> str:
    return " et ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)
