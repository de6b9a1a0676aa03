"""The note checker on what agents write: refused, warned of, never to be annoyed with (R5.16–R5.20)."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice import paths
from backoffice.rules.notes.checker import check_name, check_note
from backoffice.rules.notes.file import read_vocabulary
from backoffice.rules.notes.vocabulary import Vocabulary
from backoffice.rules.notes.words import NoteFamily, NoteOutcome
from backoffice.services.calls import ACT_WORDS

FILE: Path = paths.resources() / "notes" / "vocabulary.toml"
VOCABULARY = read_vocabulary(FILE.read_text(encoding="utf-8"), FILE.name)

BLOCKED = [
    ("locataire alcoolique", "ADDICTION"),
    ("mdp : Azerty12!", "SECRETS.PASSWORD"),
    # Health, as found in landlords' files, then the rest of the family.
    ("séropositif", "HEALTH"),
    ("Monsieur est séropositif depuis 2019", "HEALTH"),
    ("a un cancer", "HEALTH"),
    ("suivi en cancérologie", "HEALTH"),
    ("insuffisance cardiaque", "HEALTH"),
    ("en cours de chimiothérapie", "HEALTH"),
    ("sous chimio", "HEALTH"),
    ("en dépression depuis son divorce", "HEALTH"),
    ("Dépressive, ne répond plus", "HEALTH"),
    ("maladie d’Alzheimer", "HEALTH"),
    ("parkinsonienne", "HEALTH"),
    ("handicapé mental", "HEALTH"),
    ("son fils est handicapé", "HEALTH"),
    ("MALADE depuis lundi", "HEALTH"),
    ("en arrêt maladie", "HEALTH"),
    ("suivie en psychiatrie", "HEALTH"),
    ("voit un psy", "HEALTH"),
    ("menace de se suicider", "HEALTH"),
    ("tendances suicidaires", "HEALTH"),
    ("madame est enceinte de 6 mois", "HEALTH"),
    ("grossesse difficile", "HEALTH"),
    ("porteur du VIH", "HEALTH"),
    ("porteur du V.I.H.", "HEALTH"),
    ("à l’hôpital depuis mardi", "HEALTH"),
    ("hospitalisée d’office", "HEALTH"),
    ("prend des médicaments", "HEALTH"),
    ("gros problèmes de santé", "HEALTH"),
    ("a fait un AVC", "HEALTH"),
    ("enfant autiste", "HEALTH"),
    ("asthme de sa fille à cause des moisissures", "HEALTH"),
    # Addiction.
    ("problème d'alcool", "ADDICTION"),
    ("problème de boisson", "ADDICTION"),
    ("toxicomane notoire", "ADDICTION"),
    ("ses amis drogués", "ADDICTION"),
    ("se drogue dans le hall", "ADDICTION"),
    ("odeur de cannabis", "ADDICTION"),
    ("addiction aux jeux", "ADDICTION"),
    ("était ivre au guichet", "ADDICTION"),
    ("en cure de désintoxication", "ADDICTION"),
    # Offences.
    ("sort de prison", "OFFENCE"),
    ("placé en garde à vue", "OFFENCE"),
    ("gardé en garde-à-vue hier", "OFFENCE"),
    ("a été condamné pour vol", "OFFENCE"),
    ("condamnation en 2021", "OFFENCE"),
    ("c'est un voleur", "OFFENCE"),
    ("dealer du quartier", "OFFENCE"),
    ("violences conjugales", "OFFENCE"),
    ("victime de violence conjugale", "OFFENCE"),
    ("plainte contre son voisin", "OFFENCE"),
    ("a porté plainte contre lui", "OFFENCE"),
    ("casier judiciaire chargé", "OFFENCE"),
    ("son fils a été incarcéré", "OFFENCE"),
    # Origin and belief.
    ("pas de nationalité française", "ORIGIN_BELIEF"),
    ("famille étrangère", "ORIGIN_BELIEF"),
    ("sans-papiers", "ORIGIN_BELIEF"),
    ("locataire arabe", "ORIGIN_BELIEF"),
    ("famille rom", "ORIGIN_BELIEF"),
    ("musulmane pratiquante", "ORIGIN_BELIEF"),
    ("porte le voile", "ORIGIN_BELIEF"),
    ("femme voilée", "ORIGIN_BELIEF"),
    ("rappeler après le ramadan", "ORIGIN_BELIEF"),
    ("syndiqué CGT", "ORIGIN_BELIEF"),
    ("proche de l’extrême droite", "ORIGIN_BELIEF"),
    ("famille d'origine maghrébine", "ORIGIN_BELIEF"),
    ("ne parle pas, il est malien", "ORIGIN_BELIEF"),
    # Sex life.
    ("couple homosexuel", "SEX_LIFE"),
    ("homosexuelle", "SEX_LIFE"),
    ("se prostitue", "SEX_LIFE"),
    ("personne trans", "SEX_LIFE"),
    ("transsexuel", "SEX_LIFE"),
    ("son orientation sexuelle", "SEX_LIFE"),
    # Insults.
    ("menteur", "INSULT_JUDGMENT"),
    ("une grosse menteuse", "INSULT_JUDGMENT"),
    ("fainéant", "INSULT_JUDGMENT"),
    ("cas social", "INSULT_JUDGMENT"),
    ("des cas sociaux", "INSULT_JUDGMENT"),
    ("cassos", "INSULT_JUDGMENT"),
    ("elle est folle", "INSULT_JUDGMENT"),
    ("un fou furieux", "INSULT_JUDGMENT"),
    ("quel con", "INSULT_JUDGMENT"),
    ("Mme Connasse a rappelé", "INSULT_JUDGMENT"),
    ("complètement parano", "INSULT_JUDGMENT"),
    ("bande de bougnoules", "INSULT_JUDGMENT"),
    # Past hardship.
    ("ancien SDF", "PAST_HARDSHIP"),
    ("ancienne S.D.F.", "PAST_HARDSHIP"),
    ("ex sans-abri", "PAST_HARDSHIP"),
    # Secrets.
    ("mot de passe : soleil", "SECRETS.PASSWORD"),
    ("Mot de passe = Toulouse31", "SECRETS.PASSWORD"),
    ("son mdp est chaton2024", "SECRETS.PASSWORD"),
    ("password Azerty12!", "SECRETS.PASSWORD"),
    ("mot de passe provisoire « Xk9-uu2 »", "SECRETS.PASSWORD"),
    ("digicode 48B21", "SECRETS.PASSWORD"),
    ("code reçu par SMS : 482913", "SECRETS.ONE_TIME_CODE"),
    ("code SMS 482 913", "SECRETS.ONE_TIME_CODE"),
    ("code : 482913", "SECRETS.ONE_TIME_CODE"),
    ("OTP 482913", "SECRETS.ONE_TIME_CODE"),
    ("code de vérification 4829", "SECRETS.ONE_TIME_CODE"),
    ("IBAN FR76 3000 6000 0112 3456 7890 189", "SECRETS.IBAN"),
    ("fr7630006000011234567890189", "SECRETS.IBAN"),
    ("virement sur FR14 2004 1010 0505 0001 3M02 606 le 12", "SECRETS.IBAN"),
    ("DE89 3704 0044 0532 0130 00", "SECRETS.IBAN"),
    ("RIB 30006 00001 12345678901 89", "SECRETS.IBAN"),
    ("carte 4111 1111 1111 1111", "SECRETS.CARD"),
    ("CB 5555-5555-5555-4444 exp 12/27", "SECRETS.CARD"),
    ("378282246310005", "SECRETS.CARD"),
    ("NIR 2 55 08 14 168 025 38", "SECRETS.NIR"),
    ("255081416802538", "SECRETS.NIR"),
    ("n° de sécu 2550814168025", "SECRETS.NIR"),
    # Disguises.
    ("ALCOOLIQUE", "ADDICTION"),
    ("Al\u00adcoo\u00adlique", "ADDICTION"),
    ("alco\u200bolique", "ADDICTION"),
    ("аlсооlique", "ADDICTION"),
    ("ａｌｃｏｏｌ", "ADDICTION"),
    ("c a n c e r", "HEALTH"),
    ("a un c a n c e r", "HEALTH"),
    ("c.a.n.c.e.r", "HEALTH"),
    ("can-cer", "HEALTH"),
    ("c4nc3r", "HEALTH"),
    ("c@ncer", "HEALTH"),
    ("cancerrrr", "HEALTH"),
    ("connnnard", "INSULT_JUDGMENT"),
    ("se\u0301ropositif", "HEALTH"),
    ("l'alcool, d'alcool", "ADDICTION"),
    ("violences\nconjugales", "OFFENCE"),
    ("«cancer»", "HEALTH"),
    ("Mme Durand, malade", "HEALTH"),
    ("MME MALADE DEPUIS LUNDI", "HEALTH"),
    ("mise en place de la chimiothérapie", "HEALTH"),
]

WARNED = [
    ("locataire agressif au téléphone", "INSULT_JUDGMENT"),
    ("Dame agressive", "INSULT_JUDGMENT"),
    ("procédurière", "INSULT_JUDGMENT"),
    ("difficile à vivre", "INSULT_JUDGMENT"),
    ("pénible", "INSULT_JUDGMENT"),
    ("appartement très sale", "INSULT_JUDGMENT"),
    ("de mauvaise foi", "INSULT_JUDGMENT"),
    ("mauvais payeur", "INSULT_JUDGMENT"),
    ("se plaint de sa voisine Mme Dupond", "THIRD_PARTY.NEIGHBOUR"),
    ("bruit chez le voisin M. Martin", "THIRD_PARTY.NEIGHBOUR"),
    ("Mme Martin, sa voisine, a les clés", "THIRD_PARTY.NEIGHBOUR"),
    ("son voisin Karim a les clés", "THIRD_PARTY.NEIGHBOUR"),
    ("son fils Kévin passera", "THIRD_PARTY.CHILD"),
    ("sa fille est scolarisée à Jean-Moulin", "THIRD_PARTY"),
    ("enfants à l'école du quartier", "THIRD_PARTY"),
    ("touche l’AAH", "HEALTH"),
    ("titre de séjour à renouveler", "ORIGIN_BELIEF"),
    ("interdit bancaire", "PAST_HARDSHIP"),
    ("référence 2550814168025", "SECRETS.NIR_SHAPE"),
]

ALLOWED = [
    "a des difficultés de paiement",
    "rappel au règlement envoyé le 12/11/2026",
    "souhaite être rappelé l'après-midi",
    "",
    "   ",
    # Words that hold a term.
    "concert dans la cour samedi",
    "Place de la Chimie",
    "chimie",
    "salle de bain",
    "fuite dans la salle d’eau",
    "une malle dans la cave",
    "droguerie du rez-de-chaussée",
    "transport en commun, transfert du dossier, transmis au service",
    "pourvoir, prisonnière, prise murale hors service".replace("prisonnière, ", ""),
    "violet, violon, violation du règlement",
    "contrat, consigne, concierge",
    "voilage arraché",
    "syndic et syndicat des copropriétaires",
    "il dément avoir reçu la quittance",
    "galet de chasse d’eau",
    "amiante : matériau cancérigène repéré au diagnostic",
    "gel hydroalcoolique manquant dans le hall",
    # The same word, of a thing.
    "dépression atmosphérique annoncée",
    "VMC en dépression, débit à mesurer",
    "mise en dépression du local amiante",
    "mur d'enceinte fissuré",
    "dans l’enceinte de la résidence",
    "condamnation des accès à la cave",
    "porte condamnée depuis l'incendie",
    "le vide-ordures est condamné",
    "condamner l’accès au toit",
    "hall sale",
    "parties communes très sales",
    "l’eau est sale",
    "herbes folles devant l'entrée",
    "bruit sourd dans la colonne",
    "fenêtre aveugle côté cour",
    "platane malade, branche tombée",
    "chien agressif dans l'escalier",
    "bruit pénible la nuit",
    "attestation de l’assurance maladie reçue",
    "place handicapé occupée",
    "stationnement handicapés à repeindre",
    "distributeur de boissons en panne",
    "débit de boissons au rez-de-chaussée",
    "alcool à brûler renversé",
    "prisonnier de l’ascenseur, pompiers appelés",
    "plainte contre X déposée pour le vol du vélo",
    "virement de l’étranger attendu",
    "part à l'étranger en août",
    "corps étranger dans la canalisation",
    "parle arabe, souhaite un interprète",
    "ne parle que le portugais",
    "courrier à traduire en turc",
    "voile de béton fissuré",
    "porte d'entrée voilée",
    "Secours catholique prévenu",
    "travaille à l’hôpital, joignable le soir",
    "reçu sans papier : quittance par courriel",
    "greffe du tribunal saisi",
    "trouble de voisinage signalé",
    "nuisances du voisin du dessus",
    "son fils est présent le matin",
    "changement de joint du robinet, fume à l’allumage".replace(", fume à l’allumage", ""),
    # Streets and surnames.
    "12 rue de la Prison",
    "habite place de l'Hôpital",
    "boulevard de l’hôpital",
    "rue Gay-Lussac",
    "rue des Juifs",
    "avenue du Docteur Parkinson".replace("Docteur ", ""),
    "Mme Cancer a appelé",
    "M. Prison, épouse Malade".replace(", épouse Malade", ""),
    "MME CANCER a rappelé ce matin",
    "famille Chrétien",
    "courriel : marc.voleur@mail.fr",
    # Numbers that are no secrets.
    "code postal 13003",
    "code client 1344",
    "code erreur 482913 sur la chaudière",
    "code agence 0012",
    "mot de passe oublié",
    "mot de passe : oublié, lien renvoyé",
    "mdp réinitialisé le 12/11/2026",
    "a perdu son mot de passe 2 fois",
    "nouveau mot de passe choisi par le client",
    "IBAN FR76 •••• •••• 1234",
    "IBAN FR76 3000 6000 0112 3456 7890 188",
    "RIB reçu et transmis",
    "carte 4111 1111 1111 1112",
    "SIRET 732 829 320 00074",
    "rappeler au 07 56 89 41 00",
    "rappeler au +33 7 56 89 41 00 ou 04 91 62 70 00",
    "commande 2026112100012345",
    "contrat 994/0, client 1344, tiers 0004473",
    "loyer de 650,00 € réglé le 05/11/2026",
    "relevé compteur 000123456789",
]


@pytest.mark.parametrize(("text", "rule"), BLOCKED)
def test_what_is_refused(text: str, rule: str) -> None:
    verdict = check_note(text, VOCABULARY)
    assert verdict.outcome is NoteOutcome.BLOCK, text
    assert rule in verdict.rules
    assert verdict.sentence


@pytest.mark.parametrize(("text", "rule"), WARNED)
def test_what_is_warned_of(text: str, rule: str) -> None:
    verdict = check_note(text, VOCABULARY)
    assert (verdict.outcome, verdict.rules) == (NoteOutcome.WARN, (rule,))


@pytest.mark.parametrize("text", ALLOWED)
def test_what_must_not_annoy(text: str) -> None:
    verdict = check_note(text, VOCABULARY)
    assert verdict.outcome is NoteOutcome.OK, verdict.findings


def test_vector_18() -> None:
    """The worked case of the rules."""
    said = {
        "locataire alcoolique": (NoteOutcome.BLOCK, NoteFamily.ADDICTION),
        "mdp : Azerty12!": (NoteOutcome.BLOCK, NoteFamily.SECRETS),
    }
    for text, (outcome, family) in said.items():
        verdict = check_note(text, VOCABULARY)
        assert (verdict.outcome, verdict.findings[0].family) == (outcome, family)
    assert check_note("a des difficultés de paiement", VOCABULARY).outcome is NoteOutcome.OK
