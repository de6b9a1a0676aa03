"""One harness for every benchmark: times of calls after a warm-up, against a floor of the same run.

A floor is hand-written SQL that answers the same question as the same role; its calls alternate with those
of the product, so that what else the machine does weighs on both. A ratio is the median of the runs' ratios
of p50.
"""

import argparse
import json
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any, TypeVar

import psutil
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from backoffice import __version__
from bench.landlord import BenchLandlord, open_landlord
from bench.population.size import FULL

RESULTS = Path(__file__).parent / "results"
A = TypeVar("A")
R = TypeVar("R", bound="Figure | Share")


@dataclass(frozen=True)
class Target:
    """What must be reached: p95 in milliseconds, p50 in times the floor's; ``None``: nothing is asked."""

    p95: float | None = None
    ratio: float | None = None


@dataclass(frozen=True)
class Plan:
    """How often to call: ``runs`` times ``warm_up`` calls that do not count, then ``calls`` that do."""

    calls: int = 1000
    warm_up: int = 100
    runs: int = 3

    @property
    def asked(self) -> int:
        """How many different questions are worth making."""
        return self.calls + self.warm_up


@dataclass(frozen=True)
class Figure:
    """What one act took, in milliseconds, with its floor and what was to be reached."""

    name: str
    role: str
    p50: float
    p95: float
    worst: float
    floor_p50: float | None = None
    ratio: float | None = None
    target: Target = field(default_factory=Target)
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; ``None`` where there is none."""
        pairs = ((self.p95, self.target.p95), (self.ratio, self.target.ratio))
        told = [found <= asked for found, asked in pairs if found is not None and asked is not None]
        return all(told) if told else None


@dataclass(frozen=True)
class Share:
    """A share of right answers, or any other value that is not a time, with what must be reached."""

    name: str
    role: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the value is on the right side of its bound; ``None`` where there is none."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most


Result = Figure | Share


def time_act(
    act: Callable[[A], object],
    asked: Sequence[A],
    plan: Plan,
    *,
    floor: Callable[[A], object] | None = None,
    told: str = "",
) -> tuple[float, float, float, float | None, float | None]:
    """p50, p95 and worst of ``act``, p50 of ``floor``, the ratio; ``asked`` is gone round as often as needed.

    The p50 and p95 are the medians of those of the runs, the worst is of them all.
    """
    runs: list[tuple[list[float], list[float]]] = []
    with track(told, plan.runs * plan.asked) as advance:
        for run in range(plan.runs):
            taken: list[float] = []
            floors: list[float] = []
            for turn in range(plan.asked):
                one = asked[(run + turn) % len(asked)]
                pair = [(act, taken)] if floor is None else [(act, taken), (floor, floors)]
                for ask, times in pair if turn % 2 else pair[::-1]:
                    started = time.perf_counter()
                    ask(one)
                    times.append((time.perf_counter() - started) * 1000)
                advance(1)
            runs.append((taken[plan.warm_up :], floors[plan.warm_up :]))
    told_of = [figures(taken) for taken, _ in runs]
    p50, p95 = median(one[0] for one in told_of), median(one[1] for one in told_of)
    worst = max(one[2] for one in told_of)
    if floor is None:
        return p50, p95, worst, None, None
    floors_p50 = [median(floors) for _, floors in runs]
    ratios = [one[0] / base for one, base in zip(told_of, floors_p50, strict=True)]
    return p50, p95, worst, median(floors_p50), median(ratios)


def figures(taken: Sequence[float]) -> tuple[float, float, float]:
    """p50, p95 and worst."""
    cut = quantiles(taken, n=100, method="inclusive")
    return cut[49], cut[94], max(taken)


@contextmanager
def track(told: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar; what it yields tells it how many more were done."""
    with _bar() as bar:
        task = bar.add_task(told, total=total)
        yield lambda count: bar.advance(task, count)


def arguments_of(doc: str | None, **more: Any) -> argparse.Namespace:
    """The arguments that every benchmark takes; ``more`` are others, with their defaults."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--persons", type=int, default=FULL, help="size of the landlord")
    parser.add_argument("--folder", type=Path, default=None, help="where the landlord is kept")
    parser.add_argument("--copy", default=None, help="a copy of the database, on its server, taken as it is")
    parser.add_argument("--calls", type=int, default=Plan.calls)
    parser.add_argument("--warm-up", type=int, default=Plan.warm_up)
    parser.add_argument("--runs", type=int, default=Plan.runs)
    parser.add_argument("--json", type=Path, default=None, help="file of the figures")
    for name, default in more.items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    return parser.parse_args()


def landlord_of(arguments: argparse.Namespace) -> BenchLandlord:
    """The landlord that the command line asks for."""
    return open_landlord(arguments.persons, arguments.folder, copy=arguments.copy)


def plan_of(arguments: argparse.Namespace) -> Plan:
    """How often to call, as asked on the command line."""
    return Plan(arguments.calls, arguments.warm_up, arguments.runs)


def publish(name: str, results: Sequence[Result], facts: dict[str, Any], path: Path | None = None) -> Path:
    """Print the table and write the figures with where they were taken; answers the file."""
    _print(name, results)
    path = path or RESULTS / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "benchmark": name,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        **facts,
        "results": [asdict(one) | {"reached": one.reached} for one in results],
    }
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False), encoding="utf-8")
    return path


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "guichet": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": psutil.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "load": psutil.getloadavg()[0],
    }


def facts_of(landlord: BenchLandlord, plan: Plan | None = None) -> dict[str, Any]:
    """The landlord measured on, and how often."""
    return landlord.facts() | ({"plan": asdict(plan)} if plan else {})


def told_at_once(figures: Iterable[R]) -> Iterator[R]:
    """Each figure with a line on the screen as soon as it is there: a long run may be read while it lasts."""
    for one in figures:
        shown = (
            f"p50 {one.p50:.2f} p95 {one.p95:.2f} ms"
            if isinstance(one, Figure)
            else f"{one.value:.1f} {one.unit}"
        )
        ratio = f" x{one.ratio:.1f}" if isinstance(one, Figure) and one.ratio is not None else ""
        print(f"{one.role} {one.name}: {shown}{ratio}", flush=True)
        yield one


def _bar() -> Progress:
    columns = (TextColumn("{task.description:<40}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, transient=True)


def _print(name: str, results: Sequence[Result]) -> None:
    table = Table(title=name)
    table.add_column("what")
    table.add_column("role")
    for heading in ("p50 ms", "p95 ms", "max ms", "floor ms", "ratio", "target", ""):
        table.add_column(heading, justify="right")
    for one in results:
        verdict = {True: "[green]OK[/]", False: "[red]above[/]", None: ""}[one.reached]
        if isinstance(one, Share):
            verdict = verdict.replace("above", "missed")
            bound = f">= {one.at_least:g}" if one.at_least is not None else ""
            bound = f"<= {one.at_most:g}" if one.at_most is not None else bound
            shown = f"{one.value:.1f} {one.unit}"
            table.add_row(f"{one.name} {one.note}".strip(), one.role, shown, "", "", "", "", bound, verdict)
            continue
        times = [f"{one.p50:.2f}", f"{one.p95:.2f}", f"{one.worst:.1f}"]
        times += ["" if found is None else f"{found:.2f}" for found in (one.floor_p50, one.ratio)]
        table.add_row(f"{one.name} {one.note}".strip(), one.role, *times, _bounds(one.target), verdict)
    Console(width=132).print(table)


def _bounds(target: Target) -> str:
    said = [f"p95 <= {target.p95:g}"] if target.p95 is not None else []
    return ", ".join([*said, f"x{target.ratio:g}"] if target.ratio is not None else said)
