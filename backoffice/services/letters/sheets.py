"""A letter's sheet made of a text and a tenant: who, where, in which words; nothing is written."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.reports.letters.logo import landlord_logo
from backoffice.rules.dates import french_day
from backoffice.rules.letters.definition import Draft, TextDefault
from backoffice.rules.letters.layout import paragraphs
from backoffice.rules.letters.sheet import LetterSheet, Sender
from backoffice.rules.letters.texts import text_of
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.validation.tasks import TextChannel
from backoffice.services.letters.facts import Addressee, TenantFacts, tenant_facts
from backoffice.services.letters.messages import filled
from backoffice.services.letters.words import text_in_force

NUMBER_TO_COME = "à l’émission"


def draft_letter(
    session: Session,
    customer_id: int,
    code: str,
    values: Mapping[str, str],
    *,
    lease_id: int | None = None,
    person_id: int | None = None,
) -> LetterSheet:
    """The letter as it would be issued now, without its number.

    Raises ``Refused``: ``UNFILLED_VARIABLE``, ``FORBIDDEN_WORD``, ``NOBODY_TO_WRITE_TO``, ``NO_ADDRESS``,
    ``NO_LEASE``; ``NotFound`` for a customer that the reader does not see, or a text without letter.
    """
    facts = tenant_facts(session, customer_id, lease_id=lease_id, person_id=person_id, postal=True)
    draft = text_in_force(session, facts.landlord_id, code, TextChannel.LETTER).draft
    return sheet_of(facts, text_of(code), draft, {**facts.values, **values})


def sheet_of(
    facts: TenantFacts, text: TextDefault, draft: Draft, values: Mapping[str, str], *, preview: bool = False
) -> LetterSheet:
    """The sheet of ``draft`` for a tenant whose facts are read. Raises as ``draft_letter``."""
    if not facts.addressees:
        raise Refused(
            "Aucun titulaire de ce contrat ne peut recevoir de lettre : choisissez à qui écrire au dossier.",
            code="NOBODY_TO_WRITE_TO",
        )
    if not facts.address:
        raise Refused(
            "Ce dossier n’a pas d’adresse postale : complétez-la avant d’écrire.", code="NO_ADDRESS"
        )
    subject, body = filled(text.code.value, draft, values)
    greeting = greeting_of(facts.addressees)
    return LetterSheet(
        code=text.code.value,
        number=NUMBER_TO_COME,
        landlord=sender_of(facts.profile),
        to=_envelope(facts),
        made_on=facts.today,
        place_and_day=f"{facts.town}, le {french_day(facts.today)}",
        reference=_reference(facts),
        subject=subject,
        greeting=f"{greeting},",
        paragraphs=paragraphs(body),
        closing=f"Veuillez agréer, {greeting}, l’expression de nos salutations distinguées.",
        signatory=(f"Pour {facts.profile.identity.name}", facts.agency),
        enclosures=text.enclosures,
        registered=text.registered,
        preview=preview,
    )


def sender_of(profile: LandlordProfile) -> Sender:
    """The landlord as its letters show it: colour, logo and foot of its profile."""
    who = profile.identity
    digits = (who.siren or "").replace(" ", "")
    return Sender(
        name=who.name,
        address=(who.street, f"{who.postal_code} {who.town}"),
        siren=" ".join(digits[start : start + 3] for start in range(0, len(digits), 3)),
        phone=who.phone,
        colour=profile.letter_colour,
        logo=landlord_logo(who.code),
        footer=profile.letter_footer or "",
    )


def greeting_of(people: tuple[Addressee, ...]) -> str:
    """``Madame``, ``Monsieur``, ``Mesdames``, ``Messieurs`` or ``Madame, Monsieur``."""
    women = sum(one.civility == "MME" for one in people)
    if women and women < len(people):
        return "Madame, Monsieur"
    if women:
        return "Madame" if women == 1 else "Mesdames"
    return "Monsieur" if len(people) == 1 else "Messieurs"


def _envelope(facts: TenantFacts) -> tuple[str, ...]:
    """Names and address; by what title somebody acts for the tenant is not for the postman to read."""
    care = (f"Aux bons soins de {facts.care_of}",) if facts.care_of else ()
    return (*(one.name for one in facts.addressees), *care, *facts.address)


def _reference(facts: TenantFacts) -> tuple[tuple[str, str], ...]:
    found = [(facts.profile.client_ref_label, facts.client_ref)]
    if facts.contract:
        found.insert(0, ("Contrat", facts.contract))
    if facts.dwelling:
        found.append(("Logement", ", ".join(facts.dwelling)))
    return tuple(found)
