"""The values a note gives for outcome measures: which, of which side, now or before.

A value is read where its measure is named in the same clause or table row, or where its unit and
words leave one measure only: degrees of a motion, a strength grade, a pain rating. What a number
without any of these means is not guessed.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from soapbench.reading.grids import grid_lines
from soapbench.reading.numbers import (
    COUNTED,
    Number,
    joined,
    may_be_spelled,
    numbers_in,
    unit_titled,
)
from soapbench.reading.owners import fits, in_own_unit, listed, measure_of, names_for
from soapbench.reading.parts import Clause, Quantity, Reading, Value
from soapbench.reading.rows import (
    Header,
    cells_of,
    holds_values,
    last_visit,
    titles_of,
    values_in_row,
)
from soapbench.reading.sides import nearest_side, side_of
from soapbench.reading.standing import DUE, MET, OPEN
from soapbench.reading.times import APART, When, when_of

__all__ = ["values_in"]


_DIGIT = re.compile(r"\d")
_MOST = 60
"""A clause with more numbers is data, not a sentence; this also bounds the time it takes."""
_AIMS = re.compile(r"\b(?:goals?|STGs?|LTGs?|targets?)\b", re.IGNORECASE)
_CONDITION = re.compile(
    r"[\W_]*(?:(?:progress|regress|advance|stop|hold|return|red flags?)\w*\W+)?(?:if|when|once|should)\b",
    re.IGNORECASE,
)
_DOSE = re.compile(r"\d\s*[x×]\s*$")
"""So often something was done, as 5 x 20 s: an exercise, and no measurement."""
_ITEM = re.compile(r"[\s*#>-]*\d{1,2}[.)]")


_GOALS = re.compile(r"^\W*(?:\w+ ){0,2}(?:goals?|STGs?|LTGs?)\b", re.IGNORECASE | re.MULTILINE)
"""A heading or line below which, to the end of the section, numbers may be goals."""
_SOUGHT = re.compile(
    r"\b(?:sought|hoped for|aim(?:s|ed|ing)?|goals?|needs?|must|required)\b", re.IGNORECASE
)
"""A word in the same sentence by which what follows may be an aim."""
_SOUGHT_BEHIND = re.compile(
    r"[^.;\n\d]{0,12}\b(?:is|are|being) (?:now )?(?:wanted|sought|hoped for|aimed (?:at|for)|the (?:aim|goal|target))\b|"
    r",\s\d{1,2} (?:weeks?|wks?|months?)\s?:|\s?(?:by|at) discharge\b|"
    r"[,:]\s(?:revised|ongoing|(?:not |partly )?met|new)\b",
    re.IGNORECASE,
)
"""Words behind a number by which it is an aim."""
_TODAY = re.compile(
    r"\b(?:now|today|currently|at present)\b[\s:=*_(]*(?:(?:at|is|scores?|[A-Z]\w+)[\s:=*_]+){0,2}$",
    re.IGNORECASE,
)


def values_in(reading: Reading) -> tuple[Value, ...]:
    """Return the values a reading gives for outcome measures, in the note's order."""
    found: list[Value] = []
    header: Header = ()
    bars = row_end = 0
    last: int | None = None
    spelled = may_be_spelled(reading.text)
    named = [q for clause in reading.clauses for q in clause.quantities if q.measure]
    legends = list(_legends(reading.text))
    grid = list(grid_lines(reading.text))
    found += _in_grid(reading, grid, named)
    gridded = {at for start, line, _ in grid for at in range(start, start + len(line))}
    for clause in reading.clauses:
        if clause.start < row_end or clause.start in gridded:
            continue  # a row is one, whatever marks its cells hold
        words = reading.text[clause.start : clause.end]
        if words.startswith("|"):
            row_end = reading.text.find("\n", clause.start)
            row_end = row_end if row_end >= 0 else len(reading.text)
            words = reading.text[clause.start : row_end]
        count = words.count("|")
        cells = cells_of(words) if count else []
        ruled = count > 1 and _RULE.match(reading.text, clause.start + len(words)) is not None
        plain = ruled or not holds_values(cells)
        titles = titles_of(cells, clause if plain else None) if count else ()
        begins = words.startswith("|") and count != bars  # the first row of a table
        last = last_visit(reading.text, clause.start) if begins else last
        if (
            count
            and clause.under
            and (label := reading.text[slice(*clause.under)]).count("|") == count
        ):
            header, bars = titles_of(cells_of(label), None), count  # "Scores (today | at eval):"
        elif begins or (plain and any(when for when, *_ in titles)):
            header, bars = titles, count
        if count and count == bars and not (plain and header is titles):
            end = max(clause.end, row_end)
            dated: When = "baseline" if _dated_back(reading.text, clause.start) else "now"
            about, titled = (clause.start, end), _titled(reading.text, clause, named)
            if not titled and header and count == bars:
                titled = header[0][2]  # "| Seated reach | Evaluation | Today |"
            found += values_in_row(clause, cells, header, about, dated, titled, last)
        elif count != bars or not count:
            header, bars = (), 0
            titled = _titled(reading.text, clause, named) or _continued(reading.text, clause, found)
            ordered = any(start <= clause.start < end for start, end in legends)
            found += _in_prose(reading, clause, spelled, titled, ordered)
    found += list(_behind_goals(reading.text, found))
    told = sorted(_findings(reading, set(found)), key=lambda v: (v.start, v.measure))
    return tuple(told)


def _in_grid(
    reading: Reading, grid: Sequence[tuple[int, str, bool]], named: Sequence[Quantity]
) -> Iterator[Value]:
    """Yield the values of rows whose cells stand apart by gaps."""
    header: Header = ()
    starts = [clause.start for clause in reading.clauses]
    for start, line, titles in grid:
        cells, end = cells_of(line), start + len(line)
        if titles:
            header = titles_of(cells, None)
            continue
        at = bisect_left(starts, start)
        if at < len(starts) and starts[at] < end:
            names = tuple(q for q in named if start <= q.start < end)
            row = replace(reading.clauses[at], start=start, end=end, quantities=names)
            yield from values_in_row(row, cells, header, (start, end), "now")


_RULE = re.compile(r"\s*\n[ \t]*\|[\s:|-]+\|")
"""The line below the titles of a table."""
_IN_BRACKETS = re.compile(r"\((?P<told>[^()\n]{1,30})\)")
_DATED_NOW = re.compile(r"\b(?:now|today|currently)\b", re.IGNORECASE)


def _behind_goals(text: str, found: Sequence[Value]) -> Iterator[Value]:
    """Yield where goals stand today, in brackets behind them: "(19/30 today)", "met (47%)"."""
    taken = {v.start for v in found}
    for goal in (v for v in found if v.when == "goal"):
        end = text.find("\n", goal.end)
        for match in _IN_BRACKETS.finditer(text, goal.end, end if end >= 0 else len(text)):
            numbers = numbers_in(match["told"])
            status = text[goal.end : match.start()]
            stands = OPEN.search(status) or MET.search(status) or _DATED_NOW.search(match["told"])
            told = len(numbers) == 1 and numbers[0].unit != "points"  # those are how many to go
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
    listed = [match.start() for match in _GOALS.finditer(reading.text)]
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
        sought = _SOUGHT.search(reading.text, start, v.start)
        dated = _TODAY.search(reading.text, max(start, v.start - 24), v.start)
        sought = sought or _SOUGHT_BEHIND.match(reading.text, v.end)
        beside = placed or (v.about, v.measure) in compared
        yield replace(v, finding=True) if dated or (beside and not sought) else v


_EARLIER = (
    r"(?:at )?(?:the )?(?:initial(?:ly)?(?: eval\w*)?|eval(?:uation)?|baseline|IE|SOC|was|had been|"
    r"previously|first visit|visit \d{1,2})"
)
_CONTINUES = re.compile(rf"\W*(?:(?:this|it) was|{_EARLIER})\b", re.IGNORECASE)


def _continued(text: str, clause: Clause, found: Sequence[Value]) -> str:
    """Return the measure whose value the clause before told, where this one tells an earlier one.

    As behind the semicolon of "FGA 23/30; first visit 20/30".
    """
    if not found or not _CONTINUES.match(text, clause.start, clause.end):
        return ""
    last = max(found, key=lambda value: value.start)
    near = last.end < clause.start <= last.end + _NEAR and "\n" not in text[last.end : clause.start]
    return last.measure if near and last.when == "now" and last.measure != "pain" else ""


_NEAR = 12
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


_LEGEND = re.compile(
    r"\b(?:initial(?:ly)?|eval(?:uation)?|baseline|before|start|SOC|IE|visit \d{1,2})\b\s?"
    r"(?:/|,|→|->|>|vs\.?|versus)\s?(?:today|now|current(?:ly)?|after|discharge|visit \d{1,2})\b[ )]{0,2}[:.\n]",
    re.IGNORECASE,
)
"""What says that of two values beside each other the first is of before: "Eval / today:"."""
_ONE_BESIDE_OTHER = re.compile(
    r"(?<=\d)(?P<unit> ?(?:s|%|°|m|cm)?)(?P<mark> ?/ |, |> | > )(?=-?\d)"
)


def _legends(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places up to the next gap for which a legend gives the order of two values."""
    for match in _LEGEND.finditer(text):
        end = text.find("\n\n", match.end())
        yield match.end(), end if end >= 0 else len(text)


def _in_order(words: str) -> str:
    """Return words with an arrow between two values that stand beside each other."""
    return _ONE_BESIDE_OTHER.sub(lambda m: m["unit"] + "→".center(len(m["mark"])), words)


def _in_prose(
    reading: Reading, clause: Clause, spelled: bool, titled: str, ordered: bool
) -> Iterator[Value]:
    words = reading.text[clause.start : clause.end]
    if ordered:
        words = _in_order(words)
    if not _DIGIT.search(words) and not (spelled and may_be_spelled(words)):
        return
    label = reading.text[slice(*clause.under)] if clause.under else ""
    names = [
        (q.start - clause.start, q.end - clause.start, q.measure)
        for q in clause.quantities
        if q.measure
    ]
    if titled and not names:
        names = [(0, 0, titled)]
    numbers = _own_numbers(words, clause, names, spelled)
    line = reading.text[reading.text.rfind("\n", 0, clause.start) + 1 : clause.start]
    aim = bool(
        "goal" in clause.flags or _AIMS.search(f"{label} {line[:80]}") or _due(words, clause)
    )
    planned = bool(_CONDITION.match(words)) or (clause.section == "P" and not aim)
    default: When = "goal" if aim else "now"
    if default == "now" and _dated_back(reading.text, clause.start):
        default = "baseline"
    told = []
    rows = listed(numbers, names, words) if len(names) > 1 else {}
    for i, number in enumerate(numbers):
        measure = rows.get(number.start) or measure_of(
            number, words, names_for(number, names, words), label
        )
        if measure is None:
            continue
        previous = numbers[i - 1] if i else None
        when = when_of(words, number, default, previous, numbers[i + 1 : i + 2])
        named = max((end for _, end, name in names if end <= number.start), default=number.start)
        apart = number.of is None and APART.search(words, named, number.start)
        if (number.value < 0 and measure != "rom") or (apart and when != "goal"):
            when = "change"
        # What would make the plan change is no claim.
        if not planned or when in ("now", "baseline"):
            told.append((number, measure, when))
    for i, (number, measure, when) in enumerate(told):
        value, unit = in_own_unit(number, measure)
        yield Value(
            measure,
            value,
            when or _untold(words, told, i, default),
            nearest_side(words, number) or side_of(label),
            clause.start + number.start,
            clause.start + number.end,
            (clause.start, clause.end),
            unit=unit,
        )


def _due(words: str, clause: Clause) -> bool:
    """Return whether a clause tells a goal by when it is due and how it stands."""
    due = DUE.search(words) if clause.section not in ("S", "O") else None
    if due is None:
        return False
    last = not re.search(r"\w", words[due.end() :])
    return last or bool(OPEN.search(words, due.end()) or MET.search(words, due.end()))


_OF_NAME = re.compile(r"[A-Za-z]{3,}-$")
"""What makes a number part of a name, as in mCTSIB-2."""
_ANGLE = re.compile(r"\b(?:err\w*|JPS|sense|ER|IR)(?: [RL])?\s@\s?$", re.IGNORECASE)
_COUNTING = re.compile(r"\bcount\w*\b[^.;\d]{0,20}\bby\s$", re.IGNORECASE)
"""What makes a number one that is counted by."""
_OF_SECONDS = re.compile(r"\d s(?:ec\w*)? (?:out )?of (?:a possible )?$", re.IGNORECASE)
"""What makes seconds the most there can be, as in "21 s of 30 s"."""
_DATED_HEAD = re.compile(
    r"\W*(?:\[?date\]?\W{1,3})?(?:initial(?: eval\w*)?|eval\w*|baseline|start(?: of care)?|IE|SOC|intake|admission)\b"
    r"(?:\W{1,3}\[?date\]?)?[\s:\]|*_–-]*",
    re.IGNORECASE,
)
"""A head by which all on its line, or below it, is of the first visit."""


def _dated_back(text: str, start: int) -> bool:
    """Return whether the line of a place, or the heading right above it, dates it back."""
    line = text.rfind("\n", 0, start) + 1
    above = text[text.rfind("\n", 0, max(0, line - 1)) + 1 : max(0, line - 1)]
    head = _DATED_HEAD.match(text, line)
    return (head is not None and text[line] == "[") or bool(_DATED_HEAD.fullmatch(above))


def _own_numbers(
    words: str, clause: Clause, names: Sequence[tuple[int, int, str]], spelled: bool
) -> list[Number]:
    """Return the numbers that say something: not of a blank, a name, a list or a count of visits."""
    numbers = numbers_in(words, spelled=spelled)
    if len(numbers) > _MOST:
        return []
    blanks = [(start - clause.start, end - clause.start) for start, end in clause.blanks]
    taken = [*blanks, *((start, end) for start, end, _ in names)]
    numbers = [
        n
        for n in numbers
        if not any(start <= n.start < end for start, end in taken)
        and not (n.of is None and not n.unit and COUNTED.search(words[: n.start]))
        and not _ITEM.fullmatch(words[: n.end + 1])
        and not _OF_NAME.search(words[: n.start])
        and not (n.unit == "°" and _ANGLE.search(words[: n.start]))
        and not (n.of is None and _DOSE.search(words[: n.start]))
        and not _COUNTING.search(words[: n.start])
        and not (n.unit == "s" and _OF_SECONDS.search(words[: n.start]))
    ]
    told = [joined(n, numbers[i + 1 : i + 2], words) for i, n in enumerate(numbers)]
    for i, (before, number) in enumerate(pairwise(told), start=1):
        if number.of is None and not number.unit and _is_earlier(words, before, number):
            told[i] = replace(number, unit=before.unit, of=before.of)
    return _with_units(told, names, words)


_THEN = re.compile(rf"[\s,;(]{{1,3}}{_EARLIER}[\s:]{{1,2}}", re.IGNORECASE)
_THEN_BEHIND = re.compile(rf"\s{_EARLIER}\b", re.IGNORECASE)


def _is_earlier(words: str, before: Number, number: Number) -> bool:
    """Return whether a plain number is an earlier value beside one: "14.2 s (18.4)", "eval 18.4"."""
    gap, behind = words[before.stop : number.start], words[number.stop :]
    if gap in (" (", "(") and behind.startswith(")"):
        return True
    late = gap.strip(" ,;(") == "" and _THEN_BEHIND.match(behind)
    return bool(_THEN.fullmatch(gap) or late)


def _with_units(
    numbers: list[Number], names: Sequence[tuple[int, int, str]], words: str
) -> list[Number]:
    """Return the numbers, plain ones with the unit in brackets behind what they are of."""
    if "(" not in words and "[" not in words:
        return numbers
    ends = [0, *(end for _, end, _ in names)]
    found = []
    for number in numbers:
        behind = max(end for end in ends if end <= number.start)
        if number.of is None and not number.unit:
            first = next(n.start for n in numbers if n.start >= behind)
            number = replace(number, unit=unit_titled(words[behind:first]))
        found.append(number)
    return found


def _untold(
    words: str, told: Sequence[tuple[Number, str, When | None]], i: int, default: When
) -> When:
    """Return which time a number speaks of that no word dates: by its neighbours of one measure."""
    number, measure, _ = told[i]
    if default == "goal" and _in_brackets(words, number):
        stands = OPEN.search(words, 0, number.start) or MET.search(words, 0, number.start)
        return "now" if stands else default
    if default != "now":
        return default
    following = told[i + 1 : i + 2]
    if following and following[0][1:] == (measure, "now"):
        between = words[number.stop : following[0][0].start]
        if re.search(r"\b(?:now|today|current(?:ly)?)\b", between, re.IGNORECASE):
            return "baseline"
    side = nearest_side(words, number)
    opened = words.rfind("(", 0, number.start)
    earlier = any(
        m == measure and when in (None, "now") and nearest_side(words, n) == side
        for n, m, when in told[:i]
        if n.start < opened
    )
    return "baseline" if earlier and _in_brackets(words, number) else default


def _in_brackets(words: str, number: Number) -> bool:
    opened = words.rfind("(", 0, number.start)
    return opened >= 0 and ")" not in words[opened : number.start]
