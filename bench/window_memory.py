"""What the window holds in memory with twenty files open, offscreen, as agent.

``python3 dev.py bench window_memory [--persons N] [--files N]``: the resident set of a process of its own,
before and after, each file opened from la barre by its client number.
"""

import json
import subprocess
import sys
from pathlib import Path

import psutil

from bench.landlord import AGENT, BenchLandlord
from bench.measure import Share, arguments_of, facts_of, landlord_of, publish
from bench.questions import drawn
from bench.shapes import QUESTIONS

FILES = 20
AT_MOST = 400.0


def measure(landlord: BenchLandlord, files: int = FILES) -> list[Share]:
    """The memory of a window that opens ``files`` files, told by that process itself."""
    question = next(one for one in QUESTIONS if one.name == "client")
    numbers = [one.text for one in drawn(landlord, AGENT, question, files)]
    command = [sys.executable, "-m", "bench.window_memory", "--alone", landlord.dsn(AGENT), *numbers]
    folder = Path(__file__).parent.parent
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=folder)
    told = json.loads(done.stdout.splitlines()[-1])
    return [
        Share("window, no file open", AGENT, told["empty"], "MiB"),
        Share(f"window, {len(numbers)} files open", AGENT, told["full"], "MiB", at_most=AT_MOST),
    ]


def _alone(dsn: str, numbers: list[str]) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from bench.window import open_window, wait

    with open_window(dsn) as desk:
        empty = _resident()
        for number in numbers:
            field = desk.field
            field.clear()
            QTest.keyClicks(field, number)
            desk.settle()
            QTest.keyClick(field, Qt.Key.Key_Return)
            wait(lambda number=number: number in desk.texts())  # type: ignore[misc]  # a default binds it
            desk.settle()
        print(json.dumps({"empty": empty, "full": _resident()}))


def _resident() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def main() -> None:
    """Measure, print, write."""
    if sys.argv[1:2] == ["--alone"]:
        _alone(sys.argv[2], sys.argv[3:])
        return
    arguments = arguments_of(__doc__, files=FILES)
    with landlord_of(arguments) as landlord:
        publish("window_memory", measure(landlord, arguments.files), facts_of(landlord), arguments.json)


if __name__ == "__main__":
    main()
