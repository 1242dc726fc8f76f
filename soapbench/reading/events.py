"""How often a joint gave way or buckled, and within how long, as a note or its case tells it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from soapbench.reading.counts import NUMERALS, counted
from soapbench.reading.parts import Reading

__all__ = ["Event", "events_in"]


@dataclass(frozen=True)
class Event:
    """That something happened so often, or never, and where it is told."""

    kind: str
    """``gave way`` or ``buckled``."""
    number: float | None
    """How often: 0 for never, None where no number says."""
    within: float | None
    """In the last so many days; None where no words say."""
    start: int
    end: int


_KINDS = {
    "gave way": re.compile(r"\b(?:gave|given|giving|gives?)[- ]way\b", re.IGNORECASE),
    "buckled": re.compile(r"\bbuckl(?:e|es|ed|ing)\b", re.IGNORECASE),
}
_MANY = rf"(?:{NUMERALS}|once|twice|a single|\d)"
_NEVER = re.compile(
    r"(?:\b(?:no|not|never|n't|denie[sd]|zero|0|free of|absence of)|Ø)\s?(?:[\w-]+(?:\s|/)){0,3}$|"
    r"\b(?:no|denie[sd]|denying|without)\s(?:[\w-]+\s){0,3}(?:or|/)\s(?:[\w-]+\s){0,5}$",
    re.IGNORECASE,
)
_NONE = re.compile(r"[^.;,]{0,30}?[:=–|-]\s*(?:none|no\b|0\b|denie[sd])", re.IGNORECASE)
_LATER = re.compile(
    rf"(?:,|;|\band\b|\bbut\b)\s(?:with\s)?(?:(?P<none>none|not(?: at all| once)?|never)|(?P<more>{_MANY})(?:\smore)?)\s(?:(?:in|over|for|during)\s|(?=(?:the\s)?(?:past|last)\b))",
    re.IGNORECASE,
)
"""What tells of another time in the same breath: "x2 early in rehab, none in the past 3 weeks"."""
_BEFORE = re.compile(
    rf"\b(?P<n>{_MANY})\s(?:(?:episodes?|instances?|times?)\sof\s)?(?:the\s)?(?:knee\s|ankle\s)?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"[^.;,\d]{{0,20}}?(?:[x×]\s?(?P<x>\d)|(?P<n>{_MANY})\b(?!\s?(?:/|-)))", re.IGNORECASE
)
_WITHIN = re.compile(
    rf"\b(?:past|last|previous)\s(?P<many>\d{{1,2}}|{NUMERALS})?\s?(?P<unit>days?|weeks?|wks?|months?)\b",
    re.IGNORECASE,
)
_DAYS = {"d": 1, "w": 7, "m": 30}
_AIM = re.compile(r"\b(?:goals?|STG|LTG|if|when|until|risk|prevent|avoid|without)\b", re.IGNORECASE)


def events_in(reading: Reading) -> Iterator[Event]:
    """Yield what a reading tells of joints that gave way, but of aims and conditions."""
    for clause in reading.clauses:
        if clause.section not in ("S", "O", "ADM") or clause.flags & {
            "goal",
            "future",
            "echo",
            "blank",
        }:
            continue
        words = reading.plain[clause.start : clause.end]
        if clause.under and _AIM.search(reading.plain, *clause.under):
            continue
        for kind, pattern in _KINDS.items():
            match = pattern.search(words)
            if match and not _AIM.search(words, 0, match.start()):
                yield from _told(kind, words, match, clause.start)


def _told(kind: str, words: str, match: re.Match[str], at: int) -> Iterator[Event]:
    later = _LATER.search(words, match.end())
    until = later.start() if later else len(words)
    span = (at + match.start(), at + match.end())
    yield Event(kind, _number(words, match, until), _days(words, 0, until), *span)
    if later:
        number = 0.0 if later["none"] else counted(later["more"])
        place = (at + later.start(), at + later.end())
        yield Event(kind, number, _days(words, later.start(), len(words)), *place)


def _number(words: str, match: re.Match[str], until: int) -> float | None:
    before, after = _BEFORE.search(words, 0, match.start()), _AFTER.match(words, match.end(), until)
    never = _NEVER.search(words, 0, match.start()) or _NONE.match(words, match.end(), until)
    if never and not before:
        return 0.0
    told = (before and before["n"]) or (after and (after["x"] or after["n"]))
    return counted(told) if told else None


def _days(words: str, start: int, end: int) -> float | None:
    match = _WITHIN.search(words, start, end)
    return counted(match["many"] or "one") * _DAYS[match["unit"][0].lower()] if match else None
