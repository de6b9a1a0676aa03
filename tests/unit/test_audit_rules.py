"""The chain, the pairing and the verdict as functions of values, without a database."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backoffice.errors import Refused
from backoffice.rules.audit.chain import digest, first_link, last_link, next_link
from backoffice.rules.audit.export import last_line, manifest_line, pair_line
from backoffice.rules.audit.findings import MOST_KEPT, Fault
from backoffice.rules.audit.pairing import pair_up
from backoffice.rules.audit.records import Batch, Frame, Line, Pair, Seal
from backoffice.rules.audit.verdict import Verdict, judge
from backoffice.services.audit.verifying import judge_export

MONTH = "2026-11"


def texts_of(count: int, batch: int) -> list[tuple[int, str]]:
    """Canonical texts of a batch, by key."""
    return [(batch * 100 + rank, f'[{batch}, {batch * 100 + rank}, "é’"]') for rank in range(count)]


def sealed(*counts: int) -> tuple[Frame, list[Seal], list[Line], dict[int, str]]:
    """A sound trace: as many batches as counts, then an open one with a line."""
    batches, seals, lines, texts, head = [], [], [], {}, b"origin"
    for number, count in enumerate(counts, start=1):
        chain = first_link(head, number, number * 10)
        for position, (key, text) in enumerate(texts_of(count, number), start=1):
            bare = Seal(number, position, key, MONTH, digest(text), b"")
            chain = next_link(chain, bare)
            seals.append(replace(bare, chain_hash=chain))
            lines.append(Line(number, key, digest(text)))
            texts[key] = text
        before, head = head, last_link(chain, count, number * 10 + 9)
        batches.append(Batch(number, number * 10, number * 10 + 9, count, before, head))
    last = len(counts) + 1
    batches.append(Batch(last, last * 10, None, None, head, None))
    texts[last * 100] = f"[{last}, {last * 100}]"
    lines.append(Line(last, last * 100, digest(texts[last * 100])))
    return Frame(tuple(batches), (), last, ("2026-10", MONTH)), seals, lines, texts


def export(*counts: int) -> list[str]:
    """An export of the same."""
    frame, seals, lines, texts = sealed(*counts)
    pairs = list(pair_up(seals, lines))
    told = [pair_line(pair, None if pair.line is None else texts[pair.line.entry_id]) for pair in pairs]
    return [manifest_line(frame, made_at="now"), *told, last_line(len(told))]


def test_a_sound_trace_is_sound() -> None:
    frame, seals, lines, _ = sealed(3, 0, 2)
    verdict = judge(frame, pair_up(seals, lines))
    assert (verdict.batches, verdict.sealed, verdict.unsealed, verdict.faults) == (3, 5, 1, 0)
    assert judge_export(export(3, 0, 2)) == verdict


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=4), st.data())
def test_any_line_removed_added_or_altered_is_the_first_fault(counts: list[int], data: st.DataObject) -> None:
    """Whatever the shape of the trace and wherever it is touched."""
    frame, seals, lines, _ = sealed(*counts)
    closed = [line for line in lines if line.batch <= len(counts)]
    assume(closed)
    touched = data.draw(st.sampled_from(closed))
    index = lines.index(touched)
    how = data.draw(st.sampled_from(list(Fault)[:3]))
    if how is Fault.LINE_MISSING:
        lines.pop(index)
    elif how is Fault.LINE_ALTERED:
        lines[index] = replace(touched, digest=digest("x"))
    else:
        lines.insert(index + 1, touched)
    verdict = judge(frame, pair_up(seals, lines))
    first = verdict.findings[0]
    assert (first.fault, first.batch, first.entry_id) == (how, touched.batch, touched.entry_id)
    assert verdict.faults == 1


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_an_export_with_a_byte_changed_is_never_sound(data: st.DataObject) -> None:
    """Every byte counts, but for what is told beside the trace."""
    whole = export(2, 1)
    rank = data.draw(st.integers(1, len(whole) - 1))
    at = data.draw(st.integers(0, len(whole[rank]) - 1))
    letter = data.draw(st.sampled_from('0aé "[{'))
    edited = list(whole)
    edited[rank] = whole[rank][:at] + letter + whole[rank][at + 1 :]
    same = edited[rank] == whole[rank]
    open_line = rank == len(whole) - 2
    try:
        verdict = judge_export(edited)
    except Refused:
        return
    # A line of the open batch is not sealed yet, and a hexadecimal digit has two cases.
    assert verdict.faults or same or open_line or edited[rank].lower() == whole[rank].lower()


def cut(lines: list[str]) -> list[str]:
    return lines[:-1]


def tail_lost(lines: list[str]) -> list[str]:
    return lines[:-4]


def lengthened(lines: list[str]) -> list[str]:
    return [*lines, lines[1]]


def line_dropped(lines: list[str]) -> list[str]:
    return [*lines[:2], *lines[3:]]


def line_doubled(lines: list[str]) -> list[str]:
    return [*lines[:2], *lines[1:]]


def two_exchanged(lines: list[str]) -> list[str]:
    return [lines[0], lines[2], lines[1], *lines[3:]]


def batches_exchanged(lines: list[str]) -> list[str]:
    return [lines[0], lines[4], lines[5], *lines[1:4], *lines[6:]]


def text_withheld(lines: list[str]) -> list[str]:
    text = lines[1].split('"text":')[1]
    return [lines[0], lines[1].replace(text, "null}"), *lines[2:]]


def text_said_of_another_period(lines: list[str]) -> list[str]:
    text = lines[1].split('"text":')[1]
    return [lines[0], lines[1].replace(text, 'null,"absence":"PERIOD"}'), *lines[2:]]


@pytest.mark.parametrize(
    ("edit", "fault", "position"),
    [
        (cut, Fault.EXPORT_CUT, None),
        (tail_lost, Fault.SEAL_MISSING, 1),
        (lengthened, Fault.EXPORT_CUT, None),
        (line_dropped, Fault.SEAL_MISSING, 2),
        (line_doubled, Fault.SEAL_MISSING, 2),
        (two_exchanged, Fault.SEAL_MISSING, 1),
        (batches_exchanged, Fault.SEAL_MISSING, 1),
        (text_withheld, Fault.LINE_MISSING, 1),
        (text_said_of_another_period, Fault.LINE_MISSING, 1),
    ],
)
def test_an_export_edited_is_found(
    edit: Callable[[list[str]], list[str]], fault: Fault, position: int | None
) -> None:
    verdict = judge_export(edit(export(3, 2)))
    assert (verdict.findings[0].fault, verdict.findings[0].position) == (fault, position)


@pytest.mark.parametrize("lines", [[], [""], ["{}"], ["[1]"], ['{"format":"autre"}'], ["\x00"]])
def test_what_is_no_export_is_refused(lines: list[str]) -> None:
    with pytest.raises(Refused, match="ligne 1 "):
        judge_export(lines)


def test_thousands_of_faults_are_counted_and_the_first_are_told() -> None:
    """A partition dropped holds millions of lines: the verdict stays short."""
    frame, seals, _, _ = sealed(90, 90, 90)
    verdict: Verdict = judge(frame, pair_up(seals, []))
    assert (verdict.faults, len(verdict.findings)) == (270, MOST_KEPT)
    assert verdict.findings[0].position == 1
    assert all(a.order <= b.order for a, b in pairwise(verdict.findings))
    assert verdict.findings[0].sentence == (
        "Lot 1, rang 1, ligne 100 : la ligne manque, et aucune purge ne l’explique."
    )


def test_pairing_holds_one_of_each() -> None:
    """Lines are taken as they are needed: a million are never in memory."""
    taken: list[int] = []

    def lines() -> object:
        for key in range(5):
            taken.append(key)
            yield Line(1, key, b"")

    seals = (Seal(1, key + 1, key, MONTH, b"", b"") for key in range(5))
    pairs = pair_up(seals, lines())  # type: ignore[arg-type]  # an iterator all the same
    assert next(pairs) == Pair(Seal(1, 1, 0, MONTH, b"", b""), Line(1, 0, b""))
    assert len(taken) <= 2
