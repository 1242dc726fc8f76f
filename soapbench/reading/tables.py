"""The values of a note's tables and printouts, with bars or gaps between their cells."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from soapbench.reading.grids import grid_lines
from soapbench.reading.parts import Clause, Quantity, Reading, Value
from soapbench.reading.prose import dated_back
from soapbench.reading.rows import (
    Header,
    cells_of,
    holds_values,
    last_visit,
    titles_of,
    values_in_row,
)
from soapbench.reading.times import When

__all__ = ["Table", "values_in_grids"]

_RULE = re.compile(r"\s*\n[ \t]*\|[\s:|-]+\|")
"""The line below the titles of a table."""


_BORDER = re.compile(r"[+=-]{3,}")
"""A line between the rows of a table drawn with letters."""
_INDENT = 4
"""Titles that begin so far to the right have none for the first column."""


_SIDES = re.compile(r"[^|\n]*\|\W*(?:(?:right|R)\W+(?:left|L)|(?:left|L)\W+(?:right|R))\W*", re.I)
"""Titles of two columns, one for each side."""


def _says(titles: Header) -> bool:
    """Return whether titles name a time, or more than one measure."""
    return any(when for when, *_ in titles) or sum(bool(name) for *_, name, _ in titles) > 1


@dataclass
class Table:
    """What the rows of a note's tables stand under, row by row."""

    reading: Reading
    header: Header = ()
    bars: int = 0
    """How many bars the rows of the present table have; 0 outside of tables."""
    end: int = 0
    """Where the last row ends."""
    last: int | None = None
    """Of rows by visits the last."""

    def values(self, clause: Clause, titled: str) -> list[Value] | None:
        """Return the values of a clause that is a row; None where it is none.

        Args:
            clause: The clause.
            titled: The measure that the heading above consists of, or "".
        """
        text, start, end = self.reading.plain, clause.start, clause.end
        if text[start] == "|":  # a row is one, whatever marks its cells hold
            self.end = text.find("\n", start)
            self.end = end = self.end if self.end >= 0 else len(text)
        elif self.bars and text[text.rfind("\n", 0, start) + 1 : start].strip() == "":
            line = text.find("\n", start)
            line = line if line >= 0 else len(text)
            if text.count("|", start, line) == self.bars:
                self.end = end = line
        cells = cells_of(text[start:end])
        count = text.count("|", start, end)
        if self.bars and _BORDER.fullmatch(text, start, end):
            return []
        if not count:
            self.header, self.bars = (), 0
            return None
        if self._titles(clause, cells, count, _RULE.match(text, end) is not None):
            return []
        if count != self.bars:
            self.header, self.bars = (), 0
            return None
        named = titled or (self.header[0][2] if self.header else "")
        about = start, max(clause.end, self.end)
        dated: When = "baseline" if dated_back(text, start) else "now"
        rows = values_in_row(clause, cells, self.header, about, dated, named, self.last)
        return list(rows)

    def _titles(
        self, clause: Clause, cells: list[tuple[int, str]], count: int, ruled: bool
    ) -> bool:
        """Take the titles of a table from its first row or its label; return whether it is titles."""
        text, start = self.reading.plain, clause.start
        plain = (ruled and count > 1) or not holds_values(cells)
        titles = titles_of(cells, clause if plain else None)
        begins = text[start] == "|" and count != self.bars
        if begins:
            self.last = last_visit(text, start)
        label = text[slice(*clause.under)] if clause.under else ""
        if label.count("|") == count:  # "Scores (today | at eval):"
            self.header, self.bars = titles_of(cells_of(label), None), count
        elif begins or (plain and self._begin_anew(clause, titles)):
            first = text.rfind("\n", 0, start) + 1
            blank: Header = ((None, None, "", ""),) if start - first >= _INDENT else ()
            self.header, self.bars = blank + titles, count
            return plain
        return False

    def _begin_anew(self, clause: Clause, titles: Header) -> bool:
        """Return whether titles say of their columns what they hold, or of what measure they are."""
        sided = _SIDES.fullmatch(self.reading.plain, clause.start, clause.end)
        another = bool(self.header and self.header[0][2] and titles and titles[0][2])
        return _says(titles) or sided is not None or another


def values_in_grids(
    reading: Reading, named: Sequence[Quantity]
) -> tuple[list[Value], list[tuple[int, int]]]:
    """Return the values of rows whose cells stand apart by gaps, and where those rows stand.

    Args:
        reading: The note.
        named: The names of measures in it, in its order.
    """
    grid = list(grid_lines(reading.text))  # the plain text has no dots
    places = [(start, start + len(line)) for start, line, _ in grid]
    return list(_in_grid(reading, grid, named)), places


def _in_grid(
    reading: Reading, grid: Sequence[tuple[int, str, bool]], named: Sequence[Quantity]
) -> Iterator[Value]:
    header: Header = ()
    columns: list[int] = []
    starts = [clause.start for clause in reading.clauses]
    for start, line, titles in grid:
        cells, end = cells_of(line), start + len(line)
        if titles:
            header, columns = titles_of(cells, None), [_first(cell) for cell in cells]
            continue
        at = bisect_left(starts, start)
        if at < len(starts) and starts[at] < end:
            names = tuple(q for q in named if start <= q.start < end)
            row = replace(reading.clauses[at], start=start, end=end, quantities=names)
            above = header if len(cells) == len(header) else _above(cells, header, columns)
            yield from values_in_row(row, cells, above, (start, end), "now")


def _first(cell: tuple[int, str]) -> int:
    """Return where the words of a cell begin in its row."""
    at, words = cell
    return at + len(words) - len(words.lstrip())


def _above(cells: Sequence[tuple[int, str]], header: Header, columns: Sequence[int]) -> Header:
    """Return the titles that stand nearest above the cells of a row that lacks some."""
    near = (
        min(range(len(columns)), key=lambda i: abs(columns[i] - at)) for at in map(_first, cells)
    )
    return tuple(header[i] for i in near)
