"""Surnames and first names, hard on purpose: homophones, particles, accents, foreign letters."""

SURNAMES = (
    "Lefèvre", "Lefebvre", "Lefeuvre", "Lefebure", "Lefébure", "N’Diaye", "Ndiaye", "d’Almeida", "Dalmeida",
    "Le Gall", "Legall", "Le Goff", "Nguyễn", "Nguyen", "Trần", "Phạm", "Şahin", "Sahin", "Yılmaz", "Öztürk",
    "O’Connor", "Da Silva", "Dasilva", "De La Fontaine", "Delafontaine", "Ben Saïd", "Bensaïd", "Ben Youssef",
    "Kowalski", "Łukasiewicz", "Wiśniewska", "Ștefănescu", "Popescu", "Müller", "Muller", "Schmitt",
    "Brönte", "Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau",
    "Laurent", "Simon", "Michel", "Garcia", "García", "David", "Bertrand", "Roux", "Vincent", "Fournier",
    "Morel", "Girard", "André", "Mercier", "Dupont", "Dupond", "Lambert", "Bonnet", "François",
    "Martinez", "Legrand", "Garnier", "Faure", "Rousseau", "Blanc", "Guérin", "Guerin", "Müllër", "Henry",
    "Roussel", "Nicolas", "Perrin", "Morin", "Mathieu", "Clément", "Gauthier", "Gautier", "Gaultier",
    "Dumont", "Lopez", "Fontaine", "Chevalier", "Robin", "Masson", "Sanchez", "Gérard", "Boyer", "Denis",
    "Lemaire", "Duval", "Joly", "Roger", "Roche", "Noël", "Meyer", "Meier", "Lucas", "Meunier", "Jean",
    "Pérez", "Marchand", "Dufour", "Blanchard", "Marie", "Barbier", "Brun", "Dumas", "Brunet", "Leroux",
    "Colin", "Fernandes", "Ferreira", "Gonçalves", "Traoré", "Diallo", "Coulibaly", "Bâ", "Sy", "Ô", "Li",
    "Benali", "Ben Ali", "El Amrani", "Aït Ahmed", "Haddad", "Khelifi", "Özdemir", "Çelik", "Nowak",
    "Dvořák", "Horváth", "Jørgensen", "Åkesson", "Castañeda", "Ibáñez", "Groß", "L’Hostis", "D’Hondt",
    "Van den Berghe", "von Brandt", "Saint-Martin", "Mac Donald", "Hippolyte-Desroches",
    "de Montgolfier-Latour", "Rakotomalala-Andriamanantena", "Wickramasinghe Mudiyanselage", "Dos Santos",
)  # fmt: skip

WOMEN = (
    "Marie", "Marie-Thérèse", "Anne Sophie", "Anne-Sophie", "Nathalie", "Isabelle", "Sylvie", "Catherine",
    "Françoise", "Valérie", "Christine", "Sandrine", "Stéphanie", "Véronique", "Céline", "Aurélie",
    "Émilie", "Élodie", "Chloé", "Léa", "Zoé", "Inès", "Maëlys", "Thị Hồng", "Thị Mai", "Fatima", "Khadija",
    "Aïcha", "Aminata", "Fatoumata", "Ayşe", "Zeynep", "Agnieszka", "Małgorzata", "Ioana", "Ștefania",
    "Maria da Conceição", "Inês", "Jacqueline", "Monique", "Yvette", "Solène", "Gaëlle", "Noémie",
    "Marie-Ange", "Rose-Marie", "Ève", "Loïse", "Hélène", "Geneviève",
)  # fmt: skip

MEN = (
    "Jean", "Jean-Pierre", "Jean Pierre", "Jean-Baptiste", "Michel", "Philippe", "Alain", "Patrick",
    "Nicolas", "Christophe", "Frédéric", "Stéphane", "Sébastien", "Julien", "Kévin", "Loïc", "Gaël",
    "Anaël", "Noël", "Rémi", "Rémy", "Hervé", "François", "François-Xavier", "Mohamed", "Mohammed",
    "Ahmed", "Youssef", "Mamadou", "Ousmane", "Mehmet", "Łukasz", "Paweł", "Ștefan", "João", "José",
    "Văn Hùng", "Minh", "Éric", "André", "Benoît", "Jérôme", "Théo", "Léo", "Ô", "Brendan", "Björn",
    "Ángel", "Yann", "Daniel",
)  # fmt: skip
