"""What a scale of law is about, where its figures apply, how sure they are."""

from backoffice.rules.vocabulary.labelled import Labelled


class ScaleStatus(Labelled):
    """How sure a figure or a rule is, the surest first; a result carries the mark of what it rests on."""

    STATUTORY = "statutory", "texte légal ou réglementaire"
    GIVEN = "given", "saisi pour ce calcul"
    PUBLISHED = "published", "publié"
    DERIVED = "derived", "déduit du texte"
    PARTIAL = "partial", "publié en partie"
    PUBLISHED_CONFLICT = "published_conflict", "publié, sources en conflit"
    UNVERIFIED = "unverified", "non vérifié"


class ScaleKind(Labelled):
    """The families of dated rows."""

    CEILING = "CEILING", "Plafonds de ressources"
    FACTOR = "FACTOR", "Plafond selon le financement"
    BAREME = "BAREME", "Barème du coefficient de dépassement"
    CUS_BOUNDS = "CUS_BOUNDS", "Bornes du barème d’une convention d’utilité sociale"
    SLR = "SLR", "Supplément de loyer de référence"
    PER_M2_CAP = "PER_M2_CAP", "Plafond du loyer et du SLS au m²"
    AMOUNT = "AMOUNT", "Taux, montants et délais"


YEARLY_KINDS = frozenset({ScaleKind.CEILING, ScaleKind.SLR, ScaleKind.PER_M2_CAP})
"""Those that are published for one calendar year: another year never borrows their figures."""


class CeilingZone(Labelled):
    """Where the resource ceilings differ (section of the order of 29 July 1987)."""

    PARIS_LIMITROPHES = "paris_limitrophes", "Paris et communes limitrophes"
    IDF = "idf_hors_paris_limitrophes", "Île-de-France hors Paris et communes limitrophes"
    OTHER_REGIONS = "autres_regions", "autres régions"


class SlrZone(Labelled):
    """Where the reference supplement differs (*R441-21)."""

    ZONE_1BIS = "zone_1bis", "zone 1 bis"
    ZONE_1 = "zone_1", "zone 1"
    ZONE_2 = "zone_2", "zone 2"
    ZONE_3 = "zone_3", "zone 3"
    ZONE_3_CORSE = "zone_3_corse", "zone 3, Corse"
    ZONE_3_DOM = "zone_3_dom", "zone 3, outre-mer"


class PerM2Zone(Labelled):
    """Where the cap of rent and SLS per square metre differs (D441-20-1)."""

    ZONE_1BIS_PREMIUM = "zone_1bis_premium", "Paris et communes les plus chères de la zone 1 bis"
    ZONE_1BIS_OTHER = "zone_1bis_other", "reste de la zone 1 bis"
    ZONE_1 = "zone_1", "zone 1"
    ZONE_2 = "zone_2", "zone 2"
    ZONE_3_CORSE = "zone_3_corse", "zone 3, Corse"
    ZONE_3_DOM = "zone_3_dom", "zone 3, outre-mer"
    ZONE_3_OTHER = "zone_3_other", "reste de la zone 3"


class SlsFinancing(Labelled):
    """The loan that paid for a dwelling: it decides the ceiling (R441-23 1°)."""

    PLUS = "PLUS", "PLUS et anciens prêts HLM ordinaires"
    PLAI = "PLAI", "PLAI"
    PLS = "PLS", "PLS"
    PLI = "PLI", "PLI, hors du champ du SLS"
    ILM = "ILM", "immeuble à loyer moyen (loi du 13 juillet 1928)"
    LLS = "LLS", "LLS, outre-mer"
    LLTS = "LLTS", "LLTS, outre-mer"


CEILING_TABLE = {SlsFinancing.LLS: "LLS_DOM", SlsFinancing.LLTS: "LLS_DOM"}
"""The table of ceilings of a financing for SLS; PLUS for all others, PLAI included."""


class TenseZone(Labelled):
    """The zoning of tight markets: the loss of the right to stay is for the first three."""

    A_BIS = "A_BIS", "zone A bis"
    A = "A", "zone A"
    B1 = "B1", "zone B1"
    B2 = "B2", "zone B2"
    C = "C", "zone C"


class AmountCode(Labelled):
    """Rates, sums and delays of the law, one dated row each."""

    INCOME_CAP_RATE = "INCOME_CAP_RATE", "part des ressources que loyer et SLS ne dépassent pas"
    RECENT_DROP_PERCENT = "RECENT_DROP_PERCENT", "baisse qui fait retenir des revenus plus récents (%)"
    REFERENCE_YEARS_BACK = "REFERENCE_YEARS_BACK", "années entre les revenus et le SLS"
    PROOF_MONTHS = "PROOF_MONTHS", "mois pour justifier un changement dès son événement"
    YOUNG_COUPLE_AGES = "YOUNG_COUPLE_AGES", "somme des âges révolus d’un jeune ménage"
    CARE_HOME_DEDUCTION = "CARE_HOME_DEDUCTION", "frais d’EHPAD déductibles par conjoint (€)"
    NON_RESPONSE_COEFFICIENT = "NON_RESPONSE_COEFFICIENT", "coefficient maximal sans réponse"
    ANSWER_MONTHS = "ANSWER_MONTHS", "mois pour répondre à l’enquête SLS"
    NOTICE_DAYS = "NOTICE_DAYS", "jours pour répondre à la mise en demeure"
    FILE_FEE = "FILE_FEE", "indemnité pour frais de dossier, au plus (€)"
    REFUND_MONTHS = "REFUND_MONTHS", "mois pour reverser le trop-perçu"
    CONVENTION_YEARS = "CONVENTION_YEARS", "années sans SLS après une convention sur un bail en cours"
    LOSS_RATIO = "LOSS_RATIO", "multiple du plafond PLS qui fait perdre le maintien dans les lieux"
    LOSS_YEARS = "LOSS_YEARS", "années de suite avant la perte du maintien dans les lieux"
    LOSS_MONTHS = "LOSS_MONTHS", "mois avant la fin du maintien dans les lieux"
    LOSS_NOTICE_MONTHS = "LOSS_NOTICE_MONTHS", "mois d’avertissement avant cette fin"
    PROTECTED_AGE = "PROTECTED_AGE", "âge qui protège du départ"
    OPS_ANSWER_MONTHS = "OPS_ANSWER_MONTHS", "mois pour répondre à l’enquête OPS"
    OPS_PENALTY = "OPS_PENALTY", "pénalité OPS (€)"
    OPS_PENALTY_MONTH = "OPS_PENALTY_MONTH", "pénalité OPS par mois entier de retard (€)"
    OPS_RECENT_YEARS = "OPS_RECENT_YEARS", "années d’un emménagement récent (OPS)"
