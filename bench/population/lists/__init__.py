"""Lists of words, a line each: names, towns, streets."""

from pathlib import Path


def read_list(name: str) -> list[str]:
    """The lines of a list."""
    return (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
