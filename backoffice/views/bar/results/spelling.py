"""A surname proposed takes the place of the misspelt one in what was typed."""

from difflib import SequenceMatcher

from backoffice.rules.names import fold


def with_surname(text: str, surname: str) -> str:
    """``text`` with ``surname`` in place of the word, or words, that resemble it most.

    The rest stays as it was typed: ``lefvre thi`` and ``LEFEVRE`` give ``LEFEVRE thi``.
    """
    typed = text.split()
    longest = min(len(typed), len(surname.split()) + 1)
    spans = [
        (start, start + length)
        for length in range(1, longest + 1)
        for start in range(len(typed) - length + 1)
    ]
    if not spans:
        return surname
    wanted = fold(surname)

    def likeness(span: tuple[int, int]) -> float:
        return SequenceMatcher(None, fold(" ".join(typed[slice(*span)])), wanted).ratio()

    start, end = max(spans, key=likeness)
    return " ".join((*typed[:start], surname, *typed[end:]))
