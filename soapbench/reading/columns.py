"""Values side by side in a row, under the times at which they were taken."""

import re
from collections.abc import Iterator, Sequence

from soapbench.reading.visits import FIRST_VISIT

__all__ = ["changes", "grids", "time_heads"]

_TIME = (
    rf"(?:{FIRST_VISIT}|first|last|prior|previous|prev|this|current|latest|today|now|then|before|after|"
    r"SOT|was|is|pre|post|discharge|final|end|w(?:ee)?ks?|visit|tx|session|day|v\d{1,2})"
)
# A head such as "First visit", "R today" or "Wk 3", between bars, tabs, commas or wide gaps.
_TIME_HEAD = re.compile(
    rf"(?:[|\t,][ *]{{0,4}}|  )(?:(?:R|L|right|left) )?(?P<time>{_TIME}(?: (?:of care|visit|eval|evaluation|wk|week|period|note|\d{{1,2}}))?)"
    r"(?=[ *]{0,4}(?:[|\t,\n]|$)|  )",
    re.IGNORECASE | re.MULTILINE,
)
_VALUE_HEAD = re.compile(r"(?:value|result|score|finding|measurement)s?", re.IGNORECASE)
_SIDES = {"r", "l", "right", "left", "involved", "uninvolved", "affected", "unaffected"}
_NUMBER_FIRST = re.compile(r"[^\d]{0,24}\d")
# Two neighbouring cells that begin with a value; possessive, so that it never retries.
_TWO_VALUES = re.compile(r"\|[^|\n\d]{0,24}+\d[^|\n]{0,24}+\|[^|\n\d]{0,24}+\d")


def changes(text: str) -> Iterator[tuple[int, int]]:
    """Yield where rows hold values of two times, or two values under heads that name no time.

    Columns of the right and of the left side are no change.
    """
    heads = time_heads(text)
    if not heads and "|" not in text:
        return
    at, mark, columns, sides = 0, "", [0], None
    for line in text.split("\n"):
        if not line.strip():
            mark, sides = "", None
        elif at in heads:
            mark, columns = heads[at]
        elif mark:
            cells = _cells(line, mark)
            held = [cells[i] for i in columns if -len(cells) <= i < len(cells)]
            if sum(_NUMBER_FIRST.match(cell) is not None for cell in held) > 1:
                yield at + len(line) - len(line.lstrip()), at + len(line.rstrip())
        elif line.lstrip(" \t*•-").startswith("|"):
            if sides is None:
                sides = sum(_bare(cell).lower() in _SIDES for cell in _cells(line, "|")) > 1
            two = None if sides else _TWO_VALUES.search(line)
            if two:
                yield at + two.start(), at + two.end()
        at += len(line) + 1


def grids(text: str) -> Iterator[tuple[int, int]]:
    """Yield where tables stand whose columns are times."""
    for start, (mark, _) in sorted(time_heads(text).items()):
        if mark == "|":
            end = text.find("\n\n", start)
            yield start, end if end >= 0 else len(text)


def time_heads(text: str) -> dict[int, tuple[str, list[int]]]:
    """Return the marks and the columns of time of lines that name two times or more.

    Columns are counted from the left between bars and commas; from the right between gaps, where
    the first column may have no head.
    """
    named: dict[int, int] = {}
    for match in _TIME_HEAD.finditer(text):
        start = text.rfind("\n", 0, match.start("time")) + 1
        named[start] = named.get(start, 0) + 1
    heads = {}
    for start in named:
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        mark = next(mark for mark in ("|", "\t", ",", "  ") if mark in line)
        cells = _cells(line, mark)
        columns = [i for i, cell in enumerate(cells) if _is_time(cell)]
        if columns:
            columns += [i for i, cell in enumerate(cells) if _VALUE_HEAD.fullmatch(_bare(cell))]
        if len(columns) > 1:
            counted = columns if mark in "|," else [i - len(cells) for i in columns]
            heads[start] = (mark, counted)
    return heads


def _is_time(cell: str) -> bool:
    return _TIME_HEAD.fullmatch(f"|{_bare(cell)}") is not None


def _bare(cell: str) -> str:
    return cell.strip(" *")


def _cells(line: str, mark: str) -> Sequence[str]:
    line = line.strip(" ")
    if mark == "  ":
        return re.split(r" {2,}", line)
    return line.removeprefix("|").removesuffix("|").split(mark)
