"""Which side a number is of."""

import re
from typing import Literal

from soapbench.reading.numbers import Number

__all__ = ["OTHER_SIDE", "Side", "nearest_side", "side_of"]

Side = Literal["right", "left", "bilateral"]
OTHER_SIDE = {"right": "left", "left": "right"}
_SIDES: dict[Side, re.Pattern[str]] = {
    "bilateral": re.compile(r"\b(?:bilateral(?:ly)?|both|B/L|bilat|L/R|R/L)\b", re.IGNORECASE),
    "right": re.compile(r"\b(?:right|rt)\b|\bR(?:LE|UE)?\b|\(R\)", re.IGNORECASE),
    "left": re.compile(r"\b(?:left|lt)\b|\bL(?:LE|UE)?\b|\(L\)", re.IGNORECASE),
}
_SIDE_AFTER = re.compile(
    r"(?: of (?:\w+ )?(?:body ?)?weight (?:is )?)?\s*\(?(?:(?:reached|held|measured|taken) )?(?:on |at |for |to |(?:coming )?from )?(?:the )?(?:(?:un)?involved |sound |other )?(?:right|left|R|L|both(?: sides)?|bilat(?:erally)?)\b"
    r"(?!(?:[\s:=]|is|was|has|had|bends?|reach(?:es|ed)|measures?|to|at){0,6}\d)",
    re.IGNORECASE,
)


def side_of(words: str) -> Side | None:
    """Return the side that words name; None where they name none, or right and left alike."""
    found = [side for side, pattern in _SIDES.items() if pattern.search(words)]
    if "bilateral" in found or {"right", "left"} <= set(found):
        return "bilateral" if "bilateral" in found else None
    return found[0] if found else None


def nearest_side(words: str, number: Number) -> Side | None:
    """Return the side told right after a number, else the one named last before it, else none."""
    if after := _SIDE_AFTER.match(words, number.stop):
        return side_of(after.group())
    led = words[: number.start]
    if _VERSUS.search(led):
        return None  # of the one that the value before is not of
    # Of "L 148° (R 172°), passive 158°" the bracket holds the other side's, and is closed.
    open_ = _CLOSED.sub(lambda match: " " * len(match[0]), led)
    return _last(open_) or _last(led)


_VERSUS = re.compile(r"\d\S{0,3} (?:vs\.?|versus) $", re.IGNORECASE)
"""Between two values of which nothing says whose the second is."""
_CLOSED = re.compile(r"\([^()]*\d[^()]*\)")


_HELD_AGAINST = re.compile(r"(?:%|\bpercent) (?:of|that of) (?:the |his |her )?$", re.IGNORECASE)
"""Behind such words stands the side that another is a share of: "65% of the right (81° vs 124°)"."""
_LEAD = 24


def _last(words: str) -> Side | None:
    """Return the side that is named last; of "R/L" the whole, and not its end."""
    named = [
        (match.end(), -match.start(), side)
        for side, pattern in _SIDES.items()
        for match in pattern.finditer(words)
        if not _HELD_AGAINST.search(words, max(0, match.start() - _LEAD), match.start())
    ]
    return max(named)[2] if named else None
