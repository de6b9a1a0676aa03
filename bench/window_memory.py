"""What the window holds in memory with twenty files open, offscreen, as agent.

``python3 dev.py bench window_memory [--persons N] [--files N]``: the resident set of a process of its own,
before and after, each file opened from la barre by its client number.
"""

import argparse
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


def measure(landlord: BenchLandlord, folder: Path | None, files: int) -> list[Share]:
    """The memory of a window that opens ``files`` files, told by that process itself."""
    command = [sys.executable, "-m", "bench.window_memory", "--alone", "1", "--files", str(files)]
    command += ["--persons", str(landlord.persons)]
    command += ["--folder", str(folder)] if folder is not None else []
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=Path(__file__).parent.parent
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return [
        Share("window, no file open", AGENT, told["empty"], "MiB"),
        Share(f"window, {told['files']} files open", AGENT, told["full"], "MiB", at_most=AT_MOST),
    ]


def _alone(arguments: argparse.Namespace) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from bench.window import open_window, wait

    question = next(one for one in QUESTIONS if one.name == "client")
    with landlord_of(arguments) as landlord:
        asked = drawn(landlord, AGENT, question, arguments.files)
        with open_window(landlord) as desk:
            empty = _resident()
            for one in asked:
                field = desk.field
                field.clear()
                QTest.keyClicks(field, one.text)
                desk.settle()
                QTest.keyClick(field, Qt.Key.Key_Return)
                wait(lambda ref=one.text: ref in desk.texts())  # type: ignore[misc]
                desk.settle()
            print(json.dumps({"empty": empty, "full": _resident(), "files": len(asked)}))


def _resident() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def main() -> None:
    """Measure, print, write."""
    arguments = arguments_of(__doc__, files=FILES, alone=0)
    if arguments.alone:
        _alone(arguments)
        return
    with landlord_of(arguments) as landlord:
        results = measure(landlord, arguments.folder, arguments.files)
        publish("window_memory", results, facts_of(landlord), arguments.json)


if __name__ == "__main__":
    main()
