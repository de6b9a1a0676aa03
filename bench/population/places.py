"""Towns, streets and residences of the bench landlord."""

from bench.population.lists import read_list

_KINDS = ("rue", "avenue", "allée", "boulevard", "place", "impasse", "chemin", "square", "cours")
TOWNS = [(line[:5], line[6:]) for line in read_list("towns")]
STREETS = [f"{kind} {name}" for name in read_list("streets") for kind in _KINDS]
RESIDENCES = read_list("residences")
MAIL_DOMAINS = ("example.fr", "example.com", "example.org", "example.net")
