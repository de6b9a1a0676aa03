"""First names by the decade of birth, the most given first, as French registers count them."""

from random import Random

_WOMEN = {
    1930: "Marie Jeanne Jacqueline Denise Simone Monique Yvette Paulette Odette Madeleine Thérèse Germaine Andrée",
    1940: "Marie Monique Jeannine Nicole Françoise Jacqueline Michèle Christiane Danielle Annie Colette Josette Yvette",
    1950: "Martine Marie Françoise Brigitte Chantal Monique Nicole Sylvie Catherine Patricia Dominique Marie-Thérèse",
    1960: "Sylvie Catherine Nathalie Isabelle Véronique Patricia Christine Valérie Corinne Florence Marie-Christine",
    1970: "Sandrine Stéphanie Nathalie Isabelle Karine Céline Sophie Virginie Christelle Valérie Delphine Laurence",
    1980: "Aurélie Céline Émilie Élodie Julie Laetitia Audrey Vanessa Amandine Jennifer Mélanie Stéphanie Fatima",
    1990: "Laura Marine Camille Pauline Anaïs Marion Mathilde Justine Manon Élodie Charlotte Morgane Sarah Mélissa",
    2000: "Léa Manon Emma Chloé Camille Océane Clara Marie Sarah Inès Laura Julie Lucie Anaïs Maëlys Aïcha",
    2010: "Emma Louise Jade Chloé Inès Léa Manon Alice Lola Camille Zoé Lina Juliette Rose Mila Assia",
    2020: "Jade Louise Ambre Alba Emma Rose Alice Romane Anna Lina Inaya Aïcha Léonie Iris Éva Nour",
}
_MEN = {
    1930: "Jean André Pierre Roger Robert René Marcel Georges Maurice Louis Raymond Henri Claude Lucien",
    1940: "Jean Michel Claude Pierre Jacques Bernard André Daniel Gérard Jean-Pierre Jean-Claude Guy Alain",
    1950: "Jean Michel Alain Patrick Gérard Philippe Christian Bernard Daniel Jean-Claude Jean-Pierre Dominique Serge",
    1960: "Philippe Thierry Pascal Éric Patrick Laurent Christophe Bruno Didier Frédéric Olivier Marc Gilles",
    1970: "Christophe Stéphane David Frédéric Laurent Sébastien Nicolas Olivier Jérôme Éric Cédric Fabrice Rachid",
    1980: "Nicolas Julien Guillaume Sébastien Mathieu Jérémy Mickaël Thomas Alexandre Romain Anthony Mohamed Kévin",
    1990: "Thomas Kévin Alexandre Maxime Nicolas Quentin Anthony Romain Antoine Florian Benjamin Mehdi Jordan Loïc",
    2000: "Lucas Théo Thomas Hugo Maxime Enzo Antoine Clément Alexandre Quentin Mathis Nathan Yanis Mamadou",
    2010: "Gabriel Lucas Louis Jules Raphaël Hugo Léo Adam Nathan Arthur Noah Ethan Mohamed Tom Ibrahim",
    2020: "Gabriel Léo Raphaël Maël Noah Jules Louis Adam Arthur Isaac Liam Eden Sacha Ismaël Naël",
}
# Given in every decade, in the families of the whole world.
_WIDE_WOMEN = tuple(
    "Fatoumata Aminata Mariam Khadija Fatiha Samira Nadia Malika Yamina Zohra Ayşe Zeynep Agnieszka Małgorzata "
    "Ioana Conceição Inês Thị-Hồng Thị-Mai Gaëlle Solène Nolwenn Maïwenn Anne-Sophie Marie-Ange Ève".split()
)
_WIDE_MEN = tuple(
    "Mohammed Ahmed Youssef Ali Karim Mamadou Ousmane Ibrahima Moussa Mehmet Mustafa Łukasz Paweł Ștefan João "
    "José Văn-Hùng Minh Yann Gwénaël Loïc Jean-Baptiste François-Xavier Noël Rémi Björn".split()
)
_ORDINARY = 0.86
_SECOND = 0.12


class FirstNames:
    """Draws first names that suit a year of birth."""

    def __init__(self) -> None:
        self._given = {
            woman: {decade: names.split() for decade, names in listed.items()}
            for woman, listed in ((True, _WOMEN), (False, _MEN))
        }

    def draw(self, chance: Random, year: int, *, woman: bool) -> str:
        """One first name, now and then two, for somebody born in ``year``."""
        name = self._one(chance, year, woman=woman)
        if chance.random() < _SECOND:
            other = self._one(chance, year - 30, woman=woman)
            return name if other == name else f"{name} {other}"
        return name

    def _one(self, chance: Random, year: int, *, woman: bool) -> str:
        if chance.random() > _ORDINARY:
            return chance.choice(_WIDE_WOMEN if woman else _WIDE_MEN)
        names = self._given[woman][min(2020, max(1930, year // 10 * 10))]
        # The square: the first of the list are borne by many.
        return names[int(len(names) * chance.random() ** 2)]
