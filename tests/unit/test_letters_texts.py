"""Texts for tenants: every default can leave, and what must not is refused with a sentence."""

import re

import pytest

from backoffice.errors import NotFound, Refused
from backoffice.rules.letters.codes import TextCode
from backoffice.rules.letters.filling import Piece, fill, filled_pieces, variables_of
from backoffice.rules.letters.forbidden import refuse_words
from backoffice.rules.letters.refusing import EXAMPLES, refuse_reason_text, refuse_text
from backoffice.rules.letters.segments import plain_sms, segments
from backoffice.rules.letters.texts import TEXTS, default_draft, text_of
from backoffice.rules.letters.variables import VARIABLES
from backoffice.rules.vocabulary.service import InsuranceRejection
from backoffice.rules.vocabulary.validation.papers import DocumentKind
from backoffice.rules.vocabulary.validation.tasks import TextChannel
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.reasons import REASONS, code_of

MAIL, SMS, LETTER = TextChannel.EMAIL, TextChannel.SMS, TextChannel.LETTER
CASES = [(text.code, channel) for text in TEXTS.values() for channel in text.drafts]


@pytest.mark.parametrize(("code", "channel"), CASES, ids=lambda one: one.value)
def test_every_text_of_ours_can_leave(code: TextCode, channel: TextChannel) -> None:
    draft = default_draft(code, channel)
    refuse_text(code, channel, draft.subject, draft.body)
    whole = f"{fill(draft.subject, EXAMPLES)}\n{fill(draft.body, EXAMPLES)}"
    assert not re.search(r"[{}]|None|…", whole)
    if channel is SMS:
        counted = segments(plain_sms(fill(draft.body, EXAMPLES)))
        assert (counted.parts, counted.dear) == (1, "")


def test_every_code_has_its_text_and_every_decision_three() -> None:
    assert set(TEXTS) == set(TextCode)
    for kind in ("INSURANCE", "HOUSEHOLD", "PROFESSIONAL", "CONTACT", "BANK"):
        for decision in ("ACCEPTED", "REJECTED", "ASKED"):
            assert {MAIL, SMS, LETTER} <= set(text_of(f"DECISION_{kind}_{decision}").drafts)
    with pytest.raises(NotFound):
        default_draft("INSURANCE_FORMAL_NOTICE", SMS)
    with pytest.raises(NotFound):
        text_of("DECISION_NOTHING")


def test_reasons_say_what_to_send_and_by_when_and_hint_at_nothing() -> None:
    assert {one.code for one in REASONS[WorkKind.INSURANCE]} == {one.value for one in InsuranceRejection}
    assert {one.code for one in REASONS[WorkKind.HOUSEHOLD]} == {
        "DOCUMENT_MISSING", "DOCUMENT_ILLEGIBLE", "NOT_SIGNED_BY_ALL", "NOT_FINAL", "NOT_A_HOLDER",
        "ONE_YEAR_NOT_PROVEN", "DATE_INCONSISTENT", "ALREADY_RECORDED", "OUT_OF_SCOPE",
    }  # fmt: skip
    for reasons in REASONS.values():
        assert [one.rank for one in reasons] == list(range(1, len(reasons) + 1))
        for one in reasons:
            refuse_reason_text(one.tenant_text)
            asks = "Merci de nous envoyer" in one.tenant_text
            assert not asks or "{date_limite}" in one.tenant_text, one.code
    (doubt,) = (one for one in REASONS[WorkKind.INSURANCE] if one.code == "TO_BE_CONFIRMED_WITH_INSURER")
    assert doubt.tenant_text.startswith("Nous vérifions un point avec votre assureur.")
    assert [one.digit for one in REASONS[WorkKind.INSURANCE]][8:10] == ["9", ""]


@pytest.mark.parametrize(
    ("body", "values", "said"),
    [
        ("Bonjour {nom}", {}, "{nom}"),
        ("Bonjour {nom}", {"nom": "  "}, "{nom}"),
        ("Bonjour {nim}", {"nim": "x"}, "vouliez-vous dire {nom}"),
        ("Bonjour {nom", {"nom": "x"}, "accolade"),
        ("Bonjour nom}", {"nom": "x"}, "accolade"),
        ("{{nom}}", {"nom": "x"}, "accolade"),
        ("{ nom }", {"nom": "x"}, "{nom}"),
        ("{nom.__class__}", {"nom": "x"}, "n’existe pas"),
        ("{0}", {"0": "x"}, "n’existe pas"),
        ("{}", {"": "x"}, "n’existe pas"),
        ("{nom!r}", {"nom": "x"}, "n’existe pas"),
        ("Bonjour {nom}", {"nom": "{contrat}"}, "signe interdit"),
        ("Bonjour {nom}", {"nom": "X\nBcc: y"}, "signe interdit"),
        ("Bonjour {nom}", {"nom": "X\x00"}, "signe interdit"),
    ],
)
def test_no_variable_is_left_unfilled(body: str, values: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as refusal:
        fill(body, values)
    assert refusal.value.code == "UNFILLED_VARIABLE"
    assert said in refusal.value.sentence


def test_a_value_is_written_once_and_as_it_is() -> None:
    assert fill("{nom} <b>%s</b> $nom {nom}", {"nom": "Zoë & Cie"}) == "Zoë & Cie <b>%s</b> $nom Zoë & Cie"
    assert fill("{pieces}", {"pieces": "- Livret\r\n- Avis"}) == "- Livret\n- Avis"
    assert variables_of("{nom} {contrat} {nom}") == ("nom", "contrat")
    assert all(VARIABLES[name].example for name in VARIABLES)


@pytest.mark.parametrize(
    "words",
    [
        "Votre attestation est fausse.",
        "Ce document est un FAUX",
        "un papier falsifié",
        "cette fraude",
        "votre certificat médical",
        "en raison de votre état de santé",
        "votre handicap",
        "les violences que vous subissez",
        "l’ordonnance de protection",
        "Voici notre nouveau RIB",
        "Nous changeons de banque",
        "Versez désormais votre loyer sur le nouveau compte",
        "payez sur le compte FR76 3000 6000 0112 3456 7890 189",
        "FR7630006000011234567890189",
        "le nouvel IBAN de votre bailleur",
        "Donnez-nous votre mot de passe",
        "votre mdp",
        "le code confidentiel reçu",
        "des frais de relance de 12 €",
        "Cliquez sur http://exemple.fr",
        "voyez www.exemple.fr",
        "<script>",
    ],
)
def test_some_words_reach_no_tenant(words: str) -> None:
    for code in (TextCode.DECISION_INSURANCE_REJECTED, TextCode.DECISION_HOUSEHOLD_ASKED):
        with pytest.raises(Refused) as refusal:
            refuse_words(code, (Piece(words),))
        assert refusal.value.code == "FORBIDDEN_WORD"


@pytest.mark.parametrize(
    "words",
    [
        "Il vous faut une attestation.",
        "sans frais de relance",
        "Vos nouvelles coordonnées bancaires sont enregistrées, votre RIB est lu.",
        "votre compte locataire",
        "dégât des eaux, incendie, explosion",
        "Résidence du Canal, place de la Mairie",
    ],
)
def test_ordinary_words_do(words: str) -> None:
    refuse_words(TextCode.DECISION_BANK_ACCEPTED, (Piece(words),))


def test_the_papers_asked_for_can_be_named() -> None:
    for kind in DocumentKind:
        refuse_words(TextCode.DECISION_HOUSEHOLD_ASKED, (Piece(f"- {kind.label}", "pieces"),))


def test_a_tenant_keeps_his_name_but_a_reason_is_judged() -> None:
    named = filled_pieces(
        "Bonjour {nom}, {logement}", {"nom": "Monsieur Jean FAUX", "logement": "1 rue Malade"}
    )
    refuse_words(TextCode.DECISION_INSURANCE_REJECTED, named)
    said = filled_pieces("Refus : {motif}", {"motif": "votre papier est faux"})
    with pytest.raises(Refused):
        refuse_words(TextCode.DECISION_INSURANCE_REJECTED, said)


@pytest.mark.parametrize(
    ("code", "channel", "subject", "body", "refused"),
    [
        ("DECISION_INSURANCE_REJECTED", MAIL, "Objet", "Bonjour {nom}, {motf}", "UNKNOWN_VARIABLE"),
        ("DECISION_INSURANCE_REJECTED", MAIL, "Objet", "Bonjour {nom}", "REQUIRED_VARIABLE"),
        ("DECISION_INSURANCE_REJECTED", MAIL, "Objet", "Bonjour {prime} {motif}", "UNKNOWN_VARIABLE"),
        ("DECISION_INSURANCE_REJECTED", MAIL, "", "{motif}", "EMPTY_TEXT"),
        ("DECISION_INSURANCE_REJECTED", MAIL, "A\nB", "{motif}", "TEXT_TOO_LONG"),
        ("DECISION_INSURANCE_REJECTED", MAIL, "{motif}", "{motif}", "UNKNOWN_VARIABLE"),
        ("DECISION_INSURANCE_REJECTED", MAIL, "Objet", "   ", "EMPTY_TEXT"),
        ("DECISION_INSURANCE_REJECTED", MAIL, "Objet", "{motif} {", "UNFILLED_VARIABLE"),
        ("DECISION_INSURANCE_REJECTED", SMS, "Objet", "{motif}", "EMPTY_TEXT"),
        ("DECISION_INSURANCE_REJECTED", SMS, "", "ê" * 300, "TEXT_TOO_LONG"),
        ("DECISION_INSURANCE_REJECTED", MAIL, "Objet", "x" * 9000, "TEXT_TOO_LONG"),
        ("DECISION_INSURANCE_REJECTED", MAIL, "Objet", "{motif}\x00", "WRONG_SIGN"),
        ("DECISION_INSURANCE_REJECTED", MAIL, "Ob\u202ejet", "{motif}", "WRONG_SIGN"),
        ("DECISION_INSURANCE_REJECTED", LETTER, "Objet", "{motif} 😀", "WRONG_SIGN"),
        ("DECISION_HOUSEHOLD_ACCEPTED", MAIL, "Objet", "Acceptée, effet le {date_effet}.", "MUST_SAY"),
        (
            "INSURANCE_FORMAL_NOTICE",
            LETTER,
            "Objet",
            "{contrat} {majoration} en demeure, un mois",
            "MUST_SAY",
        ),
    ],
)
def test_a_manager_is_told_what_to_mend(
    code: str, channel: TextChannel, subject: str, body: str, refused: str
) -> None:
    with pytest.raises(Refused) as refusal:
        refuse_text(code, channel, subject, body)
    assert refusal.value.code == refused
    assert len(refusal.value.sentence) > 20


def test_the_formal_notice_says_all_that_the_law_wants() -> None:
    """R2.13, R2.14: intention, one month, twelfths, surcharge, giving up of the termination clause."""
    body = default_draft("INSURANCE_FORMAL_NOTICE", LETTER).body
    for words in (
        "en demeure",
        "un mois",
        "assurance pour votre compte",
        "renonçons",
        "résiliation",
        "douzième",
    ):
        assert words in body
        mutilated = re.sub(words, "…", body, flags=re.IGNORECASE)
        with pytest.raises(Refused):
            refuse_text("INSURANCE_FORMAL_NOTICE", LETTER, "Objet", mutilated)
    assert text_of("INSURANCE_FORMAL_NOTICE").registered


def test_the_fraud_answer_sends_to_the_known_number_and_gives_none() -> None:
    draft = default_draft("BANK_FRAUD_ANSWER", LETTER)
    assert "imprimé sur vos avis d’échéance" in draft.body
    assert "iban" not in draft.body.lower()
    for channel in (MAIL, SMS):
        assert "FR76" not in default_draft("BANK_FRAUD_ANSWER", channel).body


@pytest.mark.parametrize(
    ("text", "parts", "left", "dear"),
    [
        ("a" * 160, 1, 0, ""),
        ("a" * 161, 2, 145, ""),
        ("€" * 80, 1, 0, ""),
        ("€" * 81, 2, 144, ""),
        ("ê" * 70, 1, 0, "ê"),
        ("ê" * 71, 2, 63, "ê"),
        ("😀" * 35, 1, 0, "😀"),
        ("", 1, 160, ""),
    ],
)
def test_an_sms_is_counted_as_operators_do(text: str, parts: int, left: int, dear: str) -> None:
    counted = segments(text)
    assert (counted.parts, counted.left, counted.dear) == (parts, left, dear)


def test_a_new_reason_takes_its_code_from_its_name() -> None:
    assert code_of("Autre pièce à voir") == "AUTRE_PIECE_A_VOIR"
    assert [code_of(name) for name in ("", "1 pièce", "漢字", "é")] == ["", "", "", ""]
    assert len(code_of("mot " * 40)) <= 40


def test_typography_is_not_paid_for() -> None:
    assert plain_sms("L’avis « A » – 12 €…") == 'L\'avis "A" - 12 €...'
    assert segments(plain_sms("L’accusé est prêt")).dear == "ê"
