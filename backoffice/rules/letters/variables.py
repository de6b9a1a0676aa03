"""The variables of the texts: their French names, what they stand for, an example of each."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """A word between braces, filled with what concerns one tenant.

    ``of_file`` tells that its value is a name, a number or an address of the file: it is never judged as
    words of ours. ``several_lines`` tells that it may hold a list, one line each.
    """

    name: str
    label: str
    example: str
    of_file: bool = True
    several_lines: bool = False


def _of(*found: Variable) -> Mapping[str, Variable]:
    return {one.name: one for one in found}


COMMON = _of(
    Variable("nom", "civilité et nom du locataire", "Madame Claire MARTIN"),
    Variable("bailleur", "nom du bailleur", "Habitat Exemple"),
    Variable("telephone", "téléphone du bailleur", "01 23 45 67 89"),
    Variable("agence", "nom de l’agence", "Agence Centre"),
    Variable("adresse_agence", "adresse de l’agence", "3 place de la Mairie, 87000 Limoges"),
    Variable("numero_client", "numéro de client", "1344"),
    Variable("contrat", "numéro du contrat", "994/0"),
    Variable("logement", "adresse du logement", "12 rue des Lilas, 87000 Limoges"),
    Variable("date_du_jour", "date du jour", "22/11/2026"),
    Variable("date_limite", "jour jusqu’auquel répondre", "06/12/2026"),
)
"""Known of every file; what a decision gives under the same name comes first."""

GIVEN = _of(
    Variable("motif", "motif, dans les mots du locataire", "L’attestation est périmée.", of_file=False),
    Variable(
        "pieces",
        "pièces attendues, une par ligne",
        "- Livret de famille\n- Avis d’imposition",
        of_file=False,
        several_lines=True,
    ),
    Variable("contrats", "« le contrat 994/0 » ou « les contrats 994/0, 995/0 »", "le contrat 994/0"),
    Variable("jours", "nombre de jours pour répondre", "14"),
    Variable("date_demande", "jour de la demande", "08/11/2026"),
    Variable("date_effet", "jour où le changement prend effet", "01/12/2026"),
    Variable("couvert_jusqu_au", "fin de l’attestation", "31/10/2027"),
    Variable("assureur", "nom de l’assureur", "Assureur Exemple"),
    Variable("police", "numéro du contrat d’assurance", "PNO-2026-118"),
    Variable("date_debut", "premier jour de l’assurance", "15/12/2026"),
    Variable("date_fin", "dernier jour de l’assurance", "14/12/2027"),
    Variable("prime", "prime annuelle", "72,00 €"),
    Variable("majoration", "majoration, en pour cent", "10"),
    Variable("montant_majoration", "montant de la majoration", "7,20 €"),
    Variable("total", "total de l’année", "79,20 €"),
    Variable("mensualites", "ce qui s’ajoute chaque mois", "6,60 € par mois pendant 12 mois"),
    Variable("somme_due", "prime due jusqu’à la fin", "26,40 €"),
    Variable("rum", "référence unique du mandat", "GUICHET-994-2026-01"),
    Variable("premier_prelevement", "jour du premier prélèvement", "10/01/2027"),
)
"""Known of one decision or one campaign: it must give them."""

VARIABLES: Mapping[str, Variable] = {**COMMON, **GIVEN}
