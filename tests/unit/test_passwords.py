"""Rules for passwords: data of the five guides, bits of R4.7, what is read aloud; never a password."""

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backoffice import paths
from backoffice.models.registry import metadata
from backoffice.rules.parameters.checks import WrongValue
from backoffice.rules.parameters.passwords import OURS, PasswordClass, PasswordPolicy, policies
from backoffice.rules.portal.passwords import (
    Answer,
    aloud,
    bits,
    policies_of,
    read_passwords,
    shown_bits,
    spoken,
    strictest,
)
from backoffice.rules.profile import LandlordProfile, parse_profile, read_profile

HOUSE = Path(__file__).resolve().parents[2] / "backoffice"
CODES = ("ekidom", "larochelle", "logirem", "monlogement27", "vivest")


def shipped(code: str) -> LandlordProfile:
    """The profile that ships with the program."""
    path = paths.resources() / "landlords" / f"{code}.toml"
    return read_profile(path.read_text(encoding="utf-8"), path.name)


def rule(**given: Any) -> PasswordPolicy:
    """One rule as a file writes it."""
    usual: dict[str, Any] = {"screen": "essai", "min": 8, "source": "essai"}
    return policies([usual | given])[0]


def test_bits_of_the_five_guides_to_the_tenth() -> None:
    found = {code: [one.bits for one in read_passwords(shipped(code)).policies] for code in CODES}
    assert found == {
        "logirem": [(54.2, 54.2), (26.6, 47.6)],
        "vivest": [(49.5, 53.0)],
        "ekidom": [None],
        "monlogement27": [(53.0, 53.0)],
        "larochelle": [(44.4, 53.0)],
    }


def test_verdicts_against_fifty_and_eighty() -> None:
    found = {
        code: [(one.with_lock, one.alone) for one in read_passwords(shipped(code)).policies] for code in CODES
    }
    assert found == {
        "logirem": [(Answer.YES, Answer.NO), (Answer.NO, Answer.NO)],
        "vivest": [(Answer.BORDERLINE, Answer.NO)],
        "ekidom": [(Answer.UNKNOWN, Answer.UNKNOWN)],
        "monlogement27": [(Answer.YES, Answer.NO)],
        "larochelle": [(Answer.DEPENDS, Answer.NO)],
    }


def test_the_three_examples_of_the_cnil_reach_eighty() -> None:
    """Twelve of four classes, fourteen without specials; eleven of four classes do not."""
    no_special = {"UPPER": 1, "LOWER": 1, "DIGIT": 1}
    fourteen = rule(min=14, classes=no_special, alphabet=["UPPER", "LOWER", "DIGIT"])
    twelve = rule(min=12, classes=dict.fromkeys(PasswordClass, 1))
    eleven = rule(min=11, classes=dict.fromkeys(PasswordClass, 1))
    answers = [read_passwords(_of(one)).policies[0].alone for one in (twelve, fourteen, eleven)]
    assert answers == [Answer.YES, Answer.YES, Answer.NO]
    assert bits(fourteen) == (83.4, 83.4)


def _of(*rules: PasswordPolicy, **more: Any) -> LandlordProfile:
    """A profile that states these rules."""
    stated: dict[str, Any] = {
        "password_policies": {"value": [one.plain() for one in rules], "source": "essai"}
    }
    stated |= {key: {"value": value, "source": "essai"} for key, value in more.items() if key != "lock"}
    if "lock" in more:
        stated["lock"] = {key: {"value": value, "source": "essai"} for key, value in more["lock"].items()}
    identity = {
        "code": "essai", "name": "Essai", "legal_form": "SA", "street": "1 rue Haute",
        "postal_code": "75001", "town": "Paris", "phone": "01 99 00 12 34",
    }  # fmt: skip
    raw = {"valid_from": date(2024, 1, 1), "identity": identity, "parameters": stated}
    return parse_profile(raw, "essai.toml")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("vivest", "au moins 8 caractères, dont une majuscule, un chiffre et un caractère spécial, comme @"),
        (
            "monlogement27",
            "au moins 8 caractères, dont une majuscule, une minuscule, un chiffre et un caractère spécial, "
            "comme @",
        ),
        ("larochelle", "au moins 8 caractères, dont deux chiffres et un caractère spécial, comme @"),
        ("logirem", "au moins 9 caractères, pris parmi les lettres et les chiffres"),
    ],
)
def test_what_is_read_aloud(code: str, sentence: str) -> None:
    profile = shipped(code)
    assert aloud(strictest(policies_of(profile))) == sentence
    assert spoken(profile) == (
        f"Votre mot de passe doit avoir {sentence}. Vous seul le choisissez : ne me le dites pas."
    )


def test_both_rules_of_logirem_are_kept_and_the_contradiction_is_said() -> None:
    profile = shipped("logirem")
    activation, page = policies_of(profile)
    assert (activation.minimum, activation.also) == (9, " _-")
    assert aloud(activation) == (
        "au moins 9 caractères, pris parmi les lettres, les chiffres, l’espace, le tiret bas et le tiret"
    )
    assert (page.minimum, page.alone) == (8, (PasswordClass.DIGIT,))
    remarks = " ".join(read_passwords(profile).remarks)
    assert "9 (activation du compte) et 8 (page Profil)" in remarks
    assert "en chiffres seuls, 29,9 bits" in remarks
    assert "19,9 bits" in remarks


def test_a_silent_landlord_gets_the_default_and_it_is_said() -> None:
    reading = read_passwords(shipped("ekidom"))
    assert not reading.is_stated
    assert policies_of(shipped("ekidom")) == (OURS,)
    (only,) = reading.policies
    assert only.screen == "non renseigné"
    assert only.words.startswith("non renseigné (par défaut : au moins 12 caractères, dont une majuscule, ")
    assert shown_bits(only.bits) == "–"
    assert reading.aloud.startswith("Je n’ai pas la règle exacte de ce portail")
    assert reading.lock.words == "Blocage après des échecs : non renseigné."


def test_a_silent_landlord_is_not_restricted() -> None:
    """Fifty bits count only where a lock is stated."""
    for code in ("logirem", "monlogement27", "larochelle", "ekidom"):
        reading = read_passwords(shipped(code))
        assert not reading.lock.is_stated
        assert any(one.startswith("Sans blocage renseigné, le repère est 80 bits") for one in reading.remarks)


def test_remarks_on_the_lock_and_the_yearly_renewal_of_vivest() -> None:
    reading = read_passwords(shipped("vivest"))
    assert reading.lock.words == (
        "Blocage après 3 mots de passe faux, puis 3 recréations manquées : 10 minutes."
    )
    assert reading.lock.tries_a_day == 432
    assert reading.remarks == (
        "3 essais par 10 minutes permettent jusqu’à 432 essais par jour, au-dessus des 25 en 24 heures "
        "conseillés (R4.10, R4.13).",
        "Mot de passe à refaire tous les 12 mois : la CNIL ne le conseille plus pour les locataires (R4.3). "
        "Guichet ne l’impose pas ; il aide à l’expliquer.",
    )


def test_a_lock_within_the_advice_has_no_remark() -> None:
    calm = _of(rule(), lock={"threshold": 5, "minutes": 720})
    assert read_passwords(calm).lock.tries_a_day == 10
    assert not any("R4.10" in one for one in read_passwords(calm).remarks)
    many = _of(rule(), lock={"threshold": 8, "recreations": 3, "minutes": 1440})
    assert "11 échecs avant le blocage : 10 au plus sont conseillés (R4.10)." in read_passwords(many).remarks
    endless = _of(rule(), lock={"threshold": 5})
    assert read_passwords(endless).lock.words.endswith("durée non renseignée.")
    assert read_passwords(endless).lock.tries_a_day is None


def test_the_strictest_of_two_rules_is_taken_by_both_screens() -> None:
    one = rule(screen="a", min=8, classes={"DIGIT": 2})
    other = rule(screen="b", min=10, classes={"DIGIT": 1, "UPPER": 1}, alphabet=["UPPER", "DIGIT"])
    both = strictest((one, other))
    assert (both.minimum, dict(both.classes)) == (10, {PasswordClass.UPPER: 1, PasswordClass.DIGIT: 2})
    assert both.alphabet == (PasswordClass.UPPER, PasswordClass.DIGIT)
    against = rule(screen="c", min=12, classes={"SPECIAL": 1})
    assert strictest((other, against)) == against, "they exclude each other: the longer one"


def test_two_single_figures_are_a_rule_too() -> None:
    """What an administrator states later by the two figures of before is read."""
    profile = shipped("ekidom")
    origins = dict(profile.origins) | {"password_min": shipped("vivest").origins["password_min"]}
    single = replace(profile, origins=origins, password_min=10)
    (only,) = policies_of(single)
    assert (only.minimum, only.screen) == (10, "toute page")
    assert read_passwords(single).is_stated


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ([], "une liste"),
        ("8", "une liste"),
        ([{"screen": "a", "min": 8}], "« source » manque"),
        ([{"screen": "a", "min": 8, "source": "b", "value": "x"}], "« value » n’existe pas"),
        ([{"screen": "a", "min": 3, "source": "b"}], "de 4 à 64"),
        ([{"screen": "a", "min": 8, "source": "b", "alphabet": []}], "« alphabet » est vide"),
        (
            [{"screen": "a", "min": 8, "source": "b", "alphabet": ["UPPER"], "classes": {"DIGIT": 1}}],
            "n’est pas dans « alphabet »",
        ),
        ([{"screen": "a", "min": 4, "source": "b", "classes": {"DIGIT": 5}}], "plus de caractères"),
        (
            [{"screen": "a", "min": 8, "source": "b", "classes": {"DIGIT": 1}, "alone": ["DIGIT"]}],
            "« alone »",
        ),
        ([{"screen": "a", "min": 8, "source": "b", "also": "é"}], "« also »"),
        ([{"screen": "a", "min": 8, "source": "b"}] * 2, "deux fois"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_reason(wrong: object, reason: str) -> None:
    with pytest.raises(WrongValue, match=reason):
        policies(wrong)


def test_no_function_of_the_portal_takes_a_password() -> None:
    """Nor does any table have a column for one, or for a code in clear (R4.5)."""
    words = {"password", "passwords", "passwd", "pwd", "mot_de_passe", "passphrase", "pin", "otp", "token"}
    folders = ("rules/portal", "rules/parameters", "services/portal", "views/passwords", "cli/online")
    taken = [
        f"{path.name}:{node.lineno} {argument.arg}"
        for folder in folders
        for path in sorted((HOUSE / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        if argument.arg.lower() in words or argument.arg.lower().endswith(("_password", "_token"))
    ]
    assert taken == []
    columns = [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        if table.name.startswith(("portal_", "account_", "registration_"))
        for column in table.columns
        if words & set(column.name.split("_"))
    ]
    assert columns == []


def test_what_is_read_aloud_is_never_a_whole_password() -> None:
    """The only sign given as an example is one character."""
    for code in CODES:
        said = read_passwords(shipped(code)).aloud
        words = [word.strip(".,:;") for word in said.split()]
        mixed = [word for word in words if any(c.isdigit() for c in word) and any(c.isalpha() for c in word)]
        assert mixed == []
        assert said.count("@") <= 1
