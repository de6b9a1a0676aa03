"""Where the training landlords let: towns, agencies, streets; every detail is made up."""

from dataclasses import dataclass

_WEEK = "Du lundi au vendredi, de 8 h 30 à 12 h et de 13 h 30 à 17 h"


@dataclass(frozen=True)
class AgencyPlace:
    """A local office and the town that it looks after."""

    code: str
    name: str
    street: str
    postal_code: str
    town: str
    sls_zone: str
    hours: str = _WEEK


AGENCIES: dict[str, tuple[AgencyPlace, ...]] = {
    "logirem": (
        AgencyPlace("MRS-S", "Agence Marseille Sud", "4 rue des Lices", "13007", "Marseille", "2"),
        AgencyPlace("MRS-N", "Agence Marseille Nord", "21 avenue de Saint-Louis", "13015", "Marseille", "2"),
        AgencyPlace("AIX", "Agence d’Aix-en-Provence", "8 cours Sextius", "13100", "Aix-en-Provence", "2"),
    ),
    "vivest": (
        AgencyPlace(
            "METZ", "Accueil de Metz", "15 sente à My", "57000", "Metz", "2",
            "Du lundi au vendredi, de 11 h à 12 h et de 13 h 30 à 14 h 30",
        ),
        AgencyPlace("THI", "Accueil de Thionville", "3 rue de l’Écluse", "57100", "Thionville", "3"),
    ),
    "ekidom": (
        AgencyPlace("COU", "Agence des Couronneries", "12 place de Provence", "86000", "Poitiers", "2"),
        AgencyPlace("CEN", "Agence du Centre", "5 rue de la Marne", "86000", "Poitiers", "2"),
    ),
    "monlogement27": (
        AgencyPlace("EVR", "Agence d’Évreux", "10 boulevard Georges Chauvin", "27000", "Évreux", "3"),
        AgencyPlace("VER", "Agence de Vernon", "2 place d’Évreux", "27200", "Vernon", "3"),
    ),
    "larochelle": (
        AgencyPlace("MIR", "Agence de Mireuil", "18 avenue de Grande-Bretagne", "17000", "La Rochelle", "2"),
        AgencyPlace("VLS", "Agence de Villeneuve", "7 avenue Billaud-Varenne", "17000", "La Rochelle", "2"),
    ),
}  # fmt: skip

STREETS = (
    "rue des Lilas", "avenue Jean-Jaurès", "rue de la République", "allée des Tilleuls", "rue Pasteur",
    "boulevard Victor-Hugo", "rue du Général-de-Gaulle", "impasse des Œillets", "rue Émile-Zola",
    "avenue de l’Europe", "rue de l’Église", "place du Marché", "rue Louise-Michel", "chemin du Vieux-Moulin",
    "rue Rosa-Parks", "square Édith-Piaf", "rue des Frères-Lumière", "avenue du Maréchal-Foch",
    "rue Saint-Exupéry", "rue de l’Abbé-Grégoire", "allée Simone-Veil", "rue des Écoles",
)  # fmt: skip

RESIDENCES = (
    "Les Tilleuls", "Les Acacias", "La Roseraie", "Bellevue", "Le Clos Fleuri", "Les Hauts de l’Étang",
    "Le Parc", "Les Glycines", "Val d’Or", "Les Peupliers", "Le Moulin", "Les Cèdres", "L’Orée du Bois",
    "La Pommeraie", "Les Marronniers", "Le Belvédère", "Saint-Éloi", "Les Érables", "La Cerisaie",
    "Le Grand Pré",
)  # fmt: skip

INSURERS = ("MAIF", "MACIF", "MAAF", "Groupama", "AXA", "Allianz", "Matmut", "GMF", "Generali", "Luko")

# Numbers kept by the regulator for works of fiction: they ring nowhere.
LANDLINES = {
    "logirem": "046571",
    "vivest": "035301",
    "ekidom": "053649",
    "monlogement27": "026191",
    "larochelle": "053649",
}
MOBILES = "063998"
MAIL_DOMAINS = ("example.com", "example.org", "example.net")
