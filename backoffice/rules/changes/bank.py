"""Changes of account and of debits, judged before anybody says yes (R3.50–R3.58)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from backoffice.rules.changes.debits import regularisation_words
from backoffice.rules.changes.mandates import (
    Mandate,
    may_be_revoked,
    mentions_question,
    refund_until,
    standing,
)
from backoffice.rules.changes.outcome import ChangeOutcome, Objection
from backoffice.rules.dates import french_day, french_instant
from backoffice.rules.household.outcome import LineChange, Spawned
from backoffice.rules.money import ZERO
from backoffice.rules.names import words
from backoffice.rules.vocabulary.ledger import MandateState
from backoffice.rules.vocabulary.validation.changes import BankEvent, IbanCheck
from backoffice.rules.vocabulary.validation.papers import DocumentKind as D
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind

CHECK_DAYS = 3
_TAKEN_IN = "Le prochain prélèvement en tient compte."


@dataclass(frozen=True)
class BankFile:
    """What stands when a change of account is judged."""

    today: date
    holders: tuple[str, ...]
    """The surnames of those who hold the lease."""
    before: str
    """The account in force, masked."""
    after: str
    holder_name: str
    received: frozenset[D]
    """Readable papers, and originals seen."""
    debit_day: int | None = None
    first_debit: date | None = None
    rum: str | None = None
    rum_given: bool = False
    """Whether the paper told the reference, or it is ours."""
    signed_on: date | None = None
    mandate: Mandate | None = None
    """The mandate in force on this lease, if any."""
    iban_check: IbanCheck = IbanCheck.NONE
    regularisation: Decimal = ZERO
    """Charges set right on the last notice, euros."""
    regularisation_limit: int | None = None
    cooling_until: datetime | None = None
    suspended: bool = False
    is_approval: bool = False
    """Whether this is the second person's look."""
    by_me: bool = False
    """Whether I entered it, or was the first person."""
    decided: bool = False
    """Whether the second person has decided, or the tenant objected."""

    @property
    def third_party(self) -> bool:
        """Whether somebody else than a holder owns the account (R3.54)."""
        return not any(owns(self.holder_name, one) for one in self.holders)


def owns(on_account: str, surname: str) -> bool:
    """Whether every word of a surname is on the account, whatever the case and the accents (R4.31)."""
    wanted = set(words(surname))
    return bool(wanted) and wanted <= set(words(on_account))


def judge_account(file: BankFile) -> ChangeOutcome:
    """A new account: the first person checks, the second approves."""
    lines = [LineChange("Compte", file.before, f"{file.after}, {file.holder_name}")]
    sentences, questions = [], []
    if file.third_party:
        sentences.append("Le compte est celui d’un tiers : il paie avec son propre mandat signé.")
    if file.debit_day is not None and file.first_debit is not None:
        standing_now = f"{file.mandate.reference}, le {file.mandate.debit_day}" if file.mandate else "Aucun"
        lines.append(LineChange("Mandat", standing_now, f"{file.rum}, le {file.debit_day}"))
        sentences += _debit_words(file, file.first_debit)
        if not file.is_approval:
            questions.append(mentions_question(has_reference=file.rum_given))
    if file.is_approval:
        sentences.append("Les anciens contacts sont prévenus ; le compte sert après le délai de sécurité.")
    else:
        sentences.append("Rien n’est prélevé sur ce compte avant l’accord d’une seconde personne.")
    follow_ups: tuple[Spawned, ...] = ()
    if file.iban_check is IbanCheck.PARTIAL:
        questions.append("Le nom ne correspond qu’en partie : regardez le relevé.")
        follow_ups = (Spawned(FollowUpKind.CHECK_IBAN, file.today + timedelta(days=CHECK_DAYS)),)
    return ChangeOutcome(
        tuple(lines), tuple(_objections(file)), tuple(sentences), tuple(questions), follow_ups,
        file.first_debit, told=file.is_approval and file.first_debit is not None,
    )  # fmt: skip


def _debit_words(file: BankFile, first: date) -> list[str]:
    refunded = french_day(refund_until(first, authorised=True))
    told = [
        f"Premier prélèvement sur ce compte : le {french_day(first)}.",
        f"Il peut se le faire rembourser par sa banque jusqu’au {refunded}, sans avoir à dire pourquoi.",
        regularisation_words(file.regularisation, file.regularisation_limit),
    ]
    if not file.rum_given:
        told.append(
            f"Le mandat n’a pas de référence : il reçoit {file.rum}, dite avant le premier prélèvement."
        )
    return [one for one in told if one]


def _objections(file: BankFile) -> list[Objection]:
    found = []
    if file.by_me:
        found.append(
            Objection("SECOND_PERSON", "Vous avez saisi cette demande : une autre personne la décide.")
        )
    if file.decided:
        found.append(Objection("CHANGE_DECIDED", "Cette demande est déjà décidée : classez-la sans suite."))
    if file.suspended:
        found.append(
            Objection("FRAUD_SUSPENSION", "Le compte en ligne est suspendu pour fraude : refusez la demande.")
        )
    if file.cooling_until is not None:
        found.append(
            Objection(
                "COOLING_OFF",
                "Un contact de ce locataire vient de changer : revenez-y à partir du "
                f"{french_instant(file.cooling_until)}.",
            )
        )
    if file.iban_check is IbanCheck.NO_MATCH:
        found.append(
            Objection("NAME_MISMATCH", "Le compte est celui d’une autre personne : refusez la demande.")
        )
    if not file.is_approval and D.BANK_DETAILS not in file.received:
        found.append(Objection("DOCUMENT_MISSING", "Il manque le relevé d’identité bancaire : demandez-le."))
    needs_mandate = file.third_party or file.debit_day is not None
    if not file.is_approval and needs_mandate and (D.MANDATE not in file.received or file.signed_on is None):
        who = "du tiers qui paie" if file.third_party else "du titulaire"
        found.append(Objection("MANDATE_MISSING", f"Il manque le mandat daté et signé {who} : demandez-le."))
    if file.third_party and file.debit_day is None:
        found.append(
            Objection(
                "NAME_MISMATCH", "Ce compte n’est pas au nom d’un titulaire, et aucun mandat ne l’accompagne."
            )
        )
    return found


def judge_debit(
    event: BankEvent, mandate: Mandate | None, today: date, debit_day: int | None
) -> ChangeOutcome:
    """The end, the pause or the day of the debits of one contract (R3.52, R3.56)."""
    if mandate is None:
        missing = Objection("NO_MANDATE", "Ce contrat n’a pas de mandat en vigueur : refusez la demande.")
        return ChangeOutcome(objections=(missing,), told=False)
    now = standing(mandate, today)
    objections = []
    if event is BankEvent.REVOKE_MANDATE and not may_be_revoked(mandate, today):
        objections.append(Objection("ALREADY_RECORDED", "Ce mandat a déjà pris fin : refusez la demande."))
    if event is BankEvent.SUSPEND_DEBIT and now is not MandateState.ACTIVE:
        objections.append(
            Objection("ALREADY_RECORDED", "Ce mandat n’est pas en vigueur : refusez la demande.")
        )
    if event is BankEvent.RESUME_DEBIT and now is not MandateState.SUSPENDED:
        words_ = "Ce mandat n’est pas suspendu : refusez la demande, ou demandez un nouveau mandat."
        objections.append(Objection("ALREADY_RECORDED", words_))
    if event is BankEvent.DEBIT_DAY and (now is not MandateState.ACTIVE or debit_day == mandate.debit_day):
        objections.append(Objection("ALREADY_RECORDED", "Rien ne change : refusez la demande."))
    after = {
        BankEvent.REVOKE_MANDATE: MandateState.REVOKED.label,
        BankEvent.SUSPEND_DEBIT: MandateState.SUSPENDED.label,
    }.get(event, MandateState.ACTIVE.label)
    day = debit_day if event is BankEvent.DEBIT_DAY else mandate.debit_day
    line = LineChange(
        f"Mandat {mandate.reference}",
        f"{now.label}, le {mandate.debit_day} du mois",
        after if event is BankEvent.REVOKE_MANDATE else f"{after}, le {day} du mois",
    )
    stops = event in (BankEvent.REVOKE_MANDATE, BankEvent.SUSPEND_DEBIT)
    follow_ups = (Spawned(FollowUpKind.STOP_DEBIT, today + timedelta(days=1)),) if stops else ()
    sentences = ["Rien n’est plus prélevé à partir d’aujourd’hui." if stops else _TAKEN_IN]
    if event is BankEvent.REVOKE_MANDATE:
        until = french_day(refund_until(today, authorised=False))
        sentences.append(
            f"Un prélèvement qui passerait encore serait sans mandat, remboursé jusqu’au {until}."
        )
    return ChangeOutcome((line,), tuple(objections), tuple(sentences), (), follow_ups, today, told=False)
