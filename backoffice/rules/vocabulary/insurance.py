"""Why an insurance certificate is refused (R2.10), in words that can be said to the tenant (R2.11)."""

from backoffice.rules.vocabulary.labelled import Labelled


class InsuranceRejection(Labelled):
    """Coded reasons; doubt about authenticity never says « faux »."""

    NOT_AN_ATTESTATION = "NOT_AN_ATTESTATION", "Ce n’est pas une attestation"
    NAME_MISMATCH = "NAME_MISMATCH", "Le nom n’est pas celui du titulaire"
    ADDRESS_MISMATCH = "ADDRESS_MISMATCH", "L’adresse n’est pas celle du logement"
    EXPIRED = "EXPIRED", "Attestation périmée"
    NOT_YET_VALID = "NOT_YET_VALID", "Pas encore en vigueur"
    PERIOD_MISSING = "PERIOD_MISSING", "Dates de validité absentes"
    COVER_MISSING = "COVER_MISSING", "Garantie locative absente"
    WRONG_CONTRACT = "WRONG_CONTRACT", "Concerne un autre contrat"
    OWNER_STATUS = "OWNER_STATUS", "Assuré comme propriétaire"
    ILLEGIBLE = "ILLEGIBLE", "Illisible"
    INCOMPLETE = "INCOMPLETE", "Incomplète"
    UNREADABLE_FILE = "UNREADABLE_FILE", "Fichier qui ne s’ouvre pas"
    DUPLICATE = "DUPLICATE", "Déjà reçue"
    TO_BE_CONFIRMED_WITH_INSURER = "TO_BE_CONFIRMED_WITH_INSURER", "À confirmer auprès de l’assureur"


def rejection_words(code: str | None) -> str:
    """The words of a code; one that is not of the list is shown as it is."""
    known = {one.value: one.label for one in InsuranceRejection}
    return known.get(code, code) if code else ""
