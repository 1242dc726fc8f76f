"""The values a note gives for outcome measures: which, of which side, now or before.

A value is read where its measure is named in the same clause or table row, or where its unit and
words leave one measure only: degrees of a motion, a strength grade, a pain rating. What a number
without any of these means is not guessed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from soapbench.reading.parts import Clause, Reading
from soapbench.reference import OutcomeMeasure, measures

__all__ = ["Side", "Value", "When", "values_in"]

When = Literal["now", "baseline", "goal", "norm", "change", "other"]
"""Today's value, an earlier one, an aim, a general cut-off or error, the size of a change, or what
another is held against, which may be an earlier value or the other side's."""
Side = Literal["right", "left", "bilateral"]


@dataclass(frozen=True)
class Value:
    """One number given for a measure, and where it stands."""

    measure: str
    """The measure's id in the reference, or ``pain``."""
    value: float
    when: When
    side: Side | None
    start: int
    end: int
    about: tuple[int, int]
    """The clause or table row, whose words say which motion, muscle or condition is meant."""


@dataclass(frozen=True)
class _Number:
    value: float
    of: float | None
    """The scale's maximum, as in 41/56."""
    unit: str
    signed: bool
    start: int
    end: int
    stop: int
    """Where its unit ends."""


_UNITS = {
    "s": r"s(?:ec(?:ond)?s?)?\b",
    "%": r"%|percent\b",
    "°": r"°|deg(?:rees?)?\b",
    "m/s": r"m/s(?:ec)?\b|meters? per second",
    "m": r"m(?:et(?:er|re)s?)?\b",
    "ft": r"f(?:t|eet|oot)\b",
    "in": r'in(?:ch(?:es)?)?\b|"',
    "cm": r"cm\b",
    "points": r"p(?:oin)?ts?\b",
    "errors": r"errors?\b",
    "stands": r"stands?\b|rep(?:etition)?s?\b",
    "min": r"min(?:ute)?s?\b|'",
    "other": r"(?:x|×|wks?|weeks?|visits?|days?|months?|years?|mo|yo|trials?|sets?|lbs?|kg|bpm|steps?|cues?|times)\b",
}
_NUMBER = re.compile(
    r"(?<![\w./#])(?P<sign>[+−–-])?(?P<value>\d+(?:\.\d+)?)(?P<half>\+(?!\d))?(?![\d.]*\d)"
    r"(?:\s?(?:/|out of|of(?= \d+\b))\s?(?P<of>\d+)(?![\d/]))?"
    rf"(?:[\s-]?(?:{'|'.join(f'(?P<u{i}>{unit})' for i, unit in enumerate(_UNITS.values()))}))?",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:initial(?:ly)?|baseline|previous(?:ly)?|prior|(?<=\()was|(?<=, )was|had been|eval(?:uation)?|start(?:ed)?|"
    r"intake|admission|IE|SOC|last (?:visit|report|time|month)|first visit|visit 1|"
    r"from|pre|earlier|then|before)\b|\bago\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^[\s,)(*_]*(?:points? |s |seconds? )?(?:at|on|in|as of|from)?\s*(?:the )?"
    r"(?:initial\w*|baseline|IE\b|SOC\b|eval\w*|start\b|intake|admission|last (?:visit|report|time)|"
    r"first visit|visit 1\b|previous\w*|prior|(?:\w+ )?(?:weeks?|months?|visits?) ago|before\b)",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:now|today|current(?:ly)?|to|this visit|present|post)\b|→|->|=>", re.IGNORECASE
)
_GOAL = re.compile(
    r"\b(?:goals?|target|LTG|STG|aim|will|reach|achieve|at least|in order to|needs?|until|once|if|when|regain\w*|toward)\b|≥|>=",
    re.IGNORECASE,
)
_NORM = re.compile(
    r"\b(?:norm(?:s|al|ative)?|cut-?offs?|threshold|age-matched|MDC\d*|MCID|minim\w+|measurement error|"
    r"fall[- ]risk (?:level|score|cut)|risk (?:level|band)|usual(?:ly)?|below|above|under|over|less than|"
    r"more than|limit|criterion|expected|exceed\w*(?: the)?)\b|[<>≤]",
    re.IGNORECASE,
)
_NORM_AFTER = re.compile(
    r"[\s-]*(?:\w+[\s-]){0,2}(?:threshold|cut-?off|MDC|MCID|usually|norm|needed|required|generally|commonly|often|regarded|value often)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:by|gain(?:ed|s)?(?: of)?|chang\w+(?: of)?|improve(?:d|ment) (?:by|of)|(?:in|de)crease(?:d)? (?:by|of)|"
    r"difference(?: of)?|loss of|drop of|rise of|up by|down by|rose by|fell by|lost|dropped|risen|fallen|rose|fell|up|down|improved|increased|decreased)"
    r"(?: about| approximately| at least| some| another)?\s*$|Δ\s*$",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(
    r"^[\s-]*(?:points?|pts?|s|sec\w*|degrees?|°|%)?[\s-]*(?:point |second |degree )?"
    r"(?:gain|improvement|change|increase|decrease|drop|decline|better|worse|loss|difference|faster|slower|longer|above|below|higher|lower|smaller|larger|greater|less|more)\b",
    re.IGNORECASE,
)
_SIDES: dict[Side, re.Pattern[str]] = {
    "bilateral": re.compile(r"\b(?:bilateral(?:ly)?|both|B/L|bilat|L/R|R/L)\b", re.IGNORECASE),
    "right": re.compile(r"\b(?:right|rt)\b|\bR(?:LE|UE)?\b|\(R\)", re.IGNORECASE),
    "left": re.compile(r"\b(?:left|lt)\b|\bL(?:LE|UE)?\b|\(L\)", re.IGNORECASE),
}
_MOTION = re.compile(
    r"\b(?:flex(?:ion)?|ext(?:ension)?|dorsiflex(?:ion)?|plantarflex(?:ion)?|DF|PF|abd(?:uction)?|"
    r"add(?:uction)?|rotat(?:ion)?|rot|ER|IR|side-?bend(?:ing)?|inversion|eversion|elevation|scaption|SLR)\b",
    re.IGNORECASE,
)
_POSITION_SENSE = re.compile(
    r"\b(?:position(?:ing)? (?:sense|error)|reposition\w*|JPS|JPE|relocation)\b", re.IGNORECASE
)
_POSITION = re.compile(
    r"\b(?:at|past|beyond|around|about|through|in|top|last|within)\s+"
    r"(?:\d+\s?°?\s?(?:,|and|to|or|,\s?and)\s)*\W{0,2}$"
)
"""What makes degrees a position in which something is done, not a range."""
_STRENGTH = re.compile(r"\b(?:MMT|strength|grade|weak(?:ness)?|manual muscle)\b", re.IGNORECASE)
_MOST = 60
"""A clause with more numbers is data, not a sentence; this also bounds the time it takes."""
_JOINS = re.compile(r"[\s(]*(?:on|for|in)?\s*(?:the |a )?\s*")
_AIMS = re.compile(r"\b(?:goals?|STGs?|LTGs?|targets?)\b", re.IGNORECASE)
_LATER = re.compile(r"\W*(?:in )?\d+\s*(?:weeks?|wks?|months?|visits?)\W*", re.IGNORECASE)
"""A column titled by a span of time holds what is to be reached by then."""
_COUNTED = re.compile(
    r"\b(?:visits?|cond(?:ition)?s?|weeks?|wks?|sessions?|days?|stages?|levels?|phases?|age[ds]?|within|"
    r"trials?|steps?|items?|months?|CPT|grade)\s*#?$",
    re.IGNORECASE,
)
"""What is only numbered or counted, such as visit 4."""
_ITEM = re.compile(r"[\s*#>-]*\d{1,2}[.)]")
_PAIR = re.compile(r"\s*(?:s|secs?|seconds?|%|°|m|points?|degrees?)?\s*(?:to|→|->|=>)\s*\W{0,2}")
"""What stands between an earlier value and the later one."""
_OTHER_SIDE = re.compile(
    r"\W*\w*\W*(?:on|for|at) (?:the )?(?:R|L|right|left|other|uninvolved|sound|opposite)\b",
    re.IGNORECASE,
)
_SIDE_AFTER = re.compile(
    r"\s*\(?(?:on |at |for )?(?:the )?(?:right|left|R|L)\b(?!\W{0,3}\d)", re.IGNORECASE
)
_TODAY_AFTER = re.compile(
    r"[\s,*_]*(?:points?|s|sec\w*|%|°)?[\s,(*_]*(?:today|now|currently|this visit|at present|at discharge)\b(?!\W{0,3}$)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?!(?:is|was|were|now|from|at|to|up|down|improved|increased|decreased|reduced|initial\w*|today|"
    r"baseline|eval\w*|compared|with|and|the|on|left|right|both|eyes|closed|open|goal|target|last|first|"
    r"visit|previous\w*|prior|currently|versus|against|sec\w*|points?|percent|degrees?|side|cond\w*|"
    r"error|errors|below|above|under|over|less|more|than|still|remains?|which|that|unchanged|same|also|about|exceed\w*|"
    r"gain\w*|chang\w*|cut|MDC|norm\w*|threshold|measured|scored?|after|before|month\w*|week\w*|ago)\b)"
    r"[A-Za-z]{3,}",
    re.IGNORECASE,
)
"""A word of another subject than the measure named before."""
_PAIN = re.compile(
    r"\b(?:pain|headache|ache|sore(?:ness)?|NPRS|NRS|VAS|dizziness|nausea)\b", re.IGNORECASE
)


def values_in(reading: Reading) -> tuple[Value, ...]:
    """Return the values a reading gives for outcome measures, in the note's order."""
    found: list[Value] = []
    header: _Header = ()
    last_row = -2
    for i, clause in enumerate(reading.clauses):
        words = reading.text[clause.start : clause.end]
        if words.count("|") < 2:
            found += _in_prose(reading, clause)
            continue
        cells = _cells(words)
        if i != last_row + 1:
            header = _titles(cells)
            if not any(_numbers(cell) for _, cell in cells):
                last_row = i
                continue
        found += _in_row(reading, clause, cells, header)
        last_row = i
    return tuple(sorted(set(found), key=lambda v: (v.start, v.measure)))


_Header = tuple[tuple[When | None, Side | None], ...]


def _cells(words: str) -> list[tuple[int, str]]:
    """Return the cells of a table row, each with its place in the row."""
    bars = [match.start() for match in re.finditer(r"\|", words)]
    edges = [-1, *bars, len(words)] if not words.startswith("|") else [*bars, len(words)]
    cells = [(left + 1, words[left + 1 : right]) for left, right in pairwise(edges)]
    return cells[:-1] if cells and not cells[-1][1].strip() else cells


def _titles(cells: list[tuple[int, str]]) -> _Header:
    """Return what the titles of a table's columns say; where none is today's, the last is."""
    titles = [_column(cell) for _, cell in cells]
    earlier = [i for i, (when, _) in enumerate(titles) if when == "baseline"]
    if earlier and not any(when == "now" for when, _ in titles):
        titles[earlier[-1]] = ("now", titles[earlier[-1]][1])
    return tuple(titles)


def _column(cell: str) -> tuple[When | None, Side | None]:
    """Return what a column's title says of the numbers below it."""
    when: When | None = None
    if re.search(r"change|diff|Δ|gain", cell, re.IGNORECASE):
        when = "change"
    elif re.search(r"goal|target|LTG|STG", cell, re.IGNORECASE) or _LATER.fullmatch(cell):
        when = "goal"
    elif re.search(r"norm|cut-?off|MDC|MCID|interpret|refer", cell, re.IGNORECASE):
        when = "norm"
    elif re.search(
        r"today|now|current|present|this visit|latest|discharge|final|re-?test", cell, re.IGNORECASE
    ):
        when = "now"
    elif _BEFORE.search(cell) or re.search(r"visit \d|wk \d|week \d|start", cell, re.IGNORECASE):
        when = "baseline"
    elif re.search(r"result|score|value", cell, re.IGNORECASE):
        when = "now"
    return when, _side(cell)


def _in_row(
    reading: Reading, clause: Clause, cells: list[tuple[int, str]], header: _Header
) -> Iterator[Value]:
    title = cells[0][1] if cells else ""
    named = [q.measure for q in clause.quantities if q.measure][:1]
    for column, (at, cell) in enumerate(cells):
        when, side = header[column] if column < len(header) else (None, None)
        for number in _numbers(cell):
            if column == 0 and number.of is None:
                continue  # a number in a title belongs to the measure's name
            if number.of is None and not number.unit and _COUNTED.search(cell[: number.start]):
                continue
            titled = replace(number, start=len(title) + 1, end=len(title) + 1, stop=len(title) + 1)
            measure = _measure_of(titled, f"{title} {cell}", named, in_table=True)
            if measure is None:
                continue
            told = _when(cell, number, "now")
            if told is None and number.signed and when in (None, "change"):
                told = "change"
            start = clause.start + at
            yield Value(
                measure,
                number.value,
                told or when or "now",
                _nearest_side(cell, number) or side or _side(title),
                start + number.start,
                start + number.end,
                (clause.start, clause.end),
            )


def _in_prose(reading: Reading, clause: Clause) -> Iterator[Value]:
    words = reading.text[clause.start : clause.end]
    numbers = _numbers(words)
    if not 0 < len(numbers) <= _MOST:
        return
    label = reading.text[slice(*clause.under)] if clause.under else ""
    names = [
        (q.start - clause.start, q.end - clause.start, q.measure)
        for q in clause.quantities
        if q.measure
    ]
    blanks = [(start - clause.start, end - clause.start) for start, end in clause.blanks]
    taken = [*blanks, *((start, end) for start, end, _ in names)]
    numbers = [
        n
        for n in numbers
        if not any(start <= n.start < end for start, end in taken)
        and not (n.of is None and not n.unit and _COUNTED.search(words[: n.start]))
        and not _ITEM.fullmatch(words[: n.end + 1])
    ]
    numbers = [_joined(n, numbers[i + 1 : i + 2], words) for i, n in enumerate(numbers)]
    line = reading.text[reading.text.rfind("\n", 0, clause.start) + 1 : clause.start]
    aim = bool("goal" in clause.flags or _AIMS.search(f"{label} {line[:80]}"))
    default: When = "goal" if aim else "now"
    told = []
    for i, number in enumerate(numbers):
        measure = _measure_of(number, words, _names_for(number, names, words), label)
        if measure is not None:
            previous = numbers[i - 1] if i else None
            when = _when(words, number, default, previous, numbers[i + 1 : i + 2])
            if number.value < 0 and measure != "rom":
                when = "change"
            if clause.section == "P" and not aim and when not in ("now", "baseline"):
                continue  # a condition: what would make the plan change
            told.append((number, measure, when))
    for i, (number, measure, when) in enumerate(told):
        yield Value(
            measure,
            number.value,
            when or _untold(words, told, i, default),
            _nearest_side(words, number) or _side(label),
            clause.start + number.start,
            clause.start + number.end,
            (clause.start, clause.end),
        )


def _untold(
    words: str, told: Sequence[tuple[_Number, str, When | None]], i: int, default: When
) -> When:
    """Return which time a number speaks of that no word dates: by its neighbours of one measure."""
    number, measure, _ = told[i]
    if default != "now":
        return default
    following = told[i + 1 : i + 2]
    if following and following[0][1:] == (measure, "now"):
        between = words[number.stop : following[0][0].start]
        if re.search(r"\b(?:now|today|current(?:ly)?)\b", between, re.IGNORECASE):
            return "baseline"
    side = _nearest_side(words, number)
    earlier = any(
        m == measure and when in (None, "now") and _nearest_side(words, n) == side
        for n, m, when in told[:i]
    )
    return "baseline" if earlier and _in_brackets(words, number) else default


def _numbers(words: str) -> list[_Number]:
    numbers = []
    for match in _NUMBER.finditer(words):
        unit = next((name for i, name in enumerate(_UNITS) if match[f"u{i}"]), "")
        value = float(match["value"]) + (0.5 if match["half"] else 0.0)
        negative = match["sign"] in ("-", "−") and not words[: match.start()].rstrip().endswith(
            tuple("0123456789s°%")
        )
        of = float(match["of"]) if match["of"] else None
        numbers.append(
            _Number(
                -value if negative else value,
                of,
                unit,
                bool(match["sign"]),
                match.start("value"),
                match.end("of")
                if match["of"]
                else match.end("half")
                if match["half"]
                else match.end("value"),
                match.end(),
            )
        )
    return numbers


def _names_for(number: _Number, names: Sequence[tuple[int, int, str]], words: str) -> list[str]:
    """Return the measures that may own a number: the name before it, or one right after it."""
    if words[number.end : number.end + 1] == "-":  # "a 30-point DHI reduction"
        beside = [name for start, _, name in names if start == number.stop + 1]
        if beside:
            return beside
    before = [(end, name) for _, end, name in names if end <= number.start]
    if before:
        between = words[before[-1][0] : number.start]
        told = list(_NUMBER.finditer(between))
        if told and _SUBJECT.search(re.split(r"[,;]\s|\band\b", between[told[-1].end() :])[-1]):
            return []  # the name has its value, and other words follow: about something else
        return [name for _, name in reversed(before[-2:])]
    after = words[number.end : number.end + 24]
    return [
        name
        for start, _, name in names
        if number.of is not None
        and number.end <= start
        and _JOINS.fullmatch(after[: start - number.end])
    ]


def _joined(number: _Number, following: Sequence[_Number], words: str) -> _Number:
    """Return a number with the unit of the one it is joined to, as the 12 in "12 to 15/30"."""
    if number.unit or number.of is not None or not following:
        return number
    (after,) = following
    if _PAIR.fullmatch(words[number.end : after.start].rstrip("+-−–")):
        return replace(number, unit=after.unit, of=after.of)
    return number


def _fits(measure: OutcomeMeasure, number: _Number) -> bool:
    """Return whether a number is written as this measure's values are."""
    if number.unit in ("min", "other") and measure.unit != number.unit:
        return False
    most = measure.range[1]
    if number.of is not None:
        return number.of == most and measure.unit in ("points", "grade", "errors", "stands")
    if measure.unit == "points":
        return number.unit in ("", "points") and number.value <= most * 1.5
    if measure.unit == "grade":
        return number.unit == "" and number.value <= most
    if measure.unit in ("errors", "stands"):
        return number.unit in ("", measure.unit)
    if measure.unit == "m":
        return number.unit in ("m", "ft")
    return number.unit == measure.unit or (
        number.unit == "" and measure.unit in ("s", "%") and number.value <= most
    )


def _measure_of(
    number: _Number, words: str, named: Sequence[str], label: str = "", *, in_table: bool = False
) -> str | None:
    """Return which measure a number is a value of, by name or by its unit and the words around."""
    told_by_degrees = _by_degrees(number, words) if number.unit == "°" else None
    for name in named:
        measure = measures()[name]
        if number.unit == "°" and _POSITION.search(words[: number.start]):
            return None
        if name == "jps" and number.unit == "°" and (in_table or not _told_since(number, words)):
            return name
        if name in ("rom", "jps") and number.unit == "°":
            return told_by_degrees or name
        plain = number.of is None and not number.unit and not in_table
        if _fits(measure, number) and not (plain and not _beside(number, words, measure)):
            return name
    around = f"{label} {words}"
    if told_by_degrees:
        return told_by_degrees
    if number.of == 5 and (_STRENGTH.search(around) or _MOTION.search(words)):
        return "mmt"
    if number.of == 10 and _PAIN.search(around):
        return "pain"
    return None


def _told_since(number: _Number, words: str) -> bool:
    """Return whether position sense already has its number before this one's part of the clause."""
    senses = list(_POSITION_SENSE.finditer(words, 0, number.start))
    if not senses:
        return True
    parts = re.split(r"[,;]\s", words[senses[-1].end() : number.start])
    return len(parts) > 1 and _NUMBER.search(",".join(parts[:-1])) is not None


def _by_degrees(number: _Number, words: str) -> str | None:
    """Return what degrees are of: position sense or a motion, in their own part of the clause."""
    before = words[: number.start]
    if _POSITION.search(before):
        return None
    # "error at 30° of flexion" is no range of 30 degrees
    before = re.sub(r"\d+\s?°\s(?:of\s)?(?:\w+\s)?\w+", "", before)
    part = re.split(r"[,;]\s", before)[-1]
    if _POSITION_SENSE.search(part):
        return "jps"
    if _MOTION.search(part):
        return "rom"
    return "jps" if _POSITION_SENSE.search(before) else "rom" if _MOTION.search(before) else None


def _beside(number: _Number, words: str, measure: OutcomeMeasure) -> bool:
    """Return whether a bare number stands so near the measure's name that it must be its value."""
    names = sorted({measure.title, *measure.aliases}, key=len, reverse=True)
    spelled = "|".join(re.escape(name) for name in names)
    near = rf"(?:{spelled})(?:[\s*_\d.,:=()/|+–−-]|{_LINKS})*$"
    return (
        re.search(near, words[max(0, number.start - 90) : number.start], re.IGNORECASE) is not None
    )


_LINKS = (
    r"\b(?:is|was|were|of|at|now|from|to|up|down|improved|increased|decreased|scored?|total|scale|"
    r"initial(?:ly)?|first|last|visit|today|baseline|IE|eval(?:uation)?|compared|with|vs|previously|points?|and|currently|"
    r"reads|remains|unchanged|the|same|as)\b"
)
"""Words that may stand between a measure's name and its plain number."""


def _when(
    words: str,
    number: _Number,
    default: When,
    previous: _Number | None = None,
    following: Sequence[_Number] = (),
) -> When | None:
    """Return which time a number speaks of, by the words between it and its neighbours."""
    left = previous.stop if previous else 0
    right = following[0].start if following else len(words)
    before, after = words[left : number.start], words[number.stop : right]
    before = re.split(r"[;:|]|\.\s|\)\s|,\s(?!from|up|down|was)", before)[-1][-60:]
    after = after[:40]
    if words[number.end : number.end + 1] == "-" and number.unit:
        return "change"  # "a 7-point gain"
    if number.unit == "points" and following and following[0].of is not None:
        return "change"  # "up 7 points to 41/56"
    paired = following and _PAIR.fullmatch(after.rstrip("+-−–"))
    if paired and not re.search(r"\b(?:up|down|by|gained|rose|fell|dropped)\s*$", before):
        return default if default == "goal" else "baseline"
    if re.search(r"(?:\bto|→|->|=>)\s*\W{0,3}$", before):
        return "goal" if default == "goal" or _GOAL.search(before) else "now"
    if number.signed and number.of is None and number.value >= 0:
        return "change"
    if _CHANGE.search(before.rstrip()) or _CHANGE_AFTER.search(after):
        return "change"
    if re.search(r"\bdifference\b", before):
        return "change"
    if _TODAY_AFTER.match(after) or _OTHER_SIDE.match(after):
        return "now"
    if re.match(r"\s*or (?:less|fewer|below|better|more|above|higher|lower|greater)\b", after):
        return "goal"
    if _NORM.search(before) or _NORM_AFTER.match(after):
        return "norm"
    late = _AFTER.match(after)
    # In brackets that hold a number of their own, the words speak of that one.
    if late and "(" in late.group() and following and ")" not in words[number.stop : right]:
        late = None
    if (
        late
        and late.group()[:1] in ",("
        and following
        and not re.search(r"\w", after[late.end() :])
    ):
        late = None  # "83, previously 55"
    if late and re.match(r"[^)]*\[", words[number.stop + late.end() :]):
        late = None  # "(evaluation value [not provided])"
    if late or re.search(r"\bfrom\s+\W{0,3}$", before):
        return "baseline"
    if re.search(r"\b(?:versus|vs\.?|against|compared (?:with|to))\s+\W{0,3}$", before):
        return "other"
    if _GOAL.search(before):
        return "goal"
    before = before[max(0, before.rfind("(")) :]
    told, today = list(_BEFORE.finditer(before)), list(_NOW.finditer(before))
    if today and (not told or told[-1].start() < today[-1].start()):
        return "now"
    return "baseline" if told else None


def _in_brackets(words: str, number: _Number) -> bool:
    opened = words.rfind("(", 0, number.start)
    return opened >= 0 and ")" not in words[opened : number.start]


def _side(words: str) -> Side | None:
    found = [side for side, pattern in _SIDES.items() if pattern.search(words)]
    if "bilateral" in found or {"right", "left"} <= set(found):
        return "bilateral" if "bilateral" in found else None
    return found[0] if found else None


def _nearest_side(words: str, number: _Number) -> Side | None:
    """Return the side told right after a number, else the one named last before it, else none."""
    if after := _SIDE_AFTER.match(words, number.stop):
        return _side(after.group())
    before = [
        (match.start(), side)
        for side, pattern in _SIDES.items()
        for match in pattern.finditer(words, 0, number.start)
    ]
    return max(before)[1] if before else None
