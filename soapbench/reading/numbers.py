"""Numbers as clinicians write them: with a scale, a unit, half a grade, a sign."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

__all__ = ["NUMBER", "PAIR", "Number", "joined", "numbers_in"]


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
    "m/s": r"m/s(?:ec)?\b|meters? per second",
    "m": r"m(?:et(?:er|re)s?)?\b",
    "ft": r"f(?:t|eet|oot)\b",
    "in": r'in(?:ch(?:es)?)?\b(?!\s(?:\d|the\b|an?\b|\w+\s(?:weeks?|wks?|months?|visits?)\b))|"',
    "cm": r"cm\b",
    "points": r"p(?:oin)?ts?\b",
    "errors": r"errors?\b",
    "stands": r"stands?\b|rep(?:etition)?s?\b",
    "min": r"min(?:ute)?s?\b|'",
    "other": r"(?:x|×|wks?|weeks?|visits?|days?|months?|years?|mo|yo|trials?|sets?|lbs?|kg|bpm|steps?|cues?|times)\b",
}
NUMBER = re.compile(
    r"(?<![\w./#])(?P<sign>[+−–-])?(?P<value>\d+(?:\.\d+)?)(?P<half>\+(?!\d))?(?![\d.]*\d)"
    r"(?:\s?(?:/|out of|of(?= \d+\b))\s?(?P<of>\d+)(?![\d/]))?"
    rf"(?:[\s-]?(?:{'|'.join(f'(?P<u{i}>{unit})' for i, unit in enumerate(_UNITS.values()))}))?",
    re.IGNORECASE,
)


def numbers_in(words: str) -> list[Number]:
    """Return the numbers of a text, by position."""
    numbers = []
    for match in NUMBER.finditer(words):
        unit = next((name for i, name in enumerate(_UNITS) if match[f"u{i}"]), "")
        value = float(match["value"]) + (0.5 if match["half"] else 0.0)
        negative = match["sign"] in ("-", "−") and not words[: match.start()].rstrip().endswith(
            tuple("0123456789s°%")
        )
        of = float(match["of"]) if match["of"] else None
        numbers.append(
            Number(
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


PAIR = re.compile(r"\s*(?:s|secs?|seconds?|%|°|m|points?|degrees?)?\s*(?:to|→|->|=>)\s*\W{0,2}")
"""What stands between an earlier value and the later one."""


def joined(number: Number, following: Sequence[Number], words: str) -> Number:
    """Return a number with the unit of the one it is joined to, as the 12 in "12 to 15/30"."""
    if number.unit or number.of is not None or not following:
        return number
    (after,) = following
    if PAIR.fullmatch(words[number.end : after.start].rstrip("+-−–")):
        return replace(number, unit=after.unit, of=after.of)
    return number
