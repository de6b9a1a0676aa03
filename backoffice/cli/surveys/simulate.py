"""``sls simulate``: households in JSON in, their SLS with every step out."""

import json
import sys
from argparse import Namespace
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from backoffice.cli.output import print_json, tell
from backoffice.cli.surveys.household import read_household
from backoffice.errors import GuichetError, Misconfigured
from backoffice.rules.surveys.scales.book import ScaleBook
from backoffice.rules.surveys.sls.assessment import assess
from backoffice.rules.surveys.sls.case import Assessment
from backoffice.rules.surveys.sls.wording import explained, printed
from backoffice.services.surveys.scales import shipped_scales


def simulate(parsed: Namespace) -> None:
    """Print one result, or an array for an array.

    What is written wrongly ends in one sentence (exit 2), a figure that the scales lack in another (exit 1):
    in an array it names the household, and nothing is printed.
    """
    given = _read(_input())
    book = shipped_scales()
    if isinstance(given, list):
        found = [_assessed(one, book, f"Ménage n° {rank} : ") for rank, one in enumerate(given, start=1)]
    else:
        found = [_assessed(given, book, "")]
    if parsed.json:
        print_json([_plain(one) for one in found] if isinstance(given, list) else _plain(found[0]))
        return
    for rank, one in enumerate(found, start=1):
        if isinstance(given, list):
            tell(f"Ménage n° {rank}")
        for line in printed(one):
            tell(line)


def _assessed(given: object, book: ScaleBook, where: str) -> Assessment:
    try:
        year, case = read_household(given, book)
        return assess(case, book.year(year))
    except GuichetError as error:
        raise type(error)(f"{where}{error.sentence}", error.code) from error


def _input() -> bytes:
    if sys.stdin is None:
        raise Misconfigured(
            "Rien sur l’entrée standard : donnez le ménage en JSON, par exemple « < in.json »."
        )
    return sys.stdin.buffer.read()


def _read(content: bytes) -> object:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Misconfigured("L’entrée n’est pas écrite en UTF-8 : enregistrez-la ainsi.") from None
    if not text.strip():
        raise Misconfigured(
            "Rien sur l’entrée standard : donnez le ménage en JSON, par exemple « < in.json »."
        )
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_not_a_number,
            object_pairs_hook=_once_each,
        )
    except json.JSONDecodeError as error:
        raise Misconfigured(
            f"L’entrée n’est pas du JSON : ligne {error.lineno}, colonne {error.colno} ; corrigez-la."
        ) from None
    except InvalidOperation:
        raise Misconfigured("L’entrée porte un nombre démesuré : corrigez-le.") from None
    except RecursionError:
        raise Misconfigured("L’entrée est imbriquée à l’excès : donnez un ménage, ou un tableau.") from None


def _not_a_number(word: str) -> NoReturn:
    raise Misconfigured(f"« {word} » n’est pas un nombre : corrigez l’entrée.")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Misconfigured(f"La clé « {twice} » est écrite deux fois : gardez-en une.")
    return found


def _plain(found: Assessment) -> dict[str, object]:
    return {
        "ceiling": _figure(found.ceiling),
        "overrun_percent_exact": _figure(found.overrun_exact),
        "overrun_percent": None if found.overrun is None else str(found.overrun),
        "cdpr": _figure(found.coefficient),
        "slr_eur_m2": _figure(found.slr),
        "sls_before_cap": _figure(found.before_cap),
        "cap_monthly": _figure(found.cap),
        "sls": _figure(found.sls),
        "result": found.result.value,
        "steps": [
            {
                "label": step.label,
                "formula": step.formula,
                "value": step.value,
                "article": step.article,
                "source": f"{step.source} — {step.note}" if step.note else step.source,
                "status": step.status.value,
            }
            for step in explained(found)
        ],
    }


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
