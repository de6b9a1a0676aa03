"""What is let: dwellings, annexes, their financing."""

from backoffice.rules.vocabulary.labelled import Labelled


class PremisesKind(Labelled):
    """A dwelling or an annex; told apart in every list and total (R2.4)."""

    DWELLING = "DWELLING", "Logement"
    PARKING = "PARKING", "Stationnement"
    GARAGE = "GARAGE", "Garage"


class Financing(Labelled):
    """The loan that built the dwelling; it sets rent and income ceilings."""

    PLAI = "PLAI", "PLAI"
    PLUS = "PLUS", "PLUS"
    PLS = "PLS", "PLS"
    PLI = "PLI", "PLI"
    PSR = "PSR", "PSR"
    PLR = "PLR", "PLR"
    HLMO = "HLMO", "HLM ordinaire"


class SlsZone(Labelled):
    """Zone of the rent surcharge scale."""

    ZONE_1BIS = "1bis", "Zone 1 bis"
    ZONE_1 = "1", "Zone 1"
    ZONE_2 = "2", "Zone 2"
    ZONE_3 = "3", "Zone 3"


class TermMode(Labelled):
    """When rent falls due (R1.35)."""

    END = "END", "Terme échu"
    START = "START", "Terme à échoir"
