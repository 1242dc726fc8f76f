"""What a note claims besides values: falls, plateaus, goals reached, directions, how often."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from soapbench.reading.parts import Clause, Reading
from soapbench.reading.values import Value

__all__ = ["Claim", "ClaimKind", "claims_in"]

ClaimKind = Literal[
    "falls", "plateau", "goal_met", "goal_open", "better", "worse", "beyond_error", "per_week",
    "weeks", "count",
]  # fmt: skip
"""A number of falls; a plateau; a goal reached, or not; a measure moved for the better or the
worse, or by more than its measurement error (MDC) or smallest important change; how often and how
many weeks treatment goes on; and so many of so many, as 6 of 12 steps."""


@dataclass(frozen=True)
class Claim:
    """One thing claimed, and where."""

    kind: ClaimKind
    start: int
    end: int
    number: float | None = None
    """How many falls, times a week, weeks or trials; None where that is left open."""
    of: float | None = None
    """Of how many trials."""
    measure: str | None = None
    """The measure a goal or direction is about."""
    about: tuple[int, int] | None = None
    """The clause of a goal, whose words say which goal it is."""


_NO_FALL = re.compile(
    r"\b(?:no|denies|denied|without|zero|0)\s+(?:any\s+|new\s+|further\s+|recent\s+)?"
    r"(?:falls?\b|LOB or falls)",
    re.IGNORECASE,
)
_FELL = re.compile(
    r"\b(?P<count>one|two|three|four|1|2|3|4|5)\s+(?:new\s+|recent\s+)?falls?\b(?!-)|"
    r"\b(?:fell|(?:has|have|had) fallen|had a fall|a fall)\s+(?:once|twice|on|in|at|last|since|"
    r"yesterday|this|while|during|when|getting|stepping|going|coming|down|off|over|outside|again|"
    r"backwards?|forwards?|\w+ (?:days?|weeks?) ago)\b",
    re.IGNORECASE,
)
_COUNTS = {
    "once": 1, "twice": 2, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "eight": 8, "ten": 10, "twelve": 12,
}  # fmt: skip
_PLATEAU = re.compile(
    r"\b(?:has|have|is|are|progress)\s+(?:\w+\s+)?(?:plateaued|at a plateau|in a plateau)|"
    r"\bplateau (?:in|of|since)\b",
    re.IGNORECASE,
)
_GOAL_OPEN = re.compile(
    r"\b(?:not (?:yet )?met|unmet|ongoing|in progress|partially met)\b", re.IGNORECASE
)
_GOAL_MET = re.compile(
    r"\b(?<!not )(?<!yet )(?<!partially )(?:met|achieved|reached)\b", re.IGNORECASE
)
_BETTER = re.compile(
    r"\b(?:improv(?:ed|ing|ement)|better|gains?|progress(?:ed|ing))\b", re.IGNORECASE
)
_WORSE = re.compile(
    r"\b(?:worse(?:ned|ning)?|declin(?:e[sd]?|ing)|regress(?:ed|ing)|deteriorat\w+)\b",
    re.IGNORECASE,
)
_BEYOND_ERROR = re.compile(
    r"\b(?:exceed(?:s|ed|ing)?|beyond|above|(?:greater|more|larger) than|surpass(?:es|ed|ing)?)\s+"
    r"(?:(?:the|its|a|published)\s+)*(?:\d[\d.]*[-\s]?(?:points?|pts?|s|sec\w*)?\s+)?"
    r"(?:MDC|MCID|MIC\b|minimal(?:ly)?\s+(?:detectable|(?:clinically )?important))",
    re.IGNORECASE,
)
_PER_WEEK = re.compile(
    r"\b(?:(?P<number>\d)(?:\s*[-–]\s*\d)?\s*(?:x|×|times|visits?|sessions?)\s*(?:/|per|a|each)?\s*"
    r"(?:wk|week)(?:ly)?|"
    r"(?P<word>once|twice|(?:one|two|three|four|five)(?=\s+(?:times|visits?|sessions?)))\s+"
    r"(?:times\s+|visits?\s+|sessions?\s+)?(?:a|per|each|every)?\s*(?:week|weekly))\b",
    re.IGNORECASE,
)
_WEEKS = re.compile(
    r"\b(?:for|x|×)\s*(?:another |the next )?"
    r"(?P<number>\d{1,2}|one|two|three|four|five|six|eight|ten|twelve)(?:\s*[-–]\s*\d{1,2})?\s*"
    r"(?:more |additional )?(?:wks?|weeks?)\b",
    re.IGNORECASE,
)


_COUNT = re.compile(r"(?<![\d/.])(\d{1,3})\s+(?:of|out of)\s+(?:the\s+)?(\d{1,3})(?![\d/.]*\d)\b")


def claims_in(reading: Reading, values: tuple[Value, ...]) -> tuple[Claim, ...]:
    """Return the claims of a reading, in the note's order."""
    found: list[Claim] = []
    for clause in reading.clauses:
        words = reading.text[clause.start : clause.end]
        inside = [v for v in values if clause.start <= v.start < clause.end]
        if clause.section == "P":
            found += _how_often(words, clause)
        elif not clause.flags & {"future", "norm", "echo", "blank"}:
            found += _told(words, clause, inside)
        found += _beyond_error(words, clause, inside)
        found += _goals(words, clause, inside)
    return tuple(sorted(found, key=lambda c: (c.start, c.kind)))


def _told(words: str, clause: Clause, inside: list[Value]) -> Iterator[Claim]:
    yield from _counts(words, clause)
    if "goal" not in clause.flags:
        yield from _falls(words, clause.start)
        plateau = _PLATEAU.search(words)
        if plateau and "negated" not in clause.flags:
            yield Claim("plateau", clause.start + plateau.start(), clause.start + plateau.end())
    measures = _measures(clause, inside)
    better, worse = _BETTER.search(words), _WORSE.search(words)
    if len(measures) == 1 and bool(better) != bool(worse) and "negated" not in clause.flags:
        match = better or worse
        assert match is not None
        span = (clause.start + match.start(), clause.start + match.end())
        yield Claim("better" if better else "worse", *span, measure=measures.pop())


def _measures(clause: Clause, inside: list[Value]) -> set[str]:
    named = {q.measure for q in clause.quantities if q.measure}
    return named | {v.measure for v in inside if v.when in ("now", "baseline")}


def _beyond_error(words: str, clause: Clause, inside: list[Value]) -> Iterator[Claim]:
    """Yield whether the one measure of a clause is said to have moved beyond its error."""
    match = _BEYOND_ERROR.search(words)
    measures = _measures(clause, inside)
    if match and len(measures) == 1 and not clause.flags & {"future", "negated", "goal", "echo"}:
        span = (clause.start + match.start(), clause.start + match.end())
        yield Claim("beyond_error", *span, measure=measures.pop())


def _counts(words: str, clause: Clause) -> Iterator[Claim]:
    for match in _COUNT.finditer(words):
        span = (clause.start + match.start(), clause.start + match.end())
        about = (clause.start, clause.end)
        yield Claim("count", *span, float(match[1]), float(match[2]), about=about)


def _falls(words: str, at: int) -> Iterator[Claim]:
    none, some = _NO_FALL.search(words), _FELL.search(words)
    if none and not some:
        yield Claim("falls", at + none.start(), at + none.end(), 0)
    elif some and not none:
        count = some["count"]
        told = None if count is None else _counted(count)
        yield Claim("falls", at + some.start(), at + some.end(), told)


def _goals(words: str, clause: Clause, inside: list[Value]) -> Iterator[Claim]:
    """Yield whether a goal is said to be met: the one with a number here, or one told in words."""
    opened, met = _GOAL_OPEN.search(words), _GOAL_MET.search(words)
    if bool(opened) == bool(met) or clause.section in ("S", "O"):
        return
    match = opened or met
    assert match is not None
    aims = [v for v in inside if v.when == "goal"]
    one = aims[0] if len({v.measure for v in aims}) == 1 else None
    yield Claim(
        "goal_open" if opened else "goal_met",
        clause.start + match.start(),
        clause.start + match.end(),
        one.value if one else None,
        measure=one.measure if one else None,
        about=(clause.start, clause.end),
    )


def _how_often(words: str, clause: Clause) -> Iterator[Claim]:
    """Yield how often and how long treatment goes on; a home program is another matter."""
    if re.search(r"\b(?:HEP|home)\b", words, re.IGNORECASE) or clause.flags & {"blank", "echo"}:
        return
    for match in _PER_WEEK.finditer(words):
        span = (clause.start + match.start(), clause.start + match.end())
        yield Claim("per_week", *span, _counted(match["number"] or match["word"]))
    for match in _WEEKS.finditer(words):
        span = (clause.start + match.start(), clause.start + match.end())
        yield Claim("weeks", *span, _counted(match["number"]))


def _counted(words: str) -> float:
    return float(_COUNTS.get(words.lower()) or words)
