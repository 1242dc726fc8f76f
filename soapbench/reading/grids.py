"""Rows whose cells stand apart by gaps or dots, under a line that names their times.

A printout such as::

                              Before   Now
    FGA (/30) ..............  21       28

is put as a row between bars is, each letter in its place.
"""

import re
from collections.abc import Iterator

from soapbench.reading.columns import time_heads

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
    if not heads:
        return
    at, inside = 0, False
    for line in text.split("\n"):
        titles = at in heads
        inside = (titles or inside) and _GAP.search(line.lstrip()) is not None
        if inside:
            yield at, _barred(line, titles), titles
        at += len(line) + 1


def _barred(line: str, titles: bool) -> str:
    if titles:  # of "O    Before   Now" the letter is the section's
        line = _LETTER.sub(lambda match: " " * len(match[0]), line)
    barred = _GAP.sub(lambda match: "|".ljust(len(match[0])), line)
    if titles and len(line) - len(line.lstrip(" ")) >= _INDENT:
        return f" |{barred[2:]}"
    return barred
