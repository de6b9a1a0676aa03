"""The benchmarks by name, or all of them in turn: ``python3 dev.py bench [NAME] [--persons N]``."""

import subprocess
import sys
from pathlib import Path

BENCHMARKS = {
    "search_shapes": "each search shape against hand-written SQL",
    "misspelt": "misspelt surnames: what is proposed, who is found, in what time",
    "open_file": "opening a tenant’s file, its round trips",
    "key_press": "from a key to the rows painted",
    "window_memory": "memory of the window with twenty files open",
    "papers": "certificates read: right, wrong, silent, by text and by image (its own data)",
    "receipts": "the months of a lease, issuing a receipt",
    "work_items": "claims, decisions and counters on a long queue (its own data)",
    "portal_agreement": "10,000 tenants at simulated portals: who disagrees (its own data)",
    "trace_cost": "what the trace costs an unlock (its own data)",
    "hostile": "500 papers made to harm, and the times of honest ones (no database)",
    "portal_watch": "figures and lists of the anomalies of accounts (its own data)",
    "notices": "tax notices read by their signed code (no database)",
    "letters": "a thousand letters in one PDF (no database)",
    "desk": "certificates decided by keys: presses, next page painted, stalls (its own data)",
    "sls": "households assessed in a second, steps kept (no database)",
}
_MAKING = {"landlord": "makes, serves or removes the landlord that they are measured on"}
# These make data of their own: the size of the landlord is not theirs.
_APART = (
    "work_items",
    "trace_cost",
    "portal_agreement",
    "portal_watch",
    "hostile",
    "letters",
    "notices",
    "papers",
    "desk",
    "sls",
)


def main(arguments: list[str]) -> int:
    """Run one, or all with the same arguments; the exit code is the worst."""
    if arguments and not arguments[0].startswith("-"):
        return _run(arguments[0], arguments[1:])
    if arguments and arguments[0] in ("-h", "--help"):
        for name, told in {**BENCHMARKS, **_MAKING}.items():
            print(f"{name:14} {told}")
        return 0
    return max(_run(name, [] if name in _APART else arguments) for name in BENCHMARKS)


def _run(name: str, arguments: list[str]) -> int:
    if name not in BENCHMARKS and name not in _MAKING:
        print(f"no benchmark is called {name}: python3 dev.py bench --help lists them")
        return 2
    print(f"== {name}", flush=True)
    return subprocess.call(
        [sys.executable, "-m", f"bench.{name}", *arguments], cwd=Path(__file__).parent.parent
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
