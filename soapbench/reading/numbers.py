"""Numbers as clinicians write them: with a scale, a unit, part of a grade, a sign."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from soapbench.reading.counts import IN_WORDS, ONES, counted

__all__ = [
    "COUNTED",
    "NUMBER",
    "PAIR",
    "Number",
    "is_counted",
    "joined",
    "may_be_spelled",
    "numbers_in",
    "rescaled",
    "unit_titled",
    "with_arrows",
]


@dataclass(frozen=True)
class Number:
    """One number, where it stands, and what is written with it."""

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
    "m/s": r"m(?:et(?:er|re)s?)?(?:/| per | an? )s(?:ec(?:ond)?)?\b",
    "cm/s": r"cm(?:/| per )s(?:ec(?:ond)?)?\b",
    "ft/s": r"(?:ft|feet)(?:/| per )s(?:ec(?:ond)?)?\b",
    "km/h": r"k(?:m/h|ph)\b|kilomet(?:er|re)s? (?:per|an) hour\b",
    "mph": r"mph\b|miles? (?:per|an) hour\b",
    "m": r"m(?:et(?:er|re)s?)?\b",
    "yd": r"y(?:ar)?ds?\b",
    "mm": r"mm\b|millimet(?:er|re)s?\b",
    "km": r"km\b|kilomet(?:er|re)s?\b",
    "ft": r"f(?:t|eet|oot)\b",
    "in": r'in(?:ch(?:es)?)?\b(?!\s(?:\d|the\b|an?\b|\w+\s(?:weeks?|wks?|months?|visits?)\b))|"',
    "cm": r"cm\b|centimet(?:er|re)s?\b",
    "points": r"p(?:oin)?ts?\b",
    "errors": r"errors?\b",
    "stands": r"stands?\b|rep(?:etition)?s?\b",
    "min": r"min(?:ute)?s?\b|'",
    "other": r"(?:x|×|h(?:ours?|rs?)?|wks?|weeks?|visits?|days?|months?|years?|mo|yo|trials?|sets?|lbs?|kg|bpm|steps?|cues?|items?|times|ms|msec|milliseconds?)\b",
}
_SIZES: Mapping[str, tuple[str, float]] = {
    "m": ("length", 1.0),
    "cm": ("length", 0.01),
    "ft": ("length", 0.3048),
    "in": ("length", 0.0254),
    "yd": ("length", 0.9144),
    "mm": ("length", 0.001),
    "km": ("length", 1000.0),
    "m/s": ("speed", 1.0),
    "cm/s": ("speed", 0.01),
    "ft/s": ("speed", 0.3048),
    "km/h": ("speed", 1 / 3.6),
    "mph": ("speed", 0.44704),
}
"""What units measure, and how much of it, of those in which one measure may be told."""
_TITLED = re.compile(
    rf"(?:[(\[]\s?|,\s|\s(?=m/s))(?:in\s)?(?:{'|'.join(f'(?P<u{i}>{unit})' for i, unit in enumerate(_UNITS.values()))})\s?[)\]]?[\W_]*$",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"(?<![\w./#])(?<!\d,)(?P<sign>[+−–-])?(?P<value>\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?|(?<=[\s(])\.\d+)(?P<half>\+(?!\d)|[-−–](?=/5(?!\d)))?(?![\d.]*\d|-?WW\b|(?:st|nd|rd|th)\b)"
    r"(?:\s?(?:/|out of(?: a possible)?|of(?= \d+\b))\s?(?P<of>\d+)(?![\d/])(?!\s?(?:[%°]|deg))(?!\s(?:wks?|weeks?|months?|visits?)\b))?"
    rf"(?:[\s-]?(?:{'|'.join(f'(?P<u{i}>{unit})' for i, unit in enumerate(_UNITS.values()))}))?",
    re.IGNORECASE,
)


_GRADES = {"+": 0.5, "-": -0.25, "−": -0.25, "–": -0.25}
"""What a sign behind a grade adds to it, so that 3+ comes before 4- and 4- before 4."""
_SPELLED = re.compile(
    rf"(?<![\w/-])(?P<value>{IN_WORDS})(?:\s(?:out\s)?of\s(?:a\spossible\s)?(?P<of>{IN_WORDS}|\d+)\b|"
    rf"[\s-](?:{'|'.join(f'(?P<u{i}>{unit})' for i, unit in enumerate(_UNITS.values()))})|\b(?![\w-]))",
    re.IGNORECASE,
)
_MANY_SIGNS = (
    "teen", "twent", "thirty", "forty", "fifty", "sixty", "sevent", "eighty", "ninety", "hundred",
    "out of ten", "out of five", " point ", " and a half",
    *(f"{word} {unit}" for word in (*ONES, "ten", "eleven", "twelve") for unit in ("stand", "error", "rep")),
)  # fmt: skip
"""Letters without which no spelled number is read: of small ones only those with such a unit."""


def _spelled_in(words: str) -> Iterator[Number]:
    """Yield the numbers written out that are too large, or have units too plain, for mere counts."""
    for match in _SPELLED.finditer(words):
        unit = _unit(match)
        value, of = counted(match["value"]), counted(match["of"]) if match["of"] else None
        rated = of in (5, 10) and "out of" in match.group().lower()
        measured = unit in ("stands", "errors") or (value % 1 and unit)
        if value > 12 or (of or 0) > 12 or rated or measured:
            end = match.end("of") if match["of"] else match.end("value")
            yield Number(value, of, unit, False, match.start(), end, match.end())


def rescaled(value: float, unit: str, other: str) -> float | None:
    """Return a value in another unit, None where the two do not measure the same."""
    if unit == other:
        return value
    (kind, size), (wanted, own) = (_SIZES.get(name, (name, 1.0)) for name in (unit, other))
    return value * size / own if kind == wanted else None


def unit_titled(title: str) -> str:
    """Return the unit in which a title ends, as "Gait speed (m/s)" does, or ""."""
    match = _TITLED.search(title)
    return _unit(match) if match else ""


def _unit(match: re.Match[str]) -> str:
    told = match.groupdict()
    return next((name for i, name in enumerate(_UNITS) if told.get(f"u{i}")), "")


def may_be_spelled(words: str) -> bool:
    """Return whether numbers may be written out in a text."""
    low = words.lower()
    return any(sign in low for sign in _MANY_SIGNS)


_COUNTED_TO = re.compile(r"\d\s?[s°%]?\s*$")
"""A number, of which a dash is the end and no sign."""


def numbers_in(words: str, *, spelled: bool = False) -> list[Number]:
    """Return the numbers of a text, by position; of those written out, the ones that measure."""
    numbers = [*_spelled_in(words)] if spelled and may_be_spelled(words) else []
    for match in NUMBER.finditer(words):
        value = float(match["value"].replace(",", "")) + _GRADES.get(match["half"], 0.0)
        before = words[max(0, match.start() - 6) : match.start()]
        negative = match["sign"] in ("-", "−") and not _COUNTED_TO.search(before)
        of = float(match["of"]) if match["of"] else None
        numbers.append(
            Number(
                -value if negative else value,
                of,
                _unit(match),
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
    return sorted(numbers, key=lambda number: number.start) if spelled else numbers


COUNTED = re.compile(
    r"\b(?:(?<!first )(?<!initial )(?<!last )visits?|cond(?:ition)?s?|weeks?|wks?|sessions?|days?|stages?|(?<!pain )levels?|phases?|age[ds]?|within|"
    r"trials?|steps?|items?|months?|CPT|grade)\s*#?$",
    re.IGNORECASE,
)
"""What is only numbered or counted, such as visit 4."""
_OF_GOAL = re.compile(r"\b(?:[SL]T[GO]|goal)\s*#?$", re.IGNORECASE)
_LABELLED = re.compile(r"\s?[:)]")


def is_counted(words: str, number: Number) -> bool:
    """Return whether a number only numbers or counts: of a visit, or of a goal, as "STG 2:"."""
    if number.of is not None or number.unit:
        return False
    before = words[: number.start]
    return COUNTED.search(before) is not None or (
        _OF_GOAL.search(before) is not None and _LABELLED.match(words, number.end) is not None
    )


PAIR = re.compile(
    r"\s*(?:s|secs?|seconds?|%|°|m|points?|degrees?)?\s*(?:[(\[][^()\[\]\d]{1,20}[)\]]\s*)?"
    r"(?:to|then|→|->|=>)\s*\W{0,2}"
)
"""What stands between an earlier value and the later one."""


_ARROW = re.compile(r">{2,}|[—–]>|»|⇒|(?<=\d )>(?= \d)")


def with_arrows(words: str) -> str:
    """Return words with one kind of arrow for every kind, each letter in its place.

    One ">" between two numbers is an arrow too, as clinicians write it.
    """
    return _ARROW.sub(lambda match: "→".ljust(len(match[0])), words)


def joined(number: Number, following: Sequence[Number], words: str) -> Number:
    """Return a number with the unit of the one it is joined to, as the 12 in "12 to 15/30"."""
    if number.unit or number.of is not None or not following:
        return number
    (after,) = following
    if PAIR.fullmatch(words[number.end : after.start].rstrip("+-−–")):
        return replace(number, unit=after.unit, of=after.of)
    return number
