"""Rows whose cells stand apart by gaps or dots, under a line that names their times.

A printout such as::

                              Before   Now
    FGA (/30) ..............  21       28

is put as a row between bars is, each letter in its place.
"""

import re
from collections.abc import Iterator

from soapbench.reading.columns import time_heads
from soapbench.reading.visits import FIRST_VISIT

__all__ = ["grid_lines"]

_DOTS = re.compile(r"\.{3,}")
_GAP = re.compile(r"(?<=\S)(?: {2,}|\t+)(?=\S)")
_LETTER = re.compile(r"^ ?[SOAP][:.)>]?(?=\s{2,}\S)")
_INDENT = 4
"""A line of titles that begins so far to the right has none for the first column."""


def grid_lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield where each line of a grid begins, the line with bars, and whether it holds titles."""
    text = _DOTS.sub(lambda match: " " * len(match[0]), text)
    heads = {start for start, (mark, _) in time_heads(text).items() if mark in ("  ", "\t")}
    heads |= set(_more_heads(text))
    if not heads:
        return
    at, inside = 0, False
    for line in text.split("\n"):
        titles = at in heads
        inside = (titles or inside) and _GAP.search(line.lstrip()) is not None
        if inside:
            yield at, _barred(line, titles), titles
        at += len(line) + 1


_TITLE = re.compile(
    rf"(?:(?:\[?date\]?|at|the) )*(?:{FIRST_VISIT}|1st visit|beginning|present|now|today|current|PN|RA|D/?C|"
    r"re-?(?:eval\w*|assess\w*|test)|progress (?:visit|note|report))",
    re.IGNORECASE,
)
"""The title of a column that names a time."""


def _more_heads(text: str) -> Iterator[int]:
    """Yield where lines begin whose last cells all name a time, two or three of them."""
    at = 0
    for line in text.split("\n"):
        cells = _GAP.split(line.strip())
        titled = [_TITLE.fullmatch(cell.strip("*_ ")) is not None for cell in cells[-3:]]
        if len(cells) <= _COLUMNS and len(titled) > 1 and all(titled[-2:]):
            yield at
        at += len(line) + 1


_COLUMNS = 6
"""A line of more cells is no line of titles."""


def _barred(line: str, titles: bool) -> str:
    if titles:  # of "O    Before   Now" the letter is the section's
        line = _LETTER.sub(lambda match: " " * len(match[0]), line)
    barred = _GAP.sub(lambda match: "|".ljust(len(match[0])), line)
    if titles and len(line) - len(line.lstrip(" ")) >= _INDENT:
        return f" |{barred[2:]}"
    return barred
