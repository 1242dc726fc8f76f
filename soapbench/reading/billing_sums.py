"""The minutes and units of a treatment in all: of a clause, and of a line."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from soapbench.reading import billing_words as words
from soapbench.reading.billing_pairs import paired
from soapbench.reading.counts import counted
from soapbench.reading.parts import Billed, Reading

__all__ = ["OF_MORE", "in_lines", "in_sum"]

OF_MORE = re.compile(r"(?:\s?min\w*)?\sof\s", re.IGNORECASE)
"""What stands behind minutes of something that has no code of its own."""


def in_sum(
    text: str, start: int, end: int, told: Sequence[Billed], named: bool
) -> Iterator[Billed]:
    """Yield the minutes and units of all services together, some of which may be named."""
    taken = {billed.start for billed in told}  # "97112, 38 min total" is one code's total
    yield from _in_minutes(text, start, end, taken)
    for match in words.FULL_HOUR.finditer(text, start, end):
        yield Billed("total", words.HOURS["hour"] + int(match["more"] or 0), *match.span())
    each = words.EACH.search(text, start, end)
    some = words.OF_SOME.match(text, each.end()) if each else None
    if each and some:
        for code in re.findall(r"\d+", some["codes"]):
            yield Billed("units", int(counted(each[1])), *each.span(1), code)
    elif each:
        yield Billed("each_units", int(counted(each[1])), *each.span(1))
    else:
        for match in words.IN_ALL.finditer(text, start, end):
            told_by = "n" if match["n"] else "m"
            if match.start(told_by) not in taken and (told_by == "m" or not named):
                yield Billed("all_units", int(counted(match[told_by])), *match.span(told_by))
        for match in words.UNITS_IN_ALL.finditer(text, start, end):
            yield Billed("all_units", int(match[1]), *match.span(1))


def _in_minutes(text: str, start: int, end: int, taken: Collection[int]) -> Iterator[Billed]:
    """Yield the minutes of all services together, but for numbers that are of one."""
    pair = [each for each in paired(text, start, end) if each[2][0] not in taken]
    if len(pair) > 1:
        yield from (Billed(kind, int(counted(number)), *span) for kind, number, span in pair)
        return
    units = {match.start(1) for match in words.UNITS_IN_ALL.finditer(text, start, end)}
    for kind, patterns in words.PATTERNS.items():
        for pattern in patterns:
            for match in pattern.finditer(text, start, end):
                of_one = kind == "total" and OF_MORE.match(text, match.end())
                bound = words.BOUND.search(text, max(0, match.start(1) - _NEAR), match.start(1))
                if match.start(1) not in {*units, *taken} and not of_one and not bound:
                    yield Billed(kind, int(counted(match[1])), *match.span(1))
    for match in words.BESIDE_TIMED.finditer(text, start, end):
        timed, whole = match["a"] or match["b"], "c" if match["c"] else "d"
        if counted(timed) <= counted(match[whole]):
            yield Billed("timed", int(counted(timed)), *match.span("a" if match["a"] else "b"))
            yield Billed("total", int(counted(match[whole])), *match.span(whole))


def in_lines(reading: Reading, found: Collection[Billed]) -> Iterator[Billed]:
    """Yield timed minutes, or all, that another clause of their line tells: "46 timed; 51 in all"."""
    text, told = reading.plain, sorted(found, key=lambda b: b.start)
    starts = [b.start for b in told]
    for match in words.TIMED.finditer(text):
        start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _FAR)
        line = text[match.end() : match.end() + _FAR].partition("\n")[0]
        end = match.end() + len(line)
        here = told[bisect_left(starts, start) : bisect_left(starts, end)]
        kinds, taken = {b.kind for b in here}, {b.start for b in here}
        if kinds >= {"timed", "total"} or words.NOT_NOW.search(text, start, end):
            continue
        for kind, number, span in paired(text, start, end):
            if kind not in kinds and span[0] not in taken:
                yield Billed(kind, int(counted(number)), *span)


_NEAR = 12
"""A bound stands so close before its minutes."""
_FAR = 80
"""Timed minutes and all of them stand so many characters apart at most."""
