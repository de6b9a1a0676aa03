"""Who owes no SLS whatever the resources (section 7), from the facts of a lease."""

from dataclasses import dataclass
from datetime import date

from backoffice.rules.dates import add_months
from backoffice.rules.surveys.scales.year import STATUTORY_BAREME, YearScales
from backoffice.rules.surveys.steps import Origin, Step, StepCode
from backoffice.rules.vocabulary.surveys.outcome import Exemption
from backoffice.rules.vocabulary.surveys.scales import AmountCode, ScaleStatus, SlsFinancing

_SP = "https://www.service-public.gouv.fr/particuliers/vosdroits/F21051"
_USH = (
    "USH, guide SLS au 1er janvier 2021 : "
    "https://pdfslide.fr/documents/direction-juridique-et-fiscale-supplment-de-loyer-de-.html"
)
_ZONES = Origin(
    "CCH, article L441-3", f"CCH, article L441-3 (version du 1er juillet 2024) ; {_SP}", ScaleStatus.STATUTORY
)
_GROUNDS = {
    Exemption.EXO_QPV: _ZONES,
    Exemption.EXO_FRR: _ZONES,
    Exemption.EXO_ZUS: Origin("CCH, article L441-3", _USH, ScaleStatus.PUBLISHED),
    Exemption.EXO_PLI: Origin("CCH, article R441-23", _SP, ScaleStatus.PUBLISHED),
    Exemption.EXO_PLH: Origin("CCH, article L441-3-1", "CCH, article L441-3-1", ScaleStatus.STATUTORY),
    Exemption.EXO_CONV_3ANS: Origin("CCH, articles L441-3 et suivants", _USH, ScaleStatus.PUBLISHED),
    Exemption.EXO_R441_31: Origin(
        "CCH, article R441-31", "CCH, article R441-31", ScaleStatus.UNVERIFIED, "la liste n’a pas été lue"
    ),
    Exemption.EXO_FONCTION: Origin(
        "Cass. 3e civ., 22 juin 2017, n° 16-15.743",
        "recueil juridique commercial",
        ScaleStatus.UNVERIFIED,
        "la décision elle-même n’a pas été lue",
    ),
    Exemption.HORS_ENQUETE_APL: Origin(
        "CCH, article L441-9",
        "CCH, article L441-9",
        ScaleStatus.STATUTORY,
        "l’enquête n’est pas obligatoire, le SLS reste dû si les ressources dépassent le plafond",
    ),
    Exemption.BAREME_CUS: Origin(
        "CCH, articles L445-1 et *R441-21-1", "CCH, articles L445-1 et *R441-21-1", ScaleStatus.STATUTORY
    ),
}
_CUS_UNKNOWN = "le barème de la convention n’est pas enregistré : le barème légal est appliqué"
_LAST_ZUS_DAY = date(2014, 12, 31)
_MONTHS = 12


@dataclass(frozen=True)
class LeaseFacts:
    """What exempts a lease; the two zones are told for the day asked and for the day the tenant moved in.

    ``convention_signed_on`` is for a lease that ran already, not on surface corrigée or utile.
    """

    financing: SlsFinancing
    moved_in_on: date
    in_qpv: bool = False
    in_qpv_at_entry: bool = False
    in_frr: bool = False
    in_frr_at_entry: bool = False
    former_zus: bool = False
    plh_exempt: bool = False
    convention_signed_on: date | None = None
    excluded_r441_31: bool = False
    tied_to_job: bool = False
    housing_aid: bool = False


def exemption_of(facts: LeaseFacts, day: date, convention_years: int) -> Exemption | None:
    """The first ground that exempts a lease on ``day``, or that spares it the survey, or None.

    ``convention_years`` is how long a new convention exempts. Age and disability exempt nobody from SLS.
    """
    convention = facts.convention_signed_on
    grounds = (
        (facts.financing is SlsFinancing.PLI, Exemption.EXO_PLI),
        (facts.in_qpv or facts.in_qpv_at_entry, Exemption.EXO_QPV),
        (facts.in_frr or facts.in_frr_at_entry, Exemption.EXO_FRR),
        (facts.former_zus and facts.moved_in_on <= _LAST_ZUS_DAY, Exemption.EXO_ZUS),
        (facts.plh_exempt, Exemption.EXO_PLH),
        (
            convention is not None and convention <= day < add_months(convention, convention_years * _MONTHS),
            Exemption.EXO_CONV_3ANS,
        ),
        (facts.excluded_r441_31, Exemption.EXO_R441_31),
        (facts.tied_to_job, Exemption.EXO_FONCTION),
        (facts.housing_aid, Exemption.HORS_ENQUETE_APL),
    )
    return next((code for holds, code in grounds if holds), None)


def convention_end(signed_on: date, scales: YearScales) -> date:
    """The first day on which a new convention no longer exempts a running lease."""
    return add_months(signed_on, scales.count(AmountCode.CONVENTION_YEARS) * _MONTHS)


def exemption_step(code: Exemption, scales: YearScales) -> Step:
    """The ground of ``code`` as a step; a remark for the two that exempt nobody.

    A CUS whose own table of coefficients is not recorded is marked: the legal one stands in for it.
    """
    ground = _GROUNDS[code]
    if code is Exemption.BAREME_CUS and scales.bareme_name == STATUTORY_BAREME:
        ground = ground.marked(ScaleStatus.UNVERIFIED, _CUS_UNKNOWN)
    step = StepCode.EXEMPTION if code.exempts else StepCode.REMARK
    return Step(step, code.value, (code,), ground)
