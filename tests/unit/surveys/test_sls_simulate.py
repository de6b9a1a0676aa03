"""``backoffice sls simulate``: JSON in, JSON out, and one sentence for what is written wrongly."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice.cli.main import main

Run = Callable[..., tuple[int, str, str]]
D1: dict[str, Any] = {
    "year": 2026,
    "ceiling_zone": "paris_limitrophes",
    "category": 2,
    "financing": "PLUS",
    "resources_rfr": 52400,
    "surface_habitable_m2": "65.00",
    "slr_zone": "zone_1bis",
    "loyer_principal_monthly": "520",
}
KEYS = [
    "ceiling",
    "overrun_percent_exact",
    "overrun_percent",
    "cdpr",
    "slr_eur_m2",
    "sls_before_cap",
    "cap_monthly",
    "sls",
    "result",
    "steps",
]


def with_(**changes: Any) -> dict[str, Any]:
    """D1 changed; a value of ``...`` takes the key away."""
    return {key: value for key, value in (D1 | changes).items() if value is not ...}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def _run(given: Any, *options: str) -> tuple[int, str, str]:
        content = given if isinstance(given, bytes) else json.dumps(given).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        code = main(["sls", "simulate", *options])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return _run


def test_a_household_comes_back_with_every_key_and_decimals_as_text(run: Run) -> None:
    code, out, err = run(D1, "--json")
    found = json.loads(out)
    assert (code, err, list(found)) == (0, "", KEYS)
    assert [found[key] for key in KEYS[:-1]] == [
        "40233.00", "30.2413", "30", "0.87", "3.11", "175.87", "790.00", "175.87", "ASSUJETTI",
    ]  # fmt: skip
    for step in found["steps"]:
        assert list(step) == ["label", "formula", "value", "article", "source", "status"]
        assert all(isinstance(value, str) and value for value in step.values())
    assert [step["value"] for step in found["steps"]][-3:] == ["175.87", "790.00", "175.87"]


def test_an_array_gives_an_array(run: Run) -> None:
    _, out, _ = run([D1, with_(resources_rfr=1000)], "--json")
    assert [one["result"] for one in json.loads(out)] == ["ASSUJETTI", "SOUS_PLAFOND"]
    assert json.loads(run([D1], "--json")[1])[0]["sls"] == "175.87"
    assert json.loads(run([], "--json")[1]) == []


def test_without_json_the_explanation_is_printed(run: Run) -> None:
    code, out, _ = run([D1, D1])
    assert code == 0
    assert out.count("Résultat : assujetti") == 2
    assert "Ménage n° 2" in out
    assert "CCH, article R441-20" in out


def test_persons_stand_for_a_category(run: Run) -> None:
    couple = [{"birth_date": "1998-01-01"}, {"birth_date": "1999-01-01", "dependant": False, "cmi": False}]
    for persons, together, ceiling in (
        (couple, True, "52740.00"),
        (couple, False, "40233.00"),
        ([*couple, {"birth_date": "2026-03-01", "dependant": True, "cmi": True}], False, "62968.00"),
    ):
        given_persons = with_(category=..., persons=persons, couple=together)
        assert json.loads(run(given_persons, "--json")[1])["ceiling"] == ceiling
    agreed = with_(category=2, extra_persons=0, persons=couple)
    assert run(agreed, "--json")[0] == 0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"exemption": "EXO_QPV"}, {"result": "EXONERE", "sls": "0.00"}),
        ({"financing": "PLI", "slr_zone": ...}, {"result": "EXONERE", "ceiling": None}),
        ({"non_response": True, "resources_rfr": ...}, {"cdpr": "14.90", "cap_monthly": None}),
        ({"recent_resources": 47160}, {"overrun_percent": "17", "result": "DEPASSEMENT_SANS_SLS"}),
        ({"recent_resources": "47160.01"}, {"overrun_percent": "30"}),
        ({"slr_zone": ..., "slr_eur_m2": 3.0, "year": 2024}, {"slr_eur_m2": "3.0", "overrun_percent": "34"}),
        ({"resources_rfr": 30000}, {"overrun_percent_exact": "-25.4343", "overrun_percent": "0"}),
        ({"category": 6, "extra_persons": 2}, {"ceiling": "103092.00"}),
        (
            {
                "over_ceiling_at_signing": True,
                "per_m2_zone": "zone_1bis_premium",
                "loyer_principal_monthly": 1700,
            },
            {"cap_monthly": "0.00", "result": "ASSUJETTI_NUL"},
        ),
        ({"exemption": None, "recent_resources": None}, {"sls": "175.87"}),
    ],
)  # fmt: skip
def test_what_each_key_changes(run: Run, changes: dict[str, Any], expected: dict[str, str]) -> None:
    code, out, err = run(with_(**changes), "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert {key: found[key] for key in expected} == expected


def test_binary_figures_never_slip_in(run: Run) -> None:
    """Resources of exactly 115 % over, and a surface that no binary float holds."""
    exact = with_(
        ceiling_zone="idf_hors_paris_limitrophes", category=1, resources_rfr=57878, slr_zone="zone_1"
    )
    found = json.loads(run(exact | {"surface_habitable_m2": 64.10}, "--json")[1])
    assert (found["overrun_percent"], found["overrun_percent_exact"]) == ("115", "115.0000")
    assert Decimal(found["sls_before_cap"]) == Decimal("1131.63")


@pytest.mark.parametrize("written", ["5.24e4", "52400.0000000000", '"52400.00"', "524E+2"])
def test_a_sum_counts_the_same_however_it_is_written(run: Run, written: str) -> None:
    code, out, _ = run(json.dumps(D1).replace("52400", written).encode(), "--json")
    found = json.loads(out)
    assert (code, found["sls"], found["cap_monthly"]) == (0, "175.87", "790.00")
    assert found["steps"][2]["value"] in ("52400", "52400.00")


def test_tiny_zeros_are_plain_zeros(run: Run) -> None:
    content = json.dumps(D1).replace("52400", "0e-4000").encode()
    found = json.loads(run(content, "--json")[1])
    assert found["steps"][2]["value"] == "0.00"
    assert found["steps"][2]["status"] == "unverified"


@pytest.mark.parametrize(
    ("given_input", "word"),
    [
        (b"", "Rien sur l"),
        (b"\xff\xfe", "UTF-8"),
        (b"{", "ligne 1, colonne 2"),
        (b"[" * 100_000, "imbriqu"),
        (b'{"year": NaN}', "NaN"),
        (b'{"year": 2026, "year": 2025}', "deux fois"),
        (b'{"year": 1e999999999999999999999}', "démesuré"),
        (b'"menage"', "un objet JSON"),
        ([[D1]], "Ménage n° 1 : On attend un ménage"),
        ([D1, 3], "Ménage n° 2"),
        (with_(resource_rfr=3), "resource_rfr"),
        (with_(year="2026"), "year"),
        (with_(year=2026.5), "year"),
        (with_(year=True), "year"),
        (with_(year=...), "« year » manque"),
        (with_(ceiling_zone="paris"), "paris_limitrophes"),
        (with_(ceiling_zone=...), "ceiling_zone"),
        (with_(category=7), "de 1 à 6"),
        (with_(category=...), "persons"),
        (with_(category=3, extra_persons=1), "catégorie 6"),
        (with_(category=3, persons=[{"birth_date": "1980-01-01"}]), "contredisent"),
        (with_(category=..., persons=[]), "1 à 50"),
        (with_(category=..., persons={}), "tableau"),
        (with_(category=..., persons=[{"birth_date": "1/1/80"}]), "AAAA-MM-JJ"),
        (with_(category=..., persons=[{"birth_date": "2025-02-30"}]), "calendrier"),
        (with_(category=..., persons=[{"birth_date": "2027-01-01"}]), "1880 et 2026"),
        (with_(category=..., persons=[{"age": 3}]), "« age » est inconnue"),
        (with_(category=..., persons=[{"birth_date": "1980-01-01", "cmi": 1}]), "true ou false"),
        (with_(category=..., couple=True, persons=[{}, {}]), "dates de"),
        (with_(financing="HLM"), "PLUS, PLAI"),
        (with_(resources_rfr="beaucoup"), "resources_rfr"),
        (with_(resources_rfr="52 400"), "resources_rfr"),
        (with_(resources_rfr="52400,5"), "1234.56"),
        (with_(resources_rfr=52400.555), "2 décimales"),
        (with_(resources_rfr=10**12), "100000000"),
        (with_(resources_rfr=...), "« resources_rfr » manque"),
        (with_(surface_habitable_m2=0), "plus grand que zéro"),
        (with_(surface_habitable_m2=-3), "surface_habitable_m2"),
        (with_(slr_zone=...), "slr_eur_m2"),
        (with_(slr_zone=..., slr_eur_m2=0), "plus grand que zéro"),
        (with_(loyer_principal_monthly=...), "loyer_principal_monthly"),
        (with_(loyer_principal_monthly=[]), "loyer_principal_monthly"),
        (with_(exemption="EXO_AGE"), "EXO_QPV"),
        (with_(non_response="oui"), "true ou false"),
        (with_(over_ceiling_at_signing=True), "per_m2_zone"),
        (with_(per_m2_zone="zone_3"), "zone_3_other"),
    ],
)
def test_bad_input_ends_in_one_sentence(run: Run, given_input: Any, word: str) -> None:
    code, out, err = run(given_input, "--json")
    assert (code, out) == (2, "")
    assert word in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize("given_input", [with_(year=2027), with_(year=2024), [D1, with_(year=2024)]])
def test_a_missing_year_is_refused_with_its_code(run: Run, given_input: Any) -> None:
    code, out, err = run(given_input, "--json")
    assert (code, out) == (1, "")
    assert "Calcul impossible pour 202" in err
    assert "[SCALE_MISSING]" in err
    assert err.startswith("Ménage n° 2 : ") == isinstance(given_input, list)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(D1)), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.sampled_from([*sorted(D1), "persons", "exemption", "recent_resources", "couple"]),
    value=json_values,
)
def test_any_value_of_any_key_is_answered_or_refused(run: Run, key: str, value: Any) -> None:
    code, out, err = run(with_(**{key: value}), "--json")
    assert code in (0, 1, 2), err
    assert "Erreur interne" not in err
    assert bool(out) == (code == 0)


def test_the_command_runs_in_a_process_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "backoffice", "sls", "simulate", "--json"],
        input=json.dumps(D1),
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["sls"] == "175.87"
