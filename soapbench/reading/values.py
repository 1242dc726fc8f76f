"""The values a note gives for outcome measures: which, of which side, now or before.

A value is read where its measure is named in the same clause or table row, or in the heading above,
or where its unit and words leave one measure only: degrees of a motion, a strength grade, a pain
rating. What a number without any of these means is not guessed.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from soapbench.reading.amounts import amounts_in
from soapbench.reading.beside import values_beside
from soapbench.reading.numbers import is_counted, may_be_spelled, numbers_in
from soapbench.reading.owners import fits, in_own_unit
from soapbench.reading.parts import Clause, Quantity, Reading, Value
from soapbench.reading.prose import ALONE, values_in_prose
from soapbench.reading.sides import side_of
from soapbench.reading.standing import MET, OPEN
from soapbench.reading.tables import Table, values_in_grids
from soapbench.reading.times import when_of
from soapbench.reading.visits import EARLIER, FIRST_VISIT

__all__ = ["values_in"]

_GOALS = re.compile(
    r"^[^\w\n]*+(?:\w+ ){0,2}(?:goals?|STGs?|LTGs?)\b", re.IGNORECASE | re.MULTILINE
)
"""A heading or line below which, to the end of the section, numbers may be goals."""
_SOUGHT = re.compile(
    r"\b(?:sought|hoped for|aim(?:s|ed|ing)?|goals?|needs?|must|required|expect(?:ed|s)? to|anticipat\w+)\b|\bmet:|"
    r"\b(?:at|in|by|within) \d{1,2} (?:weeks?|wks?|months?)\b|\b(?:short|long)[- ]term\b",
    re.IGNORECASE,
)
"""A word in the same sentence by which what follows may be an aim."""
_SOUGHT_BEHIND = re.compile(
    r"(?:\s?[%°])?(?:[^.;\n\d]{0,12}\b(?:is|are|being) (?:now )?(?:wanted|sought|hoped for|aimed (?:at|for)|the (?:aim|goal|target))\b|"
    r",\s\d{1,2} (?:weeks?|wks?|months?)\s?:|\s?(?:by|at) discharge\b|\s?by (?:visit|week|PN) ?\d+|"
    r"[,:]\s(?:revised|ongoing|(?:not |partly )?met|new)\b)",
    re.IGNORECASE,
)
"""Words behind a number by which it is an aim."""
_TODAY = re.compile(
    r"\b(?:now|today|currently|at present|(?:was|is) (?:measured|timed|clocked|recorded))\b[\s:=*_(]*(?:(?:at|is|scores?|[A-Z]\w+)[\s:=*_]+){0,2}$",
    re.IGNORECASE,
)


def values_in(reading: Reading) -> tuple[Value, ...]:
    """Return the values a reading gives for outcome measures, in the note's order."""
    named = [q for clause in reading.clauses for q in clause.quantities if q.measure]
    found, taken = values_in_grids(reading, named)
    table, spelled = Table(reading), may_be_spelled(reading.plain)
    legends = list(_legends(reading.plain))
    for clause in reading.clauses:
        if clause.start < table.end or any(start <= clause.start < end for start, end in taken):
            continue
        titled = _titled(reading.plain, clause, named)
        row = table.values(clause, titled)
        if row is None:
            titled = titled or _continued(reading.plain, clause, found)
            orders = (o for start, end, o in legends if start < clause.end and clause.start < end)
            row = list(values_in_prose(reading, clause, spelled, titled, next(orders, "")))
        found += row
    found += list(_behind_goals(reading.plain, found))
    found = values_beside(reading.plain, found)
    found += amounts_in(reading, {value.start for value in found})
    told = sorted(_findings(reading, set(found)), key=lambda v: (v.start, v.measure))
    return tuple(told)


_IN_BRACKETS = re.compile(r"\((?P<told>[^()\n]{1,30})\)")
_FAR = 200
"""Words that say what a number is stand within so many characters of it."""
_NEXT_NUMBER = re.compile(r"\.\s[^(]*\d")
"""What makes words behind a goal ones of the next sentence's number."""
_DATED_NOW = re.compile(r"\b(?:now|today|currently)\b", re.IGNORECASE)


def _behind_goals(text: str, found: Sequence[Value]) -> Iterator[Value]:
    """Yield where goals stand today, in brackets behind them: "(19/30 today)", "met (47%)"."""
    taken = {v.start for v in found}
    goals = sorted((v for v in found if v.when == "goal"), key=lambda v: v.start)
    for goal, next_goal in pairwise([*goals, None]):
        assert goal is not None
        until = next_goal.start if next_goal else len(text)
        end = text.find("\n", goal.end, goal.end + _FAR)
        end = end if end >= 0 else goal.end + _FAR
        for match in _IN_BRACKETS.finditer(text, goal.end, min(end, max(until, goal.end))):
            numbers = numbers_in(match["told"])
            status = text[goal.end : match.start()]
            if _NEXT_NUMBER.search(status):
                continue
            stands = OPEN.search(status) or MET.search(status) or _DATED_NOW.search(match["told"])
            told = len(numbers) == 1 and numbers[0].unit != "points"  # those are how many to go
            told = told and not is_counted(match["told"], numbers[0])
            told = told and when_of(match["told"], numbers[0], "now") != "change"
            if stands and told and fits(goal.measure, numbers[0]):
                start, end = (match.start("told") + at for at in (numbers[0].start, numbers[0].end))
                value, unit = in_own_unit(numbers[0], goal.measure)
                if start not in taken:
                    yield Value(
                        goal.measure, value, "now", goal.side, start, end, goal.about, True, unit
                    )


def _findings(reading: Reading, told: Iterable[Value]) -> Iterator[Value]:
    """Yield the values, those of today marked that cannot be aims by their place and words."""
    told = list(told)
    listed = [match.start() for match in _GOALS.finditer(reading.plain)]
    places = [
        (part.start, min([at for at in listed if part.start <= at < part.end], default=part.end))
        for part in reading.sections
        if part.name in ("S", "O", "A")
    ]
    compared = {(v.about, v.measure) for v in told if v.when == "baseline"}
    for v in told:
        if v.when != "now" or v.finding:
            yield v
            continue
        start = v.about[0]
        placed = any(first <= v.start < last for first, last in places)
        sought = _SOUGHT.search(reading.plain, max(start, v.start - _FAR), v.start)
        dated = _TODAY.search(reading.plain, max(start, v.start - 24), v.start)
        sought = sought or _SOUGHT_BEHIND.match(reading.plain, v.end)
        beside = placed or (v.about, v.measure) in compared
        yield replace(v, finding=True) if dated or (beside and not sought) else v


_CONTINUES = re.compile(
    rf"{ALONE}|\W*(?:R|L|right|left)\b:?\s(?:(?:rot(?:ation)?|turn)\b:?\s)?\d|"
    r"\W*(?:\w+ (?:weeks?|days?|months?|visits?) (?:ago|back|earlier),? )?(?:this|it|that) (?:was|had been|took)\b|"
    rf"\W*{EARLIER}\b",
    re.IGNORECASE,
)


def _continued(text: str, clause: Clause, found: Sequence[Value]) -> str:
    """Return the measure whose value the clause before told, where this one tells an earlier one.

    As behind the semicolon of "FGA 23/30; first visit 20/30".
    """
    if not found or not _CONTINUES.match(text, clause.start, clause.end):
        return ""
    last = max(found, key=lambda value: value.start)
    near = last.end < clause.start <= last.end + _NEAR and "\n" not in text[last.end : clause.start]
    sided = side_of(text[clause.start : clause.start + 8]) is not None
    return last.measure if near and (last.when == "now" or sided) else ""


_NEAR = 36
"""So far behind a value a clause may begin that goes on about it."""
_TITLE = re.compile(
    r"[\W_]*(?:(?:right|left|bilateral|seated|standing|[RL]|test|tests|results?|scores?|values?|the|of|"
    r"strength|manual|muscle|grades?|time|range|motion|eyes|open|closed|firm|foam|today|both|sides?|in|s|sec|cm|m)\b[\W_]*)*",
    re.IGNORECASE,
)
"""What a title may say besides the one measure that it names."""


def _titled(text: str, clause: Clause, named: Sequence[Quantity]) -> str:
    """Return the measure that a clause's heading or label consists of, or ""."""
    if clause.under is None or clause.section == "P":
        return ""
    start, end = clause.under
    first = bisect_left(named, start, key=lambda q: q.start)
    inside = named[first : bisect_left(named, end, key=lambda q: q.start)]
    if len(inside) != 1:
        return ""
    name = inside[0]
    alone = _TITLE.fullmatch(text, start, name.start) and _TITLE.fullmatch(text, name.end, end)
    return name.measure if alone else ""


_FIRST = rf"(?:{FIRST_VISIT}|before|then|visit \d{{1,2}})"
_LAST = r"(?:today|now|current(?:ly)?|after|discharge|visit \d{1,2})"
_SET_APART = r"\b\s?(?:/|,|→|->|>|vs\.?|versus|and|then)\s?"
_LEGEND = re.compile(
    rf"\b(?:(?P<onward>{_FIRST}{_SET_APART}{_LAST})|{_LAST}{_SET_APART}{_FIRST})\b[ )*_]{{0,4}}[:.\n]",
    re.IGNORECASE,
)
"""What says which of two values beside each other is the earlier: "Eval / today:"."""


def _legends(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the places up to the next gap for which a legend gives the order, and an arrow for it."""
    for match in _LEGEND.finditer(text):
        end = text.find("\n\n", match.end())
        yield match.end(), end if end >= 0 else len(text), "→" if match["onward"] else "←"
