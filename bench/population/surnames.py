"""A hundred thousand distinct surnames: the common ones of France first, then names made alike."""

from random import Random

from backoffice.rules.names import fold

# Roughly from the most borne down; regional and foreign names among them.
COMMON = tuple(
    """Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy
Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure
André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin
Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour
Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard
Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe
Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert
Berger Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet
Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly
Hervé Schneider Fernandez Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Cousin Germain Breton
Besson Langlois Rémy Pons Tanguy Weber Nguyễn Diallo Traoré Coulibaly Camara Cissé Keïta Konaté Diarra Ndiaye
Diop Fall Touré Bah Barry Sow Sylla Fofana Dembélé Sissoko Benali Haddad Saïdi Mansouri Khelifi Belkacem
Bensaïd Brahimi Hamdi Zerrouki Bouazza Cherif Slimani Ziani Rahmani Belaïd Amrani Chaoui Fernandes Ferreira
Pereira Rodrigues Gonçalves Oliveira Lopes Gomes Martins Ribeiro Carvalho Teixeira Pinto Marques Almeida Costa
Rodriguez Gonzalez Hernandez Gomez Ruiz Moreno Alvarez Romero Navarro Torres Dominguez Ramos Ortega Delgado
Castro Ortiz Rubio Molina Serrano Blanco Suarez Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci
Marino Greco Bruno Gallo Conti Mancini Costa Giordano Lombardi Moretti Trần Phạm Huỳnh Hoàng Phan Vũ Đặng
Bùi Đỗ Hồ Ngô Dương Lý Yılmaz Kaya Demir Şahin Çelik Yıldız Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan
Çetin Kara Koç Kurt Özkan Şimşek Kowalski Nowak Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański
Woźniak Dąbrowski Kozłowski Łukasiewicz Popescu Ionescu Popa Radu Dumitru Stan Stoica Gheorghe Rusu Munteanu
Legall Legoff Lebras Guillou Riou Prigent Kerbrat Kervella Cadiou Quéré Abgrall Jaouen Guéguen Hamon Rouxel
Tréguer Morvan Salaün Bozec Madec Corre Floch Guivarch Ollivier Page Perrier Chauvin Buisson Delattre Delmas
Grondin Hoarau Dijoux Fontaine Boyer Maillot Técher Lebon Turpin Bègue Mussard Ethève Rivière Nativel Damour
Barbe Leduc Jacob Rault Guibert Monnier Bigot Pelletier Étienne Brunel Renou Verdier Leblanc Hamel Didier Camus
Bonneau Delaunay Chauveau Launay Voisin Gilbert Marchal Bouchet Boulanger Devaux Raymond Lebrun Briand Cordier
Laporte Ferrand Mallet Descamps Bazin Gros Coste Vallée Tessier Rousset Guillet Allard Ruault Peltier Tournier
Neveu Pasquier Texier Jacques Grégoire Lejeune Chartier Maréchal Bruneau Legros Guichard Lagarde Poulain Hardy
Fischer Sauvage Besnard Humbert Lamy Pichon Lombard Barre Delorme Blin Valentin Lacoste Imbert Normand Albert
Auger Leconte Riou Couturier Gaudin Bodin Loiseau Blondel Leblond Devos Vandenberghe Verhaeghe Dewaele
Vanhoutte Delcourt Carlier Lefort Levêque Parent Maurice Pascal Sabatier Seguin Thibault Toussaint Vaillant
Martel Mahé Chapuis Favre Gay Jourdan Magnier Merle Maurin Cros Combes Bousquet Fabry Escoffier Estève Pujol
Soler Ferrer Vila Casanova Santoni Mattei Paoli Leca Luciani Albertini Orsini Colonna Casta Giudicelli Agostini
Hoffmann Wagner Becker Schwartz Keller Zimmermann Braun Wolff Kuntz Ehrhardt Herrmann Jung Kieffer Lehmann
Œuvrard Lœuillet Cœur Bœuf Gæthofs Brönte Müller Groß Jørgensen Åkesson Dvořák Horváth Castañeda Ibáñez Muñoz
Núñez Peña Łuczak Ștefănescu Țepeș İnan Ünal Gülen Ekşi Rakotomalala Andrianarisoa Rasoanaivo Randrianasolo
Mohamed Ahmed Ali Hassan Ibrahim Abdallah Youssouf Saïd Soilihi Madi Bacar Attoumani Kassim Hamada Tuihani Teva
Wu Chen Wang Zhang Zhao Liu Huang Zheng Xu Lin Singh Kumar Patel Khan Islam Rahman Hossain Sivakumar
Sivanesan Kandiah Baptiste Pierre-Louis Jean-Baptiste Saint-Martin Saint-Louis Sainte-Rose Jean-Louis
Petit-Jean Grand-Pierre Mac-Mahon O’Connor O’Brien N’Diaye N’Guessan M’Barek M’Bala D’Almeida D’Hondt L’Hostis
L’Huillier""".split()
) + (
    "Le Gall", "Le Goff", "Le Roux", "Le Bihan", "Le Corre", "Le Berre", "Le Guen", "Le Bras", "Le Floch",
    "Le Roy", "Le Page", "De La Tour", "De La Fontaine", "De Oliveira", "Da Silva", "Da Costa", "Dos Santos",
    "De Sousa", "Da Cunha", "Ben Ali", "Ben Youssef", "Ben Amar", "El Amrani", "El Idrissi", "El Haddad",
    "Aït Ahmed", "Aït Ouali", "Van den Berghe", "Van Damme", "Van de Velde", "Von Brandt", "Di Marco", "De Luca",
    "Della Rossa", "Du Plessis", "Des Roches", "Ould Ahmed", "Mac Donald", "Saint Aubin", "Sainte Claire",
)  # fmt: skip

_STARTS = (
    "Ab", "Al", "Am", "An", "Ar", "Au", "Ba", "Bal", "Bar", "Bé", "Bel", "Ber", "Bi", "Blan", "Boi", "Bon", "Bor",
    "Bou", "Bran", "Bré", "Bri", "Bru", "Ca", "Cal", "Can", "Car", "Cas", "Cha", "Cham", "Char", "Chau", "Che",
    "Cla", "Clé", "Co", "Col", "Con", "Cor", "Cou", "Cré", "Cro", "Da", "Dan", "Dar", "Dé", "Del", "Des", "Do",
    "Dou", "Dra", "Du", "Dur", "É", "En", "Es", "Fa", "Fau", "Fé", "Fer", "Fla", "Fon", "For", "Fou", "Fra", "Fré",
    "Fro", "Ga", "Gal", "Gar", "Gau", "Ger", "Gi", "Go", "Gou", "Gra", "Gré", "Gri", "Gué", "Gui", "Ha", "Har",
    "Hé", "Hou", "Hu", "Ja", "Jau", "Jo", "Jou", "Ju", "Ker", "La", "Lam", "Lan", "Lau", "Le", "Lé", "Li", "Lo",
    "Lou", "Lu", "Ma", "Mal", "Man", "Mar", "Mas", "Mau", "Mé", "Mer", "Mi", "Mo", "Mon", "Mor", "Mou", "Na", "Né",
    "Ni", "No", "Nou", "Or", "Pa", "Par", "Pau", "Pé", "Per", "Pi", "Plan", "Po", "Pom", "Por", "Pou", "Pra", "Pré",
    "Qué", "Quin", "Ra", "Ram", "Ré", "Ri", "Ro", "Ros", "Rou", "Ru", "Sa", "Sal", "San", "Sau", "Sé", "Ser", "Si",
    "So", "Sou", "Ta", "Tar", "Té", "Thi", "Ti", "Tor", "Tou", "Tré", "Tri", "Tur", "Va", "Val", "Vau", "Ver", "Vi",
    "Vil", "Vo", "Wa", "Wil", "Yv", "Za",
)  # fmt: skip
_MIDDLES = (
    "", "", "", "ba", "be", "bi", "bou", "ca", "che", "cho", "cou", "da", "de", "di", "do", "fa", "fi", "ga", "ge",
    "gi", "go", "gue", "la", "le", "li", "lo", "ma", "me", "mi", "mo", "na", "ne", "ni", "pa", "pe", "pi", "ra", "re",
    "ri", "ro", "sa", "se", "si", "ta", "te", "ti", "to", "va", "ve", "vi", "zi",
)  # fmt: skip
_ENDS = (
    "bault", "beau", "bert", "blet", "bois", "bon", "bourg", "card", "celle", "chard", "chaud", "cher", "chet",
    "chon", "court", "dart", "deau", "det", "dier", "din", "don", "dot", "doux", "fert", "fort", "gnac", "gnard",
    "gneau", "gnier", "gnon", "gny", "guet", "lac", "laire", "lanc", "land", "lard", "laud", "let", "lier", "lin",
    "llac", "llard", "lleret", "llier", "llon", "lot", "mand", "mard", "meau", "ment", "met", "mier", "mont", "mot",
    "nard", "naud", "neau", "nel", "net", "nier", "non", "not", "nville", "pin", "quet", "quier", "quin", "rac",
    "rand", "rard", "raud", "reau", "ret", "rier", "rin", "ron", "rot", "roux", "ssac", "ssard", "sseau", "sset",
    "ssier", "sson", "tard", "taud", "teau", "tel", "tet", "thier", "tier", "tin", "ton", "tot", "vard", "veau",
    "vel", "vert", "vier", "ville", "vin", "xier", "zac",
)  # fmt: skip
_PARTICLES = (
    "Le ", "Le ", "Le ", "La ", "De ", "Du ", "De La ", "Des ", "D’", "L’", "N’", "Ben ", "El ", "Da ", "Van ",
    "Saint-", "Saint ", "Mac ", "Aït ",
)  # fmt: skip
_VOWELS = "aeiouyéèêâîôûœ"


def surnames(count: int) -> list[str]:
    """``count`` surnames, distinct once folded, the most borne first; always the same ones."""
    chance = Random("surnames of the bench")
    found: dict[str, str] = {}
    for name in COMMON:
        found.setdefault(fold(name), name)
        if len(found) == count:
            break
    made = list(found.values())
    while len(found) < count:
        name = _made(chance, made)
        key = fold(name)
        if key not in found:
            found[key] = name
            made.append(name)
    return made


def _made(chance: Random, known: list[str]) -> str:
    kind = chance.random()
    if kind < 0.07:
        link = "-" if chance.random() < 0.7 else " "
        return f"{_simple(chance, known)}{link}{_simple(chance, known)}"
    name = chance.choice(_STARTS) + chance.choice(_MIDDLES) + chance.choice(_ENDS)
    if kind < 0.15:
        particle = chance.choice(_PARTICLES)
        if particle in ("D’", "L’") and name[0].lower() not in _VOWELS:
            particle = "De "
        return particle + name
    return name


def _simple(chance: Random, known: list[str]) -> str:
    """A known name in one word: the half of a double one."""
    while True:
        name = known[int(len(known) * chance.random() ** 3)]
        if name.isalpha():
            return name
