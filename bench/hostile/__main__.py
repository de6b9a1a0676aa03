"""The five hundred hostile papers and the times of honest ones: ``python3 dev.py bench hostile [--json]``."""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from statistics import quantiles
from typing import Any

from backoffice.documents.limits import USUAL
from backoffice.documents.reader.process import Allowance, PaperReader, reader
from backoffice.documents.refusals import CODES
from backoffice.errors import Refused
from bench.hostile.papers import Hostile, all_hostile
from bench.hostile.valid import jpeg, scanned_pdf, text_pdf

SECONDS = 5.0
DRAW_MS, THUMBNAILS_MS = 60.0, 400.0
_ACROSS = 1_300
"""Pixels across a page drawn to know what is seen of it."""


def main(arguments: list[str]) -> int:
    """Read them all, then time honest ones; the exit code says whether every bar was reached."""
    papers = reader()
    papers.warm()
    figures = {**_hostile(papers), **_times(papers)}
    if "--json" in arguments:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for name, figure in figures.items():
            print(f"{name:32} {figure}")
    reached = (
        not figures["wrong"]
        and figures["slowest_s"] < SECONDS
        and figures["draw_p95_ms"] < DRAW_MS
        and figures["thumbnails_20_ms"] < THUMBNAILS_MS
    )
    return 0 if reached else 1


def _hostile(papers: PaperReader) -> dict[str, Any]:
    outcomes: Counter[str] = Counter()
    wrong, times = [], []
    for paper in all_hostile():
        content = paper.make()
        start = time.perf_counter()
        outcome, fault = _read(papers, paper, content)
        times.append(time.perf_counter() - start)
        outcomes[outcome] += 1
        if fault:
            wrong.append(f"{paper.name}: {fault}")
    return {
        "papers": len(times),
        "outcomes": dict(outcomes.most_common()),
        "wrong": wrong,
        "slowest_s": round(max(times), 2),
        "read_p95_ms": _p95(times),
        "all_s": round(sum(times), 1),
    }


def _read(papers: PaperReader, paper: Hostile, content: bytes) -> tuple[str, str]:
    try:
        found = papers.examine(content, paper.name, USUAL)
    except Refused as refusal:
        code = str(refusal.code)
        expected = code in CODES and not paper.flags and (not paper.codes or code in paper.codes)
        return code, "" if expected else f"refused as {code}"
    fault = "" if not paper.codes and found.flags >= paper.flags else f"read, {sorted(found.flags)}"
    read_through(papers, content)
    return ("flagged" if found.flags else "read"), fault


def read_through(papers: PaperReader, content: bytes) -> None:
    """Words and pictures of every page, as for the proposals: a refusal ends it, the allowance too."""
    allowance = Allowance()
    with suppress(Refused):
        for page in papers.text(content, allowance).pages:
            papers.picture(content, page.number, _ACROSS, allowance=allowance)


def _times(papers: PaperReader) -> dict[str, Any]:
    long = text_pdf(20, 45)
    honest = [text_pdf(1, lines) for lines in range(20, 40)] + [scanned_pdf(2), jpeg(4_000, 3_000)]
    return {
        "examine_p95_ms": _p95([_time(partial(papers.examine, one, "a", USUAL)) for one in honest * 3]),
        "draw_p95_ms": _p95([_time(partial(papers.picture, long, page, 1_000)) for page in range(1, 21)] * 3),
        "thumbnails_20_ms": round(
            1000 * _time(lambda: [papers.picture(long, page, 120) for page in range(1, 21)]), 1
        ),
        "text_20_pages_ms": round(1000 * _time(lambda: papers.text(long)), 1),
        "start_ms": round(1000 * _time(_start), 1),
    }


def _start() -> None:
    fresh = PaperReader(1)
    fresh.warm()
    fresh.close()


def _time(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _p95(times: list[float]) -> float:
    return round(1000 * quantiles(times, n=20)[-1], 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
