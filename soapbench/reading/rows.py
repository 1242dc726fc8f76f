"""The values in the rows of tables, under their columns' titles."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from soapbench.reading.degrees import tested_at
from soapbench.reading.numbers import Number, is_counted, numbers_in, unit_titled
from soapbench.reading.owners import in_own_unit, measure_of
from soapbench.reading.parts import Clause, Value
from soapbench.reading.senses import is_dosed, named_plainly
from soapbench.reading.sides import Side, nearest_side, side_of
from soapbench.reading.times import APART, BEFORE, When, when_of
from soapbench.reading.unnamed import RATED_OF
from soapbench.reading.visits import FIRST_VISIT

__all__ = ["Header", "cells_of", "holds_values", "last_visit", "titles_of", "values_in_row"]

_LATER = re.compile(r"\W*(?:in )?\d+\s*(?:weeks?|wks?|months?|visits?)\W*", re.IGNORECASE)
"""A column titled by a span of time holds what is to be reached by then."""
_WHICH_VISIT = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th) visit\b|\b(?:visit|session|day|v|wk|week)\s?\d{1,2}(?:\s?(?:of|/)\s?\d{1,2})?",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(r"\bat \d+ ?°|(?<!\d)/ ?\d+")
"""What of a title is a number and no value: the angle of a test, the most there can be."""
_RATED = re.compile(r"\b(?:pain|ache|headache|HA)\b[^|]*?(?<!\d)/ ?10\b", re.IGNORECASE)
"""A title of pain that is rated from none to ten."""
_INDEX = re.compile(r"\W*\d{1,2}\W*")
_CODE = re.compile(r"[\s*]*9[57]\d{3}\b.*")
Header = tuple[tuple[When | None, Side | None, str, str], ...]
"""Per column its time, its side, its measure and its unit, as far as its title says."""


def cells_of(words: str) -> list[tuple[int, str]]:
    """Return the cells of a table row, each with its place in the row."""
    bars = [match.start() for match in re.finditer(r"\|", words)]
    edges = [-1, *bars, len(words)] if not words.startswith("|") else [*bars, len(words)]
    cells = [(left + 1, words[left + 1 : right]) for left, right in pairwise(edges)]
    return cells[:-1] if cells and not cells[-1][1].strip() else cells


def holds_values(cells: list[tuple[int, str]]) -> bool:
    """Return whether cells hold numbers other than of visits and scales: a row, and no titles."""
    return any(numbers_in(_NO_VALUE.sub("", _WHICH_VISIT.sub("", cell))) for _, cell in cells)


def titles_of(cells: list[tuple[int, str]], clause: Clause | None) -> Header:
    """Return what the titles of a table's columns say.

    Where none is today's, the last of the earlier ones is; not beside columns of a side, which
    have no title of a time because they are today's.
    """
    names = [_named_in(at, cell, clause) if clause else "" for at, cell in cells]
    titles = [
        (*_column(cell), name, unit_titled(cell))
        for (_, cell), name in zip(cells, names, strict=True)
    ]
    earlier = [i for i, (when, *_) in enumerate(titles) if when == "baseline"]
    told = {when for when, *_ in titles}
    sided = {"right", "left"} <= {side for when, side, *_ in titles if when is None}
    if earlier and not sided and "now" not in told and (len(earlier) > 1 or "goal" not in told):
        last = max(earlier, key=lambda i: (_how_late(cells[i][1]), i))
        titles[last] = ("now", *titles[last][1:])
    return tuple(titles)


def _how_late(cell: str) -> float:
    """Return by what order a column's title comes among others of earlier visits."""
    if _REPEATED.search(cell):
        return math.inf
    number = _VISIT_NUMBER.search(cell)
    first = number is None and _FIRST.search(cell) is not None
    return float(number[1]) if number else 0.0 if first else 1.0


_REPEATED = re.compile(r"\b(?:re-?eval\w*|PN|RA|DC|D/C|progress)\b", re.IGNORECASE)
"""Titles of a later visit, which may be today's or one before."""
_VISIT_NUMBER = re.compile(r"\b(?:visit|session|day|v|wk|week)\s?#?(\d{1,2})\b", re.IGNORECASE)
_FIRST = re.compile(rf"\b(?:{FIRST_VISIT}|1st|first)\b", re.IGNORECASE)


def _named_in(at: int, cell: str, clause: Clause) -> str:
    """Return the measure that a cell of a row names, by its name or its unit, or ""."""
    start, end = clause.start + at, clause.start + at + len(cell)
    by_unit = "gait_speed" if unit_titled(cell) == "m/s" else "pain" if _RATED.search(cell) else ""
    named = (q.measure for q in clause.quantities if q.measure and start <= q.start < end)
    return next(named, by_unit)


@lru_cache(maxsize=1024)  # tables of a template have the same titles
def _column(cell: str) -> tuple[When | None, Side | None]:
    """Return what a column's title says of the numbers below it."""
    when: When | None = None
    if re.search(r"change|diff|Δ|gain|\bgap\b|\bvs\b", cell, re.IGNORECASE):
        when = "change"
    elif re.search(r"goal|target|LTG|STG", cell, re.IGNORECASE) or _LATER.fullmatch(cell):
        when = "goal"
    elif re.search(r"norm|cut-?off|MDC|MCID|interpret|refer|reads|meaning", cell, re.IGNORECASE):
        when = "norm"
    elif re.search(
        r"today|now|current|present|this visit|latest|discharge|final|re-?(?:test|assess)|"
        r"^\W*(?:to|is)\W*$|^\W*(?:post|after|end)(?:-?(?:test|treatment|intervention|therapy|scores?))?\W*$",
        cell,
        re.IGNORECASE,
    ):
        when = "now"
    elif (
        BEFORE.search(cell)
        or _REPEATED.search(cell)
        or re.search(
            r"(?:visit|day) \d|\d(?:st|nd|rd|th) visit|wk \d|week \d|\bv\d|start|beginning|^\W*(?:first|last|from)\W*$",
            cell,
            re.IGNORECASE,
        )
    ):
        when = "baseline"
    elif re.search(r"result|score|value", cell, re.IGNORECASE):
        when = "now"
    return when, side_of(cell)


_VISIT_ROW = re.compile(r"^[ \t]*\|[ *]*(?:visit|v|session)?\s?#?(\d{1,2})[ *]*\|", re.I | re.M)
_BY_VISIT = re.compile(r"[ \t]*\|[\s*]*(?:visit|date|session)?[\s*#]*\|", re.IGNORECASE)
"""Titles of a table whose first column says of which visit a row is."""


_FIRST_ROW = re.compile(rf"^[ \t]*\|[\s*]*{FIRST_VISIT}\b", re.I | re.M)


_LONG = 4000
"""No table of visits has more characters."""


def last_visit(text: str, at: int) -> int | None:
    """Return the last visit whose row a table has, where visits and no other times name its rows.

    Args:
        text: The note.
        at: Where the table begins.
    """
    if not _BY_VISIT.match(text, at):
        return None
    end = text.find("\n\n", at, at + _LONG)
    end = end if end >= 0 else at + _LONG
    told = [int(number) for number in _VISIT_ROW.findall(text, at, end)]
    named = _FIRST_ROW.search(text, at, end)
    return max(told) if len(told) + bool(named) > 1 else None


def _digits(words: str) -> int:
    return int(re.sub(r"\D", "", words) or 0)


def values_in_row(
    clause: Clause,
    cells: list[tuple[int, str]],
    header: Header,
    about: tuple[int, int],
    dated: When,
    titled: str = "",
    last: int | None = None,
) -> Iterator[Value]:
    """Yield the values of a row.

    Args:
        clause: The row.
        cells: Its cells, each with its place in it.
        header: What the titles of the columns say.
        about: Where all of the row stands.
        dated: The time of numbers that neither title nor words date.
        titled: The measure that the table's own title names, or "".
        last: Of rows by visits the number of the last, which is today's.
    """
    if any(_CODE.fullmatch(cell) for _, cell in cells):
        return  # what was done, for how long
    title = cells[0][1] if cells else ""
    names = [(q.start, q.end, q.measure) for q in clause.quantities if q.measure]
    names = names or [(clause.start, clause.start, name) for name in _plainly(title, cells)]
    named = [name for *_, name in names[:1]]
    for column, (at, cell) in enumerate(cells):
        when, side, above, unit_above = (
            header[column] if column < len(header) else (None, None, "", "")
        )
        if (above or titled) and not named:  # a row is of a time where columns are of measures
            when = when or _time_of_row(title, last)
        elif when is None and _DATED_TITLE.search(title):
            when = "baseline"
        rated = bool(_RATED.search(title)) or (above == "pain" and not named)
        owners = named or [name for name in (above, titled) if name][:1]
        start, numbers = clause.start + at, numbers_in(cell)
        for i, number in enumerate(numbers):
            bare = number.of is None and (when is None or _INDEX.fullmatch(cell) is not None)
            if column == 0 and not above and bare:
                continue  # a number in a title belongs to the measure's name, or counts the rows
            in_name = any(a <= start + number.start < b for a, b, _ in names)
            if in_name or is_counted(cell, number):
                continue
            if number.of is None and not number.unit:
                of = float(RATED_OF) if rated else None
                number = replace(number, unit=unit_titled(title) or unit_above, of=of)
            behind = replace(number, start=len(title) + 1, end=len(title) + 1, stop=len(title) + 1)
            measure = measure_of(behind, f"{title} {cell}", owners, in_table=True)
            if measure is None or (measure == "jps" and tested_at(number, cell)):
                continue
            around = numbers[i - 1] if i else None, numbers[i + 1 : i + 2]
            apart = APART.search(title)
            told = "change" if apart else _time_told(cell, number, *around, when, header)
            value, unit = in_own_unit(number, measure)
            yield Value(
                measure,
                value,
                told or when or dated,
                nearest_side(cell, number) or side or side_of(title),
                start + number.start,
                start + number.end,
                about,
                finding=when == "now" and told in (None, "now"),
                unit=unit,
            )


_DATED_TITLE = re.compile(rf"[,(]\s?(?:at )?(?:the )?{FIRST_VISIT}[\s)*]*$", re.IGNORECASE)
"""The end of a row's title that dates it: "Stood on one leg, intake"."""


def _plainly(title: str, cells: Sequence[tuple[int, str]]) -> list[str]:
    """Return the measures that a row's title names in plain words, where it tells no goal or dose."""
    named = named_plainly(title)
    if not named or is_dosed(" ".join(cell for _, cell in cells)):
        return []
    rest = title[: named[0][0]] + title[named[-1][1] :]
    return [] if numbers_in(rest) else [name for *_, name in named]


def _time_of_row(title: str, last: int | None) -> When | None:
    """Return the time of a row by the visit in its title, or by its words."""
    visit = _digits(title) if last is not None else 0
    by_visit: When | None = "now" if visit == last else "baseline" if visit else None
    return by_visit or _column(title)[0]


def _time_told(
    cell: str,
    number: Number,
    previous: Number | None,
    following: Sequence[Number],
    when: When | None,
    header: Header,
) -> When | None:
    """Return the time that the words of a cell, or a sign, give one of its numbers."""
    default: When = "goal" if when == "goal" else "now"
    told = when_of(cell, number, default, previous, following)
    if told is None and number.signed and when in (None, "change"):
        told = "change"
    bracketed = previous is not None and "(" in cell[previous.stop : number.start]
    if number.value < 0 and bracketed and any(time == "baseline" for time, *_ in header):
        told = "change"
    return told
