"""The checklist proposed and what it amounts to (R2.8–R2.10)."""

from dataclasses import replace
from datetime import date

import pytest

from backoffice.rules.insurance.checklist import Verdict, period_warnings
from backoffice.rules.papers.checking import (
    ProposedDecision,
    Seen,
    period_remarks,
    propose_checks,
    proposed_decision,
)
from backoffice.rules.papers.likeness import same_person
from backoffice.rules.papers.proposals import CertificateReading, CheckProposal, Declared, HolderName, OnFile
from backoffice.rules.papers.reading import read_words
from backoffice.rules.vocabulary.service import InsuranceRejection
from backoffice.rules.vocabulary.validation.papers import CheckCode, CheckVerdict
from tests.pages_of_text import paper

YES, NO, NOT_SHOWN = CheckVerdict.YES, CheckVerdict.NO, CheckVerdict.NOT_SHOWN
TODAY = date(2026, 9, 1)
LEASE = OnFile(
    (HolderName("Durand", "Le Goff", "Léa Marie"),),
    "12 bis rue du Gal de Gaulle",
    "13007",
    "Marseille",
    rooms=3,
)
RIGHT = """
PONANT ASSURANCES
ATTESTATION D’ASSURANCE HABITATION

Assuré : Mme Léa LE GOFF
Contrat n° 12345678
Adresse du risque : 12 bis rue du Général de Gaulle, 13007 Marseille
Qualité : locataire
Appartement de 3 pièces
Garanties : risques locatifs, incendie, explosion, dégâts des eaux
Valable du 01/09/2026 au 31/08/2027
Siège social : 2 place de la Bourse, 75002 Paris Cedex. Tél. 01 99 00 45 67
"""


def checked(
    text: str, file: OnFile = LEASE, today: date = TODAY
) -> tuple[dict[CheckCode, CheckProposal], ProposedDecision]:
    """The checks of a certificate with this text, by code, and the decision."""
    read = read_words(paper(text))
    seen = Seen(1, 60, 1.0)
    checks = propose_checks(read, seen, Declared(None, None), file, today)
    assert [one.code for one in checks] == list(CheckCode)
    return {one.code: one for one in checks}, proposed_decision(checks, read.reading)


def test_a_right_certificate_is_proposed_for_acceptance() -> None:
    """Every check YES with its zone; covered to the day written (R2.9)."""
    checks, decision = checked(RIGHT)
    assert {code: one.verdict for code, one in checks.items()} == dict.fromkeys(CheckCode, YES)
    assert decision == ProposedDecision(accepts=True, covered_until=date(2027, 8, 31))
    assert all(one.zones for code, one in checks.items() if code is not CheckCode.C10)


@pytest.mark.parametrize(
    ("old", "new", "code", "rejection"),
    [
        ("ATTESTATION D’ASSURANCE HABITATION", "DEVIS", CheckCode.C1, InsuranceRejection.NOT_AN_ATTESTATION),
        ("Mme Léa LE GOFF", "M. Paul MERCIER", CheckCode.C2, InsuranceRejection.NAME_MISMATCH),
        (
            "12 bis rue du Général de Gaulle",
            "40 rue du Port",
            CheckCode.C3,
            InsuranceRejection.ADDRESS_MISMATCH,
        ),
        ("13007 Marseille", "69001 Lyon", CheckCode.C3, InsuranceRejection.ADDRESS_MISMATCH),
        ("au 31/08/2027", "au 30/11/2026", CheckCode.C4, None),
        (
            "du 01/09/2026 au 31/08/2027",
            "du 01/09/2025 au 31/08/2026",
            CheckCode.C4,
            InsuranceRejection.EXPIRED,
        ),
        ("01/09/2026", "02/09/2026", CheckCode.C4, InsuranceRejection.NOT_YET_VALID),
        (
            "risques locatifs, incendie, explosion, dégâts des eaux",
            "recours des voisins",
            CheckCode.C5,
            InsuranceRejection.COVER_MISSING,
        ),
        ("locataire", "propriétaire non occupant", CheckCode.C8, InsuranceRejection.OWNER_STATUS),
        (
            "Appartement de 3 pièces",
            "Nature du bien : garage",
            CheckCode.C9,
            InsuranceRejection.WRONG_CONTRACT,
        ),
        ("Siège social", "Page 1/3. Siège social", CheckCode.C10, InsuranceRejection.INCOMPLETE),
    ],
)
def test_each_mistake_is_told_by_its_code(
    old: str, new: str, code: CheckCode, rejection: InsuranceRejection | None
) -> None:
    """The check that fails, and the refusal that it would be (R2.10)."""
    assert old in RIGHT
    checks, decision = checked(RIGHT.replace(old, new))
    if rejection is None:
        assert checks[code].verdict is YES
        return
    assert checks[code].verdict is NO
    assert decision == ProposedDecision(accepts=False, rejections=(rejection,))


def test_an_end_before_today_cannot_be_accepted() -> None:
    """Ended on 31 August, sent on 1 September; on its last day it still holds."""
    text = RIGHT.replace("du 01/09/2026 au 31/08/2027", "du 01/09/2025 au 31/08/2026")
    assert checked(text)[1].rejections == (InsuranceRejection.EXPIRED,)
    assert checked(text, today=date(2026, 8, 31))[1].accepts


def test_a_renewal_sent_before_it_begins_is_looked_at() -> None:
    """It follows the cover in force: neither accepted by itself nor refused."""
    follows = replace(LEASE, covered_until=date(2026, 8, 31))
    checks, decision = checked(RIGHT, follows, date(2026, 8, 20))
    assert (checks[CheckCode.C4].verdict, decision.accepts) == (NOT_SHOWN, None)


def test_a_gap_after_the_cover_before_is_seen() -> None:
    """It starts later than the day after the previous end: told, and no paper mends it."""
    checks, decision = checked(RIGHT, replace(LEASE, covered_until=date(2026, 7, 31)))
    assert (checks[CheckCode.C4].verdict, decision.accepts) == (YES, True)
    assert "31/07/2026" in checks[CheckCode.C4].why


@pytest.mark.parametrize(
    "lost",
    [
        "ATTESTATION D’ASSURANCE HABITATION",
        "Assuré : Mme Léa LE GOFF",
        "12 bis rue du Général de Gaulle, 13007 Marseille",
        "Valable du 01/09/2026 au 31/08/2027",
        "risques locatifs, incendie",
    ],
)
def test_nothing_is_accepted_while_a_blocking_check_is_silent(lost: str) -> None:
    """A field that is not read leaves the decision to a person."""
    assert lost in RIGHT
    assert checked(RIGHT.replace(lost, "Voir au dos"))[1].accepts is None


@pytest.mark.parametrize(
    ("insured", "verdict"),
    [
        ("Mme Léa DURAND", YES),
        ("LE GOFF LEA", YES),
        ("Mme L. LE GOFF", YES),
        ("M. et Mme LE GOFF", YES),
        ("LEGOFF Léa", YES),
        ("M. Paul LE GOFF", NOT_SHOWN),
        ("Mme Léa DURAMD", NOT_SHOWN),
        ("M. Paul MERCIER", NO),
        ("Léa MERCIER", NO),
    ],
)
def test_names(insured: str, verdict: CheckVerdict) -> None:
    """Birth or usage name, any order; a relative's name alone is not a refusal (R2.8)."""
    assert (
        same_person(
            LEASE.holders[0], insured.replace("M. et Mme ", "").replace("Mme ", "").replace("M. ", "")
        )
        is verdict
    )


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("12 bis rue du Général-de-Gaulle, 13007 MARSEILLE", YES),
        ("12B r. du Gal de Gaulle 13007 Marseille", YES),
        ("12 rue du Général de Gaulle, 13007 Marseille", NOT_SHOWN),
        ("14 bis rue du Général de Gaulle, 13007 Marseille", NO),
        ("12 bis rue Émile-Zola, 13007 Marseille", NO),
        ("12 bis rue du Général de Gaule, 13007 Marseille", YES),
    ],
)
def test_addresses(address: str, verdict: CheckVerdict) -> None:
    """Number, repetition, street, town; abbreviations and accents do not count."""
    checks, _ = checked(RIGHT.replace("12 bis rue du Général de Gaulle, 13007 Marseille", address))
    assert checks[CheckCode.C3].verdict is verdict


def test_a_long_period_and_other_days_typed_are_told() -> None:
    """More than thirteen months is a warning (R2.9), not a refusal."""
    reading = read_words(paper(RIGHT.replace("31/08/2027", "31/12/2027"))).reading
    said = period_remarks(reading, Declared(date(2026, 9, 1), date(2027, 8, 31)))
    assert [("13 mois" in one, "saisi" in one) for one in said] == [(True, False), (False, True)]
    assert len(period_remarks(reading, Declared(None, None), 15)) == 1
    assert period_remarks(reading, Declared(None, None), 16) == ()


def test_thirteen_months_are_counted_as_the_checklist_counts_them() -> None:
    """The first day of the fourteenth month is one too many, here and before the decision."""
    for end in (date(2027, 1, 31), date(2027, 2, 1)):
        reading = CertificateReading(valid_from=date(2026, 1, 1), valid_to=end)
        verdict = Verdict(covered_from=date(2026, 1, 1), covered_until=end)
        here, there = period_remarks(reading, Declared(None, None)), period_warnings(verdict, None, 13)
        assert len(here) == len(there) == (end.month == 2)
