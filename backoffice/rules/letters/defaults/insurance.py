"""Home insurance: decisions on certificates, requests, formal notice, insurance on the tenant's behalf."""

from backoffice.rules.letters.codes import TextCode
from backoffice.rules.letters.definition import MustSay, TextDefault, everywhere, letter_alone
from backoffice.rules.vocabulary.work import WorkKind

_KIND = WorkKind.INSURANCE
_HOW = "Vous pouvez la déposer sur votre espace locataire, ou nous la remettre."
_MINIMUM = (
    "Elle doit couvrir au moins les risques locatifs et porter votre nom, l’adresse du logement "
    "et sa période de validité."
)
_SUMS = ("assureur", "police", "date_debut", "date_fin", "prime", "majoration", "montant_majoration")
_TWELFTHS = (
    "= Prime annuelle | {prime}\n"
    "= Majoration ({majoration} %) | {montant_majoration}\n"
    "= Total de l’année | {total}\n\n"
    "Cette somme s’ajoute à votre loyer par douzième : {mensualites}. Elle figure sur votre avis d’échéance "
    "et sur votre quittance.\n\n"
    "Cette assurance ne couvre que votre responsabilité de locataire : elle ne couvre pas vos biens. "
    "Vous pouvez vous assurer vous-même à tout moment : dès que vous nous remettez une attestation valable, "
    "nous mettons fin à celle-ci dans le délai le plus court que la loi permet.\n\n"
    "> Article 7 g de la loi n° 89-462 du 6 juillet 1989 ; décret n° 2016-383 du 30 mars 2016, "
    "qui limite la majoration à 10 % de la prime annuelle."
)
_COPY = ("Copie du contrat d’assurance",)

DECISIONS = (
    TextDefault(
        TextCode.DECISION_INSURANCE_ACCEPTED,
        _KIND,
        everywhere(
            "Votre attestation d’assurance est enregistrée",
            "Votre attestation d’assurance habitation pour le contrat {contrat} est enregistrée. "
            "Elle est valable jusqu’au {couvert_jusqu_au} : nous vous demanderons la suivante avant "
            "ce jour.\n\n"
            "Vous n’avez rien d’autre à faire.",
            "{bailleur} : votre attestation d’assurance est bien enregistrée, jusqu’au {couvert_jusqu_au}.",
        ),
        given=("contrat", "couvert_jusqu_au"),
        required=frozenset({"couvert_jusqu_au"}),
    ),
    TextDefault(
        TextCode.DECISION_INSURANCE_REJECTED,
        _KIND,
        everywhere(
            "Votre attestation d’assurance : il en faut une autre",
            "Nous avons lu l’attestation d’assurance habitation que vous avez envoyée pour le contrat "
            f"{{contrat}}. Nous ne pouvons pas l’enregistrer.\n\n{{motif}}\n\n{_HOW}",
            "{bailleur} : nous ne pouvons pas enregistrer votre attestation d’assurance. {motif} "
            "Une question ? {telephone}",
        ),
        given=("contrat", "motif"),
        required=frozenset({"motif"}),
    ),
    TextDefault(
        TextCode.DECISION_INSURANCE_ASKED,
        _KIND,
        everywhere(
            "Votre attestation d’assurance est en cours d’examen",
            "Nous avons bien l’attestation d’assurance habitation que vous avez envoyée pour le contrat "
            "{contrat}.\n\n{motif}",
            "{bailleur} : votre attestation d’assurance est en cours d’examen. {motif} "
            "Une question ? {telephone}",
        ),
        given=("contrat", "motif"),
        required=frozenset({"motif"}),
    ),
)

REQUESTS = (
    TextDefault(
        TextCode.INSURANCE_REQUESTED,
        _KIND,
        everywhere(
            "Votre attestation d’assurance habitation",
            "Merci de nous envoyer votre attestation d’assurance habitation pour {contrats}, "
            f"dans les {{jours}} jours. {_MINIMUM}\n\n{_HOW}",
            "{bailleur} : merci d’envoyer votre attestation d’assurance pour {contrats} sous {jours} jours. "
            "Une question ? {telephone}.",
        ),
        given=("contrats", "jours"),
        required=frozenset({"contrats", "jours"}),
    ),
    TextDefault(
        TextCode.INSURANCE_REMINDER,
        _KIND,
        everywhere(
            "Rappel : votre attestation d’assurance habitation",
            "Le {date_demande}, nous vous avons demandé votre attestation d’assurance habitation "
            "pour {contrats}. "
            "Nous n’avons encore rien reçu qui soit valable.\n\n"
            f"Merci de nous l’envoyer avant le {{date_limite}}. {_MINIMUM}\n\n{_HOW}",
            "{bailleur} : nous attendons votre attestation d’assurance pour {contrats}, "
            "avant le {date_limite}. Une question ? {telephone}.",
        ),
        given=("contrats", "date_demande", "date_limite"),
        required=frozenset({"contrats", "date_limite"}),
    ),
    TextDefault(
        TextCode.INSURANCE_CAMPAIGN,
        _KIND,
        everywhere(
            "Votre attestation d’assurance habitation",
            "Chaque année, vous nous remettez l’attestation d’assurance de votre logement. "
            "Pour {contrats}, nous n’en avons pas qui soit valable aujourd’hui.\n\n"
            f"Merci de nous l’envoyer avant le {{date_limite}}. {_MINIMUM}\n\n{_HOW}\n\n"
            "Si vous venez de nous l’envoyer, vous n’avez rien à faire.",
            "{bailleur} : merci d’envoyer votre attestation d’assurance pour {contrats}, "
            "avant le {date_limite}. Une question ? {telephone}.",
        ),
        given=("contrats", "date_limite"),
        required=frozenset({"contrats", "date_limite"}),
    ),
)

_NOTICE = (
    "Votre bail vous demande d’assurer les risques dont vous répondez comme locataire, et d’en justifier "
    "chaque année à notre demande.\n\n"
    "Le {date_demande}, nous vous avons demandé votre attestation d’assurance pour le contrat {contrat}, "
    "logement situé {logement}. À ce jour, nous n’en avons aucune qui soit valable.\n\n"
    "Nous vous mettons donc en demeure de nous remettre une attestation en cours de validité. Vous disposez "
    "d’un mois à compter de la première présentation de cette lettre.\n\n"
    "Passé ce mois, nous avons l’intention de souscrire une assurance pour votre compte, limitée à votre "
    "responsabilité de locataire. Sa prime annuelle, augmentée d’une majoration de {majoration} % de cette "
    "prime, vous sera demandée par douzième à chaque paiement du loyer ; elle figurera sur vos avis "
    "d’échéance "
    "et sur vos quittances. Une copie du contrat vous sera envoyée.\n\n"
    "Par cette lettre, nous renonçons à la clause du bail qui prévoit sa résiliation de plein droit "
    "pour défaut "
    "d’assurance.\n\n"
    "Pour répondre :\n"
    "- déposez votre attestation sur votre espace locataire ;\n"
    "- ou remettez-la à votre agence : {agence}, {adresse_agence} ;\n"
    "- ou appelez-nous au {telephone} si quelque chose vous en empêche.\n\n"
    "> Article 7 g de la loi n° 89-462 du 6 juillet 1989 ; décret n° 2016-383 du 30 mars 2016, "
    "qui limite la majoration à 10 % de la prime annuelle."
)

ON_BEHALF = (
    TextDefault(
        TextCode.INSURANCE_FORMAL_NOTICE,
        _KIND,
        letter_alone("Mise en demeure : assurance de votre logement", _NOTICE),
        given=("contrat", "date_demande", "majoration"),
        required=frozenset({"contrat", "majoration"}),
        must_say=(
            MustSay(("EN DEMEURE", "UN MOIS"), "qu’il met en demeure et laisse un mois (R2.13)"),
            MustSay(
                ("ASSURANCE POUR VOTRE COMPTE",),
                "que vous avez l’intention de souscrire une assurance pour votre compte (R2.14)",
            ),
            MustSay(("RENONC", "RESILIATION"), "que vous renoncez à la clause de résiliation (R2.14)"),
            MustSay(("DOUZIEME",), "que la prime se paie par douzième (R2.13)"),
        ),
        registered=True,
    ),
    TextDefault(
        TextCode.INSURANCE_ON_BEHALF_TAKEN,
        _KIND,
        letter_alone(
            "Assurance souscrite pour votre compte",
            "Par notre mise en demeure du {date_demande}, nous vous demandions l’attestation d’assurance du "
            "contrat {contrat}. Nous n’avons rien reçu de valable dans le délai d’un mois.\n\n"
            "Nous avons donc souscrit une assurance pour votre compte auprès de {assureur} (contrat "
            "n° {police}), "
            f"du {{date_debut}} au {{date_fin}}.\n\n{_TWELFTHS}",
        ),
        given=("contrat", "date_demande", *_SUMS, "total", "mensualites"),
        required=frozenset({"contrat", "prime", "montant_majoration", "total", "mensualites"}),
        enclosures=_COPY,
    ),
    TextDefault(
        TextCode.INSURANCE_ON_BEHALF_RENEWED,
        _KIND,
        letter_alone(
            "Renouvellement de l’assurance souscrite pour votre compte",
            "Pour le contrat {contrat}, nous n’avons toujours pas d’attestation d’assurance valable. "
            "L’assurance "
            "souscrite pour votre compte auprès de {assureur} (contrat n° {police}) est donc renouvelée "
            f"du {{date_debut}} au {{date_fin}}.\n\n{_TWELFTHS}",
        ),
        given=("contrat", *_SUMS, "total", "mensualites"),
        required=frozenset({"contrat", "prime", "montant_majoration", "total", "mensualites"}),
        enclosures=_COPY,
    ),
    TextDefault(
        TextCode.INSURANCE_ON_BEHALF_ENDED,
        _KIND,
        everywhere(
            "Fin de l’assurance souscrite pour votre compte",
            "L’assurance que nous avions souscrite pour votre compte auprès de {assureur}, pour le contrat "
            "{contrat}, prend fin le {date_fin}.\n\n"
            "La prime due jusqu’à ce jour est de {somme_due}. Plus rien ne vous sera demandé ensuite "
            "pour cette assurance.",
            "{bailleur} : l’assurance souscrite pour votre compte prend fin le {date_fin}. "
            "Une question ? {telephone}.",
        ),
        given=("contrat", "assureur", "date_fin", "somme_due"),
        required=frozenset({"date_fin"}),
    ),
)
