"""The values that sentences and list items give for outcome measures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from soapbench.reading.counts import NUMERALS
from soapbench.reading.numbers import (
    PAIR,
    Number,
    may_be_spelled,
    rescaled,
    unit_titled,
    with_arrows,
)
from soapbench.reading.own_numbers import own_numbers
from soapbench.reading.owners import in_own_unit, listed, measure_of, names_for, out_of
from soapbench.reading.parts import Clause, Reading, Value
from soapbench.reading.senses import named_plainly
from soapbench.reading.sides import nearest_side, side_of
from soapbench.reading.standing import DUE, MET, OPEN
from soapbench.reading.times import APART, When, when_of
from soapbench.reading.visits import EARLIER, FIRST_VISIT
from soapbench.reference import measures

__all__ = ["ALONE", "dated_back", "values_in_prose"]

_DIGIT = re.compile(r"\d")
_AIMS = re.compile(
    r"\b(?:goals?(?!-)|[SL]TG(?:s|\d)?|(?<!to )(?<!at )(?<!floor )(?<!foot )(?<!visual )targets?)\b",
    re.IGNORECASE,
)
_STANDS_AT = re.compile(r"\W*(?:revised|(?:not )?met|unmet|ongoing|continued)\W*:", re.IGNORECASE)
"""How a goal stands, at the head of its line."""
_CONDITION = re.compile(
    r"[\W_]*(?:(?:progress|regress|advance|stop|hold|return|red flags?)\w*\W+)?(?:if|when|once|should)\b",
    re.IGNORECASE,
)
ALONE = r"(?!\s*\d{1,2}\)\s)\s*\d+(?:\.\d+)?\+?(?:/\d+)?\s?(?:[a-z%°/]{1,4})?[)\]]"
"""A value that closes a bracket which the value before it opened: "(ABC 58%; 56%)"; none is "2) FGA 24/30"."""
_ONE_BESIDE_OTHER = re.compile(
    r"(?<=\d)(?P<unit> ?(?:s|%|°|m/s|m|cm|ft|in)?)(?P<mark> ?/ |, |> | > )(?=-?\.?\d)"
)


@dataclass(frozen=True)
class _Setting:
    """What a clause says of all its numbers."""

    words: str
    label: str
    default: When
    """The time of numbers that no word dates."""
    closes: int
    """Up to where that is so: what "; was 301]" dates back."""
    planned: bool
    """Whether it tells what is to be done, or what would change it."""
    lead: str
    """Its label, and its line before it."""
    titled: bool
    """Whether a label, or what its line begins with, calls it a goal."""


_Told = tuple[Number, str, When | None]
"""A number, the measure that it is a value of, and its time where a word tells that."""


def values_in_prose(
    reading: Reading, clause: Clause, spelled: bool, titled: str, order: str
) -> Iterator[Value]:
    """Yield the values of a clause that is no row.

    Args:
        reading: The note.
        clause: The clause.
        spelled: Whether numbers may be written out in the note.
        titled: The measure that a clause is about that names none, or "".
        order: An arrow from the earlier to the later of two values side by side, where a legend
            says which is which, else "".
    """
    words = with_arrows(reading.plain[clause.start : clause.end])
    if order:
        words = _in_order(words, order)
    if not _DIGIT.search(words) and not (spelled and may_be_spelled(words)):
        return
    names = [
        (q.start - clause.start, q.end - clause.start, q.measure)
        for q in clause.quantities
        if q.measure
    ]
    begins = _BEGINS.match(words) is not None
    if not names:
        names = named_plainly(words)
    if titled and (begins or not names):
        names = [(0, 0, titled), *names]
    numbers = own_numbers(words, clause, names, spelled)
    if begins and titled:
        numbers = _in_unit_of(titled, numbers)
    elif titled and clause.under:
        unit = unit_titled(reading.plain[slice(*clause.under)].rstrip(" :*_"))
        numbers = [n if n.unit or n.of is not None else replace(n, unit=unit) for n in numbers]
    setting = _setting(reading, clause, words, begins=begins)
    told = _told(numbers, names, setting)
    for i, (number, measure, when) in enumerate(told):
        value, unit = in_own_unit(number, measure)
        yield Value(
            measure,
            value,
            when or _untold(words, told, i, setting.default),
            nearest_side(words, number) or side_of(setting.label),
            clause.start + number.start,
            clause.start + number.end,
            (clause.start, clause.end),
            unit=unit,
        )


_FAR = 2000
"""A line that goes on for more letters is read no farther back, or a long one would not end."""


def _setting(reading: Reading, clause: Clause, words: str, *, begins: bool) -> _Setting:
    """Return what a clause, its label and the line before it say of its numbers.

    Args:
        reading: The note.
        clause: The clause.
        words: Its words.
        begins: Whether it begins with words for an earlier visit.
    """
    label = reading.plain[slice(*clause.under)] if clause.under else ""
    far = max(0, clause.start - _FAR)
    line = reading.plain[reading.plain.rfind("\n", far, clause.start) + 1 or far : clause.start]
    titled = _AIMS.search(f"{label} {line[:80]}") is not None
    told_as_aim = titled or "goal" in clause.flags or _STANDS_AT.match(line + words)
    aim = bool(told_as_aim) or _due(words, clause)
    needed = _WAS_NEEDED.match(words) or _WAS_NEEDED.match(label)
    back = begins or needed or dated_back(reading.plain, clause.start)
    return _Setting(
        words,
        label,
        default="goal" if aim else "baseline" if back else "now",
        closes=_closes(words) if begins else len(words),
        planned=bool(_CONDITION.match(words)) or (clause.section == "P" and not aim),
        lead=f"{label} {line}",
        titled=titled,
    )


def _told(
    numbers: Sequence[Number], names: Sequence[tuple[int, int, str]], setting: _Setting
) -> list[_Told]:
    """Return the numbers of a clause that are values, each with its measure and its time."""
    words = setting.words
    told: list[_Told] = []
    rows = listed(numbers, names, words) if len(names) > 1 else {}
    for i, number in enumerate(numbers):
        owners = names_for(number, names, words)
        measure = (
            rows.get(number.start)
            or measure_of(number, words, owners, setting.label)
            or out_of(number, owners, words)
        )
        previous = numbers[i - 1] if i else None
        if measure is None:
            continue
        beside = bool(told) and told[-1][:2] == (previous, measure)
        if previous and beside and _is_same(number, previous, words):
            continue  # "1050 ft (320 m)"
        place: When = setting.default if number.start < setting.closes else "now"
        if place == "goal" and _is_held_against_goal(number, numbers[i + 1 : i + 2], setting):
            place = "now"
        when = when_of(words, number, place, previous, numbers[i + 1 : i + 2])
        if _is_amount(number, measure, when, names, setting):
            when = "change"
        # What would make the plan change is no claim.
        if not setting.planned or when in ("now", "baseline"):
            told.append((number, measure, when or (None if place == setting.default else place)))
    return told


_AGAINST_GOAL = re.compile(
    r"[,;(–—][^,;()]{0,40}\b(?:goal|target|[SL]TG)s?\b|"
    r"\b(?:short of|toward|within|outside|below|above|under|over|past|meets|meeting|exceed\w*|surpass\w*|beats|"
    r"nearing|away from|(?:has|have)(?: not)?(?: yet)? reached|reaching)\b",
    re.IGNORECASE,
)
"""What stands between a value and the goal it is held against."""


def _is_held_against_goal(number: Number, following: Sequence[Number], setting: _Setting) -> bool:
    """Return whether a number is a value beside its goal: "17/30, short of the 24/30 goal"."""
    alike = following and (following[0].unit, following[0].of) == (number.unit, number.of)
    if not alike or setting.titled or _AIMS.search(setting.words, 0, number.start):
        return False
    return _AGAINST_GOAL.search(setting.words, number.stop, following[0].start) is not None


def _is_amount(
    number: Number,
    measure: str,
    when: When | None,
    names: Sequence[tuple[int, int, str]],
    setting: _Setting,
) -> bool:
    """Return whether a number is how much a measure moved, or how far it is from another value."""
    words = setting.words
    ranged = words[: number.start].rstrip().lower().endswith("from")
    if when == "baseline" and not ranged and not _in_brackets(words, number):
        moved = _MOVED.search(setting.lead + words[: number.start])
        if moved and PAIR.match(words, number.end):
            return True  # "Gained since visit 7: flexion 13° to 114°"
    percent = measure in measures() and measures()[measure].unit == "%"
    if number.unit == "points" and percent and when != "norm":
        return True
    named = max((end for _, end, _ in names if end <= number.start), default=number.start)
    apart = number.of is None and APART.search(words, named, number.start)
    return (number.value < 0 and measure != "rom") or bool(apart and when not in ("goal", "norm"))


def _in_unit_of(measure: str, numbers: list[Number]) -> list[Number]:
    """Return numbers, the first with the unit of its measure if it has none."""
    unit = measures()[measure].unit if measure in measures() else ""
    if not numbers or numbers[0].unit or numbers[0].of is not None or unit not in _UNITS_OF_VALUES:
        return numbers
    return [replace(numbers[0], unit=unit), *numbers[1:]]


_UNITS_OF_VALUES = frozenset(["s", "m", "%", "°", "cm", "m/s"])


def _closes(words: str) -> int:
    """Return where a bracket closes that is opened before the words; their end if none does."""
    for mark in re.finditer(r"[)\]]", words):
        if not re.search(r"[(\[]", words[: mark.start()]):
            return mark.start()
    return len(words)


def _due(words: str, clause: Clause) -> bool:
    """Return whether a clause tells a goal by when it is due and how it stands."""
    due = DUE.search(words) if clause.section not in ("S", "O") else None
    if clause.section not in ("S", "O") and _DUE_FIRST.match(words):
        return True
    if due is None:
        return False
    last = not re.search(r"\w", words[due.end() :])
    stands = OPEN.search(words, due.end()) or MET.search(words, due.end())
    return last or bool(
        stands or _GOES_ON.match(words, due.end()) or _OPEN.search(words, due.end())
    )


_DUE_FIRST = re.compile(
    rf"\W*(?:in|by|within) (?:\d{{1,2}}|{NUMERALS}) (?:weeks|wks|months|visits)\s?:", re.IGNORECASE
)
"""What a list of goals begins with: "In four weeks: ..."."""
_GOES_ON = re.compile(
    r"\W{1,3}(?:cont\w*|revised|changed|carried (?:on|forward)|new|not reached)\b", re.IGNORECASE
)
_OPEN = re.compile(r"\W(?:cont|revised|new|open)\W*$", re.IGNORECASE)
"""How a goal stands, right behind when it is due, or as the last word."""


_DATED_HEAD = re.compile(
    rf"\W*(?:\[?date\]?\W{{1,3}})?{FIRST_VISIT}\b(?:\W{{1,3}}\[?date\]?)?[\s:\]|*_–-]*",
    re.IGNORECASE,
)
"""A head by which all on its line, or below it, is of the first visit."""
_WAS_NEEDED = re.compile(
    r"(?:[^:.;\d]{0,60}\b(?:was|were) (?:needed|necessary|required|indicated)\b|\W*reasons? for referral\b)"
    r"[^:.;\d]{0,40}(?::|$)",
    re.IGNORECASE,
)
"""A label of what made care needed, which is how things were as it began."""


def dated_back(text: str, start: int) -> bool:
    """Return whether the line of a place, or the heading right above it, dates it back."""
    line = text.rfind("\n", 0, start) + 1
    above = text[text.rfind("\n", 0, max(0, line - 1)) + 1 : max(0, line - 1)]
    head = _DATED_HEAD.match(text, line)
    return (head is not None and text[line] == "[") or bool(_DATED_HEAD.fullmatch(above))


_MOVED = re.compile(r"\b(?:gained|lost|changed?)\b[^:.;]{0,30}:", re.IGNORECASE)
"""What makes the first of two numbers how far something went."""
_BEGINS = re.compile(rf"{ALONE}|\W*(?:(?:this|it|that) )?{EARLIER}\b", re.IGNORECASE)
_VISIT_BEFORE = re.compile(r"\b(?:visit|day) \d{1,2}[\s:,(\[]{1,3}(?:[RL] )?$", re.IGNORECASE)


def _untold(words: str, told: Sequence[_Told], i: int, default: When) -> When:
    """Return which time a number speaks of that no word dates: by its neighbours of one measure."""
    number, measure, _ = told[i]
    if default == "goal" and _in_brackets(words, number):
        stands = OPEN.search(words, 0, number.start) or MET.search(words, 0, number.start)
        return "now" if stands else default
    if default == "goal" and _GOAL_BEHIND.match(words, number.stop):
        return "now" if _GOAL_WORD.search(words, 0, number.start) is None else default
    if default != "now":
        return default
    following = told[i + 1 : i + 2]
    if following and following[0][1:] == (measure, "now"):
        between = words[number.stop : following[0][0].start]
        if re.search(r"\b(?:now|today|current(?:ly)?)\b", between, re.IGNORECASE):
            return "baseline"
    before = told[i - 1] if i else None
    if before and before[1:] == (measure, "change"):
        between = words[before[0].stop : number.start]
        if re.match(r",? and\b", between):
            return "change"  # "has increased 2.6 in and reach to R 1.3 in"
    side = nearest_side(words, number)
    opened = max(words.rfind(mark, 0, number.start) for mark in "([")
    dated = _VISIT_BEFORE.search(words, 0, number.start)
    if dated and any(m == measure and when in (None, "now") for _, m, when in told[:i]):
        return "baseline"  # "0.74 m/s, visit 11 0.55 m/s"
    earlier = any(
        m == measure and when in (None, "now") and nearest_side(words, n) == side
        for n, m, when in told[:i]
        if n.start < opened
    )
    return "baseline" if earlier and _in_brackets(words, number) else default


_GOAL_WORD = re.compile(r"\b(?:goals?|targets?|[SL]TGs?|aims?)\b", re.IGNORECASE)
_GOAL_BEHIND = re.compile(rf"[^()\d]{{0,12}}\([^()]*{_GOAL_WORD.pattern}[^()]*\)", re.IGNORECASE)
"""Brackets behind a value that tell its goal: "41/56 (baseline 36/56, goal 46)"."""


def _is_same(number: Number, previous: Number, words: str) -> bool:
    """Return whether a number in brackets is the one before it in another unit: 1050 ft (320 m)."""
    if not (number.unit and previous.unit and _in_brackets(words, number)):
        return False
    value = rescaled(number.value, number.unit, previous.unit)
    other = number.unit != previous.unit and value is not None
    return other and abs((value or 0) - previous.value) <= _ROUNDED * previous.value


_ROUNDED = 0.04
"""By so much a value may differ from itself in another unit."""


def _in_brackets(words: str, number: Number) -> bool:
    opened = max(words.rfind(mark, 0, number.start) for mark in "([")
    return opened >= 0 and not re.search(r"[)\]]", words[opened : number.start])


def _in_order(words: str, arrow: str) -> str:
    """Return words with an arrow between two values that stand beside each other."""
    if "→" in words or "->" in words:
        return words
    return _ONE_BESIDE_OTHER.sub(lambda m: m["unit"] + arrow.center(len(m["mark"])), words)
