"""What a survey finds: exemptions, results, states of a file, marks kept from year to year."""

from backoffice.rules.vocabulary.labelled import Labelled


class Exemption(Labelled):
    """The cases of section 7; the last two are named there but exempt nobody."""

    EXO_QPV = "EXO_QPV", "quartier prioritaire de la politique de la ville"
    EXO_FRR = "EXO_FRR", "zone France ruralités revitalisation"
    EXO_ZUS = "EXO_ZUS", "locataire en place au 31/12/2014 dans une ancienne ZUS"
    EXO_PLI = "EXO_PLI", "logement intermédiaire (PLI)"
    EXO_PLH = "EXO_PLH", "zone exemptée par le programme local de l’habitat"
    EXO_CONV_3ANS = "EXO_CONV_3ANS", "bail en cours, convention signée depuis moins de trois ans"
    EXO_R441_31 = "EXO_R441_31", "logement exclu par l’article R441-31"
    EXO_FONCTION = "EXO_FONCTION", "logement de fonction"
    HORS_ENQUETE_APL = "HORS_ENQUETE_APL", "bénéficiaire d’une aide au logement : enquête non obligatoire"
    BAREME_CUS = "BAREME_CUS", "barème modulé par la convention d’utilité sociale"

    @property
    def exempts(self) -> bool:
        """Whether no SLS is due, whatever the resources."""
        return self not in (Exemption.HORS_ENQUETE_APL, Exemption.BAREME_CUS)


class SlsResult(Labelled):
    """What an assessment says (8.2)."""

    EXONERE = "EXONERE", "exonéré"
    SOUS_PLAFOND = "SOUS_PLAFOND", "ressources sous le plafond"
    DEPASSEMENT_SANS_SLS = "DEPASSEMENT_SANS_SLS", "dépassement inférieur à 20 %"
    ASSUJETTI = "ASSUJETTI", "assujetti"
    ASSUJETTI_PLAFONNE = "ASSUJETTI_PLAFONNE", "assujetti, montant plafonné"
    ASSUJETTI_NUL = "ASSUJETTI_NUL", "assujetti, ramené à zéro par le plafond"


class SurveyState(Labelled):
    """Where the file of a lease stands in the survey of a year (8.2)."""

    A_ENQUETER = "A_ENQUETER", "à enquêter"
    ENVOYEE = "ENVOYEE", "enquête envoyée"
    REPONSE_COMPLETE = "REPONSE_COMPLETE", "réponse complète"
    REPONSE_INCOMPLETE = "REPONSE_INCOMPLETE", "réponse incomplète"
    SANS_REPONSE = "SANS_REPONSE", "sans réponse"
    MISE_EN_DEMEURE = "MISE_EN_DEMEURE", "mis en demeure"
    LIQUIDATION_PROVISOIRE = "LIQUIDATION_PROVISOIRE", "liquidation provisoire"
    REGULARISEE = "REGULARISEE", "régularisée"


class YearMark(Labelled):
    """What two years in a row turn into the loss of the right to stay (section 9)."""

    DEPASSE_150_PLS_AN1 = "DEPASSE_150_PLS_AN1", "plus de 150 % du plafond PLS, première année"
    DEPASSE_150_PLS_AN2 = "DEPASSE_150_PLS_AN2", "plus de 150 % du plafond PLS, deuxième année"
    NON_REPONSE_AN1 = "NON_REPONSE_AN1", "sans réponse, première année"
    NON_REPONSE_AN2 = "NON_REPONSE_AN2", "sans réponse, deuxième année"


class LossGround(Labelled):
    """Why the right to stay is lost."""

    OVER_INCOME = "OVER_INCOME", "ressources au-dessus de 150 % du plafond PLS deux années de suite"
    NO_ANSWER = "NO_ANSWER", "enquête sans réponse deux années de suite"


class LossShield(Labelled):
    """Why a household keeps its right to stay all the same."""

    NOT_TENSE = "NOT_TENSE", "logement hors des zones A bis, A et B1"
    QPV = "QPV", "logement en quartier prioritaire de la politique de la ville"
    AGE = "AGE", "locataire de 65 ans, ou qui les aura dans l’année qui suit"
    DISABILITY = "DISABILITY", "personne handicapée au foyer ou à charge"
