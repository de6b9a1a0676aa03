"""Changes of household, profession, contacts and account: what the tenant is told of the decision."""

from backoffice.rules.letters.codes import TextCode
from backoffice.rules.letters.definition import MustSay, TextDefault, everywhere
from backoffice.rules.vocabulary.work import WorkKind

_FAMILY_FUND = "Pensez à prévenir aussi la CAF ou la MSA : nous ne le faisons pas à votre place."
_FAMILY_MUST = (MustSay(("CAF", "MSA"), "de prévenir la CAF ou la MSA (R3.5)"),)
_NOT_YOU = (
    "Si vous n’êtes pas à l’origine de ce changement, appelez-nous tout de suite au numéro imprimé "
    "sur vos avis d’échéance."
)
_NOT_YOU_SHORT = "Ce n’est pas vous ? Appelez le numéro de vos avis."


def _rejected(code: TextCode, kind: WorkKind, what: str, more: str = "") -> TextDefault:
    said = (
        f"Nous avons étudié {what}, reçue le {{date_demande}}. Nous ne pouvons pas l’accepter.\n\n{{motif}}"
    )
    return TextDefault(
        code,
        kind,
        everywhere(
            "Votre demande : notre réponse",
            said + more,
            "{bailleur} : nous ne pouvons pas accepter votre demande du {date_demande}. {motif} "
            "Une question ? {telephone}",
        ),
        given=("date_demande", "motif"),
        required=frozenset({"motif"}),
    )


def _asked(code: TextCode, kind: WorkKind, what: str, more: str = "") -> TextDefault:
    said = (
        f"Nous étudions {what}, reçue le {{date_demande}}. Il nous manque :\n\n{{pieces}}\n\n"
        "Merci de nous l’envoyer avant le {date_limite}, sur votre espace locataire ou à votre agence."
    )
    return TextDefault(
        code,
        kind,
        everywhere(
            "Votre demande : il nous manque une pièce",
            said + more,
            "{bailleur} : il manque une pièce pour traiter votre demande du {date_demande}, à envoyer "
            "avant le {date_limite}. Détail au {telephone}.",
        ),
        given=("date_demande", "pieces", "date_limite", "motif"),
        required=frozenset({"pieces", "date_limite"}),
    )


_HOUSEHOLD = "votre demande concernant votre foyer"
_PROFESSION = "votre demande concernant votre situation professionnelle"
_CONTACT = "votre demande concernant vos coordonnées"
_BANK = "votre demande concernant vos coordonnées bancaires"

CHANGES = (
    TextDefault(
        TextCode.DECISION_HOUSEHOLD_ACCEPTED,
        WorkKind.HOUSEHOLD,
        everywhere(
            "Votre demande concernant votre foyer est acceptée",
            "Votre demande du {date_demande} concernant votre foyer est acceptée. "
            "Elle prend effet le {date_effet}.\n\n" + _FAMILY_FUND,
            "{bailleur} : votre demande du {date_demande} est acceptée, effet le {date_effet}. "
            "Pensez à prévenir la CAF ou la MSA.",
        ),
        given=("date_demande", "date_effet"),
        required=frozenset({"date_effet"}),
        must_say=_FAMILY_MUST,
    ),
    _rejected(
        TextCode.DECISION_HOUSEHOLD_REJECTED, WorkKind.HOUSEHOLD, _HOUSEHOLD, "\n\nVotre bail ne change pas."
    ),
    _asked(
        TextCode.DECISION_HOUSEHOLD_ASKED,
        WorkKind.HOUSEHOLD,
        _HOUSEHOLD,
        "\n\nSans attendre notre réponse, pensez à prévenir la CAF ou la MSA.",
    ),
    TextDefault(
        TextCode.DECISION_PROFESSIONAL_ACCEPTED,
        WorkKind.PROFESSIONAL,
        everywhere(
            "Votre situation professionnelle est à jour",
            "Votre demande du {date_demande} est acceptée : votre situation professionnelle est enregistrée "
            "à compter du {date_effet}.\n\n" + _FAMILY_FUND,
            "{bailleur} : votre situation professionnelle est à jour, effet le {date_effet}. "
            "Pensez à prévenir la CAF ou la MSA.",
        ),
        given=("date_demande", "date_effet"),
        required=frozenset({"date_effet"}),
        must_say=_FAMILY_MUST,
    ),
    _rejected(TextCode.DECISION_PROFESSIONAL_REJECTED, WorkKind.PROFESSIONAL, _PROFESSION),
    _asked(
        TextCode.DECISION_PROFESSIONAL_ASKED,
        WorkKind.PROFESSIONAL,
        _PROFESSION,
        "\n\nN’envoyez que les pièces de cette liste : les autres ne sont pas gardées.",
    ),
    TextDefault(
        TextCode.DECISION_CONTACT_ACCEPTED,
        WorkKind.CONTACT,
        everywhere(
            "Vos coordonnées sont à jour",
            "Votre demande du {date_demande} est acceptée : vos coordonnées sont à jour.\n\n" + _NOT_YOU,
            "{bailleur} : vos coordonnées sont à jour, comme demandé le {date_demande}. " + _NOT_YOU_SHORT,
        ),
        given=("date_demande",),
    ),
    _rejected(TextCode.DECISION_CONTACT_REJECTED, WorkKind.CONTACT, _CONTACT),
    _asked(TextCode.DECISION_CONTACT_ASKED, WorkKind.CONTACT, _CONTACT),
    TextDefault(
        TextCode.DECISION_BANK_ACCEPTED,
        WorkKind.BANK,
        everywhere(
            "Vos coordonnées bancaires sont enregistrées",
            "Votre demande du {date_demande} est acceptée : vos nouvelles coordonnées bancaires sont "
            "enregistrées.\n\n"
            "Votre loyer sera prélevé sur ce compte à partir du {premier_prelevement}, sous la "
            "référence unique "
            "de mandat {rum}. Vous pouvez arrêter le prélèvement à tout moment.\n\n" + _NOT_YOU,
            "{bailleur} : vos coordonnées bancaires sont enregistrées, premier prélèvement le "
            "{premier_prelevement}. " + _NOT_YOU_SHORT,
        ),
        given=("date_demande", "premier_prelevement", "rum"),
        required=frozenset({"premier_prelevement"}),
    ),
    _rejected(
        TextCode.DECISION_BANK_REJECTED,
        WorkKind.BANK,
        _BANK,
        "\n\nVos coordonnées bancaires restent celles que vous nous aviez données.",
    ),
    _asked(TextCode.DECISION_BANK_ASKED, WorkKind.BANK, _BANK),
    TextDefault(
        TextCode.BANK_FRAUD_ANSWER,
        WorkKind.BANK,
        everywhere(
            "Le message que vous avez reçu",
            "Vous nous avez signalé un message qui vous annonce un changement de compte du bailleur, "
            "ou qui vous "
            "demande un RIB ou un mandat. Merci de nous l’avoir dit.\n\n"
            "Un tel changement ne s’annonce jamais par courriel, par SMS ni par téléphone. Ne payez rien, "
            "ne signez rien et n’envoyez rien.\n\n"
            "Pour vérifier un message, ne rappelez pas le numéro qu’il indique : appelez celui que vous "
            "connaissez déjà, imprimé sur vos avis d’échéance.\n\n"
            "Si vous avez déjà payé ou donné vos coordonnées bancaires, prévenez tout de suite votre banque.",
            "{bailleur} : ne payez rien et n’envoyez rien à ce message. Pour vérifier, appelez le numéro "
            "imprimé sur vos avis, pas celui du message.",
        ),
        must_say=(MustSay(("NUMERO", "AVIS"), "d’appeler le numéro connu, imprimé sur les avis (R3.58)"),),
    ),
)
