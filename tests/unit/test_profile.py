"""The landlords' profiles: what the guides state, our defaults, and files that are refused."""

import re
from datetime import date
from typing import Any

import pytest

from backoffice import paths
from backoffice.errors import Refused
from backoffice.rules.calls.hours import DEFAULT_HOURS
from backoffice.rules.identifiers import normalise
from backoffice.rules.parameters.passwords import PasswordClass
from backoffice.rules.profile import DEFAULT_SOURCE, NOT_STATED, LandlordProfile, parse_profile, read_profile
from backoffice.rules.profile_values import DEFAULTS, PARAMETERS, SelfService, Survey
from backoffice.rules.vocabulary.ledger import SignConvention
from backoffice.rules.vocabulary.receipts import PendingAidPolicy
from backoffice.rules.vocabulary.stock import TermMode

CODES = ("ekidom", "larochelle", "logirem", "monlogement27", "vivest")


def shipped(code: str) -> LandlordProfile:
    """The profile that ships with the program."""
    path = paths.resources() / "landlords" / f"{code}.toml"
    return read_profile(path.read_text(encoding="utf-8"), path.name)


def raw() -> dict[str, Any]:
    """A profile as short as one may be."""
    identity = {
        "code": "essai",
        "name": "Essai Habitat",
        "legal_form": "SA d’HLM",
        "street": "1 rue Haute",
        "postal_code": "75001",
        "town": "Paris",
        "phone": "01 99 00 12 34",
    }
    return {"valid_from": date(2024, 1, 1), "identity": identity, "parameters": {}}


def test_every_shipped_profile_is_sound_and_named_after_its_code() -> None:
    files = sorted((paths.resources() / "landlords").glob("*.toml"))
    assert [path.stem for path in files] == list(CODES)
    assert [shipped(code).identity.code for code in CODES] == list(CODES)


def test_a_landlord_says_when_its_desk_answers() -> None:
    written = raw()
    written["parameters"]["desk_hours"] = stated("09:15-11:00")
    profile = parse_profile(written, "essai.toml")
    assert profile.shown("desk_hours") == "du lundi au vendredi, de 9 h 15 à 11 h 00"
    assert profile.value("desk_hours") == "09:15-11:00"


def test_defaults_are_known_for_every_parameter() -> None:
    assert DEFAULTS.keys() == PARAMETERS.keys()
    profile = parse_profile(raw(), "essai.toml")
    assert not any(profile.is_stated(key) for key in PARAMETERS)
    assert profile.password_min == 12
    assert profile.lock_threshold is None
    assert profile.lock_minutes is None
    assert profile.insurance_max_bytes == 10_000_000
    assert profile.pending_aid_policy is PendingAidPolicy.WAIT
    assert profile.term_mode is TermMode.END
    assert profile.due_day == 10
    assert profile.desk_hours == DEFAULT_HOURS
    assert profile.shown("desk_hours") == (
        "non renseigné (par défaut : du lundi au vendredi, de 8 h 30 à 12 h 00 et de 13 h 30 à 17 h 00)"
    )
    assert profile.security_cooldown_hours == 24
    assert profile.notice_serves_as_receipt is False
    assert profile.surveys == (Survey.SLS, Survey.OPS)


def test_what_each_guide_states() -> None:
    logirem, vivest, ekidom, ml27, rochelle = map(
        shipped, ("logirem", "vivest", "ekidom", "monlogement27", "larochelle")
    )
    assert logirem.identity.siren == "060804770"
    assert logirem.sign_convention is SignConvention.TENANT_SIGNED
    assert logirem.insurance_max_bytes == 500_000
    assert logirem.receipt_self_service is SelfService.IF_CLEAR
    assert (vivest.lock_threshold, vivest.lock_recreations, vivest.lock_minutes) == (3, 3, 10)
    assert ekidom.sign_convention is SignConvention.TWO_COLUMNS
    assert ml27.password_classes == dict.fromkeys(PasswordClass, 1)
    assert rochelle.notice_history.since == date(2023, 11, 1)
    assert rochelle.password_classes == {PasswordClass.DIGIT: 2, PasswordClass.SPECIAL: 1}


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("logirem", "1344"),
        ("monlogement27", "00012345"),
        ("larochelle", "L/2013936"),
        ("ekidom", "300042"),
        ("vivest", "V100001"),
    ],
)
def test_printed_references_have_the_form_of_their_profile(code: str, typed: str) -> None:
    assert re.fullmatch(shipped(code).client_ref_regex, normalise(typed))


def test_a_reference_of_six_digits_is_not_one_of_la_rochelle() -> None:
    assert not re.fullmatch(shipped("larochelle").client_ref_regex, normalise("L/201393"))


def test_silence_is_shown_as_such_and_a_statement_is_not() -> None:
    ekidom, vivest = shipped("ekidom"), shipped("vivest")
    assert ekidom.shown("lock.minutes") == NOT_STATED
    assert ekidom.shown("contact_retry_hours") == "non renseigné (par défaut : 24)"
    assert ekidom.origins["lock.minutes"].source == DEFAULT_SOURCE
    assert vivest.shown("lock.minutes") == "10"
    assert vivest.origins["lock.minutes"].source.startswith("page d’aide Vivest")
    assert shipped("larochelle").shown("password_classes") == "chiffre × 2, caractère spécial"
    assert shipped("larochelle").shown("notice_history") == "depuis novembre 2023"


@pytest.mark.parametrize("code", CODES)
def test_values_survive_the_tables(code: str) -> None:
    profile = shipped(code)
    parameters: dict[str, Any] = {}
    for key in PARAMETERS:
        if profile.value(key) is None:
            continue
        group, _, inner = key.rpartition(".")
        entry = {"value": profile.value(key), "source": "table"}
        (parameters.setdefault(group, {}) if group else parameters)[inner] = entry
    again = parse_profile(raw() | {"parameters": parameters}, "table")
    assert [again.value(key) for key in PARAMETERS] == [profile.value(key) for key in PARAMETERS]


def _with(path: str, value: object) -> dict[str, Any]:
    changed = raw()
    table: Any = changed
    *parents, last = path.split("/")
    for name in parents:
        table = table.setdefault(name, {})
    table[last] = value
    return changed


def stated(value: object) -> dict[str, object]:
    """A parameter as a file writes it."""
    return {"value": value, "source": "essai"}


REFUSED = [
    (_with("colour", "blue"), "colour", "elle n’existe pas"),
    (_with("identity/mayor", "Untel"), "identity.mayor", "elle n’existe pas"),
    (_with("parameters/password_max", stated(9)), "parameters.password_max", "elle n’existe pas"),
    (_with("parameters/lock/hours", stated(9)), "parameters.lock.hours", "elle n’existe pas"),
    (_with("parameters/lock", 3), "parameters.lock", "une table"),
    (_with("parameters/login", "EMAIL"), "parameters.login", "{ value = …, source = … }"),
    (_with("parameters/login", {"value": "EMAIL"}), "parameters.login.source", "elle manque"),
    (_with("parameters/login", {"source": "essai"}), "parameters.login.value", "elle manque"),
    (_with("parameters/login", stated("FAX")), "parameters.login", "CLIENT_REF, EMAIL"),
    (_with("parameters/password_min", stated("8")), "parameters.password_min", "un nombre entier"),
    (_with("parameters/password_min", stated(value=True)), "parameters.password_min", "un nombre entier"),
    (_with("parameters/password_min", stated(3)), "parameters.password_min", "de 4 à 64"),
    (_with("parameters/desk_hours", stated("8h-12h")), "parameters.desk_hours", "demi-journées"),
    (_with("parameters/desk_hours", stated("13:30-17:00 08:30-12:00")), "parameters.desk_hours", "demi-jour"),
    (_with("parameters/due_day", stated(31)), "parameters.due_day", "de 1 à 28"),
    (_with("parameters/lock/threshold", stated(0)), "parameters.lock.threshold", "de 1 à 100"),
    (_with("parameters/client_ref_regex", stated("^[")), "parameters.client_ref_regex", "caractère 2"),
    (_with("parameters/surveys", stated("SLS")), "parameters.surveys", "une liste"),
    (_with("parameters/surveys", stated(["SLS", "SLS"])), "parameters.surveys", "deux fois"),
    (_with("parameters/surveys", stated(["XYZ"])), "parameters.surveys", "SLS, OPS"),
    (_with("parameters/notice_history", stated({"years": 2})), "parameters.notice_history", "months"),
    (_with("parameters/notice_history", stated({"since": "hier"})), "parameters.notice_history", "une date"),
    (_with("parameters/password_classes", stated(["DIGIT"])), "parameters.password_classes", "une table"),
    (_with("parameters/password_classes", stated({"DIGIT": 0})), "parameters.password_classes", "de 1 à 9"),
    (_with("parameters/notice_serves_as_receipt", stated(1)), "notice_serves_as_receipt", "true ou false"),
    (_with("parameters/client_ref_label", stated(" ")), "parameters.client_ref_label", "un texte"),
    (_with("valid_from", "2024-01-01"), "valid_from", "une date"),
    (_with("identity", "Essai"), "identity", "une table"),
    (_with("identity/name", 12), "identity.name", "un texte"),
    (_with("identity/code", "Essai !"), "identity.code", "minuscules"),
    (_with("identity/postal_code", "7500"), "identity.postal_code", "cinq chiffres"),
    (_with("identity/siren", "12345"), "identity.siren", "neuf chiffres"),
    (_with("identity/phone", "douze"), "identity.phone", "téléphone"),
    (_with("identity/email", "essai"), "identity.email", "adresse électronique"),
]


@pytest.mark.parametrize(("wrong", "key", "reason"), REFUSED)
def test_a_wrong_profile_is_refused_with_file_key_and_reason(
    wrong: dict[str, Any], key: str, reason: str
) -> None:
    with pytest.raises(Refused) as refusal:
        parse_profile(wrong, "essai.toml")
    sentence = refusal.value.sentence
    assert sentence.startswith("Le profil « essai.toml » est refusé : clé « ")
    assert key in sentence
    assert reason in sentence
    assert sentence.count("\n") == 0


@pytest.mark.parametrize("missing", ["valid_from", "identity", "parameters"])
def test_a_missing_section_is_refused(missing: str) -> None:
    short = raw()
    del short[missing]
    with pytest.raises(Refused, match=f"« {missing} », elle manque"):
        parse_profile(short, "essai.toml")


@pytest.mark.parametrize("missing", ["code", "name", "legal_form", "street", "postal_code", "town", "phone"])
def test_a_missing_part_of_the_identity_is_refused(missing: str) -> None:
    short = raw()
    del short["identity"][missing]
    with pytest.raises(Refused, match=f"« identity.{missing} », elle manque"):
        parse_profile(short, "essai.toml")


def test_broken_toml_is_refused_with_its_line() -> None:
    with pytest.raises(Refused) as refusal:
        read_profile("valid_from = 2024-01-01\n[identity\n", "essai.toml")
    assert "« essai.toml »" in refusal.value.sentence
    assert "ligne 2" in refusal.value.sentence


def test_a_file_that_stops_too_early_is_refused() -> None:
    with pytest.raises(Refused, match="ligne"):
        read_profile('[identity]\nname = "Essai', "essai.toml")
