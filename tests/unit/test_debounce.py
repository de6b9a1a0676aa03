"""Typing is calm: one question at a time, then the latest text alone."""

from backoffice.tasks.debounce import LatestOnly


def listening() -> tuple[LatestOnly, list[object]]:
    calm = LatestOnly()
    asked: list[object] = []
    calm.asked.connect(asked.append)
    return calm, asked


def test_the_first_text_is_asked_at_once() -> None:
    calm, asked = listening()
    calm.offer("d")
    assert asked == ["d"]
    assert not calm.is_settled


def test_only_the_latest_text_is_kept_while_an_answer_is_awaited() -> None:
    calm, asked = listening()
    for text in ("d", "du", "dup", "dupo"):
        calm.offer(text)
    calm.answered()
    assert asked == ["d", "dupo"]
    calm.answered()
    assert asked == ["d", "dupo"]
    assert calm.is_settled


def test_after_an_answer_the_next_text_goes_at_once() -> None:
    calm, asked = listening()
    calm.offer("d")
    calm.answered()
    calm.offer("du")
    assert asked == ["d", "du"]


def test_a_reset_forgets_what_was_kept() -> None:
    calm, asked = listening()
    calm.offer("d")
    calm.offer("du")
    calm.reset()
    calm.answered()
    assert asked == ["d"]
    assert calm.is_settled
