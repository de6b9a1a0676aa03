"""Towns, streets and residences of the bench landlord."""

TOWNS = tuple(
    tuple(line.split(" ", 1))
    for line in """13001 Marseille|13090 Aix-en-Provence|13200 Arles|13300 Salon-de-Provence|13400 Aubagne
13500 Martigues|17000 La Rochelle|17300 Rochefort|17100 Saintes|27000 Évreux|27200 Vernon|27400 Louviers
29200 Brest|29000 Quimper|30000 Nîmes|31000 Toulouse|33000 Bordeaux|34000 Montpellier|35000 Rennes|35400 Saint-Malo
37000 Tours|38000 Grenoble|42000 Saint-Étienne|44000 Nantes|44600 Saint-Nazaire|45000 Orléans|49000 Angers
51100 Reims|54000 Nancy|57000 Metz|57100 Thionville|57600 Forbach|57200 Sarreguemines|59000 Lille|59100 Roubaix
59200 Tourcoing|59140 Dunkerque|59300 Valenciennes|60000 Beauvais|62100 Calais|62000 Arras|63000 Clermont-Ferrand
64000 Pau|66000 Perpignan|67000 Strasbourg|68100 Mulhouse|68000 Colmar|69003 Lyon|69100 Villeurbanne|69200 Vénissieux
72000 Le Mans|76600 Le Havre|76000 Rouen|80000 Amiens|83000 Toulon|83200 La Seyne-sur-Mer|84000 Avignon
86000 Poitiers|86100 Châtellerault|87000 Limoges|91000 Évry-Courcouronnes|92000 Nanterre|93200 Saint-Denis
93100 Montreuil|93300 Aubervilliers|94000 Créteil|95100 Argenteuil|97400 Saint-Denis de La Réunion|97410 Saint-Pierre
97420 Le Port|14000 Caen|14200 Hérouville-Saint-Clair|21000 Dijon|25000 Besançon|26000 Valence|10000 Troyes
2100 Saint-Quentin|8000 Charleville-Mézières|18000 Bourges|36000 Châteauroux|41000 Blois|50100 Cherbourg-en-Cotentin
56100 Lorient|56000 Vannes|79000 Niort|85000 La Roche-sur-Yon|53000 Laval|61000 Alençon|28000 Chartres|77000 Melun
78200 Mantes-la-Jolie|90000 Belfort|71100 Chalon-sur-Saône|3100 Montluçon|15000 Aurillac|24000 Périgueux
40000 Mont-de-Marsan|47000 Agen|65000 Tarbes|81000 Albi|82000 Montauban|11000 Carcassonne|12000 Rodez|19100 Brive
16000 Angoulême|23000 Guéret|58000 Nevers|89000 Auxerre|52000 Chaumont|55000 Bar-le-Duc|88000 Épinal|70000 Vesoul
39000 Lons-le-Saunier|1000 Bourg-en-Bresse|73000 Chambéry|74000 Annecy|5000 Gap|6000 Nice""".replace(
        "\n", "|"
    ).split("|")
)

_KINDS = ("rue", "rue", "rue", "avenue", "allée", "boulevard", "place", "impasse", "chemin", "square", "cours")
_OF = (
    "des Lices", "de la République", "Jean Jaurès", "Victor Hugo", "du Général-de-Gaulle", "Pasteur", "de l’Église",
    "des Acacias", "des Lilas", "de la Gare", "du Moulin", "Jules Ferry", "de Verdun", "Gambetta", "des Tilleuls",
    "de la Paix", "Émile Zola", "du 8-Mai-1945", "du 11-Novembre", "Louis Aragon", "Paul Éluard", "Jean Moulin",
    "Pierre Curie", "Marie Curie", "des Écoles", "de la Fontaine", "du Stade", "des Peupliers", "d’Alsace",
    "de Lorraine", "de Bretagne", "Salvador Allende", "Maurice Thorez", "Henri Barbusse", "Romain Rolland",
    "des Coquelicots", "des Primevères", "de l’Abbé-Pierre", "Saint-Exupéry", "Saint-Jean", "Sainte-Anne",
    "de la Croix-Rousse", "du Port", "des Pêcheurs", "Georges Brassens", "Jacques Brel", "Édith Piaf", "Rosa Parks",
    "Nelson Mandela", "Olympe de Gouges", "Simone Veil", "Louise Michel", "des Martyrs", "de la Libération",
    "de l’Égalité", "du Château", "des Vignes", "de la Forêt", "du Lavoir", "des Hirondelles",
)  # fmt: skip
STREETS = tuple(f"{kind} {name}" for name in _OF for kind in dict.fromkeys(_KINDS))
RESIDENCES = (
    "Les Acacias", "Les Lilas", "Le Grand Large", "Les Tilleuls", "La Renardière", "Le Clos Saint-Jean", "Beausoleil",
    "Bellevue", "Les Alouettes", "La Fontaine", "Le Parc", "Les Cèdres", "La Rouvière", "Frais-Vallon", "Le Mirail",
    "La Duchère", "Les Minguettes", "Villejean", "Kervenanec", "Hautepierre", "Les Fleurs", "La Madeleine",
    "Le Val Fourré", "Les Trois-Ponts", "Le Nouveau Monde", "Mireuil", "Port-Neuf", "Villeneuve-les-Salines",
    "Les Coteaux", "La Monnaie", "Le Bois Bouchaud", "Les Genêts", "La Pinède", "Les Iris", "Le Belvédère",
    "Le Hameau des Sources", "Les Marronniers", "Les Provinces", "Le Chêne Pointu", "Les Mimosas",
)  # fmt: skip
MAIL_DOMAINS = ("example.fr", "example.com", "example.org", "example.net")
