"""From a key pressed in la barre to the rows painted, in the offscreen window, as agent.

``python3 dev.py bench key_press [--persons N] [--calls N]``: names, telephones and numbers typed letter by
letter, each key once what the one before brought is painted; keys that bring no row are not counted. Each
text is typed twice, counted the second time: the server’s memory holds what it asks, as for all figures here.
"""

import time

from bench.landlord import AGENT, BenchLandlord
from bench.measure import (
    Figure,
    Plan,
    Target,
    arguments_of,
    facts_of,
    figures,
    landlord_of,
    plan_of,
    publish,
    track,
)
from bench.questions import drawn
from bench.shapes import QUESTIONS
from bench.warming import warm
from bench.window import Desk, PaintWatch, open_window, press, wait

TARGET = Target(p95=60)
_SHAPES = ("nom et prénom", "téléphone", "client")


def measure(landlord: BenchLandlord, plan: Plan) -> list[Figure]:
    """Each shape that is typed letter by letter."""
    with open_window(landlord.dsn(AGENT)) as desk:
        return [
            _figure(landlord, desk, question.name, plan) for question in QUESTIONS if question.name in _SHAPES
        ]


def _figure(landlord: BenchLandlord, desk: Desk, name: str, plan: Plan) -> Figure:
    question = next(one for one in QUESTIONS if one.name == name)
    texts = [one.text for one in drawn(landlord, AGENT, question, max(20, plan.asked // 5))]
    taken: list[float] = []
    warm(landlord)
    rank = 0
    with track(f"keys: {name}", plan.asked) as advance:
        while len(taken) < plan.asked:
            text = texts[rank % len(texts)]
            _type(desk, text)
            found = _type(desk, text)
            taken += found
            rank += 1
            advance(len(found))
            assert rank < plan.asked * 3, "the rows are never painted"
    return Figure(name, AGENT, *figures(taken[plan.warm_up : plan.asked]), target=TARGET)


def _type(desk: Desk, text: str) -> list[float]:
    """The time of each key that painted rows."""
    field = desk.field
    field.clear()
    desk.settle()
    watch = PaintWatch(desk.results)
    taken = []

    def answered() -> bool:
        return watch.painted_at is not None or (desk.is_idle() and not desk.results.isVisible())

    for letter in text.lower():
        watch.begin()
        started = time.perf_counter()
        press(field, letter)
        wait(answered)
        if watch.painted_at is not None and desk.results.model().rowCount():
            taken.append((watch.painted_at - started) * 1000)
        desk.settle()
    watch.deleteLater()
    return taken


def main() -> None:
    """Measure, print, write."""
    arguments = arguments_of(__doc__)
    plan = plan_of(arguments)
    with landlord_of(arguments) as landlord:
        publish("key_press", measure(landlord, plan), facts_of(landlord, plan), arguments.json)


if __name__ == "__main__":
    main()
