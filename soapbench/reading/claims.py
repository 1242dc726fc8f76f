"""What a note claims besides values: falls, goals reached, directions, how often, and impressions."""

import re
from collections.abc import Iterator
from dataclasses import replace

from soapbench.reading.course import course_in
from soapbench.reading.directions import directions_in
from soapbench.reading.falls import falls_in
from soapbench.reading.goals import goals_in
from soapbench.reading.parts import Claim, Clause, Flag, Reading
from soapbench.reading.thresholds import THRESHOLD_SIGNS, thresholds_in
from soapbench.reading.troubles import troubles_in
from soapbench.reading.values import Value

__all__ = ["claims_in", "impressions_in"]

_COUNTS = {
    "once": 1, "twice": 2, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "eight": 8, "ten": 10, "twelve": 12,
}  # fmt: skip
_PER_WEEK = re.compile(
    r"\b(?:(?P<number>\d)(?:\s*[-–]\s*(?P<most>\d))?\s*(?:x|×|times|visits?|sessions?)\s*(?:/|per|a|each)?\s*"
    r"(?:wk|week)(?:ly)?|"
    r"(?P<word>once|twice|(?:one|two|three|four|five)(?=\s+(?:times|visits?|sessions?)))\s+"
    r"(?:times\s+|visits?\s+|sessions?\s+)?(?:a|per|each|every)?\s*(?:week|weekly))\b",
    re.IGNORECASE,
)
_MANY = rf"(?P<number>\d{{1,2}}|{'|'.join(_COUNTS)})"
_WEEKS = re.compile(
    r"(?:\b(?:for|x|×|over)\s*|\bduration\W{1,5}|(?:wk|week|weekly|wkly)[\s,;]+(?:x\s*)?)"
    rf"(?:another |the next )?{_MANY}(?:\s*[-–]\s*(?P<most>\d{{1,2}}))?\s*(?:more |additional )?(?:wks?|weeks?)\b",
    re.IGNORECASE,
)
_NOT_NOW: frozenset[Flag] = frozenset(["future", "goal", "norm", "echo", "blank"])
"""How a clause is meant that says nothing of how a patient is now."""
_GOAL_SIGNS = ("met", "achiev", "reach", "attain", "accomplish", "ongoing", "progress", "not there")
"""Letters without which nothing is said of a goal's status."""
_HOPED = re.compile(
    r"\b(?:benefits?|expected|anticipated|sought|hoped|aim(?:s|ed|ing)?|so that|in order to|"
    r"potential (?:for|to)|working toward)\b",
    re.IGNORECASE,
)
"""Behind such a word stands what is wanted, not what is."""
_GOES_ON = re.compile(
    r"\b(?:continu\w+|requested|plan(?:ned)?|frequency|reasonable and necessary)\b", re.IGNORECASE
)
"""What tells of a plan where no heading does."""
_HOME = re.compile(r"\b(?:HEP|home)\b", re.IGNORECASE)
_CARE = re.compile(
    r"\b(?:duration|continu\w+|plan of care|POC|PT|therapy|frequency)\b", re.IGNORECASE
)
_IF = re.compile(r"\b(?:if|once|when|until|after|no|without)\b", re.IGNORECASE)


def claims_in(reading: Reading, values: tuple[Value, ...]) -> tuple[Claim, ...]:
    """Return the claims of a reading, in the note's order."""
    found: list[Claim] = []
    for clause in reading.clauses:
        words = reading.text[clause.start : clause.end]
        low = words.lower()
        inside = [v for v in values if clause.start <= v.start < clause.end]
        plans = clause.section == "P" or (clause.section == "ADM" and bool(_GOES_ON.search(words)))
        if plans:
            line = reading.text[reading.text.rfind("\n", 0, clause.start) + 1 : clause.end]
            found += _how_often(words, line, clause)
        if clause.section != "P" and not clause.flags & {"future", "norm", "echo", "blank"}:
            told = list(_told(words, low, clause, inside))
            hoped = _HOPED.search(words) if told else None
            until = clause.start + hoped.start() if hoped else clause.end
            found += [claim for claim in told if claim.start < until]
        if any(sign in low for sign in THRESHOLD_SIGNS) and clause.section != "P":
            found += thresholds_in(words, clause, inside)
        if any(sign in low for sign in _GOAL_SIGNS):
            found += goals_in(words, clause, inside)
    return tuple(sorted(found, key=lambda c: (c.start, c.kind)))


def impressions_in(reading: Reading, values: tuple[Value, ...]) -> tuple[Claim, ...]:
    """Return what a reading claims of its patient in general words, in the note's order."""
    found: list[Claim] = []
    for clause in reading.clauses:
        if clause.section == "P" or clause.flags & _NOT_NOW:
            continue
        words = reading.text[clause.start : clause.end]
        told = [*course_in(words, clause), *troubles_in(words, clause)]
        hoped = _HOPED.search(words) if told else None
        until = clause.start + hoped.start() if hoped else clause.end
        found += [_beside(claim, clause, values) for claim in told if claim.start < until]
    return tuple(found)


def _beside(claim: Claim, clause: Clause, values: tuple[Value, ...]) -> Claim:
    """Return a claim with the one measure of its clause, by which it can be judged more exactly."""
    named = {q.measure for q in clause.quantities if q.measure}
    named |= {v.measure for v in values if clause.start <= v.start < clause.end}
    return replace(claim, measure=named.pop()) if len(named) == 1 else claim


def _told(words: str, low: str, clause: Clause, inside: list[Value]) -> Iterator[Claim]:
    if "goal" not in clause.flags and ("fall" in low or "fell" in low):
        yield from falls_in(words, clause)
    yield from directions_in(words, clause, inside)


def _how_often(words: str, line: str, clause: Clause) -> Iterator[Claim]:
    """Yield how often and how long treatment goes on; a home program is another matter."""
    if _HOME.search(line) or "echo" in clause.flags:
        return
    often = list(_PER_WEEK.finditer(words))
    for match in often:
        if re.search(r"\b(?:was|were|from|previously)\W+$", words[: match.start()], re.IGNORECASE):
            continue
        span = (clause.start + match.start(), clause.start + match.end())
        most = float(match["most"]) if match["most"] else None
        yield Claim("per_week", *span, _counted(match["number"] or match["word"]), most)
    for match in _WEEKS.finditer(words):
        if often or (_CARE.search(words) and not _IF.search(words, 0, match.start())):
            span = (clause.start + match.start("number"), clause.start + match.end())
            most = float(match["most"]) if match["most"] else None
            yield Claim("weeks", *span, _counted(match["number"]), most)


def _counted(words: str) -> float:
    return float(_COUNTS.get(words.lower()) or words)
