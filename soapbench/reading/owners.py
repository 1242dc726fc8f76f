"""Which outcome measure a number is a value of: by name, or by its unit and the words around."""

import re
from collections.abc import Sequence
from functools import lru_cache

from soapbench.reading.numbers import NUMBER, Number
from soapbench.reference import OutcomeMeasure, measures

__all__ = ["measure_of", "names_for"]

_MOTION = re.compile(
    r"\b(?:flex(?:ion)?|ext(?:ension)?|dorsiflex(?:ion)?|plantarflex(?:ion)?|DF|PF|abd(?:uction)?|"
    r"add(?:uction)?|rotat(?:ion)?|rot|ER|IR|side-?bend(?:ing)?|inversion|eversion|elevation|scaption|SLR)\b",
    re.IGNORECASE,
)
_POSITION_SENSE = re.compile(
    r"\b(?:position(?:ing)? (?:sense|error)|reposition\w*|JPS|JPE|relocation)\b", re.IGNORECASE
)
_POSITION = re.compile(
    r"\b(?:at|past|beyond|around|about|through|in|top|last|within|before|under)\s+"
    r"(?:\d+\s?°?\s?(?:,|and|to|or|,\s?and)\s)*\W{0,2}$"
)
"""What makes degrees a position in which something is done, not a range."""
_LAG = re.compile(r"\s*(?:\w+\s)?lag\b", re.IGNORECASE)
_STRENGTH = re.compile(r"\b(?:MMT|strength|grade|weak(?:ness)?|manual muscle)\b", re.IGNORECASE)
_PAIN = re.compile(
    r"\b(?:pain|headache|ache|sore(?:ness)?|NPRS|NRS|VAS|dizziness|nausea)\b", re.IGNORECASE
)
_SUBJECT = re.compile(
    r"\b(?!(?:is|was|were|now|from|at|to|up|down|improved|increased|decreased|reduced|initial\w*|today|"
    r"baseline|eval\w*|compared|with|and|the|on|left|right|both|eyes|closed|open|goal|target|last|first|"
    r"visit|previous\w*|prior|currently|versus|against|sec\w*|points?|percent|degrees?|side|cond\w*|"
    r"error|errors|below|above|under|over|less|more|than|still|remains?|which|that|unchanged|same|also|about|exceed\w*|"
    r"gain\w*|chang\w*|cut|MDC|norm\w*|threshold|measured|scored?|after|before|month\w*|week\w*|ago|all|other|every|each|remaining|any)\b)"
    r"[A-Za-z]{3,}",
    re.IGNORECASE,
)
"""A word of another subject than the measure named before."""
_JOINS = re.compile(r"[\s(]*(?:on|for|in)?\s*(?:the |a )?\s*")
_LINKS = (
    r"\b(?:is|was|were|of|at|now|from|to|up|down|improved|increased|decreased|scored?|total|scale|"
    r"initial(?:ly)?|first|last|visit|today|baseline|IE|eval(?:uation)?|compared|with|vs|previously|points?|and|currently|"
    r"reads|remains|unchanged|the|same|as)\b"
)
"""Words that may stand between a measure's name and its plain number."""


def names_for(number: Number, names: Sequence[tuple[int, int, str]], words: str) -> list[str]:
    """Return the measures that may own a number: the name before it, or one right after it."""
    if words[number.end : number.end + 1] == "-":  # "a 30-point DHI reduction"
        beside = [name for start, _, name in names if start == number.stop + 1]
        if beside:
            return beside
    before = [(end, name) for _, end, name in names if end <= number.start]
    if before:
        between = words[before[-1][0] : number.start]
        told = list(NUMBER.finditer(between))
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


def _fits(measure: OutcomeMeasure, number: Number) -> bool:
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


def measure_of(
    number: Number, words: str, named: Sequence[str], label: str = "", *, in_table: bool = False
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


def _told_since(number: Number, words: str) -> bool:
    """Return whether position sense already has its number before this one's part of the clause."""
    senses = list(_POSITION_SENSE.finditer(words, 0, number.start))
    if not senses:
        return True
    parts = re.split(r"[,;]\s", words[senses[-1].end() : number.start])
    return len(parts) > 1 and NUMBER.search(",".join(parts[:-1])) is not None


def _by_degrees(number: Number, words: str) -> str | None:
    """Return what degrees are of: position sense or a motion, in their own part of the clause."""
    before = words[: number.start]
    if _POSITION.search(before) or _LAG.match(words, number.stop):
        return None
    # "error at 30° of flexion" is no range of 30 degrees
    before = re.sub(r"\d+\s?°\s(?:of\s)?(?:\w+\s)?\w+", "", before)
    part = re.split(r"[,;]\s", before)[-1]
    if _POSITION_SENSE.search(part):
        return "jps"
    if _MOTION.search(part):
        return "rom"
    return "jps" if _POSITION_SENSE.search(before) else "rom" if _MOTION.search(before) else None


def _beside(number: Number, words: str, measure: OutcomeMeasure) -> bool:
    """Return whether a bare number stands so near the measure's name that it must be its value."""
    near = _right_behind(measure.title, *measure.aliases)
    return near.search(words[max(0, number.start - 90) : number.start]) is not None


@lru_cache(maxsize=128)
def _right_behind(*names: str) -> re.Pattern[str]:
    """Return a pattern for a measure's name at the end of words, with what may follow it."""
    spelled = "|".join(re.escape(name) for name in sorted({*names}, key=len, reverse=True))
    return re.compile(rf"(?:{spelled})(?:[\s*_\d.,:=()/|+–−≥≤<>-]|{_LINKS})*$", re.IGNORECASE)
